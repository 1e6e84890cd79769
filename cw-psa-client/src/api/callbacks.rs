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
    callbacks: Callbacks;
}
