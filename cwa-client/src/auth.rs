//! How a client logs in, and for how long a login is used.
//!
//! A token is never renewed by `/apitoken/refresh`: whether that route takes an expired token is not documented, it
//! moves the end only up to a bound that differs by server, and its failure means to log in anyway. Logging in again
//! is one request too, and always works for an account that can log in at all.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use cw_http::{Error, ErrorKind, HttpClient, Operation, Replay, Request, Token, TokenSource};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::models::TokenResult;
use crate::totp::{TotpSecret, TotpSecretError};
use cw_http::data::DateTime;

pub(crate) const LOGIN: Operation = Operation::post("auth.login", "/v1/apitoken");

/// The layer below renews two minutes before the end given to it: that is 55 minutes after the login. Servers give
/// tokens about an hour.
const LONGEST_USE: Duration = Duration::from_secs(57 * 60);
/// An end further ahead than this is a wrong clock or a wrong zone, not a long-lived token.
const LONGEST_BELIEVED: Duration = Duration::from_secs(24 * 60 * 60);

const WRONG_SERVER: &str = "is this the address of an Automate server, and is there a proxy or filter in between?";

/// The account that a client uses.
///
/// A service wants an *integrator* account: a user whose "Integrator" box is ticked, so that no passcode is asked for.
/// Other accounts need a [TOTP secret](Self::totp_secret), or a [passcode](Self::passcode) for a short visit.
///
/// Rights are those of the account: what it may not see is left out of lists rather than refused.
#[derive(Clone)]
pub struct Credentials {
    username: String,
    password: SecretString,
    factor: Factor,
}

/// The second factor, if the account has one.
#[derive(Clone)]
enum Factor {
    None,
    Passcode(SecretString),
    Totp(Result<TotpSecret, TotpSecretError>),
}

impl Credentials {
    /// User name and password, without a second factor.
    #[must_use]
    pub fn integrator(username: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Self { username: username.into(), password: password.into(), factor: Factor::None }
    }

    /// A passcode as an authenticator app shows it; spaces are left out. It is good for one login, so the client stops working
    /// when the token ends, after about an hour.
    #[must_use]
    pub fn passcode(mut self, passcode: &str) -> Self {
        let digits: String = passcode.chars().filter(|c| !c.is_whitespace()).collect();
        self.factor = Factor::Passcode(digits.into());
        self
    }

    /// The secret from which an authenticator app makes passcodes (base32), so that the client makes its own. A wrong one is
    /// reported when the client is built.
    #[must_use]
    pub fn totp_secret(mut self, secret: &str) -> Self {
        self.factor = Factor::Totp(TotpSecret::parse(secret));
        self
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let factor = match self.factor {
            Factor::None => "none",
            Factor::Passcode(_) => "passcode",
            Factor::Totp(_) => "totp",
        };
        f.debug_struct("Credentials").field("second_factor", &factor).finish_non_exhaustive()
    }
}

/// Logs in, for the layer that keeps the token.
pub(crate) struct Login {
    credentials: Credentials,
    passcode_used: AtomicBool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TokenCredentials<'a> {
    username: &'a str,
    password: &'a str,
    two_factor_passcode: &'a str,
}

impl Login {
    pub(crate) fn new(credentials: Credentials) -> Result<Self, Error> {
        let mut problems = Vec::new();
        if credentials.username.trim().is_empty() {
            problems.push("the user name is empty".to_owned());
        }
        if credentials.password.expose_secret().is_empty() {
            problems.push("the password is empty".to_owned());
        }
        match &credentials.factor {
            Factor::Totp(Err(error)) => problems.push(error.to_string()),
            Factor::Passcode(code) if code.expose_secret().is_empty() => {
                problems.push("the passcode is empty".to_owned())
            }
            _ => {}
        }
        if problems.is_empty() {
            Ok(Self { credentials, passcode_used: AtomicBool::new(false) })
        } else {
            Err(Error::config(problems.join("; ")))
        }
    }

    /// The passcode to send now; empty text where none is needed.
    fn passcode(&self, now: Timestamp) -> Result<SecretString, Error> {
        match &self.credentials.factor {
            Factor::Totp(Ok(secret)) => Ok(secret.passcode(now.as_second().try_into().unwrap_or(0))),
            Factor::Passcode(_) if self.passcode_used.load(Ordering::Relaxed) => {
                let used = Error::new(ErrorKind::Credentials, "the login has ended and its passcode is used up");
                Err(used.with_hint("give the TOTP secret instead (CWA_TOTP_SECRET), or use an integrator account"))
            }
            Factor::Passcode(code) => Ok(code.clone()),
            // A secret that cannot be read was refused when the client was built.
            Factor::None | Factor::Totp(Err(_)) => Ok(SecretString::default()),
        }
    }

    fn request(&self, passcode: &SecretString) -> Request {
        let body = TokenCredentials {
            username: &self.credentials.username,
            password: self.credentials.password.expose_secret(),
            two_factor_passcode: passcode.expose_secret(),
        };
        // A login whose answer got lost has changed nothing, so it may be repeated; but a passcode that the server has seen
        // may not be good a second time.
        let replay = if passcode.expose_secret().is_empty() { Replay::Safe } else { Replay::Never };
        Request::new(&LOGIN).json(&body).replay(replay).without_credentials()
    }

