//! Lists: which records, which fields, in which order, and how they are read.

use std::fmt;
use std::marker::PhantomData;

use async_trait::async_trait;
use cw_http::{
    CallOptions, Cursor, Error, HttpClient, Items, Lenient, Listing, LookUp, Lost, Page, Pages, Request, Seen,
};
use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;

use crate::condition::{Condition, Criteria, OrderBy};
use crate::models::Count;
use crate::search::{self, Mode};

/// A list to be read: which records, which fields, in which order. A value that does nothing until it is asked for records
/// ([`items`](Self::items), [`all`](Self::all)), pages, [one page](Self::send) or its [length](Self::count).
///
/// `T` is the type of a record, `F` the typed filter that fits it.
///
/// ```no_run
/// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
/// use cw_psa_client::{By, condition::ticket, filters::TicketFilter};
/// use futures_util::TryStreamExt;
///
/// let open = TicketFilter::new().with_board(By::name("Help Desk")).with_open(true);
/// let urgent = psa.tickets().list().filter(open).condition(ticket::PRIORITY.id().is_in([1, 2]));
/// let mut tickets = urgent.fields(["id", "summary", "status/name"]).items();
/// while let Some(ticket) = tickets.try_next().await? {
///     println!("{:?} {:?}", ticket.id, ticket.summary);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Pages
///
/// Without an order the list is read *forward-only*: page after page in the order of ids, which PSA made for long lists. With an
/// [order](Self::order_by), or when asked to be [navigable](Self::navigable), its pages are numbered; those can be asked for
/// [several at once](Self::concurrent), and records that come and go meanwhile shift them. Every page is asked for with all
/// that was set here.
///
/// # Long conditions
///
/// An address may have 2,000 characters. Conditions that do not fit are sent as a search by POST where PSA has that (service and
/// project tickets). Elsewhere a list of ids in them is cut into several, read one after another; what cannot be cut is an
/// error, and nothing is sent.
#[must_use = "a list does nothing until it is read"]
pub struct ListRequest<T, F = Criteria> {
    http: HttpClient,
    routes: Routes,
    criteria: Criteria,
    order: Option<String>,
    mode: Mode,
    page_size: u32,
    limit: Option<u64>,
    max_pages: Option<u64>,
    concurrent: usize,
    read_ahead: bool,
    resume: Option<Cursor>,
    record: PhantomData<fn(F) -> T>,
}

/// The requests of a list, without what filters it.
#[derive(Debug, Clone)]
pub(crate) struct Routes {
    pub(crate) list: Request,
    pub(crate) count: Option<Request>,
    pub(crate) search: Option<Request>,
    pub(crate) forward_only: bool,
}

impl<T: DeserializeOwned, F> ListRequest<T, F> {
    pub(crate) fn new(http: &HttpClient, routes: Routes) -> Self {
        let mode = if routes.forward_only { Mode::ForwardOnly } else { Mode::Navigable };
        Self {
            http: http.clone(),
            routes,
            criteria: Criteria::new(),
            order: None,
            mode,
            page_size: search::LARGEST_PAGE,
            limit: None,
            max_pages: None,
            concurrent: 1,
            read_ahead: false,
            resume: None,
            record: PhantomData,
        }
    }

    /// Only records that the filter lets through. Several filters and conditions must all hold.
    pub fn filter(self, filter: F) -> Self
    where
        F: Into<Criteria>,
    {
        self.criteria(filter.into())
    }

    /// Only records that meet all of the criteria.
    pub fn criteria(mut self, criteria: Criteria) -> Self {
        self.criteria = self.criteria.and(criteria);
        self
    }

    /// Only records that meet the condition.
    pub fn condition(self, condition: Condition) -> Self {
        self.criteria(Criteria::new().with_conditions(condition))
    }

    /// Only records with a row in a list of theirs that meets the condition, such as a contact with that e-mail address.
    pub fn child_condition(self, condition: Condition) -> Self {
        self.criteria(Criteria::new().with_child_conditions(condition))
    }

    /// Only records with a custom field that meets the condition.
    pub fn custom_field_condition(self, condition: Condition) -> Self {
        self.criteria(Criteria::new().with_custom_field_conditions(condition))
    }

    /// The order of the records. Makes the list [navigable](Self::navigable).
    pub fn order_by(mut self, order: OrderBy) -> Self {
        self.order = Some(order.to_string());
        self.navigable()
    }

    /// Reads the list by the number of its pages, rather than forward-only.
    pub fn navigable(mut self) -> Self {
        self.mode = Mode::Navigable;
        self
    }

    /// Asks for so many pages at once and hands their records out in order. Makes the list [navigable](Self::navigable). Memory
    /// holds up to `pages` and one. The vendor asks for moderation; 3 is plenty.
    pub fn concurrent(mut self, pages: usize) -> Self {
        self.concurrent = pages;
        self.navigable()
    }

    /// Asks for these fields only, by their names in JSON; those of a part as `status/name`. Records can be heavy: a ticket has
    /// some 120 fields. Without names all fields come. `_info` comes only where it is named.
    pub fn fields(self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let names: Vec<_> = names.into_iter().collect();
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        if names.is_empty() { self } else { self.query("fields", names.join(",")) }
    }

    /// How many records to ask for in one request: 1 to 1000, by default 1000. Another number is an error before anything is
    /// sent.
    pub fn page_size(mut self, records: u32) -> Self {
        self.page_size = records;
        self
    }

