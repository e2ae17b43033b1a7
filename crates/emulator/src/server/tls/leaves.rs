//! The server's certificates.

use std::sync::Arc;

use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

/// The certificates of the server. Both are of the same authority.
///
/// BoringSSL, and so Bun, rejects a certificate with IP addresses if the authority has constraints
/// on them. It cannot verify an address, but a host name.
#[derive(Debug)]
pub(super) struct Leaves {
    /// For clients that name a host. It has no IP address.
    pub(super) of_hosts: Arc<CertifiedKey>,
    /// For clients that connect to an address, which do not send a name (RFC 6066 §3).
    pub(super) of_addresses: Arc<CertifiedKey>,
}

impl ResolvesServerCert for Leaves {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let leaf = if hello.server_name().is_some() { &self.of_hosts } else { &self.of_addresses };
        Some(Arc::clone(leaf))
    }
}
