//! What one call may use of the service: counted requests, the caller's time, and one company's things if it is bound to one.

use cw_http::Error;
use msp_tools_core::{CallContext, ErrorKind, ToolError};

use super::INTEGRATION;
use crate::client::RmmClient;
use crate::ids::CompanyId;

/// The service as one call may use it.
#[derive(Clone)]
pub(super) struct Access {
    /// Counts its requests for the call, and sends none that is not wanted any more.
    pub(super) rmm: RmmClient,
    pub(super) cx: CallContext,
    /// The one company whose things exist for the call, if it is bound to one.
    pub(super) bound: Option<CompanyId>,
}

/// What is somebody's.
pub(super) trait Owned {
    /// The company that it belongs to, if the service says so.
    fn owner(&self) -> Option<&CompanyId>;
}

impl cw_http::tools::Access for Access {
    type Client = RmmClient;

    fn of(rmm: &RmmClient, cx: CallContext) -> Result<Self, ToolError> {
        let bound = if cx.is_company_bound() { Some(bound_to(&cx)?) } else { None };
        let counting = cx.clone();
        let rmm = rmm.with_check(move || {
            let counted = counting.count_request();
            counted.map_err(|why| Error::new(cw_http::ErrorKind::Withheld, why.message()).with_source(why))
        });
        Ok(Self { rmm, cx, bound })
    }
}

impl Access {
    /// Whether a record exists for the call.
    pub(super) fn sees(&self, record: &impl Owned) -> bool {
        self.bound.is_none() || record.owner() == self.bound.as_ref()
    }
}

/// The company that the call is bound to. Where it has no id in this product, there is nothing.
fn bound_to(cx: &CallContext) -> Result<CompanyId, ToolError> {
    let id = cx.company(INTEGRATION).filter(|id| !id.trim().is_empty());
    id.map(CompanyId::from).ok_or_else(|| {
        ToolError::new(ErrorKind::NotFound, "the company that the call is bound to is no company of this tenant")
    })
}
