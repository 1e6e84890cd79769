//! Contacts, groups and their members, tickets, retired assets.

use serde_json::{Value, json};

use super::crud::{crud, table};
use super::{Automate, Call, client_ref, id, location_ref, nested_id, no_route};
use crate::reply::{Outcome, Refusal, Reply};
use crate::table::Kind::{Date, Expand, Flag, Int, List, Opaque, Text};
use crate::table::{Column, Kind, Row, Store, TEXT_REF, as_id, columns};
use crate::tenant::Tenant;
use crate::world::World;

const NUMBERED_CLIENT: Kind = Kind::Nested(&[("ClientId", Int), ("Name", Text)]);
const LOCATION_REF: Kind = Kind::Nested(&[("Id", Int), ("Name", Text)]);
const COMPUTER_REF: Kind = Kind::Nested(&[("Id", Text), ("ComputerName", Text)]);

/// Contacts as the second version of the API shows and takes them. Passwords are taken and never shown.
static CONTACT: &[Column<Row>] = columns! { Row;
    ContactId: Int, FirstName: Text, LastName: Text, EmailAddress: Text, PhoneNumber: Text, MobileNumber: Text,
    PagerNumber: Text, FaxNumber: Text, Address1: Text, Address2: Text, City: Text, State: Text, ZipCode: Text,
    Client: NUMBERED_CLIENT => |t, c| nested_id(c, "Client", "ClientId").map(|id| {
        json!({ "ClientId": id, "Name": t.world.company(id).map(|c| c.name.as_str()) })
    }),
    Location: Opaque,
    Password: Text => |_, _| Value::Null,
    Permissions: List, IsManaged: Flag, IsActivated: Flag, DateCreated: Date, LastUpdateDate: Date,
};

/// The same contacts as the first version shows them.
static OLD_CONTACT: &[Column<Row>] = columns! { Row;
    Id: Text => |_, c| c.get("ContactId").and_then(as_id).map(|id| id.to_string()),
    Client: TEXT_REF => |t, c| nested_id(c, "Client", "ClientId").map(|id| client_ref(t, id)),
    FirstName: Text, LastName: Text, Address1: Text, Address2: Text, City: Text, State: Text, ZipCode: Text,
    PhoneNumber: Text, MobileNumber: Text, FaxNumber: Text, PagerNumber: Text,
    Location: LOCATION_REF => |_, _| Value::Null,
    Email: Text => |_, c| c.get("EmailAddress").cloned().unwrap_or_default(),
    CreatedDate: Date => |_, c| c.get("DateCreated").cloned().unwrap_or_default(),
};

static GROUP: &[Column<Row>] = columns! { Row;
    Id: Text, ParentId: Text, Name: Text,
    FullName: Text => |_, g| g.get("Name").cloned().unwrap_or_default(),
    Depth: Int, TypeId: Int, TypeName: Text, TemplatePriority: Int, GUID: Text, Comments: Text,
    ComputersLimitToSearch: Flag, NetworkDevicesLimitToSearch: Flag, ContactsLimitToSearch: Flag,
    Computers: Expand => |t, g| members(t, g),
};

static MEMBERSHIP: &[Column<Row>] = columns! { Row; Id: Text, GroupId: Text, ComputerId: Text };

static TICKET: &[Column<Row>] = columns! { Row;
    TicketId: Int,
    Client: TEXT_REF => |t, r| nested_id(r, "Client", "Id").map(|id| client_ref(t, id)),
    Computer: COMPUTER_REF => |t, r| nested_id(r, "Computer", "Id").and_then(|id| t.world.machine(id)).map(|m| {
        json!({ "Id": m.id.to_string(), "ComputerName": m.name })
    }),
    Status: crate::table::INT_REF, Subject: Text, Priority: crate::table::INT_REF, User: Opaque, DueDate: Date,
    StartDate: Date, ContactDate: Date, UpdateDate: Date, From: Text, CC: Text, SupportLevel: Int, CategoryId: Int,
    CategoryName: Text,
    Location: LOCATION_REF => |t, r| nested_id(r, "Location", "Id").map(|id| location_ref(t, id)),
    ExternalId: Int, MonitorId: Int, Guid: Text, Comments: Opaque,
};

