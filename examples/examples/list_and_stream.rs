//! Lists: the whole one, one record at a time, one page at a time, and on from where one stopped.
//!
//!     cargo run -p msp-examples --example list_and_stream

mod common;

use common::AnyError;
use cw_sandbox::Sandbox;
use cwa_client::filters::ComputerFilter;
use futures_util::TryStreamExt;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let sandbox = Sandbox::start().await?;
    let cwa = common::automate(&sandbox)?;

    // A list is a value: it is refined first, and nothing is sent until it is read.
    let servers = cwa.computers().list().filter(ComputerFilter::new().with_operating_system("Server")).fields([
        "Id",
        "ComputerName",
        "OperatingSystemName",
    ]);

    // Short ones in one vector.
    let all = servers.clone().all().await?;
    println!("{} servers", all.len());

    // Long ones as a stream: the next page is asked for when this one is used up, and memory holds one, whatever the total.
    let mut stream = servers.clone().page_size(5).items();
    while let Some(server) = stream.try_next().await? {
        let (name, system) = (server.computer_name.as_deref(), server.operating_system_name.as_deref());
        println!("  {}: {}", name.unwrap_or("?"), system.unwrap_or("?"));
        if name == Some("DC01") {
            println!("  found it; the pages that were not needed were not asked for");
            break;
        }
    }

    // Page by page. A cursor is text: keep it, and go on tomorrow.
    let page = servers.clone().page_size(3).send().await?;
    println!("{} on the first page", page.items.len());
    if let Some(cursor) = page.next {
        let kept = cursor.to_string();
        let rest = servers.page_size(3).resume(kept.parse()?).all().await?;
        println!("{} after it", rest.len());
    }
    Ok(())
}
