//! Retries as a table of whole calls: what happens, how long is waited and what is left of the shared budget after each try, and
//! how the call ends. Each row is played twice: against the pure functions, where every wait is exact, and against a client in
//! paused time, which has to send as often and to wait as long.

mod common;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use common::{DELETE, GET, PATCH, POST, PUT, builder};
use cw_http::retry::{Budget, Decision, GiveUp, Outcome, Situation, decide};
use cw_http::testing::{Reply, Script};
use cw_http::{
    CallOptions, Credentials, Error, ErrorKind, HttpClient, Operation, Replay, Request, RetrySettings, Token,
    TokenSource,
};
use tokio::time::Instant;

/// What follows a try.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Then {
    /// Another try, after so many milliseconds with jitter in the middle of its range.
    Wait(u64),
    /// Another try with a new token.
    Renew,
    /// Nothing.
    End,
}
use Then::{End, Renew, Wait};

/// A try, what follows, and the level of the budget afterwards.
type Step = (Outcome, Then, f64);

struct Row {
    name: &'static str,
    operations: &'static [Operation],
    /// What the budget holds, and can hold.
    budget: f64,
    /// How many seconds the call has.
    time: u64,
    steps: &'static [Step],
    end: Result<u16, ErrorKind>,
}

const fn is(status: u16) -> Outcome {
    Outcome::Answered { status, retry_after: None }
}

/// With `Retry-After` in seconds.
const fn told(status: u16, secs: u64) -> Outcome {
    Outcome::Answered { status, retry_after: Some(Duration::from_secs(secs)) }
}

const NOT_SENT: Outcome = Outcome::NotSent;
const CUT: Outcome = Outcome::Cut;
const READ: &[Operation] = &[GET];
const AGAIN: &[Operation] = &[GET, PUT, DELETE];
const ONCE: &[Operation] = &[POST, PATCH];
const ANY: &[Operation] = &[GET, PUT, DELETE, POST, PATCH];

const fn row(
    name: &'static str,
    operations: &'static [Operation],
    budget: f64,
    time: u64,
    steps: &'static [Step],
    end: Result<u16, ErrorKind>,
) -> Row {
    Row { name, operations, budget, time, steps, end }
}

