//! When a fault is produced.

use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer};

use super::Fault;

/// A fault, and whom it hits.
///
/// In JSON and TOML it is flat: `fault` names it, `seconds` belongs to a delay, `status` to a
/// server error (503 without), and `next` or `probability` says when (without, always):
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
    /// Whom it hits of those that it can hit.
    pub when: When,
}

/// Whom a fault hits of those that it can hit.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum When {
    /// All.
    Always,
    /// The next so many; then the rule is gone.
    Next(u32),
    /// Each with this probability, of 0 to 1.
    Probability(f64),
}

/// Why something is no rule.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultRuleError {
    /// A probability is from 0 to 1.
    #[error("the probability is {0}, not of 0 to 1")]
    Probability(f64),
    /// A server error has a status of 500 to 599.
    #[error("the status of a server error is {0}, not of 500 to 599")]
    Status(u16),
    /// A rule has `next` or `probability`, not both.
    #[error("a fault has either `next` or `probability`")]
    NextAndProbability,
    /// A delay needs `seconds`.
    #[error("a delay needs `seconds`")]
    NoSeconds,
    /// Only a delay has `seconds`.
    #[error("only the fault `delay` has `seconds`")]
    Seconds,
    /// Only a server error has a status.
    #[error("only the fault `server_error` has `status`")]
    NotServerError,
}

impl FaultRule {
    /// Hits all.
    #[must_use]
    pub const fn always(fault: Fault) -> Self {
        Self { fault, when: When::Always }
    }

    /// Hits the next so many.
    #[must_use]
    pub const fn next(fault: Fault, count: u32) -> Self {
        Self { fault, when: When::Next(count) }
    }

    /// Hits each with a probability.
    ///
    /// # Errors
    ///
    /// [`FaultRuleError::Probability`] if it is not of 0 to 1.
    pub fn with_probability(fault: Fault, probability: f64) -> Result<Self, FaultRuleError> {
        if (0.0..=1.0).contains(&probability) {
            Ok(Self { fault, when: When::Probability(probability) })
        } else {
            Err(FaultRuleError::Probability(probability))
        }
    }
}

/// Without its rule: the fault's name and what belongs to it.
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
}

impl TryFrom<Written> for FaultRule {
    type Error = FaultRuleError;

    fn try_from(written: Written) -> Result<Self, FaultRuleError> {
        let fault = match written.fault {
            Name::Delay => {
                Fault::Delay(Duration::from_secs(written.seconds.ok_or(FaultRuleError::NoSeconds)?))
            }
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
            Name::RateLimited => Fault::RateLimited,
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
        };
        let (next, probability) = match rule.when {
            When::Always => (None, None),
            When::Next(count) => (Some(count), None),
            When::Probability(probability) => (None, Some(probability)),
        };
        Self { fault, seconds, status, next, probability }
    }
}
