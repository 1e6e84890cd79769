//! What happens after a try: one pure function over what is known, without clock, randomness or state of its own.

use std::time::Duration;

use crate::request::Replay;

/// How often, how long and how spaced a client tries.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RetrySettings {
    /// How many tries may fail, the first included. Default 4.
    pub max_tries: u32,
    /// How often the service may answer 429 before the call gives up. Default 10.
    pub max_refusals: u32,
    /// The longest random wait before the second try; it is four times as long with each further one. Default 100 ms: most
    /// failures are over at once, and those that are not take longer than a moment.
    pub base_delay: Duration,
    /// The longest wait of our own choosing. A wait that the service asks for may be longer. Default 10 s.
    pub max_delay: Duration,
    /// How long to wait after a 429 that does not say how long. Default 2 s.
    pub refusal_delay: Duration,
    /// How many retries all callers of a client may have at once, before each needs calls to pay for it. Default 10.
    pub budget_capacity: f64,
    /// What share of the calls may be retries in the long run. Default 0.1.
    pub budget_share: f64,
}

impl Default for RetrySettings {
    fn default() -> Self {
        Self {
            max_tries: 4,
            max_refusals: 10,
            base_delay: Duration::from_millis(100),
            max_delay: Duration::from_secs(10),
            refusal_delay: Duration::from_secs(2),
            budget_capacity: 10.0,
            budget_share: 0.1,
        }
    }
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Surely nothing was sent: name look-up, connection or TLS failed.
    NotSent,
    /// The connection broke, or time ran out, after bytes may have left.
    Cut,
    /// The service answered with this status, and said how long to wait if it did.
    Answered {
        /// The HTTP status.
        status: u16,
        /// `Retry-After`, already relative.
        retry_after: Option<Duration>,
    },
}

/// Everything the decision depends on.
#[derive(Debug, Clone, Copy)]
pub struct Situation {
    /// Whether the request may be sent again after its bytes left.
    pub replay: Replay,
    /// What came of the try.
    pub outcome: Outcome,
    /// How many tries have failed by now, this one included; 429 and 401 are counted apart.
    pub failures: u32,
    /// How often the service has answered 429 by now, this time included.
    pub refusals: u32,
    /// The try used a token from the cache, and the call has not renewed it yet.
    pub may_renew: bool,
    /// The shared budget can pay for a retry.
    pub budget_left: bool,
    /// What is left of the call's time.
    pub time_left: Duration,
    /// A number in `0.0..1.0`, for the jitter.
    pub random: f64,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The answer is final: success, or an error that no retry can help.
    Done,
    /// Fetch a token once and try again.
    RenewToken,
    /// Wait, then try again.
    Retry {
        /// How long.
        wait: Duration,
        /// Whether the retry is paid for by the shared budget (a wait that the service asked for is not).
        from_budget: bool,
    },
    /// Give up, although a retry could help.
    GiveUp(GiveUp),
    /// Give up, because the request may have been carried out and must not be sent twice.
    OutcomeUnknown,
}

/// Why a call gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiveUp {
    /// All tries are used.
    TriesSpent,
    /// The client's shared retry budget is empty: the service is failing for everybody.
    BudgetSpent,
    /// The wait does not fit into what is left of the call's time.
    WaitTooLong {
        /// How long the wait would be.
        wait: Duration,
    },
}

/// Decides what follows a try. Pure: the same situation gives the same answer.
///
/// | what happened | replay safe | replay never |
/// | --- | --- | --- |
/// | surely not sent | retry | retry |
/// | 429 | wait at least `Retry-After`, retry | the same |
/// | 503 with `Retry-After` | wait at least that long, retry | the same |
/// | 502, 503, 504 | retry with jitter | outcome unknown |
/// | cut or timed out after sending | retry with jitter | outcome unknown |
/// | 401 with a cached token | renew once, retry | the same |
/// | anything else | done | done |
#[must_use]
pub fn decide(settings: &RetrySettings, situation: &Situation) -> Decision {
    let safe = situation.replay == Replay::Safe;
    match situation.outcome {
        Outcome::Answered { status: 429, retry_after } => after_refusal(settings, situation, retry_after),
        Outcome::Answered { status: 401, .. } if situation.may_renew => Decision::RenewToken,
        Outcome::Answered { status: 503, retry_after: Some(floor) } => after_failure(settings, situation, floor),
        Outcome::NotSent => after_failure(settings, situation, Duration::ZERO),
        Outcome::Answered { status: 502..=504, .. } | Outcome::Cut if !safe => Decision::OutcomeUnknown,
        Outcome::Answered { status: 502..=504, retry_after } => {
            after_failure(settings, situation, retry_after.unwrap_or_default())
        }
        Outcome::Cut => after_failure(settings, situation, Duration::ZERO),
        Outcome::Answered { .. } => Decision::Done,
    }
}

