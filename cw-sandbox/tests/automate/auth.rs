//! Signing in.

use std::time::Duration;

use cw_sandbox::{Account, Sandbox};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::caller::Caller;

async fn post(sandbox: &Sandbox, path: &str, body: &Value) -> (StatusCode, Value) {
    let url = format!("{}/cwa/api/v1{path}", sandbox.base_url());
    let answer = reqwest::Client::new().post(url).json(body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test]
async fn every_spelling_of_the_credentials_is_taken() {
    let sandbox = Sandbox::start().await.unwrap();
    let account = sandbox.credentials(Account::Integrator);
    for (user, password) in [("UserName", "Password"), ("username", "password")] {
        let body = json!({ user: account.username, password: account.password, "TwoFactorPasscode": "" });
        let (status, answer) = post(&sandbox, "/ApiToken", &body).await;
        assert_eq!(status, 200);
        assert!(answer["AccessToken"].is_string());
        assert_eq!(answer["ExpirationDate"].as_str().unwrap().len(), "2026-03-02T15:04:05".len());
    }
}

#[tokio::test]
async fn a_wrong_password_is_401() {
    let sandbox = Sandbox::start().await.unwrap();
    let account = sandbox.credentials(Account::Integrator);
    for body in [json!({ "Username": account.username, "Password": "guess" }), json!({ "Username": "nobody" })] {
        let (status, answer) = post(&sandbox, "/apitoken", &body).await;
        assert_eq!(status, 401);
        assert!(answer["AccessToken"].is_null());
    }
}

#[tokio::test]
async fn without_its_second_factor_an_account_gets_200_and_no_token() {
    let sandbox = Sandbox::start().await.unwrap();
    for account in [Account::Passcode, Account::Totp] {
        let login = sandbox.credentials(account);
        let mut body = json!({ "Username": login.username, "Password": login.password, "TwoFactorPasscode": "12" });
        let (status, answer) = post(&sandbox, "/apitoken", &body).await;
        assert_eq!(status, 200);
        assert!(answer["AccessToken"].is_null());
        assert_eq!(answer["IsTwoFactorRequired"], true);
        assert_eq!(answer["ExpirationDate"], "0001-01-01T00:00:00");

        body["TwoFactorPasscode"] = match (&login.passcode, &login.totp_secret) {
            (Some(passcode), _) => passcode.clone().into(),
            (_, Some(secret)) => code_of(secret).into(),
            _ => panic!("{account:?} has no second factor"),
        };
        let (_, answer) = post(&sandbox, "/apitoken", &body).await;
        assert!(answer["AccessToken"].is_string(), "{account:?}");
    }
}

fn code_of(secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate_current().to_string()
}

#[tokio::test]
async fn token_and_client_id_are_both_needed() {
    let caller = Caller::new().await;
    let url = format!("{}/cwa/api/v1/clients", caller.sandbox.base_url());
    let http = reqwest::Client::new();
    let status = async |request: reqwest::RequestBuilder| request.send().await.unwrap().status();
    assert_eq!(status(caller.request("GET", "/clients")).await, 200);
    assert_eq!(status(http.get(&url)).await, 401, "neither");
    assert_eq!(status(http.get(&url).bearer_auth(caller.token())).await, 401, "no clientId");
    let wrong = http.get(&url).bearer_auth(caller.token()).header("clientId", "0");
    assert_eq!(status(wrong).await, 401, "wrong clientId");
    let client_id = caller.sandbox.credentials(Account::Integrator).client_id;
    assert_eq!(status(http.get(&url).header("ClientID", client_id)).await, 401, "no token");
}

#[tokio::test]
async fn tokens_end_by_age_and_by_withdrawal() {
    let caller = Caller::new().await;
    caller.sandbox.advance(Duration::from_secs(3599));
    assert_eq!(caller.get("/clients").await.status(), 200);
    caller.sandbox.advance(Duration::from_secs(2));
    assert_eq!(caller.get("/clients").await.status(), 401);

    let caller = Caller::new().await;
    caller.sandbox.expire_tokens();
    assert_eq!(caller.get("/clients").await.status(), 401);
}

#[tokio::test]
async fn refreshing_exchanges_the_token() {
    let caller = Caller::new().await;
    let old = json!(caller.token());
    let (status, answer) = post(&caller.sandbox, "/apitoken/refresh", &old).await;
    assert_eq!(status, 200);
    assert_ne!(answer["AccessToken"], old);
    assert_eq!(caller.get("/clients").await.status(), 401, "the old token is good no more");
    assert_eq!(post(&caller.sandbox, "/apitoken/refresh", &old).await.0, 401);
    assert_eq!(caller.sandbox.stats().token_requests, 3);
}

#[tokio::test]
async fn secrets_stay_out_of_debug_and_log() {
    let caller = Caller::new().await;
    caller.read("/clients").await;
    let account = caller.sandbox.credentials(Account::Integrator);
    let shown = format!("{:?} {:?} {:?}", caller.sandbox, account, caller.sandbox.log());
    for secret in [&account.password, &account.client_id, &caller.token().to_owned()] {
        assert!(!shown.contains(secret.as_str()));
    }
    assert!(shown.contains("svc-sandbox"));
}
