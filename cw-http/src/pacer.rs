//! The pacer learns from refusals how fast the service takes requests, and spaces the sends of all callers of a client.
//!
//! Heeding `Retry-After` call by call is not enough: all who were refused together come back together, and are refused
//! again. A few refusals among many answers are the service's everyday noise and change nothing. When refusals pile up, the
//! pacer measures the rate at which requests were accepted, spaces the sends at that rate, and lets nobody send before the
//! service is ready again. Then it speeds up little by little until the service refuses again or a quiet minute has passed.
//!
//! A state machine over instants that are handed in: no clock and no sleeping in here.

use std::time::{Duration, Instant};

/// How much one outcome counts in the running share of refusals.
const SHARE_WEIGHT: f64 = 0.05;
/// Above this share of refusals the service is taken to be limiting the rate, not hiccuping.
const LIMITED_ABOVE: f64 = 0.15;
/// The slowest pace, so that a wrong measurement costs a caller little.
const SLOWEST_PER_SEC: f64 = 2.0;
/// How much faster a second of acceptance makes the pace.
const SPEED_UP_PER_SEC: f64 = 0.15;
/// After so long without a refusal the pace is no longer limited.
const QUIET: Duration = Duration::from_secs(60);

/// When the next request may leave.
#[derive(Debug, Clone)]
pub struct Pacer {
    /// Sends per second, once learned.
    rate: Option<f64>,
    /// The next free slot at this rate.
    next_slot: Instant,
    /// Nobody sends before this moment.
    closed_until: Instant,
    /// The running share of refusals among the outcomes.
    refused_share: f64,
    /// Since when, and how many, requests were accepted: what the rate is measured on.
    window_start: Instant,
    accepted: u32,
    last_refusal: Option<Instant>,
}