fn after_failure(settings: &RetrySettings, situation: &Situation, floor: Duration) -> Decision {
    if situation.failures >= settings.max_tries {
        return Decision::GiveUp(GiveUp::TriesSpent);
    }
    if !situation.budget_left {
        return Decision::GiveUp(GiveUp::BudgetSpent);
    }
    let wait = floor.max(jittered(settings, situation.failures, situation.random));
    within_time(situation, wait, true)
}

/// The service said when to come back: that is no load on it, so it costs no budget. A little jitter above the floor keeps callers
/// who were refused together from coming back together.
fn after_refusal(settings: &RetrySettings, situation: &Situation, retry_after: Option<Duration>) -> Decision {
    if situation.refusals >= settings.max_refusals {
        return Decision::GiveUp(GiveUp::TriesSpent);
    }
    let floor = retry_after.unwrap_or(settings.refusal_delay);
    let jitter = settings.base_delay.min(floor / 20).mul_f64(situation.random.clamp(0.0, 1.0));
    within_time(situation, floor + jitter, false)
}

fn within_time(situation: &Situation, wait: Duration, from_budget: bool) -> Decision {
    if wait >= situation.time_left {
        return Decision::GiveUp(GiveUp::WaitTooLong { wait });
    }
    Decision::Retry { wait, from_budget }
}

/// Full jitter under a ceiling that grows by a factor of four.
fn jittered(settings: &RetrySettings, failures: u32, random: f64) -> Duration {
    let steps = failures.saturating_sub(1).min(12);
    let ceiling = settings.base_delay.saturating_mul(4_u32.pow(steps)).min(settings.max_delay);
    ceiling.mul_f64(random.clamp(0.0, 1.0))
}

/// Retries that the callers of one client share, so that a failing service is not buried under them.
///
/// Each call pays in a little, each retry takes one out; the level never exceeds the capacity.
#[derive(Debug, Clone)]
pub struct Budget {
    level: f64,
    capacity: f64,
    share: f64,
}

impl Budget {
    /// A full budget.
    #[must_use]
    pub fn new(settings: &RetrySettings) -> Self {
        let capacity = settings.budget_capacity.max(0.0);
        Self { level: capacity, capacity, share: settings.budget_share.clamp(0.0, 1.0) }
    }

    /// A call begins.
    pub fn deposit(&mut self) {
        self.level = (self.level + self.share).min(self.capacity);
    }

    /// Whether a retry could be paid for.
    #[must_use]
    pub fn has_one(&self) -> bool {
        self.level >= 1.0
    }

    /// Pays for a retry.
    pub fn withdraw(&mut self) {
        self.level = (self.level - 1.0).max(0.0);
    }

