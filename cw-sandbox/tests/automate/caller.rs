//! A small HTTP client on one sandbox.

use cw_sandbox::{Account, Sandbox, SandboxBuilder};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// A sandbox and a caller who is logged in to it.
pub(crate) struct Caller {
    pub(crate) sandbox: Sandbox,
    http: reqwest::Client,
    token: String,
    client_id: String,
}

impl Caller {
    pub(crate) async fn new() -> Self {
        Self::on(Sandbox::builder()).await
    }

    pub(crate) async fn on(builder: SandboxBuilder) -> Self {
        let sandbox = builder.start().await.unwrap();
        let account = sandbox.credentials(Account::Integrator);
        let http = reqwest::Client::new();
        let url = format!("{}/cwa/api/v1/apitoken", sandbox.base_url());
        let login = json!({ "Username": account.username, "Password": account.password });
        let answer: Value = http.post(url).json(&login).send().await.unwrap().json().await.unwrap();
        let token = answer["AccessToken"].as_str().unwrap().to_owned();
        Self { sandbox, http, token, client_id: account.client_id }
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let root = if path.starts_with("/v2/") { "/cwa/api" } else { "/cwa/api/v1" };
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.http
            .request(method, format!("{}{root}{path}", self.sandbox.base_url()))
            .bearer_auth(&self.token)
            .header("clientId", &self.client_id)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request("GET", path).send().await.unwrap()
    }

    /// The JSON of a 200.
    pub(crate) async fn read(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    /// The rows that a list shows under some parameters.
    pub(crate) async fn list(&self, path: &str, query: &[(&str, &str)]) -> Vec<Value> {
        let answer = self.request("GET", path).query(query).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert_eq!(status, 200, "{path} {query:?}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Response {
        self.request(method, path).json(&body).send().await.unwrap()
    }

    pub(crate) fn machine(&self, name: &str) -> cw_sandbox::Machine {
        self.sandbox.world().machine_named(name).unwrap().clone()
    }
}
