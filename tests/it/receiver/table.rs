//! The response to every combination of path, method, headers, body and secrets.

use std::collections::BTreeMap;

use account_activity::Entry;
use account_activity::receiver::{
    Error, Received, Receiver, ReceiverService, ResponseBody, Scheme, Secret, Secrets, sign,
};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use tower_service::Service;

use super::bot::{Behaviour, Bot, PATH};

const LIMIT: usize = 256;

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FOO"];

const URIS: [(&str, Option<bool>); 6] = [
    // `None` if the path is unknown, else whether the query has a valid token.
    ("/elsewhere?crc_token=abc", None),
    ("/webhooks/twitter/?crc_token=abc", None),
    ("/webhooks/twitter", Some(false)),
    ("/webhooks/twitter?crc_token={}", Some(false)),
    ("/webhooks/twitter?crc_token=abc&nonce=1", Some(true)),
    ("http://host/webhooks/twitter?crc_token=abc", Some(true)),
];

const CONTENT_TYPES: [(Option<&str>, bool); 6] = [
    (None, true),
    (Some("application/json"), true),
    (Some("Application/JSON ; charset=utf-8"), true),
    (Some("text/plain"), false),
    (Some("application/json2"), false),
    (Some(""), false),
];

#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    Object,
    Broken,
    Other,
}

fn bodies() -> [(Vec<u8>, Meaning); 11] {
    let long = |length: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(length - 8)).into_bytes();
    [
        (br#"{"for_user_id":"1","follow_events":[]}"#.to_vec(), Meaning::Object),
        (
            br#"{"data":{"event_type":"post.delete","payload":{"id":"2"}}}"#.to_vec(),
            Meaning::Object,
        ),
        (br#"{"data":{"id":"2"},"matching_rules":[{"id":"7"}]}"#.to_vec(), Meaning::Object),
        (b" \r\n\t{}".to_vec(), Meaning::Object),
        (long(LIMIT), Meaning::Object),
        (long(LIMIT + 1), Meaning::Object),
        (br#"{"for_user_id": "#.to_vec(), Meaning::Broken),
        (b"{\"\xff\": 1}".to_vec(), Meaning::Broken),
        (b"[{}]".to_vec(), Meaning::Other),
        (b"abc".to_vec(), Meaning::Other),
        (b"".to_vec(), Meaning::Other),
    ]
}

/// The signature headers of a request: each with its scheme and the secret of the signature.
const SIGNATURES: [&[(Scheme, &str)]; 8] = [
    &[],
    &[(Scheme::ConsumerSecret, "consumer")],
    &[(Scheme::ConsumerSecret, "consumer, new")],
    &[(Scheme::ClientSecret, "client")],
    &[(Scheme::ConsumerSecret, "consumer"), (Scheme::ClientSecret, "client")],
    &[(Scheme::ConsumerSecret, "consumer"), (Scheme::ClientSecret, "stranger")],
    &[(Scheme::ConsumerSecret, "stranger")],
    &[(Scheme::ConsumerSecret, "client"), (Scheme::ClientSecret, "consumer")],
];

/// The configured secrets of the receiver.
const CONFIGURED: [&[(Scheme, &str)]; 4] = [
    &[(Scheme::ConsumerSecret, "consumer")],
    &[(Scheme::ConsumerSecret, "consumer"), (Scheme::ConsumerSecret, "consumer, new")],
    &[(Scheme::ClientSecret, "client")],
    &[(Scheme::ConsumerSecret, "consumer"), (Scheme::ClientSecret, "client")],
];

fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

fn secrets(configured: &[(Scheme, &str)]) -> Secrets {
    let mut secrets: Option<Secrets> = None;
    for (scheme, text) in configured {
        let secret = secret(text);
        secrets = Some(match (secrets, scheme) {
            (None, Scheme::ConsumerSecret) => Secrets::new(secret),
            (None, _) => Secrets::with_client_secret_only(secret),
            (Some(secrets), Scheme::ConsumerSecret) => secrets.and_consumer_secret(secret),
            (Some(secrets), _) => secrets.and_client_secret(secret),
        });
    }
    secrets.unwrap()
}

/// The expected response to a request, restated from the documentation.
struct Expected {
    status: u16,
    body: &'static str,
    handled: usize,
    undecodable: usize,
}

fn refused(status: u16, body: &'static str) -> Expected {
    Expected { status, body, handled: 0, undecodable: 0 }
}

#[derive(Clone, Copy)]
struct Case<'a> {
    method: &'a str,
    uri: (&'a str, Option<bool>),
    content_type: (Option<&'a str>, bool),
    body: &'a (Vec<u8>, Meaning),
    signatures: &'a [(Scheme, &'a str)],
    configured: &'a [(Scheme, &'a str)],
}

