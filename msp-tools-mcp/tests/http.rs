//! Over HTTP: who may come in, as whom, and from where.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::sync::Arc;

use msp_tools_core::Policy;
use msp_tools_mcp::{Access, ServeError, Token};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use support::{NEW, OLD, Scene, says};
use tokio::{net::TcpListener, sync::oneshot};

struct Http {
    scene: Scene,
    client: reqwest::Client,
    url: String,
    marias: Token,
    marios: Token,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<Result<(), ServeError>>,
}

impl Http {
    async fn start() -> Self {
        Self::of(Scene::new()).await
    }

    async fn of(scene: Scene) -> Self {
        let (marias, marios) = (Token::random().unwrap(), Token::random().unwrap());
        let access = Access::token(&marias, "maria").and_token(&marios, "mario").host("tower.example");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let server = Arc::clone(&scene.server);
        let served =
            tokio::spawn(async move { server.serve_http(listener, access, async { drop(stopped.await) }).await });
        Self { scene, client: reqwest::Client::new(), url, marias, marios, stop, served }
    }

    /// A message to the server, with the headers that every client sends.
    fn post(&self, token: Option<&Token>, message: &Value) -> RequestBuilder {
        let post = self.client.request(Method::POST, &self.url).json(message);
        let post = post.header("accept", "application/json, text/event-stream");
        match token {
            Some(token) => post.bearer_auth(token.reveal()),
            None => post,
        }
    }

    fn hello(&self, token: Option<&Token>) -> RequestBuilder {
        let params = json!({"protocolVersion": OLD, "capabilities": {"elicitation": {}}, "clientInfo": {"name": "t", "version": "1"}});
        self.post(token, &json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}))
    }

    /// A call in the way of 2026-07-28, which needs no session.
    async fn call(&self, token: &Token, mut params: Value) -> Value {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": NEW,
            "io.modelcontextprotocol/clientInfo": {"name": "t", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
        });
        let tool = params["name"].as_str().unwrap().to_owned();
        let message = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params});
        let post = self.post(Some(token), &message).header("mcp-protocol-version", NEW);
        answer(post.header("mcp-method", "tools/call").header("mcp-name", tool).send().await.unwrap(), 7).await
    }
}

/// The response with that id, out of JSON or a stream of events.
async fn answer(response: Response, id: u64) -> Value {
    let text = response.text().await.unwrap();
    let lines = text.lines().map(|line| line.strip_prefix("data:").unwrap_or(line).trim());
    let mut messages = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages.find(|message| message["id"] == id).unwrap_or_else(|| panic!("no answer in {text}"))
}

#[tokio::test]
async fn nobody_comes_in_without_a_token() {
    let http = Http::start().await;
    let wrong = Token::random().unwrap();
    for refused in
        [http.hello(None), http.hello(Some(&wrong)), http.hello(None).header("authorization", "Basic bWFyaWE6")]
    {
        let response = refused.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
    }
    assert_eq!(http.hello(Some(&http.marias)).send().await.unwrap().status(), StatusCode::OK);
    let lower = http.hello(None).header("authorization", format!("bearer {}", http.marias.reveal()));
    assert_eq!(lower.send().await.unwrap().status(), StatusCode::OK);
    let elsewhere = http.client.get(http.url.replace("/mcp", "/")).send().await.unwrap();
    assert_eq!(elsewhere.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_from_elsewhere_do_not_come_in() {
    let http = Http::start().await;
    for (header, value, status) in [
        ("host", "evil.example", StatusCode::FORBIDDEN),
        ("host", "tower.example", StatusCode::OK),
        ("host", "localhost:1234", StatusCode::OK),
        ("origin", "https://evil.example", StatusCode::FORBIDDEN),
        ("origin", "http://localhost.evil.example", StatusCode::FORBIDDEN),
        ("origin", "null", StatusCode::FORBIDDEN),
        ("origin", "http://localhost:6274", StatusCode::OK),
        ("origin", "https://tower.example", StatusCode::OK),
    ] {
        let response = http.hello(Some(&http.marias)).header(header, value).send().await.unwrap();
        assert_eq!(response.status(), status, "{header}: {value}");
    }
}

#[tokio::test]
async fn a_session_is_its_principals_alone() {
    let http = Http::start().await;
    let response = http.hello(Some(&http.marias)).send().await.unwrap();
    let session = response.headers()["mcp-session-id"].to_str().unwrap().to_owned();
    let list = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"});
    let mine =
        http.post(Some(&http.marias), &list).header("mcp-session-id", &session).header("mcp-protocol-version", OLD);
    assert_eq!(answer(mine.send().await.unwrap(), 2).await["result"]["tools"][0]["name"], "bell-engrave");
    let theirs =
        http.post(Some(&http.marios), &list).header("mcp-session-id", &session).header("mcp-protocol-version", OLD);
    assert_eq!(theirs.send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_shows_a_token_asks_and_answers_as_its_principal() {
    let http = Http::start().await;
    let ring = json!({"name": "bell-ring", "arguments": {"bell": 1}});
    let question = http.call(&http.marias, ring.clone()).await;
    let mut again = ring;
    again["requestState"] = question["result"]["requestState"].clone();
    again["inputResponses"] = json!({"approval": says("accept", Some(true))});
    assert_eq!(http.call(&http.marios, again.clone()).await["error"]["code"], -32602);
    assert!(http.scene.tower.log().is_empty());
    support::rang(&http.call(&http.marias, again).await);
    let approval = http.scene.desk.list().await.unwrap().remove(0);
    assert_eq!(approval.request.requester.as_str(), "maria");
    assert_eq!(approval.answer.unwrap().by.as_str(), "maria");
}

#[tokio::test]
async fn a_client_that_goes_away_stops_its_calls() {
    let http = Http::of(Scene::with(|registry| registry.policy("bell-ring", Policy::Auto), |server| server)).await;
    let ring = json!({"name": "bell-ring", "arguments": {"bell": 1, "forever": true}});
    tokio::select! {
        answer = http.call(&http.marias, ring) => panic!("{answer}"),
        () = http.scene.tower.begun.notified() => {}
    }
    http.scene.tower.ended.notified().await;
    assert_eq!(http.scene.tower.log(), ["ring 1", "stop 1"]);
}

#[tokio::test]
async fn other_machines_need_a_token() {
    let scene = Scene::new();
    let open = Access::anybody("maria");
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refused = scene.server.serve_http(listener, open.clone(), std::future::pending()).await;
    assert!(matches!(refused, Err(ServeError::Open(_))), "{refused:?}");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    scene.server.serve_http(listener, open, std::future::ready(())).await.unwrap();
}

#[tokio::test]
async fn it_stops_when_told() {
    let http = Http::start().await;
    http.hello(Some(&http.marias)).send().await.unwrap();
    http.stop.send(()).unwrap();
    http.served.await.unwrap().unwrap();
    assert!(http.client.get(&http.url).send().await.is_err());
    assert!(!format!("{:?}", Access::token(&http.marias, "maria")).contains(http.marias.reveal()));
}
