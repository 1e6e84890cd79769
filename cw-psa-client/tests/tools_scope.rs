//! Calls that are bound to a company: the things of all others do not exist, whatever the server answers.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use common::answer;
use cw_http::testing::Script;
use msp_tools_core::{CallContext, Company};
use serde_json::{Value, json};
use tools_common::{Tools, client_on, over, sandbox, scripted};

const ACME: u32 = 19_011;
const CONTOSO: u32 = 19_012;

/// The lists of what belongs to companies, with the path of what each shows.
const OWNED: [(&str, &str, &str); 9] = [
    ("cw-psa-list-tickets", "service", "service/tickets"),
    ("cw-psa-list-tickets", "project", "project/tickets"),
    ("cw-psa-list-contacts", "", "company/contacts"),
    ("cw-psa-list-projects", "", "project/projects"),
    ("cw-psa-list-opportunities", "", "sales/opportunities"),
    ("cw-psa-list-time-entries", "", "time/entries"),
    ("cw-psa-list-products", "lines", "procurement/products"),
    ("cw-psa-list-expense-entries", "", "expense/entries"),
    ("cw-psa-list-configurations", "", "company/configurations"),
];

fn of_kind(kind: &str, mut input: Value) -> Value {
    if !kind.is_empty() {
        input["kind"] = json!(kind);
    }
    input
}

/// The one answer of the gate for what is not there and what is another's.
fn nothing_there(error: &Value) -> bool {
    error["kind"] == "not_found"
}

