//! What a computer is made of and what is installed on it.

use cw_http::Request;

use super::{Computers, routes};
use crate::api::Period;
use crate::ids::{ComputerId, DriveId, ServiceId, SoftwareId};
use crate::list::ListRequest;
use crate::models::{
    Bios, Chassis, Device, Drive, DriveStatistics, DriveStats, Driver, EventLog, MemorySlot, NewScheduledTask,
    OperatingSystem, Printer, Processor, Ref, ScheduledTask, Sensor, Service, SmartData, Software, SystemSlot,
    UninstallSoftware, Ups, VideoCard,
};
use cw_http::Call;

routes! {
    OPERATING_SYSTEM = get("computers.operating_system", "/v1/Computers/{id}/OperatingSystem");
    BIOS = get("computers.bios", "/v1/Computers/{id}/bios");
    PROCESSORS = get("computers.processors", "/v1/Computers/{id}/Processors");
    VIDEO_CARDS = get("computers.video_cards", "/v1/Computers/{id}/VideoCards");
    DEVICES = get("computers.devices", "/v1/Computers/{id}/Devices");
    PRINTERS = get("computers.printers", "/v1/Computers/{id}/Printers");
    SYSTEM_SLOTS = get("computers.system_slots", "/v1/Computers/{id}/SystemSlots");
    UPS = get("computers.ups", "/v1/Computers/{id}/Ups");
    SENSORS = get("computers.sensors", "/v1/Computers/{id}/Sensors");
    DRIVERS = get("computers.drivers", "/v1/computers/{id}/drivers");
    DRIVES = get("computers.drives", "/v1/Computers/{id}/Drives");
    ALL_DRIVES = get("computers.all_drives", "/v1/Computers/Drives");
    SMART_DATA = get("computers.smart_data", "/v1/Computers/{id}/Drives/{drive}/SmartData");
    DRIVE_STATS_DAILY = get("computers.drive_stats_daily", "/v1/drives/{drive}/drivestats/daily");
    DRIVE_STATS_WEEKLY = get("computers.drive_stats_weekly", "/v1/drives/{drive}/drivestats/weekly");
    DRIVE_STATS_MONTHLY = get("computers.drive_stats_monthly", "/v1/drives/{drive}/drivestats/monthly");
    DRIVE_STATS_YEARLY = get("computers.drive_stats_yearly", "/v1/drives/{drive}/drivestats/yearly");
    DRIVE_STATISTICS = get("computers.drive_statistics", "/v1/Statistics/Drives");
    ALL_MEMORY_SLOTS = get("computers.all_memory_slots", "/v1/Computers/MemorySlots");
    ALL_CHASSIS = get("computers.all_chassis", "/v1/Computers/Chassis");
    SERVICES = get("computers.services", "/v1/Computers/{id}/Services");
    CLASSIFY_SERVICE = post("computers.classify_service", "/v1/services/{service}/classify");
    SOFTWARE = get("computers.software", "/v1/Computers/{id}/Software");
    ALL_SOFTWARE = get("computers.all_software", "/v1/Computers/Software");
    UNINSTALL = post("computers.uninstall", "/v1/computers/{id}/software/{software}/uninstall");
    SCHEDULED_TASKS = get("computers.scheduled_tasks", "/v1/Computers/{id}/ScheduledTasks");
    CREATE_SCHEDULED_TASK = post("computers.create_scheduled_task", "/v1/Computers/{id}/ScheduledTasks");
    ALL_EVENT_LOGS = get("computers.all_event_logs", "/v1/EventLogs");
}

impl Computers {
    /// The operating system: `GET /Computers/{id}/OperatingSystem`.
    pub fn operating_system(&self, id: ComputerId) -> Call<OperatingSystem> {
        self.0.read(Request::new(&OPERATING_SYSTEM).param("id", id))
    }

    /// The BIOS: `GET /Computers/{id}/Bios`.
    pub fn bios(&self, id: ComputerId) -> Call<Bios> {
        self.0.read(Request::new(&BIOS).param("id", id))
    }

    /// The processors: `GET /Computers/{id}/Processors`.
    pub fn processors(&self, id: ComputerId) -> ListRequest<Processor> {
        self.0.list(Request::new(&PROCESSORS).param("id", id), "")
    }

    /// The graphics cards: `GET /Computers/{id}/VideoCards`.
    pub fn video_cards(&self, id: ComputerId) -> ListRequest<VideoCard> {
        self.0.list(Request::new(&VIDEO_CARDS).param("id", id), "")
    }

    /// The devices in and at the machine: `GET /Computers/{id}/Devices`.
    pub fn devices(&self, id: ComputerId) -> ListRequest<Device> {
        self.0.list(Request::new(&DEVICES).param("id", id), "")
    }

    /// The printers: `GET /Computers/{id}/Printers`.
    pub fn printers(&self, id: ComputerId) -> ListRequest<Printer> {
        self.0.list(Request::new(&PRINTERS).param("id", id), "Id asc")
    }

    /// The slots for cards: `GET /Computers/{id}/SystemSlots`.
    pub fn system_slots(&self, id: ComputerId) -> ListRequest<SystemSlot> {
        self.0.list(Request::new(&SYSTEM_SLOTS).param("id", id), "Id asc")
    }

    /// The power supplies with batteries: `GET /Computers/{id}/Ups`.
    pub fn ups(&self, id: ComputerId) -> ListRequest<Ups> {
        self.0.list(Request::new(&UPS).param("id", id), "UpsId asc")
    }

    /// The sensors: `GET /Computers/{id}/Sensors`.
    pub fn sensors(&self, id: ComputerId) -> ListRequest<Sensor> {
        self.0.list(Request::new(&SENSORS).param("id", id), "SensorId asc")
    }

