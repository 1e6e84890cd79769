//! Text for people, safe to print on one line.

/// `text` as one line that shows what it says: control characters (line breaks, terminal escapes) and the invisible
/// characters that reorder or hide text become spaces. Names come from customers, and a person judges a plan by them.
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if is_deceptive(c) { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// `text` cut to at most `limit` characters, with an ellipsis where it was cut.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What a caller said, repeated in an answer: on one line, and not at length.
pub(crate) fn as_said(text: &str) -> String {
    shorten(&one_line(text), 80)
}

pub(crate) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// `getDiskSpace`, `SMB1Status` and `HTTPServer` as the words that they are made of.
pub(crate) fn humps(word: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = word.char_indices().collect();
    let mut humps = Vec::new();
    let mut from = 0;
    for at in 1..chars.len() {
        let (before, (place, now)) = (chars[at - 1].1, chars[at]);
        let next_is_lower = chars.get(at + 1).is_some_and(|(_, c)| c.is_lowercase());
        if now.is_uppercase() && (!before.is_uppercase() || next_is_lower) {
            humps.push(&word[from..place]);
            from = place;
        }
    }
    humps.push(&word[from..]);
    humps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deceptive_characters_become_spaces() {
        assert_eq!(one_line("DC01\u{1b}[2K\nApproved"), "DC01 [2K Approved");
        assert_eq!(one_line("a\u{202e}b\u{200b}c\u{e0041}d"), "a b c d");
        assert_eq!(one_line("Zahnärzte Köln 🦷"), "Zahnärzte Köln 🦷");
    }

    #[test]
    fn humps_are_words() {
        for (word, parts) in [
            ("getDiskSpace", vec!["get", "Disk", "Space"]),
            ("SMB1Status", vec!["SMB1", "Status"]),
            ("HTTPServer", vec!["HTTP", "Server"]),
            ("ÄpfelÖl", vec!["Äpfel", "Öl"]),
            ("disk", vec!["disk"]),
            ("", vec![""]),
        ] {
            assert_eq!(humps(word), parts);
        }
    }

    #[test]
    fn shortening_respects_characters() {
        assert_eq!(shorten("äöü", 3), "äöü");
        assert_eq!(shorten("äöüß", 3), "äöü…");
    }
}
