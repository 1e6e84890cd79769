//! Why a delivery is not believed.

/// A delivery that is not genuine, or cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// There is no signature.
    #[error("the delivery has no x-content-signature header")]
    NoSignature,
    /// The signature is not Base64 of 32 bytes.
    #[error("the signature of the delivery is not Base64 of 32 bytes")]
    BadSignature,
    /// The signature belongs to another body or another key.
    #[error("the signature does not fit the delivery")]
    WrongSignature,
    /// The delivery is no JSON object.
    #[error("the delivery is no JSON object")]
    Body(#[source] serde_json::Error),
    /// The delivery does not say where its key is.
    #[error("the delivery has no Metadata.key_url")]
    NoKeyUrl,
    /// The key is said to be on a host that was not configured, or not behind https.
    #[error("the delivery's key is said to be at {url:?}, which is not https on a configured host")]
    ForeignKeyUrl {
        /// What the delivery says, cut to 200 characters.
        url: String,
    },
    /// What was answered at the key's address holds no key.
    #[error("the answer at the key's address holds no signing_key")]
    NoKey,
    /// The record in the delivery cannot be read as what was asked for.
    #[error("the record in the delivery cannot be read")]
    Entity(#[source] serde_json::Error),
}
