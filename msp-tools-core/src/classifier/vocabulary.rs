//! What single words stand for.

use std::{
    collections::HashMap,
    ops::{BitOr, BitOrAssign},
    sync::LazyLock,
};

use rust_stemmers::{Algorithm, Stemmer};

/// Data, so that it can be read and grown without reading code.
const WORDS: &str = include_str!("words.txt");

/// Shorter parts of a longer word may be there by chance.
const SHORTEST_PART: usize = 4;
/// A word that is wholly made of others has none shorter than this.
const SHORTEST_IN_COMPOUND: usize = 3;
/// No known word is longer.
pub(super) const LONGEST_PART: usize = 24;

/// The groups of the word list in which a word stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups(u64);

macro_rules! groups {
    ($($name:ident = $label:literal,)+) => {
        impl Groups {
            groups!(@bits 0, $($name,)+);

            /// By the name that the word list uses.
            fn named(label: &str) -> Option<Self> {
                match label {
                    $($label => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
    (@bits $bit:expr, $name:ident, $($rest:ident,)*) => {
        pub(super) const $name: Self = Self(1 << ($bit));
        groups!(@bits $bit + 1, $($rest,)*);
    };
    (@bits $bit:expr,) => {};
}

groups! {
    DESTROY = "destroy",
    FORMAT = "format",
    DELETE = "delete",
    REMOVE = "remove",
    WEAKEN = "weaken",
    EXCEPT = "except",
    ATTACK = "attack",
    CHANGE = "change",
    REVEAL = "reveal",
    NEGATION = "negation",
    CODE = "code",
    SWITCH = "switch",
    DOUBT = "doubt",
    STORAGE = "storage",
    MATTERS = "matters",
    BROAD = "broad",
    DISPOSABLE = "disposable",
    PRECIOUS = "precious",
    PROTECTION = "protection",
    RECOVERY = "recovery",
    LOG = "log",
    EVENT = "event",
    TRACE = "trace",
    SECRET = "secret",
    KEY = "key",
    LOCK = "lock",
    KEPT = "kept",
    READ = "read",
    REPORT = "report",
    BEFORE = "before",
    GLUE = "glue",
    AND = "and",
    ARTICLE = "article",
    ABOUT_TO = "about-to",
    BE = "be",
    WHETHER = "whether",
    NOMINAL = "nominal",
    STATE = "state",
    STATE_BEFORE = "state-before",
    STATE_AFTER = "state-after",
    NAME = "name",
    VERBAL = "verbal",
    PRODUCT = "product",
}

impl Groups {
    pub(super) const NONE: Self = Self(0);
    /// Leave something in another state than before.
    pub(super) const ACTS: Self = Self::of(&[
        Self::DESTROY,
        Self::FORMAT,
        Self::DELETE,
        Self::REMOVE,
        Self::WEAKEN,
        Self::EXCEPT,
        Self::ATTACK,
        Self::CHANGE,
    ]);
    /// Make it unclear what happens.
    pub(super) const UNCLEAR: Self = Self::of(&[Self::NEGATION, Self::CODE, Self::DOUBT]);
    /// What nobody should be shown.
    pub(super) const SECRETS: Self = Self::of(&[Self::SECRET, Self::KEY, Self::LOCK, Self::KEPT]);
    /// Worse to act upon than other things.
    pub(super) const SENSITIVE: Self =
        Self::of(&[Self::SECRETS, Self::MATTERS, Self::BROAD, Self::PRECIOUS, Self::PROTECTION]);
    /// Does nothing by itself.
    pub(super) const HARMLESS: Self =
        Self::of(&[Self::READ, Self::REPORT, Self::BEFORE, Self::GLUE, Self::AND, Self::BE, Self::NAME]);
    /// Met in all forms, by the stemmer of its language.
    const STEMMED: Self = Self::of(&[Self::ACTS, Self::REVEAL]);

    /// Any of these.
    pub(super) const fn of(groups: &[Self]) -> Self {
        let (mut all, mut at) = (0, 0);
        while at < groups.len() {
            all |= groups[at].0;
            at += 1;
        }
        Self(all)
    }

    /// Whether it stands in one of `groups`.
    pub(super) fn any(self, groups: Self) -> bool {
        self.0 & groups.0 != 0
    }

    pub(super) fn without(self, groups: Self) -> Self {
        Self(self.0 & !groups.0)
    }
}

impl BitOr for Groups {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Groups {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// All words known, in five languages.
pub(super) struct Vocabulary {
    written: HashMap<&'static str, Groups>,
    languages: Vec<Language>,
    /// Phrases that are read as one, by their first word; the longest first.
    phrases: HashMap<&'static str, Vec<Vec<&'static str>>>,
}

struct Language {
    code: &'static str,
    stemmer: Stemmer,
    stems: HashMap<String, Groups>,
}

pub(super) static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::load);

impl Vocabulary {
    fn load() -> Self {
        let language =
            |(code, algorithm)| Language { code, stemmer: Stemmer::create(algorithm), stems: HashMap::new() };
        let languages = [
            ("en", Algorithm::English),
            ("de", Algorithm::German),
            ("fr", Algorithm::French),
            ("es", Algorithm::Spanish),
            ("nl", Algorithm::Dutch),
        ];
        let mut vocabulary = Self {
            written: HashMap::new(),
            languages: languages.into_iter().map(language).collect(),
            phrases: HashMap::new(),
        };
        for (group, code, words) in lines() {
            match Groups::named(group) {
                Some(group) => words.split_whitespace().for_each(|word| vocabulary.add(group, code, word)),
                None => words.split(',').for_each(|phrase| vocabulary.add_phrase(phrase)),
            }
        }
        vocabulary.phrases.values_mut().for_each(|phrases| phrases.sort_by_key(|phrase| usize::MAX - phrase.len()));
        vocabulary
    }

    fn add(&mut self, group: Groups, code: &str, word: &'static str) {
        *self.written.entry(word).or_default() |= group;
        if group.any(Groups::STEMMED)
            && word.len() > 2
            && let Some(language) = self.languages.iter_mut().find(|language| language.code == code)
        {
            let stem = language.stemmer.stem(word).into_owned();
            *language.stems.entry(stem).or_default() |= group;
        }
    }

    fn add_phrase(&mut self, phrase: &'static str) {
        let words: Vec<_> = phrase.split_whitespace().collect();
        if let Some(first) = words.first() {
            self.phrases.entry(first).or_default().push(words);
        }
    }

    /// The phrases that begin with this word, the longest first.
    pub(super) fn phrases(&self, first: &str) -> &[Vec<&'static str>] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }

    /// What a word in lower case stands for; nothing if it is not known in any form.
    pub(super) fn groups(&self, word: &str) -> Groups {
        let known = self.known(word);
        if known != Groups::NONE {
            return known;
        }
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        if bare.len() < word.len() {
            return if bare.is_empty() { Groups::GLUE } else { self.groups(bare) };
        }
        match self.is_compound(word) {
            true => Groups::NAME | self.first_reading(word),
            false => self.hidden_act(word),
        }
    }

    /// A word as it is written in the list, or in one of its forms.
    fn known(&self, word: &str) -> Groups {
        let written = self.as_written(word);
        if written.any(Groups::HARMLESS) && !written.any(Groups::ACTS) {
            return written;
        }
        self.languages.iter().fold(written, |groups, language| {
            let stem = language.stemmer.stem(word);
            groups | language.stems.get(stem.as_ref()).copied().unwrap_or_default()
        })
    }

    fn as_written(&self, word: &str) -> Groups {
        let look = |word: &str| self.written.get(word).copied().unwrap_or_default();
        let one = word.strip_suffix('s').map(look).unwrap_or_default();
        // "frees" is no plural.
        let one = if one.any(Groups::NAME | Groups::READ | Groups::REPORT) || !one.any(Groups::HARMLESS) {
            one
        } else {
            Groups::NONE
        };
        let of_two = word.strip_suffix("es").map(look).filter(|groups| groups.any(Groups::NAME)).unwrap_or_default();
        match look(word) {
            Groups::NONE => one | of_two,
            // "displays" are things, and what is done with them.
            written => written | Groups(one.0 & (Groups::READ | Groups::VERBAL).0),
        }
    }

    /// What a word of which nothing is known does, going by the words within: `autoremover` removes.
    fn hidden_act(&self, word: &str) -> Groups {
        parts(word).fold(Groups::NONE, |groups, part| {
            let known = self.written.get(part).copied().unwrap_or_default();
            groups
                | if known.any(Groups::ACTS | Groups::SECRET) {
                    known.without(Groups::NOMINAL | Groups::STATE | Groups::HARMLESS)
                } else {
                    Groups::NONE
                }
        })
    }

    /// Whether it is made of harmless words: `diskspace`.
    fn is_compound(&self, word: &str) -> bool {
        let is_harmless = |part: &str| {
            self.written.get(part).is_some_and(|groups| {
                groups.any(Groups::NAME | Groups::READ | Groups::REPORT) && !groups.any(Groups::ACTS | Groups::SECRETS)
            })
        };
        // By length: whether so much of the word is made of harmless ones.
        let mut reached = vec![false; word.len() + 1];
        reached[0] = true;
        for end in SHORTEST_IN_COMPOUND..=word.len() {
            let starts = end.saturating_sub(LONGEST_PART)..=end - SHORTEST_IN_COMPOUND;
            reached[end] =
                starts.into_iter().any(|start| reached[start] && word.get(start..end).is_some_and(is_harmless));
        }
        reached[word.len()]
    }

    /// The reading word with which a compound begins: `getdiskspace`.
    fn first_reading(&self, word: &str) -> Groups {
        let begins = |end: &usize| {
            let first = word.get(..*end).and_then(|first| self.written.get(first));
            first.is_some_and(|groups| groups.any(Groups::READ)) && self.is_compound(&word[*end..])
        };
        if (SHORTEST_IN_COMPOUND..word.len()).any(|end| begins(&end)) { Groups::READ } else { Groups::NONE }
    }

    /// Whether the list has it, in exactly this form.
    pub(super) fn is_listed(&self, word: &str) -> bool {
        self.written.contains_key(word)
    }

    /// Whether the list has it, in exactly this form, as a word that does something.
    pub(super) fn acts_as_written(&self, word: &str) -> bool {
        self.written.get(word).is_some_and(|groups| groups.any(Groups::ACTS))
    }

    /// Whether the word is a slip of the pen away from one that does something.
    pub(super) fn is_nearly_an_act(&self, word: &str) -> bool {
        let is_near = |known: &str| {
            known.len() >= 5 && known.len().abs_diff(word.len()) <= 1 && strsim::osa_distance(known, word) <= 1
        };
        self.written.iter().any(|(known, groups)| groups.any(Groups::ACTS) && is_near(known))
    }
}

/// Group, language and words of each line.
fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    WORDS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (head, words) = line.split_once(": ")?;
        let (group, code) = head.split_once(' ')?;
        Some((group, code, words))
    })
}

fn parts(word: &str) -> impl Iterator<Item = &str> {
    (0..word.len()).flat_map(move |start| {
        (start + SHORTEST_PART..=word.len().min(start + LONGEST_PART)).filter_map(move |end| word.get(start..end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        for line in WORDS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (group, code, words) =
                lines().find(|(group, code, _)| line.starts_with(&format!("{group} {code}: "))).expect(line);
            assert!(group == "neutral" || Groups::named(group).is_some(), "{line}");
            assert!(["en", "de", "fr", "es", "nl"].contains(&code) && !words.is_empty(), "{line}");
            let is_plain =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == ' ' || (c == ',' && group == "neutral");
            assert!(line.split_once(": ").unwrap().1.chars().all(is_plain), "{line}");
        }
    }

    #[test]
    fn a_phrase_lets_go_of_one_verb_and_of_nothing_worse() {
        let groups = |words: &[&str]| words.iter().map(|word| VOCABULARY.groups(word)).collect::<Vec<_>>();
        let worst = Groups::DESTROY | Groups::DELETE | Groups::ATTACK;
        let phrases = VOCABULARY.phrases.values().flatten().filter(|phrase| {
            let groups = groups(phrase);
            groups.iter().filter(|groups| groups.any(Groups::ACTS)).count() > 1
                || groups.iter().any(|groups| groups.any(worst))
        });
        assert_eq!(phrases.map(|phrase| phrase.join(" ")).collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn what_acts_is_known_in_all_its_forms() {
        for word in [
            "deletes",
            "deleting",
            "deleted",
            "deletion",
            "reinstalled",
            "autoremover",
            "loscht",
            "desactivee",
            "diskwiper",
        ] {
            assert!(VOCABULARY.groups(word).any(Groups::ACTS), "{word}");
        }
        for word in ["diskspace", "settings", "printers", "win11", "computername"] {
            assert!(VOCABULARY.groups(word).any(Groups::HARMLESS), "{word}");
            assert!(!VOCABULARY.groups(word).any(Groups::ACTS), "{word}");
        }
        assert_eq!(VOCABULARY.groups("frobnicate"), Groups::NONE);
        assert!(VOCABULARY.is_nearly_an_act("unistall") && !VOCABULARY.is_nearly_an_act("frobnicate"));
    }
}
