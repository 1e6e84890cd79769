//! Many pages at once: in order, none twice, none lost, no more than allowed.

mod common;

use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use cw_http::{BodyStream, HttpClient, Listing, NextPage, Operation, Paging, Request, Transport, TransportError};
use futures_util::{StreamExt, TryStreamExt};
use proptest::prelude::*;
use serde::Deserialize;
use tokio::time::Instant;

const LIST: Operation = Operation::get("things.list", "/v1/Things");
const SIZE: u64 = 3;
const NUMBER: Paging = Paging {
    next: NextPage::Number,
    place: "page",
    size: "pageSize",
    default_size: SIZE as u32,
    max_size: 1000,
    envelope: &[],
    total: None,
};
const LINKED: Paging = Paging { next: NextPage::NumberedLink, ..NUMBER };

#[derive(Debug, Deserialize)]
struct Thing {
    id: u64,
}

/// A service of `total` records; the earlier a page, the longer it takes, so that answers come in the wrong order.
#[derive(Debug, Default)]
struct Service {
    total: u64,
    links: bool,
    broken_page: Option<u64>,
    asked: Mutex<Vec<u64>>,
    under_way: AtomicUsize,
    most: AtomicUsize,
}

impl Service {
    fn of(total: u64) -> Self {
        Self { total, links: true, ..Self::default() }
    }

    fn last(&self) -> u64 {
        self.total.div_ceil(SIZE).max(1)
    }

    fn asked(&self) -> Vec<u64> {
        let mut asked = self.asked.lock().expect("no panic").clone();
        asked.sort_unstable();
        asked
    }

    fn answer(&self, page: u64) -> http::Response<String> {
        let ids = ((page - 1) * SIZE..(page * SIZE).min(self.total)).collect::<Vec<_>>();
        let records: Vec<String> = ids.iter().map(|id| format!(r#"{{"id":{id}}}"#)).collect();
        let mut response = http::Response::builder().header("content-type", "application/json");
        if self.links && self.last() > 1 {
            let mut link = String::new();
            let mut to = |page: u64, rel: &str| {
                write!(link, "<https://api.example.com/api/v1/Things?page={page}>; rel=\"{rel}\", ").expect("text");
            };
            to(1, "first");
            if page < self.last() {
                to(self.last(), "last");
                to(page + 1, "next");
            }
            response = response.header("link", link.trim_end_matches(", "));
        }
        response.body(format!("[{}]", records.join(","))).expect("legal")
    }
}

#[async_trait]
impl Transport for Service {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        let query = request.uri().query().unwrap_or_default();
        let page = query.split('&').find_map(|pair| pair.strip_prefix("page=")).and_then(|page| page.parse().ok());
        let page: u64 = page.expect("numbered");
        self.asked.lock().expect("no panic").push(page);
        let under_way = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(under_way, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(100) - Duration::from_millis(page.min(50))).await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        let response = match self.broken_page {
            Some(broken) if broken == page => {
                http::Response::builder().status(400).body("{}".to_owned()).expect("legal")
            }
            _ => self.answer(page),
        };
        Ok(response.map(|text| futures_util::stream::iter([Ok(Bytes::from(text))]).boxed()))
    }
}

fn listing(service: &Arc<Service>, paging: Paging) -> Listing<Thing> {
    let transport = Arc::clone(service) as Arc<dyn Transport>;
    let client = HttpClient::builder(common::base()).settings(|settings| settings.transport(transport));
    Listing::new(&client.build().expect("settings"), Request::new(&LIST), paging)
}

async fn read(listing: Listing<Thing>) -> Result<Vec<u64>, cw_http::Error> {
    listing.items().map_ok(|thing| thing.id).try_collect().await
}

#[tokio::test(start_paused = true)]
async fn pages_come_in_order_and_as_many_at_once_as_allowed() {
    for paging in [NUMBER, LINKED] {
        let service = Arc::new(Service::of(40 * SIZE));
        let start = Instant::now();
        let seen = read(listing(&service, paging).concurrent(8)).await.expect("all pages");
        assert_eq!(seen, (0..40 * SIZE).collect::<Vec<_>>());
        assert_eq!(service.most.load(Ordering::SeqCst), 8);
        assert!(start.elapsed() < Duration::from_millis(600), "{:?}: one by one takes four seconds", start.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_link_says_where_to_stop() {
    let service = Arc::new(Service::of(20 * SIZE));
    read(listing(&service, LINKED).concurrent(4)).await.expect("all pages");
    assert_eq!(service.asked(), (1..=20).collect::<Vec<_>>(), "nothing behind the end");
    // Not known at the beginning: fewer pages in vain than are allowed at once.
    let service = Arc::new(Service::of(SIZE + 1));
    assert_eq!(read(listing(&service, LINKED).concurrent(4)).await.expect("all pages").len(), 4);
    assert_eq!(service.asked(), [1, 2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn what_is_wanted_bounds_what_is_asked_for() {
    let service = Arc::new(Service::of(1_000));
    assert_eq!(read(listing(&service, LINKED).concurrent(8).limit(4)).await.expect("two pages"), [0, 1, 2, 3]);
    assert_eq!(service.asked(), [1, 2]);
    let service = Arc::new(Service::of(1_000));
    assert_eq!(read(listing(&service, LINKED).concurrent(8).max_pages(3)).await.expect("three pages").len(), 9);
    assert_eq!(service.asked(), [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_fails_ends_the_stream_at_its_place() {
    let service = Arc::new(Service { broken_page: Some(3), ..Service::of(1_000) });
    let mut items = listing(&service, LINKED).concurrent(8).items();
    let mut seen = Vec::new();
    let error = loop {
        match items.next().await.expect("an error comes") {
            Ok(thing) => seen.push(thing.id),
            Err(error) => break error,
        }
    };
    assert_eq!((seen, error.status()), ((0..6).collect::<Vec<_>>(), Some(400)));
    assert!(items.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn without_links_a_full_page_is_followed_by_another() {
    let service = Arc::new(Service { links: false, ..Service::of(7) });
    assert_eq!(read(listing(&service, LINKED)).await.expect("all pages").len(), 7);
    assert_eq!(service.asked(), [1, 2, 3]);
}

proptest! {
    /// Whatever the total, the window and the place where somebody stopped: every record once, in order.
    #[test]
    fn concurrent_listings_miss_and_repeat_nothing(
        total in 0u64..40, window in 1usize..9, stop in 0usize..41, number in any::<bool>()
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
        runtime.block_on(async {
            let service = Arc::new(Service::of(total));
            let paging = if number { NUMBER } else { LINKED };
            let mut items = listing(&service, paging).concurrent(window).items();
            let mut seen = Vec::new();
            while seen.len() < stop {
                match items.next().await {
                    Some(item) => seen.push(item.expect("good").id),
                    None => break,
                }
            }
            if let Some(cursor) = items.cursor() {
                seen.extend(read(listing(&service, paging).concurrent(window).resume(cursor)).await.expect("the rest"));
            }
            assert_eq!(seen, (0..total).collect::<Vec<_>>());
        });
    }
}
