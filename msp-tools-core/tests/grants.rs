//! A standing grant stands in for a person, within its bounds and not beyond.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod fleet;

use fleet::*;
use msp_tools_core::*;
use serde_json::json;

fn reboot() -> GrantTerms {
    terms(tool("fleet:fleet-reboot"), "agent", 3600)
}

fn terms(subject: GrantSubject, principal: &str, expires_at: i64) -> GrantTerms {
    GrantTerms::new(subject, principal, at(expires_at)).with_uses(9).with_targets(9)
}

fn tool(name: &str) -> GrantSubject {
    GrantSubject::Tool(name.into())
}

fn operation(name: &str) -> GrantSubject {
    GrantSubject::Operation(name.into())
}

fn script(id: u64) -> GrantTerms {
    terms(operation(&format!("fleet:script:{id}")), "agent", 3600)
}

async fn granted(terms: GrantTerms) -> (Scene, Grant) {
    let scene = Scene::new();
    let grant = scene.desk.grant(terms, &"maria".into()).await.unwrap();
    (scene, grant)
}

#[tokio::test]
async fn within_the_terms_it_runs_at_once_and_the_trail_says_on_what() {
    let (scene, grant) = granted(reboot()).await;
    completed(scene.reboot(&[1, 2]).await);
    let left = scene.desk.grants().await.unwrap();
    assert_eq!((left[0].uses_left, left[0].targets_left), (8, 7));
    assert_eq!(scene.events(), ["grant_given", "planned", "decided", "grant_used", "started", "finished"]);
    let events = scene.audit.events();
    assert!(matches!(&events[4].kind, AuditKind::Started { grant: Some(id), .. } if *id == grant.id));
    assert!(matches!(&events[2].kind, AuditKind::Decided { decision, .. } if decision.policy == Policy::Approval));
}

#[tokio::test]
async fn every_term_is_kept() {
    let narrow = [
        ("uses", reboot().with_uses(0)),
        ("targets", reboot().with_targets(1)),
        ("argument", reboot().with_argument("machines", json!([1]))),
        ("missing argument", reboot().with_argument("force", true)),
        ("company", reboot().with_company(Company::new("fleet", "borealis"))),
        ("company of another product", reboot().with_company(Company::new("desk", "acme"))),
        ("tool", terms(tool("fleet:fleet-broadcast"), "agent", 3600)),
        ("operation", terms(operation("fleet:script:1"), "agent", 3600)),
        ("principal", terms(tool("fleet:fleet-reboot"), "other", 3600)),
        ("expiry", terms(tool("fleet:fleet-reboot"), "agent", 0)),
    ];
    for (term, terms) in narrow {
        let (scene, _) = granted(terms).await;
        assert_eq!(scene.reboot(&[1, 2]).await.unwrap().status(), CallStatus::AwaitingApproval, "{term}");
        assert_eq!(scene.fleet.writes(), [""; 0], "{term}");
    }
    let wide = [
        reboot().with_uses(1).with_targets(2),
        reboot().with_argument("machines", json!([1, 2])),
        reboot().with_company(acme()),
        terms(tool("fleet-reboot"), "agent", 3600),
        terms(operation("fleet:reboot"), "agent", 3600),
        terms(tool("fleet:fleet-reboot"), "AGENT", 3600),
    ];
    for terms in wide {
        let (scene, _) = granted(terms).await;
        completed(scene.reboot(&[1, 2]).await);
    }
}

#[tokio::test]
async fn a_grant_for_a_tool_that_is_not_there_is_an_error() {
    let scene = Scene::new();
    let error = scene.desk.grant(terms(tool("fleet-lost"), "agent", 3600), &"maria".into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownTool);
    assert_eq!(scene.desk.grants().await.unwrap(), []);
}

#[tokio::test]
async fn a_company_grant_covers_no_target_of_another() {
    let (scene, _) = granted(reboot().with_company(acme())).await;
    waiting(scene.reboot(&[1, 3]).await);
    completed(scene.reboot(&[1]).await);
}

#[tokio::test]
async fn a_grant_for_an_operation_holds_by_every_route() {
    let (scene, _) = granted(script(1).with_uses(3).with_targets(3)).await;
    completed(scene.call("fleet-script-cleanup", json!({"machine": 1})).await);
    completed(scene.call("fleet-run-script", json!({"script": 1, "machine": 1})).await);
    // The raw request is declared as a mere write: running a script by it is out of the ordinary.
    let raw = json!({"method": "POST", "path": "/scripts/1", "machine": 1});
    waiting(scene.call("fleet-request", raw).await);
    waiting(scene.call("fleet-run-script", json!({"script": 2, "machine": 1})).await);
}

#[tokio::test]
async fn a_grant_is_no_matter_where_the_call_is_out_of_the_ordinary_or_never_to_run() {
    let limited = policies(|policies| policies.limits(Limits::default().with_targets_per_call(1)));
    let hour = policies(|policies| policies.limits(Limits::default().with_targets_per_hour(1)));
    let none = policies(|policies| policies.approvals(ApprovalSettings::default().with_standing_grants(false)));
    for policies in [limited, hour, none] {
        let scene = Scene::with(|builder| builder.policies(policies));
        scene.desk.grant(reboot(), &"maria".into()).await.unwrap();
        waiting(scene.reboot(&[1, 2]).await);
        assert_eq!(scene.desk.grants().await.unwrap()[0].uses_left, 9);
    }
    let scene = Scene::under(|policies| policies.operation("fleet:reboot", Policy::Never));
    scene.desk.grant(reboot(), &"maria".into()).await.unwrap();
    refused(scene.reboot(&[1]).await, ErrorKind::UnknownTool);
}

#[tokio::test]
async fn what_runs_on_a_grant_counts_towards_the_hour() {
    let scene = Scene::under(|policies| policies.limits(Limits::default().with_targets_per_hour(2)));
    scene.desk.grant(reboot(), &"maria".into()).await.unwrap();
    completed(scene.reboot(&[1, 2]).await);
    waiting(scene.reboot(&[1]).await);
    // Asking took nothing from the hour.
    scene.pass(3599);
    assert_eq!(scene.desk.grants().await.unwrap().len(), 1);
    scene.pass(1);
    assert_eq!(scene.desk.grants().await.unwrap(), [], "expired");
}

#[tokio::test]
async fn nobody_grants_to_themselves() {
    let scene = Scene::new();
    scene.desk.grant(reboot(), &"Agent".into()).await.unwrap();
    waiting(scene.reboot(&[1]).await);
    let alone = Scene::with(|builder| builder.one_person(true));
    alone.desk.grant(reboot(), &"agent".into()).await.unwrap();
    completed(alone.reboot(&[1]).await);
}

#[tokio::test]
async fn a_grant_can_be_taken_back() {
    let (scene, grant) = granted(reboot()).await;
    scene.desk.revoke(&grant.id, &"maria".into()).await.unwrap();
    assert_eq!(scene.desk.revoke(&grant.id, &"maria".into()).await.unwrap_err().kind(), ErrorKind::NotFound);
    waiting(scene.reboot(&[1]).await);
    assert!(scene.events().contains(&"grant_revoked".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_callers_share_what_a_grant_is_good_for() {
    let (scene, _) = granted(reboot().with_uses(7).with_targets(100)).await;
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let registry = scene.registry.clone();
            tokio::spawn(
                async move { registry.call("fleet-reboot", json!({"machines": [1]}), &agent()).await.unwrap() },
            )
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(scene.fleet.writes().len(), 7);
}
