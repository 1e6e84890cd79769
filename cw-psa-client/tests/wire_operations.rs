//! Every operation on the wire: what is sent, and how answers are read, full, empty and from the future.
//!
//! To add one, add a row. A test checks that no operation of the crate is without one.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::collections::BTreeSet;
use std::fmt::Display;

use common::{BASIC, CLIENT_ID, answer, body, client, header, line, lines};
use cw_http::testing::Reply;
use cw_psa_client::api::{Upload, operations};
use cw_psa_client::ids::*;
use cw_psa_client::models::*;
use cw_psa_client::{By, Call, Endpoint, Error, ErrorKind, ListRequest, Method, Patch, PsaClient, Resource, Writable};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Run = Box<dyn Fn(PsaClient) -> BoxFuture<'static, Result<Value, Error>>>;

/// One operation: what its method must send, and what its answers must become.
struct Row {
    operation: String,
    line: String,
    body: Value,
    forward_only: bool,
    /// Answers, each with what it is read as.
    answers: Vec<(Value, Value)>,
    run: Run,
}

impl Row {
    fn new<T: Serialize + 'static>(
        operation: impl Into<String>,
        line: impl Into<String>,
        call: impl Fn(&PsaClient) -> Call<T> + 'static,
    ) -> Self {
        let run = move |psa: PsaClient| {
            let call = call(&psa);
            async move { Ok(serde_json::to_value(call.await?).unwrap()) }.boxed()
        };
        Self {
            operation: operation.into(),
            line: line.into(),
            body: Value::Null,
            forward_only: false,
            answers: one_record(),
            run: Box::new(run),
        }
    }

    fn list<T: Serialize + DeserializeOwned + Send + 'static, F: 'static>(
        operation: impl Into<String>,
        path: &str,
        list: impl Fn(&PsaClient) -> ListRequest<T, F> + 'static,
    ) -> Self {
        let separator = if path.contains('?') { '&' } else { '?' };
        let (rows, read) = one_record().into_iter().unzip::<Value, Value, Vec<_>, Vec<_>>();
        let run = move |psa: PsaClient| {
            let list = list(&psa);
            async move { Ok(serde_json::to_value(list.all().await?).unwrap()) }.boxed()
        };
        Self {
            operation: operation.into(),
            line: format!("{path}{separator}pageSize=1000"),
            body: Value::Null,
            forward_only: true,
            answers: vec![(rows.into(), read.into()), (json!([]), json!([])), (Value::Null, json!([]))],
            run: Box::new(run),
        }
    }

    fn numbered(mut self, line: &str) -> Self {
        self.forward_only = false;
        self.line = line.to_owned();
        self
    }

    fn sends(mut self, body: Value) -> Self {
        self.body = body;
        self
    }

    fn answers(mut self, answer: Value, read: Value) -> Self {
        self.answers = vec![(answer, read)];
        self
    }

    fn without_answer(self) -> Self {
        self.answers(Value::Null, Value::Null)
    }
}

/// A record; one with nothing in it; one with nulls and with what nobody knows yet.
fn one_record() -> Vec<(Value, Value)> {
    let future = json!({ "id": null, "_info": null, "addedNextYear": [{ "deep": 1 }], "name": null });
    vec![(json!({ "id": 7 }), json!({ "id": 7 })), (json!({}), json!({})), (future, json!({}))]
}

fn patch() -> Patch {
    Patch::new().replace("name", "Acme")
}

fn patched() -> Value {
    json!([{ "op": "replace", "path": "name", "value": "Acme" }])
}

type To<R> = fn(&PsaClient) -> Endpoint<R>;

/// The operations of records that are only read.
fn reads<R: Resource>(name: &str, path: &str, endpoint: To<R>) -> Vec<Row>
where
    R::Id: From<i64> + Display,
    R::Model: Serialize + Send,
    R::Filter: 'static,
{
    let count = Row {
        run: Box::new(move |psa| {
            let list = endpoint(&psa).list();
            async move { Ok(json!(list.count().await?)) }.boxed()
        }),
        ..Row::new(format!("{name}.count"), format!("GET {path}/count"), |psa| psa.system_info())
    };
    vec![
        Row::list(format!("{name}.list"), &format!("GET {path}"), move |psa| endpoint(psa).list()),
        count.answers(json!({ "count": 42 }), json!(42)),
        Row::new(format!("{name}.get"), format!("GET {path}/7"), move |psa| endpoint(psa).get(7.into())),
    ]
}

/// The operations of records that are read and written; `new` must be sent as `sent`.
fn records<R: Writable>(name: &str, path: &str, endpoint: To<R>, new: R::New, sent: Value) -> Vec<Row>
where
    R::Id: From<i64> + Display,
    R::Model: Serialize + Send,
    R::Filter: 'static,
    R::New: 'static,
{
    let one = format!("{path}/7");
    let mut rows = reads(name, path, endpoint);
    rows.extend([
        Row::new(format!("{name}.create"), format!("POST {path}"), move |psa| endpoint(psa).create(&new)).sends(sent),
        Row::new(format!("{name}.update"), format!("PATCH {one}"), move |psa| endpoint(psa).update(7.into(), &patch()))
            .sends(patched()),
        Row::new(format!("{name}.replace"), format!("PUT {one}"), move |psa| {
            endpoint(psa).replace(7.into(), &json!({ "id": 7, "gone": null }))
        })
        .sends(json!({ "id": 7, "gone": null })),
        Row::new(format!("{name}.delete"), format!("DELETE {one}"), move |psa| endpoint(psa).delete(7.into()))
            .without_answer(),
    ]);
    rows
}

/// Records of set-up tables, which are created from plain JSON.
fn plain<R: Writable<New = Value>>(name: &str, path: &str, endpoint: To<R>) -> Vec<Row>
where
    R::Id: From<i64> + Display,
    R::Model: Serialize + Send,
    R::Filter: 'static,
{
    records(name, path, endpoint, json!({ "name": "Acme" }), json!({ "name": "Acme" }))
}

const TICKET: TicketId = TicketId::new(7);

