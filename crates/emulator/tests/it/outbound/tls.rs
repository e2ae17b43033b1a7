//! Webhooks on https, with good and bad certificates.

use std::sync::Arc;

use account_activity::Tier;
use account_activity_emulator::Clock;
use account_activity_emulator::outbound::{
    Failure, Outbound, OutboundError, Outcome, Target, Webhooks,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::receiver::{Receiver, right};
use super::stage::{Registry, START, WEBHOOK, deletion, hours, secrets};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// Creates an acceptor with a certificate for this name.
    fn acceptor(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        acceptor(certificate.der().clone(), &key)
    }
}

fn acceptor(certificate: CertificateDer<'static>, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn receiver(acceptor: TlsAcceptor) -> (Receiver, Target) {
    let secrets_of_it = secrets();
    let receiver =
        Receiver::start_with(Some(acceptor), move |request| right(&secrets_of_it, request)).await;
    let target = Target::new(WEBHOOK, receiver.url.clone(), secrets(), Tier::Premium);
    (receiver, target)
}

fn trusting(authority: &Authority, registry: &Arc<Registry>) -> Outbound {
    Outbound::builder(Clock::manual(START))
        .trust_ca_pem(authority.pem().as_bytes())
        .unwrap()
        .build(Arc::downgrade(registry))
        .unwrap()
}

#[tokio::test]
async fn a_private_authority_is_trusted_on_request() {
    let authority = Authority::new();
    let (receiver, target) = receiver(authority.acceptor("127.0.0.1")).await;
    let registry = Arc::new(Registry::default());
    registry.add(target.clone());
    let outbound = trusting(&authority, &registry);
    assert_eq!(outbound.run_crc(&target).await, Ok(START));
    outbound.deliver(WEBHOOK, &deletion(1));
    outbound.drained().await;
    assert_eq!(outbound.deliveries()[0].outcome, Outcome::Delivered);
    assert_eq!(receiver.requests().len(), 2);
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_or_not_the_hosts_invalidates_the_webhook() {
    let (authority, other) = (Authority::new(), Authority::new());
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let self_signed = acceptor(own.self_signed(&key).unwrap().der().clone(), &key);
    for acceptor in
        [other.acceptor("127.0.0.1"), authority.acceptor("another.example"), self_signed]
    {
        let (receiver, target) = receiver(acceptor).await;
        let registry = Arc::new(Registry::default());
        registry.add(target.clone());
        let outbound = trusting(&authority, &registry);
        let result = outbound.run_crc(&target).await;
        assert!(matches!(result, Err(Failure::Tls(_))), "{result:?}");
        outbound.deliver(WEBHOOK, &deletion(1));
        outbound.drained().await;
        assert!(matches!(registry.invalid(), Some(Failure::Tls(_))), "{:?}", registry.invalid());
        // The delivery is not retried.
        outbound.clock().advance(hours(1)).await;
        assert_eq!(outbound.deliveries().len(), 1);
        assert!(registry.target(WEBHOOK).is_none());
        assert!(receiver.requests().is_empty());
    }
}

#[tokio::test]
async fn https_where_none_is_spoken_is_a_failure_of_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        // The connection stays open until the other side has read the response.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    let target = Target::new(WEBHOOK, url, secrets(), Tier::Premium);
    let outbound = trusting(&Authority::new(), &Arc::default());
    let result = outbound.run_crc(&target).await;
    assert!(matches!(result, Err(Failure::Tls(_))), "{result:?}");
}

#[tokio::test]
async fn what_is_no_certificate_is_refused() {
    for pem in ["", "certificate", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        let error = Outbound::builder(Clock::real()).trust_ca_pem(pem.as_bytes()).unwrap_err();
        assert!(matches!(error, OutboundError::Certificate(_)), "{error:?}");
    }
}

#[test]
fn without_a_runtime_there_is_no_sender() {
    let registry = Arc::new(Registry::default());
    let result = Outbound::builder(Clock::real()).build(Arc::downgrade(&registry));
    assert_eq!(result.unwrap_err(), OutboundError::NoRuntime);
}
