//! Puts a server together.

use std::fmt;

use msp_tools_core::{Approval, ApprovalDesk, Registry, ToolSpec};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{Server, Toolset, listing::View, page::Pages, state::Questions, tasks::Tasks};

type OfTool = Box<dyn Fn(&ToolSpec) -> String + Send + Sync>;
type OfApproval = Box<dyn Fn(&Approval) -> String + Send + Sync>;

/// Takes what a server offers and how it asks; [`build`](Self::build) checks it.
#[must_use]
pub struct ServerBuilder {
    registry: Registry,
    desk: Option<ApprovalDesk>,
    name: (String, String),
    instructions: Option<String>,
    view: View,
    tenant: OfTool,
    advice: OfApproval,
}

impl ServerBuilder {
    pub(crate) fn new(registry: Registry) -> Self {
        Self {
            registry,
            desk: None,
            name: (env!("CARGO_PKG_NAME").to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
            instructions: None,
            view: View { toolsets: Vec::new(), most_listed: 39, most_bytes: 62 * 1024, featured: Vec::new() },
            tenant: Box::new(|_| "mcp".to_owned()),
            advice: Box::new(|_| "A person has to approve it where approvals are answered.".to_owned()),
        }
    }

    /// Lets clients ask their user to approve, where they can: what the user answers is answered at this desk. By default
    /// nobody is asked, and every request waits.
    ///
    /// A client that shows forms is given one; a client that can only open pages is given the address of one, which this
    /// process shows on this machine.
    ///
    /// The user counts as the principal of the session. Where the desk wants [a second
    /// person](msp_tools_core::ApprovalSettings::second_person), they are not asked, since their yes would not count.
    pub fn desk(mut self, desk: ApprovalDesk) -> Self {
        self.desk = Some(desk);
        self
    }

    /// Sets name and version of the program, as clients show them.
    pub fn name(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.name = (name.into(), version.into());
        self
    }

    /// Sets what a model should know before it uses the tools.
    pub fn instructions(mut self, instructions: impl Into<String>) -> Self {
        self.instructions = Some(instructions.into());
        self
    }

    /// Offers only the tools in one of these sets. By default all are offered.
    pub fn toolsets(mut self, toolsets: impl IntoIterator<Item = Toolset>) -> Self {
        self.view.toolsets.extend(toolsets);
        self
    }

    /// Sets the most tools that are listed one by one. Where there are more, only the [featured](Self::featured) ones are
    /// listed, along with a tool that finds others and one that calls them. By default 39.
    pub fn most_listed(mut self, most: usize) -> Self {
        self.view.most_listed = most;
        self
    }

    /// Sets how many bytes the list of tools may take before it is shortened in the same way. By default 62 KiB: models read
    /// all of it before anything else.
    pub fn most_listed_bytes(mut self, most: usize) -> Self {
        self.view.most_bytes = most;
        self
    }

    /// Names the tools, by their short names, that are listed where there are too many to list all: the most wanted first,
    /// as many as fit. None by default. Names of tools that are not there are ignored.
    pub fn featured<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.view.featured.extend(names.into_iter().map(Into::into));
        self
    }

    /// Says on which tenant a tool works. What was asked for on one is not taken up again on another. Begins the
    /// [session](msp_tools_core::CallContext::session) of its calls, followed by ` #` and a number that differs from run to
    /// run. By default `mcp`.
    pub fn tenant(mut self, tenant: impl Fn(&ToolSpec) -> String + Send + Sync + 'static) -> Self {
        self.tenant = Box::new(tenant);
        self
    }

    /// Says, in a sentence, how a person approves a request. A model reads it, and shows it to its user.
    pub fn advice(mut self, advice: impl Fn(&Approval) -> String + Send + Sync + 'static) -> Self {
        self.advice = Box::new(advice);
        self
    }

    /// The server.
    ///
    /// # Errors
    /// If a set of tools is empty, or the system gives no random numbers.
    pub fn build(self) -> Result<Server, SetupError> {
        let tools = self.registry.list();
        let is_empty = |set: &&Toolset| !tools.iter().any(|tool| set.contains(tool.spec()));
        if let Some(empty) = self.view.toolsets.iter().find(is_empty) {
            return Err(SetupError::NoSuchTools(empty.clone()));
        }
        Ok(Server {
            registry: self.registry,
            desk: self.desk,
            name: self.name,
            instructions: self.instructions,
            view: self.view,
            tenant: self.tenant,
            advice: self.advice,
            questions: Questions::new()?,
            pages: Pages::new(),
            tasks: Tasks::default(),
            calls: TaskTracker::new(),
            closing: CancellationToken::new(),
            run: crate::server::run(),
        })
    }
}

impl fmt::Debug for ServerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerBuilder").field("view", &self.view).finish_non_exhaustive()
    }
}

/// Why a server cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// A set of tools has no tools in it.
    #[error("there are no tools in the set `{0}`")]
    NoSuchTools(Toolset),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(#[from] getrandom::Error),
}
