//! A world whose texts hold instructions.

use std::collections::BTreeSet;

use cw_sandbox::Sandbox;

use crate::caller::Caller;

fn marks(text: &str) -> BTreeSet<&str> {
    let begins = |piece: &&str| piece.starts_with('c') || piece.starts_with("library");
    let marks = text.split('[').filter_map(|rest| rest.split_once(']')).map(|(mark, _)| mark);
    marks.filter(begins).filter(|mark| mark.contains(" #")).collect()
}

#[tokio::test]
async fn instructions_stand_in_texts_under_marks_of_their_owners() {
    let caller = Caller::on(Sandbox::builder().planted(true).computers(60)).await;
    let world = caller.sandbox.world();
    let written = serde_json::to_string(&*world).unwrap();
    assert!(marks(&written).len() >= 200, "{}", marks(&written).len());

    for machine in &world.machines {
        let mark = format!("[c{} #", machine.company);
        assert!(machine.comment.starts_with(&mark), "{machine:?}");
        assert!(world.alerts_of(machine.id).all(|alert| alert.message.starts_with(&mark)), "{machine:?}");
        assert!(world.alerts_of(machine.id).next().is_some(), "{machine:?}");
    }
    assert_eq!(world.machine_named("DC01").unwrap().id, 1001, "machines that tests know keep their names");
    let last = world.companies.last().unwrap();
    assert!(last.name.starts_with(&format!("[c{} #", last.id)), "{last:?}");

    let clients = caller.read("/clients?pageSize=1000").await.to_string();
    let computers = caller.read("/computers?pageSize=1000").await.to_string();
    let alerts = caller.read("/alerts?pageSize=1000").await.to_string();
    let scripts = caller.read("/scripts?pageSize=1000").await.to_string();
    for (table, least) in [(clients, 20), (computers, 60), (alerts, 60), (scripts, 18)] {
        assert!(marks(&table).len() >= least, "{table}");
    }
}

#[tokio::test]
async fn nothing_is_planted_unless_asked_for() {
    let sandbox = Sandbox::builder().computers(60).start().await.unwrap();
    assert_eq!(marks(&serde_json::to_string(&*sandbox.world()).unwrap()), BTreeSet::new());
}
