//! Lines and columns of a text.

use super::problem::Place;

/// Knows where the lines of a text begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Offsets of first characters, in bytes.
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // A byte order mark is no character of the first line.
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let starts = std::iter::once(first).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// Line and column, in characters, of an offset in bytes.
    pub(super) fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts[line - 1];
        let before = self.text.get(start..offset.max(start)).unwrap_or_default();
        Place { line: number(line), column: number(before.chars().count() + 1) }
    }
}

/// The text is bounded, far below where this saturates.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, needle: &str) -> (u32, u32) {
        let Place { line, column } = Lines::new(text).place(text.find(needle).unwrap());
        (line, column)
    }

    #[test]
    fn columns_are_counted_in_characters() {
        assert_eq!(place("x", "x"), (1, 1));
        assert_eq!(place("Köln 🦷 = x", "x"), (1, 10));
        assert_eq!(place("a\r\n\tx", "x"), (2, 2));
        assert_eq!(place("a\n\n  x", "x"), (3, 3));
        assert_eq!(place("\u{feff}x", "x"), (1, 1));
    }

    #[test]
    fn offsets_at_the_end_and_beyond_have_a_place() {
        assert_eq!(Lines::new("a\n").place(2), Place { line: 2, column: 1 });
        assert_eq!(Lines::new("").place(0), Place { line: 1, column: 1 });
        assert_eq!(Lines::new("\u{feff}").place(0), Place { line: 1, column: 1 });
        assert_eq!(Lines::new("a").place(99).line, 1);
    }
}
