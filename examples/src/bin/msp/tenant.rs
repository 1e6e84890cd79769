//! The tenant a command works on: the embedded one, or the one that the environment names.

use std::sync::Arc;

use cw_sandbox::{Account, Sandbox};
use cwa_client::{AutomateClient, Credentials};
use msp_tools_core::Tool;

use crate::exit::{Exit, Failure};

/// A tenant and how to reach it. The sandbox lives as long as this value.
#[derive(Debug)]
pub(crate) struct Tenant {
    pub(crate) automate: AutomateClient,
    sandbox: Option<Sandbox>,
}

impl Tenant {
    /// The embedded tenant if `sandbox` is set, else the one in the environment.
    pub(crate) async fn open(sandbox: bool) -> Result<Self, Failure> {
        if sandbox {
            return Self::embedded().await;
        }
        let automate = AutomateClient::from_env().map_err(|error| {
            Failure::new(Exit::Usage, "config", format!("{error}\nor add --sandbox to use the embedded tenant"))
        })?;
        Ok(Self { automate, sandbox: None })
    }

    /// The embedded tenant, on a free port of loopback.
    pub(crate) async fn embedded() -> Result<Self, Failure> {
        let sandbox = start(Sandbox::builder()).await?;
        let automate = client_of(&sandbox)?;
        Ok(Self { automate, sandbox: Some(sandbox) })
    }

    /// Its tools.
    pub(crate) fn tools(&self) -> Vec<Arc<dyn Tool>> {
        cwa_client::tools::tools(&self.automate)
    }

    /// The embedded tenant's own controls.
    pub(crate) fn sandbox(&self) -> Option<&Sandbox> {
        self.sandbox.as_ref()
    }
}

/// The tools, to look at. They are the same on every tenant, so nobody needs credentials to see them.
pub(crate) fn tools_of_any() -> Result<Vec<Arc<dyn Tool>>, Failure> {
    let nowhere = AutomateClient::builder("tenant.invalid")
        .credentials(Credentials::integrator("nobody", "nothing"))
        .client_id("00000000-0000-4000-8000-000000000000");
    Ok(cwa_client::tools::tools(&nowhere.build()?))
}

pub(crate) async fn start(builder: cw_sandbox::SandboxBuilder) -> Result<Sandbox, Failure> {
    let started = builder.start().await;
    started.map_err(|error| Failure::new(Exit::Failed, "sandbox", format!("the sandbox cannot listen: {error}")))
}

fn client_of(sandbox: &Sandbox) -> Result<AutomateClient, Failure> {
    let account = sandbox.credentials(Account::Integrator);
    let credentials = Credentials::integrator(account.username, account.password);
    let builder = AutomateClient::builder(sandbox.base_url()).credentials(credentials).client_id(account.client_id);
    Ok(builder.build()?)
}
