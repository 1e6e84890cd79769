//! `msp sandbox`: the tenant alone, for other programs.

use cw_sandbox::Sandbox;
use serde_json::{Map, Value};

use crate::cli::SandboxOptions;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::tenant;

pub(crate) async fn run(console: Console, options: &SandboxOptions) -> Result<Exit, Failure> {
    let SandboxOptions { port, computers, tickets, seed } = *options;
    let builder = Sandbox::builder().port(port).computers(computers).tickets(tickets).seed(seed);
    let sandbox = tenant::start(builder).await?;
    let env: Map<String, Value> =
        sandbox.env().into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    // One JSON document either way: other programs read it.
    println!("{:#}", Value::Object(env));
    console.note("The sandbox listens until it is stopped (Ctrl-C).");
    let _ = tokio::signal::ctrl_c().await;
    sandbox.stop().await;
    Ok(Exit::Done)
}
