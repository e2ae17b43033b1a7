//! The certificate authority.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// The hosts that it vouches for, and no others.
const HOSTS: [&str; 3] = ["api.twitter.com", "api.x.com", "localhost"];

/// A certificate authority, which an emulator makes to serve https as `api.twitter.com`,
/// `api.x.com` and this machine.
///
/// A client must be told to trust [`certificate_pem`](Self::certificate_pem). Name constraints in
/// it see to it that whoever got hold of the key could not impersonate any other host.
///
/// ```
/// use account_activity_emulator::{CertificateAuthority, Emulator};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let authority = CertificateAuthority::new()?;
/// let trusted = authority.certificate_pem().to_owned();
/// let emulator = Emulator::builder().tls(([127, 0, 0, 1], 0).into(), authority).start().await?;
/// assert!(emulator.tls_base_url().is_some_and(|url| url.starts_with("https://127.0.0.1:")));
/// assert!(trusted.starts_with("-----BEGIN CERTIFICATE-----"));
/// # Ok(())
/// # }
/// ```
pub struct CertificateAuthority {
    certificate: String,
    issuer: Issuer<'static, KeyPair>,
}

/// Why there is no certificate.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// It is not the key of an authority.
    #[error("it is no private key that `CertificateAuthority::key_pem` gave ({0})")]
    Key(String),
    /// It cannot be made.
    #[error("a certificate cannot be made: {0}")]
    Make(String),
}

impl CertificateAuthority {
    /// A new one, whose key nobody else has.
    ///
    /// # Errors
    ///
    /// [`CertificateError::Make`] if the machine gives no random numbers.
    pub fn new() -> Result<Self, CertificateError> {
        Self::with_key(KeyPair::generate().map_err(make)?)
    }

    /// The one whose [`key_pem`](Self::key_pem) this was: who trusted that trusts this.
    ///
    /// # Errors
    ///
    /// [`CertificateError::Key`] if it was not.
    pub fn from_key_pem(pem: &str) -> Result<Self, CertificateError> {
        let key =
            KeyPair::from_pem(pem).map_err(|error| CertificateError::Key(error.to_string()))?;
        Self::with_key(key)
    }

    fn with_key(key: KeyPair) -> Result<Self, CertificateError> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "account-activity-emulator");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let mut permitted: Vec<_> =
            HOSTS.map(|host| GeneralSubtree::DnsName(host.to_owned())).into();
        permitted.extend(
            [
                CidrSubnet::from_v4_prefix([127, 0, 0, 0], 8),
                CidrSubnet::from_v6_prefix(Ipv6Addr::LOCALHOST.octets(), 128),
            ]
            .map(GeneralSubtree::IpAddress),
        );
        params.name_constraints =
            Some(NameConstraints { permitted_subtrees: permitted, excluded_subtrees: Vec::new() });
        let certificate = params.self_signed(&key).map_err(make)?.pem();
        Ok(Self { certificate, issuer: Issuer::new(params, key) })
    }

    /// Its certificate, for those who are to trust it.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate
    }

    /// Its private key, to be used again: a secret of those who trust it.
    #[must_use]
    pub fn key_pem(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    /// How a server speaks TLS that has a certificate of this authority.
    pub(super) fn server_config(&self) -> Result<Arc<ServerConfig>, CertificateError> {
        let addresses = [Ipv4Addr::LOCALHOST.to_string(), Ipv6Addr::LOCALHOST.to_string()];
        let names: Vec<_> = HOSTS.map(str::to_owned).into_iter().chain(addresses).collect();
        let mut params = CertificateParams::new(names).map_err(make)?;
        params.distinguished_name.push(DnType::CommonName, "localhost");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().map_err(make)?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(make)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        // Named, because a program that depends on this crate may have another one too.
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(make)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .map_err(make)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

impl fmt::Debug for CertificateAuthority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CertificateAuthority(redacted)")
    }
}

fn make(error: impl fmt::Display) -> CertificateError {
    CertificateError::Make(error.to_string())
}
