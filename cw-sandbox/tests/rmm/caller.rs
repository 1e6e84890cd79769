//! A client for these tests only.

use cw_sandbox::{RmmAccount, RmmCredentials, Sandbox, SandboxBuilder};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

pub(crate) const V1: &str = "/api/platform/v1";
pub(crate) const V2: &str = "/api/platform/v2";
pub(crate) const TICKETS: &str = "/api/platform/v2/service/ticketing/tickets";

pub(crate) struct Caller {
    pub(crate) sandbox: Sandbox,
    pub(crate) token: String,
    http: reqwest::Client,
}

impl Caller {
    pub(crate) async fn new() -> Self {
        Self::on(Sandbox::builder()).await
    }

    /// Logged in with every scope of the larger key.
    pub(crate) async fn on(builder: SandboxBuilder) -> Self {
        let sandbox = builder.start().await.unwrap();
        let mut caller = Self { sandbox, token: String::new(), http: reqwest::Client::new() };
        let key = caller.key(RmmAccount::Integrator);
        caller.log_in(&key.scopes.join(" ")).await;
        caller
    }

    pub(crate) fn key(&self, account: RmmAccount) -> RmmCredentials {
        self.sandbox.rmm_credentials(account)
    }

    /// Exchanges the token for one of the larger key with these scopes.
    pub(crate) async fn log_in(&mut self, scope: &str) {
        self.log_in_as(RmmAccount::Integrator, scope).await;
    }

    pub(crate) async fn log_in_as(&mut self, account: RmmAccount, scope: &str) {
        let (status, body) = self.try_token(&self.key(account), scope).await;
        assert_eq!(status, 200, "{body}");
        self.token = body["access_token"].as_str().unwrap().to_owned();
    }

    pub(crate) async fn try_token(&self, key: &RmmCredentials, scope: &str) -> (u16, Value) {
        self.ask_token(json!({
            "grant_type": "client_credentials",
            "client_id": key.client_id,
            "client_secret": key.client_secret,
            "scope": scope,
        }))
        .await
    }

    pub(crate) async fn ask_token(&self, body: Value) -> (u16, Value) {
        let answer = self.bare("POST", "/v1/token").json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.bare(method, path).bearer_auth(&self.token)
    }

    /// A request without a token.
    pub(crate) fn bare(&self, method: &str, path: &str) -> RequestBuilder {
        self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.sandbox.base_url()))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request("GET", path).send().await.unwrap()
    }

    /// The JSON of a read that succeeds.
    pub(crate) async fn read(&self, path: &str) -> Value {
        self.read_with(path, &[]).await
    }

    pub(crate) async fn read_with(&self, path: &str, query: &[(&str, &str)]) -> Value {
        let (status, body) = self.try_read(path, query).await;
        assert_eq!(status, 200, "{path} {query:?}: {body}");
        body
    }

    /// The status of a read, and its body; a body that is no JSON comes as a text.
    pub(crate) async fn try_read(&self, path: &str, query: &[(&str, &str)]) -> (u16, Value) {
        let answer = self.request("GET", path).query(query).send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// The status of a write, and its body; a body that is no JSON comes as a text.
    pub(crate) async fn try_send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.request(method, path).json(body).send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// The JSON of a write that succeeds.
    pub(crate) async fn write(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.try_send(method, path, body).await;
        assert!(status < 300, "{method} {path}: {status} {answer}");
        answer
    }

    /// The RMM id of a machine by its name.
    pub(crate) fn endpoint(&self, name: &str) -> String {
        self.sandbox.world().machine_named(name).unwrap().rmm_id()
    }

    /// Company, site and endpoint of a machine by its name.
    pub(crate) fn place(&self, name: &str) -> [String; 3] {
        let world = self.sandbox.world();
        let machine = world.machine_named(name).unwrap();
        let (company, site) = (world.company(machine.company).unwrap(), world.site(machine.site).unwrap());
        [company.rmm_id(), site.rmm_id(), machine.rmm_id()]
    }
}

/// The texts at a field of every record.
pub(crate) fn texts<'a>(records: &'a Value, field: &str) -> Vec<&'a str> {
    records.as_array().unwrap().iter().map(|record| record[field].as_str().unwrap()).collect()
}
