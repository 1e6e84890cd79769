//! Who reads and writes: directly with the clients, with tools, and through the gate.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cw_http::{Error, ErrorKind, Limits, Settings, Timeouts};
use cw_psa_client::models::NewTicket;
use cw_psa_client::{By, Patch, PsaClient, TicketId};
use cw_rmm_client::api::DeviceScope;
use cw_rmm_client::{CompanyId, RmmClient, Scope};
use cwa_client::models::ScriptBatch;
use cwa_client::{AutomateClient, ComputerId, ScriptId};
use msp_tools_core::{
    ApprovalDesk, CallContext, CallOutcome, ErrorKind as ToolErrorKind, Limits as GateLimits, Policies, Registry,
    ToolCatalog, ToolError,
};
use msp_tools_store::Store;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::AnyError;
use crate::ledger::{Desk, Ledger, Told, marked};
use crate::tenant::Tenant;

/// How many requests of a client are under way at once.
pub(crate) const IN_FLIGHT: usize = 8;
const CALL: Duration = Duration::from_secs(15);
const TRY: Duration = Duration::from_secs(2);
/// No call may outlive its deadline by more, on a machine that is busy with itself.
const SLACK: Duration = Duration::from_secs(1);
/// Between two calls of one agent.
const PAUSE_MS: u64 = 30;

pub(crate) struct Agents {
    seed: u64,
    cwa: AutomateClient,
    psa: PsaClient,
    rmm: RmmClient,
    registry: Registry,
    pub(crate) desk: ApprovalDesk,
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
    pub(crate) ledger: Ledger,
    /// PSA's tickets at the start: each of them has one agent who may change it.
    tickets: Vec<(i64, String)>,
    kiosk: ComputerId,
    cleanup: ScriptId,
    numbers: AtomicU64,
    stopped: AtomicBool,
}

fn settings(settings: Settings) -> Settings {
    settings.timeouts(Timeouts::new().attempt(TRY).call(CALL)).limits(Limits::new().in_flight(IN_FLIGHT))
}

impl Agents {
    pub(crate) async fn new(tenant: &Tenant, seed: u64) -> Result<Self, AnyError> {
        let of = |name| tenant.setting(name).map(str::to_owned);
        let cwa = AutomateClient::builder(of("CWA_BASE_URL")?)
            .credentials(cwa_client::Credentials::integrator(of("CWA_USERNAME")?, of("CWA_PASSWORD")?))
            .client_id(of("CWA_CLIENT_ID")?)
            .settings(settings)
            .build()?;
        let psa = PsaClient::builder(of("CWA_BASE_URL")?)
            .company(of("CW_PSA_COMPANY")?)
            .keys(of("CW_PSA_PUBLIC_KEY")?, of("CW_PSA_PRIVATE_KEY")?)
            .client_id(of("CW_PSA_CLIENT_ID")?)
            .settings(settings)
            .build()?;
        let key = cw_rmm_client::Credentials::new(of("CW_RMM_CLIENT_ID")?, of("CW_RMM_CLIENT_SECRET")?);
        let scopes = of("CW_RMM_SCOPES")?;
        let rmm = RmmClient::builder(key)
            .base_url(of("CW_RMM_BASE_URL")?)
            .scopes(scopes.split(' ').map(Scope::new).collect())
            .settings(|all| settings(all).no_quota())
            .build()?;

        let folder = tempfile::tempdir()?;
        let store = Store::sqlite(folder.path()).await?;
        let mut tools = cwa_client::tools::tools(&cwa);
        tools.extend(cw_psa_client::tools::tools(&psa));
        tools.extend(cw_rmm_client::tools::tools(&rmm));
        // Changes wait for a person, as they do by default. More is done here in a minute than an agent may do in an hour.
        let limits = GateLimits::default().with_targets_per_hour(None).with_requests_per_minute(None);
        let catalog = ToolCatalog::new(tools.iter().map(|tool| tool.spec()));
        let policies = Policies::builder().limits(limits).build(&catalog)?;
        let (registry, desk) = store.attach(Registry::builder()).tools(tools).policies(policies).build()?;
        let tickets = tenant.summaries().await?.into_iter().take(1_000).collect();
        let (kiosk, cleanup) = tenant.kiosk_and_cleanup().await?;
        Ok(Self {
            seed,
            cwa,
            psa,
            rmm,
            registry,
            desk,
            store,
            folder,
            ledger: Ledger::default(),
            tickets,
            kiosk: ComputerId::new(kiosk),
            cleanup: ScriptId::new(cleanup),
            numbers: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
        })
    }

