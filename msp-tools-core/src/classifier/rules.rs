//! The rules, in the order in which they are asked.

use super::vocabulary::Groups;
use crate::Policy;

/// A rule of the classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScriptRule {
    /// Name, as in [`Verdict::rule`](super::Verdict::rule).
    pub name: &'static str,
    /// What it asks for.
    pub policy: Policy,
    /// Why, in words.
    pub why: &'static str,
}

const fn rule(name: &'static str, policy: Policy, why: &'static str) -> ScriptRule {
    ScriptRule { name, policy, why }
}

/// All rules, the strictest first; the first that holds decides.
pub(super) const RULES: [ScriptRule; 14] = [
    rule("attacks", Policy::Never, "Names a tool or a technique that only attackers need."),
    rule("destroys", Policy::Never, "Destroys what cannot be brought back: wipes, formats, resets to factory state."),
    rule("clears-traces", Policy::Never, "Removes the records of who did what."),
    rule("removes-protection", Policy::Never, "Removes, stops or weakens what protects the machine."),
    rule(
        "removes-recovery",
        Policy::Never,
        "Removes or stops what things could be brought back from: backups, snapshots.",
    ),
    rule("reveals-secrets", Policy::Never, "Hands out passwords, keys or other secrets."),
    rule("deletes-what-matters", Policy::Never, "Deletes accounts, data or other things that people would miss."),
    rule("disguised", Policy::Approval, "Has characters or spellings that hide what it says."),
    rule("changes", Policy::Approval, "Changes something, as far as its words tell."),
    rule("runs-code", Policy::Approval, "Runs or passes on code or commands that are not described."),
    rule("negation", Policy::Approval, "Says what it does not do, or does only in some case."),
    rule("unfamiliar", Policy::Approval, "Has words of which nothing is known."),
    rule("unclear", Policy::Approval, "Does not clearly say that it only reads."),
    rule("reads", Policy::Auto, "Clearly only reads, and says nothing else."),
];

/// The rule of that name.
pub(super) fn named(name: &str) -> Option<&'static ScriptRule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Words that together mean something worse than each alone.
pub(super) struct Combination {
    /// The rule that holds.
    pub(super) rule: &'static str,
    /// A sentence, read together with the name, has a word of each.
    pub(super) all: &'static [Groups],
    /// It does not count where one of these stands too.
    pub(super) unless: Groups,
}

const fn when(rule: &'static str, all: &'static [Groups]) -> Combination {
    Combination { rule, all, unless: Groups::NONE }
}

use Groups as G;

const TAKES_AWAY: Groups = Groups::of(&[G::DELETE, G::REMOVE, G::WEAKEN]);

/// Every combination there is, in the order of the rules.
pub(super) const COMBINATIONS: [Combination; 16] = [
    when("attacks", &[G::ATTACK]),
    when("destroys", &[G::DESTROY]),
    when("destroys", &[G::FORMAT, G::STORAGE]),
    when("clears-traces", &[TAKES_AWAY, G::TRACE]),
    when("clears-traces", &[TAKES_AWAY, G::LOG, G::EVENT]),
    when("removes-protection", &[TAKES_AWAY, G::PROTECTION]),
    when("removes-protection", &[G::EXCEPT, G::PROTECTION]),
    when("removes-recovery", &[TAKES_AWAY, G::RECOVERY]),
    when("reveals-secrets", &[G::REVEAL, G::SECRET]),
    when("reveals-secrets", &[G::KEPT, G::SECRET]),
    when("reveals-secrets", &[G::REVEAL, G::KEY, G::LOCK]),
    when("deletes-what-matters", &[G::DELETE, G::MATTERS]),
    when("deletes-what-matters", &[G::DELETE, G::PRECIOUS]),
    when("deletes-what-matters", &[G::REMOVE, G::PRECIOUS]),
    Combination { rule: "deletes-what-matters", all: &[G::DELETE, G::BROAD], unless: G::DISPOSABLE },
    when("changes", &[G::ACTS]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_come_first_and_each_has_a_name_of_its_own() {
        assert!(RULES.is_sorted_by(|a, b| a.policy >= b.policy));
        for rule in RULES {
            assert_eq!(named(rule.name), Some(&rule));
        }
        let place = |name| RULES.iter().position(|rule| rule.name == name).unwrap();
        assert!(COMBINATIONS.is_sorted_by_key(|combination| place(combination.rule)));
    }
}
