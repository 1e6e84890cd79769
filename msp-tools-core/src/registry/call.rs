//! The way of a call through the gate: plan, decide, write down, run.

use std::{sync::Arc, time::Instant};

use serde_json::Value;

use super::{
    Gate, Snapshot,
    snapshot::{Entry, stale, unknown_tool},
};
use crate::{
    Approval, ApprovalId, ApprovalQuery, ApprovalState, AuditKind, CallContext, CallOutcome, CallStatus, Changes,
    Decision, Digest, Effect, ErrorKind, Grant, Plan, PlanFacts, Policies, Policy, Principal, RefusalCause, ToolError,
    ToolOutput,
    approval::{Asking, refusal},
    guards::{CompanyScope, Meter, Reach, Ticket, Usage, targets_of},
    trail::Line,
};

/// Which earlier requests a call may take up.
pub(super) type Fitting<'a> = &'a (dyn Fn(&Approval) -> bool + Send + Sync);

/// Why a call ends before anything was started: what is the truth, and what the caller is told.
struct Refusal {
    cause: RefusalCause,
    error: ToolError,
}

impl From<ToolError> for Refusal {
    fn from(error: ToolError) -> Self {
        let cause = match error.kind() {
            ErrorKind::Frozen => RefusalCause::Frozen,
            ErrorKind::Limit => RefusalCause::Limit,
            ErrorKind::Denied => RefusalCause::DeniedBefore,
            ErrorKind::Stale => RefusalCause::Stale,
            ErrorKind::Cancelled => RefusalCause::Cancelled,
            _ => RefusalCause::NotPlanned,
        };
        Self { cause, error }
    }
}

/// A plan that was judged and may go on.
pub(super) struct Judged<'a> {
    entry: &'a Entry,
    pub(super) plan: Plan,
    pub(super) decision: Decision,
    /// Of the plan, if it was written down.
    digest: Option<Digest>,
    admitted: Admitted,
    line: Line<'a>,
}

/// A call that was let in: it can be stopped, and its requests are counted.
struct Admitted {
    ticket: Ticket,
    cx: CallContext,
    /// What people lay down from then on.
    changes: Changes,
}

/// On what a change runs, if policy does not let it run by itself.
#[derive(Default)]
struct Permit {
    approval: Option<ApprovalId>,
    grant: Option<String>,
}