    /// So many of each kind, until they are told to stop.
    pub(crate) fn start(self: &Arc<Self>, count: usize) -> JoinSet<()> {
        let mut work = JoinSet::new();
        for number in 0..count {
            let seed = self.seed.wrapping_mul(1_000) + number as u64;
            work.spawn(Arc::clone(self).keep(seed, |all, dice| Box::pin(all.read_automate(dice))));
            work.spawn(Arc::clone(self).keep(seed, |all, dice| Box::pin(all.read_psa(dice))));
            work.spawn(Arc::clone(self).keep(seed, |all, dice| Box::pin(all.read_rmm(dice))));
            work.spawn(Arc::clone(self).keep(seed, |all, dice| Box::pin(all.read_with_tools(dice))));
            work.spawn(Arc::clone(self).keep(seed, move |all, dice| Box::pin(all.write(number, dice))));
            work.spawn(Arc::clone(self).keep(seed, |all, dice| Box::pin(all.write_through_the_gate(dice))));
        }
        work
    }

    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// Does something again and again, with a short pause in between.
    async fn keep<F>(self: Arc<Self>, seed: u64, act: F)
    where
        F: for<'a> Fn(&'a Self, &'a mut fastrand::Rng) -> futures_util::future::BoxFuture<'a, ()>,
    {
        let mut dice = fastrand::Rng::with_seed(seed);
        while !self.stopped.load(Ordering::SeqCst) {
            act(&self, &mut dice).await;
            tokio::time::sleep(Duration::from_millis(dice.u64(0..=PAUSE_MS))).await;
        }
    }

    async fn read_automate(&self, dice: &mut fastrand::Rng) {
        let computer = ComputerId::new(1_001 + dice.i64(0..50));
        match dice.u32(0..4) {
            0 => self.listed("clients", self.cwa.clients().list().all()).await,
            1 => self.listed("computers", self.cwa.computers().list().page_size(50).limit(150).all()).await,
            2 => self.got("computer", self.cwa.computers().get(computer).into_future()).await,
            _ => self.listed("alerts", self.cwa.alerts().list().limit(100).all()).await,
        }
    }

    async fn read_psa(&self, dice: &mut fastrand::Rng) {
        let ticket = TicketId::new(self.tickets[dice.usize(0..self.tickets.len())].0);
        match dice.u32(0..4) {
            0 => self.listed("tickets", self.psa.tickets().list().page_size(50).limit(150).all()).await,
            1 => self.listed("companies", self.psa.companies().list().concurrent(2).page_size(10).all()).await,
            _ => self.got("ticket", self.psa.tickets().get(ticket).into_future()).await,
        }
    }

    async fn read_rmm(&self, dice: &mut fastrand::Rng) {
        let acme = async {
            let companies = self.rmm.companies().list().all().await?;
            let acme = companies.into_iter().find(|company| company.display_name() == Some("Acme Dental"));
            acme.and_then(|company| company.id).ok_or_else(|| Error::new(ErrorKind::NotFound, "Acme Dental is gone"))
        };
        let devices = async {
            let acme: CompanyId = acme.await?;
            self.rmm.devices().list_v2(DeviceScope::company(&acme)).all().await
        };
        match dice.u32(0..3) {
            0 => self.listed("devices", devices).await,
            1 => self.listed("RMM companies", self.rmm.companies().list().all()).await,
            _ => self.listed("RMM tickets", self.rmm.tickets().list().page_size(50).limit(100).all()).await,
        }
    }

    async fn listed<T>(&self, what: &str, read: impl Future<Output = Result<Vec<T>, Error>>) {
        let read = read.await;
        if read.as_ref().is_ok_and(Vec::is_empty) {
            self.ledger.wrong(format!("{what}: none are left"));
        }
        self.book_read(what, read);
    }

