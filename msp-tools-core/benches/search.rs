//! What building an index and searching it cost.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use msp_tools_core::{Effect, SearchIndex, ToolSpec};
use serde_json::json;

const THINGS: [&str; 10] =
    ["computer", "device", "ticket", "company", "contact", "script", "alert", "patch", "invoice", "project"];
const VERBS: [&str; 10] = ["list", "get", "create", "update", "run", "clear", "restart", "check", "export", "schedule"];

/// Tools with names, descriptions and parameters of the usual length, which share most of their words.
fn tools(count: usize) -> Vec<ToolSpec> {
    let tool = |n: usize| {
        let (verb, thing, owner) = (VERBS[n % 10], THINGS[n / 10 % 10], THINGS[n / 100 % 10]);
        let mut spec = ToolSpec::new("bench", format!("{verb}-{thing}-of-{owner}-{n}"), Effect::Read)
            .with_title(format!("{verb} {thing}"))
            .with_description(format!(
                "{verb}s each {thing} that belongs to one {owner}, newest first, with name, status and last change."
            ))
            .with_aliases([format!("{thing} {owner}")]);
        spec.input_schema = json!({"type": "object", "properties": {
            owner: {"type": "string"}, "status": {"enum": ["open", "closed", "waiting"]}, "limit": {"type": "integer"}}});
        spec
    };
    (0..count).map(tool).collect()
}

fn search(c: &mut Criterion) {
    for count in [1_000, 10_000] {
        let tools = tools(count);
        let tools: Vec<&ToolSpec> = tools.iter().collect();
        c.bench_with_input(BenchmarkId::new("search/build", count), &tools, |b, tools| {
            b.iter(|| SearchIndex::build(black_box(tools)));
        });
        let index = SearchIndex::build(&tools);
        for (name, intent) in [
            ("short", "open tickets"),
            ("long", "please kick off the cleanup script on every workstation that belongs to this customer"),
            ("nothing", "order a pizza for the team"),
        ] {
            c.bench_with_input(BenchmarkId::new(format!("search/{name}"), count), &intent, |b, intent| {
                b.iter(|| index.search(black_box(intent), 10));
            });
        }
    }
}

criterion_group!(benches, search);
criterion_main!(benches);
