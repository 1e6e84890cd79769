//! Alerts: over all computers, and of one.

use std::sync::Arc;

use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::{Access, Owned};
use super::columns::{id, name};
use super::input::{Moment, SearchText, sorted};
use super::resolve;
use crate::client::AutomateClient;
use crate::condition::alert as field;
use crate::filters::AlertFilter;
use crate::ids::ClientId;
use crate::models::Alert;
use cw_http::columns;
use cw_http::tools::Part;
use cw_http::tools::{Limit, PageSize};
use cw_http::tools::{date, short, text};

pub(super) fn list(cwa: &AutomateClient) -> Arc<dyn Tool> {
    let spec = super::spec("cwa-list-alerts", Effect::Read)
        .with_title("List alerts")
        .with_description(
            "Lists the alerts that stand in Automate, newest first: id, severity, message, computer, client, monitor, date. \
             Use it for triage over customers, or to find alerts by severity or text. An alert has no state: it stands, or \
             it was cleared and is gone. For one machine cwa-get-computer-alerts is surer, since not every server filters \
             this list.",
        )
        .with_permission("A right on the computers; user class: Alerts read")
        .with_aliases(["alarms", "warnings", "what is broken", "noise", "monitor failures", "problems", "triage", "incidents"])
        .with_operation("automate:GET /Alerts");
    cw_http::tools::read(spec, cwa, list_alerts)
}

