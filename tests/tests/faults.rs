//! One scenario table: every way a request goes wrong, for every kind of request, over a real connection to the sandbox.

mod support;

use std::time::{Duration, Instant};

use async_trait::async_trait;
use cw_http::{ErrorKind, RetrySettings, Settings, Timeouts};
use cw_psa_client::models::NewTicket;
use cw_psa_client::{By, PsaClient, TicketId};
use cw_rmm_client::api::DeviceScope;
use cw_rmm_client::{CompanyId, EndpointId, RmmClient, Template};
use cw_sandbox::{BreakAt, BreakHow, Fault, FaultKind, RetryAfter, Sandbox};
use cwa_client::condition::client as client_field;
use cwa_client::models::ScriptBatch;
use cwa_client::{AutomateClient, ClientId, ComputerId, ScriptId};
use futures_util::StreamExt;
use futures_util::future::join_all;

#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    ListPage,
    SingleGet,
    /// What must not happen twice: a script start, a new ticket.
    Once,
    Patch,
    Login,
}

/// How the call ends: the kind of its error, or none.
type End = Option<ErrorKind>;

struct Scenario {
    name: String,
    fault: FaultKind,
    /// Reads, replacing changes and logins.
    repeatable: End,
    /// What must not happen twice.
    once: End,
    /// How often that was seen through by the tenant, however the call ended.
    happened: usize,
}

/// A client of one product, and what it is asked for.
#[async_trait]
trait Subject {
    fn product(&self) -> &'static str;

    /// Where the request goes, as faults match it; nothing if the product has no such request.
    fn path(&self, what: What) -> Option<(&'static str, &'static str)>;

    /// How what must not happen twice ends.
    fn once(&self, scenario: &Scenario) -> End {
        scenario.once
    }

    async fn perform(&self, what: What) -> Result<(), cw_http::Error>;
}

fn scenarios() -> Vec<Scenario> {
    let unknown = Some(ErrorKind::OutcomeUnknown);
    let scenario = |name: &str, fault, repeatable, once, happened| Scenario {
        name: name.into(),
        fault,
        repeatable,
        once,
        happened,
    };
    let mut scenarios = breaks();
    scenarios.extend([
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
    ]);
    scenarios
}

/// Before it was handled, without an answer, without a body or in the middle of it: nothing more comes, the connection is closed or
/// torn down, or the answer ends as if that were all.
fn breaks() -> Vec<Scenario> {
    let mut scenarios = Vec::new();
    for at in [BreakAt::Request, BreakAt::Answer, BreakAt::Body, BreakAt::HalfBody] {
        for how in [BreakHow::Wait, BreakHow::Close, BreakHow::Reset, BreakHow::GoodEnd] {
            // An answer that seems whole is not asked for again: what it says cannot be read.
            let seems_whole = how == BreakHow::GoodEnd && matches!(at, BreakAt::Body | BreakAt::HalfBody);
            scenarios.push(Scenario {
                name: format!("{at:?}, {how:?}"),
                fault: FaultKind::Break { at, how },
                repeatable: seems_whole.then_some(ErrorKind::Decode),
                once: Some(ErrorKind::OutcomeUnknown),
                happened: usize::from(at != BreakAt::Request),
            });
        }
    }
    scenarios
}

fn quick(settings: Settings) -> Settings {
    let mut retry = RetrySettings::default();
    retry.base_delay = Duration::from_millis(5);
    retry.refusal_delay = Duration::from_millis(5);
    let timeouts = Timeouts::new().attempt(Duration::from_millis(1_000)).call(Duration::from_secs(10));
    settings.retry(retry).timeouts(timeouts)
}

struct Automate {
    cwa: AutomateClient,
    acme: ClientId,
    kiosk: ComputerId,
    script: ScriptId,
}

impl Automate {
    fn of(sandbox: &Sandbox) -> Self {
        let world = sandbox.world();
        Self {
            cwa: support::builder(sandbox).settings(quick).build().expect("settings"),
            acme: ClientId::new(world.company_named("Acme Dental").expect("always there").id.into()),
            kiosk: ComputerId::new(world.machine_named("kiosk").expect("always there").id.into()),
            script: ScriptId::new(world.script_named("Disk Cleanup").expect("always there").id.into()),
        }
    }
}

#[async_trait]
impl Subject for Automate {
    fn product(&self) -> &'static str {
        "automate"
    }

    fn path(&self, what: What) -> Option<(&'static str, &'static str)> {
        Some(match what {
            What::ListPage => ("GET", "*/clients"),
            What::SingleGet => ("GET", "*/clients/*"),
            What::Patch => ("PATCH", "*/clients/*"),
            What::Once => ("POST", "*/batch/scriptexecute"),
            What::Login => ("POST", "*/apitoken"),
        })
    }

    async fn perform(&self, what: What) -> Result<(), cw_http::Error> {
        match what {
            What::ListPage => self.cwa.clients().list().all().await.map(drop),
            What::SingleGet | What::Login => self.cwa.clients().get(self.acme).await.map(drop),
            What::Once => {
                let batch = ScriptBatch::on_computers(self.script, [self.kiosk]);
                self.cwa.scripts().execute(&batch).await.map(drop)
            }
            What::Patch => {
                let patch = cwa_client::Patch::new().set(&client_field::CITY, "Portland").expect("a text");
                self.cwa.clients().update(self.acme, &patch).await.map(drop)
            }
        }
    }
}

