//! A tenant of a hundred thousand computers.

use std::time::{Duration, Instant};

use cw_sandbox::Sandbox;

use crate::caller::Caller;

#[tokio::test]
async fn a_hundred_thousand_computers_start_quickly_and_page_through() {
    let begun = Instant::now();
    let caller = Caller::on(Sandbox::builder().computers(100_000)).await;
    // Generous: an unoptimised build on a busy machine needs about a second.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let world = caller.sandbox.world();
    assert_eq!(world.machines.len(), 100_000);

    let last = [("page", "100"), ("pageSize", "1000"), ("orderBy", "Id asc"), ("includeFields", "ComputerName")];
    let rows = caller.list("/computers", &last).await;
    assert_eq!(rows.len(), 1000);
    assert_eq!(rows[999]["ComputerName"], world.machines[99_999].name);
    let beyond = [("page", "101"), ("pageSize", "1000"), ("orderBy", "Id asc")];
    assert!(caller.list("/computers", &beyond).await.is_empty());

    let one = format!("ComputerName = '{}'", world.machines[77_777].name);
    assert_eq!(caller.list("/computers", &[("condition", &one)]).await.len(), 1);
}
