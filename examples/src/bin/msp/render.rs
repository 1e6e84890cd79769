//! Results and plans in words.

use comfy_table::{ContentArrangement, Table, presets};
use msp_tools_core::{Approval, Decision, Effect, Plan, Policy};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::console::{BAD, CAREFUL, GOOD, QUIET, STRONG};

/// A tool's output: a table for a list of objects, lines for an object.
pub(crate) fn output(value: &Value) -> String {
    let Value::Object(object) = value else { return plain(value) };
    let mut parts = Vec::new();
    if let Some(Value::Array(items)) = object.get("items") {
        parts.push(if items.is_empty() { "Nothing found.".to_owned() } else { table(items) });
        let rest: Map<String, Value> = object
            .iter()
            .filter(|(name, _)| *name != "items" && *name != "cursor")
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        if !rest.is_empty() {
            parts.push(lines(&rest, 0));
        }
        if let Some(Value::String(cursor)) = object.get("cursor") {
            parts.push(format!("{QUIET}cursor: {cursor}{QUIET:#}"));
        }
    } else {
        parts.push(lines(object, 0));
    }
    parts.join("\n")
}

/// What a person looks at before saying yes.
pub(crate) fn plan(plan: &Plan) -> String {
    let mut lines = vec![format!("{STRONG}{}{STRONG:#}", plan.sentence)];
    lines.push(format!("  tool        {}  ({})", plan.tool, effect(plan.effect)));
    for operation in &plan.operations {
        lines.push(format!("  operation   {operation}"));
    }
    for target in &plan.targets {
        lines.push(format!("  target      {} {}: {}", target.kind, target.id, target.name));
    }
    for change in &plan.changes {
        lines.push(format!("  change      {}: {}", change.field, before_and_after(&change.before, &change.after)));
    }
    for warning in &plan.warnings {
        lines.push(format!("  {CAREFUL}warning     {warning}{CAREFUL:#}"));
    }
    lines.join("\n")
}

/// What policy says, and why.
pub(crate) fn decision(decision: &Decision) -> String {
    let mut lines = vec![format!("  policy      {}", policy(decision.policy))];
    for reason in &decision.reasons {
        lines.push(because(reason.policy, &reason.words));
    }
    lines.join("\n")
}

/// One reason for a policy.
pub(crate) fn because(asks_for: Policy, words: &str) -> String {
    format!("  because     {}: {}", policy(asks_for), safe(words))
}

/// What is asked for, and why a person is asked.
pub(crate) fn request(approval: &Approval) -> String {
    format!("{}\n{}", plan(approval.plan()), decision(&approval.request.decision))
}

/// What a value was and will be; a whole record that comes or goes is not spelled out.
fn before_and_after(before: &Option<Value>, after: &Option<Value>) -> String {
    match (before, after) {
        (Some(Value::Object(_)), None | Some(Value::Null)) => "removed".to_owned(),
        (None | Some(Value::Null), Some(Value::Object(_))) => "added".to_owned(),
        (Some(before), Some(after)) => format!("{} -> {}", cell(before), cell(after)),
        (Some(before), None) => format!("{} -> ?", cell(before)),
        (None, Some(after)) => format!("-> {}", cell(after)),
        (None, None) => "changes".to_owned(),
    }
}

pub(crate) fn policy(policy: Policy) -> String {
    let style = match policy {
        Policy::Auto => GOOD,
        Policy::Approval => CAREFUL,
        _ => BAD,
    };
    format!("{style}{policy}{style:#}")
}

pub(crate) fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "reads",
        Effect::Write => "writes",
        Effect::Execute => "executes",
        _ => "destroys",
    }
}

/// What a row is comes first; the rest is in order of the alphabet.
fn rank(name: &str) -> usize {
    ["id", "name", "status", "severity"].iter().position(|first| *first == name).unwrap_or(usize::MAX)
}

fn table(items: &[Value]) -> String {
    let rows: Option<Vec<&Map<String, Value>>> = items.iter().map(Value::as_object).collect();
    let Some(rows) = rows else { return items.iter().map(plain).collect::<Vec<_>>().join("\n") };
    let mut columns: Vec<&String> = Vec::new();
    for name in rows.iter().flat_map(|row| row.keys()) {
        if !columns.contains(&name) {
            columns.push(name);
        }
    }
    columns.sort_by_key(|name| rank(name));
    let mut table = blank_table();
    table.set_header(&columns);
    for row in rows {
        table.add_row(columns.iter().map(|name| row.get(*name).map(cell).unwrap_or_default()));
    }
    trimmed(&table)
}

/// A table without lines, as wide as it needs to be.
pub(crate) fn blank_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

pub(crate) fn trimmed(table: &Table) -> String {
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn lines(object: &Map<String, Value>, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let line = |(name, value): (&String, &Value)| match value {
        Value::Object(inner) if !inner.is_empty() => format!("{indent}{name}:\n{}", lines(inner, depth + 1)),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let nested = table(items).replace('\n', &format!("\n{indent}  "));
            format!("{indent}{name}:\n{indent}  {nested}")
        }
        value => format!("{indent}{name}: {}", plain(value)),
    };
    let mut members: Vec<_> = object.iter().collect();
    members.sort_by_key(|(name, _)| rank(name));
    members.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A value on one line, cut where a table would grow too wide.
fn cell(value: &Value) -> String {
    const WIDEST: usize = 48;
    let text = plain(value);
    match text.char_indices().nth(WIDEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// A value on one line. Text from outside cannot steer the terminal: control characters are shown, not sent.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => safe(text),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(object) => match (object.get("name"), object.get("id")) {
            (Some(name), Some(id)) if object.len() == 2 => format!("{} ({})", plain(name), plain(id)),
            _ => value.to_string(),
        },
        value => value.to_string(),
    }
}

/// Text on one line that cannot steer the terminal.
pub(crate) fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// One word of a closed set, as people read it: `outcome_unknown` is "outcome unknown".
pub(crate) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).map(|value| plain(&value).replace('_', " ")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_tables_and_objects_are_lines() {
        let list = json!({"items": [{"id": 1, "name": "DC01"}, {"id": 22, "status": "Online"}], "truncated": "more"});
        let shown = output(&list);
        assert!(shown.contains("id  name  status") || shown.contains("DC01"), "{shown}");
        assert!(shown.contains("truncated: more"), "{shown}");
        assert_eq!(
            output(&json!({"a": {"b": 1}, "client": {"id": 3, "name": "Acme"}})),
            "a:\n  b: 1\nclient:\n  id: 3\n  name: Acme"
        );
        assert_eq!(output(&json!({"items": []})), "Nothing found.");
    }

    #[test]
    fn text_from_outside_cannot_steer_the_terminal() {
        let shown = output(&json!({"items": [{"name": "evil\u{1b}[2J\nname"}]}));
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
        assert!(!output(&json!({"name": "\u{1b}]0;x\u{7}"})).contains('\u{1b}'));
    }
}
