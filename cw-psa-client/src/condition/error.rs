//! Why a condition cannot be sent.

/// A condition that cannot be read, or cannot be said in the server's language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConditionError {
    /// Text that is no expression of the language.
    #[error("at character {position} of the condition: {expected} is expected, not {found}")]
    Syntax {
        /// Which character, counted from 1.
        position: usize,
        /// What stands there.
        found: String,
        /// What could stand there.
        expected: String,
    },
    /// The name of a field is not words of letters, digits and underscores, joined by slashes.
    #[error("{name:?} is no field: words of letters, digits and underscores joined by slashes are expected")]
    FieldName {
        /// What was given.
        name: String,
    },
    /// The field points at a record that has no such part: boards have no identifier.
    #[error("{field} has no {part}: use its id or its name")]
    NoSuchPart {
        /// The field.
        field: String,
        /// What was asked of it.
        part: &'static str,
    },
    /// Text with `%` or `*` where a pattern would give it another meaning.
    #[error("the text {text:?} holds a wildcard (% or *), and no way to escape one is known; use `contains`")]
    Wildcard {
        /// What was given.
        text: String,
    },
    /// A number that is infinite or not a number.
    #[error("the number is not finite")]
    NotFinite,
    /// A date that cannot be read, or lies outside the years 1 to 9999.
    #[error("{text:?} is no date that can be compared")]
    Date {
        /// What was given.
        text: String,
    },
    /// "One of" without anything to choose from.
    #[error("the list of values for {field} is empty")]
    EmptyList {
        /// The field it was for.
        field: String,
    },
    /// `and` and `or` alternate too often; the bound is [`MAX_DEPTH`](super::MAX_DEPTH).
    #[error("the condition is nested too deeply")]
    TooDeep,
    /// `in` where the server does not know it.
    #[error("{parameter} take no `in`: join a comparison for each value by `or`")]
    ListNotAllowed {
        /// `childConditions` or `customFieldConditions`.
        parameter: &'static str,
    },
    /// A condition on custom fields speaks of something else than `caption` and `value`.
    #[error("customFieldConditions know the fields caption and value, not {name}; see `custom_field`")]
    NotOfCustomField {
        /// The field.
        name: String,
    },
    /// A field in an order is followed by something else than a direction.
    #[error("{term:?} is no order: a field and `asc` or `desc` are expected, several joined by commas")]
    Direction {
        /// What was given.
        term: String,
    },
    /// An address has no room for the expression, and it cannot be split.
    #[error(
        "the condition takes {length} characters of the address, {limit} fit, and it has no single list of whole \
         numbers to split: search by POST where that exists (tickets), or ask for less at a time"
    )]
    TooLong {
        /// Its length, percent-encoded.
        length: usize,
        /// What fits.
        limit: usize,
    },
}
