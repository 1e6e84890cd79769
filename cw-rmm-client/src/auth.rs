//! The key, and the tokens that are asked for with it.
//!
//! Keys are locked (423) by asking for too many tokens. So there is one token for each set of scopes, sets are asked for one after
//! another, and what the service has refused is remembered here, for all clients that share the key.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use cw_http::{CallOptions, Error, ErrorKind, HttpClient, Operation, Replay, Request, Token, TokenSource};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use tokio::time::Instant;

use crate::api::Route;
use crate::dialect::Dialect;
use crate::models::TokenAnswer;
use crate::scopes::{GRANT, Scopes};

pub(crate) static TOKEN: Route = Route { operation: Operation::post("auth.token", "/v1/token"), scopes: &[] };

/// How often a request for a token is tried: each may count towards a lock.
const TRIES: u32 = 3;
/// For how long a token is used that does not say. Shorter than any that was seen.
const UNTOLD_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// A key of the platform: made in its web console under Integrations, API Access. The secret is shown there once.
#[derive(Clone)]
pub struct Credentials {
    client_id: String,
    client_secret: SecretString,
}

impl Credentials {
    /// Client id and client secret. White space around them is left off, as it comes along when they are pasted.
    #[must_use]
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        let client_secret: SecretString = client_secret.into();
        Self {
            client_id: client_id.into().trim().to_owned(),
            client_secret: client_secret.expose_secret().trim().into(),
        }
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// What is missing.
    pub(crate) fn problems(&self) -> impl Iterator<Item = &'static str> {
        let empty = [
            (self.client_id.is_empty(), "the client id is empty"),
            (self.client_secret.expose_secret().is_empty(), "the client secret is empty"),
        ];
        empty.into_iter().filter(|(is_empty, _)| *is_empty).map(|(_, problem)| problem)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials([redacted])")
    }
}

/// A key as all clients that use it share it.
pub(crate) struct Key {
    credentials: Credentials,
    lock_memory: Duration,
    refusal_memory: Duration,
    /// Tokens are asked for one after another.
    asking: tokio::sync::Mutex<()>,
    refusals: Mutex<Refusals>,
}

/// What the service has said no to, and until when it is not asked again.
#[derive(Default)]
struct Refusals {
    locked: Option<(Instant, Error)>,
    scopes: HashMap<Scopes, (Instant, Error)>,
}

#[derive(Serialize)]
struct TokenRequest<'a> {
    grant_type: &'static str,
    client_id: &'a str,
    client_secret: &'a str,
    scope: &'a str,
}

impl Key {
    pub(crate) fn new(credentials: Credentials, dialect: &Dialect) -> Self {
        Self {
            credentials,
            lock_memory: dialect.lock_memory,
            refusal_memory: dialect.refusal_memory,
            asking: tokio::sync::Mutex::default(),
            refusals: Mutex::default(),
        }
    }

    /// Asks for a token, unless it is known that none will come.
    pub(crate) async fn ask(&self, http: &HttpClient, scopes: &Scopes) -> Result<Token, Error> {
        let _turn = self.asking.lock().await;
        if let Some(refusal) = self.remembered(scopes) {
            return Err(refusal);
        }
        let response = http.send(self.request(scopes)).await.map_err(|error| self.refused(scopes, error))?;
        let answer: TokenAnswer = response.json().map_err(|error| error.with_hint(WRONG_ADDRESS))?;
        let Some(token) = answer.access_token.filter(|token| !token.is_empty()) else {
            let error = response.explain("the service gave no token").with_kind(ErrorKind::Credentials);
            return Err(error.with_hint(WRONG_KEY));
        };
        let lifetime = answer.expires_in.and_then(|seconds| u64::try_from(seconds).ok());
        Ok(Token::new(token.expose().into(), lifetime.map_or(UNTOLD_LIFETIME, Duration::from_secs)))
    }

    fn request(&self, scopes: &Scopes) -> Request {
        let body = TokenRequest {
            grant_type: "client_credentials",
            client_id: &self.credentials.client_id,
            client_secret: self.credentials.client_secret.expose_secret(),
            scope: &scopes.to_string(),
        };
        // One whose answer got lost has changed nothing that matters: it may be repeated, a few times.
        let options = CallOptions::new().max_tries(TRIES);
        Request::new(TOKEN.operation()).json(&body).replay(Replay::Safe).with_options(options).without_credentials()
    }

    /// What is known without asking.
    fn remembered(&self, scopes: &Scopes) -> Option<Error> {
        let now = Instant::now();
        let mut refusals = self.refusals();
        refusals.scopes.retain(|_, (until, _)| now < *until);
        refusals.locked = refusals.locked.take().filter(|(until, _)| now < *until);
        if let Some((until, error)) = &refusals.locked {
            return Some(locked(error.clone(), *until - now));
        }
        let (until, error) = refusals.scopes.get(scopes)?;
        Some(error.clone().with_retry_after(Some(*until - now)))
    }

    /// Says what a refusal means, and remembers it where asking again would be in vain.
    fn refused(&self, scopes: &Scopes, error: Error) -> Error {
        let now = Instant::now();
        match error.status() {
            Some(423) => {
                let wait = error.retry_after().unwrap_or(self.lock_memory);
                let error = error.with_kind(ErrorKind::Credentials);
                self.refusals().locked = Some((now + wait, error.clone()));
                locked(error, wait)
            }
            Some(400 | 401 | 403) if is_about_scopes(&error) => {
                let error = error
                    .with_kind(ErrorKind::Credentials)
                    .with_message(format!("the key does not hold all of the scopes asked for ({scopes})"))
                    .with_hint(format!("for each that is missing, {GRANT}, or do not ask for it (CW_RMM_SCOPES)"));
                self.refusals().scopes.insert(scopes.clone(), (now + self.refusal_memory, error.clone()));
                error
            }
            Some(400 | 401 | 403) => error.with_kind(ErrorKind::Credentials).with_hint(WRONG_KEY),
            Some(404 | 405 | 503) => error.with_hint(WRONG_ADDRESS),
            _ => error,
        }
    }

    fn refusals(&self) -> MutexGuard<'_, Refusals> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const WRONG_KEY: &str = "are client id and secret right, is the key of this region, and is it still active?";
const WRONG_ADDRESS: &str = "is this the address of the key's region (CW_RMM_REGION)?";

pub(crate) fn is_about_scopes(error: &Error) -> bool {
    let said = [error.code(), error.service_message()];
    said.into_iter().flatten().any(|words| words.to_ascii_lowercase().contains("scope"))
}

fn locked(error: Error, wait: Duration) -> Error {
    error
        .with_message("the key is locked, as it is when too many tokens were asked for")
        .with_retry_after(Some(wait))
        .with_hint("no token is asked for until then; programs that use the same key have to share one token")
}

/// Fetches the tokens with one set of scopes, for the layer that keeps them.
pub(crate) struct Login {
    pub(crate) key: Arc<Key>,
    pub(crate) scopes: Scopes,
}

#[async_trait]
impl TokenSource for Login {
    async fn fetch(&self, http: &HttpClient) -> Result<Token, Error> {
        self.key.ask(http, &self.scopes).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_none_of_it_and_pasted_white_space_is_left_off() {
        let credentials = Credentials::new(" 0e30-hidden\n", " hunter2 ");
        assert_eq!(format!("{credentials:?}"), "Credentials([redacted])");
        assert_eq!((credentials.client_id(), credentials.client_secret.expose_secret()), ("0e30-hidden", "hunter2"));
        assert_eq!(Credentials::new(" ", "").problems().count(), 2);
    }
}
