//! Clients and their locations.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::{Call, client_ref, extra_fields, id, nested_id, no_route};
use crate::reply::{Outcome, Refusal, Reply};
use crate::table::Kind::{Expand, Flag, Int, Opaque, Text};
use crate::table::{Column, Operation, Row, Store, TEXT_REF, as_id, columns, lookup};
use crate::tenant::Tenant;
use crate::world::World;

static CLIENT: &[Column<Row>] = columns! { Row;
    Id: Text, Name: Text, Company: Text, FirstName: Text, LastName: Text, Address1: Text, Address2: Text, City: Text,
    State: Text, ZipCode: Text, PhoneNumber: Text, FaxNumber: Text, Comment: Text, Country: Text, ExternalId: Text,
    UsesInHouseSupportStaff: Flag, NewTicketNotificationEmail: Text, IsHiddenFromAllInclusiveGroup: Flag,
    Locations: Expand => |tenant, client| locations_of(tenant, client),
};

/// A location as a single read shows it, and as it is written.
static LOCATION: &[Column<Row>] = columns! { Row;
    Id: Int,
    Name: Text,
    Client: TEXT_REF => |tenant, location| nested_id(location, "Client", "Id").map(|id| client_ref(tenant, id)),
    Address1: Text, Address2: Text, City: Text, State: Text, ZipCode: Text, Country: Text, PhoneNumber: Text,
    FaxNumber: Text, Comments: Text, RouterPort: Int, ScriptDrive: Text, ScriptUsername: Text, ScriptPassword: Text,
    ScriptRouterAddress: Text, ScriptExtra1: Text, ScriptExtra2: Text, ProbeId: Int, ExternalId: Int, Router: Opaque,
    Contact: Opaque, DeploymentTemplate: Opaque, MaintenanceWindow: Opaque, DefaultDeploymentGroup: Opaque,
    DefaultDeploymentLogin: Opaque,
};

/// A location as lists show it: with a second id.
static LISTED_LOCATION: LazyLock<Vec<Column<Row>>> = LazyLock::new(|| {
    let only_listed: &[Column<Row>] = columns! { Row;
        LocationId: Int => |_, location| location.get("Id").cloned().unwrap_or_default(),
        ExtraFields: Opaque => |_, _| Value::Null,
    };
    [LOCATION, only_listed].concat()
});

pub(super) fn seed_clients(world: &World) -> Store {
    let mut store = Store::new(CLIENT, 1);
    for company in &world.companies {
        let street = world.roll(company.id, "street", 190) + 1;
        let Value::Object(row) = json!({
            "Id": company.id,
            "Name": company.name,
            "Company": company.name,
            "FirstName": null,
            "LastName": null,
            "Address1": format!("{street} Mill Lane"),
            "City": "Springfield",
            "State": "OR",
            "ZipCode": format!("974{:02}", company.id % 100),
            "Country": "US",
            "PhoneNumber": format!("541-555-{:04}", company.id),
            "Comment": "",
            "ExternalId": company.psa_id().to_string(),
            "UsesInHouseSupportStaff": false,
            "IsHiddenFromAllInclusiveGroup": false,
        }) else {
            continue;
        };
        store.insert(row);
    }
    store
}

pub(super) fn seed_locations(world: &World) -> Store {
    let mut store = Store::new(LOCATION, 1);
    for site in &world.sites {
        let Value::Object(row) = json!({
            "Id": site.id,
            "Name": site.name,
            "Client": { "Id": site.company.to_string() },
            "Address1": format!("{} Mill Lane", site.id),
            "City": "Springfield",
            "State": "OR",
            "Country": "US",
            "Comments": "",
            "RouterPort": 0,
            "ScriptUsername": "site-admin",
            "ScriptPassword": format!("site-secret-{}", site.id),
            "ProbeId": 0,
            "ExternalId": 0,
        }) else {
            continue;
        };
        store.insert(row);
    }
    store
}

