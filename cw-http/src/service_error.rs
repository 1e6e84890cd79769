//! The service's own words, out of whatever it sent.
//!
//! The three services answer errors in more than a dozen shapes, most of them undocumented. One tolerant reader knows the
//! names they use, whatever the case of the letters, and never fails.

use std::fmt;

use serde_json::Value;

use crate::secrets::Secrets;

/// What the service itself said about a failure. Everything is optional: some failures come without a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceError {
    /// The service's code, such as `InvalidObject` or `invalid_client`.
    pub code: Option<String>,
    /// The service's message for people.
    pub message: Option<String>,
    /// What is wrong with single fields, where the service says so.
    pub fields: Vec<FieldError>,
}

/// What the service said about one field of the request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The field, as the service names it (`status/id`).
    pub field: Option<String>,
    /// The service's code for the problem.
    pub code: Option<String>,
    /// The service's words for the problem.
    pub message: Option<String>,
}

const CODES: &[&str] = &["code", "error", "type", "id"];
const MESSAGES: &[&str] = &["message", "error_description", "description", "detail", "title", "exceptionmessage"];

impl ServiceError {
    /// Reads an error body. Text that is neither JSON nor markup is the message.
    #[must_use]
    pub fn parse(body: &[u8]) -> Self {
        Self::without(&Secrets::default(), body)
    }

    /// The same without these secrets, which are taken out before any text is cut.
    pub(crate) fn without(secrets: &Secrets, body: &[u8]) -> Self {
        match serde_json::from_slice::<Value>(body) {
            Ok(mut value) => {
                scrub_texts(&mut value, secrets);
                let mut error = Self::of(&value);
                // The name of a field may be a member's, which is not among the texts.
                error.fields.iter_mut().flat_map(|entry| &mut entry.field).for_each(|name| *name = secrets.scrub(name));
                error
            }
            Err(_) => Self::plain(body, secrets),
        }
    }

    fn plain(body: &[u8], secrets: &Secrets) -> Self {
        let text = std::str::from_utf8(body).unwrap_or_default().trim();
        // What begins like markup or JSON is damaged or meant for browsers.
        if text.starts_with(['<', '{', '[', '"']) {
            Self::default()
        } else {
            Self { message: words(&secrets.scrub(text)), ..Self::default() }
        }
    }

    /// Whether the service said nothing that could be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.code.is_none() && self.message.is_none() && self.fields.is_empty()
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::String(text) => Self { message: words(text), ..Self::default() },
            Value::Array(entries) => entries.first().map(Self::of).unwrap_or_default(),
            Value::Object(_) => Self::of_object(value),
            _ => Self::default(),
        }
    }

    fn of_object(object: &Value) -> Self {
        // An `error` that is an object or a list holds the real thing; a text is a code beside the message.
        if let Some(inner @ (Value::Object(_) | Value::Array(_))) = member(object, "error") {
            let inner = Self::of(inner);
            if !inner.is_empty() {
                return inner;
            }
        }
        let mut error = Self {
            code: first_text(object, CODES),
            message: first_text(object, MESSAGES),
            fields: field_errors(object),
        };
        if error.message.is_none() {
            // `{"error": "some words"}`: the only text there is, so it is the message.
            error.message = error.code.take();
        }
        error
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(message) = &self.message {
            write!(f, "{message}")?;
            separator = " ";
        }
        if let Some(code) = &self.code {
            write!(f, "{separator}[{code}]")?;
            separator = " ";
        }
        for (index, field) in self.fields.iter().enumerate() {
            let separator = if index == 0 { separator } else { "; " };
            write!(f, "{separator}{}", field.field.as_deref().unwrap_or("?"))?;
            if let Some(message) = field.message.as_deref().or(field.code.as_deref()) {
                write!(f, ": {message}")?;
            }
        }
        Ok(())
    }
}