impl Case<'_> {
    fn request(&self) -> Request<Bytes> {
        let uri = self.uri.0.replace("{}", "%7B%7D");
        let query = uri.split_once('?').map_or("", |(_, query)| query).as_bytes();
        let signed = if self.method == "POST" { &self.body.0 } else { query };
        let mut request = Request::builder().method(self.method).uri(&uri);
        if let Some(content_type) = self.content_type.0 {
            request = request.header("content-type", content_type);
        }
        for (scheme, key) in self.signatures {
            request = request.header(scheme.header(), sign(&secret(key), signed));
        }
        request.body(self.body.0.clone().into()).unwrap()
    }

    fn expected(&self) -> Expected {
        let mut checkable = self
            .signatures
            .iter()
            .filter(|(scheme, _)| {
                self.configured.iter().any(|(configured, _)| configured == scheme)
            })
            .peekable();
        let is_signed = checkable.peek().is_some();
        let verified = is_signed && checkable.all(|signature| self.configured.contains(signature));
        let Some(good_token) = self.uri.1 else {
            return refused(404, "there is no webhook at this path\n");
        };
        match self.method {
            "GET" | "HEAD" if !good_token || (is_signed && !verified) => {
                refused(if good_token { 401 } else { 400 }, "the CRC request is rejected\n")
            }
            "GET" => refused(200, "{\"response_token\":\"sha256="),
            "HEAD" => refused(200, ""),
            "POST" if !self.content_type.1 => {
                refused(415, "expected the content type application/json\n")
            }
            // The body is not waited for.
            "POST" if !is_signed => refused(401, "the signature is missing or invalid\n"),
            "POST" if self.body.0.len() > LIMIT => {
                refused(413, "the body is larger than 256 bytes\n")
            }
            "POST" if !verified => refused(401, "the signature is missing or invalid\n"),
            "POST" => match self.body.1 {
                Meaning::Other => refused(400, "expected a JSON object\n"),
                Meaning::Object => Expected { handled: 1, ..refused(200, "") },
                Meaning::Broken => Expected { undecodable: 1, ..refused(200, "") },
            },
            _ => refused(405, "expected the method GET, HEAD or POST\n"),
        }
    }

    fn check(&self, expected: &Expected, response: &Response<Bytes>, context: &str) {
        let (head, body) = (response.headers(), response.body());
        assert_eq!(response.status().as_u16(), expected.status, "{context}");
        let exact = !expected.body.starts_with('{');
        let body = std::str::from_utf8(body).unwrap();
        assert!(body.starts_with(expected.body), "{context}: {body}");
        assert!(!exact || body == expected.body, "{context}: {body}");
        assert!(!head.contains_key("content-encoding") && !head.contains_key("location"));
        let allow = (expected.status == 405).then_some("GET, HEAD, POST");
        assert_eq!(head.get("allow").map(|it| it.to_str().unwrap()), allow, "{context}");
        let content_type = match (expected.status, self.method) {
            (200, "POST") => None,
            (200, _) => Some("application/json"),
            _ => Some("text/plain; charset=utf-8"),
        };
        assert_eq!(head.get("content-type").map(|it| it.to_str().unwrap()), content_type);
    }
}

/// Returns the response to the parts of a request, with the names of its headers in upper case.
fn in_parts(receiver: &Receiver, request: &Request<Bytes>) -> Response<Bytes> {
    let headers: Vec<(String, &[u8])> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_ascii_uppercase(), value.as_bytes()))
        .collect();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), *value));
    let (method, target) = (request.method().as_str(), request.uri().to_string());
    match receiver.receive_parts(method, &target, headers, request.body().clone()) {
        Ok(received) => received.response(),
        Err(error) => error.response(),
    }
}

async fn collected(response: Response<ResponseBody>) -> Response<Bytes> {
    let (head, body) = response.into_parts();
    Response::from_parts(head, body.collect().await.unwrap().to_bytes())
}

