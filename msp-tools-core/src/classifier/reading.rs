//! Words of a text in their places: where thoughts begin, and which words only name a thing.

use super::{
    fold::fold,
    vocabulary::{Groups, LONGEST_PART, VOCABULARY},
};
use crate::text::humps;

/// With these, "get it installed" means to install it.
const CAUSES: [&str; 6] = ["get", "gets", "see", "sees", "return", "returns"];

/// Endings of words that say what was done before; no command ends like this.
const PAST: [&str; 9] = ["ed", "iert", "ierte", "ierten", "ado", "ada", "ados", "adas", "ten"];

/// Ask and never command, wherever they stand.
const WHETHER: [&str; 2] = ["whether", "ob"];

/// After a noun as a rule.
const RELATING: [&str; 10] = ["of", "in", "on", "for", "from", "with", "by", "since", "per", "at"];

/// States in which something is brought, when said after it.
const AIMS: [&str; 16] = [
    "healthy",
    "compliant",
    "online",
    "offline",
    "active",
    "inactive",
    "available",
    "current",
    "reachable",
    "responding",
    "free",
    "idle",
    "good",
    "consistent",
    "invisible",
    "unavailable",
];

/// Between things as often as between thoughts.
const LISTING: [&str; 9] = ["and", "or", "und", "oder", "et", "ou", "y", "o", "en"];

/// As many of the [`OBJECTS`] never follow a noun, wherever it stands.
const OWN: usize = 5;

/// After these, something is done.
const THEN: [&str; 14] = [
    "then",
    "afterwards",
    "subsequently",
    "finally",
    "dann",
    "danach",
    "anschliessend",
    "puis",
    "ensuite",
    "luego",
    "despues",
    "entonces",
    "daarna",
    "vervolgens",
];

/// Before these, and where a thought begins, even a word that is mostly a noun is a command: "power the machine".
const OBJECTS: [&str; 18] = [
    "the", "a", "it", "them", "its", "an", "this", "these", "those", "all", "every", "each", "le", "les", "los", "las",
    "den", "het",
];

/// A text, word by word.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) sentences: Vec<Sentence>,
    /// Signs and words that are written so as not to be read.
    pub(super) odd: Vec<String>,
    /// Signs by which shells chain commands.
    pub(super) chains: Vec<String>,
}

/// Words up to a full stop.
#[derive(Default)]
pub(super) struct Sentence {
    pub(super) words: Vec<Word>,
    /// Whether it says that something is looked at.
    pub(super) reads: bool,
}

pub(super) struct Word {
    /// In lower case, without accents.
    pub(super) text: String,
    pub(super) groups: Groups,
    /// Whether a thought begins here, so that it may be a command.
    begins: bool,
    /// Whether it is written like a name: a capital first, or digits within.
    is_name: bool,
}

/// Reads a text. Where `in_context` is not set, every word counts, whatever stands beside it.
pub(super) fn read(text: &str, in_context: bool) -> Reading {
    let folded = fold(text);
    let mut reading = Reading { odd: folded.odd, ..Reading::default() };
    reading.sentences = split(&folded.text, &mut reading);
    for sentence in &mut reading.sentences {
        sentence.note_spelling(&mut reading.odd);
        sentence.reads = sentence.words.iter().any(Word::reads);
        if in_context {
            sentence.settle();
        }
    }
    reading
}

