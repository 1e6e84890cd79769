//! How a device is doing: who is logged on, processor, memory and disks, and one view of all of it.

use cw_http::data::DateTime;
use serde::Serialize;

use super::macros::model;
use crate::ids::{CompanyId, EndpointId, SiteId};

model! {
    /// When a device started, and who uses it.
    pub struct SystemState {
        /// When this was seen.
        create_time_utc("createTimeUTC"): DateTime,
        /// `systemState`.
        name: String,
        /// `systemState`.
        kind("type"): String,
        /// The device.
        endpoint_id("endpointID"): EndpointId,
        /// Its company.
        client_id("clientID"): CompanyId,
        /// Its site.
        site_id("siteID"): SiteId,
        /// When it started.
        startup_status: StartupStatus,
        /// Who logged on last.
        last_logged_on_user: LastLogon,
        /// Who is logged on.
        logged_on_users: Vec<LoggedOnUser>,
    }

    /// When a device started.
    pub struct StartupStatus {
        /// When.
        last_boot_up_time_utc("lastBootUpTimeUTC"): DateTime,
    }

    /// Who logged on last.
    pub struct LastLogon {
        /// Account: `JUNIPER\rimani`.
        username: String,
        /// When.
        logon_time: DateTime,
        /// `Active`.
        status: String,
        /// Whether it is an administrator.
        is_admin: bool,
    }

    /// Who is logged on.
    pub struct LoggedOnUser {
        /// Account: `JUNIPER\rimani`.
        username: String,
        /// Whether it is an administrator.
        is_admin: bool,
        /// The session.
        session_id("sessionID"): String,
        /// What kind of session: `console`.
        session_name: String,
        /// `Active`.
        status: String,
        /// From which machine.
        client: String,
        /// Since when.
        logon_time: DateTime,
    }

    /// How busy the processor was.
    pub struct CpuSample {
        /// When.
        create_time_utc("createTimeUTC"): DateTime,
        /// How busy.
        metric: CpuMetric,
    }

    /// How busy the processor was.
    pub struct CpuMetric {
        /// In percent.
        percent_util: f64,
    }

    /// How full the memory was.
    pub struct MemorySample {
        /// When.
        create_time_utc("createTimeUTC"): DateTime,
        /// Its size, in bytes.
        physical_total_bytes: i64,
        /// How much was in use, in bytes.
        physical_in_use_bytes: i64,
        /// How much was free, in bytes.
        physical_available_bytes: i64,
    }

    /// How full the disks were.
    pub struct DiskSample {
        /// When.
        create_time_utc("createTimeUTC"): DateTime,
        /// The disks.
        storages: Vec<Storage>,
    }

    /// How full a disk was.
    pub struct Storage {
        /// `Disk 0`.
        name: String,
        /// Its space, where its partitions do not tell theirs.
        metric: DiskSpace,
        /// Its partitions.
        partitions: Vec<StoragePartition>,
    }

    /// How full a partition was.
    pub struct StoragePartition {
        /// Its name.
        name: String,
        /// Where it is mounted: `C:`.
        mount_point: String,
        /// Its space.
        metric: DiskSpace,
    }

    /// Space on a disk.
    pub struct DiskSpace {
        /// All of it, in bytes.
        total_space_bytes: i64,
        /// What is free, in bytes.
        free_space_bytes: i64,
    }
}

/// All that is known of how a device is doing, out of four requests. What could not be read is named, with the reason.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DeviceState {
    /// When it started, and who uses it.
    pub system: Option<SystemState>,
    /// How busy the processor was last.
    pub cpu: Option<CpuSample>,
    /// How full the memory was last.
    pub memory: Option<MemorySample>,
    /// How full the disks were last.
    pub disk: Option<DiskSample>,
    /// What could not be read, and why. A part that is neither there nor here has no data.
    pub unread: Vec<UnreadPart>,
}

/// A part of a device's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StatePart {
    /// When it started, and who uses it.
    System,
    /// Processor.
    Cpu,
    /// Memory.
    Memory,
    /// Disks.
    Disk,
}

/// A part of a device's state that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UnreadPart {
    /// Which.
    pub part: StatePart,
    /// Why.
    pub reason: String,
}

/// How full a volume is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Volume {
    /// `C:`, or the name of the partition or disk.
    pub name: String,
    /// Its size, in bytes.
    pub total_bytes: i64,
    /// What is free, in bytes.
    pub free_bytes: i64,
    /// What is free, in percent.
    pub free_percent: f64,
}

impl UnreadPart {
    pub(crate) fn new(part: StatePart, reason: impl Into<String>) -> Self {
        Self { part, reason: reason.into() }
    }
}

impl DeviceState {
    /// How busy the processor was last, in percent.
    #[must_use]
    pub fn cpu_percent(&self) -> Option<f64> {
        self.cpu.as_ref()?.metric.as_ref()?.percent_util
    }

    /// How full the memory was last, in percent.
    #[must_use]
    pub fn memory_percent(&self) -> Option<f64> {
        let memory = self.memory.as_ref()?;
        let total = memory.physical_total_bytes.filter(|total| *total > 0)?;
        let available = memory.physical_available_bytes;
        let used = memory.physical_in_use_bytes.or_else(|| Some(total - available?))?;
        share(used, total)
    }

    /// When it last started.
    #[must_use]
    pub fn last_boot(&self) -> Option<&DateTime> {
        self.system.as_ref()?.startup_status.as_ref()?.last_boot_up_time_utc.as_ref()
    }

    /// How full its volumes were last; of a disk whose partitions do not tell, the disk.
    #[must_use]
    pub fn volumes(&self) -> Vec<Volume> {
        let storages = self.disk.iter().flat_map(|sample| sample.storages.iter().flatten());
        storages.flat_map(Storage::volumes).collect()
    }
}

impl Storage {
    fn volumes(&self) -> Vec<Volume> {
        let partitions = self.partitions.iter().flatten();
        let volumes: Vec<Volume> = partitions
            .filter_map(|partition| {
                let name = partition.mount_point.as_ref().filter(|name| !name.is_empty()).or(partition.name.as_ref());
                volume(name, partition.metric.as_ref())
            })
            .collect();
        if volumes.is_empty() {
            volume(self.name.as_ref(), self.metric.as_ref()).into_iter().collect()
        } else {
            volumes
        }
    }
}

fn volume(name: Option<&String>, space: Option<&DiskSpace>) -> Option<Volume> {
    let (total_bytes, free_bytes) = (space?.total_space_bytes?, space?.free_space_bytes?);
    let free_percent = share(free_bytes, total_bytes)?;
    Some(Volume { name: name.cloned().unwrap_or_default(), total_bytes, free_bytes, free_percent })
}

/// A part of a whole in percent; `None` if it cannot be a part of it.
fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0 && (0..=whole).contains(&part)).then(|| part as f64 * 100.0 / whole as f64)
}

/// The samples of one kind, as the service gives them.
pub(crate) trait Sample: Sized {
    fn taken(&self) -> Option<&DateTime>;

    /// The newest. Of those that do not tell when they were taken, the last.
    fn newest(samples: Vec<Self>) -> Option<Self> {
        let when = |sample: &Self| sample.taken().and_then(DateTime::timestamp);
        samples.into_iter().max_by_key(when)
    }
}

macro_rules! samples {
    ($($name:ty),*) => {$(
        impl Sample for $name {
            fn taken(&self) -> Option<&DateTime> {
                self.create_time_utc.as_ref()
            }
        }
    )*};
}
samples!(CpuSample, MemorySample, DiskSample);
