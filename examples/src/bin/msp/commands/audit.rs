//! `msp audit`: what happened, and whether the record of it is whole.

use msp_tools_core::{AuditHead, AuditKind, AuditLogError, AuditRecord, PlanFacts};
use msp_tools_store::AuditStream;
use serde_json::{Value, json};

use crate::cli::{AuditAction, Globals};
use crate::console::{BAD, Console, GOOD, QUIET};
use crate::exit::{Exit, Failure};
use crate::render::{self, safe, word};
use crate::state;

/// How many records to read at once.
const PAGE: usize = 1000;

pub(crate) async fn run(console: Console, globals: &Globals, action: Option<AuditAction>) -> Result<Exit, Failure> {
    let store = state::open_if_there(globals).await?;
    match (action.unwrap_or(AuditAction::Show), store) {
        (AuditAction::Show, Ok(store)) => show(console, store.audit()).await,
        (AuditAction::Show, Err(dir)) => {
            console.answer(&json!([]), || format!("No audit trail in {}: nothing was called yet.", dir.display()));
            Ok(Exit::Done)
        }
        (AuditAction::Verify { heads }, Ok(store)) => verify(console, store.audit(), &heads).await,
        (AuditAction::Verify { .. }, Err(dir)) => {
            let message = format!("there is no audit trail in {}", dir.display());
            console.answer(&json!({"ok": false, "message": message}), || format!("{BAD}{message}{BAD:#}"));
            Ok(Exit::Failed)
        }
    }
}

/// All records; those before a bad one are shown to people, and then what is wrong.
async fn show(console: Console, trail: &AuditStream) -> Result<Exit, Failure> {
    let (records, end) = read(trail).await;
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

/// The records up to the end, or up to a bad one.
async fn read(trail: &AuditStream) -> (Vec<AuditRecord>, Result<(), AuditLogError>) {
    let (mut records, mut after, mut limit) = (Vec::new(), AuditHead::start(), PAGE);
    loop {
        match trail.records(after.clone(), limit).await {
            Ok(page) => {
                let Some(last) = page.last() else { return (records, Ok(())) };
                after = AuditHead::new(last.sequence, last.hash.clone());
                records.extend(page);
            }
            // One by one from here on: those before the bad one are sound.
            Err(AuditLogError::Broken(_)) if limit > 1 => limit = 1,
            Err(error) => return (records, Err(error)),
        }
    }
}

/// A record as one JSON object: the event, its number and its hash.
fn row(record: &AuditRecord) -> Value {
    let mut row = json!(record.event);
    row["sequence"] = json!(record.sequence);
    row["hash"] = json!(record.hash);
    row
}

async fn verify(console: Console, trail: &AuditStream, heads: &[AuditHead]) -> Result<Exit, Failure> {
    match trail.verify(heads).await {
        Ok(report) => {
            let mut answer = json!(report);
            answer["ok"] = json!(true);
            console.answer(&answer, || {
                let AuditHead { sequence, hash, .. } = &report.head;
                format!(
                    "{GOOD}{} records, all as they were written{GOOD:#}\n{QUIET}To show later that none is gone: \
                     msp audit verify --head {sequence}:{hash}{QUIET:#}",
                    report.records,
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
