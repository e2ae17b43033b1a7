//! Events of API Gateway, as AWS Lambda passes them on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::{Arc, Mutex};

use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secret, Secrets};
use lambda_http::{Body, IntoResponse};
use tower_service::Service;

/// The Base64 of `{"for_user_id":"2244994945","follow_events":[]}`, the body that X signed.
const BASE64: &str = "eyJmb3JfdXNlcl9pZCI6IjIyNDQ5OTQ5NDUiLCJmb2xsb3dfZXZlbnRzIjpbXX0=";
const TEXT: &str = r#"{\"for_user_id\":\"2244994945\",\"follow_events\":[]}"#;
const SIGNATURE: &str = "sha256=IdtPMVhr8Hql9OtN7YTX/+gknTMNOui0D4ixytI8bD0=";

/// Returns an event of an HTTP API (payload format 2.0). An event of a function URL has the same
/// form.
fn http_api(method: &str, query: &str, body: &str, is_base64: bool) -> String {
    format!(
        r#"{{
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/webhooks/twitter",
        "rawQueryString": "{query}",
        "headers": {{
            "content-type": "application/json",
            "host": "id.execute-api.us-east-1.amazonaws.com",
            "x-forwarded-for": "199.59.148.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
            "x-twitter-webhooks-signature": "{SIGNATURE}"
        }},
        "requestContext": {{
            "accountId": "123456789012",
            "apiId": "id",
            "domainName": "id.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "id",
            "http": {{
                "method": "{method}",
                "path": "/webhooks/twitter",
                "protocol": "HTTP/1.1",
                "sourceIp": "199.59.148.1",
                "userAgent": "Twitterbot/1.0"
            }},
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "10/Mar/2020:05:16:23 +0000",
            "timeEpoch": 1583817383220
        }},
        "body": "{body}",
        "isBase64Encoded": {is_base64}
    }}"#
    )
}

/// Returns the status and the body of the response to an event, and the subscribers of the
/// deliveries.
async fn response(event: &str) -> (u16, String, Vec<u64>) {
    let delivered = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&delivered);
    let receiver =
        Receiver::at("/webhooks/twitter", Secrets::new(Secret::new("CONSUMER-SECRET").unwrap()));
    let mut service = ReceiverService::new(receiver, move |delivery: Delivery| {
        let subscriber = delivery.payload().for_user_id().unwrap();
        kept.lock().unwrap().push(subscriber.get());
        std::future::ready(Ok(()))
    });
    let request = lambda_http::request::from_str(event).unwrap();
    let Ok(response) = service.call(request).await;
    let (head, body) = response.into_response().await.into_parts();
    let Body::Text(body) = body else {
        assert!(matches!(body, Body::Empty), "{body:?}");
        return (head.status.as_u16(), String::new(), delivered.lock().unwrap().clone());
    };
    (head.status.as_u16(), body, delivered.lock().unwrap().clone())
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_in_base64_is_what_was_signed() {
    for (body, is_base64) in [(BASE64, true), (TEXT, false)] {
        let event = http_api("POST", "", body, is_base64);
        assert_eq!(response(&event).await, (200, String::new(), vec![2_244_994_945]));
    }
    let (status, _, delivered) = response(&http_api("POST", "", BASE64, false)).await;
    assert_eq!((status, delivered), (401, Vec::new()));
}

#[tokio::test(flavor = "current_thread")]
async fn a_crc_response_is_text() {
    let event = http_api("GET", "crc_token=challenge_string", "", false);
    let event = event.replace("x-twitter-webhooks-signature", "x-other");
    let (status, body, _) = response(&event).await;
    let signature = "sha256=9CnCWcBcOApA1LHdqkjWbF2DBNdBrnAJPmL5qTUUANQ=";
    assert_eq!((status, body), (200, format!(r#"{{"response_token":"{signature}"}}"#)));
}
