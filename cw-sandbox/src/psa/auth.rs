//! Who asks: companies, keys, the client id, and what a role may do.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::errors;
use crate::reply::Refusal;
use crate::request::Request;
use crate::settings::Settings;
use crate::tenant::Tenant;
use crate::world::mix;

/// The company that keys belong to, as it is typed at sign-in. It has a case.
pub(super) const COMPANY: &str = "sandbox";

/// The API members of the PSA server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PsaAccount {
    /// May do everything.
    Integrator,
    /// May read companies, tickets and projects, and change nothing.
    Inquiry,
}

impl PsaAccount {
    const ALL: [Self; 2] = [Self::Integrator, Self::Inquiry];

    pub(super) const fn member(self) -> (u32, &'static str) {
        match self {
            Self::Integrator => (149, "sandboxapi"),
            Self::Inquiry => (148, "inquiryapi"),
        }
    }

    fn may(self, method: &str, path: &[&str]) -> bool {
        let reads = method == "GET" || matches!((method, path), ("POST", [_, "tickets", "search"]));
        let area = matches!(path, ["company" | "service" | "project", ..] | ["system", "info", ..]);
        self == Self::Integrator || reads && area
    }
}

/// How to reach PSA as a [`PsaAccount`]. `Debug` shows neither key.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PsaCredentials {
    /// The company, as it is typed at sign-in.
    pub company: String,
    /// The public key.
    pub public_key: String,
    /// The private key.
    pub private_key: String,
    /// The integration's `clientId`, the same for all accounts.
    pub client_id: String,
}

impl PsaCredentials {
    pub(crate) fn new(seed: u64, account: PsaAccount) -> Self {
        let draw = |salt: u64| mix(seed ^ mix(0x5053_4100 + salt));
        let own = 16 * (1 + account as u64);
        let (a, b) = (draw(1), draw(2));
        let (c, d, e) = ((a >> 16) & 0xffff, a & 0xfff, b >> 52);
        Self {
            company: COMPANY.to_owned(),
            public_key: format!("{:016x}", draw(own)),
            private_key: format!("{:016x}", draw(own + 1)),
            client_id: format!("{:08x}-{c:04x}-4{d:03x}-8{e:03x}-{:012x}", a >> 32, b & 0xffff_ffff_ffff),
        }
    }
}

impl fmt::Debug for PsaCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PsaCredentials").field("company", &self.company).finish_non_exhaustive()
    }
}

/// Keys that somebody was given for a member.
pub(super) struct Token {
    pub(super) public_key: String,
    pub(super) private_key: String,
    pub(super) member: (u32, String),
    pub(super) expires: crate::stamp::Stamp,
}

/// Whoever is known by their keys.
pub(super) struct Caller {
    pub(super) id: u32,
    pub(super) identifier: String,
}

/// Checks the client id, the keys and the role, in this order.
pub(super) fn check(tenant: &Tenant, settings: &Settings, request: &Request, path: &[&str]) -> Result<Caller, Refusal> {
    let known = |account| PsaCredentials::new(tenant.world.seed, account);
    match request.header("clientid") {
        None | Some("") => return Err(errors::refuse(403, "Security", "A clientId is required.")),
        Some(id) if id != known(PsaAccount::Integrator).client_id => {
            return Err(errors::refuse(400, "ConnectWiseApi", "The clientId is not a registered one."));
        }
        Some(_) => {}
    }
    let wrong_keys = || match settings.psa_wrong_keys_404 {
        true => errors::no_route(),
        false => errors::refuse(401, "Unauthorized", "The company, the public key or the private key is wrong."),
    };
    let (company, public, private) = request.header("authorization").and_then(keys).ok_or_else(wrong_keys)?;
    if company != COMPANY {
        return Err(wrong_keys());
    }
    let fits = |credentials: &PsaCredentials| credentials.public_key == public && credentials.private_key == private;
    if let Some(account) = PsaAccount::ALL.into_iter().find(|account| fits(&known(*account))) {
        if !account.may(&request.method, path) {
            let message = "You do not have security permission to perform this action.";
            return Err(errors::refuse(403, "Security", message));
        }
        let (id, identifier) = account.member();
        return Ok(Caller { id, identifier: identifier.to_owned() });
    }
    let fits =
        |token: &&Token| token.public_key == public && token.private_key == private && token.expires > tenant.now;
    let token = tenant.psa.tokens.iter().find(fits).ok_or_else(wrong_keys)?;
    let (id, identifier) = token.member.clone();
    Ok(Caller { id, identifier })
}

/// Company, public and private key out of `Basic base64(company+public:private)`.
fn keys(header: &str) -> Option<(String, String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, private) = text.split_once(':')?;
    let (company, public) = user.split_once('+')?;
    Some((company.to_owned(), public.to_owned(), private.to_owned()))
}
