//! What needs a person, and a client that may or may not be able to ask its user.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use msp_tools_core::{ApprovalId, ApprovalState, Principal};
use serde_json::{Value, json};
use support::{Client, NEW, OLD, Scene, awaits, forms, rang, says, text};

const RING: &str = "bell-ring";

fn bell() -> Value {
    json!({"bell": 1})
}

impl Scene {
    async fn approve(&self, id: &str, by: &str) {
        let approval = self.desk.get(&ApprovalId::new(id)).await.unwrap();
        self.desk.approve(approval.id(), &approval.digest, &by.into(), None).await.unwrap();
    }

    async fn states(&self) -> Vec<ApprovalState> {
        self.desk.list().await.unwrap().iter().map(|approval| approval.state).collect()
    }
}

#[tokio::test]
async fn without_a_way_to_ask_it_waits_and_the_same_call_finds_the_decision() {
    let scene = Scene::with(
        |registry| registry,
        |server| server.advice(|approval| format!("Ask the sexton about {}.", approval.id())),
    );
    for version in [OLD, NEW] {
        let before = scene.tower.log().len();
        let mut client = scene.client(version, json!({})).await;
        let first = client.call(RING, bell()).await;
        let id = awaits(&first);
        assert!(
            text(&first).contains("Ring bell 1") && text(&first).contains(&format!("Ask the sexton about {id}.")),
            "{first}"
        );
        assert_eq!(awaits(&client.call(RING, bell()).await), id, "asked once");
        assert_ne!(awaits(&client.call(RING, json!({"bell": 2})).await), id, "another call is another request");

        // A server that was started anew, for the same person.
        client.hang_up().await;
        scene.approve(&id, "dana").await;
        let mut client = scene.client(version, json!({})).await;
        assert_eq!(scene.tower.log().len(), before, "nothing ran so far");
        rang(&client.call(RING, bell()).await);
        assert_eq!(scene.tower.log().len(), before + 1);
        assert_ne!(awaits(&client.call(RING, bell()).await), id, "it ran once");
    }
}

#[tokio::test]
async fn nobody_else_takes_up_what_was_asked_for() {
    let scene = Scene::with(|registry| registry, |server| server);
    let mut marias = scene.client(OLD, json!({})).await;
    let id = awaits(&marias.call(RING, bell()).await);
    scene.approve(&id, "dana").await;
    let mut marios = Client::connect(&scene.server, "mario", OLD, json!({})).await;
    assert_ne!(awaits(&marios.call(RING, bell()).await), id);

    // The same person, on another tenant.
    let elsewhere =
        msp_tools_mcp::Server::builder(scene.registry.clone()).tenant(|_| "elsewhere".to_owned()).build().unwrap();
    let mut other = Client::connect(&elsewhere.into(), "maria", OLD, json!({})).await;
    assert_ne!(awaits(&other.call(RING, bell()).await), id);
    assert!(scene.tower.log().is_empty());
    rang(&marias.call(RING, bell()).await);
}

#[tokio::test]
async fn what_was_denied_or_ran_out_is_told_and_not_run() {
    let scene = Scene::with(|registry| registry, |server| server);
    let mut client = scene.client(OLD, json!({})).await;
    let id = awaits(&client.call(RING, bell()).await);
    scene.desk.deny(&ApprovalId::new(id), &"dana".into(), Some("too late at night")).await.unwrap();
    let told = client.call(RING, bell()).await;
    assert_eq!(told["result"]["_meta"]["status"], "refused", "{told}");
    assert!(text(&told).contains("do not ask for it again"), "{told}");
    assert!(scene.tower.log().is_empty());
}

