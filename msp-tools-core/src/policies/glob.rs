//! Patterns in which `*` stands for any text, also none. Every other character stands for itself.

/// Whether `text` fits `pattern`.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    // Bytes will do: a whole pattern that is UTF-8 can only match between characters.
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where the last star is, and how much text it has taken so far.
    let mut star = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            p += 1;
            t += 1;
        } else if let Some((star_at, taken)) = star {
            star = Some((star_at, taken + 1));
            p = star_at + 1;
            t = taken + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

/// Whether everything that fits `narrow` fits `wide` too.
///
/// A star in `narrow` can be any text, so nothing but a star in `wide` can be sure to take it: it is enough to match
/// `narrow` as a text in which the star is a character that no rule names.
pub(super) fn covers(wide: &str, narrow: &str) -> bool {
    fits(wide, narrow)
}

/// Whether some text fits both patterns.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    // reach[j]: whether what is left of `one` and other[j..] can be the same text, worked out from the end.
    let mut reach = vec![false; other.len() + 1];
    for i in (0..=one.len()).rev() {
        let below = reach.clone();
        for j in (0..=other.len()).rev() {
            let (a, b) = (one.get(i), other.get(j));
            reach[j] = match (a, b) {
                (None, None) => true,
                (Some(b'*'), _) if below[j] => true,
                (Some(b'*'), Some(_)) => reach[j + 1],
                (_, Some(b'*')) if reach[j + 1] => true,
                (Some(_), Some(b'*')) => below[j],
                (Some(a), Some(b)) => a == b && below[j + 1],
                _ => false,
            };
        }
    }
    reach[0]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_star_is_any_text_and_nothing_else_is_special() {
        for (pattern, text) in [
            ("*", ""),
            ("*", "a:b/c"),
            ("cwa-*", "cwa-"),
            ("cwa-*", "cwa-list-clients"),
            ("*-list-*", "cwa-list-clients"),
            ("a*b*c", "a-b-b-c"),
            ("Köln*", "Köln 🦷"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("", "a"),
            ("cwa-*", "cwa"),
            ("cwa-*", "xcwa-a"),
            ("*-list", "cwa-list-clients"),
            ("a?c", "abc"),
            ("[ab]", "a"),
            ("A", "a"),
            ("a*b", "a-b-c"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn wider_and_overlapping_patterns() {
        assert!(covers("a*", "a*b") && covers("*", "*a*") && covers("a*", "ab"));
        assert!(!covers("a*b", "a*") && !covers("ab", "a*"));
        assert!(overlap("a*", "*b") && overlap("a*c", "abc") && overlap("*", "") && overlap("a*b*", "*c*d"));
        assert!(!overlap("a*", "b*") && !overlap("a*b", "a*c") && !overlap("", "a"));
    }

    fn pattern() -> impl Strategy<Value = String> {
        "[ab*]{0,6}"
    }

    proptest! {
        #[test]
        fn one_who_covers_fits_all_that_the_other_fits(
            wide in pattern(), narrow in pattern(), text in "[abc]{0,6}"
        ) {
            if fits(&wide, &text) && fits(&narrow, &text) {
                prop_assert!(overlap(&wide, &narrow));
            }
            if covers(&wide, &narrow) && fits(&narrow, &text) {
                prop_assert!(fits(&wide, &text));
            }
        }

        #[test]
        fn overlapping_works_both_ways(one in pattern(), other in pattern()) {
            prop_assert_eq!(overlap(&one, &other), overlap(&other, &one));
        }

        #[test]
        fn patterns_overlap_only_if_a_text_shows_it(one in "[ab*]{0,3}", other in "[ab*]{0,3}") {
            // If two such short patterns share a text, they share one of at most six characters.
            let mut texts = vec![String::new()];
            for length in 0..6 {
                let longer: Vec<_> = texts.iter().filter(|text| text.len() == length)
                    .flat_map(|text| ["a", "b"].map(|c| format!("{text}{c}"))).collect();
                texts.extend(longer);
            }
            let shown = texts.iter().any(|text| fits(&one, text) && fits(&other, text));
            prop_assert_eq!(overlap(&one, &other), shown);
        }
    }
}
