//! What became of a lost change, in paused time: found, not there, or not to be told.

mod common;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use common::{GET, POST, PUT, builder, client};
use cw_http::testing::{Reply, Script};
use cw_http::{
    Call, CallOptions, Error, ErrorKind, Fate, HttpClient, Listing, LookUp, Lost, NextPage, Operation, Paging, Request,
    Seen, Timeouts, Twin,
};
use serde_json::{Value, json};
use tokio::time::Instant;

/// What a service says that has the time.
const DATE: &str = "Mon, 02 Mar 2026 10:00:05 GMT";
const NEWEST: Operation = Operation::get("things.newest", "/v1/Things");

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Thing {
    id: i64,
}

fn create(http: &HttpClient) -> Call<Thing> {
    let request = Request::new(&POST).json(&json!({"summary": "Disk  full", "company": {"id": 7}, "notify": false}));
    let newest = Request::new(&NEWEST).query("pageSize", 3);
    let twin = Twin::of(&request, &["summary", "company"], http, newest, 3).made_at(&["/_info/dateEntered", "/made"]);
    Call::new(http, request, cw_http::Response::json).findable_by(twin)
}

fn thing(id: i64, made: &str) -> Value {
    json!({"id": id, "summary": "disk full", "company": {"id": 7, "name": "Acme"}, "_info": {"dateEntered": made}})
}

fn page(things: &[Value]) -> Reply {
    Reply::json(200, json!(things).to_string()).header("date", DATE)
}

/// The answer to the creation is lost, then the looks see these pages, and the last of them for ever.
async fn fate(pages: impl IntoIterator<Item = Reply>) -> (Result<Fate<Thing>, Error>, Arc<Script>, Duration) {
    let mut pages: Vec<Reply> = pages.into_iter().collect();
    let last = pages.pop().expect("a page");
    let script = Arc::new(Script::new([Reply::cut()].into_iter().chain(pages)).then_always(last));
    let error = create(&client(&script)).await.expect_err("cut");
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert!(error.can_reconcile());
    let start = Instant::now();
    let fate = error.reconcile().await;
    (fate, script, start.elapsed())
}

