//! The registry of all tools, as this program sets it up.

use std::sync::Arc;

use msp_tools_core::{ApprovalDesk, CallContext, Policies, Principal, Registry, RegistryBuilder, Tool};
use msp_tools_store::Store;

use crate::cli::Globals;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::terminal::Terminal;
use crate::{policy_file, tenant};

/// A registry to look around in: it is not called, so nothing is written down.
pub(crate) fn to_look(globals: &Globals, tools: Vec<Arc<dyn Tool>>) -> Result<Registry, Failure> {
    Ok(built(builder(tools, policy_file::policies(globals)?))?.0)
}

/// The rules of a call, to be read before anything is opened.
pub(crate) struct Rules {
    policies: Policies,
    /// Whether whoever asks may not approve.
    second_person: bool,
}

impl Rules {
    pub(crate) fn of(globals: &Globals) -> Result<Self, Failure> {
        let policies = policy_file::policies(globals)?;
        // Without a policy file, the one who types is the one who approves.
        let second_person = globals.policy.is_some() && policies.approvals().second_person;
        Ok(Self { policies, second_person })
    }

    /// A registry to call, with what is kept, and with the person at the terminal if there is one.
    pub(crate) fn registry(
        self,
        console: Console,
        store: &Store,
        tools: Vec<Arc<dyn Tool>>,
    ) -> Result<Registry, Failure> {
        let Self { policies, second_person } = self;
        let mut builder = store.attach(builder(tools, policies));
        if console.is_interactive() {
            builder = builder.one_person(!second_person).approver(Arc::new(Terminal { console, second_person }));
        }
        Ok(built(builder)?.0)
    }

    /// A registry to call, with what is kept, and the desk for whoever can ask the person in front of it.
    pub(crate) fn with_desk(
        self,
        store: &Store,
        tools: Vec<Arc<dyn Tool>>,
    ) -> Result<(Registry, ApprovalDesk), Failure> {
        let Self { policies, second_person } = self;
        built(store.attach(builder(tools, policies)).one_person(!second_person))
    }

    /// The same, but nothing may be changed.
    pub(crate) fn read_only(self) -> Self {
        Self { policies: self.policies.read_only(), ..self }
    }
}

/// Where people answer, whichever process asked. Reaches no product.
pub(crate) fn desk(globals: &Globals, policies: Policies, store: &Store) -> Result<ApprovalDesk, Failure> {
    Ok(built(store.attach(builder(tenant::tools_of_any(globals)?, policies)))?.1)
}

/// A registry of these tools, to be completed.
pub(crate) fn builder(tools: Vec<Arc<dyn Tool>>, policies: Policies) -> RegistryBuilder {
    Registry::builder().tools(tools).policies(policies)
}

/// Registry and desk.
pub(crate) fn built(builder: RegistryBuilder) -> Result<(Registry, ApprovalDesk), Failure> {
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
