//! A tenant with a hundred thousand tickets.

use std::time::{Duration, Instant};

use cw_sandbox::Sandbox;
use serde_json::Value;

use crate::caller::{Caller, ids};

#[tokio::test]
async fn a_hundred_thousand_tickets_start_quickly_and_stream() {
    let begun = Instant::now();
    let caller = Caller::on(Sandbox::builder().tickets(100_000)).await;
    // Generous: an unoptimised build on a busy machine needs about a second.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let (mut seen, mut after) = (0_u64, 0);
    loop {
        let path = format!("/service/tickets?fields=id&pageSize=1000&pageId={after}");
        let answer = caller.request("GET", &path).header("pagination-type", "forward-only").send().await.unwrap();
        let page = ids(&answer.json::<Vec<Value>>().await.unwrap());
        let Some(last) = page.last() else { break };
        assert!(page[0] > after && page.is_sorted());
        (seen, after) = (seen + page.len() as u64, *last);
    }
    assert_eq!(seen, 100_000);
    assert_eq!(caller.list_count("/service/tickets", "").await, 100_000);
    let world = caller.sandbox.world();
    let closed = world.tickets.iter().filter(|ticket| ticket.closed && !ticket.project).count();
    assert_eq!(caller.list_count("/service/tickets", "closedFlag = true").await, closed as u64);
}

#[tokio::test]
async fn a_hundred_thousand_machines_have_configurations() {
    let begun = Instant::now();
    let caller = Caller::on(Sandbox::builder().computers(100_000)).await;
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    assert_eq!(caller.list_count("/company/configurations", "").await, 100_000);
    let name = caller.sandbox.world().machines[77_777].name.clone();
    assert_eq!(caller.list_count("/company/configurations", &format!("name = '{name}'")).await, 1);
}
