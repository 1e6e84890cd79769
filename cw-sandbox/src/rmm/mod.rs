//! ConnectWise RMM: its routes, under `/v1` and `/api/platform`. Paths have a case here.

mod auth;
mod automation;
mod companies;
mod custom_fields;
mod detail;
mod devices;
mod errors;
mod extras;
mod filter;
mod fleet;
mod limits;
mod lookups;
mod notes;
mod patches;
mod schedule;
mod schema;
mod state;
mod ticket_write;
mod tickets;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::reply::Reply;
use crate::request::Request;
use crate::settings::Settings;
use crate::stamp::Stamp;
use crate::tenant::Tenant;
use crate::world::{Company, Machine, RmmRef, Site, World};

pub use auth::{RmmAccount, RmmCredentials};
pub(crate) use errors::failing;
pub use limits::RateHeaders;

use errors::Style;

/// What a handler has to say. Refusals have a shape of their own in each part of this API.
type Outcome = Result<Reply, Reply>;

/// What only RMM knows.
pub(crate) struct Rmm {
    keys: auth::Keys,
    window: limits::Window,
    tags: lookups::Tags,
    fields: custom_fields::CustomFields,
}

impl Rmm {
    pub(crate) fn seeded(world: &World) -> Self {
        Self {
            keys: auth::Keys::default(),
            window: limits::Window::default(),
            tags: lookups::Tags::seeded(),
            fields: custom_fields::CustomFields::seeded(world),
        }
    }

    pub(crate) fn expire_tokens(&mut self) {
        self.keys.expire_tokens();
    }
}

/// Whether the path is one of RMM's.
pub(crate) fn owns(request: &Request) -> bool {
    let mut path = request.segments.iter().map(String::as_str);
    match path.next() {
        Some("v1") => true,
        Some("api") => path.next() == Some("platform"),
        _ => false,
    }
}

/// One request of a caller who is known, on its way through the routes.
struct Call<'a> {
    tenant: &'a mut Tenant,
    settings: &'a Settings,
    request: &'a Request,
    caller: auth::Caller,
    style: Style,
}

impl Call<'_> {
    fn method(&self) -> &str {
        &self.request.method
    }

    fn world(&self) -> &World {
        &self.tenant.world
    }

    fn now(&self) -> Stamp {
        self.tenant.now.whole_second()
    }

    /// Who asks, as tickets and notes name them.
    fn user(&self) -> RmmRef {
        self.caller.account.user()
    }

    /// Refuses a token that was not asked for with one of these scopes.
    fn needs(&self, scopes: &[&str]) -> Result<(), Reply> {
        if scopes.iter().any(|scope| self.caller.has(scope)) { Ok(()) } else { Err(self.forbidden()) }
    }

    fn forbidden(&self) -> Reply {
        self.style.refuse(403, "forbidden", "The client has no access to this resource.")
    }

    fn bad(&self, message: impl Into<String>) -> Reply {
        self.style.refuse(400, "bad_request", message)
    }

    fn not_found(&self, what: &str) -> Reply {
        self.style.refuse(404, "not_found", format!("There is no such {what}."))
    }

    fn wrong_method(&self) -> Reply {
        self.style.refuse(405, "method_not_allowed", format!("{} is not allowed here.", self.method()))
    }

    fn no_route(&self) -> Reply {
        self.style.refuse(404, "not_found", "There is no such resource.")
    }

    fn body(&self) -> Result<Value, Reply> {
        serde_json::from_slice(&self.request.body).map_err(|error| self.bad(format!("The body does not read: {error}")))
    }

    fn object(&self) -> Result<Map<String, Value>, Reply> {
        match self.body()? {
            Value::Object(body) => Ok(body),
            _ => Err(self.bad("The body must be an object.")),
        }
    }

    /// A list as it is, or 404 for an empty one where the tenant does that.
    fn list_or_404(&self, is_empty: bool, body: &Value) -> Outcome {
        if is_empty && self.settings.rmm_empty_list_404 {
            return Err(self.not_found("record"));
        }
        Ok(Reply::json(body))
    }

    fn company(&self, id: &str) -> Result<&Company, Reply> {
        self.world().companies.iter().find(|c| c.rmm_id() == id).ok_or_else(|| self.not_found("company"))
    }

    fn site(&self, id: &str) -> Result<&Site, Reply> {
        self.world().sites.iter().find(|s| s.rmm_id() == id).ok_or_else(|| self.not_found("site"))
    }

    fn machine(&self, id: &str) -> Result<&Machine, Reply> {
        machine(self.world(), id).ok_or_else(|| self.not_found("endpoint"))
    }
}

