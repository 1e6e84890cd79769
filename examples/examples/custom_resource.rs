//! A record of PSA that the client has no method for: a few lines, with a struct of your own.
//!
//!     cargo run -p msp-examples --example custom_resource

mod common;

use common::AnyError;
use cw_psa_client::{Criteria, Field, OrderBy, Patch, Resource, Writable};
use cw_sandbox::Sandbox;
use serde::Deserialize;
use serde_json::json;

/// Only what this program needs of a record.
#[derive(Debug, Deserialize)]
struct NoteType {
    id: i64,
    name: String,
}

impl Resource for NoteType {
    const NAME: &'static str = "note_types";
    const PATH: &'static str = "/company/noteTypes";
    type Id = i64;
    type Model = Self;
    type Filter = Criteria;
}

impl Writable for NoteType {
    type New = serde_json::Value;
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let sandbox = Sandbox::start().await?;
    let psa = common::psa(&sandbox)?;

    // Everything that any other kind of record can do, it can do now: streams, conditions, counts, patches, retries.
    let kinds = psa.resource::<NoteType>();
    println!("{} note types", kinds.list().count().await?);

    let name = Field::new("name")?;
    for found in kinds.list().condition(name.contains("e")).order_by(OrderBy::asc(&name)).all().await? {
        println!("  {} {}", found.id, found.name);
    }

    let new = kinds.create(&json!({ "name": "Handover" })).await?;
    println!("created: {}", new.name);
    let changed = kinds.update(new.id, &Patch::new().replace("name", "Shift handover")).await?;
    println!("changed: {}", changed.name);
    kinds.delete(new.id).await?;
    match kinds.get(new.id).await {
        Err(error) => println!("deleted: {:?}", error.kind()),
        Ok(found) => println!("still there: {}", found.name),
    }
    Ok(())
}