#[tokio::test]
async fn every_combination_gets_the_documented_response() {
    let bodies = bodies();
    let mut cases = 0;
    for configured in CONFIGURED {
        let receiver = Receiver::at(PATH, secrets(configured)).body_limit(LIMIT);
        let bot = Bot::new(Behaviour::Succeed);
        let mut service = ReceiverService::new(receiver.clone(), bot.clone());
        let (mut handled, mut undecodable) = (0, 0);
        let mut responses = BTreeMap::new();
        for method in METHODS {
            for uri in URIS {
                for content_type in CONTENT_TYPES {
                    for body in &bodies {
                        for signatures in SIGNATURES {
                            let case =
                                Case { method, uri, content_type, body, signatures, configured };
                            let (expected, request) = (case.expected(), case.request());
                            let received = receiver.receive(&request);
                            let response = match &received {
                                Ok(received) => received.response(),
                                Err(error) => error.response(),
                            };
                            let context = format!("{request:?}");
                            case.check(&expected, &response, &context);
                            let of_parts = in_parts(&receiver, &request);
                            case.check(&expected, &of_parts, &context);
                            assert_eq!(of_parts.body(), response.body(), "{context}");
                            let is_delivery = matches!(received, Ok(Received::Delivery(_)));
                            assert_eq!(is_delivery, expected.handled == 1, "{context}");
                            let Ok(response) = service.call(request.map(Full::new)).await;
                            case.check(&expected, &collected(response).await, &context);
                            *responses.entry((expected.status, expected.body)).or_insert(0) += 1;
                            handled += expected.handled;
                            undecodable += expected.undecodable;
                            cases += 1;
                        }
                    }
                }
            }
        }
        assert_eq!((bot.deliveries().len(), bot.undecodable().len()), (handled, undecodable));
        let stats = service.stats();
        assert_eq!((stats.deliveries, stats.undecodable), (handled as u64, undecodable as u64));
        assert!(handled > 0 && undecodable > 0 && stats.crc_requests > 0);
        assert_eq!(stats.unfinished, 0);
        let rejected = stats.rejected;
        for (count, response) in [
            (rejected.unknown_path, (404, "there is no webhook at this path\n")),
            (rejected.method_not_allowed, (405, "expected the method GET, HEAD or POST\n")),
            (rejected.content_type, (415, "expected the content type application/json\n")),
            (rejected.too_large, (413, "the body is larger than 256 bytes\n")),
            (rejected.signature, (401, "the signature is missing or invalid\n")),
            (rejected.not_an_object, (400, "expected a JSON object\n")),
        ] {
            assert_eq!(Some(&count), responses.get(&response), "{response:?}");
        }
        let refused =
            |status| responses.get(&(status, "the CRC request is rejected\n")).unwrap_or(&0);
        assert_eq!(rejected.crc, refused(400) + refused(401));
        assert_eq!(rejected.crc_signature, *refused(401));
    }
    assert_eq!(cases, 8 * 6 * 6 * 11 * 8 * 4);
}

#[test]
fn a_body_that_announces_too_much_is_not_waited_for() {
    let receiver = Receiver::new(secrets(CONFIGURED[0])).body_limit(LIMIT);
    let mut request = secrets(CONFIGURED[0]).signed_request("/".parse().unwrap(), "{}");
    request.headers_mut().insert("content-length", HeaderValue::from_static("257"));
    let error = receiver.receive(&request).unwrap_err();
    assert_eq!(error, Error::TooLarge { limit: LIMIT });
    for unreadable in ["", "-1", "99999999999999999999999", "x"] {
        let value = HeaderValue::from_str(unreadable).unwrap();
        request.headers_mut().insert("content-length", value);
        assert!(receiver.receive(&request).is_ok(), "{unreadable}");
    }
}