    async fn got<T>(&self, what: &str, read: impl Future<Output = Result<T, Error>>) {
        let read = self.in_time(what, read).await;
        self.book_read(what, read);
    }

    /// One call, which may not outlive its deadline.
    async fn in_time<T>(&self, what: &str, call: impl Future<Output = T>) -> T {
        let start = Instant::now();
        let answer = call.await;
        if start.elapsed() > CALL + SLACK {
            self.ledger.wrong(format!("{what}: {:?} where {CALL:?} are allowed", start.elapsed()));
        }
        answer
    }

    fn book_read<T>(&self, what: &str, read: Result<T, Error>) {
        if let Err(error) = &read
            && !is_weather(error)
        {
            self.ledger.wrong(format!("{what}: {error}"));
        }
        self.ledger.read(read.map(drop).map_err(|error| error.kind().as_str().to_owned()));
    }

    async fn read_with_tools(&self, dice: &mut fastrand::Rng) {
        let calls = [
            ("cwa-list-computers", json!({"status": "online", "limit": 10})),
            ("cwa-get-computer", json!({"computer": "kiosk"})),
            ("cw-psa-list-tickets", json!({"company": "Acme Dental", "open": true, "limit": 10})),
            ("cw-rmm-list-devices", json!({"company": "Acme Dental"})),
            ("cw-rmm-get-device", json!({"device": "kiosk"})),
        ];
        let (tool, input) = calls[dice.usize(0..calls.len())].clone();
        self.ledger.book().gated += 1;
        let read = match self.registry.call(tool, input, &CallContext::new("agent")).await {
            Ok(CallOutcome::Completed(_)) => Ok(()),
            Ok(CallOutcome::AwaitingApproval(_)) => {
                self.ledger.wrong(format!("{tool} waits for a person"));
                return;
            }
            Err(error) => Err(self.weather_of_tools(tool, &error)),
        };
        self.ledger.read(read);
    }

    /// The kind of an error, which has to be one that a storm explains.
    fn weather_of_tools(&self, tool: &str, error: &ToolError) -> String {
        // A token that is withdrawn twice within one call is refused for good.
        let expected = [ToolErrorKind::Unavailable, ToolErrorKind::Unauthorized, ToolErrorKind::OutcomeUnknown];
        if !expected.contains(&error.kind()) {
            self.ledger.wrong(format!("{tool}: {:?}: {error}", error.kind()));
        }
        format!("{:?}", error.kind()).to_lowercase()
    }

    fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    async fn write(&self, owner: usize, dice: &mut fastrand::Rng) {
        match dice.u32(0..3) {
            0 => self.create(dice).await,
            1 => self.change(owner).await,
            _ => {
                let batch = ScriptBatch::on_computers(self.cleanup, [self.kiosk]);
                let started = self.in_time("script", self.cwa.scripts().execute(&batch).into_future()).await;
                self.ledger.start(self.told("script", started));
            }
        }
    }

    async fn create(&self, dice: &mut fastrand::Rng) {
        let number = self.number();
        let new = NewTicket::new(marked(self.seed, number), By::name("Acme Dental"));
        let create = self.in_time("create", self.psa.tickets().create(&new).into_future());
        let told = match gives_up(dice) {
            Some(after) => match tokio::time::timeout(after, create).await {
                Ok(created) => self.told("create", created),
                Err(_) => Told::Unknown,
            },
            None => self.told("create", create.await),
        };
        self.ledger.ticket(Desk::Psa, number, told);
    }

    async fn change(&self, owner: usize) {
        let (id, old) = &self.tickets[owner % self.tickets.len()];
        let new = format!("soak {}: change {}", self.seed, self.number());
        let patch = Patch::new().replace("summary", new.as_str());
        let change = self.psa.tickets().update(TicketId::new(*id), &patch).into_future();
        let told = self.told("change", self.in_time("change", change).await);
        self.ledger.summary(*id, old, &new, told);
    }

    fn told<T>(&self, what: &str, outcome: Result<T, Error>) -> Told {
        match outcome {
            Ok(_) => Told::Done,
            Err(error) if error.kind() == ErrorKind::OutcomeUnknown => Told::Unknown,
            Err(error) => {
                if !is_weather(&error) {
                    self.ledger.wrong(format!("{what}: {error}"));
                }
                Told::Not
            }
        }
    }

