//! The tenant a command works on: the embedded one, or the one that the environment names.

use std::sync::Arc;

use cw_http::Error;
use cw_http::tools::raw_request;
use cw_psa_client::{PsaClient, PsaClientBuilder};
use cw_rmm_client::tools::ScriptTools;
use cw_rmm_client::{RmmClient, Scope, Scopes};
use cw_sandbox::{Account, PsaAccount, RmmAccount, Sandbox};
use cwa_client::{AutomateClient, Credentials};
use msp_tools_core::{Effect, Policy, Tool, ToolError, ToolSource as _, ToolSpec, WordClassifier};

use crate::cli::Globals;
use crate::console::{CAREFUL, Console};
use crate::exit::{Exit, Failure};
use crate::product::Product;
use crate::toolbox::Toolbox;

/// A tenant and how to reach it. The sandbox lives as long as this value.
#[derive(Debug)]
pub(crate) struct Tenant {
    automate: Result<AutomateClient, Error>,
    psa: Result<PsaClient, Error>,
    rmm: Result<RmmClient, Error>,
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
        let (automate, psa, rmm) = (automate_of(&sandbox), psa_of(&sandbox).build(), rmm_of(&sandbox));
        Ok(Self { automate, psa, rmm, sandbox: Some(sandbox) })
    }

    fn of_environment() -> Self {
        Self {
            automate: AutomateClient::from_env(),
            psa: PsaClient::from_env(),
            rmm: RmmClient::from_env(),
            sandbox: None,
        }
    }

    /// The tools, to look at. They are the same on every tenant, so nobody needs credentials to see them.
    pub(crate) fn of_nobody() -> Result<Self, Failure> {
        const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
        let automate = AutomateClient::builder("tenant.invalid")
            .credentials(Credentials::integrator("nobody", "nothing"))
            .client_id(NOBODY);
        let psa = PsaClient::builder("tenant.invalid").company("nobody").keys("nothing", "nothing").client_id(NOBODY);
        let rmm = RmmClient::builder(cw_rmm_client::Credentials::new("nobody", "nothing"))
            .base_url("https://tenant.invalid")
            .scopes(Scopes::working());
        Ok(Self { automate: Ok(automate.build()?), psa: Ok(psa.build()?), rmm: Ok(rmm.build()?), sandbox: None })
    }

    pub(crate) fn automate(&self) -> Result<&AutomateClient, Failure> {
        self.automate.as_ref().map_err(|error| not_set_up(&[error]))
    }

    pub(crate) fn psa(&self) -> Result<&PsaClient, Failure> {
        self.psa.as_ref().map_err(|error| not_set_up(&[error]))
    }

    pub(crate) fn rmm(&self) -> Result<&RmmClient, Failure> {
        self.rmm.as_ref().map_err(|error| not_set_up(&[error]))
    }

    /// The settings for PSA, to be looked at one by one.
    pub(crate) fn psa_settings(&self) -> Result<PsaClientBuilder, Error> {
        self.sandbox.as_ref().map_or_else(PsaClient::builder_from_env, |sandbox| Ok(psa_of(sandbox)))
    }

    /// The tools of the products that are set up, those of scripts aside.
    pub(crate) fn tools(&self, globals: &Globals) -> Vec<Arc<dyn Tool>> {
        let mut tools = Vec::new();
        if let Ok(automate) = &self.automate {
            tools.extend(cwa_client::tools::tools(automate));
        }
        if let Ok(psa) = &self.psa {
            tools.extend(cw_psa_client::tools::tools(psa));
            tools.extend(globals.raw_requests.then(|| cw_psa_client::tools::request_tool(psa)));
        }
        if let Ok(rmm) = &self.rmm {
            tools.extend(cw_rmm_client::tools::tools(rmm));
        }
        tools
    }

    /// The tools of RMM's scripts, with the policies that their words suggest; nothing if RMM is not set up.
    pub(crate) async fn scripts(&self) -> Result<Option<Vec<Arc<dyn Tool>>>, ToolError> {
        match self.script_source() {
            Some(scripts) => scripts.tools().await.map(Some),
            None => Ok(None),
        }
    }

    /// Where they come from, for programs that see them come and go.
    pub(crate) fn script_source(&self) -> Option<ScriptTools> {
        self.rmm.as_ref().ok().map(|rmm| ScriptTools::new(rmm, WordClassifier))
    }

    /// What a call of that tool needs in its registry. What is known of scripts binds whatever may start one, and nothing else
    /// is made to wait for it.
    pub(crate) async fn toolbox(&self, globals: &Globals, tool: &str) -> Result<Toolbox, Failure> {
        let mut toolbox = Toolbox::from(self.tools(globals));
        let may_start_scripts = match toolbox.spec(tool) {
            Some(spec) => {
                spec.possible_operations.iter().any(|operation| operation.as_str().starts_with("rmm:script:"))
            }
            None => Product::of_tool(tool) == Some(Product::Rmm),
        };
        if may_start_scripts {
            toolbox.scripts = self.scripts().await?;
        }
        Ok(toolbox)
    }

    /// The same for `msp request`: the tool that sends any request to a product is among them. Who types it decides; what
    /// removes something is no exception.
    pub(crate) async fn raw_toolbox(
        &self,
        globals: &Globals,
        product: Product,
        spec: ToolSpec,
    ) -> Result<Toolbox, Failure> {
        let may_start_scripts = product == Product::Rmm && spec.effect > Effect::Read;
        let raw = match product {
            Product::Automate => raw_request(spec, self.automate()?.clone(), Policy::Approval),
            Product::Psa => raw_request(spec, self.psa()?.clone(), Policy::Approval),
            Product::Rmm => raw_request(spec, self.rmm()?.clone(), Policy::Approval),
        };
        let mut toolbox = Toolbox::from(self.tools(globals));
        toolbox.tools.push(raw);
        if may_start_scripts {
            toolbox.scripts = self.scripts().await?;
        }
        Ok(toolbox)
    }

    /// The product whose tool that is, if it is one's. Checks that there is a product to work with at all, and that `tool` is
    /// not one of a product that is not set up.
    pub(crate) fn product_of(&self, tool: &str) -> Result<Option<Product>, Failure> {
        let product = Product::of_tool(tool);
        match product {
            Some(Product::Automate) => self.automate().map(|_| product),
            Some(Product::Psa) => self.psa().map(|_| product),
            Some(Product::Rmm) => self.rmm().map(|_| product),
            None => {
                let missing = [self.automate.as_ref().err(), self.psa.as_ref().err(), self.rmm.as_ref().err()];
                let missing: Vec<_> = missing.into_iter().flatten().collect();
                if missing.len() == Product::ALL.len() { Err(not_set_up(&missing)) } else { Ok(None) }
            }
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
            Product::Rmm => &["CW_RMM_BASE_URL", "CW_RMM_REGION", "CW_RMM_CLIENT_ID"],
        };
        let set = settings.iter().filter_map(|name| std::env::var(name).ok()).filter(|value| !value.is_empty());
        set.collect::<Vec<_>>().join(" ")
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

/// The tools of scripts, to look at. Those that cannot be found out are told of and left out.
pub(crate) async fn scripts_to_look(
    console: Console,
    globals: &Globals,
) -> Result<Option<Vec<Arc<dyn Tool>>>, Failure> {
    Ok(Tenant::open(globals).await?.scripts().await.unwrap_or_else(|error| {
        console.note(&format!("{CAREFUL}The scripts of RMM could not be read:{CAREFUL:#} {error}"));
        None
    }))
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

fn rmm_of(sandbox: &Sandbox) -> Result<RmmClient, Error> {
    let key = sandbox.rmm_credentials(RmmAccount::Integrator);
    let credentials = cw_rmm_client::Credentials::new(key.client_id, key.client_secret);
    let scopes = key.scopes.iter().map(|scope| Scope::new(*scope)).collect();
    RmmClient::builder(credentials).base_url(sandbox.base_url()).scopes(scopes).build()
}

fn psa_of(sandbox: &Sandbox) -> PsaClientBuilder {
    let keys = sandbox.psa_credentials(PsaAccount::Integrator);
    PsaClient::builder(sandbox.base_url())
        .company(keys.company)
        .keys(keys.public_key, keys.private_key)
        .client_id(keys.client_id)
}
