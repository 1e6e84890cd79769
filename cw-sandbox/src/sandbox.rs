//! The handle on a running sandbox.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::automate::{Account, Credentials};
use crate::delivery::{self, Delivery};
use crate::fault::Fault;
use crate::log::RequestLog;
use crate::psa::{Email, PsaAccount, PsaCredentials};
use crate::server::{self, Shared};
use crate::settings::Settings;
use crate::stamp::{Clock, Stamp};
use crate::state::{State, Stats};
use crate::world::World;

/// A tenant on loopback, served for as long as this value lives.
///
/// Needs a Tokio runtime with I/O and time. Dropping it closes the port and every connection.
pub struct Sandbox {
    address: SocketAddr,
    shared: Shared,
    server: JoinHandle<()>,
}

/// How to start a [`Sandbox`].
#[derive(Clone, Debug)]
#[must_use]
pub struct SandboxBuilder {
    seed: u64,
    computers: usize,
    tickets: usize,
    port: u16,
    now: Option<Stamp>,
    planted: bool,
    settings: Settings,
}

impl SandboxBuilder {
    /// The seed of the world. Default 1. The same seed and number of computers give the same world.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How many computers there are. Default 60; fewer than the 14 that every world has become 14.
    pub fn computers(mut self, computers: usize) -> Self {
        self.computers = computers;
        self
    }

    /// How many tickets of the service desk there are. Default 320; 100,000 cost little.
    pub fn tickets(mut self, tickets: usize) -> Self {
        self.tickets = tickets;
        self
    }

    /// The port on 127.0.0.1. Default 0: any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The time at which the tenant's clock starts. Default: the real time. It runs on from there.
    pub fn now(mut self, now: Stamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Whether names, comments, alerts, scripts and diagnostic messages hold instructions for whoever reads them, some
    /// hundreds of them. Default `false`. There are more companies and scripts then, and every machine has an alert.
    pub fn planted(mut self, planted: bool) -> Self {
        self.planted = planted;
        self
    }

    /// Changes how the tenant behaves from the start.
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Grows the world and begins to listen.
    ///
    /// # Errors
    ///
    /// If the port cannot be bound.
    pub async fn start(self) -> io::Result<Sandbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let clock = self.now.map_or_else(Clock::system, Clock::starting_at);
        let mut world = World::grow(self.seed, self.computers, self.tickets, clock.now());
        if self.planted {
            world.plant();
        }
        let shared = Shared::new(State::new(world, clock, self.settings));
        let serving = shared.clone();
        let server = tokio::spawn(async move {
            match join(server::accept(listener, serving.clone()), delivery::run(serving)).await {}
        });
        Ok(Sandbox { address, shared, server })
    }
}

impl Sandbox {
    /// Starts a sandbox with the default world on a free port.
    ///
    /// # Errors
    ///
    /// If no port can be bound.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Begins to describe a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            seed: 1,
            computers: 60,
            tickets: 320,
            port: 0,
            now: None,
            planted: false,
            settings: Settings::default(),
        }
    }

    /// Ends the sandbox and waits until its connections are closed.
    pub async fn stop(mut self) {
        self.server.abort();
        // The task was aborted just now: that it says so is no news.
        let _ = (&mut self.server).await;
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL of all products, without a path: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The environment variables with which a client reaches this sandbox, secrets included.
    #[must_use]
    pub fn env(&self) -> Vec<(&'static str, String)> {
        let account = self.credentials(Account::Integrator);
        let psa = self.psa_credentials(PsaAccount::Integrator);
        vec![
            ("CWA_BASE_URL", self.base_url()),
            ("CWA_USERNAME", account.username),
            ("CWA_PASSWORD", account.password),
            ("CWA_CLIENT_ID", account.client_id),
            ("CW_PSA_BASE_URL", self.psa_url()),
            ("CW_PSA_COMPANY", psa.company),
            ("CW_PSA_PUBLIC_KEY", psa.public_key),
            ("CW_PSA_PRIVATE_KEY", psa.private_key),
            ("CW_PSA_CLIENT_ID", psa.client_id),
        ]
    }

    /// The root of PSA's API: `http://127.0.0.1:PORT/v4_6_release/apis/3.0`.
    #[must_use]
    pub fn psa_url(&self) -> String {
        format!("{}/v4_6_release/apis/3.0", self.base_url())
    }

    /// The keys of PSA.
    #[must_use]
    pub fn psa_credentials(&self, account: PsaAccount) -> PsaCredentials {
        PsaCredentials::new(self.shared.lock().tenant.world.seed, account)
    }

    /// All records of a PSA resource as they are now, by its path below the API root: `service/boards/1/statuses`.
    /// Empty if there is no such resource.
    #[must_use]
    pub fn psa_records(&self, path: &str) -> Vec<serde_json::Value> {
        let state = self.shared.lock();
        state.tenant.psa.records(&state.tenant.world, path)
    }

    /// The webhook messages so far, sent and to be sent.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.lock().tenant.outgoing.all().to_vec()
    }

    /// The e-mails that PSA would have sent so far.
    #[must_use]
    pub fn outbox(&self) -> Vec<Email> {
        self.shared.lock().tenant.psa.outbox.clone()
    }

    /// How to log in to Automate.
    #[must_use]
    pub fn credentials(&self, account: Account) -> Credentials {
        Credentials::new(self.shared.lock().tenant.world.seed, account)
    }

    /// The world as it is now. It does not change; ask again to see what happened since.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        let mut state = self.shared.lock();
        state.catch_up();
        Arc::clone(&state.tenant.world)
    }

    /// The requests so far, the newest 100,000 of them.
    #[must_use]
    pub fn log(&self) -> RequestLog {
        self.shared.lock().log.clone()
    }

    /// Forgets the requests so far; [`Sandbox::stats`] goes on counting.
    pub fn clear_log(&self) {
        self.shared.lock().log.clear();
    }

    /// Counts since the start.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.shared.lock().stats.clone()
    }

    /// Adds a rule of misbehaviour, after those there are.
    pub fn misbehave(&self, fault: Fault) {
        self.shared.lock().faults.add(fault);
    }

    /// Drops all rules of misbehaviour.
    pub fn behave(&self) {
        self.shared.lock().faults.clear();
    }

    /// Withdraws every token given out so far.
    pub fn expire_tokens(&self) {
        self.shared.lock().tenant.automate.expire_tokens();
    }

    /// Changes how the tenant behaves from now on.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.shared.lock().settings);
    }

    /// Puts the tenant's clock forward: scripts end, tokens expire, monitors look again.
    pub fn advance(&self, by: Duration) {
        let mut state = self.shared.lock();
        state.clock.skip(by);
        state.catch_up();
    }

    /// Connects or disconnects the agent of a computer; no such computer, no effect.
    pub fn set_online(&self, computer: u32, online: bool) {
        let mut state = self.shared.lock();
        state.catch_up();
        let now = state.tenant.now;
        state.tenant.world_mut().set_online(computer, online, now);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("address", &self.address).finish_non_exhaustive()
    }
}
