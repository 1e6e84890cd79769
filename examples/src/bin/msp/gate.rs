//! The registry of all tools, as this program sets it up.

use std::sync::Arc;

use msp_tools_core::{ApprovalDesk, CallContext, Principal, Registry, Tool};

use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;

/// All tools of the tenant.
pub(crate) fn registry(tenant: &Tenant) -> Result<(Registry, ApprovalDesk), Failure> {
    registry_of(cwa_client::tools::tools(&tenant.automate))
}

/// A registry of these tools. At a terminal the one who types is the one who approves.
pub(crate) fn registry_of(tools: Vec<Arc<dyn Tool>>) -> Result<(Registry, ApprovalDesk), Failure> {
    let built = Registry::builder().tools(tools).one_person(true).build();
    built.map_err(|error| Failure::new(Exit::Failed, "registry", error.to_string()))
}

/// Who asks: the name given, or the user of this machine.
pub(crate) fn requester(name: Option<String>) -> Principal {
    let user = || std::env::var("USER").or_else(|_| std::env::var("USERNAME")).ok();
    Principal::new(name.or_else(user).unwrap_or_else(|| "msp".to_owned()))
}

/// A context that is cancelled by Ctrl-C, so that what is under way ends in order.
pub(crate) fn cancelled_by_ctrl_c(cx: &CallContext) {
    let cx = cx.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            cx.cancel();
        }
    });
}
