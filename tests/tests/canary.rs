//! Unmistakable secrets in every credential, and in every field of an answer that holds one. Whatever is then said, by logs
//! at their most talkative, errors and their causes, panics, debug texts, tools, approvals and the audit trail: none of them is in it.
//!
//! A secret that somebody writes into the arguments of a tool is another matter: whoever approves sees it. docs/SAFETY.md says so.

mod support;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use cw_http::{NetworkSettings, RetrySettings, Settings};
use cw_psa_client::callbacks::SigningKey;
use cw_psa_client::{PsaClient, PsaClientBuilder};
use cw_rmm_client::{RmmClient, RmmClientBuilder};
use cw_sandbox::{Account, Fault, FaultKind, PsaAccount, RmmAccount, Sandbox};
use cwa_client::{AutomateClient, AutomateClientBuilder, Credentials};
use futures_util::{StreamExt, TryStreamExt};
use msp_tools_core::{CallOutcome, MemoryAudit, Registry, call_report};
use serde::Serialize;
use serde_json::{Value, json};
use support::canary::{Answer, Ear, Echo, MARK, of_error, secret, silent};
use support::{agent, every_tool, sandbox};

/// The secret of an authenticator, whose alphabet has few letters.
const TOTP: &str = "KANARIKANARIKANARIKANARIKANARIKA";

/// How a client of Automate may log in.
fn logins() -> [Credentials; 3] {
    let account = || Credentials::integrator(secret("user"), secret("password"));
    [account(), account().passcode(&secret("passcode")), account().totp_secret(TOTP)]
}

fn automate(credentials: Credentials, settings: impl FnOnce(Settings) -> Settings) -> AutomateClientBuilder {
    AutomateClient::builder("automate.example.com")
        .credentials(credentials)
        .client_id(format!("{MARK}-client-id"))
        .settings(settings)
}

fn rmm(settings: impl FnOnce(Settings) -> Settings) -> RmmClientBuilder {
    let key = cw_rmm_client::Credentials::new(format!("0e30-{MARK}"), secret("client secret"));
    RmmClient::builder(key).settings(settings)
}

fn psa(settings: impl FnOnce(Settings) -> Settings) -> PsaClientBuilder {
    // Basic credentials: no plus, no colon.
    let key = |name: &str| secret(name).replace('+', "");
    PsaClient::builder("psa.example.com")
        .company("acme")
        .keys(key("public"), key("private"))
        .client_id(format!("{MARK}-client-id"))
        .settings(settings)
}

/// How `acme`, public and private key look in a header.
fn basic_pair() -> String {
    use base64::Engine as _;
    let key = |name: &str| secret(name).replace('+', "");
    let pair = format!("acme+{}:{}", key("public"), key("private"));
    base64::prelude::BASE64_STANDARD.encode(pair)[12..60].to_owned()
}

