//! What the words of an intent mean: which count, which are one and the same, which are names.

use std::{collections::HashMap, sync::LazyLock};

use rust_stemmers::{Algorithm, Stemmer};

/// What people say for what tools are called. Data, so that it can be read and grown without reading code.
const SYNONYMS: &str = include_str!("synonyms.txt");

/// Say nothing about what is wanted.
const FILLERS: &str = "a about again also am an and another anyone anything are as at be been before by can could did do \
    does doing each else everything for from had has have he her him his how i if in into is it its just let like many \
    may me more much must my need needs no not now of off on one or other our out over own please right she should so \
    some somebody someone something still such tell than that the their them then there these they thing things this \
    those to today tonight too up us very want was way we were what when where which who whose why will with would yet \
    yesterday you your";

/// Say what to do but not to what. They count when tools are ranked, and are not enough to call one a match.
const WEAK: &str = "all any available check current display every existing fetch find full get give list look new open \
    pull read retrieve search see show use view";

/// After these comes what a call is about, often somebody's name: "tickets for acme".
const BEFORE_NAMES: &str = "about at by called for from in named of on to with";

/// A word found through a synonym counts this much of one that was said.
const MEANT: f32 = 0.7;

/// One thing that an intent asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    /// Stems by which it may be met, each with its weight. One of them is enough.
    pub(super) stems: Vec<(String, f32)>,
    /// Whether it says what is wanted, so that a tool without it fits less.
    pub(super) role: Role,
}

/// What a term tells about the tools that lack it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Something is missing.
    Asked,
    /// Nothing: every other tool does it too.
    Weak,
    /// Nothing, unless some tool knows the word: it looks like the name of a person, a company or a machine.
    Name,
}

struct Synonyms {
    /// Stems meant, by the stems said joined with a space.
    meant: HashMap<String, Vec<String>>,
    /// How many words the longest phrase has.
    longest: usize,
}

static LANGUAGE: LazyLock<(Stemmer, Synonyms)> = LazyLock::new(|| {
    let stemmer = Stemmer::create(Algorithm::English);
    let synonyms = Synonyms::parse(SYNONYMS, &stemmer);
    (stemmer, synonyms)
});

impl Synonyms {
    /// Reads lines of `said, said so => meant meant`. Lines that start with `#` are remarks.
    fn parse(text: &str, stemmer: &Stemmer) -> Self {
        let mut meant: HashMap<String, Vec<String>> = HashMap::new();
        let stems =
            |text: &str| text.split_whitespace().map(|word| stemmer.stem(word).into_owned()).collect::<Vec<_>>();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for (said, means) in lines.filter_map(|line| line.split_once("=>")) {
            for phrase in said.split(',') {
                meant.entry(stems(phrase).join(" ")).or_default().extend(stems(means));
            }
        }
        let longest = meant.keys().map(|phrase| phrase.split(' ').count()).max().unwrap_or(0);
        Self { meant, longest }
    }
}

/// The stems of all words in `text` that mean something, in order: how tools are read.
pub(super) fn stems(text: &str) -> impl Iterator<Item = String> {
    split(text).map(str::to_lowercase).filter(|word| !is_in(FILLERS, word)).map(|word| stem(&word))
}

/// What an intent asks for, each thing once, in the order in which it is said.
pub(super) fn terms(intent: &str) -> Vec<Term> {
    let words: Vec<&str> = split(intent).collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let stems: Vec<String> = lower.iter().map(|word| stem(word)).collect();
    let synonyms = &LANGUAGE.1;
    let mut terms: Vec<Term> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let phrase = (1..=synonyms.longest.min(words.len() - at))
            .rev()
            .find_map(|length| Some((length, synonyms.meant.get(&stems[at..at + length].join(" "))?)));
        let (length, meant) = match phrase {
            Some((length, meant)) => (length, meant.as_slice()),
            None => (1, &[][..]),
        };
        if phrase.is_some() || !is_in(FILLERS, &lower[at]) {
            let said = (length == 1).then(|| (stems[at].clone(), 1.0));
            let role = match () {
                () if is_in(WEAK, &lower[at]) && length == 1 => Role::Weak,
                () if phrase.is_none() && is_name(&words, &lower, at) => Role::Name,
                () => Role::Asked,
            };
            let stems = said.into_iter().chain(meant.iter().map(|stem| (stem.clone(), MEANT))).collect();
            let term = Term { stems, role };
            if !terms.iter().any(|other| other.stems == term.stems) {
                terms.push(term);
            }
        }
        at += length;
    }
    terms
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn stem(lower: &str) -> String {
    LANGUAGE.0.stem(lower).into_owned()
}

/// Machines have digits in their names; people and companies a capital letter, or a word before them that says so.
fn is_name(words: &[&str], lower: &[String], at: usize) -> bool {
    words[at].contains(|c: char| c.is_ascii_digit())
        || (at > 0 && words[at].starts_with(char::is_uppercase))
        || (at > 0 && is_in(BEFORE_NAMES, &lower[at - 1]))
}

fn is_in(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}
