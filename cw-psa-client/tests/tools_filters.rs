//! Plain filters of tickets, hundreds of them at random, through HTTP: what comes back is what a plain loop over the tenant's
//! world finds.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::Duration;

use cw_sandbox::{Ticket, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tools_common::{Tools, client_on, sandbox};

/// A filter by the places of its values in the world, so that a failing one shrinks to something short.
#[derive(Debug, Clone)]
struct Filter {
    project: bool,
    company: Option<(usize, Naming)>,
    board: Option<(usize, Naming)>,
    status: Option<(usize, Naming)>,
    contact: Option<usize>,
    priority: Option<(usize, Naming)>,
    assigned_to: Option<(usize, Naming)>,
    open: Option<bool>,
    text: Option<usize>,
    machine: Option<usize>,
    since: Option<u32>,
    until: Option<u32>,
    entered_since: Option<u32>,
    expert: Option<Expert>,
    order_by: &'static str,
    descending: bool,
}

#[derive(Debug, Clone, Copy)]
enum Naming {
    Id,
    IdAsText,
    Name,
}

/// What an expert adds: its `or` must not get loose among the other filters.
#[derive(Debug, Clone, Copy)]
enum Expert {
    ClosedOrUrgent,
    NotThisOwner,
    NumbersIn,
}

fn naming() -> impl Strategy<Value = Naming> {
    prop_oneof![Just(Naming::Id), Just(Naming::IdAsText), Just(Naming::Name)]
}

fn some<T: Clone + std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    // Each filter is rare, so that most combinations let something through.
    proptest::option::weighted(0.25, value)
}

fn filters() -> impl Strategy<Value = Filter> {
    let names = (
        proptest::bool::weighted(0.15),
        some((any::<prop::sample::Index>().prop_map(|i| i.index(10_000)), naming())),
        some((0..100_usize, naming())),
        some((0..100_usize, naming())),
        some(0..1000_usize),
        some((0..100_usize, naming())),
        some((0..100_usize, naming())),
    );
    let rest = (
        some(any::<bool>()),
        some(0..WORDS.len()),
        some(0..1000_usize),
        some(0..9000_u32),
        some(0..9000_u32),
        some(0..9000_u32),
        some(prop_oneof![Just(Expert::ClosedOrUrgent), Just(Expert::NotThisOwner), Just(Expert::NumbersIn)]),
        prop_oneof![Just("id"), Just("updated"), Just("summary"), Just("company"), Just("status"), Just("priority")],
        any::<bool>(),
    );
    (names, rest).prop_map(|(names, rest)| {
        let (project, company, board, status, contact, priority, assigned_to) = names;
        let (open, text, machine, since, until, entered_since, expert, order_by, descending) = rest;
        Filter {
            project,
            company,
            board,
            status,
            contact,
            priority,
            assigned_to,
            open,
            text,
            machine,
            since,
            until,
            entered_since,
            expert,
            order_by,
            descending,
        }
    })
}

/// Parts of summaries, awkward ones among them.
const WORDS: [&str; 12] =
    ["DC01", "printer", "o'brien", "100%", "\"", "'", "[", "\\", "%", "_", "ü", "no summary has this"];

/// One condition of a filter.
type Test<'a> = Box<dyn Fn(&Ticket) -> bool + 'a>;

/// The filter in words, and what it lets through.
struct Case {
    input: Value,
    expected: BTreeSet<u64>,
}

