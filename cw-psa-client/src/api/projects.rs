//! Projects, their phases and people.

use cw_http::{Call, Request};
use serde_json::Value;

use super::{below, endpoints, resources, routes};
use crate::filters::ProjectFilter;
use crate::ids::{
    ProjectContactId, ProjectId, ProjectNoteId, ProjectPhaseId, ProjectStatusId, ProjectTeamMemberId, ProjectTypeId,
};
use crate::models::{
    NewProject, NewProjectContact, NewProjectNote, NewProjectPhase, NewProjectTeamMember, Project, ProjectContact,
    ProjectNote, ProjectPhase, ProjectStatus, ProjectTeamMember, ProjectType,
};
use crate::resource::Endpoint;

resources! {
    /// Projects.
    Projects("projects", "/project/projects"): ProjectId => Project, filter ProjectFilter, new NewProject;
    /// The phases of a project.
    ProjectPhases("projects.phases", "/project/projects/{parentId}/phases"):
        ProjectPhaseId => ProjectPhase, new NewProjectPhase;
    /// The notes of a project.
    ProjectNotes("projects.notes", "/project/projects/{parentId}/notes"):
        ProjectNoteId => ProjectNote, new NewProjectNote;
    /// Who works on a project.
    ProjectTeamMembers("projects.team_members", "/project/projects/{parentId}/teamMembers"):
        ProjectTeamMemberId => ProjectTeamMember, new NewProjectTeamMember;
    /// The customer's people on a project.
    ProjectContacts("projects.contacts", "/project/projects/{parentId}/contacts"):
        ProjectContactId => ProjectContact;
    /// The statuses that projects can have.
    ProjectStatuses("projects.statuses", "/project/statuses"): ProjectStatusId => ProjectStatus, new Value;
    /// The types that projects can have.
    ProjectTypes("projects.types", "/project/projectTypes"): ProjectTypeId => ProjectType, new Value;
}

routes! {
    ADD_CONTACT = post("projects.contacts.create", "/project/projects/{parentId}/contacts");
    REMOVE_CONTACT = delete("projects.contacts.delete", "/project/projects/{parentId}/contacts/{id}");
}

endpoints! {
    /// Projects. Their tickets are [`project_tickets`](Self::project_tickets).
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// for project in psa.projects().list().fields(["id", "name", "percentComplete"]).limit(20).all().await? {
    ///     println!("{:?} {:?}", project.id, project.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    projects: Projects;
}

below! {
    Projects;
    /// The phases of a project.
    phases(ProjectId): ProjectPhases;
    /// The notes of a project.
    notes(ProjectId): ProjectNotes;
    /// Who works on a project.
    team_members(ProjectId): ProjectTeamMembers;
    /// The customer's people on a project. PSA does not count them.
    contacts(ProjectId): ProjectContacts;
    /// The statuses that projects can have.
    statuses: ProjectStatuses;
    /// The types that projects can have.
    types: ProjectTypes;
}

impl Endpoint<ProjectContacts> {
    /// Adds somebody: `POST /project/projects/{id}/contacts`.
    pub fn create(&self, new: &NewProjectContact) -> Call<ProjectContact> {
        self.psa.read(self.fill(Request::new(&ADD_CONTACT)).json(new))
    }

    /// Removes somebody: `DELETE /project/projects/{id}/contacts/{id}`.
    pub fn delete(&self, id: ProjectContactId) -> Call<()> {
        self.psa.act(self.fill(Request::new(&REMOVE_CONTACT)).param("id", id))
    }
}
