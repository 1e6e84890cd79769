//! The script library and its folders, in both versions of the API.

use serde_json::{Value, json};

use super::crud::{crud, table};
use super::{Call, id, no_route};
use crate::reply::{Outcome, Refusal, Reply};
use crate::table::Kind::{Date, Flag, Int, List, Opaque, Text};
use crate::table::{Column, Kind, Row, Store, as_id, columns, lookup};
use crate::tenant::Tenant;
use crate::world::{Script, ScriptEffect, ScriptTarget};

const FOLDER_REF: Kind = Kind::Nested(&[("Id", Text), ("ParentId", Text), ("Name", Text)]);
const NEW_FOLDER_REF: Kind = Kind::Nested(&[("ScriptFolderId", Int), ("Name", Text)]);

static FOLDER: &[Column<Row>] = columns! { Row;
    Id: Text, ParentId: Text, Name: Text, GUID: Text,
    SubFolders: Opaque => |_, _| Value::Null,
    ParentFolder: Opaque => |_, _| Value::Null,
};

/// Scripts as the first version of the API shows them.
static SCRIPT: &[Column<Script>] = columns! { Script;
    Id: Text => |_, s| s.id.to_string(),
    Folder: FOLDER_REF => |t, s| folder(t, s.folder).map(|f| {
        json!({ "Id": f.get("Id"), "ParentId": f.get("ParentId"), "Name": f.get("Name") })
    }),
    Name: Text => |_, s| s.name.as_str(),
    Comments: Text => |_, s| s.comments.as_str(),
    IsComputerScript: Flag => |_, s| s.target == ScriptTarget::Computer,
    IsLocationScript: Flag => |_, s| s.target == ScriptTarget::Location,
    IsMaintenanceScript: Flag => |_, _| false,
    IsFunctionScript: Flag => |_, _| false,
    IsOffline: Flag => |_, _| false,
    IgnoreForMobileDevices: Flag => |_, _| true,
    IsPublicSharable: Flag => |_, _| false,
    IsUserResponse: Flag => |_, _| false,
    IsSystemScript: Flag => |_, _| false,
    IsMobileDeviceScript: Flag => |_, _| false,
    IsNetworkDeviceScript: Flag => |_, _| false,
    IsContactScript: Flag => |_, _| false,
    Version: Int => |_, s| s.version,
    GUID: Text => |_, s| guid(s),
    Parameters: List => |_, s| s.parameters.clone(),
    EditPermission: List => |_, _| vec![0],
    Permission: List => |_, _| vec![0],
    AutomationTime: Int => |_, s| s.pace,
    UpdateDate: Date => |_, s| s.updated,
    UpdatedBy: Text => |_, _| "library",
    FullFolderPath: Text => |t, s| folder_path(t, s),
    ScriptData: Opaque => |_, _| Value::Null,
};

/// Scripts as the second version shows them.
static NEW_SCRIPT: &[Column<Script>] = columns! { Script;
    ScriptId: Int => |_, s| s.id,
    Name: Text => |_, s| s.name.as_str(),
    Description: Text => |_, s| s.comments.as_str(),
    Folder: NEW_FOLDER_REF => |t, s| folder(t, s.folder).map(|f| {
        json!({ "ScriptFolderId": s.folder, "Name": f.get("Name"), "ChildFolders": null })
    }),
    ScriptTargetType: Opaque => |_, s| match s.target {
        ScriptTarget::Computer => json!({ "ScriptTargetTypeId": 1, "Name": "Computer" }),
        ScriptTarget::Location => json!({ "ScriptTargetTypeId": 2, "Name": "Location" }),
    },
    AutomationMinutes: Int => |_, s| s.pace,
    Parameters: List => |_, s| s.parameters.clone(),
    Steps: Opaque => |_, _| Value::Null,
    IsProtected: Flag => |_, _| false,
    UsesEnhancedLogging: Flag => |_, _| false,
};