fn by(id: i64) -> By {
    By::id(id)
}

fn noon() -> UtcTime {
    "2026-03-04T12:00:00Z".parse().unwrap()
}

const NOON: &str = "2026-03-04T12:00:00Z";

fn tickets() -> Vec<Row> {
    let mut rows = Vec::new();
    let at = "/service/tickets";
    let new = NewTicket::new("Black screen", by(912));
    let sent = json!({ "summary": "Black screen", "company": { "id": 912 } });
    rows.extend(records("tickets", at, PsaClient::tickets, new, sent));
    let note = || NewTicketNote::internal("Reset it.");
    let sent = || json!({ "text": "Reset it.", "internalAnalysisFlag": true });
    let notes: To<_> = |psa| psa.tickets().notes(TICKET);
    rows.extend(records("tickets.notes", "/service/tickets/7/notes", notes, note(), sent()));
    let tasks: To<_> = |psa| psa.tickets().tasks(TICKET);
    let task = NewTicketTask::new("Call back");
    rows.extend(records("tickets.tasks", "/service/tickets/7/tasks", tasks, task, json!({ "notes": "Call back" })));
    let configurations: To<_> = |psa| psa.tickets().configurations(TICKET);
    rows.extend(reads("tickets.configurations", "/service/tickets/7/configurations", configurations));
    let new = NewProjectTicket::new("Mount the rack", by(3));
    let sent_new = json!({ "summary": "Mount the rack", "phase": { "id": 3 } });
    rows.extend(records("project_tickets", "/project/tickets", PsaClient::project_tickets, new, sent_new));
    let notes: To<_> = |psa| psa.project_tickets().notes(TICKET);
    rows.extend(records("project_tickets.notes", "/project/tickets/7/notes", notes, note(), sent()));

    let done = || (json!({ "success": true }), json!({ "success": true }));
    let convert = ConvertToProjectTicket::new(by(3), "1.2").with_project(by(640));
    rows.extend([
        Row {
            run: Box::new(|psa| {
                let notes = async move { psa.tickets().all_notes(TICKET).await };
                async move { Ok(serde_json::to_value(notes.await?).unwrap()) }.boxed()
            }),
            ..Row::list("tickets.all_notes", "GET /service/tickets/7/allNotes", |psa| psa.tickets().list())
        },
        Row::list("tickets.with_sla", "GET /service/tickets/calculateSla", |psa| psa.tickets().with_sla()),
        Row::list("tickets.change_log", "", |psa| psa.tickets().change_log())
            .numbered("GET /service/tickets/changelogs?page=1&pageSize=1000"),
        Row::new("tickets.attach_configuration", "POST /service/tickets/7/configurations", |psa| {
            psa.tickets().attach_configuration(TICKET, ConfigurationId::new(8801))
        })
        .sends(json!({ "id": 8801 })),
        Row::new("tickets.detach_configuration", "DELETE /service/tickets/7/configurations/8801", |psa| {
            psa.tickets().detach_configuration(TICKET, ConfigurationId::new(8801))
        })
        .without_answer(),
        Row::new("tickets.merge", "POST /service/tickets/7/merge", |psa| {
            psa.tickets().merge(TICKET, &TicketMerge::new([8.into(), 9.into()], by(512)))
        })
        .sends(json!({ "mergeTicketIds": [8, 9], "status": { "id": 512 } }))
        .answers(done().0, done().1),
        Row::new("tickets.attach_children", "POST /service/tickets/7/attachChildren", |psa| {
            psa.tickets().attach_children(TICKET, &ChildTickets::new([8.into(), 9.into()]))
        })
        .sends(json!({ "childTicketIds": [8, 9] }))
        .answers(done().0, done().1),
        Row::new("tickets.convert", "POST /service/tickets/7/convert", move |psa| {
            psa.tickets().convert(TICKET, &convert)
        })
        .sends(json!({ "phase": { "id": 3 }, "wbsCode": "1.2", "project": { "id": 640 } }))
        .answers(done().0, done().1),
        Row::new("tickets.copy", "POST /service/tickets/7/copy", |psa| psa.tickets().copy(TICKET)),
    ]);
    rows
}

fn boards() -> Vec<Row> {
    const BOARD: BoardId = BoardId::new(3);
    let named = || json!({ "name": "A" });
    let mut rows = Vec::new();
    let new = NewBoard::new("A", by(1), by(2));
    let sent = json!({ "name": "A", "location": { "id": 1 }, "department": { "id": 2 } });
    rows.extend(records("boards", "/service/boards", PsaClient::boards, new, sent));
    rows.extend(reads("boards.info", "/service/info/boards", |psa| psa.boards().info()));
    let at = |part| format!("/service/boards/3/{part}");
    let statuses: To<_> = |psa| psa.boards().statuses(BOARD);
    rows.extend(records("boards.statuses", &at("statuses"), statuses, NewBoardStatus::new("A"), named()));
    let types: To<_> = |psa| psa.boards().types(BOARD);
    rows.extend(records("boards.types", &at("types"), types, NewBoardType::new("A"), named()));
    let subtypes: To<_> = |psa| psa.boards().subtypes(BOARD);
    rows.extend(records("boards.subtypes", &at("subtypes"), subtypes, NewBoardSubType::new("A"), named()));
    let items: To<_> = |psa| psa.boards().items(BOARD);
    rows.extend(records("boards.items", &at("items"), items, NewBoardItem::new("A"), named()));
    let teams: To<_> = |psa| psa.boards().teams(BOARD);
    let sent = json!({ "name": "A", "teamLeader": { "id": 143 } });
    rows.extend(records("boards.teams", &at("teams"), teams, NewBoardTeam::new("A", by(143)), sent));
    rows.push(Row::list("boards.active", "GET /service/info/boards/active", |psa| psa.boards().active()));

    let new = NewPriority::new("A", PriorityColor::from("Red"));
    let sent = json!({ "name": "A", "color": "Red" });
    rows.extend(records("priorities", "/service/priorities", PsaClient::priorities, new, sent));
    let new = NewTicketSource::new("A");
    rows.extend(records("ticket_sources", "/service/sources", PsaClient::ticket_sources, new, named()));
    rows.extend(plain("service_codes", "/service/codes", PsaClient::service_codes));
    rows.extend(reads("service_teams", "/service/teams", PsaClient::service_teams));
    rows
}

