//! What a request for a token is answered with.

use cw_http::data::Secret;

cw_http::model! { "snake_case";
    /// A token.
    pub struct TokenAnswer {
        /// The token.
        access_token: Secret,
        /// For how long it is good, in seconds.
        expires_in: i64,
    }
}