impl Pacer {
    /// A pacer that has learned nothing: everybody may send at once.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            rate: None,
            next_slot: now,
            closed_until: now,
            refused_share: 0.0,
            window_start: now,
            accepted: 0,
            last_refusal: None,
        }
    }

    /// When a request that wants to leave now would leave. Takes nothing.
    #[must_use]
    pub fn preview(&self, now: Instant) -> Instant {
        let earliest = now.max(self.closed_until);
        if self.rate.is_some() { earliest.max(self.next_slot) } else { earliest }
    }

    /// Takes the next slot: the moment at which the caller may send.
    pub fn admit(&mut self, now: Instant) -> Instant {
        if self.last_refusal.is_some_and(|last| now.saturating_duration_since(last) > QUIET) {
            *self = Self::new(now);
        }
        let slot = self.preview(now);
        if let Some(rate) = self.rate {
            self.next_slot = slot + Duration::from_secs_f64(1.0 / rate);
        }
        slot
    }

    /// Whether nobody may send at this moment.
    #[must_use]
    pub fn is_closed(&self, now: Instant) -> bool {
        now < self.closed_until
    }

    /// The service took a request (whatever it answered, short of 429).
    pub fn accepted(&mut self) {
        self.refused_share *= 1.0 - SHARE_WEIGHT;
        self.accepted = self.accepted.saturating_add(1);
        if let Some(rate) = &mut self.rate {
            *rate += SPEED_UP_PER_SEC;
        }
    }

    /// The service answered 429 to a request that left at `sent`, and asked to wait this long.
    pub fn refused(&mut self, now: Instant, sent: Instant, wait: Duration) {
        self.refused_share = self.refused_share * (1.0 - SHARE_WEIGHT) + SHARE_WEIGHT;
        self.last_refusal = Some(now);
        // Requests that left before the last slow-down say nothing new about the pace since.
        let news = sent >= self.window_start;
        if self.refused_share <= LIMITED_ABOVE || !news {
            return;
        }
        let measured = self.measured_rate(now);
        let slower = self.rate.map(|rate| rate * 0.7);
        self.rate = match (measured, slower) {
            (Some(measured), Some(slower)) => Some(measured.min(slower)),
            (measured, slower) => measured.or(slower),
        }
        .map(|rate| rate.max(SLOWEST_PER_SEC));
        self.closed_until = self.closed_until.max(now + wait);
        self.next_slot = self.next_slot.max(self.closed_until);
        self.window_start = self.closed_until;
        self.accepted = 0;
        self.refused_share = 0.0;
    }

    /// The learned pace in sends per second, if there is one.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        self.rate
    }

    /// Accepted requests per second since the last slow-down; nothing if there were too few to tell.
    fn measured_rate(&self, now: Instant) -> Option<f64> {
        const ENOUGH: u32 = 10;
        let seconds = now.saturating_duration_since(self.window_start).as_secs_f64();
        (self.accepted >= ENOUGH && seconds > 0.0).then(|| f64::from(self.accepted) / seconds)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn nobody_waits_until_refusals_pile_up() {
        let start = Instant::now();
        let mut pacer = Pacer::new(start);
        for n in 0..100 {
            if n % 20 == 0 {
                pacer.refused(start, start, ms(1000));
            } else {
                pacer.accepted();
            }
            assert_eq!(pacer.admit(start), start, "one refusal in twenty is noise");
        }
    }

    #[test]
    fn a_limit_closes_the_gate_and_spaces_the_sends_at_the_measured_rate() {
        let start = Instant::now();
        let mut pacer = Pacer::new(start);
        for _ in 0..100 {
            pacer.accepted();
        }
        let later = start + ms(500);
        for _ in 0..4 {
            pacer.refused(later, later, ms(1000));
        }
        assert_eq!(pacer.rate().map(f64::round), Some(200.0), "100 in half a second");
        let opens = later + ms(1000);
        assert_eq!(pacer.admit(later), opens);
        assert_eq!(pacer.admit(later), opens + ms(5));
        assert_eq!(pacer.admit(later), opens + ms(10));
    }

    #[test]
    fn refusals_of_requests_from_before_the_slow_down_do_not_slow_down_again() {
        let start = Instant::now();
        let mut pacer = Pacer::new(start);
        for _ in 0..100 {
            pacer.accepted();
        }
        let later = start + ms(500);
        for _ in 0..4 {
            pacer.refused(later, later, ms(1000));
        }
        let rate = pacer.rate();
        for _ in 0..60 {
            pacer.refused(later + ms(10), later, ms(1000));
        }
        assert_eq!(pacer.rate(), rate);
    }

    #[test]
    fn a_quiet_minute_forgets_the_pace() {
        let start = Instant::now();
        let mut pacer = Pacer::new(start);
        for _ in 0..100 {
            pacer.accepted();
        }
        for _ in 0..4 {
            pacer.refused(start + ms(500), start + ms(500), ms(1000));
        }
        let later = start + ms(62_000);
        assert_eq!(pacer.admit(later), later);
        assert_eq!(pacer.rate(), None);
    }

    proptest! {
        #[test]
        fn slots_never_come_before_now_the_gate_or_each_other(
            steps in proptest::collection::vec((0u8..3, 0u64..200, 0u64..3000), 1..300)
        ) {
            let mut now = Instant::now();
            let mut pacer = Pacer::new(now);
            let mut last = now;
            for (step, pass, wait) in steps {
                now += ms(pass);
                match step {
                    0 => pacer.accepted(),
                    1 => pacer.refused(now, now, ms(wait)),
                    _ => {
                        let slot = pacer.admit(now);
                        prop_assert!(slot >= now);
                        prop_assert!(slot >= pacer.closed_until);
                        prop_assert!(pacer.rate().is_none() || slot >= last);
                        last = slot;
                    }
                }
                prop_assert!(pacer.rate().is_none_or(|rate| rate >= SLOWEST_PER_SEC));
            }
        }
    }
}
