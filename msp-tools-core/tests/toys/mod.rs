//! A small product to try the machinery on: a shelf of toys that can be listed, renamed and wound up.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use msp_tools_core::{
    Bounded, CallContext, CallOutcome, Change, Draft, Effect, ErrorKind, IdOrName, Listed, Operation, Progress, Target,
    Tool, ToolError, ToolSpec, Untrusted, read_tool, write_tool,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

/// The client: a shelf, and a log of everything that was asked of it.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<Inner>);

#[derive(Default)]
struct Inner {
    toys: Mutex<BTreeMap<u64, String>>,
    log: Mutex<Vec<String>>,
    /// Told when winding up has begun.
    begun: Notify,
}

impl Shelf {
    pub(crate) fn stocked() -> Self {
        let shelf = Self::default();
        shelf.0.toys.lock().unwrap().extend([(1, "Bear".into()), (2, "Robot".into()), (3, "Robot".into())]);
        shelf
    }

    /// What was changed on it, in order.
    pub(crate) fn writes(&self) -> Vec<String> {
        self.0.log.lock().unwrap().iter().filter(|line| !line.starts_with("read")).cloned().collect()
    }

    /// Everything that was asked of it, in order.
    pub(crate) fn log(&self) -> Vec<String> {
        self.0.log.lock().unwrap().clone()
    }

    pub(crate) async fn begun(&self) {
        self.0.begun.notified().await;
    }

    pub(crate) fn name_of(&self, id: u64) -> Option<String> {
        self.0.toys.lock().unwrap().get(&id).cloned()
    }

    fn note(&self, line: impl Into<String>) {
        self.0.log.lock().unwrap().push(line.into());
    }

    fn find(&self, toy: &IdOrName) -> Result<(u64, String), ToolError> {
        self.note("read");
        let toys = self.0.toys.lock().unwrap();
        let fits = |(id, name): &(&u64, &String)| toy.as_id() == Some(**id) || toy.as_name() == Some(name.as_str());
        let found: Vec<_> = toys.iter().filter(fits).map(|(id, name)| (*id, name.clone())).collect();
        match found.as_slice() {
            [] => Err(ToolError::not_found("toy", toy).with_path("$.toy")),
            [one] => Ok(one.clone()),
            several => {
                let candidates = several.iter().map(|(id, name)| Target::new("toy", id, name)).collect();
                Err(ToolError::ambiguous("toy", toy, candidates).with_path("$.toy"))
            }
        }
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListToys {
    /// Only toys of this name, such as `Bear`.
    name: Option<String>,
    /// How many at most.
    #[serde(default)]
    limit: Bounded<1, 1000, 25>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Toy {
    /// Number of the toy.
    id: u64,
    /// What its owner calls it.
    name: Untrusted,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenameToy {
    /// The toy, by id or name.
    toy: IdOrName,
    /// Its new name.
    name: String,
}

#[derive(Serialize, Deserialize)]
struct Rename {
    id: u64,
    name: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindUp {
    /// The toy, by id or name.
    toy: IdOrName,
    /// What happens then.
    #[serde(default)]
    then: Then,
    /// Whether it is wound up until the spring breaks.
    #[serde(default)]
    too_far: bool,
}

#[derive(Serialize, Deserialize, JsonSchema, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Then {
    #[default]
    Walk,
    /// It falls over; nothing happened to it.
    Fall,
    /// It walks off and is not seen again.
    Vanish,
    /// It goes on and on.
    Forever,
    /// Its maker is in for a surprise.
    Explode,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    /// What was done.
    done: String,
}

fn spec(name: &str, effect: Effect) -> ToolSpec {
    ToolSpec::new("toys", name, effect).with_description(format!("Does {name}."))
}

pub(crate) fn tools(shelf: &Shelf) -> Vec<Arc<dyn Tool>> {
    vec![wind_up(shelf), rename(shelf), list(shelf)]
}

pub(crate) fn list(shelf: &Shelf) -> Arc<dyn Tool> {
    read_tool(
        spec("toy-list", Effect::Read).with_title("List toys"),
        shelf.clone(),
        |shelf, input: ListToys, _| async move {
            shelf.note("read");
            let toys = shelf.0.toys.lock().unwrap();
            let wanted = toys.iter().filter(|(_, name)| input.name.as_ref().is_none_or(|wanted| wanted == *name));
            let limit = usize::try_from(input.limit.get()).unwrap();
            let items: Vec<_> = wanted.map(|(id, name)| Toy { id: *id, name: name.as_str().into() }).collect();
            Ok(if items.len() > limit {
                Listed::part(items.into_iter().take(limit).collect(), limit.to_string())
            } else {
                Listed::all(items)
            })
        },
    )
}

pub(crate) fn rename(shelf: &Shelf) -> Arc<dyn Tool> {
    write_tool(
        spec("toy-rename", Effect::Write).with_operation("toys:rename"),
        shelf.clone(),
        |shelf, input: RenameToy, _| async move {
            let (id, before) = shelf.find(&input.toy)?;
            let sentence = format!("Rename {before} to {}", input.name);
            let change = Change::new("name").with_before(before.as_str()).with_after(input.name.as_str());
            Ok(Draft::new(sentence, Rename { id, name: input.name })
                .with_targets([Target::new("toy", id, before)])
                .with_change(change))
        },
        |shelf, job: Rename, _| async move {
            shelf.note(format!("rename {} to {}", job.id, job.name));
            shelf.0.toys.lock().unwrap().insert(job.id, job.name);
            Ok(Done { done: "renamed".into() })
        },
    )
}

pub(crate) fn wind_up(shelf: &Shelf) -> Arc<dyn Tool> {
    write_tool(
        spec("toy-wind-up", Effect::Execute),
        shelf.clone(),
        |shelf, input: WindUp, _| async move {
            let (id, name) = shelf.find(&input.toy)?;
            let draft = Draft::new(format!("Wind up {name}"), (id, input.then))
                .with_operation(Operation::new(format!("toys:wind-up:{id}")))
                .with_targets([Target::new("toy", id, name)])
                .with_warning("It may\nwalk away");
            Ok(if input.too_far { draft.with_effect(Effect::Destroy) } else { draft })
        },
        |shelf, (id, then): (u64, Then), cx| async move {
            shelf.note(format!("wind up {id}"));
            cx.report(&Progress::new("winding").with_steps(1, 1));
            shelf.0.begun.notify_one();
            match then {
                Then::Walk => Ok(Done { done: "walked".into() }),
                Then::Fall => Err(ToolError::new(ErrorKind::Rejected, "it fell over")),
                Then::Vanish => Err(ToolError::new(ErrorKind::OutcomeUnknown, "it is gone")),
                Then::Forever => std::future::pending().await,
                Then::Explode => panic!("the spring broke"),
            }
        },
    )
}

/// The output of a call that ran.
#[track_caller]
pub(crate) fn completed(result: Result<CallOutcome, ToolError>) -> serde_json::Value {
    match result.unwrap() {
        CallOutcome::Completed(output) => output.value,
        CallOutcome::AwaitingApproval(approval) => panic!("awaits {}", approval.id()),
    }
}

pub(crate) fn agent() -> CallContext {
    CallContext::new("agent").with_session("s1")
}
