//! Lists of tickets and notes, compared with plain loops over the world.

use cw_sandbox::RmmTicket;
use serde_json::json;

use crate::caller::{Caller, TICKETS, V1, texts};

/// The numbers of all tickets that fit, in the order of the answer.
async fn numbers(caller: &Caller, query: &[(&str, &str)]) -> Vec<String> {
    let query = [&[("pageSize", "1000"), ("pageNum", "1")], query].concat();
    let body = caller.read_with(TICKETS, &query).await;
    let numbers: Vec<String> = texts(&body["tickets"], "number").into_iter().map(str::to_owned).collect();
    assert_eq!(body["totalCount"], numbers.len());
    numbers
}

async fn check(caller: &Caller, query: &[(&str, &str)], fits: impl Fn(&RmmTicket) -> bool) {
    let mut found = numbers(caller, query).await;
    let world = caller.sandbox.world();
    let mut own: Vec<String> = world.rmm_tickets.iter().filter(|t| fits(t)).map(|t| t.number.clone()).collect();
    found.sort();
    own.sort();
    assert_eq!(found, own, "{query:?}");
    assert!(!own.is_empty() && own.len() < world.rmm_tickets.len(), "{query:?} tells nothing apart");
}

#[tokio::test]
async fn every_filter_is_evaluated() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let some = world
        .rmm_tickets
        .iter()
        .find(|t| {
            t.assignee.is_some()
                && t.category.is_some()
                && t.kind.is_some()
                && t.assignee_team.is_some()
                && !t.tags.is_empty()
                && t.site.is_some()
        })
        .unwrap()
        .clone();
    let id = |reference: &Option<cw_sandbox::RmmRef>| reference.clone().unwrap().id;
    let name = |reference: &Option<cw_sandbox::RmmRef>| reference.clone().unwrap().name;
    let (company, site, assignee) = (id(&some.company), id(&some.site), id(&some.assignee));
    let (team, team_name) = (id(&some.assignee_team), name(&some.assignee_team));
    let (kind, kind_name, category) = (id(&some.kind), name(&some.kind), id(&some.category));
    let has = |own: &Option<cw_sandbox::RmmRef>, id: &str| own.as_ref().is_some_and(|own| own.id == id);
    check(&caller, &[("number", &some.number)], |t| t.number == some.number).await;
    check(&caller, &[("ticketIds", &some.id)], |t| t.id == some.id).await;
    check(&caller, &[("summary", "DC01")], |t| t.summary.to_lowercase().contains("dc01")).await;
    check(&caller, &[("companyIds", &company)], |t| has(&t.company, &company)).await;
    check(&caller, &[("siteIds", &site)], |t| has(&t.site, &site)).await;
    check(&caller, &[("statusIds", &some.status.id)], |t| t.status == some.status).await;
    check(&caller, &[("statusNames", "new,IN PROGRESS")], |t| ["New", "In Progress"].contains(&&*t.status.name)).await;
    check(&caller, &[("statusNames", "[notIn],New")], |t| t.status.name != "New").await;
    check(&caller, &[("priorityIds", &some.priority.id)], |t| t.priority == some.priority).await;
    check(&caller, &[("priorityNames", &some.priority.name)], |t| t.priority == some.priority).await;
    check(&caller, &[("assigneeIds", &assignee)], |t| has(&t.assignee, &assignee)).await;
    check(&caller, &[("assigneeIds", &format!("[notIn],{assignee}"))], |t| !has(&t.assignee, &assignee)).await;
    check(&caller, &[("assigneeTeamIds", &team)], |t| has(&t.assignee_team, &team)).await;
    check(&caller, &[("assigneeTeamNames", &team_name)], |t| has(&t.assignee_team, &team)).await;
    check(&caller, &[("sourceIds", &some.source.id)], |t| t.source == some.source).await;
    check(&caller, &[("sourceNames", "Monitoring")], |t| t.source.name == "Monitoring").await;
    check(&caller, &[("typeIds", &kind)], |t| has(&t.kind, &kind)).await;
    check(&caller, &[("typeNames", &kind_name)], |t| has(&t.kind, &kind)).await;
    check(&caller, &[("categoryIds", &category)], |t| has(&t.category, &category)).await;
    check(&caller, &[("categoryNames", "Hardware")], |t| t.category.as_ref().is_some_and(|c| c.name == "Hardware"))
        .await;
    check(&caller, &[("createdByIds", &some.created_by.id)], |t| t.created_by == some.created_by).await;
    check(&caller, &[("updatedByIds", &some.updated_by.id)], |t| t.updated_by == some.updated_by).await;
    check(&caller, &[("tagIds", &some.tags[0].id)], |t| t.tags.contains(&some.tags[0])).await;
    check(&caller, &[("tagNames", "50% off")], |t| t.tags.iter().any(|tag| tag.name == "50% off")).await;
    check(&caller, &[("tagNames", "[notIn],vip")], |t| t.tags.iter().all(|tag| tag.name != "vip")).await;
}

