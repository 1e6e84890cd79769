//! Opportunities: what may be sold.

use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{date, short, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};

use super::access::{Access, owned_by_company};
use super::columns::{CustomValue, custom, id, name, updated};
use super::input::{Moment, SearchText, get_input, list_input};
use super::resolve;
use crate::By;
use crate::client::PsaClient;
use crate::condition::opportunity as field;
use crate::filters::OpportunityFilter;
use crate::ids::OpportunityId;
use crate::models::Opportunity;

pub(super) fn list(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-list-opportunities", Effect::Read)
        .with_title("List opportunities")
        .with_description(
            "Lists sales opportunities, newest first: id, name, company, stage, status, sales representative, expected close. Use \
             it for the pipeline of a customer or a salesperson, or for what should close in a period.",
        )
        .with_permission("Sales > Opportunities: Inquire")
        .with_aliases(["deals", "pipeline", "quotes", "sales", "prospects", "what may close", "renewals"])
        .with_operation("psa:GET /sales/opportunities");
    cw_http::tools::read(spec, psa, list_opportunities)
}

pub(super) fn get(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-get-opportunity", Effect::Read)
        .with_title("Get opportunity")
        .with_description(
            "Shows one sales opportunity by id: company, contact, type, stage, status, probability, rating, representatives, dates, \
             notes, custom fields.",
        )
        .with_permission("Sales > Opportunities: Inquire")
        .with_aliases(["deal", "quote details", "sales opportunity", "how likely is the deal", "forecast"])
        .with_operation("psa:GET /sales/opportunities/{id}");
    cw_http::tools::read(spec, psa, get_opportunity)
}

list_input! {
    struct ListOpportunities of OpportunityColumn, order OpportunityOrder by field::ID, descending "super::input::yes" {
        /// Only opportunities whose name contains this text, such as `firewall`. Case does not matter.
        name: Option<SearchText>,
        /// Only opportunities with this company, by id, name or identifier, such as `Acme Dental`.
        company: Option<IdOrName>,
        /// Only opportunities with this contact, by id or name.
        contact: Option<IdOrName>,
        /// Only opportunities at this stage, by id or name, such as `Proposal`.
        stage: Option<IdOrName>,
        /// Only opportunities with this status, by id or name, such as `Open` or `Won`.
        status: Option<IdOrName>,
        /// Only opportunities of this sales representative, by login, name or id, such as `jdoe`.
        sales_rep: Option<IdOrName>,
        /// Only opportunities expected to close at this date or later, such as `2026-01-31`; UTC unless it says otherwise.
        closing_from: Option<Moment>,
        /// Only opportunities expected to close before this date, written the same way.
        closing_before: Option<Moment>,
    }
    sorts {
        #[default]
        Id = field::ID,
        Name = field::NAME,
        Company = field::COMPANY.name(),
        Stage = field::STAGE.name(),
        ExpectedClose = field::EXPECTED_CLOSE,
        Updated = field::LAST_UPDATED,
    }
}

get_input!(GetOpportunity of OpportunityColumn);

owned_by_company!(Opportunity);

columns! {
    /// An opportunity.
    pub(super) struct OpportunityRow of opportunity: Opportunity, by OpportunityColumn {
        usual {
            /// Its id.
            id: i64 = "id" => opportunity.id.map(Into::into),
            /// Its name.
            name: Untrusted = "name" => text(&opportunity.name),
            /// The company.
            company: Untrusted = "company" => name(&opportunity.company),
            /// How far it is.
            stage: Untrusted = "stage" => name(&opportunity.stage),
            /// Its status.
            status: Untrusted = "status" => name(&opportunity.status),
            /// The member who sells it.
            sales_rep: Untrusted = "primarySalesRep" => name(&opportunity.primary_sales_rep),
            /// When it is expected to close.
            expected_close: String = "expectedCloseDate" => date(&opportunity.expected_close_date),
        }
        asked {
            /// Id of the company.
            company_id: i64 = "company" => id(&opportunity.company),
            /// The customer's person for it.
            contact: Untrusted = "contact" => name(&opportunity.contact),
            /// Id of the contact.
            contact_id: i64 = "contact" => id(&opportunity.contact),
            /// Its type.
            r#type: Untrusted = "type" => name(&opportunity.kind),
            /// How likely it is, in percent.
            probability: Untrusted = "probability" => name(&opportunity.probability),
            /// How promising it is.
            rating: Untrusted = "rating" => name(&opportunity.rating),
            /// The second member who sells it.
            second_sales_rep: Untrusted = "secondarySalesRep" => name(&opportunity.secondary_sales_rep),
            /// Where it came from.
            source: Untrusted = "source" => text(&opportunity.source),
            /// When it was closed.
            closed_at: String = "closedDate" => date(&opportunity.closed_date),
            /// What was written about it; long notes are cut.
            notes: Untrusted = "notes" => short(&opportunity.notes),
            /// What was written about it, whole.
            full_notes: Untrusted = "notes" => text(&opportunity.notes),
            /// When it was last changed, in UTC.
            updated: String = "_info" => updated(&opportunity.info),
            /// The provider's own fields that have a value.
            custom_fields: Vec<CustomValue> = "customFields" => custom(&opportunity.custom_fields),
        }
    }
}

/// What one opportunity shows beyond a row of a list.
const DETAILS: [OpportunityColumn; 11] = [
    OpportunityColumn::company_id,
    OpportunityColumn::contact,
    OpportunityColumn::r#type,
    OpportunityColumn::probability,
    OpportunityColumn::rating,
    OpportunityColumn::second_sales_rep,
    OpportunityColumn::source,
    OpportunityColumn::closed_at,
    OpportunityColumn::notes,
    OpportunityColumn::updated,
    OpportunityColumn::custom_fields,
];

async fn list_opportunities(access: Access, input: ListOpportunities) -> Result<Listed<OpportunityRow>, ToolError> {
    let asked = input.asked();
    let company = resolve::company_id(&access, "$.company", input.company.as_ref()).await?;
    let filter = OpportunityFilter {
        name: input.name.map(Into::into),
        company: company.map(By::from),
        contact: resolve::contacts(&access, company).by("$.contact", input.contact.as_ref()).await?,
        stage: resolve::stages(&access).by("$.stage", input.stage.as_ref()).await?,
        status: resolve::opportunity_statuses(&access).by("$.status", input.status.as_ref()).await?,
        sales_rep: resolve::members(&access).by("$.sales_rep", input.sales_rep.as_ref()).await?,
        closing_from: input.closing_from.map(Into::into),
        closing_before: input.closing_before.map(Into::into),
        ..OpportunityFilter::default()
    };
    let list = access.psa.opportunities().list().filter(filter);
    access.rows(list, asked, OpportunityRow::wire, OpportunityRow::read).await
}

async fn get_opportunity(access: Access, input: GetOpportunity) -> Result<OpportunityRow, ToolError> {
    let call = access.psa.opportunities().get(OpportunityId::new(input.number()));
    let opportunity = access.one("opportunity", input.id, call).await?;
    Ok(OpportunityRow::read(&opportunity, &input.columns(&DETAILS)))
}
