//! Deliveries checked with keys from the wire.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::answer;
use cw_http::testing::{Reply, Script};
use cw_psa_client::callbacks::{Action, CallbackError, CallbackVerifier, KeyHosts, VerifyError};
use futures_util::future::join_all;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::{Digest as _, Sha256};

const KEY: &str = "a signing key of the tests";

fn key() -> Reply {
    answer(json!({ "signing_key": KEY }))
}

fn delivery_of(company: &str, id: &str) -> Vec<u8> {
    let query = if company.is_empty() { format!("id={id}") } else { format!("companyName={company}&id={id}") };
    let url = format!("https://na.myconnectwise.net/v2026_1//system/callbackkey/index.rails?{query}");
    let body = json!({ "Action": "updated", "Type": "ticket", "ID": 48213, "Metadata": { "key_url": url } });
    body.to_string().into_bytes()
}

fn delivery() -> Vec<u8> {
    delivery_of("AcmeMSP", "1")
}

fn signed(body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(&Sha256::digest(KEY.as_bytes())).unwrap().chain_update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

fn verifier(replies: impl IntoIterator<Item = Reply>) -> (CallbackVerifier, Arc<Script>) {
    let script = Arc::new(Script::new(replies));
    let verifier = CallbackVerifier::new(KeyHosts::of_site("api-na.myconnectwise.net"), "acmemsp");
    let transport = script.clone();
    (verifier.settings(|settings| settings.transport(transport)), script)
}

#[tokio::test]
async fn a_genuine_delivery_passes_and_its_key_is_fetched_once_without_credentials() {
    let (verifier, script) = verifier([key()]);
    for _ in 0..3 {
        let delivery = verifier.clone().verify(&delivery(), Some(&signed(&delivery()))).await.unwrap();
        assert_eq!((delivery.id, delivery.action), (Some(48213), Some(Action::Updated)));
    }
    let sent = script.sent();
    assert_eq!(sent.len(), 1);
    let key_url = "https://na.myconnectwise.net/v2026_1//system/callbackkey/index.rails?companyName=AcmeMSP&id=1";
    assert_eq!(sent[0].uri().to_string(), key_url);
    assert!(sent[0].headers().get("authorization").is_none());
}

#[tokio::test]
async fn what_is_not_genuine_is_refused() {
    let (verifier, script) = verifier([key()]);
    let mut altered = delivery();
    let place = altered.iter().position(|byte| *byte == b'8').unwrap();
    altered[place] = b'9';
    let other = signed(b"another delivery");
    for (body, signature) in [(&altered, signed(&delivery())), (&delivery(), other)] {
        let error = verifier.verify(body, Some(&signature)).await.unwrap_err();
        assert!(matches!(error, VerifyError::Delivery(CallbackError::WrongSignature)), "{error}");
    }
    let error = verifier.verify(&delivery(), None).await.unwrap_err();
    assert!(matches!(error, VerifyError::Delivery(CallbackError::NoSignature)), "{error}");
    let foreign = br#"{"Metadata":{"key_url":"https://evil.example/key?companyName=acmemsp"}}"#;
    let error = verifier.verify(foreign, Some(&signed(foreign))).await.unwrap_err();
    assert!(matches!(error, VerifyError::Delivery(CallbackError::ForeignKeyUrl { .. })), "{error}");
    assert_eq!(script.sent().len(), 1, "the key of the genuine one");
}

#[tokio::test]
async fn a_delivery_signed_with_another_companys_key_is_refused_and_the_key_not_fetched() {
    for company in ["evilmsp", "", "acmemsp&companyName=evilmsp", "acmemsp%00"] {
        let (verifier, script) = verifier([]);
        let body = delivery_of(company, "1");
        let error = verifier.verify(&body, Some(&signed(&body))).await.unwrap_err();
        assert!(matches!(error, VerifyError::ForeignCompany { .. }), "{company}: {error}");
        assert!(script.sent().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn many_deliveries_cause_one_fetch_and_a_failed_one_is_not_kept() {
    let (checker, script) = verifier([Reply::status(500), key().after(Duration::from_millis(500))]);
    let verify = || async { checker.verify(&delivery(), Some(&signed(&delivery()))).await };
    assert!(matches!(verify().await, Err(VerifyError::Key(_))));
    let outcomes = join_all((0..50).map(|_| verify())).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(script.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn keys_are_kept_for_an_hour_and_only_so_many() {
    let script = Arc::new(Script::default().then_always(key()));
    let verifier = CallbackVerifier::new(KeyHosts::new(["na.myconnectwise.net"]), "acmemsp");
    let transport = script.clone();
    let verifier = verifier.settings(|settings| settings.transport(transport));
    let verify = async |id: usize| {
        let body = delivery_of("acmemsp", &id.to_string());
        verifier.verify(&body, Some(&signed(&body))).await.unwrap();
    };
    verify(0).await;
    tokio::time::advance(Duration::from_secs(59 * 60)).await;
    verify(0).await;
    assert_eq!(script.sent().len(), 1);
    tokio::time::advance(Duration::from_secs(2 * 60)).await;
    verify(0).await;
    assert_eq!(script.sent().len(), 2);
    for id in 1..=64 {
        verify(id).await;
    }
    assert_eq!(script.sent().len(), 66);
    verify(64).await;
    assert_eq!(script.sent().len(), 66);
    verify(0).await;
    assert_eq!(script.sent().len(), 67, "the oldest was forgotten");
}

#[tokio::test(start_paused = true)]
async fn a_key_that_does_not_come_in_time_is_not_waited_for() {
    let (verifier, _) = verifier([key().after(Duration::from_secs(60)), key().after(Duration::from_secs(60))]);
    let begun = tokio::time::Instant::now();
    let error = verifier.verify(&delivery(), Some(&signed(&delivery()))).await.unwrap_err();
    assert!(matches!(error, VerifyError::Key(_)), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn what_is_no_key_is_said_without_showing_it() {
    let huge = Reply::body(200, vec![b' '; 100_000]);
    for reply in [answer(json!({ "key": KEY })), Reply::body(200, format!("<html>{KEY}")), Reply::status(404), huge] {
        let (verifier, _) = verifier([reply]);
        let error = verifier.verify(&delivery(), Some(&signed(&delivery()))).await.unwrap_err();
        let VerifyError::Key(cause) = &error else { panic!("{error}") };
        assert!(!format!("{error} {error:?} {cause} {cause:?} {verifier:?}").contains(KEY), "{error:?}");
    }
}
