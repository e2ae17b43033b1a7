//! Failures of receivers, and which of them invalidate a webhook.

use std::time::Duration;

use account_activity::Tier;
use serde::Serialize;

/// A failure of a receiver: a wrong response, or none.
///
/// The texts of network errors contain no secrets.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Failure {
    /// The response did not arrive before the deadline.
    #[error("no response before the deadline")]
    Slow,
    /// The status is 2xx, 4xx or 5xx, but not 200.
    #[error("expected status 200, found {0}")]
    Status(u16),
    /// The status is another one, such as a redirect, which is not followed.
    #[error("expected status 200, found {0}; redirects are not followed")]
    Redirect(u16),
    /// The host is unknown or refuses the connection.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// The certificate is not trusted or is for another host, or TLS fails in another way.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// The connection ended before the response was complete.
    #[error("the connection ended early: {0}")]
    Interrupted(String),
    /// The body of the response is gzip without a matching `content-encoding`, or the other way
    /// round. A body that cannot be decompressed is not gzip.
    #[error("`content-encoding` does not match the body: only one of them is gzip")]
    GzipMismatch,
    /// The response to a CRC request is not `{"response_token": "sha256=…"}` with the right token.
    #[error("expected JSON with the right `response_token`")]
    WrongToken,
}

/// A v2 webhook that has not passed a CRC for longer than this is invalid: a day, and four hours of
/// grace.
const GRACE: Duration = Duration::from_secs(28 * 60 * 60);

impl Failure {
    /// Returns whether X marks a webhook as invalid after this failure of a CRC, if the webhook
    /// last passed one `unvalidated_for` ago.
    ///
    /// On v1.1 each failed CRC invalidates the webhook. On v2 a wrong token, a redirect and a TLS
    /// error invalidate it at once, other failures after more than 28 hours.
    #[must_use]
    pub fn invalidates_on_crc(&self, tier: Tier, unvalidated_for: Duration) -> bool {
        match tier {
            Tier::Sandbox | Tier::Premium | Tier::Enterprise => true,
            _ => {
                matches!(self, Self::WrongToken | Self::Redirect(_) | Self::Tls(_))
                    || unvalidated_for > GRACE
            }
        }
    }

    /// Returns whether X marks a webhook as invalid after this failure of a delivery. Such a
    /// delivery is not retried, and neither are the deliveries to the webhook that wait for a
    /// retry.
    ///
    /// A redirect and a TLS error invalidate the webhook; on v1.1 a wrong declaration of gzip does
    /// too. The FAQ documents this for v1.1. For deliveries of v2 nothing is documented; the
    /// emulator applies the documented rules for the CRC.
    #[must_use]
    pub fn invalidates_on_delivery(&self, tier: Tier) -> bool {
        match self {
            Self::Redirect(_) | Self::Tls(_) => true,
            Self::GzipMismatch => {
                !matches!(tier, Tier::V2PayPerUse | Tier::V2Enterprise | Tier::V2Partner)
            }
            _ => false,
        }
    }

    /// Returns the message of v1.1's error 214 for a webhook that fails a CRC this way.
    ///
    /// The messages for a wrong declaration of gzip and for an interrupted response are not
    /// documented; the emulator uses the closest ones.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self {
            Self::Slow => {
                "High latency on CRC GET request. Your webhook should respond in less than 3 \
                 seconds."
            }
            Self::Status(_) | Self::Redirect(_) => {
                "Non-200 response code during CRC GET request (i.e. 404, 500, etc)."
            }
            Self::Connect(_) | Self::Interrupted(_) => "Unable to connect during CRC GET request.",
            Self::Tls(_) => {
                "Webhook URL does not meet the requirements. Please, check your SSL Configuration."
            }
            Self::GzipMismatch | Self::WrongToken => {
                "Webhook URL does not meet the requirements. Invalid CRC token or json response \
                 format."
            }
        }
    }
}
