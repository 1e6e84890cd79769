//! The pacer learns from refusals how fast the service takes requests, and spaces the sends of all callers of a client.
//!
//! Heeding `Retry-After` call by call is not enough: all who were refused together come back together, and are refused
//! again. A few refusals among many answers are the service's everyday noise and change nothing. When they pile up, the
//! pacer halves the pace until the service takes what is sent, then speeds up again: quickly while far below the pace that was
//! last refused, slowly close to it. Only the refused calls wait as told; the others go on at the new pace.
//!
//! A state machine over instants that are handed in: no clock and no sleeping in here.

use std::time::{Duration, Instant};

/// How much one outcome counts in the running share of refusals.
const SHARE_WEIGHT: f64 = 0.02;
/// Above this share of refusals the service is taken to be limiting the rate, not hiccuping.
const LIMITED_ABOVE: f64 = 0.15;
/// The slowest pace, so that a wrong measurement costs a caller little.
const SLOWEST_PER_SEC: f64 = 2.0;
/// So many acceptances show that a pace can be held.
const HELD: u32 = 20;
/// What is left of a pace that was never held, and of one that was.
const SEARCHING: f64 = 0.5;
const BACKING_OFF: f64 = 0.8;
/// How much an acceptance adds to the pace: far below the pace that was last refused (it then doubles within a second), and
/// close to it.
const QUICKLY: f64 = 0.7;
const SLOWLY: f64 = 0.03;
/// What counts as close to the pace that was last refused.
const CLOSE: f64 = 0.9;
/// After so long without a refusal the pace is no longer limited.
const QUIET: Duration = Duration::from_secs(60);

/// When the next request may leave.
#[derive(Debug, Clone)]
pub struct Pacer {
    /// Nothing until the service limits the rate.
    pace: Option<Pace>,
    /// The running share of refusals among the outcomes.
    refused_share: f64,
    /// Since when the pace is what it is, apart from speeding up.
    since: Instant,
    /// How many requests were accepted since then.
    accepted: u32,
    last_refusal: Option<Instant>,
}

#[derive(Debug, Clone)]
struct Pace {
    per_sec: f64,
    /// The pace that was last refused.
    ceiling: f64,
    last_send: Option<Instant>,
}

