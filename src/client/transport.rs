//! The HTTP client below this one.

use url::Url;

use super::build_error::BuildError;

/// Whether the crate is built with TLS.
pub(super) const HAS_TLS: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

/// Creates the transport. It does not follow redirects or retry by itself: `send` decides both.
pub(super) fn transport(
    user_agent: &str,
    proxy: Option<&str>,
    roots: &[Vec<u8>],
) -> Result<reqwest::Client, BuildError> {
    let proxy = proxy.map(proxy_of).transpose()?;
    let builder = || {
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .user_agent(user_agent);
        match &proxy {
            Some(proxy) => builder.proxy(proxy.clone()),
            None => builder,
        }
    };
    build(builder, roots)
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn build(
    builder: impl Fn() -> reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::Client, BuildError> {
    let mut certificates = Vec::new();
    for pem in roots {
        match reqwest::Certificate::from_pem_bundle(pem) {
            Ok(bundle) if !bundle.is_empty() => certificates.extend(bundle),
            _ => return Err(BuildError::Certificate),
        }
    }
    // On a machine without certificates, the client can still call the emulator, and servers whose
    // certificates the given ones signed.
    (builder().tls_certs_merge(certificates.clone()).build())
        .or_else(|_| builder().tls_certs_only(certificates).build())
        .map_err(|error| BuildError::Setup(error.to_string()))
}

/// Without TLS a certificate would have no effect, so giving one is an error.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn build(
    builder: impl Fn() -> reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::Client, BuildError> {
    if !roots.is_empty() {
        return Err(BuildError::Certificate);
    }
    builder().build().map_err(|error| BuildError::Setup(error.to_string()))
}

/// Parses a proxy's address. Without a scheme it is http. reqwest silently sends requests directly if
/// it cannot use an address, so the address is checked before.
fn proxy_of(address: &str) -> Result<reqwest::Proxy, BuildError> {
    let url = if address.contains("://") {
        Url::parse(address)
    } else {
        Url::parse(&format!("http://{address}"))
    };
    let url = url.map_err(|_| BuildError::Proxy)?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_uri = url.as_str().parse::<http::Uri>().is_ok();
    if !matches!(url.scheme(), "http" | "https") || !is_bare || !is_uri {
        return Err(BuildError::Proxy);
    }
    if url.scheme() == "https" && !HAS_TLS {
        return Err(BuildError::NoTls);
    }
    reqwest::Proxy::all(url).map_err(|_| BuildError::Proxy)
}
