//! What the examples share: a tenant to run on, and clients of it.
//!
//! The tenant is a sandbox within the program. On one of your own, a client is made in one line instead, from the variables
//! that the README of its crate names: `AutomateClient::from_env()?`.

#![allow(dead_code, reason = "each example uses its part")]

use cw_psa_client::PsaClient;
use cw_sandbox::{Account, PsaAccount, Sandbox};
use cwa_client::{AutomateClient, Credentials};

pub(crate) type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// A client of the sandbox's Automate.
pub(crate) fn automate(sandbox: &Sandbox) -> Result<AutomateClient, cwa_client::Error> {
    let account = sandbox.credentials(Account::Integrator);
    AutomateClient::builder(sandbox.base_url())
        .credentials(Credentials::integrator(account.username, account.password))
        .client_id(account.client_id)
        .build()
}

/// A client of the sandbox's PSA.
pub(crate) fn psa(sandbox: &Sandbox) -> Result<PsaClient, cw_psa_client::Error> {
    let keys = sandbox.psa_credentials(PsaAccount::Integrator);
    PsaClient::builder(sandbox.base_url())
        .company(keys.company)
        .keys(keys.public_key, keys.private_key)
        .client_id(keys.client_id)
        .build()
}
