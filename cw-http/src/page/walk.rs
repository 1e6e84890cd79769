//! The way from page to page: which one is next, which is on its way, which was read.

use std::collections::{HashSet, VecDeque};
use std::task::{Context, Poll, ready};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use tokio::sync::oneshot;

use super::cursor::{Cursor, fingerprint, fnv};
use super::listing::{Ahead, Listing};
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
    /// What is asked for behind it, and how many requests were before it.
    rest: VecDeque<Request>,
    part: usize,
    paging: Paging,
    page_size: u32,
    mode: Ahead,
    missing_is_empty: bool,
    pages_left: u64,
    /// How many pages the records that are wanted can fill: more are not asked for ahead.
    worth_asking: u64,
    listing: u64,
    /// The page to fetch next; nothing at the end.
    pub(super) upcoming: Option<String>,
    pub(super) current_place: String,
    /// What the current page said of the next one, where that is in its headers or body.
    announced: Option<String>,
    /// Whether the current page had a `Link` header.
    linked: bool,
    /// The number of the last page, where the service told it.
    last_page: Option<u64>,
    /// Records of the first page that were handed out before a resume.
    pub(super) skip: usize,
    pub(super) total: Option<u64>,
    fetching: Option<Fetch>,
    /// Pages on their way behind the one that is fetched, in order.
    ahead: VecDeque<Fetch>,
    visited: HashSet<u64>,
    spare: Vec<Vec<u8>>,
    /// Why the listing cannot begin, or go on.
    pub(super) refused: Option<Error>,
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
        let Listing {
            http, request, rest, paging, page_size, limit, max_pages, ahead, missing_is_empty, resume, ..
        } = listing;
        let sized = |request: Request| match paging.size {
            "" => request,
            size => request.set_query(size, page_size),
        };
        let mut request = sized(request);
        let mut rest: VecDeque<Request> = rest.into_iter().map(sized).collect();
        let requests = || std::iter::once(&request).chain(&rest);
        let id = fingerprint(requests(), paging.place, &http);
        let wrong_size = || {
            (page_size == 0 || page_size > paging.max_size).then(|| {
                Error::input(format!("the page size {page_size} is not allowed; it can be 1 to {}", paging.max_size))
            })
        };
        let mut refused = requests().find_map(|request| request.url(http.base()).err()).or_else(wrong_size);
        let (part, place, skip) = match resume {
            Some(cursor) if cursor.listing == id && cursor.part <= rest.len() => {
                (cursor.part, cursor.place, cursor.skip)
            }
            Some(_) => {
                refused.get_or_insert_with(|| {
                    Error::input("the cursor belongs to another listing (operation, filters or page size differ)")
                });
                (0, String::new(), 0)
            }
            None => (0, paging.first_place(), 0),
        };
        for behind in rest.drain(..part) {
            request = behind;
        }
        Self {
            http,
            request,
            rest,
            part,
            paging,
            page_size,
            mode: if matches!(ahead, Ahead::Numbered(_)) && !paging.is_numbered() { Ahead::No } else { ahead },
            missing_is_empty,
            pages_left: max_pages.unwrap_or(u64::MAX),
            worth_asking: limit
                .map_or(u64::MAX, |records| records.saturating_add(skip as u64).div_ceil(u64::from(page_size.max(1)))),
            listing: id,
            upcoming: refused.is_none().then_some(place),
            current_place: String::new(),
            announced: None,
            linked: false,
            last_page: None,
            skip,
            total: None,
            fetching: None,
            ahead: VecDeque::new(),
            visited: HashSet::new(),
            spare: Vec::new(),
            refused,
            last: None,
        }
    }

    pub(super) fn cursor_at(&self, place: &str, skip: usize) -> Cursor {
        Cursor { listing: self.listing, part: self.part, skip, place: place.to_owned() }
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
            self.worth_asking = self.worth_asking.saturating_sub(1);
            let ahead = self.taken_ahead(&place);
            self.fetching = Some(ahead.unwrap_or_else(|| self.start(place)));
        }
        self.fill_window();
        self.poll_head(cx);
        let Some(fetch) = &mut self.fetching else { return Poll::Ready(None) };
        let answer = ready!(fetch.answer.poll_unpin(cx));
        // The head may have come together with the rest.
        self.poll_head(cx);
        let place = self.fetching.take().map(|fetch| fetch.place).unwrap_or_default();
        self.current_place = place;
        let records = answer.and_then(|response| self.open(response));
        match &records {
            // While this page is read, the window is full.
            Ok(_) => self.fill_window(),
            Err(_) => self.stop(),
        }
        match records {
            Err(error) if self.missing_is_empty && error.kind() == ErrorKind::NotFound => Poll::Ready(None),
            records => Poll::Ready(Some(records)),
        }
    }

    /// The page at `place`, if it is on its way already. If something else is, the order was guessed wrong: it is dropped.
    fn taken_ahead(&mut self, place: &str) -> Option<Fetch> {
        let fetch = self.ahead.pop_front().filter(|fetch| fetch.place == place);
        if fetch.is_none() {
            self.ahead.clear();
        }
        fetch
    }

    /// Starts numbered pages until as many are on their way as may be.
    fn fill_window(&mut self) {
        let Ahead::Numbered(window) = self.mode else { return };
        let fetching = self.fetching.as_ref();
        let mut under_way = self.ahead.len() + usize::from(fetching.is_some());
        let last = self.ahead.back().or(fetching).map_or(&self.current_place, |fetch| &fetch.place);
        let mut next = number_after(last);
        while let Some(place) = next.filter(|place| under_way < window && self.may_ask_ahead(place)) {
            next = number_after(&place);
            let fetch = self.start(place);
            self.ahead.push_back(fetch);
            under_way += 1;
        }
    }

    fn may_ask_ahead(&self, place: &str) -> bool {
        let ahead = self.ahead.len() as u64;
        let exists = self.last_page.is_none_or(|last| place.parse().is_ok_and(|place: u64| place <= last));
        exists && ahead < self.pages_left && ahead < self.worth_asking
    }

    fn stop(&mut self) {
        self.upcoming = None;
        self.ahead.clear();
    }

    /// Starts the page after this one when this one's headers are there.
    fn poll_head(&mut self, cx: &mut Context<'_>) {
        if self.mode != Ahead::OneOnHeaders || !self.ahead.is_empty() || !self.may_ask_ahead("") {
            return;
        }
        let Some(fetch) = &mut self.fetching else { return };
        let Some(Poll::Ready(head)) = fetch.head.as_mut().map(|head| head.poll_unpin(cx)) else { return };
        fetch.head = None;
        let Ok(headers) = head else { return };
        let next = match self.paging.next {
            NextPage::Number => number_after(&fetch.place),
            NextPage::Member(_) => None,
            _ => self.paging.link_place("next", &headers, &self.request, self.http.base()).ok().flatten(),
        };
        if let Some(place) = next {
            let fetch = self.start(place);
            self.ahead.push_back(fetch);
        }
    }

    fn start(&mut self, place: String) -> Fetch {
        let request = self.paging.at(self.request.clone(), &place);
        let (tell, head) = oneshot::channel();
        let mut tell = Some(tell);
        let (http, buffer, mode) = (self.http.clone(), self.spare.pop().unwrap_or_default(), self.mode);
        let answer = async move {
            let mut on_head = move |headers: &HeaderMap| {
                if let Some(tell) = tell.take().filter(|_| mode == Ahead::OneOnHeaders) {
                    // Nobody listens any more if the stream was dropped.
                    let _ = tell.send(headers.clone());
                }
            };
            http.send_into(request, buffer, &mut on_head).await
        };
        let answer = if mode == Ahead::No { answer.boxed() } else { in_task(answer.boxed()) };
        Fetch { place, answer, head: Some(head) }
    }

    /// Looks at a page that has come: its place in the order, the next one, its records.
    fn open(&mut self, response: Response) -> Result<Records, Error> {
        if !self.visited.insert(fnv(self.current_place.as_bytes())) {
            return Err(response.explain("the service led back to a page that was read already"));
        }
        // Some services tell 0 behind the last page.
        let told = self.paging.total_of(response.headers(), response.body());
        self.total = if told == Some(0) { self.total.or(told) } else { told };
        self.announced = match self.paging.next {
            NextPage::Number => None,
            NextPage::Member(path) => member_text(response.body(), path),
            _ => self.link(&response, "next")?,
        };
        self.last_page = match self.paging.next {
            NextPage::Number => self.total.map(|total| total.div_ceil(u64::from(self.page_size))),
            NextPage::NumberedLink => self.link(&response, "last")?.and_then(|place| place.parse().ok()),
            _ => None,
        };
        self.linked = response.headers().contains_key(http::header::LINK);
        // An answer that lost its body may seem whole. One that means to have none says so by its status.
        if response.is_empty() && response.status() != 204 {
            let status = response.status();
            return Err(response.explain(format!("answered {status} with an empty body where a list was expected")));
        }
        let described = response.clone_head();
        let mut records =
            Records::new(response.into_body(), self.paging.envelope).map_err(|error| described.no_list(error))?;
        self.last = Some(described);
        for _ in 0..std::mem::take(&mut self.skip) {
            if !records.skip() {
                break;
            }
        }
        Ok(records)
    }

    fn link(&self, response: &Response, rel: &str) -> Result<Option<String>, Error> {
        self.paging
            .link_place(rel, response.headers(), &self.request, self.http.base())
            .map_err(|error| response.explain(error.to_string()))
    }

    /// Books a page that was handed out, and finds the next one.
    pub(super) fn page_done(&mut self, records: Records) {
        let count = records.count() as u64;
        self.spare.push(records.into_buffer());
        let is_full = count >= u64::from(self.page_size);
        self.upcoming = match self.paging.next {
            NextPage::Number if count == 0 => None,
            NextPage::Number => number_after(&self.current_place).filter(|_| is_full || self.total_says_more(count)),
            NextPage::NumberedLink if !self.linked => number_after(&self.current_place).filter(|_| is_full),
            // A place came from a link, so whoever told it does send links: without one, this is the end.
            NextPage::EveryLink if !self.linked && is_full && self.current_place.is_empty() => {
                self.refused =
                    Some(self.broken("a full page came without a `Link` header: whether there are more is not known"));
                None
            }
            _ => self.announced.take(),
        };
        if self.upcoming.is_none() {
            self.stop();
            if self.refused.is_none() {
                self.begin_next_request();
            }
        }
    }

    /// Goes on with the request behind this one, whose list is at its end.
    fn begin_next_request(&mut self) {
        let Some(request) = self.rest.pop_front() else { return };
        self.request = request;
        self.part += 1;
        self.upcoming = Some(self.paging.first_place());
        self.last_page = None;
        self.total = None;
        self.visited.clear();
    }

    /// A service that allows fewer records a page than were asked for is found out by the total, if it tells one.
    fn total_says_more(&self, count: u64) -> bool {
        let page: u64 = self.current_place.parse().unwrap_or(1);
        // The place may come from a cursor that somebody made up.
        let before = page.saturating_sub(1).saturating_mul(u64::from(self.page_size));
        self.total.is_some_and(|total| before.saturating_add(count) < total)
    }

    /// A bad record as it may be shown: what cannot be read may repeat what was sent.
    pub(super) fn shown(&self, bad: BadRecord) -> BadRecord {
        let message = self.last.as_ref().map(|response| response.shown(&bad.message));
        BadRecord { message: message.unwrap_or_default(), ..bad }
    }

    pub(super) fn unreadable(&self, bad: BadRecord) -> Error {
        let bad = self.shown(bad);
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
