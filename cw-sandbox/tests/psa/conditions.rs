//! Lists: conditions, order, fields, pages.

use cw_sandbox::{Ticket, World};
use serde_json::{Value, json};

use crate::caller::{Caller, ids};

async fn all(caller: &Caller, conditions: &str) -> Vec<u64> {
    ids(&caller.list("/service/tickets", &[("conditions", conditions), ("pageSize", "1000")]).await)
}

fn wanted(world: &World, fits: impl Fn(&Ticket) -> bool) -> Vec<u64> {
    world.tickets.iter().filter(|t| !t.project && fits(t)).map(|t| u64::from(t.id)).collect()
}

#[tokio::test]
async fn conditions_find_what_a_loop_finds() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let board = |t: &Ticket| world.board(t.board).unwrap().name.clone();
    let month_ago = world.made_at.minus(std::time::Duration::from_secs(30 * 86_400));
    let since = format!("lastUpdated > [{month_ago}Z]");
    type Fits<'a> = Box<dyn Fn(&Ticket) -> bool + 'a>;
    let cases: Vec<(&str, Fits<'_>)> = vec![
        ("closedFlag = false", Box::new(|t| !t.closed)),
        ("closedFlag=False and BOARD/NAME=\"help desk\"", Box::new(|t| !t.closed && board(t) == "Help Desk")),
        ("priority/id in (5, 6) or owner = null", Box::new(|t| matches!(t.priority, Some(5 | 6)) || t.owner.is_none())),
        ("owner/identifier != 'asmith'", Box::new(|t| t.owner.is_some_and(|o| o != 151))),
        ("owner/id != null and not_a = 1", Box::new(|_| false)),
        (
            "(priority/id = 5 or priority/id = 6) and closedFlag = true",
            Box::new(|t| matches!(t.priority, Some(5 | 6)) && t.closed),
        ),
        (
            "priority/id = 5 or priority/id = 6 and closedFlag = true",
            Box::new(|t| t.priority == Some(5) || t.priority == Some(6) && t.closed),
        ),
        ("summary contains 'disk' or summary like '%drive C:*'", Box::new(|t| t.summary.contains("drive C:"))),
        ("summary not like '%spooler%' and board/id = 2", Box::new(|t| !t.summary.contains("Spooler") && t.board == 2)),
        ("board/name = 'R&D \"Lab\" [[]50%]'", Box::new(|t| t.board == 4)),
        (&since, Box::new(|t| t.updated > month_ago)),
        ("company/name = 'Contoso'", Box::new(|t| matches!(t.company, 19_012 | 19_013))),
        ("configuration/id = 201003", Box::new(|t| t.machine == Some(1003))),
        ("id > 100100 and id <= 100110", Box::new(|t| (100_101..=100_110).contains(&t.id))),
        ("company/id not in (19011, 19012)", Box::new(|t| !matches!(t.company, 19_011 | 19_012))),
        ("status/name = 'Closed' and closedFlag = false", Box::new(|t| t.status == 115)),
    ];
    for (condition, fits) in cases {
        if condition.contains("not_a") {
            assert_eq!(caller.try_list("/service/tickets", &[("conditions", condition)]).await.0, 400);
            continue;
        }
        let expected = wanted(&world, fits);
        assert!(!expected.is_empty(), "{condition} finds nothing");
        assert_eq!(all(&caller, condition).await, expected, "{condition}");
        let count = caller.list_count("/service/tickets", condition).await;
        assert_eq!(count, expected.len() as u64, "{condition}");
    }
}

/// A text as a condition takes it.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', r"\\").replace('"', "\\\"").replace('[', "[[]");
    format!("\"{escaped}\"")
}

#[tokio::test]
async fn any_text_is_found_by_itself() {
    let caller = Caller::new().await;
    let company = json!({ "id": 19_011 });
    for summary in
        ["tab\tand\u{1}control", "both \" and ' and \\\" at once", "[[]", "a[b]c", "%", "*", "_", "ends with \\"]
    {
        let board = json!({ "id": 1 });
        caller
            .write("POST", "/service/tickets", json!({ "summary": summary, "company": company, "board": board }))
            .await;
    }
    let world = caller.sandbox.world();
    let texts: std::collections::BTreeSet<_> = world.tickets.iter().map(|ticket| ticket.summary.as_str()).collect();
    assert!(texts.len() > 100);
    for text in texts {
        let same = wanted(&world, |ticket| ticket.summary.to_lowercase() == text.to_lowercase());
        assert_eq!(all(&caller, &format!("summary = {}", quoted(text))).await, same, "{text}");
        let holding = wanted(&world, |ticket| ticket.summary.to_lowercase().contains(&text.to_lowercase()));
        assert_eq!(all(&caller, &format!("summary contains {}", quoted(text))).await, holding, "{text}");
    }
}

