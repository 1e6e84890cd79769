//! Documents: uploaded as forms, downloaded as bytes.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::errors::{self, FieldError};
use super::list::Query;
use super::spec;
use super::{Call, date, info, text_of};
use crate::reply::{Outcome, Refusal, Reply};
use crate::table::Row;
use crate::world::mix;

/// A field of a form.
struct Part {
    name: String,
    file_name: Option<String>,
    content: Vec<u8>,
}

pub(super) fn route(call: &mut Call<'_>, path: &[&str]) -> Option<Outcome> {
    let spec = spec::at("system/documents");
    let known = |call: &Call<'_>, id: &str| call.existing(spec, None, id.parse().map_err(|_| errors::no_route())?);
    Some(match (call.method(), path) {
        ("GET", ["system", "documents"]) => list(call),
        ("POST", ["system", "documents"]) => upload(call),
        ("POST", ["system", "documents", id]) => known(call, id).and_then(|id| replace(call, id)),
        ("GET", ["system", "documents", id, "download"]) => known(call, id).map(|id| download(call, id)),
        _ => return None,
    })
}

/// Documents, of one record if the caller names it.
fn list(call: &Call<'_>) -> Outcome {
    let spec = spec::at("system/documents");
    let of = (call.request.query_value("recordType"), call.request.query_value("recordId"));
    let view = call.view();
    let keep = |id: u32| {
        let matches = |field: &str, wanted: Option<&str>| {
            wanted.is_none_or(|wanted| text_of(&view.raw(spec, id, field)).eq_ignore_ascii_case(wanted))
        };
        matches("recordType", of.0) && matches("recordId", of.1)
    };
    Query::read(call, spec, None)?.answer(call, spec, None, keep)
}

fn upload(call: &mut Call<'_>) -> Outcome {
    let id = call.tenant.psa.records.next_id(spec::at("system/documents"));
    keep(call, id)?;
    Ok(Reply { status: 201, ..call.one(spec::at("system/documents"), id)? })
}

fn replace(call: &mut Call<'_>, id: u32) -> Outcome {
    keep(call, id)?;
    call.one(spec::at("system/documents"), id)
}

fn keep(call: &mut Call<'_>, id: u32) -> Result<(), Refusal> {
    let parts = form(call)?;
    let text = |name: &str| {
        let part = parts.iter().find(|part| part.name.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(&part.content).into_owned())
    };
    let flag = |name: &str| text(name).is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let missing = |field: &str| errors::invalid("document", &[FieldError::missing(field)]);
    let file = parts.iter().find(|part| part.name == "file").ok_or_else(|| missing("file"))?;
    let kind = text("recordType").ok_or_else(|| missing("recordType"))?;
    let record = text("recordId").and_then(|id| id.trim().parse::<u32>().ok()).ok_or_else(|| missing("recordId"))?;
    let file_name = file.file_name.clone().unwrap_or_else(|| "file".to_owned());
    let is_image = [".png", ".jpg", ".jpeg", ".gif"].iter().any(|end| file_name.to_lowercase().ends_with(end));
    let bits = mix(call.tenant.world.seed ^ u64::from(id) << 32);
    let row = json!({
        "title": text("title").filter(|title| !title.is_empty()).unwrap_or_else(|| file_name.clone()),
        "fileName": file_name,
        "serverFileName": format!("{id}-{file_name}"),
        "owner": call.caller.identifier,
        "size": file.content.len(),
        "guid": format!("{:08x}-{:04x}-4{:03x}-8000-{id:012x}", bits >> 32, bits >> 16 & 0xffff, bits & 0xfff),
        "publicFlag": !flag("privateFlag"),
        // The vendor's own spelling.
        "readOnlyFlag": flag("readOnlyFlay") || flag("readOnlyFlag"),
        "imageFlag": is_image,
        "documentType": if is_image { 2 } else { 1 },
        "createdOnDate": date(call.now()),
        "recordType": kind,
        "recordId": record,
        "_info": info(call.now(), call.now(), &call.caller.identifier),
    });
    let row: Row = row.as_object().cloned().unwrap_or_default();
    let content = file.content.clone();
    call.tenant.psa.records.put(spec::at("system/documents"), id, row);
    call.tenant.psa.files.insert(id, content);
    Ok(())
}

fn download(call: &Call<'_>, id: u32) -> Reply {
    let name = call.view().raw(spec::at("system/documents"), id, "fileName");
    let name = name.as_str().unwrap_or("file");
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && c != '"' && c != '\\' { c } else { '_' }).collect();
    let encoded = utf8_percent_encode(name, NON_ALPHANUMERIC);
    let body = call.tenant.psa.files.get(&id).cloned().unwrap_or_default();
    Reply { status: 200, headers: vec![("content-type", "application/octet-stream".to_owned())], body }
        .with_header("content-disposition", format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"))
}

/// The parts of a `multipart/form-data` body.
fn form(call: &Call<'_>) -> Result<Vec<Part>, Refusal> {
    let kind = call.request.header("content-type").unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        let message = "Documents are sent as multipart/form-data.";
        return Err(errors::refuse(415, "ConnectWiseApi", message));
    }
    let bad = || errors::bad_body("The form does not read.");
    let boundary = kind.split(';').find_map(|part| part.trim().strip_prefix("boundary=")).ok_or_else(bad)?;
    let mark = format!("--{}", boundary.trim_matches('"')).into_bytes();
    let body = &call.request.body;
    let mut starts = body.windows(mark.len()).enumerate().filter(|(_, window)| *window == mark).map(|(at, _)| at);
    let mut parts = Vec::new();
    let mut start = starts.next().ok_or_else(bad)?;
    for end in starts {
        // Each part stands between two line ends, after its boundary and before the next.
        let part = body.get(start + mark.len() + 2..end.saturating_sub(2)).ok_or_else(bad)?;
        parts.push(read_part(part).ok_or_else(bad)?);
        start = end;
    }
    Ok(parts)
}

fn read_part(part: &[u8]) -> Option<Part> {
    let split = part.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&part[..split]);
    let disposition = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition"))?;
    let attribute = |name: &str| {
        let value = disposition.split(';').find_map(|piece| piece.trim().strip_prefix(name)?.strip_prefix('='))?;
        Some(value.trim_matches('"').to_owned())
    };
    Some(Part { name: attribute("name")?, file_name: attribute("filename"), content: part[split + 4..].to_vec() })
}
