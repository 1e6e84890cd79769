//! Callbacks: what may be registered, and the signed messages that go out.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::bind::Draft;
use super::effects::Action;
use super::errors::FieldError;
use super::spec::{self, Kind, Spec};
use super::view::View;
use super::{CODEBASE, Call, auth};
use crate::delivery::Delivery;
use crate::reply::Reply;
use crate::table::as_id;
use crate::world::{World, mix};

/// What besides `owner` and a single record a callback can be narrowed to, with the field that says so.
const LEVELS: [(&str, &str); 5] =
    [("board", "board"), ("status", "status"), ("type", "type"), ("company", "company"), ("territory", "territory")];

/// Checks a registration.
pub(super) fn complete(draft: &mut Draft, view: View<'_>, member: u32) {
    draft.default("memberId", member);
    draft.default("payloadVersion", "3.0.0");
    let text = |field: &str| draft.row.get(field).and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let (kind, level) = (text("type"), text("level"));
    let Some(watched) = spec::all().iter().find(|spec| spec.callback == Some(kind.as_str())) else {
        if !kind.is_empty() {
            draft.errors.push(FieldError::new("InvalidField", "type", format!("Unrecognized type {kind}")));
        }
        return;
    };
    let narrowed = LEVELS.iter().find(|(name, _)| *name == level).map(|(_, field)| *field);
    let has_field = |field: &str| matches!(watched.field(field).map(|field| &field.kind), Some(Kind::Ref(_)));
    if level != "owner" && level != kind && !narrowed.is_some_and(has_field) && !level.is_empty() {
        draft.errors.push(FieldError::new("InvalidField", "level", "Unrecognized level for type"));
    }
    if level == "owner" && draft.id_in("objectId") == Some(0) {
        draft.row.insert("objectId".to_owned(), 1.into());
    }
    let same = |id: u32| {
        let equals = |field: &str| view.raw(draft.spec, id, field) == draft.row.get(field).cloned().unwrap_or_default();
        ["url", "type", "level", "objectId"].into_iter().all(equals)
    };
    if draft.old.is_none() && view.ids(draft.spec, None, 0).any(same) {
        let message = "A matching callback entry already exists.";
        draft.errors.push(FieldError::new("ObjectExists", "url", message));
    }
}

/// Tells whoever registered for it of a change.
pub(super) fn tell(call: &mut Call<'_>, spec: &'static Spec, id: u32, action: Action, draft: &Draft) {
    let Some(kind) = spec.data().callback else { return };
    if draft.order_flag("skipCallback") == Some(true) {
        return;
    }
    let view = call.view();
    let callbacks = spec::at("system/callbacks");
    let wanted: Vec<u32> = view.ids(callbacks, None, 0).filter(|entry| wants(call, *entry, kind, id, draft)).collect();
    for entry in wanted {
        let url = call.view().raw(callbacks, entry, "url").as_str().unwrap_or_default().to_owned();
        let number = call.tenant.outgoing.all().len() as u64;
        let body = message(call, spec, (entry, number), id, action).to_string().into_bytes();
        let word = word(action);
        // The vendor appends to the URL as it was registered; `?recordId=` is expected at its end.
        let mut delivery = Delivery::new(call.now(), format!("{url}{id}&action={word}"), body);
        let signature = signature(&signing_key(&call.tenant.world), &delivery.body);
        delivery.headers.push(("x-content-signature", signature));
        call.tenant.outgoing.push(delivery);
    }
}

fn wants(call: &Call<'_>, entry: u32, kind: &str, id: u32, draft: &Draft) -> bool {
    let view = call.view();
    let callbacks = spec::at("system/callbacks");
    let raw = |field: &str| view.raw(callbacks, entry, field);
    let is = |field: &str| raw(field) == Value::Bool(true);
    let is_own = as_id(&raw("memberId")) == Some(call.caller.id);
    let level = raw("level").as_str().unwrap_or_default().to_ascii_lowercase();
    let object = as_id(&raw("objectId"));
    let reaches = match LEVELS.iter().find(|(name, _)| *name == level) {
        Some((_, field)) => draft.id_in(field) == object,
        None => level == "owner" || object == Some(id),
    };
    let of_kind = raw("type").as_str().is_some_and(|given| given.eq_ignore_ascii_case(kind));
    of_kind && reaches && !is("inactiveFlag") && !(is_own && is("isSelfSuppressedFlag"))
}

const fn word(action: Action) -> &'static str {
    match action {
        Action::Added => "added",
        Action::Updated => "updated",
        Action::Deleted => "deleted",
    }
}

fn message(call: &Call<'_>, spec: &'static Spec, (entry, number): (u32, u64), id: u32, action: Action) -> Value {
    let entity = match action {
        Action::Deleted => Value::Null,
        _ => call.view().record(spec, id, None).to_string().into(),
    };
    let seed = call.tenant.world.seed;
    let key = uuid(mix(seed ^ u64::from(entry)));
    json!({
        "Action": word(action),
        "CallbackObjectRecId": entry,
        "CompanyId": auth::COMPANY,
        "Entity": entity,
        "FromUrl": call.origin.trim_start_matches("http://"),
        "ID": id,
        "MemberId": call.caller.identifier,
        "MessageId": uuid(mix(seed ^ mix(number))),
        "Metadata": {
            "key_url": format!(
                "{}/{CODEBASE}//system/callbackkey/index.rails?companyName={}&id={key}", call.origin, auth::COMPANY
            ),
        },
        "PartnerId": "sandbox-partner",
        "ProductInstanceId": "sandbox-instance",
        "Type": spec.data().callback,
    })
}

fn uuid(bits: u64) -> String {
    let low = mix(bits);
    let (a, b, c) = (bits >> 32, bits >> 16 & 0xffff, bits & 0xfff);
    format!("{a:08x}-{b:04x}-4{c:03x}-8{:03x}-{:012x}", low >> 52, low & 0xffff_ffff_ffff)
}

/// The page that a `key_url` leads to.
pub(super) fn key_page(world: &World) -> Reply {
    Reply::json(&json!({ "signing_key": signing_key(world) }))
}

fn signing_key(world: &World) -> String {
    format!("sk-{:016x}{:016x}", mix(world.seed ^ 0x6b65), mix(world.seed ^ 0x6b66))
}

/// HMAC-SHA256 over the bytes of the body, under the hash of the signing key.
fn signature(signing_key: &str, body: &[u8]) -> String {
    let key = Sha256::digest(signing_key.as_bytes());
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else { return String::new() };
    mac.update(body);
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}
