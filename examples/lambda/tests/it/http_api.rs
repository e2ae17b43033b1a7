//! Events of an HTTP API of API Gateway.

use super::response;

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