/// Both dialects of field errors: a list `errors: [{field, code, message}]`, and ASP.NET's `ModelState: {field: [text]}`.
fn field_errors(object: &Value) -> Vec<FieldError> {
    /// Nobody reads more of them.
    const MOST: usize = 20;
    if let Some(Value::Array(entries)) = member(object, "errors") {
        return entries
            .iter()
            .map(|entry| FieldError {
                field: first_text(entry, &["field", "path", "property"]),
                code: first_text(entry, CODES),
                message: first_text(entry, MESSAGES).or_else(|| entry.as_str().and_then(words)),
            })
            .filter(|entry| *entry != FieldError::default())
            .take(MOST)
            .collect();
    }
    let Some(Value::Object(states)) = member(object, "modelstate").or_else(|| member(object, "errors")) else {
        return Vec::new();
    };
    let per_field = |(field, texts): (&String, &Value)| {
        let texts = texts.as_array().cloned().unwrap_or_else(|| vec![texts.clone()]);
        let message = texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ");
        FieldError { field: words(field), code: None, message: words(&message) }
    };
    states.iter().take(MOST).map(per_field).collect()
}

fn scrub_texts(value: &mut Value, secrets: &Secrets) {
    match value {
        Value::String(text) => *text = secrets.scrub(text),
        Value::Array(values) => values.iter_mut().for_each(|value| scrub_texts(value, secrets)),
        Value::Object(members) => members.values_mut().for_each(|value| scrub_texts(value, secrets)),
        _ => {}
    }
}

fn first_text(object: &Value, names: &[&str]) -> Option<String> {
    names.iter().filter_map(|name| member(object, name)).find_map(|value| match value {
        Value::String(text) => words(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

fn member<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// One line of bounded length, or nothing if the text is empty.
fn words(text: &str) -> Option<String> {
    const LONGEST: usize = 500;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut: String = line.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if cut.len() < line.len() && line.chars().count() > LONGEST {
        cut.push('…');
    }
    (!cut.is_empty()).then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_shape_gives_its_words() {
        let cases: &[(&str, Option<&str>, Option<&str>)] = &[
            (r#"{"Message":"Invalid field"}"#, None, Some("Invalid field")),
            (r#"{"code":"NotFound","message":"no such record"}"#, Some("NotFound"), Some("no such record")),
            (r#"{"error":"invalid_client","error_description":"bad"}"#, Some("invalid_client"), Some("bad")),
            (r#"{"error":"ConnectWiseAPI","message":"slow down"}"#, Some("ConnectWiseAPI"), Some("slow down")),
            (r#"{"error":"not_found","description":"gone"}"#, Some("not_found"), Some("gone")),
            (r#"[{"code":"E1","message":"first"}]"#, Some("E1"), Some("first")),
            (r#"{"error":{"message":"inner"}}"#, None, Some("inner")),
            (r#"{"error":{"code":"C","description":"inner"}}"#, Some("C"), Some("inner")),
            (r#"{"error":[{"code":"C","message":"listed"}]}"#, Some("C"), Some("listed")),
            (r#"{"error":"only words"}"#, None, Some("only words")),
            (r#"{"id":"abc","message":"m"}"#, Some("abc"), Some("m")),
            (r#""just text""#, None, Some("just text")),
            (r#"{"message":""}"#, None, None),
            ("{}", None, None),
            ("null", None, None),
            ("the key may not\n do this", None, Some("the key may not do this")),
            ("<html>", None, None),
            ("{\"message\":", None, None),
            ("", None, None),
        ];
        for (body, code, message) in cases {
            let error = ServiceError::parse(body.as_bytes());
            assert_eq!((error.code.as_deref(), error.message.as_deref()), (*code, *message), "{body}");
        }
    }

    #[test]
    fn field_errors_come_from_both_dialects() {
        let listed = ServiceError::parse(
            br#"{"code":"InvalidObject","message":"bad","errors":[{"code":"NotFound","message":"no","field":"status/id"},{}]}"#,
        );
        assert_eq!(listed.to_string(), "bad [InvalidObject] status/id: no");
        let state = ServiceError::parse(br#"{"Message":"bad","ModelState":{"Name":["is required","is short"]}}"#);
        assert_eq!(state.to_string(), "bad Name: is required is short");
    }

    #[test]
    fn long_and_multiline_text_is_one_bounded_line() {
        let error = ServiceError::parse(format!(r#"{{"message":"a\nb{}"}}"#, "x".repeat(2000)).as_bytes());
        let message = error.message.expect("a message");
        assert!(message.starts_with("a b"));
        assert!(message.chars().count() <= 501);
    }
}