static RETIRED: &[Column<Row>] = columns! { Row;
    Id: Text,
    Client: TEXT_REF, Location: LOCATION_REF, ComputerName: Text, OperatingSystemName: Text,
    OperatingSystemVersion: Text, Comment: Text, LocalIPAddress: Text, GatewayIPAddress: Text, AssetTag: Text,
    AssetDate: Date, RetiredDate: Date, RetireComment: Text, ComputerId: Text,
};

/// The tables of this file.
pub(crate) struct Directory {
    contacts: Store,
    groups: Store,
    memberships: Store,
    tickets: Store,
    retired: Store,
}

impl Directory {
    pub(super) fn seeded(world: &World) -> Self {
        let mut directory = Self {
            contacts: Store::new(CONTACT, 501),
            groups: Store::new(GROUP, 71).requiring(&["Name"]),
            memberships: Store::new(MEMBERSHIP, 801).requiring(&["GroupId", "ComputerId"]),
            tickets: Store::new(TICKET, 30_001),
            retired: Store::new(RETIRED, 1),
        };
        for (n, company) in world.companies.iter().enumerate() {
            directory.seed_contacts(world, company.id, if n % 3 == 0 { 2 } else { 1 });
        }
        directory.seed_groups(world);
        directory.seed_tickets(world);
        directory
    }

    fn seed_contacts(&mut self, world: &World, company: u32, count: u32) {
        const FIRST: [&str; 6] = ["María", "Conor", "Jürgen", "Anna", "Tobe", "Sofia"];
        const LAST: [&str; 6] = ["Vega", "O'Brien", "Müller", "Novak", "Okafor", "Lindqvist"];
        for n in 0..count {
            let first = FIRST[world.roll(company * 2 + n, "first name", 6) as usize];
            let last = LAST[world.roll(company * 2 + n, "last name", 6) as usize];
            insert(
                &mut self.contacts,
                json!({
                    "FirstName": first,
                    "LastName": last,
                    "EmailAddress": format!("contact{}@company{company}.example", n + 1),
                    "PhoneNumber": format!("541-555-{:04}", company * 10 + n),
                    "Client": { "ClientId": company },
                    "Permissions": [],
                    "IsManaged": false,
                    "IsActivated": n == 0,
                    "DateCreated": world.made_at,
                    "LastUpdateDate": null,
                }),
            );
        }
    }

    fn seed_groups(&mut self, world: &World) {
        for name in ["All Servers", "Low Disk", "Empty Group"] {
            let group = json!({ "Name": name, "ParentId": "0", "Depth": 1, "TypeId": 1, "TypeName": "Computers" });
            insert(&mut self.groups, group);
        }
        let servers = world.machines.iter().filter(|m| m.kind == crate::world::MachineKind::Server);
        let low = world.machines.iter().filter(|m| m.full_drive().is_some());
        for (group, machine) in servers.take(20).map(|m| (71, m.id)).chain(low.take(20).map(|m| (72, m.id))) {
            let row = json!({ "GroupId": group.to_string(), "ComputerId": machine.to_string() });
            insert(&mut self.memberships, row);
        }
    }

    fn seed_tickets(&mut self, world: &World) {
        for (n, alert) in world.alerts.values().filter(|a| a.machine.is_some()).take(25).enumerate() {
            let status = if n % 4 == 0 { (3, "Closed") } else { (1, "New") };
            insert(
                &mut self.tickets,
                json!({
                    "Client": { "Id": alert.company.to_string() },
                    "Computer": { "Id": alert.machine.map(|id| id.to_string()) },
                    "Location": { "Id": alert.site },
                    "Status": { "Id": status.0, "Name": status.1 },
                    "Subject": alert.message,
                    "Priority": { "Id": 3, "Name": "Normal" },
                    "DueDate": "0001-01-01T00:00:00",
                    "StartDate": alert.raised,
                    "ContactDate": alert.raised,
                    "UpdateDate": alert.raised,
                    "From": "monitor@msp.example",
                    "CC": "",
                    "SupportLevel": 1,
                    "CategoryId": 0,
                    "CategoryName": "",
                    "ExternalId": 0,
                    "MonitorId": alert.monitor.id(),
                    "Guid": format!("71c0e700-0000-4000-8000-{:012x}", alert.id),
                    "Comments": [],
                }),
            );
        }
    }
}