pub(super) fn clients(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", []) => call.list(CLIENT, call.tenant.automate.clients.rows()),
        (_, [client, "extrafields", rest @ ..]) => {
            let id = id(client)?;
            call.tenant.automate.clients.get(id)?;
            extra_fields::route(call, extra_fields::Owner::Client(id), rest)
        }
        ("GET", [client]) => call.stored(&call.tenant.automate.clients, id(client)?),
        ("POST", []) => {
            let body = call.request.json()?;
            named(&body)?;
            let id = call.tenant.automate.clients.create(&body)?;
            client_written(call, id)
        }
        ("PUT", [client]) => {
            let id = id(client)?;
            let body = call.request.json()?;
            named(&body)?;
            call.tenant.automate.clients.replace(id, &body)?;
            client_written(call, id)
        }
        ("PATCH", [client]) => {
            let id = id(client)?;
            let operations = Operation::read_all(&call.request.json()?)?;
            call.tenant.automate.clients.patch(id, &operations)?;
            client_written(call, id)
        }
        ("DELETE", [client]) => {
            let id = id(client)?;
            if call.tenant.world.sites.iter().any(|s| s.company == id) {
                return Err(Refusal::new(409, "The client still has locations."));
            }
            call.tenant.automate.clients.remove(id)?;
            call.tenant.world_mut().remove_company(id);
            Ok(Reply::no_content())
        }
        _ => Err(no_route(call.request)),
    }
}

pub(super) fn locations(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", []) => call.list(&LISTED_LOCATION, call.tenant.automate.locations.rows()),
        (_, [location, "extrafields", rest @ ..]) => {
            let id = id(location)?;
            call.tenant.automate.locations.get(id)?;
            extra_fields::route(call, extra_fields::Owner::Location(id), rest)
        }
        ("GET", [location]) => call.stored(&call.tenant.automate.locations, id(location)?),
        ("POST", []) => {
            let body = call.request.json()?;
            named(&body)?;
            let id = call.tenant.automate.locations.create(&body)?;
            location_written(call, id)
        }
        ("PUT", [location]) => {
            let id = id(location)?;
            let body = call.request.json()?;
            named(&body)?;
            call.tenant.automate.locations.replace(id, &body)?;
            location_written(call, id)
        }
        ("PATCH", [location]) => {
            let id = id(location)?;
            let operations = Operation::read_all(&call.request.json()?)?;
            call.tenant.automate.locations.patch(id, &operations)?;
            location_written(call, id)
        }
        ("DELETE", [location]) => {
            let id = id(location)?;
            if call.tenant.world.machines.iter().any(|m| m.site == id) {
                return Err(Refusal::new(409, "The location still has computers."));
            }
            call.tenant.automate.locations.remove(id)?;
            call.tenant.world_mut().remove_site(id);
            Ok(Reply::no_content())
        }
        _ => Err(no_route(call.request)),
    }
}

/// The rows that a client's `Locations` shows when it is expanded.
fn locations_of(tenant: &Tenant, client: &Row) -> Value {
    let client = client.get("Id").and_then(as_id);
    let sites = tenant.world.sites.iter().filter(|s| Some(s.company) == client);
    sites.map(|s| json!({ "Id": s.id, "Name": s.name })).collect()
}

/// Lets the shared world follow a written client, and answers with it.
fn client_written(call: &mut Call<'_>, id: u32) -> Outcome {
    let name = name_of(call.tenant.automate.clients.get(id)?);
    call.tenant.world_mut().put_company(id, name);
    call.stored(&call.tenant.automate.clients, id)
}

fn location_written(call: &mut Call<'_>, id: u32) -> Outcome {
    let row = call.tenant.automate.locations.get(id)?;
    let (name, client) = (name_of(row), nested_id(row, "Client", "Id"));
    let company = client.filter(|id| call.tenant.world.company(*id).is_some());
    let Some(company) = company else {
        // Nothing was known of this client before the write, so a new location has no place to be.
        let _ = call.tenant.automate.locations.remove(id);
        return Err(Refusal::invalid("Client", "A location needs the Id of an existing client."));
    };
    call.tenant.world_mut().put_site(id, company, name);
    call.stored(&call.tenant.automate.locations, id)
}

fn name_of(row: &Row) -> String {
    row.get("Name").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn named(body: &Value) -> Result<(), Refusal> {
    let name = body.as_object().and_then(|o| lookup(o, "Name")).and_then(Value::as_str);
    match name {
        Some(name) if !name.trim().is_empty() => Ok(()),
        _ => Err(Refusal::invalid("Name", "The Name field is required.")),
    }
}
