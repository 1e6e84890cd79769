//! Clearing an alert, and looking whether it stays away.

use std::sync::Arc;
use std::time::Duration;

use cw_http::ErrorKind;
use msp_tools_core::{
    CallContext, Change, Draft, Effect, ErrorKind as ToolErrorKind, IdOrName, Target, Tool, ToolError, Untrusted,
    write_tool,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::columns::{date, name, short, text};
use super::{pause, resolve};
use crate::api::AlertClearing;
use crate::client::AutomateClient;
use crate::ids::{AlertId, ComputerId, MonitorId};
use crate::models::{Alert, Computer};

/// When to look whether the alert has come back. Monitors that run every few minutes take longer, and nobody waits for them.
const LOOKS_AFTER: [Duration; 2] = [Duration::from_millis(500), Duration::from_millis(1500)];

pub(super) fn clear(cwa: &AutomateClient) -> Arc<dyn Tool> {
    let spec = super::spec("cwa-clear-alert", Effect::Write)
        .with_title("Clear alert")
        .with_description(
            "Clears one alert of a computer, by the alert's id, and looks whether it stays away. Mend the cause first: a \
             monitor that still finds the same raises a new alert, which is then reported as come back. Find ids with \
             cwa-get-computer-alerts or cwa-list-alerts. Not every server offers this. A person must approve it.",
        )
        .with_permission("A right on the computer that includes Alerts: clear; user class: Alerts update")
        .with_aliases(["acknowledge", "dismiss", "close alert", "resolve alert", "silence", "remove alarm", "noisy alert"])
        .with_idempotent(true)
        .with_operation("automate:DELETE /Computers/{id}/Alerts/{alertId}");
    write_tool(spec, cwa.clone(), plan, run)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ClearAlert {
    /// The alert, by its id, such as `90211`.
    #[serde(alias = "alert")]
    #[schemars(range(min = 1))]
    alert_id: u32,
    /// The computer it is on, by id or name. Needed only where a server cannot tell it by the alert.
    computer: Option<IdOrName>,
}

/// What was planned, and what the new alert is known by if it comes back.
#[derive(Debug, Serialize, Deserialize)]
struct Clearing {
    alert: AlertId,
    computer: ComputerId,
    computer_name: String,
    monitor: Option<MonitorId>,
    field: Option<String>,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Cleared {
    /// The alert.
    alert_id: i64,
    /// Id of its computer.
    computer_id: i64,
    /// Name of its computer.
    computer: Untrusted,
    /// What came of it.
    outcome: ClearOutcome,
    /// The same in a sentence.
    summary: String,
    /// Id of the alert that its monitor has raised instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_alert_id: Option<i64>,
    /// What the new alert says.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_message: Option<Untrusted>,
}

/// What came of clearing an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum ClearOutcome {
    /// It is gone, and had not come back within seconds.
    Cleared,
    /// It is gone, but its monitor has raised a new one: the cause is still there.
    CameBack,
    /// The server said yes, yet the alert still stands.
    StillStands,
    /// The server said yes, but could not be asked afterwards.
    Unverified,
}

async fn plan(cwa: AutomateClient, input: ClearAlert, _: CallContext) -> Result<Draft<Clearing>, ToolError> {
    let id = AlertId::new(input.alert_id.into());
    let on = match &input.computer {
        Some(computer) => Some(resolve::computer(&cwa, "$.computer", computer, None, &resolve::IDENTITY).await?),
        None => None,
    };
    let alert = find(&cwa, id, on.as_ref()).await?;
    let computer = computer_of(&alert, on.as_ref())?;
    let message = short(&alert.message).unwrap_or_else(|| Untrusted::from("no message"));

    let sentence = format!("Clear alert {id} on {}: {}", computer.name, message.as_str());
    let clearing = Clearing {
        alert: id,
        computer: alert.any_computer_id().or(on.and_then(|on| on.id)).unwrap_or_default(),
        computer_name: computer.name.clone(),
        monitor: alert.monitor.as_ref().and_then(|monitor| monitor.id),
        field: alert.field_name.clone(),
    };
    let before = json!({
        "severity": name(&alert.severity), "message": message, "client": name(&alert.client),
        "monitor": name(&alert.monitor), "date": date(&alert.alert_date), "age": text(&alert.alert_age),
    });
    Ok(Draft::new(sentence, clearing)
        .with_targets([Target::new("alert", id, message.as_str()), computer])
        .with_change(Change::new(format!("alert {id}")).with_before(before).with_after(json!(null)))
        .with_warning("If the cause is still there, the monitor raises a new alert."))
}

/// The alert as it stands now.
async fn find(cwa: &AutomateClient, id: AlertId, on: Option<&Computer>) -> Result<Alert, ToolError> {
    let found = match on.and_then(|on| on.id) {
        Some(computer) => cwa.alerts().find(computer, id).await,
        None => match cwa.alerts().get(id).await {
            Ok(alert) => Ok(Some(alert)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        },
    };
    match found {
        Ok(Some(alert)) => Ok(alert),
        Ok(None) => {
            let error = ToolError::not_found("alert", id);
            let message = format!("{}: it was cleared, or this account does not see it", error.message());
            Err(ToolError::new(ToolErrorKind::NotFound, message).with_path("$.alert_id"))
        }
        Err(error) if error.kind() == ErrorKind::Input => {
            Err(ToolError::input("$.computer", error, "the computer that the alert is on, or nothing"))
        }
        Err(error) => Err(error.into()),
    }
}

/// The computer to clear the alert on. Alerts of network devices cannot be cleared.
fn computer_of(alert: &Alert, on: Option<&Computer>) -> Result<Target, ToolError> {
    if let Some(target) = on.and_then(resolve::target) {
        return Ok(target);
    }
    let Some(id) = alert.any_computer_id() else {
        let message = "the alert is not of a computer, and only alerts of computers can be cleared";
        return Err(ToolError::new(ToolErrorKind::Rejected, message).with_path("$.alert_id"));
    };
    let computer = alert.computer.as_ref().and_then(|computer| computer.name.clone());
    let names = [computer, alert.client.as_ref().and_then(|client| client.name.clone())];
    let names: Vec<_> = names.into_iter().flatten().collect();
    Ok(Target::new("computer", id, names.join(", ")))
}

async fn run(cwa: AutomateClient, planned: Clearing, cx: CallContext) -> Result<Cleared, ToolError> {
    cx.ensure_wanted()?;
    // Alerts of the same monitor that stand already are not the cleared one come back. A guess is better than not clearing.
    let before = alike(&cwa, &planned).await.unwrap_or_default();
    let (outcome, instead) = match cwa.alerts().clear(planned.computer, planned.alert).await? {
        AlertClearing::Gone => look_again(&cwa, &planned, &before, &cx).await,
        AlertClearing::StillThere(_) => (ClearOutcome::StillStands, None),
        AlertClearing::Unverified(_) => (ClearOutcome::Unverified, None),
    };
    let new_alert_id = instead.as_ref().and_then(Alert::any_id);
    Ok(Cleared {
        alert_id: planned.alert.get(),
        computer_id: planned.computer.get(),
        summary: summary(outcome, planned.alert, new_alert_id),
        computer: Untrusted::new(planned.computer_name),
        outcome,
        new_alert_id: new_alert_id.map(AlertId::get),
        new_message: instead.and_then(|alert| short(&alert.message)),
    })
}

/// Looks a few times whether the monitor has raised the alert anew.
async fn look_again(
    cwa: &AutomateClient,
    planned: &Clearing,
    before: &[Alert],
    cx: &CallContext,
) -> (ClearOutcome, Option<Alert>) {
    let is_new = |alert: &Alert| !before.iter().any(|other| other.any_id() == alert.any_id());
    for wait in LOOKS_AFTER {
        if !pause(cx, wait).await {
            break;
        }
        // That it is gone is known already; what cannot be read now does not change that.
        let standing = alike(cwa, planned).await.unwrap_or_default();
        if let Some(alert) = standing.into_iter().find(is_new) {
            return (ClearOutcome::CameBack, Some(alert));
        }
    }
    (ClearOutcome::Cleared, None)
}

/// The alerts that stand on the computer and are by the same monitor about the same thing.
async fn alike(cwa: &AutomateClient, planned: &Clearing) -> Result<Vec<Alert>, cw_http::Error> {
    let mut alerts = cwa.alerts().of_computer(planned.computer).all().await?;
    alerts.retain(|alert| {
        alert.monitor.as_ref().and_then(|monitor| monitor.id) == planned.monitor && alert.field_name == planned.field
    });
    Ok(alerts)
}

fn summary(outcome: ClearOutcome, alert: AlertId, new: Option<AlertId>) -> String {
    match (outcome, new) {
        (ClearOutcome::Cleared, _) => format!("Alert {alert} is cleared and had not come back within seconds."),
        (ClearOutcome::CameBack, Some(new)) => {
            format!("Alert {alert} was cleared and came back at once as {new}: its cause is still there.")
        }
        (ClearOutcome::CameBack, None) => {
            format!("Alert {alert} was cleared and came back at once: its cause is still there.")
        }
        (ClearOutcome::StillStands, _) => format!("The server agreed to clear alert {alert}, but it still stands."),
        (ClearOutcome::Unverified, _) => {
            format!("The server agreed to clear alert {alert}; whether it is gone could not be read afterwards.")
        }
    }
}
