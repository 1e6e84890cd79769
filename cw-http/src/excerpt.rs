//! The beginning of a body, fit for an error message: bounded, one line, without secrets.

use crate::secrets::{Secrets, hide_members};

/// How much of a body an error keeps, in bytes.
const LONGEST: usize = 256;

/// How much of a body is looked at: much more, so that no secret is cut in two before it is found.
const LOOKED_AT: usize = 64 * 1024;

/// One line of at most 256 bytes, without these secrets, and without values whose names say that they are one.
pub(crate) fn excerpt(body: &[u8], secrets: &Secrets) -> String {
    let start = &body[..body.len().min(LOOKED_AT)];
    let text = secrets.scrub(&hide_members(&String::from_utf8_lossy(start)));
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&line, LONGEST)
}

/// At most so many bytes of a text, without control characters.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    let mut cut = String::with_capacity(text.len().min(longest));
    for c in text.chars().filter(|c| !c.is_control()) {
        if cut.len() + c.len_utf8() > longest - '…'.len_utf8() {
            cut.push('…');
            break;
        }
        cut.push(c);
    }
    cut
}

/// A text without control characters, whose middle is left out if it is long: its end says what was expected.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 600;
    const END: usize = 150;
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    if text.len() <= LONGEST {
        return text;
    }
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    format!("{} … {}", &text[..boundary(LONGEST - END)], &text[boundary(text.len() - END)..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line() {
        let none = Secrets::default();
        assert_eq!(excerpt(b"<html>\r\n  <body>", &none), "<html> <body>");
        let long = excerpt("ü".repeat(1000).as_bytes(), &none);
        assert!(long.len() <= 256 && long.ends_with('…'), "{}", long.len());
        assert_eq!(excerpt(b"\xff\xfe", &none), "\u{fffd}\u{fffd}");
    }

    #[test]
    fn a_long_text_keeps_both_ends() {
        assert_eq!(shortened("short"), "short");
        let long = shortened(&format!("found {}, expected a number", "ü".repeat(1000)));
        assert!(long.len() <= 606 && long.starts_with("found ü") && long.ends_with("ü, expected a number"), "{long}");
    }

    #[test]
    fn no_part_of_a_secret_stays_at_the_end() {
        let secrets = Secrets::new(["hunter2-".repeat(40)]);
        for before in 0..300 {
            let body = format!("{} {} behind", "x".repeat(before), "hunter2-".repeat(40));
            let shown = excerpt(body.as_bytes(), &secrets);
            assert!(!shown.contains("hunter2"), "{before}: {shown}");
        }
    }
}
