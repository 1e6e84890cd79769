//! How devices are doing.

use cw_http::{Call, Error, ErrorKind, Request};
use futures_util::future::join4;
use serde::de::DeserializeOwned;

use super::list::DeviceScope;
use super::{Devices, Route, routes};
use crate::ids::EndpointId;
use crate::models::{
    CpuSample, DeviceState, DiskSample, Heartbeat, MemorySample, Sample, StatePart, SystemState, SystemStates,
    UnreadPart,
};

routes! {
    HEARTBEAT = get("devices.heartbeat", "/api/platform/v2/device/endpoints/heartbeat") needs [DEVICES_READ];
    SYSTEM_STATES = get("devices.system_states", "/api/platform/v2/device/endpoints/systemstate") needs [DEVICES_READ];
    SYSTEM_STATE = get("devices.system_state", "/api/platform/{version}/device/endpoints/{endpointId}/system-state-info")
        needs [DEVICES_READ];
    CPU = get("devices.cpu_usage", "/api/platform/v2/device/endpoints/{endpointId}/cpu-usage") needs [DEVICES_READ];
    MEMORY = get("devices.memory_usage", "/api/platform/v2/device/endpoints/{endpointId}/memory-usage")
        needs [DEVICES_READ];
    DISK = get("devices.disk_usage", "/api/platform/v2/device/endpoints/{endpointId}/disk-usage") needs [DEVICES_READ];
}

impl Devices {
    /// How a device is doing: who uses it, processor, memory and disks, by four requests at once. What cannot be read is named
    /// in the answer, with the reason.
    ///
    /// ```no_run
    /// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
    /// let state = rmm.devices().state("4a1f6c0e-8c3b-4d0a-9e57-2b7d1c5f9a31").await?;
    /// println!("{:?} {:?}", state.cpu, state.memory);
    /// for part in &state.unread {
    ///     println!("not read: {part:?}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Call::send`], if nothing at all could be read.
    pub async fn state(&self, endpoint: impl Into<EndpointId>) -> Result<DeviceState, Error> {
        let endpoint = endpoint.into();
        let (system, cpu, memory, disk) = join4(
            self.system_state(&endpoint).send(),
            self.cpu_usage(&endpoint).send(),
            self.memory_usage(&endpoint).send(),
            self.disk_usage(&endpoint).send(),
        )
        .await;
        if let (Err(error), true, true, true) = (&system, cpu.is_err(), memory.is_err(), disk.is_err()) {
            return Err(error.clone());
        }
        let mut state = DeviceState::default();
        state.system = state.part(StatePart::System, system);
        state.cpu = state.part(StatePart::Cpu, cpu).and_then(Sample::newest);
        state.memory = state.part(StatePart::Memory, memory).and_then(Sample::newest);
        state.disk = state.part(StatePart::Disk, disk).and_then(Sample::newest);
        Ok(state)
    }

    /// When a device started, and who uses it.
    ///
    /// Route: `GET /api/platform/{version}/device/endpoints/{endpointId}/system-state-info`, scope [`platform.devices.read`](crate::Scope::DEVICES_READ).
    pub fn system_state(&self, endpoint: impl Into<EndpointId>) -> Call<SystemState> {
        let version = self.0.dialect().system_state;
        self.0.read(self.0.ask(&SYSTEM_STATE).param("version", version).param("endpointId", endpoint.into()))
    }

    /// How busy a device's processor was. How far back it goes is the service's choice; sources disagree on the name of the
    /// parameter that changes it (`minute`, `minutes`).
    ///
    /// Route: `GET /api/platform/v2/device/endpoints/{endpointId}/cpu-usage`, scope [`platform.devices.read`](crate::Scope::DEVICES_READ).
    pub fn cpu_usage(&self, endpoint: impl Into<EndpointId>) -> Call<Vec<CpuSample>> {
        self.0.read(self.0.ask(&CPU).param("endpointId", endpoint.into()))
    }

