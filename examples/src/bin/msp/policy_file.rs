//! The policy file, checked against all that there is to make rules about.

use std::path::Path;

use msp_tools_core::{Effect, Policies, PolicyFileErrors, ToolCatalog, ToolSpec};
use serde_json::json;

use crate::cli::Globals;
use crate::commands::request;
use crate::exit::{Exit, Failure};
use crate::tenant;

/// Shapes of operations: what `msp request` can send, and the scripts that tools start.
const OPERATIONS: [&str; 7] = [
    "automate:GET /*",
    "automate:HEAD /*",
    "automate:POST /*",
    "automate:PUT /*",
    "automate:PATCH /*",
    "automate:DELETE /*",
    "automate:script:*",
];

/// The policies to go by: those of `--policy`, or the defaults.
pub(crate) fn policies(globals: &Globals) -> Result<Policies, Failure> {
    match &globals.policy {
        Some(path) => read(path)?.map_err(|errors| refused(path, &errors)),
        None => Ok(Policies::default()),
    }
}

/// Reads a policy file: the policies, or all that is wrong with them.
pub(crate) fn read(path: &Path) -> Result<Result<Policies, PolicyFileErrors>, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("the policy file {name} cannot be read: {error}")))?;
    let catalog = ToolCatalog::new(&specs()?).with_operations(OPERATIONS);
    Ok(Policies::parse(&text, &catalog).map_err(|errors| errors.in_file(name)))
}

/// Everything that rules can be about. The same on every tenant.
fn specs() -> Result<Vec<ToolSpec>, Failure> {
    let mut specs: Vec<ToolSpec> = tenant::tools_of_any()?.iter().map(|tool| tool.spec().clone()).collect();
    // Its effect is that of the request; the most careful rules hold for what can destroy.
    specs.push(request::spec(Effect::Destroy));
    Ok(specs)
}

fn refused(path: &Path, errors: &PolicyFileErrors) -> Failure {
    let message = format!("the policy file {} is refused:\n{errors}", path.display());
    let report = json!({
        "status": "failed",
        "error": {"kind": "policy", "message": message, "problems": errors},
    });
    Failure { exit: Exit::Usage, report, message }
}
