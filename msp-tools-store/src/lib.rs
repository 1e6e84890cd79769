#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("msp-tools-store needs a database: feature `sqlite` or feature `postgres`");

mod approvals;
mod audit;
mod db;
mod desk;
mod error;
mod keeper;
mod options;
mod row;
mod store;

pub use audit::AuditStream;
pub use error::{Error, ErrorKind};
pub use options::StoreOptions;
pub use store::Store;
