//! Logging in by hand. A client logs in by itself; these are for looking into it.

use cw_http::{Operation, Replay, Request};

use super::routes;
use crate::auth::LOGIN;
use crate::client::AutomateClient;
use crate::models::{AuthInformation, TokenResult};
use cw_http::Call;
use cw_http::data::Secret;

routes! {
    SIGN_IN_INFORMATION = get("auth.sign_in_information", "/v1/apitoken");
    REFRESH = post("auth.refresh", "/v1/apitoken/refresh");
}

/// The one operation that the client sends by itself.
pub(super) static BY_ITSELF: &[Operation] = &[LOGIN];

/// Logging in by hand: for looking into a login that does not work, and for tokens that come from elsewhere.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// let way_in = cwa.auth().sign_in_information().await?;
/// println!("{way_in:?}"); // whether local logins are allowed, and which services sign in
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Auth(pub(super) AutomateClient);

impl Auth {
    /// How one may log in to the server: `GET /apitoken`, without a login. Where local login is off, an account needs the
    /// right to it all the same, or no client can log in.
    pub fn sign_in_information(&self) -> Call<AuthInformation> {
        self.0.read(Request::new(&SIGN_IN_INFORMATION).without_credentials())
    }

    /// Exchanges a token for a later one: `POST /apitoken/refresh`. Whether an expired token is taken is unconfirmed; take any
    /// failure as "log in again". The client does not use it for its own token, and an exchange does not change that one.
    pub fn refresh(&self, token: &Secret) -> Call<TokenResult> {
        let request = Request::new(&REFRESH).json(&token.expose()).replay(Replay::Safe);
        self.0.read(request.without_credentials())
    }
}