    /// The server has judged the passcode: it is no good any more, whatever the verdict.
    fn spend_passcode(&self) {
        if matches!(self.credentials.factor, Factor::Passcode(_)) {
            self.passcode_used.store(true, Ordering::Relaxed);
        }
    }

    /// What is wrong when the server answers without a token, and what to do about it.
    fn without_token(&self, result: &TokenResult) -> (&'static str, &'static str) {
        let asks_for_factor =
            [result.is_two_factor_required, result.is_internal_two_factor_required].contains(&Some(true));
        match &self.credentials.factor {
            _ if !asks_for_factor => ("the server gave no token", "user name or password are not accepted"),
            Factor::None => (
                "the account needs a second factor",
                "give its TOTP secret (CWA_TOTP_SECRET) or a passcode, or use an integrator account",
            ),
            Factor::Passcode(_) => (
                "the passcode was not accepted",
                "it changes every 30 seconds and is good for one login; the TOTP secret would make new ones",
            ),
            Factor::Totp(_) => (
                "the passcode made from the TOTP secret was not accepted",
                "is the secret this account's, and is this machine's clock right?",
            ),
        }
    }
}

#[async_trait]
impl TokenSource for Login {
    async fn fetch(&self, http: &HttpClient) -> Result<Token, Error> {
        let passcode = self.passcode(Timestamp::now())?;
        let response = http.send(self.request(&passcode)).await.map_err(|error| {
            if error.status().is_some_and(|status| status != 429 && status < 500) {
                self.spend_passcode();
            }
            explain_failure(error)
        })?;
        self.spend_passcode();
        let result: TokenResult = response.json().map_err(|error| error.with_hint(WRONG_SERVER))?;
        let Some(token) = result.access_token.as_ref().filter(|token| !token.is_empty()) else {
            let (what, hint) = self.without_token(&result);
            return Err(response.explain(what).with_kind(ErrorKind::Credentials).with_hint(hint));
        };
        Ok(Token::new(token.expose().into(), lifetime(result.expiration_date.as_ref(), Timestamp::now())))
    }
}

/// Which values of the login are wrong is not documented by status. Any refusal but those that mean something else is taken as
/// one of the account, so that a wrong password is not tried again and again until the account is locked.
fn explain_failure(error: Error) -> Error {
    match error.status() {
        Some(404 | 405) => error.with_hint(WRONG_SERVER),
        Some(400 | 401 | 403 | 409 | 422 | 423) => error
            .with_kind(ErrorKind::Credentials)
            .with_hint("user name or password are not accepted, or the account may not log in here"),
        _ => error,
    }
}

/// For how long a token may be used. The end that the server names has no zone; it is read as UTC, and believed only if that
/// makes sense.
fn lifetime(expiration: Option<&DateTime>, now: Timestamp) -> Duration {
    let left =
        expiration.and_then(DateTime::timestamp).and_then(|end| Duration::try_from(end.duration_since(now)).ok());
    match left {
        Some(left) if !left.is_zero() && left <= LONGEST_BELIEVED => left.min(LONGEST_USE),
        _ => LONGEST_USE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_used_until_its_end_but_no_longer_than_57_minutes() {
        let now: Timestamp = "2026-03-02T14:00:00Z".parse().unwrap();
        let minutes = |text: &str| lifetime(Some(&DateTime::new(text)), now).as_secs() / 60;
        for (end, lasts) in [
            ("2026-03-02T14:30:00", 30),
            ("2026-03-02T15:00:00", 57),
            ("2026-03-02T16:30:00+02:00", 30),
            ("2026-03-03T14:00:00", 57),
            // Not believed: past, too far ahead, unset, unreadable.
            ("2026-03-02T13:59:00", 57),
            ("2026-03-02T14:00:00", 57),
            ("2026-03-04T14:00:00", 57),
            ("0001-01-01T00:00:00", 57),
            ("soon", 57),
        ] {
            assert_eq!(minutes(end), lasts, "{end}");
        }
        assert_eq!(lifetime(None, now), LONGEST_USE);
    }

    #[test]
    fn a_login_that_cannot_work_is_refused_with_all_reasons() {
        let error = Login::new(Credentials::integrator(" ", "").passcode("  ")).err().expect("three problems");
        let text = error.to_string();
        assert!(["user name", "password", "passcode"].iter().all(|word| text.contains(word)), "{text}");
    }

    #[test]
    fn only_a_login_without_passcode_is_repeated() {
        let login = Login::new(Credentials::integrator("svc", "hunter2")).expect("complete");
        assert_eq!(login.request(&SecretString::default()).operation().replay, Replay::Safe);
        assert_eq!(login.request(&"123456".into()).operation().replay, Replay::Never);
    }

    #[test]
    fn debug_shows_none_of_it() {
        let credentials = Credentials::integrator("svc-hidden", "hunter2").passcode("123 456");
        let shown = format!("{credentials:?}");
        assert!(!["svc-hidden", "hunter2", "123"].iter().any(|secret| shown.contains(secret)), "{shown}");
    }
}
