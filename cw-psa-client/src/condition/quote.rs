//! The one place where text is put between quotes, and read back from there.
//!
//! What is documented: text stands between double or single quotes, and a literal `[` is written
//! `[[]`. **How a quote is escaped is not**, and neither is what a backslash means. The rules here:
//!
//! - Double quotes, unless the text holds one and no single quote: then single quotes. So text with
//!   one kind of quotes relies on no escape of them.
//! - Text with both kinds has its double quotes escaped by a backslash. That is what other programs
//!   send. A server that knows no escapes would end the text there and meet the rest as words of the
//!   language; but with a backslash before each quote among them, it can only refuse it.
//! - A backslash is doubled, as it must be wherever it escapes. A server that knows no escapes would
//!   look for two.
//! - Everything else stands as it is, control characters too: the address encodes them.
//!
//! Read back is more than is written: a backslash before anything but a quote or a backslash is a
//! backslash, and a `[` that is no `[[]` is a `[`.

/// Writes the text between quotes.
pub(super) fn write(text: &str, out: &mut String) {
    let quote = if text.contains('"') && !text.contains('\'') { '\'' } else { '"' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str(r"\\"),
            '[' => out.push_str("[[]"),
            c if c == quote => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push(quote);
}

/// Reads quoted text from the beginning of `text`, which starts with the quote; also how many bytes
/// it took. `None` if it does not end.
pub(super) fn read(text: &str) -> Option<(String, usize)> {
    let mut chars = text.char_indices();
    let (_, quote) = chars.next()?;
    let mut read = String::new();
    while let Some((at, c)) = chars.next() {
        let rest = &text[at + c.len_utf8()..];
        match c {
            '\\' if rest.starts_with(['\\', '"', '\'']) => read.extend(chars.next().map(|(_, escaped)| escaped)),
            '[' if rest.starts_with("[]") => {
                chars.nth(1);
                read.push('[');
            }
            c if c == quote => return Some((read, at + c.len_utf8())),
            c => read.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quote_is_one_that_the_text_lacks() {
        for (text, written) in [
            ("plain", r#""plain""#),
            ("O'Brien", r#""O'Brien""#),
            (r#"27" screen"#, r#"'27" screen'"#),
            (r#"O'Brien's 27""#, r#""O'Brien's 27\"""#),
            (r"ACME\maria", r#""ACME\\maria""#),
            ("[vip]", r#""[[]vip]""#),
            ("50%", r#""50%""#),
            ("a\nb\0", "\"a\nb\0\""),
            ("", r#""""#),
        ] {
            let mut out = String::new();
            write(text, &mut out);
            assert_eq!(out, written);
            assert_eq!(read(&out), Some((text.to_owned(), out.len())));
        }
    }

    #[test]
    fn what_people_write_reads_as_they_mean_it() {
        for (written, text) in [
            (r"'ACME\maria'", r"ACME\maria"),
            (r#""[vip]""#, "[vip]"),
            (r#""a[[""#, "a[["),
            (r#"'it\'s'"#, "it's"),
            (r#""it\'s""#, "it's"),
        ] {
            assert_eq!(read(written), Some((text.to_owned(), written.len())));
        }
        for open in [r#"""#, r#""a"#, r#""a\""#, "'a\"", r"'C:\'"] {
            assert_eq!(read(open), None, "{open}");
        }
    }
}
