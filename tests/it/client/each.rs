//! Every endpoint: success, the documented failures, a code, the rate limit, bodies that are not
//! JSON. (Timeouts are in [`faults`](super::faults).)

use std::collections::BTreeSet;
use std::time::Duration;

use account_activity::Tier;
use account_activity::client::{AuthScheme, Endpoint, Error, ErrorCode, Reason};
use http::StatusCode;
use wiremock::{MockServer, ResponseTemplate};

use super::row::{Failure, Row};
use super::*;

/// A server and clients of it.
struct Bench {
    server: MockServer,
    clients: Clients,
}

impl Bench {
    async fn new() -> Self {
        let server = MockServer::start().await;
        let clients = Clients::new(&server.uri());
        Self { server, clients }
    }

    /// Calls the endpoint of a row. The server expects exactly the request of the row.
    async fn call(&self, row: &Row, response: ResponseTemplate) -> Result<String, Error> {
        let mock = row.given(&self.server.uri()).respond_with(response).expect(1);
        let name = row.endpoint.to_string();
        let _verified_when_dropped = mock.named(name).mount_as_scoped(&self.server).await;
        (row.call)(self.clients.of(row)).await
    }

    async fn fail(&self, row: &Row, response: ResponseTemplate) -> Error {
        let error = self.call(row, response).await.expect_err(&row.endpoint.to_string());
        assert_eq!(error.endpoint(), row.endpoint);
        error
    }
}

fn html(status: u16) -> ResponseTemplate {
    let page = "<html><head><title>Proxy</title></head><body>Sign in</body></html>";
    ResponseTemplate::new(status).set_body_raw(page, "text/html")
}

fn json(status: u16, body: impl Into<String>) -> ResponseTemplate {
    let body: String = body.into();
    let response = ResponseTemplate::new(status);
    if body.is_empty() { response } else { response.set_body_raw(body, "application/json") }
}

/// These tests and the test of timeouts cover all rows, so an endpoint without a row would have no
/// tests.
#[test]
fn every_endpoint_has_a_row() {
    let covered: BTreeSet<Endpoint> = rows().map(|row| row.endpoint).collect();
    for endpoint in Endpoint::ALL {
        let in_browser = endpoint.auth() == [AuthScheme::Browser];
        assert_eq!(covered.contains(endpoint), !in_browser, "{endpoint}");
    }
    for row in rows() {
        let Row { endpoint, .. } = row;
        assert!(endpoint.auth().contains(&row.scheme), "{endpoint}");
        let mut successes = row.successes.iter().map(|(status, ..)| *status);
        assert!(successes.any(|status| status == endpoint.status()), "{endpoint}: no success");
        assert!(row.failures().next().is_some(), "{endpoint}: no failure");
    }
    for endpoint in covered {
        let schemes: Vec<_> =
            rows().filter(|row| row.endpoint == endpoint).map(|row| row.scheme).collect();
        assert_eq!(schemes, endpoint.auth(), "{endpoint}: a row for each scheme, in order");
    }
}

#[tokio::test]
async fn success() {
    let bench = Bench::new().await;
    for row in rows() {
        for (status, body, result) in row.successes {
            let called = bench.call(row, json(*status, *body)).await;
            let called = called.unwrap_or_else(|error| panic!("{status} {body}: {error}"));
            assert_eq!(called, *result, "{}: {status} {body}", row.endpoint);
        }
    }
}

#[tokio::test]
async fn documented_failures() {
    let bench = Bench::new().await;
    for row in rows() {
        for failure in row.failures() {
            let (status, body) = (failure.status(), failure.body());
            let error = bench.fail(row, json(status, &*body)).await;
            let context = format!("{}: {body}", row.endpoint);
            let Error::Api(error) = error else { panic!("{context}: {error:?}") };
            assert_eq!(error.status().as_u16(), status, "{context}");
            assert_eq!(error.auth(), row.scheme, "{context}");
            assert_eq!(error.code().map(ErrorCode::number), failure.code(), "{context}");
            assert_eq!(error.reason(), failure.reason(), "{context}");
            assert_eq!(error.body(), body.as_bytes(), "{context}");
        }
    }
}

