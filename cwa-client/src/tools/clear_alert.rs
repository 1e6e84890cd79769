//! Clearing an alert, and looking whether it stays away.

use std::sync::Arc;
use std::time::Duration;

use cw_http::{Error, ErrorKind};
use msp_tools_core::{
    Bounded, Change, Draft, Effect, ErrorKind as ToolErrorKind, IdOrName, Target, Tool, ToolError, Untrusted,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::access::{Access, Owned};
use super::columns::name;
use super::resolve::{self, Found};
use crate::api::AlertClearing;
use crate::client::AutomateClient;
use crate::ids::{AlertId, ComputerId, MonitorId};
use crate::models::{Alert, Computer};
use cw_http::tools::{date, short, text};

/// Ids of alerts are 32-bit numbers with a sign.
const LARGEST_ID: u64 = i32::MAX as u64;

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
        .with_operation("automate:DELETE /Computers/{id}/Alerts/{id}");
    cw_http::tools::write(spec, cwa, plan, run)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ClearAlert {
    /// The alert, by its id, such as `90211`.
    // Which people write as well, as in `computer`.
    #[serde(alias = "alert")]
    alert_id: Bounded<1, LARGEST_ID, 1>,
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
    /// It is gone.
    Cleared,
    /// It is gone, but its monitor has raised a new one: the cause is still there.
    CameBack,
    /// The server said yes, yet the alert still stands.
    StillStands,
    /// The server said yes, but could not be asked afterwards.
    Unverified,
}

async fn plan(access: Access, input: ClearAlert) -> Result<Draft<Clearing>, ToolError> {
    let id = AlertId::new(input.alert_id.get() as i64);
    let on = match &input.computer {
        Some(computer) => Some(resolve::computer(&access, "$.computer", computer, None, &resolve::IDENTITY).await?),
        None => None,
    };
    let alert = find(&access, id, on.as_ref()).await?;
    let (computer_id, computer) = computer_of(&access, id, &alert, on.as_ref()).await?;
    let message = short(&alert.message).unwrap_or_else(|| Untrusted::from("no message"));

    let client = name(&alert.client).map(|client| format!(" at {}", client.as_str())).unwrap_or_default();
    let sentence = format!("Clear alert {id} on {}{client}: {}", computer.name, message.as_str());
    let clearing = Clearing {
        alert: id,
        computer: computer_id,
        computer_name: computer.name.clone(),
        monitor: alert.monitor.as_ref().and_then(|monitor| monitor.id),
        field: alert.field_name.clone(),
    };
    let before = json!({
        "severity": name(&alert.severity), "message": message, "client": name(&alert.client),
        "monitor": name(&alert.monitor), "date": date(&alert.alert_date), "age": text(&alert.alert_age),
    });
    let mut target = Target::new("alert", id, message.as_str());
    // An alert belongs to whom its computer belongs to; the older shape leaves it at that.
    target.company = alert.owner().map(|client| client.to_string()).or_else(|| computer.company.clone());
    Ok(Draft::new(sentence, clearing)
        .with_targets([target, computer])
        .with_change(Change::new(format!("alert {id}")).with_before(before).with_after(json!(null)))
        .with_warning("If the cause is still there, the monitor raises a new alert."))
}

/// The alert as it stands now. One that says that it is another client's does not exist for a call that is bound to one.
async fn find(access: &Access, id: AlertId, on: Option<&Found<Computer>>) -> Result<Alert, ToolError> {
    let found = match on {
        Some(computer) => access.cwa.alerts().find(computer.id, id).await,
        None => match access.cwa.alerts().get(id).await {
            Ok(alert) => Ok(Some(alert)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        },
    };
    match found {
        Ok(Some(alert)) if alert.owner().is_none() || access.sees(&alert) => Ok(alert),
        Ok(_) => Err(not_found(id)),
        // On which computer it is instead is not for everybody to know.
        Err(error) if error.kind() == ErrorKind::Input && access.bound.is_some() => Err(not_found(id)),
        Err(error) if error.kind() == ErrorKind::Input => {
            Err(ToolError::input("$.computer", error, "the computer that the alert is on, or nothing"))
        }
        Err(error) => Err(error.into()),
    }
}

fn not_found(id: AlertId) -> ToolError {
    let error = ToolError::not_found("alert", id);
    let message = format!("{}: it was cleared, or this account does not see it", error.message());
    ToolError::new(ToolErrorKind::NotFound, message).with_path("$.alert_id")
}

/// The computer to clear the alert on. Alerts of network devices cannot be cleared.
async fn computer_of(
    access: &Access,
    alert_id: AlertId,
    alert: &Alert,
    on: Option<&Found<Computer>>,
) -> Result<(ComputerId, Target), ToolError> {
    if let Some(computer) = on {
        return Ok((computer.id, computer.target()));
    }
    let Some(id) = alert.any_computer_id() else {
        if !access.sees(alert) {
            return Err(not_found(alert_id));
        }
        let message = "the alert is not of a computer, and only alerts of computers can be cleared";
        return Err(ToolError::new(ToolErrorKind::Rejected, message).with_path("$.alert_id"));
    };
    if access.bound.is_some() {
        // Whose the computer is by now counts, not whose it was when the alert was raised.
        let named = IdOrName::Id(id.get().unsigned_abs());
        let found = resolve::computer(access, "$.alert_id", &named, None, &resolve::IDENTITY).await;
        return match found {
            Ok(computer) => Ok((computer.id, computer.target())),
            Err(error) if error.kind() == ToolErrorKind::NotFound => Err(not_found(alert_id)),
            Err(error) => Err(error),
        };
    }
    let name = alert.computer.as_ref().and_then(|computer| computer.name.clone());
    let target = Target::new("computer", id, name.unwrap_or_else(|| id.to_string()));
    Ok((id, resolve::owned_by(target, alert.owner())))
}

async fn run(access: Access, planned: Clearing) -> Result<Cleared, ToolError> {
    // Alerts of the same monitor that stand already are not the cleared one come back.
    let before = access.cx.while_wanted(async { Ok(alike(&access.cwa, &planned).await) }).await?;
    access.cx.ensure_wanted()?;
    let (outcome, new, summary) = match access.cwa.alerts().clear(planned.computer, planned.alert).await? {
        AlertClearing::Gone => match after(&access, &planned, before).await {
            After::CameBack(new) => {
                (ClearOutcome::CameBack, Some(new), "was cleared and came back at once: its cause is still there.")
            }
            After::StayedAway => (ClearOutcome::Cleared, None, "is cleared and had not come back within seconds."),
            After::NotSeen => (ClearOutcome::Cleared, None, "is cleared; whether it came back could not be seen."),
        },
        AlertClearing::StillThere(_) => (ClearOutcome::StillStands, None, "still stands, though the server agreed."),
        AlertClearing::Unverified(_) => {
            (ClearOutcome::Unverified, None, "may be gone: the server agreed, but could not be asked afterwards.")
        }
    };
    Ok(Cleared {
        alert_id: planned.alert.get(),
        computer_id: planned.computer.get(),
        computer: Untrusted::new(planned.computer_name),
        outcome,
        summary: format!("Alert {} {summary}", planned.alert),
        new_alert_id: new.as_ref().and_then(|alert| alert.any_id()).map(AlertId::get),
        new_message: new.and_then(|alert| short(&alert.message)),
    })
}

/// What followed upon clearing.
enum After {
    CameBack(Box<Alert>),
    StayedAway,
    NotSeen,
}

/// Looks a few times whether the monitor has raised the alert anew.
async fn after(access: &Access, planned: &Clearing, before: Result<Vec<Alert>, Error>) -> After {
    let Ok(before) = before else { return After::NotSeen };
    let is_new = |alert: &Alert| !before.iter().any(|other| other.any_id() == alert.any_id());
    let mut last = After::NotSeen;
    for wait in LOOKS_AFTER {
        if !access.cx.pause(wait).await {
            break;
        }
        last = match alike(&access.cwa, planned).await.map(|alerts| alerts.into_iter().find(is_new)) {
            Ok(Some(new)) => return After::CameBack(Box::new(new)),
            Ok(None) => After::StayedAway,
            Err(_) => After::NotSeen,
        };
    }
    last
}

/// The alerts that stand on the computer and are by the same monitor about the same thing.
async fn alike(cwa: &AutomateClient, planned: &Clearing) -> Result<Vec<Alert>, Error> {
    let mut alerts = cwa.alerts().of_computer(planned.computer).all().await?;
    alerts.retain(|alert| {
        alert.monitor.as_ref().and_then(|monitor| monitor.id) == planned.monitor && alert.field_name == planned.field
    });
    Ok(alerts)
}
