//! How much was used in the last minute or hour.

use std::{collections::VecDeque, time::Duration};

use crate::Timestamp;

/// Counts what was taken within a span of time that slides along.
///
/// A clock that is set back makes nothing look older than it is, and so frees nothing early.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    span: Duration,
    /// When and how much, oldest first.
    taken: VecDeque<(Timestamp, u64)>,
}

impl Window {
    pub(crate) fn new(span: Duration) -> Self {
        Self { span, taken: VecDeque::new() }
    }

    /// How much was taken within the span before `now`.
    pub(crate) fn used(&self, now: Timestamp) -> u64 {
        self.taken.iter().filter(|(at, _)| !self.is_over(*at, now)).map(|(_, amount)| amount).sum()
    }

    /// Takes `amount`, unless more than `limit` would then have been taken within the span. The error says how long to
    /// wait for it, or `None` if no wait would do.
    pub(crate) fn take(&mut self, amount: u64, limit: u64, now: Timestamp) -> Result<(), Option<Duration>> {
        while self.taken.front().is_some_and(|(at, _)| self.is_over(*at, now)) {
            self.taken.pop_front();
        }
        let used = self.used(now);
        if used.saturating_add(amount) <= limit {
            match self.taken.back_mut() {
                Some((at, last)) if *at == now => *last += amount,
                _ => self.taken.push_back((now, amount)),
            }
            return Ok(());
        }
        Err(self.wait(used, amount, limit, now))
    }

    /// Gives back what was taken at that moment and not used.
    pub(crate) fn give_back(&mut self, amount: u64, taken: Timestamp) {
        if let Some((_, left)) = self.taken.iter_mut().rfind(|(at, _)| *at == taken) {
            *left = left.saturating_sub(amount);
        }
        self.taken.retain(|(_, left)| *left > 0);
    }

    /// Whether nothing in it counts any more.
    pub(crate) fn is_empty(&self, now: Timestamp) -> bool {
        self.taken.iter().all(|(at, _)| self.is_over(*at, now))
    }

    fn is_over(&self, at: Timestamp, now: Timestamp) -> bool {
        now.duration_since(at) >= self.span
    }

    fn wait(&self, mut used: u64, amount: u64, limit: u64, now: Timestamp) -> Option<Duration> {
        for (at, taken) in &self.taken {
            used = used.saturating_sub(*taken);
            if used.saturating_add(amount) <= limit {
                return Some(at.plus(self.span).duration_since(now));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn at(seconds: u64) -> Timestamp {
        let start: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
        start.plus(Duration::from_secs(seconds))
    }

    #[test]
    fn what_is_taken_counts_until_the_span_is_over() {
        let mut window = Window::new(MINUTE);
        assert_eq!(window.take(3, 5, at(0)), Ok(()));
        assert_eq!(window.take(2, 5, at(10)), Ok(()));
        assert_eq!(window.take(1, 5, at(59)), Err(Some(Duration::from_secs(1))));
        assert_eq!(window.take(4, 5, at(59)), Err(Some(Duration::from_secs(11))));
        assert_eq!(window.take(6, 5, at(59)), Err(None), "never fits");
        assert_eq!(window.used(at(59)), 5);
        assert_eq!(window.take(3, 5, at(60)), Ok(()));
        assert_eq!(window.used(at(60)), 5);
        assert!(!window.is_empty(at(119)) && window.is_empty(at(120)));
    }

    #[test]
    fn what_was_not_used_can_be_given_back() {
        let mut window = Window::new(MINUTE);
        for second in 0..3 {
            window.take(2, 6, at(second)).unwrap();
        }
        window.give_back(1, at(1));
        assert_eq!(window.used(at(3)), 5);
        window.give_back(5, at(0));
        assert_eq!(window.used(at(3)), 3, "no more than was taken then");
        assert_eq!(window.take(3, 6, at(3)), Ok(()));
        window.give_back(1, at(2));
        assert_eq!(window.used(at(61)), 4, "and it is over when the rest is");
    }

    #[test]
    fn setting_the_clock_back_frees_nothing() {
        let mut window = Window::new(MINUTE);
        window.take(5, 5, at(100)).unwrap();
        assert!(window.take(1, 5, at(0)).is_err());
    }

    proptest! {
        #[test]
        fn no_span_holds_more_than_the_limit(
            limit in 0_u64..20,
            steps in prop::collection::vec((0_u64..40, 0_u64..8), 0..60),
        ) {
            let (mut window, mut second, mut taken) = (Window::new(MINUTE), 0, Vec::new());
            for (pause, amount) in steps {
                second += pause;
                match window.take(amount, limit, at(second)) {
                    Ok(()) => taken.push((second, amount)),
                    Err(Some(wait)) => {
                        let mut later = window.clone();
                        prop_assert!(later.take(amount, limit, at(second).plus(wait)).is_ok());
                    }
                    Err(None) => prop_assert!(amount > limit),
                }
                let held: u64 = taken.iter().filter(|(at, _)| at + 60 > second).map(|(_, amount)| amount).sum();
                prop_assert!(held <= limit);
            }
        }
    }
}
