//! ConnectWise Automate: its routes, under `/cwa/api/v1` and `/cwa/api/v2`.

mod alerts;
mod auth;
mod clients;
mod commands;
mod computers;
mod crud;
mod directory;
mod drives;
mod extra_fields;
mod inventory;
mod launch;
mod patching;
mod runs;
mod scripts;
mod system;

use serde_json::{Value, json};

pub use auth::{Account, Credentials};

use crate::reply::{Outcome, Refusal};
use crate::request::Request;
use crate::settings::Settings;
use crate::table::{Column, ListQuery, Row, Store, as_id, list, one};
use crate::tenant::Tenant;
use crate::world::World;

/// What only Automate knows.
pub(crate) struct Automate {
    sessions: auth::Sessions,
    clients: Store,
    locations: Store,
    folders: Store,
    directory: directory::Directory,
    commands: Vec<commands::Sent>,
    extra_fields: extra_fields::Written,
    patching: patching::Orders,
    changes: inventory::Changes,
    tasks: Store,
}

impl Automate {
    pub(crate) fn seeded(world: &World) -> Self {
        Self {
            sessions: auth::Sessions::default(),
            clients: clients::seed_clients(world),
            locations: clients::seed_locations(world),
            folders: scripts::seed_folders(),
            directory: directory::Directory::seeded(world),
            commands: Vec::new(),
            extra_fields: extra_fields::Written::new(),
            patching: patching::Orders::default(),
            changes: inventory::Changes::default(),
            tasks: Store::new(inventory::TASK, 1),
        }
    }

    pub(crate) fn expire_tokens(&mut self) {
        self.sessions.withdraw_all();
    }
}

/// One request of a caller who is known, on its way through the routes.
struct Call<'a> {
    tenant: &'a mut Tenant,
    settings: &'a Settings,
    request: &'a Request,
    /// Who asks.
    user: String,
}

impl Call<'_> {
    fn method(&self) -> &str {
        &self.request.method
    }

    fn query(&self) -> Result<ListQuery, Refusal> {
        let mut query = ListQuery::parse(&self.request.query)?;
        query.count_total = self.settings.total_count;
        Ok(query)
    }

    /// Answers with the page of `rows` that the caller asks for.
    fn list<T, R: std::borrow::Borrow<T>>(&self, columns: &[Column<T>], rows: impl IntoIterator<Item = R>) -> Outcome {
        list(self.tenant, &self.query()?, columns, rows)
    }

    /// Answers with one row.
    fn one<T>(&self, columns: &[Column<T>], row: &T) -> Outcome {
        one(self.tenant, &self.query()?, columns, row)
    }
}

/// Answers a request to Automate.
pub(crate) fn answer(tenant: &mut Tenant, settings: &Settings, request: &Request) -> Outcome {
    let path: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let ["cwa", "api", version @ ("v1" | "v2"), path @ ..] = path.as_slice() else { return Err(no_route(request)) };
    if let ["apitoken", action @ ..] = path {
        return auth::route(tenant, settings, request, action);
    }
    let user = tenant.automate.sessions.check(request, tenant.now)?;
    let mut call = Call { tenant, settings, request, user };
    match (*version, path) {
        ("v1", ["clients", rest @ ..]) => clients::clients(&mut call, rest),
        ("v1", ["locations", rest @ ..]) => clients::locations(&mut call, rest),
        ("v1", ["computers", rest @ ..]) => computers::route(&mut call, rest),
        ("v1", ["alerts", rest @ ..]) => alerts::route(&call, rest),
        ("v1", ["scripts", rest @ ..]) => scripts::route(&mut call, rest),
        ("v2", ["scripts", rest @ ..]) => scripts::new_route(&mut call, rest),
        ("v1", ["scriptfolders", rest @ ..]) => scripts::folders(&mut call, rest),
        ("v1", ["batch", rest @ ..]) => launch::route(&mut call, rest),
        ("v1", ["scripting", rest @ ..]) => runs::route(&mut call, rest),
        ("v1", ["commands", rest @ ..]) => commands::route(&call, rest),
        ("v1", ["contacts", rest @ ..]) => directory::old_contacts(&mut call, rest),
        ("v2", ["contacts", rest @ ..]) => directory::contacts(&mut call, rest),
        ("v1", ["groups", rest @ ..]) => directory::groups(&mut call, rest),
        ("v1", ["groupcomputers", rest @ ..]) => directory::memberships(&mut call, rest),
        ("v1", ["tickets", rest @ ..]) => directory::tickets(&mut call, rest),
        ("v1", ["retiredassets", rest @ ..]) => directory::retired(&mut call, rest),
        ("v1", ["patchactions", action]) if call.method() == "POST" => patching::act(&mut call, action),
        ("v1", ["services", rest @ ..]) => inventory::classify(&mut call, rest),
        ("v1", ["drives", rest @ ..]) => drives::samples(&call, rest),
        ("v1", _) => system::route(&call, path),
        _ => Err(no_route(request)),
    }
}

fn no_route(request: &Request) -> Refusal {
    Refusal::new(404, format!("No resource answers {} {}.", request.method, request.path))
}

/// Reads an id out of the path.
fn id(text: &str) -> Result<u32, Refusal> {
    text.parse().map_err(|_| Refusal::not_found())
}

/// Reads an id that a caller nested into a body: `"Client": {"Id": "12"}`.
fn nested_id(row: &Row, field: &str, key: &str) -> Option<u32> {
    row.get(field)?.get(key).and_then(as_id)
}

/// A client as other rows refer to it, its id as text.
fn client_ref(tenant: &Tenant, id: u32) -> Value {
    json!({ "Id": id.to_string(), "Name": tenant.world.company(id).map(|c| c.name.as_str()) })
}

/// A location as other rows refer to it.
fn location_ref(tenant: &Tenant, id: u32) -> Value {
    json!({ "Id": id, "Name": tenant.world.site(id).map(|s| s.name.as_str()) })
}
