//! Calls that are bound to a company: the things of all others do not exist, whatever the service answers.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use std::collections::BTreeSet;

use common::answer;
use cw_sandbox::Sandbox;
use msp_tools_core::{CallContext, Company};
use serde_json::{Value, json};
use tools_common::{Setup, Tools, client_on, sandbox, scripted};

/// The first two companies of the world, and a registry that does not count.
async fn tenant() -> (Sandbox, Tools, [String; 2]) {
    let sandbox = Sandbox::start().await.unwrap();
    let off = "[limits]\nrequests_per_minute = \"off\"\nrequests_per_call = \"off\"\n";
    let tools = Setup::of(client_on(&sandbox)).lines(off).refreshed().await;
    let ids = [0, 1].map(|at| sandbox.world().companies[at].rmm_id());
    (sandbox, tools, ids)
}

#[tokio::test]
async fn lists_show_the_companys_own_and_all_of_it() {
    let (sandbox, tools, _) = tenant().await;
    let world = sandbox.world();
    for company in world.companies.iter().take(6) {
        let bound = tools.bound_to(company.rmm_id());
        let set = |ids: Vec<String>| ids.into_iter().collect::<BTreeSet<_>>();
        let all = |tool: &'static str, key: &'static str| {
            let bound = &bound;
            async move { set(bound.whole_column(tool, json!({}), 10, key).await) }
        };
        let machines = world.machines.iter().filter(|machine| machine.company == company.id);
        assert_eq!(all("cw-rmm-list-companies", "id").await, BTreeSet::from([company.rmm_id()]));
        assert_eq!(all("cw-rmm-list-devices", "id").await, machines.map(|machine| machine.rmm_id()).collect());
        let sites = world.sites.iter().filter(|site| site.company == company.id);
        assert_eq!(all("cw-rmm-list-sites", "id").await, sites.map(|site| site.rmm_id()).collect());
        let tickets = world.rmm_tickets.iter();
        let own = tickets.filter(|ticket| ticket.company.as_ref().is_some_and(|own| own.id == company.rmm_id()));
        assert_eq!(all("cw-rmm-list-tickets", "number").await, own.map(|ticket| ticket.number.clone()).collect());
    }
}

/// What is another company's is told in the bytes of what is not there, by id and by name.
#[tokio::test]
async fn another_companys_things_are_as_if_they_were_not() {
    let (sandbox, tools, [acme, other]) = tenant().await;
    let bound = tools.bound_to(&acme);
    let world = sandbox.world();
    let other_name = world.companies[1].name.clone();
    let machine = world.machines.iter().find(|machine| machine.company == world.companies[1].id).unwrap();
    let site = world.sites.iter().find(|site| site.company == world.companies[1].id).unwrap();
    let ticket = world
        .rmm_tickets
        .iter()
        .find(|ticket| ticket.company.as_ref().is_some_and(|company| company.id == other))
        .expect("a ticket of another company");
    let (device_id, device) = (machine.rmm_id(), machine.name.clone());
    let mut cases = vec![
        ("cw-rmm-get-company", json!({"company": other}), other.clone()),
        ("cw-rmm-get-company", json!({"company": other_name}), other_name.clone()),
        ("cw-rmm-list-sites", json!({"company": other}), other.clone()),
        ("cw-rmm-list-devices", json!({"company": other_name}), other_name.clone()),
        ("cw-rmm-list-devices", json!({"site": site.rmm_id()}), site.rmm_id()),
        ("cw-rmm-list-tickets", json!({"company": other}), other.clone()),
        ("cw-rmm-list-tickets", json!({"device": device_id}), device_id.clone()),
        ("cw-rmm-get-ticket", json!({"ticket": ticket.number}), ticket.number.clone()),
        ("cw-rmm-get-ticket", json!({"ticket": ticket.id}), ticket.id.clone()),
        ("cw-rmm-list-device-groups", json!({"device": device_id}), device_id.clone()),
        ("cw-rmm-run-task", json!({"script": "Disk Cleanup", "devices": [device_id]}), device_id.clone()),
        (
            "cw-rmm-run-task",
            json!({"script": "Disk Cleanup", "company": other, "target_type": "COMPANY"}),
            other.clone(),
        ),
        ("cw-rmm-script-disk-cleanup", json!({"endpoint_ids": [device_id]}), device_id.clone()),
        ("cw-rmm-script-disk-cleanup", json!({"company_id": other, "target_type": "COMPANY"}), other.clone()),
        ("cw-rmm-create-ticket", json!({"company": other, "summary": "s", "description": "d"}), other.clone()),
    ];
    for tool in ["cw-rmm-get-device", "cw-rmm-get-device-state", "cw-rmm-get-device-patches"] {
        cases.push((tool, json!({"device": device_id}), device_id.clone()));
        cases.push((tool, json!({"device": device}), device.clone()));
    }
    for (tool, input, foreign) in cases {
        let hex = |c: char| if c.is_ascii_hexdigit() { 'e' } else { c };
        let looks_like_id = foreign.len() == 36;
        let absent: String = if looks_like_id { foreign.chars().map(hex).collect() } else { "9".repeat(7) };
        let asked = input.to_string();
        let not_there: Value = serde_json::from_str(&asked.replace(&foreign, &absent)).unwrap();
        let told = bound.error(tool, input).await;
        assert_eq!(told["kind"], "not_found", "{tool} {asked}: {told}");
        let absent_told = bound.error(tool, not_there).await.to_string();
        assert_eq!(told.to_string().replace(&foreign, "*"), absent_told.replace(&absent, "*"), "{tool} {asked}");
    }
    assert!(sandbox.world().tasks.is_empty());
}

