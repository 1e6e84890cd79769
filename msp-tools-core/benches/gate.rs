//! What the gate costs: deciding, calling a tool that does nothing, listing, refreshing; and memory per tool.

#![allow(missing_docs, reason = "the macros of criterion make functions without any")]

use std::{fs, hint::black_box, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use msp_tools_core::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    /// Only machines of this name, such as `kiosk`.
    name: Option<String>,
    /// How many at most.
    #[serde(default)]
    limit: Bounded<1, 1000, 25>,
}

#[derive(Serialize, JsonSchema)]
struct Nothing {}

fn spec(name: &str, effect: Effect) -> ToolSpec {
    ToolSpec::new("bench", name, effect)
        .with_description("Lists machines with their name, operating system and when they were last seen.")
        .with_operation(format!("bench:{name}"))
}

fn read(name: &str) -> Arc<dyn Tool> {
    read_tool(spec(name, Effect::Read), (), |(), _: Input, _| async { Ok(Nothing {}) })
}

fn write(name: &str) -> Arc<dyn Tool> {
    write_tool(
        spec(name, Effect::Write),
        (),
        |(), _: Input, _| async { Ok(Draft::new("Do nothing", ()).with_targets([Target::new("machine", 1, "kiosk")])) },
        |(), (): (), _| async { Ok(Nothing {}) },
    )
}

fn many(count: usize) -> Vec<Arc<dyn Tool>> {
    (0..count).map(|n| read(&format!("bench-read-{n:05}"))).collect()
}

fn limitless(policies: PoliciesBuilder, catalog: &ToolCatalog) -> Policies {
    let limits = Limits::default().with_targets_per_hour(None).with_requests_per_minute(None);
    policies.limits(limits).build(catalog).expect("the rules fit the tools")
}

/// A registry in which a write runs by itself, with or without a trail in memory.
fn registry(audited: bool) -> Registry {
    let tools = [read("bench-read"), write("bench-write")];
    let catalog = ToolCatalog::new(tools.iter().map(|tool| tool.spec()));
    let policies = limitless(Policies::builder().tool("bench-write", Policy::Auto), &catalog);
    let builder = Registry::builder().tools(tools).policies(policies);
    let builder = if audited { builder.audit(Arc::new(Forgets)) } else { builder };
    builder.build().expect("the tools fit together").0
}

/// A trail that costs nothing by itself.
struct Forgets;

#[async_trait::async_trait]
impl AuditSink for Forgets {
    async fn record(&self, event: &AuditEvent) -> Result<(), AuditError> {
        black_box(event);
        Ok(())
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime can be made")
}

/// The tool alone, and the same behind the gate: the difference is what the gate costs.
fn calls(c: &mut Criterion) {
    let (runtime, cx) = (runtime(), CallContext::new("agent").with_session("s1"));
    for tool in [read("bench-read"), write("bench-write")] {
        let name = tool.spec().name.clone();
        c.bench_function(&format!("call/{name}/tool alone"), |b| {
            b.iter(|| {
                runtime.block_on(async {
                    let plan = tool.plan(json!({"limit": 5}), &cx).await?;
                    tool.run(&plan, &cx).await
                })
            });
        });
        for (how, audited) in [("behind the gate", false), ("behind the gate, with a trail", true)] {
            let registry = registry(audited);
            c.bench_function(&format!("call/{name}/{how}"), |b| {
                b.iter(|| runtime.block_on(registry.call(&name, json!({"limit": 5}), &cx)));
            });
        }
    }
}

/// Planning ends with the decision: 0, 10 and 100 rules that are looked at.
fn decisions(c: &mut Criterion) {
    let (runtime, cx) = (runtime(), CallContext::new("agent"));
    for count in [0, 10, 100] {
        let tools = [write("bench-write")];
        let catalog = ToolCatalog::new(tools.iter().map(|tool| tool.spec())).with_operations(["bench:*"]);
        let rules = (0..count)
            .fold(Policies::builder(), |rules, n| rules.operation(format!("bench:other-{n}-*"), Policy::Approval));
        let builder = Registry::builder().tools(tools).policies(limitless(rules, &catalog));
        let (registry, _) = builder.build().expect("the tools fit together");
        c.bench_function(&format!("plan and decide/{count} patterns"), |b| {
            b.iter(|| runtime.block_on(registry.plan("bench-write", json!({"limit": 5}), &cx)));
        });
    }
}

fn lists(c: &mut Criterion) {
    for count in [100, 1_000, 10_000] {
        let (registry, _) = Registry::builder().tools(many(count)).build().expect("the tools fit together");
        c.bench_function(&format!("list/{count}"), |b| b.iter(|| registry.list()));
        c.bench_function(&format!("list a page of 50/{count}"), |b| {
            b.iter(|| registry.list_page(Some("bench-read-00049"), 50));
        });
    }
    let tools = many(1_000);
    c.bench_function("build/1000", |b| {
        b.iter_batched(|| tools.clone(), |tools| Registry::builder().tools(tools).build(), BatchSize::LargeInput);
    });
}

/// Not a measurement of time: what the process grows by with a registry of ten thousand tools, search index included.
fn memory(_: &mut Criterion) {
    const TOOLS: usize = 10_000;
    let Some(before) = resident_bytes() else { return };
    let tools = many(TOOLS);
    let Some(bare) = resident_bytes() else { return };
    let built = Registry::builder().tools(tools).build();
    let Some(after) = resident_bytes() else { return };
    black_box(built.is_ok());
    let per_tool = |bytes: u64| bytes / TOOLS as u64;
    let (tool, entry) = (per_tool(bare.saturating_sub(before)), per_tool(after.saturating_sub(bare)));
    println!("memory a tool: {tool} bytes for the tool itself, {entry} bytes for its place in the registry");
}

/// Of this process; known on Linux only.
fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

criterion_group! {
    name = gate;
    config = Criterion::default().sample_size(50).without_plots();
    // First, while nothing that was freed could be taken for the new.
    targets = memory, calls, decisions, lists
}
criterion_main!(gate);
