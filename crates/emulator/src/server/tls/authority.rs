//! The certificate authority for https.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PublicKeyData,
};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::leaves::Leaves;
use crate::server::host;

/// The hosts that the authority may certify, with the hosts below them.
const DOMAINS: [&str; 3] = ["twitter.com", "x.com", "localhost"];

/// A certificate authority, with which an emulator serves https as `api.twitter.com`, `api.x.com`,
/// `twitter.com`, `x.com` and this machine.
///
/// A client must trust [`certificate_pem`](Self::certificate_pem). The certificate has name
/// constraints, so the key cannot be used to impersonate hosts of other domains.
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

/// An error of a certificate authority.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The text is not the private key of an authority.
    #[error("expected a private key from `CertificateAuthority::key_pem` ({0})")]
    Key(String),
    /// The certificate cannot be created.
    #[error("cannot create a certificate: {0}")]
    Make(String),
}

impl CertificateAuthority {
    /// Creates an authority with a new key.
    ///
    /// # Errors
    ///
    /// [`CertificateError::Make`] if the machine has no source of random numbers.
    pub fn new() -> Result<Self, CertificateError> {
        Self::with_key(KeyPair::generate().map_err(make)?)
    }

    /// Creates an authority from the [`key_pem`](Self::key_pem) of another. Clients that trust the
    /// other trust this one.
    ///
    /// # Errors
    ///
    /// [`CertificateError::Key`] if the text is not such a key.
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
            DOMAINS.map(|domain| GeneralSubtree::DnsName(domain.to_owned())).into();
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

    /// Returns the certificate, for clients that are to trust the authority.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate
    }

    /// Returns the private key, for [`from_key_pem`](Self::from_key_pem). It is a secret of the
    /// clients that trust the authority.
    #[must_use]
    pub fn key_pem(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    /// Returns whether a certificate is of this authority: of this value, or of an earlier one with
    /// the same key.
    ///
    /// ```
    /// use account_activity_emulator::CertificateAuthority;
    ///
    /// let authority = CertificateAuthority::new()?;
    /// let same = CertificateAuthority::from_key_pem(&authority.key_pem())?;
    /// assert!(same.is_of(authority.certificate_pem()));
    /// assert!(!CertificateAuthority::new()?.is_of(authority.certificate_pem()));
    /// # Ok::<(), account_activity_emulator::CertificateError>(())
    /// ```
    #[must_use]
    pub fn is_of(&self, certificate_pem: &str) -> bool {
        let key = self.issuer.key().subject_public_key_info();
        CertificateDer::from_pem_slice(certificate_pem.as_bytes())
            .is_ok_and(|certificate| certificate.windows(key.len()).any(|part| part == key))
    }

    /// Returns the TLS configuration of a server with certificates of this authority.
    pub(super) fn server_config(&self) -> Result<Arc<ServerConfig>, CertificateError> {
        // The provider is explicit, because a program that depends on this crate may have another
        // one too.
        let provider = Arc::new(aws_lc_rs::default_provider());
        let addresses = [Ipv4Addr::LOCALHOST.to_string(), Ipv6Addr::LOCALHOST.to_string()];
        let mut hosts = host::OF_X.map(str::to_owned).to_vec();
        hosts.push("localhost".to_owned());
        let leaves = Leaves {
            of_hosts: self.leaf(hosts.clone(), &provider)?,
            of_addresses: self.leaf([hosts, addresses.to_vec()].concat(), &provider)?,
        };
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(make)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(leaves));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// Creates a server's certificate for some names.
    fn leaf(
        &self,
        names: Vec<String>,
        provider: &CryptoProvider,
    ) -> Result<Arc<CertifiedKey>, CertificateError> {
        let mut params = CertificateParams::new(names).map_err(make)?;
        params.distinguished_name.push(DnType::CommonName, "localhost");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().map_err(make)?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(make)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let key = provider.key_provider.load_private_key(key).map_err(make)?;
        Ok(Arc::new(CertifiedKey::new(vec![certificate.der().clone()], key)))
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
