//! What every store has to do, on each of them: in memory, in SQLite, in PostgreSQL. Where two sides of a store are
//! opened, they stand for two processes.

#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::time::Duration;

use msp_tools_core::*;
use serde_json::json;
use support::*;

on_each! {
    what_is_kept_reads_back_as_it_was,
    an_id_is_taken_once,
    of_many_who_expect_the_same_one_gets_it,
    pages_follow_each_other,
    what_was_denied_is_remembered_for_the_session,
    answered_elsewhere_whoever_waits_hears_of_it,
    approved_elsewhere_it_runs_once,
    a_run_that_was_cut_off_has_an_unknown_outcome,
    a_run_that_goes_on_is_left_alone,
    frozen_elsewhere_nothing_starts_and_what_runs_stops,
    frozen_what_waits_is_taken_back_for_all,
    orders_are_told_once,
    a_grant_is_good_for_so_much_together,
    a_grant_can_be_taken_back_elsewhere,
    pins_hold_for_all,
    pins_are_set_on_what_is_known_only,
    of_many_who_pin_at_once_nobodys_pins_are_lost,
    targets_of_the_hour_are_counted_together,
    targets_given_back_are_there_again,
}

async fn what_is_kept_reads_back_as_it_was(home: Home) {
    let (here, there) = (home.open().await, home.open().await);
    let scene = here.scene();
    let arguments = json!({"machines": [1], "delay": 0.1 + 0.2});
    let outcome = scene.registry.call("fleet-reboot", arguments, &CallContext::new("Zoë \"z\" 😀\n")).await.unwrap();
    let CallOutcome::AwaitingApproval(asked) = outcome else { panic!("it should have been asked for") };
    let kept = there.approvals.get(asked.id()).await.unwrap().unwrap();
    assert_eq!(kept.request, asked.request);
    assert!(kept.is_intact(), "to the last bit of every number");
    assert_eq!((kept.state, kept.answer, kept.failure.is_none()), (ApprovalState::Pending, None, true));

    let approved = scene.approve(&asked).await;
    let kept = there.approvals.get(asked.id()).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.answer), (ApprovalState::Approved, approved.answer));
    assert!(there.approvals.get(&ApprovalId::new("apr-of-nobody")).await.unwrap().is_none());
}

async fn an_id_is_taken_once(home: Home) {
    let (here, there) = (home.open().await, home.open().await);
    let asked = here.scene().asked(1).await;
    assert!(there.approvals.insert(asked.clone()).await.unwrap_err().to_string().contains(asked.id().as_str()));
    assert_eq!(here.approvals.list().await.unwrap().len(), 1);
}

async fn of_many_who_expect_the_same_one_gets_it(home: Home) {
    let (here, there) = (home.open().await, home.open().await);
    let asked = here.scene().asked(1).await;
    let set = |kit: &Kit, state| {
        let (approvals, mut next) = (kit.approvals.clone(), asked.clone());
        next.state = state;
        tokio::spawn(async move { approvals.compare_and_set(ApprovalState::Pending, next).await.unwrap() })
    };
    let all: Vec<_> =
        (0..20).flat_map(|_| [set(&here, ApprovalState::Approved), set(&there, ApprovalState::Denied)]).collect();
    let mut won = 0;
    for one in all {
        won += usize::from(one.await.unwrap());
    }
    assert_eq!(won, 1);
    let mut nobody = asked.clone();
    nobody.request.id = ApprovalId::new("apr-of-nobody");
    assert!(!here.approvals.compare_and_set(ApprovalState::Pending, nobody).await.unwrap());
}

