//! Tasks of the library: definitions, not runs.

use std::sync::Arc;

use cw_http::columns;
use cw_http::data::DateTime;
use cw_http::tools::{date, read, short, text};
use msp_tools_core::{Effect, Listed, Tool, ToolError, Untrusted};

use super::access::Access;
use super::columns::texts;
use super::input::{SearchText, fits, list_input};
use super::whole::{Slice, sort_by_date, sort_by_text};
use crate::client::RmmClient;
use crate::models::TaskDefinition;

pub(super) fn list(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-list-tasks", Effect::Read)
        .with_title("List tasks")
        .with_description(
            "Lists the tasks that are defined in the automation library, by name: name, description, type, categories, names of \
             parameters. A definition has no id: the script of the same name is what cw-rmm-run-task runs. For what came of \
             tasks that were started use cw-rmm-get-task-results.",
        )
        .with_permission("Scope platform.automation.read")
        .with_aliases(["task definitions", "automation", "jobs", "library", "scheduled work", "what can be run"])
        .with_operation("rmm:GET /automation/tasks");
    read(spec, rmm, list_tasks)
}

list_input! {
    struct ListTasks of TaskColumn, order TaskOrder {
        /// Only tasks whose name or description contains this text, such as `disk`. Case does not matter.
        text: Option<SearchText>,
        /// Only tasks with a category that contains this text, such as `Maintenance`.
        category: Option<SearchText>,
    }
    sorts {
        #[default]
        Name,
        Updated,
    }
}

columns! {
    /// A task of the library.
    pub(super) struct TaskRow of task: TaskDefinition, by TaskColumn {
        usual {
            /// Its name.
            name: Untrusted = "" => text(&task.name),
            /// What it does; long descriptions are cut.
            description: Untrusted = "" => short(&task.description),
            /// What it is, such as `script`.
            r#type: Untrusted = "" => text(&task.kind),
            /// What it is for.
            categories: Vec<Untrusted> = "" => texts(&task.categories),
            /// Names of the parameters that it takes.
            parameters: Vec<Untrusted> = "" => parameters(task),
        }
        asked {
            /// What it does, whole.
            full_description: Untrusted = "" => text(&task.description),
            /// The id of its script, where the service tells.
            script_id: Untrusted = "" => text(&task.template_id),
            /// What runs it.
            engine: Untrusted = "" => text(&task.executor_engine),
            /// The JSON Schema of its parameters, as text.
            schema: Untrusted = "" => task.json_schema.as_ref().map(|schema| Untrusted::new(schema.as_str())),
            /// Examples or defaults of its parameters, as JSON text.
            example: Untrusted = "" => task.user_parameters.as_ref().map(|values| Untrusted::new(values.as_str())),
            /// When it was made, in UTC.
            created: String = "" => date(&task.created_at),
            /// When it was last changed, in UTC.
            updated: String = "" => date(&task.updated_at),
        }
    }
}

fn parameters(task: &TaskDefinition) -> Option<Vec<Untrusted>> {
    let schema = task.parameter_schema()?;
    let names = schema.get("properties")?.as_object()?.keys();
    Some(names.map(Untrusted::new).collect::<Vec<_>>()).filter(|names| !names.is_empty())
}

async fn list_tasks(access: Access, input: ListTasks) -> Result<Listed<TaskRow>, ToolError> {
    let slice = Slice::of(&input)?;
    let mut tasks = access.rmm.tasks().list().all().await?;
    tasks.retain(|task| {
        let categories = task.categories.iter().flatten().map(|category| Some(category.as_str()));
        fits(input.text.as_ref(), [&task.name, &task.description].map(|text| text.as_deref()))
            && fits(input.category.as_ref(), categories)
    });
    match input.order_by {
        TaskOrder::Name => {
            sort_by_text(&mut tasks, input.descending, |task| (task.name.as_deref(), task.description.as_deref()))
        }
        TaskOrder::Updated => sort_by_date(&mut tasks, input.descending, |task| {
            (task.updated_at.as_ref().and_then(DateTime::timestamp), task.name.clone())
        }),
    }
    Ok(slice.cut(&tasks, |task| TaskRow::read(task, &input.fields)))
}
