//! One tool for each shell script.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use cw_http::tools::{cut, write};
use msp_tools_core::{
    Bounded, CallContext, Digest, Draft, Effect, ErrorKind, IdOrName, Plan, Policy, PolicyClassifier, Tool, ToolError,
    ToolOutput, ToolSource, ToolSpec, Verdict, one_line,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::access::Access;
use super::library::{self, Script};
use super::resolve::NamedRow;
use super::script_names::{hashed_name, names};
use super::script_outcome::launch;
use super::script_run::{Asked, Launch, by_verdict};
use super::script_schema::Parameters;
use super::script_targets::{Devices, TargetType, Wanted};
use crate::Error;
use crate::client::RmmClient;

/// How much of what people wrote about a script is repeated.
const LONGEST_NAME: usize = 100;
const LONGEST_DESCRIPTION: usize = 400;

/// The source of script tools: one for each active shell script, `cw-rmm-script-<name>`, whose policy a classifier proposes.
///
/// A tool takes the devices (or a company, with `target_type: "COMPANY"`) and the script's own parameters, and performs
/// `rmm:script:<id>`, which binds every other route to the script to the same policy. Scripts that may never run by their
/// verdict are among the tools although nobody sees or calls them, even those out of use and those of the automation library: so
/// their operations are closed to all tools. Each [refresh](msp_tools_core::Registry::refresh) reads and judges the library
/// anew, and pins the scripts that it sees for the first time: one that is edited later needs a person until it is
/// [pinned](msp_tools_core::ApprovalDesk::pin) anew.
///
/// ```
/// use std::sync::Arc;
///
/// use cw_rmm_client::tools::{ScriptTools, tools};
/// use cw_rmm_client::{Credentials, RmmClient, Scopes};
/// use msp_tools_core::{Registry, WordClassifier};
///
/// let key = Credentials::new("0e30aa10-1111-4222-8333-944445555666", "the key's secret");
/// let rmm = RmmClient::builder(key).scopes(Scopes::working()).build()?;
/// let scripts = Arc::new(ScriptTools::new(&rmm, WordClassifier));
/// let (registry, _desk) = Registry::builder().tools(tools(&rmm)).source(scripts).build()?;
/// // registry.refresh().await?;
/// # let _ = registry;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ScriptTools {
    rmm: RmmClient,
    judge: Arc<dyn PolicyClassifier>,
}

/// A script with what was judged of it: what a host shows to a person, and pins.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JudgedScript {
    /// The script's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The short name of its tool.
    pub tool: String,
    /// Whether it may be run, as far as the service says.
    pub active: bool,
    /// What running it is in the words of policies.
    pub operation: String,
    /// What it looks like now, for [`Pins`](msp_tools_core::Pins).
    pub fingerprint: Digest,
    /// The policy that is proposed, and why.
    pub verdict: Verdict,
}

impl ScriptTools {
    /// Script tools that work through `client` and are judged by `judge`: [`WordClassifier`](msp_tools_core::WordClassifier),
    /// or [`Strictest::with_words`](msp_tools_core::Strictest::with_words) for hosts with judges of their own.
    pub fn new(client: &RmmClient, judge: impl PolicyClassifier + 'static) -> Self {
        Self { rmm: client.clone(), judge: Arc::new(judge) }
    }

    /// The scripts that are tools at present, by the names of those.
    ///
    /// # Errors
    /// As [`Call::send`](crate::Call::send), if one of the two libraries cannot be read.
    pub async fn scripts(&self) -> Result<Vec<JudgedScript>, Error> {
        Ok(self.judged().await?.iter().map(Judged::told).collect())
    }

    async fn judged(&self) -> Result<Vec<Judged>, Error> {
        Ok(judged(library::read(&self.rmm).await?, &*self.judge))
    }
}

impl fmt::Debug for ScriptTools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptTools").field("rmm", &self.rmm).finish_non_exhaustive()
    }
}

#[async_trait]
impl ToolSource for ScriptTools {
    async fn tools(&self) -> Result<Vec<Arc<dyn Tool>>, ToolError> {
        Ok(self.judged().await?.into_iter().map(|judged| self.tool(judged)).collect())
    }
}

