//! Scheduling a script to run at once, exactly once.

use std::fmt;

use cw_http::{CallOptions, Error};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::TaskRun;
use crate::client::RmmClient;
use crate::ids::{CompanyId, EndpointId, ScriptId, ShellScriptId};
use crate::models::{
    AutomationScript, JsonText, ResourcesType, ScheduleTask, ShellScript, TargetType, TaskSchedule, TemplateType,
};

/// The longest name that a task is given.
const LONGEST_NAME: usize = 100;

/// What a task runs: a shell script, or one of the automation library.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Template {
    /// Its id.
    pub id: String,
    /// What kind of script it is.
    pub kind: TemplateType,
    /// Its name, which the task gets too.
    pub name: String,
}

impl Template {
    /// A shell script.
    #[must_use]
    pub fn shell(id: impl Into<ShellScriptId>, name: impl Into<String>) -> Self {
        Self { id: id.into().to_string(), kind: TemplateType::Script, name: name.into() }
    }

    /// A script of the automation library. How the service wants such a one named is known from one program only.
    #[must_use]
    pub fn automation(id: impl Into<ScriptId>, name: impl Into<String>) -> Self {
        Self { id: id.into().to_string(), kind: TemplateType::FusionScript, name: name.into() }
    }

    /// The same id as another kind of script.
    #[must_use]
    pub fn with_kind(mut self, kind: TemplateType) -> Self {
        self.kind = kind;
        self
    }
}

impl From<&ShellScript> for Template {
    fn from(script: &ShellScript) -> Self {
        let id = script.id.as_ref().map(ShellScriptId::to_string).unwrap_or_default();
        Self { id, kind: TemplateType::Script, name: script.name.clone().unwrap_or_default() }
    }
}

impl From<&AutomationScript> for Template {
    fn from(script: &AutomationScript) -> Self {
        let id = script.id.as_ref().map(ScriptId::to_string).unwrap_or_default();
        Self { id, kind: TemplateType::FusionScript, name: script.name.clone().unwrap_or_default() }
    }
}

/// A script to be run once, at once; see [`Tasks::run`](crate::api::Tasks::run).
#[derive(Clone)]
#[must_use = "a script does not run until it is sent"]
pub struct RunTask {
    rmm: RmmClient,
    task: ScheduleTask,
    endpoints: Vec<EndpointId>,
    company: Option<CompanyId>,
    parameters: Map<String, Value>,
    options: CallOptions,
}

impl RunTask {
    pub(crate) fn new(rmm: RmmClient, template: Template) -> Self {
        let name = if template.name.trim().is_empty() { "Script" } else { template.name.trim() };
        Self {
            rmm,
            task: ScheduleTask::new(cut(name), template.id, template.kind),
            endpoints: Vec::new(),
            company: None,
            parameters: Map::new(),
            options: CallOptions::default(),
        }
    }

    /// Adds devices to run it on. One that is there already is not added again.
    pub fn on(mut self, endpoints: impl IntoIterator<Item = impl Into<EndpointId>>) -> Self {
        for endpoint in endpoints.into_iter().map(Into::into) {
            if !self.endpoints.contains(&endpoint) {
                self.endpoints.push(endpoint);
            }
        }
        self
    }

    /// **Unconfirmed.** Runs it on all devices of a company, by naming the company to the service (`targetType: COMPANY`). No
    /// public source shows that the service takes it, nor which devices it would mean at which moment: listing the company's
    /// devices and naming them by [`on`](Self::on) is what is known to work.
    pub fn on_company_unconfirmed(mut self, company: impl Into<CompanyId>) -> Self {
        self.company = Some(company.into());
        self
    }

    /// Sets a parameter of the script: text, a number, a flag, whatever its schema wants.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Sets parameters of the script.
    pub fn parameters(mut self, values: Map<String, Value>) -> Self {
        self.parameters.extend(values);
        self
    }

    /// What the task is called in the console. Default: the script's name. At most 100 characters are sent.
    pub fn named(mut self, name: &str) -> Self {
        self.task.name = cut(name);
        self
    }

    /// What the task is for, for whoever sees it in the console.
    pub fn described(mut self, description: impl Into<String>) -> Self {
        self.task.description = Some(description.into());
        self
    }

    /// Which machines of the targets. Default `Both`, the only word that was ever seen.
    pub fn resources(mut self, kind: ResourcesType) -> Self {
        self.task.resources_type = kind;
        self
    }

    /// When it runs. Default: at once, the only way that was ever seen to work.
    pub fn schedule(mut self, schedule: TaskSchedule) -> Self {
        self.task.schedule = schedule;
        self
    }

    /// Settings of the request that schedules it.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// What will be sent.
    ///
    /// # Errors
    /// `Input` without a device, with both devices and a company, or for a script without an id.
    pub fn body(&self) -> Result<ScheduleTask, Error> {
        let mut task = self.task.clone();
        if task.template_id.trim().is_empty() {
            return Err(Error::input("the script has no id, so it cannot be run"));
        }
        (task.target_type, task.targets) = match (&self.company, self.endpoints.as_slice()) {
            (None, []) => return Err(Error::input("a script needs at least one device to run on")),
            (None, endpoints) => (TargetType::ManagedEndpoint, endpoints.iter().map(EndpointId::to_string).collect()),
            (Some(company), []) => (TargetType::Company, vec![company.to_string()]),
            (Some(_), _) => return Err(Error::input("a script runs on devices or on a company, not on both")),
        };
        task.parameters = JsonText::from(&Value::Object(self.parameters.clone()));
        Ok(task)
    }

    /// Schedules the script: one POST, which is never sent twice. That the service accepts it does not mean that it runs.
    ///
    /// # Errors
    /// `Input` as [`body`](Self::body); `OutcomeUnknown` if the answer got lost: it may run then, and cannot be followed; else as
    /// [`Call::send`](crate::Call::send).
    pub async fn send(self) -> Result<TaskRun, Error> {
        let task = self.body()?;
        let answer = self.rmm.tasks().schedule(&task).with_options(self.options).await?;
        Ok(TaskRun {
            task: answer.task_id,
            template: task.template_id,
            name: task.name,
            endpoints: self.endpoints,
            company: self.company,
            state: answer.state_to_be_submitted,
            accepted: Timestamp::now(),
        })
    }
}

fn cut(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

/// Values of parameters can be secrets: only their names are shown.
impl fmt::Debug for RunTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunTask")
            .field("template", &self.task.template_id)
            .field("endpoints", &self.endpoints)
            .field("company", &self.company)
            .field("parameters", &self.parameters.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
