//! Tasks: their definitions, and scheduling them.

use std::collections::BTreeMap;

use cw_http::data::DateTime;
use cw_http::open_enum;
use serde::Serialize;

use super::json_text::JsonText;
use super::macros::model;
use crate::ids::TaskId;

open_enum! {
    /// What kind of script a task runs.
    pub enum TemplateType {
        /// A shell script. Seen to work.
        Script = "script",
        /// A script of the automation library. Known from one program; unconfirmed.
        FusionScript = "fusionscript",
    }
}

open_enum! {
    /// What a task runs on.
    pub enum TargetType {
        /// Devices, by id. The only word that was ever seen.
        ManagedEndpoint = "MANAGED_ENDPOINT",
        /// All devices of companies. **Unconfirmed:** no public source shows it; nothing here sends it unless told to.
        Company = "COMPANY",
    }
}

open_enum! {
    /// Which of a target's machines a task is for. What other words there are is not documented.
    pub enum ResourcesType {
        /// Workstations and servers, presumably. The only word that was ever seen.
        Both = "Both",
    }
}

model! {
    /// A task as the library has it. It has no id; a script of the same name is the same thing.
    pub struct TaskDefinition {
        /// The id of its script, which some tenants tell.
        template_id: String,
        /// Its own id, should there be one.
        id: String,
        /// Its name.
        name: String,
        /// What it does.
        description: String,
        /// `script`.
        kind("type"): String,
        /// What it is for.
        categories: Vec<String>,
        /// When it was made.
        created_at: DateTime,
        /// When it was last changed.
        updated_at: DateTime,
        /// Examples or defaults of its parameters, as text.
        user_parameters: JsonText,
        /// The JSON Schema of its parameters, as text.
        json_schema("JSONSchema"): JsonText,
        /// The systems that it is for, with their versions.
        operating_system: BTreeMap<String, Vec<String>>,
        /// What runs it.
        executor_engine: String,
    }

    /// What the service says to a task that it has accepted. Accepted is not run.
    pub struct ScheduledTask {
        /// Its id.
        task_id: TaskId,
        /// The state that it will get.
        state_to_be_submitted: String,
        /// When it was accepted.
        created_on: DateTime,
    }
}

/// A task to be scheduled. [`Tasks::run`](crate::api::Tasks::run) fills it in.
///
/// The service wants all fields, null where there is nothing to say.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ScheduleTask {
    /// What it is called in the console.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The script.
    #[serde(rename = "templateID")]
    pub template_id: String,
    /// What kind of script it is.
    pub template_type: TemplateType,
    /// The ids of what it runs on.
    pub targets: Vec<String>,
    /// What they are ids of.
    pub target_type: TargetType,
    /// Which machines of the targets.
    pub resources_type: ResourcesType,
    /// Values of the script's parameters: a JSON object, as text.
    pub parameters: JsonText,
    /// When it runs.
    pub schedule: TaskSchedule,
}

/// When a task runs. Only "at once" was ever seen to work: how a schedule with a time or a repetition is written is not
/// documented, and its fields are here for those who know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TaskSchedule {
    /// `Immediate`.
    pub regularity: String,
    /// `STZ`.
    pub category: String,
    /// `TIME`.
    pub schedule_type: String,
    /// How it repeats.
    pub repeat: Option<serde_json::Value>,
    /// When it begins.
    pub start_date: Option<String>,
    /// When it ends.
    pub end_date: Option<String>,
    /// What ends it.
    pub end_date_type: Option<String>,
    /// Whose clock counts.
    pub time_zone: Option<String>,
    /// What triggers it.
    pub trigger_type: Option<String>,
    /// What the time frame is.
    pub time_frame_type: Option<String>,
    /// Where the time frame begins.
    pub start_time_frame: Option<String>,
    /// Where the time frame ends.
    pub end_time_frame: Option<String>,
}

impl TaskSchedule {
    /// At once.
    #[must_use]
    pub fn immediate() -> Self {
        Self {
            regularity: "Immediate".to_owned(),
            category: "STZ".to_owned(),
            schedule_type: "TIME".to_owned(),
            repeat: None,
            start_date: None,
            end_date: None,
            end_date_type: None,
            time_zone: None,
            trigger_type: None,
            time_frame_type: None,
            start_time_frame: None,
            end_time_frame: None,
        }
    }
}

impl Default for TaskSchedule {
    fn default() -> Self {
        Self::immediate()
    }
}

impl ScheduleTask {
    /// This script at once, on nothing yet.
    #[must_use]
    pub fn new(name: impl Into<String>, template_id: impl Into<String>, template_type: TemplateType) -> Self {
        Self {
            name: name.into(),
            description: None,
            template_id: template_id.into(),
            template_type,
            targets: Vec::new(),
            target_type: TargetType::ManagedEndpoint,
            resources_type: ResourcesType::Both,
            parameters: JsonText::new("{}"),
            schedule: TaskSchedule::immediate(),
        }
    }
}

impl TaskDefinition {
    /// The JSON Schema of its parameters; `None` where there is none, or none that can be read.
    #[must_use]
    pub fn parameter_schema(&self) -> Option<serde_json::Map<String, serde_json::Value>> {
        self.json_schema.as_ref()?.object()
    }
}
