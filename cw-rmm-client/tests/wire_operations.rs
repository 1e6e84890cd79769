//! Every operation on the wire: what its method sends, and what it makes of an answer. No operation is without a row.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::{SECRET, TOKEN, TOKEN_LINE, answer, body, fixture, header, line};
use cw_http::testing::{Reply, Script};
use cw_rmm_client::api::{FieldOwner, operations};
use cw_rmm_client::models::*;
use cw_rmm_client::{BoardId, Call, Error, ListRequest, Patch, RmmClient, SourceId};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Run = Box<dyn Fn(RmmClient) -> BoxFuture<'static, Result<Value, Error>>>;

/// One operation: what its method must send, and what its answers must become.
struct Row {
    operation: &'static str,
    line: String,
    body: Value,
    /// Answers, each with what it is read as.
    answers: Vec<(Value, Value)>,
    run: Run,
}

fn row<T: Serialize + 'static, F: Future<Output = Result<T, Error>> + Send + 'static>(
    operation: &'static str,
    line: &str,
    answers: Vec<(Value, Value)>,
    call: impl Fn(RmmClient) -> F + 'static,
) -> Row {
    let run: Run = Box::new(move |rmm| {
        let call = call(rmm);
        async move { Ok(serde_json::to_value(call.await?).unwrap()) }.boxed()
    });
    Row { operation, line: line.to_owned(), body: Value::Null, answers, run }
}

/// An operation that answers with one record.
fn one<T: Serialize + Send + 'static>(
    operation: &'static str,
    line: &str,
    model: &str,
    call: impl Fn(&RmmClient) -> Call<T> + 'static,
) -> Row {
    row(operation, line, variants(&fixture(model)), move |rmm| call(&rmm).send())
}

/// An operation that answers with nothing.
fn act(operation: &'static str, line: &str, call: impl Fn(&RmmClient) -> Call<()> + 'static) -> Row {
    row(operation, line, vec![(Value::Null, Value::Null)], move |rmm| call(&rmm).send())
}

/// An operation that answers with a list, bare or under this name.
fn list<T: Serialize + DeserializeOwned + Send + 'static>(
    operation: &'static str,
    line: &str,
    model: &str,
    envelope: &str,
    list: impl Fn(&RmmClient) -> ListRequest<T> + 'static,
) -> Row {
    let (rows, read) = variants(&fixture(model)).into_iter().unzip::<Value, Value, Vec<_>, Vec<_>>();
    let bare = Value::from(rows);
    let mut answers = vec![(bare.clone(), Value::from(read.clone())), (json!([]), json!([])), (Value::Null, json!([]))];
    if !envelope.is_empty() {
        answers.push((json!({ envelope: bare, "count": 2, "totalCount": 2 }), Value::from(read)));
    }
    row(operation, line, answers, move |rmm| list(&rmm).all())
}

impl Row {
    fn sends(mut self, body: Value) -> Self {
        self.body = body;
        self
    }

    fn answers(mut self, answer: Value, read: Value) -> Self {
        self.answers = vec![(answer, read)];
        self
    }
}

/// The record in full, with what is new in it left out; with every field null.
fn variants(full: &Value) -> Vec<(Value, Value)> {
    let fields = full.as_object().unwrap();
    let nulls: Value =
        fields.keys().map(|field| (field.clone(), Value::Null)).collect::<serde_json::Map<_, _>>().into();
    let mut future = full.clone();
    future["addedNextYear"] = json!([{ "deep": 1 }]);
    vec![(future, full.clone()), (nulls, json!({}))]
}

const C: &str = "comp-1";
const S: &str = "site-1";
const E: &str = "endp-1";
const V1: &str = "/api/platform/v1";
const V2: &str = "/api/platform/v2";

fn get(path: &str) -> String {
    format!("GET {path}")
}

fn patch() -> Patch {
    Patch::new().set("name", "New")
}

