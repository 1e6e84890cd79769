//! Genuine deliveries are read, all others refused.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cw_psa_client::callbacks::{Action, CallbackError, Delivery, KeyHosts, SeenDeliveries, SigningKey, verify};
use hmac::{Hmac, KeyInit as _, Mac as _};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const KEY: &str = "3f6c-invented-key";

fn signed(body: &[u8], key: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(&Sha256::digest(key)).unwrap().chain_update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

fn body(id: i64) -> Vec<u8> {
    let body = json!({
        "Action": "updated", "CallbackObjectRecId": 26604, "CompanyId": "fabmsp", "ID": id, "Type": "ticket",
        "Entity": "{\"id\":48213,\"summary\":\"No picture\"}", "FromUrl": "na.myconnectwise.net", "MemberId": "jdoe",
        "MessageId": "0d0f3f5e", "Metadata": { "key_url": "https://na.myconnectwise.net/v2026_1//system/callbackkey/index.rails?id=1" },
        "PartnerId": "61dd",
    });
    // Formatted as nobody formats it again.
    format!("  {body:#}\n").into_bytes()
}

fn check(body: &[u8], signature: &str) -> Result<Delivery, CallbackError> {
    verify(body, Some(signature), &SigningKey::new(KEY))
}

#[test]
fn the_signature_is_the_documented_one() {
    // Computed with Python's hmac and hashlib.
    let delivery = check(br#"{"Action":"added","ID":1}"#, "AXPdNE5oU2ng3CzSSW/AIfOtVHXfjMcJyxkRlaV3wfg=").unwrap();
    assert_eq!((delivery.action, delivery.id), (Some(Action::Added), Some(1)));
}

#[test]
fn a_genuine_delivery_is_read() {
    let body = body(48213);
    let delivery = check(&body, &signed(&body, KEY)).unwrap();
    assert_eq!(delivery.action, Some(Action::Updated));
    assert_eq!(delivery.kind.as_deref(), Some("ticket"));
    assert_eq!((delivery.id, delivery.callback_id), (Some(48213), Some(26604)));
    assert_eq!(delivery.member_id.as_deref(), Some("jdoe"));
    assert_eq!(delivery.other["PartnerId"], "61dd");
    assert_eq!(delivery.entity_as::<Value>().unwrap(), Some(json!({ "id": 48213, "summary": "No picture" })));
    assert!(matches!(delivery.entity_as::<Vec<u8>>(), Err(CallbackError::Entity(_))));
}

#[test]
fn a_delivery_may_lack_or_change_anything() {
    for (body, action, id, entity) in [
        (json!({}), None, None, None),
        (json!({ "Action": "deleted", "ID": "7", "Entity": null }), Some(Action::Deleted), Some(7), None),
        (
            json!({ "action": "Merged", "Id": 7, "Entity": { "id": 7 } }),
            Some(Action::Other("Merged".into())),
            Some(7),
            Some(json!({ "id": 7 })),
        ),
        (json!({ "Action": 5, "ID": true, "Entity": 1 }), None, None, None),
    ] {
        let text = body.to_string();
        let delivery = check(text.as_bytes(), &signed(text.as_bytes(), KEY)).unwrap();
        assert_eq!((&delivery.action, delivery.id), (&action, id), "{body}");
        assert_eq!(delivery.entity_as::<Value>().unwrap(), entity, "{body}");
    }
    let unknown = check(br#"{"Action":5}"#, &signed(br#"{"Action":5}"#, KEY)).unwrap();
    assert_eq!(unknown.other["Action"], 5, "what cannot be read is kept");
    assert!(matches!(check(b"[]", &signed(b"[]", KEY)), Err(CallbackError::Body(_))));
}

#[test]
fn anything_that_was_tampered_with_is_refused() {
    let body = body(1);
    let signature = signed(&body, KEY);
    let wrong = |result| matches!(result, Err(CallbackError::WrongSignature));
    assert!(wrong(check(&body, &signed(&body, "another key"))));
    assert!(wrong(check(&body, &signed(&self::body(2), KEY))), "the signature of another message");
    assert!(wrong(check(&serde_json::to_vec(&serde_json::from_slice::<Value>(&body).unwrap()).unwrap(), &signature)));
    assert!(wrong(check(&[], &signature)));

    assert!(matches!(verify(&body, None, &SigningKey::new(KEY)), Err(CallbackError::NoSignature)));
    for bad in ["", "====", "not base64!", &signature[..20], &STANDARD.encode([0; 31]), &STANDARD.encode([0; 33])] {
        assert!(matches!(check(&body, bad), Err(CallbackError::BadSignature)), "{bad}");
    }
}

#[test]
fn keys_are_only_fetched_from_configured_hosts() {
    let hosts = KeyHosts::of_site("api-na.myconnectwise.net");
    let at = |hosts: &KeyHosts, url: &str| {
        hosts
            .key_url(json!({ "Metadata": { "key_url": url } }).to_string().as_bytes())
            .map(|url| url.as_str().to_owned())
    };
    let genuine = "https://na.myconnectwise.net/v2026_1//system/callbackkey/index.rails?companyName=fabmsp&id=1";
    assert_eq!(at(&hosts, genuine).unwrap(), genuine);
    assert_eq!(
        hosts.key_url(&body(1)).unwrap().as_str(),
        "https://na.myconnectwise.net/v2026_1//system/callbackkey/index.rails?id=1"
    );
    assert!(at(&hosts, "https://API-na.myconnectwise.net/key").is_ok());
    for foreign in [
        "http://na.myconnectwise.net/key",
        "https://na.myconnectwise.net:8443/key",
        "https://na.myconnectwise.net.evil.example/key",
        "https://na.myconnectwise.net./key",
        "https://evil.example/na.myconnectwise.net",
        "https://na.myconnectwise.net@evil.example/key",
        "https://user:pw@na.myconnectwise.net/key",
        "https:\\\\evil.example\\na.myconnectwise.net",
        "https://nа.myconnectwise.net/key",
        "https://127.0.0.1/key",
        "http://localhost/key",
        "file:///etc/passwd",
        "ftp://na.myconnectwise.net/key",
        "//na.myconnectwise.net/key",
        "/key",
        "",
    ] {
        assert!(matches!(at(&hosts, foreign), Err(CallbackError::ForeignKeyUrl { .. })), "{foreign}");
        assert!(at(&KeyHosts::default(), foreign).is_err(), "{foreign}");
    }

    let local = hosts.clone().with_loopback_http();
    for url in ["http://127.0.0.1:4711/key", "http://[::1]:1/key", "http://localhost:1/key"] {
        assert!(at(&local, url).is_ok() && at(&hosts, url).is_err(), "{url}");
    }
    for url in [
        "http://127.0.0.1.evil.example/",
        "http://10.0.0.1/key",
        "http://na.myconnectwise.net/key",
        "https://127.0.0.1/key",
    ] {
        assert!(at(&local, url).is_err(), "{url}");
    }
    assert!(at(&KeyHosts::new(["psa.example:8443"]), "https://PSA.example:8443/key").is_ok());

    assert!(matches!(hosts.key_url(b"{}"), Err(CallbackError::NoKeyUrl)));
    assert!(matches!(hosts.key_url(br#"{"Metadata":null}"#), Err(CallbackError::NoKeyUrl)));
    assert!(matches!(hosts.key_url(b"<html>"), Err(CallbackError::Body(_))));
}

#[test]
fn a_key_is_read_from_its_answer_and_not_shown() {
    let body = body(1);
    let key = SigningKey::from_answer(format!(r#"{{"signing_key":"{KEY}","id":1}}"#).as_bytes()).unwrap();
    assert!(verify(&body, Some(&signed(&body, KEY)), &key).is_ok());
    assert_eq!(format!("{key:?}"), "SigningKey(***)");
    for answer in ["", "{}", r#"{"signing_key":""}"#, r#"{"signing_key":null}"#, "<html>"] {
        assert!(matches!(SigningKey::from_answer(answer.as_bytes()), Err(CallbackError::NoKey)), "{answer}");
    }
}

#[test]
fn a_delivery_that_comes_again_is_known() {
    let deliveries: Vec<Delivery> = (0..4).map(|id| check(&body(id), &signed(&body(id), KEY)).unwrap()).collect();
    let mut seen = SeenDeliveries::new(3);
    assert!(seen.is_first(&deliveries[0]));
    assert!(!seen.is_first(&deliveries[0]));
    assert!(seen.is_first(&deliveries[1]));

    seen.forget(&deliveries[1]);
    assert!(seen.is_first(&deliveries[1]), "it could not be handled, and is repeated");

    assert!(seen.is_first(&deliveries[2]));
    assert!(!seen.is_first(&deliveries[0]), "three fit");
    assert!(seen.is_first(&deliveries[3]));
    assert!(seen.is_first(&deliveries[0]), "the oldest was forgotten");
    assert!(!seen.is_first(&deliveries[3]));
}

proptest! {
    #[test]
    fn a_changed_bit_is_refused(at in any::<prop::sample::Index>(), bit in 0..8_u8, id in any::<i64>()) {
        let body = body(id);
        let mut signature = STANDARD.decode(signed(&body, KEY)).unwrap();
        let mut altered = body.clone();
        let index = at.index(body.len());
        altered[index] ^= 1 << bit;
        prop_assert!(matches!(check(&altered, &STANDARD.encode(&signature)), Err(CallbackError::WrongSignature)));

        let index = at.index(signature.len());
        signature[index] ^= 1 << bit;
        prop_assert!(matches!(check(&body, &STANDARD.encode(&signature)), Err(CallbackError::WrongSignature)));
    }

    #[test]
    fn reading_never_panics(body in any::<Vec<u8>>(), signature in any::<String>()) {
        let _ = check(&body, &signature);
        let _ = KeyHosts::default().key_url(&body);
    }
}
