//! ConnectWise PSA: its routes, under `/v4_6_release/apis/3.0` and under the codebase of the current version.

mod auth;
mod bind;
mod callbacks;
mod condition;
mod defaults;
mod documents;
mod effects;
mod errors;
mod extras;
mod grown;
mod list;
mod patch;
mod records;
mod seed;
mod spec;
mod tickets;
mod view;
mod write;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::reply::{Outcome, Refusal, Reply};
use crate::request::Request;
use crate::settings::Settings;
use crate::stamp::Stamp;
use crate::table::Row;
use crate::tenant::Tenant;
use crate::world::World;

pub use auth::{PsaAccount, PsaCredentials};
pub use effects::Email;
pub(crate) use errors::failing;

use list::Query;
use records::Records;
use spec::Spec;
use view::View;

/// The codebase that the tenant runs, as the company's page tells it.
const CODEBASE: &str = "v2026_1";
/// The codebase that always leads to the current one.
const ROUTER: &str = "v4_6_release";
/// Longer URLs are refused.
const MAX_URL: usize = 8000;

/// What only PSA knows.
pub(crate) struct Psa {
    records: Records,
    tokens: Vec<auth::Token>,
    pub(crate) outbox: Vec<Email>,
    /// The contents of documents.
    files: BTreeMap<u32, Vec<u8>>,
    answers: u64,
}

impl Psa {
    /// Fills PSA from the world, and the world with the tickets of projects.
    pub(crate) fn seeded(world: &mut World) -> Self {
        let mut records = Records::empty();
        seed::fill(&mut records, world);
        Self { records, tokens: Vec::new(), outbox: Vec::new(), files: BTreeMap::new(), answers: 0 }
    }

    /// All records of a resource, as an answer without `fields` shows them.
    pub(crate) fn records(&self, world: &World, path: &str) -> Vec<Value> {
        let path: Vec<String> = path.split('/').filter(|piece| !piece.is_empty()).map(str::to_lowercase).collect();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let Some((spec, parent)) = spec::find(&path) else { return Vec::new() };
        let view = View { world, records: &self.records, base: "", explicit_nulls: false };
        view.ids(spec, parent, 0).map(|id| view.record(spec, id, None)).collect()
    }
}

/// Whether the path is one of PSA's.
pub(crate) fn owns(request: &Request) -> bool {
    matches!(request.segments.first().map(String::as_str), Some("login" | ROUTER | CODEBASE))
}

/// One request of a caller who is known, on its way through the routes.
struct Call<'a> {
    tenant: &'a mut Tenant,
    settings: &'a Settings,
    request: &'a Request,
    /// Scheme and host as the caller wrote them.
    origin: String,
    /// The API root as the caller wrote it.
    base: String,
    /// Who asks.
    caller: auth::Caller,
}

impl Call<'_> {
    fn method(&self) -> &str {
        &self.request.method
    }

    fn now(&self) -> Stamp {
        self.tenant.now
    }

    fn view(&self) -> View<'_> {
        View {
            world: &self.tenant.world,
            records: &self.tenant.psa.records,
            base: &self.base,
            explicit_nulls: self.settings.psa_explicit_nulls,
        }
    }

    fn body(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(&self.request.body)
            .map_err(|error| errors::bad_body(format!("The body does not read: {error}")))
    }

    fn object(&self) -> Result<Row, Refusal> {
        match self.body()? {
            Value::Object(body) => Ok(body),
            _ => Err(errors::bad_body("The body must be an object.")),
        }
    }

    /// Answers with one record, as far as `fields` asks for it.
    fn one(&self, spec: &Spec, id: u32) -> Outcome {
        let fields = list::fields(self, spec)?;
        Ok(Reply::json(&self.view().record(spec, id, fields.as_deref())))
    }

    /// The record's id, if there is one.
    fn existing(&self, spec: &Spec, parent: Option<u32>, id: u32) -> Result<u32, Refusal> {
        let view = self.view();
        let owner = spec.data().owner.map(|owner| crate::table::as_id(&view.raw(spec, id, owner)));
        let is_there = view.has(spec, id) && (parent.is_none() || owner == Some(parent));
        if is_there { Ok(id) } else { Err(errors::no_record(spec.resource, id)) }
    }
}

/// Answers a request to PSA.
pub(crate) fn answer(tenant: &mut Tenant, settings: &Settings, request: &Request) -> Reply {
    tenant.psa.answers += 1;
    let id = format!("{:016x}", crate::world::mix(tenant.world.seed ^ tenant.psa.answers));
    let reply = route(tenant, settings, request).unwrap_or_else(Reply::from);
    reply.with_header("api-current-version", "2026.1".to_owned()).with_header("x-cw-request-id", id)
}

