//! The storm: every fifth of a second other rules of misbehaviour, by a seed.

use std::time::{Duration, Instant};

use cw_sandbox::{BreakAt, BreakHow, Fault, FaultKind, RetryAfter};

use crate::AnyError;
use crate::tenant::Tenant;

/// What share of the requests goes wrong.
const SHARE: f64 = 0.06;
/// How often tokens are withdrawn, about.
const EXPIRY: Duration = Duration::from_secs(10);
/// How often everything is down for a while, about, and for how long at most.
const OUTAGE: Duration = Duration::from_secs(120);
const LONGEST_OUTAGE: Duration = Duration::from_secs(4);

pub(crate) struct Storm {
    random: fastrand::Rng,
    seen: u64,
    outage_until: Option<Instant>,
    /// How often tokens were withdrawn.
    pub(crate) expiries: u64,
    /// How often everything was down.
    pub(crate) outages: u64,
    /// How many requests met that.
    pub(crate) in_outages: u64,
}

impl Storm {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            seen: 0,
            outage_until: None,
            expiries: 0,
            outages: 0,
            in_outages: 0,
        }
    }

    /// The next gust: as many one-off faults as fit the requests since the last, scattered over the next as many.
    pub(crate) async fn blow(&mut self, tenant: &Tenant) -> Result<(), AnyError> {
        let requests = tenant.stats().await?.requests;
        let passed = u32::try_from(requests.saturating_sub(self.seen)).unwrap_or(u32::MAX);
        self.seen = requests;
        if self.outage_until.is_some() {
            self.in_outages += u64::from(passed);
        }
        if self.happens(EXPIRY) {
            self.expiries += 1;
            tenant.expire_tokens().await?;
        }
        if self.outage_until.is_none() && self.happens(OUTAGE) {
            self.outages += 1;
            self.outage_until = Some(Instant::now() + LONGEST_OUTAGE.mul_f64(self.random.f64()));
        }
        if self.outage_until.is_some_and(|until| Instant::now() < until) {
            return tenant.misbehave(&[Fault::new(FaultKind::status(503))]).await;
        }
        self.outage_until = None;
        let rules: Vec<Fault> = (0..passed)
            .filter(|_| self.random.f64() < SHARE)
            .collect::<Vec<_>>()
            .into_iter()
            .map(|_| Fault::new(self.kind()).times(1).after(self.random.u32(0..=passed)))
            .collect();
        tenant.misbehave(&rules).await
    }

    /// Whether something that happens once in that time happens in this gust.
    fn happens(&mut self, once_in: Duration) -> bool {
        self.random.f64() < crate::GUST.as_secs_f64() / once_in.as_secs_f64()
    }

    fn kind(&mut self) -> FaultKind {
        let at = [BreakAt::Request, BreakAt::Answer, BreakAt::Body, BreakAt::HalfBody][self.random.usize(0..4)];
        match self.random.u32(0..100) {
            0..20 => FaultKind::too_many_requests(RetryAfter::Seconds(0)),
            20..28 => FaultKind::too_many_requests(RetryAfter::Seconds(1)),
            28..44 => FaultKind::status(503),
            44..50 => FaultKind::Status { status: 503, retry_after: RetryAfter::Seconds(0), handled: false },
            50..54 => FaultKind::Status { status: 504, retry_after: RetryAfter::None, handled: true },
            54..66 => FaultKind::Break { at, how: BreakHow::Reset },
            66..78 => FaultKind::Break { at, how: BreakHow::Close },
            78..80 => FaultKind::Break { at, how: BreakHow::Wait },
            80..83 => FaultKind::Break { at, how: BreakHow::GoodEnd },
            83..86 => FaultKind::Html { status: 502 },
            86..88 => FaultKind::BadJson,
            88..92 => FaultKind::SlowBody { chunk: 2_048, every_ms: 2 },
            _ => FaultKind::Delay { ms: self.random.u64(20..400) },
        }
    }
}
