//! What the API answers, and what it is sent.
//!
//! **Read models** ([`Ticket`], [`Company`], ...) are tolerant. Every field is an `Option`: servers leave nulls out or write
//! them, `fields` leaves out what was not asked for, and versions differ. Names are read without regard to case, ids and
//! numbers as number or text, flags as `true`, `"True"` or `1`; fields that are not known are ignored, words that are not
//! known are kept. They can be written as JSON too, in the vendor's spelling, without what is not set and with secrets masked.
//! Because of that a read model is never a request body.
//!
//! **Bodies** ([`NewTicket`], [`NewTimeEntry`], ...) are what is sent to create a record: `new` takes what the API needs,
//! `with_` methods set the rest, and what was not set is not sent. Records are named by a [`By`](crate::By), moments are
//! [`UtcTime`]s. Partial updates are a [`Patch`](crate::Patch).
//!
//! Where a record names another (a ticket its company) the short form is a [`Ref`]: id, short word and name. Some say more and
//! have a type of their own, such as [`StatusRef`].

mod activity;
mod agreement;
mod board;
mod bulk;
mod catalog;
mod company;
mod company_info;
mod configuration;
mod contact;
mod custom_field;
mod expense;
mod forecast;
mod info;
mod invoice;
pub(crate) mod macros;
mod member;
mod new;
mod note;
mod opportunity;
mod organisation;
mod product;
mod project;
mod project_ticket;
mod reference;
mod scalar;
mod schedule;
mod service;
mod system;
mod ticket;
mod time;
mod utc_time;
mod words;

pub use activity::Activity;
pub use agreement::{Agreement, AgreementAddition, AgreementType};
pub use board::{
    Board, BoardInfo, BoardItem, BoardStatus, BoardStatusInfo, BoardSubType, BoardSubTypeInfo, BoardTeam,
    BoardTeamInfo, BoardType,
};
pub use bulk::{BulkError, BulkFieldError, BulkItem, BulkRecord, BulkResult};
pub use catalog::{
    CatalogItem, CatalogItemInfo, Manufacturer, ProductCategory, ProductSubcategory, ProductType, UnitOfMeasure,
};
pub use company::{
    Company, CompanyGroup, CompanyNote, CompanySite, CompanyStatus, CompanyTeam, CompanyType, CompanyTypeAssociation,
};
pub use company_info::CompanyInfo;
pub use configuration::{Configuration, ConfigurationQuestion, ConfigurationStatus, ConfigurationType};
pub use contact::{
    CommunicationType, Contact, ContactCommunication, ContactCommunicationItem, ContactDepartment, ContactGroup,
    ContactInfo, ContactNote, ContactRelationship, ContactType, ContactTypeAssociation,
};
pub use custom_field::{CustomField, CustomFieldValue};
pub use expense::{ExpenseEntry, ExpenseReport, ExpenseTax, ExpenseType};
pub use forecast::{Forecast, ForecastItem};
pub use info::Info;
pub use invoice::Invoice;
pub use member::{Member, MemberInfo, MemberToken, Office365Account};
pub use new::{
    ChildTickets, CompanyMerge, ConvertToProjectTicket, NewActivity, NewAgreement, NewAgreementAddition, NewAnswer,
    NewBoard, NewBoardItem, NewBoardStatus, NewBoardSubType, NewBoardTeam, NewBoardType, NewCallback, NewCatalogItem,
    NewCommunication, NewCompany, NewCompanyGroup, NewCompanyNote, NewCompanySite, NewCompanyStatus, NewCompanyTeam,
    NewCompanyType, NewCompanyTypeAssociation, NewConfiguration, NewContact, NewContactGroup, NewContactNote,
    NewContactTypeAssociation, NewExpenseEntry, NewExpenseType, NewForecastItem, NewInvoice, NewOpportunity,
    NewOpportunityContact, NewOpportunityNote, NewOpportunityTeamMember, NewPriority, NewProductLine, NewProject,
    NewProjectContact, NewProjectNote, NewProjectPhase, NewProjectTeamMember, NewProjectTicket, NewScheduleEntry,
    NewTicket, NewTicketNote, NewTicketSource, NewTicketTask, NewTimeEntry, NewUserDefinedField, NewWorkRole,
    NewWorkType, ProductDetach, TicketMerge,
};
pub use note::{AnyTicketNote, TicketNote, TicketTask};
pub use opportunity::{
    Opportunity, OpportunityContact, OpportunityNote, OpportunityRating, OpportunityStage, OpportunityStatus,
    OpportunityTeamMember, OpportunityType, SalesProbability,
};
pub use organisation::{Department, DepartmentInfo, Location, LocationInfo};
pub use product::{ProductLine, ProductRecurring};
pub use project::{Project, ProjectContact, ProjectNote, ProjectPhase, ProjectStatus, ProjectTeamMember, ProjectType};
pub use project_ticket::ProjectTicket;
pub use reference::{
    AgreementRef, BillingStatusRef, CommunicationTypeRef, ConfigurationRef, Currency, EmailTemplateRef,
    InventoryItemRef, InvoiceGroupingRef, InvoiceRef, LdapRef, MemberRef, PriorityRef, ProductRef, Ref, Revenue,
    ScheduleEntryRef, SsoSettings, StatusRef, TicketRef, WarehouseRef, WorkTypeRef,
};
pub use scalar::Scalar;
pub use schedule::{ScheduleEntry, ScheduleStatus, ScheduleType};
pub use service::{Priority, ServiceCode, ServiceTeam, TicketSource};
pub use system::{
    Callback, Count, Document, LicenseBit, SuccessResponse, SystemInfo, UserDefinedField, UserDefinedFieldOption,
};
pub use ticket::{Ticket, TicketChangeLog, TicketInfo};
pub use time::{ChargeCode, EntryAudit, TimeEntry, TimeSheet, WorkRole, WorkType};
pub use utc_time::UtcTime;
pub use words::{
    AccountingType, AccrualType, AgreementStatus, ApplicationCycle, ApplicationUnits, AuditSource, BillableOption,
    BillingMethod, BillingRateType, BudgetAnalysis, ChargeToType, ChildScheduleAction, CommunicationKind,
    CompensationLimit, CompensationRate, ContactPoint, CycleType, EntryMethod, EntryStatus, EscalationStatus,
    FieldType, ForecastType, Gender, Impact, InvoiceAppliesTo, InvoiceType, KnowledgeBaseLinkType, LicenseClass,
    MarkupOption, MergeFate, MergeSide, PercentageCalculation, PeriodType, PredecessorType, PrefixSuffix, Presence,
    PriceAttribute, PriceMethod, PriorityColor, PriorityLevel, ProductClass, RateType, RecordType, Severity,
    SortDirection, TeamMemberType, TicketNoteType, TypeCategory,
};
