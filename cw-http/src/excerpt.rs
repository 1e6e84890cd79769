//! The beginning of a body, fit for an error message: bounded, one line, without secrets.

/// How much of a body an error keeps, in bytes.
const LONGEST: usize = 256;

/// One line of at most 256 bytes.
pub(crate) fn excerpt(body: &[u8]) -> String {
    let start = &body[..body.len().min(4 * LONGEST)];
    let text = String::from_utf8_lossy(start);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut = String::with_capacity(LONGEST);
    for c in line.chars().filter(|c| !c.is_control()) {
        if cut.len() + c.len_utf8() > LONGEST - '…'.len_utf8() {
            cut.push('…');
            break;
        }
        cut.push(c);
    }
    cut
}

/// The text with every secret in it replaced. Very short secrets are left: taking every `a` out of a text hides nothing.
pub(crate) fn scrub(text: &str, secrets: &[&str]) -> String {
    const SHORTEST: usize = 4;
    secrets
        .iter()
        .filter(|secret| secret.len() >= SHORTEST)
        .fold(text.to_owned(), |text, secret| text.replace(secret, "[redacted]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt(b"<html>\r\n  <body>"), "<html> <body>");
        let long = excerpt("ü".repeat(1000).as_bytes());
        assert!(long.len() <= 256 && long.ends_with('…'), "{}", long.len());
        assert_eq!(excerpt(b"\xff\xfe"), "\u{fffd}\u{fffd}");
    }

    #[test]
    fn secrets_are_taken_out() {
        assert_eq!(scrub("token hunter2-long seen", &["hunter2-long", "a"]), "token [redacted] seen");
    }
}
