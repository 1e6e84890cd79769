//! Tools that take their time, fail, or change which tools there are.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use msp_tools_core::{
    CallContext, Effect, ErrorKind, Policy, Progress, Registry, Tool, ToolError, ToolSource, read_tool,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tools::{Anything, Shown, spec};

const MOMENT: Duration = Duration::from_millis(50);

/// Tools that take their time, or fail.
pub(crate) fn tools() -> [Arc<dyn Tool>; 5] {
    let intended = || ToolError::new(ErrorKind::Rejected, "This tool intentionally returns an error for testing");
    // A client that speaks of tasks gets one for whatever runs something.
    let job = |name| spec(name, Effect::Execute).with_default_policy(Policy::Auto);
    [
        read_tool(spec("test-error-handling", Effect::Read), (), move |(), _: Anything, _| async move {
            Err::<Shown, _>(intended())
        }),
        read_tool(spec("test-tool-with-progress", Effect::Read), (), |(), _: Anything, cx| async move {
            for done in [0, 50, 100] {
                cx.report(&Progress::new(format!("{done} of 100")).with_steps(done, 100));
                cx.pause(MOMENT).await;
            }
            Ok(Shown::text("Done, step by step."))
        }),
        read_tool(job("slow-compute"), (), |(), work: Work, cx| compute(work, cx)),
        read_tool(job("failing-job"), (), move |(), _: Anything, cx| async move {
            cx.pause(MOMENT).await;
            Err::<Shown, _>(intended())
        }),
        // Of all errors, this is the one that clients are told of by an error of the protocol.
        read_tool(job("protocol-error-job"), (), |(), _: Anything, _| async move {
            Err::<Shown, _>(ToolError::new(ErrorKind::UnknownTool, "there is no such tool"))
        }),
    ]
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Work {
    seconds: u64,
    label: Option<String>,
}

async fn compute(work: Work, cx: CallContext) -> Result<Shown, ToolError> {
    cx.pause(Duration::from_secs(work.seconds)).await;
    cx.ensure_wanted()?;
    Ok(Shown::text(format!("Computed for {} s: {}", work.seconds, work.label.unwrap_or_default())))
}

/// A tool that comes and goes, and the registry that has it.
#[derive(Clone, Default)]
pub(crate) struct Changes {
    is_there: Arc<AtomicBool>,
    registry: Arc<OnceLock<Registry>>,
}

/// The changes, and the tool that makes one.
pub(crate) fn changing_tools() -> (Changes, Arc<dyn Tool>) {
    let changes = Changes::default();
    let tool = read_tool(
        spec("test-trigger-tool-change", Effect::Read),
        changes.clone(),
        |changes: Changes, _: Anything, _| async move { changes.make().await },
    );
    (changes, tool)
}

impl Changes {
    pub(crate) fn of(&self, registry: &Registry) {
        // Told once, right after it was built.
        let _ = self.registry.set(registry.clone());
    }

    pub(crate) fn source(&self) -> Arc<dyn ToolSource> {
        Arc::new(self.clone())
    }

    async fn make(&self) -> Result<Shown, ToolError> {
        self.is_there.fetch_xor(true, Ordering::Relaxed);
        let registry = self.registry.get().ok_or_else(|| ToolError::internal("there is no registry yet"))?;
        let refreshed = registry.refresh().await?;
        Ok(Shown::text(format!("{} came, {} went.", refreshed.added.len(), refreshed.removed.len())))
    }
}

#[async_trait]
impl ToolSource for Changes {
    async fn tools(&self) -> Result<Vec<Arc<dyn Tool>>, ToolError> {
        let now_and_then = || {
            read_tool(spec("test-now-and-then", Effect::Read), (), |(), _: Anything, _| async {
                Ok(Shown::text("Here, for now."))
            })
        };
        Ok(self.is_there.load(Ordering::Relaxed).then(now_and_then).into_iter().collect())
    }
}