fn companies() -> Vec<Row> {
    const COMPANY: CompanyId = CompanyId::new(912);
    let mut rows = Vec::new();
    let sent = json!({ "identifier": "FAB", "name": "Fabrikam" });
    let new = NewCompany::new("FAB", "Fabrikam");
    rows.extend(records("companies", "/company/companies", PsaClient::companies, new, sent));
    let at = |part| format!("/company/companies/912/{part}");
    let sites: To<_> = |psa| psa.companies().sites(COMPANY);
    rows.extend(records(
        "companies.sites",
        &at("sites"),
        sites,
        NewCompanySite::new("Main"),
        json!({ "name": "Main" }),
    ));
    let notes: To<_> = |psa| psa.companies().notes(COMPANY);
    rows.extend(records("companies.notes", &at("notes"), notes, NewCompanyNote::new("Hi"), json!({ "text": "Hi" })));
    let teams: To<_> = |psa| psa.companies().teams(COMPANY);
    let sent = json!({ "teamRole": { "id": 1 } });
    rows.extend(records("companies.teams", &at("teams"), teams, NewCompanyTeam::new(by(1)), sent));
    let groups: To<_> = |psa| psa.companies().groups(COMPANY);
    let sent = json!({ "group": { "id": 1 } });
    rows.extend(records("companies.groups", &at("groups"), groups, NewCompanyGroup::new(by(1)), sent));
    let types: To<_> = |psa| psa.companies().type_associations(COMPANY);
    let new = NewCompanyTypeAssociation::new(by(1), by(912));
    let sent = json!({ "type": { "id": 1 }, "company": { "id": 912 } });
    rows.extend(records("companies.type_associations", &at("typeAssociations"), types, new, sent));
    let statuses: To<_> = |psa| psa.companies().statuses();
    let named = || json!({ "name": "A" });
    rows.extend(records(
        "companies.statuses",
        "/company/companies/statuses",
        statuses,
        NewCompanyStatus::new("A"),
        named(),
    ));
    let types: To<_> = |psa| psa.companies().types();
    rows.extend(records("companies.types", "/company/companies/types", types, NewCompanyType::new("A"), named()));
    let merge = Row::new("companies.merge", "POST /company/companies/912/merge", |psa| {
        psa.companies().merge(COMPANY, &CompanyMerge::new(CompanyId::new(913)))
    });
    rows.push(
        merge.sends(json!({ "toCompanyId": 913 })).answers(json!({ "success": true }), json!({ "success": true })),
    );
    rows
}

fn contacts() -> Vec<Row> {
    const CONTACT: ContactId = ContactId::new(1842);
    let mut rows = Vec::new();
    let new = NewContact::new("Pat");
    rows.extend(records("contacts", "/company/contacts", PsaClient::contacts, new, json!({ "firstName": "Pat" })));
    let at = |part| format!("/company/contacts/1842/{part}");
    let items: To<_> = |psa| psa.contacts().communications(CONTACT);
    let new = NewCommunication::new(by(1), "pat@fabrikam.example");
    let sent = json!({ "type": { "id": 1 }, "value": "pat@fabrikam.example" });
    rows.extend(records("contacts.communications", &at("communications"), items, new, sent));
    let notes: To<_> = |psa| psa.contacts().notes(CONTACT);
    rows.extend(records("contacts.notes", &at("notes"), notes, NewContactNote::new("Hi"), json!({ "text": "Hi" })));
    let groups: To<_> = |psa| psa.contacts().groups(CONTACT);
    let sent = json!({ "group": { "id": 1 } });
    rows.extend(records("contacts.groups", &at("groups"), groups, NewContactGroup::new(by(1)), sent));
    let types: To<_> = |psa| psa.contacts().type_associations(CONTACT);
    let new = NewContactTypeAssociation::new(by(1), by(1842));
    let sent = json!({ "type": { "id": 1 }, "contact": { "id": 1842 } });
    rows.extend(records("contacts.type_associations", &at("typeAssociations"), types, new, sent));
    rows.extend(plain("contacts.types", "/company/contacts/types", |psa| psa.contacts().types()));
    rows.extend(plain("contacts.departments", "/company/contacts/departments", |psa| psa.contacts().departments()));
    rows.extend(plain("contacts.relationships", "/company/contacts/relationships", |psa| {
        psa.contacts().relationships()
    }));
    rows.extend(plain("contacts.communication_types", "/company/communicationTypes", |psa| {
        psa.contacts().communication_types()
    }));
    rows.push(Row::list("contacts.info", "GET /company/contacts/info", |psa| psa.contacts().info()));
    rows.push(counted("contacts.count_info", "GET /company/contacts/info/count", |psa| psa.contacts().info()));
    rows
}

fn configurations() -> Vec<Row> {
    let mut rows = Vec::new();
    let new = || NewConfiguration::new("FAB-LT-014", by(12), by(912));
    let sent = || json!({ "name": "FAB-LT-014", "type": { "id": 12 }, "company": { "id": 912 } });
    rows.extend(records("configurations", "/company/configurations", PsaClient::configurations, new(), sent()));
    rows.extend(plain("configurations.statuses", "/company/configurations/statuses", |psa| {
        psa.configurations().statuses()
    }));
    rows.extend(plain("configurations.types", "/company/configurations/types", |psa| psa.configurations().types()));
    let bulk =
        || json!({ "payload": [{ "success": true, "originalIndex": 0, "statusCode": 201, "data": { "id": 7 } }] });
    let at = "/company/configurations/bulk";
    rows.extend([
        Row::new("configurations.change_type", "PATCH /company/configurations/7/changeType", |psa| {
            psa.configurations().change_type(7.into(), &patch())
        })
        .sends(patched()),
        Row::new("configurations.create_all", format!("POST {at}"), move |psa| {
            psa.configurations().create_all(&[new()])
        })
        .sends(json!([sent()]))
        .answers(bulk(), bulk()),
        Row::new("configurations.replace_all", format!("PUT {at}"), |psa| {
            psa.configurations().replace_all(&[json!({ "id": 7 })])
        })
        .sends(json!([{ "id": 7 }]))
        .answers(bulk(), bulk()),
        Row::new("configurations.delete_all", format!("DELETE {at}"), |psa| {
            psa.configurations().delete_all(&[7.into()])
        })
        .sends(json!([{ "id": 7 }]))
        .answers(bulk(), bulk()),
    ]);
    rows
}

