//! Putting a request before the user of a client, and reading what they answer.

use std::fmt::Write as _;

use msp_tools_core::{Approval, Change, one_line};
use rmcp::model::{
    BooleanSchema, ClientCapabilities, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema,
    PrimitiveSchemaDefinition, StringSchema,
};
use serde_json::Value;

/// Most targets and changes that a question spells out; it says how many more there are.
const MOST_LINES: usize = 50;
/// Most characters of a value before or after.
const MOST_CHARS: usize = 200;

/// How a client can put a question before its user. Deliberately exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It shows a form, and brings what the user filled in.
    Form,
    /// It opens a page, on which the user answers.
    Page,
}

impl Mode {
    /// The client's way, if it has one: a form where it shows forms, since most that can open a page show forms, too, and
    /// keep their users where they are.
    pub(crate) fn of(client: &ClientCapabilities) -> Option<Self> {
        let modes = client.elicitation.as_ref()?;
        // One that says nothing about modes knows forms: there was nothing else at first.
        let knows_forms = modes.form.is_some() || modes.url.is_none();
        Some(if knows_forms { Self::Form } else { Self::Page })
    }
}

/// What a user answered. Deliberately exhaustive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes {
        reason: Option<String>,
    },
    No {
        reason: Option<String>,
    },
    /// They went to the page, and answer there.
    Elsewhere,
    /// Nobody answered.
    Later,
}

impl Answer {
    /// Only what is unmistakable counts: a form that was accepted is a yes if it says so itself.
    pub(crate) fn of(result: &ElicitResult, mode: Mode) -> Self {
        let content = result.content.as_ref();
        let said = |field: &str| content.and_then(|content| content.get(field));
        let reason = said("reason").and_then(Value::as_str).map(one_line).filter(|reason| !reason.is_empty());
        match (&result.action, mode, said("approve")) {
            (ElicitationAction::Accept, Mode::Form, Some(Value::Bool(true))) => Self::Yes { reason },
            (ElicitationAction::Accept, Mode::Form, Some(Value::Bool(false))) | (ElicitationAction::Decline, _, _) => {
                Self::No { reason }
            }
            (ElicitationAction::Accept, Mode::Page, _) => Self::Elsewhere,
            _ => Self::Later,
        }
    }

    /// As [`of`](Self::of), of what came over the wire.
    pub(crate) fn read(result: &Value, mode: Mode) -> Self {
        serde_json::from_value(result.clone()).map_or(Self::Later, |result| Self::of(&result, mode))
    }
}

/// The question, as a form.
pub(crate) fn form(approval: &Approval) -> ElicitRequestParams {
    let approve = BooleanSchema::new().title("Approve").description("Approve this call, and run it now, once.");
    let reason = StringSchema::new().title("Reason").description("Why, for the record.").max_length(500);
    let schema = ElicitationSchema::builder()
        .required_property("approve", PrimitiveSchemaDefinition::Boolean(approve))
        .property("reason", PrimitiveSchemaDefinition::String(reason))
        .build_unchecked();
    ElicitRequestParams::FormElicitationParams { meta: None, message: question(approval), requested_schema: schema }
}

/// The question, as the address of a page.
pub(crate) fn page(approval: &Approval, url: String) -> ElicitRequestParams {
    let message = format!("{}\n\nAnswer on the page.", question(approval));
    ElicitRequestParams::UrlElicitationParams { meta: None, message, url, elicitation_id: approval.id().to_string() }
}

/// What a person has to know before they say yes.
pub(crate) fn question(approval: &Approval) -> String {
    let (request, plan) = (&approval.request, approval.plan());
    let mut text = format!("{}\n\nTool: {} ({}s)\n", plan.sentence, plan.tool, plan.effect);
    list(&mut text, "Target", &plan.targets, |target| format!("{target}"));
    list(&mut text, "Change", &plan.changes, change);
    list(&mut text, "Warning", &plan.warnings, |warning| one_line(warning));
    for reason in &request.decision.reasons {
        let _ = writeln!(text, "Because: {}", one_line(&reason.words));
    }
    let _ = write!(text, "Asked by {} as {}, until {}.", request.requester, request.id, request.expires_at);
    text
}

fn list<T>(text: &mut String, what: &str, items: &[T], line: impl Fn(&T) -> String) {
    for item in items.iter().take(MOST_LINES) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{what}: {}", line(item));
    }
    if items.len() > MOST_LINES {
        let _ = writeln!(text, "{what}: and {} more", items.len() - MOST_LINES);
    }
}

fn change(change: &Change) -> String {
    let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "?".to_owned(), short);
    format!("{}: {} -> {}", one_line(&change.field), shown(&change.before), shown(&change.after))
}

fn short(value: &Value) -> String {
    let text = match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => one_line(text),
        other => one_line(&other.to_string()),
    };
    match text.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
