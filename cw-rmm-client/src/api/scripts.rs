//! Scripts: the automation library, and shell scripts.

use super::routes;
use crate::client::RmmClient;
use crate::list::ListRequest;
use crate::models::{AutomationScript, ShellScript};

routes! {
    LIST = get("scripts.list", "/api/platform/v1/automation/scripts") needs [AUTOMATION_READ];
    LIST_SHELL = get("scripts.list_shell", "/api/platform/v1/automation/shellScripts") needs [AUTOMATION_READ];
}

/// Scripts. They are run by [`Tasks::run`](super::Tasks::run).
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// use futures_util::TryStreamExt;
///
/// let mut scripts = rmm.scripts().shell().items();
/// while let Some(script) = scripts.try_next().await? {
///     if script.is_active(rmm.dialect()) {
///         println!("{:?} {:?}", script.id, script.name);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Scripts(pub(super) RmmClient);

impl Scripts {
    /// The scripts of the automation library. What parameters they take is not told.
    ///
    /// Route: `GET /api/platform/v1/automation/scripts`, scope [`platform.automation.read`](crate::Scope::AUTOMATION_READ).
    pub fn list(&self) -> ListRequest<AutomationScript> {
        self.0.list(self.0.ask(&LIST))
    }

    /// The shell scripts, with the schemas of their parameters, those that are out of use too
    /// ([`ShellScript::is_active`](crate::models::ShellScript::is_active)).
    ///
    /// Route: `GET /api/platform/v1/automation/shellScripts`, scope [`platform.automation.read`](crate::Scope::AUTOMATION_READ).
    pub fn shell(&self) -> ListRequest<ShellScript> {
        self.0.list(self.0.ask(&LIST_SHELL))
    }
}
