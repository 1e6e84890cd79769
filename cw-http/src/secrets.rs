//! What nothing that is shown may hold: credentials that an answer repeats, and values whose names say that they are secret.

use std::borrow::Cow;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in a secret's place.
const MASK: &str = "[redacted]";
/// Shorter ones are left: taking every `a` out of a text hides nothing.
const SHORTEST: usize = 4;

/// Credentials, in every spelling in which an answer may repeat them.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    pub(crate) fn new(texts: impl IntoIterator<Item = String>) -> Self {
        let mut spellings: Vec<String> =
            texts.into_iter().filter(|text| text.len() >= SHORTEST).flat_map(|text| spellings(&text)).collect();
        // One that is part of another must not be taken out of it first: the rest would stay.
        spellings.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        spellings.dedup();
        Self(spellings)
    }

    /// The text with every secret in it replaced.
    pub(crate) fn scrub(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| match text.contains(secret.as_str()) {
            true => text.replace(secret, MASK),
            false => text,
        })
    }
}

/// As it is, and as JSON, addresses, forms and web pages write it; as JSON also where it stands in a text within a text.
fn spellings(text: &str) -> Vec<String> {
    let in_json = |text: &String| {
        let quoted = serde_json::to_string(text).ok()?;
        Some(quoted.strip_prefix('"')?.strip_suffix('"')?.to_owned())
    };
    let form = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let page = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let others = [utf8_percent_encode(text, NON_ALPHANUMERIC).to_string(), form, page.replace('\'', "&#39;")];
    std::iter::successors(Some(text.to_owned()), in_json).take(4).chain(others).collect()
}

/// Whether a name, or the last one of a path, says that its value is a secret.
pub(crate) fn is_secret_name(path: &str) -> bool {
    const PARTS: [&str; 7] = ["password", "passcode", "passphrase", "secret", "token", "credential", "community"];
    let last = path.rsplit('.').next().unwrap_or(path);
    let name: String = last.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    name.ends_with("key") || PARTS.iter().any(|part| name.contains(part))
}

/// JSON, whole or cut off, without the values of members whose names say that they are secret.
pub(crate) fn hide_members(text: &str) -> Cow<'_, str> {
    let mut hidden = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(name) = text[at..].find('"').map(|quote| at + quote) {
        let name_end = end_of_text(text, name);
        at = name_end;
        let Some(colon) = text[name_end..].trim_start().strip_prefix(':') else { continue };
        let value = text.len() - colon.trim_start().len();
        if !is_secret_name(&text[name..name_end]) {
            at = value;
            continue;
        }
        let end = end_of_value(text, value);
        hidden.push_str(&text[kept..value]);
        hidden.push_str(MASK);
        (kept, at) = (end, end);
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    hidden.push_str(&text[kept..]);
    Cow::Owned(hidden)
}

/// Behind the closing quote of the text that begins at `start`, or the end of everything.
fn end_of_text(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Behind a text or a plain value; lists and objects are gone through member by member.
fn end_of_value(text: &str, start: usize) -> usize {
    match text[start..].chars().next() {
        Some('"') => end_of_text(text, start),
        Some('{' | '[') | None => start,
        Some(_) => text[start..].find([',', '}', ']']).map_or(text.len(), |length| start + length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_taken_out_in_every_spelling() {
        let secrets = Secrets::new(["hunter2-long".to_owned(), "a".to_owned(), r#"p"&\ü wörd"#.to_owned()]);
        assert_eq!(secrets.scrub("token hunter2-long seen"), "token [redacted] seen");
        for spelling in [
            r#"p"&\ü wörd"#,
            r#"p\"&\\ü wörd"#,
            r#"p\\\"&\\\\ü wörd"#,
            "p%22%26%5C%C3%BC%20w%C3%B6rd",
            "p%22%26%5C%C3%BC+w%C3%B6rd",
            r"p&quot;&amp;\ü wörd",
        ] {
            assert_eq!(secrets.scrub(&format!("<{spelling}>")), "<[redacted]>");
        }
    }

    #[test]
    fn of_secrets_within_each_other_nothing_stays() {
        let secrets = Secrets::new(["Basic hunter2".to_owned(), "hunter2".to_owned(), "hunter2-private".to_owned()]);
        assert_eq!(secrets.scrub("Basic hunter2, hunter2-private"), "[redacted], [redacted]");
    }

    #[test]
    fn names_tell_of_secrets() {
        for name in ["portalPassword", "[3].Client.access_token", "productKey", "SNMPCommunityGet", "client_secret"] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["name", "keyboard", "secrets.name", "[0].id", ""] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn values_of_such_names_are_hidden_even_where_json_is_cut_off() {
        for (text, shown) in [
            (
                r#"{"id":1,"portalPassword":"hun\"ter2","name":"x"}"#,
                r#"{"id":1,"portalPassword":[redacted],"name":"x"}"#,
            ),
            (r#"[{"Token" : "hunter"#, r#"[{"Token" : [redacted]"#),
            (r#"{"passcode":123456}"#, r#"{"passcode":[redacted]}"#),
            (
                r#"{"tokens":["hunter2"],"a":{"key":null}}"#,
                r#"{"tokens":[redacted]["hunter2"],"a":{"key":[redacted]}}"#,
            ),
            (r#"{"note":"password","x":"\"token\":"}"#, r#"{"note":"password","x":"\"token\":"}"#),
            (r#""token":"#, r#""token":[redacted]"#),
            ("no JSON: \"", "no JSON: \""),
            ("", ""),
        ] {
            assert_eq!(hide_members(text), shown, "{text}");
        }
    }
}
