//! `msp audit`: what happened, and whether the record of it is whole.

use msp_tools_core::{AuditHead, AuditKind, AuditLog, AuditLogError, AuditRecord, PlanFacts};
use serde_json::{Value, json};

use crate::cli::{AuditAction, Globals};
use crate::console::{BAD, Console, GOOD, QUIET};
use crate::exit::{Exit, Failure};
use crate::render::{self, safe, word};
use crate::state::audit_dir;

pub(crate) fn run(console: Console, globals: &Globals, action: Option<AuditAction>) -> Result<Exit, Failure> {
    let dir = audit_dir(globals)?;
    let log = dir.exists().then(|| AuditLog::at(&dir));
    match (action.unwrap_or(AuditAction::Show), log) {
        (AuditAction::Show, Some(log)) => show(console, &log),
        (AuditAction::Show, None) => {
            console.answer(&json!([]), || format!("No audit trail in {}: nothing was called yet.", dir.display()));
            Ok(Exit::Done)
        }
        (AuditAction::Verify { heads }, Some(log)) => verify(console, &log, &heads),
        (AuditAction::Verify { .. }, None) => {
            let message = format!("there is no audit trail in {}", dir.display());
            console.answer(&json!({"ok": false, "message": message}), || format!("{BAD}{message}{BAD:#}"));
            Ok(Exit::Failed)
        }
    }
}

/// All records; those before a bad one are shown to people, and then what is wrong.
fn show(console: Console, log: &AuditLog) -> Result<Exit, Failure> {
    let mut records = Vec::new();
    let mut walk = log.records().map_err(unreadable)?;
    let end = walk.try_for_each(|record| record.map(|record| records.push(record)));
    if end.is_ok() || !console.is_json() {
        console.answer(&records.iter().map(row).collect(), || {
            let mut table = render::blank_table();
            for record in &records {
                let event = &record.event;
                let (what, outcome) = told(&event.kind);
                let tool = event.tool.as_deref().map(safe).unwrap_or_default();
                table.add_row([event.at.to_string(), safe(event.principal.as_str()), tool, what, outcome]);
            }
            render::trimmed(&table)
        });
    }
    end.map(|()| Exit::Done).map_err(unreadable)
}

/// A record as one JSON object: the event, its number and its hash.
fn row(record: &AuditRecord) -> Value {
    let mut row = json!(record.event);
    row["sequence"] = json!(record.sequence);
    row["hash"] = json!(record.hash);
    row
}

fn verify(console: Console, log: &AuditLog, heads: &[AuditHead]) -> Result<Exit, Failure> {
    match log.verify(heads) {
        Ok(report) => {
            let mut answer = json!(report);
            answer["ok"] = json!(true);
            console.answer(&answer, || {
                let AuditHead { sequence, hash, .. } = &report.head;
                let torn = report.torn.as_ref().map(|torn| {
                    format!("\nAt the end are {} bytes of a record that was not written whole.", torn.bytes)
                });
                format!(
                    "{GOOD}{} records, all as they were written{GOOD:#}{}\n{QUIET}To show later that none is gone: \
                     msp audit verify --head {sequence}:{hash}{QUIET:#}",
                    report.records,
                    torn.unwrap_or_default()
                )
            });
            Ok(Exit::Done)
        }
        Err(AuditLogError::Broken(bad)) => {
            let first = json!({"file": bad.file, "line": bad.line, "sequence": bad.sequence, "problem": bad.problem});
            console.answer(&json!({"ok": false, "bad": first}), || format!("{BAD}not as it was written:{BAD:#} {bad}"));
            Ok(Exit::Failed)
        }
        Err(error) => Err(unreadable(error)),
    }
}

fn unreadable(error: AuditLogError) -> Failure {
    let kind = if matches!(error, AuditLogError::Broken(_)) { "audit_broken" } else { "audit_unreadable" };
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
    Failure::new(Exit::Failed, kind, format!("the audit trail: {error}{cause}"))
}

/// What happened, and what came of it.
fn told(kind: &AuditKind) -> (String, String) {
    let because = |reason: &Option<String>| reason.as_deref().map(|why| format!(": {}", safe(why))).unwrap_or_default();
    match kind {
        AuditKind::Planned(facts) => ("planned".to_owned(), deeds(facts)),
        AuditKind::Refused { cause, told } => ("refused".to_owned(), format!("{} (told: {})", word(cause), word(told))),
        AuditKind::Decided { decision, .. } => ("decided".to_owned(), decision.policy.to_string()),
        AuditKind::Asked { approval, expires_at, .. } => {
            ("asked".to_owned(), format!("{} until {expires_at}", safe(approval.as_str())))
        }
        AuditKind::Answered { approval, answer, reason, .. } => {
            ("answered".to_owned(), format!("{} {answer}{}", safe(approval.as_str()), because(reason)))
        }
        AuditKind::Started { effect, approval, grant, .. } => {
            let permit = match (approval, grant) {
                (Some(approval), _) => format!(" on {}", safe(approval.as_str())),
                (None, Some(grant)) => format!(" on grant {}", safe(grant)),
                (None, None) => String::new(),
            };
            ("started".to_owned(), format!("{}{permit}", render::effect(*effect)))
        }
        AuditKind::Finished { outcome, error, duration_ms } => {
            let error = error.map(|error| format!(" ({})", word(&error))).unwrap_or_default();
            ("finished".to_owned(), format!("{}{error} in {duration_ms} ms", word(outcome)))
        }
        AuditKind::Frozen { scope, reason } => ("froze".to_owned(), format!("{}{}", safe(scope), because(reason))),
        AuditKind::Thawed { scope } => ("thawed".to_owned(), safe(scope)),
        AuditKind::GrantGiven { grant, .. } => ("granted".to_owned(), safe(grant)),
        AuditKind::GrantUsed { grant, targets } => {
            ("used a grant".to_owned(), format!("{} for {targets} targets", safe(grant)))
        }
        AuditKind::GrantRevoked { grant } => ("took a grant back".to_owned(), safe(grant)),
        AuditKind::Recovered { bytes, .. } => {
            ("recovered".to_owned(), format!("{bytes} bytes of a record were not written whole"))
        }
        other => (word(other), String::new()),
    }
}

fn deeds(facts: &PlanFacts) -> String {
    let operations: Vec<&str> = facts.operations.iter().map(|operation| operation.as_str()).collect();
    let targets: Vec<&str> = facts.targets.iter().map(|target| target.name.as_str()).collect();
    let on = if targets.is_empty() { "" } else { " on " };
    safe(&format!("{}{on}{}", operations.join(", "), targets.join(", ")))
}