async fn pages_follow_each_other(home: Home) {
    let kit = home.open().await;
    let scene = kit.scene();
    let mut asked = Vec::new();
    for machine in 0..7 {
        asked.push(scene.asked(machine).await);
    }
    scene.desk.deny(asked[2].id(), &maria(), None).await.unwrap();
    scene.approve(&asked[4]).await;
    let all = kit.approvals.list().await.unwrap();
    let in_order =
        |approvals: &[Approval]| approvals.is_sorted_by_key(|one| (one.request.created_at, one.id().clone()));
    assert!(all.len() == 7 && in_order(&all));

    let mut paged = Vec::new();
    let mut query = ApprovalQuery::new().limit(3);
    loop {
        let page = scene.desk.find(&query).await.unwrap();
        assert!(page.len() <= 3);
        let Some(last) = page.last() else { break };
        query = query.after(last.id().clone());
        paged.extend(page.into_iter().map(|one| one.request.id));
    }
    assert_eq!(paged, all.iter().map(|one| one.id().clone()).collect::<Vec<_>>());

    let denied = scene.desk.find(&ApprovalQuery::new().states([ApprovalState::Denied])).await.unwrap();
    assert_eq!(denied.iter().map(Approval::id).collect::<Vec<_>>(), [asked[2].id()]);
    assert_eq!(scene.desk.find(&ApprovalQuery::new().open()).await.unwrap().len(), 6);
    assert_eq!(scene.desk.find(&ApprovalQuery::new().after(ApprovalId::new("gone"))).await.unwrap().len(), 0);
    assert_eq!(scene.desk.find(&ApprovalQuery::new().limit(0)).await.unwrap().len(), 0);
}

async fn what_was_denied_is_remembered_for_the_session(home: Home) {
    let (here, there) = (home.open().await.scene(), home.open().await.scene());
    let asked = here.asked(1).await;
    there.desk.deny(asked.id(), &maria(), Some("no")).await.unwrap();
    let again = |cx: CallContext, machine: u64| {
        let registry = here.registry.clone();
        async move { registry.call("fleet-reboot", json!({"machines": [machine]}), &cx).await }
    };
    refused(again(agent(), 1).await, ErrorKind::Denied);
    refused(again(CallContext::new("AGENT").with_session("s1"), 1).await, ErrorKind::Denied);
    again(agent(), 2).await.unwrap();
    again(CallContext::new("agent").with_session("s2"), 1).await.unwrap();
    again(CallContext::new("agent"), 1).await.unwrap();
    again(CallContext::new("other").with_session("s1"), 1).await.unwrap();
}

async fn answered_elsewhere_whoever_waits_hears_of_it(home: Home) {
    let (here, there) = (home.open().await.scene(), home.open().await.scene());
    for answer in [ApprovalState::Approved, ApprovalState::Denied] {
        let asked = here.asked(1).await;
        let (id, registry) = (asked.id().clone(), here.registry.clone());
        let waiting = tokio::spawn(async move { registry.wait(&id, Duration::from_secs(60), &agent()).await.unwrap() });
        tokio::time::sleep(Duration::from_millis(300)).await;
        let answered = std::time::Instant::now();
        match answer {
            ApprovalState::Approved => there.approve(&asked).await,
            _ => there.desk.deny(asked.id(), &maria(), None).await.unwrap(),
        };
        assert_eq!(waiting.await.unwrap().state, answer);
        assert!(answered.elapsed() < Duration::from_millis(900), "told, not found by looking again");
    }
}

async fn approved_elsewhere_it_runs_once(home: Home) {
    let (here, there) = (home.open().await.scene(), home.open().await.scene());
    let asked = here.asked(1).await;
    there.approve(&asked).await;
    let runs: Vec<_> = [&here, &there]
        .iter()
        .cycle()
        .take(40)
        .map(|scene| {
            let (registry, id) = (scene.registry.clone(), asked.id().clone());
            tokio::spawn(async move { registry.resume(&id, &agent()).await.is_ok() })
        })
        .collect();
    let mut ran = 0;
    for run in runs {
        ran += usize::from(run.await.unwrap());
    }
    assert_eq!((ran, here.fleet.log().len() + there.fleet.log().len()), (1, 1));
    assert_eq!(here.desk.get(asked.id()).await.unwrap().state, ApprovalState::Succeeded);
    refused(there.resume(asked.id()).await, ErrorKind::Spent);
}

async fn a_run_that_was_cut_off_has_an_unknown_outcome(home: Home) {
    let (here, there) = (home.open().await.scene(), home.open().await.scene());
    let approved = here.approved(1).await;
    let run = here.begin(approved.id()).await;
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    until("it is marked", || async {
        there.desk.get(approved.id()).await.unwrap().state == ApprovalState::OutcomeUnknown
    })
    .await;
    refused(there.resume(approved.id()).await, ErrorKind::OutcomeUnknown);
}

