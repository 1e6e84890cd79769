//! Lists on the wire: what is asked for, and how rows are handed out.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use common::{answer, client, lines};
use cw_http::testing::Reply;
use cwa_client::condition::{Condition, OrderBy, computer, row};
use cwa_client::filters::ComputerFilter;
use cwa_client::models::ComputerStatus;
use cwa_client::{ClientId, ComputerId, Cursor, ErrorKind};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

fn rows(ids: impl IntoIterator<Item = i64>) -> Value {
    ids.into_iter().map(|id| json!({ "Id": id.to_string() })).collect()
}

/// The one request of a list whose answer is empty, without what is always there.
async fn asked(
    build: impl FnOnce(cwa_client::api::Computers) -> cwa_client::ListRequest<Value, ComputerFilter>,
) -> String {
    let (cwa, script) = client([answer(json!([]))]);
    build(cwa.computers()).all().await.unwrap();
    lines(&script).remove(0).replace("GET /v1/Computers?", "")
}

#[tokio::test]
async fn everything_asked_for_is_in_the_query() {
    let query = asked(|computers| {
        computers
            .list()
            .filter(ComputerFilter::new().with_client(ClientId::new(12)).with_status(ComputerStatus::Online))
            .condition(computer::NAME.contains("O'Brien & Söhne"))
            .order_by(OrderBy::desc(&computer::LAST_CONTACT))
            .fields(["Id", "ComputerName"])
            .exclude_fields(["OpenPortsTCP"])
            .expand(["tickets", "groups"])
            .ids([ComputerId::new(1), ComputerId::new(2)])
            .page_size(250)
            .query("timeout", 30)
            .list_as()
    })
    .await;
    assert_eq!(
        query,
        "condition=Client.Id = 12 and Status = 'Online' and ComputerName contains \"O'Brien & Söhne\"\
         &excludeFields=OpenPortsTCP&expand=tickets,groups&ids=1,2&includeFields=Id,ComputerName\
         &orderBy=RemoteAgentLastContact desc&page=1&pageSize=250&timeout=30"
    );
}

#[tokio::test]
async fn what_is_not_asked_for_is_not_sent() {
    let nothing: [&str; 0] = [];
    let query = asked(|computers| computers.list().filter(ComputerFilter::new()).fields(nothing).list_as()).await;
    assert_eq!(query, "orderBy=Id asc&page=1&pageSize=1000");
}

#[tokio::test]
async fn several_conditions_must_all_hold_and_none_comes_apart() {
    let either = || row::ID.eq(1).or(row::ID.eq(2));
    let query = asked(|c| c.list().condition(either()).condition(Condition::raw("a = 1 or b = 2")).list_as()).await;
    assert!(query.starts_with("condition=(Id = 1 or Id = 2) and (a = 1 or b = 2)&"), "{query}");
}

#[tokio::test]
async fn what_cannot_be_asked_is_an_error_and_nothing_is_sent() {
    let (cwa, script) = client([]);
    let list = || cwa.computers().list();
    let broken = || list().condition(computer::NAME.eq("both ' and \" quotes"));
    for error in [
        broken().send().await.unwrap_err(),
        broken().all().await.unwrap_err(),
        broken().items().try_next().await.unwrap_err(),
        broken().items_lenient().try_next().await.unwrap_err(),
        broken().pages().try_next().await.unwrap_err(),
        list().page_size(0).all().await.unwrap_err(),
        list().page_size(100_000).all().await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input, "{error}");
    }
    let error = list().page_size(100_000).send().await.unwrap_err();
    assert!(error.to_string().contains("1 to 1000"), "{error}");
    let mut items = broken().items();
    assert!(items.try_next().await.unwrap_err().to_string().contains("quotes"));
    assert!(items.try_next().await.unwrap().is_none(), "after an error the stream is finished");
    assert!(broken().items().cursor().is_none());
    assert!(script.sent().is_empty());
}

