//! The folders of the script library.

use cw_http::{Replay, Request};

use super::{Scripts, routes};
use crate::ids::ScriptFolderId;
use crate::list::ListRequest;
use crate::models::{NewScriptFolder, NewScriptFolderV2, ScriptFolder, ScriptFolderV2};
use crate::patch::Patch;
use cw_http::Call;

routes! {
    FOLDERS = get("scripts.folders", "/v1/ScriptFolders");
    FOLDER_TREE = get("scripts.folder_tree", "/v1/ScriptFolders/Hierarchy");
    FOLDER = get("scripts.folder", "/v1/ScriptFolders/{id}");
    CREATE_FOLDER = post("scripts.create_folder", "/v1/ScriptFolders");
    UPDATE_FOLDER = patch("scripts.update_folder", "/v1/ScriptFolders/{id}");
    DELETE_FOLDER = delete("scripts.delete_folder", "/v1/ScriptFolders/{id}");
    CREATE_FOLDER_V2 = post("scripts.create_folder_v2", "/v2/Scripts/ScriptFolders");
    CREATE_FOLDER_IN_V2 = post("scripts.create_folder_in_v2", "/v2/Scripts/ScriptFolders/{parent}");
    REPLACE_FOLDER_V2 = put("scripts.replace_folder_v2", "/v2/Scripts/ScriptFolders/{id}");
    DELETE_FOLDER_V2 = delete("scripts.delete_folder_v2", "/v2/Scripts/ScriptFolders/{id}");
}

impl Scripts {
    /// The folders: `GET /ScriptFolders`.
    pub fn folders(&self) -> ListRequest<ScriptFolder> {
        self.0.list(Request::new(&FOLDERS), "Id asc")
    }

    /// The folders with those in them: `GET /ScriptFolders/Hierarchy`.
    pub fn folder_tree(&self) -> Call<Vec<ScriptFolder>> {
        self.0.read(Request::new(&FOLDER_TREE))
    }

    /// One folder: `GET /ScriptFolders/{id}`.
    pub fn folder(&self, id: ScriptFolderId) -> Call<ScriptFolder> {
        self.0.read(Request::new(&FOLDER).param("id", id))
    }

    /// Creates a folder: `POST /ScriptFolders`. Never sent twice.
    pub fn create_folder(&self, folder: &NewScriptFolder) -> Call<ScriptFolder> {
        self.0.read(Request::new(&CREATE_FOLDER).json(folder))
    }

    /// Changes a folder: `PATCH /ScriptFolders/{id}`.
    pub fn update_folder(&self, id: ScriptFolderId, patch: &Patch) -> Call<ScriptFolder> {
        self.0.read(Request::new(&UPDATE_FOLDER).param("id", id).json(patch).replay(Replay::Safe))
    }

    /// Deletes a folder: `DELETE /ScriptFolders/{id}`.
    pub fn delete_folder(&self, id: ScriptFolderId) -> Call<()> {
        self.0.act(Request::new(&DELETE_FOLDER).param("id", id))
    }

    /// Creates a folder by version 2, at the top (`POST /v2/Scripts/ScriptFolders`) or in another
    /// (`POST /v2/Scripts/ScriptFolders/{parent}`). Never sent twice.
    pub fn create_folder_v2(&self, parent: Option<ScriptFolderId>, folder: &NewScriptFolderV2) -> Call<ScriptFolderV2> {
        let request = match parent {
            Some(parent) => Request::new(&CREATE_FOLDER_IN_V2).param("parent", parent),
            None => Request::new(&CREATE_FOLDER_V2),
        };
        self.0.read(request.json(folder))
    }

    /// Puts a whole folder in place of the old one, such as to rename it: `PUT /v2/Scripts/ScriptFolders/{id}`.
    pub fn replace_folder_v2(&self, id: ScriptFolderId, folder: &NewScriptFolderV2) -> Call<ScriptFolderV2> {
        self.0.read(Request::new(&REPLACE_FOLDER_V2).param("id", id).json(folder))
    }

    /// Deletes a folder by version 2: `DELETE /v2/Scripts/ScriptFolders/{id}`.
    pub fn delete_folder_v2(&self, id: ScriptFolderId) -> Call<()> {
        self.0.act(Request::new(&DELETE_FOLDER_V2).param("id", id))
    }
}
