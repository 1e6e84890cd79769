//! `msp connect`: can a product be reached and used, and what is to be done if not?

use std::time::Duration;

use cw_http::{Error, ErrorKind};
use cw_psa_client::ConnectionState;
use cw_rmm_client::{RmmClient, Scopes};
use cwa_client::AutomateClient;
use serde_json::json;

use crate::cli::Globals;
use crate::console::{BAD, CAREFUL, Console, GOOD, QUIET};
use crate::exit::{Exit, Failure};
use crate::product::Product;
use crate::tenant::Tenant;

const PAUSE: Duration = Duration::from_secs(5);
const LATER: &str = "the server is there but does not answer properly; try again later, or with --wait";

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
    // One tenant for all tries: a client remembers what must not be tried again at once.
    let tenant = Tenant::open(globals).await?;
    loop {
        let finding = match product {
            Product::Automate => look_at_automate(&tenant).await,
            Product::Psa => look_at_psa(&tenant).await,
            Product::Rmm => look_at_rmm(&tenant).await,
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
        Ok(message) => ready(message),
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

async fn look_at_rmm(tenant: &Tenant) -> Finding {
    let rmm = match tenant.rmm() {
        Ok(rmm) => rmm,
        Err(failure) => return incomplete(failure.message),
    };
    match rmm.companies().list().send().await {
        Ok(page) => ready(format!(
            "{} answers, {} companies are visible; tokens are asked for with {}",
            rmm.http().base(),
            page.items.len(),
            rmm.scopes()
        )),
        Err(error) if error.kind() == ErrorKind::Credentials => scopes_of_rmm(rmm, error).await,
        Err(error) => explain_rmm(error),
    }
}

/// A key that was refused may lack a scope only: which those are is found out one by one.
async fn scopes_of_rmm(rmm: &RmmClient, refused: Error) -> Finding {
    let probe = match rmm.probe_scopes(rmm.scopes().iter().cloned()).await {
        Ok(probe) if !probe.accepted.is_empty() => probe,
        _ => return explain_rmm(refused),
    };
    let told = |scopes: &Scopes, what: &str| (!scopes.is_empty()).then(|| format!("{what} {scopes}"));
    let parts = [
        told(&probe.accepted, "the key holds"),
        told(&probe.refused, "it does not hold"),
        told(&probe.unknown, "not asked for any more:"),
    ];
    Finding {
        state: State::ActionRequired,
        message: parts.into_iter().flatten().collect::<Vec<_>>().join("; "),
        advice: Some(format!(
            "grant what is missing to the key (in the web console: Integrations, API Access), or ask for less: \
             CW_RMM_SCOPES=\"{}\"",
            probe.accepted
        )),
        settings: vec!["CW_RMM_SCOPES"],
    }
}

fn explain_rmm(error: Error) -> Finding {
    const KEY: [&str; 2] = ["CW_RMM_CLIENT_ID", "CW_RMM_CLIENT_SECRET"];
    let (state, advice, settings) = match error.kind() {
        _ if error.status() == Some(423) => (
            State::ActionRequired,
            "the key is locked, as too many tokens were asked for: wait, and have all programs share one client",
            &KEY[..1],
        ),
        ErrorKind::Config | ErrorKind::Input => (State::Misconfigured, "correct the setting named", &[][..]),
        ErrorKind::Connect => (
            State::Unreachable,
            "check the region, the network and the proxy",
            &["CW_RMM_REGION", "CW_RMM_BASE_URL"][..],
        ),
        ErrorKind::Decode | ErrorKind::Redirect | ErrorKind::NotFound => (
            State::Misconfigured,
            "what answers there is not RMM: is it the key's region?",
            &["CW_RMM_REGION", "CW_RMM_BASE_URL"][..],
        ),
        ErrorKind::Credentials => (State::ActionRequired, "check the key, and that it is of this region", &KEY[..]),
        ErrorKind::Denied => (State::ActionRequired, "do as the message says", &["CW_RMM_SCOPES"][..]),
        ErrorKind::Timeout | ErrorKind::Interrupted | ErrorKind::Server | ErrorKind::RateLimited => {
            (State::Unreachable, LATER, &[][..])
        }
        _ => (State::Unreachable, "see the message", &[][..]),
    };
    Finding {
        state,
        message: Failure::from(error).message,
        advice: Some(advice.to_owned()),
        settings: settings.to_vec(),
    }
}

/// It can be used.
fn ready(message: String) -> Finding {
    Finding { state: State::Ready, message, advice: None, settings: Vec::new() }
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
            (State::Unreachable, LATER)
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
