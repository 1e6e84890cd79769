//! Why a condition cannot be sent.

/// A condition that cannot be said safely in the server's language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConditionError {
    /// The name of a field is not letters, digits and underscores, joined by dots.
    #[error("{name:?} is no field name: words of letters, digits and underscores joined by dots are expected")]
    FieldName {
        /// What was given.
        name: String,
    },
    /// Text with a character that has no place in an expression, such as a line break.
    #[error("the text {text:?} holds a control character")]
    ControlCharacter {
        /// What was given.
        text: String,
    },
    /// Text with both kinds of quotes, of which one would have to be escaped.
    #[error("the text {text:?} holds both kinds of quotes, which the condition language cannot express safely")]
    BothQuotes {
        /// What was given.
        text: String,
    },
    /// Text whose last backslash could be read as escaping the quote behind it.
    #[error("the text {text:?} ends in a backslash, which the condition language cannot express safely")]
    TrailingBackslash {
        /// What was given.
        text: String,
    },
    /// Text with `%`, `_` or a backslash where a pattern would give it another meaning.
    #[error("the text {text:?} holds a character that means something else in a pattern (%, _ or \\); use `contains`")]
    Wildcard {
        /// What was given.
        text: String,
    },
    /// A number that is infinite or not a number.
    #[error("the number is not finite")]
    NotFinite,
    /// A date that cannot be read, was never set, or lies outside the years 1990 to 9999.
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
    /// The expression is longer than [`MAX_LENGTH`](super::MAX_LENGTH).
    #[error("the condition is too long")]
    TooLong,
    /// A raw expression was negated, which would mean to read it.
    #[error("a raw expression cannot be negated")]
    RawNegated,
}
