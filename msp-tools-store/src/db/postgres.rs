//! PostgreSQL: a server, for programs on several machines.

use std::time::Duration;

use msp_tools_core::ChangeSignal;
use sqlx::{
    ConnectOptions as _, Connection as _, PgPool,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::time::{sleep, timeout};

use crate::{Error, ErrorKind};

/// The clocks of the machines may differ; that of the server counts.
pub(super) const NOW: &str = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

const CHANNEL: &str = "msp_tools_store";

/// Connects to the database at that address; says what it is called, too.
pub(super) async fn connect(url: &str, patience: Duration, connections: u32) -> Result<(PgPool, String), Error> {
    // Nobody else is asked, whatever the address looks like. The cause would show it, and with it the password.
    let is_ours = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
    let options: Option<PgConnectOptions> = is_ours.then(|| url.parse().ok()).flatten();
    let options = options.ok_or_else(|| {
        Error::new(ErrorKind::Config, "PostgreSQL", "this is no address such as postgres://user@host/database")
    })?;
    let place = place(&options);
    // On the server, too: what nobody waits for any more must not happen later.
    let limit = patience.as_millis().to_string();
    let options = options
        .application_name("msp-tools-store")
        .options([("lock_timeout", limit.as_str()), ("statement_timeout", limit.as_str())])
        // A yes of this database has to mean that the disk has it.
        .options([("synchronous_commit", "on")])
        .disable_statement_logging();
    // Once outside the pool, which would try again in silence.
    match timeout(patience, options.connect()).await {
        Ok(Ok(connection)) => drop(connection.close().await),
        Ok(Err(error)) => return Err(Error::of_sqlx(&place, error)),
        Err(_) => return Err(Error::new(ErrorKind::Unreachable, &place, format!("no answer within {patience:?}"))),
    }
    let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(patience).connect_lazy_with(options);
    Ok((pool, place))
}

fn place(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or_else(|| options.get_username());
    match options.get_socket() {
        Some(socket) => format!("PostgreSQL at {}, database {database}", socket.display()),
        None => format!("PostgreSQL at {}:{}, database {database}", options.get_host(), options.get_port()),
    }
}

/// Listens for what the triggers tell. While there is no connection, everything may have changed.
pub(super) async fn follow(pool: &PgPool, every: Duration, approvals: &ChangeSignal, orders: &ChangeSignal) {
    loop {
        // Ends with an error only.
        let _ = listen(pool, approvals, orders).await;
        approvals.tell();
        orders.tell();
        sleep(every).await;
    }
}

async fn listen(pool: &PgPool, approvals: &ChangeSignal, orders: &ChangeSignal) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        approvals.tell();
        orders.tell();
        while let Some(told) = listener.try_recv().await? {
            match told.payload() {
                "approvals" => approvals.tell(),
                _ => orders.tell(),
            }
        }
    }
}
