//! Standing grants: a yes given beforehand, within bounds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::random_hex;
use crate::{Company, Operation, Plan, Principal, Timestamp, ToolError, guards::targets_of};

/// A yes that a person gives beforehand: what for, to whom, how often, on how much, until when.
///
/// It stands in for a person where policy asks for approval in the ordinary way. It covers neither what policy says is
/// never to run, nor a call that is out of the ordinary: a raised effect, too many targets, a script that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GrantTerms {
    /// What is granted.
    pub subject: GrantSubject,
    /// Who may use it.
    pub principal: Principal,
    /// Arguments that a call must have, exactly, by name. Others may be anything.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, Value>,
    /// The company to which every target must belong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Company>,
    /// How many calls it is good for.
    pub uses: u64,
    /// How many targets it is good for, over all calls. A call that names none counts as one.
    pub targets: u64,
    /// From this moment on it covers nothing.
    pub expires_at: Timestamp,
}

/// What a grant is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GrantSubject {
    /// A tool, by its short or qualified name, whatever it does.
    Tool(String),
    /// An operation, by whatever tool. A call that does anything beside is not covered.
    Operation(Operation),
}

impl GrantTerms {
    /// A grant for `principal`, good for one call on one target until told otherwise.
    pub fn new(subject: GrantSubject, principal: impl Into<Principal>, expires_at: Timestamp) -> Self {
        Self {
            subject,
            principal: principal.into(),
            arguments: BTreeMap::new(),
            company: None,
            uses: 1,
            targets: 1,
            expires_at,
        }
    }

    /// Demands an argument.
    #[must_use]
    pub fn with_argument(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.arguments.insert(name.into(), value.into());
        self
    }

    /// Demands that every target belong to the company.
    #[must_use]
    pub fn with_company(mut self, company: Company) -> Self {
        self.company = Some(company);
        self
    }

    /// Sets how many calls it is good for.
    #[must_use]
    pub fn with_uses(mut self, uses: u64) -> Self {
        self.uses = uses;
        self
    }

    /// Sets how many targets it is good for, over all calls.
    #[must_use]
    pub fn with_targets(mut self, targets: u64) -> Self {
        self.targets = targets;
        self
    }

    /// Whether the terms allow the call, uses and targets aside.
    fn cover(&self, plan: &Plan, requester: &Principal, now: Timestamp) -> bool {
        now < self.expires_at
            && self.principal.is_same_person(requester)
            && self.subject.covers(plan)
            && self.arguments.iter().all(|(name, value)| plan.arguments.get(name) == Some(value))
            && self.company.as_ref().is_none_or(|company| is_all_of(company, plan))
    }
}

impl GrantSubject {
    fn covers(&self, plan: &Plan) -> bool {
        match self {
            Self::Tool(tool) => *tool == plan.tool,
            Self::Operation(only) => {
                !plan.operations.is_empty() && plan.operations.iter().all(|operation| operation == only)
            }
        }
    }
}

fn is_all_of(company: &Company, plan: &Plan) -> bool {
    let product = plan.tool.split(':').next();
    product == Some(company.integration.as_str())
        && !plan.targets.is_empty()
        && plan.targets.iter().all(|target| target.company.as_ref() == Some(&company.id))
}

/// A grant that was given, and what is left of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Grant {
    /// Its id: `grant-` and 16 hex digits.
    pub id: String,
    /// Who gave it.
    pub given_by: Principal,
    /// When.
    pub given_at: Timestamp,
    /// What it allows.
    pub terms: GrantTerms,
    /// How many calls are left.
    pub uses_left: u64,
    /// How many targets are left.
    pub targets_left: u64,
}

impl Grant {
    /// A grant of which nothing was used yet.
    pub fn new(id: impl Into<String>, given_by: impl Into<Principal>, given_at: Timestamp, terms: GrantTerms) -> Self {
        let (uses_left, targets_left) = (terms.uses, terms.targets);
        Self { id: id.into(), given_by: given_by.into(), given_at, terms, uses_left, targets_left }
    }

    pub(super) fn draw_up(terms: GrantTerms, given_by: &Principal, given_at: Timestamp) -> Result<Self, ToolError> {
        Ok(Self::new(format!("grant-{}", random_hex::<8>()?), given_by.clone(), given_at, terms))
    }

    /// Whether it still covers something.
    pub(super) fn is_live(&self, now: Timestamp) -> bool {
        self.uses_left > 0 && self.targets_left > 0 && now < self.terms.expires_at
    }

    /// Whether it covers the call. If a second person is needed, what the requester gave does not count.
    pub(crate) fn covers(&self, plan: &Plan, requester: &Principal, second_person: bool, now: Timestamp) -> bool {
        self.uses_left > 0
            && self.targets_left >= targets_of(plan)
            && self.terms.cover(plan, requester, now)
            && !(second_person && self.given_by.is_same_person(requester))
    }
}
