//! Receives any request: receiving never panics, and accepts only deliveries that the secret has
//! signed.
//!
//! The first line of the input is the target, the second is a signature (`@` for the right one), and the
//! rest is the body.

use account_activity::receiver::{Received, Receiver, Scheme, Secret, Secrets, sign};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Uri};

pub(crate) fn run(input: &[u8]) {
    let mut lines = input.splitn(3, |byte| *byte == b'\n');
    let mut line = || lines.next().unwrap_or_default();
    let (target, signature, body) = (line(), line(), line());
    let secret = Secret::new("secret").expect("the secret is not empty");
    let right = sign(&secret, body);
    let signature = if signature == b"@" { right.as_bytes() } else { signature };
    let (Ok(uri), Ok(signature)) = (Uri::try_from(target), HeaderValue::from_bytes(signature))
    else {
        return;
    };
    let is_signed = signature.as_bytes() == right.as_bytes();
    let receiver = Receiver::new(Secrets::new(secret));
    for method in [Method::GET, Method::POST] {
        let mut request = Request::new(Bytes::copy_from_slice(body));
        *request.method_mut() = method;
        *request.uri_mut() = uri.clone();
        request.headers_mut().insert(Scheme::ConsumerSecret.header(), signature.clone());
        match receiver.receive(&request) {
            Ok(Received::Crc(response)) => assert!(!response.body().is_empty()),
            Ok(received) => assert!(is_signed, "{received:?}"),
            Err(error) => assert!(!error.status().is_success() && !error.status().is_redirection()),
        }
    }
}
