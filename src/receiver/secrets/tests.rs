//! The number of HMACs.

use http::HeaderMap;

use super::Secrets;
use crate::credentials::{Secret, macs};
use crate::receiver::{Scheme, sign};

fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

fn secrets() -> Secrets {
    let secrets = Secrets::new(secret("a")).and_consumer_secret(secret("b"));
    secrets.and_consumer_secret(secret("c")).and_client_secret(secret("d"))
}

fn forged(headers: &[(Scheme, usize)]) -> HeaderMap {
    let mut all = HeaderMap::new();
    for (scheme, values) in headers {
        for value in 0..*values {
            let value = sign(&secret("other"), value.to_string().as_bytes());
            all.append(scheme.header(), value.parse().unwrap());
        }
    }
    all
}

/// The client secret is checked first. Its header is wrong, so the others are not computed.
#[test]
fn each_secret_costs_one_mac_whatever_the_headers() {
    let (consumer, client) = (Scheme::ConsumerSecret, Scheme::ClientSecret);
    for (headers, most) in [
        (&[][..], 0),
        (&[(consumer, 1)], 3),
        (&[(consumer, 2)], 3),
        (&[(client, 2)], 1),
        (&[(consumer, 2), (client, 2)], 4),
        (&[(consumer, 3)], 0),
        (&[(consumer, 91), (client, 1)], 0),
    ] {
        let headers = forged(headers);
        let verify = || assert!(secrets().verify(&headers, &[b' '; 1 << 10]).is_err());
        let macs = macs::computed(verify);
        assert!(macs <= most, "{macs} {headers:?}");
        // The raw query, and its canonical forms.
        let query = "nonce=a%3D&crc_token=b%3D";
        let crc = || drop(secrets().crc_response(query, &headers));
        let macs = macs::computed(crc);
        assert!(macs <= 7 * most.max(1), "{macs} {headers:?}");
    }
}
