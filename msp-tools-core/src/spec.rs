//! What a tool is, before it is called.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{Effect, Operation, Policy, schema};

/// What a tool is: its names, what it takes and gives, how much it can change.
///
/// Schemas are JSON Schema draft 2020-12, an object at the root and nothing by reference. The rules on names and
/// schemas are checked when a [`Registry`](crate::Registry) is built.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ToolSpec {
    /// Short name, unique in a registry: `^[a-z][a-z0-9-]{0,47}$`. Models see this one.
    pub name: String,
    /// What the tool belongs to, such as `connectwise_automate`: `^[a-z][a-z0-9_]{0,47}$`.
    pub integration: String,
    /// A few words for people. By default the name, dashes as spaces.
    pub title: String,
    /// What it does, what it returns and when to use it. Required.
    pub description: String,
    /// Shape of the arguments.
    pub input_schema: Value,
    /// Shape of [`ToolOutput::value`](crate::ToolOutput::value).
    pub output_schema: Value,
    /// JSON paths in the output of text that customers or devices wrote: `$.items[*].name`. Taken from the output type,
    /// where such text is [`Untrusted`](crate::Untrusted).
    pub untrusted: Vec<String>,
    /// How much it can change.
    pub effect: Effect,
    /// Whether doing it twice is the same as doing it once. By default only reads are.
    pub idempotent: bool,
    /// Policy where nobody sets another. By default [`Effect::default_policy`].
    pub default_policy: Policy,
    /// Operations that every call performs. A plan may add more.
    pub operations: Vec<Operation>,
    /// Operations that a call may perform, by what it is asked for; a plan names those that it does. One that ends in `*` stands
    /// for all that begin so. They are declared here so that what holds for this tool binds them on other routes too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible_operations: Vec<Operation>,
    /// For operations whose content can be edited, such as scripts: what the content looks like at present, in the words of
    /// [`Plan::fingerprints`](crate::Plan::fingerprints). The first [refresh](crate::Registry::refresh) that sees it pins it; what
    /// changes after that, or was not pinned yet, needs a person.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fingerprints: BTreeMap<Operation, String>,
    /// What holds, at least, for operations that a plan adds and that no tool declares. For tools by which anything can be
    /// asked for; by default nothing more holds. (What a tool declares is its own: a plan of another tool that performs it
    /// is bound by the policy of its owner.)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown_operations: Option<Policy>,
    /// The permission or scope it needs in the product, in the product's words.
    pub permission: Option<String>,
    /// Other words by which people look for it.
    pub aliases: Vec<String>,
    /// Whether it looks at [`CallContext::company`](crate::CallContext::company) and then shows and finds nothing of
    /// other companies. A tool that reads and does not promise this does not exist for a call that is bound to a company.
    /// By default it does not.
    pub company_bound: bool,
}

impl ToolSpec {
    /// A tool of that integration, name and effect; takes and returns nothing until told otherwise.
    pub fn new(integration: impl Into<String>, name: impl Into<String>, effect: Effect) -> Self {
        let name = name.into();
        Self {
            title: name.replace('-', " "),
            name,
            integration: integration.into(),
            description: String::new(),
            input_schema: schema::empty_object(),
            output_schema: schema::empty_object(),
            untrusted: Vec::new(),
            effect,
            idempotent: effect == Effect::Read,
            default_policy: effect.default_policy(),
            operations: Vec::new(),
            possible_operations: Vec::new(),
            fingerprints: BTreeMap::new(),
            unknown_operations: None,
            permission: None,
            aliases: Vec::new(),
            company_bound: false,
        }
    }

    /// Integration and short name joined with a colon: `connectwise_automate:cwa-list-clients`. Policies and records
    /// use this one.
    pub fn qualified_name(&self) -> String {
        format!("{}:{}", self.integration, self.name)
    }

    /// Sets the title.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the description.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Takes the input schema from a type. [`read_tool`](crate::read_tool) and [`write_tool`](crate::write_tool) do
    /// this by themselves.
    #[must_use]
    pub fn with_input<I: JsonSchema>(mut self) -> Self {
        self.input_schema = schema::input_schema::<I>();
        self
    }

    /// Takes the output schema from a type. [`read_tool`](crate::read_tool) and [`write_tool`](crate::write_tool) do
    /// this by themselves.
    #[must_use]
    pub fn with_output<O: JsonSchema>(mut self) -> Self {
        self.output_schema = schema::output_schema::<O>();
        self.untrusted = schema::untrusted_paths(&self.output_schema);
        self
    }

