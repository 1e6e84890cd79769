//! Projects.

use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{date, short, tenths, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};

use super::access::Access;
use super::columns::{CustomValue, custom, id, name, updated, word};
use super::input::{Moment, SearchText, get_input, list_input};
use super::resolve;
use crate::By;
use crate::client::PsaClient;
use crate::condition::project as field;
use crate::filters::ProjectFilter;
use crate::ids::ProjectId;
use crate::models::Project;

pub(super) fn list(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-list-projects", Effect::Read)
        .with_title("List projects")
        .with_description(
            "Lists projects, newest first: id, name, company, status, manager, planned end, percent complete. Use it to see what is \
             being done for a customer or by a manager. Tickets of a project: cw-psa-list-tickets with kind `project`.",
        )
        .with_permission("Project > Project Headers: Inquire")
        .with_aliases(["rollouts", "migrations", "planned work", "project status", "what is being built", "deadlines"])
        .with_operation("psa:GET /project/projects");
    cw_http::tools::read(spec, psa, list_projects)
}

pub(super) fn get(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-get-project", Effect::Read)
        .with_title("Get project")
        .with_description(
            "Shows one project by id: company, contact, board, status, manager, planned and actual dates and hours, billing, \
             description, custom fields.",
        )
        .with_permission("Project > Project Headers: Inquire")
        .with_aliases(["project details", "how far is the project", "project budget", "project hours", "deadline"])
        .with_operation("psa:GET /project/projects/{id}");
    cw_http::tools::read(spec, psa, get_project)
}

list_input! {
    struct ListProjects of ProjectColumn, order ProjectOrder by field::ID, descending "super::input::yes" {
        /// Only projects whose name contains this text, such as `migration`. Case does not matter.
        name: Option<SearchText>,
        /// Only projects for this company, by id, name or identifier, such as `Acme Dental`.
        company: Option<IdOrName>,
        /// Only projects on this board, by id or name.
        board: Option<IdOrName>,
        /// Only projects with this status, by id or name, such as `On Hold`.
        status: Option<IdOrName>,
        /// Only projects managed by this member, by login, name or id, such as `jdoe`.
        manager: Option<IdOrName>,
        /// Only projects that are not closed, or that are.
        open: Option<bool>,
        /// Only projects changed at this date or since, such as `2026-01-31`; UTC unless it says otherwise.
        updated_since: Option<Moment>,
    }
    sorts {
        #[default]
        Id = field::ID,
        Name = field::NAME,
        Company = field::COMPANY.name(),
        Status = field::STATUS.name(),
        EstimatedEnd = field::ESTIMATED_END,
        Updated = field::LAST_UPDATED,
    }
}

get_input!(GetProject of ProjectColumn);

columns! {
    /// A project.
    pub(super) struct ProjectRow of project: Project, by ProjectColumn {
        usual {
            /// Its id.
            id: i64 = "id" => project.id.map(Into::into),
            /// Its name.
            name: Untrusted = "name" => text(&project.name),
            /// The company it is for.
            company: Untrusted = "company" => name(&project.company),
            /// Its status.
            status: Untrusted = "status" => name(&project.status),
            /// The member who manages it.
            manager: Untrusted = "manager" => name(&project.manager),
            /// When it is to be done.
            estimated_end: String = "estimatedEnd" => date(&project.estimated_end),
            /// How much is done, in percent.
            percent_complete: f64 = "percentComplete" => project.percent_complete.map(|share| tenths(share * 100.0)),
        }
        asked {
            /// Id of the company.
            company_id: i64 = "company" => id(&project.company),
            /// The customer's person for it.
            contact: Untrusted = "contact" => name(&project.contact),
            /// The board its tickets are on.
            board: Untrusted = "board" => name(&project.board),
            /// Its type.
            r#type: Untrusted = "type" => name(&project.kind),
            /// Whether it is closed.
            closed: bool = "closedFlag" => project.closed_flag,
            /// When it is to begin.
            estimated_start: String = "estimatedStart" => date(&project.estimated_start),
            /// When it began.
            actual_start: String = "actualStart" => date(&project.actual_start),
            /// When it ended.
            actual_end: String = "actualEnd" => date(&project.actual_end),
            /// Hours planned.
            estimated_hours: f64 = "estimatedHours" => project.estimated_hours,
            /// Hours worked.
            actual_hours: f64 = "actualHours" => project.actual_hours,
            /// Hours that may be worked.
            budget_hours: f64 = "budgetHours" => project.budget_hours,
            /// How it is billed, such as `FixedFee`.
            billing_method: String = "billingMethod" => word(&project.billing_method),
            /// The amount that is billed.
            billing_amount: f64 = "billingAmount" => project.billing_amount,
            /// The agreement it falls under.
            agreement: Untrusted = "agreement" => name(&project.agreement),
            /// The opportunity it came from.
            opportunity: Untrusted = "opportunity" => name(&project.opportunity),
            /// What it is about; long descriptions are cut.
            description: Untrusted = "description" => short(&project.description),
            /// What it is about, whole.
            full_description: Untrusted = "description" => text(&project.description),
            /// When it was last changed, in UTC.
            updated: String = "_info" => updated(&project.info),
            /// The provider's own fields that have a value.
            custom_fields: Vec<CustomValue> = "customFields" => custom(&project.custom_fields),
        }
    }
}

/// What one project shows beyond a row of a list.
const DETAILS: [ProjectColumn; 18] = [
    ProjectColumn::company_id,
    ProjectColumn::contact,
    ProjectColumn::board,
    ProjectColumn::r#type,
    ProjectColumn::closed,
    ProjectColumn::estimated_start,
    ProjectColumn::actual_start,
    ProjectColumn::actual_end,
    ProjectColumn::estimated_hours,
    ProjectColumn::actual_hours,
    ProjectColumn::budget_hours,
    ProjectColumn::billing_method,
    ProjectColumn::billing_amount,
    ProjectColumn::agreement,
    ProjectColumn::opportunity,
    ProjectColumn::description,
    ProjectColumn::updated,
    ProjectColumn::custom_fields,
];

async fn list_projects(access: Access, input: ListProjects) -> Result<Listed<ProjectRow>, ToolError> {
    let asked = input.asked();
    let company = resolve::company_id(&access, "$.company", input.company.as_ref()).await?;
    let filter = ProjectFilter {
        name: input.name.map(Into::into),
        company: company.map(By::from),
        board: resolve::boards(&access).by("$.board", input.board.as_ref()).await?,
        status: resolve::project_statuses(&access).by("$.status", input.status.as_ref()).await?,
        manager: resolve::members(&access).by("$.manager", input.manager.as_ref()).await?,
        open: input.open,
        updated_since: input.updated_since.map(Into::into),
        ..ProjectFilter::default()
    };
    let list = access.psa.projects().list().filter(filter);
    access.rows(list, asked, ProjectRow::wire, ProjectRow::read).await
}

async fn get_project(access: Access, input: GetProject) -> Result<ProjectRow, ToolError> {
    let call = access.psa.projects().get(ProjectId::new(input.number()));
    let project = access.one("project", input.id, call).await?;
    Ok(ProjectRow::read(&project, &input.columns(&DETAILS)))
}