#[tokio::test]
async fn a_code_that_any_endpoint_may_give() {
    let bench = Bench::new().await;
    let over_capacity = Failure::Coded(503, 130, "Over capacity.", Reason::OverCapacity);
    for row in rows() {
        let error = bench.fail(row, json(503, over_capacity.body())).await;
        assert_eq!(error.as_api().unwrap().code(), Some(ErrorCode::OverCapacity));
        assert_eq!(error.reason(), Some(&Reason::OverCapacity));
        assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn the_rate_limit() {
    let bench = Bench::new().await;
    for row in rows() {
        let response = json(429, r#"{"errors":[{"code":88,"message":"Rate limit exceeded"}]}"#)
            .insert_header("x-rate-limit-limit", "15")
            .insert_header("x-rate-limit-remaining", "0")
            .insert_header("x-rate-limit-reset", "1772370090");
        let error = bench.fail(row, response).await;
        assert_eq!(error.reason(), Some(&Reason::RateLimited));
        assert_eq!(error.as_api().unwrap().code(), Some(ErrorCode::RateLimitExceeded));
        assert_eq!(error.retry_after(now()), Some(Duration::from_secs(90)));
        assert!(error.is_retryable());
        let limit = error.as_api().unwrap().rate_limit().unwrap();
        assert_eq!((limit.limit, limit.remaining), (Some(15), Some(0)));
        assert_eq!(limit.reset, Some(at("2026-03-01T13:01:30Z")));
        assert_eq!(bench.clients.of(row).rate_limit(row.endpoint), Some(limit));
    }
    let other = client(bench.server.uri());
    assert!(Endpoint::ALL.iter().all(|endpoint| other.rate_limit(*endpoint).is_none()));
}

#[tokio::test]
async fn the_page_of_a_gateway() {
    let bench = Bench::new().await;
    for row in rows() {
        let error = bench.fail(row, html(502)).await;
        let Error::Api(error) = error else { panic!("{error:?}") };
        assert_eq!(error.status(), StatusCode::BAD_GATEWAY);
        assert_eq!(error.reason(), &Reason::NotTheApi);
        assert_eq!((error.code(), error.message()), (None, None));
        assert!(error.is_retryable());
        assert!(error.body().starts_with(b"<html>"));
    }
}

/// For example, the sign-in page of a network, which responds with 200 to everything. Nothing was
/// done.
#[tokio::test]
async fn a_page_in_place_of_success() {
    let bench = Bench::new().await;
    for row in rows() {
        let error = bench.fail(row, html(200)).await;
        let Error::Response(response) = &error else { panic!("{}: {error:?}", row.endpoint) };
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(error.reason(), Some(&Reason::NotTheApi));
        assert_eq!(error.remedy(Tier::Premium), Reason::NotTheApi.remedy(Tier::Premium));
        assert!(error.to_string().contains("did not come from the API"), "{error}");
        assert!(!error.to_string().contains("Sign in"), "{error}");
        assert!(!error.is_retryable());
    }
}

/// A proxy that cut the body off, for example. 204 is the whole response.
#[tokio::test]
async fn an_empty_body_where_one_is_due() {
    let bench = Bench::new().await;
    // RFC 7009: the status of a revocation is the whole response.
    let has_body =
        |row: &&Row| row.endpoint.status() != 204 && row.endpoint != Endpoint::OAuth2Revoke;
    for row in rows().filter(has_body) {
        let error = bench.fail(row, json(200, "")).await;
        let Error::Response(response) = &error else { panic!("{}: {error:?}", row.endpoint) };
        assert_eq!((response.status(), response.reason()), (StatusCode::OK, None));
    }
}
