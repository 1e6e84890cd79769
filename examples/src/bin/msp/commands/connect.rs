//! `msp connect`: can a product be reached and used, and what is to be done if not?

use std::time::Duration;

use cw_http::{Error, ErrorKind};
use cwa_client::AutomateClient;
use serde_json::json;

use crate::cli::{Globals, Product};
use crate::console::{BAD, CAREFUL, Console, GOOD, QUIET};
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;

const PAUSE: Duration = Duration::from_secs(5);

/// What a try to use a product came to.
struct Finding {
    state: State,
    /// What was seen.
    message: String,
    /// What to do about it.
    advice: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ready,
    ActionRequired,
    Misconfigured,
    Unreachable,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::ActionRequired => "action-required",
            Self::Misconfigured => "misconfigured",
            Self::Unreachable => "unreachable",
        }
    }

    fn exit(self) -> Exit {
        match self {
            Self::Ready => Exit::Done,
            Self::Misconfigured => Exit::Usage,
            Self::ActionRequired | Self::Unreachable => Exit::Failed,
        }
    }
}

pub(crate) async fn run(console: Console, globals: &Globals, product: Product, wait: bool) -> Result<Exit, Failure> {
    loop {
        let finding = look(globals.sandbox).await;
        // Settings do not change while this process runs, so waiting for them would be for ever.
        let hopeless = matches!(finding.state, State::Ready | State::Misconfigured);
        if !wait || hopeless {
            report(console, product, &finding);
            return Ok(finding.state.exit());
        }
        console.note(&format!("{QUIET}{}: {}; trying again{QUIET:#}", finding.state.word(), finding.message));
        tokio::time::sleep(PAUSE).await;
    }
}

fn report(console: Console, product: Product, finding: &Finding) {
    let (state, message, advice) = (finding.state.word(), &finding.message, finding.advice);
    console.answer(&json!({"product": product.word(), "state": state, "message": message, "advice": advice}), || {
        let style = match finding.state {
            State::Ready => GOOD,
            State::Unreachable => BAD,
            _ => CAREFUL,
        };
        let advice = advice.map(|advice| format!("\n  do this: {advice}")).unwrap_or_default();
        format!("{} {style}{state}{style:#}: {message}{advice}", product.word())
    });
}

async fn look(sandbox: bool) -> Finding {
    let tenant = match Tenant::open(sandbox).await {
        Ok(tenant) => tenant,
        Err(failure) => {
            let advice = Some("set the variables named, and run this again");
            return Finding { state: State::Misconfigured, message: failure.message, advice };
        }
    };
    match probe(&tenant.automate).await {
        Ok(message) => Finding { state: State::Ready, message, advice: None },
        Err(error) => explain(error),
    }
}

/// One real read: a token alone does not prove that calls are allowed.
async fn probe(automate: &AutomateClient) -> Result<String, Error> {
    let page = automate.clients().list().page_size(1).fields(["Id", "Name"]).send().await?;
    let seen = match (page.total, page.items.is_empty()) {
        (Some(total), _) => format!("{total} clients are visible"),
        (None, false) => "clients are visible".to_owned(),
        (None, true) => "but no client is visible; the account may lack rights".to_owned(),
    };
    Ok(format!("{} answers, {seen}", automate.http().base()))
}

fn explain(error: Error) -> Finding {
    let (state, advice) = match error.kind() {
        ErrorKind::Config | ErrorKind::Input => (State::Misconfigured, "correct the setting named"),
        ErrorKind::Connect => {
            (State::Unreachable, "check CWA_SERVER, the network, the proxy and the server's certificate")
        }
        ErrorKind::Timeout | ErrorKind::Interrupted | ErrorKind::Server | ErrorKind::RateLimited => {
            (State::Unreachable, "the server is there but does not answer properly; try again later, or with --wait")
        }
        ErrorKind::Decode | ErrorKind::Redirect | ErrorKind::NotFound => (
            State::Misconfigured,
            "CWA_SERVER does not answer like Automate; is it the right host, without a portal before it?",
        ),
        ErrorKind::Credentials => (
            State::ActionRequired,
            "check CWA_USERNAME, CWA_PASSWORD, CWA_TOTP_SECRET and CWA_CLIENT_ID as the message says",
        ),
        ErrorKind::Denied => (State::ActionRequired, "give the account the right to read clients, in its user class"),
        _ => (State::Unreachable, "see the message"),
    };
    Finding { state, message: Failure::from(error).message, advice: Some(advice) }
}