struct Psa {
    psa: PsaClient,
    ticket: TicketId,
}

impl Psa {
    fn of(sandbox: &Sandbox) -> Self {
        let world = sandbox.world();
        let ticket = world.tickets.iter().find(|ticket| !ticket.project).expect("always there").id;
        let psa = support::psa_builder(sandbox).settings(quick).build().expect("settings");
        Self { psa, ticket: TicketId::new(ticket.into()) }
    }
}

#[async_trait]
impl Subject for Psa {
    fn product(&self) -> &'static str {
        "psa"
    }

    fn path(&self, what: What) -> Option<(&'static str, &'static str)> {
        Some(match what {
            What::ListPage => ("GET", "*/service/boards"),
            What::SingleGet => ("GET", "*/service/tickets/*"),
            What::Patch => ("PATCH", "*/service/tickets/*"),
            What::Once => ("POST", "*/service/tickets"),
            // The keys go with every request.
            What::Login => return None,
        })
    }

    async fn perform(&self, what: What) -> Result<(), cw_http::Error> {
        match what {
            What::ListPage => self.psa.boards().list().all().await.map(drop),
            What::SingleGet | What::Login => self.psa.tickets().get(self.ticket).await.map(drop),
            What::Once => {
                let new = NewTicket::new("Made by a test", By::name("Acme Dental"));
                self.psa.tickets().create(&new).await.map(drop)
            }
            What::Patch => {
                let patch = cw_psa_client::Patch::new().replace("summary", "Changed by a test");
                self.psa.tickets().update(self.ticket, &patch).await.map(drop)
            }
        }
    }
}

struct Rmm {
    rmm: RmmClient,
    acme: CompanyId,
    kiosk: EndpointId,
    script: Template,
    ticket: cw_rmm_client::TicketId,
}

impl Rmm {
    fn of(sandbox: &Sandbox) -> Self {
        let world = sandbox.world();
        let script = world.shell_script_named("Disk Cleanup").expect("always there");
        let ticket = world.rmm_tickets.first().expect("always there").id.clone();
        Self {
            rmm: support::rmm_builder(sandbox).settings(quick).build().expect("settings"),
            acme: world.company_named("Acme Dental").expect("always there").rmm_id().into(),
            kiosk: world.machine_named("kiosk").expect("always there").rmm_id().into(),
            script: Template::shell(script.id.as_str(), script.name.as_str()),
            ticket: ticket.into(),
        }
    }
}

#[async_trait]
impl Subject for Rmm {
    fn product(&self) -> &'static str {
        "rmm"
    }

    fn path(&self, what: What) -> Option<(&'static str, &'static str)> {
        Some(match what {
            // A list that is asked for by POST is read as often as any other.
            What::ListPage => ("POST", "*/device/categories/*/endpoints"),
            What::SingleGet => ("GET", "*/company/companies/*"),
            What::Patch => ("PATCH", "*/service/ticketing/tickets/*"),
            What::Once => ("POST", "*/automation/endpoints/schedule-tasks"),
            What::Login => ("POST", "/v1/token"),
        })
    }

    /// That a task was accepted is said by the status alone: a body that breaks off takes nothing from it.
    fn once(&self, scenario: &Scenario) -> End {
        let said = matches!(scenario.fault, FaultKind::BadJson | FaultKind::Break { how: BreakHow::GoodEnd, .. })
            && scenario.repeatable == Some(ErrorKind::Decode);
        if said { None } else { scenario.once }
    }

    async fn perform(&self, what: What) -> Result<(), cw_http::Error> {
        match what {
            What::ListPage => self.rmm.devices().list_v2(DeviceScope::company(&self.acme)).all().await.map(drop),
            What::SingleGet | What::Login => self.rmm.companies().get(&self.acme).await.map(drop),
            What::Once => self.rmm.tasks().run(self.script.clone()).on([&self.kiosk]).send().await.map(drop),
            What::Patch => {
                let patch = cw_rmm_client::Patch::new().set("summary", "Changed by a test");
                self.rmm.tickets().update(&self.ticket, &patch).await.map(drop)
            }
        }
    }
}

/// Scenarios side by side, since some are spent waiting; each on a tenant of its own.
async fn every_fault(subject: impl Fn(&Sandbox) -> Box<dyn Subject>) {
    let each = futures_util::stream::iter(scenarios());
    each.for_each_concurrent(4, |scenario| one_fault(scenario, &subject)).await;
}

