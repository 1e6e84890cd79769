//! Creating, changing, replacing and deleting records of any kind.

use serde_json::{Value, json};

use crate::caller::Caller;

#[tokio::test]
async fn a_ticket_is_created_with_defaults_and_references_by_name() {
    let caller = Caller::new().await;
    let sent = json!({
        "summary": "Laptop is hot", "company": { "identifier": "acmedental" }, "status": { "name": "in progress" },
        "contact": { "id": 7001 }, "priority": {}, "customFields": [{ "id": 7, "value": "A-1" }], "closedFlag": true,
    });
    let answer = caller.send("POST", "/service/tickets", sent).await;
    assert_eq!(answer.status(), 201);
    let ticket: Value = answer.json().await.unwrap();
    assert_eq!((&ticket["board"]["name"], &ticket["status"]["id"]), (&json!("Help Desk"), &json!(112)));
    assert_eq!((&ticket["company"]["id"], &ticket["closedFlag"]), (&json!(19_011), &json!(false)));
    let world = caller.sandbox.world();
    let person = world.person(7001).unwrap();
    assert_eq!(ticket["contactName"], format!("{} {}", person.first, person.last));
    assert_eq!(ticket["site"]["id"], 30_000 + person.site);
    assert_eq!((&ticket["customFields"][0]["value"], &ticket["priority"]["level"]), (&json!("A-1"), &json!("Medium")));
    assert_eq!(ticket["_info"]["enteredBy"], "sandboxapi");

    let id = ticket["id"].as_u64().unwrap();
    let world = caller.sandbox.world();
    let kept = world.ticket(u32::try_from(id).unwrap()).unwrap();
    assert_eq!((kept.summary.as_str(), kept.company, kept.status), ("Laptop is hot", 19_011, 112));
    assert_eq!(world.tickets.iter().filter(|t| !t.project).count(), 321);
    assert_eq!(caller.read(&format!("/service/tickets/{id}")).await, ticket);
}

