//! What refusals of PSA mean, beyond their status.

use cw_http::{Error, ErrorKind};

const KEYS: &str = "are company, public key and private key (CW_PSA_COMPANY, CW_PSA_PUBLIC_KEY, CW_PSA_PRIVATE_KEY) those of an \
     active API member? Letter case counts in the company";
const CLIENT_ID: &str = "is the clientId (CW_PSA_CLIENT_ID) the GUID of an integration registered at \
     developer.connectwise.com/ClientID?";
const ROLE: &str = "the security role of the API member does not allow this (System > Security Roles)";
const PREFIX: &str = "the vendor's clouds want the host with `api-` in front, such as `api-na.myconnectwise.net`";
const UNPROVEN: &str = "no call of this client has succeeded so far: clouds answer so where company or keys are wrong, or the \
     site (CW_PSA_SITE) is another region's";
const NO_ROUTE: &str = "this server has no such route: an older version, or an address that is not of the API";
const BROKEN_QUERY: &str = "text stands in quotes, dates in square brackets; true, false and null are bare";

/// Gives a refusal its kind and a hint, by what the answer says. `proven` is whether any call has succeeded.
pub(crate) fn explain(error: Error, proven: bool) -> Error {
    let words = error.service_message().or(error.body()).unwrap_or_default().to_ascii_lowercase();
    let code = error.code().unwrap_or_default();
    match error.status() {
        Some(400 | 401 | 403) if about_client_id(&words) => {
            error.with_kind(ErrorKind::Credentials).with_hint(CLIENT_ID)
        }
        Some(_) if words.contains("ssl is required") => error.with_kind(ErrorKind::Config).with_hint(PREFIX),
        Some(401) => error.with_hint(KEYS),
        Some(403) if is(code, "Security") => error.with_hint(ROLE),
        // Self-hosted servers answer so to a call without a client id, and without a word that says it.
        Some(403) if !proven => error.with_hint(CLIENT_ID),
        Some(404) if is(code, "ConnectWiseApi") => error.with_hint(NO_ROUTE),
        // The API has looked for the record: address and keys are good.
        Some(404) if is(code, "NotFound") => error,
        Some(404) if !proven => error.with_hint(UNPROVEN),
        Some(405) => error.with_kind(ErrorKind::Unsupported),
        Some(400) if words.contains("square brackets") => error.with_hint(BROKEN_QUERY),
        _ => error,
    }
}

/// Whether an answer speaks of the header that names the integration.
fn about_client_id(words: &str) -> bool {
    ["clientid", "client id", "client-id"].iter().any(|name| words.contains(name))
}

fn is(code: &str, name: &str) -> bool {
    code.eq_ignore_ascii_case(name)
}