async fn a_run_that_goes_on_is_left_alone(home: Home) {
    let open = || home.open_with(|options| options.lease(Duration::from_millis(300)));
    let (here, there) = (open().await.scene(), open().await.scene());
    let approved = here.approved(1).await;
    let run = here.begin(approved.id()).await;
    for _ in 0..10 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(there.desk.recover().await.unwrap().len(), 0);
        assert_eq!(there.desk.get(approved.id()).await.unwrap().state, ApprovalState::Running);
    }
    here.fleet.let_go();
    run.await.unwrap().unwrap();
    assert_eq!(there.desk.get(approved.id()).await.unwrap().state, ApprovalState::Succeeded);
}

async fn frozen_elsewhere_nothing_starts_and_what_runs_stops(home: Home) {
    let (here, there) = (home.open().await.scene(), home.open().await.scene());
    let approved = there.approved(1).await;
    let run = there.begin(approved.id()).await;
    let thrown = std::time::Instant::now();
    let scope = FreezeScope::Tool("fleet-reboot".into());
    here.registry.freeze(scope.clone(), &maria(), Some("odd")).await.unwrap();
    // Before anything else looks at the orders there.
    let run = tokio::time::timeout(Duration::from_secs(5), run).await.expect("told to stop").unwrap();
    refused(run, ErrorKind::Frozen);
    assert!(thrown.elapsed() < Duration::from_secs(1), "{:?}", thrown.elapsed());
    let asked = there.registry.call("fleet-reboot", json!({"machines": [2]}), &agent()).await;
    assert!(refused(asked, ErrorKind::Frozen).to_string().contains("odd"));
    there.desk.thaw(&scope, &maria()).await.unwrap();
    here.registry.freeze(scope.clone(), &maria(), Some("odd")).await.unwrap();
    refused(there.registry.call("fleet-reboot", json!({"machines": [2]}), &agent()).await, ErrorKind::Frozen);
    there.registry.call("fleet-look", json!({}), &agent()).await.unwrap();
    let freezes = there.desk.freezes().await.unwrap();
    assert_eq!(freezes.len(), 1);
    assert_eq!((&freezes[0].scope, &freezes[0].by, freezes[0].reason.as_deref()), (&scope, &maria(), Some("odd")));
    assert_eq!(freezes, here.desk.freezes().await.unwrap());

    refused(there.desk.thaw(&FreezeScope::All, &maria()).await, ErrorKind::NotFound);
    there.desk.thaw(&scope, &maria()).await.unwrap();
    refused(here.desk.thaw(&scope, &maria()).await, ErrorKind::NotFound);
    assert_eq!(here.desk.freezes().await.unwrap(), []);
    here.asked(3).await;
}

async fn frozen_what_waits_is_taken_back_for_all(home: Home) {
    let (here, there) = (home.open().await.scene(), home.open().await.scene());
    let (waits, approved) = (there.asked(1).await, there.approved(2).await);
    let (registry, id) = (there.registry.clone(), waits.id().clone());
    let waiting = tokio::spawn(async move { registry.wait(&id, Duration::from_secs(60), &agent()).await.unwrap() });
    let frozen = here.registry.freeze(FreezeScope::All, &maria(), None).await.unwrap();
    let mut expected = [waits.id().clone(), approved.id().clone()];
    expected.sort();
    let mut withdrawn = frozen.withdrawn;
    withdrawn.sort();
    assert_eq!(withdrawn, expected);
    let told = tokio::time::timeout(Duration::from_secs(1), waiting).await.expect("within a second").unwrap();
    assert_eq!(told.state, ApprovalState::Withdrawn);
    here.desk.thaw(&FreezeScope::All, &maria()).await.unwrap();
    refused(there.resume(approved.id()).await, ErrorKind::Withdrawn);
    assert_eq!(there.fleet.log(), [""; 0]);
}

