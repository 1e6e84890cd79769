//! Lists on the wire: what is asked for, and how records are handed out.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use common::{answer, body, client, header, lines};
use cw_http::testing::{Reply, Script};
use cw_psa_client::condition::{Condition, OrderBy, communication, contact, custom_field, ticket};
use cw_psa_client::filters::{ContactFilter, TicketFilter};
use cw_psa_client::{By, Criteria, Cursor, ErrorKind, ListRequest, PsaClient};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

const LIST: &str = "GET /service/tickets?";

fn rows(ids: impl IntoIterator<Item = i64>) -> Value {
    ids.into_iter().map(|id| json!({ "id": id })).collect()
}

/// A page, and what comes behind it: `pageId=3`, or nothing.
fn page(ids: impl IntoIterator<Item = i64>, next: &str) -> Reply {
    let link = match next {
        "" => "<>; rel=\"next\"".to_owned(),
        next => {
            format!("<https://psa.example.com/v4_6_release/apis/3.0/service/tickets?pageSize=9&{next}>; rel=\"next\"")
        }
    };
    answer(rows(ids)).header("link", link)
}

/// The one request of a list whose answer is empty, without what is always there.
async fn asked(build: impl FnOnce(&PsaClient) -> ListRequest<Value, TicketFilter>) -> String {
    let (psa, script) = client([answer(json!([]))]);
    build(&psa).all().await.unwrap();
    lines(&script).remove(0).replace(LIST, "")
}

fn list(psa: &PsaClient) -> ListRequest<Value, TicketFilter> {
    psa.tickets().list().list_as()
}

#[tokio::test]
async fn everything_asked_for_is_in_the_query() {
    let query = asked(|psa| {
        list(psa)
            .filter(TicketFilter::new().with_board(By::name("Help & \"Desk\"")).with_open(true))
            .condition(ticket::PRIORITY.id().is_in([1, 2]))
            .child_condition(communication::VALUE.eq("a+b@x.example"))
            .custom_field_condition(custom_field("VIP").eq(true))
            .order_by(OrderBy::desc(&ticket::LAST_UPDATED))
            .fields(["id", "status/name"])
            .page_size(250)
            .query("extra", 30)
    })
    .await;
    assert_eq!(
        query,
        "childConditions=communicationItems/value = \"a+b@x.example\"\
         &conditions=board/name = 'Help & \"Desk\"' and closedFlag = false and priority/id in (1,2)\
         &customFieldConditions=caption = \"VIP\" and value = true&extra=30&fields=id,status/name\
         &orderBy=lastUpdated desc&page=1&pageSize=250"
    );
}

#[tokio::test]
async fn what_is_not_asked_for_is_not_sent() {
    let nothing: [&str; 0] = [];
    let query = asked(|psa| list(psa).filter(TicketFilter::new()).fields(nothing).criteria(Criteria::new())).await;
    assert_eq!(query, "pageSize=1000");
}

#[tokio::test]
async fn several_conditions_must_all_hold_and_none_comes_apart() {
    let either = ticket::ID.eq(1).or(ticket::ID.eq(2));
    let expert = Condition::parse("a = 1 or b = 2").unwrap();
    let query = asked(|psa| list(psa).condition(either).condition(expert)).await;
    assert_eq!(query, "conditions=(id = 1 or id = 2) and (a = 1 or b = 2)&pageSize=1000");
}

#[tokio::test]
async fn without_an_order_pages_follow_each_other_by_id_with_all_that_was_asked() {
    let (psa, script) = client([page(1..=2, "pageId=2"), page(5..=6, "pageId=6"), page(7..=8, "")]);
    let all = psa.tickets().list().condition(ticket::CLOSED.eq(false)).fields(["id"]).page_size(2).all().await.unwrap();
    assert_eq!(all.iter().map(|row| row.id.unwrap().get()).collect::<Vec<_>>(), [1, 2, 5, 6, 7, 8]);
    let asked = |place: &str| format!("{LIST}conditions=closedFlag = false&fields=id{place}&pageSize=2");
    assert_eq!(lines(&script), [asked(""), asked("&pageId=2"), asked("&pageId=6")]);
    assert!(script.sent().iter().all(|sent| header(sent, "pagination-type") == Some("forward-only")));
}

