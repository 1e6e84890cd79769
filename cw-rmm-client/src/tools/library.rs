//! The provider's scripts, of both kinds, as running and judging them needs.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use cw_http::Error;
use msp_tools_core::{Digest, Policy, PolicyClassifier, ScriptFacts, Verdict};
use serde_json::{Map, Value};

use super::operations::script_operation;
use super::resolve::NamedRow;
use crate::client::RmmClient;
use crate::models::{AutomationScript, ShellScript, TemplateType};

/// The template that runs whatever PowerShell text it is given. Its name says nothing of what it will do.
const RUNS_ANYTHING: &str = "51a74346-e19b-11e7-9809-0800279505d9";

/// A script.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Script {
    pub(super) kind: TemplateType,
    /// As the service writes it.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) categories: Vec<String>,
    pub(super) engine: String,
    /// The systems that it is for, with their versions.
    pub(super) systems: BTreeMap<String, Vec<String>>,
    /// How long it is expected to take.
    pub(super) seconds: Option<u64>,
    pub(super) has_parameters: Option<bool>,
    /// What says which parameters it takes, as it came: a schema, or text that is none.
    pub(super) parameters: Value,
    /// Whether it may be run.
    pub(super) is_active: bool,
}

/// All shell scripts and all scripts of the automation library.
pub(super) async fn read(rmm: &RmmClient) -> Result<Vec<Script>, Error> {
    let dialect = rmm.dialect();
    let shell = rmm.scripts().shell().all().await?;
    let automation = rmm.scripts().list().all().await?;
    let shell = shell.into_iter().filter_map(|script| {
        let is_active = script.is_active(dialect);
        Script::of_shell(script, is_active)
    });
    Ok(shell.chain(automation.into_iter().filter_map(Script::of_automation)).collect())
}

impl Script {
    pub(super) fn of_shell(script: ShellScript, is_active: bool) -> Option<Self> {
        let document = script.json_schema.map(|text| text.parse().unwrap_or_else(|| Value::from(text.as_str())));
        Some(Self {
            kind: TemplateType::Script,
            id: script.id?.to_string(),
            name: script.name.unwrap_or_default(),
            description: script.description.unwrap_or_default(),
            categories: script.categories.unwrap_or_default(),
            engine: script.executor_engine.unwrap_or_default(),
            systems: script.operating_system.unwrap_or_default(),
            seconds: script.expected_execution_time_sec.and_then(|seconds| u64::try_from(seconds).ok()),
            has_parameters: script.has_parameters,
            parameters: document.filter(|document| *document != "").unwrap_or_default(),
            is_active,
        })
    }

    fn of_automation(script: AutomationScript) -> Option<Self> {
        Some(Self {
            kind: TemplateType::FusionScript,
            id: script.id?.to_string(),
            name: script.name.unwrap_or_default(),
            description: script.description.unwrap_or_default(),
            categories: script.script_category.into_iter().collect(),
            engine: String::new(),
            systems: BTreeMap::new(),
            seconds: None,
            has_parameters: script.has_parameters,
            parameters: Value::Null,
            is_active: true,
        })
    }

    pub(super) fn is_shell(&self) -> bool {
        self.kind == TemplateType::Script
    }

    /// What it is, in words.
    pub(super) fn kind_in_words(&self) -> &'static str {
        if self.is_shell() { "shell script" } else { "automation script" }
    }

    /// What runs it, in the words of policies, whatever route leads to it.
    pub(super) fn operation(&self) -> String {
        script_operation(&self.id)
    }

    pub(super) fn facts(&self) -> ScriptFacts {
        ScriptFacts::new(self.name.as_str(), self.description.as_str()).with_parameters(self.parameters.clone())
    }

    /// Changes with its name, description, parameters and engine.
    pub(super) fn fingerprint(&self) -> Digest {
        self.facts().fingerprint(&self.engine)
    }

    /// What it may do by itself, and why.
    pub(super) fn verdict(&self, judge: &dyn PolicyClassifier) -> Verdict {
        static RUNS: LazyLock<String> = LazyLock::new(|| script_operation(RUNS_ANYTHING));
        if self.operation() == *RUNS {
            return Verdict::new(Policy::Never, "runs-anything");
        }
        judge.classify(&self.facts())
    }

    /// The schema of its parameters, as it came; `None` where there is none that can be read.
    pub(super) fn schema(&self) -> Option<&Map<String, Value>> {
        self.parameters.as_object()
    }
}

/// Why a verdict is what it is, in words: `it changes something (restart)`.
pub(super) fn why(verdict: &Verdict) -> String {
    let because = match verdict.rule.as_str() {
        "runs-anything" => "Runs whatever text it is given.".to_owned(),
        rule => verdict.why().map_or_else(|| format!("Rule {rule}."), str::to_owned),
    };
    let words: Vec<_> = verdict.matched.iter().map(|word| msp_tools_core::one_line(word)).collect();
    let words = if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) };
    format!("{}{words} [{}]", because.trim_end_matches('.'), verdict.rule)
}

impl NamedRow for Script {
    type Id = String;

    const KIND: &'static str = "script";

    fn id(&self) -> Option<&String> {
        Some(&self.id)
    }

    fn names(&self) -> [Option<&str>; 2] {
        [Some(&self.name), None]
    }

    fn place(&self) -> Option<String> {
        let engine = if self.engine.is_empty() { String::new() } else { format!(", {}", self.engine) };
        Some(format!("[{}{engine}]", self.kind_in_words()))
    }

    fn is_in_use(&self) -> bool {
        self.is_active
    }
}
