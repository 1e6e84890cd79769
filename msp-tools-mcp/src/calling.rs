//! The way of a call from the protocol to the registry and back.

use std::{
    future::{Future, pending},
    sync::Arc,
    time::Duration,
};

use msp_tools_core::{
    Approval, ApprovalId, CallContext, CallOutcome, Digest, Effect, ErrorKind, Progress, ToolError, ToolInfo,
};
use rmcp::{
    ErrorData, RoleServer,
    model::{
        CallToolRequestParams, CallToolResponse, CreateTaskResult, CustomNotification, ElicitRequest,
        ElicitRequestParams, InputRequest, InputRequests, InputRequiredResult, ProtocolVersion, ServerNotification,
    },
    service::{Peer, RequestContext},
    task_manager::{TaskContext, TaskExit, TaskOptions},
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    Server,
    asking::{Answer, Mode},
    progress::Teller,
    result,
    state::Binding,
};

/// Under which key a question goes back and forth.
const QUESTION: &str = "approval";
/// How long a task may take in milliseconds. A script may take a while, and a person longer.
const TASK_MS: u64 = 2 * 60 * 60 * 1000;
/// How long a client that calls again waits for an answer on a page, before it is told that the request waits: less than
/// clients wait for any answer.
const PATIENCE: Duration = Duration::from_secs(45);
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

/// Whom to ask while a call waits, and how.
struct Asker {
    mode: Mode,
    through: Through,
}

/// Deliberately exhaustive.
enum Through {
    /// A client that takes requests: up to 2025-11-25.
    Client(Peer<RoleServer>),
    /// A client that looks after a task.
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
        let mode = Mode::of(&client);
        // Clients of older protocols take a task for a result, even some that say they know tasks.
        if is_new && client.supports_tasks() && self.tool.spec().effect >= Effect::Execute {
            return Ok(self.into_task(mode).into());
        }
        let (cx, teller) = Teller::of(request, self.cx);
        self.cx = cx;
        let response = match mode {
            Some(mode) if is_new => self.round(mode, params).await,
            mode => {
                let asker = mode.map(|mode| Asker { mode, through: Through::Client(request.peer.clone()) });
                self.told(self.complete(asker.as_ref()).await)
            }
        };
        drop(self);
        teller.finish().await;
        response
    }

    /// One round of a call: the client brings the answer to the question of the last one, or is given a question.
    async fn round(&self, mode: Mode, params: &CallToolRequestParams) -> Result<CallToolResponse, ErrorData> {
        let binding = Binding::new(self.cx.principal(), &self.tool.spec().name, &self.arguments);
        let outcome = match &params.request_state {
            Some(state) => {
                let asked = self.server.questions.open(state, &binding);
                let asked = asked.map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
                let said = params.input_responses.as_ref().and_then(|responses| responses.get(QUESTION));
                let answer = said.map_or(Answer::Later, |said| Answer::read(said, mode));
                if answer == Answer::Elsewhere {
                    // If that takes longer, a later call finds what they answered.
                    let _ = self.server.registry.wait(&asked.approval, PATIENCE, &self.cx).await;
                }
                self.settle(&asked.approval, &asked.digest, answer).await
            }
            None => match self.attempt().await {
                Ok(CallOutcome::AwaitingApproval(approval)) => {
                    if let Some(question) = self.server.question(&approval, mode, &self.cx).await {
                        let state = self.server.questions.seal(&approval, &binding);
                        let state = state.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
                        let questions = InputRequests::from([(QUESTION.to_owned(), request(question))]);
                        return Ok(InputRequiredResult::new(Some(questions), Some(state)).into());
                    }
                    Ok(CallOutcome::AwaitingApproval(approval))
                }
                outcome => outcome,
            },
        };
        self.told(outcome)
    }

    /// The whole call, with the question in the middle of it if there is one and somebody to ask.
    async fn complete(&self, asker: Option<&Asker>) -> Result<CallOutcome, ToolError> {
        let outcome = self.attempt().await?;
        if let (CallOutcome::AwaitingApproval(approval), Some(asker)) = (&outcome, asker)
            && let Some(question) = self.server.question(approval, asker.mode, &self.cx).await
        {
            let answer = self.ask(approval, question, asker).await;
            return self.settle(approval.id(), &approval.digest, answer).await;
        }
        Ok(outcome)
    }

    /// The call as a task, which goes on while the client does something else.
    fn into_task(mut self, mode: Option<Mode>) -> CreateTaskResult {
        let tasks = self.server.tasks.of(self.cx.principal());
        let options = TaskOptions::new().with_ttl_ms(TASK_MS).with_status_message(self.tool.spec().title.clone());
        let task = tasks.spawn(options, |task| {
            let teller = task.clone();
            self.cx = self.cx.with_progress(move |step: &Progress| teller.set_status_message(step.message.clone()));
            // The request that began the task ends long before it.
            self.stop = self.server.closing.child_token();
            Box::pin(async move {
                let asker = mode.map(|mode| Asker { mode, through: Through::Task(task.clone()) });
                let work = self.complete(asker.as_ref());
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

    /// Asks the user. An answer that is given elsewhere meanwhile ends the question.
    async fn ask(&self, approval: &Approval, question: ElicitRequestParams, asker: &Asker) -> Answer {
        let said = async {
            let answer = match &asker.through {
                Through::Client(peer) => {
                    let said = peer.create_elicitation(question).await;
                    said.map_or(Answer::Later, |said| Answer::of(&said, asker.mode))
                }
                Through::Task(task) => {
                    let said = task.request_input(QUESTION, request(question)).await;
                    said.map_or(Answer::Later, |said| Answer::read(&said, asker.mode))
                }
            };
            if answer == Answer::Elsewhere { pending().await } else { answer }
        };
        let answer = tokio::select! {
            biased;
            answer = said => answer,
            _ = self.server.registry.wait(approval.id(), ANY_TIME, &self.cx) => Answer::Elsewhere,
            () = self.stop.cancelled() => Answer::Later,
        };
        if let (Mode::Page, Through::Client(peer), Answer::Elsewhere) = (asker.mode, &asker.through, &answer) {
            let facts = json!({"elicitationId": approval.id()});
            let done = CustomNotification::new("notifications/elicitation/complete", Some(facts));
            // A client that went away does not need to know.
            let _ = peer.send_notification(ServerNotification::CustomNotification(done)).await;
        }
        answer
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

    /// Lets work go on by itself, so that it ends in order even if the client gives up; it is told so.
    async fn detached(
        &self,
        work: impl Future<Output = Result<CallOutcome, ToolError>> + Send + 'static,
    ) -> Result<CallOutcome, ToolError> {
        let mut running = self.server.calls.spawn(work);
        let result = tokio::select! {
            biased;
            result = &mut running => result,
            () = self.stop.cancelled() => {
                self.cx.cancel();
                running.await
            }
        };
        result.unwrap_or_else(|panic| {
            tracing::error!(error = %panic, tool = self.tool.spec().name, "a tool broke off");
            let kind =
                if self.tool.spec().effect > Effect::Read { ErrorKind::OutcomeUnknown } else { ErrorKind::Internal };
            Err(ToolError::new(kind, "the tool broke off"))
        })
    }
}

fn request(question: ElicitRequestParams) -> InputRequest {
    InputRequest::Elicitation(ElicitRequest::new(question))
}
