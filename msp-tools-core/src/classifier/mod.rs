//! Proposes a policy for a script, going by what people wrote about it: its name, its description and its parameters.

mod facts;
mod fold;
mod judge;
mod reading;
mod rules;
mod vocabulary;

use serde::{Deserialize, Serialize};

pub use facts::ScriptFacts;
pub use judge::{Judgement, PolicyClassifier, Strictest};
pub use rules::ScriptRule;

use crate::{Digest, Policy, text::as_said};
use facts::Text;
use reading::{Reading, Sentence, Word, read};
use rules::COMBINATIONS;
use vocabulary::Groups;

/// Of the words that decided, this many are told.
const MOST_MATCHED: usize = 12;
/// Mean to look at something, and to bring it in.
const OBTAINS: [&str; 6] = ["get", "gets", "retrieve", "retrieves", "find", "finds"];
/// Whoever needs more words than this does more than read, or says something else.
const MOST_WORDS: usize = 300;
/// More names that nobody knows than this make it unclear what it is about.
const MOST_NAMES: usize = 3;

/// What a script may do by itself, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The policy proposed.
    pub policy: Policy,
    /// Name of the rule that decided; [`script_rules`] explains those of the classifier by words.
    pub rule: String,
    /// The words that decided, as they were understood; empty where what is missing decided.
    pub matched: Vec<String>,
}

impl Verdict {
    /// A verdict, for judges outside this crate.
    pub fn new(policy: Policy, rule: impl Into<String>) -> Self {
        Self { policy, rule: rule.into(), matched: Vec::new() }
    }

    /// Adds the words that decided.
    #[must_use]
    pub fn with_matched<S: Into<String>>(mut self, words: impl IntoIterator<Item = S>) -> Self {
        self.matched.extend(words.into_iter().map(Into::into));
        self
    }

    /// Why, in words, if a rule of the classifier by words decided.
    pub fn why(&self) -> Option<&'static str> {
        rules::named(&self.rule).map(|rule| rule.why)
    }

    /// The verdict once it is known what the script looked like when a person judged it, and what it looks like now
    /// ([`ScriptFacts::fingerprint`]): one that changed since needs a person until it is pinned again, with the rule
    /// `changed-since-judged`. One that nobody judged is as it was.
    #[must_use]
    pub fn since_judged(self, pinned: Option<&str>, now: &Digest) -> Self {
        match pinned {
            Some(pinned) if pinned != now.as_str() && self.policy < Policy::Never => {
                Self::new(Policy::Approval, "changed-since-judged")
            }
            _ => self,
        }
    }

    fn by_rule(name: &'static str, words: impl IntoIterator<Item = String>) -> Self {
        let policy = rules::named(name).map_or(Policy::Approval, |rule| rule.policy);
        let mut matched = Vec::new();
        for word in words {
            let word = as_said(&word);
            if matched.len() < MOST_MATCHED && !matched.contains(&word) {
                matched.push(word);
            }
        }
        Self { policy, rule: name.to_owned(), matched }
    }
}

/// The rules, in the order in which they are asked: the first that holds decides.
pub fn script_rules() -> &'static [ScriptRule] {
    &rules::RULES
}

/// The judge by words, as [`classify`] is.
#[derive(Clone, Copy, Debug, Default)]
pub struct WordClassifier;

impl PolicyClassifier for WordClassifier {
    fn classify(&self, facts: &ScriptFacts) -> Verdict {
        classify(facts)
    }
}

