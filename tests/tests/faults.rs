//! One scenario table: every way a request goes wrong, for every kind of request, over a real connection to the sandbox.

mod support;

use std::time::{Duration, Instant};

use cw_http::{ErrorKind, RetrySettings, Timeouts};
use cw_sandbox::{Fault, FaultKind, RetryAfter, Sandbox};
use cwa_client::condition::client as client_field;
use cwa_client::models::ScriptBatch;
use cwa_client::{AutomateClient, ClientId, ComputerId, Patch, ScriptId};

#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    ListPage,
    SingleGet,
    ScriptStart,
    Patch,
    Login,
}

/// How the call ends: the kind of its error, or none.
type End = Option<ErrorKind>;

struct Scenario {
    name: &'static str,
    fault: FaultKind,
    /// Reads, replacing changes and logins.
    repeatable: End,
    /// A script start.
    start: End,
    /// How many starts the tenant saw through, however the call ended.
    started: usize,
}

fn scenarios() -> Vec<Scenario> {
    let unknown = Some(ErrorKind::OutcomeUnknown);
    let scenario = |name, fault, repeatable, start, started| Scenario { name, fault, repeatable, start, started };
    vec![
        scenario("closed before it was handled", FaultKind::Drop, None, unknown, 0),
        scenario("handled, then closed without an answer", FaultKind::CommitThenDrop, None, unknown, 1),
        scenario("half a body", FaultKind::CutBody, None, unknown, 1),
        scenario("no answer in time", FaultKind::Hang, None, unknown, 0),
        // The sandbox gives a request up with its connection; a real server may not.
        scenario("a slow answer", FaultKind::Delay { ms: 2_000 }, None, unknown, 0),
        scenario("a trickle that comes through", FaultKind::SlowBody { chunk: 512, every_ms: 1 }, None, None, 1),
        scenario("429 with seconds", FaultKind::too_many_requests(RetryAfter::Seconds(0)), None, None, 1),
        scenario("429 with nonsense", FaultKind::too_many_requests(RetryAfter::Text("soon".into())), None, None, 1),
        scenario("502", FaultKind::status(502), None, unknown, 0),
        scenario("503", FaultKind::status(503), None, unknown, 0),
        scenario(
            "504 behind which it happened",
            FaultKind::Status { status: 504, retry_after: RetryAfter::None, handled: true },
            None,
            unknown,
            1,
        ),
        scenario(
            "503 that says when",
            FaultKind::Status { status: 503, retry_after: RetryAfter::Seconds(0), handled: false },
            None,
            None,
            1,
        ),
        scenario("500", FaultKind::status(500), Some(ErrorKind::Server), Some(ErrorKind::Server), 0),
        scenario("a page instead of JSON", FaultKind::Html { status: 200 }, Some(ErrorKind::Decode), unknown, 0),
        scenario("JSON that ends early", FaultKind::BadJson, Some(ErrorKind::Decode), unknown, 1),
        scenario("a withdrawn token", FaultKind::ExpireTokens, None, None, 1),
    ]
}

fn client(sandbox: &Sandbox) -> AutomateClient {
    let mut retry = RetrySettings::default();
    retry.base_delay = Duration::from_millis(5);
    retry.refusal_delay = Duration::from_millis(5);
    let timeouts = Timeouts::new().attempt(Duration::from_millis(1_000)).call(Duration::from_secs(10));
    support::builder(sandbox).settings(|settings| settings.retry(retry).timeouts(timeouts)).build().expect("settings")
}

async fn perform(cwa: &AutomateClient, what: What, (acme, kiosk, script): (ClientId, ComputerId, ScriptId)) -> End {
    let answer = match what {
        What::ListPage => cwa.clients().list().all().await.map(drop),
        What::SingleGet | What::Login => cwa.clients().get(acme).await.map(drop),
        What::ScriptStart => {
            let batch = ScriptBatch::on_computers(script, [kiosk]);
            cwa.scripts().execute(&batch).await.map(drop)
        }
        What::Patch => {
            let patch = Patch::new().set(&client_field::CITY, "Portland").expect("a text");
            cwa.clients().update(acme, &patch).await.map(drop)
        }
    };
    answer.err().map(|error| error.kind())
}