pub(super) fn seed_folders() -> Store {
    let mut store = Store::new(FOLDER, 20).requiring(&["Name"]);
    for (id, parent, name) in
        [(20, 0, "Tools"), (21, 20, "Maintenance"), (22, 20, "Reports"), (23, 20, "Patching"), (24, 0, "Customers")]
    {
        let parent = (parent > 0).then(|| parent.to_string());
        if let Value::Object(row) = json!({ "Id": id, "ParentId": parent, "Name": name }) {
            store.insert(row);
        }
    }
    store
}

/// `/Scripts` of the first version.
pub(super) fn route(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", []) => call.list(SCRIPT, &call.tenant.world.scripts),
        ("GET", [script]) => call.one(SCRIPT, existing(call.tenant, script)?),
        ("POST", []) => {
            let written = Written::read(&call.request.json()?, "Comments", "Id")?;
            let script = add(call.tenant, written)?;
            call.one(SCRIPT, &script)
        }
        ("POST", [script, "copy"]) => {
            let original = existing(call.tenant, script)?;
            let written = Written {
                name: format!("{} - Copy", original.name),
                comments: Some(original.comments.clone()),
                parameters: Some(original.parameters.clone()),
                folder: Some(original.folder),
            };
            let (effect, pace, target) = (original.effect.clone(), original.pace, original.target);
            let id = add(call.tenant, written)?.id;
            if let Some(copy) = call.tenant.world_mut().script_mut(id) {
                (copy.effect, copy.pace, copy.target) = (effect, pace, target);
            }
            Ok(Reply::json(&id))
        }
        _ => Err(no_route(call.request)),
    }
}

/// `/Scripts` of the second version.
pub(super) fn new_route(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        (_, ["scriptfolders", rest @ ..]) => new_folders(call, rest),
        ("GET", [script]) => call.one(NEW_SCRIPT, existing(call.tenant, script)?),
        ("POST", []) => {
            let written = Written::read(&call.request.json()?, "Description", "ScriptFolderId")?;
            let script = add(call.tenant, written)?;
            call.one(NEW_SCRIPT, &script)
        }
        ("PUT", [script]) => {
            let id = existing(call.tenant, script)?.id;
            let written = Written::read(&call.request.json()?, "Description", "ScriptFolderId")?;
            let now = call.tenant.now;
            if let Some(script) = call.tenant.world_mut().script_mut(id) {
                written.apply(script);
                (script.version, script.updated) = (script.version + 1, now);
            }
            call.one(NEW_SCRIPT, existing(call.tenant, script)?)
        }
        ("DELETE", [script]) => {
            let id = existing(call.tenant, script)?.id;
            call.tenant.world_mut().scripts.retain(|s| s.id != id);
            Ok(Reply::no_content())
        }
        _ => Err(no_route(call.request)),
    }
}

/// `/ScriptFolders` of the first version.
pub(super) fn folders(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", ["hierarchy"]) => Ok(Reply::json(&hierarchy(&call.tenant.automate.folders, None, 0))),
        ("DELETE", [folder]) => delete_folder(call, id(folder)?),
        _ => crud(call, path, table!(folders), &["POST", "PATCH"]),
    }
}

/// `/Scripts/ScriptFolders` of the second version: the same folders, seen flat.
fn new_folders(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    let (folder, parent) = match (call.method(), path) {
        ("POST", []) => (None, None),
        ("POST", [parent]) => (None, Some(id(parent)?)),
        ("PUT", [folder]) => (Some(id(folder)?), None),
        ("DELETE", [folder]) => return delete_folder(call, id(folder)?),
        _ => return Err(no_route(call.request)),
    };
    let body = call.request.json()?;
    let name = body.as_object().and_then(|o| lookup(o, "Name")).cloned().unwrap_or_default();
    let folders = &mut call.tenant.automate.folders;
    let id = match folder {
        Some(id) => {
            let parent = folders.get(id)?.get("ParentId").cloned();
            folders.replace(id, &json!({ "Name": name, "ParentId": parent }))?;
            id
        }
        None => {
            parent.map(|id| folders.get(id)).transpose()?;
            folders.create(&json!({ "Name": name, "ParentId": parent }))?
        }
    };
    Ok(Reply::json(&json!({ "ScriptFolderId": id, "Name": folders.get(id)?.get("Name") })))
}