fn patched() -> Value {
    json!([{ "op": "replace", "path": "/name", "value": "New" }])
}

fn companies_and_sites() -> Vec<Row> {
    let site = || NewSite::new("Harbor", "(UTC)").with_friendly_name("H").with_primary_address(NewAddress::new("US"));
    let new_site = json!({
        "name": "Harbor", "timeZone": "(UTC)", "friendlyName": "H", "primaryAddress": { "countryCode": "US" },
    });
    let of_company = format!("{V1}/company/companies/comp-1/sites");
    vec![
        list("companies.list", &get(&format!("{V1}/company/companies")), "Company", "companies", |rmm| {
            rmm.companies().list()
        }),
        one("companies.get", &get(&format!("{V1}/company/companies/comp-1")), "Company", |rmm| rmm.companies().get(C)),
        list("sites.list", &get(&format!("{V1}/company/sites")), "Site", "sites", |rmm| rmm.sites().list()),
        one("sites.get", &get(&format!("{V1}/company/sites/site-1")), "Site", |rmm| rmm.sites().get(S)),
        list("sites.of_company", &get(&of_company), "Site", "sites", |rmm| rmm.sites().of_company(C)),
        one("sites.of_company_get", &get(&format!("{of_company}/site-1")), "Site", |rmm| {
            rmm.sites().get_of_company(C, S)
        }),
        one("sites.create", &format!("POST {of_company}"), "Site", move |rmm| rmm.sites().create(C, &site()))
            .sends(new_site.clone()),
        one("sites.replace", &format!("PUT {of_company}/site-1"), "Site", move |rmm| {
            rmm.sites().replace(C, S, &site())
        })
        .sends(new_site),
        one("sites.update", &format!("PATCH {of_company}/site-1"), "Site", |rmm| rmm.sites().update(C, S, &patch()))
            .sends(patched()),
    ]
}

