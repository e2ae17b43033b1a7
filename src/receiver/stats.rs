//! Counters of a service.

mod serial;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::delivery::Decoded;
use super::{CrcError, Error, HandlerError, HandlerPanic};
use crate::activity::Family;
use crate::value::timestamp::Timestamp;

/// The counters of a service since it was built.
///
/// All except [`unfinished`](Self::unfinished) are read at the same instant. serde writes an object
/// with the names of the fields. Durations are `{"secs": …, "nanos": …}`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Stats {
    /// Decoded deliveries that were passed to the handler.
    pub deliveries: u64,
    /// Those of [`deliveries`](Self::deliveries) that are of the Account Activity API.
    pub account_activity: u64,
    /// Those of [`deliveries`](Self::deliveries) that are of the X Activity API. The others are of
    /// neither.
    pub x_activity: u64,
    /// Undecodable deliveries that were passed to the handler.
    pub undecodable: u64,
    /// The time at which the last delivery arrived, decodable or not.
    pub last_delivery: Option<Timestamp>,
    /// Verified deliveries whose body had been accepted before, and that were not passed to the
    /// handler again. They are counted only with
    /// [`recent_bodies`](super::ReceiverServiceBuilder::recent_bodies).
    pub repeated: u64,
    /// CRC requests with the response 200. Anyone can send an unsigned one.
    #[doc(alias = "challenge")]
    pub crc_requests: u64,
    /// Those of [`crc_requests`](Self::crc_requests) that X has signed.
    pub verified_crc_requests: u64,
    /// The time of the last CRC request that X has signed. X sends one about once a day.
    pub last_crc: Option<Timestamp>,
    /// Requests with any other response than 200.
    pub rejected: Rejected,
    /// Deliveries whose handler failed, also after the response was sent.
    pub failed: u64,
    /// Failed deliveries whose handler panicked.
    pub panicked: u64,
    /// Deliveries whose body is being read, or whose handler is waiting or running.
    pub unfinished: usize,
    /// The durations of the handlers that have finished.
    pub latency: Latency,
}

/// Requests with any other response than 200, by reason: a field for each [`Error`], and one for a
/// part of [`Error::Crc`].
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Rejected {
    /// [`Error::UnknownPath`].
    pub unknown_path: u64,
    /// [`Error::MethodNotAllowed`].
    pub method_not_allowed: u64,
    /// [`Error::Crc`].
    pub crc: u64,
    /// Those of [`crc`](Self::crc) that are signed, and that no configured secret verifies. The
    /// secret is probably wrong. X reports it as a response other than 200.
    #[doc(alias = "Non-200")]
    pub crc_signature: u64,
    /// [`Error::ContentType`].
    pub content_type: u64,
    /// [`Error::TooLarge`].
    pub too_large: u64,
    /// [`Error::BodyTimeout`].
    pub body_timeout: u64,
    /// [`Error::Displaced`].
    pub displaced: u64,
    /// [`Error::Disconnected`].
    pub disconnected: u64,
    /// [`Error::Signature`].
    pub signature: u64,
    /// [`Error::NotAnObject`].
    pub not_an_object: u64,
    /// [`Error::TooOld`].
    pub too_old: u64,
    /// [`Error::Overloaded`].
    pub overloaded: u64,
    /// [`Error::QueueFull`].
    pub queue_full: u64,
    /// [`Error::ShuttingDown`].
    pub shutting_down: u64,
    /// [`Error::HandlerFailed`].
    pub handler_failed: u64,
    /// [`Error::HandlerTimeout`].
    pub handler_timeout: u64,
}

/// The durations of handlers, from start to end, whatever the response was.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Latency {
    /// The number of handlers that have finished.
    pub count: u64,
    /// The sum of the durations.
    pub total: Duration,
    /// The longest duration.
    pub longest: Duration,
}

impl Latency {
    /// Returns the mean duration, or `None` before the first handler has finished.
    #[must_use]
    pub fn mean(&self) -> Option<Duration> {
        let nanos = self.total.as_nanos().checked_div(self.count.into())?;
        u64::try_from(nanos).ok().map(Duration::from_nanos)
    }
}

impl Rejected {
    fn count(&mut self, error: &Error) -> &mut u64 {
        match error {
            Error::UnknownPath => &mut self.unknown_path,
            Error::MethodNotAllowed => &mut self.method_not_allowed,
            Error::Crc(_) => &mut self.crc,
            Error::ContentType => &mut self.content_type,
            Error::TooLarge { .. } => &mut self.too_large,
            Error::BodyTimeout { .. } => &mut self.body_timeout,
            Error::Displaced => &mut self.displaced,
            Error::Disconnected => &mut self.disconnected,
            Error::Signature(_) => &mut self.signature,
            Error::NotAnObject => &mut self.not_an_object,
            Error::TooOld { .. } => &mut self.too_old,
            Error::Overloaded => &mut self.overloaded,
            Error::QueueFull => &mut self.queue_full,
            Error::ShuttingDown => &mut self.shutting_down,
            Error::HandlerFailed => &mut self.handler_failed,
            Error::HandlerTimeout { .. } => &mut self.handler_timeout,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Counters(Mutex<Stats>);

impl Counters {
    pub(super) fn lock(&self) -> MutexGuard<'_, Stats> {
        // Counts remain valid if a thread panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn crc(&self, is_verified: bool) {
        let mut stats = self.lock();
        stats.crc_requests += 1;
        if is_verified {
            stats.verified_crc_requests += 1;
            stats.last_crc = Some(SystemTime::now().into());
        }
    }

    pub(super) fn repeated(&self) {
        self.lock().repeated += 1;
    }

    pub(super) fn rejection(&self, error: &Error) {
        let rejected = &mut self.lock().rejected;
        *rejected.count(error) += 1;
        rejected.crc_signature += u64::from(matches!(error, Error::Crc(CrcError::Signature(_))));
    }

    pub(super) fn delivery(&self, decoded: &Decoded) {
        let mut stats = self.lock();
        let received_at = match decoded {
            Ok(delivery) => {
                stats.deliveries += 1;
                match delivery.body().family() {
                    Some(Family::AccountActivity) => stats.account_activity += 1,
                    Some(Family::XActivity) => stats.x_activity += 1,
                    None => {}
                }
                delivery.received_at()
            }
            Err(delivery) => {
                stats.undecodable += 1;
                delivery.received_at()
            }
        };
        // Deliveries that arrive together may be counted in another order.
        stats.last_delivery = stats.last_delivery.max(Some(received_at));
    }

    pub(super) fn failure(&self, error: &HandlerError) {
        let mut stats = self.lock();
        stats.failed += 1;
        stats.panicked += u64::from(error.as_ref().is::<HandlerPanic>());
    }

    pub(super) fn finish(&self, took: Duration) {
        let latency = &mut self.lock().latency;
        latency.count += 1;
        latency.total += took;
        latency.longest = latency.longest.max(took);
    }
}