/// All that a text could be made of.
fn debugged(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// What can be said of the outcome of a call.
fn told<T: Debug>(outcome: Result<T, cw_http::Error>) -> String {
    match outcome {
        Ok(value) => debugged(&value),
        Err(error) => of_error(&error),
    }
}

/// Reads and changes with a client of each product, and all that is said about it.
async fn session(echo: Echo, login: Credentials) -> String {
    let echo = Arc::new(echo);
    let transport = || {
        let echo = echo.clone();
        move |settings: Settings| settings.transport(echo)
    };
    let cwa = automate(login.clone(), transport());
    let rmm = rmm(transport());
    let psa = psa(transport());
    let mut text = format!("{}{}{}{}", debugged(&cwa), debugged(&rmm), debugged(&psa), debugged(&login));
    let (cwa, rmm, psa) =
        (cwa.build().expect("complete"), rmm.build().expect("complete"), psa.build().expect("complete"));
    text += &format!("{}{}{}", debugged(&cwa), debugged(&rmm), debugged(&psa));

    text += &told(cwa.clients().list().all().await);
    text += &told(cwa.clients().get(11.into()).await);
    text += &told(cwa.auth().refresh(&cwa_client::Secret::new(secret("token"))).await);
    text += &told(cwa.locations().delete(7.into()).await);
    let run = cwa.scripts().run(6431.into()).on([1042.into()]).parameter("Password", secret("parameter"));
    text += &debugged(&run);
    text += &told(run.send().await);
    text += &told(rmm.companies().list().all().await);
    text += &told(rmm.devices().get("d-1").await);
    text += &told(rmm.devices().install_token("c-1", "s-1").await);
    let run =
        rmm.tasks().run(cw_rmm_client::Template::shell("t", "n")).on(["e"]).parameter("password", secret("parameter"));
    text += &debugged(&run);
    text += &told(run.send().await);
    text += &told(psa.tickets().list().all().await);
    text += &told(psa.contacts().get(5.into()).await);
    text += &told(psa.members().token("zoe").await);
    text += &told(psa.contacts().delete(5.into()).await);
    for bad in psa.members().list().items_lenient().take(5).collect::<Vec<_>>().await {
        text += &told(bad);
    }
    text
}

#[tokio::test(start_paused = true)]
async fn a_service_that_repeats_everything_is_not_repeated() {
    let ear = Ear::open();
    let token =
        json!({"AccessToken": secret("token"), "access_token": secret("token"), "expires_in": 3600}).to_string();
    let logged_in = || Some(Answer::Body(token.clone()));
    let mut sessions = Vec::new();
    // Wherever bounds cut, they cut into a secret.
    for before in [0, 100, 180, 220, 240, 250, 400, 450, 490] {
        for status in [400, 401, 403, 500] {
            sessions.push((Answer::Json(status), logged_in(), before));
        }
        for answer in [Answer::Text(401), Answer::Page(500), Answer::Text(200), Answer::Page(200), Answer::Wrong] {
            sessions.push((answer, logged_in(), before));
        }
        sessions.push((Answer::HalfJson, logged_in(), before));
        sessions.push((Answer::Json(302), logged_in(), before));
        for login in [Answer::Json(401), Answer::Json(500), Answer::Page(403), Answer::Text(400), Answer::Json(200)] {
            sessions.push((Answer::Text(200), Some(login), before));
        }
    }
    for answer in [Answer::Cut, Answer::Panic] {
        sessions.push((answer.clone(), Some(answer), 0));
    }
    let mut said = 0;
    for (answer, login, before) in sessions {
        for credentials in logins() {
            let place = format!("{answer:?} behind {before}, login {}", debugged(&login.as_ref().map(|_| ())));
            let echo = Echo { answer: answer.clone(), login: login.clone(), before };
            // A transport that panics takes its call with it.
            let session = tokio::spawn(session(echo, credentials));
            let Ok(text) = session.await else { continue };
            said += text.len();
            silent(&place, &text, &[basic_pair()]);
        }
    }
    assert!(said > 1_000_000, "they had something to say: {said}");
    let heard = ear.heard();
    assert!(heard.contains("clients.list") && heard.contains("it works"), "the ear hears");
    silent("a log or panic", &heard, &[basic_pair()]);
}

/// The value as it is shown and as it is written.
fn shown<T: Debug + Serialize>(value: &T) -> String {
    debugged(value) + &serde_json::to_string(value).expect("JSON")
}

/// A client of each product, which gets this for an answer, whatever it asks.
fn answered(body: &Value) -> (AutomateClient, RmmClient, PsaClient) {
    let token = json!({"AccessToken": secret("token"), "access_token": secret("token"), "expires_in": 3600});
    let transport = || {
        let (answer, login) = (Answer::Body(body.to_string()), Some(Answer::Body(token.to_string())));
        let echo = Arc::new(Echo { answer, login, before: 0 });
        move |settings: Settings| settings.transport(echo)
    };
    let [login, ..] = logins();
    let built = "complete";
    (
        automate(login, transport()).build().expect(built),
        rmm(transport()).build().expect(built),
        psa(transport()).build().expect(built),
    )
}

#[tokio::test(start_paused = true)]
async fn what_answers_hold_in_secret_fields_is_not_shown() {
    let ear = Ear::open();
    let it = secret("field");
    let mut text = String::new();

    let location = json!({"Id": 7, "Name": "Uptown", "ScriptPassword": it, "ScriptExtra1": it, "ScriptExtra2": it});
    let (cwa, ..) = answered(&location);
    text += &shown(&cwa.locations().get(7.into()).await.expect("a location"));
    let (cwa, ..) = answered(&json!({"Id": 7, "FirstName": "Zoe", "Password": it}));
    text += &shown(&cwa.contacts().get(7.into()).await.expect("a contact"));
    let (cwa, ..) = answered(&json!([{"Id": 7, "Password": it}]));
    text += &shown(&cwa.clients().deployment_logins(7.into()).all().await.expect("logins"));
    let (cwa, ..) = answered(&json!({"Id": 7, "SNMPCommunityGet": it, "SNMPCommunitySet": it}));
    text += &shown(&cwa.network_devices().get(7.into()).await.expect("a device"));
    let masked = json!({"IsMasked": true, "Value": it, "DefaultValue": it});
    let plain = json!({"IsMasked": false, "Value": it, "DefaultValue": it});
    let fields =
        json!([{"Title": "Portal", "TextFieldSettings": masked}, {"IsEncrypted": true, "TextFieldSettings": plain}]);
    let (cwa, ..) = answered(&fields);
    text += &shown(&cwa.computers().extra_fields(7.into()).all().await.expect("fields"));
    let (cwa, ..) = answered(&json!({"AccessToken": it, "UserId": 7}));
    text += &shown(&cwa.auth().refresh(&cwa_client::Secret::new(it.clone())).await.expect("a token"));
    let (cwa, ..) = answered(&json!({"SSOAccessToken": it}));
    text += &shown(&cwa.auth().sign_in_information().await.expect("how to sign in"));

    let licences = json!([{"productName": "Office", "productKey": it}]);
    let device =
        json!({"endpointId": "d-1", "os": {"product": "Windows", "productKey": it}, "softwareLicenses": licences});
    let (_, rmm, _) = answered(&device);
    let device = rmm.devices().get("d-1").await.expect("a device");
    assert!(format!("{device:?}").contains("***"), "the key is there, and masked: {device:?}");
    text += &shown(&device);
    let (_, rmm, _) = answered(&json!({"token": it}));
    text += &told(rmm.devices().install_token("c-1", "s-1").await);

    let password = json!({"id": 1, "caption": "PIN", "type": "Password", "value": it});
    let contact = json!({"id": 5, "firstName": "Zoe", "portalPassword": it, "customFields": [password]});
    let (.., psa) = answered(&contact);
    text += &shown(&psa.contacts().get(5.into()).await.expect("a contact"));
    let (.., psa) = answered(&json!({"id": 5, "identifier": "zoe", "password": it, "token": it}));
    text += &shown(&psa.members().get(5.into()).await.expect("a member"));
    let (.., psa) = answered(&json!({"publicKey": "a name", "privateKey": it}));
    text += &shown(&psa.members().token("zoe").await.expect("keys"));
    let question = json!({"questionId": 1, "question": "PIN?", "fieldType": "Password", "answer": it});
    let (.., psa) = answered(&json!({"id": 5, "name": "DC01", "questions": [question]}));
    text += &shown(&psa.configurations().get(5.into()).await.expect("a configuration"));
    let key = SigningKey::from_answer(json!({"signing_key": it}).to_string().as_bytes()).expect("a key");
    text += &debugged(&key);

    assert!(text.matches("***").count() >= 20, "{text}");
    silent("a record", &text, &[]);
    silent("a log", &ear.heard(), &[]);
}

/// A record whose other fields cannot be read.
#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_does_not_give_its_secrets_away() {
    let ear = Ear::open();
    let it = secret("field");
    let whole = json!([{"id": [], "Id": [], "portalPassword": it, "Password": it, "productKey": it}]);
    let mut text = String::new();
    let (cwa, rmm, psa) = answered(&whole);
    text += &told(cwa.contacts().list().all().await);
    text += &told(cwa.contacts().get(7.into()).await);
    text += &told(rmm.devices().list().all().await);
    text += &told(rmm.devices().get("d-1").await);
    text += &told(psa.contacts().get(5.into()).await);
    text += &told(psa.contacts().list().all().await);
    for bad in psa.contacts().list().items_lenient().collect::<Vec<_>>().await {
        let bad = bad.expect("a page").expect_err("a bad record");
        assert!(bad.raw.get().contains(MARK), "it is there for whoever looks");
        text += &debugged(&bad);
    }
    let numbers: Result<Vec<Wrong>, _> = psa.contacts().list().list_as().items().try_collect().await;
    text += &told(numbers);
    assert!(text.contains("portalPassword") && text.contains("Decode"), "{text}");
    silent("an error", &text, &[]);
    silent("a log or panic", &ear.heard(), &[]);
}

