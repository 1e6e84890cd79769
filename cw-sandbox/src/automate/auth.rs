//! Signing in, and the check of every other request.

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::reply::{Outcome, Refusal, Reply};
use crate::request::Request;
use crate::settings::Settings;
use crate::stamp::{NEVER, Stamp};
use crate::table::lookup;
use crate::tenant::Tenant;
use crate::world::mix;

/// How long refreshing may prolong one login.
const LONGEST_LOGIN: Duration = Duration::from_secs(12 * 3600);

/// The accounts of the Automate server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Account {
    /// An integrator: password alone.
    Integrator,
    /// A technician with a passcode that stays the same.
    Passcode,
    /// A technician with an authenticator app.
    Totp,
}

impl Account {
    const ALL: [Self; 3] = [Self::Integrator, Self::Passcode, Self::Totp];

    const fn username(self) -> &'static str {
        match self {
            Self::Integrator => "svc-sandbox",
            Self::Passcode => "tech-passcode",
            Self::Totp => "tech-totp",
        }
    }
}

/// How to log in as an [`Account`]. `Debug` shows the user name only.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credentials {
    /// User name.
    pub username: String,
    /// Password.
    pub password: String,
    /// The integration's `clientId`, the same for all accounts.
    pub client_id: String,
    /// The passcode of [`Account::Passcode`].
    pub passcode: Option<String>,
    /// The base-32 secret of [`Account::Totp`]: six digits, SHA-1, 30 seconds, by real time.
    pub totp_secret: Option<String>,
}

impl Credentials {
    pub(crate) fn new(seed: u64, account: Account) -> Self {
        let draw = |salt: u64| mix(seed ^ mix(salt));
        let own = 16 + account as u64;
        let (a, b) = (draw(1), draw(2));
        let client_id = format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            b >> 52,
            b & 0xffff_ffff_ffff
        );
        let secret = || {
            let bytes: Vec<u8> = [draw(3), draw(4), draw(5)].iter().flat_map(|n| n.to_be_bytes()).take(20).collect();
            Secret::from(bytes).to_base32()
        };
        Self {
            username: account.username().to_owned(),
            password: format!("pw-{:016x}", draw(own)),
            client_id,
            passcode: (account == Account::Passcode).then(|| format!("{:06}", draw(own + 16) % 1_000_000)),
            totp_secret: (account == Account::Totp).then(secret),
        }
    }

    /// Whether the account needs a second factor, and if so whether this code is it.
    fn second_factor(&self, code: &str) -> Option<bool> {
        if let Some(passcode) = &self.passcode {
            return Some(passcode == code);
        }
        let secret = Secret::try_from_base32(self.totp_secret.as_deref()?).ok()?;
        let totp = Builder::new().with_secret(secret).build().ok()?;
        // A code is bound to real time wherever the tenant's clock stands.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Some(totp.check(code, now.as_secs()).is_some())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("username", &self.username).finish_non_exhaustive()
    }
}

/// The tokens given out.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    by_token: HashMap<String, Session>,
    given_out: u64,
}

#[derive(Clone)]
struct Session {
    account: Account,
    expires: Stamp,
    /// Refreshing does not go beyond this.
    ends: Stamp,
    client_id: String,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("account", &self.account).finish_non_exhaustive()
    }
}

impl Sessions {
    pub(super) fn withdraw_all(&mut self) {
        self.by_token.clear();
    }

    /// Who sends this request. Token and `clientId` must both be right, and nothing says which is not.
    pub(super) fn check(&self, request: &Request, now: Stamp) -> Result<String, Refusal> {
        let session = request
            .header("authorization")
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .and_then(|(_, token)| self.by_token.get(token.trim()))
            .filter(|session| session.expires > now)
            .ok_or_else(denied)?;
        let client_id = request.header("clientid").ok_or_else(denied)?;
        if !client_id.eq_ignore_ascii_case(&session.client_id) {
            return Err(denied());
        }
        Ok(session.account.username().to_owned())
    }

    fn give_out(&mut self, seed: u64, mut session: Session, lifetime: Duration, now: Stamp) -> Reply {
        self.by_token.retain(|_, old| old.expires > now);
        self.given_out += 1;
        let token = format!("sandbox.{:016x}{:016x}", mix(seed ^ self.given_out), mix(seed) ^ mix(self.given_out));
        session.expires = now.plus(lifetime).min(session.ends);
        let reply = Reply::json(&token_result(Some((&token, &session)), false));
        self.by_token.insert(token, session);
        reply
    }
}

