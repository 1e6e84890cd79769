//! Which of RMM's things a name stands for. How names are matched is the same in all products: see [`cw_http::tools::find`].
//!
//! The service does not search: lists are read whole and looked through here. Things that are out of use (former companies,
//! inactive statuses) are meant by name only if nothing else is called so. In a call that is bound to a company only that
//! company's things are found, listed or suggested.

use std::fmt::Display;

use async_trait::async_trait;
use cw_http::Error;
use cw_http::tools::{Lookup, Named, Suggestion};
use jiff::Timestamp;
use msp_tools_core::{IdOrName, Target, ToolError};
use serde::de::DeserializeOwned;

use super::access::{Access, Owned};
use crate::ids::{BoardId, CategoryId, CompanyId, PriorityId, SiteId, SourceId, StatusId, TeamId, TicketTypeId};
use crate::list::ListRequest;
use crate::models::{Board, BoardTeam, Category, Company, Priority, Site, Source, Status, TicketType};

/// A record that can be named.
pub(super) trait NamedRow: Clone + Send + Sync + 'static {
    /// The type of its id.
    type Id: Clone + Display + AsRef<str> + Send + Sync;
    /// What it is, in a word.
    const KIND: &'static str;

    fn id(&self) -> Option<&Self::Id>;

    /// What it is called. The first is shown, and is the one that counts if others are called by their second so.
    fn names(&self) -> [Option<&str>; 2];

    /// What tells it from others of its name: `at Acme Dental`.
    fn place(&self) -> Option<String> {
        None
    }

    /// Whether it can be chosen for something new.
    fn is_in_use(&self) -> bool {
        true
    }

    /// What to show people.
    fn name(&self) -> &str {
        let names = self.names().into_iter().flatten();
        names.map(str::trim).find(|name| !name.is_empty()).unwrap_or("(no name)")
    }
}

/// What was meant.
#[derive(Clone)]
pub(super) struct Found<T: NamedRow> {
    pub(super) id: T::Id,
    pub(super) row: T,
}

impl<T: NamedRow> Found<T> {
    /// A record, if it says its id.
    pub(super) fn of(row: T) -> Option<Self> {
        Some(Self { id: row.id()?.clone(), row })
    }

    fn is_called(&self, is: impl Fn(&str) -> bool) -> bool {
        self.row.names().into_iter().flatten().any(|name| is(&name.trim().to_lowercase()))
    }

    fn is_first_called(&self, name: &str) -> bool {
        self.row.name().to_lowercase() == name
    }
}

impl<T: NamedRow + Owned> Found<T> {
    /// As a plan names it, with its company where the service says it.
    pub(super) fn target(&self) -> Target {
        let target = Target::new(T::KIND, &self.id, self.row.name());
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
        Suggestion::new(&self.id, self.row.name(), Some(place.as_str()).filter(|place| !place.is_empty()))
    }

    fn is_called(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        Self::is_called(self, |own| own == name)
    }
}

/// Records among which something is looked for.
struct Among<T: NamedRow>(Vec<Found<T>>);

impl<T: NamedRow> Among<T> {
    fn having(&self, is: impl Fn(&str) -> bool) -> Vec<Found<T>> {
        let mut rows: Vec<_> = self.0.iter().filter(|found| found.is_called(&is)).cloned().collect();
        if rows.iter().any(|found| found.row.is_in_use()) {
            rows.retain(|found| found.row.is_in_use());
        }
        rows
    }
}

#[async_trait]
impl<T: NamedRow> Lookup<Found<T>> for Among<T> {
    async fn with_id(&self, wanted: &IdOrName) -> Result<Option<Found<T>>, Error> {
        let wanted = wanted.to_string();
        Ok(self.0.iter().find(|found| found.id.as_ref().eq_ignore_ascii_case(&wanted)).cloned())
    }

    async fn called(&self, name: &str) -> Result<Vec<Found<T>>, Error> {
        let name = name.to_lowercase();
        let mut rows = self.having(|own| own == name);
        if rows.iter().any(|found| found.is_first_called(&name)) {
            rows.retain(|found| found.is_first_called(&name));
        }
        Ok(rows)
    }

    async fn holding(&self, text: &str) -> Result<Vec<Found<T>>, Error> {
        let text = text.to_lowercase();
        Ok(self.having(|own| own.contains(&text)))
    }
}

/// The one of the records that the argument at `path` names.
pub(super) async fn one<T: NamedRow>(
    rows: impl IntoIterator<Item = T>,
    path: &str,
    wanted: &IdOrName,
) -> Result<Found<T>, ToolError> {
    cw_http::tools::find(&Among(rows.into_iter().filter_map(Found::of).collect()), path, wanted).await
}