fn projects() -> Vec<Row> {
    const PROJECT: ProjectId = ProjectId::new(640);
    let mut rows = Vec::new();
    let new = NewProject::new("Refresh", by(912), by(6), BillingMethod::FixedFee, noon(), noon());
    let sent = json!({
        "name": "Refresh", "company": { "id": 912 }, "board": { "id": 6 }, "billingMethod": "FixedFee",
        "estimatedStart": NOON, "estimatedEnd": NOON,
    });
    rows.extend(records("projects", "/project/projects", PsaClient::projects, new, sent));
    let at = |part| format!("/project/projects/640/{part}");
    let phases: To<_> = |psa| psa.projects().phases(PROJECT);
    let sent = json!({ "description": "Plan" });
    rows.extend(records("projects.phases", &at("phases"), phases, NewProjectPhase::new("Plan"), sent));
    let notes: To<_> = |psa| psa.projects().notes(PROJECT);
    rows.extend(records("projects.notes", &at("notes"), notes, NewProjectNote::new("Hi"), json!({ "text": "Hi" })));
    let team: To<_> = |psa| psa.projects().team_members(PROJECT);
    let sent = json!({ "member": { "id": 143 }, "projectRole": { "id": 1 } });
    rows.extend(records(
        "projects.team_members",
        &at("teamMembers"),
        team,
        NewProjectTeamMember::new(by(143), by(1)),
        sent,
    ));
    rows.extend(reads("projects.contacts", &at("contacts"), |psa| psa.projects().contacts(PROJECT)));
    rows.extend(plain("projects.statuses", "/project/statuses", |psa| psa.projects().statuses()));
    rows.extend(plain("projects.types", "/project/projectTypes", |psa| psa.projects().types()));
    rows.extend([
        Row::new("projects.contacts.create", format!("POST {}", at("contacts")), |psa| {
            psa.projects().contacts(PROJECT).create(&NewProjectContact::new(by(1842)))
        })
        .sends(json!({ "contact": { "id": 1842 } })),
        Row::new("projects.contacts.delete", format!("DELETE {}", at("contacts/7")), |psa| {
            psa.projects().contacts(PROJECT).delete(7.into())
        })
        .without_answer(),
    ]);
    rows
}

fn sales() -> Vec<Row> {
    const OPPORTUNITY: OpportunityId = OpportunityId::new(1207);
    let mut rows = Vec::new();
    let new = NewOpportunity::new("Renewal", by(912), by(1842), by(150));
    let sent = json!({
        "name": "Renewal", "company": { "id": 912 }, "contact": { "id": 1842 }, "primarySalesRep": { "id": 150 },
    });
    rows.extend(records("opportunities", "/sales/opportunities", PsaClient::opportunities, new, sent));
    let at = |part| format!("/sales/opportunities/1207/{part}");
    let contacts: To<_> = |psa| psa.opportunities().contacts(OPPORTUNITY);
    let sent = json!({ "contact": { "id": 1842 } });
    rows.extend(records(
        "opportunities.contacts",
        &at("contacts"),
        contacts,
        NewOpportunityContact::new(by(1842)),
        sent,
    ));
    let notes: To<_> = |psa| psa.opportunities().notes(OPPORTUNITY);
    rows.extend(records(
        "opportunities.notes",
        &at("notes"),
        notes,
        NewOpportunityNote::new("Hi"),
        json!({ "text": "Hi" }),
    ));
    let team: To<_> = |psa| psa.opportunities().team(OPPORTUNITY);
    let new = NewOpportunityTeamMember::new(TeamMemberType::from("Individual"));
    rows.extend(records("opportunities.team", &at("team"), team, new, json!({ "type": "Individual" })));
    let below = |part| format!("/sales/opportunities/{part}");
    rows.extend(plain("opportunities.statuses", &below("statuses"), |psa| psa.opportunities().statuses()));
    rows.extend(plain("opportunities.types", &below("types"), |psa| psa.opportunities().types()));
    rows.extend(plain("opportunities.ratings", &below("ratings"), |psa| psa.opportunities().ratings()));
    rows.extend(plain("opportunities.stages", "/sales/stages", |psa| psa.opportunities().stages()));
    rows.extend(plain("opportunities.probabilities", "/sales/probabilities", |psa| {
        psa.opportunities().probabilities()
    }));
    let new = NewActivity::new("Call", by(143));
    let sent = json!({ "name": "Call", "assignTo": { "id": 143 } });
    rows.extend(records("activities", "/sales/activities", PsaClient::activities, new, sent));
    let forecast = |psa: &PsaClient| psa.opportunities().forecast(OPPORTUNITY);
    rows.push(Row::list("opportunities.forecast", &format!("GET {}", at("forecast")), forecast));
    rows.push(counted("opportunities.count_forecast", &format!("GET {}", at("forecast/count")), forecast));
    rows
}

