//! Faults on request: what a bot should survive, rehearsed.

mod alteration;
mod rule;

pub use rule::{FaultRule, FaultRuleError, When};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use account_activity::Timestamp;
use fastrand::Rng;
use serde::Serialize;

pub(super) use alteration::{corrupted, with_future_fields, with_unknown_kind};

/// A fault that is produced on request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// A delivery is lost on the way: nothing arrives, no retry follows. Replay has it.
    Drop,
    /// A delivery comes so much later, in emulated time.
    Delay(Duration),
    /// A delivery comes twice.
    Duplicate,
    /// A delivery comes after the next one to its webhook; without one, after a minute of emulated
    /// time.
    Reorder,
    /// The body of a delivery's first attempt is changed after it was signed.
    Corrupt,
    /// The signature of a delivery's first attempt is another body's.
    BadSignature,
    /// A delivery also has an event of a kind that no version knows.
    UnknownEventKind,
    /// A delivery's events have fields that no version knows.
    FutureFields,
    /// A challenge counts as answered too late, however fast the answer is.
    SlowCrc,
    /// A request to the API is answered with this status, of 500 to 599.
    ServerError(u16),
    /// A request to the API is answered 429.
    RateLimited,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Subject {
    Delivery,
    Crc,
    Request,
}

impl Fault {
    const fn subject(self) -> Subject {
        match self {
            Self::SlowCrc => Subject::Crc,
            Self::ServerError(_) | Self::RateLimited => Subject::Request,
            _ => Subject::Delivery,
        }
    }
}

/// What the API answers instead of doing what it was asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ApiFault {
    /// The HTTP status.
    pub status: u16,
    /// The API's code.
    pub code: u32,
    /// The API's message for the code.
    pub message: &'static str,
}

impl ApiFault {
    const fn server_error(status: u16) -> Self {
        match status {
            500 => Self { status, code: 131, message: "Internal error." },
            _ => Self { status, code: 130, message: "Over capacity." },
        }
    }

    const RATE_LIMITED: Self = Self { status: 429, code: 88, message: "Rate limit exceeded." };
}

/// The faults that are on, and the chance that decides whom they hit.
///
/// Deliveries, challenges and API requests are each numbered in the order in which they are made,
/// and a rule's decision on each depends only on the seed, the rule and that number: the same seed
/// and the same sequence give the same run. Clones are the same faults.
///
/// ```
/// use account_activity_emulator::{Fault, FaultRule, Faults};
///
/// let faults = Faults::new(7);
/// faults.add(FaultRule::next(Fault::Duplicate, 2));
/// assert_eq!(faults.rules().len(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Faults(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    seed: u64,
    added: u64,
    rules: Vec<ActiveRule>,
    outage_until: Option<Timestamp>,
}

#[derive(Debug)]
struct ActiveRule {
    rule: FaultRule,
    chance: Rng,
}

impl Faults {
    /// No fault yet.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State { seed, added: 0, rules: Vec::new(), outage_until: None })))
    }

    /// Turns a fault on.
    pub fn add(&self, rule: FaultRule) {
        let mut state = self.lock();
        state.added += 1;
        // Neighbouring seeds give similar beginnings; a number drawn from one does not.
        let seed = Rng::with_seed(state.seed.wrapping_add(state.added)).u64(..);
        state.rules.push(ActiveRule { rule, chance: Rng::with_seed(seed) });
    }

    /// Turns all faults off, an outage too.
    pub fn clear(&self) {
        let mut state = self.lock();
        state.rules.clear();
        state.outage_until = None;
    }

    /// The rules that are on, with what is left of their counts.
    #[must_use]
    pub fn rules(&self) -> Vec<FaultRule> {
        self.lock().rules.iter().map(|active| active.rule).collect()
    }

    /// An outage until an instant of emulated time: the API answers 503, and no delivery is
    /// attempted; as after any failure, they are retried or lost as the tier says.
    pub fn outage_until(&self, end: Timestamp) {
        self.lock().outage_until = Some(end);
    }

    /// When the outage ends, if there is one now.
    #[must_use]
    pub fn outage(&self, now: Timestamp) -> Option<Timestamp> {
        self.lock().outage_until.filter(|end| now < *end)
    }

    /// What the API answers the next request instead of doing it. Asked once for each request.
    #[must_use]
    pub fn api_response(&self, now: Timestamp) -> Option<ApiFault> {
        let hits = self.hits(Subject::Request);
        if self.outage(now).is_some() {
            return Some(ApiFault::server_error(503));
        }
        hits.first().map(|fault| match fault {
            Fault::ServerError(status) => ApiFault::server_error((*status).clamp(500, 599)),
            _ => ApiFault::RATE_LIMITED,
        })
    }

    /// The faults of the next delivery.
    pub(super) fn of_delivery(&self) -> Vec<Fault> {
        self.hits(Subject::Delivery)
    }

    /// Whether the next challenge is too slow.
    pub(super) fn slow_crc(&self) -> bool {
        !self.hits(Subject::Crc).is_empty()
    }

    fn hits(&self, subject: Subject) -> Vec<Fault> {
        let mut state = self.lock();
        let concerned = state.rules.iter_mut().filter(|it| it.rule.fault.subject() == subject);
        let hits = concerned.filter_map(ActiveRule::hit).collect();
        state.rules.retain(|active| active.rule.when != When::Next(0));
        hits
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ActiveRule {
    fn hit(&mut self) -> Option<Fault> {
        let hit = match &mut self.rule.when {
            When::Always => true,
            When::Next(0) => false,
            When::Next(left) => {
                *left -= 1;
                true
            }
            When::Probability(probability) => self.chance.f64() < *probability,
        };
        hit.then_some(self.rule.fault)
    }
}
