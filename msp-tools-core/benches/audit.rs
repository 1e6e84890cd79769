//! What writing an event down costs, and reading a log back.

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use msp_tools_core::{
    AuditEvent, AuditKind, AuditLog, AuditSink, AuditSync, Effect, FileAudit, MemoryAudit, Plan, PlanFacts, Target,
    Timestamp, ToolSpec,
};
use serde_json::json;

/// A plan with five targets, as it is recorded.
fn event() -> AuditEvent {
    let spec = ToolSpec::new("bench", "run-script", Effect::Execute).with_operation("bench:script:17");
    let mut plan = Plan::new(&spec, json!({"script": 17}), "Run it");
    plan.targets.extend((1..=5).map(|n| Target::new("computer", n, format!("workstation-{n:02}"))));
    AuditEvent::new(Timestamp::now(), "agent", AuditKind::Planned(PlanFacts::of(&plan)))
        .with_session("session-1")
        .with_call("call-0123456789abcdef")
        .with_tool("bench:run-script")
}

fn audit(c: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let event = event();
    c.bench_function("audit/memory", |b| {
        b.iter_batched_ref(
            MemoryAudit::new,
            |sink| runtime.block_on(sink.record(black_box(&event))),
            criterion::BatchSize::SmallInput,
        );
    });
    for (name, sync) in [("audit/file", AuditSync::Never), ("audit/file, confirmed by the disk", AuditSync::Every)] {
        let dir = tempfile::tempdir().expect("a directory");
        let sink = FileAudit::options().sync(sync).open(dir.path()).expect("a log");
        c.bench_function(name, |b| b.iter(|| runtime.block_on(sink.record(black_box(&event)))));
    }

    const RECORDS: u64 = 10_000;
    let dir = tempfile::tempdir().expect("a directory");
    let sink = FileAudit::options().sync(AuditSync::Never).open(dir.path()).expect("a log");
    for _ in 0..RECORDS {
        runtime.block_on(sink.record(&event)).expect("room on the disk");
    }
    let log = AuditLog::at(dir.path());
    let mut group = c.benchmark_group("audit");
    group.throughput(Throughput::Elements(RECORDS)).measurement_time(Duration::from_secs(10)).sample_size(10);
    group.bench_function("verify", |b| b.iter(|| log.verify(&[]).expect("a good log").records));
    group.finish();
}

criterion_group!(benches, audit);
criterion_main!(benches);
