//! Which URLs can be those of webhooks.

use url::{Host, Url};

/// Why a URL cannot be that of a webhook.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum UrlFault {
    Malformed,
    /// Only a loopback host may be without TLS.
    NotHttps,
    /// Only a loopback host may have a port.
    Port,
}

/// A URL of https without port. A loopback host, which X could not reach, may have both http and a
/// port, so that nothing needs a tunnel or a certificate.
pub(crate) fn check(text: &str) -> Result<Url, UrlFault> {
    let url = Url::parse(text).map_err(|_| UrlFault::Malformed)?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(UrlFault::Malformed);
    }
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        None => return Err(UrlFault::Malformed),
    };
    match url.scheme() {
        "https" if url.port().is_some() && !is_loopback => Err(UrlFault::Port),
        "https" => Ok(url),
        "http" if is_loopback => Ok(url),
        _ => Err(UrlFault::NotHttps),
    }
}
