//! Deliveries of callbacks: is one genuine, and what does it say.
//!
//! A delivery is signed with a key that the service hands out at an address. That address stands in
//! the delivery itself, which at that moment nobody has checked: so it is only followed to hosts
//! that were configured. In order:
//!
//! 1. [`KeyHosts::key_url`] reads the address and refuses foreign ones,
//! 2. the key is fetched there (a [`SigningKey`] keeps well, by its [`KeyUrl`]),
//! 3. [`verify`] checks the signature over the bytes as they came and only then reads them,
//! 4. [`SeenDeliveries`] tells deliveries that came before.
//!
//! ```
//! use cw_psa_client::callbacks::{KeyHosts, SigningKey, verify};
//!
//! # fn receive(body: &[u8], signature: Option<&str>) -> Result<(), cw_psa_client::callbacks::CallbackError> {
//! let hosts = KeyHosts::of_site("api-na.myconnectwise.net");
//! let url = hosts.key_url(body)?;
//! # let answer: &[u8] = &[];
//! let key = SigningKey::from_answer(/* what GET url answers */ answer)?;
//! let delivery = verify(body, signature, &key)?;
//! println!("{:?} {:?}", delivery.action, delivery.id);
//! # Ok(())
//! # }
//! ```
//!
//! Answer any 2xx within five seconds. The service tries twice more, and switches a callback off
//! after three days of failures.

mod delivery;
mod error;
mod key_url;
mod seen;
mod signature;
mod verifier;

pub use delivery::{Action, Delivery};
pub use error::CallbackError;
pub use key_url::{KeyHosts, KeyUrl};
pub use seen::SeenDeliveries;
pub use signature::{SIGNATURE_HEADER, SigningKey, verify};
pub use verifier::{CallbackVerifier, VerifyError};
