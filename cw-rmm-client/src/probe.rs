//! Finding out which scopes a key holds.

use std::time::Duration;

use cw_http::Error;

use crate::client::RmmClient;
use crate::scopes::{Scope, Scopes};

/// Between two requests for tokens.
const PAUSE: Duration = Duration::from_secs(1);

/// Which scopes a key accepts; see [`RmmClient::probe_scopes`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ScopeProbe {
    /// The key holds these.
    pub accepted: Scopes,
    /// It does not hold these.
    pub refused: Scopes,
    /// These were not asked for any more.
    pub unknown: Scopes,
    /// Why the probe ended early: the key was locked (423), or the service limits the rate (429).
    pub stopped: Option<Error>,
}

impl RmmClient {
    /// Finds out which of these scopes the key holds: asks for a token with all of them, and if that is refused, for one with
    /// each, one after another, with a second in between.
    ///
    /// Each is a request for a token, and too many of them lock a key: for people who set up a client, not for programs that
    /// start. The probe stops where the service locks the key or limits the rate. The tokens are thrown away.
    ///
    /// # Errors
    /// `Credentials` if the key itself is not accepted; else as [`Call::send`](crate::Call::send).
    pub async fn probe_scopes(&self, scopes: impl IntoIterator<Item = Scope>) -> Result<ScopeProbe, Error> {
        let mut probe = ScopeProbe { unknown: scopes.into_iter().collect(), ..ScopeProbe::default() };
        let mut next = probe.unknown.clone();
        while !next.is_empty() {
            match self.accepts(&next).await {
                Ok(true) => probe.accepted.extend(next.clone()),
                Ok(false) if next.len() == 1 => probe.refused.extend(next.clone()),
                Ok(false) => next = Scopes::default(),
                Err(error) if matches!(error.status(), Some(423 | 429)) => {
                    probe.stopped = Some(error);
                    return Ok(probe);
                }
                Err(error) => return Err(error),
            }
            for scope in &next {
                probe.unknown = probe.unknown.without(scope);
            }
            next = probe.unknown.iter().next().cloned().into_iter().collect();
            if !next.is_empty() {
                tokio::time::sleep(PAUSE).await;
            }
        }
        Ok(probe)
    }

    async fn accepts(&self, scopes: &Scopes) -> Result<bool, Error> {
        match self.key().ask(self.http(), scopes).await {
            Ok(_) => Ok(true),
            Err(error) if crate::auth::is_about_scopes(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
