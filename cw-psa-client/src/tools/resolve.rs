//! Which of PSA's things a name stands for. How names are matched is the same in all products: see
//! [`cw_http::tools::find`].
//!
//! Things that are out of use (deleted companies, inactive members) are meant by name only if nothing else is called so. In a
//! call that is bound to a company only that company's things are found, listed or suggested.

use std::fmt::Display;

use async_trait::async_trait;
use cw_http::Error;
use cw_http::tools::{Lookup, Named, Suggestion};
use msp_tools_core::{IdOrName, Target, ToolError};
use serde::de::DeserializeOwned;

use super::access::{Access, Owned, of_nobody, owned_by_company};
use crate::By;
use crate::condition::{self, Condition, Criteria, Field, Number, Text, board, catalog_item};
use crate::filters::{CatalogItemFilter, CompanyFilter, ConfigurationFilter, ContactFilter, ProjectFilter};
use crate::ids::{
    BoardId, BoardSubTypeId, BoardTypeId, CatalogItemId, CompanyId, CompanyStatusId, CompanyTypeId, ConfigurationId,
    ConfigurationStatusId, ConfigurationTypeId, ContactId, ExpenseTypeId, LocationId, ManufacturerId, MemberId,
    OpportunityStageId, OpportunityStatusId, PriorityId, ProductCategoryId, ProductSubcategoryId, ProductTypeId,
    ProjectId, ProjectStatusId, StatusId, TicketSourceId, WorkRoleId, WorkTypeId,
};
use crate::list::ListRequest;
use crate::models::{
    BoardInfo, BoardStatus, BoardSubType, BoardType, CatalogItem, Company, CompanyStatus, CompanyType, Configuration,
    ConfigurationStatus, ConfigurationType, Contact, ExpenseType, Location, Manufacturer, MemberInfo, OpportunityStage,
    OpportunityStatus, Priority, ProductCategory, ProductSubcategory, ProductType, Project, ProjectStatus,
    TicketSource, WorkRole, WorkType,
};

/// Names that are looked at when one fits several. Nobody reads a longer list of candidates.
const MOST_CANDIDATES: u32 = 100;

// What these fields are called is the same for all records that have them.
const ID: Field<Number> = board::ID;
const NAME: Field<Text> = board::NAME;
const DESCRIPTION: Field<Text> = catalog_item::DESCRIPTION;

/// A record of the server that can be named.
pub(super) trait NamedRow: DeserializeOwned + Owned + Send + 'static {
    /// The type of its id.
    type Id: Copy + Display + Into<By> + Into<i64> + Send;
    /// What it is, in a word.
    const KIND: &'static str;
    /// The fields that tell it apart.
    const FIELDS: &'static [&'static str];

    fn id(&self) -> Option<Self::Id>;

    fn name(&self) -> String;

    /// What tells it from others of its name: `at Acme Dental`.
    fn place(&self) -> Option<String> {
        None
    }

    /// Whether it can be chosen for something new.
    fn is_in_use(&self) -> bool {
        true
    }

    fn is_called(&self, name: &str) -> bool {
        self.name().to_lowercase() == name.to_lowercase()
    }

    /// What is called exactly so.
    fn called(name: &str) -> Condition {
        NAME.eq(name)
    }

    /// What has the text in its name.
    fn holding(text: &str) -> Condition {
        NAME.contains(text)
    }
}

/// What was meant.
pub(super) struct Found<T: NamedRow> {
    pub(super) id: T::Id,
    pub(super) row: T,
}

impl<T: NamedRow> Found<T> {
    /// A row, if it says its id.
    fn of(row: T) -> Option<Self> {
        Some(Self { id: row.id()?, row })
    }

    /// As a plan names it, with its company where the server says it.
    pub(super) fn target(&self) -> Target {
        let target = Target::new(T::KIND, self.id, self.row.name());
        match self.row.owner() {
            Some(company) => target.with_company(company),
            None => target,
        }
    }
}

impl<T: NamedRow> Named for Found<T> {
    const KIND: &'static str = T::KIND;

