//! What one call may use of the service: counted requests, the caller's time, and one company's things if it is bound to one.

use std::future::Future;
use std::sync::Arc;

use cw_http::Error;
use msp_tools_core::{CallContext, Draft, ErrorKind, Tool, ToolError, ToolSpec, read_tool, write_tool};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

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

impl Access {
    fn new(rmm: &RmmClient, cx: CallContext) -> Result<Self, ToolError> {
        let bound = if cx.is_company_bound() { Some(bound_to(&cx)?) } else { None };
        let counting = cx.clone();
        let rmm = rmm.with_check(move || {
            let counted = counting.count_request();
            counted.map_err(|why| Error::new(cw_http::ErrorKind::Withheld, why.message()).with_source(why))
        });
        Ok(Self { rmm, cx, bound })
    }

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

/// A tool that reads.
pub(super) fn read<I, O, Run, Fut>(spec: ToolSpec, rmm: &RmmClient, run: Run) -> Arc<dyn Tool>
where
    I: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    O: Serialize + JsonSchema + 'static,
    Run: Fn(Access, I) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O, ToolError>> + Send + 'static,
{
    read_tool(spec, rmm.clone(), move |rmm, input, cx| {
        let work = Access::new(&rmm, cx).map(|access| run(access, input));
        async move { work?.await }
    })
}

/// A tool that changes something.
pub(super) fn write<I, P, O, PlanFn, PlanFut, Run, Fut>(
    spec: ToolSpec,
    rmm: &RmmClient,
    plan: PlanFn,
    run: Run,
) -> Arc<dyn Tool>
where
    I: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    P: Serialize + DeserializeOwned + Send + 'static,
    O: Serialize + JsonSchema + 'static,
    PlanFn: Fn(Access, I) -> PlanFut + Send + Sync + 'static,
    PlanFut: Future<Output = Result<Draft<P>, ToolError>> + Send + 'static,
    Run: Fn(Access, P) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O, ToolError>> + Send + 'static,
{
    write_tool(
        spec,
        rmm.clone(),
        move |rmm, input, cx| {
            let work = Access::new(&rmm, cx).map(|access| plan(access, input));
            async move { work?.await }
        },
        move |rmm, planned, cx| {
            let work = Access::new(&rmm, cx).map(|access| run(access, planned));
            async move { work?.await }
        },
    )
}
