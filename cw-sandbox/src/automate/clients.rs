//! Clients and their locations.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::crud::{crud, table};
use super::extra_fields::Owner;
use super::{Call, client_ref, extra_fields, id, nested_id};
use crate::reply::{Outcome, Refusal, Reply};
use crate::table::Kind::{Expand, Flag, Int, Opaque, Text};
use crate::table::{Column, Row, Store, TEXT_REF, as_id, columns};
use crate::tenant::Tenant;
use crate::world::{Company, Site, World};

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
    let mut store = Store::new(CLIENT, 1).requiring(&["Name"]);
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
            "Comment": company.comment,
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
    let mut store = Store::new(LOCATION, 1).requiring(&["Name"]);
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

const WRITES: &[&str] = &["POST", "PUT", "PATCH", "DELETE"];

pub(super) fn clients(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        (_, [client, "extrafields", rest @ ..]) => {
            let id = id(client)?;
            call.tenant.automate.clients.get(id)?;
            return extra_fields::route(call, Owner::Client(id), rest);
        }
        ("GET", [client, "deploymentlogins"]) => {
            call.tenant.automate.clients.get(id(client)?)?;
            let login =
                json!({ "DeploymentLoginId": 1, "Title": "Setup", "Username": "setup", "Password": "setup-secret" });
            return Ok(Reply::json(&[login]));
        }
        ("DELETE", [client]) => {
            let id = id(client)?;
            if call.tenant.world.sites.iter().any(|s| s.company == id) {
                return Err(Refusal::new(409, "The client still has locations."));
            }
        }
        _ => {}
    }
    let reply = crud(call, path, table!(clients), WRITES)?;
    if call.method() != "GET" {
        let rows = call.tenant.automate.clients.rows();
        let companies = rows.filter_map(company).collect();
        call.tenant.world_mut().companies = companies;
    }
    Ok(reply)
}

pub(super) fn locations(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        (_, [location, "extrafields", rest @ ..]) => {
            let id = id(location)?;
            call.tenant.automate.locations.get(id)?;
            return extra_fields::route(call, Owner::Location(id), rest);
        }
        ("GET", []) => return call.list(&LISTED_LOCATION, call.tenant.automate.locations.rows()),
        ("GET", _) => return crud(call, path, table!(locations), WRITES),
        ("DELETE", [location]) => {
            let id = id(location)?;
            if call.tenant.world.machines.iter().any(|m| m.site == id) {
                return Err(Refusal::new(409, "The location still has computers."));
            }
        }
        _ => {}
    }
    let before = call.tenant.automate.locations.clone();
    let reply = crud(call, path, table!(locations), WRITES)?;
    let rows = call.tenant.automate.locations.rows();
    let sites: Vec<Site> = rows.filter_map(site).collect();
    if sites.iter().any(|s| call.tenant.world.company(s.company).is_none()) {
        call.tenant.automate.locations = before;
        return Err(Refusal::invalid("Client", "A location needs the Id of an existing client."));
    }
    call.tenant.world_mut().sites = sites;
    Ok(reply)
}

/// The rows that a client's `Locations` shows when it is expanded.
fn locations_of(tenant: &Tenant, client: &Row) -> Value {
    let client = row_id(client);
    let sites = tenant.world.sites.iter().filter(|s| Some(s.company) == client);
    sites.map(|s| json!({ "Id": s.id, "Name": s.name })).collect()
}

/// A client as the shared world knows it.
fn company(row: &Row) -> Option<Company> {
    Some(Company { comment: text_of(row, "Comment"), ..Company::new(row_id(row)?, text_of(row, "Name")) })
}

/// A location as the shared world knows it.
fn site(row: &Row) -> Option<Site> {
    Some(Site::new(row_id(row)?, nested_id(row, "Client", "Id").unwrap_or(0), text_of(row, "Name")))
}

fn row_id(row: &Row) -> Option<u32> {
    row.get("Id").and_then(as_id)
}

fn text_of(row: &Row, field: &str) -> String {
    row.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}