pub(super) fn of_computer(cwa: &AutomateClient) -> Arc<dyn Tool> {
    let spec = super::spec("cwa-get-computer-alerts", Effect::Read)
        .with_title("Get a computer's alerts")
        .with_description(
            "Lists the alerts that stand on one computer, by id or name: id, severity, message, monitor, date. Use it to see \
             what is wrong with a machine, to find the id of an alert to clear, or to see whether a cleared alert came back.",
        )
        .with_permission("A right on the computer; user class: Alerts read")
        .with_aliases(["alarms of a machine", "what is wrong with this box", "workstation alerts", "endpoint alerts", "agent alerts"])
        .with_operation("automate:GET /Computers/{id}/Alerts");
    cw_http::tools::read(spec, cwa, get_computer_alerts)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListAlerts {
    /// Only alerts of this client, by id or name, such as `Acme Dental`.
    client: Option<IdOrName>,
    /// Only alerts of this computer, by id or name, such as `DC01`.
    computer: Option<IdOrName>,
    /// Only alerts exactly this bad, in the server's word, such as `Error`, `Critical`, `Warning` or `Informational`.
    severity: Option<SearchText>,
    /// Only alerts whose message contains this text, such as `disk`. Case does not matter.
    text: Option<SearchText>,
    /// Only alerts of monitors whose name contains this text, such as `offline`.
    monitor: Option<SearchText>,
    /// Only alerts raised after this date, such as `2026-01-31` or `2026-01-31T08:00:00`, by the server's clock.
    since: Option<Moment>,
    /// More columns to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<AlertColumn>,
    /// What to sort by. Ids grow with time.
    #[serde(default)]
    order_by: AlertOrder,
    /// Whether to sort from last to first, that is, newest first.
    #[serde(default = "yes")]
    descending: bool,
    /// How many alerts to answer with, at most.
    #[serde(default)]
    limit: Limit,
    /// How many rows to fetch from the server in one request. Default: as many as `limit`.
    page_size: Option<PageSize>,
    /// The `cursor` of the answer before, to go on behind it. Keep the other arguments as they were.
    cursor: Option<String>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetComputerAlerts {
    /// The computer, by id or name, such as `1042` or `DC01`.
    computer: IdOrName,
    /// Its client, by id or name, where several clients have a computer of that name.
    client: Option<IdOrName>,
    /// More columns to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<AlertColumn>,
    /// How many alerts to answer with, at most.
    #[serde(default)]
    limit: Limit,
    /// The `cursor` of the answer before, to go on behind it. Keep the other arguments as they were.
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum AlertOrder {
    #[default]
    Id,
    Date,
    Severity,
}

columns! {
    /// An alert.
    pub(super) struct AlertRow of alert: Alert, by AlertColumn {
        usual {
            /// Its id, by which cwa-clear-alert takes it.
            id: i64 = "AlertId" => alert.any_id().map(Into::into),
            /// How bad it is, in the server's word.
            severity: Untrusted = "Severity" => name(&alert.severity),
            /// What is wrong; long messages are cut.
            message: Untrusted = "Message" => short(&alert.message),
            /// The computer it is about.
            computer: Untrusted = "Computer" => alert.computer.as_ref().and_then(|computer| text(&computer.name)),
            /// Id of the computer.
            computer_id: i64 = "Computer" => alert.any_computer_id().map(Into::into),
            /// The network device it is about, if it is not about a computer.
            device: Untrusted = "Device" => name(&alert.device),
            /// The client.
            client: Untrusted = "Client" => name(&alert.client),
            /// The monitor that raised it.
            monitor: Untrusted = "Monitor" => name(&alert.monitor),
            /// When it was raised, by the server's clock.
            date: String = "AlertDate" => date(&alert.alert_date),
        }
        asked {
            /// The message, whole.
            full_message: Untrusted = "Message" => text(&alert.message),
            /// Id of the client.
            client_id: i64 = "Client" => id(&alert.client),
            /// The location.
            location: Untrusted = "Location" => name(&alert.location),
            /// Whether the computer is online.
            computer_status: String = "Computer" => {
                alert.computer.as_ref().and_then(|computer| computer.computer_status.as_ref().map(ToString::to_string))
            },
            /// How long it has stood, in the server's words.
            age: Untrusted = "AlertAge" => text(&alert.alert_age),
            /// What it is about, such as a drive letter.
            field: Untrusted = "FieldName" => text(&alert.field_name),
            /// What raised it.
            source: Untrusted = "Source" => text(&alert.source),
            /// Id of the monitor.
            monitor_id: i64 = "Monitor" => id(&alert.monitor),
        }
    }
}

impl Owned for Alert {
    fn owner(&self) -> Option<ClientId> {
        self.client.as_ref()?.id
    }
}

async fn list_alerts(access: Access, input: ListAlerts) -> Result<Listed<AlertRow>, ToolError> {
    let client = resolve::client_id(&access, "$.client", input.client.as_ref()).await?;
    let computer = match &input.computer {
        Some(computer) => {
            Some(resolve::computer(&access, "$.computer", computer, client, &resolve::IDENTITY).await?.id)
        }
        None => None,
    };
    let filter = AlertFilter {
        client,
        computer,
        severity: input.severity.map(Into::into),
        message: input.text.map(Into::into),
        monitor: input.monitor.map(Into::into),
        after: input.since.map(Into::into),
        ..AlertFilter::default()
    };
    let order = match input.order_by {
        AlertOrder::Id => sorted(&field::ID, &field::ID, input.descending),
        AlertOrder::Date => sorted(&field::DATE, &field::ID, input.descending),
        AlertOrder::Severity => sorted(&field::SEVERITY_ID, &field::ID, input.descending),
    };
    let fields = input.fields;
    let list = access.cwa.alerts().list().filter(filter).fields(AlertRow::wire(&fields)).order_by(order);
    let part = Part { limit: input.limit, page_size: input.page_size, cursor: input.cursor };
    access.part(part, list, |alert| access.sees(alert), |alert| AlertRow::read(alert, &fields)).await
}

/// That servers page and filter this list is unconfirmed, so it is read whole and cut here.
async fn get_computer_alerts(access: Access, input: GetComputerAlerts) -> Result<Listed<AlertRow>, ToolError> {
    let client = resolve::client_id(&access, "$.client", input.client.as_ref()).await?;
    let computer = resolve::computer(&access, "$.computer", &input.computer, client, &resolve::IDENTITY).await?;
    let list = access.cwa.alerts().of_computer(computer.id);
    // The older shape names no client; the computer's is known already.
    let own = |alert: &Alert| {
        alert.any_computer_id().is_none_or(|id| id == computer.id) && (alert.owner().is_none() || access.sees(alert))
    };
    let part = Part { limit: input.limit, page_size: PageSize::new(1000), cursor: input.cursor };
    access.part(part, list, own, |alert| AlertRow::read(alert, &input.fields)).await
}