#[tokio::test]
async fn dates_are_bounds_and_a_day_counts_to_its_end() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let mut days: Vec<String> = world.rmm_tickets.iter().map(|t| t.created_at.to_string()[..10].to_owned()).collect();
    days.sort();
    let day = &days[days.len() / 2];
    let of = |stamp: cw_sandbox::Stamp| stamp.to_string()[..10].to_owned();
    check(&caller, &[("createdAtFrom", day)], |t| of(t.created_at) >= *day).await;
    check(&caller, &[("createdAtTo", day)], |t| of(t.created_at) <= *day).await;
    check(&caller, &[("createdAtFrom", day), ("createdAtTo", day)], |t| of(t.created_at) == *day).await;
    check(&caller, &[("updatedAtTo", &format!("{day}T12:00:00"))], |t| {
        t.updated_at.to_string() <= format!("{day}T12:00:00")
    })
    .await;
    check(&caller, &[("updatedAtFrom", &format!("{day}T12:00:00+02:00"))], |t| {
        t.updated_at.to_string() >= format!("{day}T10:00:00")
    })
    .await;
    let due = |t: &RmmTicket| t.due_date.as_ref().map(|d| format!("{}-{}-{}", &d[6..], &d[..2], &d[3..5]));
    check(&caller, &[("dueDateFrom", day)], |t| due(t).is_some_and(|own| own >= *day)).await;
    check(&caller, &[("dueDateTo", day)], |t| due(t).is_some_and(|own| own <= *day)).await;
}

#[tokio::test]
async fn groups_are_alternatives() {
    let caller = Caller::new().await;
    let query = [("statusNames1", "New"), ("sourceNames1", "Monitoring"), ("statusNames2", "Resolved")];
    let is = |t: &RmmTicket, status: &str| t.status.name == status;
    check(&caller, &query, |t| is(t, "New") && t.source.name == "Monitoring" || is(t, "Resolved")).await;
    let query = [("statusNames", "New"), ("sourceNames7", "Monitoring"), ("summary7", "disk")];
    let disk = |t: &RmmTicket| t.source.name == "Monitoring" && t.summary.to_lowercase().contains("disk");
    check(&caller, &query, |t| is(t, "New") || disk(t)).await;
}

#[tokio::test]
async fn pages_go_by_size_and_number() {
    let caller = Caller::new().await;
    let total = caller.sandbox.world().rmm_tickets.len();
    let page = |number: &'static str| {
        let caller = &caller;
        async move { caller.read_with(TICKETS, &[("pageSize", "50"), ("pageNum", number)]).await }
    };
    let mut seen = Vec::new();
    for number in ["1", "2", "3", "4", "5", "6", "7"] {
        let body = page(number).await;
        assert_eq!(body["totalCount"], total);
        seen.extend(texts(&body["tickets"], "id").into_iter().map(str::to_owned));
    }
    assert_eq!(seen.len(), total);
    assert_eq!(page("8").await, json!({ "tickets": [], "totalCount": 0 }));
    let unpaged = caller.read(TICKETS).await;
    assert_eq!((unpaged["tickets"].as_array().unwrap().len(), &unpaged["totalCount"]), (100, &json!(total)));
    caller.sandbox.configure(|settings| settings.rmm_empty_list_404 = true);
    assert_eq!(caller.try_read(TICKETS, &[("pageSize", "50"), ("pageNum", "8")]).await.0, 404);
}

