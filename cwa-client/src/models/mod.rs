//! What the API answers, and what it is sent.
//!
//! **Read models** ([`Computer`], [`Alert`], ...) are tolerant. Every field is an `Option`, since a
//! server may leave any of them out or null; names are read without regard to case, ids and numbers
//! as number or text, flags as `true`, `"True"` or `1`; fields that are not known are ignored. They
//! can be written as JSON too, in the vendor's spelling, without what is not set and with secrets
//! masked. Because of that a read model is never a request body.
//!
//! **Bodies** ([`NewClient`], [`ScriptBatch`], ...) are what is sent: `new` takes what is needed,
//! `with_` methods set the rest. Partial updates are a [`Patch`](crate::Patch).
//!
//! Where a record holds another (a computer its client) the short form is [`Ref`]: id and name.

mod alert;
mod batch;
mod client;
mod command;
mod computer;
mod contact;
mod extra_field;
mod group;
mod hardware;
mod location;
pub(crate) mod macros;
mod monitor;
mod network_device;
mod patching;
mod reference;
mod retired_asset;
mod schedule;
mod script;
mod script_run;
mod script_v2;
mod software;
mod system;
mod ticket;

pub use alert::{Alert, AlertComputer};
pub use batch::{EntityType, ResultDetails, ScriptBatch, ScriptBatchResponse, ScriptBatchResult, ScriptParameter};
pub use client::{Client, DeploymentLogin, NewClient};
pub use command::{Command, CommandById, CommandExecution, CommandHistory, CommandStatus, NewCommand};
pub use computer::{Computer, ComputerStatus, ComputerType, LoggedInUser, MaintenanceMode};
pub use contact::{ClientById, Contact, ContactV2, ContactWebPermissions, LocationById, NewContact};
pub use extra_field::{CheckboxSettings, DropdownSettings, ExtraField, FieldText, TextFieldSettings};
pub use group::{Group, GroupComputer, NewGroup, NewGroupComputer};
pub use hardware::{
    Bios, Chassis, Device, Drive, DriveStatistics, DriveStats, MemorySlot, Printer, Processor, ProcessorCache, Sensor,
    SensorDeviceType, SmartAttribute, SmartData, SystemSlot, Ups, VideoCard,
};
pub use location::{Location, NewLocation, Router};
pub use monitor::{
    AffectedEntities, AlertAction, AlertMessages, AlertTarget, ComputerMonitor, ComputerMonitorHistory,
    DataCollectionSettings, InternalMonitorResult, Monitor, MonitorAlertSuspension, MonitorDatapoint, MonitorHistory,
    MonitorStatistic, MonitorTarget, SensorCheck, SensorCheckType,
};
pub use network_device::{AgentDeploymentReadiness, ExternalSystemCredentials, NetworkDevice};
pub use patching::{EffectivePatchingPolicy, PatchHistory, PatchTarget, PatchTitle, PatchingPolicy, PatchingStats};
pub use reference::Ref;
pub use retired_asset::RetiredAsset;
pub use schedule::{
    ComputerScriptSchedule, DailyRepeat, DailySchedule, DaysOfWeek, DistributionWindow, DistributionWindowType,
    HourlySchedule, MinutelySchedule, MonthlySchedule, NewComputerSchedule, OfflineActions, ScheduleFrequency,
    ScheduleSettings, ScheduleTarget, ScriptSchedule, WeeklySchedule, WeeksOfMonth,
};
pub use script::{NewScriptFolder, Script, ScriptData, ScriptFolder, ScriptMetadata, ScriptStep};
pub use script_run::{
    ComputerRunningScript, ComputerSummary, RunningScript, RunningScriptTarget, ScriptHistory, ScriptRunState,
    ScriptRunStatus, ScriptSource,
};
pub use script_v2::{
    EntryChoice, EntryTechnician, NewScriptFolderV2, NewScriptV2, ScriptFolderV2, ScriptOptions, ScriptStepV2,
    ScriptV2, TicketEntrySettings, TimeEntrySettings, UserClassAccess,
};
pub use software::{
    Driver, EventLog, NewScheduledTask, OperatingSystem, ScheduledTask, Service, Software, UninstallSoftware,
};
pub use system::{AuthInformation, AuthService, PatchInformation, ServerInformation, TokenResult};
pub use ticket::{Ticket, TicketCategory, TicketComment};
