//! A script run as it is planned: who asks, what for, and what speaks for a second look before saying yes.

use cw_http::tools::cut;
use msp_tools_core::{Digest, Draft, Policy, ToolError, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::access::Access;
use super::library::Script;
use super::machines;
use super::script_schema::Parameters;
use super::script_targets::{Target, Targets, Wanted};
use crate::ids::EndpointId;
use crate::models::TemplateType;

/// A script run as it was planned: everything that starting it needs.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Launch {
    pub(super) kind: TemplateType,
    pub(super) script: String,
    pub(super) script_name: String,
    pub(super) devices: Vec<Target>,
    pub(super) parameters: Map<String, Value>,
    pub(super) wait_seconds: u64,
    /// What the script looked like when it was planned.
    pub(super) fingerprint: Digest,
}

/// What a person or a model asked for.
pub(super) struct Asked<'a> {
    pub(super) script: &'a Script,
    pub(super) wanted: Wanted<'a>,
    pub(super) parameters: Map<String, Value>,
    pub(super) wait_seconds: u64,
}

impl Asked<'_> {
    /// The plan of this run. `at_least` is what the tool asks for beyond what holds for it.
    pub(super) async fn plan(
        self,
        access: &Access,
        at_least: Option<(Policy, String)>,
    ) -> Result<Draft<Launch>, ToolError> {
        let script = self.script;
        let known = Parameters::of(script);
        let parameters = known.checked(self.parameters)?;
        let targets = self.wanted.find(access).await?;
        let warnings = warnings(access, script, &targets, known.is_told).await?;
        let sentence = sentence(script, &targets, &parameters);
        let plan_targets: Vec<_> = targets.machines.iter().map(|machine| machine.target()).collect();
        let devices = targets.machines.iter().zip(&plan_targets);
        let launch = Launch {
            kind: script.kind.clone(),
            script: script.id.clone(),
            script_name: msp_tools_core::one_line(&script.name),
            devices: devices
                .map(|(found, target)| Target { id: found.id.clone(), name: target.name.clone() })
                .collect(),
            parameters,
            wait_seconds: self.wait_seconds,
            fingerprint: script.fingerprint(),
        };
        let (operation, fingerprint) = (script.operation(), launch.fingerprint.clone());
        let draft = Draft::new(sentence, launch)
            .with_operation(operation.as_str())
            .with_fingerprint(operation, fingerprint)
            .with_targets(plan_targets);
        let draft = warnings.iter().fold(draft, Draft::with_warning);
        Ok(match at_least {
            Some((policy, why)) => draft.with_at_least(policy, why),
            None => draft,
        })
    }
}

/// What a verdict asks for, and why.
pub(super) fn by_verdict(verdict: &Verdict) -> (Policy, String) {
    (verdict.policy, format!("what is written about the script: {}", super::library::why(verdict)))
}

/// Such as: Run shell script Disk Cleanup (9a64...) on 2 devices at Acme Dental (DC01, kiosk) with drive = "C"
fn sentence(script: &Script, targets: &Targets, parameters: &Map<String, Value>) -> String {
    let values = parameters.iter().map(|(name, value)| format!("{name} = {}", cut(&value.to_string(), 60)));
    let values = values.collect::<Vec<_>>().join(", ");
    let with = if values.is_empty() { "" } else { " with " };
    let (kind, name) = (script.kind_in_words(), super::resolve::NamedRow::name(script));
    format!("Run {kind} {name} ({}) on {}{with}{values}", script.id, targets.in_words())
}

async fn warnings(
    access: &Access,
    script: &Script,
    targets: &Targets,
    parameters_are_told: bool,
) -> Result<Vec<String>, ToolError> {
    let heartbeat = targets.heartbeat(access).await?;
    let mut warnings = Vec::new();
    let mut about = |what: &str, names: Vec<&str>| {
        if !names.is_empty() {
            warnings.push(format!("{what}: {}", names.join(", ")));
        }
    };
    let online = |id: &EndpointId| machines::is_online(&heartbeat, id);
    about("Offline; whether it runs there later is up to the service", targets.which(|m| online(&m.id) == Some(false)));
    about("Not known to be online", targets.which(|machine| online(&machine.id).is_none()));
    about("Servers", targets.which(|machine| machine.row.is_server()));
    about("Made for other systems than that of", targets.which(|machine| !suits(script, machine.row.system())));
    let companies = targets.by_company();
    if companies.len() > 1 {
        let names = companies.iter().map(|(company, names)| format!("{company} ({})", names.join(", ")));
        let names = names.collect::<Vec<_>>().join(", ");
        warnings.push(format!("Devices of {} companies: {names}", companies.len()));
    }
    if !script.is_active {
        warnings.push("The script is out of use; the service may not run it".to_owned());
    }
    if !parameters_are_told {
        warnings.push("The script does not say which parameters it takes".to_owned());
    }
    Ok(warnings)
}

/// Whether a script is for a system, as far as both are known.
fn suits(script: &Script, system: Option<&str>) -> bool {
    let Some(system) = system.map(str::to_lowercase) else { return true };
    let family = |names: &[&str]| names.iter().any(|name| system.contains(name));
    let own = match () {
        () if family(&["windows"]) => "windows",
        () if family(&["mac", "darwin", "os x"]) => "mac",
        () if family(&["linux", "ubuntu", "debian", "red hat", "centos", "suse"]) => "linux",
        () => return true,
    };
    script.systems.is_empty() || script.systems.keys().any(|name| name.to_lowercase().contains(own))
}
