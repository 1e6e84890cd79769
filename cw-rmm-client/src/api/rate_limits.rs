//! What is left of the service's rate limits.

use cw_http::Call;

use super::routes;
use crate::client::RmmClient;
use crate::models::RateLimits;

routes! {
    GET = get("rate_limits.get", "/v1/rate_limits") needs [];
}

/// What is left of the service's rate limits. The client keeps to 500 requests in 300 s by itself.
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// println!("{:?}", rmm.rate_limits().get().await?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RateLimitStatus(pub(super) RmmClient);

impl RateLimitStatus {
    /// The limits, by part of the service and operation. A look at them counts as a request too.
    ///
    /// Route: `GET /v1/rate_limits`.
    pub fn get(&self) -> Call<RateLimits> {
        self.0.read(self.0.ask(&GET))
    }
}
