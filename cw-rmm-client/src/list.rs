//! Lists: how they are read.

use std::fmt;

use async_trait::async_trait;
use cw_http::{
    CallOptions, Cursor, Error, HttpClient, Items, Lenient, Listing, LookUp, Lost, NextPage, Page, Pages, Paging,
    Request, Seen,
};
use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;

use crate::condition::Condition;

/// Most lists come whole. The vendor describes no pages for them, but some were seen with a `Link` header: where there is one,
/// it is followed, whatever it calls the place.
const WHOLE: Paging = Paging {
    next: NextPage::Link,
    place: "",
    size: "",
    default_size: 1,
    max_size: u32::MAX,
    envelope: &[
        "companies",
        "sites",
        "endpoints",
        "Templates",
        "scripts",
        "tasks",
        "deviceGroups",
        "services",
        "notes",
    ],
    total: None,
};

/// Tickets: numbers from 1, and a total beside the list, which is 0 behind the last page. The service says no largest size.
pub(crate) const NUMBERED: Paging = Paging {
    next: NextPage::Number,
    place: "pageNum",
    size: "pageSize",
    default_size: 100,
    max_size: 1000,
    envelope: &["tickets"],
    total: Some("totalCount"),
};

/// Security cases: an opaque cursor in the answer. What the list is called in it is not known.
pub(crate) const MEMBER: Paging = Paging {
    next: NextPage::Member(&["pagination", "next_cursor"]),
    place: "next_cursor",
    size: "limit",
    default_size: 100,
    max_size: 500,
    envelope: &["cases", "data", "items", "results"],
    total: None,
};

/// A list to be read: a value that does nothing until it is asked for records ([`items`](Self::items), [`all`](Self::all)),
/// pages or [one page](Self::send). Where the service answers 404 in place of an empty list, it is empty.
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// use futures_util::TryStreamExt;
///
/// let mut companies = rmm.companies().list().items();
/// while let Some(company) = companies.try_next().await? {
///     println!("{:?}", company.name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a list does nothing until it is read"]
pub struct ListRequest<T> {
    listing: Listing<T>,
    pub(crate) condition: Option<Condition>,
}

impl<T: DeserializeOwned> ListRequest<T> {
    /// A list that comes whole, or in pages that the service links by itself.
    pub(crate) fn whole(http: &HttpClient, request: Request) -> Self {
        Self::paged(http, request, WHOLE)
    }

    pub(crate) fn paged(http: &HttpClient, request: Request, paging: Paging) -> Self {
        Self { listing: Listing::new(http, request, paging).missing_is_empty(), condition: None }
    }

    /// How many records to ask for in one request: of tickets 1 to 1000, of cases 1 to 500, by default 100. Other lists cannot be
    /// cut to size, and ignore it.
    pub fn page_size(mut self, records: u32) -> Self {
        self.listing = self.listing.page_size(records);
        self
    }

    /// Stops after so many records.
    pub fn limit(mut self, records: u64) -> Self {
        self.listing = self.listing.limit(records);
        self
    }

    /// Stops after so many requests for pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.listing = self.listing.max_pages(pages);
        self
    }

    /// Goes on where an earlier reading of the same list stopped: at the first record that was not handed out.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.listing = self.listing.resume(cursor);
        self
    }

    /// Settings of each request; the time-out is for one page.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.listing = self.listing.with_options(options);
        self
    }

    /// Adds a query parameter that has no method here.
    pub fn query(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.listing = self.listing.query(name, value);
        self
    }

    /// Reads the records into a type of your own: fewer fields are read faster.
    pub fn list_as<U: DeserializeOwned>(self) -> ListRequest<U> {
        ListRequest { listing: self.listing.list_as(), condition: self.condition }
    }

    /// All records, one by one. Memory stays at a page. After an error the stream is finished.
    pub fn items(self) -> Items<T> {
        self.written().items()
    }

    /// All records, one by one; one that cannot be read is handed out as a [`BadRecord`](crate::BadRecord), and the stream goes on.
    pub fn items_lenient(self) -> Lenient<T> {
        self.written().items_lenient()
    }

    /// All records, a page at a time.
    pub fn pages(self) -> Pages<T> {
        self.written().pages()
    }

    /// One page, with the [`Cursor`] at which the next begins.
    ///
    /// # Errors
    /// As [`Call::send`](crate::Call::send); `Input` for a condition that cannot be written, a page size out of bounds or the
    /// cursor of another list.
    pub async fn send(self) -> Result<Page<T>, Error> {
        self.written().send().await
    }

    /// All records in one vector. For lists that are known to be short, or with a [limit](Self::limit).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn all(self) -> Result<Vec<T>, Error> {
        self.written().items().try_collect().await
    }

    /// The listing with its condition written out; one that cannot be written is the answer to the first request.
    pub(crate) fn written(self) -> Listing<T> {
        match self.condition.as_ref().map(Condition::to_query) {
            None => self.listing,
            Some(Ok(pairs)) => pairs.into_iter().fold(self.listing, |list, (name, value)| list.query(name, value)),
            Some(Err(error)) => self.listing.refuse(Error::input(error.to_string()).with_source(error)),
        }
    }
}

/// A list that no other record is in: the place to look for a creation whose answer was lost.
#[async_trait]
impl<T: DeserializeOwned> LookUp for ListRequest<T> {
    async fn look(&self, lost: &Lost) -> Result<Seen, Error> {
        /// Two would tell as much; with a few more, the answer can name them.
        const FEW: u32 = 5;
        self.clone().written().with_options(lost.options()).only(FEW).await
    }
}

impl<T> Clone for ListRequest<T> {
    fn clone(&self) -> Self {
        Self { listing: self.listing.clone(), condition: self.condition.clone() }
    }
}

impl<T> fmt::Debug for ListRequest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListRequest").field("listing", &self.listing).field("condition", &self.condition).finish()
    }
}