#[tokio::test]
async fn lists_are_sorted() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let newest = numbers(&caller, &[]).await;
    let created = |number: &String| world.rmm_tickets.iter().find(|t| t.number == *number).unwrap().created_at;
    assert!(newest.is_sorted_by(|a, b| created(a) >= created(b)));
    let by_number = numbers(&caller, &[("sortBy", "number"), ("sortDir", "asc")]).await;
    assert!(by_number.is_sorted());
    for field in [
        "assignTo",
        "updatedAt",
        "status",
        "type",
        "priority",
        "summary",
        "assignTeam",
        "dueDate",
        "source",
        "extendedAttributes",
    ] {
        let (up, down) = (
            numbers(&caller, &[("sortBy", field), ("sortDir", "asc")]).await,
            numbers(&caller, &[("sortBy", field)]).await,
        );
        assert_eq!(up.len(), down.len());
        assert!(field == "extendedAttributes" || up != down, "{field}");
    }
}

#[tokio::test]
async fn what_does_not_read_is_refused_with_an_array() {
    let caller = Caller::new().await;
    for query in [
        &[("pageSize", "5")][..],
        &[("pageNum", "5")],
        &[("pageSize", "0"), ("pageNum", "1")],
        &[("pageSize", "1001"), ("pageNum", "1")],
        &[("pageSize", "5"), ("pageNum", "0")],
        &[("sortBy", "color")],
        &[("sortDir", "up")],
        &[("board", "1")],
        &[("statusName", "New")],
        &[("statusIds", "New")],
        &[("statusNames", "")],
        &[("statusNames", "New,,Closed")],
        &[("statusNames", "New,[notIn]")],
        &[("statusNames", "[notIn]")],
        &[("createdAtFrom", "yesterday")],
        &[("createdAtFrom", "2026-13-01")],
    ] {
        let (status, body) = caller.try_read(TICKETS, query).await;
        assert_eq!((status, body[0]["code"].as_str()), (400, Some("INVALID_BODY")), "{query:?}");
    }
}

#[tokio::test]
async fn a_list_carries_less_than_a_ticket() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let ticket = world.rmm_tickets.iter().find(|ticket| ticket.assets.len() > 1).unwrap();
    let listed = caller.read_with(TICKETS, &[("number", &ticket.number)]).await["tickets"][0].clone();
    assert_eq!(listed["assets"].as_array().unwrap().len(), 1);
    let one = caller.read(&format!("{TICKETS}/{}", ticket.id)).await;
    assert_eq!(one, serde_json::to_value(ticket).unwrap());
    assert_eq!(caller.read(&format!("{TICKETS}/{}", ticket.id).replace("v2", "v1")).await, one);
    assert_eq!(caller.try_read(&format!("{TICKETS}/{}", ticket.number), &[]).await.0, 404, "a number is no id");
}

#[tokio::test]
async fn lookups_are_what_tickets_point_to() {
    let caller = Caller::new().await;
    let read = async |path: &str| caller.read(&format!("{V1}/service/ticketing/{path}")).await;
    let world = caller.sandbox.world();
    let statuses = read("statuses").await;
    assert!(world.rmm_tickets.iter().all(|ticket| texts(&statuses, "id").contains(&ticket.status.id.as_str())));
    let boards = read("service-boards").await;
    assert!(world.rmm_tickets.iter().all(|ticket| texts(&boards, "id").contains(&ticket.service_board.id.as_str())));
    let teams = read(&format!("service-boards/{}/teams", boards[0]["id"].as_str().unwrap())).await;
    assert_eq!(texts(&teams, "teamName"), ["Tier 1", "Tier 2", "Field"]);
    assert!(texts(&read("priorities").await, "name").contains(&"Priority 1 - Critical"));
    for (path, least) in [("sources", 4), ("types", 4), ("categories", 4), ("tags", 3)] {
        assert!(read(path).await.as_array().unwrap().len() >= least, "{path}");
    }
    let counts = read("ticket-counts").await;
    let sum: u64 = counts.as_array().unwrap().iter().map(|count| count["count"].as_u64().unwrap()).sum();
    assert_eq!(sum, world.rmm_tickets.len() as u64);
    assert_eq!(caller.try_read("/api/platform/v2/service/ticketing/statuses", &[]).await.0, 404, "version 1 alone");
}