#[tokio::test]
async fn own_things_are_reached_by_id_and_by_name() {
    let (sandbox, tools, [acme, _]) = tenant().await;
    let bound = tools.bound_to(&acme);
    let kiosk = sandbox.world().machine_named("kiosk").unwrap().rmm_id();
    for device in ["kiosk", kiosk.as_str()] {
        for tool in ["cw-rmm-get-device", "cw-rmm-get-device-state", "cw-rmm-get-device-patches"] {
            bound
                .read(tool, json!({"device": device}))
                .await
                .unwrap_or_else(|error| panic!("{tool} {device}: {error}"));
        }
        let asked =
            bound.ask("cw-rmm-run-task", json!({"script": "Disk Cleanup", "devices": device, "wait_seconds": 0}));
        assert_eq!(asked.await.unwrap().plan().targets[0].company.as_deref(), Some(acme.as_str()));
    }
}

#[tokio::test]
async fn an_expert_gets_no_further_than_others() {
    let (sandbox, tools, [acme, other]) = tenant().await;
    let bound = tools.bound_to(&acme);
    for filter in
        ["number1=1&summary2=a", "statusNames1=New&statusNames2=[notIn],New", "priorityNames=Critical,High,Medium,Low"]
    {
        for row in bound.rows("cw-rmm-list-tickets", json!({"filter": filter, "limit": 1000})).await {
            assert_eq!(row["company"], sandbox.world().companies[0].name, "{filter}: {row}");
        }
    }
    for filter in [format!("companyIds={other}"), format!("number1=1&companyIds2={other}")] {
        let error = bound.error("cw-rmm-list-tickets", json!({"filter": filter})).await;
        assert_eq!((&error["kind"], &error["path"]), (&json!("input"), &json!("$.filter")), "{error}");
    }
}

#[tokio::test]
async fn of_a_task_only_the_companys_results_exist() {
    let (sandbox, tools, [acme, other]) = tenant().await;
    let world = sandbox.world();
    let own = world.machine_named("kiosk").unwrap();
    let foreign = world.machines.iter().find(|machine| machine.company == world.companies[1].id).unwrap();
    let run = |devices: Vec<String>| {
        let tools = &tools;
        async move {
            let input = json!({"script": "List Services", "kind": "shell", "devices": devices, "wait_seconds": 0});
            tools.change("cw-rmm-run-task", input).await.unwrap()["task_id"].as_str().unwrap().to_owned()
        }
    };
    let both = run(vec![own.rmm_id(), foreign.rmm_id()]).await;
    let theirs = run(vec![foreign.rmm_id()]).await;
    for (company, device) in [(&acme, own), (&other, foreign)] {
        let results = tools.bound_to(company).read("cw-rmm-get-task-results", json!({"task_id": both})).await.unwrap();
        let ids: Vec<_> = results["results"].as_array().unwrap().iter().map(|row| row["device_id"].clone()).collect();
        assert_eq!(ids, [device.rmm_id()], "{results:#}");
        assert_eq!(
            (&results["instances"], &results["unfinished"], &results["raw"]),
            (&json!([]), &Value::Null, &Value::Null)
        );
    }
    let bound = tools.bound_to(&acme);
    let nobody = "c0000000-0000-4000-8000-000000000000";
    let told = bound.error("cw-rmm-get-task-results", json!({"task_id": theirs})).await.to_string();
    let absent = bound.error("cw-rmm-get-task-results", json!({"task_id": nobody})).await.to_string();
    assert_eq!(told.replace(&theirs, "*"), absent.replace(nobody, "*"));
    let summary = |task: &str| json!({"device": own.rmm_id(), "task_ids": [task]});
    let told = bound.read("cw-rmm-get-tasks-summary", summary(&theirs)).await.unwrap().to_string();
    let absent = bound.read("cw-rmm-get-tasks-summary", summary(nobody)).await.unwrap().to_string();
    assert_eq!(told.replace(&theirs, "*"), absent.replace(nobody, "*"));
    assert_eq!(bound.error("cw-rmm-get-tasks-summary", json!({})).await["path"], "$.device");
}

