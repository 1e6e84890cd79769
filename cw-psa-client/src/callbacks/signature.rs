//! Signatures of deliveries.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::delivery::Delivery;
use super::error::CallbackError;

/// The header that a delivery's signature is in.
pub const SIGNATURE_HEADER: &str = "x-content-signature";

/// The key that deliveries of one callback are signed with.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// From the text of the key.
    #[must_use]
    pub fn new(key: &str) -> Self {
        let hashed = Sha256::digest(key.as_bytes());
        Self(Hmac::new_from_slice(&hashed).expect("HMAC takes keys of any length"))
    }

    /// From what the key's address answers, whatever its content type says: JSON with `signing_key`.
    ///
    /// # Errors
    ///
    /// [`CallbackError::NoKey`].
    pub fn from_answer(body: &[u8]) -> Result<Self, CallbackError> {
        #[derive(Deserialize)]
        struct Answer {
            signing_key: String,
        }
        match serde_json::from_slice(body) {
            Ok(Answer { signing_key }) if !signing_key.is_empty() => Ok(Self::new(&signing_key)),
            _ => Err(CallbackError::NoKey),
        }
    }
}

/// Never shows the key.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(***)")
    }
}

/// Checks the signature of a delivery and reads it.
///
/// `body` must be the bytes exactly as they came, `signature` the value of the header
/// [`SIGNATURE_HEADER`]. Signatures are compared in constant time, and nothing is read before.
///
/// A whole genuine delivery that is sent again passes, as it must when the service repeats itself:
/// see [`SeenDeliveries`](super::SeenDeliveries).
///
/// # Errors
///
/// [`CallbackError::NoSignature`], [`CallbackError::BadSignature`], [`CallbackError::WrongSignature`],
/// or [`CallbackError::Body`] for one that is genuine but no JSON object.
pub fn verify(body: &[u8], signature: Option<&str>, key: &SigningKey) -> Result<Delivery, CallbackError> {
    let signature = signature.ok_or(CallbackError::NoSignature)?.trim();
    let decoded = STANDARD.decode(signature).map_err(|_| CallbackError::BadSignature)?;
    let signature: [u8; 32] = decoded.try_into().map_err(|_| CallbackError::BadSignature)?;
    let mac = key.0.clone().chain_update(body);
    mac.verify_slice(&signature).map_err(|_| CallbackError::WrongSignature)?;
    Delivery::read(body, signature)
}