#[test]
fn parts_that_are_not_http_are_rejected_or_ignored() {
    let secrets = secrets(CONFIGURED[0]);
    let receiver = Receiver::at(PATH, secrets.clone());
    let request = secrets.signed_request(PATH.parse().unwrap(), "{}");
    let [signature, content_type] = ["x-twitter-webhooks-signature", "content-type"]
        .map(|name| (name, request.headers()[name].as_bytes()));
    let receive = |method, target, headers: &[(&'static str, &[u8])]| {
        let headers: Vec<(&str, &[u8])> = headers.to_vec();
        receiver.receive_parts(method, target, headers, "{}").map(|received| received.response())
    };
    let odd: [(&str, &[u8]); 3] = [("", b"x"), ("a b", b"x"), ("x", b"a\nb")];
    let all = [&odd[..], &[signature, content_type]].concat();
    assert_eq!(receive("POST", PATH, &all).unwrap().status(), StatusCode::OK);
    assert_eq!(receive("P ST", PATH, &all).unwrap_err(), Error::MethodNotAllowed);
    assert_eq!(receive("POST", "/a b", &all).unwrap_err(), Error::UnknownPath);
    assert_eq!(receive("POST", "", &all).unwrap_err(), Error::UnknownPath);
    let broken = [("x-twitter-webhooks-signature", &b"sha256=\n"[..])];
    assert_eq!(receive("POST", PATH, &broken).unwrap_err().status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn each_path_has_its_own_secrets() {
    let (staging, production) = (secrets(CONFIGURED[0]), secrets(CONFIGURED[2]));
    let receiver = Receiver::at("/a", staging.clone()).and_at("b", production.clone());
    let at = |path: &str, secrets: &Secrets| {
        receiver.receive(&secrets.signed_request(path.parse().unwrap(), "{}"))
    };
    for (path, own, foreign) in [("/a", &staging, &production), ("/b", &production, &staging)] {
        let Ok(Received::Delivery(delivery)) = at(path, own) else { panic!("{path}") };
        assert_eq!(delivery.path(), path);
        assert!(matches!(at(path, foreign), Err(Error::Signature(_))));
    }
    assert_eq!(at("/c", &staging).unwrap_err(), Error::UnknownPath);
    let anywhere = Receiver::new(staging.clone()).and_at("/b", production);
    let request = |path: &str| staging.signed_request(path.parse().unwrap(), "{}");
    assert!(anywhere.receive(&request("/c?x=1")).is_ok());
    assert!(anywhere.receive(&request("/b")).is_err());
}

#[test]
fn a_delivery_tells_how_it_came() {
    let secrets = secrets(CONFIGURED[1]);
    let receiver = Receiver::new(secrets);
    let body = r#"{"follow_events": [{"type": "follow", "created_timestamp": "1517588749178",
        "source": {"id": 2}, "target": {"id": 1}}, {"type": "follow", "source": {"id": 2},
        "target": {"id": 1}}]}"#;
    let new = Secrets::new(secret("consumer, new"));
    let request = new.signed_request("/x".parse().unwrap(), body);
    let at = |millis| {
        let received =
            receiver.receive_at(&request, account_activity::Timestamp::from_millis(millis));
        let Ok(Received::Delivery(delivery)) = received else { panic!() };
        delivery
    };
    let delivery = at(1_517_588_750_178);
    let mut times = delivery.entries().map(Entry::occurred_at);
    let time = times.next().unwrap().unwrap();
    assert_eq!(delivery.received_at().as_millis(), 1_517_588_750_178);
    assert_eq!(times.next(), Some(None));
    assert_eq!(delivery.age(time), std::time::Duration::from_secs(1));
    // The clock of the receiver is behind.
    assert_eq!(at(0).age(time), std::time::Duration::ZERO);
    let verified = delivery.verified().unwrap();
    assert_eq!((verified.scheme, verified.secret), (Scheme::ConsumerSecret, 1));
    assert_eq!(delivery.as_bytes(), body.as_bytes());
    // A clone is the same delivery.
    let clone = delivery.clone();
    assert!(std::ptr::eq(clone.body(), delivery.body()));
    assert_eq!(clone.into_body(), delivery.into_body());
    assert_eq!(size_of::<account_activity::receiver::Delivery>(), size_of::<usize>());
}

/// A CRC response cannot be used as the signature of an accepted body.
#[test]
fn no_crc_response_verifies_a_body_that_is_accepted() {
    let receiver = Receiver::new(secrets(CONFIGURED[3]));
    let mut random = fastrand::Rng::with_seed(6);
    let mut responses = 0;
    for _ in 0..20_000 {
        let token: String = match random.bool() {
            true => (0..random.usize(1..40)).map(|_| random.char(' '..='~')).collect(),
            false => (0..random.usize(1..40)).map(|_| random.alphanumeric()).collect(),
        };
        let encoded: String = token.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let uri = format!("/?crc_token={encoded}");
        let crc = Request::get(uri).body(Bytes::new()).unwrap();
        let Ok(received) = receiver.receive(&crc) else { continue };
        let response = received.response().into_body();
        let response = std::str::from_utf8(&response).unwrap();
        let signature = response.split('"').nth(3).unwrap();
        for scheme in [Scheme::ConsumerSecret, Scheme::ClientSecret] {
            let forged = Request::post("/").header(scheme.header(), signature);
            let forged = forged.body(Bytes::from(token.clone())).unwrap();
            let error = receiver.receive(&forged).unwrap_err();
            let verified = error == Error::NotAnObject;
            assert!(verified || scheme == Scheme::ConsumerSecret, "{token}: {error:?}");
        }
        responses += 1;
    }
    assert!(responses > 5_000, "{responses}");
}

#[test]
fn errors_tell_strangers_nothing() {
    let secrets = Secrets::new(secret("hidden "));
    let receiver = Receiver::new(secrets.clone());
    let request = Secrets::new(secret("other")).signed_request("/".parse().unwrap(), "{}");
    let error = receiver.receive(&request).unwrap_err();
    assert_eq!(error.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(error.response().body(), "the signature is missing or invalid\n");
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("white space"), "{source}");
    let shown = format!("{receiver:?} {error:?} {source}");
    assert!(!shown.contains("hidden") && !shown.contains(&sign(&secret("hidden "), b"{}")[7..]));
}
