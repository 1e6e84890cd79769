//! The scripts of RMM as tools, behind one gate with the tools of the other products, on the sandbox.

mod support;

use std::{collections::BTreeSet, sync::Arc};

use cw_rmm_client::tools::{INTEGRATION, JudgedScript, ScriptTools};
use cw_rmm_client::{RmmClient, Scopes};
use cw_sandbox::{RmmAccount, Sandbox, ShellScript};
use futures_util::future::join_all;
use msp_tools_core::{
    ApprovalDesk, ApprovalState, AuditKind, CallOutcome, CallStatus, Company, ErrorKind, MemoryAudit, Pins, Policies,
    RefusalCause, Registry, WordClassifier, call_report,
};
use serde_json::{Value, json};
use support::gate::{approve, refused};
use support::{agent, approved, call, every_tool, rmm, rmm_builder_of, start};

const RUN: &str = "cw-rmm-run-task";
const START: &str = "*/automation/endpoints/schedule-tasks";
const TOKEN: &str = "/v1/token";

/// A tenant, and all tools of all products before it.
struct Office {
    sandbox: Sandbox,
    registry: Registry,
    desk: ApprovalDesk,
    audit: MemoryAudit,
    rmm: RmmClient,
    scripts: ScriptTools,
}

impl Office {
    async fn open() -> Self {
        Self::on(start(Sandbox::builder().settings(|settings| settings.rmm_task_ms = 0)).await).await
    }

    async fn on(sandbox: Sandbox) -> Self {
        let rmm = rmm(&sandbox);
        let (audit, scripts) = (MemoryAudit::new(), ScriptTools::new(&rmm, WordClassifier));
        let builder = Registry::builder().tools(every_tool(&sandbox, &rmm)).source(Arc::new(scripts.clone()));
        let (registry, desk) = builder.audit(Arc::new(audit.clone())).build().expect("the tools fit together");
        registry.refresh().await.expect("the scripts can be read");
        sandbox.clear_log();
        Self { sandbox, registry, desk, audit, rmm, scripts }
    }

    fn set_policies(&self, rules: &str) {
        let catalog = self.desk.catalog();
        self.desk.set_policies(Policies::parse(&format!("version = 1\n{rules}"), &catalog).expect("rules in order"));
    }

    /// The first script of that name, as it is judged now.
    async fn judged(&self, name: &str) -> JudgedScript {
        let id = self.sandbox.world().shell_script_named(name).expect("always there").id.clone();
        let scripts = self.scripts.scripts().await.expect("the library");
        scripts.into_iter().find(|script| script.id == id).expect("it is judged")
    }

    fn device(&self, name: &str) -> String {
        self.sandbox.world().machine_named(name).expect("always there").rmm_id()
    }

    async fn asked(&self, tool: &str, input: Value) -> msp_tools_core::Approval {
        match self.registry.call(tool, input, &agent()).await.expect("a plan") {
            CallOutcome::AwaitingApproval(approval) => *approval,
            CallOutcome::Completed(output) => panic!("{tool} ran: {output:?}"),
        }
    }

    fn starts(&self) -> usize {
        self.sandbox.log().count("POST", START)
    }
}

fn names(registry: &Registry) -> Vec<String> {
    registry.list().iter().map(|tool| tool.spec().name.clone()).collect()
}

