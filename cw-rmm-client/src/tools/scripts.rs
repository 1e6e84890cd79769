//! Scripts of the automation library, and shell scripts.

use std::sync::Arc;

use cw_http::columns;
use cw_http::data::DateTime;
use cw_http::tools::{date, read, short, text};
use msp_tools_core::{Effect, Listed, Tool, ToolError, Untrusted};

use super::access::Access;
use super::columns::{texts, word};
use super::input::{SearchText, fits, list_input};
use super::whole::{Slice, sort_by_date, sort_by_text};
use crate::client::RmmClient;
use crate::models::{AutomationScript, ShellScript};

pub(super) fn list(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-list-scripts", Effect::Read)
        .with_title("List automation scripts")
        .with_description(
            "Lists the scripts of the automation library, by name: id, name, description, category, whether they take parameters \
             (which, is not told). Use it to find a script for cw-rmm-run-task. Shell scripts are a list of their own: \
             cw-rmm-list-shell-scripts. Scripts belong to no company.",
        )
        .with_permission("Scope platform.automation.read")
        .with_aliases(["automations", "procedures", "jobs", "fixes", "library", "what can be run", "remediation"])
        .with_operation("rmm:GET /automation/scripts");
    read(spec, rmm, list_scripts)
}

pub(super) fn list_shell(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-list-shell-scripts", Effect::Read)
        .with_title("List shell scripts")
        .with_description(
            "Lists the shell scripts (PowerShell, bash, ...), by name: id, name, description, engine, names of parameters, state. \
             Use it to find a script and the parameters that it takes. Active ones are also tools of their own, \
             cw-rmm-script-..., which are found by what they do; cw-rmm-run-task runs any. Scripts belong to no company.",
        )
        .with_permission("Scope platform.automation.read")
        .with_aliases([
            "powershell", "bash", "templates", "scripts", "procedures", "fixes", "what can be run", "parameters of a script",
        ])
        .with_operation("rmm:GET /automation/shellScripts");
    read(spec, rmm, list_shell_scripts)
}

list_input! {
    struct ListScripts of ScriptColumn, order ScriptOrder {
        /// Only scripts whose name or description contains this text, such as `disk`. Case does not matter.
        text: Option<SearchText>,
        /// Only scripts whose category contains this text, such as `Maintenance`.
        category: Option<SearchText>,
    }
    sorts {
        #[default]
        Name,
        Updated,
    }
}

list_input! {
    struct ListShellScripts of ShellColumn, order ShellOrder {
        /// Only scripts whose name or description contains this text, such as `disk`. Case does not matter.
        text: Option<SearchText>,
        /// Only scripts with a category that contains this text, such as `Maintenance`.
        category: Option<SearchText>,
        /// Only scripts that this runs, such as `powershell`.
        engine: Option<SearchText>,
        /// Only scripts for this operating system, such as `windows`.
        os: Option<SearchText>,
        /// Only scripts that may be run, or only others.
        active: Option<bool>,
    }
    sorts {
        #[default]
        Name,
        Updated,
    }
}

columns! {
    /// A script of the automation library.
    pub(super) struct ScriptRow of script: AutomationScript, by ScriptColumn {
        usual {
            /// Its id.
            id: String = "" => word(&script.id),
            /// Its name.
            name: Untrusted = "" => text(&script.name),
            /// What it does; long descriptions are cut.
            description: Untrusted = "" => short(&script.description),
            /// What it is for.
            category: Untrusted = "" => text(&script.script_category),
            /// Whether it takes parameters.
            has_parameters: bool = "" => script.has_parameters,
        }
        asked {
            /// What it does, whole.
            full_description: Untrusted = "" => text(&script.description),
            /// When it was made, in UTC.
            created: String = "" => date(&script.created_at),
            /// When it was last changed, in UTC.
            updated: String = "" => date(&script.updated_at),
        }
    }
}

/// A shell script, and whether it may be run.
pub(super) struct Shell {
    script: ShellScript,
    is_active: bool,
}