    fn suggestion(&self) -> Suggestion {
        let out_of_use = (!self.row.is_in_use()).then(|| "(out of use)".to_owned());
        let place = [self.row.place(), out_of_use].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Suggestion::new(self.id, &self.row.name(), Some(place.as_str()).filter(|place| !place.is_empty()))
    }

    fn is_called(&self, name: &str) -> bool {
        self.row.is_called(name)
    }
}

/// Where something is looked for: records of the list that exist for the call.
pub(super) struct Place<'a, T, F> {
    access: &'a Access,
    list: ListRequest<T, F>,
}

impl<'a, T: NamedRow, F: 'static> Place<'a, T, F> {
    fn new(access: &'a Access, list: ListRequest<T, F>) -> Self {
        let list = list.fields(T::FIELDS).page_size(MOST_CANDIDATES).limit(MOST_CANDIDATES.into());
        Self { access, list }
    }

    /// The one that an argument names.
    pub(super) async fn one(&self, path: &str, wanted: &IdOrName) -> Result<Found<T>, ToolError> {
        cw_http::tools::find(self, path, wanted).await
    }

    /// The id of the one that an optional argument names.
    pub(super) async fn id(&self, path: &str, wanted: Option<&IdOrName>) -> Result<Option<T::Id>, ToolError> {
        match wanted {
            Some(wanted) => Ok(Some(self.one(path, wanted).await?.id)),
            None => Ok(None),
        }
    }

    /// The same, as filters take it.
    pub(super) async fn by(&self, path: &str, wanted: Option<&IdOrName>) -> Result<Option<By>, ToolError> {
        Ok(self.id(path, wanted).await?.map(Into::into))
    }

    async fn having(&self, condition: Condition) -> Result<Vec<Found<T>>, Error> {
        let rows = self.list.clone().condition(condition).all().await?;
        Ok(rows.into_iter().filter(|row| self.access.sees(row)).filter_map(Found::of).collect())
    }

    async fn named(&self, condition: Condition) -> Result<Vec<Found<T>>, Error> {
        let mut rows = self.having(condition).await?;
        if rows.iter().any(|found| found.row.is_in_use()) {
            rows.retain(|found| found.row.is_in_use());
        }
        Ok(rows)
    }
}

#[async_trait]
impl<T: NamedRow, F: 'static> Lookup<Found<T>> for Place<'_, T, F> {
    async fn with_id(&self, wanted: &IdOrName) -> Result<Option<Found<T>>, Error> {
        let Some(id) = wanted.as_id().and_then(|id| i64::try_from(id).ok()) else { return Ok(None) };
        let mut rows = self.having(ID.eq(id)).await?.into_iter();
        // Whatever the server made of the condition.
        Ok(rows.find(|found| Into::<i64>::into(found.id) == id))
    }

    async fn called(&self, name: &str) -> Result<Vec<Found<T>>, Error> {
        self.named(T::called(name)).await
    }

    async fn holding(&self, text: &str) -> Result<Vec<Found<T>>, Error> {
        self.named(T::holding(text)).await
    }
}