/// The one of a list that an optional argument names.
pub(super) async fn of_list<T: NamedRow + DeserializeOwned>(
    list: ListRequest<T>,
    path: &str,
    wanted: Option<&IdOrName>,
) -> Result<Option<Found<T>>, ToolError> {
    match wanted {
        Some(wanted) => Ok(Some(one(list.all().await?, path, wanted).await?)),
        None => Ok(None),
    }
}

/// All companies that exist for the call.
pub(super) async fn companies(access: &Access) -> Result<Vec<Company>, Error> {
    let companies = access.rmm.companies().list().all().await?;
    Ok(companies.into_iter().filter(|company| access.sees(company)).collect())
}

/// The company that an optional argument names; if it names none, the one that the call is bound to.
pub(super) async fn company(
    access: &Access,
    path: &str,
    wanted: Option<&IdOrName>,
) -> Result<Option<Found<Company>>, ToolError> {
    let own = access.bound.as_ref().map(|own| IdOrName::from(own.as_str()));
    match wanted.or(own.as_ref()) {
        Some(wanted) => Ok(Some(one(companies(access).await?, path, wanted).await?)),
        None => Ok(None),
    }
}

/// The sites of a company, or all that exist for the call.
pub(super) async fn sites(access: &Access, company: Option<&CompanyId>) -> Result<Vec<Site>, Error> {
    let list = match company {
        Some(company) => access.rmm.sites().of_company(company),
        None => access.rmm.sites().list(),
    };
    let of_company = |site: &Site| company.is_none() || site.owner().is_none() || site.owner() == company;
    let mut sites = list.all().await?;
    // A company's own list need not say whose its sites are.
    sites.retain(|site| of_company(site) && (access.bound.is_none() || company == access.bound.as_ref()));
    Ok(sites)
}

/// The site that an optional argument names, of any company or of one.
pub(super) async fn site(
    access: &Access,
    path: &str,
    wanted: Option<&IdOrName>,
    company: Option<&CompanyId>,
) -> Result<Option<Found<Site>>, ToolError> {
    match wanted {
        Some(wanted) => Ok(Some(one(sites(access, company).await?, path, wanted).await?)),
        None => Ok(None),
    }
}

/// Whether text is the id of something rather than its name: 32 hex digits, with or without dashes.
pub(super) fn is_id(text: &str) -> bool {
    let digits = text.chars().filter(|c| *c != '-');
    digits.clone().count() == 32 && digits.clone().all(|c| c.is_ascii_hexdigit())
}

impl Owned for Company {
    fn owner(&self) -> Option<&CompanyId> {
        self.id.as_ref()
    }
}

impl NamedRow for Company {
    type Id = CompanyId;

    const KIND: &'static str = "company";

    fn id(&self) -> Option<&CompanyId> {
        self.id.as_ref()
    }

    fn names(&self) -> [Option<&str>; 2] {
        [self.name.as_deref().filter(|name| !name.trim().is_empty()), self.friendly_name.as_deref()]
    }

    fn place(&self) -> Option<String> {
        Some(format!("[{}]", self.primary_site.as_ref()?.display_name()?))
    }

    fn is_in_use(&self) -> bool {
        self.is_active_at(Timestamp::now())
    }
}

impl Owned for Site {
    fn owner(&self) -> Option<&CompanyId> {
        self.company.as_ref()?.id.as_ref()
    }
}

impl NamedRow for Site {
    type Id = SiteId;

    const KIND: &'static str = "site";

    fn id(&self) -> Option<&SiteId> {
        self.id.as_ref()
    }

    fn names(&self) -> [Option<&str>; 2] {
        [self.name.as_deref().filter(|name| !name.trim().is_empty()), self.friendly_name.as_deref()]
    }

    fn place(&self) -> Option<String> {
        Some(format!("at {}", self.company.as_ref()?.name.as_ref()?))
    }

    fn is_in_use(&self) -> bool {
        self.active_flag != Some(false)
    }
}

/// Writes what the provider sets up for tickets: an id, a name, and perhaps a mark that it is out of use.
macro_rules! set_up {
    ($($model:ty: $id:ty, $kind:literal, $name:ident $field:ident $(, $inactive:ident)?;)*) => {$(
        impl NamedRow for $model {
            type Id = $id;

            const KIND: &'static str = $kind;

            fn id(&self) -> Option<&$id> {
                self.$field.as_ref()
            }

            fn names(&self) -> [Option<&str>; 2] {
                [self.$name.as_deref(), None]
            }

            $(fn is_in_use(&self) -> bool {
                self.$inactive != Some(true)
            })?
        }
    )*};
}

set_up! {
    Board: BoardId, "board", name id, inactive_flag;
    BoardTeam: TeamId, "team", team_name team_id;
    Priority: PriorityId, "priority", name id;
    Source: SourceId, "source", name id;
    Status: StatusId, "status", name id, inactive_flag;
    TicketType: TicketTypeId, "type", name id;
    Category: CategoryId, "category", name id;
}
