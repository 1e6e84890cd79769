//! What refusals of PSA mean, beyond their status.

use cw_http::{Error, ErrorKind};

/// What is behind a refusal, where the answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The header that names the integration is missing or not known.
    ClientId,
    /// Company or keys.
    Keys,
    /// The member's security role.
    Role,
    /// A host of a cloud without `api-` in front.
    Prefix,
    /// Nothing is there, and nothing has worked so far: clouds answer so to wrong keys too.
    Unproven,
    /// The server does not have that route.
    NoRoute,
    /// A literal in a condition.
    Literal,
}

impl Cause {
    /// The cause of a refusal. `proven` is whether any call of the client has succeeded.
    pub(crate) fn of(error: &Error, proven: bool) -> Option<Self> {
        let words = error.service_message().or(error.body()).unwrap_or_default().to_ascii_lowercase();
        let has_code = |name: &str| error.code().is_some_and(|code| code.eq_ignore_ascii_case(name));
        let about_client_id = ["clientid", "client id", "client-id"].iter().any(|name| words.contains(name));
        match error.status()? {
            400 | 401 | 403 if about_client_id => Some(Self::ClientId),
            _ if words.contains("ssl is required") => Some(Self::Prefix),
            400 if words.contains("square brackets") => Some(Self::Literal),
            401 => Some(Self::Keys),
            403 if has_code("Security") => Some(Self::Role),
            // Self-hosted servers answer so to a call without a client id, and without a word that says it.
            403 if !proven => Some(Self::ClientId),
            404 if has_code("ConnectWiseApi") => Some(Self::NoRoute),
            // The API has looked for the record: address and keys are good.
            404 if has_code("NotFound") => None,
            404 if !proven => Some(Self::Unproven),
            405 => Some(Self::NoRoute),
            _ => None,
        }
    }

    fn kind(self) -> Option<ErrorKind> {
        match self {
            Self::ClientId => Some(ErrorKind::Credentials),
            Self::Prefix => Some(ErrorKind::Config),
            _ => None,
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::ClientId => {
                "is the clientId (CW_PSA_CLIENT_ID) the GUID of an integration registered at developer.connectwise.com/ClientID?"
            }
            Self::Keys => {
                "are company, public and private key (CW_PSA_COMPANY, CW_PSA_PUBLIC_KEY, CW_PSA_PRIVATE_KEY) those of an active \
                 API member? Letter case counts in the company"
            }
            Self::Role => "the security role of the API member does not allow this (System > Security Roles)",
            Self::Prefix => "the vendor's clouds want `api-` in front of the host, as in `api-na.myconnectwise.net`",
            Self::Unproven => {
                "no call of this client has succeeded so far: clouds answer so where company or keys are wrong, or where \
                 the site (CW_PSA_SITE) is another region's"
            }
            Self::NoRoute => "this server has no such route: an older version, or an address that is not of the API",
            Self::Literal => "text stands in quotes, dates in square brackets; true, false and null are bare",
        }
    }
}

/// Gives a refusal its kind and a hint, by what the answer says.
pub(crate) fn explain(error: Error, proven: bool) -> Error {
    let Some(cause) = Cause::of(&error, proven) else { return error };
    let kind = match error.status() {
        Some(405) => Some(ErrorKind::Unsupported),
        _ => cause.kind(),
    };
    let error = error.with_hint(cause.hint());
    match kind {
        Some(kind) => error.with_kind(kind),
        None => error,
    }
}
