//! What a host lays down about tools: rules, limits and settings, from a file or from code.

mod builder;
mod catalog;
mod check;
mod glob;
mod lines;
mod problem;
mod read;
mod rule;
mod settings;
mod shadow;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use serde::{Serialize, Serializer};

pub use builder::PoliciesBuilder;
pub use catalog::ToolCatalog;
pub use problem::{PolicyFileErrors, PolicyProblem, PolicyProblemKind};
pub use rule::RuleMatch;
pub use settings::{ApprovalSettings, Guards, Limits, Mode};

use rule::{Rule, Table};
use settings::Settings;

use crate::{Digest, Operation, Policy, ToolSpec};

/// Rules and settings that were checked and do not change any more. Cheap to clone.
///
/// The default has no rules and every setting at its default.
#[derive(Clone, Debug)]
pub struct Policies(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    settings: Settings,
    /// Exact ones by qualified name.
    tools: Rules,
    operations: Rules,
    products: Rules,
    fingerprint: Digest,
}

/// Rules about one kind of thing. Where an exact one speaks, patterns are silent.
#[derive(Clone, Debug, Default)]
struct Rules {
    exact: BTreeMap<String, Rule>,
    patterns: Vec<Rule>,
}

impl Policies {
    /// Policies from code, checked as a file is.
    pub fn builder() -> PoliciesBuilder {
        PoliciesBuilder::default()
    }

    /// Policies from the text of a policy file.
    ///
    /// # Errors
    /// Every problem there is, with line and column. A file with any problem is refused whole.
    pub fn parse(text: &str, catalog: &ToolCatalog) -> Result<Self, PolicyFileErrors> {
        let (draft, problems) = read::read(text);
        draft.finish(catalog, problems).map_err(|errors| errors.in_file("policy.toml"))
    }

    /// The rule that stands in for a tool's default policy, if there is one: the one by its exact name, otherwise the
    /// strictest pattern that fits.
    ///
    /// A pattern that would loosen a tool which changes something or is never to run is no match for it.
    pub fn tool_rule(&self, spec: &ToolSpec) -> Option<RuleMatch<'_>> {
        let qualified = spec.qualified_name();
        if let Some(rule) = self.0.tools.exact.get(&qualified) {
            return Some(rule.as_match());
        }
        let fitting = self.0.tools.patterns.iter().filter(|rule| rule.fits_tool(&spec.name, &qualified));
        let strictest = strictest(fitting)?;
        let loosens = catalog::is_guarded(spec.effect, spec.default_policy) && strictest.policy < spec.default_policy;
        (!loosens).then(|| strictest.as_match())
    }

    /// The rules for an operation, of which the strictest holds: the one by its exact name, otherwise every pattern
    /// that fits, in the order in which they were written.
    pub fn operation_rules(&self, operation: &Operation) -> impl Iterator<Item = RuleMatch<'_>> {
        let exact = self.0.operations.exact.get(operation.as_str());
        let patterns = if exact.is_some() { &[][..] } else { &self.0.operations.patterns[..] };
        let fitting = patterns.iter().filter(move |rule| glob::fits(&rule.name, operation.as_str()));
        exact.into_iter().chain(fitting).map(Rule::as_match)
    }

    /// The rule for all tools of an integration. It holds beside the tool's own: the stricter decides.
    pub fn product_rule(&self, integration: &str) -> Option<RuleMatch<'_>> {
        self.0.products.exact.get(integration).map(Rule::as_match)
    }

    /// Whether anything may be changed at all.
    pub fn mode(&self) -> Mode {
        self.0.settings.mode
    }

    /// The same, in [read-only mode](Mode::ReadOnly): nothing may be changed.
    #[must_use]
    pub fn read_only(&self) -> Self {
        let mut inner = Inner::clone(&self.0);
        inner.settings.mode = Mode::ReadOnly;
        inner.fingerprint = Digest::of_record(&inner.record());
        Self(Arc::new(inner))
    }

    /// How much may happen.
    pub fn limits(&self) -> &Limits {
        &self.0.settings.limits
    }

    /// Which guards are on.
    pub fn guards(&self) -> &Guards {
        &self.0.settings.guards
    }

    /// How approvals work.
    pub fn approvals(&self) -> &ApprovalSettings {
        &self.0.settings.approvals
    }

    /// The digest of what they say, for the record. Order, comments and spelling of a file do not matter to it.
    pub fn fingerprint(&self) -> &Digest {
        &self.0.fingerprint
    }
}

