//! Proposes a policy for a script, going by what people wrote about it.

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
        found(Groups::of(&[Groups::DOUBT, Groups::SECRET])).map(|words| Verdict::by_rule("unclear", words))
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