async fn one_fault(scenario: Scenario, subject: &impl Fn(&Sandbox) -> Box<dyn Subject>) {
    let sandbox = support::sandbox().await;
    for what in [What::ListPage, What::SingleGet, What::Once, What::Patch, What::Login] {
        // Each has a client of its own, and so its own token and retry budget.
        let subject = subject(&sandbox);
        let Some((method, path)) = subject.path(what) else { continue };
        let name = format!("{}, {}, {what:?}", subject.product(), scenario.name);
        if what != What::Login {
            // The login is not what goes wrong here.
            subject.perform(What::SingleGet).await.expect("no fault yet");
        }
        sandbox.clear_log();
        sandbox.misbehave(Fault::new(scenario.fault.clone()).method(method).path(path).times(1));
        let end = subject.perform(what).await.err().map(|error| error.kind());
        sandbox.behave();
        let log = sandbox.log();
        assert!(log.matching(method, path).any(|request| request.fault.is_some()), "{name}: the fault struck");
        match (what, scenario.repeatable) {
            (What::Once, _) => {
                assert_eq!(end, subject.once(&scenario), "{name}");
                let happened = log.committed().into_iter().filter(|request| request.method == "POST").count();
                assert_eq!(happened, scenario.happened, "{name}: how often it went through");
                if end.is_some() {
                    assert_eq!(log.count("POST", path), 1, "{name}: never sent again");
                }
            }
            (What::Login, Some(ErrorKind::Server | ErrorKind::Decode)) => assert!(end.is_some(), "{name}"),
            // A change whose answer cannot be read may have happened.
            (What::Patch, Some(ErrorKind::Decode)) => assert_eq!(end, Some(ErrorKind::OutcomeUnknown), "{name}"),
            (_, repeatable) => assert_eq!(end, repeatable, "{name}"),
        }
    }
}

#[tokio::test]
async fn every_fault_for_every_kind_of_request_to_automate() {
    every_fault(|sandbox| Box::new(Automate::of(sandbox))).await;
}

#[tokio::test]
async fn every_fault_for_every_kind_of_request_to_psa() {
    every_fault(|sandbox| Box::new(Psa::of(sandbox))).await;
}

#[tokio::test]
async fn every_fault_for_every_kind_of_request_to_rmm() {
    every_fault(|sandbox| Box::new(Rmm::of(sandbox))).await;
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

/// Of both products that have tokens, over real connections: without one, and with one that was withdrawn.
#[tokio::test]
async fn callers_without_a_good_token_log_in_once() {
    let sandbox = support::sandbox().await;
    for callers in [50, 1000] {
        let subjects: [Box<dyn Subject>; 2] = [Box::new(Automate::of(&sandbox)), Box::new(Rmm::of(&sandbox))];
        for subject in subjects {
            for state in ["cold", "withdrawn"] {
                sandbox.clear_log();
                for outcome in join_all((0..callers).map(|_| subject.perform(What::SingleGet))).await {
                    outcome.expect("an answer");
                }
                let log = sandbox.log();
                let sent = |what| {
                    subject.path(what).map(|(method, path)| log.count(method, path)).expect("it has such a request")
                };
                let name = format!("{}, {callers} callers, {state}", subject.product());
                assert_eq!(sent(What::Login), 1, "{name}");
                // Of a withdrawn token one learns by being refused.
                assert_eq!(sent(What::SingleGet) > callers, state == "withdrawn", "{name}");
                sandbox.expire_tokens();
            }
        }
    }
}

/// A login that is refused, cut off or not answered is one request too, and reaches all who wait for it.
#[tokio::test]
async fn a_login_that_fails_is_one_request_and_reaches_all() {
    // Tried as often as any other, so only what ends at once is one request.
    for (fault, kind) in [
        (FaultKind::status(401), ErrorKind::Credentials),
        (FaultKind::status(500), ErrorKind::Server),
        (FaultKind::Html { status: 200 }, ErrorKind::Decode),
    ] {
        let sandbox = support::sandbox().await;
        let subjects: [Box<dyn Subject>; 2] = [Box::new(Automate::of(&sandbox)), Box::new(Rmm::of(&sandbox))];
        for subject in subjects {
            let (method, path) = subject.path(What::Login).expect("it has such a request");
            sandbox.misbehave(Fault::new(fault.clone()).method(method).path(path));
            for outcome in join_all((0..1000).map(|_| subject.perform(What::SingleGet))).await {
                assert_eq!(outcome.expect_err("no login").kind(), kind, "{}, {fault:?}", subject.product());
            }
            assert_eq!(sandbox.log().count(method, path), 1, "{}, {fault:?}", subject.product());
            sandbox.behave();
        }
    }
}