/// Cuts a text into sentences and these into words.
fn split(text: &str, reading: &mut Reading) -> Vec<Sentence> {
    let mut sentences = vec![Sentence::default()];
    let mut begins = true;
    for chunk in text.split_inclusive(char::is_whitespace) {
        let ends_line = chunk.ends_with(['\n', '\r']);
        let chunk = chunk.trim();
        let ends = ends_line || chunk.ends_with(['.', '!', '?', ';']);
        if ["-", "--", "*"].contains(&chunk) {
            begins = true;
        }
        if let Some(disguised) = disguised(chunk) {
            reading.odd.push(chunk.to_owned());
            push(&mut sentences, &disguised, true, begins);
        }
        let parts: Vec<_> = parts(chunk).collect();
        let mut at = 0;
        while at < parts.len() {
            let (part, after) = parts[at];
            at += 1;
            if after == Some('-')
                && let Some((second, sign)) = parts.get(at)
                && VOCABULARY.is_listed(&format!("{part}{second}").to_lowercase())
            {
                push(&mut sentences, &format!("{part}{second}"), false, begins);
                begins = sign.is_some_and(breaks);
                at += 1;
                continue;
            }
            for word in camel(part) {
                push(&mut sentences, word, false, begins);
                begins = false;
            }
            begins |= after.is_some_and(breaks);
            if let Some(sign) = after.filter(|sign| matches!(sign, '|' | '>' | '<' | '`' | '&' | '$')) {
                reading.chains.push(sign.to_string());
            }
        }
        if ends {
            sentences.push(Sentence::default());
            begins = true;
        }
    }
    sentences.retain(|sentence| !sentence.words.is_empty());
    sentences
}

fn push(sentences: &mut [Sentence], written: &str, is_disguised: bool, begins: bool) {
    let Some(sentence) = sentences.last_mut() else { return };
    let text = written.to_lowercase();
    let mut groups = VOCABULARY.groups(&text);
    if is_disguised {
        // Whatever else it may be, it is not one of the words that only look.
        groups = groups.without(Groups::HARMLESS | Groups::NOMINAL | Groups::STATE);
    }
    let is_name = written.starts_with(char::is_uppercase) || written.contains(|c: char| c.is_ascii_digit());
    let mut word = Word { text, groups, begins, is_name };
    if let Some(before) = sentence.words.last().filter(|before| before.groups.any(Groups::AND)) {
        // "disks and volumes" is one thought, "disks and restart" is two.
        let lists = LISTING.contains(&before.text.as_str()) && word.is(Groups::NAME) && !word.reads();
        word.begins |= !lists;
    }
    sentence.words.push(word);
}

/// The pieces between signs, each with the sign that follows it. What stands for a missing letter joins.
fn parts(chunk: &str) -> impl Iterator<Item = (&str, Option<char>)> {
    let mut rest = chunk;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| !c.is_alphanumeric());
        let (part, after) = end.map_or((rest, ""), |end| rest.split_at(end));
        let sign = after.chars().next();
        rest = &after[sign.map_or(0, char::len_utf8)..];
        Some((part, sign))
    })
}

/// Whether a thought ends at this sign.
fn breaks(sign: char) -> bool {
    !matches!(sign, '-' | '_' | '.' | '\'' | '%' | '#' | '@' | '*' | '$' | '~' | '^')
}

/// `getDiskSpace` as the words that it is made of; `BitLocker`, which is known, as one.
fn camel(part: &str) -> Vec<&str> {
    let humps = humps(part);
    let (mut words, mut rest, mut at) = (Vec::new(), part, 0);
    while !rest.is_empty() {
        let joined = |to: &usize| humps[at..*to].iter().map(|hump| hump.len()).sum::<usize>();
        let is_known = |to: &usize| VOCABULARY.is_listed(&rest[..joined(to)].to_lowercase());
        // No listed word has more humps than letters. Looking no further, a text of nothing but humps is read in time.
        let last = humps.len().min(at + LONGEST_PART);
        let to = (at + 2..=last).rev().find(is_known).unwrap_or(at + 1);
        let (word, behind) = rest.split_at(joined(&to));
        words.push(word);
        (rest, at) = (behind, to);
    }
    words
}

/// What a word says that is written with signs and digits for letters, if it is: `d3lete`, `k!ll`, `pa$$word`.
fn disguised(chunk: &str) -> Option<String> {
    let inner = chunk.trim_matches(|c: char| !c.is_alphanumeric() && !"@$!|€".contains(c));
    let chars: Vec<char> = inner.chars().collect();
    let is_letter = |at: usize| chars.get(at).is_some_and(|c| c.is_alphabetic());
    let is_small = |at: usize| chars.get(at).is_some_and(|c| c.is_lowercase());
    let stands_in = |at: usize| {
        let follows = at > 0 && is_letter(at - 1);
        let twin = chars.get(at + 1) == Some(&chars[at]);
        match chars[at] {
            '@' | '$' | '!' | '|' => {
                follows && (is_letter(at + 1) || twin) && chars[at..].iter().any(|c| c.is_lowercase())
            }
            // First too, as in `3rase`; not in `SMB1Status`.
            '0' | '1' | '3' | '4' | '5' => is_small(at + 1) || (follows && twin && is_small(at + 2)),
            // Not first: `7zip`.
            '7' => follows && is_small(at + 1),
            _ => false,
        }
    };
    if !(0..chars.len()).any(stands_in) || VOCABULARY.is_listed(&inner.to_lowercase()) {
        return None;
    }
    let plain = chars.iter().map(|c| match c {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' | '|' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => *other,
    });
    Some(plain.filter(|c| c.is_alphanumeric()).collect())
}

