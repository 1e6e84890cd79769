//! What a request and a page cost on this side of the network, beside what one writes by hand with reqwest and serde.
//!
//! The answers come out of memory, so that nothing but the client is measured.

#![allow(missing_docs, reason = "the macros of criterion make functions without any")]

use std::{hint::black_box, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cw_http::{
    BaseUrl, BodyStream, HttpClient, Listing, NextPage, Operation, Paging, Request, Transport, TransportError,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use tokio::runtime::{Builder, Runtime};

const GET: Operation = Operation::get("things.get", "/v1/Things/{id}");
const LIST: Operation = Operation::get("things.list", "/v1/Things");
const PAGE: u64 = 1000;
const PAGES: u64 = 20;
const PAGING: Paging = Paging {
    next: NextPage::Number,
    place: "page",
    size: "pageSize",
    default_size: PAGE as u32,
    max_size: PAGE as u32,
    envelope: &[],
    total: None,
};

#[derive(Deserialize)]
struct Thing {
    id: u64,
    name: String,
    status: Option<String>,
}

/// Answers out of memory: one thing, or `PAGES` pages of them and then an empty one.
#[derive(Debug)]
struct Memory {
    one: Bytes,
    page: Bytes,
}

impl Memory {
    fn new() -> Self {
        let thing = |id: u64| format!(r#"{{"id":{id},"name":"Printer on floor {id}","status":"New","rest":[1,2,3]}}"#);
        let page: Vec<_> = (0..PAGE).map(thing).collect();
        Self { one: thing(7).into(), page: format!("[{}]", page.join(",")).into() }
    }

    fn answer(&self, query: Option<&str>) -> Bytes {
        let page = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("page=")));
        match page.and_then(|page| page.parse::<u64>().ok()) {
            Some(page) if page > PAGES => Bytes::from_static(b"[]"),
            Some(_) => self.page.clone(),
            None if query.is_some_and(|query| query.contains("pageSize")) => self.page.clone(),
            None => self.one.clone(),
        }
    }
}

#[async_trait]
impl Transport for Memory {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        // In pieces, as they come from a socket.
        let body = self.answer(request.uri().query());
        let pieces: Vec<_> =
            (0..body.len()).step_by(16 * 1024).map(|at| Ok(body.slice(at..body.len().min(at + 16 * 1024)))).collect();
        let response = http::Response::builder().header("content-length", body.len());
        let body: BodyStream = stream::iter(pieces).boxed();
        response.body(body).map_err(|error| TransportError::Cut(error.into()))
    }
}

fn base() -> BaseUrl {
    BaseUrl::parse("api.example.com", "/api/").expect("a host")
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime can be made")
}

fn building(c: &mut Criterion) {
    const CONDITIONS: &str = "company/name = \"Acme Dental\" and closedFlag = false";
    let mut group = c.benchmark_group("build a request");
    let http = reqwest::Client::new();
    group.bench_function("by hand", |b| {
        b.iter(|| {
            let id = black_box(17);
            let request = http
                .get(format!("https://api.example.com/api/v1/Things/{id}"))
                .query(&[("conditions", CONDITIONS), ("fields", "id,name,status")])
                .query(&[("pageSize", 1000)])
                .build();
            request.expect("a request")
        });
    });
    let base = base();
    group.bench_function("Request", |b| {
        b.iter(|| {
            let request = Request::new(&GET)
                .param("id", black_box(17))
                .query("conditions", CONDITIONS)
                .query("fields", "id,name,status")
                .query("pageSize", 1000);
            let url = request.url(&base).expect("an address");
            (request, url)
        });
    });
    group.finish();
}

/// As one writes it by hand: send, gather the pieces, read them.
async fn by_hand<T: for<'de> Deserialize<'de>>(memory: &Memory, path: &str) -> T {
    let request = http::Request::builder().uri(format!("https://api.example.com/api/v1{path}"));
    let response = memory.send(request.body(Bytes::new()).expect("a request")).await.expect("an answer");
    let mut body = response.into_body();
    let mut whole = Vec::new();
    while let Some(piece) = body.next().await {
        whole.extend_from_slice(&piece.expect("a piece"));
    }
    serde_json::from_slice(&whole).expect("JSON")
}

/// All that a call does beside sending: deadline, permit, pace, budget, headers, span.
fn calls(c: &mut Criterion) {
    let (runtime, memory) = (runtime(), Arc::new(Memory::new()));
    let client = client(&memory);
    let mut group = c.benchmark_group("one call");
    group.bench_function("by hand", |b| {
        b.iter(|| runtime.block_on(by_hand::<Thing>(&memory, "/Things/7")).id);
    });
    group.bench_function("HttpClient", |b| {
        b.iter(|| {
            let call = client.json::<Thing>(Request::new(&GET).param("id", 7));
            runtime.block_on(call).expect("a thing").id
        });
    });
    group.finish();
}

fn client(memory: &Arc<Memory>) -> HttpClient {
    let transport: Arc<dyn Transport> = memory.clone();
    HttpClient::builder(base()).settings(|settings| settings.transport(transport)).build().expect("settings")
}

fn weight(thing: &Thing) -> u64 {
    thing.id + thing.name.len() as u64 + thing.status.as_ref().map_or(0, String::len) as u64
}

fn paging(c: &mut Criterion) {
    let (runtime, memory) = (runtime(), Arc::new(Memory::new()));
    let client = client(&memory);
    let mut group = c.benchmark_group("20 pages of 1000 small records");
    group.throughput(Throughput::Elements(PAGE * PAGES));
    group.bench_function("by hand", |b| {
        b.iter(|| {
            runtime.block_on(async {
                let (mut page, mut sum) = (1, 0);
                loop {
                    let things: Vec<Thing> = by_hand(&memory, &format!("/Things?pageSize=1000&page={page}")).await;
                    sum += things.iter().map(weight).sum::<u64>();
                    if things.len() < 1000 {
                        return sum;
                    }
                    page += 1;
                }
            })
        });
    });
    let listing = || Listing::<Thing>::new(&client, Request::new(&LIST), PAGING).page_size(PAGE as u32);
    group.bench_function("items", |b| {
        b.iter(|| {
            let sum = listing().items().try_fold(0, |sum, thing| async move { Ok(sum + weight(&thing)) });
            runtime.block_on(sum).expect("all pages")
        });
    });
    group.bench_function("pages", |b| {
        b.iter(|| {
            let pages = listing().pages();
            let sum =
                pages.try_fold(0, |sum, page| async move { Ok(sum + page.items.iter().map(weight).sum::<u64>()) });
            runtime.block_on(sum).expect("all pages")
        });
    });
    group.finish();
}

criterion_group!(benches, building, calls, paging);
criterion_main!(benches);
