//! Reads the text of a policy file, and says where it cannot.

use toml::de::{DeInteger, DeString, DeTable, DeValue};

use super::{
    Draft, Mode, PolicyProblem, PolicyProblemKind as Kind,
    lines::Lines,
    problem::Place,
    rule::{Rule, Table},
    settings::{NUMBERS, Number, SWITCHES},
    words::{did_you_mean, entry, not_a_policy},
};
use crate::text::as_said;

/// The version of policy files that is understood.
pub(super) const VERSION: i128 = 1;

/// Longest text that is read, in bytes. The longest sensible file is far from it.
const LONGEST: usize = 256 * 1024;

const TOP: [&str; 8] = ["version", "mode", "tools", "operations", "products", "limits", "guards", "approvals"];

type Key<'i> = toml::Spanned<DeString<'i>>;
type Entry<'i> = toml::Spanned<DeValue<'i>>;

/// Everything in the text that can be made sense of, and everything that cannot.
pub(super) fn read(text: &str) -> (Draft, Vec<PolicyProblem>) {
    if text.len() > LONGEST {
        let message = format!("the text is longer than {} KiB", LONGEST / 1024);
        let start = Place { line: 1, column: 1 };
        return (Draft::default(), vec![PolicyProblem::new(Some(start), "", Kind::Syntax, message)]);
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { lines: Lines::new(text), draft: Draft::default(), problems: Vec::new() };
    for error in &errors {
        let place = reader.lines.place(error.span().map_or(0, |span| span.start));
        let (kind, message) = match error.message() {
            "duplicate key" => (Kind::DuplicateKey, "this key or table is there twice".to_owned()),
            message => (Kind::Syntax, format!("not TOML: {message}")),
        };
        reader.problems.push(PolicyProblem::new(Some(place), "", kind, message));
    }
    let unreadable: Vec<_> = reader.problems.iter().map(|problem| problem.line).collect();
    reader.read_file(table.get_ref(), unreadable.iter().flatten().min().copied());
    // What the parser made of a line that it could not read was not written by anybody.
    let syntax = errors.len();
    let mut index = 0;
    reader.problems.retain(|problem| {
        index += 1;
        index <= syntax || !unreadable.contains(&problem.line)
    });
    (reader.draft, reader.problems)
}

struct Reader<'i> {
    lines: Lines<'i>,
    draft: Draft,
    problems: Vec<PolicyProblem>,
}

