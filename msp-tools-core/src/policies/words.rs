//! Help for people who wrote another word than the one that is accepted.

use crate::{Policy, text::as_said};

/// What to write instead of a word that is not a policy.
pub(super) fn not_a_policy(word: &str) -> String {
    let said = as_said(word);
    let advice = match word.trim().to_lowercase().as_str() {
        lower if lower.parse::<Policy>().is_ok() => return format!("`{said}` is not a policy: write `{lower}`"),
        "allow" | "allowed" | "permit" | "enable" | "enabled" | "yes" | "on" | "true" | "run" | "automatic"
        | "auto_approve" | "auto-approve" | "ok" => "to let it run without asking, write `auto`",
        "ask" | "prompt" | "confirm" | "review" | "manual" | "approve" | "approved" | "required" | "human"
        | "require_approval" | "approval-needed" | "approval_required" | "needs_approval" | "on-request" => {
            "to have a person asked each time, write `approval`"
        }
        "deny" | "denied" | "block" | "blocked" | "forbid" | "forbidden" | "refuse" | "reject" | "disallow"
        | "disable" | "no" | "off" | "false" | "none" | "hidden" | "exclude" => {
            "to keep it from running at all, write `never`"
        }
        "always" => {
            "it is not clear whether it should always run or always ask: write `auto` for the one, `approval` for the other"
        }
        _ => "use `auto`, `approval` (or `approval_needed`), or `never` (or `disabled`)",
    };
    format!("`{said}` is not a policy: {advice}")
}

/// `; did you mean ...?` if one of the known names is close to what was written, otherwise nothing.
pub(super) fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = known.into_iter().map(|name| (strsim::jaro_winkler(written, name), name));
    let best = near.filter(|(likeness, _)| *likeness > 0.85).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.map_or_else(String::new, |(_, name)| format!("; did you mean `{name}`?"))
}

/// The path of an entry in a policy file: `tools."cwa-*"`. Names that are no plain words are quoted.
pub(super) fn entry(table: &str, name: &str) -> String {
    let is_plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let name = if is_plain { as_said(name) } else { format!("\"{}\"", as_said(name)) };
    if table.is_empty() { name } else { format!("{table}.{name}") }
}