fn devices() -> Vec<Row> {
    let category = format!("{V2}/device/categories/platform/endpoints?limit=500");
    let page = json!({ "platform": [{ "companyID": C, "siteID": S, "endpoints": [{ "endpointID": E, "deviceName": "DC01" }] }] });
    let read = json!([{ "endpointID": E, "companyID": C, "siteID": S, "deviceName": "DC01" }]);
    let scope = json!({ "resourceType": "company", "resources": [C] });
    let all = |rmm: RmmClient| rmm.devices().list_v2(cw_rmm_client::api::DeviceScope::company(C)).all();
    vec![
        list("devices.list", &get(&format!("{V1}/device/endpoints")), "DeviceSummary", "endpoints", |rmm| {
            rmm.devices().list()
        }),
        list(
            "devices.of_company",
            &get(&format!("{V1}/device/clients/comp-1/endpoints")),
            "DeviceSummary",
            "endpoints",
            |rmm| rmm.devices().of_company(C),
        ),
        list(
            "devices.of_site",
            &get(&format!("{V1}/device/clients/comp-1/sites/site-1/endpoints")),
            "DeviceSummary",
            "endpoints",
            |rmm| rmm.devices().of_site(C, S),
        ),
        one("devices.get", &get(&format!("{V1}/device/endpoints/endp-1")), "Device", |rmm| rmm.devices().get(E)),
        one(
            "devices.get_v2",
            &get(&format!("{V2}/device/companies/comp-1/sites/site-1/endpoints/endp-1")),
            "Device",
            |rmm| rmm.devices().get_v2(C, S, E),
        ),
        row("devices.install_token", &format!("POST {V1}/device/token"), vec![(json!("uuid"), json!("***"))], |rmm| {
            rmm.devices().install_token(C, S).send()
        })
        .sends(json!({ "companyID": C, "siteID": S })),
        row("devices.list_v2", &format!("POST {category}"), vec![(page.clone(), read.clone())], all)
            .sends(scope.clone()),
        row("devices.list_v2_by_get", &format!("GET {category}"), vec![(page, read)], all).sends(scope),
        row(
            "devices.heartbeat",
            &get(&format!("{V2}/device/endpoints/heartbeat?resourceType=companies&resources=comp-1")),
            vec![(fixture("Heartbeat"), fixture("Heartbeat"))],
            |rmm| async move { rmm.devices().heartbeat(&cw_rmm_client::api::DeviceScope::company(C)).await },
        ),
        row(
            "devices.system_states",
            &get(&format!("{V2}/device/endpoints/systemstate?resourceType=companies&resources=comp-1")),
            vec![(fixture("SystemStates"), fixture("SystemStates"))],
            |rmm| async move { rmm.devices().system_states(&cw_rmm_client::api::DeviceScope::company(C)).await },
        ),
        one(
            "devices.system_state",
            &get(&format!("{V1}/device/endpoints/endp-1/system-state-info")),
            "SystemState",
            |rmm| rmm.devices().system_state(E),
        ),
        one("devices.cpu_usage", &get(&format!("{V2}/device/endpoints/endp-1/cpu-usage")), "CpuSample", |rmm| {
            rmm.devices().cpu_usage(E)
        })
        .answers(json!([fixture("CpuSample")]), json!([fixture("CpuSample")])),
        one(
            "devices.memory_usage",
            &get(&format!("{V2}/device/endpoints/endp-1/memory-usage")),
            "MemorySample",
            |rmm| rmm.devices().memory_usage(E),
        )
        .answers(json!([fixture("MemorySample")]), json!([fixture("MemorySample")])),
        one("devices.disk_usage", &get(&format!("{V2}/device/endpoints/endp-1/disk-usage")), "DiskSample", |rmm| {
            rmm.devices().disk_usage(E)
        })
        .answers(json!([fixture("DiskSample")]), json!([fixture("DiskSample")])),
        one("patches.of_device", &get(&format!("{V2}/patching/endp-1/patches")), "PatchReport", |rmm| {
            rmm.patches().of_device(E)
        }),
        one("patches.of_device_v1", &get(&format!("{V1}/patching/endp-1/patches")), "PatchReport", |rmm| {
            rmm.patches().of_device(E)
        }),
        list("device_groups.list", &get(&format!("{V1}/device-groups")), "DeviceGroup", "", |rmm| {
            rmm.device_groups().list()
        }),
        one(
            "device_groups.of_device",
            &get(&format!("{V2}/managed-endpoints/endp-1/device-groups")),
            "DeviceGroup",
            |rmm| rmm.device_groups().of_device(E),
        )
        .answers(json!(["dg-1", "dg-2"]), json!(["dg-1", "dg-2"])),
    ]
}

