//! What the API answers, and what it is sent.
//!
//! Every field of what is read is an `Option`: the service guarantees none. Names are found without regard to case, since the API
//! writes one field as `endpointId`, `endpointID` and `EndpointID`.

mod company;
mod custom_field;
mod device;
mod device_group;
mod device_list;
mod hardware;
mod json_text;
mod lookup;
mod macros;
mod patching;
mod rate_limit;
mod reference;
mod script;
mod site;
mod state;
mod task;
mod task_result;
mod ticket;
mod ticket_note;
mod token;

pub use company::{
    ActivityStatus, Address, Company, CompanyAccount, Contact, CorpContainer, EmailAddress, ExternalId, OwnershipType,
    PhoneNumber, SocialMedia,
};
pub use custom_field::{CustomField, CustomFieldValidation, CustomFieldValue, NewCustomField};
pub(crate) use device::Categorized;
pub use device::{Device, DeviceSummary, EndpointType};
pub use device_group::DeviceGroup;
pub use device_list::{
    Availability, CompanyAvailability, CompanyStates, DevicePage, DevicesOfCompany, Heartbeat, SystemStates,
};
pub use hardware::{
    BaseBoard, Bios, Drive, DrivePartition, Keyboard, MemoryModule, Monitor, Mouse, NetworkAdapter, OperatingSystem,
    PhysicalDrive, Processor, RaidController, Service, Share, Software, SoftwareLicense, SystemInfo, UserAccount,
};
pub use json_text::JsonText;
pub use lookup::{
    Board, BoardTeam, Category, NewTag, Priority, SlaStatus, Source, Status, StatusCategory, Tag, TicketCount,
    TicketType,
};
pub use patching::{DevicePatch, PatchReport, PatchState, PatchSummary};
pub use rate_limit::{RateLimit, RateLimits};
pub use reference::Ref;
pub use script::{AutomationScript, ShellScript};
pub use site::{NewAddress, NewEmailAddress, NewPhoneNumber, NewSite, Site, SiteCompany};
pub(crate) use state::Sample;
pub use state::{
    CpuMetric, CpuSample, DeviceState, DiskSample, DiskSpace, LastLogon, LoggedOnUser, MemorySample, StartupStatus,
    StatePart, Storage, StoragePartition, SystemState, UnreadPart, Volume,
};
pub use task::{ResourcesType, ScheduleTask, ScheduledTask, TargetType, TaskDefinition, TaskSchedule, TemplateType};
pub use task_result::{Phase, TaskInstance, TaskInstances, TaskResult, TaskResults, TaskStatus};
pub use ticket::{DueDate, ExtendedAttribute, NewTicket, Ticket, TicketAsset};
pub use ticket_note::{NewTicketNote, NoteVisibility, TicketNote};
pub(crate) use token::TokenAnswer;
