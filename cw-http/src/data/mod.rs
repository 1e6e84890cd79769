//! The shapes of data that all three products share: tolerant reading, records, open words, ids, dates and secrets.
//!
//! A client writes its models with [`model!`](crate::model), what it sends with [`body!`](crate::body), closed sets of words that
//! are never quite closed with [`open_enum!`](crate::open_enum), and its ids with [`ids!`](crate::ids). Everything that is read
//! goes through [`Lenient`].

mod dates;
mod ids;
mod lenient;
mod model;
mod open_enum;
mod secret;
mod wire_name;

pub use dates::{DateTime, ServerZone};
pub use ids::ParseIdError;
pub use lenient::{Lenient, Record, Slot, record, word};
pub use secret::Secret;
#[doc(hidden)]
pub use wire_name::{length as wire_length, spell as spell_wire_name, text as wire_text};
