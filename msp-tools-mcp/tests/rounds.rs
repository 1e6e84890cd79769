//! Questions that go back and forth with the client, from 2026-07-28 on: what comes back counts if it is what was handed
//! out, in time, once, from the same principal and for the same call.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use std::time::Duration;

use msp_tools_core::{ApprovalState, Timestamp};
use serde_json::{Value, json};
use support::{Client, NEW, Scene, awaits, forms, rang, says, text};

const RING: &str = "bell-ring";

fn bell() -> Value {
    json!({"bell": 1})
}

/// The state of a question.
fn asked(response: &Value) -> String {
    let result = &response["result"];
    assert_eq!(result["resultType"], "input_required", "{response}");
    assert_eq!(result["inputRequests"]["approval"]["method"], "elicitation/create");
    result["requestState"].as_str().unwrap().to_owned()
}

impl Client {
    /// Calls again, with the state of a question and an answer.
    async fn answer(&mut self, tool: &str, arguments: Value, state: &str, answer: Value) -> Value {
        let params = json!({"name": tool, "arguments": arguments, "requestState": state, "inputResponses": {"approval": answer}});
        self.request("tools/call", params).await
    }
}

impl Scene {
    async fn state(&self) -> ApprovalState {
        self.desk.list().await.unwrap()[0].state
    }

    /// That the answer did not count, and nothing came of it.
    async fn refused(&self, response: Value) {
        assert_eq!(response["error"]["code"], -32602, "{response}");
        assert_eq!(self.state().await, ApprovalState::Pending);
        assert!(self.tower.log().is_empty());
    }
}

fn yes() -> Value {
    says("accept", Some(true))
}

#[tokio::test]
async fn a_yes_runs_it_once() {
    let scene = Scene::new();
    let mut client = scene.client(NEW, forms()).await;
    let state = asked(&client.call(RING, bell()).await);
    assert!(scene.tower.log().is_empty());
    rang(&client.answer(RING, bell(), &state, yes()).await);
    let replayed = client.answer(RING, bell(), &state, yes()).await;
    assert_eq!(replayed["error"]["code"], -32602, "{replayed}");
    assert_eq!(scene.tower.log(), ["ring 1"]);
}

#[tokio::test]
async fn a_no_is_final_in_the_session() {
    let scene = Scene::new();
    let mut client = scene.client(NEW, forms()).await;
    let state = asked(&client.call(RING, bell()).await);
    let told = client.answer(RING, bell(), &state, says("decline", None)).await;
    assert_eq!(told["result"]["_meta"]["status"], "refused", "{told}");
    let again = client.call(RING, bell()).await;
    assert!(text(&again).contains("do not ask for it again"), "{again}");
    assert_eq!(scene.state().await, ApprovalState::Denied);
}

#[tokio::test]
async fn no_answer_is_neither_and_a_state_is_good_for_one_answer() {
    let scene = Scene::new();
    let mut client = scene.client(NEW, forms()).await;
    let state = asked(&client.call(RING, bell()).await);
    let waiting = client.answer(RING, bell(), &state, says("cancel", None)).await;
    awaits(&waiting);
    // The user did not answer; whoever hands the state back once more is not the user.
    scene.refused(client.answer(RING, bell(), &state, yes()).await).await;
    let anew = asked(&client.call(RING, bell()).await);
    let without = json!({"name": RING, "arguments": bell(), "requestState": anew});
    awaits(&client.request("tools/call", without).await);
    assert!(scene.tower.log().is_empty());
    assert_eq!(scene.desk.list().await.unwrap().len(), 1, "one request all along");
}

#[tokio::test]
async fn an_answer_without_a_question_is_a_call() {
    let scene = Scene::new();
    let mut client = scene.client(NEW, forms()).await;
    let params = json!({"name": RING, "arguments": bell(), "inputResponses": {"approval": yes()}});
    asked(&client.request("tools/call", params).await);
    assert!(scene.tower.log().is_empty());
}

#[tokio::test]
async fn a_state_that_was_tampered_with_is_refused() {
    let scene = Scene::new();
    let mut client = scene.client(NEW, forms()).await;
    let state = asked(&client.call(RING, bell()).await);
    let mut parts: Vec<&str> = state.split('.').collect();
    let swapped = parts.iter().rev().copied().collect::<Vec<_>>().join(".");
    parts[1] = "AAAAAAAAAAB7fQ";
    for tampered in [parts.join("."), swapped, state[..state.len() - 2].to_owned(), "{}".to_owned(), String::new()] {
        scene.refused(client.answer(RING, bell(), &tampered, yes()).await).await;
    }
    rang(&client.answer(RING, bell(), &state, yes()).await);
}

#[tokio::test]
async fn a_state_of_another_call_or_another_principal_is_refused() {
    let scene = Scene::new();
    let mut maria = scene.client(NEW, forms()).await;
    let state = asked(&maria.call(RING, bell()).await);
    let mut mario = Client::connect(&scene.server, "mario", NEW, forms()).await;
    scene.refused(mario.answer(RING, bell(), &state, yes()).await).await;
    scene.refused(maria.answer(RING, json!({"bell": 2}), &state, yes()).await).await;
    scene.refused(maria.answer("bell-engrave", json!({"bell": 1, "words": "x"}), &state, yes()).await).await;
    rang(&maria.answer(RING, bell(), &state, yes()).await);
}

#[tokio::test]
async fn a_state_of_another_process_is_refused() {
    let scene = Scene::new();
    let state = asked(&scene.client(NEW, forms()).await.call(RING, bell()).await);
    let other = Scene { server: Scene::new().server, ..scene };
    let mut client = Client::connect(&other.server, "maria", NEW, forms()).await;
    other.refused(client.answer(RING, bell(), &state, yes()).await).await;
}

#[tokio::test]
async fn a_yes_that_comes_too_late_is_none() {
    let minutes = Arc::new(AtomicU64::new(0));
    let (clock, start) = (Arc::clone(&minutes), Timestamp::now());
    let now = move || start.plus(Duration::from_secs(60 * clock.load(Ordering::SeqCst)));
    let scene = Scene::with(|registry| registry.one_person(true).clock(now), |server| server);
    let mut client = scene.client(NEW, forms()).await;
    let state = asked(&client.call(RING, bell()).await);
    minutes.store(31, Ordering::SeqCst);
    let told = client.answer(RING, bell(), &state, yes()).await;
    assert_eq!(told["result"]["_meta"]["error"]["kind"], "expired", "{told}");
    assert!(scene.tower.log().is_empty());
}
