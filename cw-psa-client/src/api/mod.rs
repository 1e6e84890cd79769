//! What the API can do: for each kind of record an [`Endpoint`](crate::Endpoint), reached from the client by name.
//!
//! All endpoints list, count and get; those of [`Writable`] records also create, update, replace and delete.
//! What a kind can do besides (the notes of a ticket, merging companies) stands with its endpoint.
//!
//! | | |
//! | --- | --- |
//! | service | [`tickets`](PsaClient::tickets), [`boards`](PsaClient::boards), [`priorities`](PsaClient::priorities), [`ticket_sources`](PsaClient::ticket_sources), [`service_codes`](PsaClient::service_codes), [`service_teams`](PsaClient::service_teams) |
//! | project | [`projects`](PsaClient::projects), [`project_tickets`](PsaClient::project_tickets) |
//! | company | [`companies`](PsaClient::companies), [`contacts`](PsaClient::contacts), [`configurations`](PsaClient::configurations) |
//! | sales | [`opportunities`](PsaClient::opportunities), [`activities`](PsaClient::activities) |
//! | time, expense | [`time_entries`](PsaClient::time_entries), [`time_sheets`](PsaClient::time_sheets), [`work_types`](PsaClient::work_types), [`work_roles`](PsaClient::work_roles), [`charge_codes`](PsaClient::charge_codes), [`expense_entries`](PsaClient::expense_entries) |
//! | finance, procurement | [`agreements`](PsaClient::agreements), [`invoices`](PsaClient::invoices), [`catalog`](PsaClient::catalog), [`products`](PsaClient::products) |
//! | schedule | [`schedule_entries`](PsaClient::schedule_entries) |
//! | system | [`members`](PsaClient::members), [`documents`](PsaClient::documents), [`callbacks`](PsaClient::callbacks), [`user_defined_fields`](PsaClient::user_defined_fields), [`locations`](PsaClient::locations), [`departments`](PsaClient::departments), [`system_info`](PsaClient::system_info) |
//!
//! # Errors
//!
//! Nothing fails before it is sent and read: what can go wrong is told at [`Call::send`](crate::Call::send) and
//! [`ListRequest::send`](crate::ListRequest::send). Methods whose errors differ say so.

mod boards;
mod callbacks;
mod companies;
mod configurations;
mod contacts;
mod documents;
mod expenses;
mod finance;
mod members;
mod multipart;
mod procurement;
mod projects;
mod sales;
mod schedule;
mod service;
mod system;
mod tickets;
mod time;

use cw_http::{Operation, Request};
use serde::de::DeserializeOwned;

use crate::client::PsaClient;
use crate::condition::Criteria;
use crate::list::{ListRequest, Routes};
use crate::resource::{Resource, Verb, Writable, search_operation};

pub use boards::{BoardItems, BoardStatuses, BoardSubTypes, BoardTeams, BoardTypes, Boards, BoardsInfo};
pub use callbacks::Callbacks;
pub use companies::{
    Companies, CompanyGroups, CompanyNotes, CompanySites, CompanyStatuses, CompanyTeams, CompanyTypeAssociations,
    CompanyTypes,
};
pub use configurations::{ConfigurationStatuses, ConfigurationTypes, Configurations};
pub use contacts::{
    CommunicationTypes, Communications, ContactDepartments, ContactGroups, ContactNotes, ContactRelationships,
    ContactTypeAssociations, ContactTypes, Contacts,
};
pub use documents::{Documents, Download, Upload};
pub use expenses::{ExpenseAudits, ExpenseEntries, ExpenseReports, ExpenseTypes};
pub use finance::{AgreementAdditions, AgreementTypes, Agreements, Invoices};
pub use members::{Members, MembersInfo};
pub use procurement::{
    Catalog, Manufacturers, ProductCategories, ProductSubcategories, ProductTypes, Products, UnitsOfMeasure,
};
pub use projects::{
    ProjectContacts, ProjectNotes, ProjectPhases, ProjectStatuses, ProjectTeamMembers, ProjectTypes, Projects,
};
pub use sales::{
    Activities, Opportunities, OpportunityContacts, OpportunityNotes, OpportunityRatings, OpportunityStages,
    OpportunityStatuses, OpportunityTeamMembers, OpportunityTypes, SalesProbabilities,
};
pub use schedule::{ScheduleEntries, ScheduleStatuses, ScheduleTypes};
pub use service::{Priorities, ServiceCodes, ServiceTeams, TicketSources};
pub use system::{Departments, DepartmentsInfo, Locations, LocationsInfo, UserDefinedFields};
pub use tickets::{ProjectTicketNotes, ProjectTickets, TicketConfigurations, TicketNotes, TicketTasks, Tickets};
pub use time::{ChargeCodes, TimeAudits, TimeEntries, TimeSheets, WorkRoles, WorkTypes};

