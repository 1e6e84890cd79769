//! Reaching a PSA: credentials, addresses, discovery, and what is said when it does not work.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::sync::Arc;

use common::{
    BASIC, CLIENT_ID, COMPANY, PRIVATE_KEY, PUBLIC_KEY, answer, assert_hides_secrets, assert_no_secret, builder,
    client, header, line,
};
use cw_http::testing::{Reply, Script};
use cw_psa_client::models::NewTicket;
use cw_psa_client::{
    By, Connection, ConnectionState, ErrorKind, Method, PsaClient, PsaClientBuilder, Region, Setting, TicketId,
};
use serde_json::{Value, json};

#[tokio::test]
async fn every_call_carries_company_and_keys_and_the_client_id() {
    let (psa, script) = client([answer(json!({})), answer(json!({}))]);
    psa.system_info().await.unwrap();
    psa.clone().tickets().get(TicketId::new(7)).await.unwrap();
    for sent in script.sent() {
        assert_eq!(header(&sent, "authorization"), Some(format!("Basic {BASIC}").as_str()));
        assert_eq!(header(&sent, "clientid"), Some(CLIENT_ID));
        assert!(header(&sent, "user-agent").unwrap().starts_with("cw-psa-client/"));
        assert_eq!(sent.uri().host(), Some("psa.example.com"));
    }
}

#[tokio::test]
async fn pasted_keys_lose_the_white_space_around_them() {
    let script = Arc::new(Script::new([answer(json!({}))]));
    let psa = builder(&script)
        .company(format!(" {COMPANY}\n"))
        .keys(format!("{PUBLIC_KEY} \r\n"), format!("\t{PRIVATE_KEY}\n"))
        .client_id(format!(" {CLIENT_ID}\n"))
        .build()
        .unwrap();
    psa.system_info().await.unwrap();
    let sent = script.sent();
    assert_eq!(header(&sent[0], "authorization"), Some(format!("Basic {BASIC}").as_str()));
    assert_eq!(header(&sent[0], "clientid"), Some(CLIENT_ID));
}

#[test]
fn building_reports_every_problem_at_once() {
    let error = PsaClient::builder("http://psa.example.com").version("newest").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    for word in ["https", "no company", "no keys", "no client id", "no release"] {
        assert!(error.to_string().contains(word), "{word} in {error}");
    }
    let pasted = PsaClient::builder("eu").company(format!("{COMPANY}+{PUBLIC_KEY}")).keys("", "").client_id("a\nb");
    let error = pasted.build().unwrap_err();
    for word in ["company id alone", "public key is empty", "private key is empty", "no header may hold"] {
        assert!(error.to_string().contains(word), "{word} in {error}");
    }
    assert_no_secret(&error);
    let both = PsaClient::builder("eu").company(COMPANY).keys(format!("{COMPANY}+{PUBLIC_KEY}"), "x").client_id("x");
    let error = both.build().unwrap_err();
    assert!(error.to_string().contains("without the company"), "{error}");
    assert_no_secret(&error);
}

#[tokio::test]
async fn nothing_shows_the_secrets() {
    let echo = json!({ "code": "X", "message": format!("{COMPANY}+{PUBLIC_KEY} {PRIVATE_KEY} {BASIC} {CLIENT_ID}") });
    let (psa, script) = client([Reply::json(401, echo.to_string())]);
    let shown = format!(
        "{psa:?} {:?} {:?} {:?} {:?} {:?}",
        builder(&script).base_url(format!("https://u:{PRIVATE_KEY}@h.example")),
        psa.tickets(),
        psa.tickets().list().query("x", PRIVATE_KEY),
        psa.tickets().create(&NewTicket::new(PRIVATE_KEY, By::id(1))),
        psa.request(Method::GET, &format!("/system/info?token={PRIVATE_KEY}")),
    );
    assert_hides_secrets(&shown);
    let error = psa.system_info().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Credentials, Some(401)));
    assert_no_secret(&error);
    let bad = builder(&script).base_url(format!("https://u:{PRIVATE_KEY}@h.example")).build().unwrap_err();
    assert_no_secret(&bad);
}

fn company_info(codebase: &str, site: &str) -> Reply {
    answer(json!({
        "CompanyName": "Acme MSP", "Codebase": codebase, "VersionCode": "v2026.1", "CompanyID": COMPANY,
        "IsCloud": "True", "SiteUrl": site,
    }))
}

async fn discovered(site: &str, reply: Reply) -> (Result<String, cw_psa_client::Error>, Arc<Script>) {
    let script = Arc::new(Script::new([reply, answer(json!({}))]));
    let settings = PsaClient::builder(site).company(COMPANY).keys(PUBLIC_KEY, PRIVATE_KEY).client_id(CLIENT_ID);
    let found = settings.settings(|settings| settings.transport(script.clone())).discover().await;
    (found.map(|psa| psa.http().base().to_string()), script)
}

