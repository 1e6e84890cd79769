//! `msp connect`: can a product be reached and used, and what is to be done if not?

use std::time::Duration;

use cw_http::{Error, ErrorKind};
use cw_psa_client::ConnectionState;
use cwa_client::AutomateClient;
use serde_json::json;

use crate::cli::Globals;
use crate::console::{BAD, CAREFUL, Console, GOOD, QUIET};
use crate::exit::{Exit, Failure};
use crate::product::Product;
use crate::tenant::Tenant;

const PAUSE: Duration = Duration::from_secs(5);

/// What a try to use a product came to.
struct Finding {
    state: State,
    /// What was seen.
    message: String,
    /// What to do about it.
    advice: Option<String>,
    /// The settings to look at, the likeliest first.
    settings: Vec<&'static str>,
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
        let tenant = Tenant::open(globals).await?;
        let finding = match product {
            Product::Automate => look_at_automate(&tenant).await,
            Product::Psa => look_at_psa(&tenant).await,
        };
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
    let Finding { message, advice, settings, .. } = finding;
    let state = finding.state.word();
    let report =
        json!({"product": product.word(), "state": state, "message": message, "advice": advice, "settings": settings});
    console.answer(&report, || {
        let style = match finding.state {
            State::Ready => GOOD,
            State::Unreachable => BAD,
            _ => CAREFUL,
        };
        let advice = advice.as_ref().map(|advice| format!("\n  do this: {advice}")).unwrap_or_default();
        let settings =
            if settings.is_empty() { String::new() } else { format!("\n  look at: {}", settings.join(", ")) };
        format!("{} {style}{state}{style:#}: {message}{advice}{settings}", product.word())
    });
}

async fn look_at_automate(tenant: &Tenant) -> Finding {
    let automate = match tenant.automate() {
        Ok(automate) => automate,
        Err(failure) => return incomplete(failure.message),
    };
    match probe(automate).await {
        Ok(message) => Finding { state: State::Ready, message, advice: None, settings: Vec::new() },
        Err(error) => explain(error),
    }
}

async fn look_at_psa(tenant: &Tenant) -> Finding {
    let settings = match tenant.psa_settings() {
        Ok(settings) => settings,
        Err(error) => return incomplete(error.to_string()),
    };
    let found = settings.check().await;
    let why = found.error.map(|error| Failure::from(error).message);
    Finding {
        state: match found.state {
            ConnectionState::Ready => State::Ready,
            ConnectionState::ActionRequired => State::ActionRequired,
            ConnectionState::Misconfigured => State::Misconfigured,
            _ => State::Unreachable,
        },
        message: match why {
            Some(why) if why.contains(&found.message) => why,
            Some(why) => format!("{} ({why})", found.message),
            None => found.message,
        },
        advice: found.advice,
        settings: found.settings.iter().map(|setting| setting.variable()).collect(),
    }
}

/// Settings are missing, and the message names them.
fn incomplete(message: String) -> Finding {
    let advice = Some("set the variables named, and run this again".to_owned());
    Finding { state: State::Misconfigured, message, advice, settings: Vec::new() }
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
    Finding { state, message: Failure::from(error).message, advice: Some(advice.to_owned()), settings: Vec::new() }
}
