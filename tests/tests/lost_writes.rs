//! Writes whose answers are lost, over a real connection: what is said of them is what the tenant knows, and nothing is made twice.

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cw_http::{ErrorKind, Fate, Settings, Timeouts};
use cw_psa_client::condition::ticket;
use cw_psa_client::models::{NewTicket, Ticket};
use cw_psa_client::{By, PsaClient};
use cw_sandbox::{Fault, FaultKind, Sandbox, Stamp};
use cwa_client::{ComputerId, ScriptId, ScriptRun};
use msp_tools_core::{ApprovalDesk, CallOutcome, CallStatus, Limits, Policies, Registry, Tool};
use serde_json::{Value, json};

const SUMMARY: &str = "kiosk: \"the screen\" is 100% black";

/// Losses behind which the change was made, and losses before it was.
const MADE: [FaultKind; 3] = [FaultKind::CommitThenDrop, FaultKind::CutBody, FaultKind::BadJson];
const NOT_MADE: [FaultKind; 2] = [FaultKind::Drop, FaultKind::Html { status: 200 }];

/// So that a test of what is not there need not wait long.
fn soon(settings: Settings) -> Settings {
    settings.timeouts(Timeouts::new().settle(Duration::from_millis(300)))
}

fn psa(sandbox: &Sandbox) -> PsaClient {
    support::psa_builder(sandbox).settings(soon).build().expect("settings")
}

fn lose(sandbox: &Sandbox, fault: &FaultKind, path: &str) {
    sandbox.misbehave(Fault::new(fault.clone()).method("POST").path(path).times(1));
}

fn tickets(sandbox: &Sandbox) -> usize {
    sandbox.world().tickets.iter().filter(|ticket| ticket.summary.contains(SUMMARY)).count()
}

fn new() -> NewTicket {
    NewTicket::new(SUMMARY, By::name("Acme Dental")).with_process_notifications(false)
}

