//! What a script is to run on: devices that are named, or all of a company.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use msp_tools_core::{ErrorKind, IdOrName, ToolError};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::access::{Access, Owned};
use super::machines::{self, Machine};
use super::resolve::{Found, NamedRow};
use crate::ids::{CompanyId, EndpointId};
use crate::models::Availability;

/// How many devices one call may name.
const MOST_DEVICES: usize = 100;

/// Whether devices are meant, or all of a company.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(inline)]
pub(super) enum TargetType {
    #[default]
    ManagedEndpoint,
    Company,
}

/// A list of devices, or one that stands for a list of itself.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(super) struct Devices(Vec<IdOrName>);

impl<'de> Deserialize<'de> for Devices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            One(IdOrName),
            Many(Vec<IdOrName>),
        }
        let devices = match Given::deserialize(deserializer)? {
            Given::One(device) => vec![device],
            Given::Many(devices) => devices,
        };
        if devices.is_empty() || devices.len() > MOST_DEVICES {
            return Err(serde::de::Error::custom(format_args!("expected 1 to {MOST_DEVICES} devices")));
        }
        Ok(Self(devices))
    }
}

impl JsonSchema for Devices {
    fn schema_name() -> Cow<'static, str> {
        "Devices".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["array", "integer", "string"], "minLength": 1,
            "items": IdOrName::json_schema(generator), "minItems": 1, "maxItems": MOST_DEVICES,
        })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// What arguments say of targets, and what the arguments are called.
pub(super) struct Wanted<'a> {
    pub(super) devices: Option<&'a Devices>,
    pub(super) devices_path: &'a str,
    pub(super) company: Option<&'a IdOrName>,
    pub(super) company_path: &'a str,
    pub(super) target_type: Option<TargetType>,
}

/// The devices that a script is to run on.
pub(super) struct Targets {
    pub(super) machines: Vec<Found<Machine>>,
    /// The company, if they are all of its devices.
    pub(super) all_of: Option<String>,
}

impl Wanted<'_> {
    /// The devices that are meant, each once. A company is expanded here, so that what a person is shown is what will be sent.
    pub(super) async fn find(&self, access: &Access) -> Result<Targets, ToolError> {
        let (devices, company) = (self.devices_path, self.company_path);
        match (self.target_type.unwrap_or_default(), self.devices, self.company) {
            (TargetType::Company, None, Some(wanted)) => self.all_of(access, wanted).await,
            (TargetType::Company, Some(_), _) => Err(ToolError::input(
                devices,
                "target_type COMPANY means all devices of the company",
                "no list of devices beside it",
            )),
            (TargetType::Company, None, None) => {
                Err(ToolError::input(company, "target_type COMPANY needs a company", "a company by id or name"))
            }
            (TargetType::ManagedEndpoint, Some(named), company) => self.named(access, &named.0, company).await,
            (TargetType::ManagedEndpoint, None, Some(_)) => {
                let problem = "a company alone means nothing: all of its devices have to be asked for";
                Err(ToolError::input("$.target_type", problem, "`COMPANY`, to run on all devices of the company"))
            }
            (TargetType::ManagedEndpoint, None, None) => {
                let expected = "devices, or a company with target_type `COMPANY`";
                Err(ToolError::input(devices, "missing: nothing says what to run it on", expected))
            }
        }
    }

    async fn named(
        &self,
        access: &Access,
        wanted: &[IdOrName],
        company: Option<&IdOrName>,
    ) -> Result<Targets, ToolError> {
        let mut machines = machines::several(access, self.devices_path, wanted, company).await?;
        let mut seen = BTreeSet::new();
        machines.retain(|machine| seen.insert(machine.id.as_str().to_lowercase()));
        Ok(Targets { machines, all_of: None })
    }

    async fn all_of(&self, access: &Access, wanted: &IdOrName) -> Result<Targets, ToolError> {
        let companies = machines::companies(access, self.company_path, Some(wanted)).await?;
        let name = companies.first().map_or("", |company| company.row.name()).to_owned();
        let machines = machines::of_companies(access, &companies).await?;
        let mut machines: Vec<Found<Machine>> = machines.into_iter().filter_map(Found::of).collect();
        machines.sort_by_cached_key(|machine| (machine.row.name().to_lowercase(), machine.id.clone()));
        machines.dedup_by(|one, other| one.id == other.id);
        if machines.is_empty() {
            return Err(ToolError::input(
                self.company_path,
                format!("{name} has no devices"),
                "a company with devices",
            ));
        }
        // Nobody has counted them, so a limit is one.
        let policy = access.cx.most_targets().map(|most| (most as usize, " (targets_per_call)"));
        let (most, which) = policy.filter(|(most, _)| *most < MOST_DEVICES).unwrap_or((MOST_DEVICES, ""));
        if machines.len() > most {
            let message = format!(
                "{name} has {} devices, and a run on a whole company may have at most {most}{which}: name the devices, in \
                 several calls",
                machines.len()
            );
            return Err(ToolError::new(ErrorKind::Limit, message).with_path(self.company_path));
        }
        Ok(Targets { machines, all_of: Some(name) })
    }
}

/// How many devices a sentence names.
const NAMED: usize = 5;

impl Targets {
    /// Such as: `2 devices at Acme Dental (DC01, kiosk)`.
    pub(super) fn in_words(&self) -> String {
        let mut names: Vec<_> = self.machines.iter().take(NAMED).map(|machine| machine.row.name()).collect();
        let more = format!("{} more", self.machines.len().saturating_sub(NAMED));
        if self.machines.len() > NAMED {
            names.push(&more);
        }
        if let Some(company) = &self.all_of {
            return format!("all {} devices of {company} ({})", self.machines.len(), names.join(", "));
        }
        let companies = self.by_company();
        let at = match companies.keys().next() {
            Some(company) if companies.len() == 1 => format!(" at {company}"),
            Some(_) => format!(" at {} companies", companies.len()),
            None => String::new(),
        };
        match self.machines.as_slice() {
            [one] => format!("{}{at}", one.row.name()),
            several => format!("{} devices{at} ({})", several.len(), names.join(", ")),
        }
    }

    /// Names of devices by the name of their company, where that is known.
    pub(super) fn by_company(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut companies: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for machine in &self.machines {
            if let Some(company) = machine.row.company.as_deref() {
                companies.entry(company).or_default().push(machine.row.name());
            }
        }
        companies
    }

    /// Names of the devices of which something holds.
    pub(super) fn which(&self, is: impl Fn(&Found<Machine>) -> bool) -> Vec<&str> {
        self.machines.iter().filter(|machine| is(machine)).map(|machine| machine.row.name()).collect()
    }

    /// Which of them are online, as far as that can be read: a plan is not refused for want of it.
    pub(super) async fn heartbeat(&self, access: &Access) -> Result<Vec<Availability>, ToolError> {
        let companies: BTreeSet<CompanyId> =
            self.machines.iter().filter_map(|machine| machine.row.owner().cloned()).collect();
        match machines::heartbeat(access, companies.into_iter().collect()).await {
            Ok(heartbeat) => Ok(heartbeat),
            Err(error) if error.kind() == cw_http::ErrorKind::Withheld => Err(error.into()),
            Err(_) => Ok(Vec::new()),
        }
    }
}

/// A device that a script runs on, as a plan keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Target {
    pub(super) id: EndpointId,
    /// As the plan says it, without control characters: progress is printed.
    pub(super) name: String,
}
