//! Keeps a call to the company that it is bound to.
//!
//! What belongs to another company, or to nobody knows whom, does not exist for the call. Three rules, all of them strict:
//! - a tool that only reads exists only if it promises to [look at the company](ToolSpec::company_bound) itself
//! - every target of a plan says that it belongs to the company, and a change has at least one target
//! - whether something is not there or belongs to another is answered in the same bytes

use crate::{CallContext, Effect, ErrorKind, Plan, Policies, ToolError, ToolSpec};

/// The guard over one call.
#[derive(Clone, Copy)]
pub(crate) struct CompanyScope<'a> {
    cx: &'a CallContext,
    spec: &'a ToolSpec,
    is_on: bool,
}

impl<'a> CompanyScope<'a> {
    pub(crate) fn new(policies: &Policies, spec: &'a ToolSpec, cx: &'a CallContext) -> Self {
        Self { cx, spec, is_on: cx.is_company_bound() && policies.guards().company_scope }
    }

    /// Whether the tool exists for the call.
    pub(crate) fn admits_tool(self) -> bool {
        !self.is_on || self.spec.company_bound || self.spec.effect > Effect::Read
    }

    /// Whether the plan stays within the company.
    pub(crate) fn admits(self, plan: &Plan) -> bool {
        if !self.is_on {
            return true;
        }
        let Some(own) = self.cx.company(&self.spec.integration) else { return false };
        let says_whose = !plan.targets.is_empty() || (plan.effect == Effect::Read && self.spec.company_bound);
        says_whose && plan.targets.iter().all(|target| target.company.as_deref() == Some(own))
    }

    /// What the caller is told of a failure to plan: not what there is elsewhere.
    pub(crate) fn told(self, error: ToolError) -> ToolError {
        let hides = match error.kind() {
            ErrorKind::NotFound => true,
            // A list of candidates, which holds those of all companies unless the tool looks at the company.
            ErrorKind::Ambiguous => !self.spec.company_bound,
            _ => false,
        };
        if self.is_on && hides { Self::nothing_there() } else { error }
    }

    /// The one answer for what is not there and for what belongs to another company.
    pub(crate) fn nothing_there() -> ToolError {
        ToolError::new(ErrorKind::NotFound, "there is nothing here that these arguments could mean")
    }
}
