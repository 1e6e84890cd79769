//! Companies, sites and devices, one and many.

use cw_sandbox::RmmAccount;
use serde_json::{Value, json};

use crate::caller::{Caller, V1, V2, texts};

/// The endpoints of an answer of the second list, by name.
fn names(body: &Value) -> Vec<String> {
    let groups = body["platform"].as_array().unwrap();
    let endpoints = groups.iter().flat_map(|group| group["endpoints"].as_array().unwrap());
    endpoints.map(|endpoint| endpoint["deviceName"].as_str().unwrap().to_owned()).collect()
}

async fn list(caller: &Caller, query: &str, kind: &str, resources: &[&str]) -> (u16, Value, Option<String>) {
    let path = format!("{V2}/device/categories/platform/endpoints{query}");
    let body = json!({ "resourceType": kind, "resources": resources });
    let answer = caller.request("POST", &path).json(&body).send().await.unwrap();
    let link = answer.headers().get("link").map(|link| link.to_str().unwrap().to_owned());
    (answer.status().as_u16(), answer.json().await.unwrap(), link)
}

#[tokio::test]
async fn the_first_list_has_ids_and_no_names() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let all = caller.read(&format!("{V1}/device/endpoints")).await["endpoints"].clone();
    let own: Vec<String> = world.machines.iter().map(|machine| machine.rmm_id()).collect();
    assert_eq!(texts(&all, "endpointId"), own);
    assert!(all[0].get("friendlyName").is_none());
    let [company, site, endpoint] = caller.place("kiosk");
    let of_company = caller.read(&format!("{V1}/device/clients/{company}/endpoints")).await["endpoints"].clone();
    let expected = world.machines.iter().filter(|m| m.company == 11).count();
    assert_eq!(of_company.as_array().unwrap().len(), expected);
    let path = format!("{V1}/device/clients/{company}/sites/{site}/endpoints");
    let of_site = caller.read(&path).await["endpoints"].clone();
    assert!(of_site.as_array().unwrap().len() < expected);
    let kiosk = of_site.as_array().unwrap().iter().find(|row| row["endpointId"] == *endpoint).unwrap();
    assert_eq!(
        (&kiosk["clientId"], &kiosk["siteId"], &kiosk["osType"]),
        (&json!(company), &json!(site), &json!("Windows"))
    );
    assert_eq!(caller.try_read(&format!("{V1}/device/clients/none/endpoints"), &[]).await.0, 404);
}

#[tokio::test]
async fn the_second_list_pages_by_cursor_and_link() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let companies: Vec<String> = world.companies.iter().take(4).map(|company| company.rmm_id()).collect();
    let companies: Vec<&str> = companies.iter().map(String::as_str).collect();
    let (mut query, mut seen) = ("?limit=7&field=os".to_owned(), Vec::new());
    loop {
        let (status, body, link) = list(&caller, &query, "company", &companies).await;
        assert_eq!(status, 200);
        seen.extend(names(&body));
        let Some(link) = link else { break };
        assert!(link.starts_with(&format!("<{}{V2}/", caller.sandbox.base_url())) && link.ends_with("; rel=\"next\""));
        let url = link[1..].split_once('>').unwrap().0;
        query = format!("?{}", url.split_once('?').unwrap().1);
        assert!(query.contains("limit=7") && query.contains("field=os"));
    }
    let own = world.machines.iter().filter(|m| m.company < 15).map(|m| m.name.clone());
    let mut own: Vec<String> = own.collect();
    // Inside a page the machines of a company stand together.
    own.sort();
    seen.sort();
    assert_eq!(seen, own);
}

#[tokio::test]
async fn the_second_list_shows_what_is_asked_for() {
    let caller = Caller::new().await;
    let [company, site, endpoint] = caller.place("DC01");
    let (_, body, _) = list(&caller, "?field=system,os,nothing", "endpoint", &[&endpoint]).await;
    let group = &body["platform"][0];
    assert_eq!((&group["companyID"], &group["siteID"]), (&json!(company), &json!(site)));
    let dc01 = &group["endpoints"][0];
    assert_eq!((&dc01["endpointID"], &dc01["system"]["systemName"]), (&json!(endpoint), &json!("DC01")));
    assert!(dc01["os"]["product"].is_string() && dc01.get("bios").is_none() && dc01.get("nothing").is_none());
    let (_, bare, _) = list(&caller, "", "site", &[&site]).await;
    assert!(bare["platform"][0]["endpoints"][0].get("os").is_none());
    caller.sandbox.configure(|settings| settings.rmm_site_in_device_list = false);
    let (_, body, _) = list(&caller, "", "endpoint", &[&endpoint]).await;
    assert!(body["platform"][0].get("siteID").is_none());
    let (_, sorted, _) = list(&caller, "?limit=500&sortBy=deviceName", "company", &[&company]).await;
    let sorted = names(&sorted);
    assert!(sorted.is_sorted_by_key(|name| name.to_lowercase()) && sorted.len() > 3);
}

