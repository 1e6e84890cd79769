//! Tools over a client as one call may use it.

use std::future::Future;
use std::sync::Arc;

use msp_tools_core::{CallContext, Draft, Tool, ToolError, ToolSpec, read_tool, write_tool};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

/// A client as one call may use it: it counts requests for the call, and knows to which company the call is bound.
pub trait Access: Sized + Send + 'static {
    /// What it is made from for each call.
    type Client: Clone + Send + Sync + 'static;

    /// The client for that call.
    ///
    /// # Errors
    /// If the call cannot use it, because it is bound to a company that is none of this service's.
    fn of(client: &Self::Client, cx: CallContext) -> Result<Self, ToolError>;
}

/// A tool that reads.
pub fn read<A, I, O, Run, Fut>(spec: ToolSpec, client: &A::Client, run: Run) -> Arc<dyn Tool>
where
    A: Access,
    I: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    O: Serialize + JsonSchema + 'static,
    Run: Fn(A, I) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O, ToolError>> + Send + 'static,
{
    read_tool(spec, client.clone(), move |client, input, cx| {
        let work = A::of(&client, cx).map(|access| run(access, input));
        async move { work?.await }
    })
}

/// A tool that changes something: one function that plans, and one that runs what was planned.
pub fn write<A, I, P, O, PlanFn, PlanFut, Run, Fut>(
    spec: ToolSpec,
    client: &A::Client,
    plan: PlanFn,
    run: Run,
) -> Arc<dyn Tool>
where
    A: Access,
    I: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    P: Serialize + DeserializeOwned + Send + 'static,
    O: Serialize + JsonSchema + 'static,
    PlanFn: Fn(A, I) -> PlanFut + Send + Sync + 'static,
    PlanFut: Future<Output = Result<Draft<P>, ToolError>> + Send + 'static,
    Run: Fn(A, P) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O, ToolError>> + Send + 'static,
{
    write_tool(
        spec,
        client.clone(),
        move |client, input, cx| {
            let work = A::of(&client, cx).map(|access| plan(access, input));
            async move { work?.await }
        },
        move |client, planned, cx| {
            let work = A::of(&client, cx).map(|access| run(access, planned));
            async move { work?.await }
        },
    )
}
