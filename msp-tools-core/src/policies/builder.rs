//! Policies from code.

use super::{
    ApprovalSettings, Draft, Guards, Limits, Mode, Policies, PolicyFileErrors, ToolCatalog,
    rule::{Rule, Table},
};
use crate::Policy;

/// Takes rules and settings; [`build`](Self::build) checks them exactly as it would check a file.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct PoliciesBuilder {
    draft: Draft,
}

impl PoliciesBuilder {
    /// Adds a rule for tools: a short or qualified name, or a pattern with `*`.
    pub fn tool(self, name: impl Into<String>, policy: Policy) -> Self {
        self.rule(Table::Tools, name.into(), policy)
    }

    /// Adds a rule for operations: a name, or a pattern with `*`.
    pub fn operation(self, name: impl Into<String>, policy: Policy) -> Self {
        self.rule(Table::Operations, name.into(), policy)
    }

    /// Adds a rule for all tools of an integration, such as `connectwise_automate`.
    pub fn product(self, integration: impl Into<String>, policy: Policy) -> Self {
        self.rule(Table::Products, integration.into(), policy)
    }

    /// Says whether anything may be changed at all.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.draft.settings.mode = mode;
        self
    }

    /// Sets the limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.draft.settings.limits = limits;
        self
    }

    /// Switches guards on or off.
    pub fn guards(mut self, guards: Guards) -> Self {
        self.draft.settings.guards = guards;
        self
    }

    /// Sets how approvals work.
    pub fn approvals(mut self, approvals: ApprovalSettings) -> Self {
        self.draft.settings.approvals = approvals;
        self
    }

    /// The policies.
    ///
    /// # Errors
    /// Every problem there is. The same as for [`Policies::parse`], as far as code can make them.
    pub fn build(self, catalog: &ToolCatalog) -> Result<Policies, PolicyFileErrors> {
        self.draft.finish(catalog, Vec::new())
    }

    fn rule(mut self, table: Table, name: String, policy: Policy) -> Self {
        self.draft.rules.push(Rule { table, name, policy, place: None });
        self
    }
}
