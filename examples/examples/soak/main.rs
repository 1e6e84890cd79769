//! Endurance: all three clients, tools and the gate at work on a tenant that misbehaves, for as long as told.
//!
//!     cargo run --release -p msp-examples --example soak -- --minutes 20
//!
//! The tenant is a process of its own, so that what is watched here is the clients alone. While agents read and write, directly
//! and through the gate, a storm of refusals, failures, cut answers, resets and withdrawn tokens goes over it. Each minute is one
//! line. In the end, what every caller was told is compared with what the tenant has, and the trail is verified; the program fails
//! if anything does not agree.

mod agents;
mod ledger;
mod report;
mod storm;
mod tenant;
mod watch;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;

use agents::Agents;
use report::Report;
use storm::Storm;
use tenant::Tenant;
use watch::Watch;

type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// How often the storm changes.
const GUST: Duration = Duration::from_millis(200);

#[derive(Debug, Clone, Parser)]
#[command(about = "Endurance of the clients, the tools and the gate on a tenant that misbehaves")]
struct Args {
    /// How long, in minutes.
    #[arg(long, default_value_t = 1, conflicts_with = "seconds")]
    minutes: u64,
    /// How long, in seconds.
    #[arg(long)]
    seconds: Option<u64>,
    /// The seed of tenant and storm.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many agents of each of the six kinds.
    #[arg(long, default_value_t = 4)]
    agents: usize,
    /// One JSON document in the place of the table.
    #[arg(long)]
    json: bool,
    /// The tenant within this process: what is watched then is both.
    #[arg(long)]
    embedded: bool,
    /// Serves the tenant until standard input ends: how this program calls itself.
    #[arg(long, hide = true)]
    serve_tenant: bool,
}

impl Args {
    fn length(&self) -> Duration {
        Duration::from_secs(self.seconds.unwrap_or(60 * self.minutes).max(1))
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let done = if args.serve_tenant { tenant::serve(args.seed).await.map(|()| true) } else { soak(&args).await };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("soak: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether everything held.
async fn soak(args: &Args) -> Result<bool, AnyError> {
    let report = run(args).await?;
    if args.json {
        println!("{}", report.to_json());
    } else {
        report.print();
    }
    Ok(report.broken.is_empty())
}

async fn run(args: &Args) -> Result<Report, AnyError> {
    let tenant = if args.embedded { Tenant::embedded(args.seed).await? } else { Tenant::spawn(args.seed)? };
    let length = args.length();
    let agents = Arc::new(Agents::new(&tenant, args.seed).await?);
    let mut watch = Watch::new(length, !args.json);
    let mut storm = Storm::new(args.seed);
    let work = agents.start(args.agents);
    let end = Instant::now() + length;
    while Instant::now() < end {
        tokio::time::sleep(GUST.min(end.saturating_duration_since(Instant::now()))).await;
        storm.blow(&tenant).await?;
        if watch.is_due() {
            watch.look(&tenant, &agents).await?;
        }
    }
    tenant.calm().await?;
    agents.stop();
    work.join_all().await;
    watch.look(&tenant, &agents).await?;
    Report::new(args, &tenant, &agents, watch, &storm).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few seconds of it, with the tenant in this process. What needs minutes to show is not judged.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_short_storm_is_survived_and_every_write_is_accounted_for() {
        let args = ["soak", "--seconds", "5", "--agents", "2", "--seed", "7", "--json", "--embedded"];
        let report = run(&Args::parse_from(args)).await.expect("a report");
        assert!(report.broken.is_empty(), "{:#?}\n{}", report.broken, report.to_json());
        let json: serde_json::Value = serde_json::from_str(&report.to_json()).expect("JSON");
        for count in ["reads_ok", "writes_done", "faults", "retries", "audit_records"] {
            assert!(json[count].as_u64().is_some_and(|count| count > 0), "{count}: {json:#}");
        }
    }
}