/// Writes where kinds of things are looked for.
macro_rules! places {
    ($($(#[$doc:meta])* $name:ident($access:ident $(, $argument:ident: $type:ty)?): $row:ty, $filter:ty => $list:expr;)*) => {$(
        $(#[$doc])*
        pub(super) fn $name($access: &Access $(, $argument: $type)?) -> Place<'_, $row, $filter> {
            Place::new($access, $list)
        }
    )*};
}

places! {
    /// Companies; in a bound call that one.
    companies(access): Company, CompanyFilter => {
        let list = access.psa.companies().list();
        match access.bound {
            Some(own) => list.condition(condition::company::ID.eq(own)),
            None => list,
        }
    };
    /// Contacts, of any company or of one.
    contacts(access, company: Option<CompanyId>): Contact, ContactFilter => {
        let company = access.bound.or(company).map(By::from);
        access.psa.contacts().list().filter(ContactFilter { company, ..ContactFilter::default() })
    };
    /// Configurations, of any company or of one.
    configurations(access, company: Option<CompanyId>): Configuration, ConfigurationFilter => {
        let company = access.bound.or(company).map(By::from);
        access.psa.configurations().list().filter(ConfigurationFilter { company, ..ConfigurationFilter::default() })
    };
    /// Projects, of any company or of one.
    projects(access, company: Option<CompanyId>): Project, ProjectFilter => {
        let company = access.bound.or(company).map(By::from);
        access.psa.projects().list().filter(ProjectFilter { company, ..ProjectFilter::default() })
    };
    /// Boards of service and of projects.
    boards(access): BoardInfo, Criteria => access.psa.boards().info().list();
    /// The statuses of a board.
    statuses(access, board: BoardId): BoardStatus, Criteria => access.psa.boards().statuses(board).list();
    /// The types of tickets on a board.
    types(access, board: BoardId): BoardType, Criteria => access.psa.boards().types(board).list();
    /// The subtypes of tickets on a board.
    subtypes(access, board: BoardId): BoardSubType, Criteria => access.psa.boards().subtypes(board).list();
    /// Members, by login or name.
    members(access): MemberInfo, Criteria => access.psa.members().info().list();
    /// Priorities of tickets.
    priorities(access): Priority, Criteria => access.psa.priorities().list();
    /// Where tickets come from.
    sources(access): TicketSource, Criteria => access.psa.ticket_sources().list();
    /// Work types.
    work_types(access): WorkType, Criteria => access.psa.work_types().list();
    /// Work roles.
    work_roles(access): WorkRole, Criteria => access.psa.work_roles().list();
    /// Statuses of companies.
    company_statuses(access): CompanyStatus, Criteria => access.psa.companies().statuses().list();
    /// Types of companies.
    company_types(access): CompanyType, Criteria => access.psa.companies().types().list();
    /// Types of configurations.
    configuration_types(access): ConfigurationType, Criteria => access.psa.configurations().types().list();
    /// Statuses of configurations.
    configuration_statuses(access): ConfigurationStatus, Criteria => access.psa.configurations().statuses().list();
    /// Statuses of projects.
    project_statuses(access): ProjectStatus, Criteria => access.psa.projects().statuses().list();
    /// Stages of opportunities.
    stages(access): OpportunityStage, Criteria => access.psa.opportunities().stages().list();
    /// Statuses of opportunities.
    opportunity_statuses(access): OpportunityStatus, Criteria => access.psa.opportunities().statuses().list();
    /// Types of expenses.
    expense_types(access): ExpenseType, Criteria => access.psa.expense_entries().types().list();
    /// Catalogue items, by number or description.
    catalog_items(access): CatalogItem, CatalogItemFilter => access.psa.catalog().list();
    /// Categories of catalogue items.
    categories(access): ProductCategory, Criteria => access.psa.catalog().categories().list();
    /// Subcategories of catalogue items.
    subcategories(access): ProductSubcategory, Criteria => access.psa.catalog().subcategories().list();
    /// Types of catalogue items.
    product_types(access): ProductType, Criteria => access.psa.catalog().types().list();
    /// Makers of catalogue items.
    manufacturers(access): Manufacturer, Criteria => access.psa.catalog().manufacturers().list();
    /// Territories: the provider's own locations.
    territories(access): Location, Criteria => access.psa.locations().list();
}

/// The id of the company that an optional argument names; if it names none, of the one that the call is bound to.
pub(super) async fn company_id(
    access: &Access,
    path: &str,
    wanted: Option<&IdOrName>,
) -> Result<Option<CompanyId>, ToolError> {
    Ok(companies(access).id(path, wanted).await?.or(access.bound))
}

/// Who has each word of the text in their first or their last name.
pub(super) fn people_holding(first: &Field<Text>, last: &Field<Text>, text: &str) -> Condition {
    let words = text.split_whitespace().map(|word| first.contains(word).or(last.contains(word)));
    // Names of arguments are not blank; nobody is called by nothing.
    Condition::all(words).unwrap_or_else(|| last.eq(text))
}

/// Whose first and last name together are this, wherever the first ends; or whose first or last name it is.
fn people_called(first: &Field<Text>, last: &Field<Text>, name: &str) -> Condition {
    let spaces = name.match_indices(' ').map(|(at, _)| name.split_at(at));
    let whole = spaces.map(|(one, other)| first.eq(one.trim()).and(last.eq(other.trim())));
    whole.fold(first.eq(name).or(last.eq(name)), Condition::or)
}

fn full_name(first: &Option<String>, last: &Option<String>) -> String {
    let names = [first, last].into_iter().flatten().map(|name| name.trim());
    names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ")
}

fn text_of(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

fn same(one: &Option<String>, name: &str) -> bool {
    text_of(one).to_lowercase() == name.to_lowercase()
}

/// Where what belongs to a company is.
fn at(company: &Option<crate::models::Ref<CompanyId>>) -> Option<String> {
    Some(format!("at {}", company.as_ref()?.name.as_ref()?))
}

/// Writes what the provider sets up: an id, a name, and perhaps a mark that it is out of use.
macro_rules! set_up {
    ($($model:ty: $id:ty, $kind:literal, $name:ident = $condition:ident, [$($field:literal),*] $(, $inactive:ident)?;)*) => {$(
        of_nobody!($model);

        impl NamedRow for $model {
            type Id = $id;

            const KIND: &'static str = $kind;
            const FIELDS: &'static [&'static str] = &[$($field),*];

            fn id(&self) -> Option<Self::Id> {
                self.id
            }

            fn name(&self) -> String {
                text_of(&self.$name).to_owned()
            }

            $(fn is_in_use(&self) -> bool {
                self.$inactive != Some(true)
            })?

            fn called(name: &str) -> Condition {
                $condition.eq(name)
            }

            fn holding(text: &str) -> Condition {
                $condition.contains(text)
            }
        }
    )*};
}

set_up! {
    BoardInfo: BoardId, "board", name = NAME, ["id", "name", "projectFlag", "inactiveFlag"], inactive_flag;
    BoardStatus: StatusId, "status", name = NAME, ["id", "name", "closedStatus", "emailTemplate", "inactive"],
        inactive;
    BoardType: BoardTypeId, "type", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    BoardSubType: BoardSubTypeId, "subtype", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    Priority: PriorityId, "priority", name = NAME, ["id", "name"];
    TicketSource: TicketSourceId, "source", name = NAME, ["id", "name"];
    WorkType: WorkTypeId, "work type", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    WorkRole: WorkRoleId, "work role", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    CompanyStatus: CompanyStatusId, "company status", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    CompanyType: CompanyTypeId, "company type", name = NAME, ["id", "name"];
    ConfigurationType: ConfigurationTypeId, "configuration type", name = NAME, ["id", "name", "inactiveFlag"],
        inactive_flag;
    ConfigurationStatus: ConfigurationStatusId, "configuration status", description = DESCRIPTION,
        ["id", "description"];
    ProjectStatus: ProjectStatusId, "project status", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    OpportunityStage: OpportunityStageId, "stage", name = NAME, ["id", "name"];
    OpportunityStatus: OpportunityStatusId, "opportunity status", name = NAME, ["id", "name", "inactiveFlag"],
        inactive_flag;
    ExpenseType: ExpenseTypeId, "expense type", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    ProductCategory: ProductCategoryId, "category", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    ProductSubcategory: ProductSubcategoryId, "subcategory", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    ProductType: ProductTypeId, "product type", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    Manufacturer: ManufacturerId, "manufacturer", name = NAME, ["id", "name", "inactiveFlag"], inactive_flag;
    Location: LocationId, "territory", name = NAME, ["id", "name"];
}

of_nobody!(CatalogItem, MemberInfo);
owned_by_company!(Configuration, Contact, Project);

impl Owned for Company {
    fn owner(&self) -> Option<CompanyId> {
        self.id
    }
}

impl NamedRow for Company {
    type Id = CompanyId;

    const KIND: &'static str = "company";
    const FIELDS: &'static [&'static str] = &["id", "identifier", "name", "deletedFlag"];

    fn id(&self) -> Option<Self::Id> {
        self.id
    }

    fn name(&self) -> String {
        text_of(&self.name).to_owned()
    }

    fn place(&self) -> Option<String> {
        Some(format!("[{}]", self.identifier.as_ref()?))
    }

    fn is_in_use(&self) -> bool {
        self.deleted_flag != Some(true)
    }

    fn is_called(&self, name: &str) -> bool {
        same(&self.name, name) || same(&self.identifier, name)
    }

    fn called(name: &str) -> Condition {
        condition::company::NAME.eq(name).or(condition::company::IDENTIFIER.eq(name))
    }

    fn holding(text: &str) -> Condition {
        condition::company::NAME.contains(text).or(condition::company::IDENTIFIER.contains(text))
    }
}

