//! The tenant a command works on: the embedded one, or the one that the environment names.

use std::sync::Arc;

use cw_http::Error;
use cw_http::tools::raw_request;
use cw_psa_client::{PsaClient, PsaClientBuilder};
use cw_sandbox::{Account, PsaAccount, Sandbox};
use cwa_client::{AutomateClient, Credentials};
use msp_tools_core::{Policy, Tool, ToolSpec};

use crate::cli::Globals;
use crate::exit::{Exit, Failure};
use crate::product::Product;

/// A tenant and how to reach it. The sandbox lives as long as this value.
#[derive(Debug)]
pub(crate) struct Tenant {
    automate: Result<AutomateClient, Error>,
    psa: Result<PsaClient, Error>,
    sandbox: Option<Sandbox>,
}

impl Tenant {
    /// The embedded tenant if `--sandbox` is given, else what the environment names of each product.
    pub(crate) async fn open(globals: &Globals) -> Result<Self, Failure> {
        if globals.sandbox { Self::embedded().await } else { Ok(Self::of_environment()) }
    }

    /// The embedded tenant, on a free port of loopback.
    pub(crate) async fn embedded() -> Result<Self, Failure> {
        let sandbox = start(Sandbox::builder()).await?;
        let (automate, psa) = (automate_of(&sandbox), psa_of(&sandbox).build());
        Ok(Self { automate, psa, sandbox: Some(sandbox) })
    }

    fn of_environment() -> Self {
        Self { automate: AutomateClient::from_env(), psa: PsaClient::from_env(), sandbox: None }
    }

    /// The tools, to look at. They are the same on every tenant, so nobody needs credentials to see them.
    pub(crate) fn of_nobody() -> Result<Self, Failure> {
        const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
        let automate = AutomateClient::builder("tenant.invalid")
            .credentials(Credentials::integrator("nobody", "nothing"))
            .client_id(NOBODY);
        let psa = PsaClient::builder("tenant.invalid").company("nobody").keys("nothing", "nothing").client_id(NOBODY);
        Ok(Self { automate: Ok(automate.build()?), psa: Ok(psa.build()?), sandbox: None })
    }

    pub(crate) fn automate(&self) -> Result<&AutomateClient, Failure> {
        self.automate.as_ref().map_err(|error| not_set_up(&[error]))
    }

    pub(crate) fn psa(&self) -> Result<&PsaClient, Failure> {
        self.psa.as_ref().map_err(|error| not_set_up(&[error]))
    }

    /// The settings for PSA, to be looked at one by one.
    pub(crate) fn psa_settings(&self) -> Result<PsaClientBuilder, Error> {
        self.sandbox.as_ref().map_or_else(PsaClient::builder_from_env, |sandbox| Ok(psa_of(sandbox)))
    }

    /// The tools of the products that are set up.
    pub(crate) fn tools(&self, globals: &Globals) -> Vec<Arc<dyn Tool>> {
        let mut tools = Vec::new();
        if let Ok(automate) = &self.automate {
            tools.extend(cwa_client::tools::tools(automate));
        }
        if let Ok(psa) = &self.psa {
            tools.extend(cw_psa_client::tools::tools(psa));
            tools.extend(globals.raw_requests.then(|| cw_psa_client::tools::request_tool(psa)));
        }
        tools
    }

    /// The product whose tool that is, if there is such a tool. Checks that there is a product to work with at all, and that
    /// `tool` is not one of a product that is not set up.
    pub(crate) fn has(&self, tool: &str) -> Result<Option<Product>, Failure> {
        let missing: Vec<_> = [self.automate.as_ref().err(), self.psa.as_ref().err()].into_iter().flatten().collect();
        let everything = missing.len() == Product::ALL.len();
        let anybodys = Self::of_nobody()?.tools(&Globals { raw_requests: true, ..Globals::default() });
        let spec =
            anybodys.iter().map(|known| known.spec()).find(|spec| spec.name == tool || spec.qualified_name() == tool);
        let product =
            Product::ALL.into_iter().find(|product| spec.is_some_and(|spec| spec.integration == product.integration()));
        match product {
            Some(Product::Automate) => self.automate().map(|_| product),
            Some(Product::Psa) => self.psa().map(|_| product),
            None if everything => Err(not_set_up(&missing)),
            None => Ok(None),
        }
    }

    /// What tells this tenant of a product from others: what is asked for on one must not run on another.
    pub(crate) fn name(&self, product: Product) -> String {
        if self.sandbox.is_some() {
            return "the embedded tenant".to_owned();
        }
        let settings: &[&str] = match product {
            Product::Automate => &["CWA_BASE_URL", "CWA_SERVER"],
            Product::Psa => &["CW_PSA_BASE_URL", "CW_PSA_SITE", "CW_PSA_COMPANY"],
        };
        let set = settings.iter().filter_map(|name| std::env::var(name).ok()).filter(|value| !value.is_empty());
        set.collect::<Vec<_>>().join(" ")
    }

    /// The tool that sends any request to a product. Who types it decides; what removes something is no exception.
    pub(crate) fn raw_tool(&self, product: Product, spec: ToolSpec) -> Result<Arc<dyn Tool>, Failure> {
        Ok(match product {
            Product::Automate => raw_request(spec, self.automate()?.clone(), Policy::Approval),
            Product::Psa => raw_request(spec, self.psa()?.clone(), Policy::Approval),
        })
    }

    /// The embedded tenant's own controls.
    pub(crate) fn sandbox(&self) -> Option<&Sandbox> {
        self.sandbox.as_ref()
    }
}

/// All tools there can be, to look at.
pub(crate) fn tools_of_any(globals: &Globals) -> Result<Vec<Arc<dyn Tool>>, Failure> {
    Ok(Tenant::of_nobody()?.tools(globals))
}

fn not_set_up(missing: &[&Error]) -> Failure {
    let missing: Vec<_> = missing.iter().map(ToString::to_string).collect();
    let message = format!("{}\nor add --sandbox to use the embedded tenant", missing.join("\n"));
    Failure::new(Exit::Usage, "config", message)
}

pub(crate) async fn start(builder: cw_sandbox::SandboxBuilder) -> Result<Sandbox, Failure> {
    let started = builder.start().await;
    started.map_err(|error| Failure::new(Exit::Failed, "sandbox", format!("the sandbox cannot listen: {error}")))
}

fn automate_of(sandbox: &Sandbox) -> Result<AutomateClient, Error> {
    let account = sandbox.credentials(Account::Integrator);
    let credentials = Credentials::integrator(account.username, account.password);
    AutomateClient::builder(sandbox.base_url()).credentials(credentials).client_id(account.client_id).build()
}

fn psa_of(sandbox: &Sandbox) -> PsaClientBuilder {
    let keys = sandbox.psa_credentials(PsaAccount::Integrator);
    PsaClient::builder(sandbox.base_url())
        .company(keys.company)
        .keys(keys.public_key, keys.private_key)
        .client_id(keys.client_id)
}
