//! What a script looked like: whether it is still the one that a person agreed to.

use cw_http::{Error, ErrorKind};
use msp_tools_core::Digest;
use serde_json::to_value;

use crate::client::AutomateClient;
use crate::condition;
use crate::ids::ScriptId;
use crate::models::Script;

/// The script with all that the server hands out of it, its steps too.
pub(super) async fn definition(cwa: &AutomateClient, id: ScriptId) -> Result<Script, Error> {
    // Asked for in both ways, for servers that listen to one only.
    let list = cwa.scripts().list().ids([id]).condition(condition::script::ID.eq(id)).page_size(1);
    let rows = list.send().await?.items;
    let found = rows.into_iter().find(|script| script.id == Some(id));
    found.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("there is no script {id} any more")))
}

/// Changes with every edit of the script that the server tells of. Nothing if it tells of none.
pub(super) fn fingerprint(script: &Script) -> Option<Digest> {
    let tells_of_edits = script.version.is_some() || script.update_date.is_some() || script.script_data.is_some();
    let written = to_value(script).ok().filter(|_| tells_of_edits)?;
    Some(Digest::of(&written))
}
