//! The filters that lists are asked with most, as plain structs.
//!
//! Each becomes [`Criteria`]; what is not set does not filter, and what is set must all hold.
//! Anything else goes into `extra`.
//!
//! ```
//! use cw_psa_client::filters::TicketFilter;
//! use cw_psa_client::By;
//!
//! let filter = TicketFilter::new().with_board(By::name("Help Desk")).with_open(true);
//! assert_eq!(
//!     filter.criteria().parameters()?,
//!     [("conditions", r#"board/name = "Help Desk" and closedFlag = false"#.to_owned())],
//! );
//! # Ok::<(), cw_psa_client::ConditionError>(())
//! ```

use jiff::Timestamp;

use crate::condition::{
    Condition, Criteria, catalog_item, communication, company, configuration, contact, expense_entry, opportunity,
    product, project, ticket, time_entry,
};
use crate::reference::By;

/// Writes a filter: a field is documented, set by its `with_` method, and says what it asks for.
macro_rules! filters {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* $field:ident / $with:ident: $ty:ty => |$value:ident| $criteria:expr,)*
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$doc])* pub $field: Option<$ty>,)*
            /// What must hold besides.
            pub extra: Option<Criteria>,
        }

        impl $name {
            /// Filters nothing, until something is set.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            cw_http::setters!($($with => $field: $ty,)* with_extra => extra: Criteria,);

            /// What the filter asks for; empty if nothing is set.
            #[must_use]
            pub fn criteria(&self) -> Criteria {
                let set = [$(self.$field.as_ref().map(|$value| Criteria::from($criteria)),)* self.extra.clone()];
                set.into_iter().flatten().fold(Criteria::new(), Criteria::and)
            }
        }

        impl From<$name> for Criteria {
            fn from(filter: $name) -> Self {
                filter.criteria()
            }
        }
    )*};
}