impl NamedRow for Contact {
    type Id = ContactId;

    const KIND: &'static str = "contact";
    const FIELDS: &'static [&'static str] = &["id", "firstName", "lastName", "company", "inactiveFlag"];

    fn id(&self) -> Option<Self::Id> {
        self.id
    }

    fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    fn place(&self) -> Option<String> {
        at(&self.company)
    }

    fn is_in_use(&self) -> bool {
        self.inactive_flag != Some(true)
    }

    fn called(name: &str) -> Condition {
        people_called(&condition::contact::FIRST_NAME, &condition::contact::LAST_NAME, name)
    }

    fn holding(text: &str) -> Condition {
        people_holding(&condition::contact::FIRST_NAME, &condition::contact::LAST_NAME, text)
    }
}

impl NamedRow for MemberInfo {
    type Id = MemberId;

    const KIND: &'static str = "member";
    const FIELDS: &'static [&'static str] = &["id", "identifier", "firstName", "lastName", "inactiveFlag"];

    fn id(&self) -> Option<Self::Id> {
        self.id
    }

    fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    fn place(&self) -> Option<String> {
        Some(format!("[{}]", self.identifier.as_ref()?))
    }

    fn is_in_use(&self) -> bool {
        self.inactive_flag != Some(true)
    }

    fn is_called(&self, name: &str) -> bool {
        same(&self.identifier, name) || self.name().to_lowercase() == name.to_lowercase()
    }

    fn called(name: &str) -> Condition {
        let by_name = people_called(&condition::member::FIRST_NAME, &condition::member::LAST_NAME, name);
        condition::member::IDENTIFIER.eq(name).or(by_name)
    }

    fn holding(text: &str) -> Condition {
        let by_name = people_holding(&condition::member::FIRST_NAME, &condition::member::LAST_NAME, text);
        condition::member::IDENTIFIER.contains(text).or(by_name)
    }
}

