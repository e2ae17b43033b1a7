//! Faults on request, to test how a bot copes with them.

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
    /// A delivery is lost: nothing arrives and no retry follows. Replay has it.
    Drop,
    /// A delivery is delayed by this much emulated time.
    Delay(Duration),
    /// A delivery is sent twice.
    Duplicate,
    /// A delivery is sent after the next one to its webhook; if there is none, after a minute of
    /// emulated time.
    Reorder,
    /// The body of a delivery's first attempt is changed after signing.
    Corrupt,
    /// The first attempt of a delivery carries the signature of another body.
    BadSignature,
    /// A delivery contains an additional event of a kind that is not in the schemas. The event of a
    /// delivery of the X Activity API becomes one instead.
    UnknownEventKind,
    /// The events of a delivery contain fields that are not in the schemas.
    FutureFields,
    /// A CRC response counts as too late, however fast it is.
    SlowCrc,
    /// The response to an API request has this status, from 500 to 599.
    ServerError(u16),
    /// The response to an API request has the status 429.
    RateLimited,
    /// The same with the header `retry-after`: so many whole seconds.
    RateLimitedFor(Duration),
    /// An API request gets no response: its connection is reset (TCP RST). The request has no effect
    /// and no record.
    RequestReset,
    /// The response to a request of the X Activity API has the status 402: the account has no
    /// credits. Its type is `credits-depleted`.
    CreditsDepleted,
    /// The same in X's other form, with the type `credits`.
    NoCredits,
    /// The response to the deletion of one subscription of the X Activity API has the status 503,
    /// and the subscription stays. Several can be deleted.
    DeleteUnavailable,
    /// A subscription of the X Activity API with a webhook lacks `webhook_id` in a response.
    HiddenWebhook,
    /// A new connection of the stream ends in order after the head of the response, without a line.
    StreamCloseAtOnce,
    /// A new connection of the stream is reset (TCP RST) after the head of the response.
    StreamResetAtOnce,
    /// After an event, a connection of the stream is silent, without the blank lines.
    StreamStall,
    /// After an event, a connection of the stream is reset (TCP RST). As with any reset, what the
    /// client has not received by then is lost.
    StreamReset,
    /// A connection of the stream ends after half of the line of an event.
    StreamHalfLine,
    /// A connection of the stream is silent after half of the line of an event.
    StreamHalfLineStall,
    /// After an event, a connection of the stream ends in order, as when a token expires.
    StreamClose,
    /// After an event and X's notice that it disconnects, a connection of the stream ends in order.
    StreamDisconnect,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Subject {
    Delivery,
    Crc,
    /// A request before it is processed.
    Arrival,
    Request,
    ActivityRequest,
    ActivityDeletion,
    ShownSubscription,
    /// A new connection of the stream.
    Opening,
    /// The line of an event on one connection of the stream.
    Line,
}

impl Fault {
    const fn subject(self) -> Subject {
        match self {
            Self::SlowCrc => Subject::Crc,
            Self::RequestReset => Subject::Arrival,
            Self::ServerError(_) | Self::RateLimited | Self::RateLimitedFor(_) => Subject::Request,
            Self::CreditsDepleted | Self::NoCredits => Subject::ActivityRequest,
            Self::DeleteUnavailable => Subject::ActivityDeletion,
            Self::HiddenWebhook => Subject::ShownSubscription,
            Self::StreamCloseAtOnce | Self::StreamResetAtOnce => Subject::Opening,
            Self::StreamStall
            | Self::StreamReset
            | Self::StreamHalfLine
            | Self::StreamHalfLineStall
            | Self::StreamClose
            | Self::StreamDisconnect => Subject::Line,
            _ => Subject::Delivery,
        }
    }
}

/// The error response that replaces the processing of an API request.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ApiFault {
    /// The HTTP status.
    pub status: u16,
    /// The API's code.
    pub code: u32,
    /// The API's message for the code.
    pub message: &'static str,
    /// The header `retry-after`, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl ApiFault {
    const fn server_error(status: u16) -> Self {
        let (code, message) = match status {
            500 => (131, "Internal error."),
            _ => (130, "Over capacity."),
        };
        Self { status, code, message, retry_after: None }
    }

    const fn rate_limited(retry_after: Option<u64>) -> Self {
        Self { status: 429, code: 88, message: "Rate limit exceeded.", retry_after }
    }
}

