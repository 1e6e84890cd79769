//! A client for these tests only.

use cw_sandbox::{PsaAccount, Sandbox, SandboxBuilder};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;

pub(crate) struct Caller {
    pub(crate) sandbox: Sandbox,
    pub(crate) account: PsaAccount,
    http: reqwest::Client,
}

impl Caller {
    pub(crate) async fn new() -> Self {
        Self::on(Sandbox::builder()).await
    }

    pub(crate) async fn on(builder: SandboxBuilder) -> Self {
        let sandbox = builder.start().await.unwrap();
        Self { sandbox, account: PsaAccount::Integrator, http: reqwest::Client::new() }
    }

    /// A request with everything that is needed to be let in.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let keys = self.sandbox.psa_credentials(self.account);
        let user = format!("{}+{}", keys.company, keys.public_key);
        self.bare(method, path).basic_auth(user, Some(keys.private_key)).header("clientId", keys.client_id)
    }

    /// A request without credentials.
    pub(crate) fn bare(&self, method: &str, path: &str) -> RequestBuilder {
        self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.sandbox.psa_url()))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request("GET", path).send().await.unwrap()
    }

    /// The JSON of a read that succeeds.
    pub(crate) async fn read(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    pub(crate) async fn list(&self, path: &str, query: &[(&str, &str)]) -> Vec<Value> {
        let answer = self.request("GET", path).query(query).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path} {query:?}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// The status of a list, and its body.
    pub(crate) async fn try_list(&self, path: &str, query: &[(&str, &str)]) -> (u16, Value) {
        let answer = self.request("GET", path).query(query).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub(crate) async fn list_count(&self, path: &str, conditions: &str) -> u64 {
        let request = self.request("GET", &format!("{path}/count")).query(&[("conditions", conditions)]);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["count"].as_u64().unwrap()
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Response {
        self.request(method, path).json(&body).send().await.unwrap()
    }

    /// Uploads a document and says what is answered.
    pub(crate) async fn upload(&self, name: &str, content: &[u8], fields: &[(&str, &str)]) -> Value {
        let mut form = Vec::new();
        for (field, value) in fields {
            form.extend(
                format!("--cut\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let head = format!("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        form.extend(head.bytes().chain(content.iter().copied()).chain(*b"\r\n--cut--\r\n"));
        let request = self.request("POST", "/system/documents").body(form);
        let answer = request.header("content-type", "multipart/form-data; boundary=cut").send().await.unwrap();
        assert_eq!(answer.status(), 201);
        answer.json().await.unwrap()
    }

    /// The status of a write, and its body.
    pub(crate) async fn try_send(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let answer = self.send(method, path, body).await;
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// The JSON of a write that succeeds.
    pub(crate) async fn write(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.try_send(method, path, body).await;
        assert!(status < 300, "{method} {path}: {status} {answer}");
        answer
    }
}

pub(crate) fn ids(rows: &[Value]) -> Vec<u64> {
    rows.iter().map(|row| row["id"].as_u64().unwrap()).collect()
}
