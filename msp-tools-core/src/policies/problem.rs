//! What is wrong with policies.

use std::{cmp::Ordering, fmt};

use serde::Serialize;

/// One thing that is wrong with a policy file, or with policies from code.
///
/// Shown as `policy.toml:12:9: ...`, or with the path of the entry where there is no file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PolicyProblem {
    /// The file; `None` if the policies come from code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line in the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column in the line, in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The entry: `tools."cwa-*"`, `limits.targets_per_call`. Empty if the text cannot be read that far.
    pub path: String,
    /// What kind of problem it is.
    pub kind: PolicyProblemKind,
    /// What is wrong and what to write instead, in words.
    pub message: String,
}

/// What kind of thing is wrong with policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PolicyProblemKind {
    /// The text is not TOML, or too long.
    Syntax,
    /// A key is there twice.
    DuplicateKey,
    /// The version is missing, or not one that is understood.
    Version,
    /// There is no such key.
    UnknownKey,
    /// A value of another type is expected.
    WrongType,
    /// A word that is not accepted there.
    UnknownWord,
    /// A number beyond its bounds.
    OutOfRange,
    /// A name that cannot be the name of anything.
    BadName,
    /// A rule about nothing that exists.
    MatchesNothing,
    /// Two rules about the same thing that ask for different policies.
    Disagrees,
    /// A rule for many tools that would loosen one which only its exact name may loosen.
    Loosens,
    /// A rule that others keep from ever deciding anything.
    Shadowed,
}

/// A place in a policy file: line and column, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) column: u32,
}

impl PolicyProblem {
    pub(super) fn new(
        place: Option<Place>,
        path: impl Into<String>,
        kind: PolicyProblemKind,
        message: impl Into<String>,
    ) -> Self {
        Self {
            file: None,
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            path: path.into(),
            kind,
            message: message.into(),
        }
    }

    /// The order in which problems are listed: as in the file.
    fn order(&self, other: &Self) -> Ordering {
        let key = |problem: &Self| (problem.line, problem.column, problem.kind);
        key(self).cmp(&key(other)).then_with(|| (&self.path, &self.message).cmp(&(&other.path, &other.message)))
    }
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, "{}:{line}:{column}: ", self.file.as_deref().unwrap_or("policy"))?;
        }
        match self.path.as_str() {
            "" => f.write_str(&self.message),
            path => write!(f, "{path}: {}", self.message),
        }
    }
}

/// Why policies are refused: every problem there is, in the order of the file. Shown with one problem a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PolicyFileErrors {
    problems: Vec<PolicyProblem>,
}

impl PolicyFileErrors {
    /// Sorted, each problem once; `None` if there are none.
    pub(super) fn of(mut problems: Vec<PolicyProblem>) -> Option<Self> {
        problems.sort_by(PolicyProblem::order);
        problems.dedup();
        (!problems.is_empty()).then_some(Self { problems })
    }

    /// The problems; at least one.
    pub fn problems(&self) -> &[PolicyProblem] {
        &self.problems
    }

    /// Names the file in which they are; `policy.toml` by default.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        for problem in self.problems.iter_mut().filter(|problem| problem.line.is_some()) {
            problem.file = Some(name.clone());
        }
        self
    }
}

impl fmt::Display for PolicyFileErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyFileErrors {}
