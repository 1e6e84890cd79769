//! The tools over scripted answers: what servers seldom say, and tenants in tests never.
#![cfg(feature = "tools")]

mod tools_common;

use cw_http::testing::Reply;
use serde_json::{Value, json};
use tools_common::{answer, scripted};

#[tokio::test(start_paused = true)]
async fn only_what_was_seen_after_clearing_is_claimed() {
    let alert = |id: i64| json!({"AlertId": id, "Computer": {"Id": 1}, "Monitor": {"Id": 5}, "FieldName": "C:"});
    let other = json!({"AlertId": 3, "Computer": {"Id": 1}, "Monitor": {"Id": 6}, "FieldName": ""});
    let (gone, cleared, broken) = (|| Reply::status(404), || Reply::status(204), || Reply::status(400));
    let list = |rows: &[&Value]| answer(json!(rows));
    for (before, after, outcome, summary) in [
        // Another alert of the same monitor stood before; it is not the cleared one come back.
        (
            list(&[&alert(7), &alert(8)]),
            [list(&[&alert(8)]), list(&[&alert(8), &other])],
            "cleared",
            "had not come back",
        ),
        (list(&[&alert(7)]), [list(&[]), list(&[&alert(9)])], "came_back", "came back at once"),
        (list(&[&alert(7)]), [list(&[]), broken()], "cleared", "could not be seen"),
        (broken(), [list(&[&alert(9)]), list(&[&alert(9)])], "cleared", "could not be seen"),
    ] {
        let [first, second] = after;
        // Planning reads the alert; clearing looks before, deletes, and looks for it in both places.
        let asked = [answer(alert(7)), before, answer(alert(7)), cleared(), gone(), list(&[]), first, second];
        let (tools, _) = scripted(asked);
        let answer = tools.change("cwa-clear-alert", json!({"alert_id": 7})).await.unwrap();
        assert_eq!(answer["outcome"], outcome, "{answer}");
        assert!(answer["summary"].as_str().unwrap().contains(summary), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn alerts_of_the_older_shape_are_read_too() {
    let older = json!([{"Id": 7, "ComputerId": 1042, "Severity": "Error", "Message": "Disk full", "Monitor": null}]);
    let computer = json!([{"Id": "1042", "ComputerName": "reception"}]);
    let (tools, _) = scripted([answer(computer), answer(older)]);
    let rows = tools.rows("cwa-get-computer-alerts", json!({"computer": 1042})).await;
    assert_eq!(rows, [json!({"id": 7, "computer_id": 1042, "severity": "Error", "message": "Disk full"})]);
}

#[tokio::test(start_paused = true)]
async fn digits_are_a_name_first_and_an_id_after_that() {
    let called = json!([{"Id": "9", "Name": "365"}]);
    let computers = || answer(json!([{"Id": "1", "ComputerName": "a"}]));
    let (tools, script) = scripted([answer(called), computers()]);
    tools.rows("cwa-list-computers", json!({"client": "365"})).await;
    assert!(script.sent()[2].uri().query().unwrap().contains("Client.Id%20%3D%209"), "{}", script.sent()[2].uri());

    let by_id = answer(json!([{"Id": "365", "Name": "Acme Dental"}]));
    let (tools, script) = scripted([answer(json!([])), by_id, computers()]);
    tools.rows("cwa-list-computers", json!({"client": "365"})).await;
    assert!(script.sent()[2].uri().query().unwrap().contains("ids=365"), "{}", script.sent()[2].uri());

    let everything = answer(json!([{"Id": "1", "Name": "Acme Dental"}]));
    let (tools, _) = scripted([everything]);
    let error = tools.read("cwa-list-computers", json!({"client": 365})).await.unwrap_err();
    assert_eq!(error.message(), "there is no client `365`", "a server that ignores `ids` finds nothing");
}

#[tokio::test(start_paused = true)]
async fn long_messages_are_cut_unless_they_are_asked_for_whole() {
    let message = "é".repeat(500);
    let rows = || answer(json!([{"AlertId": 7, "Message": message}]));
    let (tools, _) = scripted([rows(), rows()]);
    let row = &tools.rows("cwa-list-alerts", json!({})).await[0];
    assert_eq!(row["message"].as_str().unwrap().chars().count(), 201);
    let row = &tools.rows("cwa-list-alerts", json!({"fields": ["full_message"]})).await[0];
    assert_eq!(row["full_message"], message);
}

#[tokio::test(start_paused = true)]
async fn a_field_that_several_columns_show_is_asked_for_once() {
    let (tools, script) = scripted([answer(json!([]))]);
    tools.rows("cwa-list-alerts", json!({"fields": ["client_id", "computer_status", "client_id"]})).await;
    let sent = script.sent();
    let query = sent[1].uri().query().unwrap();
    assert_eq!((query.matches("Computer").count(), query.matches("Client").count()), (1, 1), "{query}");
}

#[tokio::test(start_paused = true)]
async fn a_name_that_cannot_be_asked_for_whole_is_compared_here() {
    let rows = |names: &[&str]| {
        let row = |(id, name): (usize, &&str)| json!({"Id": (id + 1).to_string(), "Name": name});
        answer(json!(names.iter().enumerate().map(row).collect::<Vec<_>>()))
    };
    let both_quotes = "Bob's \"Blue\" Door";
    for (wanted, answered, found) in [
        ("bob's \"blue\"", vec!["Bob's Blue", both_quotes], "Client.Id%20%3D%202"),
        (both_quotes, vec!["Bob's \"Blue\" Door Annex", both_quotes], "Client.Id%20%3D%202"),
    ] {
        let (tools, script) = scripted([rows(&answered), answer(json!([]))]);
        tools.rows("cwa-list-computers", json!({"client": wanted})).await;
        let sent = script.sent();
        assert_eq!(sent.len(), 3, "a login, one search and the list");
        assert!(sent[2].uri().query().unwrap().contains(found), "{wanted}: {}", sent[2].uri());
    }
}
