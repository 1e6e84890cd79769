//! What there is for rules to speak about.

use std::collections::{BTreeMap, BTreeSet};

use super::glob;
use crate::{Effect, Policy, ToolSpec};

/// The tools that rules can name, and the operations that tools perform: what a rule has to match something in.
///
/// Tools are a closed set, unless some are discovered later ([`with_undiscovered`](Self::with_undiscovered)). Operations are open: a tool may name more of them while it plans, such as the script that it
/// runs. [`with_operations`](Self::with_operations) says which shapes such operations take; without it, everything that
/// begins with a known product passes as an operation.
#[derive(Clone, Debug, Default)]
pub struct ToolCatalog {
    pub(super) tools: Vec<CatalogTool>,
    /// Places in `tools`, by short and by qualified name.
    names: BTreeMap<String, usize>,
    /// Operations that tools declare.
    declared: BTreeSet<String>,
    /// Shapes of operations that tools name while planning.
    families: BTreeSet<String>,
    /// Shapes of names of tools that are not known at present.
    undiscovered: BTreeSet<String>,
    /// First parts of operations, as far as they are known.
    products: BTreeSet<String>,
}

/// What rules need to know of a tool.
#[derive(Clone, Debug)]
pub(super) struct CatalogTool {
    pub(super) name: String,
    pub(super) integration: String,
    pub(super) qualified: String,
    pub(super) effect: Effect,
    pub(super) default_policy: Policy,
}

impl ToolCatalog {
    /// The catalog of these tools.
    pub fn new<'a>(specs: impl IntoIterator<Item = &'a ToolSpec>) -> Self {
        let mut catalog = Self::default();
        for spec in specs {
            for operation in spec.operations.iter().chain(&spec.possible_operations) {
                catalog.products.extend(product(operation.as_str()));
                catalog.declared.insert(operation.as_str().to_owned());
            }
            // A tool that names all its operations while planning declares none: `vendor_suite` says `suite:...`.
            let product = spec.integration.rsplit('_').next().unwrap_or_default();
            catalog.products.extend([product.to_owned(), spec.integration.clone()]);
            let place = catalog.tools.len();
            catalog.names.extend([(spec.name.clone(), place), (spec.qualified_name(), place)]);
            catalog.tools.push(CatalogTool {
                name: spec.name.clone(),
                integration: spec.integration.clone(),
                qualified: spec.qualified_name(),
                effect: spec.effect,
                default_policy: spec.default_policy,
            });
        }
        catalog
    }

    /// Adds shapes of operations that tools name while planning: `automate:script:*`.
    #[must_use]
    pub fn with_operations<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        for pattern in patterns.into_iter().map(Into::into) {
            self.products.extend(product(&pattern));
            self.families.insert(pattern);
        }
        self
    }

    /// Adds shapes of short names of tools that are there only once they are discovered: `cw-rmm-script-*`. For where nobody
    /// has asked their source, so that rules about them pass unchecked; where it was asked, leave this out.
    #[must_use]
    pub fn with_undiscovered<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.undiscovered.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Whether a rule of that name or pattern could speak of a tool that nobody has discovered yet.
    pub(super) fn may_have(&self, rule: &str) -> bool {
        let short = match rule.split_once(':') {
            Some((integration, short)) if self.integrations().contains(integration) => short,
            _ => rule,
        };
        self.undiscovered.iter().any(|pattern| glob::overlap(short, pattern))
    }

    /// Whether a tool could perform an operation of that name or pattern.
    ///
    /// Judged by the declared operations and the families; by the product alone where no family of it is known.
    pub(super) fn has_operation(&self, rule: &str) -> bool {
        let known = || self.declared.iter().chain(&self.families);
        if known().any(|operation| glob::overlap(rule, operation)) {
            return true;
        }
        let is_open = |of: &String| !self.families.iter().any(|family| product(family).as_ref() == Some(of));
        self.products.iter().filter(|of| is_open(of)).any(|of| glob::overlap(rule, &format!("{of}:*")))
    }

    /// The tool of that short or qualified name.
    pub(super) fn tool(&self, name: &str) -> Option<&CatalogTool> {
        self.names.get(name).map(|place| &self.tools[*place])
    }

    /// The qualified name of that tool; the name itself if there is no such tool.
    pub(super) fn qualified(&self, name: &str) -> String {
        self.tool(name).map_or(name, |tool| &tool.qualified).to_owned()
    }

    /// Names and shapes of operations, to suggest one from.
    pub(super) fn operations(&self) -> impl Iterator<Item = &str> {
        self.declared.iter().chain(&self.families).map(String::as_str)
    }

    /// The integrations there are.
    pub(super) fn integrations(&self) -> BTreeSet<&str> {
        self.tools.iter().map(|tool| tool.integration.as_str()).collect()
    }
}

impl CatalogTool {
    /// Whether nothing but the exact name may make it less strict than `default_policy`.
    pub(super) fn is_guarded(&self) -> bool {
        is_guarded(self.effect, self.default_policy)
    }
}

/// Patterns never loosen what changes something, and never open what is never to run.
pub(super) fn is_guarded(effect: Effect, default_policy: Policy) -> bool {
    effect > Effect::Read || default_policy == Policy::Never
}

fn product(operation: &str) -> Option<String> {
    operation.split_once(':').map(|(product, _)| product.to_owned())
}
