//! What one call may use of the service: counted requests, the caller's time, and one company's things if it is bound to one.

use std::fmt::Display;

use cw_http::tools::Part;
use msp_tools_core::{CallContext, ErrorKind, Listed, ToolError};
use serde::de::DeserializeOwned;

use super::INTEGRATION;
use crate::client::PsaClient;
use crate::condition::{Condition, OrderBy};
use crate::ids::CompanyId;
use crate::list::ListRequest;
use crate::{Call, Error};

/// The service as one call may use it.
#[derive(Clone)]
pub(super) struct Access {
    /// Counts its requests for the call, and sends none that is not wanted any more.
    pub(super) psa: PsaClient,
    pub(super) cx: CallContext,
    /// The one company whose things exist for the call, if it is bound to one.
    pub(super) bound: Option<CompanyId>,
}

/// What is somebody's.
pub(super) trait Owned {
    /// The company that it belongs to, if the server says so.
    fn owner(&self) -> Option<CompanyId>;

    /// Whether it may be shown to that company.
    fn is_of(&self, company: CompanyId) -> bool {
        self.owner() == Some(company)
    }
}

/// Says of records that their field `company` tells whose they are.
macro_rules! owned_by_company {
    ($($model:ty),* $(,)?) => {$(
        impl crate::tools::access::Owned for $model {
            fn owner(&self) -> Option<crate::ids::CompanyId> {
                self.company.as_ref()?.id
            }
        }
    )*};
}
pub(super) use owned_by_company;

/// Says of records that they are the provider's own, and there for all companies.
macro_rules! of_nobody {
    ($($model:ty),* $(,)?) => {$(
        impl crate::tools::access::Owned for $model {
            fn owner(&self) -> Option<crate::ids::CompanyId> {
                None
            }

            fn is_of(&self, _: crate::ids::CompanyId) -> bool {
                true
            }
        }
    )*};
}
pub(super) use of_nobody;

/// What all lists can be asked.
pub(super) struct Asked<C> {
    /// Which part of the list.
    pub(super) part: Part,
    /// Columns besides the usual ones.
    pub(super) columns: Vec<C>,
    pub(super) order: OrderBy,
    /// What must hold besides the filters.
    pub(super) conditions: Option<Condition>,
}

impl cw_http::tools::Access for Access {
    type Client = PsaClient;

    fn of(psa: &PsaClient, cx: CallContext) -> Result<Self, ToolError> {
        let bound = if cx.is_company_bound() { Some(bound_to(&cx)?) } else { None };
        Ok(Self { psa: psa.with_http(psa.http().for_call(&cx)), cx, bound })
    }
}

impl Access {
    /// Whether a record exists for the call. Servers are asked for the company's own rows only; that all of them listen is
    /// not certain, so each row is looked at as well.
    pub(super) fn sees(&self, record: &impl Owned) -> bool {
        self.bound.is_none_or(|company| record.is_of(company))
    }

    /// The part of a list that is asked for. `wire` says which fields columns need, `row` shows a record. In a call that is
    /// bound to a company, the records of others do not exist.
    pub(super) async fn rows<T: DeserializeOwned + Owned, F, C, R>(
        &self,
        list: ListRequest<T, F>,
        asked: Asked<C>,
        wire: impl Fn(&[C]) -> Vec<&'static str>,
        row: impl Fn(&T, &[C]) -> R,
    ) -> Result<Listed<R>, ToolError> {
        let list = list.fields(wire(&asked.columns)).order_by(asked.order);
        let list = match asked.conditions {
            Some(conditions) => list.condition(conditions),
            None => list,
        };
        let own = self.bound.map(|company| move |record: &T| record.is_of(company));
        asked.part.of(list.into_listing(), own, |record| row(record, &asked.columns)).await
    }

    /// One record, by the `id` of the arguments.
    pub(super) async fn one<T: Owned + Send + 'static>(
        &self,
        kind: &str,
        id: impl Display + Copy,
        call: Call<T>,
    ) -> Result<T, ToolError> {
        match call.await {
            Ok(record) if self.sees(&record) => Ok(record),
            Ok(_) => Err(not_there(kind, id)),
            Err(error) if error.kind() == crate::ErrorKind::NotFound => Err(self.not_found(kind, id, error)),
            Err(error) => Err(error.into()),
        }
    }

    /// That the record of the argument `id` is not there. What the server says of it is for calls that may know: in one that is
    /// bound to a company it would tell what is not there from what is another's.
    pub(super) fn not_found(&self, kind: &str, id: impl Display, error: Error) -> ToolError {
        if self.bound.is_some() { not_there(kind, id) } else { ToolError::from(error).with_path("$.id") }
    }
}

/// That there is no such record, whatever the reason.
pub(super) fn not_there(kind: &str, id: impl Display) -> ToolError {
    ToolError::not_found(kind, id).with_path("$.id")
}

/// The company that the call is bound to. Where it is none of this server's, there is nothing.
fn bound_to(cx: &CallContext) -> Result<CompanyId, ToolError> {
    let id = cx.company(INTEGRATION).unwrap_or_default();
    // Only as ids are written: the gate compares them as text.
    let number = id.parse::<i64>().ok().filter(|number| number.to_string() == id);
    number.map(CompanyId::new).ok_or_else(|| {
        ToolError::new(ErrorKind::NotFound, "the company that the call is bound to is no company of this server")
    })
}