#[tokio::test]
async fn in_a_product_where_the_company_is_unknown_there_is_nothing() {
    let (sandbox, tools) = sandbox().await;
    let elsewhere = CallContext::new("agent").with_company(Company::new("connectwise_automate", 11));
    let elsewhere = Tools { cx: elsewhere, ..tools.bound_to("x") };
    for bound in [elsewhere, tools.bound_to(""), tools.bound_to("Acme Dental"), tools.bound_to("no such id")] {
        for tool in ["cw-rmm-list-devices", "cw-rmm-list-sites", "cw-rmm-list-tickets"] {
            let told = bound.registry.call(tool, json!({}), &bound.cx).await;
            let nothing = match told {
                Ok(msp_tools_core::CallOutcome::Completed(output)) => output.value["items"] == json!([]),
                Ok(_) => false,
                Err(error) => error.kind() == msp_tools_core::ErrorKind::NotFound,
            };
            assert!(nothing, "{tool} {:?}", bound.cx);
        }
    }
    drop(sandbox);
}

/// A service that answers every list with everything: what is not the company's, or nobody's, stays unseen.
#[tokio::test(start_paused = true)]
async fn a_service_that_does_not_filter_gives_nothing_away() {
    let companies = || answer(json!([{"id": "c-1", "name": "Acme Dental"}, {"id": "c-2", "name": "Contoso"}]));
    let devices = answer(json!({"platform": [
        {"companyID": "c-1", "endpoints": [{"endpointID": "e-1", "deviceName": "ours"}]},
        {"companyID": "c-2", "endpoints": [{"endpointID": "e-2", "deviceName": "theirs"}]},
    ]}));
    let (tools, script) = scripted([companies(), devices]);
    assert_eq!(tools.bound_to("c-1").column("cw-rmm-list-devices", json!({}), "name").await, ["ours"]);
    assert_eq!(common::body(&script, 2), json!({"resourceType": "company", "resources": ["c-1"]}));

    let ticket = |id: &str, company: Value| json!({"id": id, "number": id, "summary": "s", "company": company});
    let tickets = answer(json!({"totalCount": 4, "tickets": [
        ticket("1", json!({"id": "c-1", "name": "Acme Dental"})), ticket("2", json!({"id": "c-2", "name": "Contoso"})),
        ticket("3", Value::Null), ticket("4", json!({"name": "Acme Dental"})),
    ]}));
    let (tools, script) = scripted([companies(), tickets]);
    let listed = tools.bound_to("c-1").read("cw-rmm-list-tickets", json!({})).await.unwrap();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed:#}");
    assert!(common::lines(&script)[1].contains("companyIds=c-1"), "it is asked for all the same");

    let sites = answer(
        json!([{"id": "s-1", "name": "a", "company": {"id": "c-1"}}, {"id": "s-2", "name": "b", "company": {"id": "c-2"}}]),
    );
    let (tools, _) = scripted([companies(), sites]);
    assert_eq!(tools.bound_to("c-1").column("cw-rmm-list-sites", json!({}), "id").await, ["s-1"]);

    let (tools, _) = scripted([answer(ticket("d4a8e0f2-9b1c-4c7d-8e2f-5a6b7c8d9e01", json!({"id": "c-2"})))]);
    let error = tools
        .bound_to("c-1")
        .error("cw-rmm-get-ticket", json!({"ticket": "d4a8e0f2-9b1c-4c7d-8e2f-5a6b7c8d9e01"}))
        .await;
    assert_eq!(error["kind"], "not_found");
}
