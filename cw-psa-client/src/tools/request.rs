//! Any request at all, as a tool that a host may add to the others.

use std::sync::Arc;

use msp_tools_core::{Effect, Policy, Tool, ToolSpec};

use super::INTEGRATION;
use crate::client::PsaClient;

/// The tool that sends any request to PSA: `cw-psa-request`. It is not among [`tools`](super::tools); a host that wants it adds
/// it.
///
/// A `GET` that a tool of the registry declares is bound by what holds for that tool, any other needs approval, and so does
/// `POST`, `PUT` and `PATCH`, whatever policies say; `DELETE` is never done. It cannot keep to one company, so in a call that is
/// bound to one it reaches nothing.
#[must_use]
pub fn request_tool(client: &PsaClient) -> Arc<dyn Tool> {
    let spec = ToolSpec::new(INTEGRATION, "cw-psa-request", Effect::Write)
        .with_title("PSA request")
        .with_description(
            "Sends one request to the ConnectWise PSA REST API and answers with its status and body. For what no other tool \
             does: look for a tool first. Paths stand below apis/3.0, such as /service/tickets/{id}/tasks with the id in \
             path_params; query takes conditions, fields, orderBy, page and pageSize. What another tool reads too is read as \
             there; everything else waits until a person approves it, and nothing can be deleted.",
        )
        .with_permission("What the route needs, by the security role of the API member")
        .with_aliases(["api call", "raw request", "http", "rest", "endpoint", "get post patch", "custom call"])
        .with_unknown_operations(Policy::Approval);
    cw_http::tools::raw_request(spec, client.clone(), Policy::Never)
}