/// Writes kinds of records: what they are called, where they are, their ids, models, filters, what a new one is, and by which of
/// its fields it is found again.
macro_rules! resources {
    ($(
        $(#[$doc:meta])*
        $name:ident($label:literal, $path:literal): $id:ty => $model:ty
            $(, filter $filter:ty)? $(, new $new:ty $(, found by $($field:literal)+)?)? $(, search $search:literal)?
            $(, forward_only $forward:literal)?;
    )*) => {
        $(
            $(#[$doc])*
            #[doc = concat!("`", $path, "`.")]
            #[derive(Debug)]
            pub enum $name {}

            impl crate::resource::Resource for $name {
                const NAME: &'static str = $label;
                const PATH: &'static str = $path;
                $(const SEARCH_PATH: Option<&'static str> = Some($search);)?
                $(const FORWARD_ONLY: bool = $forward;)?
                type Id = $id;
                type Model = $model;
                type Filter = crate::api::filter!($($filter)?);
            }

            $(impl crate::resource::Writable for $name {
                type New = $new;
                $(const FOUND_BY: &'static [&'static str] = &[$($field),+];)?
            })?
        )*

        /// What all of these can be asked.
        pub(super) fn operations_on_records() -> Vec<cw_http::Operation> {
            let mut all = Vec::new();
            $(
                all.extend(crate::api::reads::<$name>());
                $(all.extend(crate::api::writes::<$name, $new>());)?
            )*
            all
        }
    };
}
use resources;

/// The filter of a kind of record: [`Criteria`] where it has none of its own.
macro_rules! filter {
    () => {
        crate::condition::Criteria
    };
    ($filter:ty) => {
        $filter
    };
}
use filter;

/// Writes operations that are not the same for all records: each is a constant, and all together they are `ROUTES`.
macro_rules! routes {
    ($($name:ident = $method:ident($operation:literal, $path:literal);)*) => {
        $(const $name: cw_http::Operation = cw_http::Operation::$method($operation, $path);)*

        /// All of these operations.
        pub(super) static ROUTES: &[cw_http::Operation] = &[$($name),*];
    };
}
use routes;

/// Writes the ways from the client to endpoints.
macro_rules! endpoints {
    ($($(#[$doc:meta])* $method:ident: $target:ident;)*) => {
        impl crate::client::PsaClient {$(
            $(#[$doc])*
            pub fn $method(&self) -> crate::resource::Endpoint<$target> {
                self.resource()
            }
        )*}
    };
}
use endpoints;

/// Writes the ways from one endpoint to others: to what belongs to one record, whose id is given, or to what all of them
/// share.
macro_rules! below {
    ($endpoint:ident; $($(#[$doc:meta])* $method:ident $(($parent:ty))?: $target:ident;)*) => {
        impl crate::resource::Endpoint<$endpoint> {$(
            $(#[$doc])*
            pub fn $method(&self $(, id: $parent)?) -> crate::resource::Endpoint<$target> {
                let parent: Option<String> = None;
                $(let parent = parent.or(Some(<$parent as ToString>::to_string(&id)));)?
                crate::resource::Endpoint::new(self.psa.clone(), parent)
            }
        )*}
    };
}
use below;

fn reads<R: Resource>() -> impl Iterator<Item = Operation> {
    Verb::READS.into_iter().map(Verb::operation::<R>).chain(search_operation::<R>())
}

fn writes<R: Writable<New = N>, N>() -> impl Iterator<Item = Operation> {
    Verb::WRITES.into_iter().map(Verb::operation::<R>)
}

impl PsaClient {
    /// A list that is no endpoint: it has one route, and perhaps a count.
    pub(crate) fn list<T: DeserializeOwned>(&self, list: Request, count: Option<Request>) -> ListRequest<T> {
        self.list_of(list, count, true)
    }

    /// A list whose pages go by number only.
    pub(crate) fn numbered<T: DeserializeOwned>(&self, list: Request) -> ListRequest<T> {
        self.list_of(list, None, false)
    }

    fn list_of<T: DeserializeOwned>(
        &self,
        list: Request,
        count: Option<Request>,
        forward_only: bool,
    ) -> ListRequest<T, Criteria> {
        let routes = Routes {
            list: self.versioned(list),
            count: count.map(|count| self.versioned(count)),
            search: None,
            forward_only,
        };
        ListRequest::new(self.http(), routes)
    }
}

/// Every operation that this client can send, with method and path template.
pub fn operations() -> impl Iterator<Item = Operation> {
    let on_records = [
        boards::operations_on_records(),
        callbacks::operations_on_records(),
        companies::operations_on_records(),
        configurations::operations_on_records(),
        contacts::operations_on_records(),
        documents::operations_on_records(),
        expenses::operations_on_records(),
        finance::operations_on_records(),
        members::operations_on_records(),
        procurement::operations_on_records(),
        projects::operations_on_records(),
        sales::operations_on_records(),
        schedule::operations_on_records(),
        service::operations_on_records(),
        system::operations_on_records(),
        tickets::operations_on_records(),
        time::operations_on_records(),
    ];
    let others = [
        boards::ROUTES,
        companies::ROUTES,
        configurations::ROUTES,
        contacts::ROUTES,
        documents::ROUTES,
        finance::ROUTES,
        members::ROUTES,
        procurement::ROUTES,
        projects::ROUTES,
        sales::ROUTES,
        system::ROUTES,
        tickets::ROUTES,
        time::ROUTES,
    ];
    let discovery = std::iter::once(crate::discovery::COMPANY_INFO);
    on_records.into_iter().flatten().chain(others.into_iter().flatten().cloned()).chain(discovery)
}