#[tokio::test]
async fn a_site_says_its_codebase_and_gets_no_keys_for_it() {
    for (site, codebase, named, base) in [
        ("na.myconnectwise.net", "v2026_1/", "api-na.myconnectwise.net", "https://api-na.myconnectwise.net/v2026_1"),
        ("eu", "v2026_1/", "api-eu.myconnectwise.net", "https://api-eu.myconnectwise.net/v2026_1"),
        ("psa.example.com", "v4_6_release/", "", "https://psa.example.com/v4_6_release"),
        ("psa.example.com", "", "", "https://psa.example.com/v4_6_release"),
        // The keys do not follow an answer to wherever it points.
        ("psa.example.com", "v2026_1/", "evil.example", "https://psa.example.com/v2026_1"),
        ("http://127.0.0.1:8080", "v2026_1/", "evil.example", "http://127.0.0.1:8080/v2026_1"),
    ] {
        let (found, script) = discovered(site, company_info(codebase, named)).await;
        assert_eq!(found.unwrap(), format!("{base}/apis/3.0/"), "{site} {named}");
        let sent = script.sent();
        assert_eq!((sent.len(), sent[0].uri().path()), (1, "/login/companyinfo/acmemsp"), "{site}");
        for name in ["authorization", "clientid"] {
            assert_eq!(header(&sent[0], name), None, "{name}");
        }
    }
}

#[tokio::test]
async fn what_discovery_cannot_find_is_said() {
    for reply in [answer(Value::Null), Reply::status(404)] {
        let (found, _) = discovered("psa.example.com", reply).await;
        let error = found.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("knows no company `acmemsp`"), "{error}");
    }
    let portal = Reply::body(200, "<html><title>Sign in</title>").header("content-type", "text/html");
    let (found, _) = discovered("psa.example.com", portal).await;
    let error = found.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("Sign in") && error.to_string().contains("CW_PSA_SITE"), "{error}");
    for codebase in ["../../evil", "v1?x=", "a b"] {
        let (found, _) = discovered("psa.example.com", company_info(codebase, "")).await;
        assert!(found.unwrap_err().to_string().contains("codebase"), "{codebase}");
    }
    // Settings that cannot be used are found before anything is sent.
    let script = Arc::new(Script::new([]));
    let error = builder(&script).client_id("").discover().await.unwrap_err();
    assert!(error.to_string().contains("no client id") && script.sent().is_empty(), "{error}");
}

fn security() -> Reply {
    let message = "You do not have security permission to perform this action.";
    Reply::json(403, json!({ "code": "Security", "message": message }).to_string())
}

fn info() -> Reply {
    answer(json!({ "version": "v2026.1" }))
}

async fn checked(site: &str, replies: impl IntoIterator<Item = Reply>) -> (Connection, Arc<Script>) {
    let script = Arc::new(Script::new(replies));
    let settings = PsaClient::builder(site).company(COMPANY).keys(PUBLIC_KEY, PRIVATE_KEY).client_id(CLIENT_ID);
    let connection = settings.settings(|settings| settings.transport(script.clone())).check().await;
    assert_hides_secrets(&format!("{connection:?}"));
    (connection, script)
}

#[tokio::test]
async fn a_client_that_works_is_ready_even_if_its_role_reads_no_members() {
    let (connection, script) = checked("psa.example.com", [answer(json!([{ "id": 1 }])), info()]).await;
    assert_eq!((connection.state, connection.advice), (ConnectionState::Ready, None));
    assert!(connection.message.contains("v2026.1 answers at https://psa.example.com/"), "{}", connection.message);
    let lines: Vec<String> = script.sent().iter().map(line).collect();
    assert_eq!(lines, ["GET /system/members?fields=id&page=1&pageSize=1", "GET /system/info"]);

    let (connection, _) = checked("psa.example.com", [security(), info()]).await;
    assert_eq!(connection.state, ConnectionState::Ready);
    assert!(connection.message.contains("does not allow to read members"), "{}", connection.message);
}