impl Default for Policies {
    fn default() -> Self {
        Draft::default().into_policies(&ToolCatalog::default())
    }
}

impl PartialEq for Policies {
    /// Whether both say the same.
    fn eq(&self, other: &Self) -> bool {
        self.0.fingerprint == other.0.fingerprint
    }
}

impl Eq for Policies {}

impl Serialize for Policies {
    /// What they say, in full and sorted: what the fingerprint is taken over.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.record().serialize(serializer)
    }
}

/// What policies say, without where it was said.
#[derive(Serialize)]
struct Record<'a> {
    version: i128,
    #[serde(flatten)]
    settings: &'a Settings,
    tools: BTreeMap<&'a str, Policy>,
    operations: BTreeMap<&'a str, Policy>,
    products: BTreeMap<&'a str, Policy>,
}

impl Inner {
    fn record(&self) -> Record<'_> {
        Record {
            version: read::VERSION,
            settings: &self.settings,
            tools: self.tools.record(),
            operations: self.operations.record(),
            products: self.products.record(),
        }
    }
}

impl Rules {
    /// Adds a rule that was checked. `name` is what an exact one is looked up by.
    fn add(&mut self, name: String, rule: Rule) {
        if rule.is_pattern() {
            self.patterns.push(rule);
        } else {
            self.exact.insert(name, rule);
        }
    }

    fn record(&self) -> BTreeMap<&str, Policy> {
        let exact = self.exact.iter().map(|(name, rule)| (name.as_str(), rule.policy));
        exact.chain(self.patterns.iter().map(|rule| (rule.name.as_str(), rule.policy))).collect()
    }
}

/// Rules and settings before they are checked. A file and a builder both end here.
#[derive(Clone, Debug, Default)]
struct Draft {
    settings: Settings,
    rules: Vec<Rule>,
    /// Tables and names of rules whose policy could not be read. That they were meant to be there still counts.
    unread: Vec<(Table, String)>,
}

impl Draft {
    /// Checks everything, beside the problems that reading has found.
    fn finish(self, catalog: &ToolCatalog, mut problems: Vec<PolicyProblem>) -> Result<Policies, PolicyFileErrors> {
        check::check(&self, catalog, &mut problems);
        match PolicyFileErrors::of(problems) {
            Some(errors) => Err(errors),
            None => Ok(self.into_policies(catalog)),
        }
    }

    fn into_policies(self, catalog: &ToolCatalog) -> Policies {
        let mut inner = Inner {
            settings: self.settings,
            tools: Rules::default(),
            operations: Rules::default(),
            products: Rules::default(),
            fingerprint: Digest::of(&serde_json::Value::Null),
        };
        for rule in self.rules {
            match rule.table {
                Table::Tools => inner.tools.add(catalog.qualified(&rule.name), rule),
                Table::Operations => inner.operations.add(rule.name.clone(), rule),
                Table::Products => inner.products.add(rule.name.clone(), rule),
            }
        }
        inner.fingerprint = Digest::of_record(&inner.record());
        Policies(Arc::new(inner))
    }

    fn unread_in(&self, table: Table) -> impl Iterator<Item = &str> {
        self.unread.iter().filter(move |(of, _)| *of == table).map(|(_, name)| name.as_str())
    }
}

/// The strictest of the rules; of several, the one that was written first.
fn strictest<'a>(rules: impl Iterator<Item = &'a Rule>) -> Option<&'a Rule> {
    rules.reduce(|strictest, rule| if rule.policy > strictest.policy { rule } else { strictest })
}
