//! Fields that conditions speak of, and the comparisons that each kind allows.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::error::ConditionError;
use super::value::{IntoValue, Value};
use super::{Condition, Operator};
use crate::reference::By;

/// A field that holds text or a word of a fixed set. The server refuses words that are not in the set.
#[derive(Debug, Clone, Copy)]
pub struct Text;
/// A field that holds a number or an id.
#[derive(Debug, Clone, Copy)]
pub struct Number;
/// A field that holds yes or no.
#[derive(Debug, Clone, Copy)]
pub struct Flag;
/// A field that holds a date.
#[derive(Debug, Clone, Copy)]
pub struct Date;
/// A field of a kind that is not known here: every comparison is open.
#[derive(Debug, Clone, Copy)]
pub struct Any;
/// A field that points at a record with an id and a name: a board, a status.
#[derive(Debug, Clone, Copy)]
pub struct Named;
/// A field that points at a record with an id, an identifier and a name: a company, a member.
#[derive(Debug, Clone, Copy)]
pub struct Identified;
/// A field that points at a record with an id and an identifier: an invoice.
#[derive(Debug, Clone, Copy)]
pub struct Coded;
/// A field that points at a ticket: an id and a summary.
#[derive(Debug, Clone, Copy)]
pub struct TicketRef;

/// The checked name of a field.
pub(super) type FieldName = Cow<'static, str>;

/// A field of a list's rows, by the name it has in their JSON; parts of what it points at follow
/// after a slash.
///
/// The known ones are constants, grouped by resource: [`ticket::BOARD`](super::ticket::BOARD).
/// Any other is [`Field::new`]. A field that the rows do not have, or that cannot be searched, is
/// refused by the server with 400 and the code `ApiFindCondition`.
pub struct Field<K = Any> {
    path: FieldName,
    kind: PhantomData<fn() -> K>,
}

/// Words of the language, which cannot be the whole name of a field.
const KEYWORDS: [&str; 9] = ["and", "or", "not", "in", "like", "contains", "null", "true", "false"];

/// Longer than any name that a server has.
const MAX_NAME: usize = 200;

impl Field<Any> {
    /// A field that has no constant here, such as `site/name`.
    ///
    /// # Errors
    ///
    /// [`ConditionError::FieldName`] unless it is words of letters, digits and underscores, joined by slashes.
    pub fn new(path: impl Into<String>) -> Result<Self, ConditionError> {
        let path = path.into();
        let is_path = path.len() <= MAX_NAME && path.split('/').all(is_word);
        let is_keyword = KEYWORDS.iter().any(|word| path.eq_ignore_ascii_case(word));
        if is_path && !is_keyword { Ok(Self::at(path)) } else { Err(ConditionError::FieldName { name: path }) }
    }
}

fn is_word(word: &str) -> bool {
    let starts_well = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts_well && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl<K> Field<K> {
    pub(super) const fn known(path: &'static str) -> Self {
        Self { path: Cow::Borrowed(path), kind: PhantomData }
    }

    fn at(path: impl Into<FieldName>) -> Self {
        Self { path: path.into(), kind: PhantomData }
    }

    /// The name, as in JSON: `board/name`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A part of what the field points at, which has no method here.
    ///
    /// # Errors
    ///
    /// [`ConditionError::FieldName`] as in [`new`](Field::new).
    pub fn part(&self, name: &str) -> Result<Field, ConditionError> {
        Field::new(format!("{}/{name}", self.path))
    }

    fn known_part<P>(&self, name: &str) -> Field<P> {
        Field::at(format!("{}/{name}", self.path))
    }

    pub(super) fn compare(&self, operator: Operator, value: Result<Value, ConditionError>) -> Condition {
        Condition::compare(self.path.clone(), operator, value)
    }
}

/// Kinds that hold a value themselves.
pub trait Scalar {}
impl Scalar for Text {}
impl Scalar for Number {}
impl Scalar for Flag {}
impl Scalar for Date {}
impl Scalar for Any {}

impl<K: Scalar> Field<K> {
    /// The field is this.
    pub fn eq(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::Equal, value.into_value())
    }

    /// The field is something else.
    pub fn ne(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::NotEqual, value.into_value())
    }

    /// The field is one of these; none at all is [`ConditionError::EmptyList`].
    pub fn is_in<V: IntoValue<K>>(&self, values: impl IntoIterator<Item = V>) -> Condition {
        Condition::is_in(self.path.clone(), values.into_iter().map(IntoValue::into_value).collect())
    }

    /// The field is empty.
    pub fn is_null(&self) -> Condition {
        self.compare(Operator::Equal, Ok(Value::NULL))
    }

    /// The field is not empty.
    pub fn is_not_null(&self) -> Condition {
        self.compare(Operator::NotEqual, Ok(Value::NULL))
    }
}

