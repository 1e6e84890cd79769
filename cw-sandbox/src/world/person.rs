//! The people who work at the machines.

use std::collections::BTreeSet;

use serde::Serialize;

use super::World;
use super::catalogue::person_behind;

/// Somebody at a company who uses a machine there: a contact in PSA.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Person {
    /// PSA contact id.
    pub id: u32,
    /// Automate client id of the company.
    pub company: u32,
    /// Automate location id of the site.
    pub site: u32,
    /// First name.
    pub first: &'static str,
    /// Last name.
    pub last: &'static str,
    /// The name under which they log in.
    pub login: &'static str,
    /// E-mail address, at a domain of their company.
    pub email: String,
}

const FIRST_PERSON: u32 = 7001;

impl World {
    /// One person for each user name at each company that has machines.
    pub(super) fn settle_people(&mut self) {
        let mut known = BTreeSet::new();
        let mut people = Vec::new();
        for machine in &self.machines {
            let Some(login) = machine.user else { continue };
            if !known.insert((machine.company, login)) {
                continue;
            }
            let (first, last, mailbox) = person_behind(login);
            people.push(Person {
                // A world has far fewer people than an id has numbers.
                id: FIRST_PERSON + u32::try_from(people.len()).unwrap_or(u32::MAX - FIRST_PERSON),
                company: machine.company,
                site: machine.site,
                first,
                last,
                login,
                email: format!("{mailbox}@company{}.example", machine.company),
            });
        }
        self.people = people;
    }

    /// The person with this PSA contact id.
    #[must_use]
    pub fn person(&self, id: u32) -> Option<&Person> {
        super::by_id(&self.people, id, |person| person.id)
    }

    /// The people of a company, by its Automate client id.
    pub fn people_of(&self, company: u32) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(move |person| person.company == company)
    }
}
