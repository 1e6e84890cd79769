//! How many requests are allowed.

use std::time::Duration;

use cw_sandbox::RateHeaders;
use reqwest::Response;

use crate::caller::Caller;

fn header(answer: &Response, name: &str) -> Option<u64> {
    answer.headers().get(name).map(|value| value.to_str().unwrap().parse().unwrap())
}

async fn limited(headers: RateHeaders) -> Caller {
    let caller = Caller::new().await;
    caller.sandbox.configure(|settings| {
        settings.rmm_rate_limit = 2;
        settings.rmm_rate_window_secs = 50;
        settings.rmm_rate_headers = headers;
    });
    caller
}

#[tokio::test]
async fn a_limit_is_told_and_kept() {
    for (headers, prefix) in
        [(RateHeaders::Ratelimit, "ratelimit-"), (RateHeaders::XRatelimit, "x-ratelimit-"), (RateHeaders::Bare, "")]
    {
        let caller = limited(headers).await;
        let name = |end: &str| format!("{prefix}{end}");
        let mut resets = Vec::new();
        for (status, remaining) in [(200, 1), (200, 0), (429, 0)] {
            let answer = caller.get("/v1/rate_limits").await;
            assert_eq!((answer.status().as_u16(), header(&answer, &name("remaining"))), (status, Some(remaining)));
            assert_eq!(header(&answer, &name("limit")), Some(2));
            assert!(answer.headers().get("retry-after").is_none());
            resets.push(header(&answer, &name("reset")).unwrap());
            if status == 429 {
                assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
                assert_eq!(answer.text().await.unwrap(), "Too many requests");
            }
        }
        assert!(resets.windows(2).all(|pair| pair[0] == pair[1]));
        let now = caller.sandbox.world().made_at.unix_millis() / 1000;
        let wait = resets[0] - u64::try_from(now).unwrap();
        assert!((45..=60).contains(&wait), "{wait}");
        caller.sandbox.advance(Duration::from_secs(51));
        assert_eq!(caller.get("/v1/rate_limits").await.status(), 200);
    }
}

#[tokio::test]
async fn without_headers_a_refusal_says_when_to_come_back() {
    let caller = limited(RateHeaders::None).await;
    for _ in 0..2 {
        let answer = caller.get("/v1/rate_limits").await;
        assert!(answer.headers().keys().all(|name| !name.as_str().contains("limit")));
    }
    let answer = caller.get("/v1/rate_limits").await;
    assert_eq!(answer.status(), 429);
    assert!((1..=51).contains(&header(&answer, "retry-after").unwrap()));
}

#[tokio::test]
async fn by_default_nothing_is_limited() {
    let caller = Caller::new().await;
    let report = caller.read("/v1/rate_limits").await;
    let operation = &report["resources"]["asset"]["partner-asset-endpoints-details"];
    assert_eq!(operation["limit"], 500);
    assert!(operation["remaining"] == 500 && operation["reset"].as_u64().unwrap() > 1_700_000_000);
    let answer = caller.get("/v1/rate_limits").await;
    assert!(answer.headers().keys().all(|name| !name.as_str().contains("limit")));
}
