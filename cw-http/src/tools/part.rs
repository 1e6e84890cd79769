//! One part of a list, and how to go on.

use std::fmt;

use futures_util::TryStreamExt;
use msp_tools_core::{Bounded, Listed, ToolError};
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind};
use crate::page::{Cursor, Listing};

/// How many rows to answer with.
pub type Limit = Bounded<1, 1000, 25>;

/// How many rows to ask the service for at once. The default of the type is not used: it is the limit.
pub type PageSize = Bounded<1, 1000, 25>;

/// How many pages are searched for a company's rows on a service that does not filter them.
const MOST_PAGES: u64 = 20;

/// Which part of a list is wanted.
#[derive(Debug, Clone)]
#[allow(clippy::exhaustive_structs, reason = "tools fill it from their arguments")]
pub struct Part {
    /// How many rows to answer with, at most.
    pub limit: Limit,
    /// How many rows to fetch in one request. Default: as many as `limit`.
    pub page_size: Option<PageSize>,
    /// The cursor of the answer before.
    pub cursor: Option<String>,
}

impl Part {
    /// Reads the part, and shows each record as `row` says. In a call that is bound to a company, `own` is given, and records
    /// that are not do not exist.
    ///
    /// # Errors
    /// [`Input`](msp_tools_core::ErrorKind::Input) at `$.cursor` for a cursor of something else; and those of the listing.
    pub async fn of<T: DeserializeOwned, R>(
        self,
        list: Listing<T>,
        own: Option<impl Fn(&T) -> bool>,
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
        let read = match own {
            None => read(list.limit(limit), continued, row).await,
            Some(own) => read_own(list.max_pages(MOST_PAGES), limit, own, row).await,
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

async fn read<T: DeserializeOwned, R>(
    list: Listing<T>,
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

/// Rows of the company that the call is bound to. The total may count others, and is not told.
async fn read_own<T: DeserializeOwned, R>(
    list: Listing<T>,
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
