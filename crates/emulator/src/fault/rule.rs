//! The rules that decide when a fault is produced.

use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer};

use super::Fault;

/// A fault and the condition under which it is produced.
///
/// In JSON and TOML it is a flat object. `fault` is the name, `seconds` belongs to a delay and to
/// `rate_limited` (without it there is no `retry-after`), and `status` to a server error (default
/// 503). `next` or `probability` is the condition (default: always):
///
/// ```
/// use std::time::Duration;
/// use account_activity_emulator::{Fault, FaultRule, When};
///
/// let rule: FaultRule = serde_json::from_str(r#"{"fault": "delay", "seconds": 5, "next": 3}"#)?;
/// assert_eq!(rule.fault, Fault::Delay(Duration::from_secs(5)));
/// assert_eq!(rule.when, When::Next(3));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(try_from = "Written", into = "Written")]
#[non_exhaustive]
pub struct FaultRule {
    /// The fault.
    pub fault: Fault,
    /// The condition, for the requests that the fault can affect.
    pub when: When,
}

/// The condition of a fault, for the requests that it can affect.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum When {
    /// All of them.
    Always,
    /// The next `n` of them; then the rule is removed.
    Next(u32),
    /// Each with this probability, from 0 to 1.
    Probability(f64),
}

/// An error in a fault rule.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultRuleError {
    /// The probability is not from 0 to 1.
    #[error("expected a probability from 0 to 1, found {0}")]
    Probability(f64),
    /// The status of a server error is not from 500 to 599.
    #[error("expected a status from 500 to 599 for `server_error`, found {0}")]
    Status(u16),
    /// The rule has both `next` and `probability`.
    #[error("expected either `next` or `probability`, found both")]
    NextAndProbability,
    /// A delay has no `seconds`.
    #[error("the fault `delay` needs `seconds`")]
    NoSeconds,
    /// A fault other than a delay and a rate limit has `seconds`.
    #[error("only the faults `delay` and `rate_limited` have `seconds`")]
    Seconds,
    /// A fault other than a server error has a status.
    #[error("only the fault `server_error` has `status`")]
    NotServerError,
}

impl FaultRule {
    /// Creates a rule that affects all requests.
    #[must_use]
    pub const fn always(fault: Fault) -> Self {
        Self { fault, when: When::Always }
    }

    /// Creates a rule that affects the next `count` requests.
    #[must_use]
    pub const fn next(fault: Fault, count: u32) -> Self {
        Self { fault, when: When::Next(count) }
    }

    /// Creates a rule that affects each request with a probability.
    ///
    /// # Errors
    ///
    /// [`FaultRuleError::Probability`] if it is not from 0 to 1.
    pub fn with_probability(fault: Fault, probability: f64) -> Result<Self, FaultRuleError> {
        if (0.0..=1.0).contains(&probability) {
            Ok(Self { fault, when: When::Probability(probability) })
        } else {
            Err(FaultRuleError::Probability(probability))
        }
    }
}

/// Serializes the name and the parameters of the fault, without a condition.
impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written::from(FaultRule::always(*self)).serialize(serializer)
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Written {
    fault: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Drop,
    Delay,
    Duplicate,
    Reorder,
    Corrupt,
    BadSignature,
    UnknownEventKind,
    FutureFields,
    #[serde(rename = "slow_challenge")]
    SlowCrc,
    ServerError,
    RateLimited,
    RequestReset,
    CreditsDepleted,
    NoCredits,
    DeleteUnavailable,
    HiddenWebhook,
    StreamCloseAtOnce,
    StreamResetAtOnce,
    StreamStall,
    StreamReset,
    StreamHalfLine,
    StreamHalfLineStall,
    StreamClose,
    StreamDisconnect,
}

impl TryFrom<Written> for FaultRule {
    type Error = FaultRuleError;

