//! Callbacks: what PSA reports by itself, and where to.

use super::{endpoints, resources};
use crate::ids::CallbackId;
use crate::models::{Callback, NewCallback};

resources! {
    /// Registered callbacks.
    Callbacks("callbacks", "/system/callbacks"): CallbackId => Callback, new NewCallback;
}

endpoints! {
    /// Callbacks: what PSA reports by itself, and where to. What arrives there is checked by
    /// [`CallbackVerifier`](crate::callbacks::CallbackVerifier).
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// use cw_psa_client::models::NewCallback;
    ///
    /// // All tickets (level `owner`, 1): PSA appends the number of the record and what happened.
    /// let new = NewCallback::new("https://hooks.example.com/psa?recordId=", 1, "ticket", "owner");
    /// println!("{:?}", psa.callbacks().create(&new).await?.id);
    /// # Ok(())
    /// # }
    /// ```
    callbacks: Callbacks;
}
