//! What is wrong with rules and settings, wherever they come from.

use std::collections::BTreeMap;

use super::{
    Draft, PolicyProblem, PolicyProblemKind as Kind, Rule, Table, ToolCatalog,
    catalog::CatalogTool,
    glob,
    settings::NUMBERS,
    shadow::shadowed,
    words::{did_you_mean, entry},
};
use crate::text::as_said;

/// Longest name of a rule, in bytes.
const LONGEST_NAME: usize = 200;

/// Adds all problems of the draft.
pub(super) fn check(draft: &Draft, catalog: &ToolCatalog, problems: &mut Vec<PolicyProblem>) {
    // Where parts of the file could not be read, what seems to be missing may well be there.
    let is_whole = !problems.iter().any(|problem| matches!(problem.kind, Kind::Syntax | Kind::DuplicateKey));
    for number in &NUMBERS {
        if let Some(message) = number.problem(&draft.settings) {
            problems.push(PolicyProblem::new(None, entry(number.table, number.key), Kind::OutOfRange, message));
        }
    }
    let mut report = |kind, rule: &Rule, message| {
        problems.push(PolicyProblem::new(rule.place, rule.path(), kind, message));
    };
    let mut sound = Vec::new();
    for rule in &draft.rules {
        match bad_name(rule)
            .map(|message| (Kind::BadName, message))
            .or_else(|| Some((Kind::MatchesNothing, matches_nothing(rule, catalog)?)))
        {
            Some((kind, message)) => report(kind, rule, message),
            None => sound.push(rule),
        }
    }
    let of = |table| sound.iter().copied().filter(move |rule| rule.table == table).collect::<Vec<_>>();
    let (tools, operations, products) = (of(Table::Tools), of(Table::Operations), of(Table::Products));

    for (rule, message) in disagreements(&sound, catalog) {
        report(Kind::Disagrees, rule, message);
    }
    for rule in sound.iter().filter(|_| is_whole) {
        if let Some(message) = loosens(rule, draft, catalog) {
            report(Kind::Loosens, rule, message);
        }
    }
    for (rule, message) in shadowed(&tools, &products, catalog).into_iter().chain(shadowed_operations(&operations)) {
        report(Kind::Shadowed, rule, message);
    }
}

/// Rules about the same thing have to ask for the same.
fn disagreements<'r>(rules: &[&'r Rule], catalog: &ToolCatalog) -> Vec<(&'r Rule, String)> {
    let mut first = BTreeMap::new();
    let mut found = Vec::new();
    for rule in rules {
        // A short and a qualified name can be of one tool.
        let name = if rule.table == Table::Tools { catalog.qualified(&rule.name) } else { rule.name.clone() };
        let other: &Rule = first.entry((rule.table.as_str(), name)).or_insert(rule);
        if other.policy != rule.policy {
            found.push((*rule, format!("asks for `{}`, but {} is about the same", rule.policy, other.as_match())));
        }
    }
    found
}

fn bad_name(rule: &Rule) -> Option<String> {
    let name = &rule.name;
    let message = if name.is_empty() {
        "the name is empty"
    } else if name.len() > LONGEST_NAME {
        "the name is longer than any can be (200 bytes)"
    } else if name.trim() != name || name.chars().any(char::is_control) {
        "the name begins or ends with a space, or holds a control character"
    } else if name.contains("**") {
        "two stars in a row: one stands for any text already"
    } else if rule.table == Table::Products && name.contains('*') {
        "products take no patterns: name each integration"
    } else {
        return None;
    };
    Some(message.to_owned())
}

fn matches_nothing(rule: &Rule, catalog: &ToolCatalog) -> Option<String> {
    match rule.table {
        Table::Tools => no_tool(rule, catalog),
        Table::Operations => no_operation(rule, catalog),
        Table::Products => no_product(rule, catalog),
    }
}