const ROWS: &[Row] = &[
    row("success", ANY, 10.0, 120, &[(is(200), End, 10.0)], Ok(200)),
    row("once down", AGAIN, 10.0, 120, &[(is(503), Wait(50), 9.0), (is(200), End, 9.0)], Ok(200)),
    row(
        "twice down, each in another way",
        AGAIN,
        10.0,
        120,
        &[(is(502), Wait(50), 9.0), (CUT, Wait(200), 8.0), (is(200), End, 8.0)],
        Ok(200),
    ),
    row(
        "down for good",
        READ,
        10.0,
        120,
        &[(is(503), Wait(50), 9.0), (is(504), Wait(200), 8.0), (is(502), Wait(800), 7.0), (is(503), End, 7.0)],
        Err(ErrorKind::Server),
    ),
    row(
        "no connection for good",
        ANY,
        10.0,
        120,
        &[(NOT_SENT, Wait(50), 9.0), (NOT_SENT, Wait(200), 8.0), (NOT_SENT, Wait(800), 7.0), (NOT_SENT, End, 7.0)],
        Err(ErrorKind::Connect),
    ),
    row("the budget is empty", AGAIN, 0.5, 120, &[(NOT_SENT, End, 0.5)], Err(ErrorKind::Connect)),
    row(
        "the budget runs out in the middle",
        READ,
        2.0,
        120,
        &[(CUT, Wait(50), 1.0), (is(503), Wait(200), 0.0), (is(503), End, 0.0)],
        Err(ErrorKind::Server),
    ),
    row("what came of it is not known", ONCE, 10.0, 120, &[(CUT, End, 10.0)], Err(ErrorKind::OutcomeUnknown)),
    row("a gateway does not know", ONCE, 10.0, 120, &[(is(504), End, 10.0)], Err(ErrorKind::OutcomeUnknown)),
    row("503 alone says nothing of a change", ONCE, 10.0, 120, &[(is(503), End, 10.0)], Err(ErrorKind::OutcomeUnknown)),
    row(
        "a change that was not sent, and then was cut off",
        ONCE,
        10.0,
        120,
        &[(NOT_SENT, Wait(50), 9.0), (CUT, End, 9.0)],
        Err(ErrorKind::OutcomeUnknown),
    ),
    row(
        "503 that says when was not carried out",
        ANY,
        10.0,
        120,
        &[(told(503, 2), Wait(2000), 9.0), (told(503, 0), Wait(200), 8.0), (is(201), End, 8.0)],
        Ok(201),
    ),
    row(
        "the limit costs no budget",
        ANY,
        0.0,
        120,
        &[(told(429, 1), Wait(1025), 0.0), (told(429, 3), Wait(3050), 0.0), (is(200), End, 0.0)],
        Ok(200),
    ),
    row("the limit without a time", ANY, 10.0, 120, &[(is(429), Wait(2050), 10.0), (is(200), End, 10.0)], Ok(200)),
    row("the limit for no time", ANY, 10.0, 120, &[(told(429, 0), Wait(0), 10.0), (is(200), End, 10.0)], Ok(200)),
    row(
        "the limit and failures are counted apart",
        READ,
        10.0,
        120,
        &[
            (is(503), Wait(50), 9.0),
            (told(429, 1), Wait(1025), 9.0),
            (CUT, Wait(200), 8.0),
            (told(429, 1), Wait(1025), 8.0),
            (NOT_SENT, Wait(800), 7.0),
            (is(200), End, 7.0),
        ],
        Ok(200),
    ),
    row(
        "refused ten times",
        READ,
        10.0,
        600,
        &[
            (told(429, 1), Wait(1025), 10.0),
            (told(429, 1), Wait(1025), 10.0),
            (told(429, 1), Wait(1025), 10.0),
            (told(429, 1), Wait(1025), 10.0),
            (told(429, 1), Wait(1025), 10.0),
            (told(429, 1), Wait(1025), 10.0),
            (told(429, 1), Wait(1025), 10.0),
            (told(429, 1), Wait(1025), 10.0),
            (told(429, 1), Wait(1025), 10.0),
            (told(429, 1), End, 10.0),
        ],
        Err(ErrorKind::RateLimited),
    ),
    row("a wait that is too long", ANY, 10.0, 60, &[(told(429, 60), End, 10.0)], Err(ErrorKind::RateLimited)),
    row(
        "a wait that is too long for what is left",
        READ,
        10.0,
        5,
        &[(told(429, 3), Wait(3050), 10.0), (told(429, 2), End, 10.0)],
        Err(ErrorKind::RateLimited),
    ),
    row("503 whose wait is too long", ANY, 10.0, 60, &[(told(503, 90), End, 10.0)], Err(ErrorKind::Server)),
    row("a token that is too old", ANY, 0.0, 120, &[(is(401), Renew, 0.0), (is(200), End, 0.0)], Ok(200)),
    row(
        "a new token that is refused too",
        ANY,
        10.0,
        120,
        &[(is(401), Renew, 10.0), (is(401), End, 10.0)],
        Err(ErrorKind::Credentials),
    ),
    row(
        "a token that is too old in the middle of a storm",
        READ,
        10.0,
        120,
        &[(CUT, Wait(50), 9.0), (is(401), Renew, 9.0), (is(503), Wait(200), 8.0), (is(200), End, 8.0)],
        Ok(200),
    ),
    row("an error of the service's own", ANY, 10.0, 120, &[(is(500), End, 10.0)], Err(ErrorKind::Server)),
    row("not found", ANY, 10.0, 120, &[(is(404), End, 10.0)], Err(ErrorKind::NotFound)),
    row("not allowed", ANY, 10.0, 120, &[(is(403), End, 10.0)], Err(ErrorKind::Denied)),
    row(
        "failed, and then refused for good",
        READ,
        10.0,
        120,
        &[(is(502), Wait(50), 9.0), (is(400), End, 9.0)],
        Err(ErrorKind::Rejected),
    ),
];

fn settings(row: &Row) -> RetrySettings {
    let mut settings = RetrySettings::default();
    settings.budget_capacity = row.budget;
    settings
}

/// Plays a row against the pure functions, at one point of the jitter's range, and says how long is waited in all.
fn play(row: &Row, replay: Replay, random: f64, mut look: impl FnMut(usize, Decision, f64)) -> Duration {
    let (settings, time) = (settings(row), Duration::from_secs(row.time));
    let mut budget = Budget::new(&settings);
    budget.deposit();
    let (mut waited, mut failures, mut refusals, mut renewed) = (Duration::ZERO, 0, 0, false);
    for (at, (outcome, ..)) in row.steps.iter().enumerate() {
        match outcome {
            Outcome::Answered { status: 429, .. } => refusals += 1,
            Outcome::NotSent | Outcome::Cut | Outcome::Answered { status: 502..=504, .. } => failures += 1,
            Outcome::Answered { .. } => {}
        }
        let decision = decide(
            &settings,
            &Situation {
                replay,
                outcome: *outcome,
                failures,
                refusals,
                may_renew: !renewed,
                budget_left: budget.has_one(),
                time_left: time - waited,
                random,
            },
        );
        match decision {
            Decision::Retry { wait, from_budget } => {
                waited += wait;
                if from_budget {
                    budget.withdraw();
                }
            }
            Decision::RenewToken => renewed = true,
            _ => {}
        }
        look(at, decision, budget.level());
    }
    waited
}