/// The active faults, and the random decisions which requests they affect.
///
/// Deliveries, CRC requests, API requests, requests of the X Activity API, deletions of one
/// subscription, subscriptions with a webhook in a response, connections of the stream, and lines of
/// events on them are each numbered in the order in which they are made. A rule's decision on each
/// depends only on the seed, the rules and that number, so the same seed and the same sequence give
/// the same run. Clones share the same faults.
///
/// A request of the X Activity API has one fault of its own at most, as have a new connection of the
/// stream and a line: that of the first rule that applies. A rule for the next few does not count it
/// if an earlier rule applies.
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
    /// Creates an empty set of faults.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State { seed, added: 0, rules: Vec::new(), outage_until: None })))
    }

    /// Adds a rule.
    pub fn add(&self, rule: FaultRule) {
        let mut state = self.lock();
        state.added += 1;
        // Neighbouring seeds give similar first numbers; a number drawn from such a seed is a
        // better seed.
        let seed = Rng::with_seed(state.seed.wrapping_add(state.added)).u64(..);
        state.rules.push(ActiveRule { rule, chance: Rng::with_seed(seed) });
    }

    /// Removes all rules and ends an outage.
    pub fn clear(&self) {
        let mut state = self.lock();
        state.rules.clear();
        state.outage_until = None;
    }

    /// Returns the active rules, with the remaining counts.
    #[must_use]
    pub fn rules(&self) -> Vec<FaultRule> {
        self.lock().rules.iter().map(|active| active.rule).collect()
    }

    /// Starts an outage that ends at an instant of emulated time. Meanwhile the API responds 503
    /// and no delivery is attempted; the tier decides whether such a delivery is retried or lost,
    /// as after any failure.
    pub fn outage_until(&self, end: Timestamp) {
        self.lock().outage_until = Some(end);
    }

    /// Returns the end of the current outage, or `None` if there is none.
    #[must_use]
    pub fn outage(&self, now: Timestamp) -> Option<Timestamp> {
        self.lock().outage_until.filter(|end| now < *end)
    }

    /// Returns the error response to the next API request, or `None` if it is to be processed. Each
    /// call counts as one request.
    #[must_use]
    pub fn api_response(&self, now: Timestamp) -> Option<ApiFault> {
        let hits = self.hits(Subject::Request);
        if self.outage(now).is_some() {
            return Some(ApiFault::server_error(503));
        }
        hits.first().map(|fault| match fault {
            Fault::ServerError(status) => ApiFault::server_error((*status).clamp(500, 599)),
            Fault::RateLimitedFor(wait) => ApiFault::rate_limited(Some(wait.as_secs())),
            _ => ApiFault::rate_limited(None),
        })
    }

    /// Returns the faults of the next delivery and counts it.
    pub(super) fn of_delivery(&self) -> Vec<Fault> {
        self.hits(Subject::Delivery)
    }

    /// Returns the fault of the next line of an event on a connection of the stream, and counts it.
    pub(super) fn of_line(&self) -> Option<Fault> {
        self.first_hit(Subject::Line)
    }

    /// Returns the fault of the next connection of the stream, and counts it.
    pub(super) fn of_opening(&self) -> Option<Fault> {
        self.first_hit(Subject::Opening)
    }

    /// Returns whether the connection of the next API request is reset, and counts the request.
    pub(super) fn resets_request(&self) -> bool {
        !self.hits(Subject::Arrival).is_empty()
    }

    /// Returns whether the next CRC response counts as too late, and counts the request.
    pub(super) fn slow_crc(&self) -> bool {
        !self.hits(Subject::Crc).is_empty()
    }

    /// Returns the fault of the next request of the X Activity API, and counts the request.
    pub(super) fn of_activity_request(&self) -> Option<Fault> {
        self.first_hit(Subject::ActivityRequest)
    }

    /// Returns whether the next deletion of one subscription fails, and counts it.
    pub(super) fn fails_deletion(&self) -> bool {
        !self.hits(Subject::ActivityDeletion).is_empty()
    }

    /// Returns whether the next subscription with a webhook in a response lacks it, and counts the
    /// subscription.
    pub(super) fn hides_webhook(&self) -> bool {
        !self.hits(Subject::ShownSubscription).is_empty()
    }

    /// Returns the faults of all rules that apply to something that can have several.
    fn hits(&self, subject: Subject) -> Vec<Fault> {
        let mut state = self.lock();
        let hits = state.concerned(subject).filter_map(ActiveRule::hit).collect();
        state.drop_used_up();
        hits
    }

    /// Returns the fault of the first rule that applies to something that has one at most. The later
    /// rules keep their counts.
    fn first_hit(&self, subject: Subject) -> Option<Fault> {
        let mut state = self.lock();
        let mut first = None;
        for active in state.concerned(subject) {
            // A probability is drawn each time, so that it does not depend on other rules.
            if first.is_none() || matches!(active.rule.when, When::Probability(_)) {
                let hit = active.hit();
                first = first.or(hit);
            }
        }
        state.drop_used_up();
        first
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn concerned(&mut self, subject: Subject) -> impl Iterator<Item = &mut ActiveRule> {
        self.rules.iter_mut().filter(move |it| it.rule.fault.subject() == subject)
    }

    fn drop_used_up(&mut self) {
        self.rules.retain(|active| active.rule.when != When::Next(0));
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
