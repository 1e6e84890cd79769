//! Finding a record again whose creation was not answered, by its own fields.

use cw_http::{Request, Twin};
use serde_json::{Map, Value};

use crate::resource::{Endpoint, Verb, Writable};

/// How many of the newest records are looked at: more than are made in the seconds between a creation and the look for it.
const NEWEST: usize = 100;

/// Where PSA says when a record was made. Tickets say it in `_info` alone.
const MADE: &[&str] = &["/_info/dateEntered", "/dateEntered", "/dateCreated"];

/// Looks for what `sent` creates among the newest records of its kind.
///
/// No text goes into the conditions: how PSA takes quotes and wildcards in it is not documented, and a record that is overlooked
/// would be made twice.
pub(crate) fn twin<R: Writable>(records: &Endpoint<R>, sent: &Request) -> Twin {
    let newest = records.ask(&Verb::List.operation::<R>()).query("orderBy", "id desc").query("pageSize", NEWEST);
    Twin::of(sent, R::FOUND_BY, records.psa.http(), newest, NEWEST).made_at(MADE).narrowed(narrow::<R>)
}

/// The first field that is a number, or a reference by one: `company/id = 912`.
fn narrow<R: Writable>(sent: &Map<String, Value>) -> Option<(&'static str, String)> {
    let number = |field: &str| match sent.get(field)? {
        Value::Number(number) => Some(format!("{field} = {number}")),
        Value::Object(reference) => Some(format!("{field}/id = {}", reference.get("id")?.as_i64()?)),
        _ => None,
    };
    Some(("conditions", R::FOUND_BY.iter().find_map(|field| number(field))?))
}
