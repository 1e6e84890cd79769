//! What tickets can be filtered by.

use std::fmt;
use std::marker::PhantomData;

use jiff::{Timestamp, civil};

use super::Condition;
use super::term::{Kind, Param, Term, Value};
use crate::ids::{
    CategoryId, CompanyId, PriorityId, SiteId, SourceId, StatusId, TagId, TeamId, TicketId, TicketTypeId, UserId,
};

/// A field with text in it. Whether the service wants all of the text or a part is not documented.
#[derive(Debug, Clone, Copy)]
pub struct TextField(Param);

/// A field with one of many values: ids, or names.
#[derive(Clone, Copy)]
pub struct ListField<T>(Param, PhantomData<fn(T)>);

/// A moment.
#[derive(Debug, Clone, Copy)]
pub struct DateField {
    from: Param,
    to: Param,
}

impl TextField {
    const fn new(name: &'static str) -> Self {
        Self(Param { name, kind: Kind::Text })
    }

    /// Tickets with this text there.
    #[must_use]
    pub fn is(&self, text: impl Into<String>) -> Condition {
        Condition::of(Term { param: self.0, value: Value::Text(text.into()) })
    }
}

impl<T> ListField<T> {
    const fn new(name: &'static str) -> Self {
        Self(Param { name, kind: Kind::List }, PhantomData)
    }
}

impl<T: fmt::Display> ListField<T> {
    /// Tickets with one of these.
    pub fn one_of(&self, values: impl IntoIterator<Item = impl Into<T>>) -> Condition {
        self.list(values, false)
    }

    /// Tickets with none of these. The service does not take it for every field.
    pub fn none_of(&self, values: impl IntoIterator<Item = impl Into<T>>) -> Condition {
        self.list(values, true)
    }

    fn list(&self, values: impl IntoIterator<Item = impl Into<T>>, excluded: bool) -> Condition {
        let values = values.into_iter().map(|value| value.into().to_string()).collect();
        Condition::of(Term { param: self.0, value: Value::List { values, excluded } })
    }
}

impl<T> fmt::Debug for ListField<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ListField").field(&self.0.name).finish()
    }
}

impl DateField {
    const fn new(from: &'static str, to: &'static str) -> Self {
        Self { from: Param { name: from, kind: Kind::Date }, to: Param { name: to, kind: Kind::Date } }
    }

    /// Tickets whose moment is this or later.
    #[must_use]
    pub fn since(&self, moment: impl IntoMoment) -> Condition {
        Condition::of(Term { param: self.from, value: Value::Text(moment.into_moment()) })
    }

    /// Tickets whose moment is this or earlier. A day without a time means its end.
    #[must_use]
    pub fn until(&self, moment: impl IntoMoment) -> Condition {
        Condition::of(Term { param: self.to, value: Value::Text(moment.into_moment()) })
    }
}

/// What a [`DateField`] is compared with: a day, a time without a zone, a moment, or text of one of these kinds.
pub trait IntoMoment {
    /// The text that is sent.
    fn into_moment(self) -> String;
}

impl IntoMoment for Timestamp {
    fn into_moment(self) -> String {
        self.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

impl IntoMoment for civil::DateTime {
    fn into_moment(self) -> String {
        self.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }
}

impl IntoMoment for civil::Date {
    fn into_moment(self) -> String {
        self.to_string()
    }
}

impl IntoMoment for &str {
    fn into_moment(self) -> String {
        self.to_owned()
    }
}

impl IntoMoment for String {
    fn into_moment(self) -> String {
        self
    }
}

impl IntoMoment for &cw_http::data::DateTime {
    fn into_moment(self) -> String {
        self.as_str().to_owned()
    }
}

/// Writes the fields, and the list of their parameters for the parser.
macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident: $kind:ident $(<$ty:ty>)? = $($param:literal),+;)*) => {
        $($(#[$doc])* pub const $name: $kind $(<$ty>)? = $kind::new($($param),+);)*

        /// All parameters of the language.
        pub(super) const PARAMS: &[Param] = &[$($(Param { name: $param, kind: kind_of!($kind) }),+),*];
    };
}
macro_rules! kind_of {
    (TextField) => {
        Kind::Text
    };
    (ListField) => {
        Kind::List
    };
    (DateField) => {
        Kind::Date
    };
}

fields! {
    /// The number, as people know it: the way from a number to an id.
    NUMBER: TextField = "number";
    /// The line that says what it is about.
    SUMMARY: TextField = "summary";
    /// The ticket itself.
    TICKET_IDS: ListField<TicketId> = "ticketIds";
    /// The company.
    COMPANY_IDS: ListField<CompanyId> = "companyIds";
    /// The site.
    SITE_IDS: ListField<SiteId> = "siteIds";
    /// The status.
    STATUS_IDS: ListField<StatusId> = "statusIds";
    /// The status, by name.
    STATUS_NAMES: ListField<String> = "statusNames";
    /// The priority.
    PRIORITY_IDS: ListField<PriorityId> = "priorityIds";
    /// The priority, by name.
    PRIORITY_NAMES: ListField<String> = "priorityNames";
    /// Who works on it.
    ASSIGNEE_IDS: ListField<UserId> = "assigneeIds";
    /// Which team works on it.
    ASSIGNEE_TEAM_IDS: ListField<TeamId> = "assigneeTeamIds";
    /// Which team works on it, by name.
    ASSIGNEE_TEAM_NAMES: ListField<String> = "assigneeTeamNames";
    /// Where it comes from.
    SOURCE_IDS: ListField<SourceId> = "sourceIds";
    /// Where it comes from, by name.
    SOURCE_NAMES: ListField<String> = "sourceNames";
    /// The type.
    TYPE_IDS: ListField<TicketTypeId> = "typeIds";
    /// The type, by name.
    TYPE_NAMES: ListField<String> = "typeNames";
    /// The category.
    CATEGORY_IDS: ListField<CategoryId> = "categoryIds";
    /// The category, by name.
    CATEGORY_NAMES: ListField<String> = "categoryNames";
    /// Who made it.
    CREATED_BY_IDS: ListField<UserId> = "createdByIds";
    /// Who last changed it.
    UPDATED_BY_IDS: ListField<UserId> = "updatedByIds";
    /// A tag.
    TAG_IDS: ListField<TagId> = "tagIds";
    /// A tag, by name.
    TAG_NAMES: ListField<String> = "tagNames";
    /// A field that the provider has defined.
    EXTENDED_ATTRIBUTE_IDS: ListField<String> = "extendedAttributeIds";
    /// When it was made.
    CREATED_AT: DateField = "createdAtFrom", "createdAtTo";
    /// When it was last changed.
    UPDATED_AT: DateField = "updatedAtFrom", "updatedAtTo";
    /// When it is to be done.
    DUE_DATE: DateField = "dueDateFrom", "dueDateTo";
}
