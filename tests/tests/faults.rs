//! One scenario table: every way a request goes wrong, for every kind of request, over a real connection to the sandbox.

mod support;

use std::time::{Duration, Instant};

use async_trait::async_trait;
use cw_http::{ErrorKind, RetrySettings, Settings, Timeouts};
use cw_psa_client::models::NewTicket;
use cw_psa_client::{By, PsaClient, TicketId};
use cw_rmm_client::api::DeviceScope;
use cw_rmm_client::{CompanyId, EndpointId, RmmClient, Template};
use cw_sandbox::{Fault, FaultKind, RetryAfter, Sandbox};
use cwa_client::condition::client as client_field;
use cwa_client::models::ScriptBatch;
use cwa_client::{AutomateClient, ClientId, ComputerId, ScriptId};
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
    name: &'static str,
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
    let scenario = |name, fault, repeatable, once, happened| Scenario { name, fault, repeatable, once, happened };
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
        if matches!(scenario.fault, FaultKind::BadJson) { None } else { scenario.once }
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

async fn every_fault(sandbox: &Sandbox, subject: impl Fn(&Sandbox) -> Box<dyn Subject>) {
    for scenario in scenarios() {
        for what in [What::ListPage, What::SingleGet, What::Once, What::Patch, What::Login] {
            // Each has a client of its own, and so its own token and retry budget.
            let subject = subject(sandbox);
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
            match (what, scenario.repeatable) {
                (What::Once, _) => {
                    assert_eq!(end, subject.once(&scenario), "{name}");
                    let log = sandbox.log();
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
}

#[tokio::test]
async fn every_fault_for_every_kind_of_request_to_automate() {
    every_fault(&support::sandbox().await, |sandbox| Box::new(Automate::of(sandbox))).await;
}

#[tokio::test]
async fn every_fault_for_every_kind_of_request_to_psa() {
    every_fault(&support::sandbox().await, |sandbox| Box::new(Psa::of(sandbox))).await;
}

#[tokio::test]
async fn every_fault_for_every_kind_of_request_to_rmm() {
    // Each of some eighty clients asks for a token.
    let builder = Sandbox::builder().settings(|settings| settings.rmm_tokens_per_minute = 1_000);
    every_fault(&support::start(builder).await, |sandbox| Box::new(Rmm::of(sandbox))).await;
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
    let subjects: [Box<dyn Subject>; 2] = [Box::new(Automate::of(&sandbox)), Box::new(Rmm::of(&sandbox))];
    for subject in subjects {
        subject.perform(What::ListPage).await.expect("the first login");
        sandbox.expire_tokens();
        sandbox.clear_log();
        for outcome in join_all((0..50).map(|_| subject.perform(What::ListPage))).await {
            outcome.expect("an answer");
        }
        let log = sandbox.log();
        let sent =
            |what| subject.path(what).map(|(method, path)| log.count(method, path)).expect("it has such a request");
        assert_eq!(sent(What::Login), 1, "{}", subject.product());
        assert!(sent(What::ListPage) > 50, "{}: some were refused at first", subject.product());
    }
}
