//! Retries as a caller sees them: how often something is sent, how long it waits, and what is said in the end.

mod common;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use common::{DELETE, GET, PATCH, POST, PUT, builder, client, send};
use cw_http::testing::{Reply, Script};
use cw_http::{CallOptions, ErrorKind, Operation, Replay, Request, RetrySettings, Sent, Timeouts};
use tokio::time::Instant;

fn script(replies: impl IntoIterator<Item = Reply>) -> Arc<Script> {
    Arc::new(Script::new(replies))
}

/// What is sent for each failure and each kind of request, and how the call ends when the next answer is a success.
#[tokio::test(start_paused = true)]
async fn each_failure_is_sent_again_only_where_it_cannot_do_harm() {
    let unknown = Err(ErrorKind::OutcomeUnknown);
    type Case = (&'static str, fn() -> Reply, Result<u16, ErrorKind>);
    let cases: &[Case] = &[
        ("not sent", Reply::not_sent, Ok(200)),
        ("429", || Reply::status(429).header("retry-after", "1"), Ok(200)),
        ("429 without a word", || Reply::status(429), Ok(200)),
        ("503 with Retry-After", || Reply::status(503).header("retry-after", "1"), Ok(200)),
        ("502", || Reply::status(502), unknown),
        ("503", || Reply::status(503), unknown),
        ("504", || Reply::status(504), unknown),
        ("cut", Reply::cut, unknown),
        ("cut body", || Reply::json(200, "[1,").cut_behind_body(), unknown),
        ("slow", || Reply::status(200).after(Duration::from_secs(70)), unknown),
    ];
    for (name, failure, change) in cases {
        for operation in [&GET, &PUT, &DELETE] {
            let script = script([failure(), Reply::json(200, "{}")]);
            assert_eq!(send(&script, operation).await.expect(name), 200);
            assert_eq!(script.sent().len(), 2, "{name}, {}", operation.method);
        }
        for operation in [&POST, &PATCH] {
            let script = script([failure(), Reply::json(200, "{}")]);
            let answer = send(&script, operation).await;
            assert_eq!(answer.as_ref().map_err(|error| error.kind()).copied(), *change, "{name}, {}", operation.method);
            assert_eq!(script.sent().len(), if change.is_ok() { 2 } else { 1 }, "{name}, {}", operation.method);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn other_answers_are_final() {
    for status in [302, 400, 403, 404, 405, 408, 409, 423, 500, 501] {
        for operation in [&GET, &POST] {
            let script = script([Reply::status(status)]);
            let error = send(&script, operation).await.expect_err("not a success");
            assert_eq!((error.status(), script.sent().len()), (Some(status), 1));
            assert_eq!(error.was_sent(), Sent::Yes);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_patch_of_replacements_and_a_search_by_post_may_be_repeated() {
    for operation in [&PATCH, &POST] {
        let script = script([Reply::cut(), Reply::status(502), Reply::json(200, "{}")]);
        let request = Request::new(operation).replay(Replay::Safe);
        client(&script).send(request).await.expect("the third try");
        assert_eq!(script.sent().len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_a_floor_in_seconds_and_as_a_date() {
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(30));
    for (header, least) in [("7".to_owned(), 7), (date, 28)] {
        let script = script([Reply::status(429).header("retry-after", header), Reply::status(200)]);
        let start = Instant::now();
        send(&script, &POST).await.expect("the second try");
        let waited = start.elapsed();
        assert!(waited >= Duration::from_secs(least) && waited < Duration::from_secs(least + 4), "{waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_does_not_fit_fails_at_once_and_says_how_long() {
    let script = script([Reply::status(429).header("retry-after", "600")]);
    let start = Instant::now();
    let error = send(&script, &GET).await.expect_err("ten minutes do not fit");
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(error.retry_after().expect("a wait") >= Duration::from_secs(600));
    assert!(error.is_retryable() && error.to_string().contains("does not fit"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn tries_are_bounded_and_counted() {
    let script = Arc::new(Script::default().then_always(Reply::status(503)));
    let error = send(&script, &GET).await.expect_err("always 503");
    assert_eq!((error.tries(), script.sent().len(), error.kind()), (4, 4, ErrorKind::Server));
    let script = Arc::new(Script::default().then_always(Reply::status(503)));
    let once = Request::new(&GET).with_options(CallOptions::new().max_tries(1));
    client(&script).send(once).await.expect_err("one try");
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_whole_call_is_bounded() {
    let script = Arc::new(Script::default().then_always(Reply::status(200).after(Duration::from_secs(40))));
    let timeouts = Timeouts::new().attempt(Duration::from_secs(30)).call(Duration::from_secs(50));
    let client = builder(&script).settings(|settings| settings.timeouts(timeouts)).build().expect("settings");
    let start = Instant::now();
    let error = client.send(Request::new(&GET)).await.expect_err("too slow");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(start.elapsed() <= Duration::from_millis(50_001), "{:?}", start.elapsed());
    // One call may have a time of its own.
    let start = Instant::now();
    let short = Request::new(&POST).with_options(CallOptions::new().timeout(Duration::from_secs(5)));
    let error = client.send(short).await.expect_err("too slow");
    assert_eq!((error.kind(), start.elapsed().as_secs()), (ErrorKind::OutcomeUnknown, 5));
}

/// A change that may have happened stays unknown, whatever the later tries ran into.
#[tokio::test(start_paused = true)]
async fn what_became_of_an_uncertain_change_is_never_called_failed() {
    let unsettled: [fn() -> Reply; 5] = [
        Reply::not_sent,
        Reply::cut,
        || Reply::status(503),
        || Reply::status(401),
        || Reply::status(429).header("retry-after", "900"),
    ];
    for last in unsettled {
        let script = Arc::new(Script::new([Reply::cut()]).then_always(last()));
        let error = send(&script, &PUT).await.expect_err("never settled");
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{error}");
        assert!(!error.is_retryable());
        assert_ne!(error.was_sent(), Sent::No);
    }
    // A service that says when to come back has not carried it out.
    let busy = Arc::new(Script::default().then_always(Reply::status(503).header("retry-after", "900")));
    let error = send(&busy, &POST).await.expect_err("in a quarter of an hour");
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Server, true));
    // The service's own verdict counts, with a word about the earlier try.
    let script = script([Reply::cut(), Reply::status(404)]);
    let error = send(&script, &DELETE).await.expect_err("gone");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.hint().expect("a hint").contains("earlier try"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_answer_to_a_change_is_an_unknown_outcome() {
    for body in ["<html>filtered</html>", "{\"id\":", "", "[]"] {
        let script = script([Reply::body(200, body)]);
        let response = client(&script).send(Request::new(&POST)).await.expect("200");
        let error = response.json::<std::collections::BTreeMap<String, i64>>().expect_err("unreadable");
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{body}");
    }
    let script = script([Reply::status(307).header("location", "http://elsewhere.example/x")]);
    let error = send(&script, &POST).await.expect_err("a redirect");
    assert_eq!((error.kind(), error.location()), (ErrorKind::OutcomeUnknown, Some("http://elsewhere.example/x")));
}

#[tokio::test(start_paused = true)]
async fn a_single_caller_is_not_slowed_down_by_a_few_refusals() {
    let refused = Reply::status(429).header("retry-after", "0");
    let mut replies = Vec::new();
    for n in 0..200 {
        if n % 20 == 0 {
            replies.push(refused.clone());
        }
        replies.push(Reply::status(200));
    }
    let script = script(replies);
    let client = client(&script);
    let start = Instant::now();
    for _ in 0..200 {
        client.send(Request::new(&GET)).await.expect("answered");
    }
    assert!(start.elapsed() < Duration::from_millis(100), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_errors_words_tell_the_story() {
    let html = Reply::body(503, "<html>\n<title>Down</title>").header("content-type", "text/html");
    let script = Arc::new(Script::default().then_always(html.header("x-cw-request-id", "abc")));
    let error = send(&script, &GET).await.expect_err("down");
    assert_eq!(
        error.to_string(),
        "things.get (GET /v1/Things/1): answered 503 with a web page titled \"Down\"; tried 4 times; request id abc"
    );
    let script = script_of(Reply::body(200, "<html>login</html>").header("content-type", "text/html"));
    let error = client(&script).json::<Vec<i64>>(Request::new(&GET)).await.expect_err("html");
    assert!(error.to_string().contains("answered 200 with text/html that is not JSON: <html>login</html>"), "{error}");
    let script = script_of(Reply::json(200, r#"[1, 2, "three"]"#));
    let error = client(&script).json::<Vec<i64>>(Request::new(&GET)).await.expect_err("a text");
    assert_eq!(error.json_path(), Some("[2]"));
    assert!(error.to_string().contains("expected i64"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_answer_to_a_login_is_not_repeated() {
    #[derive(Debug, serde::Deserialize)]
    struct Login {
        #[allow(dead_code, reason = "never read: the login fails")]
        token: String,
    }
    for body in [r#"{"token":"hunter2-tok"#, r#""hunter2-token""#, r#"{"token":["hunter2-token"]}"#, "hunter2-token"] {
        let script = script([Reply::json(200, body)]);
        let request = Request::new(&common::LOGIN).without_credentials();
        let error = client(&script).json::<Login>(request).await.expect_err("unreadable");
        let shown = format!("{error} {error:?} {:?} {:?}", error.body(), std::error::Error::source(&error));
        assert!(!shown.contains("hunter2"), "{shown}");
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_cannot_be_sent_is_not() {
    let script = script([]);
    let missing = Operation::get("things.get", "/v1/Things/{id}");
    for request in [
        Request::new(&missing),
        Request::new(&missing).param("id", ".."),
        Request::raw(http::Method::GET, "/../secret"),
        Request::raw(http::Method::GET, "//evil.example"),
        Request::new(&POST).json(&std::collections::HashMap::from([((1, 2), 3)])),
    ] {
        let error = client(&script).send(request).await.expect_err("not sendable");
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Input, Sent::No));
    }
    assert!(script.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn no_time_out_is_too_long() {
    let script = script([Reply::status(200)]);
    let timeouts = Timeouts::new().attempt(Duration::MAX).call(Duration::MAX);
    let client = builder(&script).settings(|settings| settings.timeouts(timeouts)).build().expect("settings");
    let request = Request::new(&GET).with_options(CallOptions::new().timeout(Duration::MAX));
    assert!(client.send(request).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn settings_are_heeded() {
    let script = Arc::new(Script::default().then_always(Reply::cut()));
    let mut retry = RetrySettings::default();
    retry.max_tries = 2;
    let client =
        builder(&script).settings(|settings| settings.retry(retry).user_agent("mine/1")).build().expect("settings");
    client.send(Request::new(&GET)).await.expect_err("cut");
    assert_eq!(script.sent().len(), 2);
    assert_eq!(script.sent()[0].headers()["user-agent"], "mine/1");
    assert!(builder(&script).settings(|settings| settings.user_agent("a\nb")).build().is_err());
}

fn script_of(reply: Reply) -> Arc<Script> {
    script([reply])
}
