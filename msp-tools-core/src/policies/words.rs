//! Help for people who wrote another word than the one that is accepted.

use crate::{Policy, text::as_said};

/// What to write instead of a word that is not a policy.
pub(super) fn not_a_policy(word: &str) -> String {
    let said = as_said(word);
    if said.parse::<Policy>().is_ok() {
        return format!("`{said}` with spaces, or with characters that do not show, is not a policy: leave them out");
    }
    let advice = match said.to_lowercase().as_str() {
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
    let written = written.to_lowercase();
    let near = known.into_iter().map(|name| (likeness(&written, name), name));
    let best = near.filter(|(likeness, _)| *likeness >= 0.7).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.map_or_else(String::new, |(_, name)| format!("; did you mean `{name}`?"))
}

/// From 0 to 1. The beginning of a name counts as much as a slip.
fn likeness(written: &str, name: &str) -> f64 {
    let likeness = strsim::normalized_damerau_levenshtein(written, &name.to_lowercase());
    if written.len() >= 4 && name.starts_with(written) { likeness.max(0.9) } else { likeness }
}

/// The path of an entry in a policy file: `tools."cwa-*"`. Names that are no plain words are quoted.
pub(super) fn entry(table: &str, name: &str) -> String {
    let is_plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let name = if is_plain { as_said(name) } else { format!("\"{}\"", as_said(name)) };
    if table.is_empty() { name } else { format!("{table}.{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_are_told_what_to_write() {
        for (word, advice) in [
            ("allow", "write `auto`"),
            ("ASK", "write `approval`"),
            ("deny", "write `never`"),
            ("always", "`auto` for the one"),
            ("Never", "write `never`"),
            ("auto ", "leave them out"),
            ("au\u{200b}to", "use `auto`"),
            ("auto\u{200b}", "leave them out"),
            ("quux", "use `auto`, `approval`"),
        ] {
            assert!(not_a_policy(word).contains(advice), "{}", not_a_policy(word));
        }
    }

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let known = ["targets_per_call", "targets_per_hour", "tools"];
        assert_eq!(did_you_mean("target_per_call", known), "; did you mean `targets_per_call`?");
        assert_eq!(did_you_mean("TOOLS", known), "; did you mean `tools`?");
        assert_eq!(did_you_mean("targets", known), "; did you mean `targets_per_call`?");
        assert_eq!(did_you_mean("colour", known), "");
        assert_eq!(did_you_mean("", known), "");
    }
}