    /// How full a device's memory was; as [`cpu_usage`](Self::cpu_usage).
    ///
    /// Route: `GET /api/platform/v2/device/endpoints/{endpointId}/memory-usage`, scope [`platform.devices.read`](crate::Scope::DEVICES_READ).
    pub fn memory_usage(&self, endpoint: impl Into<EndpointId>) -> Call<Vec<MemorySample>> {
        self.0.read(self.0.ask(&MEMORY).param("endpointId", endpoint.into()))
    }

    /// How full a device's disks were; as [`cpu_usage`](Self::cpu_usage).
    ///
    /// Route: `GET /api/platform/v2/device/endpoints/{endpointId}/disk-usage`, scope [`platform.devices.read`](crate::Scope::DEVICES_READ).
    pub fn disk_usage(&self, endpoint: impl Into<EndpointId>) -> Call<Vec<DiskSample>> {
        self.0.read(self.0.ask(&DISK).param("endpointId", endpoint.into()))
    }

    /// Which devices are online. More than four companies are asked for in turn. A scope of
    /// [devices](DeviceScope::Endpoints) was seen to be forbidden to keys that may ask for the same devices by company.
    ///
    /// Route: `GET /api/platform/v2/device/endpoints/heartbeat`, scope [`platform.devices.read`](crate::Scope::DEVICES_READ).
    ///
    /// ```no_run
    /// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
    /// use cw_rmm_client::api::DeviceScope;
    ///
    /// let acme = DeviceScope::company("436f6d6d-616e-6420-4944-1a202b0c3d41");
    /// println!("{:?}", rmm.devices().heartbeat(&acme).await?.successful_records);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Call::send`]. If one part fails, all does: half a fleet is no answer.
    pub async fn heartbeat(&self, scope: &DeviceScope) -> Result<Heartbeat, Error> {
        let mut whole = Heartbeat::default();
        self.in_parts(&HEARTBEAT, scope, |answer: Heartbeat| {
            whole.status = answer.status.or(whole.status.take());
            whole.successful_records.get_or_insert_default().extend(answer.successful_records.into_iter().flatten());
            whole.failed_records.get_or_insert_default().extend(answer.failed_records.into_iter().flatten());
        })
        .await?;
        Ok(whole)
    }

    /// When many devices started, and who uses them; as [`heartbeat`](Self::heartbeat).
    ///
    /// Route: `GET /api/platform/v2/device/endpoints/systemstate`, scope [`platform.devices.read`](crate::Scope::DEVICES_READ).
    ///
    /// # Errors
    /// As [`heartbeat`](Self::heartbeat).
    pub async fn system_states(&self, scope: &DeviceScope) -> Result<SystemStates, Error> {
        let mut whole = SystemStates::default();
        self.in_parts(&SYSTEM_STATES, scope, |answer: SystemStates| {
            whole.status = answer.status.or(whole.status.take());
            whole.successful_records.get_or_insert_default().extend(answer.successful_records.into_iter().flatten());
            whole.failed_records.get_or_insert_default().extend(answer.failed_records.into_iter().flatten());
        })
        .await?;
        Ok(whole)
    }

    /// Asks for as much of a scope at once as the service takes, and hands out the answers. A part that is not found is empty.
    async fn in_parts<T: DeserializeOwned + 'static>(
        &self,
        route: &Route,
        scope: &DeviceScope,
        mut take: impl FnMut(T),
    ) -> Result<(), Error> {
        for part in scope.parts() {
            match self.0.read(self.bulk(route, &part)).send().await {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                answer => take(answer?),
            }
        }
        Ok(())
    }

    fn bulk(&self, route: &Route, part: &DeviceScope) -> Request {
        let words = &self.0.dialect().heartbeat_resource;
        let request = self.0.ask(route).query("resourceType", part.word(words));
        request.query("resources", part.ids().join(","))
    }
}

impl DeviceState {
    /// The part, or a note of why there is none.
    fn part<T>(&mut self, part: StatePart, answer: Result<T, Error>) -> Option<T> {
        answer.map_err(|error| self.unread.push(UnreadPart::new(part, error.to_string()))).ok()
    }
}
