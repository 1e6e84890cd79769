//! The tools that the official conformance suite asks for, behind the adapter. `.ci/mcp` runs the suite against it.
//!
//! `cargo run -p msp-tools-mcp --example conformance` prints where it listens, and serves until it is stopped.

#![allow(deprecated, reason = "the suite still asks for logging and sampling")]

mod asking;
mod suite;
mod tools;
mod working;

use std::{error::Error, sync::Arc};

use axum::Router;
use msp_tools_mcp::Server;
use rmcp::transport::{
    StreamableHttpServerConfig, StreamableHttpService, streamable_http_server::session::local::LocalSessionManager,
};
use tokio::net::TcpListener;

use crate::suite::{Caller, Suite};

/// More tools than there are: all are listed one by one.
const MOST_LISTED: usize = 100;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let caller = Caller::default();
    let (registry, desk) = tools::registry(&caller)?;
    let server = Arc::new(Server::builder(registry).desk(desk).most_listed(MOST_LISTED).build()?);
    let connect = move || Ok(Suite::new(server.connection("suite"), caller.clone()));
    let sessions = Arc::new(LocalSessionManager::default());
    let service = StreamableHttpService::new(connect, sessions, StreamableHttpServerConfig::default());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/mcp", listener.local_addr()?);
    axum::serve(listener, Router::new().route_service("/mcp", service)).await?;
    Ok(())
}