fn automation() -> Vec<Row> {
    let schedule = json!({
        "name": "Disk Cleanup", "description": null, "templateID": "tpl-1", "templateType": "script", "targets": [E],
        "targetType": "MANAGED_ENDPOINT", "resourcesType": "Both", "parameters": "{\"drive\":\"C\"}",
        "schedule": {
            "regularity": "Immediate", "category": "STZ", "scheduleType": "TIME", "repeat": null, "startDate": null,
            "endDate": null, "endDateType": null, "timeZone": null, "triggerType": null, "timeFrameType": null,
            "startTimeFrame": null, "endTimeFrame": null,
        },
    });
    let run = |rmm: &RmmClient| {
        let run =
            rmm.tasks().run(cw_rmm_client::Template::shell("tpl-1", "Disk Cleanup")).on([E]).parameter("drive", "C");
        rmm.tasks().schedule(&run.body().unwrap())
    };
    vec![
        list("scripts.list", &get(&format!("{V1}/automation/scripts")), "AutomationScript", "", |rmm| {
            rmm.scripts().list()
        }),
        list("scripts.list_shell", &get(&format!("{V1}/automation/shellScripts")), "ShellScript", "Templates", |rmm| {
            rmm.scripts().shell()
        }),
        list("tasks.list", &get(&format!("{V1}/automation/tasks")), "TaskDefinition", "", |rmm| rmm.tasks().list()),
        one("tasks.schedule", &format!("POST {V2}/automation/endpoints/schedule-tasks"), "ScheduledTask", run)
            .sends(schedule),
        one("tasks.instances", &get(&format!("{V1}/automation/tasks/t-1/instances/summary")), "TaskInstances", |rmm| {
            rmm.tasks().instances("t-1")
        })
        .answers(fixture("TaskInstances"), fixture("TaskInstances")),
        one("tasks.results", &get(&format!("{V1}/automation/tasks/t-1/instances/i-1/results")), "TaskResults", |rmm| {
            rmm.tasks().results("t-1", "i-1")
        })
        .answers(fixture("TaskResults"), fixture("TaskResults")),
        row(
            "tasks.tenant_summary",
            "GET /api/x/summary",
            vec![(json!({ "a": 1 }), json!({ "a": 1 }))],
            |rmm| async move { rmm.tasks().tenant_summary().await },
        ),
        row("tasks.endpoint_summary", "GET /api/x/endp-1/summary", vec![(json!([1]), json!([1]))], |rmm| async move {
            rmm.tasks().endpoint_summary(E).await
        }),
        row(
            "cases.list",
            "GET /api/v1/cases?limit=100",
            vec![(json!({ "cases": [{ "id": 1 }] }), json!([{ "id": 1 }]))],
            |rmm| rmm.cases().list().all(),
        ),
        row("cases.entities", "GET /api/v1/cases/ca-1/impacted-entities", vec![(json!({}), json!({}))], |rmm| {
            rmm.cases().impacted_entities("ca-1").send()
        }),
        one("rate_limits.get", "GET /v1/rate_limits", "RateLimits", |rmm| rmm.rate_limits().get()),
    ]
}

fn new_ticket() -> NewTicket {
    NewTicket::new("Backup", "Two nights", BoardId::new("bo-1"), SourceId::new("so-1"))
        .with_company(Ref::by_id(C))
        .with_kind(Ref::by_id("ty-1"))
        .with_asset(E)
}

fn tickets() -> Vec<Row> {
    let path = format!("{V2}/service/ticketing/tickets");
    let notes = format!("{V1}/service/ticketing/tickets/tick-1/notes");
    let ticket = json!({
        "summary": "Backup", "description": "Two nights", "serviceBoard": { "id": "bo-1" }, "source": { "id": "so-1" },
        "company": { "id": C }, "type": { "id": "ty-1" }, "assets": [{ "id": E }],
    });
    let note = || NewTicketNote::internal("Done.");
    let new_note = json!({ "detail": "Done.", "visibility": 2 });
    vec![
        list("tickets.list", &format!("GET {path}?pageNum=1&pageSize=100"), "Ticket", "tickets", |rmm| {
            rmm.tickets().list()
        }),
        one("tickets.get", &format!("GET {path}/tick-1"), "Ticket", |rmm| rmm.tickets().get("tick-1")),
        one("tickets.create", &format!("POST {path}"), "Ticket", |rmm| rmm.tickets().create(&new_ticket()))
            .sends(ticket.clone()),
        one("tickets.replace", &format!("PUT {path}/tick-1"), "Ticket", |rmm| {
            rmm.tickets().replace("tick-1", &new_ticket())
        })
        .sends(ticket),
        one("tickets.update", &format!("PATCH {path}/tick-1"), "Ticket", |rmm| {
            rmm.tickets().update("tick-1", &patch())
        })
        .sends(patched()),
        list("tickets.notes", &format!("GET {notes}"), "TicketNote", "", |rmm| rmm.tickets().notes("tick-1")),
        one("tickets.note", &format!("GET {notes}/no-1"), "TicketNote", |rmm| rmm.tickets().note("tick-1", "no-1")),
        one("tickets.create_note", &format!("POST {notes}"), "TicketNote", move |rmm| {
            rmm.tickets().create_note("tick-1", &note())
        })
        .sends(new_note.clone()),
        one("tickets.replace_note", &format!("PUT {notes}/no-1"), "TicketNote", move |rmm| {
            rmm.tickets().replace_note("tick-1", "no-1", &note())
        })
        .sends(new_note),
        one("tickets.update_note", &format!("PATCH {notes}/no-1"), "TicketNote", |rmm| {
            rmm.tickets().update_note("tick-1", "no-1", &patch())
        })
        .sends(patched()),
    ]
}