#[tokio::test]
async fn wildcards_belong_to_like() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    for (pattern, fits) in [
        ("%laptop%", &(|s: &str| s.contains("laptop")) as &dyn Fn(&str) -> bool),
        ("maria*", &|s| s.starts_with("maria")),
        ("Outlook_profile%", &|s| s.starts_with("outlook_profile")),
        ("%\\\\\\\\dc01%", &|s| s.contains(r"\\dc01")),
        ("null", &|s| s == "null"),
    ] {
        let expected = wanted(&world, |ticket| fits(&ticket.summary.to_lowercase()));
        assert!(!expected.is_empty(), "{pattern}");
        assert_eq!(all(&caller, &format!("summary like \"{pattern}\"")).await, expected, "{pattern}");
    }
    assert!(all(&caller, "summary = '%laptop%'").await.is_empty());
    assert!(all(&caller, "summary like 'Outlook?profile%'").await.is_empty());
}

#[tokio::test]
async fn wrong_conditions_say_what_is_wrong() {
    let caller = Caller::new().await;
    for (condition, says) in [
        ("colour = 'red'", "colour is not a recognized name."),
        ("board/colour = 'red'", "board/colour is not a recognized name."),
        ("configurations/id = 1", "configurations/id is not a recognized name."),
        ("summary = laptop", "square brackets"),
        ("requiredDate > '2026-03-01'", "square brackets"),
        ("severity = 'Dire'", "Enum value supplied was invalid"),
        ("summary = 'a' and", "cannot be read"),
    ] {
        let (status, body) = caller.try_list("/service/tickets", &[("conditions", condition)]).await;
        assert_eq!((status, &body["code"]), (400, &json!("ApiFindCondition")), "{condition}");
        assert!(body["message"].as_str().unwrap().contains(says), "{condition}: {body}");
        assert_eq!(caller.get(&format!("/service/tickets/count?conditions={condition}")).await.status(), 400);
    }
    let (status, _) = caller.try_list("/company/contacts", &[("conditions", "types/name = 'Approver'")]).await;
    assert_eq!(status, 400, "lists belong into childConditions");
    let (status, _) = caller.try_list("/company/contacts", &[("childConditions", "types/id in (1,2)")]).await;
    assert_eq!(status, 400, "and know no in");
}

#[tokio::test]
async fn lists_inside_records_are_asked_by_child_conditions() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let maria = world.people.iter().find(|person| person.login == "maria").unwrap();
    let found = async |conditions: &str| {
        ids(&caller.list("/company/contacts", &[("childConditions", conditions), ("pageSize", "1000")]).await)
    };
    let by_mail =
        format!("communicationItems/value=\"{}\" and communicationItems/communicationType=\"Email\"", maria.email);
    assert_eq!(found(&by_mail).await, [u64::from(maria.id)]);
    let not_one =
        format!("communicationItems/value=\"{}\" and communicationItems/communicationType=\"Phone\"", maria.email);
    assert!(found(&not_one).await.is_empty(), "one and the same item has to fit");
    let approvers = found("types/name = 'Approver'").await;
    let expected: Vec<u64> = world.people.iter().filter(|p| p.login == "maria").map(|p| p.id.into()).collect();
    assert_eq!(approvers, expected);
}

#[tokio::test]
async fn custom_fields_are_asked_by_caption_and_value() {
    let caller = Caller::new().await;
    let records = caller.sandbox.psa_records("service/tickets");
    let tag = |record: &Value| record["customFields"][0]["value"].clone();
    let tagged: Vec<&Value> = records.iter().filter(|record| tag(record).is_string()).collect();
    assert!(tagged.len() > 20 && tagged.len() < records.len());
    assert_eq!(records[0]["customFields"][1]["caption"], "VIP");
    assert!(records[0]["customFields"][1].as_object().unwrap()["value"].is_null(), "null is said aloud here");
    let value = tag(tagged[0]);
    let condition = format!("caption=\"Asset Tag\" and value={value}");
    let found = caller.list("/service/tickets", &[("customFieldConditions", &condition), ("pageSize", "1000")]).await;
    let expected: Vec<u64> = records.iter().filter(|r| tag(r) == value).map(|r| r["id"].as_u64().unwrap()).collect();
    assert_eq!(ids(&found), expected);
    let any =
        caller.list("/service/tickets", &[("customFieldConditions", "value != null"), ("pageSize", "1000")]).await;
    assert_eq!(any.len(), tagged.len());
}

#[tokio::test]
async fn a_search_takes_its_conditions_from_the_body() {
    let caller = Caller::new().await;
    let body = json!({ "Conditions": "board/id = 2 and closedFlag = false", "orderBy": "id desc" });
    let found = caller.write("POST", "/service/tickets/search?pageSize=7&fields=id,status/name", body).await;
    let world = caller.sandbox.world();
    let mut expected = wanted(&world, |ticket| ticket.board == 2 && !ticket.closed);
    expected.reverse();
    assert_eq!(ids(found.as_array().unwrap()), expected[..7]);
    assert_eq!(found[0].as_object().unwrap().len(), 2, "{}", found[0]);
    assert!(caller.sandbox.log().writes().is_empty(), "searching changes nothing");
}