fn time_and_expenses() -> Vec<Row> {
    let mut rows = Vec::new();
    let new = || NewTimeEntry::new(noon());
    let sent = || json!({ "timeStart": NOON });
    rows.extend(records("time_entries", "/time/entries", PsaClient::time_entries, new(), sent()));
    rows.extend(audits("time_entries.audits", "/time/entries/9/audits", |psa| psa.time_entries().audits(9.into())));
    rows.extend(reads("time_sheets", "/time/sheets", PsaClient::time_sheets));
    let work_type = NewWorkType::new("Remote", BillableOption::from("Billable"), RateType::from("Custom"), 1.5);
    let sent_type = json!({ "name": "Remote", "billTime": "Billable", "rateType": "Custom", "rate": 1.5 });
    rows.extend(records("work_types", "/time/workTypes", PsaClient::work_types, work_type, sent_type));
    let sent_role = json!({ "name": "Engineer" });
    rows.extend(records(
        "work_roles",
        "/time/workRoles",
        PsaClient::work_roles,
        NewWorkRole::new("Engineer"),
        sent_role,
    ));
    rows.extend(plain("charge_codes", "/time/chargeCodes", PsaClient::charge_codes));
    rows.extend([
        Row::new("time_entries.defaults", "POST /time/entries/defaults", move |psa| {
            psa.time_entries().defaults(&new())
        })
        .sends(sent()),
        Row::new("time_entries.detach", "POST /time/entries/7/detach", |psa| psa.time_entries().detach(7.into()))
            .without_answer(),
        Row::new("time_sheets.submit", "POST /time/sheets/7/submit", |psa| psa.time_sheets().submit(7.into()))
            .without_answer(),
        Row::new("time_sheets.delete", "DELETE /time/sheets/7", |psa| psa.time_sheets().delete(7.into()))
            .without_answer(),
    ]);
    let new = NewExpenseEntry::new(by(1), 23.8, noon());
    let sent = json!({ "type": { "id": 1 }, "amount": 23.8, "date": NOON });
    rows.extend(records("expense_entries", "/expense/entries", PsaClient::expense_entries, new, sent));
    rows.extend(audits("expense_entries.audits", "/expense/entries/9/audits", |psa| {
        psa.expense_entries().audits(9.into())
    }));
    let types: To<_> = |psa| psa.expense_entries().types();
    let words = (BillableOption::from("Billable"), MarkupOption::from("NoMarkup"));
    let new = NewExpenseType::new("Mileage", "Miles", words.0, words.1);
    let sent = json!({
        "name": "Mileage", "amountCaption": "Miles", "billExpenses": "Billable", "invoiceMarkupOption": "NoMarkup",
    });
    rows.extend(records("expense_entries.types", "/expense/types", types, new, sent));
    rows.extend(reads("expense_entries.reports", "/expense/reports", |psa| psa.expense_entries().reports()));
    rows
}

fn finance() -> Vec<Row> {
    let mut rows = Vec::new();
    let new = NewAgreement::new("Desktop", by(1), by(912), by(1842));
    let sent = json!({
        "name": "Desktop", "type": { "id": 1 }, "company": { "id": 912 }, "contact": { "id": 1842 },
    });
    rows.extend(records("agreements", "/finance/agreements", PsaClient::agreements, new, sent));
    let additions: To<_> = |psa| psa.agreements().additions(301.into());
    let new = NewAgreementAddition::new(by(3310), BillableOption::from("Billable"));
    let sent = json!({ "product": { "id": 3310 }, "billCustomer": "Billable" });
    rows.extend(records("agreements.additions", "/finance/agreements/301/additions", additions, new, sent));
    rows.extend(plain("agreements.types", "/finance/agreements/types", |psa| psa.agreements().types()));
    let new = NewInvoice::new(InvoiceType::from("Miscellaneous"), by(912));
    let sent = json!({ "type": "Miscellaneous", "company": { "id": 912 } });
    rows.extend(records("invoices", "/finance/invoices", PsaClient::invoices, new, sent));
    rows
}

fn procurement() -> Vec<Row> {
    let mut rows = Vec::new();
    let new = NewCatalogItem::new("FW-60F", "Firewall", "Branch firewall", by(31), by(2));
    let sent = json!({
        "identifier": "FW-60F", "description": "Firewall", "customerDescription": "Branch firewall",
        "subcategory": { "id": 31 }, "type": { "id": 2 },
    });
    rows.extend(records("catalog", "/procurement/catalog", PsaClient::catalog, new, sent));
    rows.extend(plain("catalog.categories", "/procurement/categories", |psa| psa.catalog().categories()));
    rows.extend(plain("catalog.subcategories", "/procurement/subcategories", |psa| psa.catalog().subcategories()));
    rows.extend(plain("catalog.types", "/procurement/types", |psa| psa.catalog().types()));
    rows.extend(plain("catalog.manufacturers", "/procurement/manufacturers", |psa| psa.catalog().manufacturers()));
    rows.extend(plain("catalog.units_of_measure", "/procurement/unitOfMeasures", |psa| {
        psa.catalog().units_of_measure()
    }));
    let new = NewProductLine::new(by(3310), BillableOption::from("Billable"));
    let sent = json!({ "catalogItem": { "id": 3310 }, "billableOption": "Billable" });
    rows.extend(records("products", "/procurement/products", PsaClient::products, new, sent));
    rows.extend([
        Row::list("catalog.info", "GET /procurement/catalog/info", |psa| psa.catalog().info()),
        counted("catalog.count_info", "GET /procurement/catalog/info/count", |psa| psa.catalog().info()),
        Row::new("catalog.quantity_on_hand", "GET /procurement/catalog/FW%2F60%20F/quantityOnHand", |psa| {
            psa.catalog().quantity_on_hand("FW/60 F")
        })
        .answers(json!(2.5), json!(2.5)),
        Row::new("products.detach", "POST /procurement/products/7/detach", |psa| {
            psa.products().detach(7.into(), &ProductDetach::new().with_remove_from_ticket(true))
        })
        .sends(json!({ "removeFromTicket": true }))
        .without_answer(),
    ]);
    rows
}

