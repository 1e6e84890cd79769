//! Every part of this API has its own shape for refusals.

use serde_json::{Value, json};

use crate::caller::{Caller, TICKETS, V1, V2};

#[tokio::test]
async fn a_missing_scope_is_told_in_the_shape_of_the_route() {
    let mut caller = Caller::new().await;
    // A scope that none of the routes wants.
    caller.log_in("platform.sites.write").await;
    let no = "The client has no access to this resource.";
    let code = |code: &str| json!({ "code": code, "message": no });
    for (path, body) in [
        (format!("{V1}/company/companies"), json!({ "error": [code("forbidden")] })),
        (format!("{V1}/device/endpoints"), json!({ "error": "forbidden", "description": no })),
        (format!("{V2}/device/endpoints/x/cpu-usage"), json!({ "error": "forbidden", "description": no })),
        (format!("{V1}/custom-field/definitions"), json!({ "error": "forbidden", "description": no })),
        (format!("{V1}/patching/x/patches"), json!({ "error": { "message": no } })),
        (format!("{V1}/device-groups"), json!({ "id": "forbidden", "message": no })),
        (format!("{V1}/automation/scripts"), code("forbidden")),
        (format!("{V1}/automation/shellScripts"), code("forbidden")),
        (format!("{V1}/automation/tasks"), json!(no)),
        (TICKETS.to_owned(), json!([code("FORBIDDEN")])),
        (format!("{V1}/service/ticketing/statuses"), json!([code("FORBIDDEN")])),
        (format!("{V1}/policy/categories"), json!({ "message": no, "payload": {}, "type": "forbidden" })),
        (format!("{V1}/device/hypervisors/hosts"), json!({ "error": { "code": "forbidden", "description": no } })),
    ] {
        assert_eq!(caller.try_read(&path, &[]).await, (403, body), "{path}");
    }
    let schedule = format!("{V2}/automation/endpoints/schedule-tasks");
    let answer = caller.request("POST", &schedule).json(&json!({})).send().await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (403, no.to_owned()));
    let token = caller.try_send("POST", &format!("{V1}/device/token"), &json!({})).await;
    assert_eq!(token, (403, code("forbidden")));
}

#[tokio::test]
async fn what_is_not_there_is_told_in_the_shape_of_the_route() {
    let caller = Caller::new().await;
    let [company, site, endpoint] = caller.place("DC01");
    for (path, pointer) in [
        (format!("{V1}/company/companies/x"), "/error/0/message"),
        (format!("{V1}/device/endpoints/x"), "/description"),
        (format!("{V1}/patching/x/patches"), "/error/message"),
        (format!("{V2}/managed-endpoints/x/device-groups"), "/message"),
        (format!("{TICKETS}/x"), "/0/message"),
        (format!("{V1}/custom-field/definitions/x"), "/description"),
        (format!("{V1}/policy/clients/{company}/sites/{site}/endpoints/{endpoint}/effective-policy"), "/payload"),
        (format!("{V1}/device/hypervisors/clients/{company}/sites/{site}/hosts/x/guests"), "/error/description"),
        (format!("{V1}/automation/other"), "/message"),
        ("/v1/other".to_owned(), "/message"),
    ] {
        let (status, body) = caller.try_read(&path, &[]).await;
        assert_eq!(status, 404, "{path}");
        assert!(body.pointer(pointer).is_some(), "{path}: {body}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_read_is_400() {
    let caller = Caller::new().await;
    for (path, pointer) in [(TICKETS, "/0/message"), ("/api/platform/v1/device/token", "/message")] {
        let answer = caller.request("POST", path).body("{").send().await.unwrap();
        assert_eq!(answer.status(), 400);
        let body: Value = answer.json().await.unwrap();
        assert!(body.pointer(pointer).unwrap().as_str().unwrap().starts_with("The body does not read"));
    }
}