#[test]
fn every_wait_and_every_level_of_the_budget_is_exact() {
    for row in ROWS {
        for operation in row.operations {
            let name = format!("{}, {}", row.name, operation.method);
            play(row, operation.replay, 0.5, |at, decision, level| {
                let (outcome, then, expected) = row.steps[at];
                let seen = match decision {
                    Decision::Retry { wait, .. } => Wait(u64::try_from(wait.as_millis()).expect("short")),
                    Decision::RenewToken => Renew,
                    Decision::Done | Decision::GiveUp(_) | Decision::OutcomeUnknown => End,
                };
                assert_eq!(seen, then, "{name}: {outcome:?}, try {}", at + 1);
                assert!((level - expected).abs() < 1e-9, "{name}: {level} left after try {}", at + 1);
                assert_eq!(then == End, at + 1 == row.steps.len(), "{name}: a row ends with its call");
            });
        }
    }
}

/// The reasons for giving up are told apart.
#[test]
fn a_call_that_gives_up_knows_why() {
    let last = |name: &str| {
        let row = ROWS.iter().find(|row| row.name == name).expect("it is in the table");
        let mut last = Decision::Done;
        play(row, Replay::Safe, 0.5, |_, decision, _| last = decision);
        last
    };
    assert_eq!(last("down for good"), Decision::GiveUp(GiveUp::TriesSpent));
    assert_eq!(last("refused ten times"), Decision::GiveUp(GiveUp::TriesSpent));
    assert_eq!(last("the budget is empty"), Decision::GiveUp(GiveUp::BudgetSpent));
    let wait = Duration::from_millis(2_050);
    assert_eq!(last("a wait that is too long for what is left"), Decision::GiveUp(GiveUp::WaitTooLong { wait }));
}

/// A login that takes no time.
struct AtOnce;

#[async_trait]
impl TokenSource for AtOnce {
    async fn fetch(&self, _: &HttpClient) -> Result<Token, Error> {
        Ok(Token::new("token".to_owned().into(), Duration::from_secs(3600)))
    }
}

fn reply(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::NotSent => Reply::not_sent(),
        Outcome::Cut => Reply::cut(),
        Outcome::Answered { status, retry_after: None } => Reply::status(*status),
        Outcome::Answered { status, retry_after: Some(wait) } => {
            Reply::status(*status).header("retry-after", wait.as_secs().to_string())
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_sends_as_often_and_waits_as_long_as_the_table_says() {
    for row in ROWS {
        for operation in row.operations {
            let name = format!("{}, {}", row.name, operation.method);
            // The first call fetches the token, so that the call of the row finds one.
            let replies =
                std::iter::once(Reply::status(200)).chain(row.steps.iter().map(|(outcome, ..)| reply(outcome)));
            let script = Arc::new(Script::new(replies));
            let client = builder(&script)
                .credentials(Credentials::Token(Arc::new(AtOnce)))
                .settings(|all| all.retry(settings(row)))
                .build()
                .expect("settings");
            client.send(Request::new(&GET)).await.expect("the first call");
            let start = Instant::now();
            let options = CallOptions::new().timeout(Duration::from_secs(row.time));
            let answer = client.send(Request::new(operation).with_options(options)).await;
            let took = start.elapsed();
            assert_eq!(answer.map(|answer| answer.status()).map_err(|error| error.kind()), row.end, "{name}");
            assert_eq!(script.sent().len(), 1 + row.steps.len(), "{name}: as many requests as the table has tries");
            let least = play(row, operation.replay, 0.0, |_, _, _| {});
            let most = play(row, operation.replay, 1.0, |_, _, _| {});
            // Each sleep is rounded up to the next millisecond.
            let most = most + Duration::from_millis(row.steps.len() as u64);
            assert!((least..=most).contains(&took), "{name}: {took:?}, not within {least:?} and {most:?}");
        }
    }
}

/// Calls one after another against an outage: what the budget holds, and how often each call is sent.
#[test]
fn the_budget_of_calls_in_an_outage_sinks_and_then_pays_its_share() {
    let settings = RetrySettings::default();
    let mut budget = Budget::new(&settings);
    let mut tries = Vec::new();
    let mut levels = Vec::new();
    for _ in 0..24 {
        budget.deposit();
        let mut sent = 1;
        while sent < settings.max_tries && budget.has_one() {
            budget.withdraw();
            sent += 1;
        }
        tries.push(sent);
        levels.push((budget.level() * 10.0).round() / 10.0);
    }
    // Full: three retries a call. Empty: one for ten calls.
    assert_eq!(tries[..6], [4, 4, 4, 2, 1, 1]);
    assert_eq!(levels[..6], [7.0, 4.1, 1.2, 0.3, 0.4, 0.5]);
    assert_eq!(tries[4..].iter().filter(|tries| **tries > 1).count(), 2);
    assert!(levels.iter().all(|level| (0.0..=10.0).contains(level)));
}
