//! The tenant: a process of its own, or within this one, and what this program asks of it beside the products.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use cw_http::{BaseUrl, HttpClient, Limits, Method, Request};
use cw_sandbox::{Fault, Sandbox};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::AnyError;

/// So many machines and tickets, that lists have several pages.
const COMPUTERS: usize = 300;
const TICKETS: usize = 1_500;

pub(crate) struct Tenant {
    env: HashMap<String, String>,
    control: HttpClient,
    place: Place,
}

enum Place {
    /// Ends when its standard input does, so also if this program is killed.
    Process(Child),
    Here(#[expect(dead_code, reason = "it serves as long as it lives")] Sandbox),
}

/// What the tenant has counted.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Stats {
    pub(crate) requests: u64,
    pub(crate) token_requests: u64,
    pub(crate) committed: u64,
    pub(crate) faults: u64,
}

/// What is compared with the ledger.
pub(crate) struct Truth {
    /// How many tickets have this summary, in PSA and in RMM.
    pub(crate) psa_tickets: BTreeMap<String, u64>,
    pub(crate) rmm_tickets: BTreeMap<String, u64>,
    /// The summaries of PSA's tickets.
    pub(crate) summaries: BTreeMap<i64, String>,
    /// How many scripts were started since the world began.
    pub(crate) script_runs: u64,
}

#[derive(Deserialize)]
struct Ticket {
    id: i64,
    summary: String,
}

#[derive(Deserialize)]
struct RmmTicket {
    summary: String,
}

#[derive(Deserialize)]
struct Run {
    user: String,
}

#[derive(Deserialize)]
struct World {
    machines: Vec<Named>,
    scripts: Vec<Named>,
    rmm_tickets: Vec<RmmTicket>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Named {
    id: i64,
    name: String,
}

/// Serves until standard input ends.
pub(crate) async fn serve(seed: u64) -> Result<(), AnyError> {
    let sandbox = sandbox(seed).await?;
    println!("{}", serde_json::to_string(&env_of(&sandbox))?);
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink())).await??;
    sandbox.stop().await;
    Ok(())
}

async fn sandbox(seed: u64) -> Result<Sandbox, AnyError> {
    let builder = Sandbox::builder().seed(seed).computers(COMPUTERS).tickets(TICKETS);
    Ok(builder.settings(|settings| settings.rmm_tokens_per_minute = 10_000).start().await?)
}

fn env_of(sandbox: &Sandbox) -> HashMap<String, String> {
    sandbox.env().into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl Tenant {
    /// In a process of its own.
    pub(crate) fn spawn(seed: u64) -> Result<Self, AnyError> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--serve-tenant", "--seed", &seed.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no standard output")?).read_line(&mut line)?;
        Self::new(serde_json::from_str(&line)?, Place::Process(child))
    }

    /// Within this process: what is watched then is both.
    pub(crate) async fn embedded(seed: u64) -> Result<Self, AnyError> {
        let sandbox = sandbox(seed).await?;
        Self::new(env_of(&sandbox), Place::Here(sandbox))
    }

    fn new(env: HashMap<String, String>, place: Place) -> Result<Self, AnyError> {
        let base = BaseUrl::parse(env.get("CWA_BASE_URL").ok_or("no address")?, "/")?;
        // The whole truth may be a large answer.
        let limits = Limits::new().body_bytes(4 << 30);
        Ok(Self { env, control: HttpClient::builder(base).settings(|all| all.limits(limits)).build()?, place })
    }

    /// A setting by the name of its environment variable.
    pub(crate) fn setting(&self, name: &str) -> Result<&str, AnyError> {
        Ok(self.env.get(name).ok_or_else(|| format!("{name} is not known"))?)
    }

    /// Whether this process serves the tenant too, so that both are watched.
    pub(crate) fn is_here(&self) -> bool {
        matches!(self.place, Place::Here(_))
    }

    pub(crate) async fn stats(&self) -> Result<Stats, AnyError> {
        self.get("/_sandbox/stats").await
    }

    /// These rules of misbehaviour, in the place of those there are.
    pub(crate) async fn misbehave(&self, rules: &[Fault]) -> Result<(), AnyError> {
        self.calm().await?;
        self.control.send(Request::raw(Method::POST, "/_sandbox/faults").json(&rules)).await?;
        Ok(())
    }

    pub(crate) async fn calm(&self) -> Result<(), AnyError> {
        self.control.send(Request::raw(Method::DELETE, "/_sandbox/faults")).await?;
        Ok(())
    }

    pub(crate) async fn expire_tokens(&self) -> Result<(), AnyError> {
        self.control.send(Request::raw(Method::POST, "/_sandbox/expire-tokens")).await?;
        Ok(())
    }

    pub(crate) async fn truth(&self) -> Result<Truth, AnyError> {
        let summaries = self.summaries().await?;
        let world: World = self.get("/_sandbox/world").await?;
        // The world begins with a history of its own.
        let script_runs = world.runs.iter().filter(|run| run.user != "night-shift").count() as u64;
        let psa_tickets = counted(summaries.values().cloned());
        let rmm_tickets = counted(world.rmm_tickets.into_iter().map(|ticket| ticket.summary));
        Ok(Truth { psa_tickets, rmm_tickets, summaries, script_runs })
    }

    /// The Automate ids of the machine `kiosk` and of the script `Disk Cleanup`, which every tenant has.
    pub(crate) async fn kiosk_and_cleanup(&self) -> Result<(i64, i64), AnyError> {
        let world: World = self.get("/_sandbox/world").await?;
        let id_of = |all: Vec<Named>, name: &str| all.into_iter().find(|one| one.name == name).map(|one| one.id);
        let ids = id_of(world.machines, "kiosk").zip(id_of(world.scripts, "Disk Cleanup"));
        Ok(ids.ok_or("the tenant lacks what every tenant has")?)
    }

    /// What PSA's tickets are about, by their ids.
    pub(crate) async fn summaries(&self) -> Result<BTreeMap<i64, String>, AnyError> {
        let tickets: Vec<Ticket> = self.get("/_sandbox/psa/service/tickets").await?;
        Ok(tickets.into_iter().map(|ticket| (ticket.id, ticket.summary)).collect())
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, AnyError> {
        Ok(self.control.json(Request::raw(Method::GET, path)).await?)
    }
}

fn counted(summaries: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for summary in summaries {
        *counts.entry(summary).or_default() += 1;
    }
    counts
}

impl Drop for Tenant {
    fn drop(&mut self) {
        if let Place::Process(child) = &mut self.place {
            drop(child.stdin.take());
            // It ends by itself; if it does not, it is no use any more.
            let _ = child.wait();
        }
    }
}
