//! Keys, client ids, roles, and where the API is.

use cw_sandbox::PsaAccount;
use serde_json::{Value, json};

use crate::caller::Caller;

#[tokio::test]
async fn the_codebase_is_found_and_works() {
    let caller = Caller::new().await;
    let page = async |company: &str| {
        let url = format!("{}/login/companyinfo/{company}", caller.sandbox.base_url());
        let answer = reqwest::get(url).await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json::<Value>().await.unwrap()
    };
    let found = page("sandbox").await;
    assert_eq!((&found["Codebase"], &found["IsCloud"]), (&json!("v2026_1/"), &json!("True")));
    assert_eq!(page("nobody").await, Value::Null);

    let current = format!("{}/v2026_1/apis/3.0/system/info", caller.sandbox.base_url());
    let keys = caller.sandbox.psa_credentials(PsaAccount::Integrator);
    let user = format!("{}+{}", keys.company, keys.public_key);
    let request = reqwest::Client::new().get(current).basic_auth(user, Some(keys.private_key));
    let answer = request.header("CLIENTID", keys.client_id).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key("x-cw-request-id"));
    assert_eq!(answer.headers()["api-current-version"], "2026.1");
    assert!(answer.json::<Value>().await.unwrap()["version"].is_string());
}

#[tokio::test]
async fn wrong_credentials_are_told_apart() {
    let caller = Caller::new().await;
    let keys = caller.sandbox.psa_credentials(PsaAccount::Integrator);
    let user = format!("sandbox+{}", keys.public_key);
    let try_it = async |user: &str, private: &str, client: Option<&str>| {
        let mut request = caller.bare("GET", "/company/companies").basic_auth(user, Some(private));
        if let Some(client) = client {
            request = request.header("clientId", client);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let client = Some(keys.client_id.as_str());
    assert_eq!(try_it(&user, &keys.private_key, client).await.0, 200);
    assert_eq!(try_it(&user, &keys.private_key, None).await.0, 403);
    let (status, body) = try_it(&user, &keys.private_key, Some("00000000-0000-4000-8000-000000000000")).await;
    assert!(status == 400 && body["message"].as_str().unwrap().contains("clientId"));
    let other_company = format!("Sandbox+{}", keys.public_key);
    for (user, private) in [
        (user.as_str(), "wrong"),
        ("sandbox+wrong", &keys.private_key),
        (other_company.as_str(), &keys.private_key),
        ("x", "y"),
    ] {
        let (status, body) = try_it(user, private, client).await;
        assert_eq!((status, &body["code"]), (401, &json!("Unauthorized")), "{user}");
    }
    caller.sandbox.configure(|settings| settings.psa_wrong_keys_404 = true);
    assert_eq!(try_it(&user, "wrong", client).await.0, 404);
}

#[tokio::test]
async fn a_role_may_less() {
    let mut caller = Caller::new().await;
    caller.account = PsaAccount::Inquiry;
    for path in ["/service/tickets", "/company/companies", "/system/info", "/system/info/members"] {
        assert_eq!(caller.get(path).await.status(), 200, "{path}");
    }
    for path in ["/finance/invoices", "/system/members", "/time/entries"] {
        assert_eq!(caller.get(path).await.status(), 403, "{path}");
    }
    let (status, body) = caller.try_send("POST", "/service/tickets", json!({ "summary": "x" })).await;
    assert_eq!((status, &body["code"]), (403, &json!("Security")));
    assert_eq!(caller.try_send("POST", "/service/tickets/search", json!({})).await.0, 200);
}

#[tokio::test]
async fn routes_methods_and_urls_that_are_none() {
    let caller = Caller::new().await;
    for (method, path, status, code) in [
        ("GET", "/service/nothing", 404, "ConnectWiseApi"),
        ("GET", "/service/tickets/1", 404, "NotFound"),
        ("GET", "/service/boards/99/statuses", 404, "NotFound"),
        ("DELETE", "/system/members/150", 405, "ConnectWiseApi"),
        ("POST", "/system/info/members", 405, "ConnectWiseApi"),
    ] {
        let (got, body) = caller.try_send(method, path, json!({})).await;
        assert_eq!((got, body["code"].as_str()), (status, Some(code)), "{method} {path}");
    }
    let long = format!("/service/tickets?conditions=summary='{}'", "x".repeat(8000));
    assert_eq!(caller.get(&long).await.status(), 414);
}

#[tokio::test]
async fn keys_can_be_had_for_a_member() {
    let caller = Caller::new().await;
    let path = "/system/members/rgupta/tokens";
    assert_eq!(caller.try_send("POST", path, json!({ "memberIdentifier": "rgupta" })).await.0, 400);
    let request = caller.request("POST", path).header("x-cw-usertype", "member");
    let keys: Value =
        request.json(&json!({ "memberIdentifier": "rgupta" })).send().await.unwrap().json().await.unwrap();
    let client = caller.sandbox.psa_credentials(PsaAccount::Integrator).client_id;
    let user = format!("sandbox+{}", keys["publicKey"].as_str().unwrap());
    let as_member = async || {
        let request =
            caller.bare("POST", "/service/tickets/100001/notes").basic_auth(&user, keys["privateKey"].as_str());
        request.header("clientId", &client).json(&json!({ "text": "By me" })).send().await.unwrap()
    };
    let note: Value = as_member().await.json().await.unwrap();
    assert_eq!(note["createdBy"], "rgupta");
    caller.sandbox.advance(std::time::Duration::from_secs(4 * 3600 + 1));
    assert_eq!(as_member().await.status(), 401);
    assert!(caller.sandbox.log().iter().all(|request| !request.body.contains("memberIdentifier")), "masked");
}
