//! What follows from writes: notes, hours, e-mails, merged and attached tickets.

use serde_json::{Value, json};

use crate::caller::{Caller, ids};

const TICKET: &str = "/service/tickets/100002";

fn new_ticket(more: Value) -> Value {
    let mut body = json!({ "summary": "x", "company": { "id": 19_011 }, "contact": { "id": 7001 } });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn initial_texts_become_notes_and_never_come_back() {
    let caller = Caller::new().await;
    let texts = json!({ "initialDescription": "It burns.", "initialInternalAnalysis": "Third one.",
        "processNotifications": false });
    let ticket = caller.write("POST", "/service/tickets", new_ticket(texts)).await;
    assert!(ticket.get("initialDescription").is_none() && ticket.get("processNotifications").is_none());
    let notes = caller.list(&format!("/service/tickets/{}/notes", ticket["id"]), &[]).await;
    let flags: Vec<_> =
        notes.iter().map(|n| (n["text"].as_str().unwrap(), n["internalAnalysisFlag"] == true)).collect();
    assert_eq!(flags, [("It burns.", false), ("Third one.", true)]);
    assert_eq!(notes[0]["contact"]["id"], 7001);
}

#[tokio::test]
async fn notes_and_time_make_up_all_notes() {
    let caller = Caller::new().await;
    let hours = |ticket: &Value| ticket["actualHours"].as_f64().unwrap();
    let before = (caller.list(&format!("{TICKET}/allNotes"), &[]).await.len(), hours(&caller.read(TICKET).await));
    let note = caller
        .write("POST", &format!("{TICKET}/notes"), json!({ "text": "Tried it.", "detailDescriptionFlag": true }))
        .await;
    assert_eq!((&note["createdBy"], &note["member"]["identifier"]), (&json!("sandboxapi"), &json!("sandboxapi")));
    let entry = json!({
        "chargeToType": "ServiceTicket", "chargeToId": 100_002, "timeStart": "2026-03-04T14:20:00Z",
        "timeEnd": "2026-03-04T15:05:00Z", "actualHours": 9, "notes": "Reset it.", "addToResolutionFlag": true,
    });
    let entry = caller.write("POST", "/time/entries", entry).await;
    assert_eq!(
        (&entry["actualHours"], &entry["company"]["id"]),
        (&json!(0.75), &json!(19_011)),
        "times count for more"
    );
    let patch = json!([{ "op": "replace", "path": "actualHours", "value": 5 }]);
    let path = format!("/time/entries/{}", entry["id"]);
    assert_eq!(caller.write("PATCH", &path, patch).await["actualHours"], 0.75);

    let all = caller.list(&format!("{TICKET}/allNotes"), &[]).await;
    assert_eq!(all.len(), before.0 + 2);
    let kinds: Vec<_> = all[all.len() - 2..].iter().map(|n| n["noteType"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["TicketNote", "TimeEntryNote"]);
    assert_eq!(all.last().unwrap()["resolutionFlag"], true);
    assert!((hours(&caller.read(TICKET).await) - before.1 - 0.75).abs() < 1e-9);
    assert!(caller.list(&format!("{TICKET}/timeentries"), &[]).await.iter().any(|e| e["id"] == entry["id"]));
    let kept = caller.sandbox.world().ticket(100_002).unwrap().actual_hours;
    assert!((kept - before.1 - 0.75).abs() < 1e-9);
    caller.send("DELETE", &path, Value::Null).await;
    assert!((hours(&caller.read(TICKET).await) - before.1).abs() < 1e-9);

    let backwards = json!({ "timeStart": "2026-03-04T15:00:00Z", "timeEnd": "2026-03-04T14:00:00Z",
        "chargeToType": "ServiceTicket", "chargeToId": 1 });
    let (status, body) = caller.try_send("POST", "/time/entries", backwards).await;
    assert_eq!((status, body["errors"].as_array().unwrap().len()), (400, 2));
}

#[tokio::test]
async fn defaults_of_a_time_entry_are_computed_and_not_kept() {
    let caller = Caller::new().await;
    let count = caller.list_count("/time/entries", "").await;
    let sent = json!({ "timeStart": "2026-03-04T14:00:00Z", "chargeToType": "ServiceTicket", "chargeToId": 100_002 });
    let answer = caller.write("POST", "/time/entries/defaults", sent).await;
    assert_eq!((&answer["workType"]["name"], &answer["ticket"]["id"]), (&json!("Remote"), &json!(100_002)));
    assert!(answer.get("id").is_none());
    assert_eq!(caller.list_count("/time/entries", "").await, count);
    assert!(caller.sandbox.log().writes().is_empty());
}

/// To whom, and why, in order.
fn mails(caller: &Caller) -> Vec<(String, &'static str)> {
    caller.sandbox.outbox().into_iter().map(|mail| (mail.to, mail.reason)).collect()
}

#[tokio::test]
async fn mail_goes_to_whom_the_flags_name() {
    let caller = Caller::new().await;
    let silent = json!({ "automaticEmailContactFlag": false });
    for quiet in [silent.clone(), json!({ "processNotifications": false }), json!({ "board": { "name": "Alerts" } })] {
        caller.write("POST", "/service/tickets", new_ticket(quiet)).await;
    }
    assert_eq!(mails(&caller), []);
    caller.write("POST", "/service/tickets", new_ticket(json!({}))).await;
    let maria = caller.sandbox.world().person(7001).unwrap().email.clone();
    assert_eq!(mails(&caller), [(maria.clone(), "ticket created")], "the board says so unless the caller does");
    let all = json!({ "owner": { "identifier": "asmith" }, "automaticEmailResourceFlag": true,
        "automaticEmailCcFlag": true,
        "automaticEmailCc": "boss@x.example; cc@x.example", "automaticEmailContactFlag": false });
    caller.write("POST", "/service/tickets", new_ticket(all)).await;
    let to: Vec<String> = mails(&caller)[1..].iter().map(|(to, _)| to.clone()).collect();
    assert_eq!(to, ["asmith", "boss@x.example", "cc@x.example"]);
}

#[tokio::test]
async fn notes_and_updates_mail_only_if_told_to() {
    let caller = Caller::new().await;
    let ticket = caller.write("POST", "/service/tickets", new_ticket(json!({ "processNotifications": false }))).await;
    let path = format!("/service/tickets/{}", ticket["id"]);
    caller.write("POST", &format!("{path}/notes"), json!({ "text": "Quiet", "detailDescriptionFlag": true })).await;
    let status = json!({ "op": "replace", "path": "status", "value": { "name": "Resolved" } });
    caller.write("PATCH", &path, json!([status])).await;
    assert_eq!(mails(&caller), []);
    caller.write("POST", &format!("{path}/notes"), json!({ "text": "Loud", "processNotifications": true })).await;
    let notify = json!({ "op": "add", "path": "processNotifications", "value": true });
    caller.write("PATCH", &path, json!([status, notify])).await;
    let reasons: Vec<_> = mails(&caller).into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(reasons, ["note", "ticket updated"]);
    let entry = json!({ "chargeToType": "ServiceTicket", "chargeToId": ticket["id"],
        "timeStart": "2026-03-04T14:00:00Z", "emailContactFlag": true });
    caller.write("POST", "/time/entries", entry).await;
    assert_eq!(mails(&caller).last().unwrap().1, "time entry");
}

#[tokio::test]
async fn merged_tickets_give_their_notes_and_close() {
    let caller = Caller::new().await;
    let before = caller.list(&format!("{TICKET}/notes"), &[]).await.len();
    let body = json!({ "mergeTicketIds": [100_001], "status": { "name": "Resolved" } });
    assert_eq!(caller.write("POST", &format!("{TICKET}/merge"), body).await["success"], true);
    assert_eq!(caller.list(&format!("{TICKET}/notes"), &[]).await.len(), before + 1);
    assert!(caller.list("/service/tickets/100001/notes", &[]).await.is_empty());
    let merged = caller.read("/service/tickets/100001").await;
    assert_eq!((&merged["mergedParentTicket"]["id"], &merged["closedFlag"]), (&json!(100_002), &json!(true)));
    assert_eq!(caller.read(TICKET).await["hasMergedChildTicketFlag"], true);
    assert_eq!(
        caller.try_send("POST", &format!("{TICKET}/merge"), json!({ "mergeTicketIds": [1], "status": {} })).await.0,
        404
    );
    assert_eq!(
        caller.try_send("POST", &format!("{TICKET}/merge"), json!({ "mergeTicketIds": [100_003] })).await.0,
        400
    );
}

#[tokio::test]
async fn children_are_attached_without_a_version() {
    let caller = Caller::new().await;
    let attach = |accept: &'static str| {
        let request = caller.request("POST", &format!("{TICKET}/attachChildren")).header("accept", accept);
        request.json(&json!({ "childTicketIds": [100_003] })).send()
    };
    let versioned = "application/vnd.connectwise.com+json; version=2025.8";
    assert_eq!(attach(versioned).await.unwrap().status(), 400);
    assert_eq!(caller.request("GET", TICKET).header("accept", versioned).send().await.unwrap().status(), 200);
    assert_eq!(attach("application/json").await.unwrap().status(), 200);
    assert_eq!(caller.read(TICKET).await["hasChildTicket"], true);
    assert_eq!(caller.read("/service/tickets/100003").await["parentTicketId"], 100_002);
    assert_eq!(caller.sandbox.world().ticket(100_003).unwrap().parent, Some(100_002));
}

#[tokio::test]
async fn copies_and_conversions() {
    let caller = Caller::new().await;
    let copy = caller.write("POST", "/service/tickets/100003/copy", Value::Null).await;
    let original = caller.read("/service/tickets/100003").await;
    assert_eq!(copy["summary"], original["summary"]);
    assert_ne!(copy["id"], original["id"]);

    let body = json!({ "phase": { "id": 2000 }, "project": { "id": 640 }, "wbsCode": "1.9" });
    assert_eq!(caller.write("POST", "/service/tickets/100003/convert", body).await["success"], true);
    assert_eq!(caller.get("/service/tickets/100003").await.status(), 404);
    let converted = caller.read("/project/tickets/100003").await;
    assert_eq!((&converted["project"]["id"], &converted["board"]["name"]), (&json!(640), &json!("Projects")));
    assert!(caller.sandbox.world().ticket(100_003).unwrap().project);
    let next = caller.write("POST", "/service/tickets", new_ticket(json!({}))).await;
    assert!(next["id"].as_u64() > copy["id"].as_u64());
}

#[tokio::test]
async fn configurations_are_attached_and_taken_off() {
    let caller = Caller::new().await;
    let path = format!("{TICKET}/configurations");
    assert_eq!(ids(&caller.list(&path, &[]).await), [201_002]);
    assert_eq!(caller.write("POST", &path, json!({ "id": 201_003 })).await["deviceIdentifier"], "1003");
    assert_eq!(caller.try_send("POST", &path, json!({ "id": 201_003 })).await.0, 400);
    assert_eq!(caller.try_send("POST", &path, json!({ "id": 1 })).await.0, 400);
    assert_eq!(caller.send("DELETE", &format!("{path}/201002"), Value::Null).await.status(), 204);
    assert_eq!(ids(&caller.list(&path, &[]).await), [201_003]);
    let found = caller.list("/service/tickets", &[("conditions", "configuration/id = 201003 and id = 100002")]).await;
    assert_eq!(found.len(), 1);
}
