//! What would have been decided under other rules.

use std::collections::HashMap;

use serde::Serialize;

use super::{AuditEvent, AuditKind, AuditRecord, PlanFacts};
use crate::{Policy, Principal, Timestamp};

/// What would have been decided under other rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReplayReport {
    /// How many recorded decisions were made again.
    pub judged: u64,
    /// How many decisions could not be: the plan they are about is not among the records.
    pub skipped: u64,
    /// The calls about which another decision would be made now, in the order in which they were made.
    pub differences: Vec<ReplayDifference>,
}

/// A call about which another decision would be made now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReplayDifference {
    /// Number of the recorded decision.
    pub sequence: u64,
    /// When it was made.
    pub at: Timestamp,
    /// Who called.
    pub principal: Principal,
    /// The call.
    pub call: String,
    /// The tool.
    pub tool: Option<String>,
    /// What was decided.
    pub then: Policy,
    /// What would be decided now.
    pub now: Policy,
}

impl ReplayReport {
    /// Decides again about every recorded plan and lists what would differ.
    ///
    /// `decide` gets the event of a plan (who, which tool) and its facts. Arguments are not on record: rules that look
    /// at them, or at what had been used up at the time, cannot be replayed.
    ///
    /// # Errors
    /// The first error among the records.
    pub fn of<E>(
        records: impl IntoIterator<Item = Result<AuditRecord, E>>,
        mut decide: impl FnMut(&AuditEvent, &PlanFacts) -> Policy,
    ) -> Result<Self, E> {
        let mut report = Self::default();
        let mut planned: HashMap<String, AuditEvent> = HashMap::new();
        for record in records {
            let AuditRecord { sequence, event, .. } = record?;
            let Some(call) = event.call.clone() else { continue };
            match &event.kind {
                AuditKind::Planned(_) => {
                    planned.insert(call, event);
                }
                AuditKind::Decided { decision, .. } => match planned.remove(&call).as_ref() {
                    Some(plan @ AuditEvent { kind: AuditKind::Planned(facts), .. }) => {
                        let (then, now) = (decision.policy, decide(plan, facts));
                        report.judged += 1;
                        if now != then {
                            let AuditEvent { at, principal, tool, .. } = event;
                            report.differences.push(ReplayDifference {
                                sequence,
                                at,
                                principal,
                                call,
                                tool,
                                then,
                                now,
                            });
                        }
                    }
                    _ => report.skipped += 1,
                },
                _ => {}
            }
        }
        Ok(report)
    }
}