/// Answers the token routes, which need neither a token nor a `clientId`.
pub(super) fn route(tenant: &mut Tenant, settings: &Settings, request: &Request, path: &[&str]) -> Outcome {
    match (request.method.as_str(), path) {
        ("GET", []) => Ok(Reply::json(&ways_to_sign_in())),
        ("POST", []) => log_in(tenant, settings, &request.json()?),
        ("POST", ["refresh"]) => refresh(tenant, settings, &request.json()?),
        ("POST", ["disable"]) => {
            let body = request.json()?;
            let token = body.as_object().and_then(|o| lookup(o, "SecurityToken")).and_then(Value::as_str);
            tenant.automate.sessions.by_token.remove(token.unwrap_or_default());
            Ok(Reply::no_content())
        }
        _ => Err(Refusal::not_found()),
    }
}

fn log_in(tenant: &mut Tenant, settings: &Settings, body: &Value) -> Outcome {
    let body = body.as_object().ok_or_else(|| Refusal::new(400, "The body must be an object."))?;
    let text = |name| lookup(body, name).and_then(Value::as_str).unwrap_or_default();
    let seed = tenant.world.seed;
    let account = Account::ALL.into_iter().find(|a| a.username().eq_ignore_ascii_case(text("Username")));
    let account = account.ok_or_else(bad_login)?;
    let credentials = Credentials::new(seed, account);
    if credentials.password != text("Password") {
        return Err(bad_login());
    }
    if credentials.second_factor(text("TwoFactorPasscode")) == Some(false) {
        return Ok(Reply::json(&token_result(None, true)));
    }
    let now = tenant.now;
    let session = Session { account, expires: now, ends: now.plus(LONGEST_LOGIN), client_id: credentials.client_id };
    Ok(tenant.automate.sessions.give_out(seed, session, Duration::from_secs(settings.token_secs), now))
}

/// Exchanges a token that is still good for a new one; the old one is good no more.
fn refresh(tenant: &mut Tenant, settings: &Settings, body: &Value) -> Outcome {
    let (seed, now) = (tenant.world.seed, tenant.now);
    let sessions = &mut tenant.automate.sessions;
    let session = sessions.by_token.remove(body.as_str().unwrap_or_default());
    let session = session.filter(|s| s.expires > now).ok_or_else(denied)?;
    Ok(sessions.give_out(seed, session, Duration::from_secs(settings.token_secs), now))
}

fn token_result(session: Option<(&str, &Session)>, second_factor_missing: bool) -> Value {
    let date = |stamp: Option<Stamp>| stamp.map_or_else(|| NEVER.to_owned(), |stamp| stamp.to_string());
    let name = session.map(|(_, s)| s.account.username());
    json!({
        "AccessToken": session.map(|(token, _)| token),
        "TokenType": session.map(|_| "Bearer"),
        "ExpirationDate": date(session.map(|(_, s)| s.expires)),
        "AbsoluteExpirationDate": date(session.map(|(_, s)| s.ends)),
        "UserId": session.map(|(_, s)| (30 + s.account as u32).to_string()),
        "InternalUserName": name,
        "IsTwoFactorRequired": second_factor_missing,
        "IsInternalTwoFactorRequired": false,
        "SSOAccessToken": null,
    })
}

fn ways_to_sign_in() -> Value {
    json!({
        "AllowDirect": true,
        "AllowServiceRegistration": false,
        "AutomateRedirectUri": null,
        "Services": [{
            "ServiceId": 1,
            "ServiceName": "Local accounts",
            "ServiceURI": null,
            "ServiceType": 0,
            "ClientId": null,
            "IsDefault": true,
            "IsAutomatic": false,
            "ServiceGuid": null,
            "IsEnabled": true,
            "IsLocalLoginEnabled": true,
            "AuthenticationType": 0,
        }],
    })
}

fn denied() -> Refusal {
    Refusal::new(401, "Access to this resource is denied.")
}

fn bad_login() -> Refusal {
    Refusal::new(401, "The user name or the password is wrong.")
}