/// A script, its verdict, and what its tool is called.
struct Judged {
    script: Script,
    verdict: Verdict,
    tool: String,
}

impl Judged {
    fn told(&self) -> JudgedScript {
        JudgedScript {
            id: self.script.id.clone(),
            name: self.script.name.clone(),
            tool: self.tool.clone(),
            active: self.script.is_active,
            operation: self.script.operation(),
            fingerprint: self.script.fingerprint(),
            verdict: self.verdict.clone(),
        }
    }
}

/// The scripts that become tools, sorted by name, whatever order they come in.
fn judged(scripts: Vec<Script>, judge: &dyn PolicyClassifier) -> Vec<Judged> {
    let mut scripts: Vec<_> = scripts.into_iter().map(|script| (script.verdict(judge), script)).collect();
    // Should two scripts have one id, what holds for it is the stricter.
    scripts.sort_by_cached_key(|(verdict, script)| {
        let rank =
            (std::cmp::Reverse(verdict.policy), std::cmp::Reverse(script.is_active), script.fingerprint().to_string());
        (script.operation(), rank)
    });
    scripts.dedup_by(|(_, later), (_, earlier)| later.operation() == earlier.operation());
    let (own, others): (Vec<_>, Vec<_>) =
        scripts.into_iter().partition(|(_, script)| script.is_shell() && script.is_active);
    let own_names = names(own.iter().map(|(_, script)| (script.id.as_str(), script.name.as_str())));
    let own = own.into_iter().zip(own_names).map(|((verdict, script), tool)| Judged { script, verdict, tool });
    let closed = others.into_iter().filter(|(verdict, _)| verdict.policy == Policy::Never);
    let closed = closed.map(|(verdict, script)| {
        let tool = hashed_name(&script.id, &script.name);
        Judged { script, verdict, tool }
    });
    let mut judged: Vec<Judged> = own.chain(closed).collect();
    judged.sort_by(|one, other| one.tool.cmp(&other.tool));
    judged
}

/// The arguments of a script tool. Its schema is that of the script.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunScript {
    /// Values for the script's parameters.
    #[serde(default)]
    parameters: Map<String, Value>,
    /// The devices to run it on, each by id (or name), as cw-rmm-list-devices shows them.
    endpoint_ids: Option<Devices>,
    /// The company on all of whose devices to run it, by id (or name). Needs `target_type` `COMPANY`; in place of `endpoint_ids`.
    company_id: Option<IdOrName>,
    /// `COMPANY` runs it on all devices that the company has when this is planned; one that is added later is not touched.
    target_type: Option<TargetType>,
    /// For how many seconds to follow the run; 0 does not wait.
    #[serde(default)]
    wait_seconds: Bounded<0, 900, 90>,
}

/// What a script tool knows of its script since the last refresh.
#[derive(Clone)]
struct Own {
    id: String,
    name: String,
    fingerprint: Digest,
    judge: Arc<dyn PolicyClassifier>,
}

impl ScriptTools {
    fn tool(&self, judged: Judged) -> Arc<dyn Tool> {
        let spec = spec(&judged);
        let script = judged.script;
        let own = Own {
            id: script.id.clone(),
            name: NamedRow::name(&script).to_owned(),
            fingerprint: script.fingerprint(),
            judge: Arc::clone(&self.judge),
        };
        let plan = move |access, input| plan(access, own.clone(), input);
        let run = write(spec, &self.rmm, plan, launch);
        let mut spec = run.spec().clone();
        describe_parameters(&mut spec.input_schema, &Parameters::of(&script));
        Arc::new(ScriptTool { spec, run })
    }
}

async fn plan(access: Access, own: Own, input: RunScript) -> Result<Draft<Launch>, ToolError> {
    let scripts = library::read(&access.rmm).await?;
    let script = scripts.into_iter().find(|script| script.is_shell() && script.id == own.id);
    let Some(script) = script.filter(|script| script.is_active) else {
        let message = format!("the script `{}` went away or out of use", one_line(&own.name));
        return Err(ToolError::new(ErrorKind::NotFound, message));
    };
    let edited = script.fingerprint() != own.fingerprint;
    let at_least = edited.then(|| {
        let (policy, why) = by_verdict(&script.verdict(&*own.judge));
        (policy.max(Policy::Approval), format!("the script was edited since it was judged; {why}"))
    });
    let wanted = Wanted {
        devices: input.endpoint_ids.as_ref(),
        devices_path: "$.endpoint_ids",
        company: input.company_id.as_ref(),
        company_path: "$.company_id",
        target_type: input.target_type,
    };
    let asked = Asked { script: &script, wanted, parameters: input.parameters, wait_seconds: input.wait_seconds.get() };
    asked.plan(&access, at_least).await
}