fn lookups() -> Vec<Row> {
    let path = |what: &str| format!("{V1}/service/ticketing/{what}");
    let tag = || NewTag::new("backup").with_inactive_flag(true);
    let new_tag = json!({ "name": "backup", "inactiveFlag": true });
    vec![
        list("lookups.boards", &get(&path("service-boards")), "Board", "", |rmm| rmm.lookups().boards()),
        list("lookups.teams", &get(&path("service-boards/bo-1/teams")), "BoardTeam", "", |rmm| {
            rmm.lookups().teams("bo-1")
        }),
        list("lookups.priorities", &get(&path("priorities")), "Priority", "", |rmm| rmm.lookups().priorities()),
        list("lookups.sources", &get(&path("sources")), "Source", "", |rmm| rmm.lookups().sources()),
        list("lookups.statuses", &get(&path("statuses")), "Status", "", |rmm| rmm.lookups().statuses()),
        list("lookups.types", &get(&path("types")), "TicketType", "", |rmm| rmm.lookups().types()),
        list("lookups.categories", &get(&path("categories")), "Category", "", |rmm| rmm.lookups().categories()),
        list("lookups.counts", &get(&path("ticket-counts")), "TicketCount", "", |rmm| rmm.lookups().counts()),
        list("lookups.tags", &get(&path("tags")), "Tag", "", |rmm| rmm.lookups().tags()),
        one("lookups.tag", &get(&path("tags/tg-1")), "Tag", |rmm| rmm.lookups().tag("tg-1")),
        one("lookups.create_tag", &format!("POST {}", path("tags")), "Tag", move |rmm| {
            rmm.lookups().create_tag(&tag())
        })
        .sends(new_tag.clone()),
        one("lookups.replace_tag", &format!("PUT {}", path("tags/tg-1")), "Tag", move |rmm| {
            rmm.lookups().replace_tag("tg-1", &tag())
        })
        .sends(new_tag),
        one("lookups.update_tag", &format!("PATCH {}", path("tags/tg-1")), "Tag", |rmm| {
            rmm.lookups().update_tag("tg-1", &patch())
        })
        .sends(patched()),
        act("lookups.delete_tag", &format!("DELETE {}", path("tags/tg-1")), |rmm| rmm.lookups().delete_tag("tg-1")),
    ]
}

