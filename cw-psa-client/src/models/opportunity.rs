//! Opportunities: what may be sold.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{Currency, MemberRef, Ref};
use super::words::TeamMemberType;
use crate::ids::{
    CompanyId, ContactId, DepartmentId, LocationId, OpportunityContactId, OpportunityId, OpportunityNoteId,
    OpportunityRatingId, OpportunityStageId, OpportunityStatusId, OpportunityTeamMemberId, OpportunityTypeId,
    ProbabilityId, SiteId,
};
use cw_http::data::DateTime;

model! {
    /// An opportunity: something that may be sold.
    pub struct Opportunity {
        /// Its id.
        id: OpportunityId,
        /// Its name.
        name: String,
        /// When it is expected to close.
        expected_close_date: DateTime,
        /// What kind it is.
        kind("type"): Ref<OpportunityTypeId>,
        /// Its stage.
        stage: Ref<OpportunityStageId>,
        /// Its status.
        status: Ref<OpportunityStatusId>,
        /// How urgent it is.
        priority: Ref,
        /// Free notes.
        notes: String,
        /// How likely it is.
        probability: Ref<ProbabilityId>,
        /// Where it came from, such as a call or e-mail.
        source: String,
        /// Its rating.
        rating: Ref<OpportunityRatingId>,
        /// The campaign it came from.
        campaign: Ref,
        /// Who sells it.
        primary_sales_rep: MemberRef,
        /// Who helps to sell it.
        secondary_sales_rep: MemberRef,
        /// The location of ours.
        location_id: LocationId,
        /// The department of ours.
        business_unit_id: DepartmentId,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// The contact at the company.
        contact: Ref<ContactId>,
        /// The company's site.
        site: Ref<SiteId>,
        /// Number of the customer's purchase order.
        customer_po("customerPO"): String,
        /// When its stage last changed.
        pipeline_change_date: DateTime,
        /// When it became a lead.
        date_became_lead: DateTime,
        /// When it was closed.
        closed_date: DateTime,
        /// Who closed it.
        closed_by: MemberRef,
        /// Sales tax.
        total_sales_tax: f64,
        /// The company to ship to.
        ship_to_company: Ref<CompanyId>,
        /// The contact to ship to.
        ship_to_contact: Ref<ContactId>,
        /// The site to ship to.
        ship_to_site: Ref<SiteId>,
        /// The company that is billed.
        bill_to_company: Ref<CompanyId>,
        /// The contact who is billed.
        bill_to_contact: Ref<ContactId>,
        /// The site that is billed.
        bill_to_site: Ref<SiteId>,
        /// Terms of payment.
        billing_terms: Ref,
        /// The tax code.
        tax_code: Ref,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// The location of ours that looks after it.
        company_location_id: LocationId,
        /// The contact for technical questions.
        technical_contact: Ref<ContactId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A contact of an opportunity.
    pub struct OpportunityContact {
        /// Its id.
        id: OpportunityContactId,
        /// The contact at the company.
        contact: Ref<ContactId>,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// What the contact has to do with it.
        role: Ref,
        /// Free notes.
        notes: String,
        /// Whether it came by recommendation.
        referral_flag: bool,
        /// The opportunity.
        opportunity_id: OpportunityId,
        /// Telephone number.
        phone_number: String,
        /// E-mail address.
        email_address: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A note about an opportunity.
    pub struct OpportunityNote {
        /// Its id.
        id: OpportunityNoteId,
        /// The opportunity.
        opportunity_id: OpportunityId,
        /// What kind it is.
        kind("type"): Ref,
        /// The text, in Markdown.
        text: String,
        /// Whether it is flagged.
        flagged: bool,
        /// Who entered it.
        entered_by: String,
        /// Its id as a GUID.
        mobile_guid: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// One who sells an opportunity.
    pub struct OpportunityTeamMember {
        /// Its id.
        id: OpportunityTeamMemberId,
        /// A member or a team.
        kind("type"): TeamMemberType,
        /// The member.
        member: MemberRef,
        /// The sales team.
        sales_team: Ref,
        /// Commission, in percent.
        commission_percent: i64,
        /// Whether it came by recommendation.
        referral_flag: bool,
        /// The opportunity.
        opportunity_id: OpportunityId,
        /// Whether the member is responsible.
        responsible_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A status of opportunities.
    pub struct OpportunityStatus {
        /// Its id.
        id: OpportunityStatusId,
        /// Its name.
        name: String,
        /// Whether it means won.
        won_flag: bool,
        /// Whether it means lost.
        lost_flag: bool,
        /// Whether it is closed.
        closed_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether it is the default.
        default_flag: bool,
        /// Who entered it.
        entered_by: String,
        /// When it was entered.
        date_entered: DateTime,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// A type of opportunity.
    pub struct OpportunityType {
        /// Its id.
        id: OpportunityTypeId,
        /// What it is.
        description: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// A stage of opportunities.
    pub struct OpportunityStage {
        /// Its id.
        id: OpportunityStageId,
        /// Its name.
        name: String,
        /// How likely it is.
        probability: Ref<ProbabilityId>,
        /// Its colour, as the server names it.
        color: String,
        /// Its place among the others.
        sequence_number: i64,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A rating of opportunities.
    pub struct OpportunityRating {
        /// Its id.
        id: OpportunityRatingId,
        /// Its name.
        name: String,
        /// Its place among the others.
        sort_order: i64,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A likelihood that opportunities choose from.
    pub struct SalesProbability {
        /// Its id.
        id: ProbabilityId,
        /// In percent.
        probability: i64,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