    fn try_from(written: Written) -> Result<Self, FaultRuleError> {
        let fault = match written.fault {
            Name::Delay => {
                Fault::Delay(Duration::from_secs(written.seconds.ok_or(FaultRuleError::NoSeconds)?))
            }
            Name::RateLimited => match written.seconds {
                Some(seconds) => Fault::RateLimitedFor(Duration::from_secs(seconds)),
                None => Fault::RateLimited,
            },
            _ if written.seconds.is_some() => return Err(FaultRuleError::Seconds),
            Name::ServerError => match written.status.unwrap_or(503) {
                status @ 500..=599 => Fault::ServerError(status),
                status => return Err(FaultRuleError::Status(status)),
            },
            _ if written.status.is_some() => return Err(FaultRuleError::NotServerError),
            Name::Drop => Fault::Drop,
            Name::Duplicate => Fault::Duplicate,
            Name::Reorder => Fault::Reorder,
            Name::Corrupt => Fault::Corrupt,
            Name::BadSignature => Fault::BadSignature,
            Name::UnknownEventKind => Fault::UnknownEventKind,
            Name::FutureFields => Fault::FutureFields,
            Name::SlowCrc => Fault::SlowCrc,
            Name::RequestReset => Fault::RequestReset,
            Name::CreditsDepleted => Fault::CreditsDepleted,
            Name::NoCredits => Fault::NoCredits,
            Name::DeleteUnavailable => Fault::DeleteUnavailable,
            Name::HiddenWebhook => Fault::HiddenWebhook,
            Name::StreamCloseAtOnce => Fault::StreamCloseAtOnce,
            Name::StreamResetAtOnce => Fault::StreamResetAtOnce,
            Name::StreamStall => Fault::StreamStall,
            Name::StreamReset => Fault::StreamReset,
            Name::StreamHalfLine => Fault::StreamHalfLine,
            Name::StreamHalfLineStall => Fault::StreamHalfLineStall,
            Name::StreamClose => Fault::StreamClose,
            Name::StreamDisconnect => Fault::StreamDisconnect,
        };
        match (written.next, written.probability) {
            (None, None) => Ok(Self::always(fault)),
            (Some(count), None) => Ok(Self::next(fault, count)),
            (None, Some(probability)) => Self::with_probability(fault, probability),
            (Some(_), Some(_)) => Err(FaultRuleError::NextAndProbability),
        }
    }
}

impl From<FaultRule> for Written {
    fn from(rule: FaultRule) -> Self {
        let (fault, seconds, status) = match rule.fault {
            Fault::Drop => (Name::Drop, None, None),
            Fault::Delay(delay) => (Name::Delay, Some(delay.as_secs()), None),
            Fault::Duplicate => (Name::Duplicate, None, None),
            Fault::Reorder => (Name::Reorder, None, None),
            Fault::Corrupt => (Name::Corrupt, None, None),
            Fault::BadSignature => (Name::BadSignature, None, None),
            Fault::UnknownEventKind => (Name::UnknownEventKind, None, None),
            Fault::FutureFields => (Name::FutureFields, None, None),
            Fault::SlowCrc => (Name::SlowCrc, None, None),
            Fault::ServerError(status) => (Name::ServerError, None, Some(status)),
            Fault::RateLimited => (Name::RateLimited, None, None),
            Fault::RateLimitedFor(wait) => (Name::RateLimited, Some(wait.as_secs()), None),
            Fault::RequestReset => (Name::RequestReset, None, None),
            Fault::CreditsDepleted => (Name::CreditsDepleted, None, None),
            Fault::NoCredits => (Name::NoCredits, None, None),
            Fault::DeleteUnavailable => (Name::DeleteUnavailable, None, None),
            Fault::HiddenWebhook => (Name::HiddenWebhook, None, None),
            Fault::StreamCloseAtOnce => (Name::StreamCloseAtOnce, None, None),
            Fault::StreamResetAtOnce => (Name::StreamResetAtOnce, None, None),
            Fault::StreamStall => (Name::StreamStall, None, None),
            Fault::StreamReset => (Name::StreamReset, None, None),
            Fault::StreamHalfLine => (Name::StreamHalfLine, None, None),
            Fault::StreamHalfLineStall => (Name::StreamHalfLineStall, None, None),
            Fault::StreamClose => (Name::StreamClose, None, None),
            Fault::StreamDisconnect => (Name::StreamDisconnect, None, None),
        };
        let (next, probability) = match rule.when {
            When::Always => (None, None),
            When::Next(count) => (Some(count), None),
            When::Probability(probability) => (None, Some(probability)),
        };
        Self { fault, seconds, status, next, probability }
    }
}
