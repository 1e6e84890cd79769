//! What a call would do, worked out before it does it.

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{Effect, Policy, ToolSpec, text::one_line};

/// What a call will do: what a person is shown, and exactly what [`Tool::run`](crate::Tool::run) carries out.
///
/// Names are resolved and groups expanded to their members while planning, so that what was shown is what is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Plan {
    /// Qualified name of the tool, such as `connectwise_automate:cwa-run-script`.
    pub tool: String,
    /// The arguments after defaults; always an object.
    pub arguments: Value,
    /// One sentence by which a person can judge the call.
    pub sentence: String,
    /// How much it changes; at least the effect that the tool declares.
    pub effect: Effect,
    /// What is done, whatever route leads to it. Policy looks at these.
    pub operations: Vec<Operation>,
    /// What it is done to.
    pub targets: Vec<Target>,
    /// Values before and after, where known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What a person should know before saying yes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// For operations whose content can be edited, such as scripts: what the content looked like when the plan was made.
    /// If it changes before the plan runs, or differs from what was [pinned](crate::Pins), a person looks again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fingerprints: BTreeMap<Operation, String>,
    /// What the tool itself asks for in this call, if that is stricter than what holds for the tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<AtLeast>,
    /// What the tool worked out while planning and needs to run, in a shape of its own. Null if the arguments suffice.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub prepared: Value,
}

impl Plan {
    /// A plan for `spec`'s tool with its declared effect and operations, no targets yet. Control characters in the
    /// sentence become spaces.
    pub fn new(spec: &ToolSpec, arguments: Value, sentence: impl AsRef<str>) -> Self {
        Self {
            tool: spec.qualified_name(),
            arguments,
            sentence: one_line(sentence.as_ref()),
            effect: spec.effect,
            operations: spec.operations.clone(),
            targets: Vec::new(),
            changes: Vec::new(),
            warnings: Vec::new(),
            fingerprints: BTreeMap::new(),
            at_least: None,
            prepared: Value::Null,
        }
    }
}

/// A policy that a tool asks for in one call, because of what this call does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AtLeast {
    /// The policy.
    pub policy: Policy,
    /// Why, in words.
    pub why: String,
}

impl AtLeast {
    /// That policy, for that reason.
    pub fn new(policy: Policy, why: impl Into<String>) -> Self {
        Self { policy, why: why.into() }
    }
}

/// What is done, whatever route leads to it: `automate:script:6431`, `psa:PATCH /service/tickets/{id}`.
///
/// Product first, then whatever identifies the operation within it. Two tools that do the same thing name the same
/// operation, so that neither is a way around the policy of the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Operation(String);

impl Operation {
    /// Names an operation.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the other, or ends in `*` and the other begins so.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        self == other || self.0.strip_suffix('*').is_some_and(|beginning| other.0.starts_with(beginning))
    }
}

impl Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: Into<String>> From<T> for Operation {
    fn from(name: T) -> Self {
        Self::new(name)
    }
}

/// One thing that is acted on or pointed at, by id and by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Target {
    /// What it is: `computer`, `ticket`.
    pub kind: String,
    /// Its id, as text.
    pub id: String,
    /// The name a person knows it by.
    pub name: String,
    /// Id of the company it belongs to, in the product of the tool, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
}

impl Target {
    /// A target. Control characters in the name become spaces: names come from customers and devices.
    pub fn new(kind: impl Into<String>, id: impl Display, name: impl AsRef<str>) -> Self {
        Self { kind: kind.into(), id: id.to_string(), name: one_line(name.as_ref()), company: None }
    }

    /// Says which company it belongs to. A call that is bound to a company reaches only targets that say so.
    #[must_use]
    pub fn with_company(mut self, id: impl Display) -> Self {
        self.company = Some(id.to_string());
        self
    }
}

impl Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.kind, self.name, self.id)
    }
}

/// One value that a call changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Change {
    /// What changes, in words a person knows: `status`, `maria-laptop: patch window`.
    pub field: String,
    /// The value before, where known.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The value after, where known.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// Null is a value too: known to be empty, or about to be emptied.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Change {
    /// A change of `field`, values unknown.
    pub fn new(field: impl Into<String>) -> Self {
        Self { field: field.into(), before: None, after: None }
    }

    /// Says what the value was.
    #[must_use]
    pub fn with_before(mut self, value: impl Into<Value>) -> Self {
        self.before = Some(value.into());
        self
    }

    /// Says what the value will be.
    #[must_use]
    pub fn with_after(mut self, value: impl Into<Value>) -> Self {
        self.after = Some(value.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn a_name_cannot_pass_for_something_else_on_a_terminal() {
        let target = Target::new("computer", 17, "kiosk\u{1b}[2K\rDC01");
        assert_eq!(target.to_string(), "computer kiosk [2K DC01 (17)");
    }

    #[test]
    fn a_change_to_null_is_not_a_change_to_something_unknown() {
        let cleared = Change::new("note").with_before("call back").with_after(Value::Null);
        let written = to_value(&cleared).unwrap();
        assert_eq!(written, json!({"field": "note", "before": "call back", "after": null}));
        assert_eq!(from_value::<Change>(written).unwrap(), cleared);

        let filled = Change::new("note").with_before(Value::Null).with_after("call back");
        assert_eq!(from_value::<Change>(to_value(&filled).unwrap()).unwrap(), filled);

        let unknown = Change::new("note");
        assert_eq!(to_value(&unknown).unwrap(), json!({"field": "note"}));
        assert_eq!(from_value::<Change>(json!({"field": "note"})).unwrap(), unknown);
    }
}
