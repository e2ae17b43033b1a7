//! A single CRC: the request, and each way to fail it.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

use account_activity::Tier;
use account_activity::receiver::{Scheme, Secrets};
use account_activity_emulator::outbound::{Failure, Target};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;

use super::receiver::{Response, response, right, status};
use super::stage::{SHORT, START, Stage, WEBHOOK, hours, secret, secrets};

#[tokio::test]
async fn a_crc_request_is_signed_and_keeps_the_query_of_the_url() {
    let mut stage = Stage::right(Tier::Premium).await;
    stage.change(|target| target.url.set_query(Some("app=a%20b&x")));
    assert_eq!(stage.outbound.run_crc(&stage.target).await, Ok(START));
    assert_eq!(stage.outbound.run_crc(&stage.target).await, Ok(START));
    let requests = stage.receiver.requests();
    let mut tokens = BTreeSet::new();
    for request in &requests {
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/webhook"));
        assert_eq!(request.body, b"");
        let rest = request.query.strip_prefix("app=a%20b&x&crc_token=").unwrap();
        let (token, nonce) = rest.split_once("&nonce=").unwrap();
        for text in [token, nonce] {
            assert!(text.len() > 20 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            tokens.insert(text.to_owned());
        }
        for scheme in [Scheme::ConsumerSecret, Scheme::ClientSecret] {
            let value = request.headers[scheme.header()].clone();
            let only = HeaderMap::from_iter([(scheme.header().parse().unwrap(), value)]);
            assert_eq!(secrets().verify(&only, request.query.as_bytes()).unwrap().scheme, scheme);
        }
        assert!(!request.headers.contains_key("accept-encoding"));
        assert!(!request.headers.contains_key("content-type"));
    }
    assert_eq!(tokens.len(), 4, "{tokens:?}");
    let records = stage.outbound.crc_requests();
    assert_eq!(records.len(), 2);
    assert_eq!((records[1].number, records[1].at, records[1].webhook), (2, START, WEBHOOK));
    assert_eq!((records[1].status, &records[1].failure), (Some(200), &None));
    assert_eq!(records[1].query, requests[1].query);
}

#[tokio::test]
async fn each_secret_of_the_app_may_sign_the_response_and_no_other() {
    for (signing, passes) in [
        (Secrets::new(secret("consumer")), true),
        (Secrets::with_client_secret_only(secret("client")), true),
        (Secrets::new(secret("another")), false),
    ] {
        // A receiver that does not verify the signature of the CRC request.
        let stage = Stage::new(Tier::V2Enterprise, move |request| {
            let token = signing.crc_response(&request.query, &HeaderMap::new()).unwrap();
            response(200, "", token.as_bytes())
        })
        .await;
        let result = stage.outbound.run_crc(&stage.target).await;
        assert_eq!(result, if passes { Ok(START) } else { Err(Failure::WrongToken) });
    }
    // The requests to an app without a client secret are not signed with one.
    let mut stage = Stage::right(Tier::Premium).await;
    stage.change(|target| target.secrets = Secrets::new(secret("consumer")));
    assert_eq!(stage.outbound.run_crc(&stage.target).await, Ok(START));
    let request = &stage.receiver.requests()[0];
    assert!(request.headers.contains_key(Scheme::ConsumerSecret.header()));
    assert!(!request.headers.contains_key(Scheme::ClientSecret.header()));
}

#[tokio::test]
async fn each_failure_is_told_from_the_others() {
    let gzip = [0x1f, 0x8b, 8, 0, 0];
    let wrong = r#"{"response_token":"sha256=YFpPr1o5UmzuIUDQn+BqYQ14kFOjWiWYc7oNiVymMgg="}"#;
    let responses: Vec<(Box<dyn Fn() -> Response + Send + Sync>, Failure)> = vec![
        (Box::new(|| Response::Hang), Failure::Slow),
        (
            Box::new(|| Response::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{".to_vec())),
            Failure::Slow,
        ),
        (Box::new(|| status(404)), Failure::Status(404)),
        (Box::new(|| status(500)), Failure::Status(500)),
        (Box::new(|| status(201)), Failure::Status(201)),
        (Box::new(|| status(204)), Failure::Status(204)),
        (Box::new(|| response(302, "location: /elsewhere\r\n", b"")), Failure::Redirect(302)),
        (Box::new(|| response(308, "location: /elsewhere\r\n", b"")), Failure::Redirect(308)),
        (Box::new(|| status(304)), Failure::Redirect(304)),
        (Box::new(|| status(200)), Failure::WrongToken),
        (Box::new(move || response(200, "", wrong.as_bytes())), Failure::WrongToken),
        (Box::new(|| response(200, "", b"sha256=YFpPr1o5UmzuIUDQ")), Failure::WrongToken),
        (Box::new(|| response(200, "", br#"{"token":"sha256="}"#)), Failure::WrongToken),
        (Box::new(|| response(200, "", br#"{"response_token":1}"#)), Failure::WrongToken),
        (Box::new(|| response(200, "", br#"{"response_token":"\n"}"#)), Failure::WrongToken),
        (Box::new(move || response(200, "", &gzip)), Failure::GzipMismatch),
        (Box::new(move || response(500, "", &gzip)), Failure::GzipMismatch),
        (Box::new(|| response(200, "content-encoding: gzip\r\n", b"{}")), Failure::GzipMismatch),
        (Box::new(|| response(200, "content-encoding: GZIP\r\n", b"")), Failure::GzipMismatch),
        // The beginning of gzip, but not gzip.
        (
            Box::new(move || response(200, "content-encoding: gzip\r\n", &gzip)),
            Failure::GzipMismatch,
        ),
        (
            Box::new(|| response(200, "content-encoding: gzip\r\n", &gzipped(b"{}"))),
            Failure::WrongToken,
        ),
        (
            Box::new(|| response(500, "content-encoding: gzip\r\n", &gzipped(b""))),
            Failure::Status(500),
        ),
    ];
    for (respond, failure) in responses {
        let mut stage = Stage::new(Tier::Premium, move |_| respond()).await;
        if failure == Failure::Slow {
            stage.change(|target| target.response_deadline = SHORT);
        }
        assert_eq!(stage.outbound.run_crc(&stage.target).await, Err(failure.clone()));
        assert_eq!(stage.outbound.crc_requests()[0].failure, Some(failure));
        assert_eq!(stage.receiver.requests().len(), 1, "redirects are not followed");
        // The caller decides what the failure means.
        assert_eq!(stage.registry.invalid(), None);
    }
}

#[tokio::test]
async fn a_response_that_is_gzip_as_it_says_passes() {
    let secrets = secrets();
    let stage = Stage::new(Tier::Premium, move |request| {
        let token = secrets.crc_response(&request.query, &request.headers).unwrap();
        response(200, "content-encoding: gzip\r\n", &gzipped(token.as_bytes()))
    })
    .await;
    assert_eq!(stage.outbound.run_crc(&stage.target).await, Ok(START));
    let record = stage.outbound.crc_requests().pop().unwrap();
    assert!(record.response.unwrap().starts_with(r#"{"response_token":"sha256="#));
}

fn gzipped(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_receiver_that_cannot_be_reached_is_told_from_one_that_hangs_up() {
    let stage = Stage::new(Tier::Premium, |_| Response::Close).await;
    let result = stage.outbound.run_crc(&stage.target).await;
    assert!(matches!(result, Err(Failure::Interrupted(_))), "{result:?}");
    // A bound socket that does not listen keeps its port from others and rejects connections.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let refused = format!("http://{}/?password=hidden", socket.local_addr().unwrap());
    for url in [refused.as_str(), "http://nowhere.invalid/?password=hidden"] {
        let target = Target::new(WEBHOOK, url.parse().unwrap(), secrets(), Tier::Premium);
        let failure = stage.outbound.run_crc(&target).await.unwrap_err();
        assert!(matches!(failure, Failure::Connect(_)), "{failure:?}");
        assert!(!format!("{failure:?} {failure}").contains("hidden"), "{failure:?}");
    }
}

#[tokio::test]
async fn an_endless_response_is_cut() {
    let secrets = secrets();
    let stage = Stage::new(Tier::Premium, move |request| {
        let Response::Bytes(mut bytes) = right(&secrets, request) else { unreachable!() };
        bytes.truncate(bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4);
        let head = String::from_utf8(bytes).unwrap().replace("content-length: ", "x-length: ");
        Response::Bytes([head.into_bytes(), vec![b' '; 1 << 20]].concat())
    })
    .await;
    assert_eq!(stage.outbound.run_crc(&stage.target).await, Err(Failure::WrongToken));
}

#[test]
fn the_messages_are_those_of_the_error_guide() {
    let text = String::new;
    for (failure, message) in [
        (
            Failure::Slow,
            "High latency on CRC GET request. Your webhook should respond in less than 3 seconds.",
        ),
        (
            Failure::Status(404),
            "Non-200 response code during CRC GET request (i.e. 404, 500, etc).",
        ),
        (
            Failure::Redirect(302),
            "Non-200 response code during CRC GET request (i.e. 404, 500, etc).",
        ),
        (Failure::Connect(text()), "Unable to connect during CRC GET request."),
        (Failure::Interrupted(text()), "Unable to connect during CRC GET request."),
        (
            Failure::Tls(text()),
            "Webhook URL does not meet the requirements. Please, check your SSL Configuration.",
        ),
        (
            Failure::WrongToken,
            "Webhook URL does not meet the requirements. Invalid CRC token or json response format.",
        ),
        (
            Failure::GzipMismatch,
            "Webhook URL does not meet the requirements. Invalid CRC token or json response format.",
        ),
    ] {
        assert_eq!(failure.message(), message);
    }
}

#[test]
fn what_a_failed_crc_does_to_the_webhook() {
    let text = String::new;
    let (soon, late) = (hours(28), hours(28) + Duration::from_millis(1));
    for (failure, at_once_on_v2) in [
        (Failure::WrongToken, true),
        (Failure::Redirect(302), true),
        (Failure::Tls(text()), true),
        (Failure::Slow, false),
        (Failure::Status(404), false),
        (Failure::Status(500), false),
        (Failure::Connect(text()), false),
        (Failure::Interrupted(text()), false),
        (Failure::GzipMismatch, false),
    ] {
        for tier in [Tier::Sandbox, Tier::Premium, Tier::Enterprise] {
            assert!(failure.invalidates_on_crc(tier, Duration::ZERO), "{tier:?} {failure}");
        }
        for tier in [Tier::V2PayPerUse, Tier::V2Enterprise] {
            let at_once = failure.invalidates_on_crc(tier, soon);
            assert_eq!(at_once, at_once_on_v2, "{failure}");
            assert!(failure.invalidates_on_crc(tier, late), "{failure}");
        }
    }
}
