//! What PSA holds when the tenant is made.

use std::time::Duration;

use serde_json::{Value, json};

use super::auth::PsaAccount;
use super::records::Records;
use super::{date, grown, info, spec, tickets};
use crate::stamp::Stamp;
use crate::table::{Row, as_id};
use crate::world::{FIRST_TICKET, World};

const DAY: Duration = Duration::from_secs(86_400);

pub(super) fn fill(records: &mut Records, world: &mut World) {
    let mut seed = Seed { records, made: world.made_at };
    seed.setup_tables();
    seed.desk(world);
    seed.members(world);
    seed.companies(world);
    seed.contacts(world);
    seed.money(world);
    seed.sales(world);
    seed.projects(world);
    seed.work(world);
    seed.records.reserve(spec::at("service/tickets"), FIRST_TICKET + world.grown_tickets);
    seed.records.reserve(grown::notes(), grown::last_note(world));
    let last = world.machines.last().map_or(0, crate::world::Machine::psa_id);
    seed.records.reserve(spec::at("company/configurations"), last);
}

struct Seed<'a> {
    records: &'a mut Records,
    made: Stamp,
}

impl Seed<'_> {
    /// Keeps a record under the id that it brings.
    fn put(&mut self, path: &str, record: Value) {
        let Value::Object(mut row) = record else { return };
        let spec = spec::at(path);
        let id = row.remove("id").as_ref().and_then(as_id).unwrap_or_else(|| self.records.next_id(spec));
        debug_assert!(
            row.keys().all(|name| name == "customFields" || spec.fields.iter().any(|f| f.from == name)),
            "{path} {row:?}"
        );
        let entered = self.made.minus(DAY * (30 + id % 300));
        row.insert("_info".to_owned(), info(entered, entered, "sandboxapi"));
        row.retain(|_, value| !value.is_null());
        self.records.put(spec, id, row);
    }

    fn put_all(&mut self, path: &str, records: impl IntoIterator<Item = Value>) {
        for record in records {
            self.put(path, record);
        }
    }

    /// Records that are little more than a name, numbered from `first`; the first one is the default.
    fn names(&mut self, path: &str, field: &str, first: u32, names: &[&str]) {
        for (id, name) in (first..).zip(names) {
            let mut row = Row::new();
            row.insert("id".to_owned(), id.into());
            row.insert(field.to_owned(), (*name).into());
            if id == first && spec::at(path).field("defaultFlag").is_some() {
                row.insert("defaultFlag".to_owned(), true.into());
            }
            self.put(path, row.into());
        }
    }

    fn setup_tables(&mut self) {
        for (path, field, first, names) in [
            ("company/companies/statuses", "name", 1, &["Active", "Not Approved", "Credit Hold", "Inactive"][..]),
            ("company/companies/types", "name", 1, &["Client", "Prospect", "Vendor"]),
            ("company/contacts/types", "description", 1, &["End User", "Approver", "Billing"]),
            ("company/contacts/departments", "name", 1, &["Office", "Workshop"]),
            ("company/contacts/relationships", "name", 1, &["Customer", "Supplier"]),
            ("company/configurations/statuses", "description", 1, &["Active", "Retired"]),
            ("company/configurations/types", "name", 11, &["Managed Server", "Managed Workstation", "Printer"]),
            ("company/noteTypes", "name", 1, &["Comments", "Warning"]),
            ("company/teamRoles", "name", 1, &["Account Manager", "Lead Technician"]),
            ("service/sources", "name", 1, &["Phone", "Email", "Portal", "Monitoring"]),
            ("service/locations", "name", 1, &["On-Site", "Remote"]),
            ("service/SLAs", "name", 1, &["Standard", "Gold"]),
            ("project/statuses", "name", 1, &["Open", "On Hold"]),
            ("project/phaseStatuses", "name", 1, &["Open", "Closed"]),
            ("project/projectTypes", "name", 1, &["Infrastructure", "Migration"]),
            ("project/securityRoles", "identifier", 1, &["Manager", "Engineer"]),
            ("sales/opportunities/types", "description", 1, &["New", "Renewal"]),
            ("sales/opportunities/ratings", "name", 1, &["Hot", "Warm", "Cold"]),
            ("sales/activities/types", "name", 1, &["Call", "Meeting"]),
            ("sales/activities/statuses", "name", 1, &["Open", "Closed"]),
            ("time/workRoles", "name", 11, &["Engineer", "Consultant"]),
            ("schedule/statuses", "name", 1, &["Firm", "Tentative"]),
            ("procurement/categories", "name", 8, &["Network", "Software", "Service"]),
            ("procurement/types", "name", 2, &["Hardware", "License", "Labour"]),
            ("procurement/manufacturers", "name", 1, &["Example Devices", "Sample Systems", "Dell EMC [old]"]),
            ("procurement/unitOfMeasures", "name", 1, &["Each", "Month"]),
            ("finance/billingStatuses", "name", 1, &["New", "Sent"]),
            ("finance/billingTerms", "name", 1, &["Net 30"]),
            ("finance/billingCycles", "name", 1, &["Monthly", "Yearly"]),
            ("finance/agreements/types", "name", 1, &["Managed Services", "Block Time"]),
            ("system/documentTypes", "name", 1, &["Text", "Image"]),
            ("system/securityRoles", "name", 1, &["Admin", "Inquiry"]),
            ("system/locations", "name", 11, &["Head Office", "Branch"]),
        ] {
            self.names(path, field, first, names);
        }
        let (countries, departments) = ("company/countries", "system/departments");
        self.put(countries, json!({ "id": 1, "identifier": "US", "name": "United States" }));
        self.put(departments, json!({ "id": 10, "identifier": "PS", "name": "Professional Services" }));
        self.put(departments, json!({ "id": 12, "identifier": "SALES", "name": "Sales" }));
        self.put_all(
            "company/communicationTypes",
            [("Email", "emailFlag"), ("Direct", "phoneFlag"), ("Mobile", "phoneFlag"), ("Fax", "faxFlag")]
                .into_iter()
                .zip(1..)
                .map(|((name, flag), id)| json!({ "id": id, "description": name, flag: true, "defaultFlag": id < 3 })),
        );
        self.put("project/statuses", json!({ "id": 3, "name": "Closed", "closedFlag": true }));
        for (id, name, rate, bill) in
            [(3, "Remote", 1.0, "Billable"), (4, "On-site", 1.0, "Billable"), (5, "Courtesy", 0.0, "NoCharge")]
        {
            let work = json!({ "id": id, "name": name, "rate": rate, "rateType": "Multiplier", "billTime": bill });
            self.put("time/workTypes", work);
        }
        for (id, identifier, name) in
            [(1, "O", "Opportunity"), (2, "P", "Project"), (3, "H", "Holiday"), (4, "S", "Service")]
        {
            let kind = json!({ "id": id, "identifier": identifier, "name": name, "systemFlag": true });
            self.put("schedule/types", kind);
        }
        for (id, name, mileage) in [(1, "Mileage", true), (2, "Parking", false), (3, "Meals", false)] {
            let kind = json!({
                "id": id, "name": name, "amountCaption": if mileage { "Miles" } else { "Amount" },
                "mileageFlag": mileage,
                "billExpenses": "Billable", "invoiceMarkupOption": if mileage { "Mile" } else { "Percent" },
            });
            self.put("expense/types", kind);
        }
        for (id, name, won, lost) in [(1, "Open", false, false), (2, "Won", true, false), (3, "Lost", false, true)] {
            let closed = won || lost;
            let status = json!({ "id": id, "name": name, "wonFlag": won, "lostFlag": lost, "closedFlag": closed });
            self.put("sales/opportunities/statuses", status);
        }
        self.put_all("sales/probabilities", (1..=10).map(|n| json!({ "id": n, "probability": n * 10 })));
        for (id, name, probability) in
            [(1, "Prospect", 1), (2, "Qualified", 3), (3, "Proposal", 6), (4, "Negotiation", 8)]
        {
            self.put(
                "sales/stages",
                json!({ "id": id, "name": name, "probability": probability, "sequenceNumber": id }),
            );
        }
        self.put_all(
            "procurement/subcategories",
            [(31, "Firewall", 8), (32, "Switch", 8), (33, "Office", 9), (34, "Engineer", 10)]
                .map(|(id, name, category)| json!({ "id": id, "name": name, "category": category })),
        );
        for (id, pod, caption, kind) in [
            (7, 4, "Asset Tag", "Text"),
            (9, 4, "VIP", "Checkbox"),
            (11, 1, "Service tier", "Text"),
            (12, 2, "Badge", "Text"),
            (13, 3, "Rack unit", "Number"),
            (14, 5, "Risk", "Text"),
            (15, 6, "Competitor's \"name\"", "Text"),
            (16, 7, "Cost centre", "Text"),
            (17, 8, "Receipt number", "Text"),
            (18, 10, "Supplier colour", "Text"),
        ] {
            let field = json!({
                "id": id, "podId": pod, "caption": caption, "sequenceNumber": id, "fieldTypeIdentifier": kind,
                "entryTypeIdentifier": "EntryField", "screenId": format!("pod{pod}"), "displayOnScreenFlag": true,
            });
            self.put("system/userDefinedFields", field);
        }
    }

    fn desk(&mut self, world: &World) {
        for board in &world.boards {
            let id = board.id;
            self.put(
                "service/boards",
                json!({
                    "id": id, "name": board.name, "location": 11, "department": 10, "projectFlag": board.project,
                    "sendToContactFlag": id == 1, "billTime": "Billable", "billExpense": "Billable",
                    "billProduct": "Billable",
                }),
            );
            for (n, status) in (0..).zip(&board.statuses) {
                self.put(
                    "service/boards/*/statuses",
                    json!({
                        "id": status.id, "name": status.name, "board": id, "sortOrder": n * 10,
                        "displayOnBoard": !status.closed,
                        "closedStatus": status.closed, "defaultFlag": n == 0, "timeEntryNotAllowed": false,
                        "escalationStatus": if status.closed { "Resolved" } else { "NotResponded" },
                    }),
                );
            }
            for (n, name) in (1..).zip(["Hardware", "Software"]) {
                let (kind, sub) = (id * 100 + n, ["Laptop", "Application"][n as usize - 1]);
                self.put(
                    "service/boards/*/types",
                    json!({ "id": kind, "name": name, "board": id, "defaultFlag": n == 1 }),
                );
                let associations = [kind];
                self.put(
                    "service/boards/*/subtypes",
                    json!({ "id": kind, "name": sub, "board": id, "typeAssociationIds": associations }),
                );
                self.put(
                    "service/boards/*/items",
                    json!({ "id": kind, "name": (["Disk", "Update"][n as usize - 1]), "board": id }),
                );
            }
            self.put(
                "service/boards/*/teams",
                json!({
                    "id": id * 10 + 1, "name": "Tier 1", "boardId": id, "teamLeader": 150, "members": [150, 151],
                    "defaultFlag": true,
                }),
            );
        }
        for (n, priority) in (0..).zip(&world.priorities) {
            self.put(
                "service/priorities",
                json!({
                    "id": priority.id, "name": priority.name, "level": priority.level, "sortOrder": n + 1,
                    "color": (["Red", "Orange", "Yellow", "Green"][n % 4]), "defaultFlag": priority.level == "Medium",
                }),
            );
        }
        self.put("service/codes", json!({ "id": 1, "name": "Reboot", "description": "Restart the device" }));
    }

    fn members(&mut self, world: &World) {
        let member = |id: u32, identifier: &str, first: &str, last: &str, active: bool| {
            json!({
                "id": id, "identifier": identifier, "firstName": first, "lastName": last, "inactiveFlag": !active,
                "licenseClass": "F", "hireDate": "2020-01-06T00:00:00Z", "defaultEmail": "Office",
                "defaultPhone": "Office",
                "officeEmail": format!("{identifier}@msp.example"), "primaryEmail": format!("{identifier}@msp.example"),
                "securityRole": 1, "dailyCapacity": 8.0, "workRole": 11, "workType": 3, "defaultLocation": 11,
                "defaultDepartment": 10,
            })
        };
        for technician in &world.technicians {
            let active = technician.active;
            let row = member(technician.id, technician.identifier, technician.first, technician.last, active);
            self.put("system/members", row);
        }
        for account in [PsaAccount::Integrator, PsaAccount::Inquiry] {
            let (id, identifier) = account.member();
            self.put("system/members", member(id, identifier, "API", "Member", true));
        }
    }

    fn companies(&mut self, world: &World) {
        for company in &world.companies {
            let id = company.psa_id();
            let first_site = world.sites.iter().find(|site| site.company == company.id).map(|site| site.psa_id());
            self.put(
                "company/companies",
                json!({
                    "id": id, "identifier": self.identifier_of(&company.name, company.id), "name": company.name,
                    "status": 1,
                    "addressLine1": format!("{} Mill Lane", world.roll(company.id, "street", 190) + 1),
                    "city": "Springfield",
                    "state": "OR", "zip": format!("974{:02}", company.id % 100), "country": 1,
                    "phoneNumber": format!("541555{:04}", company.id), "territory": 11, "site": first_site,
                    "website": format!("www.company{}.example", company.id), "dateAcquired": "2022-05-01T00:00:00Z",
                    "defaultContact": world.people_of(company.id).next().map(|person| person.id),
                    "customFields": { "11": (["Bronze", "Silver", "Gold"][company.id as usize % 3]) },
                }),
            );
            self.put("company/companies/*/typeAssociations", json!({ "type": 1, "company": id }));
            if !company.comment.is_empty() {
                self.put("company/companies/*/notes", json!({ "text": company.comment, "type": 1, "company": id }));
            }
            self.put(
                "company/companies/*/teams",
                json!({
                    "company": id, "teamRole": 1, "member": 150, "accountManagerFlag": true, "location": 11,
                    "department": 10,
                }),
            );
        }
        for site in &world.sites {
            self.put(
                "company/companies/*/sites",
                json!({
                    "id": site.psa_id(), "name": site.name, "company": 19_000 + site.company, "country": 1,
                    "addressLine1": format!("{} Mill Lane", site.id), "city": "Springfield", "zip": "97401",
                    "primaryAddressFlag": true,
                }),
            );
        }
    }

    /// The short name of a company: letters of its name in upper case, with its number if they are taken.
    fn identifier_of(&self, name: &str, id: u32) -> String {
        let letters: String = name.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
        let letters = letters.to_ascii_uppercase();
        let companies = spec::at("company/companies");
        let is_it = |row: &Row| row.get("identifier").and_then(Value::as_str) == Some(&letters);
        let taken = self.records.ids(companies, 0).any(|id| self.records.row(companies, id).is_some_and(is_it));
        if taken { format!("{letters}{id}") } else { letters }
    }

    fn contacts(&mut self, world: &World) {
        let mut companies = std::collections::BTreeSet::new();
        for person in &world.people {
            let id = person.id;
            self.put(
                "company/contacts",
                json!({
                    "id": id, "firstName": person.first, "lastName": person.last, "company": 19_000 + person.company,
                    "site": 30_000 + person.site, "title": "Staff", "department": 1, "relationship": 1,
                    "defaultFlag": companies.insert(person.company), "defaultPhoneType": "Direct",
                    "defaultPhoneNbr": grown::phone(id), "inactiveFlag": person.login == "lab",
                    "customFields": { "12": format!("B-{id}") },
                }),
            );
            self.put("company/contacts/*/communications", json!({
                "contactId": id, "type": 1, "value": person.email, "defaultFlag": true, "communicationType": "Email",
                "domain": person.email.split_once('@').map(|(_, domain)| format!("@{domain}")),
            }));
            self.put(
                "company/contacts/*/communications",
                json!({
                    "contactId": id, "type": 2, "value": grown::phone(id), "extension": "12", "defaultFlag": true,
                    "communicationType": "Phone",
                }),
            );
            if person.login == "maria" {
                self.put("company/contacts/*/typeAssociations", json!({ "contact": id, "type": 2 }));
            }
        }
    }

    fn money(&mut self, world: &World) {
        for company in &world.companies {
            let contact = world.people_of(company.id).next().map(|person| person.id);
            let (id, psa_id) = (300 + company.id, company.psa_id());
            self.put(
                "finance/agreements",
                json!({
                    "id": id, "name": format!("Managed Desktop {}", company.id), "type": 1, "company": psa_id,
                    "contact": contact, "startDate": "2024-01-01T00:00:00Z", "noEndingDateFlag": true, "location": 11,
                    "department": 10, "billAmount": 420.0, "agreementStatus": "Active", "billingCycle": 1, "sla": 1,
                    "billTime": "Billable", "billExpenses": "Billable", "billProducts": "Billable",
                }),
            );
            self.put("finance/agreements/*/additions", json!({
                "agreementId": id, "product": 3311, "quantity": 5.0, "unitPrice": 12.5, "unitCost": 8.0,
                "billCustomer": "Billable", "description": "Office licence", "effectiveDate": "2024-01-01T00:00:00Z",
                "extPrice": 62.5, "extCost": 40.0, "agreementStatus": "Active",
            }));
            self.put("finance/invoices", json!({
                "id": 9000 + company.id, "invoiceNumber": format!("INV-{}", 9000 + company.id), "type": "Agreement",
                "status": 1, "company": psa_id, "billToCompany": psa_id, "agreement": id, "applyToType": "Agreement",
                "applyToId": id, "date": "2026-01-31T00:00:00Z", "dueDate": "2026-03-02T00:00:00Z", "subtotal": 420.0,
                "salesTax": 0.0, "total": 420.0, "balance": 420.0, "billingTerms": 1, "locationId": 11, "location": 11,
            }));
        }
        for (id, identifier, description, price, sub) in [
            (3310, "FW-60F", "Branch firewall, 1 year", 899.0, 31),
            (3311, "OFF-BUS", "Office licence per month", 12.5, 33),
            (3312, "SW-24", "24-port switch", 310.0, 32),
            (3313, "LAB-HR", "Engineer's hour", 120.0, 34),
            (3314, "50%-OFF", "Bundle \"Starter\" [clearance], 50% off", 99.0, 33),
        ] {
            self.put(
                "procurement/catalog",
                json!({
                    "id": id, "identifier": identifier, "description": description, "customerDescription": description,
                    "category": if sub < 33 { 8 } else if sub == 33 { 9 } else { 10 }, "subcategory": sub,
                    "type": if sub < 33 { 2 } else if sub == 33 { 3 } else { 4 }, "price": price, "cost": price * 0.6,
                    "productClass": if sub == 34 { "Service" } else { "NonInventory" }, "taxableFlag": true,
                    "manufacturer": 1,
                    "unitOfMeasure": 1, "recurringFlag": sub == 33, "inactiveFlag": id == 3314,
                    "manufacturerPartNumber": format!("{identifier}-1Y"),
                }),
            );
        }
    }

    fn sales(&mut self, world: &World) {
        let names = ["Firewall renewal", "New office \"Süd\"", "Office licences", "Backup for 100% of the servers"];
        for (n, company) in (0..).zip(world.companies.iter().take(40)) {
            let contact = world.people_of(company.id).next().map(|person| person.id);
            let id = 1200 + n;
            self.put(
                "sales/opportunities",
                json!({
                    "id": id, "name": names[n as usize % names.len()], "company": company.psa_id(), "contact": contact,
                    "primarySalesRep": 150 + n % 3, "type": 1 + n % 2, "stage": 1 + n % 4, "status": 1 + n % 3,
                    "rating": 1 + n % 3, "probability": 1 + n % 10, "locationId": 11, "businessUnitId": 12,
                    "expectedCloseDate": date(self.made.plus(DAY * (10 + n))), "notes": "Wants a quote.",
                    "totalSalesTax": 0.0,
                }),
            );
            self.put(
                "sales/opportunities/*/notes",
                json!({
                    "opportunityId": id, "text": "Called, will decide next week.", "enteredBy": "tneumann", "type": 1,
                }),
            );
            self.put(
                "sales/opportunities/*/contacts",
                json!({ "opportunityId": id, "contact": contact, "company": company.psa_id() }),
            );
            self.put("sales/activities", json!({
                "id": 600 + n, "name": format!("Call about {}", names[n as usize % names.len()]), "type": 1,
                "status": 1,
                "company": company.psa_id(), "contact": contact, "opportunity": id, "assignTo": 150, "assignedBy": 151,
                "dateStart": date(self.made.minus(DAY)), "notes": "Ask for the budget.",
            }));
        }
    }

    fn projects(&mut self, world: &mut World) {
        let names = ["Server refresh", "Mailbox migration", "Wi-Fi survey [phase 1]"];
        let companies: Vec<(u32, u32)> = world.companies.iter().take(12).map(|c| (c.id, c.psa_id())).collect();
        for (n, (company, psa_id)) in (0..).zip(companies) {
            let contact = world.people_of(company).next().map(|person| person.id);
            let id = 640 + n;
            let closed = n % 4 == 3;
            self.put(
                "project/projects",
                json!({
                    "id": id, "name": names[n as usize % 3], "company": psa_id, "contact": contact, "board": 3,
                    "status": if closed { 3 } else { 1 }, "closedFlag": closed, "manager": 150, "type": 1,
                    "billingMethod": "FixedFee", "billingAmount": 8400.0, "billTime": "Billable",
                    "billExpenses": "Billable",
                    "billProducts": "Billable", "estimatedStart": date(self.made.minus(DAY * 20)),
                    "estimatedEnd": date(self.made.plus(DAY * 40)), "estimatedHours": 60.0, "actualHours": 12.5,
                    "percentComplete": 0.2, "budgetHours": 64.0, "location": 11, "department": 10,
                }),
            );
            self.put("project/projects/*/notes", json!({ "projectId": id, "text": "Kick-off held.", "type": 1 }));
            self.put(
                "project/projects/*/teamMembers",
                json!({ "projectId": id, "member": 151, "projectRole": 2, "hours": 20.0, "workRole": 11 }),
            );
            for (step, phase) in (0..).zip(["Plan", "Build"]) {
                let phase_id = 2000 + n * 10 + step;
                self.put(
                    "project/projects/*/phases",
                    json!({
                        "id": phase_id, "projectId": id, "description": phase, "board": 3, "status": 1,
                        "wbsCode": (step + 1).to_string(), "budgetHours": 10.0, "locationId": 11, "businessUnitId": 10,
                    }),
                );
                let ticket = 40_001 + n * 10 + step;
                let (status, done) = if closed { (314, true) } else { (311 + step, false) };
                let mut row = json!({
                    "id": ticket, "summary": format!("{phase}: {}", names[n as usize % 3]), "project": id,
                    "phase": phase_id,
                    "board": 3, "status": status, "closedFlag": done, "company": psa_id, "contact": contact,
                    "owner": 151,
                    "resources": "asmith", "priority": 7, "wbsCode": format!("{}.1", step + 1), "budgetHours": 4.0,
                    "actualHours": 0.0, "billTime": "Billable", "billExpenses": "Billable", "billProducts": "Billable",
                    "location": 11, "department": 10, "approved": true,
                });
                if done {
                    row["closedDate"] = date(self.made.minus(DAY));
                }
                self.put("project/tickets", row);
                self.put(
                    "project/tickets/*/notes",
                    json!({ "ticketId": ticket, "text": "See the plan.", "detailDescriptionFlag": true,
                        "member": 150 }),
                );
                if let Some(row) = self.records.row(spec::at("project/tickets"), ticket) {
                    world.put_ticket(tickets::in_world(row, ticket, true));
                }
            }
        }
    }

    /// Hours, expenses, product lines and appointments on some of the first tickets.
    fn work(&mut self, world: &mut World) {
        let first: Vec<_> = world.tickets.iter().filter(|ticket| !ticket.project).take(120).cloned().collect();
        for (n, mut ticket) in (0..).zip(first) {
            let owner = ticket.owner.unwrap_or(150);
            let charge = json!({ "chargeToId": ticket.id, "chargeToType": "ServiceTicket", "ticket": ticket.id,
                "company": ticket.company });
            let merged = |more: Value| -> Value {
                let (Value::Object(mut all), Value::Object(more)) = (charge.clone(), more) else { return Value::Null };
                all.extend(more);
                all.into()
            };
            if n % 2 == 0 {
                let start = self.made.minus(DAY * (1 + n % 60)).whole_second();
                let hours = [0.25, 0.5, 0.75, 1.5][n as usize / 2 % 4];
                self.put(
                    "time/entries",
                    merged(json!({
                        "id": 90_000 + n, "member": owner, "workType": 3, "workRole": 11, "timeStart": date(start),
                        "timeEnd": date(start.plus(Duration::from_secs_f64(hours * 3600.0))), "actualHours": hours,
                        "hoursDeduct": 0.0, "billableOption": "Billable", "status": "Open", "enteredBy": "tneumann",
                        "dateEntered": date(start), "notes": "Looked into it; restarted the service.",
                        "internalNotes": "Same as last week.", "addToDetailDescriptionFlag": true, "locationId": 11,
                        "businessUnitId": 10, "agreement": ticket.company - 18_700,
                    })),
                );
                ticket.actual_hours = hours;
                world.put_ticket(ticket.clone());
            }
            if n % 10 == 0 {
                self.put(
                    "expense/entries",
                    merged(json!({
                        "id": 4100 + n, "type": 1 + n % 3, "member": owner, "amount": 20.0 + f64::from(n),
                        "billableOption": "Billable", "date": date(self.made.minus(DAY * 3)), "status": "Open",
                        "notes": "Site visit",
                    })),
                );
                self.put(
                    "schedule/entries",
                    json!({
                        "id": 700 + n, "objectId": ticket.id, "type": 4, "member": owner, "name": ticket.summary,
                        "status": 1,
                        "dateStart": date(self.made.plus(DAY)), "dateEnd": date(self.made.plus(DAY)), "hours": 1.0,
                    }),
                );
            }
            if n % 12 == 0 {
                self.put(
                    "procurement/products",
                    json!({
                        "id": 77_000 + n, "catalogItem": 3310 + n / 12 % 5, "description": "Placed on a ticket",
                        "quantity": 2.0,
                        "price": 100.0, "cost": 60.0, "extPrice": 200.0, "extCost": 120.0, "billableOption": "Billable",
                        "ticket": ticket.id, "company": ticket.company, "productClass": "NonInventory",
                    }),
                );
            }
        }
        self.names("time/chargeCodes", "name", 1, &["Internal", "Training"]);
        for (id, member) in [(1, 150), (2, 151)] {
            self.put(
                "expense/reports",
                json!({
                    "id": id, "member": member, "year": 2026, "period": 3, "dateStart": "2026-03-01T00:00:00Z",
                    "dateEnd": "2026-03-31T00:00:00Z", "status": "Open", "total": 65.0,
                }),
            );
            self.put(
                "time/sheets",
                json!({
                    "id": id, "member": member, "year": 2026, "period": 10, "dateStart": "2026-03-02T00:00:00Z",
                    "dateEnd": "2026-03-08T00:00:00Z", "status": "Open", "hours": 38.5,
                }),
            );
        }
    }
}