/// Field paths and codes of a refusal.
fn errors(body: &Value) -> Vec<(&str, &str)> {
    let entries = body["errors"].as_array().unwrap().iter();
    entries.map(|entry| (entry["field"].as_str().unwrap(), entry["code"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn what_is_wrong_with_a_record_is_said_field_by_field() {
    let caller = Caller::new().await;
    let acme = json!({ "id": 19_011 });
    for (body, expected) in [
        (json!({}), vec![("summary", "MissingRequiredField"), ("company", "MissingRequiredField")]),
        (json!({ "summary": "x".repeat(101), "company": acme }), vec![("summary", "MaxLengthField")]),
        (json!({ "summary": "x", "company": { "id": 1 } }), vec![("company/id", "NotFound")]),
        (
            json!({ "summary": "x", "company": acme, "board": { "id": 1 }, "status": { "id": 211 } }),
            vec![("status/id", "NotFound")],
        ),
        (
            json!({ "summary": "x", "company": acme, "status": { "name": "Completed" } }),
            vec![("status/name", "NotFound")],
        ),
        (
            json!({ "summary": "x", "company": acme, "requiredDate": "2026-03-01T00:00:00.5Z" }),
            vec![("requiredDate", "UnsupportedFormat")],
        ),
        (json!({ "summary": "x", "company": acme, "severity": "Dire" }), vec![("severity", "InvalidField")]),
        (json!({ "summary": "x", "company": acme, "board": 1 }), vec![("board", "InvalidField")]),
        (
            json!({ "summary": "x", "company": acme, "customFields": [{ "id": 11, "value": "of companies" }] }),
            vec![("customFields/id", "NotFound")],
        ),
        (json!({ "summary": "x", "company": acme, "site": { "id": 30_104 } }), vec![("site/id", "NotFound")]),
    ] {
        let (status, answer) = caller.try_send("POST", "/service/tickets", body.clone()).await;
        assert_eq!((status, &answer["code"]), (400, &json!("InvalidObject")), "{body}");
        assert_eq!(answer["message"], "ticket object is invalid");
        assert_eq!(errors(&answer), expected, "{body}");
        assert_eq!(answer["errors"][0]["resource"], "ticket");
    }
    let flag = json!({ "summary": "x", "company": acme, "approved": "yes" });
    let (status, answer) = caller.try_send("POST", "/service/tickets", flag).await;
    assert_eq!(status, 500, "a flag that is none breaks the vendor's server: {answer}");
    let (status, answer) = caller.try_send("POST", "/company/contacts", json!({ "lastName": "Nobody" })).await;
    assert_eq!((status, errors(&answer)), (400, vec![("firstName", "MissingRequiredField")]));
    let same = json!({ "identifier": "ACMEDENTAL", "name": "Another" });
    let (_, answer) = caller.try_send("POST", "/company/companies", same).await;
    assert_eq!(errors(&answer), [("identifier", "ObjectExists")]);
    assert_eq!(caller.request("POST", "/service/tickets").body("{").send().await.unwrap().status(), 400);
    assert!(caller.sandbox.log().committed().is_empty());
}

const TICKET: &str = "/service/tickets/100001";

#[tokio::test]
async fn patches_replace_fields_and_whole_references() {
    let caller = Caller::new().await;
    let patched = caller
        .write(
            "PATCH",
            TICKET,
            json!([
                { "op": "replace", "path": "summary", "value": "Fixed" },
                { "op": "replace", "path": "/status", "value": { "name": "Resolved" } },
                { "op": "add", "path": "owner", "value": { "identifier": "rgupta" } },
                { "op": "remove", "path": "contact" },
                { "op": "replace", "path": "customFields", "value": [{ "id": 9, "value": true }] },
            ]),
        )
        .await;
    assert_eq!((&patched["summary"], &patched["status"]["id"]), (&json!("Fixed"), &json!(114)));
    assert_eq!((&patched["closedFlag"], &patched["closedBy"]), (&json!(true), &json!("sandboxapi")));
    assert!(patched["closedDate"].is_string() && patched.get("contact").is_none());
    assert!(patched["resources"].as_str().unwrap().contains("rgupta"));
    let empty = json!([{ "op": "replace", "path": "customFields", "value": [{ "id": 7, "value": "A-9" }] }]);
    let patched = caller.write("PATCH", TICKET, empty).await;
    assert_eq!(
        (&patched["customFields"][0]["value"], &patched["customFields"][1]["value"]),
        (&json!("A-9"), &json!(true))
    );
    let reopened = json!([{ "op": "replace", "path": "status", "value": { "id": 112 } }]);
    let patched = caller.write("PATCH", TICKET, reopened).await;
    assert!(patched["closedFlag"] == false && patched.get("closedDate").is_none());
    let moved =
        caller.write("PATCH", TICKET, json!([{ "op": "replace", "path": "board", "value": { "id": 2 } }])).await;
    assert_eq!(
        (&moved["status"]["id"], &moved["status"]["name"]),
        (&json!(211), &json!("New")),
        "the new board's first status"
    );
    let world = caller.sandbox.world();
    let kept = world.ticket(100_001).unwrap();
    assert_eq!((kept.board, kept.status, kept.closed, kept.owner), (2, 211, false, Some(153)));
}

#[tokio::test]
async fn what_lies_inside_a_reference_is_accepted_and_changes_nothing() {
    let caller = Caller::new().await;
    let before = caller.read(TICKET).await;
    let patched = json!([{ "op": "replace", "path": "company/identifier", "value": "CONTOSO" }]);
    let (status, after) = caller.try_send("PATCH", TICKET, patched).await;
    assert_eq!((status, &after["company"]), (200, &before["company"]));
}

#[tokio::test]
async fn patches_that_are_none() {
    let caller = Caller::new().await;
    for (body, field) in [
        (json!([{ "op": "replace", "path": "Summary", "value": "x" }]), "Summary"),
        (json!([{ "op": "replace", "path": "/colour", "value": "x" }]), "/colour"),
        (json!([{ "op": "replace", "path": "status", "value": { "id": 17 } }]), "status/id"),
        (json!([{ "op": "remove", "path": "summary" }]), "summary"),
        (
            json!([{ "op": "replace", "path": "summary", "value": "fine" }, { "op": "remove", "path": "company" }]),
            "company",
        ),
    ] {
        let (status, answer) = caller.try_send("PATCH", TICKET, body.clone()).await;
        assert_eq!((status, errors(&answer)[0].0), (400, field), "{body}");
    }
    for body in [
        json!({ "op": "replace", "path": "summary", "value": "x" }),
        json!([{ "op": "Replace", "path": "summary", "value": "x" }]),
        json!([{ "op": "move", "path": "summary", "from": "company" }]),
        json!([{ "op": "replace", "path": "summary" }]),
        json!([{ "op": "replace", "value": "x" }]),
    ] {
        assert_eq!(caller.try_send("PATCH", TICKET, body.clone()).await.0, 400, "{body}");
    }
    assert!(caller.sandbox.log().committed().is_empty(), "all of it or nothing");
}

#[tokio::test]
async fn elements_of_a_contacts_communications_can_be_patched() {
    let caller = Caller::new().await;
    let patch = json!([
        { "op": "replace", "path": "/communicationItems/0/value", "value": "new@acme.example" },
        { "op": "add", "path": "/communicationItems/2",
            "value": { "type": { "name": "Mobile" }, "value": "5415550000" } },
        { "op": "remove", "path": "/communicationItems/1" },
    ]);
    let contact = caller.write("PATCH", "/company/contacts/7001", patch).await;
    let items = contact["communicationItems"].as_array().unwrap();
    let values: Vec<_> = items.iter().map(|item| item["value"].as_str().unwrap()).collect();
    assert_eq!(values, ["new@acme.example", "5415550000"]);
    assert_eq!((&items[0]["domain"], &items[1]["communicationType"]), (&json!("@acme.example"), &json!("Phone")));
    assert_eq!(caller.list("/company/contacts/7001/communications", &[]).await.len(), 2);
    let beyond = json!([{ "op": "remove", "path": "/communicationItems/9" }]);
    assert_eq!(caller.try_send("PATCH", "/company/contacts/7001", beyond).await.0, 400);
}

#[tokio::test]
async fn replacing_blanks_what_is_left_out() {
    let caller = Caller::new().await;
    let before = caller.read("/service/tickets/100001").await;
    assert!(before["owner"].is_object() || before["source"].is_object());
    let body = json!({ "summary": "Whole", "company": { "id": 19_011 } });
    let (status, answer) = caller.try_send("PUT", TICKET, body.clone()).await;
    assert_eq!((status, errors(&answer)[0]), (400, ("severity", "MissingRequiredField")), "needed on updates");
    let mut whole = body;
    for (field, value) in [
        ("severity", "Low"),
        ("impact", "Low"),
        ("billTime", "NoDefault"),
        ("billExpenses", "NoDefault"),
        ("billProducts", "NoDefault"),
    ] {
        whole[field] = value.into();
    }
    let after = caller.write("PUT", TICKET, whole).await;
    assert!(after.get("owner").is_none() && after.get("source").is_none());
    assert_eq!(
        (&after["customFields"], &after["_info"]["dateEntered"]),
        (&before["customFields"], &before["_info"]["dateEntered"])
    );
}

#[tokio::test]
async fn deleted_records_are_gone() {
    let caller = Caller::new().await;
    for path in [
        "/service/tickets/100007",
        "/company/configurations/201005",
        "/time/entries/90000",
        "/service/tickets/100001/notes/1100001",
    ] {
        assert_eq!(caller.get(path).await.status(), 200, "{path}");
        let answer = caller.send("DELETE", path, Value::Null).await;
        assert_eq!((answer.status().as_u16(), answer.bytes().await.unwrap().len()), (204, 0));
        let (status, body) = caller.try_list(path, &[]).await;
        assert_eq!((status, &body["code"]), (404, &json!("NotFound")), "{path}");
    }
    assert_eq!(caller.list_count("/service/tickets", "").await, 319);
    assert!(caller.sandbox.world().ticket(100_007).is_none());
    assert_eq!(caller.send("DELETE", "/company/companies/19011", Value::Null).await.status(), 409);
}

#[tokio::test]
async fn records_of_every_kind_can_be_made() {
    let caller = Caller::new().await;
    let (acme, maria) = (json!({ "id": 19_011 }), json!({ "id": 7001 }));
    for (path, body, field, expected) in [
        ("/company/companies", json!({ "identifier": "NEWCO", "name": "New \"Co\"" }), "status", json!("Active")),
        ("/company/companies/19011/sites", json!({ "name": "Annex" }), "company", json!("Acme Dental")),
        (
            "/company/companies/19011/typeAssociations",
            json!({ "type": { "name": "Vendor" } }),
            "company",
            json!("Acme Dental"),
        ),
        (
            "/company/contacts",
            json!({ "firstName": "Jo", "company": acme, "typeIds": [2] }),
            "company",
            json!("Acme Dental"),
        ),
        (
            "/company/contacts/7001/communications",
            json!({ "type": { "id": 4 }, "value": "555" }),
            "communicationType",
            json!("Fax"),
        ),
        (
            "/company/configurations",
            json!({ "name": "PRN-1", "type": { "name": "Printer" }, "company": acme }),
            "status",
            json!("Active"),
        ),
        (
            "/project/projects",
            json!({ "name": "Move", "company": acme, "board": { "name": "Projects" }, "billingMethod": "FixedFee",
                "estimatedStart": "2026-03-01T00:00:00Z", "estimatedEnd": "2026-04-01T00:00:00Z" }),
            "status",
            json!("Open"),
        ),
        ("/project/projects/640/phases", json!({ "description": "Test" }), "status", json!("Open")),
        (
            "/project/tickets",
            json!({ "summary": "Cables", "project": { "id": 640 }, "phase": { "id": 2000 } }),
            "board",
            json!("Projects"),
        ),
        (
            "/sales/opportunities",
            json!({ "name": "Deal", "company": acme, "contact": maria, "primarySalesRep": { "identifier": "asmith" } }),
            "stage",
            json!("Prospect"),
        ),
        (
            "/time/workTypes",
            json!({ "name": "Night", "billTime": "Billable", "rateType": "Multiplier", "rate": 2 }),
            "rate",
            json!(2.0),
        ),
        (
            "/procurement/catalog",
            json!({ "identifier": "CAB-1", "description": "Cable", "customerDescription": "Cable",
                "subcategory": { "name": "Switch" }, "type": { "name": "Hardware" } }),
            "category",
            json!("Network"),
        ),
        (
            "/procurement/products",
            json!({ "catalogItem": { "identifier": "FW-60F" }, "billableOption": "Billable", "quantity": 2,
                "ticket": { "id": 100_001 } }),
            "extPrice",
            json!(1798.0),
        ),
        (
            "/expense/entries",
            json!({ "type": { "name": "Parking" }, "amount": 4.5, "date": "2026-03-04T00:00:00Z",
                "chargeToType": "ServiceTicket", "chargeToId": 100_001 }),
            "company",
            json!("Acme Dental"),
        ),
        (
            "/finance/agreements",
            json!({ "name": "Block", "type": { "name": "Block Time" }, "company": acme, "contact": maria }),
            "agreementStatus",
            json!("Active"),
        ),
        (
            "/finance/agreements/311/additions",
            json!({ "product": { "identifier": "OFF-BUS" }, "billCustomer": "Billable" }),
            "agreementId",
            json!(311),
        ),
        (
            "/schedule/entries",
            json!({ "type": { "identifier": "S" }, "objectId": 100_001, "member": { "identifier": "rgupta" } }),
            "status",
            json!("Firm"),
        ),
        (
            "/sales/activities",
            json!({ "name": "Call", "assignTo": { "id": 150 }, "ticket": { "id": 100_001 } }),
            "assignTo",
            json!("Tessa Neumann"),
        ),
        ("/service/boards/1/statuses", json!({ "name": "Parked" }), "board", json!("Help Desk")),
        ("/service/tickets/100001/tasks", json!({ "notes": "Look" }), "ticketId", json!(100_001)),
    ] {
        let made = caller.write("POST", path, body).await;
        let value = if made[field].is_object() { &made[field]["name"] } else { &made[field] };
        assert_eq!(value, &expected, "{path}: {made}");
        let again = caller.read(&format!("{path}/{}", made["id"])).await;
        assert_eq!(again, made, "{path}");
        let renamed = caller.send("PATCH", &format!("{path}/{}", made["id"]), json!([])).await;
        assert_eq!(renamed.status(), 200, "{path}");
    }
    assert_eq!(caller.read("/company/companies/19011").await["types"].as_array().unwrap().len(), 2);
    assert!(
        caller.read(TICKET).await["resources"].as_str().unwrap().contains("rgupta"),
        "who is scheduled works on it"
    );
    assert!(caller.sandbox.world().board(1).unwrap().statuses.iter().any(|status| status.name == "Parked"));
}

#[tokio::test]
async fn many_configurations_at_once_succeed_or_fail_for_themselves() {
    let caller = Caller::new().await;
    let good = json!({ "name": "A", "type": { "id": 12 }, "company": { "id": 19_011 } });
    let answer = caller.send("POST", "/company/configurations/bulk", json!([good, { "name": "B" }])).await;
    assert_eq!(answer.status(), 207);
    let results = answer.json::<Value>().await.unwrap()["payload"].clone();
    assert_eq!((&results[0]["statusCode"], &results[1]["statusCode"]), (&json!(201), &json!(400)));
    assert_eq!(results[1]["error"]["errors"][0]["field"], "type");
    let id = results[0]["data"]["id"].clone();
    let gone = caller.send("DELETE", "/company/configurations/bulk", json!([{ "id": id }, { "id": 1 }])).await;
    let results = gone.json::<Value>().await.unwrap()["payload"].clone();
    assert_eq!((&results[0]["success"], &results[1]["success"]), (&json!(true), &json!(false)));
    let kind = json!([{ "op": "replace", "path": "type", "value": { "name": "Printer" } }]);
    let changed = caller.write("PATCH", "/company/configurations/201003/changeType", kind).await;
    assert_eq!((&changed["type"]["name"], &changed["name"]), (&json!("Printer"), &json!("kiosk")));
}

#[tokio::test]
async fn smaller_routes() {
    let caller = Caller::new().await;
    let line = caller.list("/procurement/products", &[("conditions", "ticket/id != null")]).await[0].clone();
    let charged = format!("chargeToType='Ticket' and chargeToId={}", line["ticket"]["id"]);
    let charged = caller.list("/procurement/products", &[("conditions", &charged)]).await;
    assert!(!charged.is_empty() && charged.iter().all(|other| other["ticket"]["id"] == line["ticket"]["id"]));
    let path = format!("/procurement/products/{}", line["id"]);
    let detached = caller.send("POST", &format!("{path}/detach"), json!({ "removeFromTicket": true })).await;
    assert_eq!(detached.status(), 204);
    assert!(caller.read(&path).await.get("ticket").is_none());
    let pdf = caller.get("/finance/invoices/9011/pdf").await;
    assert_eq!(pdf.headers()["content-type"], "application/pdf");
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF"));
    assert_eq!(caller.send("DELETE", "/company/contacts/7001", Value::Null).await.status(), 409, "still has tickets");
    let heir = caller.send("DELETE", "/company/contacts/7001?transferContactId=7002", Value::Null).await;
    assert_eq!(heir.status(), 204);
    assert_eq!(caller.list_count("/service/tickets", "contact/id = 7001").await, 0);
    let board = json!([{ "op": "replace", "path": "inactiveFlag", "value": true }]);
    caller.write("PATCH", "/service/boards/4", board).await;
    assert_eq!(caller.list("/service/info/boards/active", &[]).await.len(), 3);
}
