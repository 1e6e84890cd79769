//! Lists: four ways of paging, and the filters of tickets.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use common::{answer, body, client, lines};
use cw_http::testing::Reply;
use cw_rmm_client::api::{SortDirection, TicketSort};
use cw_rmm_client::{Cursor, ErrorKind, condition};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

const TICKETS: &str = "GET /api/platform/v2/service/ticketing/tickets";

fn ids(range: std::ops::Range<u32>) -> Value {
    range.map(|n| json!({ "id": format!("id-{n}"), "number": n })).collect()
}

fn page(range: std::ops::Range<u32>, total: u32) -> Reply {
    answer(json!({ "tickets": ids(range), "totalCount": total }))
}

#[tokio::test]
async fn a_list_comes_whole_bare_or_wrapped() {
    for body in [ids(0..3), json!({ "companies": ids(0..3) }), json!({ "count": 3, "Companies": ids(0..3) })] {
        let (rmm, script) = client([answer(body)]);
        assert_eq!(rmm.companies().list().page_size(7).all().await.unwrap().len(), 3);
        assert_eq!(lines(&script), ["GET /api/platform/v1/company/companies"]);
    }
    let (rmm, _) = client([answer(json!({ "other": [] }))]);
    let error = rmm.companies().list().all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("other"), "{error}");
}

#[tokio::test]
async fn a_link_on_a_list_that_has_no_pages_is_followed_all_the_same() {
    let next = |query: &str| format!("</api/platform/v1/company/companies?{query}>; rel=\"next\"");
    let (rmm, script) = client([
        answer(ids(0..2)).header("link", next("offset=2&size=2")),
        answer(ids(2..4)).header("link", next("offset=4&size=2")),
        answer(ids(4..5)),
    ]);
    assert_eq!(rmm.companies().list().all().await.unwrap().len(), 5);
    let path = "GET /api/platform/v1/company/companies";
    assert_eq!(lines(&script), [path.to_owned(), format!("{path}?offset=2&size=2"), format!("{path}?offset=4&size=2")]);

    let (rmm, _) = client([answer(ids(0..1)).header("link", "<https://evil.example/x?a=1>; rel=\"next\"")]);
    assert_eq!(rmm.companies().list().all().await.unwrap_err().kind(), ErrorKind::Decode);
    let (rmm, _) = client([
        answer(ids(0..1)).header("link", next("offset=2")),
        answer(ids(0..1)).header("link", next("offset=2")),
        answer(ids(0..1)),
    ]);
    assert!(rmm.companies().list().all().await.unwrap_err().to_string().contains("read already"));
}

#[tokio::test]
async fn tickets_are_numbered_pages_up_to_the_total() {
    let (rmm, script) = client([page(0..2, 3), page(2..3, 3)]);
    assert_eq!(rmm.tickets().list().page_size(2).all().await.unwrap().len(), 3);
    assert_eq!(lines(&script), [format!("{TICKETS}?pageNum=1&pageSize=2"), format!("{TICKETS}?pageNum=2&pageSize=2")]);
    // A service that gives fewer a page than were asked for is found out by the total.
    let (rmm, _) = client([page(0..2, 3), page(2..3, 3)]);
    assert_eq!(rmm.tickets().list().page_size(2).all().await.unwrap().len(), 3);
}

#[tokio::test]
async fn behind_the_last_page_the_total_is_0_and_means_nothing() {
    let (rmm, script) = client([page(0..2, 2), page(0..0, 0)]);
    let pages: Vec<_> = rmm.tickets().list().page_size(2).pages().try_collect().await.unwrap();
    assert_eq!(pages.iter().map(|page| page.items.len()).sum::<usize>(), 2);
    assert!(pages.iter().all(|page| page.total == Some(2)), "{pages:?}");
    assert!(lines(&script).len() <= 2);
    let (rmm, _) = client([page(0..0, 0)]);
    let empty = rmm.tickets().list().send().await.unwrap();
    assert_eq!((empty.items.len(), empty.total, empty.next), (0, Some(0), None));
}

#[tokio::test]
async fn cases_are_followed_by_the_cursor_in_the_answer() {
    let page = |range, cursor: Value| answer(json!({ "cases": ids(range), "pagination": { "next_cursor": cursor } }));
    let (rmm, script) = client([page(0..2, json!("b2s=")), page(2..3, Value::Null)]);
    assert_eq!(rmm.cases().list().page_size(2).all().await.unwrap().len(), 3);
    assert_eq!(lines(&script), ["GET /api/v1/cases?limit=2", "GET /api/v1/cases?limit=2&next_cursor=b2s="]);
}

