//! Retired assets: what is remembered of computers whose agent is gone.

use cw_http::Request;

use super::routes;
use crate::client::AutomateClient;
use crate::ids::RetiredAssetId;
use crate::list::ListRequest;
use crate::models::RetiredAsset;
use cw_http::Call;

routes! {
    LIST = get("retired_assets.list", "/v1/RetiredAssets");
    GET = get("retired_assets.get", "/v1/RetiredAssets/{id}");
    DELETE = delete("retired_assets.delete", "/v1/RetiredAssets/{id}");
}

/// Retired assets: what is remembered of computers whose agent is gone.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// for asset in cwa.retired_assets().list().limit(50).all().await? {
///     println!("{asset:?}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RetiredAssets(pub(super) AutomateClient);

impl RetiredAssets {
    /// All retired assets: `GET /RetiredAssets`.
    pub fn list(&self) -> ListRequest<RetiredAsset> {
        self.0.list(Request::new(&LIST), "Id asc")
    }

    /// One retired asset: `GET /RetiredAssets/{id}`.
    pub fn get(&self, id: RetiredAssetId) -> Call<RetiredAsset> {
        self.0.read(Request::new(&GET).param("id", id))
    }

    /// Forgets a retired asset: `DELETE /RetiredAssets/{id}`.
    pub fn delete(&self, id: RetiredAssetId) -> Call<()> {
        self.0.act(Request::new(&DELETE).param("id", id))
    }
}
