//! The SDK's client over https, which trusts only the given certificates.

use std::sync::Arc;

use account_activity::client::{Error, TransportErrorKind};
use account_activity::{Client, Tier, UserToken};
use account_activity_emulator::{CertificateAuthority, Emulator};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::raw::{Raw, send};
use super::still;

async fn serving(authority: CertificateAuthority) -> Emulator {
    still(Tier::Premium).tls(([127, 0, 0, 1], 0).into(), authority).start().await.unwrap()
}

fn client(emulator: &Emulator, root: Option<&str>) -> Client {
    let builder = Client::builder(emulator.credentials().app())
        .base_url(emulator.tls_base_url().unwrap())
        .clock(emulator.clock().clone());
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

/// The base string of a wrong signature has the scheme of the request, or X's.
#[tokio::test]
async fn a_client_over_https_compares_its_base_string() {
    let authority = CertificateAuthority::new().unwrap();
    let root = authority.certificate_pem().to_owned();
    let emulator = serving(authority).await;
    let client = client(&emulator, Some(&root));
    let credentials = emulator.credentials();
    let (token, _) = credentials.token("ada").unwrap().expose_oauth1().unwrap();
    let user = UserToken::oauth1(token, "wrong");
    client.premium("prod").is_subscribed(&user).await.unwrap_err();
    let base_string = || emulator.requests().pop().unwrap().base_string.unwrap();
    let port = emulator.tls_base_url().unwrap().rsplit_once(':').unwrap().1;
    let start = format!("GET&https%3A%2F%2F127.0.0.1%3A{port}%2F1.1%2F");
    assert!(base_string().starts_with(&start), "{}", base_string());

    let raw = Raw::new(&emulator);
    let wrong = raw.signing(Some(&user));
    let request = raw.signed_request(&wrong, http::Method::GET, "/2/users/me", &[]);
    send(request.header("host", "api.x.com")).await;
    assert!(base_string().starts_with("GET&https%3A%2F%2Fapi.x.com%2F2%2F"), "{}", base_string());
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