    /// Stops after so many records. For few of many, set the [page size](Self::page_size) too.
    pub fn limit(mut self, records: u64) -> Self {
        self.limit = Some(records);
        self
    }

    /// Stops after so many requests for pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.max_pages = Some(pages);
        self
    }

    /// Asks for the next page while this one is still being read. Default: off.
    pub fn read_ahead(mut self, on: bool) -> Self {
        self.read_ahead = on;
        self
    }

    /// Goes on where an earlier reading of the same list stopped: at the first record that was not handed out.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.resume = Some(cursor);
        self
    }

    /// Settings of each request; the time-out is for one page.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.routes = self.routes.map(|request| request.with_options(options.clone()));
        self
    }

    /// Adds a query parameter that has no method here.
    pub fn query(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.routes = self.routes.map(|request| request.set_query(name, &value));
        self
    }

    /// Reads the records into a type of your own: fewer fields are read faster.
    pub fn list_as<U: DeserializeOwned>(self) -> ListRequest<U, F> {
        ListRequest {
            http: self.http,
            routes: self.routes,
            criteria: self.criteria,
            order: self.order,
            mode: self.mode,
            page_size: self.page_size,
            limit: self.limit,
            max_pages: self.max_pages,
            concurrent: self.concurrent,
            read_ahead: self.read_ahead,
            resume: self.resume,
            record: PhantomData,
        }
    }

    /// All records, one by one. Memory stays at a page. After an error the stream is finished.
    pub fn items(self) -> Items<T> {
        self.into_listing().items()
    }

    /// All records, one by one; one that cannot be read is handed out as a [`BadRecord`](crate::BadRecord), and the stream goes on.
    pub fn items_lenient(self) -> Lenient<T> {
        self.into_listing().items_lenient()
    }

    /// All records, a page at a time.
    pub fn pages(self) -> Pages<T> {
        self.into_listing().pages()
    }

    /// One page, with the [`Cursor`] at which the next begins.
    ///
    /// # Errors
    /// As [`Call::send`](crate::Call::send); `Input` for conditions that cannot be sent, a page size out of bounds or the cursor
    /// of another list.
    pub async fn send(self) -> Result<Page<T>, Error> {
        self.into_listing().send().await
    }

    /// All records in one vector. For lists that are known to be short, or with a [limit](Self::limit).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn all(self) -> Result<Vec<T>, Error> {
        self.items().try_collect().await
    }

    /// How many records there are: `GET {path}/count`, with the same conditions.
    ///
    /// # Errors
    /// As [`send`](Self::send); `Unsupported` for a list that PSA does not count.
    pub async fn count(self) -> Result<u64, Error> {
        let requests = search::count_requests(self.http.base(), &self.routes, &self.criteria)?;
        let mut total = 0;
        for request in requests {
            let response = self.http.send(request).await?;
            let count = response.json::<Count>()?.count.and_then(|count| u64::try_from(count).ok());
            total += count.ok_or_else(|| response.explain("the answer does not say how many there are"))?;
        }
        Ok(total)
    }

    /// The layer below, with everything written out. What cannot be written is the answer to its first request.
    pub(crate) fn into_listing(self) -> Listing<T> {
        let order = self.order.as_deref();
        let requests = search::list_requests(self.http.base(), &self.routes, &self.criteria, order);
        let requests = requests.unwrap_or_else(|error| vec![self.routes.list.clone().refuse(error)]);
        let mut requests = requests.into_iter().map(|request| self.mode.mark(request));
        let first = requests.next().unwrap_or(self.routes.list);
        let listing = Listing::new(&self.http, first, self.mode.paging()).page_size(self.page_size);
        let mut listing = requests.fold(listing, Listing::then);
        if let Some(records) = self.limit {
            listing = listing.limit(records);
        }
        if let Some(pages) = self.max_pages {
            listing = listing.max_pages(pages);
        }
        if let Some(cursor) = self.resume {
            listing = listing.resume(cursor);
        }
        if self.concurrent > 1 { listing.concurrent(self.concurrent) } else { listing.read_ahead(self.read_ahead) }
    }
}

impl Routes {
    fn map(self, change: impl Fn(Request) -> Request) -> Self {
        Self {
            list: change(self.list),
            count: self.count.map(&change),
            search: self.search.map(&change),
            forward_only: self.forward_only,
        }
    }
}

/// A list that no other record is in: the place to look for a creation whose answer was lost. Its conditions are sent as they are.
#[async_trait]
impl<T: DeserializeOwned, F> LookUp for ListRequest<T, F> {
    async fn look(&self, lost: &Lost) -> Result<Seen, Error> {
        /// Two would tell as much; with a few more, the answer can name them.
        const FEW: u32 = 5;
        self.clone().with_options(lost.options()).into_listing().only(FEW).await
    }
}

impl<T, F> Clone for ListRequest<T, F> {
    fn clone(&self) -> Self {
        Self {
            http: self.http.clone(),
            routes: self.routes.clone(),
            criteria: self.criteria.clone(),
            order: self.order.clone(),
            resume: self.resume.clone(),
            record: PhantomData,
            ..*self
        }
    }
}

impl<T, F> fmt::Debug for ListRequest<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListRequest")
            .field("request", &self.routes.list)
            .field("criteria", &self.criteria)
            .field("order", &self.order)
            .field("mode", &self.mode)
            .field("page_size", &self.page_size)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
