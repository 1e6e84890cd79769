//! Callbacks: registered, delivered, signed.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::caller::Caller;

struct Received {
    target: String,
    signature: String,
    body: Vec<u8>,
}

/// Takes one message and answers it.
async fn receive(listener: &TcpListener, status: u16) -> Received {
    let (mut stream, _) = tokio::time::timeout(Duration::from_secs(20), listener.accept()).await.unwrap().unwrap();
    let mut text = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await.unwrap();
        text.extend_from_slice(&piece[..read]);
        let Some(split) = text.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(text[..split].to_vec()).unwrap();
        let header = |name: &str| {
            let line = head.lines().find(|line| line.to_lowercase().starts_with(name)).unwrap();
            line.split_once(": ").unwrap().1.to_owned()
        };
        if text.len() - split - 4 < header("content-length").parse().unwrap() {
            continue;
        }
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
        let target = head.split(' ').nth(1).unwrap().to_owned();
        return Received { target, signature: header("x-content-signature"), body: text[split + 4..].to_vec() };
    }
}

async fn listening(caller: &Caller, more: Value) -> (TcpListener, Value) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/cw?recordId=", listener.local_addr().unwrap());
    let mut entry = json!({ "url": url, "objectId": 1, "type": "ticket", "level": "owner" });
    entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = caller.write("POST", "/system/callbacks", entry).await;
    (listener, made)
}

async fn touch(caller: &Caller, ticket: u32) {
    let patch = json!([{ "op": "replace", "path": "summary", "value": "Touched \"twice\" \\ ü" }]);
    caller.write("PATCH", &format!("/service/tickets/{ticket}"), patch).await;
}

#[tokio::test]
async fn a_change_is_delivered_and_signed_over_its_bytes() {
    let caller = Caller::new().await;
    let (listener, entry) = listening(&caller, json!({})).await;
    touch(&caller, 100_001).await;
    let received = receive(&listener, 204).await;
    assert_eq!(received.target, "/cw?recordId=100001&action=updated");
    let message: Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(
        (&message["Action"], &message["ID"], &message["Type"]),
        (&json!("updated"), &json!(100_001), &json!("ticket"))
    );
    assert_eq!((&message["CallbackObjectRecId"], &message["MemberId"]), (&entry["id"], &json!("sandboxapi")));
    let entity: Value = serde_json::from_str(message["Entity"].as_str().unwrap()).unwrap();
    assert_eq!(entity, caller.read("/service/tickets/100001").await);

    let key_url = message["Metadata"]["key_url"].as_str().unwrap();
    assert!(key_url.starts_with(&caller.sandbox.base_url()), "{key_url}");
    let key = reqwest::get(key_url).await.unwrap().json::<Value>().await.unwrap();
    let hashed = Sha256::digest(key["signing_key"].as_str().unwrap().as_bytes());
    let mut mac = Hmac::<Sha256>::new_from_slice(&hashed).unwrap();
    mac.update(&received.body);
    mac.verify_slice(&BASE64_STANDARD.decode(&received.signature).unwrap()).unwrap();

    let sent = &caller.sandbox.deliveries()[0];
    assert_eq!((&sent.body, sent.header("X-Content-Signature")), (&received.body, Some(received.signature.as_str())));

    caller.send("DELETE", "/service/tickets/100001", Value::Null).await;
    let message: Value = serde_json::from_slice(&receive(&listener, 204).await.body).unwrap();
    assert_eq!((&message["Action"], &message["Entity"]), (&json!("deleted"), &Value::Null));
}

#[tokio::test]
async fn refused_deliveries_are_tried_again() {
    let caller = Caller::new().await;
    caller.sandbox.configure(|settings| settings.delivery_retry_ms = 1);
    let (listener, _) = listening(&caller, json!({})).await;
    touch(&caller, 100_001).await;
    let first = receive(&listener, 429).await;
    let second = receive(&listener, 404).await;
    let third = receive(&listener, 429).await;
    assert!(first.body == second.body && second.signature == third.signature);
    touch(&caller, 100_002).await;
    assert_eq!(receive(&listener, 500).await.target, "/cw?recordId=100002&action=updated", "three tries and no more");
    touch(&caller, 100_003).await;
    assert_eq!(receive(&listener, 200).await.target, "/cw?recordId=100003&action=updated", "not after a 500");
    let tries: Vec<_> = caller.sandbox.deliveries().iter().map(|sent| sent.tries).collect();
    assert_eq!(tries[..2], [3, 1]);
}

#[tokio::test]
async fn levels_types_and_flags_narrow_what_is_told() {
    let caller = Caller::new().await;
    let told = || caller.sandbox.deliveries().len();
    let register = async |more: Value| {
        let mut entry =
            json!({ "url": "https://hooks.example/?recordId=", "objectId": 1, "type": "ticket", "level": "owner" });
        entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        caller.write("POST", "/system/callbacks", entry).await["id"].clone()
    };
    for (entry, reached) in [
        (json!({ "level": "board", "objectId": 1 }), 1),
        (json!({ "level": "board", "objectId": 2 }), 0),
        (json!({ "level": "ticket", "objectId": 100_001 }), 1),
        (json!({ "level": "ticket", "objectId": 100_002 }), 0),
        (json!({ "level": "company", "objectId": 19_011 }), 1),
        (json!({ "type": "company" }), 0),
        (json!({ "inactiveFlag": true }), 0),
        (json!({ "isSelfSuppressedFlag": true }), 0),
        (json!({}), 1),
    ] {
        let before = told();
        let id = register(entry.clone()).await;
        touch(&caller, 100_001).await;
        assert_eq!(told() - before, reached, "{entry}");
        assert_eq!(caller.send("DELETE", &format!("/system/callbacks/{id}"), Value::Null).await.status(), 204);
    }
    let kept = caller.sandbox.deliveries();
    assert!(kept.iter().all(|message| message.tries == 0), "nothing leaves this machine");
    register(json!({})).await;
    let silent = json!({ "summary": "x", "company": { "id": 19_011 }, "skipCallback": true });
    caller.write("POST", "/service/tickets", silent).await;
    assert_eq!(told(), kept.len());
}

#[tokio::test]
async fn wrong_registrations_are_refused() {
    let caller = Caller::new().await;
    let entry = json!({ "url": "http://127.0.0.1:9/?recordId=", "objectId": 0, "type": "ticket", "level": "owner" });
    let made = caller.write("POST", "/system/callbacks", entry.clone()).await;
    assert_eq!((&made["objectId"], caller.list("/system/callbacks", &[]).await.len()), (&json!(1), 1));
    for (change, code) in [
        (json!({ "objectId": 1 }), "ObjectExists"),
        (json!({ "level": "territory" }), "InvalidField"),
        (json!({ "level": "everything" }), "InvalidField"),
        (json!({ "type": "weather" }), "InvalidField"),
        (json!({ "url": null }), "MissingRequiredField"),
    ] {
        let mut body = entry.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, answer) = caller.try_send("POST", "/system/callbacks", body).await;
        assert_eq!((status, &answer["errors"][0]["code"]), (400, &json!(code)), "{change}");
    }
}