/// The policy for a script, going by the words in which it is described.
///
/// A pure function: the same words, the same verdict, without a model and without looking at the script itself. It can
/// be wrong only about scripts that do not say what they do; the person who writes the policy file has the last word.
///
/// # How it judges
///
/// The first rule that holds decides, the strictest first ([`script_rules`]):
///
/// | rule | policy | holds for |
/// | --- | --- | --- |
/// | `attacks` | never | tools that only attackers need |
/// | `destroys` | never | wiping, formatting, shredding, resetting to factory state |
/// | `clears-traces` | never | removing event or audit logs, switching them off |
/// | `removes-protection` | never | removing, stopping or suspending antivirus, firewall, encryption, MFA; exclusions |
/// | `removes-recovery` | never | removing or stopping backups, snapshots, restore points |
/// | `reveals-secrets` | never | handing out passwords, product or recovery keys, tokens, credentials |
/// | `deletes-what-matters` | never | deleting accounts, profiles, mailboxes, databases, machines, data |
/// | `disguised` | approval | invisible, look-alike or foreign characters, digits for letters, words letter by letter |
/// | `changes` | approval | every other word that changes something, also as a parameter (`force`, `-Remove`) |
/// | `runs-code` | approval | code, commands, pipes that are passed on |
/// | `negation` | approval | "changes nothing", "unless": what is not done is still spoken of |
/// | `unfamiliar` | approval | words of which nothing is known, other than names of products and places |
/// | `unclear` | approval | nothing said, or nothing that clearly reads |
/// | `reads` | auto | a clear reading word, and nothing else |
///
/// Words of one sentence count together, and the name belongs to every sentence: a script named "Defender" whose
/// description says "Disables it for an hour" removes protection. A parameter belongs to all of them.
///
/// # How it reads
///
/// In English, German, French, Spanish and Dutch. Look-alike letters are read as what they look like, and words are
/// found in all common spellings of names (`Get-DiskSpace`, `getDiskSpace`, `get_disk_space`), in all their forms
/// (`deletes`, `deletion`), within others (`autoremove`) and cut in two (`re-start`). Some words that change
/// something are let go of where they only name a thing or a state, as in `last reboot` and `disabled accounts`.
/// Which words these are, and all others, stands in `words.txt` beside this file.
///
/// **Adding a word that changes something never loosens a verdict**, wherever it is put.
///
/// # Example
///
/// ```
/// use msp_tools_core::{Policy, ScriptFacts, classify};
///
/// let verdict = classify(&ScriptFacts::new("Get-DiskSpace", "Shows free space on all drives."));
/// assert_eq!((verdict.policy, verdict.rule.as_str()), (Policy::Auto, "reads"));
///
/// let verdict = classify(&ScriptFacts::new("Check Updates", "Checks for updates and installs them."));
/// assert_eq!((verdict.policy, verdict.matched), (Policy::Approval, vec!["installs".to_owned()]));
///
/// let verdict = classify(&ScriptFacts::new("Defender maintenance", "Switches real-time protection off."));
/// assert_eq!(verdict.why(), Some("Removes, stops or weakens what protects the machine."));
/// ```
pub fn classify(facts: &ScriptFacts) -> Verdict {
    let script = Script::read(facts);
    script.combined().or_else(|| script.doubted()).unwrap_or_else(|| script.plain())
}

/// A script as it was read.
struct Script {
    name: Reading,
    description: Reading,
    /// Names of parameters and values for them: every word counts, whatever stands beside it.
    parameters: Vec<Reading>,
    /// Titles and descriptions of parameters.
    explanations: Vec<Reading>,
}

impl Script {
    fn read(facts: &ScriptFacts) -> Self {
        let (mut parameters, mut explanations) = (Vec::new(), Vec::new());
        for text in facts.parameter_texts() {
            match text {
                Text::Name(name) => parameters.push(read(&name, false)),
                Text::Prose(text) => explanations.push(read(&text, true)),
            }
        }
        Self { name: read(&facts.name, true), description: read(&facts.description, true), parameters, explanations }
    }

    fn readings(&self) -> impl Iterator<Item = &Reading> {
        [&self.name, &self.description].into_iter().chain(&self.parameters).chain(&self.explanations)
    }

    fn words(&self) -> impl Iterator<Item = &Word> {
        self.readings().flat_map(Reading::words)
    }

    /// The first combination that stands in a sentence. The name belongs to every sentence.
    fn combined(&self) -> Option<Verdict> {
        let disguised = self.disguised();
        let name: Vec<&Word> = self.name.words().collect();
        let described = self.description.sentences.iter().map(|sentence| sentence.words.iter().collect());
        // That a secret is asked for does not mean that it is handed out.
        let given = self.parameters.iter().chain(&self.explanations);
        let given: Vec<&Word> = given.flat_map(Reading::words).collect();
        let sentences: Vec<Vec<&Word>> = [Vec::new()].into_iter().chain(described).collect();
        COMBINATIONS.iter().find_map(|combination| {
            let is_disguised = disguised.is_some() && rules::named(combination.rule)?.policy < Policy::Never;
            if is_disguised {
                return disguised.clone();
            }
            sentences.iter().find_map(|sentence| {
                let own = name.iter().chain(sentence);
                let words: Vec<&Word> = match combination.rule {
                    "reveals-secrets" => own.copied().collect(),
                    _ => own.chain(&given).copied().collect(),
                };
                Some(Verdict::by_rule(combination.rule, combination.found(&words)?))
            })
        })
    }

    fn disguised(&self) -> Option<Verdict> {
        let odd: Vec<String> = self.readings().flat_map(|reading| reading.odd.clone()).collect();
        (!odd.is_empty()).then(|| Verdict::by_rule("disguised", odd))
    }

