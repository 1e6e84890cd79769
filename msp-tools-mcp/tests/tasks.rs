//! What takes its time is a task, for clients that speak of tasks.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use msp_tools_core::Policy;
use serde_json::{Value, json};
use support::{Client, NEW, OLD, Scene, says};

fn tasks() -> Value {
    json!({"extensions": {"io.modelcontextprotocol/tasks": {}}, "elicitation": {"form": {}}})
}

/// The id of a task that was begun.
fn begun(response: &Value) -> String {
    assert_eq!(response["result"]["resultType"], "task", "{response}");
    response["result"]["taskId"].as_str().unwrap().to_owned()
}

impl Client {
    /// The task, once it is in that state.
    async fn until(&mut self, task: &str, status: &str) -> Value {
        for _ in 0..2_000 {
            let now = self.request("tasks/get", json!({"taskId": task})).await;
            if now["result"]["status"] == status {
                return now["result"].clone();
            }
            assert!(
                !["completed", "failed", "cancelled"].contains(&now["result"]["status"].as_str().unwrap()),
                "{now}"
            );
            tokio::task::yield_now().await;
        }
        panic!("the task {task} is not {status}");
    }
}

#[tokio::test]
async fn a_task_asks_and_ends_with_the_result() {
    let scene = Scene::new();
    let mut client = scene.client(NEW, tasks()).await;
    let task = begun(&client.call("bell-ring", json!({"bell": 1})).await);
    let asking = client.until(&task, "input_required").await;
    let question = &asking["inputRequests"]["approval"]["params"]["message"];
    assert!(question.as_str().unwrap().contains("Ring bell 1"), "{asking}");
    assert!(scene.tower.log().is_empty());
    let answer = json!({"taskId": task, "inputResponses": {"approval": says("accept", Some(true))}});
    client.request("tasks/update", answer).await;
    let done = client.until(&task, "completed").await;
    assert_eq!(done["result"]["structuredContent"], json!({"done": "rang"}));
    assert_eq!(done["statusMessage"], "rang", "the last that was reported");
}

#[tokio::test]
async fn a_task_can_be_cancelled_and_ends_in_order() {
    let scene = Scene::with(|registry| registry.policy("bell-ring", Policy::Auto), |server| server);
    let mut client = scene.client(NEW, tasks()).await;
    let task = begun(&client.call("bell-ring", json!({"bell": 1, "forever": true})).await);
    scene.tower.begun.notified().await;
    client.request("tasks/cancel", json!({"taskId": task})).await;
    client.until(&task, "completed").await;
    assert_eq!(scene.tower.log(), ["ring 1", "stop 1"]);

    // One that waits for a person had not begun.
    let scene = Scene::new();
    let mut client = scene.client(NEW, tasks()).await;
    let task = begun(&client.call("bell-ring", json!({"bell": 1})).await);
    client.until(&task, "input_required").await;
    client.request("tasks/cancel", json!({"taskId": task})).await;
    client.until(&task, "cancelled").await;
    assert!(scene.tower.log().is_empty());
}

// The protocol's library waits some seconds for calls to end by themselves.
#[tokio::test(start_paused = true)]
async fn a_task_is_stopped_when_nobody_will_ask_for_it_any_more() {
    let scene = Scene::with(|registry| registry.policy("bell-ring", Policy::Auto), |server| server);
    let mut client = scene.client(NEW, tasks()).await;
    begun(&client.call("bell-ring", json!({"bell": 1, "forever": true})).await);
    scene.tower.begun.notified().await;
    client.hang_up().await;
    assert_eq!(scene.tower.log(), ["ring 1", "stop 1"]);
}

#[tokio::test]
async fn a_task_is_its_principals_alone_and_reads_are_none() {
    let scene = Scene::new();
    let mut maria = scene.client(NEW, tasks()).await;
    let task = begun(&maria.call("bell-ring", json!({"bell": 1})).await);
    maria.until(&task, "input_required").await;
    let mut mario = Client::connect(&scene.server, "mario", NEW, tasks()).await;
    let answer = json!({"approval": says("accept", Some(true))});
    for (method, params) in [
        ("tasks/get", json!({"taskId": task})),
        ("tasks/cancel", json!({"taskId": task})),
        ("tasks/update", json!({"taskId": task, "inputResponses": answer})),
    ] {
        assert_eq!(mario.request(method, params).await["error"]["code"], -32602, "{method}");
    }
    assert!(scene.tower.log().is_empty());
    let read = maria.call("bell-list", json!({})).await;
    assert_eq!(read["result"]["structuredContent"]["items"][0]["id"], 1);
}

#[tokio::test]
async fn a_client_of_an_older_protocol_gets_results_whatever_it_says_of_tasks() {
    let scene = Scene::with(|registry| registry.policy("bell-ring", Policy::Auto), |server| server);
    let mut client = scene.client(OLD, tasks()).await;
    let rung = client.call("bell-ring", json!({"bell": 1})).await;
    assert_eq!(rung["result"]["structuredContent"], json!({"done": "rang"}), "{rung}");
}
