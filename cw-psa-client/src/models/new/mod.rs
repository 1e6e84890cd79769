//! What is sent to create records.

mod board;
mod company;
mod finance;
mod procurement;
mod project;
mod sales;
mod schedule;
mod system;
mod ticket;
mod time;

pub use board::{
    NewBoard, NewBoardItem, NewBoardStatus, NewBoardSubType, NewBoardTeam, NewBoardType, NewPriority, NewTicketSource,
};
pub use company::{
    CompanyMerge, NewAnswer, NewCommunication, NewCompany, NewCompanyGroup, NewCompanyNote, NewCompanySite,
    NewCompanyStatus, NewCompanyTeam, NewCompanyType, NewCompanyTypeAssociation, NewConfiguration, NewContact,
    NewContactGroup, NewContactNote, NewContactTypeAssociation,
};
pub use finance::{NewAgreement, NewAgreementAddition, NewInvoice};
pub use procurement::{NewCatalogItem, NewProductLine, ProductDetach};
pub use project::{NewProject, NewProjectContact, NewProjectNote, NewProjectPhase, NewProjectTeamMember};
pub use sales::{
    NewActivity, NewForecastItem, NewOpportunity, NewOpportunityContact, NewOpportunityNote, NewOpportunityTeamMember,
};
pub use schedule::NewScheduleEntry;
pub use system::{NewCallback, NewUserDefinedField};
pub use ticket::{
    ChildTickets, ConvertToProjectTicket, NewProjectTicket, NewTicket, NewTicketNote, NewTicketTask, TicketMerge,
};
pub use time::{NewExpenseEntry, NewExpenseType, NewTimeEntry, NewWorkRole, NewWorkType};
