//! Pages, order, fields.

use reqwest::Response;
use serde_json::{Value, json};

use crate::caller::{Caller, ids};

/// The relations of a `Link` header, in their order, with their URLs.
fn links(answer: &Response) -> Vec<(String, String)> {
    let Some(header) = answer.headers().get("link") else { return Vec::new() };
    let links = header.to_str().unwrap().split(", ").filter(|link| !link.is_empty());
    let parts = links.map(|link| link.split_once(">; rel=").unwrap());
    parts.map(|(url, rel)| (rel.trim_matches('"').to_owned(), url[1..].to_owned())).collect()
}

async fn walk(caller: &Caller, first: &str, forward: bool) -> (Vec<u64>, usize) {
    let (mut url, mut seen, mut pages) = (format!("{}{first}", caller.sandbox.psa_url()), Vec::new(), 0);
    loop {
        let path = url.strip_prefix(&caller.sandbox.psa_url()).expect("links stay here").to_owned();
        let mut request = caller.request("GET", &path);
        if forward {
            request = request.header("pagination-type", "forward-only");
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        assert!(!forward || answer.headers().contains_key("link"), "the header is always there");
        let next = links(&answer).into_iter().find(|(relation, _)| relation == "next");
        seen.extend(ids(&answer.json::<Vec<Value>>().await.unwrap()));
        pages += 1;
        match next {
            Some((_, next)) => url = next,
            None => return (seen, pages),
        }
    }
}

#[tokio::test]
async fn both_ways_lead_through_everything_once() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let open: Vec<u64> = world.tickets.iter().filter(|t| !t.project && !t.closed).map(|t| t.id.into()).collect();
    let query = "/service/tickets?conditions=closedFlag%3Dfalse&pageSize=40&fields=id";
    for forward in [false, true] {
        let (seen, pages) = walk(&caller, query, forward).await;
        assert_eq!(seen, open, "forward only: {forward}");
        assert_eq!(pages, open.len().div_ceil(40));
    }
    let (exactly, pages) = walk(&caller, "/service/boards?pageSize=2", true).await;
    assert_eq!((exactly.len(), pages), (4, 2), "a full last page is the last");
}

#[tokio::test]
async fn links_lead_to_first_last_next_and_previous() {
    let caller = Caller::new().await;
    let at = async |page: u32| {
        let answer = caller.get(&format!("/service/tickets?pageSize=50&page={page}&orderBy=id")).await;
        links(&answer)
    };
    let relations = |links: &[(String, String)]| {
        let mut all: Vec<String> = links.iter().map(|(relation, _)| relation.clone()).collect();
        all.sort();
        all.join(" ")
    };
    assert_eq!(relations(&at(1).await), "last next");
    assert_eq!(relations(&at(3).await), "first last next prev");
    assert_eq!(relations(&at(7).await), "first prev");
    let first = |links: &[(String, String)]| links[0].0.clone();
    assert_ne!(first(&at(2).await), first(&at(3).await), "their order varies");
    let last = at(2).await.into_iter().find(|(relation, _)| relation == "last").unwrap().1;
    assert!(last.contains("page=7") && last.contains("orderBy=id") && last.contains("pageSize=50"), "{last}");
    let alone = caller.get("/service/boards").await;
    assert!(!alone.headers().contains_key("link"), "one page needs no links");
}

#[tokio::test]
async fn page_sizes() {
    let caller = Caller::on(cw_sandbox::Sandbox::builder().tickets(1100)).await;
    for (query, expected) in [("", 25), ("?pageSize=10", 10), ("?pageSize=5000", 1000), ("?page=400", 0)] {
        assert_eq!(caller.list(&format!("/service/tickets{query}"), &[]).await.len(), expected, "{query}");
    }
    assert_eq!(caller.get("/service/tickets?pageSize=many").await.status(), 400);
    let forward = caller.request("GET", "/service/tickets?orderBy=id").header("pagination-type", "forward-only");
    assert_eq!(forward.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn rows_come_in_the_order_that_was_asked_for() {
    let caller = Caller::new().await;
    let order = [("orderBy", "company/name desc, priority/id asc,id desc"), ("pageSize", "1000")];
    let rows = caller.list("/service/tickets", &order).await;
    let key = |row: &Value| {
        let name = row["company"]["name"].as_str().unwrap().to_lowercase();
        (std::cmp::Reverse(name), row["priority"]["id"].as_u64(), std::cmp::Reverse(row["id"].as_u64()))
    };
    assert!(rows.is_sorted_by_key(key));
    for unknown in ["colour", "company/colour", "communicationItems"] {
        assert_eq!(caller.try_list("/company/contacts", &[("orderBy", unknown)]).await.0, 400, "{unknown}");
    }
    let by_time = caller.list("/service/tickets", &[("orderBy", "_info/lastUpdated desc"), ("pageSize", "1000")]).await;
    assert!(by_time.is_sorted_by(|a, b| a["_info"]["lastUpdated"].as_str() >= b["_info"]["lastUpdated"].as_str()));
}

#[tokio::test]
async fn only_the_named_fields_are_shown() {
    let caller = Caller::new().await;
    let one = caller.read("/service/tickets/100001?fields=id,summary,status/name").await;
    assert_eq!(
        one,
        json!({ "id": 100_001, "summary": "DC01: users cannot reach the file share", "status": { "name": "New" } })
    );
    let info = caller.read("/service/tickets/100001?fields=_info/lastUpdated").await;
    assert_eq!(info["_info"].as_object().unwrap().len(), 1, "{info}");
    assert_eq!(caller.get("/service/tickets?fields=id,colour").await.status(), 400);
    let whole = caller.read("/service/tickets/100001").await;
    assert!(whole["_info"]["notes_href"].as_str().unwrap().ends_with("/service/tickets/100001/notes"));
    assert!(!whole.as_object().unwrap().contains_key("poNumber"), "null fields are left out");
    caller.sandbox.configure(|settings| settings.psa_explicit_nulls = true);
    let whole = caller.read("/service/tickets/100001").await;
    assert_eq!(whole.as_object().unwrap()["poNumber"], Value::Null);
    assert!(!whole.as_object().unwrap().contains_key("initialDescription"));
}