fn no_tool(rule: &Rule, catalog: &ToolCatalog) -> Option<String> {
    if catalog.may_have(&rule.name) {
        return None;
    }
    let name = as_said(&rule.name);
    if rule.is_pattern() {
        let matches = catalog.tools.iter().any(|tool| rule.fits_tool(&tool.name, &tool.qualified));
        return (!matches).then(|| format!("no tool fits `{name}`"));
    }
    if catalog.tool(&rule.name).is_some() {
        return None;
    }
    let suggestion = match rule.name.split_once(':') {
        None => did_you_mean(&rule.name, catalog.tools.iter().map(|tool| tool.name.as_str())),
        Some((_, short)) => match catalog.tool(short) {
            Some(tool) => format!("; did you mean `{}`?", tool.qualified),
            None => did_you_mean(&rule.name, catalog.tools.iter().map(|tool| tool.qualified.as_str())),
        },
    };
    Some(format!("there is no tool `{name}`{suggestion}"))
}

fn no_operation(rule: &Rule, catalog: &ToolCatalog) -> Option<String> {
    let name = as_said(&rule.name);
    let suggestion = || did_you_mean(&rule.name, catalog.operations());
    (!catalog.has_operation(&rule.name)).then(|| format!("no tool performs an operation `{name}`{}", suggestion()))
}

fn no_product(rule: &Rule, catalog: &ToolCatalog) -> Option<String> {
    let known = catalog.integrations();
    if known.contains(rule.name.as_str()) {
        return None;
    }
    let listed: Vec<_> = known.into_iter().collect();
    let listed = if listed.is_empty() { "none".to_owned() } else { listed.join(", ") };
    Some(format!("there is no tool of `{}`; integrations: {listed}", as_said(&rule.name)))
}

/// The tools that a wide rule would loosen, although they are to be loosened by exact name only.
///
/// One that tightens other tools passes: it was written for those, and the stricter ones stay as they are.
fn loosens(rule: &Rule, draft: &Draft, catalog: &ToolCatalog) -> Option<String> {
    let is_wide = match rule.table {
        Table::Tools => rule.is_pattern(),
        Table::Operations => false,
        Table::Products => true,
    };
    if !is_wide {
        return None;
    }
    let fits = |tool: &CatalogTool| match rule.table {
        Table::Products => rule.name == tool.integration,
        _ => rule.fits_tool(&tool.name, &tool.qualified),
    };
    if catalog.tools.iter().any(|tool| fits(tool) && tool.default_policy < rule.policy) {
        return None;
    }
    let rules = draft.rules.iter().filter(|rule| rule.table == Table::Tools).map(|rule| rule.name.as_str());
    let named: Vec<_> = rules.chain(draft.unread_in(Table::Tools)).collect();
    let is_named = |tool: &CatalogTool| named.contains(&tool.name.as_str()) || named.contains(&tool.qualified.as_str());
    let loosened = catalog
        .tools
        .iter()
        .filter(|tool| tool.is_guarded() && rule.policy < tool.default_policy && fits(tool) && !is_named(tool));
    let loosened: Vec<_> = loosened.map(|tool| format!("`{}` (`{}`)", tool.name, tool.default_policy)).collect();
    let listed = match loosened.as_slice() {
        [] => return None,
        [first, second, third, .., _] => format!("{first}, {second}, {third} and {} more", loosened.len() - 3),
        few => few.join(", "),
    };
    let policy = rule.policy;
    Some(format!(
        "`{policy}` would loosen {listed}: only the exact name of a tool may loosen one that changes something or never runs"
    ))
}

/// Operations are not a closed list, so one pattern shadows another only if it covers every text.
fn shadowed_operations<'r>(rules: &[&'r Rule]) -> Vec<(&'r Rule, String)> {
    let patterns: Vec<_> = rules.iter().copied().filter(|rule| rule.is_pattern()).collect();
    let shadow_of = |rule: &Rule| {
        patterns.iter().find(|other| {
            other.name != rule.name && other.policy >= rule.policy && glob::covers(&other.name, &rule.name)
        })
    };
    let described = |shadow: &Rule| format!("never decides anything: wherever it fits, {} decides", shadow.as_match());
    patterns.iter().filter_map(|rule| Some((*rule, described(shadow_of(rule)?)))).collect()
}
