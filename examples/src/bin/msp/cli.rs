//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use msp_tools_core::AuditHead;
use msp_tools_mcp::Toolset;

use crate::product::Product;
use crate::state::Address;

/// ConnectWise for people and agents: typed clients, tools with policies, and approvals.
///
/// Without a command it tells its story on a tenant of its own. With credentials in the environment the same commands work on a
/// real one. Automate: CWA_SERVER, CWA_USERNAME, CWA_PASSWORD, CWA_CLIENT_ID. PSA: CW_PSA_SITE, CW_PSA_COMPANY,
/// CW_PSA_PUBLIC_KEY, CW_PSA_PRIVATE_KEY, CW_PSA_CLIENT_ID. RMM: CW_RMM_CLIENT_ID, CW_RMM_CLIENT_SECRET, CW_RMM_REGION,
/// CW_RMM_SCOPES.
#[derive(Debug, Parser)]
#[command(name = "msp", version, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// What to do; `demo` if nothing is said.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) globals: Globals,
}

/// What every command takes.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Globals {
    /// Print one JSON document on standard output, and nothing else there.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Use the embedded tenant, whatever the environment says.
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,

    /// The rules to go by, as a TOML file. Without it every tool has its default policy. The story of `demo` has none.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,

    /// The folder in which approvals and audit are kept. Default: one of this user's, such as ~/.local/state/msp.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,

    /// Keep approvals and audit in PostgreSQL instead: postgres://user@host/database. Default: what MSP_STORE says. A
    /// password is better kept in MSP_STORE or PGPASSWORD, since others can see command lines.
    #[arg(long, global = true, value_name = "ADDRESS", conflicts_with = "state")]
    pub(crate) store: Option<Address>,

    /// Offer the tools by which anything can be asked for, too: cw-psa-request. What they do is bound by the same policies.
    #[arg(long, global = true)]
    pub(crate) raw_requests: bool,

    /// Say on standard error what is sent; twice for everything.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 failed, 2 usage or bad input, 3 awaiting approval, 4 denied or refused, \
                          5 outcome unknown.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Watch an agent's triage on the embedded tenant (the default).
    Demo,
    /// List the tools, with their policies.
    Tools {
        /// Only the tools of this product.
        #[arg(long, value_name = "PRODUCT")]
        product: Option<Product>,
    },
    /// Find the tools that fit an intent in plain words, best first. Needs no credentials.
    Search {
        /// What you want to do, such as "free disk space on the kiosk".
        #[arg(required = true)]
        intent: Vec<String>,
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
    },
    /// Show what a call would do. Changes nothing.
    Plan {
        /// The tool, by short or qualified name.
        tool: String,
        /// The arguments: JSON, @FILE, or - for standard input.
        #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true)]
        input: Option<String>,
    },
    /// Call a tool. One that needs approval asks on a terminal; elsewhere it answers "awaiting approval" and sends nothing,
    /// until somebody approves it and it is resumed.
    Call(CallLine),
    /// Look at requests for approval, and answer them, whichever msp made them. Needs no credentials.
    Approvals {
        /// What to do; `list` if nothing is said.
        #[command(subcommand)]
        action: Option<ApprovalsAction>,
    },
    /// Look at the audit trail, and check that nobody changed it.
    Audit {
        /// What to do; `show` if nothing is said.
        #[command(subcommand)]
        action: Option<AuditAction>,
    },
    /// Check a policy file, and see what policies mean for a tool.
    Policy {
        /// What to do.
        #[command(subcommand)]
        action: PolicyAction,
    },
    /// Find out whether a product can be reached and used, and what to do if not.
    Connect {
        /// Which product.
        #[arg(value_enum, default_value = "automate")]
        product: Product,
        /// Try again every few seconds until it is ready.
        #[arg(long)]
        wait: bool,
    },
    /// Send a request that is not modelled. What changes something is asked for first, as any such tool.
    Request(RequestLine),
    /// Put the tools under an assistant: an MCP server on standard input and output, or over HTTP.
    Mcp(McpOptions),
    /// Run the tenant alone, for other programs. Prints its base URL and credentials as JSON once it listens.
    Sandbox(SandboxOptions),
}

#[derive(Debug, Args)]
pub(crate) struct CallLine {
    /// The tool, by short or qualified name.
    #[arg(required_unless_present = "resume", conflicts_with = "resume")]
    pub(crate) tool: Option<String>,
    /// The arguments: JSON, @FILE, or - for standard input.
    #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true, conflicts_with = "resume")]
    pub(crate) input: Option<String>,
    /// Run what was asked for before, by the id of the request, if it is approved by now. It runs once.
    #[arg(long, value_name = "ID")]
    pub(crate) resume: Option<String>,
    /// Who asks. Default: the user of this machine.
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) requester: Option<String>,
    #[command(flatten)]
    pub(crate) patience: Patience,
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Patience {
    /// Wait so long for the answer of a person, and run what they approve.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) wait: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ApprovalsAction {
    /// All requests, oldest first.
    List,
    /// One request: what would be done, who asked, what became of it.
    Show {
        /// The id of the request.
        id: String,
    },
    /// Say yes.
    Approve(Answering),
    /// Say no.
    Deny(Answering),
}

