//! One part of a list, and how to go on.

use std::fmt;

use cw_http::{Cursor, Error, ErrorKind};
use futures_util::TryStreamExt;
use msp_tools_core::{Listed, ToolError};
use serde::de::DeserializeOwned;

use super::access::Access;
use super::input::{Limit, PageSize};
use crate::list::ListRequest;

/// How many pages are searched for a client's rows on a server that does not filter them.
const MOST_PAGES: u64 = 20;

/// Which part of a list is wanted.
pub(super) struct Part {
    pub(super) limit: Limit,
    pub(super) page_size: Option<PageSize>,
    pub(super) cursor: Option<String>,
}

impl Part {
    /// Reads the part, and shows each record as `row` says. In a call that is bound to a client, records that are not `own` do
    /// not exist.
    pub(super) async fn of<T: DeserializeOwned, F, R>(
        self,
        access: &Access,
        list: ListRequest<T, F>,
        own: impl Fn(&T) -> bool,
        row: impl Fn(&T) -> R,
    ) -> Result<Listed<R>, ToolError> {
        let start = self.cursor.as_deref().map(Start::parse).transpose()?;
        let continued = start.is_some();
        // Both are at most 1000.
        let asked = self.page_size.map_or(self.limit.get(), PageSize::get) as u32;
        let page_size = start.as_ref().map_or(asked, |start| start.page_size);
        let list = list.page_size(page_size);
        let list = match start {
            Some(start) => list.resume(start.cursor),
            None => list,
        };
        let limit = self.limit.get();
        let read = match access.bound {
            None => read(list.limit(limit), continued, row).await,
            Some(_) => read_own(list.max_pages(MOST_PAGES), limit, own, row).await,
        };
        let read = read.map_err(|error| blame_cursor(error, continued))?;
        Ok(read.listed(page_size))
    }
}

/// Rows, and where there are more.
struct Read<R> {
    rows: Vec<R>,
    next: Option<Cursor>,
    total: Option<u64>,
}

impl<R> Read<R> {
    fn listed(self, page_size: u32) -> Listed<R> {
        let Some(cursor) = self.next else { return Listed::all(self.rows) };
        let shown = self.rows.len();
        let words = match self.total {
            Some(total) => format!("Showing {shown} of {total}."),
            None => format!("Showing {shown}; there may be more."),
        };
        let words = format!("{words} To go on, call again with `cursor` and the same filters and fields.");
        Listed::part(self.rows, Start { page_size, cursor }.to_string()).with_truncated(words)
    }
}

async fn read<T: DeserializeOwned, F, R>(
    list: ListRequest<T, F>,
    continued: bool,
    row: impl Fn(&T) -> R,
) -> Result<Read<R>, Error> {
    let mut pages = list.pages();
    let (mut rows, mut next, mut total) = (Vec::new(), None, None);
    while let Some(page) = pages.try_next().await? {
        rows.extend(page.items.iter().map(&row));
        (next, total) = (page.next, page.total);
    }
    // A full last page may be all there is; the total, where there is one, knows.
    let shown = rows.len() as u64;
    let next = next.filter(|_| continued || total.is_none_or(|total| shown < total));
    Ok(Read { rows, next, total })
}

/// Rows of the client that the call is bound to. The total may count others, and is not told.
async fn read_own<T: DeserializeOwned, F, R>(
    list: ListRequest<T, F>,
    limit: u64,
    own: impl Fn(&T) -> bool,
    row: impl Fn(&T) -> R,
) -> Result<Read<R>, Error> {
    let mut items = list.items();
    let mut rows = Vec::new();
    loop {
        let here = items.cursor();
        let next = match items.try_next().await? {
            Some(item) if !own(&item) => continue,
            Some(item) if (rows.len() as u64) < limit => {
                rows.push(row(&item));
                continue;
            }
            Some(_) => here,
            None => items.cursor(),
        };
        return Ok(Read { rows, next, total: None });
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
fn blame_cursor(error: Error, continued: bool) -> ToolError {
    if continued && error.kind() == ErrorKind::Input {
        cursor_error("belongs to a list with other filters, fields or order")
    } else {
        error.into()
    }
}

fn cursor_error(problem: &str) -> ToolError {
    ToolError::input("$.cursor", problem, "the `cursor` of the answer before, with its other arguments unchanged")
}