async fn orders_are_told_once(home: Home) {
    let (here, there) = (home.open().await.desk, home.open().await.desk);
    assert_eq!(here.orders(0).await.unwrap(), None);
    let mut changes = there.changes();
    let freeze = Freeze::new(FreezeScope::All, maria(), Timestamp::now(), None);
    here.add_freeze(freeze.clone()).await.unwrap();
    tokio::time::timeout(Duration::from_secs(1), changes.next()).await.expect("within a second");
    let orders = there.orders(0).await.unwrap().unwrap();
    assert_eq!((orders.freezes.as_slice(), &orders.pins), (&[freeze][..], &Pins::new()));
    assert_eq!(there.orders(orders.revision).await.unwrap(), None);
    let pins = Pins::new().with("fleet:script:1", "as it was");
    assert!(here.set_pins(pins.clone(), orders.revision).await.unwrap());
    let later = there.orders(orders.revision).await.unwrap().unwrap();
    assert_eq!((later.freezes, later.pins), (orders.freezes, pins));
    assert!(later.revision > orders.revision);
    assert!(here.remove_freezes(&FreezeScope::All).await.unwrap());
    assert!(!there.remove_freezes(&FreezeScope::All).await.unwrap());
}

fn terms(uses: u64, targets: u64) -> GrantTerms {
    let tomorrow = Timestamp::now().plus(Duration::from_secs(24 * 60 * 60));
    let subject = GrantSubject::Tool("fleet:fleet-reboot".into());
    GrantTerms::new(subject, "agent", tomorrow).with_uses(uses).with_targets(targets)
}

async fn a_grant_is_good_for_so_much_together(home: Home) {
    let (here, there) = (home.open().await.scene(), home.open().await.scene());
    let first = here.desk.grant(terms(5, 50), &maria()).await.unwrap();
    here.desk.grant(terms(9, 3), &maria()).await.unwrap();
    let calls: Vec<_> = [&here, &there]
        .iter()
        .cycle()
        .take(30)
        .map(|scene| {
            let registry = scene.registry.clone();
            let call = async move { registry.call("fleet-reboot", json!({"machines": [1]}), &agent()).await };
            tokio::spawn(async move { matches!(call.await.unwrap(), CallOutcome::Completed(_)) })
        })
        .collect();
    let mut ran = 0;
    for call in calls {
        ran += usize::from(call.await.unwrap());
    }
    assert_eq!((ran, here.fleet.log().len() + there.fleet.log().len()), (8, 8), "five uses, then three targets");
    assert_eq!(there.desk.grants().await.unwrap(), []);
    refused(there.desk.revoke("grant-of-nobody", &maria()).await, ErrorKind::NotFound);
    assert!(first.id.starts_with("grant-"));
}

async fn a_grant_can_be_taken_back_elsewhere(home: Home) {
    let (here, there) = (home.open().await.scene(), home.open().await.scene());
    let grant = here.desk.grant(terms(5, 5).with_argument("delay", 0.0), &maria()).await.unwrap();
    assert_eq!(there.desk.grants().await.unwrap(), std::slice::from_ref(&grant));
    let call = json!({"machines": [1, 2], "delay": 0.0});
    assert!(matches!(there.registry.call("fleet-reboot", call.clone(), &agent()).await, Ok(CallOutcome::Completed(_))));
    let left = here.desk.grants().await.unwrap();
    assert_eq!((left[0].uses_left, left[0].targets_left, &left[0].terms), (4, 3, &grant.terms));
    there.desk.revoke(&grant.id, &maria()).await.unwrap();
    assert_eq!(here.desk.grants().await.unwrap(), []);
    let outcome = here.registry.call("fleet-reboot", call, &agent()).await.unwrap();
    assert!(matches!(outcome, CallOutcome::AwaitingApproval(_)));
}

async fn pins_hold_for_all(home: Home) {
    let (here, there) = (home.open().await, home.open().await);
    let built = Pins::new().with("fleet:fleet-reboot", "as built");
    let there = there.scene_with(|builder| builder.pins(built.clone()));
    assert_eq!(there.desk.pins().await.unwrap(), built, "until somebody says otherwise");
    let here = here.scene();
    here.desk.set_pins(Pins::new().with("fleet:fleet-look", "as it was")).await.unwrap();
    let outcome = there.registry.call("fleet-look", json!({}), &agent()).await.unwrap();
    assert!(matches!(outcome, CallOutcome::AwaitingApproval(_)), "whether it changed cannot be told");
    assert_eq!(there.desk.pins().await.unwrap(), built.with("fleet:fleet-look", "as it was"));
    let judged = Pins::new().with("fleet:fleet-reboot", "as judged").with("fleet:fleet-look", "as it was");
    here.desk.pin(Pins::new().with("fleet:fleet-reboot", "as judged"), &maria()).await.unwrap();
    assert_eq!(there.desk.pins().await.unwrap(), judged);
}