impl NamedRow for Configuration {
    type Id = ConfigurationId;

    const KIND: &'static str = "configuration";
    const FIELDS: &'static [&'static str] = &["id", "name", "company", "activeFlag"];

    fn id(&self) -> Option<Self::Id> {
        self.id
    }

    fn name(&self) -> String {
        text_of(&self.name).to_owned()
    }

    fn place(&self) -> Option<String> {
        at(&self.company)
    }

    fn is_in_use(&self) -> bool {
        self.active_flag != Some(false)
    }
}

impl NamedRow for Project {
    type Id = ProjectId;

    const KIND: &'static str = "project";
    const FIELDS: &'static [&'static str] = &["id", "name", "company", "closedFlag"];

    fn id(&self) -> Option<Self::Id> {
        self.id
    }

    fn name(&self) -> String {
        text_of(&self.name).to_owned()
    }

    fn place(&self) -> Option<String> {
        at(&self.company)
    }

    fn is_in_use(&self) -> bool {
        self.closed_flag != Some(true)
    }
}

impl NamedRow for CatalogItem {
    type Id = CatalogItemId;

    const KIND: &'static str = "catalogue item";
    const FIELDS: &'static [&'static str] = &["id", "identifier", "description", "inactiveFlag"];

    fn id(&self) -> Option<Self::Id> {
        self.id
    }

    fn name(&self) -> String {
        text_of(&self.description).to_owned()
    }

    fn place(&self) -> Option<String> {
        Some(format!("[{}]", self.identifier.as_ref()?))
    }

    fn is_in_use(&self) -> bool {
        self.inactive_flag != Some(true)
    }

    fn is_called(&self, name: &str) -> bool {
        same(&self.identifier, name) || same(&self.description, name)
    }

    fn called(name: &str) -> Condition {
        catalog_item::IDENTIFIER.eq(name).or(DESCRIPTION.eq(name))
    }

    fn holding(text: &str) -> Condition {
        catalog_item::IDENTIFIER.contains(text).or(DESCRIPTION.contains(text))
    }
}
