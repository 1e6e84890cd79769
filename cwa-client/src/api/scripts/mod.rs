//! Scripts: the library, what runs now, what is planned, and how to run one.

mod folders;
mod library;
mod schedules;

use cw_http::Operation;

use super::routes;
use crate::client::AutomateClient;
use crate::ids::ScriptId;
use crate::run::{FollowScript, RunScript, ScriptRun};

/// All operations of the files in this folder.
pub(super) static PARTS: [&[Operation]; 3] = [folders::ALL, library::ALL, schedules::ALL];

/// Scripts. Reading needs the right *Scripts: read*, running the right to schedule scripts, in general and on the computers.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// use cwa_client::filters::ScriptFilter;
///
/// let cleanup = ScriptFilter::new().with_name("Disk Cleanup");
/// for script in cwa.scripts().list().filter(cleanup).exclude_fields(["ScriptData"]).all().await? {
///     println!("{:?} {:?}", script.id, script.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Scripts(pub(super) AutomateClient);

impl Scripts {
    /// Runs a script on computers, now. The answer is a handle to [follow](Self::follow) the runs by.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
    /// use cwa_client::{ComputerId, ScriptId};
    ///
    /// let run = cwa
    ///     .scripts()
    ///     .run(ScriptId::new(6431))
    ///     .on([ComputerId::new(1042), ComputerId::new(1043)])
    ///     .parameter("DriveLetter", "C")
    ///     .send()
    ///     .await?;
    /// let outcome = cwa.scripts().follow(&run).outcome().await?;
    /// for target in &outcome.targets {
    ///     println!("{}: {}", target.computer, target.state);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn run(&self, script: ScriptId) -> RunScript {
        RunScript::new(self.0.clone(), script)
    }

    /// Finds out what came of a run, computer by computer. Only reads: it can be dropped, and begun again by the same handle,
    /// in another process too.
    pub fn follow(&self, run: &ScriptRun) -> FollowScript {
        FollowScript::new(self.0.clone(), run.clone())
    }
}