impl Automate {
    /// The computers of a group.
    pub(super) fn members_of(&self, group: u32) -> Vec<u32> {
        let rows = self.directory.memberships.rows();
        let of_group = rows.filter(|row| row.get("GroupId").and_then(as_id) == Some(group));
        of_group.filter_map(|row| row.get("ComputerId").and_then(as_id)).collect()
    }

    /// The tickets of a computer, as `expand` shows them.
    pub(super) fn tickets_of(&self, computer: u32) -> Value {
        let tickets = self.directory.tickets.rows();
        let of_computer = tickets.filter(|row| nested_id(row, "Computer", "Id") == Some(computer));
        of_computer.map(|row| json!({ "TicketId": row.get("TicketId"), "Subject": row.get("Subject") })).collect()
    }

    /// The groups of a computer, as `expand` shows them.
    pub(super) fn groups_of(&self, computer: u32) -> Value {
        let groups = self.directory.groups.rows();
        let joined = groups.filter(|row| {
            row.get("Id").and_then(as_id).is_some_and(|group| self.members_of(group).contains(&computer))
        });
        joined.map(|row| json!({ "Id": row.get("Id"), "Name": row.get("Name") })).collect()
    }
}

/// `/Contacts` of the first version.
pub(super) fn old_contacts(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", []) => call.list(OLD_CONTACT, call.tenant.automate.directory.contacts.rows()),
        (_, [contact, "extrafields", rest @ ..]) => {
            let id = id(contact)?;
            call.tenant.automate.directory.contacts.get(id)?;
            super::extra_fields::route(call, super::extra_fields::Owner::Contact(id), rest)
        }
        _ => Err(no_route(call.request)),
    }
}

/// `/Contacts` of the second version.
pub(super) fn contacts(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    crud(call, path, table!(directory.contacts), &["POST", "PUT", "DELETE"])
}

pub(super) fn groups(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    crud(call, path, table!(directory.groups), &["POST", "PUT", "PATCH", "DELETE"])
}

pub(super) fn memberships(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    crud(call, path, table!(directory.memberships), &["POST", "PUT", "PATCH", "DELETE"])
}

pub(super) fn tickets(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    crud(call, path, table!(directory.tickets), &[])
}

pub(super) fn retired(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    crud(call, path, table!(directory.retired), &["DELETE"])
}

/// Takes a computer out of management and notes it among the retired assets.
pub(super) fn retire(call: &mut Call<'_>, computer: u32) -> Outcome {
    let machine = call.tenant.world_mut().retire(computer).ok_or_else(Refusal::not_found)?;
    let row = json!({
        "Client": client_ref(call.tenant, machine.company),
        "Location": location_ref(call.tenant, machine.site),
        "ComputerName": machine.name,
        "OperatingSystemName": machine.os,
        "OperatingSystemVersion": machine.os_version,
        "RetiredDate": call.tenant.now,
        "RetireComment": format!("Retired by {}", call.user),
        "ComputerId": machine.id.to_string(),
    });
    insert(&mut call.tenant.automate.directory.retired, row);
    Ok(Reply::no_content())
}

fn members(tenant: &Tenant, group: &Row) -> Value {
    let ids = group.get("Id").and_then(as_id).map(|id| tenant.automate.members_of(id)).unwrap_or_default();
    let machines = ids.into_iter().filter_map(|id| tenant.world.machine(id));
    machines.map(|m| json!({ "Id": m.id.to_string(), "ComputerName": m.name })).collect()
}

fn insert(store: &mut Store, row: Value) {
    if let Value::Object(row) = row {
        store.insert(row);
    }
}
