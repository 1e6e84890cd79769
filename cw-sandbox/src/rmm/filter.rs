//! The filter language of tickets: read from the query, evaluated on tickets and on notes.
//!
//! `statusNames=New,In Progress` takes either, `statusNames=[notIn],Closed` all but that. Parameters whose names end in the
//! same number make a group, those without a number one of their own: inside a group all have to hold, and one group is
//! enough.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::stamp::Stamp;
use crate::world::{RmmNote, RmmRef, RmmTicket};

/// A parameter that filters records of type `T`.
pub(super) struct Parameter<T> {
    name: &'static str,
    ask: Ask<T>,
}

enum Ask<T> {
    /// One of a list, in which `[notIn]` may lead.
    OneOf(fn(&T) -> Vec<&str>),
    /// The same of ids, which have to look like some.
    Id(fn(&T) -> Vec<&str>),
    /// A part of a text.
    Part(fn(&T) -> &str),
    /// Not before.
    From(fn(&T) -> Option<Stamp>),
    /// Not after; a day counts to its end.
    To(fn(&T) -> Option<Stamp>),
}

const fn parameter<T>(name: &'static str, ask: Ask<T>) -> Parameter<T> {
    Parameter { name, ask }
}

pub(super) static TICKET: &[Parameter<RmmTicket>] = &[
    parameter("number", Ask::OneOf(|t| vec![&t.number])),
    parameter("ticketIds", Ask::Id(|t| vec![&t.id])),
    parameter("summary", Ask::Part(|t| &t.summary)),
    parameter("companyIds", Ask::Id(|t| id(t.company.as_ref()))),
    parameter("siteIds", Ask::Id(|t| id(t.site.as_ref()))),
    parameter("statusIds", Ask::Id(|t| vec![&t.status.id])),
    parameter("statusNames", Ask::OneOf(|t| vec![&t.status.name])),
    parameter("priorityIds", Ask::Id(|t| vec![&t.priority.id])),
    parameter("priorityNames", Ask::OneOf(|t| vec![&t.priority.name])),
    parameter("assigneeIds", Ask::Id(|t| id(t.assignee.as_ref()))),
    parameter("assigneeTeamIds", Ask::Id(|t| id(t.assignee_team.as_ref()))),
    parameter("assigneeTeamNames", Ask::OneOf(|t| name(t.assignee_team.as_ref()))),
    parameter("sourceIds", Ask::Id(|t| vec![&t.source.id])),
    parameter("sourceNames", Ask::OneOf(|t| vec![&t.source.name])),
    parameter("typeIds", Ask::Id(|t| id(t.kind.as_ref()))),
    parameter("typeNames", Ask::OneOf(|t| name(t.kind.as_ref()))),
    parameter("categoryIds", Ask::Id(|t| id(t.category.as_ref()))),
    parameter("categoryNames", Ask::OneOf(|t| name(t.category.as_ref()))),
    parameter("createdByIds", Ask::Id(|t| vec![&t.created_by.id])),
    parameter("updatedByIds", Ask::Id(|t| vec![&t.updated_by.id])),
    parameter("tagIds", Ask::Id(|t| t.tags.iter().map(|tag| tag.id.as_str()).collect())),
    parameter("tagNames", Ask::OneOf(|t| t.tags.iter().map(|tag| tag.name.as_str()).collect())),
    parameter("extendedAttributeIds", Ask::Id(|t| t.extended_attributes.iter().map(|a| a.id.as_str()).collect())),
    parameter("createdAtFrom", Ask::From(|t| Some(t.created_at))),
    parameter("createdAtTo", Ask::To(|t| Some(t.created_at))),
    parameter("updatedAtFrom", Ask::From(|t| Some(t.updated_at))),
    parameter("updatedAtTo", Ask::To(|t| Some(t.updated_at))),
    parameter("dueDateFrom", Ask::From(due)),
    parameter("dueDateTo", Ask::To(due)),
];

pub(super) static NOTE: &[Parameter<RmmNote>] = &[
    parameter("detail", Ask::Part(|n| &n.detail)),
    parameter("visibility", Ask::OneOf(visibility)),
    parameter("createdBy", Ask::OneOf(|n| vec![&n.created_by])),
    parameter("extendedAttributeIds", Ask::Id(|n| n.extended_attributes.iter().map(|a| a.id.as_str()).collect())),
    parameter("createdAtFrom", Ask::From(|n| Some(n.created_at))),
    parameter("createdAtTo", Ask::To(|n| Some(n.created_at))),
];

