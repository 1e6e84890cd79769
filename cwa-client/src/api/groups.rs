//! Groups, and which computers are in them.

use cw_http::{Replay, Request};

use super::routes;
use crate::client::AutomateClient;
use crate::filters::GroupFilter;
use crate::ids::GroupId;
use crate::list::ListRequest;
use crate::models::{Group, GroupComputer, NewGroup, NewGroupComputer};
use crate::patch::Patch;
use cw_http::Call;

routes! {
    LIST = get("groups.list", "/v1/Groups");
    GET = get("groups.get", "/v1/Groups/{id}");
    CREATE = post("groups.create", "/v1/Groups");
    REPLACE = put("groups.replace", "/v1/Groups/{id}");
    UPDATE = patch("groups.update", "/v1/Groups/{id}");
    DELETE = delete("groups.delete", "/v1/Groups/{id}");
    COMPUTERS = get("groups.computers", "/v1/GroupComputers");
    COMPUTER = get("groups.computer", "/v1/GroupComputers/{id}");
    ADD_COMPUTER = post("groups.add_computer", "/v1/GroupComputers");
    REPLACE_COMPUTER = put("groups.replace_computer", "/v1/GroupComputers/{id}");
    UPDATE_COMPUTER = patch("groups.update_computer", "/v1/GroupComputers/{id}");
    REMOVE_COMPUTER = delete("groups.remove_computer", "/v1/GroupComputers/{id}");
}

/// Groups of computers, network devices and contacts. That a computer is in a group is a row of its own, a *membership*, whose
/// id is text of a form that is not documented.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// use cwa_client::filters::GroupFilter;
///
/// for group in cwa.groups().list().filter(GroupFilter::new().with_name("Servers")).all().await? {
///     println!("{:?} {:?}", group.id, group.full_name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Groups(pub(super) AutomateClient);

impl Groups {
    /// All groups: `GET /Groups`. `.expand(["computers"])` fills in their computers.
    pub fn list(&self) -> ListRequest<Group, GroupFilter> {
        self.0.list(Request::new(&LIST), "Id asc")
    }

    /// One group: `GET /Groups/{id}`.
    pub fn get(&self, id: GroupId) -> Call<Group> {
        self.0.read(Request::new(&GET).param("id", id))
    }

    /// Creates a group: `POST /Groups`. Answers with the new one. Never sent twice.
    pub fn create(&self, group: &NewGroup) -> Call<Group> {
        self.0.read(Request::new(&CREATE).json(group))
    }

    /// Puts a whole group in place of the old one: `PUT /Groups/{id}`. What is not set is emptied; to change a part, use
    /// [`update`](Self::update).
    pub fn replace(&self, id: GroupId, group: &NewGroup) -> Call<Group> {
        self.0.read(Request::new(&REPLACE).param("id", id).json(group))
    }

    /// Changes parts of a group: `PATCH /Groups/{id}`. Answers with the changed one.
    pub fn update(&self, id: GroupId, patch: &Patch) -> Call<Group> {
        self.0.read(Request::new(&UPDATE).param("id", id).json(patch).replay(Replay::Safe))
    }

    /// Deletes a group: `DELETE /Groups/{id}`.
    pub fn delete(&self, id: GroupId) -> Call<()> {
        self.0.act(Request::new(&DELETE).param("id", id))
    }

    /// Which computers are in which groups: `GET /GroupComputers`. Narrow it by a condition on `GroupId` or `ComputerId`.
    pub fn computers(&self) -> ListRequest<GroupComputer> {
        self.0.list(Request::new(&COMPUTERS), "Id asc")
    }

    /// One membership: `GET /GroupComputers/{id}`.
    pub fn computer(&self, membership: &str) -> Call<GroupComputer> {
        self.0.read(Request::new(&COMPUTER).param("id", membership))
    }

    /// Puts a computer into a group: `POST /GroupComputers`. Answers with the membership. Never sent twice.
    pub fn add_computer(&self, computer: &NewGroupComputer) -> Call<GroupComputer> {
        self.0.read(Request::new(&ADD_COMPUTER).json(computer))
    }

    /// Puts a whole membership in place of the old one: `PUT /GroupComputers/{id}`.
    pub fn replace_computer(&self, membership: &str, computer: &NewGroupComputer) -> Call<GroupComputer> {
        self.0.read(Request::new(&REPLACE_COMPUTER).param("id", membership).json(computer))
    }

    /// Changes parts of a membership: `PATCH /GroupComputers/{id}`.
    pub fn update_computer(&self, membership: &str, patch: &Patch) -> Call<GroupComputer> {
        self.0.read(Request::new(&UPDATE_COMPUTER).param("id", membership).json(patch).replay(Replay::Safe))
    }

    /// Takes a computer out of a group: `DELETE /GroupComputers/{id}`.
    pub fn remove_computer(&self, membership: &str) -> Call<()> {
        self.0.act(Request::new(&REMOVE_COMPUTER).param("id", membership))
    }
}
