//! The way of a call from the protocol to the registry and back.

use std::{future::Future, sync::Arc, time::Duration};

use msp_tools_core::{
    Approval, ApprovalId, CallContext, CallOutcome, Digest, Effect, ErrorKind, Progress, ToolError, ToolInfo,
};
use rmcp::{
    ErrorData, RoleServer,
    model::{
        CallToolRequestParams, CallToolResponse, CreateTaskResult, ElicitRequest, InputRequest, InputRequests,
        InputRequiredResult, ProtocolVersion,
    },
    service::{Peer, RequestContext},
    task_manager::{TaskContext, TaskExit, TaskOptions},
};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    Server,
    asking::{self, Answer},
    progress::Teller,
    result,
    state::Binding,
};

/// Under which key a question goes back and forth.
const QUESTION: &str = "approval";
/// How long a task may take in milliseconds. A script may take a while, and a person longer.
const TASK_MS: u64 = 2 * 60 * 60 * 1000;
/// Longer than any question stays open: a request that runs out ends it.
const ANY_TIME: Duration = Duration::from_secs(8 * 24 * 60 * 60);

/// A call of a tool that is there.
pub(crate) struct Call {
    pub(crate) server: Arc<Server>,
    pub(crate) tool: ToolInfo,
    pub(crate) arguments: Value,
    pub(crate) cx: CallContext,
    /// Told when the client gives up.
    pub(crate) stop: CancellationToken,
}

/// Who can be asked while a call waits. Deliberately exhaustive.
enum Asker {
    Nobody,
    /// The user of a client that takes requests: up to 2025-11-25.
    Client(Peer<RoleServer>),
    /// The user of a client that looks after a task.
    Task(TaskContext),
}

impl Call {
    /// Carries out the call as the client asked for it: at once, in rounds with a question between them, or as a task.
    pub(crate) async fn answer(
        mut self,
        params: &CallToolRequestParams,
        request: &RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let client = request.client_capabilities().unwrap_or_default();
        let is_new = request.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
        // Clients of older protocols take a task for a result, even some that say they know tasks.
        if is_new && client.supports_tasks() && self.tool.spec().effect >= Effect::Execute {
            return Ok(self.into_task(asking::shows_forms(&client)).into());
        }
        let (cx, teller) = Teller::of(request, self.cx);
        self.cx = cx;
        let is_new = request.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
        let response = match (asking::shows_forms(&client), is_new) {
            (true, true) => self.round(params).await,
            (true, false) => self.told(self.complete(&Asker::Client(request.peer.clone())).await),
            (false, _) => self.told(self.complete(&Asker::Nobody).await),
        };
        drop(self);
        teller.finish().await;
        response
    }

    /// One round of a call: the client brings the answer to the question of the last one, or is given a question.
    async fn round(&self, params: &CallToolRequestParams) -> Result<CallToolResponse, ErrorData> {
        let binding = Binding::new(self.cx.principal(), &self.tool.spec().name, &self.arguments);
        let outcome = match &params.request_state {
            Some(state) => {
                let asked = self.server.questions.open(state, &binding);
                let asked = asked.map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
                let said = params.input_responses.as_ref().and_then(|responses| responses.get(QUESTION));
                self.settle(&asked.approval, &asked.digest, said.map_or(Answer::Later, Answer::read)).await
            }
            None => match self.attempt().await {
                Ok(CallOutcome::AwaitingApproval(approval)) if self.server.can_ask(&approval, &self.cx) => {
                    let state = self.server.questions.seal(&approval, &binding);
                    let state = state.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
                    return Ok(InputRequiredResult::new(Some(question(&approval)), Some(state)).into());
                }
                outcome => outcome,
            },
        };
        self.told(outcome)
    }

    /// The whole call, with the question in the middle of it if there is one.
    async fn complete(&self, asker: &Asker) -> Result<CallOutcome, ToolError> {
        match self.attempt().await? {
            CallOutcome::AwaitingApproval(approval) if self.server.can_ask(&approval, &self.cx) => {
                match self.ask(&approval, asker).await {
                    Some(answer) => self.settle(approval.id(), &approval.digest, answer).await,
                    None => Ok(CallOutcome::AwaitingApproval(approval)),
                }
            }
            outcome => Ok(outcome),
        }
    }