impl Filter {
    fn case(&self, world: &World) -> Case {
        let kind = if self.project { "project" } else { "service" };
        let mut input = json!({
            "kind": kind, "order_by": self.order_by, "descending": self.descending, "limit": 1000, "page_size": 400,
        });
        let mut tests: Vec<Test<'_>> = vec![Box::new(|ticket| ticket.project == self.project)];

        if let Some((place, naming)) = self.company {
            let company = &world.companies[place % world.companies.len()];
            let shared = world.companies.iter().filter(|other| other.name == company.name).count() > 1;
            let naming = if shared { Naming::Id } else { naming };
            input["company"] = named(naming, company.psa_id(), &company.name);
            tests.push(Box::new(move |ticket| ticket.company == company.psa_id()));
        }
        let board = self.board.map(|(place, naming)| (&world.boards[place % world.boards.len()], naming));
        if let Some((board, naming)) = board {
            input["board"] = named(naming, board.id, &board.name);
            tests.push(Box::new(|ticket| ticket.board == board.id));
        }
        if let Some((place, naming)) = self.status {
            let board = board.map_or(&world.boards[place % world.boards.len()], |(board, _)| board);
            let status = &board.statuses[place % board.statuses.len()];
            input["status"] = named(naming, status.id, &status.name);
            match (naming, self.board) {
                // Without a board the name is that of a status on several.
                (Naming::Name, None) => tests.push(Box::new(move |ticket| {
                    world.status(ticket.status).is_some_and(|found| found.name == status.name)
                })),
                _ => tests.push(Box::new(move |ticket| ticket.status == status.id)),
            }
        }
        if let Some(place) = self.contact {
            let person = &world.people[place % world.people.len()];
            let elsewhere = input["company"] != Value::Null;
            if !elsewhere {
                input["contact"] = json!(person.id);
                tests.push(Box::new(move |ticket| ticket.contact == Some(person.id)));
            }
        }
        if let Some((place, naming)) = self.priority {
            let priority = &world.priorities[place % world.priorities.len()];
            input["priority"] = named(naming, priority.id, priority.name);
            tests.push(Box::new(move |ticket| ticket.priority == Some(priority.id)));
        }
        if let Some((place, naming)) = self.assigned_to {
            let member = &world.technicians[place % world.technicians.len()];
            input["assigned_to"] = named(naming, member.id, member.identifier);
            tests.push(Box::new(move |ticket| ticket.owner == Some(member.id)));
        }
        if let Some(open) = self.open {
            input["open"] = json!(open);
            tests.push(Box::new(move |ticket| ticket.closed != open));
        }
        if let Some(place) = self.text {
            let word = WORDS[place].to_lowercase();
            input["text"] = json!(WORDS[place]);
            tests.push(Box::new(move |ticket| ticket.summary.to_lowercase().contains(&word)));
        }
        if let (Some(place), false, Value::Null) = (self.machine, self.project, &input["company"]) {
            let machine = &world.machines[place % world.machines.len()];
            input["configuration"] = json!(machine.psa_id());
            tests.push(Box::new(move |ticket| ticket.machine == Some(machine.id)));
        }
        for (name, hours) in [("since", self.since), ("until", self.until), ("entered_since", self.entered_since)] {
            let Some(hours) = hours else { continue };
            // Records tell whole seconds, and so does the text of a stamp.
            let moment = world.made_at.minus(Duration::from_secs(u64::from(hours) * 3600)).to_string();
            input[name] = json!(moment);
            tests.push(match name {
                "since" => Box::new(move |ticket| ticket.updated.to_string() >= moment),
                "until" => Box::new(move |ticket| ticket.updated.to_string() < moment),
                _ => Box::new(move |ticket| ticket.entered.to_string() >= moment),
            });
        }
        match self.expert {
            Some(Expert::ClosedOrUrgent) => {
                input["conditions"] = json!("closedFlag = true or Priority/Id in (5, 6)");
                tests.push(Box::new(|ticket| ticket.closed || matches!(ticket.priority, Some(5 | 6))));
            }
            Some(Expert::NotThisOwner) => {
                input["conditions"] = json!("owner/identifier != 'asmith'");
                tests.push(Box::new(|ticket| ticket.owner.is_some_and(|owner| owner != 151)));
            }
            Some(Expert::NumbersIn) => {
                input["conditions"] = json!("id in (100001, 100002, 40001) or id > 100200");
                tests.push(Box::new(|ticket| matches!(ticket.id, 100_001 | 100_002 | 40_001) || ticket.id > 100_200));
            }
            None => {}
        }
        let expected = world.tickets.iter().filter(|ticket| tests.iter().all(|test| test(ticket)));
        Case { expected: expected.map(|ticket| u64::from(ticket.id)).collect(), input }
    }
}

fn named(naming: Naming, id: u32, name: &str) -> Value {
    match naming {
        Naming::Id => json!(id),
        Naming::IdAsText => json!(id.to_string()),
        Naming::Name => json!(name),
    }
}

#[test]
fn a_filter_lets_through_what_it_says_and_all_of_it() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (sandbox, _) = runtime.block_on(sandbox());
    // Names are looked up for most filters, so there are more requests than a person would make in a minute.
    let tools = Tools::under(&client_on(&sandbox), "[limits]\nrequests_per_minute = 100000\n");
    let world = sandbox.world();
    let found_something = Cell::new(0);
    let mut runner = TestRunner::new(Config { cases: 600, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&filters(), |filter| {
        let case = filter.case(&world);
        let rows = runtime.block_on(tools.read("cw-psa-list-tickets", case.input.clone()));
        let rows = rows.map_err(|error| TestCaseError::fail(format!("{}: {error}", case.input)))?;
        let ids: Vec<u64> = rows["items"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect();
        let distinct: BTreeSet<u64> = ids.iter().copied().collect();
        prop_assert_eq!(ids.len(), distinct.len(), "no row twice: {}", &case.input);
        prop_assert_eq!(&distinct, &case.expected, "{}", &case.input);
        prop_assert!(rows["cursor"].is_null());
        if filter.order_by == "id" {
            let in_order = if filter.descending { ids.is_sorted_by(|a, b| a > b) } else { ids.is_sorted() };
            prop_assert!(in_order, "{:?}", ids);
        }
        found_something.set(found_something.get() + usize::from(!ids.is_empty()));
        Ok(())
    });
    outcome.unwrap();
    assert!(found_something.get() > 150, "{} of 600 filters found something", found_something.get());
}