    /// How many retries could be paid for.
    #[must_use]
    pub fn level(&self) -> f64 {
        self.level
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn answered(status: u16) -> Outcome {
        Outcome::Answered { status, retry_after: None }
    }

    const fn told(status: u16, secs: u64) -> Outcome {
        Outcome::Answered { status, retry_after: Some(Duration::from_secs(secs)) }
    }

    fn situation(replay: Replay, outcome: Outcome) -> Situation {
        Situation {
            replay,
            outcome,
            failures: 1,
            refusals: 1,
            may_renew: false,
            budget_left: true,
            time_left: Duration::from_secs(60),
            random: 0.5,
        }
    }

    fn at(replay: Replay, outcome: Outcome) -> Decision {
        decide(&RetrySettings::default(), &situation(replay, outcome))
    }

    const fn retry(millis: u64, from_budget: bool) -> Decision {
        Decision::Retry { wait: Duration::from_millis(millis), from_budget }
    }

    /// Every row and column of the table, with the exact wait at random 0.5 on the first failure.
    #[test]
    fn the_table() {
        let backoff = retry(50, true);
        let rows: &[(Outcome, Decision, Decision)] = &[
            (Outcome::NotSent, backoff, backoff),
            (told(429, 3), retry(3050, false), retry(3050, false)),
            (told(429, 0), retry(0, false), retry(0, false)),
            (answered(429), retry(2050, false), retry(2050, false)),
            (answered(502), backoff, Decision::OutcomeUnknown),
            (answered(503), backoff, Decision::OutcomeUnknown),
            (answered(504), backoff, Decision::OutcomeUnknown),
            (told(503, 4), retry(4000, true), retry(4000, true)),
            (told(502, 4), retry(4000, true), Decision::OutcomeUnknown),
            (told(504, 4), retry(4000, true), Decision::OutcomeUnknown),
            (Outcome::Cut, backoff, Decision::OutcomeUnknown),
            (answered(200), Decision::Done, Decision::Done),
            (answered(204), Decision::Done, Decision::Done),
            (answered(302), Decision::Done, Decision::Done),
            (answered(400), Decision::Done, Decision::Done),
            (answered(401), Decision::Done, Decision::Done),
            (answered(403), Decision::Done, Decision::Done),
            (answered(404), Decision::Done, Decision::Done),
            (answered(408), Decision::Done, Decision::Done),
            (answered(409), Decision::Done, Decision::Done),
            (answered(423), Decision::Done, Decision::Done),
            (answered(500), Decision::Done, Decision::Done),
            (answered(501), Decision::Done, Decision::Done),
        ];
        for (outcome, safe, never) in rows {
            assert_eq!(at(Replay::Safe, *outcome), *safe, "{outcome:?}, safe");
            assert_eq!(at(Replay::Never, *outcome), *never, "{outcome:?}, never");
        }
    }

    #[test]
    fn a_cached_token_is_renewed_once() {
        for replay in [Replay::Safe, Replay::Never] {
            let cached = Situation { may_renew: true, ..situation(replay, answered(401)) };
            assert_eq!(decide(&RetrySettings::default(), &cached), Decision::RenewToken);
            assert_eq!(at(replay, answered(401)), Decision::Done);
        }
    }

    #[test]
    fn tries_refusals_budget_and_time_are_bounds() {
        let settings = RetrySettings::default();
        let cut = situation(Replay::Safe, Outcome::Cut);
        let gives_up = |situation: Situation, why| assert_eq!(decide(&settings, &situation), Decision::GiveUp(why));
        gives_up(Situation { failures: 4, ..cut }, GiveUp::TriesSpent);
        gives_up(Situation { budget_left: false, ..cut }, GiveUp::BudgetSpent);
        let refused = situation(Replay::Safe, told(429, 30));
        gives_up(Situation { refusals: 10, ..refused }, GiveUp::TriesSpent);
        let wait = Duration::from_millis(30_050);
        gives_up(Situation { time_left: Duration::from_secs(5), ..refused }, GiveUp::WaitTooLong { wait });
        // What the service asked for costs no budget.
        let poor = Situation { budget_left: false, ..refused };
        assert_eq!(decide(&settings, &poor), Decision::Retry { wait, from_budget: false });
    }

    #[test]
    fn waits_grow_up_to_the_ceiling() {
        let settings = RetrySettings { max_tries: 100, ..RetrySettings::default() };
        let wait = |failures| match decide(
            &settings,
            &Situation { failures, random: 1.0, ..situation(Replay::Safe, Outcome::Cut) },
        ) {
            Decision::Retry { wait, .. } => wait.as_millis(),
            other => panic!("{other:?}"),
        };
        assert_eq!([1, 2, 3, 6, 7, 50].map(wait), [100, 400, 1600, 10_000, 10_000, 10_000]);
    }

    #[test]
    fn the_budget_pays_its_share_and_no_more() {
        let mut budget = Budget::new(&RetrySettings::default());
        let mut paid = 0;
        for _ in 0..300 {
            budget.deposit();
            for _ in 0..3 {
                if budget.has_one() {
                    budget.withdraw();
                    paid += 1;
                }
            }
        }
        assert_eq!(paid, 39, "10 in the beginning, then one for ten calls");
    }

    proptest! {
        #[test]
        fn promises_hold_in_every_situation(
            never in any::<bool>(), kind in 0..3, status in 100u16..600, after in proptest::option::of(0u64..7200),
            failures in 1u32..20, refusals in 0u32..20, may_renew in any::<bool>(), budget_left in any::<bool>(),
            left in 0u64..600_000, random in 0.0f64..1.0,
        ) {
            let replay = if never { Replay::Never } else { Replay::Safe };
            let retry_after = after.map(Duration::from_secs);
            let outcome = match kind {
                0 => Outcome::NotSent,
                1 => Outcome::Cut,
                _ => Outcome::Answered { status, retry_after },
            };
            let time_left = Duration::from_millis(left);
            let situation = Situation { replay, outcome, failures, refusals, may_renew, budget_left, time_left, random };
            let decision = decide(&RetrySettings::default(), &situation);
            if let Decision::Retry { wait, from_budget } = decision {
                prop_assert!(wait < time_left, "the wait fits the deadline");
                if let Outcome::Answered { retry_after: Some(floor), .. } = outcome {
                    prop_assert!(wait >= floor, "Retry-After is a floor");
                }
                prop_assert!(!from_budget || budget_left);
                if never {
                    let surely_not_done = match outcome {
                        Outcome::NotSent => true,
                        Outcome::Cut => false,
                        Outcome::Answered { status, retry_after } => status == 429 || (status == 503 && retry_after.is_some()),
                    };
                    prop_assert!(surely_not_done, "never repeated once bytes left, unless refused");
                }
            }
        }

        #[test]
        fn the_budget_stays_within_its_bounds(steps in proptest::collection::vec(any::<bool>(), 0..500)) {
            let mut budget = Budget::new(&RetrySettings::default());
            for pay in steps {
                if pay { budget.deposit() } else { budget.withdraw() }
                prop_assert!((0.0..=10.0).contains(&budget.level()));
            }
        }
    }
}