    /// Says whether doing it twice is the same as doing it once.
    #[must_use]
    pub fn with_idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }

    /// Sets the policy that holds where nobody sets another.
    #[must_use]
    pub fn with_default_policy(mut self, policy: Policy) -> Self {
        self.default_policy = policy;
        self
    }

    /// Adds an operation that every call performs.
    #[must_use]
    pub fn with_operation(mut self, operation: impl Into<Operation>) -> Self {
        self.operations.push(operation.into());
        self
    }

    /// Adds an operation that a call may perform; one that ends in `*` stands for all that begin so.
    #[must_use]
    pub fn with_possible_operation(mut self, operation: impl Into<Operation>) -> Self {
        self.possible_operations.push(operation.into());
        self
    }

    /// Says what the content of an operation looks like at present, such as the hash of a script's text.
    #[must_use]
    pub fn with_fingerprint(mut self, operation: impl Into<Operation>, fingerprint: impl Into<String>) -> Self {
        self.fingerprints.insert(operation.into(), fingerprint.into());
        self
    }

    /// Whether the tool declares the operation, as one that it always or may perform.
    pub(crate) fn declares(&self, operation: &Operation) -> bool {
        self.operations.contains(operation) || self.possible_operations.iter().any(|shape| shape.covers(operation))
    }

    /// Sets what holds, at least, for operations that a plan adds and that no tool declares.
    #[must_use]
    pub fn with_unknown_operations(mut self, policy: Policy) -> Self {
        self.unknown_operations = Some(policy);
        self
    }

    /// Names the permission or scope it needs.
    #[must_use]
    pub fn with_permission(mut self, permission: impl Into<String>) -> Self {
        self.permission = Some(permission.into());
        self
    }

    /// Adds other words by which people look for it.
    #[must_use]
    pub fn with_aliases<S: Into<String>>(mut self, aliases: impl IntoIterator<Item = S>) -> Self {
        self.aliases.extend(aliases.into_iter().map(Into::into));
        self
    }

    /// Promises that the tool shows and finds nothing of other companies in a call that is bound to one.
    #[must_use]
    pub fn with_company_bound(mut self) -> Self {
        self.company_bound = true;
        self
    }

    /// Everything that is wrong with the definition, in words; empty if nothing is.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut demand = |holds: bool, problem: &str| {
            if !holds {
                problems.push(format!("tool `{}`: {problem}", self.name));
            }
        };
        demand(is_name(&self.name, '-'), "the name must match ^[a-z][a-z0-9-]{0,47}$");
        demand(is_name(&self.integration, '_'), "the integration must match ^[a-z][a-z0-9_]{0,47}$");
        demand(!self.title.trim().is_empty(), "the title is empty");
        demand(!self.description.trim().is_empty(), "the description is empty");
        for (which, schema) in [("input", &self.input_schema), ("output", &self.output_schema)] {
            demand(schema["type"] == "object", &format!("the {which} schema is not that of an object"));
            demand(
                !schema::has_reference(schema),
                &format!("the {which} schema holds a `$ref` (is the type recursive?)"),
            );
        }
        demand(
            self.input_schema["additionalProperties"] == false,
            "the input accepts unknown fields (derive it with `#[serde(deny_unknown_fields)]`)",
        );
        problems
    }
}

fn is_name(name: &str, separator: char) -> bool {
    name.len() <= 48
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(name: &str) -> ToolSpec {
        ToolSpec::new("toy", name, Effect::Read).with_title("Toy").with_description("A toy.")
    }

    #[test]
    fn legal_names() {
        for name in ["a", "cwa-list-clients", &"x".repeat(48), "a1-"] {
            assert_eq!(spec(name).problems(), [""; 0], "{name}");
        }
        for name in ["", "A", "1a", "-a", "a_b", "a b", "ä", "a:b", &"x".repeat(49)] {
            assert_eq!(spec(name).problems().len(), 1, "{name}");
        }
    }

    #[test]
    fn every_problem_is_reported() {
        let mut spec = ToolSpec::new("Toy", "Bad", Effect::Read).with_title(" ");
        spec.input_schema = serde_json::json!({"type": "array", "items": {"$ref": "#"}});
        spec.output_schema = serde_json::json!({"type": "string"});
        assert_eq!(spec.problems().len(), 8, "{:#?}", spec.problems());
    }

    #[test]
    fn defaults_follow_the_effect() {
        assert_eq!(spec("a").default_policy, Policy::Auto);
        assert!(spec("a").idempotent);
        let execute = ToolSpec::new("toy", "run-it", Effect::Execute);
        assert_eq!(execute.default_policy, Policy::Approval);
        assert!(!execute.idempotent);
        assert_eq!(execute.title, "run it");
        assert_eq!(execute.qualified_name(), "toy:run-it");
    }
}
