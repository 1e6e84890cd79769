//! Logging in: what is sent, what refusals become, how a token is shared and replaced.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use common::{
    CLIENT_ID, PASSWORD, TOKEN, USERNAME, answer, assert_no_secret, body, builder, client, header, line, login,
};
use cw_http::testing::{Reply, Script};
use cwa_client::{AutomateClient, ClientId, Credentials, Error, ErrorKind, TotpSecret};
use futures_util::future::join_all;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

const TOTP: &str = "gezd gnbv gy3t qojq gezd gnbv gy3t qojq";

fn acme() -> Reply {
    answer(json!({ "Id": "12", "Name": "Acme Dental" }))
}

/// What the server says to an account that needs a passcode.
fn asks_for_passcode() -> Reply {
    answer(json!({ "AccessToken": null, "ExpirationDate": "0001-01-01T00:00:00", "IsTwoFactorRequired": true }))
}

async fn read(cwa: &AutomateClient) -> Result<cwa_client::models::Client, Error> {
    cwa.clients().get(ClientId::new(12)).await
}

/// Logs in with these credentials and answers, and returns why it failed.
async fn refusal(credentials: Credentials, replies: impl IntoIterator<Item = Reply>) -> (Error, Arc<Script>) {
    let script = Arc::new(Script::new(replies));
    let cwa = builder(&script).credentials(credentials).build().unwrap();
    let error = read(&cwa).await.unwrap_err();
    assert_no_secret(&error);
    (error, script)
}

fn integrator() -> Credentials {
    Credentials::integrator(USERNAME, PASSWORD)
}

