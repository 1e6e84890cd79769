//! One rule: a name or pattern, and the policy it asks for.

use std::fmt;

use serde::Serialize;

use super::{glob, problem::Place, words::entry};
use crate::Policy;

/// What a rule is about, which is also the table of the file in which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Tools,
    Operations,
    Products,
}

impl Table {
    pub(super) const ALL: [Self; 3] = [Self::Tools, Self::Operations, Self::Products];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Operations => "operations",
            Self::Products => "products",
        }
    }
}

/// A rule, as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) table: Table,
    pub(super) name: String,
    pub(super) policy: Policy,
    pub(super) place: Option<Place>,
}

/// A rule that speaks about what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RuleMatch<'a> {
    /// What it asks for.
    pub policy: Policy,
    /// The name or pattern as it was written: `cwa-*`.
    pub rule: &'a str,
    /// Line in the policy file, from 1; `None` if the rule comes from code.
    pub line: Option<u32>,
}

impl Rule {
    /// Where it is, for people: `tools."cwa-*"`.
    pub(super) fn path(&self) -> String {
        entry(self.table.as_str(), &self.name)
    }

    pub(super) fn is_pattern(&self) -> bool {
        self.name.contains('*')
    }

    /// Whether the pattern speaks about a tool. One without a colon goes by the short name.
    pub(super) fn fits_tool(&self, short: &str, qualified: &str) -> bool {
        glob::fits(&self.name, if self.name.contains(':') { qualified } else { short })
    }

    pub(super) fn as_match(&self) -> RuleMatch<'_> {
        RuleMatch { policy: self.policy, rule: &self.name, line: self.place.map(|place| place.line) }
    }
}

impl fmt::Display for RuleMatch<'_> {
    /// The rule in words: `"cwa-*" = "approval" (line 12)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" = \"{}\"", self.rule, self.policy)?;
        match self.line {
            Some(line) => write!(f, " (line {line})"),
            None => Ok(()),
        }
    }
}
