//! The audit trail in a database: one chain for all who write, and the first bad record named.

#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use msp_tools_core::*;
use msp_tools_store::Store;
use support::*;

on_each! { databases:
    many_writers_make_one_chain,
    streams_are_chains_of_their_own,
    what_was_altered_is_named,
    a_record_of_another_version_is_refused,
    nothing_runs_that_cannot_be_written_down,
    no_secret_is_kept,
}

fn event(number: u64) -> AuditEvent {
    AuditEvent::new(Timestamp::now(), "maria", AuditKind::Thawed { scope: format!("tool {number} \u{2028}é") })
}

async fn store(home: &Home) -> Store {
    home.store(|options| options).await.unwrap()
}

async fn many_writers_make_one_chain(home: Home) {
    let stores = [store(&home).await, store(&home).await, store(&home).await];
    let writers: Vec<_> = (0..60_u64)
        .map(|writer| {
            let store = stores[usize::try_from(writer).unwrap() % 3].clone();
            tokio::spawn(async move {
                for number in 0..5 {
                    store.record(&event(writer * 10 + number)).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let (audit, early) = (stores[0].audit(), stores[1].audit().records(AuditHead::start(), 7).await.unwrap());
    let report = audit.verify(&[]).await.unwrap();
    assert_eq!((report.records, report.files, &report.head), (300, 0, &audit.head().await.unwrap()));
    assert_eq!(early.iter().map(|record| record.sequence).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    let last = AuditHead::new(7, early[6].hash.clone());
    let mut rest = audit.records(last.clone(), usize::MAX).await.unwrap();
    assert_eq!((rest.len(), rest.remove(0).sequence), (293, 8));
    audit.verify(&[last, report.head]).await.unwrap();
    // Each writer's own events are in the order in which it wrote them.
    let all = audit.records(AuditHead::start(), usize::MAX).await.unwrap();
    let scopes: Vec<_> = all.iter().map(|record| record.event.clone()).collect();
    assert_eq!(scopes.len(), 300);
    for writer in 0..60 {
        let own = (0..5).map(|number| {
            let wanted = event(writer * 10 + number).kind;
            scopes.iter().position(|event| event.kind == wanted).unwrap()
        });
        assert!(own.is_sorted());
    }
}

async fn streams_are_chains_of_their_own(home: Home) {
    let store = store(&home).await;
    let other = store.audit_stream("other");
    other.record(&event(1)).await.unwrap();
    store.record(&event(2)).await.unwrap();
    store.record(&event(3)).await.unwrap();
    assert_eq!(other.verify(&[]).await.unwrap().records, 1);
    assert_eq!(store.audit().verify(&[]).await.unwrap().records, 2);
    let foreign = other.head().await.unwrap();
    assert!(store.audit().verify(&[foreign]).await.unwrap_err().to_string().contains("another record"));
}

/// What somebody with the right to write could do to the table, and the record that is named.
async fn what_was_altered_is_named(home: Home) {
    let alterations: [(&str, &[&str], u64, &str); 8] = [
        ("edited", &["UPDATE msp_audit SET line = replace(line, 'maria', 'mario') WHERE sequence = 5"], 5, "altered"),
        ("cut out", &["DELETE FROM msp_audit WHERE sequence = 5"], 5, "found record 6"),
        ("cut off at the start", &["DELETE FROM msp_audit WHERE sequence <= 2"], 1, "found record 3"),
        ("cut off at the end", &["DELETE FROM msp_audit WHERE sequence > 7"], 8, "the log ends"),
        ("all gone", &["DELETE FROM msp_audit"], 1, "the log ends"),
        (
            "moved",
            &[
                "UPDATE msp_audit SET sequence = 99 WHERE sequence = 5",
                "UPDATE msp_audit SET sequence = 5 WHERE sequence = 6",
                "UPDATE msp_audit SET sequence = 6 WHERE sequence = 99",
            ],
            5,
            "found record 6",
        ),
        (
            "slipped in",
            &["INSERT INTO msp_audit SELECT stream, 11, version, line FROM msp_audit WHERE sequence = 3"],
            11,
            "found record 3",
        ),
        ("no record at all", &["UPDATE msp_audit SET line = '{}' WHERE sequence = 10"], 10, "not a record"),
    ];
    let store = store(&home).await;
    for number in 0..10 {
        store.record(&event(number)).await.unwrap();
    }
    let audit = store.audit();
    let head = audit.head().await.unwrap();
    audit.verify(&[head]).await.unwrap();
    sql(&home, "CREATE TABLE saved AS SELECT * FROM msp_audit").await;
    for (what, statements, sequence, problem) in alterations {
        for statement in statements {
            sql(&home, statement).await;
        }
        match audit.verify(&[]).await.expect_err(what) {
            AuditLogError::Broken(bad) => {
                assert_eq!(bad.sequence, sequence, "{what}: {bad}");
                assert!(
                    bad.to_string().contains(problem) && bad.to_string().contains("audit stream main"),
                    "{what}: {bad}"
                );
            }
            other => panic!("{what}: {other}"),
        }
        sql(&home, "DELETE FROM msp_audit").await;
        sql(&home, "INSERT INTO msp_audit SELECT * FROM saved").await;
    }
    assert_eq!(audit.verify(&[]).await.unwrap().records, 10, "as it was");

    // Whoever moves the head as well has to be told by a head kept elsewhere.
    let kept = audit.head().await.unwrap();
    let shorter = audit.records(AuditHead::start(), 7).await.unwrap().remove(6);
    sql(&home, "DELETE FROM msp_audit WHERE sequence > 7").await;
    sql(&home, &format!("UPDATE msp_audit_heads SET sequence = 7, hash = '{}'", shorter.hash)).await;
    assert_eq!(audit.verify(&[]).await.unwrap().records, 7);
    assert!(audit.verify(&[kept]).await.unwrap_err().to_string().contains("record 8 should be"));
}

async fn a_record_of_another_version_is_refused(home: Home) {
    let store = store(&home).await;
    store.record(&event(1)).await.unwrap();
    sql(&home, "UPDATE msp_audit SET version = 2").await;
    let error = store.audit().verify(&[]).await.unwrap_err();
    assert!(
        matches!(&error, AuditLogError::Io { source, .. } if source.to_string().contains("version 2")),
        "{error:?}"
    );
}

async fn nothing_runs_that_cannot_be_written_down(home: Home) {
    let kit = home.open().await;
    let scene = kit.scene();
    let approved = scene.approved(1).await;
    sql(&home, "ALTER TABLE msp_audit RENAME TO gone").await;
    refused(scene.resume(approved.id()).await, ErrorKind::Unavailable);
    let call = scene.registry.call("fleet-reboot", serde_json::json!({"machines": [2]}), &agent()).await;
    refused(call, ErrorKind::Unavailable);
    assert_eq!(scene.fleet.log(), [""; 0]);
    scene.registry.call("fleet-look", serde_json::json!({}), &agent()).await.unwrap();
    sql(&home, "ALTER TABLE gone RENAME TO msp_audit").await;
    kit.store.unwrap().audit().verify(&[]).await.unwrap();
}

/// Secrets are in the cause of an error at most, and causes are not kept.
async fn no_secret_is_kept(home: Home) {
    #[derive(Debug, thiserror::Error)]
    #[error("the password hunter2 was refused")]
    struct Refused;
    let spec = ToolSpec::new("fleet", "fleet-fail", Effect::Execute).with_operation("fleet:fail");
    let fail = write_tool(
        spec.with_description("Fails."),
        (),
        |(), _: Nothing, _| async { Ok(Draft::new("Fail", ())) },
        |(), (): (), _| async { Err::<Done, _>(ToolError::internal("it failed").with_source(Refused)) },
    );
    let kit = home.open().await;
    let scene = kit.scene_with(|builder| builder.tool(fail));
    let outcome = scene.registry.call("fleet-fail", serde_json::json!({}), &agent()).await.unwrap();
    let CallOutcome::AwaitingApproval(asked) = outcome else { panic!("it should have been asked for") };
    scene.approve(&asked).await;
    refused(scene.resume(asked.id()).await, ErrorKind::Internal);
    let kept = kit.approvals.get(asked.id()).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.failure.unwrap().kind()), (ApprovalState::Failed, ErrorKind::Internal));
    for column in ["msp_approvals.body", "msp_audit.line"] {
        let (table, column) = column.split_once('.').unwrap();
        let found = count(&home, &format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%hunter2%'")).await;
        let all = count(&home, &format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%fleet-fail%'")).await;
        assert!(found == 0 && all > 0, "{table}: {found} of {all}");
    }
}

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Done {}
