//! What the words of an intent mean: which count, which are one and the same, which are names.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use rust_stemmers::{Algorithm, Stemmer};

use crate::text::humps;

/// What people say for what tools are called. Data, so that it can be read and grown without reading code.
const SYNONYMS: &str = include_str!("synonyms.txt");

/// Say nothing about what is wanted.
const FILLERS: &str = "a about again also always am an and another anybody anyone anything are as at be been before by can \
    could day days did do does doing each else everybody everyone everything ever for from had has have he her him his \
    how i if in into is it its just last let like many may me month months more much must my need needing needs next \
    night nights no nobody not nothing now of off on once or other our out over own please right same she should since \
    so some somebody someone something still such than that the their them then there these they thing things this \
    those to today tomorrow tonight too us very want was way we week weeks well were what when where which who whose why \
    will with would year years yesterday yet you your";

/// Say what to do but not to what. They count when tools are ranked, and are not enough to call one a match.
const WEAK: &str = "all any available check current display every existing fetch find full get give list look new one open \
    read retrieve search see show tell use view";

/// Begin a question, or ask to be shown something: who begins like this wants to know, not to change.
const ASKING: &str = "any are check did display do does find get give has have how is list look read search see show tell \
    view was were what when where which who whose why";

/// After these comes what a call is about, often somebody's name: "tickets for acme".
const BEFORE_NAMES: &str = "about at by called for from in named of on to with";

/// May stand between those and the name.
const ARTICLES: &str = "a an my our the this";

/// An intent is a sentence or two; of anything longer this many words are read.
const LONGEST: usize = 64;

/// A word found through a synonym counts this much of one that was said.
const MEANT: f32 = 0.7;

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Intent {
    /// What it names, each thing once, in the order in which it is said.
    pub(super) terms: Vec<Term>,
    /// Whether it asks to know something, rather than to change it.
    pub(super) asks: bool,
}

/// One thing that an intent names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    /// Stems by which it may be met, each with its weight. One of them is enough.
    pub(super) stems: Vec<(String, f32)>,
    /// What it means if a tool lacks it.
    pub(super) role: Role,
}

/// What it means if a tool lacks a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The tool does not do what is wanted.
    Wanted,
    /// Nothing.
    Weak,
    /// Nothing, unless another tool has it: it looks like the name of a person, a company or a machine.
    Name,
}

/// A word as it is compared.
struct Word<'a> {
    lower: String,
    stem: String,
    /// The text between spaces that it is a part of.
    chunk: &'a str,
}

/// How words are compared. Made once.
struct Language {
    stemmer: Stemmer,
    fillers: HashSet<&'static str>,
    /// Stems meant, by the stems said joined with a space.
    synonyms: HashMap<String, Vec<String>>,
    /// How many words the longest thing said has.
    longest: usize,
}

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| Language::with(SYNONYMS));

impl Language {
    /// English, with lines of `said, said so => meant meant`. Lines that start with `#` are remarks.
    fn with(lines: &str) -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        let stems =
            |text: &str| text.split_whitespace().map(|word| stemmer.stem(word).into_owned()).collect::<Vec<_>>();
        let mut synonyms: HashMap<String, Vec<String>> = HashMap::new();
        let lines = lines.lines().filter(|line| !line.starts_with('#'));
        for (said, meant) in lines.filter_map(|line| line.split_once("=>")) {
            for phrase in said.split(',') {
                synonyms.entry(stems(phrase).join(" ")).or_default().extend(stems(meant));
            }
        }
        let longest = synonyms.keys().map(|phrase| phrase.split(' ').count()).max().unwrap_or(0);
        Self { stemmer, fillers: FILLERS.split(' ').collect(), synonyms, longest }
    }

    /// The longest phrase with a known meaning that the words begin with: how many words, and what they mean.
    fn meaning(&self, words: &[Word<'_>]) -> Option<(usize, &[String])> {
        (1..=self.longest.min(words.len())).rev().find_map(|length| {
            let said: Vec<&str> = words[..length].iter().map(|word| word.stem.as_str()).collect();
            Some((length, self.synonyms.get(&said.join(" "))?.as_slice()))
        })
    }
}

/// The stems of all words in `text` that mean something: how tools are read. Those that `GetDiskSpace` is made of are among them.
pub(super) fn stems(text: &str) -> impl Iterator<Item = String> {
    let humps = text.split(|c: char| !c.is_alphanumeric()).map(humps).filter(|humps| humps.len() > 1).flatten();
    words(text).chain(humps.flat_map(words)).filter(|word| !is_filler(word)).map(|word| word.stem)
}

