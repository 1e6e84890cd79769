//! The same world as in the other products.

use serde_json::{Value, json};

use crate::caller::{Caller, V1, texts};

#[tokio::test]
async fn companies_carry_their_numbers_of_psa() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let companies = caller.read(&format!("{V1}/company/companies")).await;
    let own: Vec<String> = world.companies.iter().map(|company| company.rmm_id()).collect();
    assert_eq!(texts(&companies, "id"), own);
    for (shown, own) in companies.as_array().unwrap().iter().zip(&world.companies) {
        assert_eq!(shown["externalIds"][0]["externalId"], own.psa_id().to_string());
        assert_eq!(shown["externalIds"][0]["companyId"], own.rmm_id());
    }
    assert_eq!(texts(&companies, "name").iter().filter(|name| **name == "Contoso").count(), 2);
    let one = caller.read(&format!("{V1}/company/companies/{}", own[0])).await;
    assert_eq!(one, companies[0]);
    assert_eq!(caller.try_read(&format!("{V1}/company/companies/none"), &[]).await.0, 404);
}

#[tokio::test]
async fn sites_belong_to_their_companies() {
    let caller = Caller::new().await;
    let sites = caller.read(&format!("{V1}/company/sites")).await;
    assert_eq!(sites.as_array().unwrap().len(), caller.sandbox.world().sites.len());
    let [acme, riverside, _] = caller.place("kiosk");
    let of_acme = caller.read(&format!("{V1}/company/companies/{acme}/sites")).await;
    assert_eq!(texts(&of_acme, "name"), ["Main Office", "Riverside"]);
    let one = caller.read(&format!("{V1}/company/companies/{acme}/sites/{riverside}")).await;
    assert_eq!((&one["id"], &one["company"]["id"]), (&json!(riverside), &json!(acme)));
    assert_eq!(caller.read(&format!("{V1}/company/sites/{riverside}")).await, one);
    let [other, ..] = caller.place("LAB-07");
    let wrong = format!("{V1}/company/companies/{other}/sites/{riverside}");
    assert_eq!(caller.try_read(&wrong, &[]).await.0, 404);
    assert_eq!(caller.try_send("POST", &format!("{V1}/company/companies/{acme}/sites"), &json!({})).await.0, 405);
}

#[tokio::test]
async fn a_machine_that_is_added_is_in_every_product() {
    let caller = Caller::new().await;
    assert_eq!(caller.sandbox.add_machine(1, "nowhere"), None);
    let id = caller.sandbox.add_machine(11, "acme-new").unwrap();
    assert_eq!(caller.sandbox.world().machines.last().unwrap().id, id);
    let [company, ..] = caller.place("DC01");
    let endpoints = caller.read(&format!("{V1}/device/clients/{company}/endpoints")).await["endpoints"].clone();
    assert!(texts(&endpoints, "endpointId").contains(&caller.endpoint("acme-new").as_str()));
    let configurations = caller.sandbox.psa_records("company/configurations");
    assert!(configurations.iter().any(|c| c["name"] == "acme-new" && c["id"] == 200_000 + id));
}

#[tokio::test]
async fn tickets_begin_with_those_of_psa() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let psa = world.tickets.iter().find(|ticket| ticket.summary.starts_with("DC01: users")).unwrap();
    let rmm = world.rmm_tickets.iter().find(|ticket| ticket.number == psa.id.to_string()).unwrap();
    let status = &world.status(psa.status).unwrap().name;
    assert_eq!(
        (&rmm.summary, &rmm.status.name, &rmm.service_board.name),
        (&psa.summary, status, &"Help Desk".to_owned())
    );
    assert_eq!(rmm.assets[0].id, caller.endpoint("DC01"));
    let [company, ..] = caller.place("DC01");
    assert_eq!(rmm.company.as_ref().unwrap().id, company);
    assert!(world.rmm_tickets.iter().any(|ticket| ticket.number.contains('.')), "the platform's own are dotted");
}

#[tokio::test]
async fn another_process_can_do_the_same() {
    let caller = Caller::new().await;
    let control = async |method: &str, path: &str, body: Value| {
        let answer = caller.bare(method, &format!("/_sandbox/{path}")).json(&body).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap_or_default())
    };
    let (status, machine) = control("POST", "machines", json!({ "company": 11, "name": "from-outside" })).await;
    let world = caller.sandbox.world();
    assert_eq!((status, &machine["id"]), (201, &json!(world.machine_named("from-outside").unwrap().id)));
    assert_eq!(control("POST", "machines", json!({ "company": 1, "name": "x" })).await.0, 404);

    let new = json!({ "name": "From outside", "effect": { "report": "disks" }, "schema": "{}" });
    let (status, script) = control("POST", "shell-scripts", new).await;
    let path = format!("shell-scripts/{}", script["id"].as_str().unwrap());
    assert_eq!(status, 201);
    assert_eq!(control("PATCH", &path, json!({ "body": "other", "state": "Draft" })).await.0, 204);
    let world = caller.sandbox.world();
    let own = world.shell_script_named("From outside").unwrap();
    assert_eq!((own.body.as_str(), own.state.as_str(), own.has_parameters), ("other", "Draft", true));
    assert_eq!(control("PATCH", &path, json!({ "names": "x" })).await.0, 400);
    assert_eq!(control("DELETE", &path, json!({})).await.0, 204);
    assert_eq!(control("DELETE", &path, json!({})).await.0, 404);
    assert!(caller.sandbox.world().shell_script_named("From outside").is_none());
    let settings = control("POST", "settings", json!({ "rmm_rate_headers": "x_ratelimit", "rmm_task_ms": 5 })).await.0;
    assert_eq!(settings, 204);
    assert_eq!(control("GET", "world", json!({})).await.1["shell_scripts"][0]["name"], "Disk Cleanup");
}