#[tokio::test]
async fn a_full_page_without_a_link_is_an_error_rather_than_the_end() {
    let (psa, _) = client([answer(rows(1..=2))]);
    let error = psa.tickets().list().page_size(2).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("`Link`"), "{error}");
    let (psa, _) = client([answer(rows(1..=1))]);
    assert_eq!(psa.tickets().list().page_size(2).all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn in_an_order_pages_are_numbered() {
    let (psa, script) = client([page(1..=2, "page=2"), page(3..=4, "page=3"), page(5..=5, "")]);
    let ordered = psa.tickets().list().order_by(OrderBy::asc(&ticket::ID)).page_size(2);
    assert_eq!(ordered.all().await.unwrap().len(), 5);
    let asked = |page| format!("{LIST}orderBy=id asc&page={page}&pageSize=2");
    assert_eq!(lines(&script), [1, 2, 3].map(asked));
    assert!(script.sent().iter().all(|sent| header(sent, "pagination-type").is_none()));
    // Without a link, a page that is not full is the last.
    let (psa, script) = client([answer(rows(1..=2)), answer(rows(3..=3))]);
    assert_eq!(psa.tickets().list().navigable().page_size(2).all().await.unwrap().len(), 3);
    assert_eq!(script.sent().len(), 2);
}

#[tokio::test]
async fn numbered_pages_are_asked_for_several_at_once_and_stay_in_order() {
    let last = |ids: std::ops::RangeInclusive<i64>, next: &str| {
        let list = "<https://psa.example.com/v4_6_release/apis/3.0/service/tickets";
        let next = if next.is_empty() { String::new() } else { format!("{list}?page={next}>; rel=\"next\", ") };
        answer(rows(ids)).header("link", format!("{next}{list}?page=3>; rel=\"last\""))
    };
    let (psa, script) = client([last(1..=2, "2"), last(3..=4, "3"), last(5..=6, "")]);
    let all = psa.tickets().list().page_size(2).concurrent(3).all().await.unwrap();
    assert_eq!(all.iter().map(|row| row.id.unwrap().get()).collect::<Vec<_>>(), (1..=6).collect::<Vec<_>>());
    assert_eq!(script.sent().len(), 3);
}

#[tokio::test]
async fn a_link_to_another_origin_is_refused_and_one_to_another_codebase_is_not_followed_there() {
    for host in ["https://evil.example", "http://psa.example.com"] {
        let link = format!("<{host}/v4_6_release/apis/3.0/service/tickets?pageId=2>; rel=\"next\"");
        let (psa, script) = client([answer(rows(1..=2)).header("link", link)]);
        let error = psa.tickets().list().page_size(2).all().await.unwrap_err();
        assert_eq!((error.kind(), script.sent().len()), (ErrorKind::Decode, 1), "{error}");
    }
    let link = "<https://psa.example.com/v2026_1/apis/3.0/service/tickets?pageId=2>; rel=\"next\"";
    let (psa, script) = client([answer(rows(1..=2)).header("link", link), page(3..=3, "")]);
    assert_eq!(psa.tickets().list().page_size(2).all().await.unwrap().len(), 3);
    assert_eq!(lines(&script)[1], format!("{LIST}pageId=2&pageSize=2"));
}

#[tokio::test]
async fn a_list_goes_on_where_it_stopped() {
    let (psa, script) = client([page(1..=2, "pageId=2"), page(1..=2, "pageId=2"), page(3..=3, "")]);
    let list = || psa.tickets().list().page_size(2);
    let first = list().limit(1).send().await.unwrap();
    assert_eq!(first.items.len(), 1);
    let kept: Cursor = first.next.unwrap().to_string().parse().unwrap();
    let rest = list().resume(kept.clone()).all().await.unwrap();
    assert_eq!(rest.iter().map(|row| row.id.unwrap().get()).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(script.sent().len(), 3);

    let others = [list().condition(ticket::ID.eq(1)), list().order_by(OrderBy::asc(&ticket::ID)), list().navigable()];
    for other in others {
        let error = other.resume(kept.clone()).all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{error}");
    }
}

#[tokio::test]
async fn the_length_of_a_list_is_asked_for_with_its_conditions_alone() {
    let (psa, script) = client([answer(json!({ "count": 42 }))]);
    let list = psa.contacts().list().filter(ContactFilter::new().with_email("pat@fabrikam.example"));
    let list = list.condition(contact::INACTIVE.eq(false)).order_by(OrderBy::asc(&contact::ID)).page_size(5);
    assert_eq!(list.count().await.unwrap(), 42);
    assert_eq!(
        lines(&script),
        ["GET /company/contacts/count?childConditions=communicationItems/value = \"pat@fabrikam.example\" and \
          communicationItems/communicationType = \"Email\"&conditions=inactiveFlag = false"]
    );
    let (psa, script) = client([]);
    let error = psa.tickets().with_sla().count().await.unwrap_err();
    assert_eq!((error.kind(), script.sent().len()), (ErrorKind::Unsupported, 0));
    let (psa, _) = client([answer(json!({}))]);
    assert_eq!(psa.tickets().list().count().await.unwrap_err().kind(), ErrorKind::Decode);
}

fn many_ids() -> Condition {
    ticket::ID.is_in((1_000_000..1_001_000).rev())
}

#[tokio::test]
async fn conditions_too_long_for_an_address_are_searched_by_post_where_that_is() {
    for (path, searched) in [("tickets", "/service/tickets/search"), ("project_tickets", "/project/tickets/search")] {
        let (psa, script) = client([page(1..=2, "pageId=2"), page(3..=3, "")]);
        let criteria = Criteria::from(many_ids())
            .with_child_conditions(communication::VALUE.eq("x"))
            .with_custom_field_conditions(custom_field("VIP").eq(true));
        let list = if path == "tickets" { psa.tickets().list() } else { psa.project_tickets().list().list_as() };
        let all = list.criteria(criteria).fields(["id"]).page_size(2).all().await.unwrap();
        assert_eq!(all.len(), 3);
        let line = |place: &str| format!("POST {searched}?fields=id{place}&pageSize=2");
        assert_eq!(lines(&script), [line(""), line("&pageId=2")]);
        for index in [0, 1] {
            let sent = body(&script, index);
            assert!(sent["conditions"].as_str().unwrap().starts_with("id in (1000999,"), "{sent}");
            assert_eq!(sent["childconditions"], "communicationItems/value = \"x\"");
            assert_eq!(sent["customfieldconditions"], "caption = \"VIP\" and value = true");
            assert_eq!(header(&script.sent()[index], "pagination-type"), Some("forward-only"));
        }
    }
    let (psa, script) = client([answer(rows(1..=1))]);
    psa.tickets().list().condition(many_ids()).order_by(OrderBy::asc(&ticket::SUMMARY)).all().await.unwrap();
    assert_eq!(body(&script, 0)["orderBy"], "summary asc");
}

#[tokio::test(start_paused = true)]
async fn a_search_by_post_is_repeated_like_any_read() {
    let (psa, script) = client([Reply::cut(), answer(rows(1..=1))]);
    assert_eq!(psa.tickets().list().condition(many_ids()).all().await.unwrap().len(), 1);
    assert_eq!(script.sent().len(), 2);
}

/// The ids that a request asks for.
fn ids_in(line: &str) -> Vec<i64> {
    let list = line.split_once("id in (").unwrap().1.split_once(')').unwrap().0;
    list.split(',').map(|id| id.parse().unwrap()).collect()
}

#[tokio::test]
async fn elsewhere_a_list_of_ids_is_asked_in_parts_that_fit() {
    let wanted: Vec<i64> = (1_000_000..1_001_000).collect();
    let condition = || contact::INACTIVE.eq(false).and(contact::ID.is_in(wanted.iter().rev().copied()));
    let script = std::sync::Arc::new(Script::default().then_always(answer(json!([]))));
    let psa = common::builder(&script).build().unwrap();
    let parts = {
        psa.contacts().list().condition(condition()).all().await.unwrap();
        lines(&script)
    };
    assert!(parts.len() > 3, "{} parts", parts.len());
    assert_eq!(parts.iter().flat_map(|line| ids_in(line)).collect::<Vec<_>>(), wanted);
    for (request, line) in script.sent().iter().zip(&parts) {
        assert!(request.uri().to_string().len() <= 2000, "{}", request.uri().to_string().len());
        assert!(line.starts_with("GET /company/contacts?conditions=inactiveFlag = false and id in ("), "{line}");
    }
    // Records come out of all parts, a limit holds over them, and a cursor goes on in the middle.
    let answers = || parts.iter().map(|line| answer(rows(ids_in(line))));
    let (psa, _) = client(answers());
    let list = || psa.contacts().list().condition(condition());
    let ids: Vec<i64> = list().items().map_ok(|contact| contact.id.unwrap().get()).try_collect().await.unwrap();
    assert_eq!(ids, wanted);
    let (psa, script) = client(answers());
    let in_two = ids_in(&parts[0]).len() as u64 + 5;
    let list = || psa.contacts().list().condition(condition());
    let mut items = list().limit(in_two).items();
    while items.try_next().await.unwrap().is_some() {}
    assert_eq!(script.sent().len(), 2);
    let cursor: Cursor = items.cursor().unwrap().to_string().parse().unwrap();
    let (psa, _) = client(answers().skip(1));
    let list = || psa.contacts().list().condition(condition());
    let rest = list().resume(cursor).all().await.unwrap();
    assert_eq!(rest.len() as u64, wanted.len() as u64 - in_two);
    assert_eq!(rest[0].id.unwrap().get(), wanted[in_two as usize]);
    // Their length is that of all parts together.
    let (psa, script) = client(parts.iter().map(|_| answer(json!({ "count": 3 }))));
    assert_eq!(psa.contacts().list().condition(condition()).count().await.unwrap(), 3 * parts.len() as u64);
    assert!(lines(&script).iter().all(|line| line.starts_with("GET /company/contacts/count?conditions=")));
}

#[tokio::test]
async fn what_cannot_be_asked_is_an_error_and_nothing_is_sent() {
    let (psa, script) = client([]);
    let long = "x".repeat(3000);
    let contacts = || psa.contacts().list();
    let broken = || psa.tickets().list().condition(ticket::ID.is_in([0_i64; 0]));
    let in_child = || contacts().child_condition(communication::VALUE.is_in(["a"]));
    for (error, words) in [
        (contacts().condition(contact::FIRST_NAME.eq(&long)).all().await.unwrap_err(), "too long"),
        (contacts().condition(contact::FIRST_NAME.eq(&long)).count().await.unwrap_err(), "too long"),
        (contacts().child_condition(communication::VALUE.eq(&long)).all().await.unwrap_err(), "too long"),
        (
            contacts().condition(many_ids()).order_by(OrderBy::asc(&contact::FIRST_NAME)).all().await.unwrap_err(),
            "cannot be asked in parts",
        ),
        (broken().all().await.unwrap_err(), "id"),
        (broken().items().try_next().await.unwrap_err(), "id"),
        (broken().items_lenient().try_next().await.unwrap_err(), "id"),
        (broken().pages().try_next().await.unwrap_err(), "id"),
        (broken().count().await.unwrap_err(), "id"),
        (in_child().send().await.unwrap_err(), "childConditions"),
        (contacts().page_size(0).all().await.unwrap_err(), "1 to 1000"),
        (contacts().page_size(1001).all().await.unwrap_err(), "1 to 1000"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input, "{error}");
        assert!(error.to_string().contains(words), "{words}: {error}");
    }
    assert!(script.sent().is_empty());
}

#[tokio::test]
async fn one_bad_record_does_not_hide_the_others() {
    let reply = || answer(json!([{ "id": 1 }, { "id": { "no": "id" } }, { "id": 3 }]));
    let (psa, _) = client([reply(), reply()]);
    let rows: Vec<_> = psa.tickets().list().items_lenient().try_collect().await.unwrap();
    assert_eq!(rows.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    let bad = rows[1].as_ref().unwrap_err();
    assert_eq!((bad.index, bad.path.as_str()), (1, "id"));
    let error = psa.tickets().list().all().await.unwrap_err();
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("[1].id")));
}

#[tokio::test]
async fn what_is_no_list_is_said() {
    for (reply, words) in [
        (answer(json!({ "message": "no", "code": "x" })), "a list was expected"),
        (
            Reply::body(200, "<html><title>Sign in</title>").header("content-type", "text/html"),
            "a web page titled \"Sign in\"",
        ),
    ] {
        let (psa, _) = client([reply]);
        let error = psa.tickets().list().all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(words), "{error}");
    }
}
