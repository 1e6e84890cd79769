//! Alerts: reading them, and clearing them one by one.

use serde_json::{Value, json};

use super::{Call, id, no_route};
use crate::reply::{Outcome, Refusal, Reply};
use crate::table::Kind::{Date, Int, Text};
use crate::table::{Column, INT_REF, Kind, columns};
use crate::tenant::Tenant;
use crate::world::{Alert, Monitor};

static ALERT: &[Column<Alert>] = columns! { Alert;
    AlertId: Int => |_, a| a.id,
    Client: INT_REF => |t, a| json!({ "Id": a.company, "Name": t.world.company(a.company).map(|c| c.name.as_str()) }),
    Computer: Kind::Nested(&[("Id", Int), ("Name", Text), ("ComputerStatus", Text)]) => |t, a| {
        let machine = a.machine.and_then(|id| t.world.machine(id));
        machine.map(|m| json!({ "Id": m.id, "Name": m.name, "ComputerStatus": m.status }))
    },
    Device: INT_REF => |_, a| a.machine.is_none().then(|| json!({ "Id": 81, "Name": "Label printer" })),
    Location: INT_REF => |t, a| super::location_ref(t, a.site),
    Monitor: INT_REF => |_, a| json!({ "Id": a.monitor.id(), "Name": a.monitor.name() }),
    AlertDate: Date => |_, a| a.raised,
    Severity: INT_REF => |_, a| json!({ "Id": a.severity.id(), "Name": a.severity.name() }),
    Source: Text => |_, _| "Monitor",
    Message: Text => |_, a| a.message.as_str(),
    FieldName: Text => |_, a| a.field.as_str(),
    AlertAge: Text => |t, a| {
        let seconds = t.now.since(a.raised).as_secs();
        format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    },
};

/// Alerts of the whole tenant.
pub(super) fn route(call: &Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", []) => call.list(ALERT, call.tenant.world.alerts.values()),
        ("GET", [alert]) => {
            let alert = call.tenant.world.alerts.get(&id(alert)?);
            call.one(ALERT, alert.ok_or_else(Refusal::not_found)?)
        }
        _ => Err(no_route(call.request)),
    }
}

/// Alerts of one computer.
pub(super) fn of_computer(call: &mut Call<'_>, computer: u32, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", []) => call.list(ALERT, call.tenant.world.alerts_of(computer)),
        ("DELETE", [alert]) => {
            if !call.settings.alert_clearing {
                let message = "The requested resource does not support http method 'DELETE'.";
                return Err(Refusal::new(405, message));
            }
            let alert = id(alert)?;
            if !call.tenant.world.alerts_of(computer).any(|a| a.id == alert) {
                return Err(Refusal::not_found());
            }
            let now = call.tenant.now;
            call.tenant.world_mut().clear_alert(alert, now, call.settings.monitor_delay());
            Ok(Reply::no_content())
        }
        _ => Err(no_route(call.request)),
    }
}

/// Monitors of one computer, and what silences them.
pub(super) fn monitors(call: &mut Call<'_>, computer: u32, resource: &str, path: &[&str]) -> Outcome {
    match (call.method(), resource, path) {
        ("GET", "monitors", []) => call.list(MONITOR, Monitor::ALL.map(|monitor| OnComputer { computer, monitor })),
        ("GET", "monitoralertsuspensions", []) => call.list(SUSPENSION, suspensions(call.tenant, computer)),
        ("POST", "monitoralertsuspensions", []) => {
            let monitor = call.request.json()?.as_u64().and_then(|id| Monitor::with_id(id.try_into().ok()?));
            let monitor = monitor.ok_or_else(|| Refusal::new(400, "The body must be the id of a monitor."))?;
            call.tenant.world_mut().silence(computer, monitor);
            call.one(SUSPENSION, &OnComputer { computer, monitor })
        }
        ("GET", "alertsuspensions", ["maintenancewindow" | "templatediversion"]) => {
            Ok(Reply::json(&Value::Array(Vec::new())))
        }
        _ => Err(no_route(call.request)),
    }
}

/// A monitor as it works on one computer.
struct OnComputer {
    computer: u32,
    monitor: Monitor,
}

static MONITOR: &[Column<OnComputer>] = columns! { OnComputer;
    MonitorId: Int => |_, m| m.monitor.id(),
    ComputerId: Int => |_, m| m.computer,
    Name: Text => |_, m| m.monitor.name(),
    State: Text => |t, m| {
        let alert = t.world.alerts_of(m.computer).any(|a| a.monitor == m.monitor);
        if alert { "Failed" } else { "Normal" }
    },
};

static SUSPENSION: &[Column<OnComputer>] = columns! { OnComputer;
    Id: Int => |_, m| m.monitor.id() * 10 + m.computer,
    ComputerId: Int => |_, m| m.computer,
    Monitor: Kind::Nested(&[("MonitorId", Int), ("Name", Text)]) =>
        |_, m| json!({ "MonitorId": m.monitor.id(), "Name": m.monitor.name() }),
    SuspensionDate: Date => |t, _| t.world.made_at,
};

fn suspensions(tenant: &Tenant, computer: u32) -> impl Iterator<Item = OnComputer> {
    let silenced = tenant.world.silenced.iter().filter(move |(machine, _)| *machine == computer);
    silenced.filter_map(move |(_, monitor)| Some(OnComputer { computer, monitor: Monitor::with_id(*monitor)? }))
}
