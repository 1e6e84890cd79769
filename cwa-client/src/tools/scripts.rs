//! Scripts: the library.

use std::sync::Arc;

use msp_tools_core::{Effect, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::input::{SearchText, sorted};
use crate::client::AutomateClient;
use crate::condition::script as field;
use crate::filters::ScriptFilter;
use crate::models::Script;
use cw_http::columns;
use cw_http::tools::Part;
use cw_http::tools::{Limit, PageSize};
use cw_http::tools::{date, short, text};

pub(super) fn list(cwa: &AutomateClient) -> Arc<dyn Tool> {
    let spec = super::spec("cwa-list-scripts", Effect::Read)
        .with_title("List scripts")
        .with_description(
            "Lists the scripts of the Automate library: id, name, folder, description, names of parameters. Use it to find a \
             script for cwa-run-script and the parameters that it takes. Scripts that the account may not see are left out. They belong to no client.",
        )
        .with_permission("User class: Scripts read")
        .with_aliases(["automations", "procedures", "jobs", "fixes", "library", "what can be run", "parameters of a script"])
        .with_operation("automate:GET /Scripts");
    cw_http::tools::read(spec, cwa, list_scripts)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListScripts {
    /// Only scripts whose name contains this text, such as `disk`. Case does not matter.
    name: Option<SearchText>,
    /// Only scripts in folders whose name contains this text, such as `Maintenance`.
    folder: Option<SearchText>,
    /// Only scripts that run on computers, or only others (on locations, contacts and so on).
    on_computers: Option<bool>,
    /// More columns to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<ScriptColumn>,
    /// What to sort by.
    #[serde(default)]
    order_by: ScriptOrder,
    /// Whether to sort from last to first.
    #[serde(default)]
    descending: bool,
    /// How many scripts to answer with, at most.
    #[serde(default)]
    limit: Limit,
    /// How many rows to fetch from the server in one request. Default: as many as `limit`.
    page_size: Option<PageSize>,
    /// The `cursor` of the answer before, to go on behind it. Keep the other arguments as they were.
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ScriptOrder {
    #[default]
    Name,
    Id,
    Updated,
}

columns! {
    /// A script.
    pub(super) struct ScriptRow of script: Script, by ScriptColumn {
        usual {
            /// Its id.
            id: i64 = "Id" => script.id.map(Into::into),
            /// Its name.
            name: Untrusted = "Name" => text(&script.name),
            /// The folder it is in.
            folder: Untrusted = "Folder" => script.folder.as_ref().and_then(|folder| text(&folder.name)),
            /// What it is for; long descriptions are cut.
            description: Untrusted = "Comments" => short(&script.comments),
            /// Names of the parameters that it takes.
            parameters: Vec<Untrusted> = "Parameters" => parameters(script),
        }
        asked {
            /// What it is for, whole.
            full_description: Untrusted = "Comments" => text(&script.comments),
            /// The folders above it, joined by backslashes.
            path: Untrusted = "FullFolderPath" => text(&script.full_folder_path),
            /// Whether it runs on computers.
            on_computers: bool = "IsComputerScript" => script.is_computer_script,
            /// Whether it runs even where alerts are held back by maintenance.
            maintenance: bool = "IsMaintenanceScript" => script.is_maintenance_script,
            /// Whether it is made to be called by other scripts.
            function: bool = "IsFunctionScript" => script.is_function_script,
            /// Whether the product brought it.
            system: bool = "IsSystemScript" => script.is_system_script,
            /// Whether it asks the user at the machine.
            asks_user: bool = "IsUserResponse" => script.is_user_response,
            /// Counts its edits.
            version: i64 = "Version" => script.version,
            /// When it was last edited, by the server's clock.
            updated: String = "UpdateDate" => date(&script.update_date),
            /// Who last edited it.
            updated_by: Untrusted = "UpdatedBy" => text(&script.updated_by),
            /// Its id across servers.
            guid: Untrusted = "GUID" => text(&script.guid),
        }
    }
}

fn parameters(script: &Script) -> Option<Vec<Untrusted>> {
    let names = script.parameters.as_ref().filter(|names| !names.is_empty())?;
    Some(names.iter().map(Untrusted::new).collect())
}

async fn list_scripts(access: Access, input: ListScripts) -> Result<Listed<ScriptRow>, ToolError> {
    let filter = ScriptFilter {
        name: input.name.map(Into::into),
        computer_script: input.on_computers,
        extra: input.folder.map(|folder| field::FOLDER_NAME.search(&String::from(folder))),
        ..ScriptFilter::default()
    };
    let order = match input.order_by {
        ScriptOrder::Name => sorted(&field::NAME, &field::ID, input.descending),
        ScriptOrder::Id => sorted(&field::ID, &field::ID, input.descending),
        ScriptOrder::Updated => sorted(&field::UPDATE_DATE, &field::ID, input.descending),
    };
    let fields = input.fields;
    let list = access.cwa.scripts().list().filter(filter).fields(ScriptRow::wire(&fields)).order_by(order);
    let part = Part { limit: input.limit, page_size: input.page_size, cursor: input.cursor };
    access.part(part, list, |script| access.sees(script), |script| ScriptRow::read(script, &fields)).await
}