#[tokio::test]
async fn a_user_who_can_be_asked_is_shown_the_plan_and_their_yes_runs_it() {
    let scene = Scene::new();
    let mut client = scene.client(OLD, forms()).await;
    client.user = Some(says("accept", Some(true)));
    rang(&client.call(RING, bell()).await);
    let question = client.asked[0]["message"].as_str().unwrap();
    for line in [
        "Ring bell 1",
        "Tool: parish_tower:bell-ring (executes)",
        "Target: bell Great Tom (1)",
        "Warning: It is loud",
        "Because: ",
        "Asked by maria",
    ] {
        assert!(question.contains(line), "`{line}` is missing in:\n{question}");
    }
    assert_eq!(client.asked[0]["requestedSchema"]["required"], json!(["approve"]));
    let approval = scene.desk.list().await.unwrap().remove(0);
    let answer = approval.answer.unwrap();
    assert_eq!((answer.by, answer.reason.as_deref()), (Principal::new("maria"), Some("agreed")));

    client.asked.clear();
    client.call("bell-engrave", json!({"bell": 1, "words": "Mortuos plango"})).await;
    let question = client.asked[0]["message"].as_str().unwrap();
    assert!(question.contains("Change: inscription: Vivos voco -> Mortuos plango"), "{question}");
    assert_eq!(scene.tower.log(), ["ring 1", "engrave 1"]);
}

#[tokio::test]
async fn only_a_clear_yes_is_one() {
    for (answer, state) in [
        (says("decline", None), ApprovalState::Denied),
        (says("accept", Some(false)), ApprovalState::Denied),
        (says("accept", None), ApprovalState::Pending),
        (json!({"action": "accept", "content": {"approve": "true"}}), ApprovalState::Pending),
        (says("cancel", None), ApprovalState::Pending),
        (says("cancel", Some(true)), ApprovalState::Pending),
        (json!({"approve": true}), ApprovalState::Pending),
    ] {
        let scene = Scene::new();
        let mut client = scene.client(OLD, forms()).await;
        client.user = Some(answer.clone());
        let told = client.call(RING, bell()).await;
        assert_eq!(told["result"]["isError"], true, "{answer}: {told}");
        assert_eq!(scene.states().await, [state], "{answer}");
        assert!(scene.tower.log().is_empty(), "{answer}");
    }
}

#[tokio::test]
async fn where_a_second_person_is_needed_the_user_is_not_asked() {
    for version in [OLD, NEW] {
        let scene = Scene::with(|registry| registry.one_person(false), |server| server);
        let mut client = scene.client(version, forms()).await;
        client.user = Some(says("accept", Some(true)));
        let id = awaits(&client.call(RING, bell()).await);
        assert!(client.asked.is_empty() && scene.tower.log().is_empty());
        scene.approve(&id, "dana").await;
        rang(&client.call(RING, bell()).await);
    }
}

#[tokio::test]
async fn an_answer_that_is_given_elsewhere_ends_the_question() {
    let scene = Scene::new();
    let mut client = scene.client(OLD, forms()).await;
    let id = client.begin("tools/call", json!({"name": RING, "arguments": bell()})).await;
    let question = client.next().await;
    assert_eq!(question["method"], "elicitation/create");
    let asked = scene.desk.list().await.unwrap().remove(0);
    scene.approve(asked.id().as_str(), "dana").await;
    rang(&client.response(id).await);
    // Who answers late changes nothing.
    client.send(json!({"jsonrpc": "2.0", "id": question["id"], "result": says("decline", None)})).await;
    client.request("ping", json!({})).await;
    assert_eq!(scene.states().await, [ApprovalState::Succeeded]);
    assert_eq!(scene.tower.log(), ["ring 1"]);
}

#[tokio::test]
async fn a_question_that_is_given_up_leaves_the_request_waiting() {
    let scene = Scene::new();
    let mut client = scene.client(OLD, forms()).await;
    let id = client.begin("tools/call", json!({"name": RING, "arguments": bell()})).await;
    assert_eq!(client.next().await["method"], "elicitation/create");
    client.send(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}})).await;
    client.hang_up().await;
    assert_eq!(scene.states().await, [ApprovalState::Pending]);
    assert!(scene.tower.log().is_empty());
}