/// Kinds that have an order.
pub trait Ordered {}
impl Ordered for Number {}
impl Ordered for Date {}
impl Ordered for Any {}

/// Moments are sent in UTC and to the second; a fraction is cut off.
impl<K: Ordered> Field<K> {
    /// The field is less than this, or before it.
    pub fn lt(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::Less, value.into_value())
    }

    /// The field is this or less.
    pub fn le(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::LessOrEqual, value.into_value())
    }

    /// The field is more than this, or after it.
    pub fn gt(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::Greater, value.into_value())
    }

    /// The field is this or more.
    pub fn ge(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::GreaterOrEqual, value.into_value())
    }
}

/// Kinds that can be searched as text.
pub trait Textual {}
impl Textual for Text {}
impl Textual for Any {}

/// How letters of different case compare is up to the server's database; as a rule they are equal.
///
/// In patterns `%` is any text, and so is `*` on the servers that know it. `_` may stand for any
/// one character; that is unconfirmed, and text with it is taken, so `srv_1` may find `srv-1` too.
impl<K: Textual> Field<K> {
    /// The text occurs in the field. Wildcards in it mean what a server makes of them.
    pub fn contains(&self, text: &str) -> Condition {
        self.compare(Operator::Contains, Ok(Value::text(text)))
    }

    /// The field matches a pattern; one without a wildcard is reported to match only the whole field.
    pub fn like(&self, pattern: &str) -> Condition {
        self.compare(Operator::Like, Ok(Value::text(pattern)))
    }

    /// The field begins with the text. `%` and `*` in it are [`ConditionError::Wildcard`].
    pub fn starts_with(&self, text: &str) -> Condition {
        self.pattern("", text, "%")
    }

    /// The field ends with the text. `%` and `*` in it are [`ConditionError::Wildcard`].
    pub fn ends_with(&self, text: &str) -> Condition {
        self.pattern("%", text, "")
    }

    fn pattern(&self, before: &str, text: &str, after: &str) -> Condition {
        let value = if text.contains(['%', '*']) {
            Err(ConditionError::Wildcard { text: text.to_owned() })
        } else {
            Ok(Value::text(format!("{before}{text}{after}")))
        };
        self.compare(Operator::Like, value)
    }
}

/// Kinds that point at a record.
pub trait Reference {
    /// Whether the record has an identifier.
    const HAS_IDENTIFIER: bool;
    /// Whether the record has a name.
    const HAS_NAME: bool;
}

impl<K: Reference> Field<K> {
    /// The record's number.
    #[must_use]
    pub fn id(&self) -> Field<Number> {
        self.known_part("id")
    }

    /// The field points at this record. A way of naming that its kind lacks is [`ConditionError::NoSuchPart`].
    pub fn is(&self, record: &By) -> Condition {
        let no_such = |part| Err(ConditionError::NoSuchPart { field: self.path.clone().into(), part });
        match record {
            By::Id(id) => self.id().eq(*id),
            By::Identifier(word) if K::HAS_IDENTIFIER => self.known_part::<Text>("identifier").eq(word),
            By::Name(name) if K::HAS_NAME => self.known_part::<Text>("name").eq(name),
            By::Identifier(_) => self.compare(Operator::Equal, no_such("identifier")),
            By::Name(_) => self.compare(Operator::Equal, no_such("name")),
        }
    }
}

macro_rules! references {
    ($($kind:ident: $($part:ident)*;)*) => {$(
        impl Reference for $kind {
            const HAS_IDENTIFIER: bool = references!(@has identifier in $($part)*);
            const HAS_NAME: bool = references!(@has name in $($part)*);
        }

        impl Field<$kind> {$(
            #[doc = concat!("The record's ", stringify!($part), ".")]
            #[must_use]
            pub fn $part(&self) -> Field<Text> {
                self.known_part(stringify!($part))
            }
        )*}
    )*};
    (@has identifier in identifier $($rest:ident)*) => { true };
    (@has name in name $($rest:ident)*) => { true };
    (@has $part:ident in) => { false };
    (@has $part:ident in $other:ident $($rest:ident)*) => { references!(@has $part in $($rest)*) };
}

references! {
    Named: name;
    Identified: identifier name;
    Coded: identifier;
    TicketRef: summary;
}

impl<K> Clone for Field<K> {
    fn clone(&self) -> Self {
        Self::at(self.path.clone())
    }
}

impl<K> fmt::Debug for Field<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.path)
    }
}

impl<K> fmt::Display for Field<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}