/// What somebody takes a password for.
#[derive(Debug, serde::Deserialize)]
struct Wrong {
    #[serde(rename = "portalPassword")]
    _portal_password: i64,
}

/// What nobody but the tenant and its clients may know. Short passcodes stand in any digest.
fn keys_of(sandbox: &Sandbox) -> Vec<String> {
    let mut keys = Vec::new();
    for account in [Account::Integrator, Account::Passcode, Account::Totp] {
        let account = sandbox.credentials(account);
        keys.extend([account.password, account.client_id]);
        keys.extend(account.totp_secret);
    }
    for account in [PsaAccount::Integrator, PsaAccount::Inquiry] {
        let account = sandbox.psa_credentials(account);
        keys.extend([account.public_key, account.private_key, account.client_id]);
    }
    for account in [RmmAccount::Integrator, RmmAccount::Reader] {
        let key = sandbox.rmm_credentials(account);
        keys.extend([key.client_id, key.client_secret]);
    }
    keys.retain(|key| key.len() >= 8);
    keys
}

/// Calls a tool, and says all that an agent, a person or a program could be told about it.
async fn called(registry: &Registry, tool: &str, input: Value) -> (String, Option<msp_tools_core::Approval>) {
    let outcome = registry.call(tool, input, &agent().with_session("canary")).await;
    let mut text = format!("{}\n{}", debugged(&outcome), call_report(&outcome));
    if let Err(error) = &outcome {
        text += &format!("{error} {}", json!(error));
    }
    match outcome {
        Ok(CallOutcome::AwaitingApproval(approval)) => (text + &json!(approval).to_string(), Some(*approval)),
        _ => (text, None),
    }
}

