//! How freely a tool may run, and how much it can change.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How freely a tool may run. Ordered by strictness: `Auto < Approval < Never`.
///
/// Deliberately exhaustive: code that decides what may run should not compile with a case forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum Policy {
    /// Runs at once.
    Auto,
    /// A person looks at the plan first.
    Approval,
    /// Does not exist for the caller: not listed, not found, not callable, and no approval can be asked for it.
    Never,
}

impl Policy {
    /// The word for this policy in files and output: `auto`, `approval` or `never`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Approval => "approval",
            Self::Never => "never",
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is not a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a policy: use `auto`, `approval` (or `approval_needed`), or `never` (or `disabled`)")]
pub struct ParsePolicyError {
    word: String,
}

impl FromStr for Policy {
    type Err = ParsePolicyError;

    /// Reads `auto`, `approval`, `approval_needed`, `never` or `disabled`, exactly as written here.
    ///
    /// # Errors
    /// Any other word: systems differ in what, say, `always` and `ask` mean, so none of them is guessed at.
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "auto" => Ok(Self::Auto),
            "approval" | "approval_needed" => Ok(Self::Approval),
            "never" | "disabled" => Ok(Self::Never),
            _ => Err(ParsePolicyError { word: word.to_owned() }),
        }
    }
}

impl TryFrom<String> for Policy {
    type Error = ParsePolicyError;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}

/// How much a tool can change. Ordered by weight: `Read < Write < Execute < Destroy`. When in doubt, the heavier one.
///
/// Deliberately exhaustive, like [`Policy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Changes records in a service: a ticket, an alert.
    Write,
    /// Makes something happen on machines: runs a script, sends a command.
    Execute,
    /// Deletes or disables what is hard to bring back.
    Destroy,
}

impl Effect {
    /// The word for this effect in output: `read`, `write`, `execute` or `destroy`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Execute => "execute",
            Self::Destroy => "destroy",
        }
    }

    /// The policy of a tool of which nothing but its effect is known: reading is `Auto`, anything else `Approval`.
    pub fn default_policy(self) -> Policy {
        match self {
            Self::Read => Policy::Auto,
            Self::Write | Self::Execute | Self::Destroy => Policy::Approval,
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strictness_and_weight_are_ordered() {
        assert!(Policy::Auto < Policy::Approval && Policy::Approval < Policy::Never);
        assert!(Effect::Read < Effect::Write);
        assert!(Effect::Write < Effect::Execute && Effect::Execute < Effect::Destroy);
    }

    #[test]
    fn only_unmistakable_words_are_policies() {
        for (word, policy) in [
            ("auto", Policy::Auto),
            ("approval", Policy::Approval),
            ("approval_needed", Policy::Approval),
            ("never", Policy::Never),
            ("disabled", Policy::Never),
        ] {
            assert_eq!(word.parse(), Ok(policy));
            assert_eq!(serde_json::from_value::<Policy>(word.into()).unwrap(), policy);
        }
        for word in ["", "Auto", "always", "ask", "allow", "deny", "never "] {
            let message = word.parse::<Policy>().unwrap_err().to_string();
            for accepted in ["auto", "approval", "approval_needed", "never", "disabled"] {
                assert!(message.contains(accepted), "{message}");
            }
        }
    }

    #[test]
    fn a_policy_reads_back_what_it_writes() {
        for policy in [Policy::Auto, Policy::Approval, Policy::Never] {
            assert_eq!(policy.to_string().parse(), Ok(policy));
            assert_eq!(serde_json::to_value(policy).unwrap(), policy.as_str());
        }
    }
}