filters! {
    /// Which catalogue items: what is sold.
    pub struct CatalogItemFilter {
        /// Exactly this item number.
        identifier / with_identifier: String => |word| catalog_item::IDENTIFIER.eq(word),
        /// Whose item number or description holds this text.
        text / with_text: String =>
            |text| catalog_item::IDENTIFIER.contains(text).or(catalog_item::DESCRIPTION.contains(text)),
        /// Of this category.
        category / with_category: By => |category| catalog_item::CATEGORY.is(category),
        /// Of this subcategory.
        subcategory / with_subcategory: By => |subcategory| catalog_item::SUBCATEGORY.is(subcategory),
        /// Of this type.
        kind / with_kind: By => |kind| catalog_item::KIND.is(kind),
        /// By this manufacturer.
        manufacturer / with_manufacturer: By => |manufacturer| catalog_item::MANUFACTURER.is(manufacturer),
        /// Still sold, or not.
        active / with_active: bool => |active| catalog_item::INACTIVE.eq(!active),
    }

    /// Which companies.
    pub struct CompanyFilter {
        /// Exactly this identifier.
        identifier / with_identifier: String => |word| company::IDENTIFIER.eq(word),
        /// Whose name or identifier holds this text.
        name / with_name: String => |text| company::NAME.contains(text).or(company::IDENTIFIER.contains(text)),
        /// With this status.
        status / with_status: By => |status| company::STATUS.is(status),
        /// Of this type, such as `Client`.
        kind / with_kind: By => |kind| Criteria::new().with_child_conditions(company::TYPES.is(kind)),
        /// In this territory.
        territory / with_territory: By => |territory| company::TERRITORY.is(territory),
        /// Deleted, or not.
        deleted / with_deleted: bool => |deleted| company::DELETED.eq(*deleted),
        /// Changed at this moment or since.
        updated_since / with_updated_since: Timestamp => |moment| company::LAST_UPDATED.ge(*moment),
    }

    /// Which configurations: devices and other assets.
    pub struct ConfigurationFilter {
        /// Whose name holds this text.
        name / with_name: String => |text| configuration::NAME.contains(text),
        /// Of this company.
        company / with_company: By => |company| configuration::COMPANY.is(company),
        /// Of this contact.
        contact / with_contact: By => |contact| configuration::CONTACT.is(contact),
        /// Of this type, such as `Managed Workstation`.
        kind / with_kind: By => |kind| configuration::KIND.is(kind),
        /// With this status.
        status / with_status: By => |status| configuration::STATUS.is(status),
        /// With exactly this serial number.
        serial_number / with_serial_number: String => |serial| configuration::SERIAL_NUMBER.eq(serial),
        /// In use, or not.
        active / with_active: bool => |active| configuration::ACTIVE.eq(*active),
        /// Changed at this moment or since.
        updated_since / with_updated_since: Timestamp => |moment| configuration::LAST_UPDATED.ge(*moment),
    }

    /// Which contacts.
    pub struct ContactFilter {
        /// Whose first or last name holds this text.
        name / with_name: String => |text| contact::FIRST_NAME.contains(text).or(contact::LAST_NAME.contains(text)),
        /// Of this company.
        company / with_company: By => |company| contact::COMPANY.is(company),
        /// With exactly this mail address.
        email / with_email: String => |email| Criteria::new().with_child_conditions(
            communication::VALUE.eq(email).and(communication::KIND.eq("Email")),
        ),
        /// Active, or not.
        active / with_active: bool => |active| contact::INACTIVE.eq(!active),
        /// Changed at this moment or since.
        updated_since / with_updated_since: Timestamp => |moment| contact::LAST_UPDATED.ge(*moment),
    }

    /// Which expense entries.
    pub struct ExpenseEntryFilter {
        /// Of this member.
        member / with_member: By => |member| expense_entry::MEMBER.is(member),
        /// For this company.
        company / with_company: By => |company| expense_entry::COMPANY.is(company),
        /// For this ticket.
        ticket / with_ticket: i64 => |id| expense_entry::TICKET.id().eq(*id),
        /// Of this type, such as `Mileage`.
        kind / with_kind: By => |kind| expense_entry::KIND.is(kind),
        /// In this state, such as `Open`: a fixed set of words.
        status / with_status: String => |status| expense_entry::STATUS.eq(status),
        /// Dated at this moment or later.
        from / with_from: Timestamp => |moment| expense_entry::DATE.ge(*moment),
        /// Dated before this moment.
        before / with_before: Timestamp => |moment| expense_entry::DATE.lt(*moment),
    }

    /// Which opportunities.
    pub struct OpportunityFilter {
        /// Whose name holds this text.
        name / with_name: String => |text| opportunity::NAME.contains(text),
        /// With this company.
        company / with_company: By => |company| opportunity::COMPANY.is(company),
        /// With this contact.
        contact / with_contact: By => |contact| opportunity::CONTACT.is(contact),
        /// At this stage.
        stage / with_stage: By => |stage| opportunity::STAGE.is(stage),
        /// With this status.
        status / with_status: By => |status| opportunity::STATUS.is(status),
        /// Of this sales representative.
        sales_rep / with_sales_rep: By => |member| opportunity::SALES_REP.is(member),
        /// Expected to close at this moment or later.
        closing_from / with_closing_from: Timestamp => |moment| opportunity::EXPECTED_CLOSE.ge(*moment),
        /// Expected to close before this moment.
        closing_before / with_closing_before: Timestamp => |moment| opportunity::EXPECTED_CLOSE.lt(*moment),
    }

    /// Which product lines: catalogue items on tickets, projects, orders and invoices.
    pub struct ProductFilter {
        /// Of this catalogue item.
        catalog_item / with_catalog_item: By => |item| product::CATALOG_ITEM.is(item),
        /// Whose description holds this text.
        text / with_text: String => |text| product::DESCRIPTION.contains(text),
        /// For this company.
        company / with_company: By => |company| product::COMPANY.is(company),
        /// On this ticket.
        ticket / with_ticket: i64 =>
            |id| product::CHARGE_TO_TYPE.eq("Ticket").and(product::CHARGE_TO_ID.eq(*id)),
        /// On this project.
        project / with_project: By => |project| product::PROJECT.is(project),
        /// On this opportunity.
        opportunity / with_opportunity: By => |opportunity| product::OPPORTUNITY.is(opportunity),
        /// Cancelled, or not.
        cancelled / with_cancelled: bool => |cancelled| product::CANCELLED.eq(*cancelled),
    }

    /// Which projects.
    pub struct ProjectFilter {
        /// Whose name holds this text.
        name / with_name: String => |text| project::NAME.contains(text),
        /// For this company.
        company / with_company: By => |company| project::COMPANY.is(company),
        /// On this board.
        board / with_board: By => |board| project::BOARD.is(board),
        /// With this status.
        status / with_status: By => |status| project::STATUS.is(status),
        /// Managed by this member.
        manager / with_manager: By => |member| project::MANAGER.is(member),
        /// Not closed, or closed.
        open / with_open: bool => |open| project::CLOSED.eq(!open),
        /// Changed at this moment or since.
        updated_since / with_updated_since: Timestamp => |moment| project::LAST_UPDATED.ge(*moment),
    }

    /// Which service or project tickets.
    pub struct TicketFilter {
        /// Of this company.
        company / with_company: By => |company| ticket::COMPANY.is(company),
        /// On this board.
        board / with_board: By => |board| ticket::BOARD.is(board),
        /// With this status. By id it is that of one board; by name, that of each.
        status / with_status: By => |status| ticket::STATUS.is(status),
        /// Owned by the member with this identifier, or assigned to it among others. The latter is text
        /// in the record, so a member whose identifier holds this one is found too.
        assigned_to / with_assigned_to: String =>
            |member| ticket::OWNER.identifier().eq(member).or(ticket::RESOURCES.contains(member)),
        /// Not closed, or closed. What counts is the mark of the status, not its name.
        open / with_open: bool => |open| ticket::CLOSED.eq(!open),
        /// Changed at this moment or since.
        updated_since / with_updated_since: Timestamp => |moment| ticket::LAST_UPDATED.ge(*moment),
        /// Entered at this moment or since. That servers can search this is unconfirmed.
        entered_since / with_entered_since: Timestamp => |moment| ticket::DATE_ENTERED.ge(*moment),
        /// Whose summary holds this text.
        text / with_text: String => |text| ticket::SUMMARY.contains(text),
        /// For this contact.
        contact / with_contact: By => |contact| ticket::CONTACT.is(contact),
        /// With this priority.
        priority / with_priority: By => |priority| ticket::PRIORITY.is(priority),
        /// About this configuration.
        configuration / with_configuration: i64 => |id| ticket::CONFIGURATION_ID.eq(*id),
        /// Of this project; project tickets only.
        project / with_project: By => |project| ticket::PROJECT.is(project),
    }

    /// Which time entries.
    pub struct TimeEntryFilter {
        /// On this service or project ticket.
        ticket / with_ticket: i64 => |id| on_ticket(*id),
        /// Of this member.
        member / with_member: By => |member| time_entry::MEMBER.is(member),
        /// For this company.
        company / with_company: By => |company| time_entry::COMPANY.is(company),
        /// Of this work type.
        work_type / with_work_type: By => |work_type| time_entry::WORK_TYPE.is(work_type),
        /// In this state, such as `Open`: a fixed set of words.
        status / with_status: String => |status| time_entry::STATUS.eq(status),
        /// Started at this moment or later.
        from / with_from: Timestamp => |moment| time_entry::START.ge(*moment),
        /// Started before this moment.
        before / with_before: Timestamp => |moment| time_entry::START.lt(*moment),
    }
}

