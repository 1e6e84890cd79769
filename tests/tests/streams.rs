//! 100,000 computers through one stream: all of them, in order, once, in the memory of a page or two.

mod support;

use cw_sandbox::Sandbox;
use futures_util::TryStreamExt;

const COMPUTERS: usize = 100_000;

/// What this process holds, in MiB. Other systems have no such file; there the test checks all but the memory.
fn resident_mib() -> Option<usize> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096 / (1024 * 1024))
}

#[tokio::test]
async fn a_hundred_thousand_computers_in_bounded_memory() {
    let sandbox = support::start(Sandbox::builder().computers(COMPUTERS)).await;
    let cwa = support::client(&sandbox);
    let mut computers = cwa.computers().list().read_ahead(true).items();
    let (mut count, mut last, mut first_page, mut most) = (0, 0, None, None);
    while let Some(computer) = computers.try_next().await.expect("every page") {
        let id = computer.id.expect("an id").get();
        assert!(id > last, "in order, none twice");
        last = id;
        count += 1;
        if count % 1000 == 0 {
            // The first pages fill the buffers; what is held then is what is held always.
            first_page = first_page.or(resident_mib().filter(|_| count >= 5000));
            most = most.max(resident_mib());
        }
    }
    assert_eq!(count, COMPUTERS);
    if let (Some(first_page), Some(most)) = (first_page, most) {
        let grown = most.saturating_sub(first_page);
        // All records at once would be some 300 MiB; the sandbox's log of requests is in this process too.
        assert!(grown < 32, "grown by {grown} MiB over {first_page} MiB");
    }
}
