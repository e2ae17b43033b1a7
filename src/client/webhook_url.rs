//! The URL of a webhook.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// A URL that can be registered as a webhook: `https`, a host, no port.
///
/// An explicit `:443` is taken away. For a loopback host `http` and a port are allowed too: X would
/// not reach it, the emulator does. v2 takes 200 characters at most, which is checked when it is
/// registered there.
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

/// Why a URL cannot be a webhook's.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookUrlError {
    /// It is no absolute URL.
    #[error("a webhook's URL is absolute, such as https://bot.example/webhooks/twitter")]
    NotAUrl,
    /// Its scheme is not `https`.
    #[error("a webhook's URL begins with https://, except for a loopback host")]
    NotHttps,
    /// It has a port.
    #[error("a webhook's URL has no port (here {0}): X connects to 443 only")]
    Port(u16),
    /// It has a user name or a password.
    #[error("a webhook's URL has no user name and no password")]
    Credentials,
    /// It has a fragment, which is never sent.
    #[error("a webhook's URL has no fragment (`#`)")]
    Fragment,
}

impl WebhookUrl {
    /// How many characters v2 takes.
    pub const LONGEST_ON_V2: usize = 200;

    /// The URL, normalised.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether a text, such as the URL of a listed webhook, is this URL.
    pub(super) fn is(&self, text: &str) -> bool {
        Url::parse(text).is_ok_and(|url| url == self.0)
    }
}

/// Whether a host is this machine.
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