#[tokio::test]
async fn the_second_list_refuses_what_it_does_not_know() {
    let caller = Caller::new().await;
    let [company, ..] = caller.place("DC01");
    let five = [company.as_str(); 5];
    for (query, kind, resources) in [
        ("", "companies", &[company.as_str()][..]),
        ("", "company", &five),
        ("", "company", &[]),
        ("?limit=0", "company", &[&company]),
        ("?limit=501", "company", &[&company]),
        ("?cursor=x", "company", &[&company]),
        ("?filter=x", "company", &[&company]),
        ("?sortBy=x", "company", &[&company]),
    ] {
        let (status, body, _) = list(&caller, query, kind, resources).await;
        assert_eq!((status, &body["error"]), (400, &json!("bad_request")), "{query} {kind}");
    }
    let unknown = caller.request("POST", &format!("{V2}/device/categories/other/endpoints"));
    let body = json!({ "resourceType": "company", "resources": [company] });
    assert_eq!(unknown.json(&body).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn some_tenants_want_a_get_with_a_body() {
    let caller = Caller::new().await;
    let [company, ..] = caller.place("DC01");
    let path = format!("{V2}/device/categories/all/endpoints");
    let body = json!({ "resourceType": "company", "resources": [company] });
    let status = async |method| caller.request(method, &path).json(&body).send().await.unwrap().status().as_u16();
    assert_eq!((status("POST").await, status("GET").await), (200, 405));
    caller.sandbox.configure(|settings| settings.rmm_device_list_by_get = true);
    assert_eq!((status("POST").await, status("GET").await), (405, 200));
    assert!(caller.sandbox.log().writes().is_empty(), "a list by POST is no write");
}

#[tokio::test]
async fn an_empty_list_may_be_a_404() {
    let caller = Caller::on(cw_sandbox::Sandbox::builder().computers(14)).await;
    let world = caller.sandbox.world();
    let empty = world.companies.iter().find(|c| world.machines.iter().all(|m| m.company != c.id)).unwrap().rmm_id();
    let v1 = format!("{V1}/device/clients/{empty}/endpoints");
    let v2 = format!("{V2}/device/categories/platform/endpoints");
    let body = json!({ "resourceType": "company", "resources": [empty] });
    assert_eq!(caller.read(&v1).await["endpoints"], json!([]));
    assert_eq!(caller.write("POST", &v2, &body).await, json!({ "platform": [] }));
    caller.sandbox.configure(|settings| settings.rmm_empty_list_404 = true);
    assert_eq!(caller.try_read(&v1, &[]).await.0, 404);
    assert_eq!(caller.try_send("POST", &v2, &body).await.0, 404);
}

#[tokio::test]
async fn a_device_has_sections_and_secrets() {
    let caller = Caller::new().await;
    let [company, site, endpoint] = caller.place("DC01");
    let full = caller.read(&format!("{V1}/device/endpoints/{endpoint}")).await;
    assert_eq!(
        (&full["endpointID"], &full["clientID"], &full["siteID"]),
        (&json!(endpoint), &json!(company), &json!(site))
    );
    assert_eq!((&full["friendlyName"], &full["system"]["domainRole"]), (&json!("DC01"), &json!(5)));
    for key in [&full["os"]["productKey"], &full["softwareLicenses"][0]["productKey"]] {
        assert_eq!(key.as_str().unwrap().len(), 29);
    }
    let world = caller.sandbox.world();
    let drive = world.machine_named("DC01").unwrap().drive("C").unwrap();
    assert_eq!(full["drives"][0]["sizeBytes"], u64::from(drive.size_mb) << 20);

    let path = format!("{V2}/device/companies/{company}/sites/{site}/endpoints/{endpoint}");
    let basic = caller.read(&path).await;
    assert!(basic["os"].is_object() && basic["system"].is_object() && basic.get("bios").is_none());
    assert_eq!((&basic["deviceName"], &basic["companyID"]), (&json!("DC01"), &json!(company)));
    let chosen = caller.read_with(&path, &[("field", "baseboard,services")]).await;
    assert!(chosen["baseboard"].is_object() && chosen["services"].is_array() && chosen.get("os").is_none());
    let one = caller.read_with(&format!("{path}/services"), &[("serviceName", "Spooler")]).await;
    assert_eq!(one["services"].as_array().unwrap().len(), 1);

    let [_, other, _] = caller.place("kiosk");
    let wrong = format!("{V2}/device/companies/{company}/sites/{other}/endpoints/{endpoint}");
    assert_eq!(caller.try_read(&wrong, &[]).await.0, 404);
    let never = caller.read(&format!("{V1}/device/endpoints/{}", caller.endpoint("new-agent"))).await;
    assert!(never.get("os").is_none() && never.get("createTimeUTC").is_none());
}

#[tokio::test]
async fn heartbeats_say_who_is_online() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let [company, ..] = caller.place("DC01");
    let path = format!("{V2}/device/endpoints/heartbeat");
    let ask = |kind: &'static str, resources: String| {
        let (caller, path) = (&caller, &path);
        async move { caller.try_read(path, &[("resourceType", kind), ("resources", &resources)]).await }
    };
    let (status, body) = ask("companies", company.clone()).await;
    assert_eq!((status, &body["status"], &body["failedRecords"]), (200, &json!("success"), &json!([])));
    let record = &body["successfulRecords"][0];
    assert_eq!(record["companyID"], company);
    let own: Vec<Value> = world.machines.iter().filter(|m| m.company == 11).map(|m| json!(m.is_online())).collect();
    let said: Vec<Value> =
        record["endpoints"].as_array().unwrap().iter().map(|endpoint| endpoint["Availability"].clone()).collect();
    assert_eq!(said, own);
    assert_eq!(ask("company", company.clone()).await.0, 400, "plural here");
    assert_eq!(ask("companies", [company.as_str(); 5].join(",")).await.0, 400);
    assert_eq!(ask("endpoints", caller.endpoint("DC01")).await.0, 200);
    let mut smaller = caller;
    smaller.log_in_as(RmmAccount::Reader, "platform.devices.read").await;
    let query = [("resourceType", "endpoints"), ("resources", "x")];
    assert_eq!(smaller.try_read(&path, &query).await.0, 403);
}