columns! {
    /// A shell script.
    pub(super) struct ShellRow of shell: Shell, by ShellColumn {
        usual {
            /// Its id.
            id: String = "" => word(&shell.script.id),
            /// Its name.
            name: Untrusted = "" => text(&shell.script.name),
            /// What it does; long descriptions are cut.
            description: Untrusted = "" => short(&shell.script.description),
            /// What runs it, such as `powershell`.
            engine: Untrusted = "" => text(&shell.script.executor_engine),
            /// Names of the parameters that it takes.
            parameters: Vec<Untrusted> = "" => parameters(&shell.script),
            /// Whether it may be run.
            active: bool = "" => Some(shell.is_active),
        }
        asked {
            /// What it does, whole.
            full_description: Untrusted = "" => text(&shell.script.description),
            /// What it is for.
            categories: Vec<Untrusted> = "" => texts(&shell.script.categories),
            /// Whether it may be run, in the service's word.
            state: Untrusted = "" => text(&shell.script.state),
            /// The systems that it is for, with their versions.
            os: Vec<Untrusted> = "" => systems(&shell.script),
            /// How long it is expected to take, in seconds.
            expected_seconds: i64 = "" => shell.script.expected_execution_time_sec,
            /// The JSON Schema of its parameters, as text.
            schema: Untrusted = "" => shell.script.json_schema.as_ref().map(|schema| Untrusted::new(schema.as_str())),
            /// When it was made, in UTC.
            created: String = "" => date(&shell.script.created_on),
            /// When it was last changed, in UTC.
            updated: String = "" => date(&shell.script.updated_on),
        }
    }
}

fn parameters(script: &ShellScript) -> Option<Vec<Untrusted>> {
    let schema = script.parameter_schema()?;
    let names = schema.get("properties")?.as_object()?.keys();
    Some(names.map(Untrusted::new).collect::<Vec<_>>()).filter(|names| !names.is_empty())
}

fn systems(script: &ShellScript) -> Option<Vec<Untrusted>> {
    let systems = script.operating_system.iter().flatten();
    let systems = systems.map(|(system, versions)| Untrusted::new(format!("{system} {}", versions.join(", "))));
    Some(systems.collect::<Vec<_>>()).filter(|systems| !systems.is_empty())
}

async fn list_scripts(access: Access, input: ListScripts) -> Result<Listed<ScriptRow>, ToolError> {
    let slice = Slice::of(&input)?;
    let mut scripts = access.rmm.scripts().list().all().await?;
    scripts.retain(|script| {
        fits(input.text.as_ref(), [&script.name, &script.description].map(|text| text.as_deref()))
            && fits(input.category.as_ref(), [script.script_category.as_deref()])
    });
    match input.order_by {
        ScriptOrder::Name => sort_by_text(&mut scripts, input.descending, |script| {
            (script.name.as_deref(), script.id.as_ref().map(AsRef::as_ref))
        }),
        ScriptOrder::Updated => sort_by_date(&mut scripts, input.descending, |script| {
            (script.updated_at.as_ref().and_then(DateTime::timestamp), script.id.clone())
        }),
    }
    Ok(slice.cut(&scripts, |script| ScriptRow::read(script, &input.fields)))
}

async fn list_shell_scripts(access: Access, input: ListShellScripts) -> Result<Listed<ShellRow>, ToolError> {
    let slice = Slice::of(&input)?;
    let scripts = access.rmm.scripts().shell().all().await?;
    let dialect = access.rmm.dialect();
    let shells = scripts.into_iter().map(|script| Shell { is_active: script.is_active(dialect), script });
    let mut shells: Vec<Shell> = shells
        .filter(|Shell { script, is_active }| {
            let categories = script.categories.iter().flatten().map(|category| Some(category.as_str()));
            let systems = script.operating_system.iter().flatten().map(|(system, _)| Some(system.as_str()));
            fits(input.text.as_ref(), [&script.name, &script.description].map(|text| text.as_deref()))
                && fits(input.category.as_ref(), categories)
                && fits(input.engine.as_ref(), [script.executor_engine.as_deref()])
                && fits(input.os.as_ref(), systems)
                && input.active.is_none_or(|active| active == *is_active)
        })
        .collect();
    match input.order_by {
        ShellOrder::Name => sort_by_text(&mut shells, input.descending, |shell| {
            (shell.script.name.as_deref(), shell.script.id.as_ref().map(AsRef::as_ref))
        }),
        ShellOrder::Updated => sort_by_date(&mut shells, input.descending, |shell| {
            (shell.script.updated_on.as_ref().and_then(DateTime::timestamp), shell.script.id.clone())
        }),
    }
    Ok(slice.cut(&shells, |shell| ShellRow::read(shell, &input.fields)))
}
