//! Tokens and scopes.

use std::time::Duration;

use cw_sandbox::RmmAccount;
use serde_json::{Value, json};

use crate::caller::{Caller, TICKETS, V1};

#[tokio::test]
async fn a_token_carries_the_scopes_that_were_asked_for() {
    let mut caller = Caller::new().await;
    let key = caller.key(RmmAccount::Integrator);
    let (status, token) = caller.try_token(&key, "platform.companies.read  platform.sites.read").await;
    assert_eq!((status, &token["token_type"], &token["expires_in"]), (200, &json!("Bearer"), &json!(3600)));
    assert_eq!(token["scope"], "platform.companies.read platform.sites.read");
    token["access_token"].as_str().unwrap().clone_into(&mut caller.token);
    assert_eq!(caller.try_read(&format!("{V1}/company/companies"), &[]).await.0, 200);
    let (status, body) = caller.try_read(&format!("{V1}/device/endpoints"), &[]).await;
    assert_eq!((status, &body["error"]), (403, &json!("forbidden")));
}

#[tokio::test]
async fn one_scope_too_many_spoils_the_whole_token() {
    let caller = Caller::new().await;
    let reader = caller.key(RmmAccount::Reader);
    assert_eq!(caller.try_token(&reader, &reader.scopes.join(" ")).await.0, 200);
    for scope in ["platform.companies.read platform.tickets.read", "platform.everything", ""] {
        let (status, body) = caller.try_token(&reader, scope).await;
        assert_eq!((status, &body["error"]), (400, &json!("invalid_scope")), "{scope}");
    }
}

#[tokio::test]
async fn what_is_no_key_gets_no_token() {
    let caller = Caller::new().await;
    let key = caller.key(RmmAccount::Integrator);
    assert!(key.client_id.starts_with("0e30") && key.client_id.len() == 36);
    let body = |grant: &str, id: &str, secret: &str| json!({ "grant_type": grant, "client_id": id, "client_secret": secret, "scope": "platform.companies.read" });
    for (sent, status, error) in [
        (body("client_credentials", &key.client_id, "wrong"), 401, "invalid_client"),
        (body("client_credentials", "0e30", &key.client_secret), 401, "invalid_client"),
        (body("password", &key.client_id, &key.client_secret), 400, "unsupported_grant_type"),
        (json!([]), 400, "unsupported_grant_type"),
    ] {
        let (got, answer) = caller.ask_token(sent).await;
        assert_eq!((got, answer["error"].as_str().unwrap()), (status, error));
        assert!(answer["error_description"].is_string());
    }
    let form = caller.bare("POST", "/v1/token").body("grant_type=client_credentials").send().await.unwrap();
    assert_eq!(form.status(), 400);
    assert_eq!(caller.bare("GET", "/v1/token").send().await.unwrap().status(), 405);
    caller.sandbox.configure(|settings| settings.rmm_wrong_region = true);
    let (status, answer) = caller.try_token(&key, "platform.companies.read").await;
    assert_eq!((status, &answer["error"]), (401, &json!("invalid_client")));
    assert!(!format!("{key:?}").contains(&key.client_secret));
}

#[tokio::test]
async fn a_bad_token_is_401_in_the_words_of_the_route() {
    let mut caller = Caller::new().await;
    caller.token = "made-up".to_owned();
    let (status, body) = caller.try_read(&format!("{V1}/device/endpoints"), &[]).await;
    assert_eq!((status, &body["error"]), (401, &json!("access_denied")));
    let (status, body) = caller.try_read(TICKETS, &[]).await;
    assert_eq!((status, &body[0]["code"]), (401, &json!("ACCESS_DENIED")));
    let basic = caller.bare("GET", "/v1/rate_limits").basic_auth("a", Some("b")).send().await.unwrap();
    assert_eq!(basic.status(), 401);
}

#[tokio::test]
async fn tokens_expire_and_can_be_withdrawn() {
    let mut caller = Caller::new().await;
    let path = format!("{V1}/company/companies");
    caller.sandbox.advance(Duration::from_secs(3599));
    assert_eq!(caller.try_read(&path, &[]).await.0, 200);
    caller.sandbox.advance(Duration::from_secs(1));
    assert_eq!(caller.try_read(&path, &[]).await.0, 401);
    caller.log_in("platform.companies.read").await;
    assert_eq!(caller.try_read(&path, &[]).await.0, 200);
    caller.sandbox.expire_tokens();
    assert_eq!(caller.try_read(&path, &[]).await.0, 401);
}

#[tokio::test]
async fn too_many_tokens_lock_the_key_for_a_minute() {
    let caller = Caller::new().await;
    caller.sandbox.configure(|settings| settings.rmm_tokens_per_minute = 3);
    let (key, reader) = (caller.key(RmmAccount::Integrator), caller.key(RmmAccount::Reader));
    let scope = "platform.companies.read";
    for expected in [200, 200, 423, 423] {
        let (status, body) = caller.try_token(&key, scope).await;
        assert_eq!(status, expected, "{body}");
    }
    assert_eq!(caller.try_token(&reader, scope).await.0, 200, "the other key is not locked");
    assert_eq!(caller.try_read(&format!("{V1}/company/companies"), &[]).await.0, 200, "tokens that are out stay good");
    caller.sandbox.advance(Duration::from_secs(60));
    assert_eq!(caller.try_token(&key, scope).await.0, 200);
}

#[tokio::test]
async fn the_log_counts_tokens_and_keeps_no_secret() {
    let caller = Caller::new().await;
    caller.read(&format!("{V1}/company/companies")).await;
    let key = caller.key(RmmAccount::Integrator);
    let log = serde_json::to_string(&caller.sandbox.log()).unwrap();
    for secret in [&key.client_secret, &caller.token] {
        assert!(!log.contains(secret.as_str()));
    }
    assert_eq!(caller.sandbox.stats().token_requests, 1);
    assert!(caller.sandbox.log().writes().is_empty());
    let _: Value = serde_json::from_str(&log).unwrap();
}

#[tokio::test]
async fn the_environment_is_that_of_the_larger_key() {
    let caller = Caller::new().await;
    let env = caller.sandbox.env();
    let value = |name: &str| env.iter().find(|(own, _)| *own == name).unwrap().1.clone();
    let key = caller.key(RmmAccount::Integrator);
    assert_eq!(value("CW_RMM_BASE_URL"), caller.sandbox.base_url());
    assert_eq!((value("CW_RMM_CLIENT_ID"), value("CW_RMM_CLIENT_SECRET")), (key.client_id, key.client_secret));
    assert!(value("CW_RMM_SCOPES").contains("platform.automation.create"));
}
