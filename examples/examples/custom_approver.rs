//! Approvals in a chat: whoever needs a person asks them where they are, while the call waits.
//!
//!     cargo run -p msp-examples --example custom_approver
//!
//! The chat is played by a channel here. With Slack or Teams, `ask` posts a message with two buttons, and the handler of the
//! buttons does what `dana` does.

mod common;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use common::AnyError;
use cw_sandbox::Sandbox;
use msp_tools_core::{Approval, Approver, CallContext, CallOutcome, Principal, Registry, Reply};
use serde_json::json;
use tokio::sync::{mpsc, oneshot};

/// A message with two buttons.
struct Message {
    text: String,
    /// Who pressed which, and what they wrote.
    pressed: oneshot::Sender<(Principal, bool, String)>,
}

/// Posts into the chat, and waits a while for somebody to press a button.
struct Chat {
    room: mpsc::Sender<Message>,
    patience: Duration,
}

#[async_trait]
impl Approver for Chat {
    async fn ask(&self, approval: &Approval, cx: &CallContext) -> Reply {
        let plan = approval.plan();
        let targets: Vec<String> = plan.targets.iter().map(ToString::to_string).collect();
        let text = format!("{} asks: {} [{}]", approval.request.requester, plan.sentence, targets.join(", "));
        let (pressed, answer) = oneshot::channel();
        if self.room.send(Message { text, pressed }).await.is_err() {
            return Reply::Later; // nobody is there: it stays pending, and can be answered at the desk
        }
        let answer = tokio::select! {
            answer = tokio::time::timeout(self.patience, answer) => answer,
            () = cx.cancelled() => return Reply::Later,
        };
        match answer {
            Ok(Ok((by, true, reason))) => Reply::Yes { by, reason: Some(reason) },
            Ok(Ok((by, false, reason))) => Reply::No { by, reason: Some(reason) },
            _ => Reply::Later,
        }
    }
}

/// The person in the chat: agrees to a cleanup, and to nothing else.
async fn dana(mut room: mpsc::Receiver<Message>) {
    while let Some(Message { text, pressed }) = room.recv().await {
        println!("chat: {text}");
        let (yes, why) = match text.contains("Disk Cleanup") {
            true => (true, "the agreed remedy"),
            false => (false, "not during office hours"),
        };
        println!("dana: {}, {why}", if yes { "yes" } else { "no" });
        // Nobody waits for it any more if the call was cancelled meanwhile.
        let _ = pressed.send((Principal::new("dana"), yes, why.to_owned()));
    }
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let sandbox = Sandbox::start().await?;
    let cwa = common::automate(&sandbox)?;
    let (room, messages) = mpsc::channel(8);
    tokio::spawn(dana(messages));

    let chat = Chat { room, patience: Duration::from_secs(60) };
    let tools = cwa_client::tools::tools(&cwa);
    let (registry, _desk) = Registry::builder().tools(tools).approver(Arc::new(chat)).build()?;

    // To the agent it is one call, that takes as long as the person does.
    let agent = CallContext::new("agent").with_session("tonight");
    for script in ["Disk Cleanup", "Install All Updates"] {
        let run = json!({"script": script, "computers": ["kiosk"]});
        match registry.call("cwa-run-script", run, &agent).await {
            Ok(CallOutcome::Completed(output)) => println!("agent: {}", output.value["summary"]),
            Ok(CallOutcome::AwaitingApproval(asked)) => println!("agent: still waiting for {}", asked.id()),
            Err(error) => println!("agent: {error}"),
        }
    }
    println!("scripts started: {}", sandbox.log().committed().len());
    Ok(())
}