fn schedule_and_system() -> Vec<Row> {
    let mut rows = Vec::new();
    let new = NewScheduleEntry::new(by(4));
    let sent = json!({ "type": { "id": 4 } });
    rows.extend(records("schedule_entries", "/schedule/entries", PsaClient::schedule_entries, new, sent));
    rows.extend(plain("schedule_entries.statuses", "/schedule/statuses", |psa| psa.schedule_entries().statuses()));
    rows.extend(plain("schedule_entries.types", "/schedule/types", |psa| psa.schedule_entries().types()));
    let new = NewCallback::new("https://hooks.example/cw?recordId=", 1, "ticket", "owner");
    let sent = json!({
        "url": "https://hooks.example/cw?recordId=", "objectId": 1, "type": "ticket", "level": "owner",
    });
    rows.extend(records("callbacks", "/system/callbacks", PsaClient::callbacks, new, sent));
    let new = NewUserDefinedField::new(1, "VIP", 2, FieldType::from("Checkbox"));
    let sent = json!({ "podId": 1, "caption": "VIP", "sequenceNumber": 2, "fieldTypeIdentifier": "Checkbox" });
    let fields: To<_> = PsaClient::user_defined_fields;
    rows.extend(records("user_defined_fields", "/system/userDefinedFields", fields, new, sent));
    rows.extend(plain("locations", "/system/locations", PsaClient::locations));
    rows.extend(reads("locations.info", "/system/info/locations", |psa| psa.locations().info()));
    rows.extend(plain("departments", "/system/departments", PsaClient::departments));
    rows.extend(reads("departments.info", "/system/info/departments", |psa| psa.departments().info()));

    rows.extend(reads("members", "/system/members", PsaClient::members));
    rows.extend(reads("members.info", "/system/info/members", |psa| psa.members().info()));
    let token = json!({ "publicKey": "abc", "privateKey": "hunter2", "expiration": NOON });
    rows.extend([
        Row::new("members.by_identifier", "GET /system/members/jdoe", |psa| psa.members().by_identifier("jdoe")),
        Row::new("members.create", "POST /system/members", |psa| {
            psa.members().create(&json!({ "identifier": "jdoe" }))
        })
        .sends(json!({ "identifier": "jdoe" })),
        Row::new("members.update", "PATCH /system/members/7", |psa| psa.members().update(7.into(), &patch()))
            .sends(patched()),
        Row::new("members.replace", "PUT /system/members/7", |psa| {
            psa.members().replace(7.into(), &json!({ "id": 7 }))
        })
        .sends(json!({ "id": 7 })),
        Row::new("members.token", "POST /system/members/jdoe/tokens", |psa| psa.members().token("jdoe"))
            .sends(json!({ "memberIdentifier": "jdoe" }))
            .answers(token, json!({ "publicKey": "abc", "privateKey": "***", "expiration": NOON })),
        Row::new("system.info", "GET /system/info", PsaClient::system_info).answers(
            json!({ "version": "v2026.1", "isCloud": "True" }),
            json!({ "version": "v2026.1", "isCloud": true }),
        ),
        Row::list("system.audit_trail", "", |psa| psa.audit_trail("Ticket", 7))
            .numbered("GET /system/audittrail?id=7&page=1&pageSize=1000&type=Ticket")
            .answers(json!([{ "text": "x" }]), json!([{ "text": "x" }])),
    ]);
    rows.extend(reads("documents", "/system/documents", PsaClient::documents));
    rows.push(
        Row::new("documents.delete", "DELETE /system/documents/7", |psa| psa.documents().delete(7.into()))
            .without_answer(),
    );
    rows
}

