//! Lists that the service gives whole: looked through, sorted and cut here.

use cw_http::tools::Limit;
use msp_tools_core::{Digest, Listed, ToolError};
use serde::Serialize;
use serde_json::to_value;

/// Which part of a list is wanted.
pub(super) struct Slice {
    limit: usize,
    start: Start,
    /// Of everything that says which list it is.
    list: String,
}

/// Where a part begins.
#[derive(Default)]
pub(super) struct Start {
    /// How many rows come before it.
    pub(super) offset: usize,
    /// The section in which they are counted, of lists that are read by sections.
    pub(super) section: Option<String>,
}

impl Slice {
    /// The part that a tool's arguments ask for, by their `limit` and `cursor`; the others say of which list.
    ///
    /// # Errors
    /// Input at `$.cursor` for one that was not given out for this list.
    pub(super) fn of(arguments: &impl Serialize) -> Result<Self, ToolError> {
        let mut list = to_value(arguments).map_err(|_| ToolError::internal("arguments that cannot be written"))?;
        let mut take = |name: &str| list.as_object_mut().and_then(|members| members.remove(name));
        let limit = take("limit").and_then(|limit| limit.as_u64()).unwrap_or_else(|| Limit::default().get());
        let cursor = take("cursor");
        let list = Digest::of(&list).as_str()[..8].to_owned();
        let start = match cursor.as_ref().and_then(|cursor| cursor.as_str()) {
            Some(cursor) => Start::parse(cursor, &list)?,
            None => Start::default(),
        };
        // At most 1000.
        Ok(Self { limit: limit as usize, start, list })
    }

    pub(super) fn start(&self) -> &Start {
        &self.start
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// What to go on with.
    pub(super) fn cursor(&self, next: &Start) -> String {
        let section = next.section.as_ref().map(|section| format!("-{section}")).unwrap_or_default();
        format!("{}-{}{section}", self.list, next.offset)
    }

    /// This part of these rows.
    pub(super) fn cut<T, R>(&self, rows: &[T], row: impl Fn(&T) -> R) -> Listed<R> {
        let rest = rows.get(self.start.offset..).unwrap_or_default();
        let shown: Vec<R> = rest.iter().take(self.limit).map(row).collect();
        if rest.len() <= self.limit {
            return Listed::all(shown);
        }
        let words = format!("Showing {} of {}. {GO_ON}", shown.len(), rows.len());
        let next = Start { offset: self.start.offset + shown.len(), section: None };
        Listed::part(shown, self.cursor(&next)).with_truncated(words)
    }
}

/// What to do about a list that was cut.
pub(super) const GO_ON: &str = "To go on, call again with `cursor` and the same filters and fields.";

impl Start {
    fn parse(cursor: &str, list: &str) -> Result<Self, ToolError> {
        let mut parts = cursor.splitn(3, '-');
        let own = parts.next();
        let offset = parts.next().and_then(|offset| offset.parse().ok());
        let problem = match (own, offset) {
            (Some(own), Some(offset)) if own == list => {
                return Ok(Self { offset, section: parts.next().map(str::to_owned) });
            }
            (Some(own), Some(_)) if own.len() == list.len() => "belongs to a list with other filters, fields or order",
            _ => "not a cursor that this tool gave out",
        };
        let expected = "the `cursor` of the answer before, with its other arguments unchanged";
        Err(ToolError::input("$.cursor", problem, expected))
    }
}

/// Sorts by a text, whatever its case, and by another where that does not decide.
pub(super) fn sort_by_text<T>(rows: &mut [T], descending: bool, key: impl Fn(&T) -> (Option<&str>, Option<&str>)) {
    let folded = |text: Option<&str>| text.map(str::to_lowercase);
    rows.sort_by(|one, other| {
        let ((one, one_id), (other, other_id)) = (key(one), key(other));
        let order = folded(one).cmp(&folded(other)).then_with(|| one_id.cmp(&other_id));
        if descending { order.reverse() } else { order }
    });
}

/// Sorts by a date, and by an id where that does not decide. What has no date comes last either way.
pub(super) fn sort_by_date<T, D: Ord, I: Ord>(
    rows: &mut [T],
    descending: bool,
    key: impl Fn(&T) -> (Option<D>, Option<I>),
) {
    rows.sort_by(|one, other| {
        let ((one, one_id), (other, other_id)) = (key(one), key(other));
        let order = match (one, other) {
            (Some(one), Some(other)) if descending => other.cmp(&one),
            (Some(one), Some(other)) => one.cmp(&other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        };
        order.then_with(|| one_id.cmp(&other_id))
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_are_disjoint_and_all() {
        let rows: Vec<u32> = (0..23).collect();
        for limit in 1..30 {
            let (mut seen, mut cursor) = (Vec::new(), None);
            loop {
                let slice = Slice::of(&json!({"name": "a", "limit": limit, "cursor": cursor})).unwrap();
                let part = slice.cut(&rows, |row| *row);
                assert_eq!(part.cursor.is_some(), part.truncated.is_some());
                seen.extend(part.items);
                cursor = part.cursor;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(seen, rows, "{limit}");
        }
    }

    #[test]
    fn a_cursor_is_good_for_its_own_list_only() {
        let slice = Slice::of(&json!({"name": "a", "limit": 1})).unwrap();
        let cursor = slice.cut(&[1, 2], |row| *row).cursor;
        assert!(Slice::of(&json!({"name": "a", "limit": 7, "cursor": cursor})).is_ok(), "another limit is fine");
        for other in [json!({"name": "b", "cursor": cursor}), json!({"cursor": "x"}), json!({"cursor": "12345678-x"})] {
            assert_eq!(Slice::of(&other).err().unwrap().path(), Some("$.cursor"), "{other}");
        }
    }

    #[test]
    fn what_has_no_date_comes_last() {
        for descending in [true, false] {
            let mut dates = [Some(2), None, Some(3), Some(1)];
            sort_by_date(&mut dates, descending, |date| (*date, Some(0)));
            assert_eq!(dates.map(|date| date.unwrap_or(0)), if descending { [3, 2, 1, 0] } else { [1, 2, 3, 0] });
        }
    }
}
