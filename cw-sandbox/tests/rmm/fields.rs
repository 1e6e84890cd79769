//! Custom fields.

use serde_json::{Value, json};

use crate::caller::{Caller, V1, V2, texts};

const DEFINITIONS: &str = "/api/platform/v1/custom-field/definitions";

#[tokio::test]
async fn definitions_are_made_changed_and_deleted() {
    let caller = Caller::new().await;
    let all = caller.read(DEFINITIONS).await;
    assert_eq!(all.as_array().unwrap().len(), 4);
    let of_devices = caller.read_with(DEFINITIONS, &[("entityType", "device")]).await;
    assert_eq!(texts(&of_devices, "name"), ["Asset tag", "Rollout ring"]);
    let new = json!({ "name": "Rack", "type": "text", "entityType": "device", "unknown": 1 });
    let made = caller.write("POST", DEFINITIONS, &new).await;
    assert!(made.get("unknown").is_none());
    let one = format!("{DEFINITIONS}/{}", made["id"].as_str().unwrap());
    assert_eq!(caller.read(&one).await, made);
    assert_eq!(caller.try_send("POST", DEFINITIONS, &new).await.0, 409);
    assert_eq!(caller.try_send("POST", DEFINITIONS, &json!({ "name": "x" })).await.0, 400);
    let changed = caller.write("PUT", &one, &json!({ "name": "Rack", "type": "number" })).await;
    assert_eq!((&changed["id"], &changed["type"]), (&made["id"], &json!("number")));
    assert_eq!(caller.request("DELETE", &one).send().await.unwrap().status(), 204);
    assert_eq!(caller.try_read(&one, &[]).await.0, 404);
    let in_use = format!("{DEFINITIONS}/{}", all[0]["id"].as_str().unwrap());
    assert_eq!(caller.request("DELETE", &in_use).send().await.unwrap().status(), 409);
}

#[tokio::test]
async fn values_belong_to_companies_sites_and_devices() {
    let caller = Caller::new().await;
    let [company, site, endpoint] = caller.place("DC01");
    let all = caller.read(DEFINITIONS).await;
    let id = |n: usize| all[n]["id"].as_str().unwrap();
    let device = format!("{V1}/device/endpoints/{endpoint}/custom-fields");
    assert_eq!(caller.read(&device).await, json!([{ "attributeID": id(0), "value": "T-1001" }]));
    let with_defaults = caller.read_with(&device, &[("withDefaults", "true")]).await;
    assert_eq!(with_defaults[1], json!({ "attributeID": id(1), "value": "Broad" }));
    let only = caller.read_with(&device, &[("withDefaults", "true"), ("attributeIDs", id(1))]).await;
    assert_eq!(only.as_array().unwrap().len(), 1);
    let changed = caller.write("PUT", &device, &json!([{ "attributeID": id(1), "value": "Pilot" }])).await;
    assert_eq!(changed.as_array().unwrap().len(), 2);
    assert_eq!(caller.read(&device.replace("v1", "v2")).await, changed);
    assert!(device.contains(V1) && !device.contains(V2));
    for path in
        [format!("{V1}/company/companies/{company}/custom-fields"), format!("{V1}/company/sites/{site}/custom-fields")]
    {
        assert_eq!(caller.read(&path).await, json!([]));
        let value = json!([{ "attributeID": id(2), "value": "x" }]);
        assert_eq!(caller.write("PUT", &path, &value).await, value);
    }
    for wrong in [
        json!({}),
        json!([{ "attributeID": "x", "value": "y" }]),
        json!([{ "attributeID": id(1), "value": "Odd" }]),
        json!([{ "attributeID": id(1), "value": 5 }]),
    ] {
        let (status, body): (u16, Value) = caller.try_send("PUT", &device, &wrong).await;
        assert_eq!((status, &body["error"]), (400, &json!("bad_request")), "{wrong}");
    }
}