/// How an intent is read.
pub(super) fn read(intent: &str) -> Intent {
    // What follows a colon is what to write, not what to do: "new ticket: printer is broken".
    let intent = intent.split_once(": ").map_or(intent, |(before, _)| before);
    let words: Vec<Word<'_>> = words(intent).take(LONGEST).collect();
    let asks = words.first().is_some_and(|word| is_in(ASKING, word));
    let mut terms: Vec<Term> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let meaning = LANGUAGE.meaning(&words[at..]);
        let (length, meant) = meaning.unwrap_or((1, &[]));
        let said = &words[at..at + length];
        if meaning.is_some() || !is_filler(&words[at]) {
            let term = Term {
                stems: weighted(said, meant),
                role: match meaning {
                    _ if said.iter().all(|word| is_filler(word) || is_in(WEAK, word)) => Role::Weak,
                    None if is_name(&words[..=at]) => Role::Name,
                    _ => Role::Wanted,
                },
            };
            if !terms.iter().any(|other| other.stems == term.stems) {
                terms.push(term);
            }
        }
        at += length;
    }
    Intent { terms, asks }
}

/// A single word stands for itself as well as for what it means; a phrase only for what it means.
fn weighted(said: &[Word<'_>], meant: &[String]) -> Vec<(String, f32)> {
    let itself = match said {
        [word] => Some((word.stem.clone(), 1.0)),
        _ => None,
    };
    itself.into_iter().chain(meant.iter().map(|stem| (stem.clone(), MEANT))).collect()
}

fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.split_whitespace().flat_map(|chunk| {
        chunk.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(move |word| {
            let lower = word.to_lowercase();
            Word { stem: LANGUAGE.stemmer.stem(&lower).into_owned(), lower, chunk }
        })
    })
}

/// Whether the last of the words looks like a name: machines and addresses have digits or signs within, people and
/// companies a capital letter, or a word before them that says so.
fn is_name(words: &[Word<'_>]) -> bool {
    let Some((word, before)) = words.split_last() else { return false };
    let inner = word.chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let is_capital = !before.is_empty() && inner.starts_with(char::is_uppercase);
    let has_signs = inner.contains(|c: char| !c.is_alphabetic() && c != '\'' && c != '’');
    let before = before.iter().rev().find(|word| !is_in(ARTICLES, word));
    is_capital || has_signs || before.is_some_and(|word| is_in(BEFORE_NAMES, word))
}

fn is_filler(word: &Word<'_>) -> bool {
    LANGUAGE.fillers.contains(word.lower.as_str())
}

/// For the shorter lists, and intents only.
fn is_in(list: &str, word: &Word<'_>) -> bool {
    list.split(' ').any(|listed| listed == word.lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(intent: &str) -> Vec<(String, Role)> {
        read(intent).terms.into_iter().map(|term| (term.stems[0].0.clone(), term.role)).collect()
    }

    fn role_of_last(intent: &str) -> Role {
        roles(intent).pop().unwrap().1
    }

    #[test]
    fn names_are_told_from_words() {
        for intent in ["tickets for acme", "tickets for the acme", "tickets Acme", "tickets dc01", "tickets x@y.z"] {
            assert_eq!(role_of_last(intent), Role::Name, "{intent}");
        }
        for intent in ["tickets acme", "Acme", "pizza"] {
            assert_eq!(role_of_last(intent), Role::Wanted, "{intent}");
        }
        assert_eq!(role_of_last("list"), Role::Weak);
    }

    #[test]
    fn a_phrase_stands_for_what_it_means_and_a_word_for_itself_too() {
        let intent = read("kick off a job");
        assert_eq!(intent.terms[0].stems, [("run".to_owned(), MEANT)]);
        assert_eq!(intent.terms[1].stems, [("job".to_owned(), 1.0), ("task".to_owned(), MEANT)]);
        assert_eq!(intent.terms.len(), 2);
    }

    #[test]
    fn fillers_and_what_follows_a_colon_say_nothing() {
        assert_eq!(roles("the"), []);
        assert_eq!(roles("please do it: printer broken"), []);
        assert_eq!(roles("pizza pizza pizza"), [("pizza".to_owned(), Role::Wanted)]);
        assert_eq!(roles(&format!("{}pizza", "the ".repeat(LONGEST))), [], "nobody reads this far");
    }

    #[test]
    fn questions_ask() {
        assert!(read("Which boxes are down").asks && read("show tickets").asks);
        assert!(!read("restart the box").asks && !read("").asks);
    }

    #[test]
    fn the_synonyms_say_each_thing_once() {
        let mut said = 0;
        for line in SYNONYMS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (sayings, meant) = line.split_once("=>").expect(line);
            said += sayings.split(',').count();
            assert!(words(meant).count() > 0, "{line}");
        }
        assert_eq!(LANGUAGE.synonyms.len(), said, "two sayings are the same");
        assert!(!LANGUAGE.synonyms.contains_key(""));
    }
}