impl Gate {
    /// What a call would do, and whether it may.
    pub(super) async fn judge<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        name: &'a str,
        arguments: Value,
        cx: &'a CallContext,
    ) -> Result<Judged<'a>, ToolError> {
        let line = self.trail.call(name, cx);
        let judged = self.try_judge(snapshot, name, arguments, cx, line).await;
        noted(line, judged).await
    }

    async fn try_judge<'a>(
        &self,
        snapshot: &'a Snapshot,
        name: &str,
        arguments: Value,
        cx: &CallContext,
        line: Line<'a>,
    ) -> Result<Judged<'a>, Refusal> {
        let unknown = |cause| Refusal { cause, error: unknown_tool(name) };
        cx.ensure_wanted()?;
        let entry = snapshot.find(name).map_err(unknown)?;
        let line = line.of_tool(&entry.name);
        let scope = CompanyScope::new(&snapshot.policies, entry.spec(), cx);
        if !scope.admits_tool() {
            return Err(unknown(RefusalCause::OutOfScope));
        }
        let admitted = self.admit(snapshot, &entry.name, cx).await?;
        let plan = entry.tool.plan(arguments, &admitted.cx).await.map_err(|error| scope.told(error))?;
        let plan = entry.check(plan)?;
        if !scope.admits(&plan) {
            return Err(Refusal { cause: RefusalCause::OutOfScope, error: CompanyScope::nothing_there() });
        }
        let usage = self.usage(snapshot, &plan, cx.principal()).await?;
        let decision = snapshot.decide(entry, &plan, usage, self.pins());
        let (effect, policies) = (plan.effect, &snapshot.policies);
        let mut digest = None;
        let planned = || {
            let facts = PlanFacts::of(&plan);
            digest = Some(facts.digest.clone());
            AuditKind::Planned(facts)
        };
        line.ahead(effect, planned).await?;
        line.ahead(effect, || decided(&decision, policies)).await?;
        if decision.policy == Policy::Never {
            return Err(unknown(RefusalCause::NeverCall));
        }
        admitted.ticket.admit(&plan)?;
        Ok(Judged { entry, plan, decision, digest, admitted, line })
    }

    /// Lets a call in, if nothing it touches is stopped and requests are left.
    async fn admit(&self, snapshot: &Snapshot, tool: &str, cx: &CallContext) -> Result<Admitted, ToolError> {
        let changes = self.orders.changes();
        self.heed().await?;
        let limits = snapshot.policies.limits();
        let ticket = self.switch.enter(Reach::new(tool.to_owned(), cx.principal().clone(), cx.companies()))?;
        let (per_call, per_minute) = (limits.requests_per_call, limits.requests_per_minute);
        let meter = Meter::start(&self.counters, cx.principal(), per_call.map(u64::from), per_minute.map(u64::from))?;
        let cx = cx.metered(ticket.stop().clone(), Arc::new(meter), limits.targets_per_call);
        Ok(Admitted { ticket, cx, changes })
    }

    /// Runs what was judged, or asks for it, or takes up what was asked for before.
    pub(super) async fn carry_out(
        &self,
        snapshot: &Snapshot,
        mut judged: Judged<'_>,
        cx: &CallContext,
        again: Option<Fitting<'_>>,
    ) -> Result<CallOutcome, ToolError> {
        let line = judged.line;
        let permit = noted(line, self.permit(snapshot, &mut judged).await.map_err(Refusal::from)).await?;
        match permit {
            Some(permit) => {
                let Judged { entry, plan, digest, admitted, .. } = judged;
                if plan.effect > Effect::Read {
                    // Planning may have taken a while.
                    self.heed().await?;
                }
                self.run(entry, &plan, digest, permit, admitted, line).await.map(CallOutcome::Completed)
            }
            None => {
                if let Some(fitting) = again
                    && let Some(open) = self.asked_before(&judged, fitting).await?
                {
                    drop(judged);
                    return self.resume(&open, cx).await;
                }
                let asked = self.ask(snapshot, judged).await.map_err(Refusal::from);
                Ok(CallOutcome::AwaitingApproval(Box::new(noted(line, asked).await?)))
            }
        }
    }

    /// The latest open request of the caller for what was judged.
    async fn asked_before(&self, judged: &Judged<'_>, fitting: Fitting<'_>) -> Result<Option<ApprovalId>, ToolError> {
        let Judged { entry, plan, decision, admitted, .. } = judged;
        let open = self.ledger.find(&ApprovalQuery::new().open()).await?;
        let same = open.into_iter().rev().find(|approval| {
            let asked = &approval.request;
            asked.requester == *admitted.cx.principal()
                && asked.is_for(plan, &entry.definition, decision)
                && fitting(approval)
        });
        Ok(same.map(|approval| approval.request.id))
    }

    /// On what the plan may run at once; `None` if a person has to be asked. Counts its targets, if it may.
    async fn permit(&self, snapshot: &Snapshot, judged: &mut Judged<'_>) -> Result<Option<Permit>, ToolError> {
        let policies = &snapshot.policies;
        let principal = judged.admitted.cx.principal();
        let changes = judged.plan.effect > Effect::Read;
        let amount = if changes { targets_of(&judged.plan) } else { 0 };
        let can_run = match judged.decision.policy {
            Policy::Auto => true,
            Policy::Approval => policies.approvals().standing_grants && judged.decision.can_be_granted(),
            Policy::Never => false,
        };
        if !can_run {
            return Ok(None);
        }
        let grants = match judged.decision.policy {
            Policy::Auto => Vec::new(),
            _ => self.covering(&judged.plan, principal).await?,
        };
        if judged.decision.policy != Policy::Auto && grants.is_empty() {
            return Ok(None);
        }
        let (limit, now) = (policies.limits().targets_per_hour.map(u64::from), (self.ledger.clock)());
        let counted = limit.filter(|_| changes);
        if let Some(limit) = counted
            && !self.orders.take_targets(principal, amount, limit, now).await?
        {
            // Another call was quicker: by now it is too many, and the request should say so.
            let usage = self.usage(snapshot, &judged.plan, principal).await?;
            judged.decision = snapshot.decide(judged.entry, &judged.plan, usage, self.pins());
            judged.line.note(|| decided(&judged.decision, policies)).await;
            return match judged.decision.policy {
                Policy::Approval => Ok(None),
                _ => Err(ToolError::new(ErrorKind::Limit, "too many targets in the last hour; try again")),
            };
        }
        if judged.decision.policy == Policy::Auto {
            return Ok(Some(Permit::default()));
        }
        for grant in grants {
            if self.orders.use_grant(&grant.id, targets_of(&judged.plan)).await? {
                let used = || AuditKind::GrantUsed { grant: grant.id.clone(), targets: amount };
                judged.line.ahead(judged.plan.effect, used).await?;
                return Ok(Some(Permit { grant: Some(grant.id), ..Permit::default() }));
            }
        }
        if counted.is_some() {
            self.orders.give_back_targets(principal, amount, now).await?;
        }
        Ok(None)
    }

    /// The standing grants that cover the plan, oldest first.
    async fn covering(&self, plan: &Plan, principal: &Principal) -> Result<Vec<Grant>, ToolError> {
        let (second_person, now) = (self.needs_second_person(), (self.ledger.clock)());
        let mut grants = self.orders.grants().await?;
        grants.retain(|grant| grant.covers(plan, principal, second_person, now));
        Ok(grants)
    }

    /// What was used by now of the limits at which policy looks; nothing, if it does not look.
    async fn usage(&self, snapshot: &Snapshot, plan: &Plan, principal: &Principal) -> Result<Usage, ToolError> {
        if plan.effect == Effect::Read || snapshot.policies.limits().targets_per_hour.is_none() {
            return Ok(Usage::default());
        }
        let targets_last_hour = self.orders.targets_taken(principal, (self.ledger.clock)()).await?;
        Ok(Usage { targets_last_hour })
    }

    /// Stores the plan for a person to look at.
    async fn ask(&self, snapshot: &Snapshot, judged: Judged<'_>) -> Result<Approval, ToolError> {
        let Judged { entry, plan, decision, admitted, line, .. } = judged;
        let effect = plan.effect;
        let lifetime = snapshot.policies.approvals().expires_after;
        let asking = Asking { plan, definition: entry.definition.clone(), decision, lifetime };
        let approval = self.ledger.draw_up(asking, &admitted.cx).await?;
        let asked = || AuditKind::Asked {
            approval: approval.id().clone(),
            digest: approval.digest.clone(),
            expires_at: approval.request.expires_at,
        };
        line.ahead(effect, asked).await?;
        self.ledger.store.insert(approval.clone()).await?;
        // Whoever threw the switch meanwhile could not see this request yet.
        if let Err(stopped) = admitted.cx.ensure_wanted()
            && stopped.kind() == ErrorKind::Frozen
        {
            self.ledger.withdraw(&approval, admitted.cx.principal()).await?;
            return Err(stopped);
        }
        Ok(approval)
    }

    /// Runs a plan: no record, no change.
    async fn run(
        &self,
        entry: &Entry,
        plan: &Plan,
        digest: Option<Digest>,
        permit: Permit,
        admitted: Admitted,
        line: Line<'_>,
    ) -> Result<ToolOutput, ToolError> {
        // The ticket lasts as long as the run.
        let Admitted { ticket: _ticket, cx, changes } = admitted;
        cx.ensure_wanted()?;
        let Permit { approval, grant } = permit;
        let started = || {
            let digest = digest.unwrap_or_else(|| PlanFacts::of(plan).digest);
            AuditKind::Started { effect: plan.effect, digest, approval, grant }
        };
        line.ahead(plan.effect, started).await?;
        let began = Instant::now();
        let result = self.heeding(changes, entry.tool.run(plan, &cx)).await;
        let (outcome, error) = match &result {
            Ok(_) => (CallStatus::Completed, None),
            Err(error) => (error.status(), Some(error.kind())),
        };
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        line.note(|| AuditKind::Finished { outcome, error, duration_ms }).await;
        result
    }

    /// Runs what was approved, once.
    pub(super) async fn resume(&self, id: &ApprovalId, cx: &CallContext) -> Result<CallOutcome, ToolError> {
        cx.ensure_wanted()?;
        let approval = self.own(id, cx).await?;
        match approval.state {
            ApprovalState::Pending => return Ok(CallOutcome::AwaitingApproval(Box::new(approval))),
            ApprovalState::Approved => {}
            _ => return Err(refusal(&approval)),
        }
        let snapshot = self.snapshot();
        let plan = approval.plan();
        let line = self.trail.call(&plan.tool, cx);
        let (entry, admitted) = noted(line, self.admit_approved(&snapshot, &approval, cx).await).await?;
        let claim = self.ledger.claim(&approval).await?;
        let permit = Permit { approval: Some(id.clone()), ..Permit::default() };
        let result = self.run(entry, plan, None, permit, admitted, line).await;
        claim.settle(&result).await;
        result.map(CallOutcome::Completed)
    }

    async fn admit_approved<'a>(
        &self,
        snapshot: &'a Snapshot,
        approval: &Approval,
        cx: &CallContext,
    ) -> Result<(&'a Entry, Admitted), Refusal> {
        let plan = approval.plan();
        // Heeds what people laid down meanwhile, so that it counts.
        let admitted = self.admit(snapshot, &plan.tool, cx).await?;
        let entry = snapshot.still_allowed(approval, self.pins())?;
        admitted.ticket.admit(plan)?;
        if snapshot.policies.guards().changed_since_judged && !plan.fingerprints.is_empty() {
            // Planning only reads, and tells what the content looks like now.
            let now = entry.tool.plan(plan.arguments.clone(), &admitted.cx).await;
            if now.is_ok_and(|now| now.fingerprints == plan.fingerprints) {
                return Ok((entry, admitted));
            }
            return Err(stale(approval, "what it would run changed, or cannot be looked at,").into());
        }
        Ok((entry, admitted))
    }
}

fn decided(decision: &Decision, policies: &Policies) -> AuditKind {
    AuditKind::Decided { decision: decision.clone(), policies: Some(policies.fingerprint().clone()) }
}

/// Writes down why a call ended, if it did.
async fn noted<T>(line: Line<'_>, result: Result<T, Refusal>) -> Result<T, ToolError> {
    match result {
        Ok(told) => Ok(told),
        Err(Refusal { cause, error }) => {
            line.note(|| AuditKind::Refused { cause, told: error.kind() }).await;
            Err(error)
        }
    }
}
