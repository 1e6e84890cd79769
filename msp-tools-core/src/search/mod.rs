//! Finds tools by what somebody wants to do.

mod index;
mod words;

pub use index::{SearchHit, SearchIndex};
