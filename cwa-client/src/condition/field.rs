//! Fields that conditions speak of, and the comparisons that each kind allows.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::error::ConditionError;
use super::value::{IntoValue, Value};
use super::{Condition, Operator};

/// A field that holds text.
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
/// A field that holds several values of kind `K`.
#[derive(Debug, Clone, Copy)]
pub struct List<K>(PhantomData<K>);
/// A field of a kind that is not known here: every comparison is open.
#[derive(Debug, Clone, Copy)]
pub struct Any;

/// The checked name of a field.
pub(super) type FieldName = Cow<'static, str>;

/// A field of a list's rows, by the name it has in their JSON; nested ones are joined with dots.
///
/// The known ones are constants, grouped by resource: [`computer::STATUS`](super::computer::STATUS).
/// Any other is [`Field::new`]. A field that the rows do not have is refused by the server with 400.
pub struct Field<K = Any> {
    name: FieldName,
    kind: PhantomData<fn() -> K>,
}

/// Words of the language, which cannot be the whole name of a field.
const KEYWORDS: [&str; 9] = ["and", "or", "not", "in", "like", "contains", "eq", "true", "false"];

/// Longer than any name that a server has.
const MAX_NAME: usize = 200;

impl Field<Any> {
    /// A field that has no constant here, such as `VirusScanner.Name`.
    ///
    /// # Errors
    ///
    /// [`ConditionError::FieldName`] unless it is words of letters, digits and underscores, joined by dots.
    pub fn new(name: impl Into<String>) -> Result<Self, ConditionError> {
        let name = name.into();
        let is_name = name.len() <= MAX_NAME && name.split('.').all(is_word);
        let is_keyword = KEYWORDS.iter().any(|word| name.eq_ignore_ascii_case(word));
        if is_name && !is_keyword {
            Ok(Self { name: name.into(), kind: PhantomData })
        } else {
            Err(ConditionError::FieldName { name })
        }
    }
}

fn is_word(word: &str) -> bool {
    let starts_well = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts_well && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl<K> Field<K> {
    pub(super) const fn known(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), kind: PhantomData }
    }

    /// The name, as in JSON: `Client.Id`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The field is this.
    pub fn eq(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::Equal, value)
    }

    /// The field is something else.
    pub fn ne(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::NotEqual, value)
    }

    /// The field is one of these; none at all is [`ConditionError::EmptyList`].
    pub fn is_in<V: IntoValue<K>>(&self, values: impl IntoIterator<Item = V>) -> Condition {
        Condition::is_in(self.name.clone(), values.into_iter().map(IntoValue::into_value).collect())
    }

    fn compare(&self, operator: Operator, value: impl IntoValue<K>) -> Condition {
        Condition::compare(self.name.clone(), operator, value.into_value())
    }

    fn pattern(&self, value: Result<Value, ConditionError>) -> Condition {
        Condition::compare(self.name.clone(), Operator::Like, value)
    }
}

/// Kinds that have an order.
pub trait Ordered {}
impl Ordered for Number {}
impl Ordered for Date {}
impl Ordered for Any {}

impl<K: Ordered> Field<K> {
    /// The field is less than this.
    pub fn lt(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::Less, value)
    }

    /// The field is this or less.
    pub fn le(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::LessOrEqual, value)
    }

    /// The field is more than this.
    pub fn gt(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::Greater, value)
    }

    /// The field is this or more.
    pub fn ge(&self, value: impl IntoValue<K>) -> Condition {
        self.compare(Operator::GreaterOrEqual, value)
    }
}

/// Moments are sent in UTC with a `Z`, dates without a zone as they are; how a server reads either
/// is unconfirmed. They go to the millisecond.
impl Field<Date> {
    /// The date lies before this. Rows whose date was never set count as very old.
    pub fn before(&self, moment: impl IntoValue<Date>) -> Condition {
        self.lt(moment)
    }

    /// The date lies after this.
    pub fn after(&self, moment: impl IntoValue<Date>) -> Condition {
        self.gt(moment)
    }
}

/// Kinds that can be searched as text.
pub trait Textual {}
impl Textual for Text {}
impl Textual for Any {}

/// How letters of different case compare is up to the server's database; as a rule they are equal.
impl<K: Textual> Field<K> {
    /// The text occurs in the field. Every character stands for itself.
    pub fn contains(&self, text: &str) -> Condition {
        Condition::compare(self.name.clone(), Operator::Contains, Value::text(text))
    }

    /// The text occurs in the field, said as a pattern where that is possible, which more servers
    /// were seen to take, and with [`contains`](Self::contains) where it is not.
    pub fn search(&self, text: &str) -> Condition {
        match Value::pattern("%", text, "%") {
            Err(ConditionError::Wildcard { .. }) => self.contains(text),
            value => self.pattern(value),
        }
    }

    /// The field matches a pattern, in which `%` is any text and `_` any character.
    pub fn like(&self, pattern: &str) -> Condition {
        self.pattern(Value::text(pattern))
    }

    /// The text occurs in the field, said as a pattern.
    ///
    /// `%`, `_` and `\` in the text are [`ConditionError::Wildcard`]; [`contains`](Self::contains) takes them.
    pub fn like_contains(&self, text: &str) -> Condition {
        self.pattern(Value::pattern("%", text, "%"))
    }

    /// The field begins with the text.
    ///
    /// `%`, `_` and `\` in the text are [`ConditionError::Wildcard`].
    pub fn starts_with(&self, text: &str) -> Condition {
        self.pattern(Value::pattern("", text, "%"))
    }

    /// The field ends with the text.
    ///
    /// `%`, `_` and `\` in the text are [`ConditionError::Wildcard`].
    pub fn ends_with(&self, text: &str) -> Condition {
        self.pattern(Value::pattern("%", text, ""))
    }
}

impl<K> Field<List<K>> {
    /// The value is one of those in the field.
    pub fn has(&self, value: impl IntoValue<K>) -> Condition {
        Condition::compare(self.name.clone(), Operator::Contains, value.into_value())
    }
}

impl<K> Clone for Field<K> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), kind: PhantomData }
    }
}

impl<K> fmt::Debug for Field<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.name)
    }
}

impl<K> fmt::Display for Field<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
