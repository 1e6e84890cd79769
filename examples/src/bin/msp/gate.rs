//! The registry of all tools, as this program sets it up.

use std::sync::Arc;

use msp_tools_core::{ApprovalDesk, CallContext, Policies, Principal, Registry, RegistryBuilder};
use msp_tools_store::Store;

use crate::cli::Globals;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;
use crate::terminal::Terminal;
use crate::toolbox::Toolbox;
use crate::{policy_file, state, tenant};

/// A registry to look around in, with the tools of all products: it is not called, so nothing is written down.
pub(crate) async fn to_look(console: Console, globals: &Globals) -> Result<Registry, Failure> {
    let (tools, scripts) = (tenant::tools_of_any(globals)?, tenant::scripts_to_look(console, globals).await?);
    Ok(built(Registry::builder(), globals, Toolbox { tools, scripts }).await?.0)
}

/// A registry to call, with what is kept, and with the person at the terminal if there is one.
pub(crate) async fn to_call(
    console: Console,
    globals: &Globals,
    store: &Store,
    toolbox: Toolbox,
) -> Result<Registry, Failure> {
    let mut builder = store.attach(Registry::builder());
    if console.is_interactive() {
        let policies = policy_file::policies(globals, toolbox.scripts.as_deref())?;
        let second_person = needs_second_person(globals, &policies);
        builder = builder.one_person(!second_person).approver(Arc::new(Terminal { console, second_person }));
    }
    Ok(built(builder, globals, toolbox).await?.0)
}

/// A registry to call for as long as this program runs, and the desk for whoever can ask the person in front of it. Scripts are
/// among its tools from the first refresh on.
pub(crate) fn to_serve(
    globals: &Globals,
    store: &Store,
    tenant: &Tenant,
    read_only: bool,
) -> Result<(Registry, ApprovalDesk), Failure> {
    let policies = policy_file::policies(globals, None)?;
    let second_person = needs_second_person(globals, &policies);
    let policies = if read_only { policies.read_only() } else { policies };
    let mut builder = store.attach(Registry::builder()).tools(tenant.tools(globals)).policies(policies);
    if let Some(scripts) = tenant.script_source() {
        builder = builder.source(Arc::new(scripts));
    }
    finished(builder.one_person(!second_person))
}

/// Without a policy file, the one who types is the one who approves.
fn needs_second_person(globals: &Globals, policies: &Policies) -> bool {
    globals.policy.is_some() && policies.approvals().second_person
}

/// Has a registry that is not called heed what people laid down, if anything is kept yet.
pub(crate) async fn with_orders(globals: &Globals, builder: RegistryBuilder) -> Result<RegistryBuilder, Failure> {
    Ok(match state::open_if_there(globals).await? {
        Ok(store) => builder.desk_store(Arc::new(store)),
        Err(_) => builder,
    })
}

/// Where people answer, whichever process asked. Reaches no product.
pub(crate) async fn desk(globals: &Globals, store: &Store) -> Result<ApprovalDesk, Failure> {
    let toolbox = Toolbox::from(tenant::tools_of_any(globals)?);
    Ok(built(store.attach(Registry::builder()), globals, toolbox).await?.1)
}

/// Registry and desk, with these tools and the rules of this run.
pub(crate) async fn built(
    builder: RegistryBuilder,
    globals: &Globals,
    toolbox: Toolbox,
) -> Result<(Registry, ApprovalDesk), Failure> {
    let policies = policy_file::policies(globals, toolbox.scripts.as_deref())?;
    let discovers = toolbox.scripts.is_some();
    let (registry, desk) = finished(toolbox.fill(builder).policies(policies))?;
    if discovers {
        registry.refresh().await?;
    }
    Ok((registry, desk))
}

fn finished(builder: RegistryBuilder) -> Result<(Registry, ApprovalDesk), Failure> {
    builder.build().map_err(|error| Failure::new(Exit::Failed, "registry", error.to_string()))
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
