//! Calls that are bound to a company: the things of all others do not exist, whatever the server answers.
#![cfg(feature = "tools")]

mod tools_common;

use cw_http::testing::{Reply, Script};
use msp_tools_core::{CallContext, Company};
use serde_json::{Value, json};
use tools_common::{Tools, answer, over, sandbox, scripted, sent};

const ACME: u32 = 11;

/// The one answer of the gate for what is not there and what is another's.
fn nothing_there() -> Value {
    json!({"kind": "not_found", "message": "there is nothing here that these arguments could mean"})
}

#[tokio::test]
async fn lists_show_the_companys_own_and_all_of_it() {
    let (sandbox, tools) = sandbox().await;
    sandbox.configure(|settings| settings.total_count = true);
    let world = sandbox.world();
    for company in &world.companies {
        let bound = tools.bound_to(company.id);
        let machines: Vec<_> = world.machines.iter().filter(|machine| machine.company == company.id).collect();
        let ids: Vec<_> = machines.iter().map(|machine| machine.id.to_string()).collect();
        let by_id = json!({"limit": 1000, "order_by": "id"});
        assert_eq!(bound.column("cwa-list-clients", json!({}), "id").await, [company.id.to_string()]);
        assert_eq!(bound.column("cwa-list-computers", by_id, "id").await, ids, "{}", company.name);
        let alerts: Vec<_> = world.alerts.values().rev().filter(|alert| alert.company == company.id).collect();
        let alerts: Vec<_> = alerts.iter().map(|alert| alert.id.to_string()).collect();
        assert_eq!(bound.column("cwa-list-alerts", json!({"limit": 1000}), "id").await, alerts, "{}", company.name);
        for machine in machines.iter().take(3) {
            let computer = json!({"computer": machine.id});
            assert_eq!(bound.read("cwa-get-computer", computer.clone()).await.unwrap()["id"], machine.id);
            bound.rows("cwa-get-computer-alerts", computer).await;
        }
        // Part by part, too, and without a word on how many there are.
        let (mut seen, mut input) = (Vec::new(), json!({"limit": 2, "order_by": "id"}));
        loop {
            let part = bound.read("cwa-list-computers", input.clone()).await.unwrap();
            seen.extend(part["items"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
            assert!(!part["truncated"].to_string().contains(" of "), "{part}");
            let Some(cursor) = part["cursor"].as_str() else { break };
            input["cursor"] = json!(cursor);
        }
        assert_eq!(seen, ids, "{}", company.name);
    }
    let scripts = tools.rows("cwa-list-scripts", json!({"limit": 1000})).await;
    assert_eq!(tools.bound_to(ACME).rows("cwa-list-scripts", json!({"limit": 1000})).await, scripts, "nobody's");
}

/// What is another company's is told in the bytes of what is not there, by id and by name.
#[tokio::test]
async fn another_companys_things_are_as_if_they_were_not() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    let bound = tools.bound_to(ACME);
    let (id, site) = (1006, world.sites.iter().find(|site| site.company == 12).unwrap().id);
    assert_eq!(world.machines.iter().find(|machine| machine.id == id).unwrap().company, 12);
    let foreign = world.alerts.values().find(|alert| alert.company != ACME && alert.machine.is_some()).unwrap();
    let device = world.alerts.values().find(|alert| alert.company != ACME && alert.machine.is_none());
    let cases = [
        ("cwa-get-computer", json!({"computer": id}), "1006"),
        ("cwa-get-computer", json!({"computer": "1006"}), "1006"),
        ("cwa-get-computer", json!({"computer": "FILES01"}), "FILES01"),
        ("cwa-get-computer", json!({"computer": "DC01", "client": "Contoso"}), "Contoso"),
        ("cwa-get-computer", json!({"computer": "DC01", "client": 12}), "12"),
        ("cwa-get-computer-alerts", json!({"computer": id}), "1006"),
        ("cwa-get-computer-alerts", json!({"computer": "files01"}), "files01"),
        ("cwa-list-alerts", json!({"computer": "FILES01"}), "FILES01"),
        ("cwa-list-alerts", json!({"client": "Contoso Labs"}), "Contoso Labs"),
        ("cwa-list-computers", json!({"client": "Contoso"}), "Contoso"),
        ("cwa-list-computers", json!({"client": 12}), "12"),
        ("cwa-list-computers", json!({"location": site}), &site.to_string()),
        ("cwa-run-script", json!({"script": "Disk Cleanup", "computers": ["DC01", id]}), "1006"),
        ("cwa-run-script", json!({"script": "Disk Cleanup", "computers": "FILES01"}), "FILES01"),
        ("cwa-run-script", json!({"script": "Disk Cleanup", "computers": "DC01", "client": 12}), "12"),
        ("cwa-clear-alert", json!({"alert_id": foreign.id}), &foreign.id.to_string()),
        ("cwa-clear-alert", json!({"alert_id": foreign.id, "computer": "DC01"}), &foreign.id.to_string()),
        ("cwa-clear-alert", json!({"alert_id": foreign.id, "computer": foreign.machine}), &foreign.id.to_string()),
    ];
    let device = device.map(|alert| ("cwa-clear-alert", json!({"alert_id": alert.id}), alert.id.to_string()));
    let cases = cases.map(|(tool, input, foreign)| (tool, input, foreign.to_owned()));
    for (tool, input, foreign) in cases.into_iter().chain(device) {
        // Something that nobody has, as long and as like it in kind.
        let absent = if foreign.parse::<u32>().is_ok() { "9".repeat(9) } else { "Zzyzx Q".to_owned() };
        let asked = input.to_string();
        let not_there = serde_json::from_str(&asked.replace(&foreign, &absent)).unwrap();
        let told = bound.error(tool, input).await.to_string().replace(&foreign, "*");
        assert_eq!(told, bound.error(tool, not_there).await.to_string().replace(&absent, "*"), "{tool} {asked}");
        assert!(told.contains("not_found") && !told.contains("Contoso"), "{told}");
    }
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn names_mean_the_companys_own_things() {
    let (_sandbox, tools) = sandbox().await;
    let contoso = tools.bound_to(12);
    let found = contoso.read("cwa-get-computer", json!({"computer": "FILES01"})).await.unwrap();
    assert_eq!(found["id"], 1006, "of another client there is one of this name, too");
    let at_main = json!({"location": "Main Office", "limit": 1000});
    for row in tools.bound_to(ACME).rows("cwa-list-computers", at_main).await {
        assert_eq!(row["client"], "Acme Dental", "{row}");
    }
    let near = tools.bound_to(12).error("cwa-get-computer", json!({"computer": "maria-laptp"})).await;
    assert_eq!(near["message"], "there is no computer `maria-laptp`", "what comes near is Acme's");
    let near = tools.bound_to(ACME).error("cwa-get-computer", json!({"computer": "maria-laptp"})).await;
    assert!(near["message"].as_str().unwrap().contains("did you mean maria-laptop"), "{near}");
}

#[tokio::test]
async fn a_cursor_from_outside_opens_nothing() {
    let (sandbox, tools) = sandbox().await;
    let bound = tools.bound_to(ACME);
    for tool in ["cwa-list-clients", "cwa-list-computers", "cwa-list-alerts"] {
        let part = tools.read(tool, json!({"limit": 2})).await.unwrap();
        let error = bound.error(tool, json!({"limit": 2, "cursor": part["cursor"]})).await;
        assert_eq!((&error["kind"], &error["path"]), (&json!("input"), &json!("$.cursor")), "{tool}");
    }
    // That of the same rows is the same list, and shows no more than those.
    let part = tools.read("cwa-list-computers", json!({"limit": 2, "client": ACME})).await.unwrap();
    let rest = bound.rows("cwa-list-computers", json!({"limit": 1000, "cursor": part["cursor"]})).await;
    let own = sandbox.world().machines.iter().filter(|machine| machine.company == ACME).count();
    assert_eq!(rest.len(), own - 2);
    assert!(rest.iter().all(|row| row["client"] == "Acme Dental"));
}

#[tokio::test]
async fn in_a_product_where_the_company_is_unknown_there_is_nothing() {
    let (sandbox, tools) = sandbox().await;
    let elsewhere = CallContext::new("agent").with_company(Company::new("connectwise_psa", ACME));
    let elsewhere = Tools { cx: elsewhere, ..tools.bound_to(ACME) };
    for bound in [elsewhere, tools.bound_to("Acme Dental"), tools.bound_to("+11"), tools.bound_to("011")] {
        for tool in ["cwa-list-clients", "cwa-list-computers", "cwa-list-alerts", "cwa-list-scripts"] {
            assert_eq!(bound.error(tool, json!({})).await["kind"], "not_found", "{tool} {:?}", bound.cx);
        }
        assert_eq!(bound.error("cwa-get-computer", json!({"computer": "DC01"})).await["kind"], "not_found");
        assert_eq!(bound.error("cwa-clear-alert", json!({"alert_id": 1})).await, nothing_there());
    }
    assert!(sandbox.log().is_empty(), "nothing is even asked for");
}

fn computer(id: i64, name: &str, client: Value) -> Value {
    json!({"Id": id.to_string(), "ComputerName": name, "Client": client})
}

/// A server that answers every list with everything: what is not the company's, or nobody's, stays unseen.
#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_filter_gives_nothing_away() {
    let rows = || {
        answer(json!([
            computer(1, "ours", json!({"Id": 11, "Name": "Acme Dental"})),
            computer(2, "theirs", json!({"Id": 12, "Name": "Contoso"})),
            computer(3, "whose", Value::Null),
            computer(4, "whose-2", json!({"Name": "Acme Dental"})),
            computer(5, "ours-2", json!({"Id": "11"})),
        ]))
        .header("Total-Count", "5")
    };
    let (tools, script) = scripted([rows(), rows(), rows(), rows(), rows()]);
    let bound = tools.bound_to(ACME);
    assert_eq!(bound.column("cwa-list-computers", json!({}), "id").await, ["1", "5"]);
    assert!(script.sent()[1].uri().query().unwrap().contains("Client.Id%20%3D%2011"), "it is asked for all the same");

    let part = bound.read("cwa-list-computers", json!({"limit": 1, "page_size": 1000})).await.unwrap();
    assert_eq!(part["items"].as_array().unwrap().len(), 1);
    assert!(part["truncated"].as_str().unwrap().starts_with("Showing 1; there may be more."), "{part}");
    let rest = json!({"limit": 1, "page_size": 1000, "cursor": part["cursor"]});
    let rest = bound.read("cwa-list-computers", rest).await.unwrap();
    assert_eq!((&rest["items"][0]["id"], &rest["cursor"]), (&json!(5), &Value::Null), "{rest}");
    let both = bound.read("cwa-list-computers", json!({"limit": 2, "page_size": 1000})).await.unwrap();
    assert_eq!((&both["truncated"], &both["cursor"]), (&Value::Null, &Value::Null), "the rest are others'");
    let error = bound.error("cwa-get-computer", json!({"computer": 3})).await;
    assert_eq!(error["message"], "there is no computer `3`", "one that says of no client is not the company's");
    let asked = script.sent().last().unwrap().uri().query().unwrap().to_owned();
    assert!(asked.contains("Client.Id%20%3D%2011"), "names and ids are asked for among the company's: {asked}");

    let alerts = answer(json!([
        {"AlertId": 3, "Message": "ours", "Client": {"Id": 11}},
        {"AlertId": 2, "Message": "theirs", "Client": {"Id": 12}},
        {"AlertId": 1, "Message": "whose"},
    ]));
    let clients = answer(json!([{"Id": "11", "Name": "Acme Dental"}, {"Id": "12", "Name": "Contoso"}, {"Name": "?"}]));
    let (tools, _) = scripted([alerts, clients.clone(), clients]);
    let bound = tools.bound_to(ACME);
    assert_eq!(bound.column("cwa-list-alerts", json!({}), "message").await, ["ours"]);
    assert_eq!(bound.column("cwa-list-clients", json!({}), "name").await, ["Acme Dental"]);
    let error = bound.error("cwa-list-computers", json!({"client": 12})).await;
    assert_eq!(error["message"], "there is no client `12`");
}

#[tokio::test(start_paused = true)]
async fn a_search_for_own_rows_ends_some_time_and_can_go_on() {
    let theirs: Vec<_> = (0..10).map(|id| computer(id, "theirs", json!({"Id": 12}))).collect();
    let (tools, script) = over(Script::new([answer(json!({"AccessToken": "t"}))]).then_always(answer(json!(theirs))));
    let part = tools.bound_to(ACME).read("cwa-list-computers", json!({"limit": 10})).await.unwrap();
    assert_eq!(part["items"], json!([]));
    assert!(part["cursor"].is_string(), "{part}");
    assert_eq!(sent(&script).len(), 20);
}

#[tokio::test(start_paused = true)]
async fn what_is_told_of_a_computer_is_of_that_computer() {
    let ours = || answer(json!([computer(1, "ours", json!({"Id": 11}))]));
    let alerts = answer(json!([
        {"Id": 5, "ComputerId": 1, "Message": "older shape"},
        {"Id": 6, "ComputerId": 2, "Message": "theirs"},
        {"AlertId": 7, "Computer": {"Id": 1}, "Client": {"Id": 12}, "Message": "said to be theirs"},
        {"AlertId": 8, "Computer": {"Id": 1}, "Client": {"Id": 11}, "Message": "ours"},
    ]));
    let drives = json!([
        {"ComputerId": 1, "Letter": "C", "Size": 1024, "FreeSpace": 512},
        {"ComputerId": 2, "Letter": "X", "Size": 1024, "FreeSpace": 512},
        {"Letter": "Y", "Size": 1024, "FreeSpace": 512},
    ]);
    let (tools, _) =
        scripted([ours(), alerts, ours(), answer(drives.clone()), ours(), Reply::status(404), answer(drives)]);
    let bound = tools.bound_to(ACME);
    let rows = bound.column("cwa-get-computer-alerts", json!({"computer": 1}), "message").await;
    assert_eq!(rows, ["older shape", "ours"]);
    let letters = |computer: Value| -> Vec<String> {
        computer["drives"].as_array().unwrap().iter().map(|drive| drive["letter"].to_string()).collect()
    };
    let computer = bound.read("cwa-get-computer", json!({"computer": 1})).await.unwrap();
    assert_eq!(letters(computer), [r#""C""#, r#""Y""#], "those of its own route that do not say otherwise");
    let computer = bound.read("cwa-get-computer", json!({"computer": 1})).await.unwrap();
    assert_eq!(letters(computer), [r#""C""#], "of a list over all computers those that say so");
}

#[tokio::test]
async fn plans_say_whose_their_targets_are_and_run_for_that_company() {
    let (sandbox, tools) = sandbox().await;
    let companies = |plan: &msp_tools_core::Plan| -> Vec<Option<String>> {
        plan.targets.iter().map(|target| target.company.clone()).collect()
    };
    let run = json!({"script": "Disk Cleanup", "computers": ["DC01", "FILES01"], "client": null});
    let preview = tools.registry.plan("cwa-run-script", json!({"script": 5101, "computers": [1001, 1006]}), &tools.cx);
    assert_eq!(companies(&preview.await.unwrap().plan), [Some("11".to_owned()), Some("12".to_owned())]);
    assert_eq!(tools.bound_to(ACME).error("cwa-run-script", run).await, nothing_there());

    let bound = tools.bound_to(ACME);
    bound.change("cwa-run-script", json!({"script": "Disk Cleanup", "computers": "kiosk"})).await.unwrap();
    let alert = tools.rows("cwa-get-computer-alerts", json!({"computer": "maria-laptop"})).await;
    let alert = alert.first().map_or_else(
        || sandbox.world().alerts.values().find(|alert| alert.company == ACME && alert.machine.is_some()).unwrap().id,
        |row| u32::try_from(row["id"].as_u64().unwrap()).unwrap(),
    );
    let asked = bound.ask("cwa-clear-alert", json!({"alert_id": alert})).await.unwrap();
    assert_eq!(companies(asked.plan()), [Some("11".to_owned()), Some("11".to_owned())]);
    bound.approve("cwa-clear-alert", &asked).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_target_of_which_the_server_does_not_say_whose_it_is_is_nobodys() {
    let script = || answer(json!([{"Id": "6431", "Name": "Disk Cleanup", "Version": 3}]));
    let whose = || answer(json!([computer(1, "whose", Value::Null)]));
    let (tools, _) = scripted([script(), script(), whose(), script(), script(), whose()]);
    let input = json!({"script": 6431, "computers": 1});
    let asked = tools.ask("cwa-run-script", input.clone()).await.unwrap();
    assert_eq!(asked.plan().targets[0].company, None);
    assert_eq!(tools.bound_to(ACME).error("cwa-run-script", input).await, nothing_there());

    let alert = |client: Value| answer(json!({"AlertId": 7, "Computer": {"Id": 1, "Name": "pc"}, "Client": client}));
    let (tools, script) = scripted([
        alert(Value::Null),
        alert(Value::Null),
        answer(json!([])),
        // Raised when the computer was the company's, which it is no more.
        alert(json!({"Id": 11})),
        answer(json!([computer(1, "pc", json!({"Id": 12}))])),
        // Said to be another's, whatever its computer is.
        alert(json!({"Id": 12})),
        // Of a network device that is nobody knows whose.
        answer(json!({"AlertId": 7, "Device": {"Id": 3, "Name": "switch"}})),
    ]);
    let input = json!({"alert_id": 7});
    let asked = tools.ask("cwa-clear-alert", input.clone()).await.unwrap();
    assert!(asked.plan().targets.iter().all(|target| target.company.is_none()));
    for _ in 0..4 {
        assert_eq!(tools.bound_to(ACME).error("cwa-clear-alert", input.clone()).await, nothing_there());
    }
    assert_eq!(script.sent().len(), 1 + 1 + 2 + 2 + 1 + 1, "each was judged by what it says");
    let looked_up = script.sent()[5].uri().query().unwrap().to_owned();
    assert!(looked_up.contains("Client.Id%20%3D%2011"), "the computer is asked for among the company's: {looked_up}");
}