fn cannot_tell(fate: Result<Fate<Thing>, Error>) -> String {
    match fate {
        Ok(Fate::CannotTell(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn the_one_record_that_was_made_since_is_found_at_once() {
    let other = json!({"id": 9, "summary": "Disk full", "company": {"id": 8}, "_info": {"dateEntered": "2026-03-02T10:00:05Z"}});
    let (fate, script, waited) =
        fate([page(&[other, thing(8, "2026-03-02T10:00:05Z"), thing(2, "2026-03-01T10:00:05Z")])]).await;
    assert_eq!(fate.expect("a look"), Fate::Happened(Thing { id: 8 }));
    assert_eq!((script.sent().len(), waited), (2, Duration::ZERO));
    assert_eq!(script.sent()[1].method(), "GET", "it only reads");
}

#[tokio::test(start_paused = true)]
async fn that_nothing_is_there_counts_once_the_settle_time_has_passed() {
    let (fate, script, waited) = fate([page(&[])]).await;
    assert_eq!(fate.expect("looks"), Fate::DidNotHappen);
    assert_eq!(waited, Duration::from_secs(3));
    assert_eq!(script.sent().len(), 1 + 4, "at once, after 0.5 s, 1.5 s and 3 s");
    assert!(script.sent()[1..].iter().all(|request| request.method() == "GET"));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_still_under_way_is_seen_by_a_later_look() {
    let late = page(&[thing(8, "2026-03-02T10:00:06Z")]);
    let (fate, _, waited) = fate([page(&[]), page(&[]), late]).await;
    assert_eq!(fate.expect("looks"), Fate::Happened(Thing { id: 8 }));
    assert_eq!(waited, Duration::from_millis(1500));
}

#[tokio::test(start_paused = true)]
async fn the_settle_time_counts_from_the_loss_and_is_a_setting() {
    for (settle, idle, expected) in [(10, 0, 10), (0, 0, 0), (3, 60, 0)] {
        let script = Arc::new(Script::new([Reply::cut()]).then_always(page(&[])));
        let timeouts = Timeouts::new().settle(Duration::from_secs(settle));
        let http = builder(&script).settings(|settings| settings.timeouts(timeouts)).build().expect("settings");
        let error = create(&http).await.expect_err("cut");
        tokio::time::sleep(Duration::from_secs(idle)).await;
        let start = Instant::now();
        assert_eq!(error.reconcile::<Thing>().await.expect("looks"), Fate::DidNotHappen);
        assert_eq!(start.elapsed(), Duration::from_secs(expected), "settle {settle}, asked after {idle}");
    }
}

/// The clock of this service stands at five seconds past ten.
#[tokio::test(start_paused = true)]
async fn what_was_there_before_is_never_taken_for_it() {
    for (made, doubtful) in [
        ("2026-03-02T10:00:00Z", true),
        ("2026-03-02T09:57:00Z", true),
        ("2026-03-02T09:54:00Z", false),
        ("2026-03-01T10:00:05Z", false),
    ] {
        let (fate, ..) = fate([page(&[thing(8, made)])]).await;
        if doubtful {
            let why = cannot_tell(fate);
            assert!(why.contains("8: when it was made is not certain"), "{made}: {why}");
        } else {
            assert_eq!(fate.expect("looks"), Fate::DidNotHappen, "{made}");
        }
    }
    // Each look knows how long ago that was, whatever clock this machine has.
    let script = Arc::new(Script::new([Reply::cut()]).then_always(page(&[thing(8, "2026-03-02T09:59:40Z")])));
    let error = create(&client(&script)).await.expect_err("cut");
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(error.reconcile::<Thing>().await.expect("a look"), Fate::Happened(Thing { id: 8 }));
}

#[tokio::test(start_paused = true)]
async fn without_the_services_clock_a_record_that_fits_proves_nothing() {
    let page = Reply::json(200, json!([thing(8, "2026-03-02T10:00:05Z")]).to_string());
    assert!(cannot_tell(fate([page]).await.0).contains('8'));
    let silent = json!({"id": 8, "summary": "Disk full", "company": {"id": 7}});
    assert!(cannot_tell(fate([self::page(&[silent])]).await.0).contains("8: when it was made"));
}

#[tokio::test(start_paused = true)]
async fn several_that_fit_are_named() {
    let now = "2026-03-02T10:00:05Z";
    let why = cannot_tell(fate([page(&[thing(9, now), thing(8, now)])]).await.0);
    assert_eq!(why, "several records could be it: 9, 8");
}

#[tokio::test(start_paused = true)]
async fn one_that_differs_is_not_taken_for_it_and_not_ruled_out() {
    let mut other = thing(8, "2026-03-02T10:00:05Z");
    other["notify"] = json!(true);
    assert_eq!(cannot_tell(fate([page(&[other.clone()])]).await.0), "a record could be it: 8: it has another `notify`");
    for rewritten in ["[P1] Disk full", "Disk"] {
        let mut like = thing(8, "2026-03-02T10:00:05Z");
        like["summary"] = json!(rewritten);
        assert!(cannot_tell(fate([page(&[like])]).await.0).contains("holds what was sent"), "{rewritten}");
    }
    let mut silent = thing(8, "2026-03-02T10:00:05Z");
    silent["company"] = Value::Null;
    assert_eq!(cannot_tell(fate([page(&[silent])]).await.0), "a record could be it: 8: it does not say its `company`");
    let (fate, ..) = fate([page(&[other, thing(9, "2026-03-02T10:00:05Z")])]).await;
    assert_eq!(fate.expect("a look"), Fate::Happened(Thing { id: 9 }), "the one that is the same in all");
}

#[tokio::test(start_paused = true)]
async fn a_page_full_of_new_records_may_hide_it() {
    let other = |id| json!({"id": id, "summary": "Else", "company": {"id": 7}, "made": "2026-03-02T10:00:05Z"});
    assert!(cannot_tell(fate([page(&[other(3), other(2), other(1)])]).await.0).contains("more than 3"));
    let mut old = other(1);
    old["made"] = json!("2026-03-02T08:00:00Z");
    assert_eq!(fate([page(&[other(3), other(2), old])]).await.0.expect("looks"), Fate::DidNotHappen);
}

/// A look that fails must not lead anybody to send the change again.
#[tokio::test(start_paused = true)]
async fn a_failed_look_leaves_the_outcome_unknown() {
    for reply in [
        Reply::status(403),
        Reply::body(200, "<html>"),
        Reply::json(200, r#"{"message":"no"}"#),
        Reply::json(200, "[{"),
    ] {
        let (fate, script, waited) = fate([reply]).await;
        let error = fate.expect_err("no look succeeded");
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::OutcomeUnknown, false), "{error}");
        assert_eq!((script.sent().len(), waited), (2, Duration::ZERO), "{error}");
        assert!(error.can_reconcile() && std::error::Error::source(&error).is_some(), "{error}");
        assert!(error.to_string().contains("looking for what became of it failed"), "{error}");
    }
    // What passes by itself is made up for by a later look, as long as there is one.
    let (fate, ..) =
        fate([Reply::status(429).header("retry-after", "900"), page(&[thing(8, "2026-03-02T10:00:05Z")])]).await;
    assert_eq!(fate.expect("a later look"), Fate::Happened(Thing { id: 8 }));
}

#[tokio::test(start_paused = true)]
async fn a_record_that_cannot_be_read_is_no_reason_to_send_again() {
    let mut found = thing(8, "2026-03-02T10:00:05Z");
    found["id"] = json!("eight");
    let error = fate([page(&[found])]).await.0.expect_err("no number");
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert!(error.to_string().contains("it happened, but the record"), "{error}");
}

/// By a mark the caller vouches that there is one record at most: its fields and its age are not looked at.
#[tokio::test(start_paused = true)]
async fn a_mark_is_looked_for_as_it_was_given() {
    #[derive(Debug)]
    struct Marked(Listing<Value>);

    #[async_trait]
    impl LookUp for Marked {
        async fn look(&self, lost: &Lost) -> Result<Seen, Error> {
            self.0.clone().with_options(lost.options()).only(5).await
        }
    }

    const PAGING: Paging = Paging {
        next: NextPage::NumberedLink,
        place: "page",
        size: "pageSize",
        default_size: 100,
        max_size: 100,
        envelope: &[],
        total: None,
    };
    for (found, expected) in [
        ("[]", Some(Fate::DidNotHappen)),
        (r#"[{"id": 5, "summary": "anything"}]"#, Some(Fate::Happened(Thing { id: 5 }))),
        (r#"[{"id": 5}, {"id": 6}]"#, None),
    ] {
        let script = Arc::new(Script::new([Reply::cut()]).then_always(Reply::json(200, found)));
        let http = client(&script);
        let marked = Listing::new(&http, Request::new(&NEWEST).query("conditions", r#"mark = "m-1""#), PAGING);
        let error = create(&http).findable_by(Marked(marked)).await.expect_err("cut");
        match (error.reconcile::<Thing>().await.expect("a look"), expected) {
            (fate, Some(expected)) => assert_eq!(fate, expected),
            (Fate::CannotTell(why), None) => assert!(why.ends_with(": 5, 6"), "{why}"),
            (fate, None) => panic!("{fate:?}"),
        }
        assert_eq!(script.sent()[1].uri().query(), Some("conditions=mark%20%3D%20%22m-1%22&pageSize=5&page=1"));
    }
}

#[tokio::test(start_paused = true)]
async fn errors_that_leave_nothing_to_look_for_say_so() {
    let script = Arc::new(Script::default().then_always(Reply::cut()));
    let http = client(&script);
    let plain = Call::new(&http, Request::new(&PUT), cw_http::Response::json::<Thing>);
    for (call, why) in
        [(plain.clone(), "nothing is known"), (plain.unfindable("tasks are not listed"), "tasks are not listed")]
    {
        let error = call.await.expect_err("cut");
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
        assert!(!error.can_reconcile());
        assert!(cannot_tell(error.reconcile().await).contains(why));
    }
    // An error that is no unknown outcome has nothing to reconcile.
    for (operation, reply) in [(&POST, Reply::not_sent()), (&POST, Reply::status(400)), (&GET, Reply::cut())] {
        let script = Arc::new(Script::default().then_always(reply));
        let http = client(&script);
        let request = Request::new(operation).json(&json!({"summary": "x"}));
        let twin = Twin::of(&request, &["summary"], &http, Request::new(&NEWEST), 3);
        let call = Call::new(&http, request, cw_http::Response::json::<Thing>).findable_by(twin);
        let error = call.await.expect_err("failed");
        let sent = script.sent().len();
        assert!(!error.can_reconcile(), "{error}");
        assert!(cannot_tell(error.reconcile().await).contains("the error says"), "{error}");
        assert_eq!(script.sent().len(), sent);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_is_reconciled_as_a_lost_one() {
    let script =
        Arc::new(Script::new([Reply::json(201, r#"{"id": 8"#)]).then_always(page(&[thing(8, "2026-03-02T10:00:05Z")])));
    let error = create(&client(&script)).await.expect_err("cut short");
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(error.reconcile::<Thing>().await.expect("a look"), Fate::Happened(Thing { id: 8 }));
}

#[tokio::test(start_paused = true)]
async fn nothing_of_what_was_sent_is_shown() {
    let script = Arc::new(Script::default().then_always(Reply::cut()));
    let error = create(&client(&script)).await.expect_err("cut");
    let shown = format!("{error:?} {error}");
    assert!(!shown.contains("Disk") && !shown.contains("summary"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn a_look_may_take_as_long_as_the_call_and_no_longer() {
    let script = Arc::new(Script::new([Reply::cut()]).then_always(page(&[]).after(Duration::from_secs(40))));
    let call = create(&client(&script)).with_options(CallOptions::new().timeout(Duration::from_secs(5)));
    let error = call.await.expect_err("cut");
    let start = Instant::now();
    let error = error.reconcile::<Thing>().await.expect_err("too slow");
    assert_eq!((error.kind(), start.elapsed()), (ErrorKind::OutcomeUnknown, Duration::from_secs(10)), "{error}");
}
