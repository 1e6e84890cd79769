//! Lists: which rows, which fields, in which order, and how they are read.

use std::fmt;
use std::marker::PhantomData;

use async_trait::async_trait;
use cw_http::{
    CallOptions, Cursor, Error, HttpClient, Items, Lenient, Listing, LookUp, Lost, NextPage, Page, Pages, Paging,
    Request, Seen,
};
use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;

use crate::condition::{Condition, OrderBy};

/// How Automate pages: numbers from 1, up to a page that is not full. Lists are bare arrays; servers of 2021 wrapped them.
const PAGING: Paging = Paging {
    next: NextPage::Number,
    place: "page",
    size: "pageSize",
    default_size: 1000,
    max_size: 1000,
    envelope: &["ResultSet", "Items", "Data", "Alerts"],
    total: Some("Total-Count"),
};

/// A list to be read: which rows, which fields, in which order. A value that does nothing until it is asked for records
/// ([`items`](Self::items), [`all`](Self::all)), pages or [one page](Self::send).
///
/// `T` is the type of a row, `F` the typed filter that fits it.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// use cwa_client::condition::computer;
/// use futures_util::TryStreamExt;
///
/// let servers = cwa
///     .computers()
///     .list()
///     .condition(computer::KIND.eq("Server"))
///     .fields(["Id", "ComputerName", "Status"]);
/// let mut servers = servers.items();
/// while let Some(server) = servers.try_next().await? {
///     println!("{:?}", server.computer_name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a list does nothing until it is read"]
pub struct ListRequest<T, F = Condition> {
    listing: Listing<T>,
    condition: Option<Condition>,
    filter: PhantomData<fn(F)>,
}

impl<T: DeserializeOwned, F> ListRequest<T, F> {
    pub(crate) fn new(http: &HttpClient, request: Request, order: &'static str) -> Self {
        let request = if order.is_empty() { request } else { request.query("orderBy", order) };
        Self { listing: Listing::new(http, request, PAGING), condition: None, filter: PhantomData }
    }

    /// Only rows that the filter lets through. Several filters and conditions must all hold.
    pub fn filter(self, filter: F) -> Self
    where
        F: Into<Option<Condition>>,
    {
        match filter.into() {
            Some(condition) => self.condition(condition),
            None => self,
        }
    }

    /// Only rows that meet the condition. Several filters and conditions must all hold.
    pub fn condition(mut self, condition: Condition) -> Self {
        self.condition = Condition::all(self.condition.into_iter().chain([condition]));
        self
    }

    /// The order of the rows. Default: by id, which keeps pages apart while rows are added.
    pub fn order_by(self, order: OrderBy) -> Self {
        self.query("orderBy", order)
    }

    /// Asks for these fields only, by their names in JSON; the id comes in any case. Rows can be heavy: a computer has more than
    /// seventy fields. Without names all fields come.
    pub fn fields(self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.list_query("includeFields", names)
    }

    /// Asks for all fields but these.
    pub fn exclude_fields(self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.list_query("excludeFields", names)
    }

    /// Asks for nested lists that are otherwise left empty, such as `tickets` of computers.
    pub fn expand(self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.list_query("expand", names)
    }

    /// Only rows with these ids.
    pub fn ids(self, ids: impl IntoIterator<Item = impl fmt::Display>) -> Self {
        self.list_query("ids", ids.into_iter().map(|id| id.to_string()))
    }

    /// How many rows to ask for in one request: 1 to 1000, by default 1000. Another number is an error before anything is sent.
    pub fn page_size(mut self, rows: u32) -> Self {
        self.listing = self.listing.page_size(rows);
        self
    }

    /// Stops after so many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.listing = self.listing.limit(rows);
        self
    }

    /// Stops after so many requests for pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.listing = self.listing.max_pages(pages);
        self
    }

    /// Asks for the next page while this one is still being read. Default: off. One page too many may be asked for at the end.
    pub fn read_ahead(mut self, on: bool) -> Self {
        self.listing = self.listing.read_ahead(on);
        self
    }

    /// Goes on where an earlier reading of the same list stopped: at the first row that was not handed out.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.listing = self.listing.resume(cursor);
        self
    }

    /// Settings of each request; the time-out is for one page.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.listing = self.listing.with_options(options);
        self
    }

    /// Adds a query parameter that has no method here. Servers ignore unknown ones in silence.
    pub fn query(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.listing = self.listing.query(name, value);
        self
    }

    /// Reads the rows into a type of your own: fewer fields are read faster.
    pub fn list_as<U: DeserializeOwned>(self) -> ListRequest<U, F> {
        ListRequest { listing: self.listing.list_as(), condition: self.condition, filter: PhantomData }
    }

    /// All rows, one by one. Memory stays at a page. After an error the stream is finished.
    pub fn items(self) -> Items<T> {
        self.into_listing().items()
    }

    /// All rows, one by one; one that cannot be read is handed out as a [`BadRecord`](crate::BadRecord), and the stream goes on.
    pub fn items_lenient(self) -> Lenient<T> {
        self.into_listing().items_lenient()
    }

    /// All rows, a page at a time.
    pub fn pages(self) -> Pages<T> {
        self.into_listing().pages()
    }

    /// One page, with the [`Cursor`] at which the next begins.
    ///
    /// # Errors
    /// As [`Call::send`](crate::Call::send); `Input` for a condition that cannot be written, a page size out of bounds or the
    /// cursor of another list.
    pub async fn send(self) -> Result<Page<T>, Error> {
        self.into_listing().send().await
    }

    /// All rows in one vector. For lists that are known to be short, or with a [limit](Self::limit).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn all(self) -> Result<Vec<T>, Error> {
        self.into_listing().items().try_collect().await
    }

    fn list_query(self, name: &'static str, values: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let values: Vec<_> = values.into_iter().collect();
        let values: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
        if values.is_empty() { self } else { self.query(name, values.join(",")) }
    }

    /// The listing with its condition written out; one that cannot be written is the answer to the first request.
    pub(crate) fn into_listing(self) -> Listing<T> {
        match self.condition.as_ref().map(Condition::to_expression) {
            None => self.listing,
            Some(Ok(expression)) => self.listing.query("condition", expression),
            Some(Err(error)) => self.listing.refuse(Error::input(error.to_string()).with_source(error)),
        }
    }
}

/// A list that no other record is in: the place to look for a creation whose answer was lost.
#[async_trait]
impl<T: DeserializeOwned, F> LookUp for ListRequest<T, F> {
    async fn look(&self, lost: &Lost) -> Result<Seen, Error> {
        /// Two would tell as much; with a few more, the answer can name them.
        const FEW: u32 = 5;
        self.clone().into_listing().with_options(lost.options()).only(FEW).await
    }
}

impl<T, F> Clone for ListRequest<T, F> {
    fn clone(&self) -> Self {
        Self { listing: self.listing.clone(), condition: self.condition.clone(), filter: PhantomData }
    }
}

impl<T, F> fmt::Debug for ListRequest<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListRequest").field("listing", &self.listing).field("condition", &self.condition).finish()
    }
}