fn custom_fields() -> Vec<Row> {
    let definitions = format!("{V1}/custom-field/definitions");
    let field = || NewCustomField::new("Shelf", "text").with_options(vec!["A1".to_owned()]);
    let new_field = json!({ "name": "Shelf", "type": "text", "options": ["A1"] });
    let mut rows = vec![
        list("custom_fields.list", &get(&definitions), "CustomField", "", |rmm| rmm.custom_fields().list()),
        one("custom_fields.get", &format!("GET {definitions}/cf-1"), "CustomField", |rmm| {
            rmm.custom_fields().get("cf-1")
        }),
        one("custom_fields.create", &format!("POST {definitions}"), "CustomField", move |rmm| {
            rmm.custom_fields().create(&field())
        })
        .sends(new_field.clone()),
        one("custom_fields.replace", &format!("PUT {definitions}/cf-1"), "CustomField", move |rmm| {
            rmm.custom_fields().replace("cf-1", &field())
        })
        .sends(new_field),
        act("custom_fields.delete", &format!("DELETE {definitions}/cf-1"), |rmm| rmm.custom_fields().delete("cf-1")),
    ];
    let values = json!([{ "attributeID": "cf-1", "value": "B4" }]);
    for (read, write, path, owner) in [
        (
            "custom_fields.of_device",
            "custom_fields.set_on_device",
            "device/endpoints/endp-1",
            FieldOwner::Device(E.into()),
        ),
        (
            "custom_fields.of_company",
            "custom_fields.set_on_company",
            "company/companies/comp-1",
            FieldOwner::Company(C.into()),
        ),
        ("custom_fields.of_site", "custom_fields.set_on_site", "company/sites/site-1", FieldOwner::Site(S.into())),
    ] {
        let path = format!("{V1}/{path}/custom-fields");
        let again = owner.clone();
        rows.push(list(read, &format!("GET {path}"), "CustomFieldValue", "", move |rmm| {
            rmm.custom_fields().values(&owner)
        }));
        let set = one(write, &format!("PUT {path}"), "CustomFieldValue", move |rmm| {
            rmm.custom_fields().set_values(&again, &[CustomFieldValue::new("cf-1", "B4")])
        });
        rows.push(set.sends(values.clone()).answers(values.clone(), values.clone()));
    }
    rows
}

fn rows() -> Vec<Row> {
    [companies_and_sites(), devices(), automation(), tickets(), lookups(), custom_fields()]
        .into_iter()
        .flatten()
        .collect()
}

/// The request for a token has tests of its own.
const ELSEWHERE: [&str; 1] = ["auth.token"];

#[test]
fn no_operation_is_without_a_row() {
    let all: BTreeSet<&str> = operations().map(|route| route.name()).collect();
    let tested: BTreeSet<&str> = rows().iter().map(|row| row.operation).chain(ELSEWHERE).collect();
    assert_eq!(all, tested);
    assert_eq!(operations().count(), all.len(), "a name is used twice");
}

#[test]
fn every_operation_says_which_scope_it_needs_and_which_of_them_read() {
    for route in operations() {
        let scopes = route.scopes();
        assert!(!scopes.is_empty() || ["rate_limits.get", "auth.token"].contains(&route.name()), "{}", route.name());
        let reads = scopes.iter().all(|scope| scope.as_str().ends_with(".read"));
        let exceptions = ["auth.token", "devices.install_token"].contains(&route.name());
        assert_eq!(route.reads(), reads && !exceptions, "{}", route.name());
    }
}

#[tokio::test]
async fn every_operation_sends_and_reads_what_it_should() {
    use cw_rmm_client::{ApiVersion, DeviceListMethod};
    for row in rows() {
        let name = row.operation;
        for (answered, expected) in &row.answers {
            // An answer without a value is one without a body.
            let reply = if answered.is_null() { Reply::status(204) } else { answer(answered.clone()) };
            let script = Arc::new(Script::new([common::token(), reply]));
            let rmm = common::builder(&script).dialect(|dialect| {
                let dialect = dialect
                    .tenant_summary_path("/api/x/summary".to_owned())
                    .endpoint_summary_path("/api/x/{endpointId}/summary".to_owned());
                match name {
                    "devices.list_v2_by_get" => dialect.device_list(DeviceListMethod::Get),
                    "patches.of_device_v1" => dialect.patches(ApiVersion::V1),
                    _ => dialect,
                }
            });
            let read = (row.run)(rmm.build().unwrap()).await.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(&read, expected, "{name}: {answered}");

            let sent = script.sent();
            assert_eq!(sent.len(), 2, "{name}: more was sent");
            assert_eq!((line(&sent[0]).as_str(), line(&sent[1])), (TOKEN_LINE, row.line.clone()), "{name}");
            assert_eq!(body(&script, 1), row.body, "{name}: body");
            let request = &sent[1];
            assert_eq!(header(request, "authorization"), Some(format!("Bearer {TOKEN}").as_str()), "{name}");
            assert_eq!(header(request, "accept"), Some("application/json"), "{name}");
            let json = (!row.body.is_null()).then_some("application/json");
            assert_eq!(header(request, "content-type"), json, "{name}");
            assert_eq!(header(request, "x-request-id").map(str::len), Some(36), "{name}");
            let whole = format!("{request:?}");
            assert!(!whole.contains(SECRET), "{name}");
        }
    }
}

