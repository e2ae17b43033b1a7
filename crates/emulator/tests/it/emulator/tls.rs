//! The SDK's client over https, which trusts only the given certificates.

use account_activity::client::{Error, TransportErrorKind};
use account_activity::{Client, Tier};
use account_activity_emulator::{CertificateAuthority, Emulator};

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