#[tokio::test]
async fn a_list_is_taken_up_again_at_its_cursor() {
    let (rmm, script) = client([page(0..2, 4), page(2..4, 4)]);
    let list = || rmm.tickets().list().page_size(2);
    let first = list().send().await.unwrap();
    assert_eq!(first.total, Some(4));
    let cursor: Cursor = first.next.unwrap().to_string().parse().unwrap();
    let rest = list().resume(cursor.clone()).limit(1).all().await.unwrap();
    assert_eq!(rest[0].id, Some("id-2".into()));
    assert_eq!(lines(&script).len(), 2);
    let other = rmm.tickets().list().resume(cursor).all().await.unwrap_err();
    assert_eq!(other.kind(), ErrorKind::Input);
    assert_eq!(list().page_size(1001).all().await.unwrap_err().kind(), ErrorKind::Input);
}

#[tokio::test]
async fn filter_and_order_are_in_the_query() {
    let (rmm, script) = client([page(0..0, 0)]);
    let open = condition::STATUS_NAMES.none_of(["Closed", "Löst & zu"]);
    let either = condition::PRIORITY_NAMES.one_of(["High"]).or(condition::SUMMARY.is("disk"));
    let list = rmm.tickets().list().filter(open).filter(either);
    list.sorted_by(TicketSort::UpdatedAt, SortDirection::Ascending).query("x", 1).all().await.unwrap();
    assert_eq!(
        lines(&script),
        [format!(
            "{TICKETS}?pageNum=1&pageSize=100&priorityNames1=High&sortBy=updatedAt&sortDir=asc\
             &statusNames1=[notIn],Closed,Löst & zu&statusNames2=[notIn],Closed,Löst & zu&summary2=disk&x=1"
        )]
    );
    let error = rmm.tickets().list().filter(condition::STATUS_NAMES.one_of(["a,b"])).all().await.unwrap_err();
    assert_eq!((error.kind(), lines(&script).len()), (ErrorKind::Input, 1));
}

#[tokio::test]
async fn a_ticket_is_found_by_its_number_and_read_whole() {
    let found = json!({ "tickets": [{ "id": "near", "number": "482130" }, { "id": "t-1", "number": "48213" }], "totalCount": 2 });
    let (rmm, script) = client([answer(found), answer(json!({ "id": "t-1", "assets": [{ "id": "e" }] }))]);
    let ticket = rmm.tickets().get_by_number("48213").await.unwrap();
    assert_eq!(ticket.assets.map(|assets| assets.len()), Some(1));
    assert_eq!(
        lines(&script),
        [
            format!("{TICKETS}?number=48213&pageNum=1&pageSize=100"),
            "GET /api/platform/v2/service/ticketing/tickets/t-1".to_owned(),
        ]
    );
    let (rmm, _) = client([page(0..0, 0)]);
    let error = rmm.tickets().get_by_number("133023.1533").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("133023.1533"), "{error}");
}

#[tokio::test]
async fn a_device_is_added_to_those_that_a_ticket_has() {
    let ticket = json!({ "id": "t", "assets": [{ "id": "e1", "isMain": true }] });
    let (rmm, script) = client([answer(ticket.clone()), answer(json!({ "id": "t" })), answer(ticket)]);
    rmm.tickets().add_device("t", "e2").await.unwrap();
    let assets = json!([{ "id": "e1", "isMain": true }, { "id": "e2" }]);
    assert_eq!(body(&script, 2), json!([{ "op": "replace", "path": "/assets", "value": assets }]));
    rmm.tickets().add_device("t", "e1").await.unwrap();
    assert_eq!(lines(&script).len(), 3, "it is there already");
}

#[tokio::test]
async fn one_bad_record_does_not_hide_the_others() {
    let bad = json!([{ "id": "1" }, { "id": [] }, { "id": "3" }]);
    let (rmm, _) = client([answer(bad.clone()), answer(bad)]);
    let records: Vec<_> = rmm.companies().list().items_lenient().try_collect().await.unwrap();
    assert_eq!(records.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    let error = rmm.companies().list().all().await.unwrap_err();
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("[1].id")));
}
