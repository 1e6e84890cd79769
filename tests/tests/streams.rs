//! 100,000 records through one stream: all of them, in order, once, in the memory of a page or two.

mod support;

use std::{collections::HashMap, pin::pin, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use cw_http::{BodyStream, Error, Transport, TransportError};
use cw_psa_client::condition::ticket;
use cw_rmm_client::api::DeviceScope;
use cw_rmm_client::models::Device;
use cw_rmm_client::{RmmClient, condition};
use cw_sandbox::{Machine, Sandbox, World};
use futures_util::{Stream, TryStreamExt, stream};
use peak_alloc::PeakAlloc;
use serde_json::{Value, json};
use tokio::sync::Mutex;

const MANY: usize = 100_000;

/// Counts what is held, whatever the system has in reserve for it.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Memory is the whole process's: the tests run one after another.
static ALONE: Mutex<()> = Mutex::const_new(());

/// What this process holds.
fn held_mib() -> usize {
    MEMORY.current_usage() / (1024 * 1024)
}

/// Reads a stream to its end. Records are told by their ids, which must grow. `look` is called after every thousand.
async fn read<T>(
    records: impl Stream<Item = Result<T, Error>>,
    id: impl Fn(&T) -> Option<i64>,
    mut look: impl FnMut(usize),
) -> usize {
    let mut records = pin!(records);
    let (mut count, mut last) = (0, 0);
    while let Some(record) = records.try_next().await.expect("every page") {
        let id = id(&record).expect("an id");
        assert!(id > last, "in order, none twice");
        last = id;
        count += 1;
        if count % 1000 == 0 {
            look(count);
        }
    }
    count
}

/// The same, in the memory of a page or two.
async fn read_in_bounded_memory<T>(
    records: impl Stream<Item = Result<T, Error>>,
    id: impl Fn(&T) -> Option<i64>,
) -> usize {
    let (mut first_pages, mut most) = (None, 0);
    let count = read(records, id, |count| {
        // The first pages fill the buffers; what is held then is what is held always.
        first_pages = first_pages.or((count >= 5000).then(held_mib));
        most = most.max(held_mib());
    });
    let count = count.await;
    let first_pages = first_pages.expect("a few pages");
    let grown = most.saturating_sub(first_pages);
    // All records at once would be some 300 MiB; the sandbox's log of requests is in this process too.
    assert!(grown < 32, "grown by {grown} MiB over {first_pages} MiB");
    count
}

#[tokio::test]
async fn a_hundred_thousand_computers_in_bounded_memory() {
    let _alone = ALONE.lock().await;
    let sandbox = support::start(Sandbox::builder().computers(MANY)).await;
    let cwa = support::client(&sandbox);
    let computers = cwa.computers().list().read_ahead(true).items();
    assert_eq!(read_in_bounded_memory(computers, |computer| computer.id.map(i64::from)).await, MANY);
}

#[tokio::test]
async fn a_hundred_thousand_tickets_in_bounded_memory_with_their_filter_on_every_page() {
    let _alone = ALONE.lock().await;
    let sandbox = support::start(Sandbox::builder().tickets(MANY)).await;
    let psa = support::psa(&sandbox);
    let list = || psa.tickets().list().condition(ticket::ID.gt(0)).fields(["id", "summary", "company", "status"]);
    let at_once = list().navigable().concurrent(4).limit(10_000);
    for (list, place, count) in [(list(), "pageId", MANY), (at_once, "page", 10_000)] {
        sandbox.clear_log();
        assert_eq!(read_in_bounded_memory(list.items(), |ticket| ticket.id.map(i64::from)).await, count);
        let log = sandbox.log();
        let pages: Vec<_> = log.matching("GET", "*/service/tickets").collect();
        assert!(pages.len() >= count / 1000);
        assert!(pages.iter().all(|page| page.query("conditions") == Some("id > 0")), "{place}");
        assert!(pages.iter().skip(1).all(|page| page.query(place).is_some()), "{place}");
    }
}

#[tokio::test]
async fn a_hundred_thousand_devices_that_come_whole_and_in_linked_pages_of_four_companies() {
    let _alone = ALONE.lock().await;
    let builder = Sandbox::builder().computers(MANY).settings(|settings| settings.rmm_site_in_device_list = false);
    let sandbox = support::start(builder).await;
    let rmm = support::rmm(&sandbox);
    let whole = rmm.devices().list().all().await.expect("one page");
    let ids = whole.iter().map(|device| device.endpoint_id.as_ref().expect("an id").as_str());
    assert!(ids.eq(sandbox.world().machines.iter().map(Machine::rmm_id)), "all of them, in order");
    drop(whole);

    let places = places(&sandbox.world());
    sandbox.clear_log();
    let companies = sandbox.world().companies.iter().map(|company| company.rmm_id().into()).collect();
    let devices = rmm.devices().list_v2(DeviceScope::Companies(companies)).fields(["system"]).items();
    // The sandbox makes each page out of all devices of four companies, in this process: its memory says nothing.
    let place = |device: &Device| places.get(device.endpoint_id.as_ref()?.as_str()).copied();
    assert_eq!(read(devices, place, |_| {}).await, MANY);
    let log = sandbox.log();
    let pages: Vec<_> = log.matching("POST", "*/categories/platform/endpoints").collect();
    assert!(pages.len() >= MANY / 500);
    assert!(pages.iter().all(|page| page.query("field") == Some("system") && page.body.contains("\"company\"")));
}

/// Where each device stands in version 2 of RMM's list, by its id. It is asked for four companies at once, has 500 devices a page,
/// and groups these by company.
fn places(world: &World) -> HashMap<String, i64> {
    let four: HashMap<_, _> = (0..).zip(&world.companies).map(|(at, company)| (company.id, at / 4)).collect();
    let mut machines: Vec<_> = world.machines.iter().collect();
    machines.sort_by_key(|machine| four[&machine.company]);
    let asked_for_at_once = machines.chunk_by_mut(|one, other| four[&one.company] == four[&other.company]);
    asked_for_at_once.flat_map(|all| all.chunks_mut(500)).for_each(|page| page.sort_by_key(|machine| machine.company));
    (1..).zip(machines).map(|(place, machine)| (machine.rmm_id(), place)).collect()
}

/// Answers lists of RMM that the sandbox has not, or not so long: each record is made when its page is asked for.
#[derive(Debug)]
struct MadeUp;

const PAGE: usize = 500;

#[async_trait]
impl Transport for MadeUp {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        let query = request.uri().query().unwrap_or_default();
        let asked = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let number = |name: &str| asked(name).and_then(|text| text.rsplit('-').next()?.parse::<usize>().ok());
        let records = |after: usize| -> Vec<Value> {
            let id = |n: usize| (n + 1).to_string();
            (after..MANY.min(after + PAGE))
                .map(|n| json!({"id": id(n), "number": id(n), "name": "x".repeat(100)}))
                .collect()
        };
        let mut link = None;
        let body = match request.uri().path().rsplit('/').next() {
            Some("token") => json!({"access_token": "t", "expires_in": 3600}),
            Some("tickets") if asked("statusNames").is_some() && number("pageSize") == Some(PAGE) => {
                let tickets = records((number("pageNum").unwrap_or(1) - 1) * PAGE);
                let total = if tickets.is_empty() { 0 } else { MANY };
                json!({"tickets": tickets, "totalCount": total})
            }
            Some("cases") => {
                let after = number("next_cursor").unwrap_or(0);
                let next = (after + PAGE < MANY).then(|| format!("opaque-{}", after + PAGE));
                json!({"data": records(after), "pagination": {"next_cursor": next}})
            }
            Some("companies") => {
                let after = number("after").unwrap_or(0);
                let next = (after + PAGE < MANY).then(|| after + PAGE);
                link = next.map(|next| format!("<{}?after={next}>; rel=\"next\"", request.uri().path()));
                json!(records(after))
            }
            _ => return Err(TransportError::Cut(format!("nobody should ask for {}", request.uri()).into())),
        };
        let response = link.into_iter().fold(http::Response::builder(), |response, link| response.header("link", link));
        let pieces: BodyStream = Box::pin(stream::iter([Ok(Bytes::from(body.to_string()))]));
        response.body(pieces).map_err(|error| TransportError::Cut(error.into()))
    }
}

#[tokio::test]
async fn a_hundred_thousand_records_of_rmm_by_number_by_cursor_and_by_link() {
    let _alone = ALONE.lock().await;
    let rmm = RmmClient::builder(cw_rmm_client::Credentials::new("0e30", "secret"))
        .settings(|settings| settings.no_quota().transport(Arc::new(MadeUp)))
        .build()
        .expect("settings");
    let number = |text: &str| text.parse().ok();
    let open = condition::STATUS_NAMES.none_of(["Closed"]);
    let tickets = rmm.tickets().list().filter(open).page_size(PAGE as u32).items();
    assert_eq!(read_in_bounded_memory(tickets, |ticket| number(ticket.number.as_deref()?)).await, MANY);
    let cases = rmm.cases().list().page_size(PAGE as u32).items();
    assert_eq!(read_in_bounded_memory(cases, |case| number(case["id"].as_str()?)).await, MANY);
    let companies = rmm.companies().list().items();
    assert_eq!(read_in_bounded_memory(companies, |company| number(company.id.as_ref()?.as_str())).await, MANY);
}
