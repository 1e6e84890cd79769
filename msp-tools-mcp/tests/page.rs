//! Pages, for clients that can open one but show no forms: what is answered there counts as the user's answer, once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use msp_tools_core::ApprovalState;
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::{Client, NEW, OLD, Scene, awaits, rang};

fn pages() -> Value {
    json!({"elicitation": {"url": {}}})
}

fn accepted() -> Value {
    json!({"action": "accept"})
}

fn ring() -> Value {
    json!({"name": "bell-ring", "arguments": {"bell": 1}})
}

/// Sends the form of a page.
async fn send(url: &str, form: &'static str) -> StatusCode {
    let post = reqwest::Client::new().post(url).header("content-type", "application/x-www-form-urlencoded").body(form);
    post.send().await.unwrap().status()
}

/// Calls, and is sent to a page. Of the call, its id; of the page, its address.
async fn sent_to_page(client: &mut Client, params: Value) -> (u64, String) {
    let call = client.begin("tools/call", params).await;
    let question = client.next().await;
    assert_eq!((&question["method"], &question["params"]["mode"]), (&json!("elicitation/create"), &json!("url")));
    client.send(json!({"jsonrpc": "2.0", "id": question["id"], "result": accepted()})).await;
    (call, question["params"]["url"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_page_shows_the_plan_and_its_yes_runs_it_once() {
    let scene = Scene::new();
    let mut client = scene.client(OLD, pages()).await;
    let params = json!({"name": "bell-engrave", "arguments": {"bell": 1, "words": "<script>alert('&')</script>"}});
    let (call, url) = sent_to_page(&mut client, params).await;
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");

    let page = reqwest::get(&url).await.unwrap();
    assert_eq!(
        (&page.headers()["cache-control"], &page.headers()["referrer-policy"]),
        (&"no-store".parse().unwrap(), &"no-referrer".parse().unwrap())
    );
    assert!(page.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let html = page.text().await.unwrap();
    assert!(
        html.contains("Engrave bell 1") && html.contains("-&gt; &lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"),
        "{html}"
    );
    assert!(!html.contains("<script"), "{html}");
    assert!(scene.tower.log().is_empty(), "looking is no answer");

    assert_eq!(send(&url, "answer=approve&reason=it+is+%3Cagreed%3E").await, StatusCode::OK);
    let done = client.response(call).await;
    assert_eq!(done["result"]["structuredContent"], json!({"done": "engraved"}));
    client.note("notifications/elicitation/complete").await;
    let answer = scene.desk.list().await.unwrap().remove(0).answer.unwrap();
    assert_eq!((answer.by.as_str(), answer.reason.as_deref()), ("maria", Some("it is <agreed>")));

    assert_eq!(send(&url, "answer=approve").await, StatusCode::NOT_FOUND);
    assert_eq!(scene.tower.log(), ["engrave 1"]);
}

#[tokio::test]
async fn a_no_on_the_page_is_a_no_and_anything_else_is_no_answer() {
    let scene = Scene::new();
    let mut client = scene.client(OLD, pages()).await;
    let (call, url) = sent_to_page(&mut client, ring()).await;
    let other = format!("{}{}", &url[..url.len() - 4], if url.ends_with("0000") { "1111" } else { "0000" });
    assert_eq!(send(&other, "answer=approve").await, StatusCode::NOT_FOUND);
    for form in ["", "answer=yes", "approve=answer", "reason=x"] {
        assert_eq!(send(&url, form).await, StatusCode::BAD_REQUEST, "{form}");
    }
    let put = reqwest::Client::new().put(&url).body("answer=approve").send().await.unwrap();
    assert_eq!(put.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(scene.desk.list().await.unwrap()[0].state, ApprovalState::Pending);
    assert_eq!(send(&url, "answer=deny&reason=").await, StatusCode::OK);
    assert_eq!(client.response(call).await["result"]["_meta"]["status"], "refused");
    assert!(scene.tower.log().is_empty());
}

#[tokio::test]
async fn between_two_rounds_there_is_a_page_too() {
    let scene = Scene::new();
    let mut client = scene.client(NEW, pages()).await;
    let asked = client.request("tools/call", ring()).await;
    let question = &asked["result"]["inputRequests"]["approval"]["params"];
    assert_eq!(question["mode"], "url");
    let mut again = ring();
    again["requestState"] = asked["result"]["requestState"].clone();
    again["inputResponses"] = json!({"approval": accepted()});
    // The client need not know when the user is done: the call waits for them.
    let call = client.begin("tools/call", again).await;
    assert_eq!(send(question["url"].as_str().unwrap(), "answer=approve").await, StatusCode::OK);
    rang(&client.response(call).await);
}

#[tokio::test]
async fn who_shows_forms_gets_one_and_who_may_not_approve_gets_neither() {
    let scene = Scene::new();
    let mut both = scene.client(NEW, json!({"elicitation": {"form": {}, "url": {}}})).await;
    let asked = both.request("tools/call", ring()).await;
    assert_eq!(asked["result"]["inputRequests"]["approval"]["params"]["mode"], "form");

    let scene = Scene::with(|registry| registry.one_person(false), |server| server);
    let mut client = scene.client(OLD, pages()).await;
    awaits(&client.request("tools/call", ring()).await);
    assert!(client.asked.is_empty());
}