    /// The drivers: `GET /Computers/{id}/Drivers`.
    pub fn drivers(&self, id: ComputerId) -> ListRequest<Driver> {
        self.0.list(Request::new(&DRIVERS).param("id", id), "Id asc")
    }

    /// The drives: `GET /Computers/{id}/Drives` (unpublished; [`all_drives`](Self::all_drives) with a condition on `ComputerId`
    /// is the published way). Sizes are in megabytes; leave out rows that are missing or have size 0 when adding up.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
    /// use cwa_client::ComputerId;
    ///
    /// for drive in cwa.computers().drives(ComputerId::new(1042)).all().await? {
    ///     println!("{:?}: {:?} of {:?} MB free", drive.letter, drive.free_space, drive.size);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn drives(&self, id: ComputerId) -> ListRequest<Drive> {
        self.0.list(Request::new(&DRIVES).param("id", id), "DriveId asc")
    }

    /// The drives of all computers: `GET /Computers/Drives`.
    pub fn all_drives(&self) -> ListRequest<Drive> {
        self.0.list(Request::new(&ALL_DRIVES), "DriveId asc")
    }

    /// What a drive says about its health: `GET /Computers/{id}/Drives/{drive}/SmartData`.
    pub fn smart_data(&self, id: ComputerId, drive: DriveId) -> ListRequest<SmartData> {
        self.0.list(Request::new(&SMART_DATA).param("id", id).param("drive", drive), "")
    }

    /// How full a drive was: `GET /Drives/{drive}/DriveStats/Daily`, and so on.
    pub fn drive_stats(&self, drive: DriveId, period: Period) -> ListRequest<DriveStats> {
        let operation = match period {
            Period::Daily => &DRIVE_STATS_DAILY,
            Period::Weekly => &DRIVE_STATS_WEEKLY,
            Period::Monthly => &DRIVE_STATS_MONTHLY,
            Period::Yearly => &DRIVE_STATS_YEARLY,
        };
        self.0.list(Request::new(operation).param("drive", drive), "")
    }

    /// By how much drives have filled over so many days: `GET /Statistics/Drives`; of one drive, or of all.
    pub fn drive_statistics(&self, days: u32, drive: Option<DriveId>) -> Call<Vec<DriveStatistics>> {
        let request = Request::new(&DRIVE_STATISTICS).query("numberOfDays", days);
        self.0.read(request.query_opt("driveId", drive))
    }

    /// The memory modules of all computers: `GET /Computers/MemorySlots`. For one, add a condition on `ComputerId`.
    pub fn all_memory_slots(&self) -> ListRequest<MemorySlot> {
        self.0.list(Request::new(&ALL_MEMORY_SLOTS), "ComputerId asc, SlotHandle asc")
    }

    /// The cases of all computers: `GET /Computers/Chassis`.
    pub fn all_chassis(&self) -> ListRequest<Chassis> {
        self.0.list(Request::new(&ALL_CHASSIS), "ComputerId asc")
    }

    /// The services: `GET /Computers/{id}/Services`.
    pub fn services(&self, id: ComputerId) -> ListRequest<Service> {
        self.0.list(Request::new(&SERVICES).param("id", id), "ComputerServiceId asc")
    }

    /// Says whether a service is wanted: `POST /Services/{service}/Classify`. The classes are the server's.
    pub fn classify_service(&self, service: ServiceId, class: &Ref) -> Call<()> {
        self.0.act(Request::new(&CLASSIFY_SERVICE).param("service", service).json(class))
    }

    /// The installed programs: `GET /Computers/{id}/Software`.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
    /// use cwa_client::ComputerId;
    /// use futures_util::TryStreamExt;
    ///
    /// let mut software = cwa.computers().software(ComputerId::new(1042)).items();
    /// while let Some(installed) = software.try_next().await? {
    ///     println!("{:?}", installed.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn software(&self, id: ComputerId) -> ListRequest<Software> {
        self.0.list(Request::new(&SOFTWARE).param("id", id), "ApplicationId asc")
    }

    /// The installed programs of all computers: `GET /Computers/Software`.
    pub fn all_software(&self) -> ListRequest<Software> {
        self.0.list(Request::new(&ALL_SOFTWARE), "ApplicationId asc")
    }

    /// Removes a program: `POST /Computers/{id}/Software/{software}/Uninstall`. Never sent twice.
    pub fn uninstall(&self, id: ComputerId, software: SoftwareId, how: &UninstallSoftware) -> Call<()> {
        self.0.act(Request::new(&UNINSTALL).param("id", id).param("software", software).json(how))
    }

    /// The tasks of the machine's own scheduler: `GET /Computers/{id}/ScheduledTasks`.
    pub fn scheduled_tasks(&self, id: ComputerId) -> ListRequest<ScheduledTask> {
        self.0.list(Request::new(&SCHEDULED_TASKS).param("id", id), "Id asc")
    }

    /// Adds a task to the machine's own scheduler: `POST /Computers/{id}/ScheduledTasks`. Never sent twice.
    pub fn create_scheduled_task(&self, id: ComputerId, task: &NewScheduledTask) -> Call<()> {
        self.0.act(Request::new(&CREATE_SCHEDULED_TASK).param("id", id).json(task))
    }

    /// Entries of the event logs of all computers: `GET /EventLogs`. There are many: narrow it by a condition on `ComputerId`.
    pub fn all_event_logs(&self) -> ListRequest<EventLog> {
        self.0.list(Request::new(&ALL_EVENT_LOGS), "")
    }
}