#[tokio::test]
async fn a_login_is_sent_before_the_first_call_and_not_again() {
    let (cwa, script) = client([acme(), acme()]);
    assert_eq!(read(&cwa).await.unwrap().name.as_deref(), Some("Acme Dental"));
    read(&cwa.clone()).await.unwrap();

    let sent = script.sent();
    assert_eq!(
        sent.iter().map(line).collect::<Vec<_>>(),
        ["POST /v1/apitoken", "GET /v1/Clients/12", "GET /v1/Clients/12"]
    );
    assert_eq!(body(&script, 0), json!({ "Username": USERNAME, "Password": PASSWORD, "TwoFactorPasscode": "" }));
    assert_eq!((header(&sent[0], "clientid"), header(&sent[0], "authorization")), (Some(CLIENT_ID), None));
    assert_eq!(header(&sent[0], "content-type"), Some("application/json"));
    assert_eq!(header(&sent[1], "authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    let agent = header(&sent[1], "user-agent").unwrap();
    assert!(agent.starts_with("cwa-client/"), "{agent}");
}

#[tokio::test]
async fn an_account_that_needs_a_passcode_is_told_which_setting_to_give() {
    for (credentials, words) in [
        (integrator(), ["second factor", "CWA_TOTP_SECRET"]),
        (integrator().passcode("123 456"), ["passcode was not accepted", "TOTP secret"]),
        (integrator().totp_secret(TOTP), ["TOTP secret was not accepted", "clock"]),
    ] {
        let (error, _) = refusal(credentials, [asks_for_passcode()]).await;
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(words.iter().all(|word| error.to_string().contains(word)), "{error}");
        assert_eq!((error.operation(), error.status()), (Some("auth.login"), Some(200)));
    }
}

#[tokio::test]
async fn a_refused_login_names_user_and_password_whatever_the_status() {
    let no_token = json!({ "AccessToken": "", "IsTwoFactorRequired": false });
    for reply in [
        Reply::json(401, json!({ "Message": format!("{USERNAME} and {PASSWORD} do not match") }).to_string()),
        Reply::status(401),
        Reply::status(403),
        Reply::json(400, "{}"),
        answer(no_token),
        answer(json!({})),
    ] {
        let (error, script) = refusal(integrator(), [reply]).await;
        assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
        assert!(error.to_string().contains("user name or password"), "{error}");
        assert_eq!(script.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_wrong_password_is_not_tried_by_every_caller() {
    let script = Arc::new(Script::new([Reply::status(401)]));
    let cwa = builder(&script).build().unwrap();
    let outcomes = join_all((0..50).map(|_| read(&cwa))).await;
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_err_and(|e| e.kind() == ErrorKind::Credentials)));
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test]
async fn what_is_no_automate_server_is_said() {
    let page = || Reply::body(200, "<html><title>Blocked</title>").header("content-type", "text/html");
    for (reply, kind) in [(page(), ErrorKind::Decode), (Reply::status(404), ErrorKind::NotFound)] {
        let (error, _) = refusal(integrator(), [reply]).await;
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains("address of an Automate server"), "{error}");
    }
    let (error, _) = refusal(integrator(), [page()]).await;
    assert!(error.to_string().contains("Blocked"), "{error}");
}

#[tokio::test]
async fn a_damaged_login_answer_is_an_error_without_the_token() {
    let cut = format!("{{\"AccessToken\": \"{TOKEN}\", \"Expi");
    let wrong = json!({ "AccessToken": TOKEN, "IsTwoFactorRequired": TOKEN }).to_string();
    for text in [cut, wrong] {
        let (error, _) = refusal(integrator(), [Reply::json(200, text)]).await;
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}

#[tokio::test(start_paused = true)]
async fn a_login_whose_answer_is_lost_is_repeated_unless_it_held_a_passcode() {
    let script = Arc::new(Script::new([Reply::cut(), Reply::status(503), login(), acme()]));
    read(&builder(&script).build().unwrap()).await.unwrap();
    assert_eq!(common::logins(&script), 3);

    let (error, script) = refusal(integrator().passcode("123456"), [Reply::cut()]).await;
    assert_eq!((error.kind(), script.sent().len()), (ErrorKind::Interrupted, 1));
}

#[tokio::test]
async fn a_passcode_is_sent_without_its_spaces_and_used_once() {
    let script = Arc::new(Script::new([login(), acme(), Reply::status(401)]));
    let cwa = builder(&script).credentials(integrator().passcode("123 456")).build().unwrap();
    read(&cwa).await.unwrap();
    assert_eq!(body(&script, 0)["TwoFactorPasscode"], "123456");

    let error = read(&cwa).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.to_string().contains("passcode is used up"), "{error}");
    assert_eq!(common::logins(&script), 1, "the account could be locked");
}

#[tokio::test(start_paused = true)]
async fn a_passcode_that_the_server_never_saw_is_still_good() {
    let script = Arc::new(Script::new([Reply::not_sent(), login(), acme()]));
    let cwa = builder(&script).credentials(integrator().passcode("123456")).build().unwrap();
    read(&cwa).await.unwrap();
    assert_eq!(body(&script, 1)["TwoFactorPasscode"], "123456");
}

#[tokio::test]
async fn a_totp_secret_makes_a_passcode_for_each_login() {
    let script = Arc::new(Script::new([login(), acme(), Reply::status(401), login(), acme()]));
    let cwa = builder(&script).credentials(integrator().totp_secret(TOTP)).build().unwrap();
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let secret = TotpSecret::parse(TOTP).unwrap();
    let before = now();
    read(&cwa).await.unwrap();
    read(&cwa).await.unwrap();
    let possible: Vec<Value> = (before..=now()).map(|at| Value::from(secret.passcode(at).expose_secret())).collect();
    for index in [0, 3] {
        assert!(possible.contains(&body(&script, index)["TwoFactorPasscode"]), "login at {index}");
    }
}

#[tokio::test(start_paused = true)]
async fn fifty_callers_with_an_expired_token_cause_one_login() {
    let ends = jiff::Timestamp::now() + Duration::from_secs(600);
    let naive = ends.to_zoned(jiff::tz::TimeZone::UTC).datetime().to_string();
    let short = answer(json!({ "AccessToken": TOKEN, "ExpirationDate": naive }));
    let script = Arc::new(Script::new([short, acme(), login().after(Duration::from_millis(200))]).then_always(acme()));
    let cwa = builder(&script).build().unwrap();
    read(&cwa).await.unwrap();
    tokio::time::advance(Duration::from_secs(601)).await;

    let outcomes = join_all((0..50).map(|_| read(&cwa))).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(common::logins(&script), 2);
    assert_eq!(common::lines(&script).len(), 51);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_after_55_minutes_while_nobody_waits() {
    let script = Arc::new(Script::new([login(), acme(), acme(), login()]).then_always(acme()));
    let cwa = builder(&script).build().unwrap();
    read(&cwa).await.unwrap();
    tokio::time::advance(Duration::from_secs(54 * 60)).await;
    read(&cwa).await.unwrap();
    assert_eq!(common::logins(&script), 1);

    tokio::time::advance(Duration::from_secs(90)).await;
    read(&cwa).await.unwrap();
    tokio::task::yield_now().await;
    assert_eq!(common::logins(&script), 2);
}

#[tokio::test]
async fn a_401_brings_one_fresh_login_and_then_a_hint_at_the_client_id() {
    let refused = || Reply::json(401, r#"{"Message":"Unauthorized"}"#);
    let (cwa, script) = client([acme(), refused(), login(), acme(), refused(), login(), refused()]);
    read(&cwa).await.unwrap();
    read(&cwa).await.unwrap();
    assert_eq!(common::logins(&script), 2);

    let error = read(&cwa).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Credentials, Some(401)));
    assert!(error.to_string().contains("clientId (CWA_CLIENT_ID)"), "{error}");
    assert_eq!(common::logins(&script), 3);
    assert_no_secret(&error);
}

#[tokio::test]
async fn nothing_shows_the_secrets() {
    let (cwa, _) = client([]);
    let script = Arc::new(Script::new([]));
    let with_factor = integrator().totp_secret(TOTP);
    let request = cwa.clients().get(ClientId::new(12));
    let list = cwa.clients().list();
    let shown = format!(
        "{cwa:?} {:?} {with_factor:?} {request:?} {list:?} {:?} {:?}",
        builder(&script)
            .base_url(format!("https://u:{PASSWORD}@h.example"))
            .credentials(integrator().passcode("998877")),
        cwa.clients(),
        cwa.request(cwa_client::Method::GET, &format!("/Clients?token={TOKEN}")),
    );
    for secret in [PASSWORD, USERNAME, CLIENT_ID, TOKEN, "998877", TOTP] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn building_reports_every_problem_at_once() {
    let credentials = Credentials::integrator("", PASSWORD).totp_secret("not base32!");
    let error = AutomateClient::builder("http://automate.example.com")
        .credentials(credentials)
        .client_id(" \n")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    for word in ["https", "user name", "authenticator secret", "client id"] {
        assert!(error.to_string().contains(word), "{word} in {error}");
    }
    assert_no_secret(&error);

    let error = AutomateClient::builder("automate.example.com").build().unwrap_err();
    assert!(error.to_string().contains("no credentials") && error.to_string().contains("no client id"), "{error}");
    let error = AutomateClient::builder("automate.example.com").client_id("a\nb").build().unwrap_err();
    assert!(error.to_string().contains("no header may hold"), "{error}");
}