#[tokio::test]
async fn a_whole_session_over_the_wire_says_no_credentials() {
    let ear = Ear::open();
    let sandbox = sandbox().await;
    let keys = keys_of(&sandbox);
    let audit = MemoryAudit::new();
    let tools = every_tool(&sandbox, &support::rmm(&sandbox));
    let builder = Registry::builder().tools(tools).audit(Arc::new(audit.clone()));
    let (registry, desk) = builder.build().expect("the tools fit together");
    let run = || json!({"script": "Disk Cleanup", "computers": ["kiosk"], "parameters": {}});
    let reads = [
        ("cwa-list-computers", json!({})),
        ("cwa-get-computer", json!({"computer": "kiosk"})),
        ("cw-rmm-list-devices", json!({})),
        ("cw-rmm-get-device", json!({"device": "kiosk"})),
        ("cw-psa-list-tickets", json!({})),
        ("cw-psa-list-contacts", json!({})),
        ("cw-psa-request", json!({"path": "/system/members"})),
    ];

    let mut text = debugged(&desk);
    let faults = [
        None,
        Some(FaultKind::status(500)),
        Some(FaultKind::status(403)),
        Some(FaultKind::Html { status: 200 }),
        Some(FaultKind::BadJson),
        Some(FaultKind::CutBody),
        Some(FaultKind::Drop),
        Some(FaultKind::ExpireTokens),
    ];
    for fault in faults {
        for (tool, input) in reads.clone() {
            if let Some(kind) = fault.clone() {
                sandbox.misbehave(Fault::new(kind).times(1));
            }
            text += &called(&registry, tool, input).await.0;
            sandbox.behave();
        }
    }
    let (said, approval) = called(&registry, "cwa-run-script", run()).await;
    let approval = approval.expect("a script run waits");
    desk.approve(approval.id(), &approval.digest, &"technician".into(), None).await.expect("approved");
    let outcome = registry.resume(approval.id(), &agent().with_session("canary")).await;
    text += &format!("{said}{outcome:?}{}", call_report(&outcome));
    text += &json!(desk.list().await.expect("in memory")).to_string();
    text += &json!(audit.events()).to_string();

    // Wrong passwords and keys, of every kind.
    for login in logins() {
        let wrong = automate(login, |settings| settings).base_url(sandbox.base_url()).build().expect("complete");
        text += &told(wrong.clients().list().all().await);
    }
    let wrong = rmm(|settings| settings.no_quota()).base_url(sandbox.base_url()).build().expect("complete");
    text += &told(wrong.companies().list().all().await);
    let wrong = psa(|settings| settings).base_url(sandbox.base_url()).build().expect("complete");
    text += &told(wrong.tickets().list().all().await);

    assert!(text.len() > 20_000, "there was something to say: {text}");
    silent("the session", &text, &keys);

    // What is written into arguments is seen by whoever approves, but not by logs and the trail.
    let new = json!({"summary": secret("argument"), "company": {"id": 19_011}, "board": {"id": 1}});
    let request = json!({"method": "POST", "path": "/service/tickets", "json_body": new});
    let (said, approval) = called(&registry, "cw-psa-request", request).await;
    let approval = approval.expect("a change waits");
    assert!(said.contains(MARK), "whoever approves sees what it is: {said}");
    desk.approve(approval.id(), &approval.digest, &"technician".into(), None).await.expect("approved");
    let _ = registry.resume(approval.id(), &agent().with_session("canary")).await;
    let trail = json!(audit.events()).to_string();
    assert!(trail.contains(approval.id().as_str()) && trail.contains("finished"), "{trail}");
    silent("the trail", &trail, &keys);

    let heard = ear.heard();
    assert!(heard.contains("hyper"), "the log of the transport is heard too");
    silent("a log or panic", &heard, &keys);
}

