//! Making and changing tickets, notes and tags.

use std::time::Duration;

use serde_json::{Value, json};

use crate::caller::{Caller, TICKETS, V1};

fn new_ticket(caller: &Caller) -> Value {
    let world = caller.sandbox.world();
    let board = world.rmm_tickets.iter().find(|ticket| ticket.service_board.name == "Help Desk").unwrap();
    json!({
        "summary": "Disk almost full",
        "description": "4 percent left.",
        "serviceBoard": { "id": board.service_board.id },
        "source": { "id": board.source.id },
    })
}

#[tokio::test]
async fn a_ticket_is_made_with_defaults_and_references() {
    let caller = Caller::new().await;
    let [company, site, endpoint] = caller.place("kiosk");
    let mut body = new_ticket(&caller);
    body["company"] = json!({ "id": company });
    body["site"] = json!({ "id": site });
    body["assets"] = json!([{ "id": endpoint, "isPrimary": true }]);
    body["dueDate"] = json!("11/24/2026");
    body["number"] = json!("1");
    body["extendedAttributes"] = json!([{ "id": "x", "name": "Shelf", "value": 4 }]);
    let made = caller.write("POST", TICKETS, &body).await;
    assert_eq!((&made["status"]["name"], &made["version"]), (&json!("New"), &json!(1)));
    assert_eq!(
        (&made["serviceBoard"]["name"], &made["priority"]["name"]),
        (&json!("Help Desk"), &json!("Priority 3 - Medium"))
    );
    assert_eq!((&made["number"], &made["dueDate"]), (&json!("900001"), &json!("11/24/2026")));
    assert_eq!(made["assets"], json!([{ "id": endpoint }]));
    let id = made["id"].as_str().unwrap();
    assert_eq!(caller.read(&format!("{TICKETS}/{id}")).await, made);
    let world = caller.sandbox.world();
    let own = world.rmm_ticket(id).unwrap();
    assert_eq!((own.company.as_ref().unwrap().id.as_str(), own.extended_attributes.len()), (company.as_str(), 1));
    assert_eq!(caller.read_with(TICKETS, &[("number", "900001")]).await["totalCount"], 1);
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let caller = Caller::new().await;
    let (status, body) = caller.try_send("POST", TICKETS, &json!({})).await;
    let errors: Vec<&str> = body.as_array().unwrap().iter().map(|error| error["message"].as_str().unwrap()).collect();
    let expected = ["summary is required", "description is required", "serviceBoard is required", "source is required"];
    assert_eq!((status, errors), (400, expected.to_vec()));
    let [company, ..] = caller.place("DC01");
    let [_, elsewhere, _] = caller.place("LAB-07");
    for (field, value, says) in [
        ("summary", json!("x".repeat(256)), "summary must be a text of 1 to 255 characters"),
        ("summary", json!(""), "summary must be a text of 1 to 255 characters"),
        ("description", json!("x".repeat(10_001)), "description must be a text of 1 to 10000 characters"),
        ("serviceBoard", json!("Help Desk"), "serviceBoard must be an object with an id"),
        ("source", json!({ "id": "x" }), "source is not known"),
        ("priority", json!({ "name": "High" }), "priority must be an object with an id"),
        ("company", json!({ "id": "x" }), "company is not known"),
        ("assignee", json!({ "id": "x" }), "assignee is not known"),
        ("tags", json!([{ "id": "x" }]), "tags must be an array of known references"),
        ("assets", json!("x"), "assets must be an array of known references"),
        ("dueDate", json!("2026-11-24"), "dueDate must be written mm/dd/yyyy"),
        ("dueDate", json!("13/24/2026"), "dueDate must be written mm/dd/yyyy"),
        ("extendedAttributes", json!([{}]), "extendedAttributes must be an array of objects with ids"),
    ] {
        let mut body = new_ticket(&caller);
        body[field] = value;
        let (status, body) = caller.try_send("POST", TICKETS, &body).await;
        assert_eq!((status, &body), (400, &json!([{ "code": "INVALID_BODY", "message": says }])));
    }
    let mut body = new_ticket(&caller);
    (body["company"], body["site"]) = (json!({ "id": company }), json!({ "id": elsewhere }));
    let (_, refusal) = caller.try_send("POST", TICKETS, &body).await;
    assert_eq!(refusal[0]["message"], "site is not one of the company's");
    assert!(caller.sandbox.log().committed().is_empty());
}

#[tokio::test]
async fn a_patch_replaces_and_does_nothing_else() {
    let caller = Caller::new().await;
    let made = caller.write("POST", TICKETS, &new_ticket(&caller)).await;
    let path = format!("{TICKETS}/{}", made["id"].as_str().unwrap());
    let statuses = caller.read(&format!("{V1}/service/ticketing/statuses")).await;
    let closed = statuses.as_array().unwrap().iter().find(|status| status["name"] == "Closed").unwrap();
    caller.sandbox.advance(Duration::from_secs(60));
    let replace = |path: &str, value: Value| json!([{ "op": "replace", "path": path, "value": value }]);
    let changed = caller.write("PATCH", &path, &replace("/status", json!({ "id": closed["id"] }))).await;
    assert_eq!((&changed["status"]["name"], &changed["version"]), (&json!("Closed"), &json!(2)));
    assert_eq!((&changed["createdAt"], &changed["summary"]), (&made["createdAt"], &made["summary"]));
    assert_ne!(changed["updatedAt"], made["updatedAt"]);
    let cleared = caller.write("PATCH", &path, &replace("/company", Value::Null)).await;
    assert!(cleared.get("company").is_none());
    let add = json!([{ "op": "add", "path": "/summary", "value": "x" }]);
    let (status, refusal) = caller.try_send("PATCH", &path, &add).await;
    assert_eq!((status, &refusal[0]["code"]), (405, &json!("METHOD_NOT_ALLOWED")));
    for wrong in [
        replace("/status/id", json!("x")),
        replace("/number", json!("1")),
        replace("status", json!({})),
        json!({}),
        json!([{ "op": "replace", "path": "/summary" }]),
        replace("/summary", json!("")),
    ] {
        assert_eq!(caller.try_send("PATCH", &path, &wrong).await.0, 400, "{wrong}");
    }
    assert_eq!(caller.read(&path).await["version"], 3);
}

