//! The way from page to page: which one is next, which is on its way, which was read.

use std::collections::HashSet;
use std::task::{Context, Poll, ready};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use tokio::sync::oneshot;

use super::cursor::{Cursor, fingerprint, fnv};
use super::listing::Listing;
use super::next::{NextPage, Paging, member_text, number_after};
use crate::client::HttpClient;
use crate::error::{Error, ErrorKind};
use crate::records::{BadRecord, Records};
use crate::request::Request;
use crate::response::Response;

/// The way from page to page. Knows places and bytes, not what the records are.
pub(super) struct Walk {
    http: HttpClient,
    /// The request without its place.
    pub(super) request: Request,
    paging: Paging,
    page_size: u32,
    read_ahead: bool,
    missing_is_empty: bool,
    pages_left: u64,
    listing: u64,
    /// The page to fetch next; nothing at the end.
    pub(super) upcoming: Option<String>,
    pub(super) current_place: String,
    /// What the current page said of the next one, where that is in its headers or body.
    announced: Option<String>,
    /// Records of the first page that were handed out before a resume.
    pub(super) skip: usize,
    pub(super) total: Option<u64>,
    fetching: Option<Fetch>,
    ahead: Option<Fetch>,
    visited: HashSet<u64>,
    spare: Vec<Vec<u8>>,
    /// Why the listing cannot begin.
    refused: Option<Error>,
    last: Option<Response>,
}

/// A page on its way. With read-ahead it is in a task of its own, which ends with this value.
struct Fetch {
    place: String,
    answer: BoxFuture<'static, Result<Response, Error>>,
    /// Its headers, until they have come.
    head: Option<oneshot::Receiver<HeaderMap>>,
}

impl Walk {
    pub(super) fn new<T>(listing: Listing<T>) -> Self {
        let Listing { http, request, paging, page_size, max_pages, read_ahead, missing_is_empty, resume, .. } = listing;
        let request = request.set_query(paging.size, page_size);
        let id = fingerprint(&request, &http);
        let wrong_size = || {
            (page_size == 0 || page_size > paging.max_size).then(|| {
                Error::input(format!("the page size {page_size} is not allowed; it can be 1 to {}", paging.max_size))
            })
        };
        let mut refused = request.url(http.base()).err().or_else(wrong_size);
        let (place, skip) = match resume {
            Some(cursor) if cursor.listing == id => (cursor.place, cursor.skip),
            Some(_) => {
                refused.get_or_insert_with(|| {
                    Error::input("the cursor belongs to another listing (operation, filters or page size differ)")
                });
                (String::new(), 0)
            }
            None => (paging.first_place(), 0),
        };
        Self {
            http,
            request,
            paging,
            page_size,
            read_ahead,
            missing_is_empty,
            pages_left: max_pages.unwrap_or(u64::MAX),
            listing: id,
            upcoming: refused.is_none().then_some(place),
            current_place: String::new(),
            announced: None,
            skip,
            total: None,
            fetching: None,
            ahead: None,
            visited: HashSet::new(),
            spare: Vec::new(),
            refused,
            last: None,
        }
    }

    pub(super) fn cursor_at(&self, place: &str, skip: usize) -> Cursor {
        Cursor { listing: self.listing, skip, place: place.to_owned() }
    }

    pub(super) fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Records, Error>>> {
        if let Some(error) = self.refused.take() {
            return Poll::Ready(Some(Err(error)));
        }
        if self.fetching.is_none() {
            let Some(place) = self.upcoming.clone().filter(|_| self.pages_left > 0) else {
                return Poll::Ready(None);
            };
            self.pages_left -= 1;
            let ahead = self.ahead.take().filter(|fetch| fetch.place == place);
            self.fetching = Some(ahead.unwrap_or_else(|| self.start(place)));
        }
        self.poll_head(cx);
        let Some(fetch) = &mut self.fetching else { return Poll::Ready(None) };
        let answer = ready!(fetch.answer.poll_unpin(cx));
        // The head may have come together with the rest.
        self.poll_head(cx);
        let place = self.fetching.take().map(|fetch| fetch.place).unwrap_or_default();
        self.current_place = place;
        let records = answer.and_then(|response| self.open(response));
        if records.is_err() {
            self.upcoming = None;
            self.ahead = None;
        }
        match records {
            Err(error) if self.missing_is_empty && error.kind() == ErrorKind::NotFound => Poll::Ready(None),
            records => Poll::Ready(Some(records)),
        }
    }