fn delete_folder(call: &mut Call<'_>, id: u32) -> Outcome {
    if call.tenant.world.scripts.iter().any(|s| s.folder == id) {
        return Err(Refusal::new(409, "The folder still has scripts."));
    }
    call.tenant.automate.folders.remove(id)?;
    Ok(Reply::no_content())
}

fn hierarchy(folders: &Store, parent: Option<u32>, depth: u32) -> Vec<Value> {
    // Folders can be moved into each other; no tree is this deep for another reason.
    if depth > 16 {
        return Vec::new();
    }
    let children = folders.rows().filter(|row| row.get("ParentId").and_then(as_id) == parent);
    children
        .map(|row| {
            let below = hierarchy(folders, row.get("Id").and_then(as_id), depth + 1);
            json!({ "Id": row.get("Id"), "ParentId": row.get("ParentId"), "Name": row.get("Name"), "SubFolders": below })
        })
        .collect()
}

/// What a caller may write of a script.
struct Written {
    name: String,
    comments: Option<String>,
    parameters: Option<Vec<String>>,
    folder: Option<u32>,
}

impl Written {
    fn read(body: &Value, comments: &str, folder_id: &str) -> Result<Self, Refusal> {
        let body = body.as_object().ok_or_else(|| Refusal::new(400, "The body must be an object."))?;
        let text = |name| lookup(body, name).and_then(Value::as_str).map(str::to_owned);
        let name = text("Name").filter(|name| !name.trim().is_empty());
        let texts = |items: &Vec<Value>| items.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let folder = lookup(body, "Folder").and_then(Value::as_object);
        Ok(Self {
            name: name.ok_or_else(|| Refusal::invalid("Name", "The Name field is required."))?,
            comments: text(comments),
            parameters: lookup(body, "Parameters").and_then(Value::as_array).map(texts),
            folder: folder.and_then(|f| lookup(f, folder_id)).and_then(as_id),
        })
    }

    fn apply(self, script: &mut Script) {
        script.name = self.name;
        script.comments = self.comments.unwrap_or_else(|| std::mem::take(&mut script.comments));
        script.parameters = self.parameters.unwrap_or_else(|| std::mem::take(&mut script.parameters));
        script.folder = self.folder.unwrap_or(script.folder);
    }
}

/// Adds a script; it runs, succeeds, and does nothing.
fn add(tenant: &mut Tenant, written: Written) -> Result<Script, Refusal> {
    let last = tenant.world.scripts.last().map_or(0, |s| s.id);
    let mut script = Script {
        id: last + 1,
        name: String::new(),
        folder: 20,
        comments: String::new(),
        parameters: Vec::new(),
        target: ScriptTarget::Computer,
        effect: ScriptEffect::Nothing,
        pace: 1,
        version: 1,
        updated: tenant.now,
    };
    written.apply(&mut script);
    tenant.automate.folders.get(script.folder)?;
    tenant.world_mut().scripts.push(script.clone());
    Ok(script)
}

fn existing<'a>(tenant: &'a Tenant, script: &str) -> Result<&'a Script, Refusal> {
    tenant.world.script(id(script)?).ok_or_else(Refusal::not_found)
}

pub(super) fn guid(script: &Script) -> String {
    format!("5c{:06x}-5a5a-4000-8000-{:012x}", script.id, script.id)
}

fn folder(tenant: &Tenant, id: u32) -> Option<&Row> {
    tenant.automate.folders.get(id).ok()
}

fn folder_path(tenant: &Tenant, script: &Script) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut next = Some(script.folder);
    // Folders can be moved into each other; a circle ends where no path is this long.
    while let Some(row) = next.filter(|_| names.len() < 16).and_then(|id| folder(tenant, id)) {
        names.push(row.get("Name").and_then(Value::as_str).unwrap_or_default());
        next = row.get("ParentId").and_then(as_id);
    }
    names.reverse();
    names.join("\\")
}
