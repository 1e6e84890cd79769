//! Where people answer, and see to the rules.

use std::{fmt, sync::Arc};

use serde::Serialize;

use super::{
    Answer, Approval, ApprovalId, ApprovalQuery, Grant, GrantSubject, GrantTerms, ledger::refusal, state::Event,
};
use crate::{
    AuditKind, Decision, Digest, Drift, ErrorKind, Freeze, FreezeScope, Pins, PlanFacts, Policies, Principal,
    ToolCatalog, ToolError, guards::Reach, registry::Gate, text::one_line,
};

/// Where people look at requests and answer them, give standing grants, change the rules and throw the kill switch.
/// Whoever holds it can approve: keep it away from agents, which get the [`Registry`](crate::Registry) only. Cheap to
/// clone.
#[derive(Clone)]
pub struct ApprovalDesk {
    gate: Arc<Gate>,
}

/// What the kill switch stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Frozen {
    /// How many calls were running and were told to stop.
    pub stopped: usize,
    /// Requests that were taken back.
    pub withdrawn: Vec<ApprovalId>,
}

impl ApprovalDesk {
    pub(crate) fn new(gate: Arc<Gate>) -> Self {
        Self { gate }
    }

    /// All requests with what became of them, oldest first.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn list(&self) -> Result<Vec<Approval>, ToolError> {
        self.gate.ledger.all().await
    }

    /// The requests that the query asks for, with what became of them.
    ///
    /// # Errors
    /// As for [`list`](Self::list).
    pub async fn find(&self, query: &ApprovalQuery) -> Result<Vec<Approval>, ToolError> {
        self.gate.ledger.find(query).await
    }

    /// One request with what became of it.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound), or [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn get(&self, id: &ApprovalId) -> Result<Approval, ToolError> {
        self.gate.ledger.current(id).await
    }

    /// Says yes to the request whose digest was shown. It can then be run once, until it expires.
    ///
    /// # Errors
    /// - [`Denied`](ErrorKind::Denied) if `by` is who asked, unless [one person](crate::RegistryBuilder::one_person) is both
    /// - [`Stale`](ErrorKind::Stale) if the digest is not that of the request, or the record was altered
    /// - [`Spent`](ErrorKind::Spent), [`Denied`](ErrorKind::Denied), [`Expired`](ErrorKind::Expired),
    ///   [`Withdrawn`](ErrorKind::Withdrawn) if it waits no longer
    /// - [`NotFound`](ErrorKind::NotFound), [`Unavailable`](ErrorKind::Unavailable) as for [`get`](Self::get);
    ///   unavailable, too, if the yes cannot be written down
    pub async fn approve(
        &self,
        id: &ApprovalId,
        digest: &Digest,
        by: &Principal,
        reason: Option<&str>,
    ) -> Result<Approval, ToolError> {
        let approval = self.gate.ledger.current(id).await?;
        if approval.state.after(Event::Approve).is_none() {
            return Err(refusal(&approval));
        }
        if approval.digest != *digest || !approval.is_intact() {
            return Err(ToolError::new(
                ErrorKind::Stale,
                format!("the digest is not that of approval {id}: look at what it asks for now"),
            ));
        }
        if !self.may_approve(&approval, by) {
            let message = format!("{by} asked for approval {id}; a second person has to approve it");
            return Err(ToolError::new(ErrorKind::Denied, message));
        }
        self.gate.ledger.approve(&approval, self.answer(by, reason)).await
    }

    /// Whether a yes by that person would count: not by who asked, unless [one person](crate::RegistryBuilder::one_person)
    /// is both.
    pub fn may_approve(&self, approval: &Approval, by: &Principal) -> bool {
        !self.gate.needs_second_person() || !by.is_same_person(&approval.request.requester)
    }

    /// Says no, or takes back a yes on which nothing was started. Anyone may. The same call cannot be asked for again in
    /// the session.
    ///
    /// # Errors
    /// As for [`get`](Self::get), or what became of it if it can no longer be denied.
    pub async fn deny(&self, id: &ApprovalId, by: &Principal, reason: Option<&str>) -> Result<Approval, ToolError> {
        let approval = self.gate.ledger.current(id).await?;
        self.gate.ledger.deny(&approval, self.answer(by, reason)).await
    }

    /// Marks the runs that nobody carries on as [`OutcomeUnknown`](crate::ApprovalState::OutcomeUnknown), since their
    /// process ended; returns those. What such a run did is never repeated, marked or not.
    ///
    /// Stores that many processes share know which of them live, and do this by themselves in time. To be called when a
    /// host starts on a store that one process at a time uses, before anything runs.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn recover(&self) -> Result<Vec<Approval>, ToolError> {
        self.gate.ledger.recover().await
    }

    /// Gives a standing grant.
    ///
    /// # Errors
    /// [`UnknownTool`](ErrorKind::UnknownTool) if it is for a tool that is not there;
    /// [`Unavailable`](ErrorKind::Unavailable) if it cannot be written down; nothing is granted then.
    pub async fn grant(&self, mut terms: GrantTerms, by: &Principal) -> Result<Grant, ToolError> {
        if let GrantSubject::Tool(name) = &mut terms.subject {
            *name = self.gate.qualified_name(name)?;
        }
        let grant = Grant::draw_up(terms, by, (self.gate.ledger.clock)())?;
        let terms = serde_json::to_value(&grant.terms)
            .map_err(|error| ToolError::internal("the terms cannot be written as JSON").with_source(error))?;
        self.gate.trail.ahead(by, AuditKind::GrantGiven { grant: grant.id.clone(), terms }).await?;
        self.gate.orders.add_grant(grant.clone()).await?;
        Ok(grant)
    }

    /// All standing grants that still cover something, oldest first.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn grants(&self) -> Result<Vec<Grant>, ToolError> {
        let mut grants = self.gate.orders.grants().await?;
        let now = (self.gate.ledger.clock)();
        grants.retain(|grant| grant.is_live(now));
        Ok(grants)
    }

    /// Takes a standing grant back. It stands even if it cannot be written down. What was started on it goes on.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) if there is none of that id; [`Unavailable`](ErrorKind::Unavailable) if the
    /// store cannot be reached: the grant then stays.
    pub async fn revoke(&self, id: &str, by: &Principal) -> Result<(), ToolError> {
        if !self.gate.orders.remove_grant(id).await? {
            return Err(ToolError::not_found("grant", id));
        }
        self.gate.trail.note(by, AuditKind::GrantRevoked { grant: id.to_owned() }).await;
        Ok(())
    }

    /// As [`Registry::freeze`](crate::Registry::freeze).
    ///
    /// # Errors
    /// As there.
    pub async fn freeze(&self, scope: FreezeScope, by: &Principal, reason: Option<&str>) -> Result<Frozen, ToolError> {
        let (at, reason) = ((self.gate.ledger.clock)(), reason.map(one_line));
        let freeze = Freeze::new(scope.clone(), by.clone(), at, reason.clone());
        // Here first, whatever becomes of it elsewhere.
        let mut frozen = Frozen { stopped: self.gate.switch.freeze(freeze.clone()), withdrawn: Vec::new() };
        let shared = self.gate.orders.add_freeze(freeze.clone()).await;
        if shared.is_ok() {
            self.gate.switch.kept(&freeze);
        }
        self.gate.trail.note(by, AuditKind::Frozen { scope: scope.to_string(), reason }).await;
        for approval in self.gate.ledger.find(&ApprovalQuery::new().open()).await? {
            let reach = Reach::of_plan(approval.plan(), &approval.request.requester);
            if reach.is_within(&scope) {
                match self.gate.ledger.withdraw(&approval, by).await {
                    Ok(_) => frozen.withdrawn.push(approval.request.id),
                    Err(error) if error.kind() == ErrorKind::Unavailable => return Err(error),
                    // Somebody was quicker: it is no longer open, or was started and is told to stop.
                    Err(_) => {}
                }
            }
        }
        shared?;
        Ok(frozen)
    }

    /// What is stopped at present, oldest first.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn freezes(&self) -> Result<Vec<Freeze>, ToolError> {
        self.gate.heed().await?;
        Ok(self.gate.switch.freezes())
    }

    /// Releases what was stopped under exactly that scope. Requests that were taken back have to be asked anew.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) if it is not stopped; [`Unavailable`](ErrorKind::Unavailable) if the store cannot
    /// be reached, or this cannot be written down; it then stays stopped.
    pub async fn thaw(&self, scope: &FreezeScope, by: &Principal) -> Result<(), ToolError> {
        if !self.freezes().await?.iter().any(|freeze| freeze.scope == *scope) {
            return Err(ToolError::not_found("freeze", scope));
        }
        self.gate.trail.ahead(by, AuditKind::Thawed { scope: scope.to_string() }).await?;
        self.gate.orders.remove_freezes(scope).await?;
        self.gate.switch.thaw(scope);
        self.gate.heed().await
    }

    /// The tools that rules can speak about, discovered ones and those that may never run included: what
    /// [`Policies::parse`] needs.
    pub fn catalog(&self) -> ToolCatalog {
        self.gate.catalog()
    }

    /// The policies in force.
    pub fn policies(&self) -> Policies {
        self.gate.policies()
    }

    /// Puts other policies into force, for calls that begin from now on. What waits for a person is judged again when it
    /// is to run, and is stale if the answer differs.
    pub fn set_policies(&self, policies: Policies) {
        self.gate.set_policies(policies);
    }

    /// What other policies would say about a plan on record, for [`ReplayReport`](crate::ReplayReport). Never, if its
    /// tool is gone. What was used of limits by then, and what has changed since it was judged, is not looked at.
    pub fn decide_again(&self, policies: &Policies, tool: &str, facts: &PlanFacts) -> Decision {
        self.gate.decide_again(policies, tool, facts)
    }

    /// What operations looked like when they were judged.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn pins(&self) -> Result<Pins, ToolError> {
        self.gate.heed().await?;
        Ok((*self.gate.pins()).clone())
    }

    /// What was not what was pinned when the registry was last [refreshed](crate::Registry::refresh), by tool. Calls of it need
    /// a person until it is [pinned](Self::pin) as it is now, or is again what it was.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn drifted(&self) -> Result<Vec<Drift>, ToolError> {
        self.gate.drifted().await
    }

    /// Says that operations were judged as they are here, for all that share the store: adds these pins, in place of others of
    /// the same operations. Pin what a person has looked at: [`Drift::now`], rather than what may have become of it since.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached, or this cannot be written down; those before
    /// then stay.
    pub async fn pin(&self, pins: Pins, by: &Principal) -> Result<(), ToolError> {
        self.gate.trail.ahead(by, AuditKind::Pinned { pins: pins.clone() }).await?;
        self.gate.change_pins(|before| pins.clone().or(before)).await
    }

    /// Replaces all pins in the store, for hosts that keep a list of their own. What tools describe and is no longer pinned
    /// needs a person until the next [refresh](crate::Registry::refresh), which pins it.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached; those before then stay.
    pub async fn set_pins(&self, pins: Pins) -> Result<(), ToolError> {
        self.gate.change_pins(|_| pins.clone()).await
    }

    fn answer(&self, by: &Principal, reason: Option<&str>) -> Answer {
        Answer { by: by.clone(), at: (self.gate.ledger.clock)(), reason: reason.map(one_line) }
    }
}

impl fmt::Debug for ApprovalDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApprovalDesk").finish_non_exhaustive()
    }
}
