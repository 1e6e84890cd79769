//! What callers see of a listing: a value, and the streams made from it.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::{StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::cursor::Cursor;
use super::next::Paging;
use super::walk::Walk;
use crate::client::HttpClient;
use crate::error::Error;
use crate::reconcile::Seen;
use crate::records::{BadRecord, Record, Records};
use crate::request::{CallOptions, Request};
use crate::twin;

/// A list to be read: a value that does nothing until it is asked for records, pages or one page.
///
/// With [`items`](Self::items) memory stays at a page (two with [read-ahead](Self::read_ahead)), whatever the total.
#[must_use = "a listing does nothing until it is read"]
pub struct Listing<T> {
    pub(super) http: HttpClient,
    pub(super) request: Request,
    /// What is asked for behind it.
    pub(super) rest: Vec<Request>,
    pub(super) paging: Paging,
    pub(super) page_size: u32,
    pub(super) limit: Option<u64>,
    pub(super) max_pages: Option<u64>,
    pub(super) ahead: Ahead,
    pub(super) missing_is_empty: bool,
    pub(super) resume: Option<Cursor>,
    record: PhantomData<fn() -> T>,
}

impl<T> Clone for Listing<T> {
    fn clone(&self) -> Self {
        Self {
            http: self.http.clone(),
            request: self.request.clone(),
            rest: self.rest.clone(),
            resume: self.resume.clone(),
            record: PhantomData,
            ..*self
        }
    }
}