    /// The call as a task, which goes on while the client does something else.
    fn into_task(mut self, can_ask: bool) -> CreateTaskResult {
        let tasks = self.server.tasks.of(self.cx.principal());
        let options = TaskOptions::new().with_ttl_ms(TASK_MS).with_status_message(self.tool.spec().title.clone());
        let task = tasks.spawn(options, |task| {
            let teller = task.clone();
            self.cx = self.cx.with_progress(move |step: &Progress| teller.set_status_message(step.message.clone()));
            // The request that began the task ends long before it.
            self.stop = CancellationToken::new();
            Box::pin(async move {
                let asker = if can_ask { Asker::Task(task.clone()) } else { Asker::Nobody };
                let work = self.complete(&asker);
                tokio::pin!(work);
                let outcome = tokio::select! {
                    biased;
                    outcome = &mut work => outcome,
                    () = task.cancelled() => {
                        self.stop.cancel();
                        work.await
                    }
                };
                match outcome {
                    // Nothing was done. Once something was, what came of it is the better answer.
                    Err(error) if error.kind() == ErrorKind::Cancelled => Err(TaskExit::Cancelled),
                    Ok(CallOutcome::AwaitingApproval(_)) if task.is_cancel_requested() => Err(TaskExit::Cancelled),
                    outcome => Ok(result::answer(&self.server, &self.tool.spec().name, outcome)?),
                }
            })
        });
        CreateTaskResult::new(task)
    }

    /// What came of it, as the client is told.
    fn told(&self, outcome: Result<CallOutcome, ToolError>) -> Result<CallToolResponse, ErrorData> {
        Ok(result::answer(&self.server, &self.tool.spec().name, outcome)?.into())
    }

    /// Asks who can be asked. `None` if nobody can. An answer that is given elsewhere meanwhile ends the question.
    async fn ask(&self, approval: &Approval, asker: &Asker) -> Option<Answer> {
        let form = asking::form(approval);
        let said = async {
            match asker {
                Asker::Nobody => None,
                Asker::Client(peer) => {
                    let said = peer.create_elicitation(form).await;
                    Some(said.map_or(Answer::Later, |said| Answer::of(&said)))
                }
                Asker::Task(task) => {
                    let request = InputRequest::Elicitation(ElicitRequest::new(form));
                    let said = task.request_input(QUESTION, request).await;
                    Some(said.map_or(Answer::Later, |said| Answer::read(&said)))
                }
            }
        };
        tokio::select! {
            biased;
            said = said => said,
            _ = self.server.registry.wait(approval.id(), ANY_TIME, &self.cx) => Some(Answer::Later),
            () = self.stop.cancelled() => Some(Answer::Later),
        }
    }

    /// Calls, or finds what became of the same call.
    async fn attempt(&self) -> Result<CallOutcome, ToolError> {
        let (registry, cx) = (self.server.registry.clone(), self.cx.clone());
        let (name, arguments) = (self.tool.spec().name.clone(), self.arguments.clone());
        self.detached(async move {
            registry.call_or_resume(&name, arguments, &cx, |earlier| Server::is_here(earlier, &cx)).await
        })
        .await
    }

    /// Carries out what the user answered.
    async fn settle(&self, id: &ApprovalId, digest: &Digest, answer: Answer) -> Result<CallOutcome, ToolError> {
        let (server, cx) = (Arc::clone(&self.server), self.cx.clone());
        let (id, digest) = (id.clone(), digest.clone());
        self.detached(async move { server.settle(&id, &digest, answer, &cx).await }).await
    }

    /// Lets work go on by itself, so that it ends in order even if nobody waits for it any more; it is told so.
    async fn detached(
        &self,
        work: impl Future<Output = Result<CallOutcome, ToolError>> + Send + 'static,
    ) -> Result<CallOutcome, ToolError> {
        let waits = CancelOnDrop(Some(self.cx.clone()));
        let mut running = self.server.calls.spawn(work);
        let result = tokio::select! {
            biased;
            result = &mut running => result,
            () = self.stop.cancelled() => {
                self.cx.cancel();
                running.await
            }
        };
        waits.disarm();
        result.unwrap_or_else(|panic| {
            tracing::error!(error = %panic, tool = self.tool.spec().name, "a tool broke off");
            let kind =
                if self.tool.spec().effect > Effect::Read { ErrorKind::OutcomeUnknown } else { ErrorKind::Internal };
            Err(ToolError::new(kind, "the tool broke off"))
        })
    }
}

/// Gives up a call that nobody waits for.
struct CancelOnDrop(Option<CallContext>);

impl CancelOnDrop {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if let Some(cx) = &self.0 {
            cx.cancel();
        }
    }
}

fn question(approval: &Approval) -> InputRequests {
    let request = InputRequest::Elicitation(ElicitRequest::new(asking::form(approval)));
    InputRequests::from([(QUESTION.to_owned(), request)])
}
