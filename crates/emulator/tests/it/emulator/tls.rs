//! The SDK's client over https, which trusts only the given certificates.

use std::sync::Arc;

use account_activity::client::{Error, TransportErrorKind};
use account_activity::{Client, Tier};
use account_activity_emulator::{CertificateAuthority, Emulator};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::still;

async fn serving(authority: CertificateAuthority) -> Emulator {
    still(Tier::Premium).tls(([127, 0, 0, 1], 0).into(), authority).start().await.unwrap()
}

fn client(emulator: &Emulator, root: Option<&str>) -> Client {
    let clock = emulator.clock().clone();
    let builder = Client::builder(emulator.credentials().app())
        .base_url(emulator.tls_base_url().unwrap())
        .clock(move || clock.now());
    match root {
        Some(root) => builder.root_certificate(root),
        None => builder,
    }
    .build()
    .unwrap()
}

#[tokio::test]
async fn a_root_that_the_client_is_given_is_trusted() {
    let authority = CertificateAuthority::new().unwrap();
    let root = authority.certificate_pem().to_owned();
    let emulator = serving(authority).await;
    let client = client(&emulator, Some(&root));
    // With the app's bearer token, which is fetched over https too, and with a signature.
    client.premium_account().webhooks().await.unwrap();
    let user = emulator.credentials().token("ada").unwrap().clone();
    assert!(!client.premium("prod").is_subscribed(&user).await.unwrap());
}

/// Returns whether a certificate has an alternative name (RFC 5280 §4.2.1.6): its tag, its length
/// and its bytes.
fn has_name(certificate: &CertificateDer<'_>, tag: u8, name: &[u8]) -> bool {
    let encoded = [&[tag, name.len().try_into().unwrap()], name].concat();
    certificate.windows(encoded.len()).any(|part| part == encoded)
}

/// Returns the certificate that the emulator presents to a client that trusts its authority.
async fn presented(emulator: &Emulator, root: &str, host: &'static str) -> CertificateDer<'static> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = emulator.tls_base_url().unwrap().strip_prefix("https://").unwrap().to_owned();
    let tcp = TcpStream::connect(address).await.unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    let stream = connector.connect(host.try_into().unwrap(), tcp).await.unwrap();
    stream.get_ref().1.peer_certificates().unwrap()[0].clone()
}

/// BoringSSL rejects IP addresses in a certificate whose authority constrains them.
#[tokio::test]
async fn a_client_that_names_a_host_gets_a_certificate_without_addresses() {
    const DNS: u8 = 0x82;
    const IP: u8 = 0x87;
    let authority = CertificateAuthority::new().unwrap();
    let root = authority.certificate_pem().to_owned();
    let emulator = serving(authority).await;
    let hosts = ["api.twitter.com", "api.x.com", "twitter.com", "x.com", "localhost"];
    for host in hosts.into_iter().chain(["127.0.0.1"]) {
        let certificate = presented(&emulator, &root, host).await;
        let is_address = host == "127.0.0.1";
        assert_eq!(has_name(&certificate, IP, &[127, 0, 0, 1]), is_address, "{host}");
        assert!(hosts.iter().all(|name| has_name(&certificate, DNS, name.as_bytes())), "{host}");
    }
}

#[tokio::test]
async fn any_other_is_not() {
    let emulator = serving(CertificateAuthority::new().unwrap()).await;
    let stranger = CertificateAuthority::new().unwrap();
    for root in [None, Some(stranger.certificate_pem())] {
        let error = client(&emulator, root).premium_account().webhooks().await.unwrap_err();
        assert!(!error.is_retryable());
        let Error::Transport(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind(), TransportErrorKind::Tls, "{error:?}");
    }
}