impl<T> fmt::Debug for Listing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing")
            .field("request", &self.request)
            .field("page_size", &self.page_size)
            .field("limit", &self.limit)
            .field("max_pages", &self.max_pages)
            .field("ahead", &self.ahead)
            .finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned> Listing<T> {
    /// A listing of what `request` answers, paged as `paging` says.
    pub fn new(http: &HttpClient, request: Request, paging: Paging) -> Self {
        Self {
            http: http.clone(),
            request,
            rest: Vec::new(),
            paging,
            page_size: paging.default_size,
            limit: None,
            max_pages: None,
            ahead: Ahead::No,
            missing_is_empty: false,
            resume: None,
            record: PhantomData,
        }
    }

    /// Goes on with what another request answers, once the one before it is at its end: for a question that has to be asked in
    /// several parts. Its pages are found in the same way.
    pub fn then(mut self, request: Request) -> Self {
        self.rest.push(request);
        self
    }

    /// How many records to ask for in one request. What the service does not allow is an error before anything is sent.
    pub fn page_size(mut self, records: u32) -> Self {
        self.page_size = records;
        self
    }

    /// Stops after so many records.
    pub fn limit(mut self, records: u64) -> Self {
        self.limit = Some(records);
        self
    }

    /// Stops after so many requests for pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.max_pages = Some(pages);
        self
    }

    /// Asks for the next page as soon as this page's headers are there, in a task of its own. Default: off, so that nothing is sent
    /// before it is needed. Page-numbered listings may ask for one page too many at the end.
    pub fn read_ahead(mut self, on: bool) -> Self {
        self.ahead = if on { Ahead::OneOnHeaders } else { Ahead::No };
        self
    }

    /// Asks for so many pages at once, each in a task of its own, and hands them out in order. For services that number their
    /// pages; the others are read one page after another. Until the first answer tells where the end is, pages behind it may
    /// be asked for: they are empty, and there are fewer of them than `pages`. Memory holds up to `pages` and one.
    pub fn concurrent(mut self, pages: usize) -> Self {
        self.ahead = if pages > 1 { Ahead::Numbered(pages) } else { Ahead::No };
        self
    }

    /// Takes a 404 for the list itself as an empty page, for services that answer so.
    pub fn missing_is_empty(mut self) -> Self {
        self.missing_is_empty = true;
        self
    }

    /// Goes on where a [`Cursor`] stands.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.resume = Some(cursor);
        self
    }

    /// The one record of the list, for a list that was made to have no other: how a lost creation is looked for by a mark; see
    /// [`Call::findable_by`](crate::Call::findable_by). Reads no more than `records`.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn only(self, records: u32) -> Result<Seen, Error> {
        let few = Self { resume: None, max_pages: None, ahead: Ahead::No, ..self };
        let few = few.list_as::<Box<RawValue>>().page_size(records).limit(records.into());
        let mut found: Vec<_> = few.items().try_collect().await?;
        Ok(match (found.pop(), found.is_empty()) {
            (None, _) => Seen::Nothing,
            (Some(record), true) => Seen::Record(record),
            (Some(last), false) => {
                let read = |record: &RawValue| serde_json::from_str(record.get()).unwrap_or_default();
                let names: Vec<String> =
                    found.iter().chain([&last]).map(|record| twin::name(&read(record.as_ref()))).collect();
                Seen::Unclear(format!("several records meet what was to be of one alone: {}", names.join(", ")))
            }
        })
    }

    /// Settings of each request of the listing; the time-out is for one page.
    pub fn with_options(self, options: CallOptions) -> Self {
        self.each(|request| request.with_options(options.clone()))
    }

    /// Adds a query parameter that is not modelled.
    pub fn query(self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        let name = name.into();
        self.each(|request| request.set_query(name.clone(), &value))
    }

    fn each(mut self, change: impl Fn(Request) -> Request) -> Self {
        self.request = change(self.request);
        self.rest = self.rest.into_iter().map(change).collect();
        self
    }

    /// States that the listing cannot be asked for; see [`Request::refuse`].
    pub fn refuse(mut self, error: Error) -> Self {
        self.request = self.request.refuse(error);
        self
    }

    /// The same listing, read into a type of the caller's own: fewer fields are read faster.
    pub fn list_as<U: DeserializeOwned>(self) -> Listing<U> {
        Listing {
            http: self.http,
            request: self.request,
            rest: self.rest,
            paging: self.paging,
            page_size: self.page_size,
            limit: self.limit,
            max_pages: self.max_pages,
            ahead: self.ahead,
            missing_is_empty: self.missing_is_empty,
            resume: self.resume,
            record: PhantomData,
        }
    }

    /// All records, one by one. After an error the stream is finished.
    pub fn items(self) -> Items<T> {
        Items(self.items_lenient())
    }

    /// All records, one by one; one that cannot be read is handed out as a [`BadRecord`], and the stream goes on.
    pub fn items_lenient(self) -> Lenient<T> {
        let limit = self.limit.unwrap_or(u64::MAX);
        Lenient { walk: Walk::new(self), records: None, left: limit, finished: false, record: PhantomData }
    }

    /// All records, a page at a time.
    pub fn pages(self) -> Pages<T> {
        let limit = self.limit.unwrap_or(u64::MAX);
        Pages { walk: Walk::new(self), left: limit, record: PhantomData }
    }

    /// One page.
    ///
    /// # Errors
    /// As [`HttpClient::send`]; [`ErrorKind::Decode`](crate::ErrorKind::Decode) if a record cannot be read; [`ErrorKind::Input`](crate::ErrorKind::Input) for a page size that the service
    /// does not allow or a cursor of another listing.
    pub async fn send(self) -> Result<Page<T>, Error> {
        // One page is asked for, so none is fetched ahead.
        let first = self.read_ahead(false).max_pages(1).pages().next().await;
        first.unwrap_or_else(|| Ok(Page { items: Vec::new(), next: None, total: None }))
    }
}

/// What is asked for before it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ahead {
    No,
    /// The next page, once this one's headers have come.
    OneOnHeaders,
    /// So many numbered pages at once.
    Numbered(usize),
}

/// One page of records.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// The records, in the service's order.
    pub items: Vec<T>,
    /// Where the next page begins; nothing after the last one.
    pub next: Option<Cursor>,
    /// How many records there are in all, if the service says so.
    pub total: Option<u64>,
}

