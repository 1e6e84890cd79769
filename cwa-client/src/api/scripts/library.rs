//! The script library.

use cw_http::Request;
use serde::Serialize;

use super::{Scripts, routes};
use crate::filters::ScriptFilter;
use crate::ids::ScriptId;
use crate::list::ListRequest;
use crate::models::{NewScriptV2, Script, ScriptV2};
use cw_http::Call;

routes! {
    LIST = get("scripts.list", "/v1/Scripts");
    GET = get("scripts.get", "/v1/Scripts/{id}");
    CREATE = post("scripts.create", "/v1/Scripts");
    COPY = post("scripts.copy", "/v1/Scripts/{id}/Copy");
    GET_V2 = get("scripts.get_v2", "/v2/Scripts/{id}");
    CREATE_V2 = post("scripts.create_v2", "/v2/Scripts");
    REPLACE_V2 = put("scripts.replace_v2", "/v2/Scripts/{id}");
    DELETE_V2 = delete("scripts.delete_v2", "/v2/Scripts/{id}");
}

impl Scripts {
    /// The scripts of the library: `GET /Scripts`. Bodies can be large: leave them out with
    /// `.exclude_fields(["ScriptData"])`, or choose [`fields`](ListRequest::fields).
    pub fn list(&self) -> ListRequest<Script, ScriptFilter> {
        self.0.list(Request::new(&LIST), "Id asc")
    }

    /// One script: `GET /Scripts/{id}` (unpublished, but served).
    pub fn get(&self, id: ScriptId) -> Call<Script> {
        self.0.read(Request::new(&GET).param("id", id))
    }

    /// Creates a script: `POST /Scripts`. The body is the vendor's `Script`, which holds parts that are not described; send
    /// one of your own. Never sent twice.
    pub fn create(&self, script: &impl Serialize) -> Call<Script> {
        self.0.read(Request::new(&CREATE).json(script))
    }

    /// Copies a script: `POST /Scripts/{id}/Copy`. Answers with a number, presumably the id of the copy. Never sent twice.
    pub fn copy(&self, id: ScriptId) -> Call<ScriptId> {
        self.0.read(Request::new(&COPY).param("id", id))
    }

    /// One script as version 2 of the API has it: `GET /v2/Scripts/{id}`, with its steps on request. Not every server has it;
    /// one was seen to break such answers off.
    pub fn get_v2(&self, id: ScriptId, include_steps: bool) -> Call<ScriptV2> {
        self.0.read(Request::new(&GET_V2).param("id", id).query("includeSteps", include_steps))
    }

    /// Creates a script without steps: `POST /v2/Scripts`. Never sent twice.
    pub fn create_v2(&self, script: &NewScriptV2) -> Call<ScriptV2> {
        self.0.read(Request::new(&CREATE_V2).json(script))
    }

    /// Puts a whole script in place of the old one: `PUT /v2/Scripts/{id}`. Steps hold parts that the vendor does not describe,
    /// so [`ScriptV2`] cannot be sent back; send a body of your own, made from the raw answer.
    pub fn replace_v2(&self, id: ScriptId, script: &impl Serialize) -> Call<ScriptV2> {
        self.0.read(Request::new(&REPLACE_V2).param("id", id).json(script))
    }

    /// Deletes a script: `DELETE /v2/Scripts/{id}`.
    pub fn delete_v2(&self, id: ScriptId) -> Call<()> {
        self.0.act(Request::new(&DELETE_V2).param("id", id))
    }
}