#[tokio::test]
async fn pages_are_read_until_one_is_not_full() {
    let (cwa, script) = client([answer(rows(1..=2)), answer(rows(3..=4)), answer(rows(5..=5))]);
    let all = cwa.computers().list().page_size(2).all().await.unwrap();
    assert_eq!(all.iter().map(|row| row.id.unwrap().get()).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let page = |n| format!("GET /v1/Computers?orderBy=Id asc&page={n}&pageSize=2");
    assert_eq!(lines(&script), [page(1), page(2), page(3)]);
}

#[tokio::test]
async fn reading_ahead_hands_out_the_same() {
    let (cwa, _) = client([answer(rows(1..=2)), answer(rows(3..=4)), answer(rows(5..=5)), answer(rows([]))]);
    let all = cwa.computers().list().page_size(2).read_ahead(true).all().await.unwrap();
    assert_eq!(all.len(), 5);
}

#[tokio::test]
async fn a_list_goes_on_where_it_stopped() {
    let (cwa, script) = client([answer(rows(1..=2)), answer(rows(1..=2)), answer(rows(3..=3))]);
    let list = || cwa.computers().list().page_size(2);
    let page = list().limit(1).send().await.unwrap();
    assert_eq!(page.items.len(), 1);
    let kept: Cursor = page.next.unwrap().to_string().parse().unwrap();
    let rest = list().resume(kept.clone()).all().await.unwrap();
    assert_eq!(rest.iter().map(|row| row.id.unwrap().get()).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(lines(&script).len(), 3);

    let other = list().condition(row::ID.eq(1)).resume(kept).all().await.unwrap_err();
    assert_eq!(other.kind(), ErrorKind::Input);
}

#[tokio::test]
async fn the_total_is_told_where_the_server_tells_it() {
    for (header, total) in [("Total-Count", Some(1161)), ("total-count", Some(1161)), ("X-Other", None)] {
        let (cwa, _) = client([answer(rows(1..=2)).header(header, "1161")]);
        let page = cwa.computers().list().page_size(2).send().await.unwrap();
        assert_eq!(page.total, total);
        assert!(page.next.is_some());
    }
}

#[tokio::test]
async fn one_bad_row_does_not_hide_the_others() {
    let body = || answer(json!([{ "Id": 1 }, { "Id": { "no": "id" } }, { "Id": 3 }]));
    let (cwa, _) = client([body(), body()]);
    let rows: Vec<_> = cwa.computers().list().items_lenient().try_collect().await.unwrap();
    assert_eq!(rows.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    let bad = rows[1].as_ref().unwrap_err();
    assert_eq!((bad.index, bad.path.as_str()), (1, "Id"));

    let error = cwa.computers().list().all().await.unwrap_err();
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("[1].Id")));
}

#[tokio::test]
async fn rows_can_be_read_into_a_type_of_ones_own() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Short {
        computer_name: String,
    }
    let (cwa, _) = client([answer(json!([{ "ComputerName": "DC01", "Id": "1" }]))]);
    let rows = cwa.computers().list().fields(["ComputerName"]).list_as::<Short>().all().await.unwrap();
    assert_eq!(rows, [Short { computer_name: "DC01".into() }]);
}

#[tokio::test]
async fn what_is_no_list_is_said() {
    for (reply, words) in [
        (answer(json!({ "Message": "no", "Code": 1 })), "a list was expected"),
        (Reply::body(200, "<html>Blocked").header("content-type", "text/html"), "a list was expected"),
    ] {
        let (cwa, _) = client([reply]);
        let error = cwa.computers().list().all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(words), "{error}");
    }
    let (cwa, _) = client([Reply::json(400, r#"{"Message":"Invalid field ClientId"}"#)]);
    let error = cwa.computers().list().condition(row::ID.eq(1)).all().await.unwrap_err();
    assert_eq!((error.kind(), error.service_message()), (ErrorKind::Rejected, Some("Invalid field ClientId")));
}