#[tokio::test]
async fn what_is_wrong_is_named_with_the_setting_to_look_at() {
    use ConnectionState::{ActionRequired, Misconfigured, Unreachable};
    let refused = || Reply::json(401, r#"{"code":"Unauthorized","message":"UserNotAuthenticated"}"#);
    let client_id = |status| Reply::json(status, r#"{"code":"X","message":"The clientId is not valid"}"#);
    let known = || company_info("v4_6_release/", "");
    let portal = |status| Reply::body(status, "<html><title>Sign in</title>").header("content-type", "text/html");
    let route = Reply::json(404, r#"{"code":"ConnectWiseApi","message":"The endpoint does not exist."}"#);
    let ssl = Reply::json(403, r#"{"code":"Security","message":"SSL is required.","errors":null}"#);
    let moved = Reply::status(302).header("location", "https://portal.example.com/");
    /// What is wrong, what is answered, and what it must come to.
    type Case = (&'static str, Vec<Reply>, ConnectionState, Option<Setting>, &'static str);
    let cases: Vec<Case> = vec![
        ("wrong keys", vec![refused(), known()], ActionRequired, Some(Setting::PrivateKey), "API Keys"),
        (
            "wrong keys, as clouds say it",
            vec![Reply::status(404), known()],
            ActionRequired,
            Some(Setting::PrivateKey),
            "API Keys",
        ),
        (
            "wrong company",
            vec![refused(), answer(Value::Null)],
            ActionRequired,
            Some(Setting::Company),
            "CW_PSA_COMPANY",
        ),
        (
            "nothing known",
            vec![refused(), Reply::status(400)],
            ActionRequired,
            Some(Setting::Company),
            "CW_PSA_PRIVATE_KEY",
        ),
        (
            "unknown client id",
            vec![client_id(400)],
            ActionRequired,
            Some(Setting::ClientId),
            "developer.connectwise.com",
        ),
        (
            "unknown client id, denied",
            vec![client_id(403)],
            ActionRequired,
            Some(Setting::ClientId),
            "CW_PSA_CLIENT_ID",
        ),
        (
            "no client id, without a word",
            vec![Reply::status(403)],
            ActionRequired,
            Some(Setting::ClientId),
            "CW_PSA_CLIENT_ID",
        ),
        ("a host without api-", vec![ssl], Misconfigured, Some(Setting::Site), "`api-`"),
        ("a portal", vec![portal(200)], Misconfigured, Some(Setting::Site), "portal"),
        ("a firewall", vec![portal(503); 4], Misconfigured, Some(Setting::Site), "firewall"),
        ("no such route", vec![route], Misconfigured, Some(Setting::Site), "codebase"),
        ("a redirect", vec![moved], Misconfigured, Some(Setting::Site), "portal"),
        ("no connection", vec![Reply::not_sent(); 4], Unreachable, Some(Setting::Site), "network"),
        ("a bad day", vec![Reply::status(500)], Unreachable, None, "try again later"),
    ];
    tokio::time::pause();
    for (name, replies, state, setting, words) in cases {
        let (connection, _) = checked("psa.example.com", replies).await;
        assert_eq!(connection.state, state, "{name}: {}", connection.message);
        assert_eq!(connection.settings.first().copied(), setting, "{name}");
        let advice = connection.advice.unwrap();
        assert!(advice.contains(words), "{name}: {advice}");
    }
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_misconfigured_and_nothing_is_sent() {
    let plain: PsaClientBuilder =
        PsaClient::builder("http://psa.example.com").company(COMPANY).keys("a", "b").client_id("c");
    let connection = plain.check().await;
    assert_eq!(connection.state, ConnectionState::Misconfigured);
    assert!(connection.message.contains("plain http is allowed for loopback only"), "{}", connection.message);
}

#[tokio::test]
async fn a_company_of_another_region_is_found_there() {
    let replies = [
        Reply::status(404),
        answer(Value::Null),
        answer(Value::Null),
        company_info("v2026_1/", "api-au.myconnectwise.net"),
    ];
    let (connection, script) = checked("eu", replies).await;
    assert_eq!((connection.state, connection.settings), (ConnectionState::ActionRequired, &[Setting::Site][..]));
    assert!(connection.advice.unwrap().contains("CW_PSA_SITE to `au`"));
    let sent = script.sent();
    let hosts: Vec<_> = sent.iter().map(|sent| sent.uri().host().unwrap()).collect();
    let [eu, na, au] = [Region::Eu, Region::Na, Region::Au].map(Region::api_host);
    assert_eq!(hosts, [eu, eu, na, au]);
    assert!(sent[1..].iter().all(|sent| header(sent, "authorization").is_none()));

    let nowhere =
        [Reply::status(404), answer(Value::Null), answer(Value::Null), answer(Value::Null), answer(Value::Null)];
    let (connection, _) = checked("eu", nowhere).await;
    assert_eq!(connection.settings.first(), Some(&Setting::Company));
}

#[tokio::test]
async fn a_codebase_that_is_gone_is_named() {
    let script = Arc::new(Script::new([Reply::status(404), company_info("v2026_2/", "")]));
    let connection = builder(&script).codebase("v2026_1").check().await;
    assert_eq!((connection.state, connection.settings), (ConnectionState::Misconfigured, &[Setting::Codebase][..]));
}
