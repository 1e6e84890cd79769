//! One integer type per kind of thing, so that a company's id cannot be passed as a ticket's.
//!
//! Ids are read as number or text and sent as number. Look-up rows that this crate has no routes for, such as billing terms,
//! keep plain numbers.

pub use cw_http::data::ParseIdError;

use crate::By;
use crate::condition::{ConditionError, IntoValue, Value};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        cw_http::ids! { $($(#[$doc])* $name;)* }

        $(
            impl From<$name> for By {
                fn from(id: $name) -> Self {
                    Self::Id(id.get())
                }
            }

            /// An id is compared as its number is.
            impl<K> IntoValue<K> for $name
            where
                i64: IntoValue<K>,
            {
                fn into_value(self) -> Result<Value, ConditionError> {
                    self.get().into_value()
                }
            }
        )*
    };
}

ids! {
    /// An activity.
    ActivityId;
    /// An addition to an agreement.
    AdditionId;
    /// An agreement.
    AgreementId;
    /// A type of agreement.
    AgreementTypeId;
    /// A board.
    BoardId;
    /// An item of a board: the subdivision of its subtypes.
    BoardItemId;
    /// A subtype of a board.
    BoardSubTypeId;
    /// A type of ticket on a board.
    BoardTypeId;
    /// A registered callback.
    CallbackId;
    /// A catalogue item: what is sold.
    CatalogItemId;
    /// A charge code.
    ChargeCodeId;
    /// An e-mail address, telephone or fax number of a contact.
    CommunicationId;
    /// A type of address or number.
    CommunicationTypeId;
    /// A company's place in a group.
    CompanyGroupId;
    /// A company: a customer, lead or vendor. Its short word is its `identifier`.
    CompanyId;
    /// A note about a company.
    CompanyNoteId;
    /// A status of companies.
    CompanyStatusId;
    /// One who looks after a company.
    CompanyTeamId;
    /// That a company has a type.
    CompanyTypeAssociationId;
    /// A type of company.
    CompanyTypeId;
    /// A configuration: a device or other asset.
    ConfigurationId;
    /// A status of configurations.
    ConfigurationStatusId;
    /// A type of configuration.
    ConfigurationTypeId;
    /// A department that contacts work in.
    ContactDepartmentId;
    /// A contact's place in a group.
    ContactGroupId;
    /// A contact: a person at a company.
    ContactId;
    /// A note about a contact.
    ContactNoteId;
    /// What a contact may be to a company.
    ContactRelationshipId;
    /// That a contact has a type.
    ContactTypeAssociationId;
    /// A type of contact.
    ContactTypeId;
    /// A department of the provider, also called business unit.
    DepartmentId;
    /// A document.
    DocumentId;
    /// An expense.
    ExpenseEntryId;
    /// An expense report.
    ExpenseReportId;
    /// A type of expense.
    ExpenseTypeId;
    /// A line of a forecast.
    ForecastItemId;
    /// An invoice.
    InvoiceId;
    /// A location of the provider, also called territory.
    LocationId;
    /// A maker of catalogue items.
    ManufacturerId;
    /// A member: someone who works with ConnectWise. Their login is their `identifier`.
    MemberId;
    /// A contact's part in an opportunity.
    OpportunityContactId;
    /// An opportunity.
    OpportunityId;
    /// A note about an opportunity.
    OpportunityNoteId;
    /// A rating of opportunities.
    OpportunityRatingId;
    /// A stage of opportunities.
    OpportunityStageId;
    /// A status of opportunities.
    OpportunityStatusId;
    /// One who sells an opportunity.
    OpportunityTeamMemberId;
    /// A type of opportunity.
    OpportunityTypeId;
    /// A priority of tickets.
    PriorityId;
    /// A likelihood that opportunities choose from.
    ProbabilityId;
    /// A category of catalogue items.
    ProductCategoryId;
    /// A product line: a catalogue item placed on something.
    ProductLineId;
    /// A subdivision of categories.
    ProductSubcategoryId;
    /// A type of catalogue item.
    ProductTypeId;
    /// A contact's part in a project.
    ProjectContactId;
    /// A project.
    ProjectId;
    /// A note about a project.
    ProjectNoteId;
    /// A phase of a project.
    ProjectPhaseId;
    /// A status of projects.
    ProjectStatusId;
    /// One who works on a project.
    ProjectTeamMemberId;
    /// A type of project.
    ProjectTypeId;
    /// An entry of the schedule.
    ScheduleEntryId;
    /// A status of schedule entries.
    ScheduleStatusId;
    /// A type of schedule entry.
    ScheduleTypeId;
    /// A text that tasks are made from.
    ServiceCodeId;
    /// A site of a company.
    SiteId;
    /// A service level agreement.
    SlaId;
    /// A status of a board; each board has its own.
    StatusId;
    /// A team that tickets are assigned to.
    TeamId;
    /// A ticket, whether of service or of a project.
    TicketId;
    /// A note of a ticket.
    TicketNoteId;
    /// Where tickets come from.
    TicketSourceId;
    /// A task of a ticket.
    TicketTaskId;
    /// A time entry.
    TimeEntryId;
    /// A time sheet.
    TimeSheetId;
    /// What catalogue items are counted in.
    UnitOfMeasureId;
    /// The definition of a field of the provider's own.
    UserDefinedFieldId;
    /// A warehouse.
    WarehouseId;
    /// A role in which members work.
    WorkRoleId;
    /// A type of work.
    WorkTypeId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_its_record() {
        assert_eq!(By::from(TicketId::new(48)), By::Id(48));
        assert_eq!("48".parse(), Ok(TicketId::new(48)));
        assert_eq!("48a".parse::<BoardId>().unwrap_err().kind, "BoardId");
    }
}
