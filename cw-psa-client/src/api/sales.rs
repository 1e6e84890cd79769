//! Opportunities, what they can be, and activities.

use cw_http::Request;
use serde_json::Value;

use super::{below, endpoints, resources, routes};
use crate::filters::OpportunityFilter;
use crate::ids::{
    ActivityId, OpportunityContactId, OpportunityId, OpportunityNoteId, OpportunityRatingId, OpportunityStageId,
    OpportunityStatusId, OpportunityTeamMemberId, OpportunityTypeId, ProbabilityId,
};
use crate::list::ListRequest;
use crate::models::{
    Activity, Forecast, NewActivity, NewOpportunity, NewOpportunityContact, NewOpportunityNote,
    NewOpportunityTeamMember, Opportunity, OpportunityContact, OpportunityNote, OpportunityRating, OpportunityStage,
    OpportunityStatus, OpportunityTeamMember, OpportunityType, SalesProbability,
};
use crate::resource::Endpoint;

resources! {
    /// Opportunities.
    Opportunities("opportunities", "/sales/opportunities"): OpportunityId => Opportunity,
        filter OpportunityFilter, new NewOpportunity;
    /// The customer's people in an opportunity.
    OpportunityContacts("opportunities.contacts", "/sales/opportunities/{parentId}/contacts"):
        OpportunityContactId => OpportunityContact, new NewOpportunityContact;
    /// The notes of an opportunity.
    OpportunityNotes("opportunities.notes", "/sales/opportunities/{parentId}/notes"):
        OpportunityNoteId => OpportunityNote, new NewOpportunityNote;
    /// Who works on an opportunity.
    OpportunityTeamMembers("opportunities.team", "/sales/opportunities/{parentId}/team"):
        OpportunityTeamMemberId => OpportunityTeamMember, new NewOpportunityTeamMember;
    /// The statuses that opportunities can have.
    OpportunityStatuses("opportunities.statuses", "/sales/opportunities/statuses"):
        OpportunityStatusId => OpportunityStatus, new Value;
    /// The types that opportunities can have.
    OpportunityTypes("opportunities.types", "/sales/opportunities/types"):
        OpportunityTypeId => OpportunityType, new Value;
    /// The ratings that opportunities can have.
    OpportunityRatings("opportunities.ratings", "/sales/opportunities/ratings"):
        OpportunityRatingId => OpportunityRating, new Value;
    /// The stages that opportunities go through.
    OpportunityStages("opportunities.stages", "/sales/stages"):
        OpportunityStageId => OpportunityStage, new Value;
    /// How likely opportunities can be.
    SalesProbabilities("opportunities.probabilities", "/sales/probabilities"):
        ProbabilityId => SalesProbability, new Value;
    /// Activities: calls, meetings and the like.
    Activities("activities", "/sales/activities"): ActivityId => Activity, new NewActivity;
}

routes! {
    FORECAST = get("opportunities.forecast", "/sales/opportunities/{parentId}/forecast");
    COUNT_FORECAST = get("opportunities.count_forecast", "/sales/opportunities/{parentId}/forecast/count");
}

endpoints! {
    /// Opportunities: what may be sold.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// for opportunity in psa.opportunities().list().limit(20).all().await? {
    ///     println!("{:?} {:?}", opportunity.name, opportunity.expected_close_date);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    opportunities: Opportunities;
    /// Activities: calls, meetings and the like.
    activities: Activities;
}

below! {
    Opportunities;
    /// The customer's people in an opportunity.
    contacts(OpportunityId): OpportunityContacts;
    /// The notes of an opportunity.
    notes(OpportunityId): OpportunityNotes;
    /// Who works on an opportunity.
    team(OpportunityId): OpportunityTeamMembers;
    /// The statuses that opportunities can have.
    statuses: OpportunityStatuses;
    /// The types that opportunities can have.
    types: OpportunityTypes;
    /// The ratings that opportunities can have.
    ratings: OpportunityRatings;
    /// The stages that opportunities go through.
    stages: OpportunityStages;
    /// How likely opportunities can be.
    probabilities: SalesProbabilities;
}

impl Endpoint<Opportunities> {
    /// What an opportunity is expected to bring: `GET /sales/opportunities/{id}/forecast`.
    pub fn forecast(&self, id: OpportunityId) -> ListRequest<Forecast> {
        let of_opportunity = |operation| Request::new(operation).param("parentId", id);
        self.psa.list(of_opportunity(&FORECAST), Some(of_opportunity(&COUNT_FORECAST)))
    }
}
