#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod asking;
mod builder;
mod calling;
mod connection;
mod definition;
mod error;
mod finder;
mod http;
mod listener;
mod listing;
mod page;
mod progress;
mod result;
mod server;
mod state;
mod tasks;
mod token;
mod toolset;

pub use builder::{ServerBuilder, SetupError};
pub use connection::Connection;
pub use error::ServeError;
pub use http::Access;
pub use server::Server;
pub use token::{Token, TokenError};
pub use toolset::{ParseToolsetError, Toolset};
