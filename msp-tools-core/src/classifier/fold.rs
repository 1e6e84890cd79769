//! Text as it looks to a reader, in plain letters.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::skeleton;

use crate::text::is_deceptive;

/// A few are enough to see what kind of text it is.
const MOST_TOLD: usize = 12;

/// A text in letters without accents, upper and lower case kept.
pub(super) struct Folded {
    pub(super) text: String,
    /// Characters that do not show, look like others or belong to no script that is understood here: `U+200B`.
    pub(super) odd: Vec<String>,
}

/// Reads look-alikes as what they look like, and notes each.
pub(super) fn fold(text: &str) -> Folded {
    let mut folded = Folded { text: String::with_capacity(text.len()), odd: Vec::new() };
    // Composed first: what is left of combining marks then belongs to no letter that has them.
    for c in text.nfc() {
        if c.is_ascii() {
            folded.ascii(c);
        } else if let Some(plain) = plain(c) {
            folded.text.push_str(plain);
        } else {
            folded.foreign(c);
        }
    }
    folded
}

impl Folded {
    fn ascii(&mut self, c: char) {
        let is_space = matches!(c, '\n' | '\r' | '\t');
        if c.is_ascii_control() && !is_space {
            self.note(c);
        } else {
            self.text.push(c);
        }
    }

    fn foreign(&mut self, c: char) {
        // Those between letters hide a word from whoever searches for it, so that they leave no gap.
        if is_hidden(c) || is_combining_mark(c) {
            self.note(c);
            return;
        }
        let letters: String = c.nfd().filter(|c| !is_combining_mark(*c)).collect();
        if letters.is_ascii() {
            self.text.push_str(&letters);
            return;
        }
        self.note(c);
        let looks_like: String = c.nfkd().filter(|c| !is_combining_mark(*c)).collect();
        let looks_like = if looks_like.is_ascii() {
            looks_like
        } else {
            skeleton(&looks_like).filter(|c| !is_combining_mark(*c)).collect()
        };
        match looks_like.is_ascii() {
            true => self.text.push_str(&looks_like),
            false => self.text.push(if c.is_alphanumeric() { c } else { ' ' }),
        }
    }

    fn note(&mut self, c: char) {
        let name = format!("U+{:04X}", u32::from(c));
        if self.odd.len() < MOST_TOLD && !self.odd.contains(&name) {
            self.odd.push(name);
        }
    }
}

/// Signs and letters of the five languages that are not accented ones.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ø' => "o",
        'Ø' => "O",
        '\u{2018}' | '\u{2019}' | '\u{b4}' => "'",
        '\u{201c}'..='\u{201f}' | '«' | '»' => "\"",
        '\u{2010}' | '\u{2011}' => "-",
        '\u{2012}'..='\u{2015}' => " - ",
        '…' => ". ",
        '•' | '·' => ", ",
        '¿' | '¡' | '\u{a0}' | '\u{202f}' | '°' | '€' | '£' | '§' | '™' | '®' | '©' | '×' | 'º' | 'ª' => {
            " "
        }
        _ => return None,
    })
}

/// Those that `is_deceptive` knows, and fillers and selectors that take no place.
fn is_hidden(c: char) -> bool {
    is_deceptive(c)
        || matches!(c,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_it_looks() {
        for (text, plain) in [
            ("Löschen größe", "Loschen grosse"),
            ("De\u{301}sactiver", "Desactiver"),
            ("l’espace – disque…", "l'espace  -  disque. "),
        ] {
            let folded = fold(text);
            assert_eq!((folded.text.as_str(), folded.odd.len()), (plain, 0), "{text}");
        }
        for (text, plain, odd) in [
            ("D\u{435}lete", "Delete", "U+0435"),
            ("de\u{200b}lete", "delete", "U+200B"),
            ("\u{ff44}elete", "delete", "U+FF44"),
            ("d\u{336}elete", "delete", "U+0336"),
        ] {
            let folded = fold(text);
            assert_eq!((folded.text.as_str(), folded.odd), (plain, vec![odd.to_owned()]), "{text}");
        }
        assert_eq!(fold("диск").odd.len(), 4);
    }

    #[test]
    fn of_a_text_full_of_odd_characters_a_few_are_told() {
        let text: String = ('\u{4e00}'..'\u{5e00}').collect();
        assert_eq!(fold(&text).odd.len(), MOST_TOLD);
    }
}
