//! Whatever stands in a value, a condition finds the records that hold it, and no others.

mod support;

use std::collections::BTreeSet;

use cw_psa_client::condition::ticket;
use cw_psa_client::models::NewTicket;
use cw_psa_client::{By, Condition, PsaClient};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Text that means something to the grammar, if it is let.
const AWKWARD: [&str; 18] = [
    "a \"quoted\" word",
    "it's",
    "both ' and \"",
    "C:\\Temp\\new",
    "ends in \\",
    "\\\"",
    "[2026-01-01T00:00:00Z]",
    "a [bracket",
    "100% of 5",
    "* wild *",
    "under_score",
    "x\" or id > 0 or summary = \"",
    "x' or id > 0 or summary = '",
    ") or (id > 0",
    "Müller & Söhne, 東京, 🖨",
    "zero\u{200b}width",
    "tab\tand bell\u{7}",
    "null",
];

async fn ids(psa: &PsaClient, condition: Condition) -> BTreeSet<i64> {
    let rows = psa.tickets().list().condition(condition).fields(["id"]).all().await.expect("a legal condition");
    rows.iter().filter_map(|row| row.id.map(i64::from)).collect()
}

#[tokio::test]
async fn every_text_is_found_by_itself_and_by_its_parts() {
    let sandbox = support::sandbox().await;
    let psa = support::psa(&sandbox);
    let mut runner = TestRunner::deterministic();
    let mut texts: BTreeSet<String> = AWKWARD.map(String::from).into();
    let any_text = "[a-z\"'\\\\\\[\\]%*()=<>, \\t\u{e9}\u{4e16}]{1,24}[a-z]";
    for _ in 0..40 {
        texts.insert(any_text.new_tree(&mut runner).expect("a text").current().trim().to_owned());
    }
    for text in &texts {
        psa.tickets().create(&NewTicket::new(text.clone(), By::name("Acme Dental"))).await.expect("a ticket");
    }
    let world = sandbox.world();
    let holding = |fits: &dyn Fn(&str) -> bool| -> BTreeSet<i64> {
        let tickets = world.tickets.iter().filter(|ticket| !ticket.project && fits(&ticket.summary.to_lowercase()));
        tickets.map(|ticket| ticket.id.into()).collect()
    };
    for text in &texts {
        let low = text.to_lowercase();
        let equal = holding(&|summary| summary == low);
        assert!(!equal.is_empty(), "{text:?} was stored as it is");
        assert_eq!(ids(&psa, ticket::SUMMARY.eq(text)).await, equal, "= {text:?}");
        // Wildcards are wildcards inside of `contains`.
        if !text.contains(['%', '*', '_']) {
            assert_eq!(
                ids(&psa, ticket::SUMMARY.contains(text)).await,
                holding(&|summary| summary.contains(&low)),
                "{text:?}"
            );
        }
        let read = Condition::parse(&ticket::SUMMARY.eq(text).to_expression().expect("it can be said")).expect("legal");
        assert_eq!(read, ticket::SUMMARY.eq(text));
    }
}