fn path_of(what: What) -> &'static str {
    match what {
        What::ListPage => "*/clients",
        What::SingleGet | What::Patch => "*/clients/*",
        What::ScriptStart => "*/batch/scriptexecute",
        What::Login => "*/apitoken",
    }
}

#[tokio::test]
async fn every_fault_for_every_kind_of_request() {
    let sandbox = support::sandbox().await;
    let world = sandbox.world();
    let ids = (
        ClientId::new(world.company_named("Acme Dental").expect("always there").id.into()),
        ComputerId::new(world.machine_named("kiosk").expect("always there").id.into()),
        ScriptId::new(world.script_named("Disk Cleanup").expect("always there").id.into()),
    );
    for scenario in scenarios() {
        for what in [What::ListPage, What::SingleGet, What::ScriptStart, What::Patch, What::Login] {
            let name = scenario.name;
            let cwa = client(&sandbox);
            if what != What::Login {
                // The login is not what goes wrong here.
                cwa.clients().get(ids.0).await.expect("no fault yet");
            }
            sandbox.clear_log();
            sandbox.misbehave(Fault::new(scenario.fault.clone()).path(path_of(what)).times(1));
            let end = perform(&cwa, what, ids).await;
            sandbox.behave();
            // A change whose answer cannot be read may have happened.
            let repeatable = match (what, scenario.repeatable) {
                (What::Patch, Some(ErrorKind::Decode)) => Some(ErrorKind::OutcomeUnknown),
                (What::Login, Some(ErrorKind::Server | ErrorKind::Decode)) => {
                    assert!(end.is_some(), "{name}, {what:?}: the login failed");
                    end
                }
                (_, repeatable) => repeatable,
            };
            if what == What::ScriptStart {
                assert_eq!(end, scenario.start, "{name}, {what:?}");
                let log = sandbox.log();
                let started = log.committed().into_iter().filter(|request| request.method == "POST").count();
                assert_eq!(started, scenario.started, "{name}: starts that went through");
                if end.is_some() {
                    assert_eq!(log.count("POST", "*/batch/scriptexecute"), 1, "{name}: never sent again");
                }
            } else {
                assert_eq!(end, repeatable, "{name}, {what:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_with_a_time_is_waited_for() {
    let sandbox = support::sandbox().await;
    let cwa = support::client(&sandbox);
    cwa.clients().list().all().await.expect("no fault yet");
    for (retry_after, least) in [(RetryAfter::Seconds(1), 1_000), (RetryAfter::Date(2), 900)] {
        sandbox.misbehave(Fault::new(FaultKind::too_many_requests(retry_after)).path("*/clients").times(1));
        let start = Instant::now();
        cwa.clients().list().all().await.expect("the second try");
        assert!(start.elapsed() >= Duration::from_millis(least), "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn fifty_callers_with_an_expired_token_log_in_once() {
    let sandbox = support::sandbox().await;
    let cwa = support::client(&sandbox);
    cwa.clients().list().all().await.expect("the first login");
    sandbox.expire_tokens();
    sandbox.clear_log();
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let cwa = cwa.clone();
            tokio::spawn(async move { cwa.clients().list().all().await.map(|clients| clients.len()) })
        })
        .collect();
    for call in calls {
        assert!(call.await.expect("no panic").expect("an answer") >= 3);
    }
    assert_eq!(sandbox.log().count("POST", "*/apitoken"), 1);
}

#[tokio::test]
async fn a_script_start_whose_answer_is_lost_is_unknown_to_the_tool_too() {
    for fault in [FaultKind::CommitThenDrop, FaultKind::CutBody] {
        let sandbox = support::sandbox().await;
        let (registry, desk) = support::tools(&sandbox);
        sandbox.misbehave(Fault::new(fault).path("*/batch/scriptexecute"));
        let input = serde_json::json!({"script": "Disk Cleanup", "computers": ["kiosk"]});
        let error = support::approved(&registry, &desk, "cwa-run-script", input).await.expect_err("the answer is lost");
        assert_eq!(error.kind(), msp_tools_core::ErrorKind::OutcomeUnknown, "{error}");
        assert_eq!(error.status(), msp_tools_core::CallStatus::OutcomeUnknown);
        assert_eq!(sandbox.log().count("POST", "*/batch/scriptexecute"), 1, "one start, not two");
        assert_eq!(sandbox.log().committed().len(), 1);
    }
}