    /// Starts the page after this one when this one's headers are there.
    fn poll_head(&mut self, cx: &mut Context<'_>) {
        let Some(fetch) = &mut self.fetching else { return };
        if !self.read_ahead || self.ahead.is_some() || self.pages_left == 0 {
            return;
        }
        let Some(Poll::Ready(head)) = fetch.head.as_mut().map(|head| head.poll_unpin(cx)) else { return };
        fetch.head = None;
        let Ok(headers) = head else { return };
        let next = match self.paging.next {
            NextPage::Number => number_after(&fetch.place),
            NextPage::Link => self.paging.link_place(&headers, self.http.base()).ok().flatten(),
            NextPage::Member(_) => None,
        };
        if let Some(place) = next {
            self.ahead = Some(self.start(place));
        }
    }

    fn start(&mut self, place: String) -> Fetch {
        let request = match place.as_str() {
            "" => self.request.clone(),
            place => self.request.clone().set_query(self.paging.place, place),
        };
        let (tell, head) = oneshot::channel();
        let mut tell = Some(tell);
        let (http, buffer, read_ahead) = (self.http.clone(), self.spare.pop().unwrap_or_default(), self.read_ahead);
        let answer = async move {
            let mut on_head = move |headers: &HeaderMap| {
                if let Some(tell) = tell.take().filter(|_| read_ahead) {
                    // Nobody listens any more if the stream was dropped.
                    let _ = tell.send(headers.clone());
                }
            };
            http.send_into(request, buffer, &mut on_head).await
        };
        let answer = if self.read_ahead { in_task(answer.boxed()) } else { answer.boxed() };
        Fetch { place, answer, head: Some(head) }
    }

    /// Looks at a page that has come: its place in the order, the next one, its records.
    fn open(&mut self, response: Response) -> Result<Records, Error> {
        if !self.visited.insert(fnv(self.current_place.as_bytes())) {
            return Err(response.explain("the service led back to a page that was read already"));
        }
        self.total =
            self.paging.total.and_then(|name| response.headers().get(name)?.to_str().ok()?.trim().parse().ok());
        self.announced = match self.paging.next {
            NextPage::Number => None,
            NextPage::Link => self
                .paging
                .link_place(response.headers(), self.http.base())
                .map_err(|error| response.explain(error.to_string()))?,
            NextPage::Member(path) => member_text(response.body(), path),
        };
        let described = response.clone_head();
        let mut records = Records::new(response.into_body(), self.paging.envelope)
            .map_err(|error| described.explain(format!("a list was expected; the answer is {}", error.0)))?;
        self.last = Some(described);
        for _ in 0..std::mem::take(&mut self.skip) {
            if !records.skip() {
                break;
            }
        }
        Ok(records)
    }

    /// Books a page that was handed out, and finds the next one.
    pub(super) fn page_done(&mut self, records: Records) {
        let count = records.count() as u64;
        self.spare.push(records.into_buffer());
        self.upcoming = match self.paging.next {
            NextPage::Number if count == 0 => None,
            NextPage::Number => {
                let page: u64 = self.current_place.parse().unwrap_or(1);
                let size = u64::from(self.page_size);
                // A service that allows fewer records a page than were asked for is found out by the total, if it tells one.
                let more = count >= size || self.total.is_some_and(|total| (page - 1) * size + count < total);
                number_after(&self.current_place).filter(|_| more)
            }
            NextPage::Link | NextPage::Member(_) => self.announced.take(),
        };
        if self.upcoming.is_none() {
            self.ahead = None;
        }
    }

    pub(super) fn unreadable(&self, bad: &BadRecord) -> Error {
        let path = format!("[{}].{}", bad.index, bad.path);
        self.broken(&format!("the answer cannot be read at `{path}`: {}", bad.message)).with_json_path(path)
    }

    pub(super) fn broken(&self, message: &str) -> Error {
        self.last.as_ref().map_or_else(|| Error::new(ErrorKind::Decode, message), |response| response.explain(message))
    }
}

/// Runs a page in a task of its own, which is ended when the stream is dropped.
fn in_task(page: BoxFuture<'static, Result<Response, Error>>) -> BoxFuture<'static, Result<Response, Error>> {
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(page);
    async move {
        match tasks.join_next().await {
            Some(Ok(answer)) => answer,
            _ => Err(Error::new(ErrorKind::Interrupted, "the task that read ahead was broken off")),
        }
    }
    .boxed()
}
