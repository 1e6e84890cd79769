//! Why a patch is not sent.

/// A patch that the server would refuse, or answer with 200 without doing it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatchError {
    /// JSON that is no list of operations.
    #[error("{at}: {expected} is expected")]
    Shape {
        /// Where: `$[2].op`.
        at: String,
        /// What should stand there.
        expected: String,
    },
    /// A path that is no field, list element or field of one.
    #[error("{path:?} is no path: a field such as summary, or communicationItems/0/value, is expected")]
    Path {
        /// What was given.
        path: String,
    },
    /// A path into a reference: servers may answer 200 to that and change nothing.
    #[error(
        "{path} reaches into a reference, which may be answered with success and change nothing: replace all of \
         {reference}, by id, identifier or name"
    )]
    InsideReference {
        /// What was given.
        path: String,
        /// What to replace instead.
        reference: String,
    },
    /// Names of fields are compared with regard to case.
    #[error("{path} is not spelled as the record has it: {known}")]
    WrongCase {
        /// What was given.
        path: String,
        /// How the field is spelled.
        known: String,
    },
    /// A field that no patch changes.
    #[error("{path} cannot be changed by a patch: {reason}")]
    Refused {
        /// The field.
        path: String,
        /// Why, and what to do instead.
        reason: &'static str,
    },
    /// The record has no such element.
    #[error("the record has nothing at {path}")]
    NotThere {
        /// Where the operation reaches.
        path: String,
    },
    /// What was given as the record is no JSON object.
    #[error("the record to patch is no JSON object")]
    NoRecord,
}
