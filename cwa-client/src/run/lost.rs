//! Finding out whether a script was started whose start was not answered.

use async_trait::async_trait;
use cw_http::{Error, LookUp, Lost, Seen};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::value::to_raw_value;

use super::launch::AT_ONCE;
use super::{FollowScript, RunState, ScriptRun};
use crate::client::AutomateClient;

/// The start of a run, to be looked for on its computers. They were all named in one request, so one that shows anything of it
/// proves the start on all.
pub(super) struct Started {
    follow: FollowScript,
    run: ScriptRun,
}

impl Started {
    pub(super) fn new(cwa: AutomateClient, run: ScriptRun) -> Self {
        Self { follow: FollowScript::new(cwa, run.clone()), run }
    }

    fn unclear(&self) -> String {
        let busy = self.run.targets.iter().filter(|target| target.was_running == Some(true));
        let busy: Vec<_> = busy.map(|target| target.computer.to_string()).collect();
        let nothing = format!(
            "nothing of script {} is seen, which proves nothing: agents that are asleep, or ask for work seldom, start it later",
            self.run.script
        );
        if busy.is_empty() {
            return nothing;
        }
        format!("{nothing}; it ran already on {}, where one start cannot be told from the other", busy.join(", "))
    }
}

#[async_trait]
impl LookUp for Started {
    async fn look(&self, _: &Lost) -> Result<Seen, Error> {
        // Where somebody else had started it, what is seen may be of that.
        let idle: Vec<_> =
            self.run.targets.iter().filter(|target| target.was_running == Some(false)).cloned().collect();
        let looks = idle.iter().map(|target| self.follow.look(target)).collect::<Vec<_>>();
        let states: Vec<RunState> = stream::iter(looks).buffered(AT_ONCE).try_collect().await?;
        if states.iter().all(|state| *state == RunState::Pending) {
            return Ok(Seen::Unclear(self.unclear()));
        }
        match to_raw_value(&self.run) {
            Ok(run) => Ok(Seen::Record(run)),
            Err(error) => Err(Error::input("a run that cannot be written").with_source(error)),
        }
    }
}