/// What the tool says of itself: what people wrote about the script, quoted, and what may be done with it.
fn spec(judged: &Judged) -> ToolSpec {
    let Judged { script, verdict, tool } = judged;
    let name = quoted(NamedRow::name(script), LONGEST_NAME);
    super::spec(tool, Effect::Execute)
        .with_title(format!("Run script {name}"))
        .with_description(description(script, verdict))
        .with_default_policy(verdict.policy)
        .with_operation(script.operation())
        .with_fingerprint(script.operation(), script.fingerprint())
        .with_permission(
            "Scopes platform.automation.create, platform.automation.read, platform.devices.read, platform.companies.read",
        )
        .with_aliases(["run script".to_owned(), one_line(&script.engine)].into_iter().chain(categories(script)))
}

fn description(script: &Script, verdict: &Verdict) -> String {
    let mut parts = vec![format!(
        "Runs the shell script {} once, now, on devices or on all devices of a company, and follows it.",
        quoted(NamedRow::name(script), LONGEST_NAME)
    )];
    parts.push(match one_line(&script.description) {
        nothing if nothing.is_empty() => "Nothing is written about what it does.".to_owned(),
        words => format!("Its author says: {}.", quoted(&words, LONGEST_DESCRIPTION)),
    });
    if !script.systems.is_empty() {
        let systems = script.systems.iter().map(|(system, versions)| {
            let versions: Vec<_> = versions.iter().take(8).map(|version| one_line(version)).collect();
            format!("{} {}", one_line(system), versions.join(", ")).trim_end().to_owned()
        });
        let systems = systems.take(6).collect::<Vec<_>>().join("; ");
        parts.push(format!("For {}.", cut(&systems, 200)));
    }
    if let Some(seconds) = script.seconds {
        parts.push(format!("Takes about {seconds} s."));
    }
    if !Parameters::of(script).is_told {
        parts
            .push("Which parameters it takes it does not say in a way that can be read: give them by name.".to_owned());
    }
    let policy = match verdict.policy {
        Policy::Auto => "It runs at once, by what is written about it",
        Policy::Approval => "A person must approve it, by what is written about it",
        Policy::Never => "It may never run, by what is written about it",
    };
    parts.push(format!("{policy}: {}.", cut(&library::why(verdict), 250)));
    parts.join(" ")
}

/// Text of somebody else, as a quotation that it cannot end by itself.
fn quoted(text: &str, characters: usize) -> String {
    format!("\"{}\"", cut(&one_line(text), characters).replace('"', "'"))
}

fn categories(script: &Script) -> impl Iterator<Item = String> {
    let categories = script.categories.iter().map(|category| cut(&one_line(category), 40).into_owned());
    categories.filter(|category| !category.is_empty()).take(5)
}

/// Puts the script's own parameters into the schema of the arguments.
fn describe_parameters(schema: &mut Value, parameters: &Parameters) {
    let mut own = parameters.schema.clone();
    if let Some(own) = own.as_object_mut() {
        own.entry("description").or_insert_with(|| json!("Values for the script's parameters."));
    }
    schema["properties"]["parameters"] = own;
    if parameters.are_required() {
        schema["required"] = json!(["parameters"]);
    }
}

/// The tool of a script: it runs like any other, and shows the script's own parameters.
struct ScriptTool {
    spec: ToolSpec,
    run: Arc<dyn Tool>,
}

#[async_trait]
impl Tool for ScriptTool {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn plan(&self, arguments: Value, cx: &CallContext) -> Result<Plan, ToolError> {
        self.run.plan(arguments, cx).await
    }

    async fn run(&self, plan: &Plan, cx: &CallContext) -> Result<ToolOutput, ToolError> {
        self.run.run(plan, cx).await
    }
}
