//! Listings over all three ways of paging.

mod common;

use std::sync::Arc;

use common::{builder, client};
use cw_http::testing::{Reply, Script};
use cw_http::{Cursor, ErrorKind, Listing, NextPage, Operation, Paging, Request};
use futures_util::{StreamExt, TryStreamExt};
use proptest::prelude::*;
use serde::Deserialize;

const LIST: Operation = Operation::get("things.list", "/v1/Things");

const NUMBER: Paging = Paging {
    next: NextPage::Number,
    place: "page",
    size: "pageSize",
    default_size: 3,
    max_size: 1000,
    envelope: &["ResultSet", "items"],
    total: Some("Total-Count"),
};
const LINK: Paging = Paging { next: NextPage::Link, place: "pageId", ..NUMBER };
const MEMBER: Paging = Paging { next: NextPage::Member(&["pagination", "next_cursor"]), place: "cursor", ..NUMBER };

#[derive(Debug, Deserialize, PartialEq)]
struct Thing {
    id: u64,
}

fn ids(range: std::ops::Range<u64>) -> String {
    let records: Vec<String> = range.map(|id| format!(r#"{{"id":{id}}}"#)).collect();
    format!("[{}]", records.join(","))
}

/// Answers by page number out of `total` records.
fn numbered(total: u64, size: u64) -> Vec<Reply> {
    let pages = total / size + 1;
    (0..pages).map(|page| Reply::json(200, ids(page * size..total.min((page + 1) * size)))).collect()
}

fn linked(pages: u64) -> Vec<Reply> {
    let next = |page| format!(r#"<https://api.example.com/api/v1/Things?pageId={page}&pageSize=3>; rel="next""#);
    (0..pages)
        .map(|page| {
            let reply = Reply::json(200, ids(page * 3..page * 3 + 3));
            if page + 1 < pages { reply.header("link", next(page + 1)) } else { reply }
        })
        .collect()
}

fn listing(script: &Arc<Script>, paging: Paging) -> Listing<Thing> {
    let request = Request::new(&LIST).query("condition", "Name = 'x'");
    Listing::new(&client(script), request, paging)
}

async fn read(listing: Listing<Thing>) -> Vec<u64> {
    listing.items().map_ok(|thing| thing.id).try_collect().await.expect("all pages")
}

fn queries(script: &Script) -> Vec<String> {
    script.sent().iter().map(|request| request.uri().query().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn page_numbers_end_at_a_page_that_is_not_full() {
    let script = Arc::new(Script::new(numbered(7, 3)));
    assert_eq!(read(listing(&script, NUMBER)).await, (0..7).collect::<Vec<_>>());
    let kept = "condition=Name%20%3D%20%27x%27&pageSize=3";
    assert_eq!(queries(&script), [1, 2, 3].map(|page| format!("{kept}&page={page}")));
    // A full last page needs one more look.
    let script = Arc::new(Script::new(numbered(6, 3)));
    assert_eq!(read(listing(&script, NUMBER)).await.len(), 6);
    assert_eq!(script.sent().len(), 3);
}

#[tokio::test]
async fn a_total_shows_that_the_service_allows_fewer_a_page() {
    let page = |range| Reply::json(200, ids(range)).header("total-count", "4");
    let script = Arc::new(Script::new([page(0..2), page(2..4), page(4..4)]));
    let all = read(listing(&script, NUMBER).page_size(3)).await;
    assert_eq!(all, [0, 1, 2, 3]);
}

#[tokio::test]
async fn links_keep_every_parameter_of_the_caller() {
    let script = Arc::new(Script::new(linked(3)));
    assert_eq!(read(listing(&script, LINK)).await, (0..9).collect::<Vec<_>>());
    let kept = "condition=Name%20%3D%20%27x%27&pageSize=3";
    assert_eq!(queries(&script), [kept.to_owned(), format!("{kept}&pageId=1"), format!("{kept}&pageId=2")]);
}

#[tokio::test]
async fn the_next_relation_is_found_wherever_it_stands() {
    for link in [
        r#"<https://api.example.com/api/v1/Things?page=9>; rel="last", <https://api.example.com/api/v1/Things?pageId=1>; rel="next""#,
        r#"</api/v1/Things?pageId=1>;rel=next"#,
        r#"<?pageId=1>; title="a, b"; rel="next""#,
    ] {
        let script = Arc::new(Script::new([Reply::json(200, ids(0..3)).header("link", link), Reply::json(200, "[]")]));
        assert_eq!(read(listing(&script, LINK)).await.len(), 3);
        assert_eq!(script.sent().len(), 2, "{link}");
    }
}

#[tokio::test]
async fn a_link_to_another_origin_is_refused_and_nothing_is_sent_there() {
    for link in [
        "https://evil.example/api/v1/Things?pageId=1",
        "http://api.example.com/api/v1/Things?pageId=1",
        "/other?pageId=1",
    ] {
        let link = format!(r#"<{link}>; rel="next""#);
        let script = Arc::new(Script::new([Reply::json(200, ids(0..3)).header("link", link)]));
        let error = listing(&script, LINK).read_ahead(true).items().try_collect::<Vec<_>>().await.expect_err("foreign");
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(script.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_link_that_leads_back_ends_with_an_error() {
    let link = r#"<https://api.example.com/api/v1/Things?pageId=1>; rel="next""#;
    let script = Arc::new(Script::default().then_always(Reply::json(200, ids(0..3)).header("link", link)));
    let mut items = listing(&script, LINK).items();
    let mut count = 0;
    let error = loop {
        match items.next().await.expect("an end with an error") {
            Ok(_) => count += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(count, 6);
    assert!(error.to_string().contains("read already"), "{error}");
    assert!(items.next().await.is_none(), "after an error the stream is finished");
}

#[tokio::test]
async fn a_full_first_page_without_the_link_that_every_page_has_is_an_error() {
    let paging = Paging { next: NextPage::EveryLink, ..LINK };
    let script = Arc::new(Script::new([Reply::json(200, ids(0..3))]));
    let mut items = listing(&script, paging).items();
    for id in 0..3 {
        assert_eq!(items.try_next().await.expect("good").expect("a record").id, id);
    }
    let error = items.try_next().await.expect_err("nobody knows whether there is more");
    assert!(error.to_string().contains("Link"), "{error}");
    assert!(items.try_next().await.expect("finished").is_none());
    let script = Arc::new(Script::new([Reply::json(200, ids(0..3))]));
    assert!(listing(&script, paging).send().await.is_err());
    for last in [Reply::json(200, ids(0..2)), Reply::json(200, ids(0..3)).header("link", "<>; rel=\"next\"")] {
        let script = Arc::new(Script::new([last]));
        assert!(listing(&script, paging).send().await.expect("the last page").next.is_none());
    }
}

#[tokio::test]
async fn a_full_last_page_may_come_without_the_link_that_the_others_had() {
    let paging = Paging { next: NextPage::EveryLink, ..LINK };
    let link = r#"</api/v1/Things?pageId=3>; rel="next""#;
    let pages = || [Reply::json(200, ids(0..3)).header("link", link), Reply::json(200, ids(3..6))];
    let script = Arc::new(Script::new(pages()));
    assert_eq!(read(listing(&script, paging)).await, (0..6).collect::<Vec<_>>());
    // Taken up again in the middle, it is the first page of this run, and still not the first of the listing.
    let script = Arc::new(Script::new(pages()));
    let next = listing(&script, paging).send().await.expect("a page").next.expect("there is more");
    assert_eq!(read(listing(&script, paging).resume(next)).await, [3, 4, 5]);
}

#[tokio::test]
async fn a_cursor_in_the_body_is_followed() {
    let page = |range, next: &str| {
        Reply::json(200, format!(r#"{{"items":{},"pagination":{{"next_cursor":{next}}}}}"#, ids(range)))
    };
    let script = Arc::new(Script::new([page(0..3, "\"ab+/\""), page(3..6, "17"), page(6..7, "null")]));
    assert_eq!(read(listing(&script, MEMBER)).await, (0..7).collect::<Vec<_>>());
    assert!(queries(&script)[1].ends_with("&cursor=ab%2B%2F"), "{:?}", queries(&script));
    assert!(queries(&script)[2].ends_with("&cursor=17"));
}

#[tokio::test]
async fn an_empty_page_in_between_does_not_end_a_linked_listing() {
    let link = r#"</api/v1/Things?pageId=1>; rel="next""#;
    let script = Arc::new(Script::new([Reply::json(200, "[]").header("link", link), Reply::json(200, ids(0..2))]));
    assert_eq!(read(listing(&script, LINK)).await, [0, 1]);
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_needed() {
    let script = Arc::new(Script::new(numbered(7, 3)));
    let mut items = listing(&script, NUMBER).items();
    assert_eq!(script.sent().len(), 0);
    for _ in 0..3 {
        items.next().await.expect("a record").expect("good");
    }
    assert_eq!(script.sent().len(), 1, "the second page is not asked for yet");
}

#[tokio::test]
async fn limits_and_page_caps_hold() {
    let script = Arc::new(Script::new(numbered(9, 3)));
    assert_eq!(read(listing(&script, NUMBER).limit(4)).await, [0, 1, 2, 3]);
    assert_eq!(script.sent().len(), 2);
    let script = Arc::new(Script::new(numbered(9, 3)));
    assert_eq!(read(listing(&script, NUMBER).max_pages(2)).await.len(), 6);
    assert_eq!(script.sent().len(), 2);
}

#[tokio::test]
async fn page_sizes_out_of_range_are_refused_before_sending() {
    for size in [0, 1001, 100_000] {
        let script = Arc::new(Script::default());
        let error = listing(&script, NUMBER).page_size(size).send().await.expect_err("out of range");
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.to_string().contains("1 to 1000"), "{error}");
        assert!(script.sent().is_empty());
    }
}

#[tokio::test]
async fn a_bad_record_ends_strict_streams_and_not_lenient_ones() {
    let body = r#"[{"id":1},{"id":"two"},{"id":3}]"#;
    let paging = Paging { default_size: 10, ..NUMBER };
    let script = Arc::new(Script::default().then_always(Reply::json(200, body)));
    let strict: Vec<_> = listing(&script, paging).items().collect().await;
    assert_eq!(strict.len(), 2);
    let error = strict[1].as_ref().expect_err("the second is bad");
    assert_eq!(error.json_path(), Some("[1].id"));
    let lenient: Vec<_> = listing(&script, paging).items_lenient().try_collect().await.expect("the list is fine");
    assert_eq!(lenient[2].as_ref().expect("good").id, 3);
    let bad = lenient[1].as_ref().expect_err("bad");
    assert_eq!((bad.index, bad.path.as_str(), bad.raw.get()), (1, "id", r#"{"id":"two"}"#));
}

#[tokio::test]
async fn what_is_no_list_is_explained() {
    for (reply, words) in [
        (Reply::json(200, r#"{"Message":"no"}"#), "Message"),
        (Reply::body(200, "<html>").header("content-type", "text/html"), "neither a list"),
        (Reply::json(200, r#"[{"id":1},{"id""#), "broken"),
    ] {
        let script = Arc::new(Script::new([reply]));
        let error = listing(&script, NUMBER).items().try_collect::<Vec<_>>().await.expect_err("no list");
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(words), "{error}");
    }
}

/// A body that was lost on the way must not pass for the end of the list.
#[tokio::test]
async fn a_page_without_a_body_is_no_empty_page_unless_its_status_says_so() {
    for (reply, ends) in [(Reply::json(200, ""), false), (Reply::json(200, " \n"), false), (Reply::status(204), true)] {
        let script = Arc::new(Script::new([Reply::json(200, ids(0..3)), reply]));
        let all: Result<Vec<_>, _> = listing(&script, NUMBER).page_size(3).items().try_collect().await;
        match all {
            Ok(all) => assert!(ends && all.len() == 3),
            Err(error) => assert!(!ends && error.to_string().contains("an empty body"), "{error}"),
        }
        assert_eq!(script.sent().len(), 2);
    }
}

#[tokio::test]
async fn a_missing_list_is_empty_only_where_asked() {
    let script = Arc::new(Script::default().then_always(Reply::status(404)));
    assert!(listing(&script, NUMBER).send().await.is_err());
    assert!(read(listing(&script, NUMBER).missing_is_empty()).await.is_empty());
}

#[tokio::test]
async fn pages_and_a_single_page_tell_where_to_go_on() {
    let script = Arc::new(Script::new(numbered(7, 3)));
    let pages: Vec<_> = listing(&script, NUMBER).pages().try_collect().await.expect("pages");
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [3, 3, 1]);
    assert!(pages[1].next.is_some() && pages[2].next.is_none());
    // A limit in the middle of a page leaves a cursor at the record that was not handed out.
    let script =
        Arc::new(Script::new([Reply::json(200, ids(0..3)), Reply::json(200, ids(0..3)), Reply::json(200, "[]")]));
    let page = listing(&script, NUMBER).limit(2).send().await.expect("a page");
    assert_eq!(page.items, [Thing { id: 0 }, Thing { id: 1 }]);
    assert_eq!(read(listing(&script, NUMBER).resume(page.next.expect("one more"))).await, [2]);
}

#[tokio::test]
async fn a_cursor_fits_its_own_listing_only() {
    let script = Arc::new(Script::new(numbered(7, 3)));
    let cursor = listing(&script, NUMBER).send().await.expect("a page").next.expect("more");
    let script = Arc::new(Script::default());
    let foreign = [
        listing(&script, NUMBER).page_size(4).resume(cursor.clone()),
        listing(&script, NUMBER).query("condition", "Name = 'y'").resume(cursor.clone()),
        Listing::new(&client(&script), Request::new(&Operation::get("others.list", "/v1/Others")), NUMBER)
            .resume(cursor),
    ];
    for listing in foreign {
        let error = listing.send().await.expect_err("another listing");
        assert_eq!(error.kind(), ErrorKind::Input);
    }
    assert!(script.sent().is_empty());
    for text in ["", "x", "1.2", "00000000000000zz.0.1", "0000000000000000.x.1"] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn read_ahead_fetches_one_page_on_and_keeps_order() {
    let delay = std::time::Duration::from_millis(100);
    let replies: Vec<Reply> = linked(4).into_iter().map(|reply| reply.after(delay)).collect();
    let script = Arc::new(Script::new(replies));
    let mut items = listing(&script, LINK).read_ahead(true).items();
    items.next().await.expect("a record").expect("good");
    tokio::time::sleep(delay).await;
    assert_eq!(script.sent().len(), 2, "one page ahead, and no more");
    let rest: Vec<u64> = items.map_ok(|thing| thing.id).try_collect().await.expect("all");
    assert_eq!(rest, (1..12).collect::<Vec<_>>());
    assert_eq!(script.sent().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_stream_ends_what_it_read_ahead() {
    let slow = std::time::Duration::from_secs(50);
    let mut replies = linked(3);
    replies[1] = replies[1].clone().after(slow);
    let script = Arc::new(Script::new(replies).then_always(Reply::status(200)));
    let client = builder(&script)
        .settings(|settings| settings.limits(cw_http::Limits::new().in_flight(2)))
        .build()
        .expect("settings");
    let mut items = Listing::<Thing>::new(&client, Request::new(&LIST), LINK).read_ahead(true).items();
    items.next().await.expect("a record").expect("good");
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    assert_eq!(script.sent().len(), 2, "the second page is on its way");
    drop(items);
    tokio::task::yield_now().await;
    let start = tokio::time::Instant::now();
    let (a, b) = tokio::join!(client.send(Request::new(&LIST)), client.send(Request::new(&LIST)));
    assert!(start.elapsed() < slow && a.is_ok() && b.is_ok(), "the place was given back");
}

proptest! {
    /// Stopping anywhere and going on from the cursor gives every record once, in order.
    #[test]
    fn a_resumed_listing_misses_and_repeats_nothing(total in 0u64..12, stop in 0u64..13, read_ahead in any::<bool>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(async {
            let pages = |from: u64| Arc::new(Script::new(numbered(total, 3).into_iter().skip(from as usize)));
            let mut items = listing(&pages(0), NUMBER).read_ahead(read_ahead).items();
            let mut seen = Vec::new();
            for _ in 0..stop {
                match items.next().await {
                    Some(item) => seen.push(item.expect("good").id),
                    None => break,
                }
            }
            if let Some(cursor) = items.cursor() {
                let text = cursor.to_string();
                let page: u64 = text.rsplit('.').next().and_then(|place| place.parse().ok()).expect("a page number");
                let cursor: Cursor = text.parse().expect("its own text");
                seen.extend(read(listing(&pages(page - 1), NUMBER).resume(cursor)).await);
            }
            assert_eq!(seen, (0..total).collect::<Vec<_>>());
        });
    }
}

#[tokio::test]
async fn where_the_name_of_the_place_is_not_known_the_whole_query_of_the_link_is_followed() {
    let paging = Paging { next: NextPage::Link, place: "", size: "", ..LINK };
    let next = "</api/v1/Things?from=3&much=3>; rel=\"next\"";
    let script = Arc::new(Script::new([Reply::json(200, ids(0..3)).header("link", next), Reply::json(200, ids(3..4))]));
    let first = listing(&script, paging).send().await.expect("a page");
    let rest = listing(&script, paging).resume(first.next.expect("a link"));
    assert_eq!(rest.items().try_collect::<Vec<_>>().await.expect("records").len(), 1);
    let query = |at: usize| script.sent()[at].uri().query().map(str::to_owned).expect("a query");
    assert!(!query(0).contains("pageSize") && !query(0).contains("from"), "{}", query(0));
    assert!(query(1).starts_with("condition=") && query(1).ends_with("&from=3&much=3"), "{}", query(1));
}

#[tokio::test]
async fn a_total_can_stand_beside_the_list_and_is_not_forgotten_behind_the_last_page() {
    let paging = Paging { next: NextPage::Number, envelope: &["things"], total: Some("totalCount"), ..LINK };
    let page = |range, total: u32| Reply::json(200, format!(r#"{{"totalCount":{total},"things":{}}}"#, ids(range)));
    let script = Arc::new(Script::new([page(0..3, 3), page(0..0, 0)]));
    let pages: Vec<_> = listing(&script, paging).pages().try_collect().await.expect("pages");
    assert!(pages.iter().all(|page| page.total == Some(3)), "{pages:?}");
}

const OTHERS: Operation = Operation::search("things.search", "/v1/Things/search");

/// Pages 0 and 1 of one answer, then those of another.
fn two_parts() -> Vec<Reply> {
    let part = |from: u64| {
        let next = r#"<https://api.example.com/api/v1/Things?pageId=1>; rel="next""#;
        [Reply::json(200, ids(from..from + 3)).header("link", next), Reply::json(200, ids(from + 3..from + 5))]
    };
    [part(0), part(10)].concat()
}

fn in_two_parts(script: &Arc<Script>, paging: Paging) -> Listing<Thing> {
    listing(script, paging).then(Request::new(&OTHERS).json(&"more"))
}

#[tokio::test]
async fn a_listing_in_parts_goes_on_where_one_part_ends() {
    for (paging, read_ahead) in [(LINK, false), (LINK, true), (NUMBER, false)] {
        let script = Arc::new(Script::new(two_parts()));
        let all = read(in_two_parts(&script, paging).query("a", 1).read_ahead(read_ahead)).await;
        assert_eq!(all, [0, 1, 2, 3, 4, 10, 11, 12, 13, 14]);
        let sent = script.sent();
        let lines: Vec<String> = sent.iter().map(|sent| format!("{} {}", sent.method(), sent.uri().path())).collect();
        let [first, second] = ["GET /api/v1/Things", "POST /api/v1/Things/search"];
        assert_eq!(lines, [first, first, second, second]);
        assert!(queries(&script).iter().all(|query| query.contains("a=1") && query.contains("pageSize=3")));
        assert_eq!(sent[3].body().as_ref(), b"\"more\"");
    }
}

#[tokio::test]
async fn a_cursor_knows_the_part_it_stands_in() {
    for taken in 0..10 {
        let script = Arc::new(Script::new(two_parts()));
        let mut items = in_two_parts(&script, LINK).items();
        for _ in 0..taken {
            items.try_next().await.expect("a record");
        }
        let cursor: Cursor = items.cursor().expect("not at the end").to_string().parse().expect("a cursor");
        // A page whose last record was handed out is still the one that is read.
        let page = [0, 3, 5, 8].into_iter().filter(|start| *start < taken).count().saturating_sub(1);
        let script = Arc::new(Script::new(two_parts().split_off(page)));
        let rest = read(in_two_parts(&script, LINK).resume(cursor.clone())).await;
        let all = [0, 1, 2, 3, 4, 10, 11, 12, 13, 14];
        assert_eq!(rest, all[taken..], "after {taken}");
        let numbered = in_two_parts(&script, NUMBER).resume(cursor.clone());
        for other in [listing(&script, LINK).resume(cursor), numbered] {
            assert_eq!(other.send().await.expect_err("another listing").kind(), ErrorKind::Input);
        }
    }
    let script = Arc::new(Script::new(two_parts()));
    let pages: Vec<_> = in_two_parts(&script, LINK).limit(7).pages().try_collect().await.expect("pages");
    let sizes: Vec<usize> = pages.iter().map(|page| page.items.len()).collect();
    assert_eq!(sizes, [3, 2, 2]);
    assert_eq!(pages.iter().map(|page| page.next.is_some()).collect::<Vec<_>>(), [true, true, true]);
}

#[tokio::test]
async fn an_error_in_one_part_ends_the_listing() {
    let script = Arc::new(Script::new([Reply::json(200, ids(0..1)), Reply::json(400, "{}")]));
    let mut items = in_two_parts(&script, LINK).items();
    assert_eq!(items.try_next().await.expect("a record"), Some(Thing { id: 0 }));
    assert_eq!(items.try_next().await.expect_err("refused").kind(), ErrorKind::Rejected);
    assert!(items.try_next().await.expect("finished").is_none());
    // What cannot be asked for is found before anything is sent.
    let script = Arc::new(Script::new([]));
    let refused = Request::new(&OTHERS).refuse(cw_http::Error::input("no"));
    let error = listing(&script, LINK).then(refused).send().await.expect_err("refused");
    assert_eq!((error.kind(), script.sent().len()), (ErrorKind::Input, 0));
}

#[tokio::test]
async fn a_next_link_may_name_the_list_below_another_root() {
    let link = r#"<https://api.example.com/v2026_1/api/v1/Things?pageId=7>; rel="next""#;
    let script = Arc::new(Script::new([Reply::json(200, ids(0..3)).header("link", link), Reply::json(200, ids(3..4))]));
    assert_eq!(read(listing(&script, LINK)).await, [0, 1, 2, 3]);
    let second = script.sent()[1].uri().clone();
    assert_eq!(second.path(), "/api/v1/Things", "only the place is taken from the link");
    assert!(second.query().expect("a query").ends_with("&pageId=7"));
}
