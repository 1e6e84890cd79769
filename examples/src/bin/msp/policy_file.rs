//! The policy file, checked against all that there is to make rules about.

use std::path::Path;
use std::sync::Arc;

use cw_rmm_client::tools::SCRIPT_PREFIX;
use msp_tools_core::{Effect, Policies, PolicyFileErrors, Tool, ToolCatalog, ToolSpec};
use serde_json::json;

use crate::cli::Globals;
use crate::commands::request;
use crate::exit::{Exit, Failure};
use crate::product::Product;
use crate::tenant;

/// Shapes of operations: what `msp request` can send, and what tools name while they plan.
fn operations() -> impl Iterator<Item = String> {
    const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    let routes =
        Product::ALL.into_iter().flat_map(|product| METHODS.map(|method| format!("{}:{method} /*", product.word())));
    routes.chain(["automate:script:*".to_owned()]).chain(cw_rmm_client::tools::operation_shapes())
}

/// The tools of scripts, if it was found out which there are.
type Scripts<'a> = Option<&'a [Arc<dyn Tool>]>;

/// The policies to go by: those of `--policy`, or the defaults.
pub(crate) fn policies(globals: &Globals, scripts: Scripts<'_>) -> Result<Policies, Failure> {
    match &globals.policy {
        Some(path) => read(path, scripts)?.map_err(|errors| refused(path, &errors)),
        None => Ok(Policies::default()),
    }
}

/// Reads a policy file: the policies, or all that is wrong with them. Rules about the tools of scripts have to match one where
/// the scripts are known, and pass where they are not.
pub(crate) fn read(path: &Path, scripts: Scripts<'_>) -> Result<Result<Policies, PolicyFileErrors>, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("the policy file {name} cannot be read: {error}")))?;
    let mut specs = specs()?;
    specs.extend(scripts.into_iter().flatten().map(|tool| tool.spec().clone()));
    let mut catalog = ToolCatalog::new(&specs).with_operations(operations());
    if scripts.is_none() {
        catalog = catalog.with_undiscovered([format!("{SCRIPT_PREFIX}*")]);
    }
    Ok(Policies::parse(&text, &catalog).map_err(|errors| errors.in_file(name)))
}

/// Everything that rules can be about on every tenant.
fn specs() -> Result<Vec<ToolSpec>, Failure> {
    let everything = Globals { raw_requests: true, ..Globals::default() };
    let specs = tenant::tools_of_any(&everything)?.into_iter().map(|tool| tool.spec().clone());
    // The effect of a raw request is that of its method; the most careful rules hold for what can destroy.
    Ok(specs.chain(Product::ALL.map(|product| request::spec(product, Effect::Destroy))).collect())
}

fn refused(path: &Path, errors: &PolicyFileErrors) -> Failure {
    let message = format!("the policy file {} is refused:\n{errors}", path.display());
    let report = json!({
        "status": "failed",
        "error": {"kind": "policy", "message": message, "problems": errors},
    });
    Failure { exit: Exit::Usage, report, message }
}