#[tokio::test]
async fn addresses_with_passwords_are_not_shown() {
    let ear = Ear::open();
    // As in addresses: nothing that would have to be written otherwise.
    let word = format!("{MARK}-proxy-{MARK}");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let mut text = String::new();
    for address in
        [format!("http://user:{word}@{closed}"), format!("socks9://user:{word}@{closed}"), format!("http://u:{word}@")]
    {
        let mut network = NetworkSettings::default();
        network.proxy = Some(address);
        let mut once = RetrySettings::default();
        once.max_tries = 1;
        let [login, ..] = logins();
        let builder = automate(login, |settings| settings.network(network).retry(once.clone()));
        text += &debugged(&builder);
        match builder.build() {
            Ok(client) => text += &told(client.clients().list().all().await),
            Err(error) => text += &of_error(&error),
        }
    }
    for address in
        [format!("https://user:{word}@cwa.example.com"), format!("user:{word}@cwa.example.com"), word.clone() + "@"]
    {
        let [login, ..] = logins();
        let builders = debugged(&automate(login.clone(), |settings| settings).base_url(&address));
        text += &builders;
        text += &told(automate(login, |settings| settings).base_url(&address).build());
        text += &told(rmm(|settings| settings).base_url(&address).build());
        text += &told(psa(|settings| settings).base_url(&address).build());
    }

    let options = msp_tools_store::Store::options().patience(Duration::from_millis(200));
    for address in [
        format!("postgres://msp:{word}@{closed}/msp"),
        format!("postgres://msp:{word}@/"),
        format!("mysql://m:{word}@h/d"),
    ] {
        match options.clone().postgres(&address).await {
            Ok(store) => text += &debugged(&store),
            Err(error) => {
                text += &format!("{error} {}", debugged(&error));
                let mut cause = std::error::Error::source(&error);
                while let Some(inner) = cause {
                    text += &format!("{inner} {inner:?}");
                    cause = inner.source();
                }
            }
        }
    }
    silent("an address", &text, &[]);
    silent("a log or panic", &ear.heard(), &[]);
}

#[tokio::test]
async fn the_token_of_an_mcp_server_is_not_shown() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let ear = Ear::open();
    let token: msp_tools_mcp::Token = format!("{MARK}-token-{MARK}-{MARK}").parse().expect("long enough");
    let access = msp_tools_mcp::Access::token(&token, "maria");
    let (registry, desk) = Registry::builder().build().expect("no tools");
    let builder = msp_tools_mcp::Server::builder(registry).desk(desk);
    let mut text = debugged(&token) + &debugged(&access) + &debugged(&builder);
    for wrong in [MARK.to_owned(), format!("{MARK}-{MARK} {MARK}-{MARK}-{MARK}")] {
        let error = wrong.parse::<msp_tools_mcp::Token>().expect_err("no token");
        text += &format!("{error} {error:?}");
    }
    let server = Arc::new(builder.build().expect("a server"));
    text += &debugged(&server);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = server.clone();
    let served = tokio::spawn(async move { serving.serve_http(listener, access, async { drop(stopped.await) }).await });
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "x", "arguments": {}}})
        .to_string();
    for (sent, body) in
        [(token.reveal(), body.as_str()), ("kanari-of-somebody-else-kanari", "{}"), (token.reveal(), "{")]
    {
        let mut wire = tokio::net::TcpStream::connect(address).await.expect("it listens");
        let head = format!(
            "POST /mcp HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {sent}\r\ncontent-type: application/json\r\naccept: \
             application/json, text/event-stream\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        wire.write_all(head.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        wire.read_to_end(&mut answer).await.expect("answered");
        text += &String::from_utf8_lossy(&answer);
    }
    stop.send(()).expect("it runs");
    served.await.expect("it ends").expect("in order");
    assert!(text.contains("HTTP/1.1 401"), "{text}");
    silent("the server", &text, &[]);
    silent("a log or panic", &ear.heard(), &[]);
}
