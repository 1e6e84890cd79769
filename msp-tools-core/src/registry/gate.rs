//! What a registry and its desk share: tools and rules, and everything that a call meets on its way.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::{
    Drift, Refreshed, Snapshot, ToolSource,
    snapshot::{fitting, seen, unknown_tool},
};
use crate::{
    Approval, ApprovalId, Approver, CallContext, ChangeSignal, Changes, Decision, DeskStore, ErrorKind, Orders, Pins,
    Plan, PlanFacts, Policies, Tool, ToolCatalog, ToolError,
    approval::Ledger,
    guards::{CompanyScope, Counters, KillSwitch},
    trail::Trail,
};

/// How often pins are put on top of what others laid down meanwhile.
const TRIES: u32 = 100;

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
    /// The pins that count: those in the store, and of other operations those that the registry was built with.
    pub(super) pins: RwLock<Arc<Pins>>,
    pub(super) built_pins: Pins,
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
    fn swap<T>(&self, next: impl FnOnce(&Snapshot) -> (Snapshot, T)) -> T {
        let _turn = self.swapping.lock().unwrap_or_else(PoisonError::into_inner);
        // Readers wait for the assignment only, not for the making.
        let before = self.snapshot();
        let (after, told) = next(&before);
        let is_seen = !after.is_listed_as(&before);
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(after);
        if is_seen {
            self.listed.tell();
        }
        told
    }

    pub(crate) fn policies(&self) -> Policies {
        self.snapshot().policies.clone()
    }

    /// Puts other policies into force.
    pub(crate) fn set_policies(&self, policies: Policies) {
        self.swap(|snapshot| (snapshot.with_policies(policies), ()));
    }

    /// What operations looked like when they were judged.
    pub(crate) fn pins(&self) -> Arc<Pins> {
        Arc::clone(&self.pins.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the pins in the store, unless there is nothing to change; on top of what others laid down meanwhile.
    pub(crate) async fn change_pins(&self, change: impl Fn(&Pins) -> Pins + Send) -> Result<(), ToolError> {
        for _ in 0..TRIES {
            let Orders { revision, pins, .. } = self.orders.orders(0).await?.unwrap_or_default();
            let next = change(&pins);
            if next == pins || self.orders.set_pins(next, revision).await? {
                return self.heed().await;
            }
        }
        Err(ToolError::new(ErrorKind::Unavailable, "others change the pins all the time; try again"))
    }

    /// What is not what was pinned, by the last refresh.
    pub(crate) async fn drifted(&self) -> Result<Vec<Drift>, ToolError> {
        self.heed().await?;
        Ok(self.snapshot().drifted(&self.pins()))
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
        let pins = Arc::new(pins.or(&self.built_pins));
        *self.pins.write().unwrap_or_else(PoisonError::into_inner) = pins;
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
        let tools = fitting(tools)
            .map_err(|error| ToolError::internal(format!("the tools that were found do not fit together: {error}")))?;
        // Before anybody can call them.
        let first_seen = seen(&tools).beyond(&self.built_pins);
        self.change_pins(|pins| pins.clone().or(&first_seen)).await?;
        Ok(self.swap(|before| {
            let after = Snapshot::new(tools, before.policies.clone());
            let changes = Refreshed::between(before, &after);
            (after, changes)
        }))
    }

    /// Whether someone other than the requester has to approve.
    pub(crate) fn needs_second_person(&self) -> bool {
        !self.one_person && self.snapshot().policies.approvals().second_person
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
        let policies = &snapshot.policies;
        match snapshot.find_any(&plan.tool) {
            Some(entry) => CompanyScope::new(policies, entry.spec(), cx).admits(plan),
            None => !cx.is_company_bound(),
        }
    }
}
