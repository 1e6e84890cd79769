//! Who asks: keys, the scopes they hold, and tokens.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::errors;
use crate::reply::Reply;
use crate::request::Request;
use crate::settings::Settings;
use crate::stamp::Stamp;
use crate::tenant::Tenant;
use crate::world::{RmmRef, mix, uuid};

/// All that a key of this tenant can hold.
const ALL_SCOPES: [&str; 20] = [
    "platform.companies.read",
    "platform.sites.read",
    "platform.sites.write",
    "platform.asset.read",
    "platform.devices.read",
    "platform.deviceGroups.read",
    "platform.patching.read",
    "platform.ospatching.management.read",
    "platform.tppatching.management.read",
    "platform.automation.read",
    "platform.automation.create",
    "platform.tickets.read",
    "platform.tickets.create",
    "platform.tickets.update",
    "platform.custom_fields_definitions.read",
    "platform.custom_fields_definitions.write",
    "platform.custom_fields_values.read",
    "platform.custom_fields_values.write",
    "platform.policies.read",
    "platform.agent-token.read",
];

/// What the smaller key holds.
const READER_SCOPES: [&str; 5] = [
    "platform.companies.read",
    "platform.sites.read",
    "platform.asset.read",
    "platform.devices.read",
    "platform.automation.read",
];

/// A key that asked for too many tokens stays locked for so long.
const LOCK: Duration = Duration::from_secs(60);

/// The API keys of the RMM tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RmmAccount {
    /// Holds every scope.
    Integrator,
    /// Holds the scopes to read companies, sites, devices and scripts. It may not ask for heartbeats by endpoint.
    Reader,
}

impl RmmAccount {
    const ALL: [Self; 2] = [Self::Integrator, Self::Reader];

    const fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Integrator => &ALL_SCOPES,
            Self::Reader => &READER_SCOPES,
        }
    }

    /// Whether heartbeats can be asked for by endpoint rather than by company.
    pub(super) fn may_ask_by_endpoint(self) -> bool {
        self == Self::Integrator
    }

    pub(super) fn user(self) -> RmmRef {
        let name = match self {
            Self::Integrator => "Sandbox integration",
            Self::Reader => "Sandbox reader",
        };
        RmmRef::named(uuid("api key", self as u64), name)
    }
}

/// How to reach RMM as a [`RmmAccount`]. `Debug` does not show the secret.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RmmCredentials {
    /// The client id. Its first four characters stand for the region NA.
    pub client_id: String,
    /// The client secret.
    pub client_secret: String,
    /// The scopes that the key holds.
    pub scopes: Vec<&'static str>,
}

impl RmmCredentials {
    pub(crate) fn new(seed: u64, account: RmmAccount) -> Self {
        let draw = |salt: u64| mix(seed ^ mix(0x524d_4d00 + salt + 8 * account as u64));
        let id = uuid("client", draw(1));
        Self {
            client_id: format!("0e30{}", &id[4..]),
            client_secret: format!("sandbox-{:016x}{:016x}", draw(2), draw(3)),
            scopes: account.scopes().to_vec(),
        }
    }
}

impl fmt::Debug for RmmCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RmmCredentials")
            .field("client_id", &self.client_id)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// The tokens given out, and who asks for too many.
#[derive(Default)]
pub(super) struct Keys {
    tokens: HashMap<String, Token>,
    given_out: u64,
    /// When tokens were asked for within the last minute, by client id.
    asked: HashMap<String, VecDeque<Stamp>>,
    locked_until: HashMap<String, Stamp>,
}

struct Token {
    caller: Caller,
    expires: Stamp,
}

/// Who asks, and what the token allows.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) account: RmmAccount,
    scopes: Vec<String>,
}

impl Caller {
    pub(super) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|own| own == scope)
    }
}

impl Keys {
    pub(super) fn expire_tokens(&mut self) {
        self.tokens.clear();
    }

    /// Whether the key is locked, now that it asks for another token.
    fn is_locked(&mut self, client: &str, per_minute: u32, now: Stamp) -> bool {
        if self.locked_until.get(client).is_some_and(|until| *until > now) {
            return true;
        }
        let asked = self.asked.entry(client.to_owned()).or_default();
        while asked.front().is_some_and(|first| now.since(*first) >= LOCK) {
            asked.pop_front();
        }
        asked.push_back(now);
        let is_too_many = asked.len() > per_minute as usize;
        if is_too_many {
            asked.clear();
            self.locked_until.insert(client.to_owned(), now.plus(LOCK));
        }
        is_too_many
    }
}

/// Whose token the request carries; `None` if it is not good.
pub(super) fn check(tenant: &Tenant, request: &Request) -> Option<Caller> {
    let (scheme, token) = request.header("authorization")?.split_once(' ')?;
    let token = tenant.rmm.keys.tokens.get(token.trim()).filter(|_| scheme.eq_ignore_ascii_case("bearer"))?;
    (token.expires > tenant.now).then(|| token.caller.clone())
}

/// `POST /v1/token`.
pub(super) fn token(tenant: &mut Tenant, settings: &Settings, request: &Request) -> Result<Reply, Reply> {
    if request.method != "POST" {
        return Err(errors::token(405, "invalid_request", "Tokens are asked for by POST."));
    }
    let body: Value = serde_json::from_slice(&request.body)
        .map_err(|_| errors::token(400, "invalid_request", "The body must be JSON."))?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("grant_type") != "client_credentials" {
        return Err(errors::token(400, "unsupported_grant_type", "Only client_credentials is supported."));
    }
    let (now, seed) = (tenant.now, tenant.world.seed);
    let keys = &mut tenant.rmm.keys;
    if keys.is_locked(text("client_id"), settings.rmm_tokens_per_minute, now) {
        return Err(errors::token(423, "locked", "The client is locked: it asked for too many tokens."));
    }
    let is_it = |account: &RmmAccount| {
        let key = RmmCredentials::new(seed, *account);
        key.client_id == text("client_id") && key.client_secret == text("client_secret")
    };
    let known = RmmAccount::ALL.into_iter().find(is_it).filter(|_| !settings.rmm_wrong_region);
    let Some(account) = known else {
        return Err(errors::token(401, "invalid_client", "The client is not known here."));
    };
    let scope = text("scope").split_whitespace().collect::<Vec<_>>().join(" ");
    let scopes: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
    if scopes.is_empty() || !scopes.iter().all(|scope| account.scopes().contains(&scope.as_str())) {
        return Err(errors::token(400, "invalid_scope", "A scope is missing or not granted to this client."));
    }
    keys.given_out += 1;
    let secret = format!("{:016x}{:016x}", mix(seed ^ keys.given_out), mix(mix(seed) ^ keys.given_out));
    let expires = now.plus(Duration::from_secs(settings.token_secs));
    keys.tokens.retain(|_, token| token.expires > now);
    keys.tokens.insert(secret.clone(), Token { caller: Caller { account, scopes }, expires });
    Ok(Reply::json(&json!({
        "access_token": secret,
        "token_type": "Bearer",
        "expires_in": settings.token_secs,
        "scope": scope,
    })))
}