#[tokio::test]
async fn a_ticket_is_found_by_its_fields_or_surely_not_there() {
    let sandbox = support::sandbox().await;
    let psa = psa(&sandbox);
    for (faults, happened) in [(&MADE[..], true), (&NOT_MADE[..], false)] {
        for fault in faults {
            let before = tickets(&sandbox);
            // The ones of the rounds before are the same in all but their age.
            sandbox.advance(Duration::from_secs(600));
            lose(&sandbox, fault, "*/service/tickets");
            let error = psa.tickets().create(&new()).await.expect_err("the answer is lost");
            assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{fault:?}: {error}");
            match error.reconcile::<Ticket>().await.expect("the look succeeds") {
                Fate::Happened(ticket) => {
                    assert!(happened, "{fault:?}");
                    let id = ticket.id.expect("it has one").get();
                    assert!(sandbox.world().tickets.iter().any(|known| i64::from(known.id) == id));
                }
                Fate::DidNotHappen => assert!(!happened, "{fault:?}"),
                fate => panic!("{fault:?}: {fate:?}"),
            }
            assert_eq!(tickets(&sandbox), before + usize::from(happened), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn a_ticket_is_found_by_a_mark() {
    let sandbox = support::sandbox().await;
    let psa = psa(&sandbox);
    for (number, fault) in MADE.iter().chain(&NOT_MADE).enumerate() {
        let new = NewTicket::new(format!("w7-{number:06} {SUMMARY}"), By::name("Acme Dental"));
        let marked = psa.tickets().list().condition(ticket::SUMMARY.like(&format!("w7-{number:06} %")));
        lose(&sandbox, fault, "*/service/tickets");
        let error = psa.tickets().create(&new).findable_by(marked).await.expect_err("the answer is lost");
        let fate = error.reconcile::<Ticket>().await.expect("the look succeeds");
        match (number < MADE.len(), fate) {
            (true, Fate::Happened(ticket)) => assert_eq!(ticket.summary, Some(new.summary)),
            (false, Fate::DidNotHappen) => {}
            (_, fate) => panic!("{fault:?}: {fate:?}"),
        }
    }
    assert_eq!(tickets(&sandbox), MADE.len());
}

/// Two callers ask for the same at once, and both answers are lost: which is whose, nobody can say.
#[tokio::test]
async fn of_two_that_are_the_same_none_is_taken_for_the_other() {
    let sandbox = support::sandbox().await;
    let psa = psa(&sandbox);
    sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).method("POST").path("*/service/tickets").times(2));
    let error = psa.tickets().create(&new()).await.expect_err("lost");
    let other = psa.tickets().create(&new()).await.expect_err("lost");
    for error in [error, other] {
        let Fate::CannotTell(why) = error.reconcile::<Ticket>().await.expect("looks") else { panic!("there are two") };
        assert!(why.contains("several records"), "{why}");
    }
    assert_eq!(tickets(&sandbox), 2);
}

#[tokio::test]
async fn the_services_own_clock_counts_however_wrong_it_is() {
    let long_ago = Stamp::from_unix_millis(1_600_000_000_000);
    let sandbox = support::start(Sandbox::builder().now(long_ago)).await;
    let psa = psa(&sandbox);
    psa.tickets().create(&new()).await.expect("an older one that is the same");
    sandbox.advance(Duration::from_secs(900));
    lose(&sandbox, &FaultKind::Drop, "*/service/tickets");
    let error = psa.tickets().create(&new()).await.expect_err("lost");
    assert_eq!(error.reconcile::<Value>().await.expect("looks"), Fate::DidNotHappen);
    lose(&sandbox, &FaultKind::CommitThenDrop, "*/service/tickets");
    let error = psa.tickets().create(&new()).await.expect_err("lost");
    assert!(matches!(error.reconcile::<Value>().await.expect("looks"), Fate::Happened(_)));
}

/// A look meets the same bad weather as everything else, and never concludes anything from it.
#[tokio::test]
async fn a_look_that_fails_is_no_answer() {
    let sandbox = support::sandbox().await;
    let psa = psa(&sandbox);
    for happened in [true, false] {
        let lost = if happened { FaultKind::CommitThenDrop } else { FaultKind::Drop };
        lose(&sandbox, &lost, "*/service/tickets");
        let error = psa.tickets().create(&new()).await.expect_err("lost");
        sandbox.misbehave(Fault::new(FaultKind::status(403)).method("GET").path("*/service/tickets"));
        let failed = error.reconcile::<Ticket>().await.expect_err("not allowed to look");
        assert_eq!((failed.kind(), failed.is_retryable()), (ErrorKind::OutcomeUnknown, false));
        sandbox.behave();
        // It can be looked for once more, by the second error as by the first.
        let fate = failed.reconcile::<Ticket>().await.expect("allowed again");
        assert_eq!(matches!(fate, Fate::Happened(_)), happened, "{fate:?}");
        sandbox.advance(Duration::from_secs(600));
    }
    assert_eq!(tickets(&sandbox), 1);
}

#[tokio::test]
async fn a_script_start_is_found_running_or_nobody_can_tell() {
    let sandbox = support::sandbox().await;
    let cwa = support::builder(&sandbox).settings(soon).build().expect("settings");
    let world = sandbox.world();
    let script = ScriptId::new(world.script_named("Disk Cleanup").expect("always there").id.into());
    let kiosk = ComputerId::new(world.machine_named("kiosk").expect("always there").id.into());
    let runs =
        |sandbox: &Sandbox| sandbox.world().runs.iter().filter(|run| i64::from(run.script) == script.get()).count();
    let before = runs(&sandbox);

    lose(&sandbox, &FaultKind::Drop, "*/batch/scriptexecute");
    let error = cwa.scripts().run(script).on([kiosk]).send().await.expect_err("lost");
    // An agent that asks for work later would start it: that nothing is seen proves nothing.
    assert!(matches!(error.reconcile::<ScriptRun>().await.expect("looks"), Fate::CannotTell(_)));
    assert_eq!(runs(&sandbox), before);

    for (number, fault) in MADE.iter().enumerate() {
        lose(&sandbox, fault, "*/batch/scriptexecute");
        let error = cwa.scripts().run(script).on([kiosk]).send().await.expect_err("lost");
        let fate = error.reconcile::<ScriptRun>().await.expect("looks");
        let Fate::Happened(run) = fate else { panic!("{fault:?}: {fate:?}") };
        let outcome = cwa.scripts().follow(&run).poll_every(Duration::from_millis(50)).outcome().await.expect("looks");
        assert!(outcome.all_succeeded(), "{outcome:?}");
        assert_eq!(runs(&sandbox), before + number + 1);
    }
}

/// All tools over clients that do not wait long, and the desk at which a person answers.
fn tools(sandbox: &Sandbox) -> (Registry, ApprovalDesk) {
    tools_within(sandbox, Limits::default())
}

fn tools_within(sandbox: &Sandbox, limits: Limits) -> (Registry, ApprovalDesk) {
    let cwa = support::builder(sandbox).settings(soon).build().expect("settings");
    let rmm = support::rmm_builder(sandbox).settings(soon).build().expect("settings");
    let tools: Vec<Arc<dyn Tool>> = cwa_client::tools::tools(&cwa)
        .into_iter()
        .chain(cw_psa_client::tools::tools(&psa(sandbox)))
        .chain(cw_rmm_client::tools::tools(&rmm))
        .collect();
    let policies = Policies::builder().limits(limits).build(&Default::default()).expect("settings in order");
    Registry::builder().tools(tools).policies(policies).build().expect("the tools fit together")
}

/// A write through the registry, and where it can be lost.
struct Write {
    tool: &'static str,
    input: Value,
    path: &'static str,
    /// Whether a loss before it was made can be told from one behind.
    is_told: bool,
}

fn writes() -> Vec<Write> {
    let write = |tool, path, is_told, input| Write { tool, input, path, is_told };
    vec![
        write(
            "cw-psa-create-ticket",
            "*/service/tickets",
            true,
            json!({"company": "Acme Dental", "summary": SUMMARY, "board": "Help Desk", "internal_note": "x"}),
        ),
        write(
            "cw-psa-update-ticket",
            "*/service/tickets/*/notes",
            true,
            json!({"ticket": 100_003, "note": {"text": "Looked into it: *all* is well."}}),
        ),
        write(
            "cw-psa-update-ticket",
            "*/time/entries",
            true,
            json!({"ticket": 100_003, "time": {"minutes": 15, "notes": "Looked into it."}}),
        ),
        write(
            "cw-rmm-create-ticket",
            "*/service/ticketing/tickets",
            true,
            json!({
                "company": "Acme Dental", "summary": SUMMARY, "description": "It is black.", "board": "Help Desk",
                "source": "Email", "devices": ["kiosk", "DC01"], "due": "2030-12-24",
            }),
        ),
        write(
            "cwa-run-script",
            "*/batch/scriptexecute",
            false,
            json!({"script": "Disk Cleanup", "computers": ["kiosk"], "wait_seconds": 0}),
        ),
    ]
}

fn committed(sandbox: &Sandbox, path: &str) -> usize {
    sandbox.log().matching("POST", path).filter(|request| request.committed).count()
}

#[tokio::test]
async fn a_tool_whose_answer_is_lost_looks_before_it_reports() {
    for write in writes() {
        for fault in MADE {
            let sandbox = support::sandbox().await;
            let (registry, desk) = tools(&sandbox);
            lose(&sandbox, &fault, write.path);
            let name = format!("{} {} {fault:?}", write.tool, write.path);
            let told = support::approved(&registry, &desk, write.tool, write.input.clone()).await;
            let told = told.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(told.to_string().contains("was looked up"), "{name}: it says how it knows: {told:#}");
            assert_eq!(committed(&sandbox, write.path), 1, "{name}");
            assert_eq!(sandbox.log().matching("POST", write.path).count(), 1, "{name}: nothing is sent again");
        }
    }
}

#[tokio::test]
async fn what_was_surely_not_done_has_failed_and_may_be_asked_for_again() {
    for write in writes() {
        for fault in NOT_MADE {
            let sandbox = support::sandbox().await;
            let (registry, desk) = tools(&sandbox);
            lose(&sandbox, &fault, write.path);
            let name = format!("{} {} {fault:?}", write.tool, write.path);
            let error = support::approved(&registry, &desk, write.tool, write.input.clone()).await.expect_err(&name);
            assert_eq!(committed(&sandbox, write.path), 0, "{name}");
            if !write.is_told {
                assert_eq!(error.status(), CallStatus::OutcomeUnknown, "{name}: {error}");
                continue;
            }
            assert_eq!(error.status(), CallStatus::Failed, "{name}: {error}");
            assert!(error.message().contains("it was not done, and may be asked for again"), "{name}: {error}");
            assert!(!error.message().contains("may or may not"), "{name}: {error}");
            support::approved(&registry, &desk, write.tool, write.input.clone()).await.expect(&name);
            assert_eq!(committed(&sandbox, write.path), 1, "{name}");
        }
    }
}

/// The found record is complete: what else the tool has to do is done to it, and told of it.
#[tokio::test]
async fn a_tool_goes_on_with_the_record_that_it_found() {
    let sandbox = support::sandbox().await;
    let (registry, desk) = tools(&sandbox);
    let input = json!({"company": "Acme Dental", "summary": SUMMARY, "configurations": ["kiosk"]});
    lose(&sandbox, &FaultKind::CommitThenDrop, "*/service/tickets");
    let told = support::approved(&registry, &desk, "cw-psa-create-ticket", input).await.expect("found");
    assert_eq!(told["configurations"], json!(["kiosk"]), "{told:#}");
    let id = told["id"].as_i64().expect("a number");
    let made = sandbox.world().tickets.iter().find(|ticket| i64::from(ticket.id) == id).expect("it exists").machine;
    assert_eq!(made, Some(sandbox.world().machine_named("kiosk").expect("always there").id));

    let input = json!({
        "company": "Acme Dental", "summary": SUMMARY, "description": "d", "board": "Help Desk", "source": "Email",
        "devices": ["kiosk", "DC01"], "internal_note": "x",
    });
    lose(&sandbox, &FaultKind::CommitThenDrop, "*/service/ticketing/tickets");
    lose(&sandbox, &FaultKind::CommitThenDrop, "*/service/ticketing/tickets/*/notes");
    let told = support::approved(&registry, &desk, "cw-rmm-create-ticket", input).await.expect("found");
    assert_eq!(told["device_ids"].as_array().map(Vec::len), Some(2), "{told:#}");
    assert_eq!(told["problems"], Value::Null, "the note was found too: {told:#}");
    assert_eq!(committed(&sandbox, "*/service/ticketing/tickets/*/notes"), 1);
}

#[tokio::test]
async fn a_task_of_rmm_leaves_nothing_to_be_found_by() {
    let sandbox = support::sandbox().await;
    let (registry, desk) = tools(&sandbox);
    let input = json!({"script": "Disk Cleanup", "devices": "kiosk", "company": "Acme Dental"});
    lose(&sandbox, &FaultKind::CommitThenDrop, "*/schedule-tasks");
    let error = support::approved(&registry, &desk, "cw-rmm-run-task", input).await.expect_err("lost");
    assert_eq!(error.status(), CallStatus::OutcomeUnknown);
    assert!(error.message().contains("list of started tasks"), "{error}");
    assert!(error.message().contains("look in the console"), "{error}");
}

/// In the words of the one who has to look.
#[tokio::test]
async fn where_nobody_can_tell_it_says_why_and_what_to_look_at() {
    let sandbox = support::sandbox().await;
    let (registry, desk) = tools(&sandbox);
    let input = json!({"company": "Acme Dental", "summary": SUMMARY});
    support::approved(&registry, &desk, "cw-psa-create-ticket", input.clone()).await.expect("another that is the same");
    lose(&sandbox, &FaultKind::CommitThenDrop, "*/service/tickets");
    let error = support::approved(&registry, &desk, "cw-psa-create-ticket", input).await.expect_err("two of them");
    assert_eq!(error.status(), CallStatus::OutcomeUnknown, "{error}");
    let message = error.message();
    assert!(message.contains("several records could be it") || message.contains("a record could be it"), "{message}");
    assert!(message.contains("look for a new ticket of Acme Dental"), "{message}");
    assert_eq!(tickets(&sandbox), 2);
}

/// What a caller allows a call holds for the looks as well.
#[tokio::test]
async fn looks_count_as_requests_of_the_call() {
    let sandbox = support::sandbox().await;
    let (registry, desk) = tools(&sandbox);
    let input = json!({"company": "Acme Dental", "summary": SUMMARY});
    let asked = registry.call("cw-psa-create-ticket", input.clone(), &support::agent()).await.expect("a plan");
    let CallOutcome::AwaitingApproval(asked) = asked else { panic!("it needs a person") };
    let planning = sandbox.log().len();
    desk.approve(asked.id(), &asked.digest, &"technician".into(), None).await.expect("approved");
    registry.resume(asked.id(), &support::agent()).await.expect("made");
    let running = sandbox.log().len() - planning;

    // That nothing is there takes two looks, of which this allows one at the most.
    assert!(planning <= running + 1, "{planning} requests to plan, {running} to run");
    let most = u32::try_from(planning.max(running)).expect("few");
    let sandbox = support::sandbox().await;
    for (most, told) in [(most, CallStatus::OutcomeUnknown), (most + 2, CallStatus::Failed)] {
        let (registry, desk) = tools_within(&sandbox, Limits::default().with_requests_per_call(most));
        lose(&sandbox, &FaultKind::Drop, "*/service/tickets");
        let error = support::approved(&registry, &desk, "cw-psa-create-ticket", input.clone()).await;
        let error = error.expect_err("it was not made");
        assert_eq!(error.status(), told, "{most}: {error}");
        let says_what_to_do = error.message().contains("look for a new ticket of Acme Dental");
        assert_eq!(says_what_to_do, told == CallStatus::OutcomeUnknown, "{error}");
    }
    assert_eq!(tickets(&sandbox), 0);
}

#[tokio::test]
async fn looks_end_with_the_time_of_the_call() {
    let sandbox = support::sandbox().await;
    let (registry, desk) = tools(&sandbox);
    let start = Instant::now();
    let cx = support::agent().with_deadline(start + Duration::from_secs(3));
    let input = json!({"company": "Acme Dental", "summary": SUMMARY});
    let CallOutcome::AwaitingApproval(asked) = registry.call("cw-psa-create-ticket", input, &cx).await.expect("a plan")
    else {
        panic!("it needs a person");
    };
    desk.approve(asked.id(), &asked.digest, &"technician".into(), None).await.expect("approved");
    // The list that is looked at never answers, and a try may take a minute.
    lose(&sandbox, &FaultKind::CommitThenDrop, "*/service/tickets");
    sandbox.misbehave(Fault::new(FaultKind::Hang).method("GET").path("*/service/tickets"));
    let error = registry.resume(asked.id(), &cx).await.expect_err("nobody waits so long");
    assert_eq!(error.status(), CallStatus::OutcomeUnknown, "{error}");
    assert!(error.message().contains("it was not looked for") || error.message().contains("look for a new"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert_eq!(tickets(&sandbox), 1);
}
