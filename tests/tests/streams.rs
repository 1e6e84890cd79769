//! 100,000 records through one stream: all of them, in order, once, in the memory of a page or two.

mod support;

use std::pin::pin;

use cw_http::Error;
use cw_psa_client::condition::ticket;
use cw_sandbox::Sandbox;
use futures_util::{Stream, TryStreamExt};

const MANY: usize = 100_000;

/// What this process holds, in MiB. Other systems have no such file; there the test checks all but the memory.
fn resident_mib() -> Option<usize> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096 / (1024 * 1024))
}

/// Reads a stream to its end, and looks at the memory on the way. Records are told by their ids, which must grow.
async fn read<T>(records: impl Stream<Item = Result<T, Error>>, id: impl Fn(&T) -> Option<i64>) -> usize {
    let mut records = pin!(records);
    let (mut count, mut last, mut first_pages, mut most) = (0, 0, None, None);
    while let Some(record) = records.try_next().await.expect("every page") {
        let id = id(&record).expect("an id");
        assert!(id > last, "in order, none twice");
        last = id;
        count += 1;
        if count % 1000 == 0 {
            // The first pages fill the buffers; what is held then is what is held always.
            first_pages = first_pages.or(resident_mib().filter(|_| count >= 5000));
            most = most.max(resident_mib());
        }
    }
    if let (Some(first_pages), Some(most)) = (first_pages, most) {
        let grown = most.saturating_sub(first_pages);
        // All records at once would be some 300 MiB; the sandbox's log of requests is in this process too.
        assert!(grown < 32, "grown by {grown} MiB over {first_pages} MiB");
    }
    count
}

#[tokio::test]
async fn a_hundred_thousand_computers_in_bounded_memory() {
    let sandbox = support::start(Sandbox::builder().computers(MANY)).await;
    let cwa = support::client(&sandbox);
    let computers = cwa.computers().list().read_ahead(true).items();
    assert_eq!(read(computers, |computer| computer.id.map(i64::from)).await, MANY);
}

#[tokio::test]
async fn a_hundred_thousand_tickets_in_bounded_memory_with_their_filter_on_every_page() {
    let sandbox = support::start(Sandbox::builder().tickets(MANY)).await;
    let psa = support::psa(&sandbox);
    let list = || psa.tickets().list().condition(ticket::ID.gt(0)).fields(["id", "summary", "company", "status"]);
    let at_once = list().navigable().concurrent(4).limit(10_000);
    for (list, place, count) in [(list(), "pageId", MANY), (at_once, "page", 10_000)] {
        sandbox.clear_log();
        assert_eq!(read(list.items(), |ticket| ticket.id.map(i64::from)).await, count);
        let log = sandbox.log();
        let pages: Vec<_> = log.matching("GET", "*/service/tickets").collect();
        assert!(pages.len() >= count / 1000);
        assert!(pages.iter().all(|page| page.query("conditions") == Some("id > 0")), "{place}");
        assert!(pages.iter().skip(1).all(|page| page.query(place).is_some()), "{place}");
    }
}
