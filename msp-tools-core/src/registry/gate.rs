//! What a registry and its desk share: tools and rules, and everything that a call meets on its way.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::{Refreshed, Snapshot, ToolSource, snapshot::unknown_tool};
use crate::{
    Approval, ApprovalId, Approver, CallContext, ChangeSignal, Changes, Decision, DeskStore, Orders, Plan, PlanFacts,
    Policies, Tool, ToolCatalog, ToolError,
    approval::Ledger,
    decide::Rules,
    guards::{CompanyScope, Counters, KillSwitch},
    trail::Trail,
};

/// Everything behind a registry and its desk.
pub(crate) struct Gate {
    pub(super) snapshot: RwLock<Arc<Snapshot>>,
    /// Told when what callers see of the tools changed.
    pub(super) listed: ChangeSignal,
    /// Held while the next snapshot is put together, so that none is lost.
    pub(super) swapping: Mutex<()>,
    /// Held while sources are asked, so that an older answer does not replace a newer one.
    pub(super) refreshing: tokio::sync::Mutex<()>,
    pub(super) fixed: Vec<Arc<dyn Tool>>,
    pub(super) sources: Vec<Arc<dyn ToolSource>>,
    pub(crate) ledger: Ledger,
    /// Grants, freezes and pins, as all processes that share the store have them.
    pub(crate) orders: Arc<dyn DeskStore>,
    /// Held while orders that changed are put into force, so that older ones do not replace newer ones.
    pub(super) heeding: tokio::sync::Mutex<()>,
    pub(crate) switch: KillSwitch,
    pub(crate) trail: Arc<Trail>,
    pub(super) counters: Arc<Counters>,
    pub(super) approver: Option<Arc<dyn Approver>>,
    /// Whether the host says that one person both asks and approves.
    pub(super) one_person: bool,
}

impl Gate {
    /// Tools and rules as they stand.
    pub(super) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the snapshot by one that is made from it. Calls that run keep theirs.
    fn swap<T, E>(&self, next: impl FnOnce(&Snapshot) -> Result<(Snapshot, T), E>) -> Result<T, E> {
        let _turn = self.swapping.lock().unwrap_or_else(PoisonError::into_inner);
        // Readers wait for the assignment only, not for the making.
        let before = self.snapshot();
        let (after, told) = next(&before)?;
        let is_seen = !after.is_listed_as(&before);
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(after);
        if is_seen {
            self.listed.tell();
        }
        Ok(told)
    }

    /// Puts other rules into force.
    pub(crate) fn set_rules(&self, change: impl FnOnce(&mut Rules)) {
        let swapped: Result<(), std::convert::Infallible> = self.swap(|snapshot| {
            let mut rules = snapshot.rules.clone();
            change(&mut rules);
            Ok((snapshot.with_rules(rules), ()))
        });
        swapped.unwrap_or_else(|never| match never {});
    }

    /// Puts into force what people laid down by now, in whichever process.
    pub(crate) async fn heed(&self) -> Result<(), ToolError> {
        if self.orders.orders(self.switch.revision()).await?.is_none() {
            return Ok(());
        }
        let _turn = self.heeding.lock().await;
        // Another call may have put it into force meanwhile.
        let Some(Orders { revision, freezes, pins }) = self.orders.orders(self.switch.revision()).await? else {
            return Ok(());
        };
        if let Some(pins) = pins
            && pins != self.snapshot().rules.pins
        {
            self.set_rules(|rules| rules.pins = pins);
        }
        self.switch.heed(revision, freezes);
        Ok(())
    }

    /// Lets a tool run, and heeds what is laid down meanwhile.
    pub(super) async fn heeding<T>(&self, mut changes: Changes, work: impl Future<Output = T>) -> T {
        let watch = async {
            loop {
                changes.next().await;
                // If the store cannot be reached, there is nothing to heed.
                let _ = self.heed().await;
            }
        };
        tokio::select! {
            biased;
            done = work => done,
            never = watch => never,
        }
    }

    pub(crate) fn rules(&self) -> Rules {
        self.snapshot().rules.clone()
    }

    pub(crate) fn catalog(&self) -> ToolCatalog {
        self.snapshot().catalog()
    }

    pub(crate) fn decide_again(&self, policies: &Policies, tool: &str, facts: &PlanFacts) -> Decision {
        self.snapshot().decide_again(policies, tool, facts)
    }

    /// The qualified name of a tool, whatever its policy.
    pub(crate) fn qualified_name(&self, name: &str) -> Result<String, ToolError> {
        Ok(self.snapshot().find_any(name).ok_or_else(|| unknown_tool(name))?.name.clone())
    }

    pub(super) async fn refresh(&self) -> Result<Refreshed, ToolError> {
        let _turn = self.refreshing.lock().await;
        let mut tools = self.fixed.clone();
        for source in &self.sources {
            tools.extend(source.tools().await?);
        }
        self.swap(|before| {
            let after = Snapshot::new(tools, before.rules.clone()).map_err(|error| {
                ToolError::internal(format!("the tools that were found do not fit together: {error}"))
            })?;
            let changes = Refreshed::between(before, &after);
            Ok((after, changes))
        })
    }

    /// Whether someone other than the requester has to approve.
    pub(crate) fn needs_second_person(&self) -> bool {
        !self.one_person && self.snapshot().rules.policies.approvals().second_person
    }

    /// A request of this principal, within the company that the context is bound to.
    pub(super) async fn own(&self, id: &ApprovalId, cx: &CallContext) -> Result<Approval, ToolError> {
        let approval = self.ledger.current(id).await?;
        if approval.request.requester == *cx.principal() && self.is_in_scope(approval.plan(), cx) {
            Ok(approval)
        } else {
            Err(ToolError::not_found("approval", id))
        }
    }

    fn is_in_scope(&self, plan: &Plan, cx: &CallContext) -> bool {
        let snapshot = self.snapshot();
        let policies = &snapshot.rules.policies;
        match snapshot.find_any(&plan.tool) {
            Some(entry) => CompanyScope::new(policies, entry.spec(), cx).admits(plan),
            None => !cx.is_company_bound(),
        }
    }
}