impl Reading {
    /// All words, in order.
    pub(super) fn words(&self) -> impl Iterator<Item = &Word> {
        self.sentences.iter().flat_map(|sentence| &sentence.words)
    }
}

impl Word {
    /// As it is told in a verdict.
    pub(super) fn told(&self) -> String {
        self.text.clone()
    }

    /// Says that something is looked at, and nothing else.
    pub(super) fn reads(&self) -> bool {
        self.groups.any(Groups::READ | Groups::REPORT) && !self.groups.any(Groups::ACTS)
    }

    /// Whether it can only say what was done before.
    fn is_past(&self) -> bool {
        PAST.iter().any(|ending| self.text.ends_with(ending))
    }

    /// Whether it may be the name of a program: one that is known, or one of which nothing is known.
    pub(super) fn is_product(&self) -> bool {
        let is_number = self.text.chars().all(|c| c.is_ascii_digit());
        self.groups == Groups::NONE || self.groups.any(Groups::PRODUCT | Groups::NOMINAL | Groups::BEFORE) || is_number
    }

    /// Whether nothing is known of it but that it can hand out what should stay where it is.
    pub(super) fn hands_out(&self) -> bool {
        self.groups.any(Groups::REVEAL) && !self.groups.any(Groups::HARMLESS)
    }

    /// In one of the groups, and nothing that acts: only such a word can show what another one means.
    fn is(&self, groups: Groups) -> bool {
        self.groups.any(groups) && !self.groups.any(Groups::ACTS)
    }
}