#[tokio::test]
async fn a_put_clears_what_it_does_not_name() {
    let caller = Caller::new().await;
    let [company, ..] = caller.place("kiosk");
    let mut body = new_ticket(&caller);
    body["company"] = json!({ "id": company });
    let made = caller.write("POST", TICKETS, &body).await;
    let path = format!("{TICKETS}/{}", made["id"].as_str().unwrap());
    let changed = caller.write("PUT", &path, &new_ticket(&caller)).await;
    assert!(changed.get("company").is_none());
    assert_eq!((&changed["number"], &changed["version"]), (&made["number"], &json!(2)));
    assert_eq!(caller.try_send("PUT", &path, &json!({})).await.0, 400);
    assert_eq!(caller.try_send("DELETE", &path, &json!({})).await.0, 405);
}

#[tokio::test]
async fn notes_have_a_visibility() {
    let caller = Caller::new().await;
    let ticket = caller.sandbox.world().rmm_tickets[1].id.clone();
    let path = format!("{V1}/service/ticketing/tickets/{ticket}/notes");
    let made = caller.write("POST", &path, &json!({ "detail": "38 GB free now.", "visibility": 2 })).await;
    assert_eq!((&made["ticketId"], &made["selfCreated"]), (&json!(ticket), &json!(true)));
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    assert_eq!(caller.read(&one).await, made);
    for (query, count) in [
        (&[("visibility", "2")][..], 1),
        (&[("visibility", "[notIn],2")], 0),
        (&[("detail", "38 gb")], 1),
        (&[("createdAtFrom", "2999-01-01")], 0),
    ] {
        assert_eq!(caller.read_with(&path, query).await.as_array().unwrap().len(), count, "{query:?}");
    }
    let changed = caller.write("PUT", &one, &json!({ "detail": "37 GB", "visibility": 1 })).await;
    assert_eq!((&changed["detail"], &changed["visibility"]), (&json!("37 GB"), &json!(1)));
    let patch = json!([{ "op": "replace", "path": "/visibility", "value": 7 }]);
    assert_eq!(caller.write("PATCH", &one, &patch).await["visibility"], 7);
    for wrong in
        [json!({}), json!({ "detail": "x", "visibility": 3 }), json!({ "detail": "x".repeat(12_001), "visibility": 1 })]
    {
        let (status, body) = caller.try_send("POST", &path, &wrong).await;
        assert_eq!((status, &body[0]["code"]), (400, &json!("INVALID_BODY")));
    }
    assert_eq!(caller.try_read(&path, &[("other", "x")]).await.0, 400);
    assert_eq!(caller.try_read(&path.replace(&ticket, "none"), &[]).await.0, 404);
    let world = caller.sandbox.world();
    let note = world.rmm_notes_of(&ticket).next().unwrap();
    assert_eq!((note.detail.as_str(), note.visibility), ("37 GB", 7));
}

#[tokio::test]
async fn each_write_has_its_scope() {
    let mut caller = Caller::new().await;
    let body = new_ticket(&caller);
    let ticket = caller.sandbox.world().rmm_tickets[0].id.clone();
    let notes = format!("{V1}/service/ticketing/tickets/{ticket}/notes");
    let note = json!({ "detail": "x", "visibility": 2 });
    let patch = json!([{ "op": "replace", "path": "/summary", "value": "y" }]);
    for (scope, expected) in [
        ("platform.tickets.read", [403, 403, 403]),
        ("platform.tickets.create", [201, 403, 201]),
        ("platform.tickets.update", [403, 200, 201]),
    ] {
        caller.log_in(scope).await;
        let got = [
            caller.try_send("POST", TICKETS, &body).await.0,
            caller.try_send("PATCH", &format!("{TICKETS}/{ticket}"), &patch).await.0,
            caller.try_send("POST", &notes, &note).await.0,
        ];
        assert_eq!(got, expected, "{scope}");
    }
}

#[tokio::test]
async fn tags_can_be_made_and_taken_away() {
    let caller = Caller::new().await;
    let tags = format!("{V1}/service/ticketing/tags");
    let made = caller.write("POST", &tags, &json!({ "name": "printer" })).await;
    let one = format!("{tags}/{}", made["id"].as_str().unwrap());
    let changed = caller.write("PUT", &one, &json!({ "name": "printers", "inactiveFlag": true })).await;
    assert_eq!((&changed["name"], &changed["inactiveFlag"]), (&json!("printers"), &json!(true)));
    let patch = json!([{ "op": "replace", "path": "/name", "value": "p" }]);
    assert_eq!(caller.write("PATCH", &one, &patch).await["name"], "p");
    assert_eq!(caller.try_send("POST", &tags, &json!({})).await.0, 400);
    let mut ticket = new_ticket(&caller);
    ticket["tags"] = json!([{ "id": made["id"] }]);
    assert_eq!(caller.write("POST", TICKETS, &ticket).await["tags"][0]["name"], "p");
    assert_eq!(caller.request("DELETE", &one).send().await.unwrap().status(), 204);
    assert_eq!(caller.try_read(&one, &[]).await.0, 404);
    assert_eq!(caller.try_send("POST", TICKETS, &ticket).await.0, 400);
}
