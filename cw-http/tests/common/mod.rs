//! What the tests share: a client over a script of answers.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use cw_http::testing::Script;
use cw_http::{
    BaseUrl, Credentials, Error, ErrorKind, HttpClient, HttpClientBuilder, Operation, Request, Token, TokenSource,
};

pub const GET: Operation = Operation::get("things.get", "/v1/Things/1");
pub const PUT: Operation = Operation::put("things.replace", "/v1/Things/1");
pub const DELETE: Operation = Operation::delete("things.delete", "/v1/Things/1");
pub const POST: Operation = Operation::post("things.create", "/v1/Things");
pub const PATCH: Operation = Operation::patch("things.update", "/v1/Things/1");
pub const LOGIN: Operation = Operation::post("login", "/v1/token");

pub fn base() -> BaseUrl {
    BaseUrl::parse("api.example.com", "/api/").expect("a host")
}

pub fn builder(script: &Arc<Script>) -> HttpClientBuilder {
    HttpClient::builder(base())
        .settings(|settings| settings.transport(Arc::clone(script) as Arc<dyn cw_http::Transport>))
}

pub fn client(script: &Arc<Script>) -> HttpClient {
    builder(script).build().expect("settings are fine")
}

pub async fn send(script: &Arc<Script>, operation: &Operation) -> Result<u16, Error> {
    client(script).send(Request::new(operation)).await.map(|response| response.status())
}

/// A login that counts, takes a second, and gives `token-1`, `token-2` and so on.
#[derive(Default)]
pub struct Logins {
    pub count: AtomicU64,
    pub lifetime: Option<Duration>,
    /// How every login ends, if it does not succeed.
    pub refuse: Option<ErrorKind>,
}

#[async_trait]
impl TokenSource for Logins {
    async fn fetch(&self, _http: &HttpClient) -> Result<Token, Error> {
        let number = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        tokio::time::sleep(Duration::from_secs(1)).await;
        if let Some(kind) = self.refuse {
            return Err(Error::new(kind, "the login failed"));
        }
        Ok(Token::new(format!("token-{number}").into(), self.lifetime.unwrap_or(Duration::from_secs(3600))))
    }
}

pub fn with_logins(script: &Arc<Script>, logins: &Arc<Logins>) -> HttpClient {
    let source: Arc<dyn TokenSource> = logins.clone();
    let limits = cw_http::Limits::new().in_flight(1000);
    builder(script)
        .credentials(Credentials::Token(source))
        .settings(|settings| settings.limits(limits))
        .build()
        .expect("settings are fine")
}
