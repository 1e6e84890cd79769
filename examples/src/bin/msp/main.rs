//! `msp`: the ConnectWise toolkit on the command line.
//!
//! Alone, it tells the whole story on a tenant of its own: an agent's triage, with a person's approval. With credentials in the
//! environment the same commands work on a real tenant.

mod cli;
mod commands;
mod console;
mod exit;
mod gate;
mod input;
mod policy_file;
mod product;
mod render;
mod state;
mod tenant;
mod terminal;
mod toolbox;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::console::Console;
use crate::exit::Exit;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; everything else is a mistake in the command line.
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            let _ = error.print();
            return code.into();
        }
    };
    start_log(cli.globals.verbose);
    let console = Console::new(cli.globals.json);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return console.fail(&exit::Failure::new(Exit::Failed, "runtime", error.to_string())).into(),
    };
    let code = runtime.block_on(run(cli, console)).unwrap_or_else(|failure| console.fail(&failure));
    // `msp mcp` may still be reading from a terminal, which nobody can give up.
    runtime.shutdown_timeout(Duration::from_secs(1));
    code.into()
}

async fn run(cli: Cli, console: Console) -> Result<Exit, exit::Failure> {
    let globals = &cli.globals;
    // A policy file that is refused is refused before anything is opened.
    policy_file::policies(globals, None)?;
    match cli.command.unwrap_or(Command::Demo) {
        Command::Demo => commands::demo::run(console).await,
        Command::Tools { product } => commands::tools::run(console, globals, product).await,
        Command::Search { intent, limit } => commands::search::run(console, globals, &intent.join(" "), limit).await,
        Command::Plan { tool, input } => commands::plan::run(console, globals, &tool, input.as_deref()).await,
        Command::Call(line) => commands::call::run(console, globals, line).await,
        Command::Approvals { action } => commands::approvals::run(console, globals, action).await,
        Command::Audit { action } => commands::audit::run(console, globals, action).await,
        Command::Policy { action } => commands::policy::run(console, globals, action).await,
        Command::Connect { product, wait } => commands::connect::run(console, globals, product, wait).await,
        Command::Request(request) => commands::request::run(console, globals, request).await,
        Command::Mcp(options) => commands::mcp::run(console, globals, options).await,
        Command::Sandbox(options) => commands::sandbox::run(console, &options).await,
    }
}

/// `-v` shows what is sent, `-vv` everything; `RUST_LOG` decides in detail. Standard output stays clean.
fn start_log(verbose: u8) {
    use tracing_subscriber::EnvFilter;
    let default = match verbose {
        0 => "warn",
        1 => "warn,cw_http=debug",
        _ => "debug,hyper_util=info,h2=info,rustls=info",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
