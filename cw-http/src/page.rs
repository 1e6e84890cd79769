//! Paged lists: how an API pages (data), where one can go on (cursor), the way from page to page (walk), and what callers see
//! (listing).

mod cursor;
mod listing;
mod next;
mod walk;

pub use cursor::Cursor;
pub use listing::{Items, Lenient, Listing, Page, Pages};
pub(crate) use next::link_to;
pub use next::{NextPage, Paging};