/// A stream of records; see [`Listing::items`].
pub struct Items<T>(Lenient<T>);

impl<T: DeserializeOwned> Items<T> {
    /// Where to go on later: at the first record that was not handed out. Nothing once the listing is at its end.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        self.0.cursor()
    }
}

impl<T: DeserializeOwned> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let lenient = &mut self.0;
        Poll::Ready(ready!(lenient.poll_record(cx)).map(|item| match item? {
            Ok(record) => Ok(record),
            Err(bad) => {
                lenient.finished = true;
                Err(lenient.walk.unreadable(bad))
            }
        }))
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A stream of records that goes on behind a bad one; see [`Listing::items_lenient`].
pub struct Lenient<T> {
    walk: Walk,
    records: Option<Records>,
    left: u64,
    finished: bool,
    record: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Lenient<T> {
    /// Where to go on later: at the first record that was not handed out. Nothing once the listing is at its end.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        match &self.records {
            Some(records) => Some(self.walk.cursor_at(&self.walk.current_place, records.count())),
            None => self.walk.upcoming.as_ref().map(|place| self.walk.cursor_at(place, self.walk.skip)),
        }
    }

    fn poll_record(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Result<T, BadRecord>, Error>>> {
        loop {
            if self.finished || self.left == 0 {
                return Poll::Ready(None);
            }
            if let Some(records) = &mut self.records {
                match records.next::<T>() {
                    Some(Record::Good(record)) => {
                        self.left -= 1;
                        return Poll::Ready(Some(Ok(Ok(record))));
                    }
                    Some(Record::Bad(bad)) => {
                        self.left -= 1;
                        return Poll::Ready(Some(Ok(Err(self.walk.shown(bad)))));
                    }
                    Some(Record::Broken(message)) => {
                        self.finished = true;
                        return Poll::Ready(Some(Err(self.walk.broken(&message))));
                    }
                    None => {}
                }
            }
            if let Some(records) = self.records.take() {
                self.walk.page_done(records);
            }
            match ready!(self.walk.poll_page(cx)) {
                Some(Ok(records)) => self.records = Some(records),
                Some(Err(error)) => {
                    self.finished = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.finished = true,
            }
        }
    }
}

impl<T: DeserializeOwned> Stream for Lenient<T> {
    type Item = Result<Result<T, BadRecord>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_record(cx)
    }
}

impl<T> fmt::Debug for Lenient<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("request", &self.walk.request).finish_non_exhaustive()
    }
}

/// A stream of pages; see [`Listing::pages`].
pub struct Pages<T> {
    walk: Walk,
    left: u64,
    record: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Pages<T> {
    fn read_page(&mut self, mut records: Records) -> Result<Page<T>, Error> {
        let mut items = Vec::new();
        while self.left > 0 {
            match records.next::<T>() {
                Some(Record::Good(item)) => items.push(item),
                Some(Record::Bad(bad)) => return Err(self.walk.unreadable(bad)),
                Some(Record::Broken(message)) => return Err(self.walk.broken(&message)),
                None => break,
            }
            self.left -= 1;
        }
        let handed_out = records.count();
        let total = self.walk.total;
        let cut = self.left == 0 && records.skip();
        let next = if cut {
            Some(self.walk.cursor_at(&self.walk.current_place, handed_out))
        } else {
            self.walk.page_done(records);
            if let Some(error) = self.walk.refused.take() {
                return Err(error);
            }
            self.walk.upcoming.as_ref().map(|place| self.walk.cursor_at(place, 0))
        };
        Ok(Page { items, next, total })
    }
}

impl<T: DeserializeOwned> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let Some(page) = ready!(self.walk.poll_page(cx)) else { return Poll::Ready(None) };
        let page = page.and_then(|records| self.read_page(records));
        if page.is_err() {
            self.left = 0;
        }
        Poll::Ready(Some(page))
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("request", &self.walk.request).finish_non_exhaustive()
    }
}
