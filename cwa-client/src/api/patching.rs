//! Patching over the whole server: what was done, and what is to be done.

use cw_http::Request;

use super::routes;
use crate::client::AutomateClient;
use crate::list::ListRequest;
use crate::models::{PatchHistory, PatchTarget};
use cw_http::Call;

routes! {
    HISTORY = get("patching.history", "/v1/PatchHistory");
    DEPLOY_ALL_APPROVED = post("patching.deploy_all_approved", "/v1/PatchActions/DeployAllApproved");
    DEPLOY_ALL_SECURITY = post("patching.deploy_all_security", "/v1/PatchActions/DeployAllSecurity");
    REATTEMPT_FAILED = post("patching.reattempt_failed", "/v1/PatchActions/ReattemptFailed");
    SET_TEST_STAGE = post("patching.set_test_stage", "/v1/PatchActions/SetToTestStage");
    SET_PILOT_STAGE = post("patching.set_pilot_stage", "/v1/PatchActions/SetToPilotStage");
    SET_PRODUCTION_STAGE = post("patching.set_production_stage", "/v1/PatchActions/SetToProductionStage");
}

/// Patching over the whole server. How well one computer is patched is
/// [`Computers::patching_stats`](super::Computers::patching_stats).
///
/// The actions answer with nothing, so what came of them is seen in the [history](Self::history). They are never sent twice.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// for done in cwa.patching().history().limit(100).all().await? {
///     println!("{:?} on {:?}: {:?}", done.update_id, done.computer_id, done.result_code);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Patching(pub(super) AutomateClient);

impl Patching {
    /// Updates that were installed and removed: `GET /PatchHistory`.
    pub fn history(&self) -> ListRequest<PatchHistory> {
        self.0.list(Request::new(&HISTORY), "")
    }

    /// Installs all approved patches: `POST /PatchActions/DeployAllApproved`.
    pub fn deploy_all_approved(&self, target: &PatchTarget) -> Call<()> {
        self.0.act(Request::new(&DEPLOY_ALL_APPROVED).json(target))
    }

    /// Installs all security patches: `POST /PatchActions/DeployAllSecurity`.
    pub fn deploy_all_security(&self, target: &PatchTarget) -> Call<()> {
        self.0.act(Request::new(&DEPLOY_ALL_SECURITY).json(target))
    }

    /// Installs again what failed: `POST /PatchActions/ReattemptFailed`.
    pub fn reattempt_failed(&self, target: &PatchTarget) -> Call<()> {
        self.0.act(Request::new(&REATTEMPT_FAILED).json(target))
    }

    /// Gets patches among the first: `POST /PatchActions/SetToTestStage`.
    pub fn set_test_stage(&self, target: &PatchTarget) -> Call<()> {
        self.0.act(Request::new(&SET_TEST_STAGE).json(target))
    }

    /// Gets patches after the test stage: `POST /PatchActions/SetToPilotStage`.
    pub fn set_pilot_stage(&self, target: &PatchTarget) -> Call<()> {
        self.0.act(Request::new(&SET_PILOT_STAGE).json(target))
    }

    /// Gets patches last: `POST /PatchActions/SetToProductionStage`.
    pub fn set_production_stage(&self, target: &PatchTarget) -> Call<()> {
        self.0.act(Request::new(&SET_PRODUCTION_STAGE).json(target))
    }
}
