//! The beginning of a body, fit for an error message: bounded, one line, without secrets.

/// How much of a body an error keeps, in bytes.
const LONGEST: usize = 256;

/// One line of at most 256 bytes.
pub(crate) fn excerpt(body: &[u8]) -> String {
    cut(&line(body))
}

/// The same without secrets. They are taken out before it is cut: part of a secret would not be found.
pub(crate) fn scrubbed_excerpt(body: &[u8], secrets: &[&str]) -> String {
    cut(&scrub(&line(body), secrets))
}

/// More of the body than is shown, on one line.
fn line(body: &[u8]) -> String {
    let start = &body[..body.len().min(4 * LONGEST)];
    String::from_utf8_lossy(start).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(line: &str) -> String {
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

/// A text whose middle is left out if it is long: its end says what was expected.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 600;
    const END: usize = 150;
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    format!("{} … {}", &text[..boundary(LONGEST - END)], &text[boundary(text.len() - END)..])
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
    fn no_part_of_a_secret_is_left_where_an_excerpt_ends() {
        for before in 200..260 {
            let body = format!("{}hunter2-long and more", "x".repeat(before));
            let shown = scrubbed_excerpt(body.as_bytes(), &["hunter2-long"]);
            assert!(!shown.contains("hunt") && shown.len() <= 256, "{shown}");
        }
    }

    #[test]
    fn a_long_text_keeps_both_ends() {
        assert_eq!(shortened("short"), "short");
        let long = shortened(&format!("found {}, expected a number", "ü".repeat(1000)));
        assert!(long.len() <= 606 && long.starts_with("found ü") && long.ends_with("ü, expected a number"), "{long}");
    }

    #[test]
    fn secrets_are_taken_out() {
        assert_eq!(scrub("token hunter2-long seen", &["hunter2-long", "a"]), "token [redacted] seen");
    }
}