#[tokio::test]
async fn lists_show_the_companys_own_and_all_of_it() {
    let (sandbox, _) = sandbox().await;
    let tools = Tools::under(&client_on(&sandbox), "[limits]\nrequests_per_minute = 100000\n");
    let world = sandbox.world();
    for company in world.companies.iter().take(8) {
        let id = company.psa_id();
        let bound = tools.bound_to(id);
        assert_eq!(bound.column("cw-psa-list-companies", json!({}), "id").await, [id.to_string()]);
        for (tool, kind, path) in OWNED {
            let by_id = json!({"limit": 1000, "order_by": "id", "descending": false});
            let own = sandbox.psa_records(path).into_iter().filter(|record| record["company"]["id"] == id);
            let own: Vec<_> = own.map(|record| record["id"].to_string()).collect();
            assert_eq!(bound.column(tool, of_kind(kind, by_id), "id").await, own, "{tool} {}", company.name);
        }
    }
    // Part by part, too.
    let own = world.tickets.iter().filter(|ticket| !ticket.project && ticket.company == ACME);
    let own: Vec<_> = own.map(|ticket| ticket.id.to_string()).collect();
    let (mut seen, mut input) = (Vec::new(), json!({"limit": 2, "descending": false}));
    loop {
        let part = tools.bound_to(ACME).read("cw-psa-list-tickets", input.clone()).await.unwrap();
        seen.extend(part["items"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
        let Some(cursor) = part["cursor"].as_str() else { break };
        input["cursor"] = json!(cursor);
    }
    assert_eq!(seen, own);
    let catalogue = tools.rows("cw-psa-list-products", json!({})).await;
    assert_eq!(tools.bound_to(ACME).rows("cw-psa-list-products", json!({})).await, catalogue, "nobody's");
}

#[tokio::test]
async fn an_expert_gets_no_further_than_others() {
    let (_sandbox, tools) = sandbox().await;
    let bound = tools.bound_to(ACME);
    for conditions in ["id > 0 or id < 0", "company/id = 19012", "company/id != 19011 or closedFlag = false"] {
        let input = json!({"conditions": conditions, "limit": 1000});
        for row in bound.rows("cw-psa-list-tickets", input).await {
            assert_eq!(row["company"], "Acme Dental", "{conditions}: {row}");
        }
    }
}

/// What is another company's is told in the bytes of what is not there, by id and by name.
#[tokio::test]
async fn another_companys_things_are_as_if_they_were_not() {
    let (sandbox, tools) = sandbox().await;
    let bound = tools.bound_to(ACME);
    let first = |path: &str| {
        let records = sandbox.psa_records(path);
        records.iter().find(|record| record["company"]["id"] != ACME).unwrap()["id"].to_string()
    };
    let mut cases = vec![
        ("cw-psa-get-company", json!({"id": CONTOSO}), CONTOSO.to_string()),
        ("cw-psa-list-tickets", json!({"company": CONTOSO}), CONTOSO.to_string()),
        ("cw-psa-list-tickets", json!({"company": "Contoso Labs"}), "Contoso Labs".to_owned()),
        ("cw-psa-list-tickets", json!({"configuration": "FILES01"}), "FILES01".to_owned()),
        ("cw-psa-list-tickets", json!({"configuration": 201_006}), "201006".to_owned()),
        ("cw-psa-list-contacts", json!({"company": "CONTOSO"}), "CONTOSO".to_owned()),
        ("cw-psa-list-configurations", json!({"company": "Contoso"}), "Contoso".to_owned()),
        ("cw-psa-list-time-entries", json!({"company": CONTOSO}), CONTOSO.to_string()),
        ("cw-psa-list-tickets", json!({"kind": "project", "project": 641}), "641".to_owned()),
        ("cw-psa-list-products", json!({"kind": "lines", "company": CONTOSO}), CONTOSO.to_string()),
    ];
    for path in ["service/tickets", "project/tickets"] {
        let id = first(path);
        let input = json!({"ticket": id.parse::<u64>().unwrap(), "status": "In Progress"});
        cases.push(("cw-psa-update-ticket", input, id));
    }
    for (tool, kind, path) in [
        ("cw-psa-get-ticket", "", "service/tickets"),
        ("cw-psa-get-ticket", "", "project/tickets"),
        ("cw-psa-get-contact", "", "company/contacts"),
        ("cw-psa-get-project", "", "project/projects"),
        ("cw-psa-get-opportunity", "", "sales/opportunities"),
        ("cw-psa-get-time-entry", "", "time/entries"),
        ("cw-psa-get-expense-entry", "", "expense/entries"),
        ("cw-psa-get-configuration", "", "company/configurations"),
        ("cw-psa-get-product", "lines", "procurement/products"),
    ] {
        let id = first(path);
        cases.push((tool, of_kind(kind, json!({"id": id.parse::<u64>().unwrap()})), id));
    }
    for (tool, input, foreign) in cases {
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
    let contoso = tools.bound_to(CONTOSO);
    let about = json!({"configuration": "FILES01", "limit": 1000});
    for row in contoso.rows("cw-psa-list-tickets", about).await {
        assert_eq!(row["company"], "Contoso", "of another company there is one of this name, too: {row}");
    }
    let own = contoso.rows("cw-psa-list-configurations", json!({"company": "Contoso"})).await;
    assert!(!own.is_empty(), "the name of the company that it is bound to is its own, whoever else is called so");
    let near = contoso.error("cw-psa-list-tickets", json!({"configuration": "maria-laptp"})).await;
    assert_eq!(near["message"], "there is no configuration `maria-laptp`", "what comes near is Acme's");
    let near = tools.bound_to(ACME).error("cw-psa-list-tickets", json!({"configuration": "maria-laptp"})).await;
    assert!(near["message"].as_str().unwrap().contains("did you mean maria-laptop"), "{near}");
}

#[tokio::test]
async fn a_cursor_from_outside_opens_nothing() {
    let (_sandbox, tools) = sandbox().await;
    let bound = tools.bound_to(ACME);
    for tool in ["cw-psa-list-companies", "cw-psa-list-tickets", "cw-psa-list-configurations"] {
        let part = tools.read(tool, json!({"limit": 2})).await.unwrap();
        let error = bound.error(tool, json!({"limit": 2, "cursor": part["cursor"]})).await;
        assert_eq!((&error["kind"], &error["path"]), (&json!("input"), &json!("$.cursor")), "{tool}");
    }
    // That of the same rows is the same list, and shows no more than those.
    let part = tools.read("cw-psa-list-tickets", json!({"limit": 2, "company": ACME})).await.unwrap();
    for row in bound.rows("cw-psa-list-tickets", json!({"limit": 1000, "cursor": part["cursor"]})).await {
        assert_eq!(row["company"], "Acme Dental");
    }
}

#[tokio::test]
async fn in_a_product_where_the_company_is_unknown_there_is_nothing() {
    let (sandbox, tools) = sandbox().await;
    let elsewhere = CallContext::new("agent").with_company(Company::new("connectwise_automate", ACME));
    let elsewhere = Tools { cx: elsewhere, ..tools.bound_to(ACME) };
    for bound in [elsewhere, tools.bound_to("Acme Dental"), tools.bound_to("+19011"), tools.bound_to("019011")] {
        for (tool, kind, _) in OWNED {
            let error = bound.error(tool, of_kind(kind, json!({}))).await;
            assert!(nothing_there(&error), "{tool} {:?}: {error}", bound.cx);
        }
        assert!(nothing_there(&bound.error("cw-psa-list-companies", json!({})).await));
        assert!(nothing_there(&bound.error("cw-psa-get-ticket", json!({"id": 100_001})).await));
    }
    assert!(sandbox.log().is_empty(), "nothing is even asked for");
}

fn ticket(id: i64, summary: &str, company: Value) -> Value {
    json!({"id": id, "summary": summary, "company": company})
}

/// A server that answers every list with everything: what is not the company's, or nobody's, stays unseen.
#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_filter_gives_nothing_away() {
    let rows = || {
        answer(json!([
            ticket(1, "ours", json!({"id": ACME, "name": "Acme Dental"})),
            ticket(2, "theirs", json!({"id": CONTOSO, "name": "Contoso"})),
            ticket(3, "whose", Value::Null),
            ticket(4, "whose too", json!({"name": "Acme Dental"})),
            ticket(5, "ours too", json!({"id": ACME.to_string()})),
        ]))
    };
    let (tools, script) = scripted([rows(), rows(), rows()]);
    let bound = tools.bound_to(ACME);
    assert_eq!(bound.column("cw-psa-list-tickets", json!({}), "id").await, ["1", "5"]);
    let query = script.sent()[0].uri().query().unwrap().to_owned();
    assert!(query.contains("company%2Fid%20%3D%2019011"), "it is asked for all the same: {query}");
    assert_eq!(bound.column("cw-psa-list-tickets", json!({"kind": "project"}), "id").await, ["1", "5"]);
    let part = bound.read("cw-psa-list-tickets", json!({"limit": 1, "page_size": 1000})).await.unwrap();
    assert_eq!(part["items"].as_array().unwrap().len(), 1);
    assert!(part["truncated"].as_str().unwrap().starts_with("Showing 1; there may be more."), "{part}");

    let whose = || answer(ticket(7, "whose", Value::Null));
    let theirs = || answer(ticket(7, "theirs", json!({"id": CONTOSO})));
    for reply in [whose(), theirs()] {
        let (tools, script) = scripted([reply]);
        assert!(nothing_there(&tools.bound_to(ACME).error("cw-psa-get-ticket", json!({"id": 7})).await));
        assert_eq!(script.sent().len(), 1, "nothing more is read of it");
    }

    // A name is looked for among the company's own, and what comes back is looked at.
    let companies = answer(json!([{"id": CONTOSO, "name": "Contoso"}, {"name": "Contoso"}]));
    let (tools, script) = scripted([companies.clone(), companies.clone(), companies]);
    let error = tools.bound_to(ACME).error("cw-psa-list-tickets", json!({"company": "Contoso"})).await;
    assert_eq!(error["message"], "there is no company `Contoso`");
    assert!(script.sent().iter().all(|sent| sent.uri().query().unwrap().contains("id%20%3D%2019011")));
}

#[tokio::test(start_paused = true)]
async fn what_belongs_to_a_ticket_is_the_companys_too() {
    let entry = |id: i64, company: Value| json!({"id": id, "company": company, "notes": "n"});
    let device = |id: i64, company: Value| json!({"id": id, "name": "d", "company": company});
    let (tools, _) = scripted([
        answer(ticket(7, "ours", json!({"id": ACME}))),
        answer(json!([entry(1, json!({"id": ACME})), entry(2, json!({"id": CONTOSO})), entry(3, Value::Null)])),
        answer(json!([{"id": 1}, {"id": 2}, {"id": 3}])),
        answer(json!([device(1, json!({"id": ACME})), device(2, json!({"id": CONTOSO})), device(3, Value::Null)])),
    ]);
    let input = json!({"id": 7, "include": ["time_entries", "configurations"]});
    let shown = tools.bound_to(ACME).read("cw-psa-get-ticket", input).await.unwrap();
    let ids =
        |part: &str| -> Vec<Value> { shown[part].as_array().unwrap().iter().map(|row| row["id"].clone()).collect() };
    assert_eq!((ids("time_entries"), ids("configurations")), (vec![json!(1)], vec![json!(1)]), "{shown:#}");
}

#[tokio::test(start_paused = true)]
async fn a_search_for_own_rows_ends_some_time_and_can_go_on() {
    let theirs: Vec<_> = (0..10).map(|id| ticket(id, "theirs", json!({"id": CONTOSO}))).collect();
    let page = |number: usize| {
        let next = format!(
            "<https://psa.example.com/v4_6_release/apis/3.0/service/tickets?page={}>; rel=\"next\"",
            number + 1
        );
        answer(json!(theirs)).header("Link", &next)
    };
    let (tools, script) = over(Script::new((1..30).map(page)));
    let part = tools.bound_to(ACME).read("cw-psa-list-tickets", json!({"limit": 10})).await.unwrap();
    assert_eq!(part["items"], json!([]));
    assert!(part["cursor"].is_string(), "{part}");
    assert_eq!(script.sent().len(), 20);
}