    /// Asks, is answered by a person, and runs what was approved.
    async fn write_through_the_gate(&self, dice: &mut fastrand::Rng) {
        let number = self.number();
        let summary = marked(self.seed, number);
        let (tool, input, desk) = match dice.u32(0..3) {
            0 => ("cw-psa-create-ticket", json!({"company": "Acme Dental", "summary": summary}), Some(Desk::Psa)),
            1 => {
                let input = json!({
                    "company": "Acme Dental", "summary": summary, "description": "Made by the soak.",
                    "board": "Help Desk", "source": "Email",
                });
                ("cw-rmm-create-ticket", input, Some(Desk::Rmm))
            }
            _ => {
                let input = json!({"script": "Disk Cleanup", "computers": ["kiosk"], "wait_seconds": 0});
                ("cwa-run-script", input, None)
            }
        };
        if let Some(told) = self.asked_and_run(tool, input, dice).await {
            match desk {
                Some(desk) => self.ledger.ticket(desk, number, told),
                None => self.ledger.start(told),
            }
        }
    }

    /// What was told of it; nothing if it could not even be planned, and was not asked for.
    async fn asked_and_run(&self, tool: &str, input: Value, dice: &mut fastrand::Rng) -> Option<Told> {
        self.ledger.book().gated += 1;
        // A session each: what a person denied is not asked for again in the same one.
        let context = CallContext::new("agent").with_session(format!("soak {}", self.number()));
        let asked = match self.registry.call(tool, input, &context).await {
            Ok(CallOutcome::AwaitingApproval(asked)) => asked,
            Ok(CallOutcome::Completed(_)) => {
                self.ledger.wrong(format!("{tool} ran without a person"));
                return Some(Told::Done);
            }
            Err(error) => {
                let kind = self.weather_of_tools(tool, &error);
                self.ledger.read(Err(kind));
                return None;
            }
        };
        let person = "technician".into();
        let answered = match dice.u32(0..20) {
            0 => self.desk.deny(asked.id(), &person, Some("not now")).await.map(|_| false),
            1 => self.registry.withdraw(asked.id(), &context).await.map(|_| false),
            _ => self.desk.approve(asked.id(), &asked.digest, &person, None).await.map(|_| true),
        };
        match answered {
            Ok(true) => {}
            Ok(false) => return Some(Told::Not),
            Err(error) => {
                self.ledger.wrong(format!("{tool}, answering: {error}"));
                return Some(Told::Not);
            }
        }
        let run = self.registry.resume(asked.id(), &context);
        let outcome = match gives_up(dice) {
            Some(after) => match tokio::time::timeout(after, run).await {
                Ok(outcome) => outcome,
                Err(_) => {
                    self.ledger.book().given_up += 1;
                    // If it has not begun, it does not any more.
                    let _ = self.registry.withdraw(asked.id(), &context).await;
                    return Some(Told::Unknown);
                }
            },
            None => run.await,
        };
        let told = match outcome {
            Ok(_) => Told::Done,
            // A script is looked at once more before it runs. Where the storm did not let that happen, nothing ran.
            Err(error) if error.kind() == ToolErrorKind::Stale => {
                let _ = self.registry.withdraw(asked.id(), &context).await;
                return Some(Told::Not);
            }
            Err(error) => match self.weather_of_tools(tool, &error).as_str() {
                "outcomeunknown" => Told::Unknown,
                _ => Told::Not,
            },
        };
        *self.ledger.book().approvals.entry(told).or_default() += 1;
        Some(told)
    }
}

/// One in fifty does not wait for the end.
fn gives_up(dice: &mut fastrand::Rng) -> Option<Duration> {
    (dice.u32(0..50) == 0).then(|| Duration::from_millis(dice.u64(0..60)))
}

/// Whether a storm explains the error.
fn is_weather(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Connect
            | ErrorKind::Timeout
            | ErrorKind::Interrupted
            | ErrorKind::RateLimited
            | ErrorKind::Server
            | ErrorKind::Decode
            // A token that is withdrawn twice within one call is refused for good.
            | ErrorKind::Credentials
    )
}