async fn pins_are_set_on_what_is_known_only(home: Home) {
    let (here, there) = (home.open().await.desk, home.open().await.desk);
    let (one, other) = (Pins::new().with("fleet:script:1", "one"), Pins::new().with("fleet:script:1", "other"));
    assert!(!here.set_pins(one.clone(), 1).await.unwrap());
    assert_eq!(there.orders(0).await.unwrap(), None, "nothing was laid down");
    assert!(here.set_pins(one.clone(), 0).await.unwrap());
    assert!(!there.set_pins(other.clone(), 0).await.unwrap());
    let orders = there.orders(0).await.unwrap().unwrap();
    assert_eq!(orders.pins, one);
    there.add_freeze(Freeze::new(FreezeScope::All, maria(), Timestamp::now(), None)).await.unwrap();
    assert!(!here.set_pins(other.clone(), orders.revision).await.unwrap(), "a freeze is a new revision, too");
    let revision = here.orders(0).await.unwrap().unwrap().revision;
    assert!(there.set_pins(other.clone(), revision).await.unwrap());
    let orders = here.orders(revision).await.unwrap().unwrap();
    assert_eq!((orders.pins, orders.freezes.len()), (other, 1));
}

async fn of_many_who_pin_at_once_nobodys_pins_are_lost(home: Home) {
    let (here, there) = (home.open().await.scene(), home.open().await.scene());
    let pins = |number| Pins::new().with(format!("fleet:script:{number}"), "as it was");
    let all = [&here, &there].into_iter().cycle().take(20).enumerate().map(|(number, scene)| {
        let (desk, pins) = (scene.desk.clone(), pins(number));
        tokio::spawn(async move { desk.pin(pins, &maria()).await.unwrap() })
    });
    for one in all.collect::<Vec<_>>() {
        one.await.unwrap();
    }
    let kept = there.desk.pins().await.unwrap();
    assert_eq!(kept.iter().count(), 20, "{kept:?}");
}

async fn targets_of_the_hour_are_counted_together(home: Home) {
    let (here, there) = (home.open().await.desk, home.open().await.desk);
    let now = Timestamp::now();
    for round in 0..20 {
        let person = if round == 0 { maria() } else { Principal::new(format!("agent {round}")) };
        let takes = [&here, &there].into_iter().cycle().take(20).map(|desk| {
            let (desk, person) = (desk.clone(), person.clone());
            tokio::spawn(async move { desk.take_targets(&person, 3, 10, now).await.unwrap() })
        });
        let mut taken = 0;
        for take in takes.collect::<Vec<_>>() {
            taken += usize::from(take.await.unwrap());
        }
        assert_eq!(taken, 3);
    }
    assert_eq!(there.targets_taken(&Principal::new("MARIA"), now).await.unwrap(), 9);
    assert_eq!(there.targets_taken(&Principal::new("other"), now).await.unwrap(), 0);
    assert!(!here.take_targets(&maria(), 2, 10, now).await.unwrap());
    assert!(here.take_targets(&Principal::new("other"), 10, 10, now).await.unwrap());
    let hour = Duration::from_secs(60 * 60);
    assert!(!here.take_targets(&maria(), 2, 10, now.plus(hour - Duration::from_millis(1))).await.unwrap());
    assert!(here.take_targets(&maria(), 10, 10, now.plus(hour)).await.unwrap());
    assert!(!there.take_targets(&maria(), u64::MAX, u64::MAX - 1, now).await.unwrap());
}

async fn targets_given_back_are_there_again(home: Home) {
    let (here, there) = (home.open().await.desk, home.open().await.desk);
    let now = Timestamp::now();
    let (later, hour) = (now.plus(Duration::from_secs(60)), Duration::from_secs(60 * 60));
    assert!(here.take_targets(&maria(), 6, 10, now).await.unwrap());
    assert!(here.take_targets(&maria(), 4, 10, later).await.unwrap());
    there.give_back_targets(&maria(), 6, now).await.unwrap();
    assert_eq!(here.targets_taken(&maria(), later).await.unwrap(), 4);
    assert_eq!(here.targets_taken(&maria(), now.plus(hour)).await.unwrap(), 4, "over at the same time");
    assert!(there.take_targets(&maria(), 6, 10, later).await.unwrap());
}