#[tokio::test]
async fn other_versions_are_a_setting() {
    use cw_rmm_client::{ApiVersion, Dialect};
    let old = |dialect: Dialect| {
        dialect
            .tickets(ApiVersion::V1)
            .scheduling(ApiVersion::V1)
            .system_state(ApiVersion::V2)
            .device_custom_fields(ApiVersion::V2)
            .instances_path("/api/i/{taskId}")
            .results_path("/api/r/{taskId}/{instanceId}")
    };
    let script = Arc::new(Script::new([common::token()]).then_always(answer(json!({}))));
    let rmm = common::builder(&script).dialect(old).build().unwrap();
    rmm.tickets().get("1").await.unwrap();
    rmm.devices().system_state(E).await.unwrap();
    rmm.tasks().run(cw_rmm_client::Template::shell("t", "n")).on([E]).send().await.unwrap();
    rmm.tasks().instances("a/b").await.unwrap();
    rmm.tasks().results("t", "i").await.unwrap();
    let _ = rmm.custom_fields().values(&FieldOwner::Device(E.into())).all().await;
    assert_eq!(
        common::lines(&script),
        [
            "GET /api/platform/v1/service/ticketing/tickets/1",
            "GET /api/platform/v2/device/endpoints/endp-1/system-state-info",
            "POST /api/platform/v1/automation/endpoints/schedule-tasks",
            "GET /api/i/a%2Fb",
            "GET /api/r/t/i",
            "GET /api/platform/v2/device/endpoints/endp-1/custom-fields",
        ]
    );
    let wrong =
        common::builder(&script).dialect(|dialect| dialect.results_path("https://evil.example/{taskId}")).build();
    assert_eq!(wrong.unwrap_err().kind(), cw_rmm_client::ErrorKind::Config);
}

#[tokio::test]
async fn a_summary_of_tasks_that_no_source_knows_is_not_asked_for() {
    let (rmm, script) = common::client([]);
    for error in [rmm.tasks().tenant_summary().await.unwrap_err(), rmm.tasks().endpoint_summary(E).await.unwrap_err()] {
        assert_eq!(error.kind(), cw_rmm_client::ErrorKind::Unsupported);
    }
    assert!(script.sent().is_empty());
}

#[test]
fn the_paths_of_the_dialect_are_those_of_the_operations() {
    let dialect = cw_rmm_client::Dialect::default();
    let path = |name: &str| operations().find(|route| route.name() == name).unwrap().path().to_owned();
    assert_eq!(dialect.instances_path, path("tasks.instances"));
    assert_eq!(dialect.results_path, path("tasks.results"));
}

#[tokio::test]
async fn what_the_service_would_refuse_is_not_sent() {
    let (rmm, script) = common::client([]);
    let long = NewTicket::new("x".repeat(256), "y", BoardId::new("b"), SourceId::new("s"));
    for error in [
        rmm.tickets().create(&long).await.unwrap_err(),
        rmm.tickets().replace("1", &long).await.unwrap_err(),
        rmm.tickets().create_note("1", &NewTicketNote::internal("")).await.unwrap_err(),
        rmm.tickets().replace_note("1", "2", &NewTicketNote::internal("x".repeat(12_001))).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), cw_rmm_client::ErrorKind::Input, "{error}");
    }
    assert!(script.sent().is_empty());
}