fn route(tenant: &mut Tenant, settings: &Settings, request: &Request) -> Outcome {
    if request.url_length > MAX_URL {
        return Err(errors::refuse(414, "ConnectWiseApi", "The request URL is too long."));
    }
    let path: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let origin = format!("http://{}", request.header("host").unwrap_or("localhost"));
    match path.as_slice() {
        ["login", "companyinfo", company] => Ok(company_info(&origin, company)),
        [CODEBASE, "system", "callbackkey", "index.rails"] => Ok(callbacks::key_page(&tenant.world)),
        [codebase @ (ROUTER | CODEBASE), "apis", "3.0", path @ ..] => {
            let caller = auth::check(tenant, settings, request, path)?;
            let base = format!("{origin}/{codebase}/apis/3.0");
            resources(&mut Call { tenant, settings, request, origin, base, caller }, path)
        }
        _ => Err(errors::no_route()),
    }
}

/// What anybody may know of a company: where its API is.
fn company_info(origin: &str, company: &str) -> Reply {
    if company != auth::COMPANY {
        return Reply::json(&Value::Null);
    }
    Reply::json(&json!({
        "CompanyName": "Sandbox IT",
        "Codebase": format!("{CODEBASE}/"),
        "VersionCode": "v2026.1",
        "VersionNumber": "v4.6.105333",
        "CompanyID": auth::COMPANY,
        "IsCloud": "True",
        "SiteUrl": origin.trim_start_matches("http://"),
        "AllowedOrigins": [],
    }))
}

fn resources(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    for route in [documents::route, tickets::route, extras::route] {
        if let Some(outcome) = route(call, path) {
            return outcome;
        }
    }
    table(call, path)
}

/// The routes that every resource has alike.
fn table(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    if let Some((spec, parent)) = spec::find(path) {
        has_parent(call, spec, parent)?;
        return match call.method() {
            "GET" => Query::read(call, spec, None)?.answer(call, spec, parent, |_| true),
            "POST" if spec.allows("POST") => {
                let id = write::create(call, spec, parent, &call.object()?)?;
                Ok(Reply { status: 201, ..call.one(spec, id)? })
            }
            method => Err(errors::wrong_method(method)),
        };
    }
    let Some((last, list)) = path.split_last() else { return Err(errors::no_route()) };
    if let ("info", Some((id, above))) = (*last, list.split_last()) {
        // The slim twin of one record.
        let twin: Vec<&str> = above.iter().copied().chain(["info"]).collect();
        let (spec, parent) = spec::find(&twin).ok_or_else(errors::no_route)?;
        return record(call, spec, parent, id);
    }
    let (spec, parent) = spec::find(list).ok_or_else(errors::no_route)?;
    has_parent(call, spec, parent)?;
    match (call.method(), *last) {
        ("GET", "count") => {
            let (query, view) = (Query::read(call, spec, None)?, call.view());
            Ok(Reply::json(&json!({ "count": query.matches(view, spec, view.ids(spec, parent, 0)).len() })))
        }
        _ => record(call, spec, parent, last),
    }
}

fn has_parent(call: &Call<'_>, spec: &Spec, parent: Option<u32>) -> Result<(), Refusal> {
    match (spec.parent(), parent) {
        (Some(above), Some(id)) => call.existing(above, None, id).map(|_| ()),
        _ => Ok(()),
    }
}

fn record(call: &mut Call<'_>, spec: &'static Spec, parent: Option<u32>, id: &str) -> Outcome {
    let id = match id.parse() {
        Ok(id) => call.existing(spec, parent, id)?,
        Err(_) => member_named(call, spec, id)?,
    };
    match call.method() {
        "GET" => {}
        method if !spec.allows(method) => return Err(errors::wrong_method(method)),
        "PUT" => write::replace(call, spec, parent, id, &call.object()?)?,
        "PATCH" => write::patch(call, spec, id, &call.body()?)?,
        "DELETE" => {
            write::remove(call, spec, id)?;
            return Ok(Reply::no_content());
        }
        method => return Err(errors::wrong_method(method)),
    }
    call.one(spec, id)
}

/// Members can be read by their identifier.
fn member_named(call: &Call<'_>, spec: &'static Spec, identifier: &str) -> Result<u32, Refusal> {
    if spec.path != "system/members" {
        return Err(errors::no_route());
    }
    let view = call.view();
    let is_it =
        |id: &u32| view.raw(spec, *id, "identifier").as_str().is_some_and(|i| i.eq_ignore_ascii_case(identifier));
    view.ids(spec, None, 0).find(is_it).ok_or_else(|| errors::no_record(spec.resource, identifier))
}

/// A value as a text.
fn text_of(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| value.to_string().into(), Cow::from)
}

/// A date as PSA writes it: whole seconds, UTC.
fn date(stamp: Stamp) -> Value {
    format!("{stamp}Z").into()
}

/// What a record says about its own past.
fn info(entered: Stamp, updated: Stamp, by: &str) -> Value {
    json!({
        "dateEntered": date(entered),
        "enteredBy": by,
        "lastUpdated": date(updated),
        "updatedBy": by,
    })
}
