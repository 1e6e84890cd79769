//! A script, run on two computers and followed to its result.
//!
//!     cargo run -p msp-examples --example run_a_script

mod common;

use std::time::Duration;

use common::AnyError;
use cw_sandbox::Sandbox;
use cwa_client::filters::{ComputerFilter, ScriptFilter};
use cwa_client::{ComputerId, ErrorKind};
use futures_util::TryStreamExt;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let sandbox = Sandbox::start().await?;
    let cwa = common::automate(&sandbox)?;

    let scripts = cwa.scripts().list().filter(ScriptFilter::new().with_name("Disk Cleanup")).fields(["Id", "Name"]);
    let script = scripts.all().await?.first().and_then(|script| script.id).ok_or("there is such a script")?;
    let mut computers = Vec::new();
    for name in ["kiosk", "FRONTDESK-2"] {
        computers.push(computer(&cwa, name).await?);
    }

    // A start is sent once, ever. `prepare` first notes what there was before; `launch` starts it.
    let prepared = cwa.scripts().run(script).on(computers).parameter("DriveLetter", "C").prepare().await?;
    let to_look_for = prepared.run().clone();
    let run = match prepared.launch().await {
        // The answer got lost: it may run, or not. It is looked for, and not started again.
        Err(error) if error.kind() == ErrorKind::OutcomeUnknown => to_look_for,
        answer => answer?,
    };

    // Agents of a real server ask for work every few minutes, so the default is to look every 5 seconds, for 15 minutes.
    let mut updates = cwa.scripts().follow(&run).poll_every(Duration::from_millis(200)).updates();
    while let Some(update) = updates.try_next().await? {
        println!("computer {}: {}", update.computer, update.state);
    }
    Ok(())
}

async fn computer(cwa: &cwa_client::AutomateClient, name: &str) -> Result<ComputerId, AnyError> {
    let named = ComputerFilter::new().with_name(name);
    let found = cwa.computers().list().filter(named).fields(["Id", "ComputerName"]).all().await?;
    Ok(found.first().and_then(|computer| computer.id).ok_or_else(|| format!("no computer {name}"))?)
}