    /// What makes it doubtful that it only reads.
    fn doubted(&self) -> Option<Verdict> {
        let found = |groups| {
            let words: Vec<_> = self.words().filter(|word| word.groups.any(groups)).map(Word::told).collect();
            (!words.is_empty()).then_some(words)
        };
        if let Some(disguised) = self.disguised() {
            return Some(disguised);
        }
        let switches = self.parameters.iter().flat_map(Reading::words);
        let switches: Vec<_> = switches.filter(|word| word.groups.any(Groups::SWITCH)).map(Word::told).collect();
        if !switches.is_empty() {
            return Some(Verdict::by_rule("changes", switches));
        }
        let chains: Vec<_> = self.readings().flat_map(|reading| reading.chains.clone()).collect();
        let code: Vec<_> = chains.into_iter().chain(found(Groups::CODE).unwrap_or_default()).collect();
        if !code.is_empty() {
            return Some(Verdict::by_rule("runs-code", code));
        }
        if let Some(words) = found(Groups::NEGATION) {
            return Some(Verdict::by_rule("negation", words));
        }
        let strange: Vec<_> = self.unfamiliar().map(Word::told).collect();
        if !strange.is_empty() {
            return Some(Verdict::by_rule("unfamiliar", strange));
        }
        let is_doubtful = |word: &&Word| word.groups.any(Groups::DOUBT | Groups::SECRET) || word.hands_out();
        let doubtful: Vec<_> = self.words().filter(is_doubtful).map(Word::told).collect();
        (!doubtful.is_empty()).then(|| Verdict::by_rule("unclear", doubtful))
    }

    fn unfamiliar(&self) -> impl Iterator<Item = &Word> {
        let strict = self.parameters.iter().map(|reading| (reading, true));
        let prose =
            [&self.name, &self.description].into_iter().chain(&self.explanations).map(|reading| (reading, false));
        let names = self.words().filter(|word| word.groups == Groups::NONE).count();
        prose.chain(strict).flat_map(move |(reading, is_strict)| {
            let is_strict = is_strict || names > MOST_NAMES;
            reading.sentences.iter().flat_map(move |sentence| sentence.unfamiliar(is_strict))
        })
    }

    /// Whether it may well get a program rather than news of it: "Get Chrome".
    fn obtains(&self) -> bool {
        let told = self.name.words().chain(self.description.words());
        told.into_iter().all(|word| OBTAINS.contains(&word.text.as_str()) || word.is_product())
    }

    /// What is left: a script that says that it reads, or one that does not say anything.
    fn plain(&self) -> Verdict {
        let is_led = self.description.sentences.first().is_some_and(Sentence::is_led_by_reading);
        let reads = self.name.sentences.iter().any(|sentence| sentence.reads) || is_led;
        if !reads || self.obtains() || self.name.words().next().is_none() || self.words().count() > MOST_WORDS {
            return Verdict::by_rule("unclear", []);
        }
        let words = self.name.words().chain(self.description.words()).filter(|word| word.reads());
        Verdict::by_rule("reads", words.map(Word::told))
    }
}

impl rules::Combination {
    /// The words by which it holds, if it does.
    fn found(&self, words: &[&Word]) -> Option<Vec<String>> {
        let meets = |groups| words.iter().any(|word| word.groups.any(groups));
        let holds = self.all.iter().all(|groups| meets(*groups)) && !meets(self.unless);
        let counts = |word: &&&Word| self.all.iter().any(|groups| word.groups.any(*groups));
        holds.then(|| words.iter().filter(counts).map(|word| word.told()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_since_it_was_judged_needs_a_person() {
        let reads = ScriptFacts::new("List Disks", "");
        let (now, verdict) = (reads.fingerprint("bash"), classify(&reads));
        assert_eq!(verdict.clone().since_judged(None, &now), verdict);
        assert_eq!(verdict.clone().since_judged(Some(now.as_str()), &now), verdict);
        let other = reads.fingerprint("powershell");
        let drifted = verdict.since_judged(Some(other.as_str()), &now);
        assert_eq!((drifted.policy, drifted.rule.as_str()), (Policy::Approval, "changed-since-judged"));
        let never = classify(&ScriptFacts::new("Wipe Disks", ""));
        assert_eq!(never.clone().since_judged(Some(other.as_str()), &now), never);
    }

    #[test]
    fn a_verdict_has_three_members() {
        let verdict = classify(&ScriptFacts::new("Restart it", ""));
        let shown = serde_json::json!({"policy": "approval", "rule": "changes", "matched": ["restart"]});
        assert_eq!(serde_json::to_value(&verdict).unwrap(), shown);
    }

    #[test]
    fn each_rule_is_documented() {
        let table = include_str!("mod.rs");
        let places: Vec<_> = script_rules()
            .iter()
            .map(|rule| table.find(&format!("| `{}` | {} |", rule.name, rule.policy)).expect(rule.name))
            .collect();
        assert!(places.is_sorted());
    }
}
