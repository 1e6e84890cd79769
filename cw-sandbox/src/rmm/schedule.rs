//! Starting tasks.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Call, Outcome, date, machine, schema};
use crate::reply::Reply;
use crate::world::NewTask;

/// `POST .../automation/endpoints/schedule-tasks`. 201 means accepted, not run.
pub(super) fn schedule(call: &mut Call<'_>) -> Outcome {
    call.needs(&["platform.automation.create"])?;
    let body = call.object()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let name = text("name").ok_or_else(|| call.bad("name is required."))?;
    let template = text("templateID").ok_or_else(|| call.bad("templateID is required."))?;
    let schema = template_schema(call, template, text("templateType"))?;
    if body.get("schedule").and_then(|schedule| schedule.get("regularity")) != Some(&json!("Immediate")) {
        return Err(call.bad("schedule.regularity must be Immediate."));
    }
    let parameters = parameters(call, &body)?;
    schema::check(&schema, &parameters).map_err(|wrong| call.bad(wrong))?;
    let to_company = text("targetType") == Some("COMPANY");
    let machines = targets(call, &body, to_company)?;
    let new = NewTask {
        name: name.to_owned(),
        script: template.to_owned(),
        parameters,
        to_company,
        machines,
        takes: Duration::from_millis(call.settings.rmm_task_ms),
    };
    let now = call.tenant.now;
    let id = call.tenant.world_mut().accept_task(new, now);
    Ok(Reply::created(&json!({ "taskId": id, "stateToBeSubmitted": "Active", "createdOn": date(now) })))
}

/// The schema of the template, which has to be of the type that is named and to be active.
fn template_schema(call: &Call<'_>, id: &str, kind: Option<&str>) -> Result<Value, Reply> {
    let unknown = || call.bad("The template is not known.");
    let world = call.world();
    match kind {
        Some("script") => {
            let script = world.shell_script(id).ok_or_else(unknown)?;
            let is_off =
                ["inactive", "disabled", "draft", "deleted"].iter().any(|w| script.state.eq_ignore_ascii_case(w));
            if is_off { Err(call.bad("The template is not active.")) } else { Ok(script.schema.clone()) }
        }
        Some("fusionscript") => {
            let script = world.automation_scripts.iter().find(|script| script.id == id).ok_or_else(unknown)?;
            Ok(script.schema.clone().unwrap_or_default())
        }
        _ => Err(call.bad("templateType must be script or fusionscript.")),
    }
}

/// A text that holds an object; elder callers send the object itself under another name.
fn parameters(call: &Call<'_>, body: &Map<String, Value>) -> Result<Map<String, Value>, Reply> {
    let read = match (body.get("parameters"), body.get("userParameters")) {
        (None | Some(Value::Null), None | Some(Value::Null)) => return Ok(Map::new()),
        (Some(Value::String(text)), _) if text.is_empty() => return Ok(Map::new()),
        (Some(Value::String(text)), _) => serde_json::from_str(text).ok(),
        (None | Some(Value::Null), Some(object)) => Some(object.clone()),
        (Some(_), _) => None,
    };
    match read {
        Some(Value::Object(parameters)) => Ok(parameters),
        _ => Err(call.bad("parameters must be a text that holds a JSON object.")),
    }
}

/// The machines to run on, each once.
fn targets(call: &Call<'_>, body: &Map<String, Value>, to_company: bool) -> Result<Vec<u32>, Reply> {
    let targets: Option<Vec<&str>> = body.get("targets").and_then(Value::as_array).and_then(|targets| {
        targets.iter().map(Value::as_str).collect::<Option<Vec<_>>>().filter(|targets| !targets.is_empty())
    });
    let targets = targets.ok_or_else(|| call.bad("targets must be an array of ids."))?;
    match body.get("targetType").and_then(Value::as_str) {
        Some("COMPANY") if !call.settings.rmm_company_tasks => {
            return Err(call.bad("targetType COMPANY is not supported."));
        }
        Some("COMPANY" | "MANAGED_ENDPOINT") => {}
        _ => return Err(call.bad("targetType must be MANAGED_ENDPOINT.")),
    }
    let mut machines = Vec::new();
    for target in targets {
        if to_company {
            let company = call.company(target).map_err(|_| call.bad(format!("There is no company {target}.")))?.id;
            machines.extend(call.world().machines.iter().filter(|m| m.company == company).map(|m| m.id));
        } else {
            let found = machine(call.world(), target);
            machines.push(found.ok_or_else(|| call.bad(format!("There is no endpoint {target}.")))?.id);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    machines.retain(|id| seen.insert(*id));
    Ok(machines)
}
