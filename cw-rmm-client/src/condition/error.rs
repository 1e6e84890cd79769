//! Why a condition cannot be written or read.

/// A condition that the ticket list's filter language cannot say, or text that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConditionError {
    /// Nothing was given to choose from, or empty text.
    #[error("`{name}` has no value")]
    Empty {
        /// The parameter.
        name: &'static str,
    },
    /// A value of a list holds a comma, which separates values, or is the word that turns a list round.
    #[error("`{name}` cannot take {value:?}: the language has no way to write it in a list")]
    Unlistable {
        /// The parameter.
        name: &'static str,
        /// The value.
        value: String,
    },
    /// A field stands twice in a group.
    #[error("`{name}` is said twice of the same tickets, which the language cannot express")]
    Repeated {
        /// The parameter.
        name: &'static str,
    },
    /// The condition needs more groups than [`MAX_GROUPS`](super::MAX_GROUPS).
    #[error("the condition has more than {} alternatives when it is written out", super::MAX_GROUPS)]
    TooManyGroups,
    /// Text that is no date.
    #[error("`{name}` cannot take {text:?}: a date is expected, such as 2026-01-31 or 2026-01-31T15:01:02")]
    Date {
        /// The parameter.
        name: &'static str,
        /// What was given.
        text: String,
    },
    /// A parameter that the ticket list does not filter by.
    #[error("tickets are not filtered by `{name}`")]
    UnknownField {
        /// What was given.
        name: String,
    },
    /// Parameters with a number and parameters without one, of which nobody says what they mean together.
    #[error("parameters with and without a group number are mixed")]
    Mixed,
    /// Nothing to filter by.
    #[error("there is no parameter to filter by")]
    Nothing,
}
