//! Devices as arguments name them.

use std::collections::BTreeMap;

use cw_http::{Error, ErrorKind};
use futures_util::{StreamExt, TryStreamExt, stream};
use msp_tools_core::{IdOrName, ToolError};

use super::access::{Access, Owned};
use super::resolve::{self, Found, NamedRow};
use crate::api::DeviceScope;
use crate::ids::{CompanyId, EndpointId};
use crate::models::{Availability, Company, Device, EndpointType};

/// How many devices that were named by id are asked for at once.
const AT_ONCE: usize = 8;

/// The parts of the details that rows of devices are made of.
pub(super) const SECTIONS: [&str; 4] = ["endpointType", "resourceType", "os", "system"];

/// A device, with what people call its company.
#[derive(Debug, Clone)]
pub(super) struct Machine {
    pub(super) device: Device,
    pub(super) company: Option<String>,
    /// All details are there, not those of a row alone.
    pub(super) is_whole: bool,
}

impl Machine {
    pub(super) fn is_server(&self) -> bool {
        self.device.endpoint_type == Some(EndpointType::Server)
            || self.device.resource_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("server"))
    }

    /// The name of its operating system.
    pub(super) fn system(&self) -> Option<&str> {
        let os = self.device.os.as_ref()?;
        os.product.as_deref().or(os.kind.as_deref())
    }
}

impl Owned for Machine {
    fn owner(&self) -> Option<&CompanyId> {
        self.device.company_id.as_ref()
    }
}

impl NamedRow for Machine {
    type Id = EndpointId;

    const KIND: &'static str = "device";

    fn id(&self) -> Option<&EndpointId> {
        self.device.endpoint_id.as_ref()
    }

    fn names(&self) -> [Option<&str>; 2] {
        [self.device.display_name(), self.device.device_name.as_deref()]
    }

    fn place(&self) -> Option<String> {
        Some(format!("at {}", self.company.as_ref()?))
    }
}

/// All devices with an agent of these companies.
pub(super) async fn of_companies(access: &Access, companies: &[Found<Company>]) -> Result<Vec<Machine>, Error> {
    if companies.is_empty() {
        return Ok(Vec::new());
    }
    let scope = DeviceScope::Companies(companies.iter().map(|company| company.id.clone()).collect());
    let devices = access.rmm.devices().list_v2(scope).fields(SECTIONS).all().await?;
    Ok(named(devices, companies))
}

/// Devices with the names of their companies; those of other companies are left out, whatever the service made of the question.
pub(super) fn named(devices: Vec<Device>, companies: &[Found<Company>]) -> Vec<Machine> {
    let names: BTreeMap<&CompanyId, &str> = companies.iter().map(|found| (&found.id, found.row.name())).collect();
    let machines = devices.into_iter().map(|mut device| {
        // Of one company's devices it is known whose they are, whether the service repeats it or not.
        if let (None, [only]) = (&device.company_id, companies) {
            device.company_id = Some(only.id.clone());
        }
        let company = device.company_id.as_ref().and_then(|id| names.get(id)).map(|name| (*name).to_owned());
        Machine { device, company, is_whole: false }
    });
    machines.filter(|machine| machine.owner().is_some_and(|owner| names.contains_key(owner))).collect()
}

/// The companies in whose devices a name is looked for: the one that is named, the one that the call is bound to, or all.
pub(super) async fn companies(
    access: &Access,
    path: &str,
    company: Option<&IdOrName>,
) -> Result<Vec<Found<Company>>, ToolError> {
    match resolve::company(access, path, company).await? {
        Some(company) => Ok(vec![company]),
        None => Ok(resolve::companies(access).await?.into_iter().filter_map(Found::of).collect()),
    }
}

/// The device that `$.device` names, of any company or of the one that `$.company` names.
pub(super) async fn one(
    access: &Access,
    wanted: &IdOrName,
    company: Option<&IdOrName>,
) -> Result<Found<Machine>, ToolError> {
    if company.is_none()
        && access.bound.is_none()
        && let Some(id) = as_id(wanted)
    {
        return by_id(access, "$.device", id).await;
    }
    let companies = companies(access, "$.company", company).await?;
    resolve::one(of_companies(access, &companies).await?, "$.device", wanted).await
}

/// All devices that are named, in the order given. `path` is that of the list.
pub(super) async fn several(
    access: &Access,
    path: &str,
    wanted: &[IdOrName],
    company: Option<&IdOrName>,
) -> Result<Vec<Found<Machine>>, ToolError> {
    let companies = companies(access, "$.company", company).await?;
    let ids: Option<Vec<&str>> = wanted.iter().map(as_id).collect();
    if let (None, None, Some(ids)) = (company, &access.bound, ids) {
        let lookups: Vec<_> = ids
            .into_iter()
            .enumerate()
            .map(|(index, id)| async move { by_id(access, &format!("{path}[{index}]"), id).await })
            .collect();
        let mut machines: Vec<Found<Machine>> = stream::iter(lookups).buffered(AT_ONCE).try_collect().await?;
        for machine in &mut machines {
            let owner = companies.iter().find(|company| Some(&company.id) == machine.row.owner());
            machine.row.company = owner.map(|company| company.row.name().to_owned());
        }
        return Ok(machines);
    }
    let all = of_companies(access, &companies).await?;
    let mut machines = Vec::new();
    for (index, wanted) in wanted.iter().enumerate() {
        machines.push(resolve::one(all.iter().cloned(), &format!("{path}[{index}]"), wanted).await?);
    }
    Ok(machines)
}

fn as_id(wanted: &IdOrName) -> Option<&str> {
    wanted.as_name().filter(|text| resolve::is_id(text))
}

async fn by_id(access: &Access, path: &str, id: &str) -> Result<Found<Machine>, ToolError> {
    let missing = || ToolError::not_found("device", id).with_path(path);
    match access.rmm.devices().get(id).await {
        Ok(mut device) => {
            device.endpoint_id.get_or_insert_with(|| id.into());
            Found::of(Machine { device, company: None, is_whole: true }).ok_or_else(missing)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Err(missing()),
        Err(error) => Err(error.into()),
    }
}

/// Which of a company's devices are online.
pub(super) async fn heartbeat(access: &Access, companies: Vec<CompanyId>) -> Result<Vec<Availability>, Error> {
    let heartbeat = access.rmm.devices().heartbeat(&DeviceScope::Companies(companies)).await?;
    Ok(heartbeat.devices().cloned().collect())
}

/// Whether a device is online, by what is known of all.
pub(super) fn is_online(heartbeat: &[Availability], id: &EndpointId) -> Option<bool> {
    let same = |device: &&Availability| {
        device.endpoint_id.as_ref().is_some_and(|other| other.as_str().eq_ignore_ascii_case(id.as_str()))
    };
    heartbeat.iter().find(same)?.online
}
