//! Text comparison as the vendor's database does it: without regard to case.

/// Whether `text` fits `pattern`, where `%` stands for any run of characters and `_` for one.
///
/// `\%`, `\_` and `\\` stand for themselves, as in MySQL; any other backslash is a backslash. Both are the sandbox's
/// reading, since the vendor does not say.
pub(super) fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = fold(text).chars().collect();
    let pattern = parts(&fold(pattern));
    let (mut t, mut p) = (0, 0);
    // Where the last `%` was, and how much text it swallows; it swallows one more whenever the rest does not fit.
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(Part::Run) => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(Part::One) => (t, p) = (t + 1, p + 1),
            Some(Part::Char(c)) if *c == text[t] => (t, p) = (t + 1, p + 1),
            _ => match &mut retry {
                Some((after, swallowed)) => {
                    *swallowed += 1;
                    (t, p) = (*swallowed, *after);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|part| matches!(part, Part::Run))
}

pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
}

enum Part {
    Run,
    One,
    Char(char),
}

fn parts(pattern: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        parts.push(match c {
            '%' => Part::Run,
            '_' => Part::One,
            '\\' => Part::Char(chars.next_if(|next| matches!(next, '%' | '_' | '\\')).unwrap_or('\\')),
            other => Part::Char(other),
        });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn wildcards() {
        for (text, pattern, fits) in [
            ("Windows Server 2022", "%server 20__%", true),
            ("Windows Server 2022", "server%", false),
            ("", "%", true),
            ("", "_", false),
            ("aab", "%ab", true),
            ("50% off", r"50\% off", true),
            ("500 off", r"50\% off", false),
            (r"C:\Users", r"c:\users", true),
            (r"a\b", r"a\\b", true),
            ("Müller", "MÜLL%", true),
            ("abc", "abc%%", true),
        ] {
            assert_eq!(like(text, pattern), fits, "{text} like {pattern}");
        }
    }
}