impl Reader<'_> {
    /// `broken` is the first line that could not be read. What follows it may have lost its table.
    fn read_file(&mut self, file: &DeTable<'_>, broken: Option<u32>) {
        if broken.is_none() && file.get("version").is_none() {
            let start = Place { line: 1, column: 1 };
            let message = format!("missing: begin the file with `version = {VERSION}`");
            self.problems.push(PolicyProblem::new(Some(start), "version", Kind::Version, message));
        }
        for (key, value) in file {
            let name = key.get_ref().as_ref();
            if let Some(table) = Table::ALL.into_iter().find(|table| table.as_str() == name) {
                self.read_rules(table, value);
                continue;
            }
            match name {
                "version" => self.read_version(value),
                "mode" => self.read_mode(value),
                table if TOP.contains(&table) => self.read_settings(table, value),
                _ if broken.is_some_and(|line| self.lines.place(key.span().start).line > line) => {}
                _ => self.unknown("", key, &TOP),
            }
        }
        // The parser sorts by name; what is said about rules goes by their order in the file.
        self.draft.rules.sort_by_key(|rule| rule.place);
    }

    fn read_version(&mut self, value: &Entry<'_>) {
        match value.get_ref().as_integer().map(integer) {
            Some(Some(VERSION)) => {}
            Some(Some(other)) => {
                let message = format!("version {other} is not supported: write `version = {VERSION}`");
                self.report(value, "version", Kind::Version, message);
            }
            _ => self.wrong_type(value, "version", "a whole number"),
        }
    }

    fn read_mode(&mut self, value: &Entry<'_>) {
        let Some(word) = value.get_ref().as_str() else {
            return self.wrong_type(value, "mode", "\"normal\" or \"read-only\"");
        };
        match [Mode::Normal, Mode::ReadOnly].into_iter().find(|mode| mode.as_str() == word) {
            Some(mode) => self.draft.settings.mode = mode,
            None => {
                let message = format!("`{}` is not a mode: use `normal` or `read-only`", as_said(word));
                self.report(value, "mode", Kind::UnknownWord, message);
            }
        }
    }

    fn read_rules(&mut self, table: Table, value: &Entry<'_>) {
        let Some(rules) = value.get_ref().as_table() else {
            return self.wrong_type(value, table.as_str(), "a table of names and policies");
        };
        for (key, value) in rules {
            let name = key.get_ref().as_ref().to_owned();
            let path = entry(table.as_str(), &name);
            let policy = match value.get_ref().as_str() {
                Some(word) => word.parse().map_err(|_| (Kind::UnknownWord, not_a_policy(word))),
                None => Err((Kind::WrongType, mismatch("\"auto\", \"approval\" or \"never\"", value))),
            };
            let place = Some(self.lines.place(key.span().start));
            match policy {
                Ok(policy) => self.draft.rules.push(Rule { table, name, policy, place }),
                Err((kind, message)) => {
                    self.draft.unread.push((table, name));
                    self.report(value, path, kind, message);
                }
            }
        }
    }

    fn read_settings(&mut self, table: &str, value: &Entry<'_>) {
        let Some(settings) = value.get_ref().as_table() else {
            return self.wrong_type(value, table, "a table of settings");
        };
        let numbers = NUMBERS.iter().filter(|number| number.table == table);
        let switches = SWITCHES.iter().filter(|switch| switch.table == table);
        let known: Vec<_> =
            numbers.clone().map(|number| number.key).chain(switches.clone().map(|switch| switch.key)).collect();
        for (key, value) in settings {
            let name = key.get_ref().as_ref();
            if let Some(number) = numbers.clone().find(|number| number.key == name) {
                self.read_number(number, value);
            } else if let Some(switch) = switches.clone().find(|switch| switch.key == name) {
                match value.get_ref().as_bool() {
                    Some(on) => (switch.set)(&mut self.draft.settings, on),
                    None => self.wrong_type(value, entry(table, name), "true or false"),
                }
            } else {
                self.unknown(table, key, &known);
            }
        }
    }

    fn read_number(&mut self, number: &Number, value: &Entry<'_>) {
        let path = entry(number.table, number.key);
        match value.get_ref() {
            DeValue::String(word) if number.optional && word == "off" => {
                number.switch_off(&mut self.draft.settings);
            }
            DeValue::Integer(written) => {
                let set = match integer(written) {
                    Some(integer) => number.set(&mut self.draft.settings, integer),
                    None => Err(format!("out of range: expected {}", number.expected())),
                };
                if let Err(message) = set {
                    self.report(value, path, Kind::OutOfRange, message);
                }
            }
            _ => self.wrong_type(value, path, &number.expected()),
        }
    }

    fn unknown(&mut self, table: &str, key: &Key<'_>, known: &[&str]) {
        let name = key.get_ref().as_ref();
        let suggestion = match did_you_mean(name, known.iter().copied()) {
            none if none.is_empty() => format!("; known keys: {}", known.join(", ")),
            some => some,
        };
        let place = self.lines.place(key.span().start);
        let path = entry(table, name);
        let message = format!("there is no such key{suggestion}");
        self.problems.push(PolicyProblem::new(Some(place), path, Kind::UnknownKey, message));
    }

    fn wrong_type(&mut self, value: &Entry<'_>, path: impl Into<String>, expected: &str) {
        self.report(value, path, Kind::WrongType, mismatch(expected, value));
    }

    fn report(&mut self, value: &Entry<'_>, path: impl Into<String>, kind: Kind, message: String) {
        let place = self.lines.place(value.span().start);
        self.problems.push(PolicyProblem::new(Some(place), path, kind, message));
    }
}

fn mismatch(expected: &str, value: &Entry<'_>) -> String {
    let found = match value.get_ref() {
        DeValue::String(word) => format!("\"{}\"", as_said(word)),
        DeValue::Integer(number) => as_said(&number.to_string()),
        DeValue::Float(number) => as_said(&number.to_string()),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(_) => "a date or time".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    };
    format!("expected {expected}, found {found}")
}

fn integer(written: &DeInteger<'_>) -> Option<i128> {
    i128::from_str_radix(written.as_str(), written.radix()).ok()
}
