//! What the tools of the three clients share: requests that are counted for a call, errors that mean something to its caller,
//! rows with columns to choose from, parts of lists, and names that stand for things.

mod access;
mod columns;
mod error;
mod lookup;
mod made;
mod part;
mod raw;

pub use access::{Access, read, write};
pub use columns::{cut, date, short, tenths, text};
pub use lookup::{Lookup, Named, Suggestion, find};
pub use made::{Made, made};
pub use part::{Limit, PageSize, Part};
pub use raw::{OneOrMany, RawClient, RawMethod, RawRequest, Scalar, raw_request};