#[tokio::test]
async fn states_are_samples_of_which_the_newest_counts() {
    let caller = Caller::new().await;
    let endpoint = caller.endpoint("maria-laptop");
    let of = |what: &str| format!("{V2}/device/endpoints/{endpoint}/{what}");
    for (what, field) in [("cpu-usage", "metric"), ("memory-usage", "physicalTotalBytes"), ("disk-usage", "storages")] {
        let samples = caller.read(&of(what)).await;
        let times = texts(&samples, "createTimeUTC");
        assert_eq!(times.len(), 4);
        assert!(samples.as_array().unwrap().iter().all(|sample| sample.get(field).is_some()));
    }
    let state = caller.read(&format!("{V1}/device/endpoints/{endpoint}/system-state-info")).await;
    assert_eq!((&state["endpointID"], &state["name"]), (&json!(endpoint), &json!("systemState")));
    assert_eq!(state["loggedOnUsers"].as_array().unwrap().len(), 1);
    assert_eq!(caller.read(&of("system-state-info")).await["endpointID"], endpoint);
    let bulk = format!("{V2}/device/endpoints/systemstate");
    let all = caller.read_with(&bulk, &[("resourceType", "endpoints"), ("resources", &endpoint)]).await;
    assert_eq!(all["successfulRecords"][0]["endpoints"][0]["endpointID"], endpoint);
    let never = caller.endpoint("new-agent");
    assert_eq!(caller.try_read(&of("cpu-usage").replace(&endpoint, &never), &[]).await.0, 404);
}

#[tokio::test]
async fn the_newest_sample_is_not_always_the_first() {
    let caller = Caller::new().await;
    let mut first_is_newest = Vec::new();
    for machine in caller.sandbox.world().machines.iter().filter(|m| m.inventoried && m.is_online()).take(12) {
        let samples = caller.read(&format!("{V2}/device/endpoints/{}/cpu-usage", machine.rmm_id())).await;
        let times = texts(&samples, "createTimeUTC");
        first_is_newest.push(times.iter().max() == times.first());
    }
    assert!(first_is_newest.contains(&true) && first_is_newest.contains(&false));
}

#[tokio::test]
async fn groups_services_software_and_agent_tokens() {
    let caller = Caller::new().await;
    let groups = caller.read(&format!("{V1}/device-groups")).await;
    let server = groups.as_array().unwrap().iter().find(|group| group["name"] == "All servers").unwrap();
    let own = caller.read(&format!("{V2}/managed-endpoints/{}/device-groups", caller.endpoint("DC01"))).await;
    assert!(own.as_array().unwrap().contains(&server["id"]));
    let [company, site, endpoint] = caller.place("kiosk");
    let body = json!({ "resourceType": "endpoint", "resources": [endpoint] });
    let software = caller.write("POST", &format!("{V2}/device/endpoints/applications"), &body).await;
    let detail = caller.read(&format!("{V1}/device/endpoints/{endpoint}")).await;
    assert_eq!(software["data"][0]["endpoints"][0]["applications"], detail["installedSoftwares"]);
    let services = caller.read(&format!("{V1}/device/services")).await;
    assert!(services["services"][0]["ServiceName"].is_string());
    let token = json!({ "companyID": company, "siteID": site });
    let path = format!("{V1}/device/token");
    let first = caller.write("POST", &path, &token).await;
    assert!(first.is_string() && caller.write("POST", &path, &token).await == first);
    assert_eq!(caller.try_send("POST", &path, &json!({})).await.1["message"], "ErrCompanyIDNotProvided");
    assert_eq!(caller.read(&format!("{V1}/policy/categories")).await["categories"][0]["label"], "Patching");
}

#[tokio::test]
async fn paths_have_a_case() {
    let caller = Caller::new().await;
    assert_eq!(caller.try_read(&format!("{V1}/automation/shellscripts"), &[]).await.0, 404);
    assert_eq!(caller.try_read(&format!("{V1}/automation/shellScripts/"), &[]).await.0, 200);
    assert_eq!(caller.get("/api/platform/v3/device/endpoints").await.status(), 404);
}
