//! Does a piece of work with the clients and says what it took, in one line of JSON: for measuring them beside others.
//!
//!     cargo run --release -p msp-examples --example load -- W1 --base http://127.0.0.1:18080
//!
//! | work | what is done |
//! | --- | --- |
//! | `W1` | every ticket, one page after another; `--fields` reads six fields into a type of one's own |
//! | `W2` | every ticket, `--conc` (8) pages under way at once, handed out in order |
//! | `W3` | `--n` (10,000) single tickets, one after another |
//! | `W4` | the same with `--conc` (64) under way |
//! | `W5` | every ticket while holding as little as possible; `--pages` holds a page of records at a time |
//! | `W6` | `--conc` (50) callers of Automate at once without a token, then with one that was withdrawn |
//! | `W7` | `--n` (10,000) single tickets with `--conc` (64) under way, then `--writes` (2,000) new ones, 16 under way, while the server misbehaves; `--reconcile` looks for those whose answer was lost |
//!
//! It needs a server that answers as the products do: the sandbox, or a faster one that is made for measuring. The line says how
//! long it took (behind one warm call), how many records came through, the sum of their ids, and the peak of memory.

mod figures;
mod flags;
mod listing;
mod single;
mod storm;
mod tokens;

use std::error::Error;
use std::time::Duration;

use cw_psa_client::{Limits, PsaClient, TicketId, Timeouts};

use figures::Clock;
use flags::Flags;

type AnyError = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let flags = Flags::parse();
    let psa = psa(&flags)?;
    // The connection is made, and the process warm, before the clock starts; a server that is failing may say no.
    let _ = psa.tickets().get(TicketId::new(single::FIRST_ID)).await;
    let clock = Clock::start();
    let tally = match flags.work.as_str() {
        "W1" => listing::in_turn(&psa, &flags).await?,
        "W2" => listing::at_once(&psa, &flags).await?,
        "W3" => single::read(&psa, flags.n, 1).await?,
        "W4" => single::read(&psa, flags.n, flags.conc.unwrap_or(64)).await?,
        "W5" => listing::lean(&psa, &flags).await?,
        "W6" => tokens::asked_for(&flags).await?,
        "W7" => storm::weather(&psa, &flags).await?,
        other => return Err(format!("there is no work called `{other}`; see the beginning of this program").into()),
    };
    clock.print(&flags.work, tally);
    Ok(())
}

fn psa(flags: &Flags) -> Result<PsaClient, cw_psa_client::Error> {
    let at_once = flags.conc.unwrap_or(64);
    let settle = Duration::from_millis(flags.settle);
    PsaClient::builder("na")
        .base_url(format!("{}/v4_6_release/apis/3.0", flags.base))
        .company(&flags.company)
        .keys(flags.public_key.as_str(), flags.private_key.as_str())
        .client_id(&flags.client_id)
        .settings(|settings| settings.limits(Limits::new().in_flight(at_once)).timeouts(Timeouts::new().settle(settle)))
        .build()
}