impl Pacer {
    /// A pacer that has learned nothing: everybody may send at once.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { pace: None, refused_share: 0.0, since: now, accepted: 0, last_refusal: None }
    }

    /// When the next request may leave; nothing if at once.
    #[must_use]
    pub fn next_slot(&self) -> Option<Instant> {
        let pace = self.pace.as_ref()?;
        Some(pace.last_send? + Duration::from_secs_f64(1.0 / pace.per_sec))
    }

    /// Whether sends are spaced at all.
    #[must_use]
    pub fn is_pacing(&self) -> bool {
        self.pace.is_some()
    }

    /// The learned pace in sends per second, if there is one.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        self.pace.as_ref().map(|pace| pace.per_sec)
    }

    /// A request leaves.
    pub fn sent(&mut self, now: Instant) {
        if self.last_refusal.is_some_and(|last| now.saturating_duration_since(last) > QUIET) {
            *self = Self::new(now);
        }
        if let Some(pace) = &mut self.pace {
            pace.last_send = Some(now);
        }
    }

    /// The service took a request (whatever it answered, short of 429).
    pub fn accepted(&mut self) {
        self.refused_share *= 1.0 - SHARE_WEIGHT;
        self.accepted = self.accepted.saturating_add(1);
        if let Some(pace) = &mut self.pace {
            let far = pace.per_sec < CLOSE * pace.ceiling;
            pace.per_sec += if far && self.accepted >= HELD { QUICKLY } else { SLOWLY };
        }
    }

    /// The service answered 429 to a request that left at `sent`.
    pub fn refused(&mut self, now: Instant, sent: Instant) {
        self.refused_share = self.refused_share * (1.0 - SHARE_WEIGHT) + SHARE_WEIGHT;
        self.last_refusal = Some(now);
        // Requests that left before the last slow-down say nothing about the pace since.
        if self.refused_share > LIMITED_ABOVE && sent >= self.since {
            self.slow_down(now);
        }
    }

    fn slow_down(&mut self, now: Instant) {
        let refused = self.pace.as_ref().map_or_else(|| self.measured(now), |pace| pace.per_sec);
        let held = self.pace.is_some() && self.accepted >= HELD;
        let left = if held { BACKING_OFF } else { SEARCHING };
        let per_sec = (refused * left).max(SLOWEST_PER_SEC);
        self.pace = Some(Pace { per_sec, ceiling: refused, last_send: Some(now) });
        self.since = now;
        self.accepted = 0;
        self.refused_share = 0.0;
    }

    /// How fast requests were accepted until now.
    fn measured(&self, now: Instant) -> f64 {
        let seconds = now.saturating_duration_since(self.since).as_secs_f64();
        f64::from(self.accepted.max(1)) / seconds.max(0.001)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// 100 accepted in half a second, then refusals until the pacer slows down.
    fn limited(start: Instant) -> (Pacer, Instant) {
        let mut pacer = Pacer::new(start);
        for _ in 0..100 {
            pacer.accepted();
        }
        let later = start + ms(500);
        while !pacer.is_pacing() {
            pacer.refused(later, later);
        }
        (pacer, later)
    }

    #[test]
    fn nobody_waits_until_refusals_pile_up() {
        let start = Instant::now();
        let mut pacer = Pacer::new(start);
        for n in 0..1000 {
            if n % 20 == 0 {
                pacer.refused(start, start);
            } else {
                pacer.accepted();
            }
            assert!(!pacer.is_pacing(), "one refusal in twenty is noise");
        }
    }

    #[test]
    fn a_limit_spaces_the_sends_at_half_the_measured_rate() {
        let (mut pacer, later) = limited(Instant::now());
        assert_eq!(pacer.rate(), Some(100.0));
        assert_eq!(pacer.next_slot(), Some(later + ms(10)));
        pacer.sent(later + ms(10));
        assert_eq!(pacer.next_slot(), Some(later + ms(20)));
    }

    #[test]
    fn refusals_of_requests_from_before_the_slow_down_do_not_slow_down_again() {
        let (mut pacer, later) = limited(Instant::now());
        for _ in 0..60 {
            pacer.refused(later + ms(10), later - ms(1));
        }
        assert_eq!(pacer.rate(), Some(100.0));
    }

    #[test]
    fn a_pace_that_was_held_is_lowered_gently() {
        let (mut pacer, later) = limited(Instant::now());
        for _ in 0..100 {
            pacer.accepted();
        }
        let held = pacer.rate().expect("paced");
        assert!(held > 150.0, "{held}: quickly back up");
        for _ in 0..9 {
            pacer.refused(later + ms(500), later + ms(400));
        }
        let eased = pacer.rate().expect("paced");
        assert!((eased - held * 0.8).abs() < 1.0, "{held} -> {eased}");
    }

    #[test]
    fn a_quiet_minute_forgets_the_pace() {
        let (mut pacer, later) = limited(Instant::now());
        pacer.sent(later + ms(59_000));
        assert!(pacer.is_pacing());
        pacer.sent(later + ms(61_000));
        assert!(!pacer.is_pacing());
    }

    proptest! {
        #[test]
        fn the_pace_stays_within_reason(steps in proptest::collection::vec((0u8..3, 0u64..200), 1..500)) {
            let mut now = Instant::now();
            let mut pacer = Pacer::new(now);
            for (step, pass) in steps {
                now += ms(pass);
                match step {
                    0 => pacer.accepted(),
                    1 => pacer.refused(now, now),
                    _ => pacer.sent(now),
                }
                prop_assert!(pacer.rate().is_none_or(|rate| rate >= SLOWEST_PER_SEC && rate.is_finite()));
                prop_assert!(pacer.next_slot().is_none_or(|slot| slot <= now + ms(500)), "nobody waits longer than the slowest pace");
            }
        }
    }
}
