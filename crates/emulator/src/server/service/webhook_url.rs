//! Checks the URLs of webhooks.

use url::Url;

use crate::server::host::is_loopback;

/// An error in the URL of a webhook.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum UrlFault {
    Malformed,
    /// The scheme is not https, and the host is neither a loopback host nor allowed.
    NotHttps,
    /// The URL has a port, and the host is neither a loopback host nor allowed.
    Port,
}

/// Accepts https URLs without a port. A loopback host or an allowed one, which X could not reach, may
/// have http and a port, so that tests need no tunnel or certificate.
pub(crate) fn check(text: &str, allowed_hosts: &[String]) -> Result<Url, UrlFault> {
    let url = Url::parse(text).map_err(|_| UrlFault::Malformed)?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(UrlFault::Malformed);
    }
    let host = url.host_str().ok_or(UrlFault::Malformed)?;
    let is_near = is_loopback(host) || allowed_hosts.iter().any(|allowed| allowed == host);
    match url.scheme() {
        "https" if url.port().is_some() && !is_near => Err(UrlFault::Port),
        "https" => Ok(url),
        "http" if is_near => Ok(url),
        _ => Err(UrlFault::NotHttps),
    }
}
