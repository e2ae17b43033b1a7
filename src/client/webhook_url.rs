//! The URL of a webhook.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use url::{Host, Url};

/// A URL that can be registered as a webhook: `https`, a host, no port.
///
/// An explicit `:443` is removed. A loopback host may have `http` and a port too: the emulator can
/// call it, X cannot. v2 accepts at most 200 characters, which
/// [`V2::register_webhook`](super::V2::register_webhook) checks.
///
/// ```
/// use account_activity::client::{WebhookUrl, WebhookUrlError};
///
/// let url: WebhookUrl = "https://bot.example:443/webhooks/twitter".parse()?;
/// assert_eq!(url.as_str(), "https://bot.example/webhooks/twitter");
/// let port = "https://bot.example:8443/".parse::<WebhookUrl>();
/// assert_eq!(port, Err(WebhookUrlError::Port(8443)));
/// # Ok::<(), WebhookUrlError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct WebhookUrl(Url);

/// An error parsing a [`WebhookUrl`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookUrlError {
    /// The text is not an absolute URL.
    #[error("a webhook's URL must be absolute, such as https://bot.example/webhooks/twitter")]
    NotAUrl,
    /// The scheme is not `https`.
    #[error("a webhook's URL must begin with https://, except for a loopback host")]
    NotHttps,
    /// The URL has a port.
    #[error("a webhook's URL must not have a port, found {0}: X connects to port 443 only")]
    Port(u16),
    /// The URL has a user name or a password.
    #[error("a webhook's URL must not have a user name or a password")]
    Credentials,
    /// The URL has a fragment, which is never sent.
    #[error("a webhook's URL must not have a fragment (`#`)")]
    Fragment,
}

impl WebhookUrl {
    /// The largest number of characters that v2 accepts.
    pub const LONGEST_ON_V2: usize = 200;

    /// Returns the URL, normalised.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns whether a text, such as the URL of a listed webhook, is this URL.
    pub(super) fn is(&self, text: &str) -> bool {
        Url::parse(text).is_ok_and(|url| url == self.0)
    }
}

/// Returns whether a host is this machine.
pub(super) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(domain) => *domain == "localhost" || domain.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

impl FromStr for WebhookUrl {
    type Err = WebhookUrlError;

    fn from_str(text: &str) -> Result<Self, WebhookUrlError> {
        let url = Url::parse(text).map_err(|_| WebhookUrlError::NotAUrl)?;
        let host = url.host().ok_or(WebhookUrlError::NotAUrl)?;
        let loopback = is_loopback(&host);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(WebhookUrlError::NotHttps),
        }
        match url.port() {
            Some(port) if !loopback => Err(WebhookUrlError::Port(port)),
            _ if !url.username().is_empty() || url.password().is_some() => {
                Err(WebhookUrlError::Credentials)
            }
            _ if url.fragment().is_some() => Err(WebhookUrlError::Fragment),
            _ => Ok(Self(url)),
        }
    }
}

impl TryFrom<&str> for WebhookUrl {
    type Error = WebhookUrlError;

    fn try_from(text: &str) -> Result<Self, WebhookUrlError> {
        text.parse()
    }
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for WebhookUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Checks the URL as `FromStr` does.
impl<'de> Deserialize<'de> for WebhookUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