#[tokio::test]
async fn the_tools_of_all_products_stand_beside_each_other() {
    let office = Office::open().await;
    let names = names(&office.registry);
    let is_legal = |name: &String| {
        name.len() <= 48
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    assert!(names.iter().all(is_legal), "{names:?}");
    assert!(names.is_sorted() && names.iter().collect::<BTreeSet<_>>().len() == names.len());
    let count = |prefix: &str| names.iter().filter(|name| name.starts_with(prefix)).count();
    let scripts = count("cw-rmm-script-");
    assert_eq!((count("cwa-"), count("cw-psa-"), count("cw-rmm-") - scripts), (8, 21, 18));
    assert!(scripts >= 40, "{scripts}");

    // Whoever builds it, and in whatever order.
    let mut tools = every_tool(&office.sandbox, &rmm(&office.sandbox));
    tools.reverse();
    let builder = Registry::builder().source(Arc::new(office.scripts.clone())).tools(tools);
    let (other, _) = builder.build().expect("the tools fit together");
    other.refresh().await.expect("the scripts can be read");
    assert_eq!(json!(other.list()), json!(office.registry.list()));
}

#[tokio::test]
async fn a_script_that_may_never_run_is_told_by_every_route_in_the_bytes_of_a_tool_that_is_not_there() {
    let office = Office::open().await;
    let (nothing, _) = Registry::builder().build().expect("no tools fit together");
    let (wipe, kiosk) = (office.judged("Wipe Disk").await, office.device("kiosk"));
    let parameters = json!({"drive": "C", "confirm": true});
    let body = json!({"templateID": wipe.id.to_uppercase(), "targets": [kiosk], "targetType": "MANAGED_ENDPOINT"});
    let path = "/api/platform/v1/automation/endpoints/schedule-tasks";
    let routes = [
        (wipe.tool.as_str(), json!({"endpoint_ids": [kiosk], "parameters": parameters}), RefusalCause::NeverTool),
        (RUN, json!({"script": wipe.id, "devices": kiosk, "parameters": parameters}), RefusalCause::NeverCall),
        ("cw-rmm-request", json!({"method": "POST", "path": path, "json_body": body}), RefusalCause::NeverCall),
    ];
    for (tool, input, cause) in routes {
        let told = call_report(&office.registry.call(tool, input.clone(), &agent()).await);
        assert_eq!(told.to_string(), call_report(&nothing.call(tool, input, &agent()).await).to_string());
        let last = office.audit.events().pop().expect("it is written down").kind;
        assert!(matches!(last, AuditKind::Refused { cause: true_cause, .. } if true_cause == cause), "{last:?}");
    }
    let found = office.registry.search("wipe a disk so that nothing on it can be read", 100);
    assert!(found.iter().all(|hit| hit.tool.spec().name != wipe.tool));
    assert!(office.sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn edited_after_it_was_pinned_it_needs_a_person_by_each_route_until_it_is_pinned_again() {
    let office = Office::open().await;
    office.set_policies(&format!("[tools]\n{RUN} = \"auto\""));
    let (script, kiosk) = (office.judged("List Services").await, office.device("kiosk"));
    let routes = [
        (RUN, json!({"script": script.id, "devices": kiosk, "wait_seconds": 0})),
        (script.tool.as_str(), json!({"endpoint_ids": [kiosk], "wait_seconds": 0})),
    ];
    for (tool, input) in &routes {
        call(&office.registry, tool, input.clone()).await.expect("as it was first seen");
    }

    office.sandbox.edit_shell_script(&script.id, |script| script.engine = "bash".to_owned());
    office.registry.refresh().await.expect("the scripts can be read");
    for (tool, input) in &routes {
        let asked = office.asked(tool, input.clone()).await;
        let told = json!(asked.request.decision).to_string();
        let events = office.audit.events();
        let decided = events.iter().rfind(|event| matches!(event.kind, AuditKind::Decided { .. }));
        for told in [told, json!(decided).to_string()] {
            assert!(told.contains("has changed since it was pinned"), "{tool}: {told}");
        }
        approve(&office.desk, &asked).await;
        office.registry.resume(asked.id(), &agent()).await.expect("a person has looked at it");
    }

    let drifted = office.desk.drifted().await.expect("in memory");
    assert_eq!(drifted.iter().map(|drift| drift.operation.as_str()).collect::<Vec<_>>(), [&script.operation]);
    let pins = Pins::new().with(script.operation.as_str(), drifted[0].now.as_str());
    office.desk.pin(pins, &"technician".into()).await.expect("in memory");
    for (tool, input) in &routes {
        call(&office.registry, tool, input.clone()).await.expect("as it was pinned");
    }
    assert_eq!(office.starts(), 6);
}

#[tokio::test]
async fn a_run_on_a_company_is_one_on_the_devices_that_were_shown() {
    let office = Office::open().await;
    let tool = office.judged("Disk Cleanup").await.tool;
    let input = json!({"company_id": "Acme Dental", "target_type": "COMPANY", "wait_seconds": 0});
    let asked = office.asked(&tool, input.clone()).await;
    let shown: Vec<_> = asked.plan().targets.iter().map(|target| target.id.clone()).collect();
    let acme = office.sandbox.world().company_named("Acme Dental").expect("always there").id;
    office.sandbox.add_machine(acme, "acme-late").expect("it has a site");
    let late = call(&office.registry, "cwa-get-computer", json!({"computer": "acme-late"})).await.expect("it is there");
    assert_eq!(late["client"], "Acme Dental");
    assert_eq!(office.asked(&tool, input.clone()).await.plan().targets.len(), shown.len() + 1);

    approve(&office.desk, &asked).await;
    office.registry.resume(asked.id(), &agent()).await.expect("it was approved");
    let log = office.sandbox.log();
    let sent: Value = serde_json::from_str(&log.writes()[0].body).expect("JSON");
    assert_eq!((log.writes().len(), &sent["targets"]), (1, &json!(shown)));
    let ran_late = office.sandbox.world().task_runs.iter().any(|run| run.machine == late["id"]);
    assert!(!ran_late, "nobody was shown it");
}

#[tokio::test]
async fn a_company_of_more_devices_than_the_limit_is_refused_and_nothing_is_sent() {
    let office = Office::open().await;
    office.set_policies("[limits]\ntargets_per_call = 3");
    let script = office.judged("Get Uptime").await;
    let everywhere = json!({"company_id": "Acme Dental", "target_type": "COMPANY"});
    let by_run = json!({"script": script.id, "company": "Acme Dental", "target_type": "COMPANY"});
    for (tool, input) in [(script.tool.as_str(), everywhere), (RUN, by_run)] {
        let error = office.registry.call(tool, input, &agent()).await.expect_err("too many");
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
        assert!(error.message().contains("Acme Dental has") && error.message().contains("at most 3"), "{error}");
    }
    assert!(office.desk.list().await.expect("in memory").is_empty(), "nobody is asked either");
    assert!(office.sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn a_script_that_reads_is_found_by_intent_and_runs_and_its_result_is_read() {
    let office = Office::open().await;
    let script = office.judged("get_tpm_state").await;
    let found = office.registry.search("in which state is the TPM of a machine", 5);
    assert_eq!(found.first().map(|hit| hit.tool.spec().name.as_str()), Some(script.tool.as_str()), "{found:?}");
    let told = call(&office.registry, &script.tool, json!({"endpoint_ids": ["kiosk"], "wait_seconds": 30})).await;
    let told = told.expect("it reads");
    let results = json!({"task_id": told["task_id"], "device": "kiosk"});
    let results = call(&office.registry, "cw-rmm-get-task-results", results).await.expect("it ran");
    let output = results["results"][0]["output"].as_str().expect("it printed something");
    assert!(output.starts_with("kiosk, "), "what this one prints is about the machine: {output}");
    let events = office.audit.events();
    let own: Vec<_> =
        events.iter().filter(|event| event.tool.as_deref().is_some_and(|own| own.ends_with(&script.tool))).collect();
    let is_started = |kind: &AuditKind| matches!(kind, AuditKind::Started { approval: None, grant: None, .. });
    let is_over = |kind: &AuditKind| matches!(kind, AuditKind::Finished { outcome: CallStatus::Completed, .. });
    assert!(is_started(&own[own.len() - 2].kind) && is_over(&own[own.len() - 1].kind), "{own:?}");
    assert_eq!((office.starts(), office.sandbox.log().writes().len()), (1, 1));
}

#[tokio::test]
async fn what_a_script_of_rmm_frees_automate_sees_and_psa_writes_down() {
    let office = Office::open().await;
    let free = async || {
        let kiosk =
            call(&office.registry, "cwa-get-computer", json!({"computer": "kiosk"})).await.expect("it is there");
        let drives = kiosk["drives"].as_array().expect("it has some").clone();
        drives.iter().find(|drive| drive["letter"] == "C").map(|drive| drive["free_gb"].as_f64()).expect("its drive")
    };
    let before = free().await;
    let tool = office.judged("Disk Cleanup").await.tool;
    let input = json!({"endpoint_ids": ["kiosk"], "parameters": {"drive": "C"}, "wait_seconds": 30});
    let told = approved(&office.registry, &office.desk, &tool, input).await.expect("it was approved");
    assert_eq!(told["devices"][0]["outcome"], "succeeded", "{told:#}");
    let after = free().await;
    assert!(after > before, "{before:?} {after:?}");
    let ticket = json!({"company": "Acme Dental", "summary": "kiosk: disk cleaned up", "board": "Help Desk"});
    let made = approved(&office.registry, &office.desk, "cw-psa-create-ticket", ticket).await.expect("it was approved");
    let shown = call(&office.registry, "cw-psa-get-ticket", json!({"id": made["id"]})).await.expect("it stays");
    assert_eq!(shown["summary"], "kiosk: disk cleaned up");
}

#[tokio::test]
async fn a_refresh_changes_what_changed_and_makes_nothing_else_stale() {
    let office = Office::open().await;
    let (edited, left) = (office.judged("Disk Cleanup").await, office.judged("Flush DNS Cache").await);
    let device = json!({"endpoint_ids": [office.device("kiosk")], "wait_seconds": 0});
    let (of_edited, of_left) =
        (office.asked(&edited.tool, device.clone()).await, office.asked(&left.tool, device).await);
    let of_automate = office.asked("cwa-run-script", support::gate::run_input()).await;
    for asked in [&of_edited, &of_left, &of_automate] {
        approve(&office.desk, asked).await;
    }
    let before = names(&office.registry);
    let gone = office.judged("Show Shares").await;
    let mut new = ShellScript::new("Show Fonts");
    new.description = "Lists installed fonts.".to_owned();
    office.sandbox.add_shell_script(new);
    office.sandbox.edit_shell_script(&edited.id, |script| script.description.push_str(", of all users"));
    office.sandbox.remove_shell_script(&gone.id).expect("it was there");
    let changes = office.registry.refresh().await.expect("the scripts can be read");
    assert_eq!(
        (changes.added, changes.changed, changes.removed),
        (vec!["cw-rmm-script-show-fonts".to_owned()], vec![edited.tool.clone()], vec![gone.tool.clone()])
    );
    let after = names(&office.registry);
    assert_eq!(after.len(), before.len());
    assert_eq!(before.iter().filter(|name| !after.contains(name)).collect::<Vec<_>>(), [&gone.tool]);

    refused(office.registry.resume(of_edited.id(), &agent()).await, ErrorKind::Stale, "edited");
    for asked in [of_left, of_automate] {
        office.registry.resume(asked.id(), &agent()).await.expect("nothing changed about it");
    }
    assert_eq!(office.sandbox.log().writes().len(), 2);
}

#[tokio::test]
async fn a_name_of_two_companies_is_ambiguous_for_every_product() {
    let office = Office::open().await;
    let world = office.sandbox.world();
    let other = world.companies.iter().find(|company| company.name == "Northwind Legal").unwrap_or(&world.companies[2]);
    office.sandbox.add_machine(other.id, "kiosk").expect("it has a site");
    let tool = office.judged("Disk Cleanup").await.tool;
    for (tool, input) in [
        ("cwa-get-computer", json!({"computer": "kiosk"})),
        ("cwa-run-script", json!({"script": "Disk Cleanup", "computers": ["kiosk"]})),
        ("cw-rmm-get-device", json!({"device": "kiosk"})),
        (RUN, json!({"script": "Disk Cleanup", "devices": ["DC01", "kiosk"]})),
        (&tool, json!({"endpoint_ids": ["kiosk"]})),
    ] {
        let error = office.registry.call(tool, input, &agent()).await.expect_err("there are two");
        assert_eq!(error.kind(), ErrorKind::Ambiguous, "{tool}: {error}");
        let told = json!(error).to_string();
        assert!(told.contains("Acme Dental") && told.contains(&other.name), "{tool}: {told}");
    }
    let bound = agent().with_company(Company::new(INTEGRATION, other.rmm_id()));
    let device = office.registry.call("cw-rmm-get-device", json!({"device": "kiosk"}), &bound).await;
    assert!(matches!(device, Ok(CallOutcome::Completed(output)) if output.value["company"] == other.name));
    assert!(office.sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn a_missing_scope_is_named_with_where_it_is_granted_and_the_others_work_on() {
    let office = Office::open().await;
    let key = rmm_builder_of(&office.sandbox, RmmAccount::Reader).build().expect("the sandbox's own settings");
    let source = Arc::new(ScriptTools::new(&key, WordClassifier));
    let others = every_tool(&office.sandbox, &key).into_iter().filter(|tool| tool.spec().integration != INTEGRATION);
    let tools = cw_rmm_client::tools::tools(&key).into_iter().chain(others);
    let (registry, desk) = Registry::builder().tools(tools).source(source).build().expect("the tools fit together");
    registry.refresh().await.expect("it may read scripts");
    let script = office.judged("Disk Cleanup").await.tool;
    let input = json!({"endpoint_ids": [office.device("kiosk")], "wait_seconds": 0});
    let start = approved(&registry, &desk, &script, input).await.expect_err("it may start none");
    let list = call(&registry, "cw-rmm-list-tickets", json!({})).await.expect_err("it may read no tickets");
    for (error, scope, title) in [
        (start, "platform.automation.create", "Platform - Automation - Create"),
        (list, "platform.tickets.read", "Platform - Tickets - Read"),
    ] {
        assert_eq!((error.kind(), error.status()), (ErrorKind::Unauthorized, CallStatus::Failed), "{error}");
        for words in [scope, title, "Integrations, API Access"] {
            assert!(error.message().contains(words), "{words}: {error}");
        }
    }
    let states: Vec<_> = desk.list().await.expect("in memory").iter().map(|approval| approval.state).collect();
    assert_eq!(states, [ApprovalState::Failed]);
    assert!(office.sandbox.log().committed().is_empty());
    for tool in ["cwa-list-clients", "cw-psa-list-companies"] {
        call(&registry, tool, json!({})).await.expect(tool);
    }
}

#[tokio::test]
async fn a_locked_key_is_asked_for_no_further_token_and_stops_no_other_product() {
    let sandbox = start(Sandbox::builder().settings(|settings| settings.rmm_tokens_per_minute = 1)).await;
    let office = Office::on(sandbox).await;
    office.sandbox.expire_tokens();
    let raw = json!({"method": "GET", "path": "/api/platform/v1/company/companies"});
    for _ in 0..10 {
        for (tool, input) in [("cw-rmm-list-companies", json!({})), ("cw-rmm-request", raw.clone())] {
            let error = call(&office.registry, tool, input).await.expect_err("the key is locked");
            assert!(error.message().contains("locked"), "{error}");
        }
        assert!(office.registry.refresh().await.is_err());
    }
    // Not even for other scopes.
    let sibling = office.rmm.with_scopes(Scopes::reading()).expect("some scopes");
    let error = sibling.companies().list().all().await.expect_err("the key is locked");
    assert!(error.to_string().contains("locked"), "{error}");
    assert_eq!(office.sandbox.log().count("POST", TOKEN), 1, "the one that was answered with 423");
    for tool in ["cwa-list-clients", "cw-psa-list-companies"] {
        call(&office.registry, tool, json!({})).await.expect(tool);
    }
}

#[tokio::test]
async fn fifty_callers_of_three_products_with_expired_tokens_log_in_once_to_each() {
    let office = Office::open().await;
    call(&office.registry, "cwa-list-clients", json!({})).await.expect("the first login");
    office.sandbox.expire_tokens();
    office.sandbox.clear_log();
    let tools = [
        "cw-rmm-list-companies",
        "cw-rmm-list-shell-scripts",
        "cw-rmm-request",
        "cwa-list-clients",
        "cw-psa-list-companies",
    ];
    let calls = (0..50).zip(tools.into_iter().cycle()).map(|(_, tool)| {
        let raw = json!({"method": "GET", "path": "/api/platform/v1/company/companies"});
        call(&office.registry, tool, if tool == "cw-rmm-request" { raw } else { json!({}) })
    });
    let (refreshed, outcomes) = tokio::join!(office.registry.refresh(), join_all(calls));
    refreshed.expect("the scripts can be read");
    for outcome in outcomes {
        outcome.expect("an answer");
    }
    let log = office.sandbox.log();
    assert_eq!((log.count("POST", TOKEN), log.count("POST", "*/apitoken")), (1, 1));
    assert!(log.iter().filter(|request| request.status == Some(401)).count() > 2, "many found their token expired");
}
