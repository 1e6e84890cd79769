//! Scripts: those of the automation library, and shell scripts with their parameters.

use std::collections::BTreeMap;

use cw_http::data::DateTime;

use super::json_text::JsonText;
use super::macros::model;
use crate::dialect::Dialect;
use crate::ids::{ScriptId, ShellScriptId};

model! {
    /// A script of the automation library. What parameters it takes is not told here; a
    /// [task definition](super::TaskDefinition) of the same name may tell.
    pub struct AutomationScript {
        /// Its id.
        id: ScriptId,
        /// Its name. Names are not unique.
        name: String,
        /// What it does.
        description: String,
        /// What it is for.
        script_category: String,
        /// Whether it takes parameters.
        has_parameters: bool,
        /// When it was made.
        created_at: DateTime,
        /// When it was last changed.
        updated_at: DateTime,
    }

    /// A shell script, which the API calls a template.
    pub struct ShellScript {
        /// Its id.
        id("templateId"): ShellScriptId,
        /// Its name. Names are not unique.
        name: String,
        /// What it does.
        description: String,
        /// What it is for.
        categories: Vec<String>,
        /// What runs it: `powershell`.
        executor_engine: String,
        /// How long it is expected to take, in seconds.
        expected_execution_time_sec: i64,
        /// The JSON Schema of its parameters, as text.
        json_schema: JsonText,
        /// Whether it takes parameters.
        has_parameters: bool,
        /// The systems that it is for, with their versions: `{"windows": ["10", "11"]}`.
        operating_system: BTreeMap<String, Vec<String>>,
        /// Whether it may be run, in a word that the vendor does not list; see [`is_active`](Self::is_active).
        state: String,
        /// When it was made.
        created_on: DateTime,
        /// When it was last changed.
        updated_on: DateTime,
    }
}

impl ShellScript {
    /// Whether it may be run, as the [dialect](Dialect::active_states) reads its state.
    #[must_use]
    pub fn is_active(&self, dialect: &Dialect) -> bool {
        dialect.is_active(self.state.as_deref().unwrap_or_default())
    }

    /// The JSON Schema of its parameters; `None` where there is none, or none that can be read.
    #[must_use]
    pub fn parameter_schema(&self) -> Option<serde_json::Map<String, serde_json::Value>> {
        self.json_schema.as_ref()?.object()
    }
}
