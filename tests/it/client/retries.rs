//! Retries: which requests, how often, and after which wait.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use account_activity::client::{Endpoint, Exchange, Reason};
use http::{Method, StatusCode};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::log::Log;
use super::*;

/// Clients with very short waits, and the attempts that they make.
fn observed(server: &MockServer) -> (Clients, Arc<Mutex<Vec<Exchange>>>) {
    let exchanges = Arc::<Mutex<Vec<Exchange>>>::default();
    let clients = Clients::build(|app| {
        let seen = Arc::clone(&exchanges);
        builder_of(app, server.uri())
            .retries(2)
            .longest_wait(Duration::from_millis(2))
            .observer(move |exchange| seen.lock().unwrap().push(exchange.clone()))
    });
    (clients, exchanges)
}

fn coded(status: u16, code: u32) -> ResponseTemplate {
    let body = format!(r#"{{"errors":[{{"code":{code},"message":""}}]}}"#);
    ResponseTemplate::new(status).set_body_string(body)
}

/// `POST` is never retried, except for the bearer token, because X returns the same token for each
/// request.
#[tokio::test]
async fn only_what_may_be_done_twice() {
    let server = MockServer::start().await;
    let (clients, exchanges) = observed(&server);
    // The stream has rules of its own.
    for row in rows().filter(|row| row.endpoint != Endpoint::XaaStream) {
        let repeats =
            row.endpoint.method() != Method::POST || row.endpoint == Endpoint::OAuthBearerToken;
        let attempts = if repeats { 3 } else { 1 };
        for response in [coded(503, 130), coded(500, 131), ResponseTemplate::new(502)] {
            server.reset().await;
            let given = row.given(&server.uri()).respond_with(response);
            given.expect(attempts).named(row.endpoint.to_string()).mount(&server).await;
            (row.call)(clients.of(row)).await.unwrap_err();
            server.verify().await;
            let mut exchanges = std::mem::take(&mut *exchanges.lock().unwrap());
            if row.endpoint == Endpoint::XaaUnsubscribe
                && exchanges.iter().any(|it| it.status == Some(StatusCode::SERVICE_UNAVAILABLE))
            {
                // Then the other form is tried.
                assert_eq!(exchanges.pop().unwrap().endpoint, Endpoint::XaaUnsubscribeAll);
            }
            let seen: Vec<_> = exchanges.iter().map(|it| u64::from(it.attempt)).collect();
            assert_eq!(seen, (1..=attempts).collect::<Vec<_>>(), "{}", row.endpoint);
            for exchange in exchanges {
                assert_eq!((exchange.endpoint, exchange.auth), (row.endpoint, row.scheme));
                assert!(exchange.status.is_some_and(|status| status.is_server_error()));
            }
        }
    }
}

#[tokio::test]
async fn only_what_may_succeed_next_time() {
    let capped = ResponseTemplate::new(429).set_body_string(
        r#"{"title":"UsageCapExceeded","period":"Monthly","scope":"Product","detail":"Usage cap exceeded: Monthly product cap","type":"https://api.twitter.com/2/problems/usage-capped"}"#,
    );
    let cases = [
        (coded(500, 131), 3),
        (coded(503, 67), 3),
        (ResponseTemplate::new(504).set_body_string("<html>"), 3),
        (coded(429, 88), 3),
        (ResponseTemplate::new(420), 3),
        (capped, 1),
        (coded(400, 214), 1),
        (coded(401, 32), 1),
        (coded(403, 200), 1),
        (coded(404, 34), 1),
        (ResponseTemplate::new(302).insert_header("location", "/"), 1),
        // Success, whatever the body is.
        (ResponseTemplate::new(200).set_body_string("<html>"), 1),
    ];
    let server = MockServer::start().await;
    let (Clients([client, _]), _) = observed(&server);
    for (response, attempts) in cases {
        server.reset().await;
        let name = format!("{response:?}");
        Mock::given(any()).respond_with(response).expect(attempts).named(name).mount(&server).await;
        client.enterprise().webhooks().await.unwrap_err();
        server.verify().await;
    }
}

#[tokio::test]
async fn connections_that_break_are_made_again() {
    let broken = faults::serve(|stream| async move { drop(stream) }).await;
    let exchanges = Arc::<Mutex<Vec<Exchange>>>::default();
    let seen = Arc::clone(&exchanges);
    let client = builder(broken)
        .retries(3)
        .longest_wait(Duration::from_millis(2))
        .observer(move |exchange| seen.lock().unwrap().push(exchange.clone()))
        .build()
        .unwrap();
    client.enterprise().webhooks().await.unwrap_err();
    let attempts = std::mem::take(&mut *exchanges.lock().unwrap());
    assert_eq!(attempts.len(), 4);
    assert!(attempts.iter().all(|exchange| exchange.status.is_none()));
    client.enterprise().subscribe(WEBHOOK, &user()).await.unwrap_err();
    assert_eq!(exchanges.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn the_attempt_that_succeeds_is_the_last() {
    let server = MockServer::start().await;
    let (Clients([client, _]), exchanges) = observed(&server);
    let twice = Mock::given(any()).respond_with(coded(503, 130)).up_to_n_times(2).expect(2);
    twice.mount(&server).await;
    let then = ResponseTemplate::new(200).set_body_string("[]");
    Mock::given(any()).respond_with(then).expect(1).mount(&server).await;
    assert_eq!(client.enterprise().webhooks().await.unwrap(), []);
    let statuses: Vec<_> =
        exchanges.lock().unwrap().iter().map(|it| it.status.unwrap().as_u16()).collect();
    assert_eq!(statuses, [503, 503, 200]);
}

/// The logged waits of a call that fails at every attempt.
async fn pauses(retries: u32, longest: Duration) -> Vec<Duration> {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(coded(503, 130)).mount(&server).await;
    let (log, _guard) = Log::capture();
    let client = builder(server.uri()).retries(retries).longest_wait(longest).build().unwrap();
    client.enterprise().webhooks().await.unwrap_err();
    let text = log.text();
    let pauses = text.lines().filter_map(|line| line.split_once("pause=")).map(|(_, rest)| {
        let value = rest.split_whitespace().next().unwrap();
        let (number, unit) = match value.strip_suffix("ms") {
            Some(number) => (number, 1e-3),
            None => (value.strip_suffix('s').unwrap(), 1.0),
        };
        Duration::from_secs_f64(number.parse::<f64>().unwrap() * unit)
    });
    pauses.collect()
}

/// Half a second, doubled each time, of which up to a half is random.
#[tokio::test]
async fn waits_grow_with_jitter_up_to_the_longest() {
    let millis = Duration::from_millis;
    let growing = pauses(2, Duration::from_secs(10)).await;
    assert_eq!(growing.len(), 2);
    assert!((millis(250)..=millis(500)).contains(&growing[0]), "{growing:?}");
    assert!((millis(500)..=millis(1000)).contains(&growing[1]), "{growing:?}");

    let short = pauses(20, millis(20)).await;
    assert_eq!(short.len(), 20);
    assert!(short.iter().all(|pause| (millis(10)..=millis(20)).contains(pause)), "{short:?}");
    assert!(short.iter().any(|pause| *pause != short[0]), "{short:?}");
}

fn limited(headers: &[(&str, &str)]) -> ResponseTemplate {
    headers
        .iter()
        .fold(coded(429, 88), |response, (name, value)| response.insert_header(*name, *value))
}

/// The clock of the tests stands at 1772370000.
#[tokio::test]
async fn what_x_asks_to_wait_is_waited() {
    let server = MockServer::start().await;
    let cases: [(&[(&str, &str)], u64); 4] = [
        (&[("retry-after", "1")], 1),
        (&[("x-rate-limit-reset", "1772370001"), ("x-rate-limit-remaining", "0")], 1),
        // The window is over.
        (&[("x-rate-limit-reset", "1772369999")], 0),
        // `Retry-After` takes precedence, because it is more exact.
        (&[("retry-after", "0"), ("x-rate-limit-reset", "1772379999")], 0),
    ];
    for (headers, seconds) in cases {
        server.reset().await;
        Mock::given(any()).respond_with(limited(headers)).up_to_n_times(1).mount(&server).await;
        let then = ResponseTemplate::new(200).set_body_string("[]");
        Mock::given(any()).respond_with(then).expect(1).mount(&server).await;
        let client = builder(server.uri()).retries(1).longest_wait(Duration::from_secs(1)).build();
        let started = Instant::now();
        client.unwrap().enterprise().webhooks().await.unwrap();
        assert!(started.elapsed() >= Duration::from_secs(seconds), "{headers:?}");
    }
}

#[tokio::test]
async fn longer_waits_are_given_back() {
    let server = MockServer::start().await;
    let cases: [(&[(&str, &str)], u64); 3] = [
        (&[("retry-after", "61")], 61),
        (&[("x-rate-limit-reset", "1772370900")], 900),
        (&[("retry-after", "18446744073709551615")], u64::MAX),
    ];
    for (headers, seconds) in cases {
        server.reset().await;
        Mock::given(any()).respond_with(limited(headers)).expect(1).mount(&server).await;
        let client = builder(server.uri()).retries(5).longest_wait(Duration::from_secs(60)).build();
        let error = client.unwrap().enterprise().webhooks().await.unwrap_err();
        assert_eq!(error.reason(), Some(&Reason::RateLimited));
        assert_eq!(error.retry_after(now()), Some(Duration::from_secs(seconds)));
        server.verify().await;
    }
}