#[derive(Debug, Args)]
pub(crate) struct Answering {
    /// The id of the request.
    pub(crate) id: String,
    /// Who answers.
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) by: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditAction {
    /// What happened, oldest first.
    Show,
    /// Check that every record is as it was written, and name the first that is not.
    Verify {
        /// A record that is known to have been there, as an earlier run named it. May be given several times. That nothing
        /// was cut off at the end cannot be seen without one.
        #[arg(long = "head", value_name = "NUMBER:HASH", value_parser = head)]
        heads: Vec<AuditHead>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyAction {
    /// Say everything that is wrong with a policy file. Needs no credentials; with those of RMM, rules about scripts have to match.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Say which policy holds for a tool, or for one call of it, and why. Changes nothing.
    Explain {
        /// The tool, by short or qualified name.
        tool: String,
        /// The arguments of the call to explain: JSON, @FILE, or - for standard input. Without them nothing is planned,
        /// and no credentials are needed.
        #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true)]
        input: Option<String>,
    },
    /// Say which scripts are not what they were when they were judged. Calls of them need a person, whatever the rules.
    Drift,
    /// Say that somebody looked at a script that changed: from now on it is judged as it is now.
    Pin {
        /// The tool, by short or qualified name.
        tool: String,
        /// Who looked.
        #[arg(long = "as", value_name = "NAME")]
        by: String,
    },
    /// Judge scripts by what is written about them, one JSON object a line: {"name": .., "description": .., "parameters": ..}.
    /// Prints a line of JSON for each: {"policy": .., "rule": .., "matched": [..]}. Needs no credentials.
    Classify {
        /// The lines: @FILE, or - for standard input.
        #[arg(value_name = "@FILE|-")]
        scripts: String,
    },
}

fn head(text: &str) -> Result<AuditHead, String> {
    let parts = text.split_once(':').and_then(|(number, hash)| Some((number.parse().ok()?, hash.parse().ok()?)));
    let (number, hash) = parts.ok_or("expected the number and the hash of a record, as `audit verify` prints them")?;
    Ok(AuditHead::new(number, hash))
}

#[derive(Debug, Args)]
pub(crate) struct RequestLine {
    /// Which product.
    #[arg(value_enum)]
    pub(crate) product: Product,
    /// The path below the API root, such as `/Clients` or `/service/tickets`.
    pub(crate) path: String,
    /// The method.
    #[arg(short = 'X', long = "method", default_value = "GET")]
    pub(crate) method: String,
    /// A header.
    #[arg(short = 'H', long = "header", value_name = "KEY:VALUE")]
    pub(crate) headers: Vec<String>,
    /// A body of plain text.
    #[arg(short = 'd', long = "data", value_name = "TEXT", conflicts_with = "json_body")]
    pub(crate) data: Option<String>,
    /// A body of JSON.
    #[arg(long, value_name = "JSON")]
    pub(crate) json_body: Option<String>,
    /// A query parameter; it is encoded here.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) query: Vec<String>,
    /// Fills `{KEY}` in the path; it becomes one segment.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) path_param: Vec<String>,
    #[command(flatten)]
    pub(crate) patience: Patience,
}

#[derive(Debug, Args)]
pub(crate) struct McpOptions {
    /// Serve streamable HTTP at this address, such as 127.0.0.1:8080, rather than one client on standard input and output.
    /// Clients show the token that MSP_MCP_TOKEN holds, else the one in the file that is named when the server starts.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) http: Option<SocketAddr>,
    /// Another name under which the HTTP server is reached, such as mcp.example.com. May be given several times.
    #[arg(long = "host", value_name = "NAME", requires = "http")]
    pub(crate) hosts: Vec<String>,
    /// Ask for no token. On this machine alone: whoever has an account here can then call the tools.
    #[arg(long, requires = "http")]
    pub(crate) no_token: bool,
    /// For whom the assistant asks, and who answers in it. Default: the user of this machine.
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) requester: Option<String>,
    /// Offer only these tools: those of a product, those that only read, or both, as in automate,psa-read.
    #[arg(long = "toolset", value_name = "SET,...", value_delimiter = ',')]
    pub(crate) toolsets: Vec<Toolset>,
    /// Change nothing, whatever the policies say.
    #[arg(long)]
    pub(crate) read_only: bool,
    /// List so many tools at most one by one, whatever their size. Where there are more, a few are listed, and a tool that
    /// finds the others. Default: 39, and no more than 62 KiB.
    #[arg(long, value_name = "N")]
    pub(crate) max_tools: Option<usize>,
}

#[derive(Debug, Args)]
pub(crate) struct SandboxOptions {
    /// The port on 127.0.0.1; 0 for any free one.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// How many computers there are.
    #[arg(long, default_value_t = 60)]
    pub(crate) computers: usize,
    /// How many tickets there are.
    #[arg(long, default_value_t = 320)]
    pub(crate) tickets: usize,
    /// The seed of the world: the same seed gives the same tenant.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}