/// The length of a list that is no endpoint.
fn counted<T, F>(operation: &str, line: &str, list: impl Fn(&PsaClient) -> ListRequest<T, F> + 'static) -> Row
where
    T: DeserializeOwned + Send + 'static,
    F: 'static,
{
    let row = Row {
        run: Box::new(move |psa| {
            let list = list(&psa);
            async move { Ok(json!(list.count().await?)) }.boxed()
        }),
        ..Row::new(operation, line, |psa| psa.system_info())
    };
    row.answers(json!({ "count": 42 }), json!(42))
}

/// As [`reads`], with pages that go by number.
fn audits<R: Resource<Id = i64>>(name: &str, path: &str, endpoint: To<R>) -> Vec<Row>
where
    R::Model: Serialize + Send,
    R::Filter: 'static,
{
    let mut rows = reads(name, path, endpoint);
    rows[0].line = format!("GET {path}?page=1&pageSize=1000");
    rows[0].forward_only = false;
    rows
}

fn rows() -> Vec<Row> {
    let mut rows = tickets();
    for more in [boards(), companies(), contacts(), configurations(), projects(), sales(), time_and_expenses()] {
        rows.extend(more);
    }
    rows.extend(finance());
    rows.extend(procurement());
    rows.extend(schedule_and_system());
    rows
}

/// Operations that have tests of their own: files, searches, and what is asked before there are keys.
const ELSEWHERE: [&str; 7] = [
    "documents.download",
    "documents.thumbnail",
    "documents.upload",
    "invoices.pdf",
    "login.company_info",
    "project_tickets.search",
    "tickets.search",
];

#[test]
fn no_operation_is_without_a_row() {
    let all: BTreeSet<String> = operations().map(|operation| operation.name.into_owned()).collect();
    let elsewhere = ELSEWHERE.map(str::to_owned);
    let tested: BTreeSet<String> = rows().into_iter().map(|row| row.operation).chain(elsewhere).collect();
    let untested: Vec<_> = all.difference(&tested).collect();
    let unknown: Vec<_> = tested.difference(&all).collect();
    assert!(untested.is_empty() && unknown.is_empty(), "without a row: {untested:?}; no operation: {unknown:?}");
    assert_eq!(operations().count(), all.len(), "a name is used twice");
    assert_eq!(rows().len() + ELSEWHERE.len(), all.len(), "a row is there twice");
}

#[tokio::test]
async fn every_operation_sends_and_reads_what_it_should() {
    for row in rows() {
        let name = &row.operation;
        for (answered, expected) in &row.answers {
            // An answer without a value is one without a body.
            let reply = if answered.is_null() { Reply::status(204) } else { answer(answered.clone()) };
            let (psa, script) = client([reply]);
            let read = (row.run)(psa).await.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(&read, expected, "{name}: {answered}");

            let sent = script.sent();
            let [request] = &sent[..] else { panic!("{name}: {} requests", sent.len()) };
            assert_eq!(line(request), row.line, "{name}");
            assert_eq!(body(&script, 0), row.body, "{name}: body");
            assert_eq!(header(request, "authorization"), Some(format!("Basic {BASIC}").as_str()), "{name}");
            assert_eq!(header(request, "clientid"), Some(CLIENT_ID), "{name}");
            assert_eq!(header(request, "accept"), Some("application/json"), "{name}");
            assert_eq!(header(request, "pagination-type"), row.forward_only.then_some("forward-only"), "{name}");
            let json = (!row.body.is_null()).then_some("application/json");
            assert_eq!(header(request, "content-type"), json, "{name}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_patch_of_replacements_is_tried_again_and_a_creation_never() {
    let cut = || [Reply::cut(), answer(json!({ "id": 7 }))];
    let (psa, script) = client(cut());
    assert_eq!(psa.tickets().update(TICKET, &patch()).await.unwrap().id, Some(TICKET));
    assert_eq!(lines(&script).len(), 2);

    let once = [
        Patch::new().add("communicationItems/3", json!({ "value": "x" })),
        Patch::new().remove("communicationItems/0"),
        Patch::new().replace("communicationItems/0/value", "x"),
    ];
    for patch in once {
        let (psa, script) = client(cut());
        let error = psa.contacts().update(7.into(), &patch).await.unwrap_err();
        assert_eq!((error.kind(), script.sent().len()), (ErrorKind::OutcomeUnknown, 1), "{patch:?}");
    }
    let (psa, script) = client(cut());
    let error = psa.tickets().create(&NewTicket::new("Black screen", by(912))).await.unwrap_err();
    assert_eq!((error.kind(), script.sent().len()), (ErrorKind::OutcomeUnknown, 1));
}

#[tokio::test(start_paused = true)]
async fn what_only_reads_is_repeated_whatever_its_method() {
    let (psa, script) = client([Reply::cut(), Reply::status(503), answer(json!({ "id": 7 }))]);
    psa.time_entries().defaults(&NewTimeEntry::new(noon())).await.unwrap();
    assert_eq!(script.sent().len(), 3);
    let (psa, script) = client([Reply::cut(), Reply::status(204)]);
    psa.tickets().delete(TICKET).await.unwrap();
    assert_eq!(script.sent().len(), 2);
}

#[tokio::test]
async fn a_patch_known_to_answer_a_false_success_is_not_sent() {
    let (psa, script) = client([]);
    let error = psa.tickets().update(TICKET, &Patch::new().replace("company/identifier", "FAB")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(error.to_string().contains("company"), "{error}");
    assert!(script.sent().is_empty());
}

#[tokio::test]
async fn all_notes_falls_back_to_the_notes_where_the_route_is_missing() {
    for status in [404, 405] {
        let (psa, script) = client([Reply::status(status), answer(json!([{ "id": 1, "text": "Hi" }]))]);
        let notes = psa.tickets().all_notes(TICKET).await.unwrap();
        assert_eq!(notes[0].text.as_deref(), Some("Hi"));
        assert_eq!(notes[0].ticket.as_ref().and_then(|ticket| ticket.id), Some(TICKET));
        let [all, plain] = ["GET /service/tickets/7/allNotes", "GET /service/tickets/7/notes"];
        assert_eq!(lines(&script), [format!("{all}?pageSize=1000"), format!("{plain}?pageSize=1000")]);
    }
    let (psa, script) = client([Reply::status(403)]);
    assert_eq!(psa.tickets().all_notes(TICKET).await.unwrap_err().status(), Some(403));
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test]
async fn what_belongs_to_a_ticket_is_found_by_conditions() {
    async fn asked<T, F>(list: impl FnOnce(&PsaClient) -> ListRequest<T, F>) -> String
    where
        T: DeserializeOwned + Send,
    {
        let (psa, script) = client([answer(json!([]))]);
        list(&psa).all().await.unwrap();
        lines(&script).remove(0).replace("&pageSize=1000", "")
    }
    assert_eq!(
        asked(|psa| psa.tickets().time_entries(TICKET)).await,
        "GET /time/entries?conditions=(chargeToType = \"ServiceTicket\" or chargeToType = \"ProjectTicket\") and \
         chargeToId = 7"
    );
    assert_eq!(
        asked(|psa| psa.tickets().documents(TICKET)).await,
        "GET /system/documents?pageSize=1000&recordId=7&recordType=Ticket"
    );
    assert_eq!(
        asked(|psa| psa.tickets().products(TICKET)).await,
        "GET /procurement/products?conditions=chargeToType = \"Ticket\" and chargeToId = 7"
    );
    assert_eq!(
        asked(|psa| psa.tickets().schedule(TICKET)).await,
        "GET /schedule/entries?conditions=type/id = 4 and objectId = 7"
    );
    assert_eq!(asked(|psa| psa.tickets().activities(TICKET)).await, "GET /sales/activities?conditions=ticket/id = 7");
}

#[tokio::test]
async fn a_contact_is_deleted_in_favour_of_another() {
    let (psa, script) = client([Reply::status(204)]);
    psa.contacts().delete_and_transfer(1.into(), 2.into()).await.unwrap();
    assert_eq!(lines(&script), ["DELETE /company/contacts/1?transferContactId=2"]);
}

#[tokio::test]
async fn members_lend_their_keys() {
    let token = json!({ "publicKey": "lentPub", "privateKey": "lentPriv", "expiration": NOON });
    let (psa, script) = client([answer(token)]);
    let token = psa.members().token("jdoe").await.unwrap();
    assert_eq!(header(&script.sent()[0], "x-cw-usertype"), Some("member"));

    let script = std::sync::Arc::new(cw_http::testing::Script::new([answer(json!({}))]));
    let lent = common::builder(&script).token(&token).build().unwrap();
    lent.system_info().await.unwrap();
    // acmemsp+lentPub:lentPriv
    assert_eq!(header(&script.sent()[0], "authorization"), Some("Basic YWNtZW1zcCtsZW50UHViOmxlbnRQcml2"));
    let nothing = common::builder(&script).token(&MemberToken::default()).build().unwrap_err();
    assert!(nothing.to_string().contains("public key is empty"), "{nothing}");
}

#[tokio::test]
async fn files_go_up_as_a_form_and_come_down_as_they_are() {
    let (psa, script) = client([Reply::json(201, r#"{"id": 7, "fileName": "rack.jpg"}"#)]);
    let upload = Upload::new("rack.jpg", b"\x00\xff\r\n".to_vec()).on("Ticket", TICKET).title("The rack").private(true);
    let document = psa.documents().upload(&upload).await.unwrap();
    assert_eq!(document.file_name.as_deref(), Some("rack.jpg"));
    let sent = script.sent();
    assert_eq!(line(&sent[0]), "POST /system/documents");
    let kind = header(&sent[0], "content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let form = String::from_utf8_lossy(sent[0].body());
    for (name, value) in [("recordType", "Ticket"), ("recordId", "7"), ("title", "The rack"), ("privateFlag", "true")] {
        let part = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        assert!(form.contains(&part), "{part} in {form}");
    }
    assert!(form.contains("name=\"file\"; filename=\"rack.jpg\"") && !form.contains("readOnly"), "{form}");
    assert!(sent[0].body().windows(4).any(|window| window == b"\x00\xff\r\n"));

    let pdf = || {
        Reply::body(200, b"%PDF\xff".to_vec())
            .header("content-type", "application/pdf")
            .header("content-disposition", "attachment; filename=\"../invoice 12.pdf\"")
    };
    let (psa, script) = client([pdf(), pdf(), pdf()]);
    for call in [psa.documents().download(7.into()), psa.documents().thumbnail(7.into()), psa.invoices().pdf(7.into())]
    {
        let file = call.await.unwrap();
        assert_eq!((file.file_name.as_deref(), file.bytes.as_slice()), (Some("invoice 12.pdf"), &b"%PDF\xff"[..]));
        assert_eq!(file.content_type.as_deref(), Some("application/pdf"));
    }
    let [document, invoice] = ["GET /system/documents/7", "GET /finance/invoices/7"];
    let paths = [format!("{document}/download"), format!("{document}/thumbnail"), format!("{invoice}/pdf")];
    assert_eq!(lines(&script), paths);
    assert!(script.sent().iter().all(|sent| header(sent, "accept") == Some("*/*")));
}

#[tokio::test]
async fn a_version_is_asked_for_by_client_or_by_call_and_not_where_it_is_refused() {
    let version = |release| format!("application/vnd.connectwise.com+json; version={release}");
    let script = std::sync::Arc::new(cw_http::testing::Script::default().then_always(answer(json!({ "count": 1 }))));
    let psa = common::builder(&script).version("2025.8").build().unwrap();
    psa.system_info().await.unwrap();
    psa.with_version("2026.1").tickets().get(TICKET).await.unwrap();
    psa.tickets().list().count().await.unwrap();
    psa.execute(psa.request(Method::GET, "/service/tickets/7")).await.unwrap();
    psa.tickets().attach_children(TICKET, &ChildTickets::new([8.into()])).await.unwrap();
    let sent = script.sent();
    let accepts: Vec<_> = sent.iter().map(|sent| header(sent, "accept").unwrap()).collect();
    let [older, newer] = ["2025.8", "2026.1"].map(version);
    assert_eq!(accepts, [&older, &newer, &older, &older, "application/json"]);

    let (psa, script) = client([]);
    let error = psa.with_version("latest").tickets().list().all().await.unwrap_err();
    assert!(error.to_string().contains("no release"), "{error}");
    let error = psa.with_version("latest").tickets().create(&NewTicket::new("x", by(1))).await.unwrap_err();
    assert!(error.to_string().contains("no release"), "{error}");
    assert!(script.sent().is_empty());
}

#[tokio::test]
async fn a_resource_of_ones_own_is_a_few_lines() {
    #[derive(serde::Deserialize)]
    struct Holiday {
        name: String,
    }
    impl Resource for Holiday {
        const PATH: &'static str = "/schedule/holidayLists/{parentId}/holidays";
        type Id = i64;
        type Model = Self;
        type Filter = cw_psa_client::Criteria;
    }
    impl Writable for Holiday {
        type New = Value;
    }
    let holiday = || answer(json!({ "name": "New Year" }));
    let (psa, script) = client([answer(json!([{ "name": "New Year" }])), holiday(), holiday()]);
    let holidays = psa.resource_of::<Holiday>(3);
    assert_eq!(holidays.list().all().await.unwrap()[0].name, "New Year");
    holidays.get(1).await.unwrap();
    holidays.create(&json!({ "name": "New Year" })).await.unwrap();
    let path = "/schedule/holidayLists/3/holidays";
    assert_eq!(lines(&script), [format!("GET {path}?pageSize=1000"), format!("GET {path}/1"), format!("POST {path}")]);

    let error = psa.resource::<Holiday>().get(1).await.err().unwrap();
    assert!(error.to_string().contains("`parentId` was not given"), "{error}");
    assert!(error.to_string().contains("/schedule/holidayLists/{parentId}/holidays.get"), "{error}");
}

#[tokio::test]
async fn the_raw_door_takes_paths_as_people_write_them_and_stays_below_the_root() {
    for path in
        ["/company/markets?pageSize=1", "company/markets?pageSize=1", "/v2026_1/apis/3.0/company/markets?pageSize=1"]
    {
        let (psa, script) = client([answer(json!({ "ok": true }))]);
        let request = psa.request(Method::PUT, path).query("a b", "c").json(&json!({ "x": 1 }));
        let response = psa.execute(request).await.unwrap();
        assert_eq!((response.status(), response.json::<Value>().unwrap()), (200, json!({ "ok": true })));
        assert_eq!(lines(&script), ["PUT /company/markets?a b=c&pageSize=1"]);
        assert_eq!(body(&script, 0), json!({ "x": 1 }));
    }
    for path in
        ["//evil.example/x", "https://evil.example/", "/../../x", "/a/%2e%2e/x", "/x/apis/3.0/../../x", "\\evil"]
    {
        let (psa, script) = client([]);
        let error = psa.execute(psa.request(Method::GET, path)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{path}");
        assert!(script.sent().is_empty(), "{path}");
    }
}
