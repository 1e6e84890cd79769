//! Updates of devices.

use serde_json::{Value, json};

use crate::caller::{Caller, V1, V2};

#[tokio::test]
async fn the_summary_counts_what_the_list_shows() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let machine = world.machines.iter().find(|m| m.os.contains("Windows") && world.missing_updates(m.id) > 2).unwrap();
    let missing = |body: &Value| {
        let patches = body["patches"].as_array().unwrap();
        patches.iter().filter(|patch| patch.get("installedDate").is_none()).count()
    };
    for version in [V1, V2] {
        let body = caller.read(&format!("{version}/patching/{}/patches", machine.rmm_id())).await;
        assert_eq!(body["summary"]["missingCount"], world.missing_updates(machine.id));
        assert_eq!(missing(&body), world.missing_updates(machine.id) as usize);
        assert!(body["summary"]["compliance"].as_f64().unwrap() < 100.0);
    }
    let linux = caller.endpoint("web-linux");
    let (status, body) = caller.try_read(&format!("{V1}/patching/{linux}/patches"), &[]).await;
    assert_eq!((status, body["error"]["message"].is_string()), (404, true));
}

#[tokio::test]
async fn updates_that_were_deployed_in_automate_are_installed_here() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let machine = world.machines.iter().find(|m| m.os.contains("Windows") && world.missing_updates(m.id) > 2).unwrap();
    let automate = caller.sandbox.credentials(cw_sandbox::Account::Integrator);
    let login = json!({ "UserName": automate.username, "Password": automate.password });
    let token = caller.bare("POST", "/cwa/api/v1/apitoken").json(&login).send().await.unwrap();
    let token: Value = token.json().await.unwrap();
    let order = caller
        .bare("POST", "/cwa/api/v1/patchactions/deployallapproved")
        .bearer_auth(token["AccessToken"].as_str().unwrap())
        .header("clientId", automate.client_id)
        .json(&json!({ "EntityType": 1, "EntityId": machine.id }));
    assert_eq!(order.send().await.unwrap().status(), 204);
    let body = caller.read(&format!("{V2}/patching/{}/patches", machine.rmm_id())).await;
    assert_eq!((&body["summary"]["missingCount"], &body["summary"]["compliance"]), (&json!(0), &json!(100.0)));
}

#[tokio::test]
async fn bulk_calls_are_grouped_by_company() {
    let caller = Caller::new().await;
    let [company, site, _] = caller.place("DC01");
    let body = json!({ "resourceType": "company", "resources": [company] });
    let of_acme = caller.sandbox.world().machines.iter().filter(|m| m.company == 11).count();
    for (path, field) in [
        ("os-patching/compliance/summary", "missingPatchCount"),
        ("os-patching/patches/details", "patches"),
        ("third-party-patching/compliance/summary", "complianceScore"),
        ("third-party-patching/patch/details", "applications"),
    ] {
        let answer = caller.write("POST", &format!("{V2}/{path}?limit=500"), &body).await;
        let groups = answer["data"].as_array().unwrap();
        assert!(groups.iter().any(|group| group["siteID"] == *site));
        let endpoints: Vec<&Value> = groups.iter().flat_map(|group| group["endpoints"].as_array().unwrap()).collect();
        assert_eq!(endpoints.len(), of_acme);
        assert!(endpoints.iter().all(|endpoint| endpoint.get(field).is_some()), "{path}");
    }
    assert!(caller.sandbox.log().writes().is_empty());
}