impl Sentence {
    /// Notes words that are written letter by letter, and finds those that are written in two.
    fn note_spelling(&mut self, odd: &mut Vec<String>) {
        let is_single = |word: &Word| word.text.len() == 1 && word.text.starts_with(char::is_alphabetic);
        for run in self.words.chunk_by(|a, b| is_single(a) && is_single(b)).filter(|run| run.len() > 2) {
            odd.push(run.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "));
        }
        for at in 1..self.words.len() {
            let joined = format!("{}{}", self.words[at - 1].text, self.words[at].text);
            if !self.words[at].begins && VOCABULARY.acts_as_written(&joined) {
                self.words[at].groups |= Groups::CHANGE;
                self.words[at].groups = self.words[at].groups.without(Groups::NOMINAL | Groups::STATE);
            }
        }
    }

    /// Lets go of words that only name a thing here: the restart in `last restart`.
    fn settle(&mut self) {
        self.settle_phrases();
        let acting: Vec<bool> = (0..self.words.len()).map(|at| !self.is_thing(at) && !self.is_state(at)).collect();
        for (word, acting) in self.words.iter_mut().zip(acting) {
            if !acting {
                word.groups = word.groups.without(Groups::ACTS) | Groups::NAME;
            }
        }
    }

    fn settle_phrases(&mut self) {
        // All are found before any is settled: what one lets go of must not change what another one is.
        let found: Vec<_> = (0..self.words.len()).filter_map(|at| self.phrase(at).map(|length| (at, length))).collect();
        let acts = |at: usize, length| self.words[at..at + length].iter().any(|word| word.groups.any(Groups::ACTS));
        let found: Vec<_> = found.into_iter().map(|(at, length)| (at, length, acts(at, length))).collect();
        for (at, length, acts) in found {
            // A phrase with a verb lets go of the verb only, so that no verb can make anything else harmless.
            let gone = if acts { Groups::ACTS } else { Groups::UNCLEAR | Groups::SENSITIVE | Groups::VERBAL };
            for word in &mut self.words[at..at + length] {
                word.groups = word.groups.without(gone) | Groups::GLUE;
            }
        }
    }

    /// How many words the longest phrase has that begins at that place, if one does.
    fn phrase(&self, at: usize) -> Option<usize> {
        let phrases = VOCABULARY.phrases(&self.words[at].text);
        phrases.iter().find(|phrase| self.says(at, phrase)).map(Vec::len)
    }

    /// Whether the phrase stands at that place, within one thought.
    fn says(&self, at: usize, phrase: &[&str]) -> bool {
        let Some(words) = self.words.get(at..at + phrase.len()) else { return false };
        let is_said = words.iter().zip(phrase).all(|(word, said)| word.text == *said);
        if !is_said || words[1..].iter().any(|word| word.begins) {
            return false;
        }
        // "Open ports report" is about open ports, "open ports" opens them.
        let next = self.words.get(at + phrase.len()).filter(|next| !next.begins);
        let names = |word: &Word| word.is(Groups::REPORT | Groups::STATE_AFTER);
        let is_told = words[0].begins || self.follows(at, Groups::ACTS | Groups::ABOUT_TO);
        let is_command = is_told && words[0].groups.any(Groups::ACTS) && !words[0].is_past();
        !is_command || next.is_some_and(names) || words.last().is_some_and(names)
    }

    /// Whether the word right before that one stands in one of the groups.
    fn follows(&self, at: usize, groups: Groups) -> bool {
        at.checked_sub(1).is_some_and(|before| self.words[before].groups.any(groups))
    }

    /// Whether the word is a noun here, which as a verb would do something.
    fn is_thing(&self, at: usize) -> bool {
        let word = &self.words[at];
        if !word.groups.any(Groups::NOMINAL) || word.begins || at == 0 || self.follows(at, Groups::ACTS) {
            return false;
        }
        let before = &self.words[at - 1];
        if before.is(Groups::STATE_BEFORE) {
            return true;
        }
        let next = self.words.get(at + 1).filter(|next| !next.begins);
        let is_followed = next.is_some_and(|next| next.is(Groups::STATE_AFTER));
        let is_plural = word.text.ends_with('s');
        let ends = next.is_none_or(|next| next.groups.any(Groups::AND) || RELATING.contains(&next.text.as_str()));
        // "license inventory" is one, "updates inventory" is done.
        let is_reported = !is_plural && next.is_some_and(|next| next.is(Groups::REPORT));
        let is_looked_at = self.thought(at).iter().any(Word::reads)
            && (is_followed || (is_plural && ends) || before.is(Groups::ARTICLE));
        !before.groups.any(Groups::ABOUT_TO) && (is_reported || is_looked_at)
    }

    /// Whether the word says in what state something is, rather than what is done to it.
    fn is_state(&self, at: usize) -> bool {
        let word = &self.words[at];
        if !word.groups.any(Groups::STATE) || !self.reads {
            return false;
        }
        if self.follows(at, Groups::ACTS) && !word.begins {
            return false;
        }
        // "installed and running"
        if at > 1 && LISTING.contains(&self.words[at - 1].text.as_str()) && self.words[at - 2].groups.any(Groups::STATE)
        {
            return self.is_state(at - 2)
                && self.words.get(at + 1).is_none_or(|next| next.begins || next.is(Groups::NAME));
        }
        // "opened files" may be found, "open files" may be told to be opened.
        if word.begins && (at > 0 || !word.is_past()) {
            return false;
        }
        if self.words.get(at + 1).is_some_and(|next| !next.begins && OBJECTS.contains(&next.text.as_str())) {
            return false;
        }
        let before = self.thought(at);
        let asks = before.iter().position(|word| word.is(Groups::WHETHER));
        let asks = asks.is_some_and(|asked| before[..asked].iter().any(Word::reads))
            || self.words[..at].iter().any(|word| WHETHER.contains(&word.text.as_str()));
        let next = self.words.get(at + 1).filter(|next| !next.begins);
        let is_active =
            before.last().is_some_and(|word| word.groups.any(Groups::ABOUT_TO) && !word.groups.any(Groups::BE));
        let is_done = before.iter().any(|word| word.groups.any(Groups::BE) && !word.reads());
        // "Lists programs installed on it" tells of programs; "Gets programs installed on it" installs them.
        let tells =
            before.iter().rev().find(|word| word.reads()).is_some_and(|word| !CAUSES.contains(&word.text.as_str()));
        match next {
            _ if is_active => false,
            _ if tells && !is_done => true,
            Some(next) if next.is(Groups::NAME | Groups::REPORT | Groups::STATE_AFTER) => !is_done || asks,
            _ => asks,
        }
    }

    /// Whether it begins by saying that something is looked at, with at most two words before: "This script shows".
    pub(super) fn is_led_by_reading(&self) -> bool {
        self.words.iter().take(3).any(Word::reads)
    }

    /// The words of the thought before that one.
    fn thought(&self, at: usize) -> &[Word] {
        let from = (0..=at).rev().find(|at| self.words[*at].begins).unwrap_or(0);
        &self.words[from..at]
    }

    /// Words of which nothing is known, other than names of things.
    pub(super) fn unfamiliar(&self, is_strict: bool) -> impl Iterator<Item = &Word> {
        self.words
            .iter()
            .enumerate()
            .filter(move |(at, word)| match word.groups {
                Groups::NONE => is_strict || !self.is_proper_name(*at),
                _ => self.is_command(*at) || self.is_aim(*at),
            })
            .map(|(_, word)| word)
    }

    /// Whether the word says in what state something is to be brought: "get the agent healthy".
    fn is_aim(&self, at: usize) -> bool {
        let is_named = |next: &Word| !next.begins && next.is(Groups::NAME);
        AIMS.contains(&self.words[at].text.as_str())
            && self.thought(at).split_last().is_some_and(|(last, before)| {
                last.is(Groups::NAME) && before.iter().any(|word| CAUSES.contains(&word.text.as_str()))
            })
            && !self.words.get(at + 1).is_some_and(is_named)
    }

    /// Whether a word that is mostly a noun is a verb here.
    fn is_command(&self, at: usize) -> bool {
        let (word, next) = (&self.words[at], self.words.get(at + 1));
        let is_thing =
            word.is(Groups::NAME) && !word.groups.any(Groups::READ | Groups::REPORT | Groups::BEFORE | Groups::WHETHER);
        let before = at.checked_sub(1).map(|before| self.words[before].groups);
        let may_begin = word.begins || before.is_some_and(|before| before.any(Groups::AND | Groups::ABOUT_TO));
        let is_followed = |by: &[&str]| next.is_some_and(|next| !next.begins && by.contains(&next.text.as_str()));
        let has_object = is_followed(&OBJECTS[..OWN]) || (may_begin && is_followed(&OBJECTS));
        // The first word of all may well be one: "Mail server status".
        let is_ordered = at > 0
            && may_begin
            && word.is(Groups::VERBAL)
            && next.is_some_and(|next| {
                !next.begins && !next.groups.any(Groups::BEFORE | Groups::GLUE | Groups::AND | Groups::BE)
            });
        let is_next = at > 0 && THEN.contains(&self.words[at - 1].text.as_str());
        (is_thing && (has_object || is_next)) || is_ordered
    }

    /// Whether a word of which nothing is known is the name of a product or a place: written like one, after a word that
    /// calls for one, and not shaped like a verb.
    fn is_proper_name(&self, at: usize) -> bool {
        let word = &self.words[at];
        let Some(before) = at.checked_sub(1).map(|before| &self.words[before]) else { return false };
        let is_verb_like = ["ing", "ed", "ize", "ise", "ify", "ate", "en", "ieren", "ar", "ir", "iert"];
        word.is_name
            && !word.begins
            && word.text.is_ascii()
            && word.text.len() >= 3
            && (before.reads() || before.is(Groups::BEFORE))
            && !before.groups.any(Groups::ABOUT_TO)
            && !is_verb_like.iter().any(|ending| word.text.ends_with(ending))
            && !VOCABULARY.is_nearly_an_act(&word.text)
    }
}