fn id(reference: Option<&RmmRef>) -> Vec<&str> {
    reference.into_iter().map(|reference| reference.id.as_str()).collect()
}

fn name(reference: Option<&RmmRef>) -> Vec<&str> {
    reference.into_iter().map(|reference| reference.name.as_str()).collect()
}

fn visibility(note: &RmmNote) -> Vec<&str> {
    let known = [(1, "1"), (2, "2"), (7, "7"), (8, "8")];
    known.into_iter().filter(|(number, _)| *number == note.visibility).map(|(_, text)| text).collect()
}

/// The day by which a ticket is due, from its first moment on.
fn due(ticket: &RmmTicket) -> Option<Stamp> {
    let mut parts = ticket.due_date.as_deref()?.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    Stamp::parse(&format!("{year}-{month}-{day}"))
}

/// Filters as they were sent, by group.
pub(super) struct Filter<T: 'static>(BTreeMap<String, Vec<Test<T>>>);

enum Test<T> {
    OneOf { read: fn(&T) -> Vec<&str>, values: Vec<String>, negated: bool },
    Part { read: fn(&T) -> &str, part: String },
    From { read: fn(&T) -> Option<Stamp>, at: Stamp },
    To { read: fn(&T) -> Option<Stamp>, at: Stamp },
}

impl<T> Filter<T> {
    /// Reads the query. Names in `others` are no filters; unknown names are an error.
    pub(super) fn read(
        parameters: &'static [Parameter<T>],
        query: &[(String, String)],
        others: &[&str],
    ) -> Result<Self, String> {
        let mut groups: BTreeMap<String, Vec<Test<T>>> = BTreeMap::new();
        for (key, value) in query.iter().filter(|(key, _)| !others.contains(&key.as_str())) {
            let stem = key.trim_end_matches(|c: char| c.is_ascii_digit());
            let parameter = parameters.iter().find(|parameter| parameter.name == stem);
            let parameter = parameter.ok_or_else(|| format!("{key} is not a parameter of this list"))?;
            let test = parameter.ask.test(value).map_err(|wrong| format!("{key}: {wrong}"))?;
            groups.entry(key[stem.len()..].to_owned()).or_default().push(test);
        }
        Ok(Self(groups))
    }

    pub(super) fn fits(&self, record: &T) -> bool {
        self.0.is_empty() || self.0.values().any(|group| group.iter().all(|test| test.holds(record)))
    }
}

const NOT_IN: &str = "[notIn]";
const DAY: Duration = Duration::from_secs(86_400);

impl<T> Ask<T> {
    fn test(&self, value: &str) -> Result<Test<T>, &'static str> {
        Ok(match self {
            Self::OneOf(read) | Self::Id(read) => {
                let mut values: Vec<String> = value.split(',').map(|value| value.trim().to_lowercase()).collect();
                let negated = values.first().is_some_and(|first| first.eq_ignore_ascii_case(NOT_IN));
                if negated {
                    values.remove(0);
                }
                if values.is_empty() || values.iter().any(|v| v.is_empty() || v.eq_ignore_ascii_case(NOT_IN)) {
                    return Err("a list without values, or with one that is empty");
                }
                if matches!(self, Self::Id(_)) && !values.iter().all(|value| is_uuid(value)) {
                    return Err("not an id");
                }
                Test::OneOf { read: *read, values, negated }
            }
            Self::Part(read) => Test::Part { read: *read, part: value.to_lowercase() },
            Self::From(read) => Test::From { read: *read, at: moment(value)?.0 },
            Self::To(read) => Test::To { read: *read, at: moment(value)?.1 },
        })
    }
}

impl<T> Test<T> {
    fn holds(&self, record: &T) -> bool {
        match self {
            Self::OneOf { read, values, negated } => {
                let own = read(record);
                own.iter().any(|own| values.iter().any(|value| *value == own.to_lowercase())) != *negated
            }
            Self::Part { read, part } => read(record).to_lowercase().contains(part),
            Self::From { read, at } => read(record).is_some_and(|own| own >= *at),
            Self::To { read, at } => read(record).is_some_and(|own| own <= *at),
        }
    }
}

/// The first and the last moment that a date stands for.
fn moment(text: &str) -> Result<(Stamp, Stamp), &'static str> {
    let at = Stamp::parse(text).ok_or("not a date")?;
    let last = if text.len() == "2019-01-31".len() { at.plus(DAY - Duration::from_millis(1)) } else { at };
    Ok((at, last))
}

fn is_uuid(text: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(n, b)| (b == b'-') == dashes.contains(&n) && (b == b'-' || b.is_ascii_hexdigit()))
}
