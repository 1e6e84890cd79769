//! Reads expressions.
//!
//! ```text
//! or     = and { "or" and }
//! and    = test { "and" test }
//! test   = "(" or ")" | field operator value | field ["not"] "in" "(" value { "," value } ")"
//! operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | ["not"] ("like" | "contains")
//! value  = text | number | "[" date "]" | "true" | "false" | "null"
//! ```

use jiff::civil;
use jiff::fmt::temporal::{DateTimeParser, Pieces};

use super::error::ConditionError;
use super::field::{Field, FieldName};
use super::value::{Literal, Value};
use super::{Node, Operator, Word, quote};

/// How deep parentheses may nest: more than [`MAX_DEPTH`](super::MAX_DEPTH), as people write some too many.
const MAX_PARENTHESES: usize = 100;

/// Longest first, where one begins another.
const SIGNS: [(&str, Operator); 6] = [
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

type Parsed<T> = Result<T, ConditionError>;

pub(super) fn parse(expression: &str) -> Parsed<Node> {
    let mut reader = Reader { text: expression, at: 0 };
    let node = reader.or(0)?;
    if reader.rest().is_empty() { Ok(node) } else { Err(reader.expected("`and`, `or` or the end")) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn or(&mut self, depth: usize) -> Parsed<Node> {
        self.joined(Word::Or, |reader| reader.joined(Word::And, |reader| reader.test(depth)))
    }

    fn joined(&mut self, word: Word, mut part: impl FnMut(&mut Self) -> Parsed<Node>) -> Parsed<Node> {
        let mut node = part(self)?;
        while self.keyword(word.as_str().trim()) {
            node = Node::join(word, node, part(self)?);
            if let Node::Broken(error) = node {
                return Err(error);
            }
        }
        Ok(node)
    }

    fn test(&mut self, depth: usize) -> Parsed<Node> {
        if depth > MAX_PARENTHESES {
            return Err(ConditionError::TooDeep);
        }
        if self.sign("(") {
            let inner = self.or(depth + 1)?;
            self.require(")", "`and`, `or` or `)`")?;
            return Ok(inner);
        }
        let field = self.field()?;
        let negated = self.keyword("not");
        if self.keyword("in") {
            return Ok(Node::In { field, negated, values: self.list()? });
        }
        let operator = self.operator(negated)?;
        Ok(Node::Compare { field, operator, value: self.value()? })
    }

    fn field(&mut self) -> Parsed<FieldName> {
        let word = self.word();
        match Field::new(word) {
            Ok(field) => {
                self.at += word.len();
                Ok(FieldName::Owned(field.path().to_owned()))
            }
            Err(_) => Err(self.expected("a field, such as board/name, or `(`")),
        }
    }

    fn operator(&mut self, negated: bool) -> Parsed<Operator> {
        for operator in [Operator::Like, Operator::Contains] {
            if self.keyword(operator.as_str()) {
                return Ok(if negated { operator.opposite() } else { operator });
            }
        }
        if negated {
            return Err(self.expected("`in`, `like` or `contains`"));
        }
        for (sign, operator) in SIGNS {
            if self.sign(sign) {
                return Ok(operator);
            }
        }
        Err(self.expected("=, !=, <, <=, >, >=, `contains`, `like`, `in`, or `not` and one of the last three"))
    }

    fn list(&mut self) -> Parsed<Vec<Value>> {
        self.require("(", "`(` and the values")?;
        let mut values = vec![self.value()?];
        while self.sign(",") {
            values.push(self.value()?);
        }
        self.require(")", "`,` or `)`")?;
        Ok(values)
    }

    fn value(&mut self) -> Parsed<Value> {
        match self.rest().chars().next() {
            Some('"' | '\'') => self.quoted(),
            Some('[') => self.date(),
            Some('-' | '0'..='9') => self.number(),
            _ => self.bare(),
        }
    }

    fn quoted(&mut self) -> Parsed<Value> {
        match quote::read(self.rest()) {
            Some((text, length)) => {
                self.at += length;
                Ok(Value::text(text))
            }
            None => Err(self.expected("text that ends in the quote it begins with")),
        }
    }

    fn date(&mut self) -> Parsed<Value> {
        let Some((inner, _)) = self.rest()[1..].split_once(']') else {
            return Err(self.expected("a date that ends in `]`"));
        };
        match read_date(inner.trim()) {
            Some(value) => {
                self.at += inner.len() + 2;
                Ok(value)
            }
            None => Err(self.expected("a date, such as [2026-03-01T00:00:00Z] or [2026-03-01]")),
        }
    }

    fn number(&mut self) -> Parsed<Value> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(is_of_word(c) || c == '.' || c == '-')).unwrap_or(rest.len());
        let number = &rest[..end];
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let is_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        if is_digits(whole.strip_prefix('-').unwrap_or(whole)) && is_digits(fraction) {
            self.at += end;
            Ok(Value::number(number))
        } else {
            Err(self.expected("a number, such as 12 or -0.5"))
        }
    }

    fn bare(&mut self) -> Parsed<Value> {
        for (word, literal) in [("true", Literal::Flag(true)), ("false", Literal::Flag(false)), ("null", Literal::Null)]
        {
            if self.keyword(word) {
                return Ok(Value(literal));
            }
        }
        Err(self.expected("a value: text in quotes, a date in square brackets, a number, true, false or null"))
    }

    /// Takes the word if it stands here, whole and in any case.
    fn keyword(&mut self, keyword: &str) -> bool {
        let stands_here = self.word().eq_ignore_ascii_case(keyword);
        self.at += if stands_here { keyword.len() } else { 0 };
        stands_here
    }

    fn sign(&mut self, sign: &str) -> bool {
        let stands_here = self.rest().starts_with(sign);
        self.at += if stands_here { sign.len() } else { 0 };
        stands_here
    }

    fn require(&mut self, sign: &str, expected: &str) -> Parsed<()> {
        if self.sign(sign) { Ok(()) } else { Err(self.expected(expected)) }
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(|c| !is_of_word(c)).unwrap_or(rest.len())]
    }

    /// What is left, without the space before it.
    fn rest(&mut self) -> &'a str {
        let rest = self.text[self.at..].trim_start();
        self.at = self.text.len() - rest.len();
        rest
    }

    fn expected(&mut self, expected: &str) -> ConditionError {
        let rest = self.rest();
        let word = self.word();
        let found = match rest.chars().next() {
            None => "the end".to_owned(),
            Some(first) if word.is_empty() => format!("{first:?}"),
            Some(_) => format!("{:?}", word.chars().take(40).collect::<String>()),
        };
        ConditionError::Syntax {
            position: self.text[..self.at].chars().count() + 1,
            found,
            expected: expected.to_owned(),
        }
    }
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '/'
}

/// A day, or a moment in UTC unless it says its offset.
fn read_date(text: &str) -> Option<Value> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    let pieces: Pieces<'_> = PARSER.parse_pieces(text).ok()?;
    let Some(time) = pieces.time() else {
        return Value::day(pieces.date()).ok();
    };
    let offset = pieces.to_numeric_offset().unwrap_or(jiff::tz::Offset::UTC);
    let moment = offset.to_timestamp(civil::DateTime::from_parts(pieces.date(), time)).ok()?;
    Value::moment(moment).ok()
}
