//! Security cases.

use std::fmt;

use cw_http::Call;
use serde_json::Value;

use super::routes;
use crate::client::RmmClient;
use crate::list::{ListRequest, MEMBER};

routes! {
    LIST = get("cases.list", "/api/v1/cases") needs [CASES_READ];
    ENTITIES = get("cases.entities", "/api/v1/cases/{id}/impacted-entities") needs [CASES_READ];
}

/// Security cases of managed detection and response (unpublished: known from one program). What is in one is not documented, so
/// they are handed out as they come.
#[derive(Debug, Clone)]
pub struct Cases(pub(super) RmmClient);

impl Cases {
    /// The cases. The scope is not among those of [`Scopes::reading`](crate::Scopes::reading).
    ///
    /// Route: `GET /api/v1/cases`, scope [`security.cases.read`](crate::Scope::CASES_READ).
    pub fn list(&self) -> ListRequest<Value> {
        ListRequest::paged(self.0.http(), self.0.ask(&LIST), MEMBER)
    }

    /// What a case is about.
    ///
    /// Route: `GET /api/v1/cases/{id}/impacted-entities`, scope [`security.cases.read`](crate::Scope::CASES_READ).
    pub fn impacted_entities(&self, id: impl fmt::Display) -> Call<Value> {
        self.0.read(self.0.ask(&ENTITIES).param("id", id))
    }
}