/// Both kinds of tickets draw their numbers from one sequence, but other things that time is charged to do not.
fn on_ticket(id: i64) -> Condition {
    let kind = time_entry::CHARGE_TO_TYPE;
    kind.eq("ServiceTicket").or(kind.eq("ProjectTicket")).and(time_entry::CHARGE_TO_ID.eq(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(criteria: &Criteria) -> String {
        criteria.conditions.as_ref().expect("something is set").to_expression().unwrap()
    }

    #[test]
    fn what_is_not_set_does_not_filter() {
        assert!(TicketFilter::new().criteria().is_empty());
        assert_eq!(TicketFilter::new().criteria().parameters(), Ok(vec![]));
    }

    #[test]
    fn what_is_set_must_all_hold() {
        let since: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let filter = TicketFilter::new()
            .with_company(By::identifier("FABRIKAM"))
            .with_board(By::id(3))
            .with_status(By::name("In Progress"))
            .with_assigned_to("jdoe")
            .with_open(true)
            .with_updated_since(since)
            .with_text("50% \"full\"")
            .with_extra(ticket::IS_IN_SLA.eq(true).or(ticket::SEVERITY.eq("High")));
        assert_eq!(
            expression(&filter.criteria()),
            "company/identifier = \"FABRIKAM\" and board/id = 3 and status/name = \"In Progress\" and \
             (owner/identifier = \"jdoe\" or resources contains \"jdoe\") and closedFlag = false and \
             lastUpdated >= [2026-03-01T00:00:00Z] and summary contains '50% \"full\"' and \
             (isInSla = true or severity = \"High\")"
        );
    }

    #[test]
    fn what_lives_in_lists_of_the_record_is_a_child_condition() {
        let filter = ContactFilter::new().with_email("pat@fabrikam.example").with_active(true);
        assert_eq!(
            filter.criteria().parameters().unwrap(),
            [
                ("conditions", "inactiveFlag = false".to_owned()),
                (
                    "childConditions",
                    "communicationItems/value = \"pat@fabrikam.example\" and \
                     communicationItems/communicationType = \"Email\""
                        .to_owned()
                ),
            ]
        );
    }

    #[test]
    fn a_ticket_is_no_charge_code_of_the_same_number() {
        let filter = TimeEntryFilter::new().with_ticket(48213).with_member(By::identifier("jdoe"));
        assert_eq!(
            expression(&filter.criteria()),
            "(chargeToType = \"ServiceTicket\" or chargeToType = \"ProjectTicket\") and chargeToId = 48213 and \
             member/identifier = \"jdoe\""
        );
    }
}
