//! One part of a list, and how to go on.

use std::fmt;

use cw_http::{Cursor, ErrorKind};
use futures_util::TryStreamExt;
use msp_tools_core::{Listed, ToolError};
use serde::de::DeserializeOwned;

use super::input::{Limit, PageSize};
use crate::list::ListRequest;

/// Which part of a list is wanted.
pub(super) struct Part {
    pub(super) limit: Limit,
    pub(super) page_size: Option<PageSize>,
    pub(super) cursor: Option<String>,
}

impl Part {
    /// Reads the part, and shows each record as `row` says.
    pub(super) async fn of<T: DeserializeOwned, F, R>(
        self,
        list: ListRequest<T, F>,
        row: impl Fn(&T) -> R,
    ) -> Result<Listed<R>, ToolError> {
        let start = self.cursor.as_deref().map(Start::parse).transpose()?;
        let asked = self.page_size.map_or(self.limit.get(), PageSize::get);
        // Both are at most 1000.
        let size = start.as_ref().map_or(asked as u32, |start| start.page_size);
        let continued = start.is_some();

        let mut list = list.page_size(size).limit(self.limit.get());
        if let Some(start) = start {
            list = list.resume(start.cursor);
        }
        let mut pages = list.pages();
        let (mut rows, mut next, mut total) = (Vec::new(), None, None);
        while let Some(page) = pages.try_next().await.map_err(|error| blame_cursor(error, continued))? {
            rows.extend(page.items.iter().map(&row));
            (next, total) = (page.next, page.total);
        }
        // A full last page may be all there is; the total, where there is one, knows.
        let shown = rows.len() as u64;
        let next = next.filter(|_| continued || total.is_none_or(|total| shown < total));
        Ok(match next {
            None => Listed::all(rows),
            Some(cursor) => {
                let words = match total {
                    Some(total) => format!("Showing {shown} of {total}."),
                    None => format!("Showing {shown}; there may be more."),
                };
                let words = format!("{words} To go on, call again with `cursor` and the same filters and fields.");
                Listed::part(rows, Start { page_size: size, cursor }.to_string()).with_truncated(words)
            }
        })
    }
}

/// A place in a list together with the page size that it counts in, so that whoever goes on need not repeat it.
struct Start {
    page_size: u32,
    cursor: Cursor,
}

impl Start {
    fn parse(text: &str) -> Result<Self, ToolError> {
        let parts = text.split_once('-').and_then(|(page_size, cursor)| {
            Some(Self {
                page_size: page_size.parse().ok().filter(|size| (1..=1000).contains(size))?,
                cursor: cursor.parse().ok()?,
            })
        });
        parts.ok_or_else(|| cursor_error("not a cursor that this tool gave out"))
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.page_size, self.cursor)
    }
}

/// All other input was checked before: what is left to refuse before sending is a cursor of another list.
fn blame_cursor(error: cw_http::Error, continued: bool) -> ToolError {
    if continued && error.kind() == ErrorKind::Input {
        cursor_error("belongs to a list with other filters, fields or order")
    } else {
        error.into()
    }
}

fn cursor_error(problem: &str) -> ToolError {
    ToolError::input("$.cursor", problem, "the `cursor` of the answer before, with its other arguments unchanged")
}