fn machine<'a>(world: &'a World, id: &str) -> Option<&'a Machine> {
    world.machines.iter().find(|machine| machine.rmm_id() == id)
}

/// Answers a request to RMM.
pub(crate) fn answer(tenant: &mut Tenant, settings: &Settings, request: &Request) -> Reply {
    let pieces: Vec<String> = request
        .path
        .split('/')
        .filter(|piece| !piece.is_empty())
        .map(|piece| percent_decode_str(piece).decode_utf8_lossy().into_owned())
        .collect();
    let path: Vec<&str> = pieces.iter().map(String::as_str).collect();
    if path == ["v1", "token"] {
        return auth::token(tenant, settings, request).unwrap_or_else(|refusal| refusal);
    }
    let (headers, outcome) = limits::admit(tenant, settings);
    let outcome = outcome.and_then(|()| checked(tenant, settings, request, &path));
    let mut reply = outcome.unwrap_or_else(|refusal| refusal);
    reply.headers.extend(headers);
    reply
}

fn checked(tenant: &mut Tenant, settings: &Settings, request: &Request, path: &[&str]) -> Outcome {
    let style = Style::of(path);
    let caller = auth::check(tenant, request)
        .ok_or_else(|| style.refuse(401, "access_denied", "The access token is missing, wrong or expired."))?;
    let call = &mut Call { tenant, settings, request, caller, style };
    match path {
        ["v1", "rate_limits"] => limits::report(call),
        ["api", "platform", "v1", "company", path @ ..] => companies::route(call, path),
        ["api", "platform", version @ ("v1" | "v2"), area, path @ ..] => platform(call, version, area, path),
        _ => Err(call.no_route()),
    }
}

fn platform(call: &mut Call<'_>, version: &str, area: &str, path: &[&str]) -> Outcome {
    match (version, area, path) {
        (_, "device", [.., "custom-fields"]) | ("v1", "custom-field", _) => custom_fields::route(call, path),
        (_, "device", path) => devices::route(call, version, path),
        ("v2", "managed-endpoints", [endpoint, "device-groups"]) => extras::groups_of(call, endpoint),
        ("v1", "device-groups", []) => extras::groups(call),
        (_, "patching", [endpoint, "patches"]) => patches::of_machine(call, version, endpoint),
        ("v2", "os-patching" | "third-party-patching", path) => patches::bulk(call, area, path),
        ("v1", "policy", path) => extras::policies(call, path),
        (_, "automation", path) => automation::route(call, version, path),
        (_, "service", ["ticketing", path @ ..]) => tickets::route(call, version, path),
        _ => Err(call.no_route()),
    }
}

/// A date as RMM writes it.
fn date(stamp: Stamp) -> Value {
    format!("{stamp}Z").into()
}

/// A company or site elsewhere: PSA's number for it.
fn external(kind: &str, id: &str, psa_id: u32) -> Value {
    json!({
        "id": crate::world::uuid(kind, psa_id.into()),
        kind: id,
        "externalId": psa_id.to_string(),
        "productId": crate::world::uuid("product", 1),
        "productInstanceId": "psa-sandbox",
    })
}
