//! Progress of a call, told to its client.

use msp_tools_core::{CallContext, Progress};
use rmcp::{
    RoleServer,
    model::ProgressNotificationParam,
    service::{Peer, RequestContext},
};
use tokio::{sync::mpsc, task::JoinHandle};

/// Tells the client of progress, if it asked for it.
pub(crate) struct Teller(Option<JoinHandle<()>>);

impl Teller {
    /// The context in which progress is reported, and what passes it on.
    pub(crate) fn of(request: &RequestContext<RoleServer>, cx: CallContext) -> (CallContext, Self) {
        let Some(token) = request.meta.get_progress_token() else { return (cx, Self(None)) };
        let (tell, told) = mpsc::unbounded_channel();
        // If the client is gone, nobody needs to know.
        let cx = cx.with_progress(move |step| drop(tell.send(step.clone())));
        let blank = ProgressNotificationParam::new(token, 0.0);
        (cx, Self(Some(tokio::spawn(pass_on(told, request.peer.clone(), blank)))))
    }

    /// Waits until everything was told: progress comes before the result. To be called when no context is left that could
    /// report.
    pub(crate) async fn finish(self) {
        if let Some(passing) = self.0 {
            // It ends with its sender, and has nothing to fail of.
            let _ = passing.await;
        }
    }
}

async fn pass_on(
    mut told: mpsc::UnboundedReceiver<Progress>,
    peer: Peer<RoleServer>,
    blank: ProgressNotificationParam,
) {
    let mut number = Number::default();
    while let Some(step) = told.recv().await {
        let mut notification = blank.clone().with_message(step.message.clone());
        (notification.progress, notification.total) = number.of(&step);
        if peer.notify_progress(notification).await.is_err() {
            return;
        }
    }
}

/// How far a call is, as a number that only grows.
#[derive(Default)]
struct Number(f64);

impl Number {
    /// Steps where they are known. A report that brings no step forward counts as a small one: each must be more than the last.
    #[allow(clippy::cast_precision_loss, reason = "steps are few")]
    fn of(&mut self, step: &Progress) -> (f64, Option<f64>) {
        let done = step.done.map_or(0.0, |done| done as f64);
        self.0 = if done > self.0 { done } else { self.0 + 0.001 };
        (self.0, step.total.map(|total| total as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_only_grows() {
        let mut number = Number::default();
        let steps = [Progress::new("a").with_steps(1, 3), Progress::new("b"), Progress::new("c").with_steps(1, 3)];
        let told = steps.map(|step| number.of(&step));
        assert_eq!(told[0], (1.0, Some(3.0)));
        assert!(told[0].0 < told[1].0 && told[1].0 < told[2].0 && told[2].0 < 2.0, "{told:?}");
        assert_eq!(number.of(&Progress::new("d").with_steps(2, 3)).0, 2.0);
    }
}
