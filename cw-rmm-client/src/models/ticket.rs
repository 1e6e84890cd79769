//! Tickets.

use cw_http::data::{DateTime, Lenient};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::macros::{body, model};
use super::reference::Ref;
use crate::ids::{
    BoardId, CategoryId, CompanyId, EndpointId, PriorityId, SiteId, SourceId, StatusId, TagId, TeamId, TicketId,
    TicketTypeId, UserId,
};

model! {
    /// A ticket. The list may leave out some of it, such as not all `assets`.
    pub struct Ticket {
        /// Its id.
        id: TicketId,
        /// Its number, as people know it: `48213`, or dotted (`133023.1533`) for one that the platform opened itself.
        number: String,
        /// Its number at the platform's own operations centre.
        noc_ticket_id: String,
        /// How often it has been changed.
        version: i64,
        /// What it is about, in a line.
        summary: String,
        /// What it is about.
        description: String,
        /// Its status.
        status: Ref<StatusId>,
        /// Its priority.
        priority: Ref<PriorityId>,
        /// Its board.
        service_board: Ref<BoardId>,
        /// Where it comes from.
        source: Ref<SourceId>,
        /// Its category.
        category: Ref<CategoryId>,
        /// Its type.
        kind("type"): Ref<TicketTypeId>,
        /// The company.
        company: Ref<CompanyId>,
        /// The site.
        site: Ref<SiteId>,
        /// Who works on it.
        assignee: Ref<UserId>,
        /// Which team works on it.
        assignee_team: Ref<TeamId>,
        /// Its tags.
        tags: Vec<Ref<TagId>>,
        /// The devices that it is about.
        assets: Vec<TicketAsset>,
        /// When it is to be done.
        due_date: DueDate,
        /// More fields, as the provider has defined them.
        extended_attributes: Vec<ExtendedAttribute>,
        /// When it was made.
        created_at: DateTime,
        /// Who made it.
        created_by: Ref<UserId>,
        /// When it was last changed.
        updated_at: DateTime,
        /// Who changed it.
        updated_by: Ref<UserId>,
    }

    /// A field of a ticket or note that the provider has defined.
    pub struct ExtendedAttribute {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// Its value.
        value: Value,
    }
}

body! {
    /// A ticket to be created. Of references the id is enough; names are not looked up by the service.
    pub struct NewTicket {
        required {
            /// What it is about, in a line: 1 to 255 characters.
            summary: String,
            /// What it is about: 1 to 10,000 characters.
            description: String,
            /// Its board.
            service_board: Ref<BoardId>,
            /// Where it comes from.
            source: Ref<SourceId>,
        }
        optional {
            /// The company.
            company / with_company: Ref<CompanyId>,
            /// The site.
            site / with_site: Ref<SiteId>,
            /// Who works on it.
            assignee / with_assignee: Ref<UserId>,
            /// Which team works on it.
            assignee_team / with_assignee_team: Ref<TeamId>,
            /// Its priority.
            priority / with_priority: Ref<PriorityId>,
            /// Its status.
            status / with_status: Ref<StatusId>,
            /// Its category.
            category / with_category: Ref<CategoryId>,
            /// Its type.
            #[serde(rename = "type")]
            kind / with_kind: Ref<TicketTypeId>,
            /// Its tags.
            tags / with_tags: Vec<Ref<TagId>>,
            /// When it is to be done.
            due_date / with_due_date: DueDate,
            /// The devices that it is about. One that is named here reaches a linked PSA ticket; one that is added later does not.
            assets / with_assets: Vec<TicketAsset>,
            /// More fields, as the provider has defined them.
            extended_attributes / with_extended_attributes: Vec<ExtendedAttribute>,
        }
    }
}

impl NewTicket {
    /// Adds a device that it is about.
    #[must_use]
    pub fn with_asset(mut self, endpoint: impl Into<EndpointId>) -> Self {
        self.assets.get_or_insert_default().push(TicketAsset::new(endpoint));
        self
    }

    /// What the service would refuse.
    pub(crate) fn problem(&self) -> Option<String> {
        let fits = |name: &str, text: &str, most: usize| {
            let length = text.chars().count();
            (!(1..=most).contains(&length))
                .then(|| format!("the {name} of a ticket has 1 to {most} characters; this one has {length}"))
        };
        fits("summary", &self.summary, 255).or_else(|| fits("description", &self.description, 10_000))
    }
}

/// A device that a ticket is about. What else the service says of it (whether it is the main one, say, under a name that no source
/// tells) is kept, so that a list of them can be read, added to and sent back.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TicketAsset {
    /// The device.
    pub id: Option<EndpointId>,
    /// All other fields, as they came.
    pub other: Map<String, Value>,
}

impl TicketAsset {
    /// This device.
    #[must_use]
    pub fn new(id: impl Into<EndpointId>) -> Self {
        Self { id: Some(id.into()), other: Map::new() }
    }
}

impl Serialize for TicketAsset {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let id = self.id.iter().map(|id| ("id".to_owned(), Value::from(id.as_str())));
        serializer.collect_map(id.chain(self.other.clone()))
    }
}

impl<'de> Deserialize<'de> for TicketAsset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut other = Map::deserialize(deserializer)?;
        let id = other.remove("id").and_then(|id| id.as_str().map(EndpointId::from));
        Ok(Self { id, other })
    }
}

/// A date as tickets have it, `11/24/2026`. The text is kept and never refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct DueDate(Box<str>);

impl DueDate {
    /// Takes text as the service would send it; it is not checked.
    #[must_use]
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The text, as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day; dates in the usual way of writing them are read too.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        let text = self.0.trim();
        Date::strptime("%m/%d/%Y", text).ok().or_else(|| Some(DateTime::new(text).civil()?.date()))
    }
}

impl From<Date> for DueDate {
    fn from(date: Date) -> Self {
        Self::new(date.strftime("%m/%d/%Y").to_string())
    }
}

impl Lenient for DueDate {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(String::read(deserializer)?.map(Self::new))
    }
}

cw_http::lenient_by_deserialize!(TicketAsset);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn due_dates_are_written_by_month_and_read_in_both_ways() {
        let day = Date::constant(2026, 3, 9);
        assert_eq!(DueDate::from(day).as_str(), "03/09/2026");
        for text in ["03/09/2026", "3/9/2026", "2026-03-09", "2026-03-09T00:00:00Z"] {
            assert_eq!(DueDate::new(text).date(), Some(day), "{text}");
        }
        assert_eq!(DueDate::new("soon").date(), None);
    }

    #[test]
    fn what_an_asset_has_besides_its_id_survives() {
        let asset = json!({ "id": "e-1", "isMain": true });
        let read: TicketAsset = serde_json::from_value(asset.clone()).unwrap();
        assert_eq!((read.id.as_ref(), serde_json::to_value(&read).unwrap()), (Some(&"e-1".into()), asset));
        assert_eq!(serde_json::to_value(TicketAsset::new("e-2")).unwrap(), json!({ "id": "e-2" }));
    }

    #[test]
    fn a_ticket_without_or_with_too_many_words_is_told() {
        let ticket = |summary: String, description: &str| {
            NewTicket::new(summary, description, BoardId::new("b"), SourceId::new("s")).problem()
        };
        assert_eq!(ticket("x".repeat(255), "y"), None);
        assert!(ticket("ß".repeat(256), "y").unwrap().contains("summary"));
        assert!(ticket("x".to_owned(), "").unwrap().contains("description"));
    }
}
