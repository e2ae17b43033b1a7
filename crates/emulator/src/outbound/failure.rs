//! What a receiver did wrong, and whether its webhook is invalid for it.

use std::time::Duration;

use account_activity::Tier;
use serde::Serialize;

/// Why an answer, or its absence, is a failure.
///
/// The texts of the network's errors name no secret.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Failure {
    /// There was no answer in time.
    #[error("no answer in time")]
    Slow,
    /// The status is of 2xx, 4xx or 5xx, but not 200.
    #[error("answered {0}, not 200")]
    Status(u16),
    /// The status is another, such as a redirect's, which is not followed.
    #[error("answered {0}: neither success nor error; redirects are not followed")]
    Redirect(u16),
    /// The host is unknown, or refuses the connection.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// The certificate is not trusted or not the host's, or TLS fails otherwise.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// The connection ended before the answer did.
    #[error("the connection ended early: {0}")]
    Interrupted(String),
    /// The answer is gzip without saying so, or says so and is not.
    #[error("`content-encoding` and body disagree about gzip")]
    GzipMismatch,
    /// The answer to a challenge is not `{"response_token": "sha256=…"}` with the right token.
    #[error("the answer is not the JSON with the right `response_token`")]
    WrongToken,
}

/// Without a passed challenge for longer than this, a webhook of v2 is invalid: a day, and four
/// hours of grace.
const GRACE: Duration = Duration::from_secs(28 * 60 * 60);

impl Failure {
    /// Whether X marks a webhook as invalid that fails a challenge so, having passed none for so
    /// long.
    ///
    /// On v1.1 each failed challenge does it. On v2 a wrong token, a redirect and a TLS error do it
    /// at once, the others after more than 28 hours.
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

    /// Whether X marks a webhook as invalid that answers a delivery so; such a delivery is not sent
    /// again.
    ///
    /// A redirect and a TLS error do it, on v1.1 also a wrong declaration of gzip. The FAQ says so
    /// of v1.1; for deliveries of v2, of which nothing is documented, we take what it says of
    /// challenges.
    #[must_use]
    pub fn invalidates_on_delivery(&self, tier: Tier) -> bool {
        match self {
            Self::Redirect(_) | Self::Tls(_) => true,
            Self::GzipMismatch => !matches!(tier, Tier::V2PayPerUse | Tier::V2Enterprise),
            _ => false,
        }
    }

    /// The message of v1.1's error 214 that a webhook gets which fails a challenge so.
    ///
    /// Those for a wrong gzip and an interrupted answer are not documented; chosen are the nearest.
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
