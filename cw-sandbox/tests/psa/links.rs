//! The same world in PSA as in the other products.

use cw_sandbox::Sandbox;
use serde_json::Value;

use crate::caller::Caller;

#[tokio::test]
async fn companies_sites_people_and_machines_are_those_of_the_world() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    for company in &world.companies {
        let row = caller.read(&format!("/company/companies/{}", company.psa_id())).await;
        assert_eq!(row["name"], company.name);
        let identifier = row["identifier"].as_str().unwrap();
        assert!(identifier.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()), "{identifier}");
    }
    let both = caller.list("/company/companies", &[("conditions", "name = 'Contoso'")]).await;
    assert_eq!(both.len(), 2);
    assert_ne!(both[0]["identifier"], both[1]["identifier"]);

    let sites = caller.list("/company/companies/19011/sites", &[]).await;
    assert_eq!(sites.iter().map(|s| s["name"].as_str().unwrap()).collect::<Vec<_>>(), ["Main Office", "Riverside"]);
    for machine in &world.machines {
        let row = caller.read(&format!("/company/configurations/{}", machine.psa_id())).await;
        assert_eq!(
            (&row["name"], &row["deviceIdentifier"]),
            (&machine.name.as_str().into(), &machine.id.to_string().into())
        );
        assert_eq!(row["company"]["id"], u64::from(19_000 + machine.company));
        assert_eq!(row["contact"]["id"].is_u64(), machine.user.is_some(), "{row}");
    }
    for person in &world.people {
        let row = caller.read(&format!("/company/contacts/{}", person.id)).await;
        assert_eq!((&row["firstName"], &row["lastName"]), (&person.first.into(), &person.last.into()));
        assert_eq!(row["communicationItems"][0]["value"], person.email.as_str());
    }
}

#[tokio::test]
async fn boards_have_statuses_of_their_own() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let mut ids = std::collections::BTreeSet::new();
    for board in &world.boards {
        let statuses = caller.list(&format!("/service/boards/{}/statuses", board.id), &[]).await;
        assert_eq!(statuses.len(), board.statuses.len());
        assert!(statuses.iter().all(|status| ids.insert(status["id"].as_u64())), "no id twice");
        assert!(statuses.iter().any(|status| status["name"] == "New"));
    }
    let closed = caller.list("/service/boards/1/statuses", &[("conditions", "name = 'Closed'")]).await;
    assert_eq!(closed[0]["closedStatus"], false, "a name says nothing");
    assert_eq!(caller.get("/service/boards/1/statuses/211").await.status(), 404, "a status of another board");
}

#[tokio::test]
async fn members_are_listed_but_not_all() {
    let caller = Caller::new().await;
    let by_name = caller.read("/system/members/ASmith").await;
    assert_eq!(by_name["id"], 151);
    let inactive = caller.list("/system/members", &[("conditions", "inactiveFlag = true")]).await;
    assert_eq!(inactive.len(), 1);
    for hidden in ["zadmin", "1"] {
        assert_eq!(caller.get(&format!("/system/members/{hidden}")).await.status(), 404);
    }
    assert_eq!(caller.read("/system/info/members/151").await["fullName"], "Adam Smith");
}

#[tokio::test]
async fn instructions_stand_in_tickets_too() {
    let caller = Caller::on(Sandbox::builder().planted(true).tickets(60)).await;
    for ticket in caller.list("/service/tickets", &[("pageSize", "60")]).await {
        let owner = ticket["company"]["id"].as_u64().unwrap() - 19_000;
        let notes = caller.list(&format!("/service/tickets/{}/notes", ticket["id"]), &[]).await;
        for text in [&ticket["summary"], &notes[0]["text"]] {
            assert!(text.as_str().unwrap().starts_with(&format!("[c{owner} #")), "{text}");
        }
    }
    let quiet = Caller::new().await;
    let text = Value::from(quiet.list("/service/tickets", &[("pageSize", "1000")]).await).to_string();
    assert!(!text.contains("cw-psa-"));
}
