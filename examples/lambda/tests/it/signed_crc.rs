//! Signed CRC requests through each service in front of Lambda.
//!
//! Lambda gets an event instead of a request, and the services write the query into it in different
//! ways:
//!
//! - A [REST API] passes on a map of decoded parameters, in which a `+` has become a blank. So does
//!   an HTTP API with payload format 1.0.
//! - An [HTTP API] with payload format 2.0 passes on the query as text, in an encoding of its own.
//!   A function URL does the same.
//! - An [Application Load Balancer] passes on a map of parameters and does not decode them.
//!
//! `lambda_http` makes a query of the map, in the map's random order.
//!
//! [REST API]: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
//! [HTTP API]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
//! [Application Load Balancer]: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html

use account_activity::receiver::{CrcToken, Secret, sign};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::response;

/// All characters except the unreserved ones of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The encodings in which X can send a parameter.
const ENCODINGS: [fn(&str) -> String; 3] = [str::to_owned, encode, |text| {
    encode(text).replace("%2B", "%2b").replace("%2F", "%2f").replace("%3D", "%3d")
}];

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Decodes a parameter as in a form.
fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned()
}

fn pairs(query: &str) -> Vec<(&str, &str)> {
    query.split('&').map(|pair| pair.split_once('=').unwrap()).collect()
}

/// Returns the members of a JSON object.
fn members(pairs: &[(&str, &str)], write: fn(&str) -> String) -> String {
    let members = pairs.iter().map(|(name, value)| format!(r#""{name}": {}"#, write(value)));
    members.collect::<Vec<_>>().join(", ")
}

fn headers(signature: &str) -> String {
    format!(
        r#""Host": "id.execute-api.us-east-1.amazonaws.com", "X-Forwarded-Proto": "https",
           "X-Twitter-Webhooks-Signature": "{signature}""#
    )
}

fn rest_api(query: &str, signature: &str) -> String {
    let pairs = pairs(query);
    let (headers, one) =
        (headers(signature), members(&pairs, |value| format!("{:?}", decode(value))));
    let many = members(&pairs, |value| format!("[{:?}]", decode(value)));
    format!(
        r#"{{
        "resource": "/webhooks/twitter", "path": "/webhooks/twitter", "httpMethod": "GET",
        "headers": {{{headers}}}, "multiValueHeaders": {{}},
        "queryStringParameters": {{{one}}}, "multiValueQueryStringParameters": {{{many}}},
        "pathParameters": null, "stageVariables": null, "body": null, "isBase64Encoded": false,
        "requestContext": {{
            "resourceId": "us4z18", "resourcePath": "/webhooks/twitter", "httpMethod": "GET",
            "path": "/prod/webhooks/twitter", "accountId": "123456789012", "protocol": "HTTP/1.1",
            "stage": "prod", "requestId": "41b45ea3-70b5-11e6-b7bd-69b5aaebc7d9", "apiId": "id",
            "requestTimeEpoch": 1583798639428, "identity": {{"sourceIp": "199.59.148.1"}}
        }}
        }}"#
    )
}

fn http_api(raw_query: &str, signature: &str) -> String {
    let headers = headers(signature).to_lowercase().replace(&signature.to_lowercase(), signature);
    let parameters = members(&pairs(raw_query), |value| format!("{:?}", decode(value)));
    format!(
        r#"{{
        "version": "2.0", "routeKey": "$default", "rawPath": "/webhooks/twitter",
        "rawQueryString": "{raw_query}", "queryStringParameters": {{{parameters}}},
        "headers": {{{headers}}}, "isBase64Encoded": false,
        "requestContext": {{
            "accountId": "123456789012", "apiId": "id", "stage": "$default",
            "domainName": "id.execute-api.us-east-1.amazonaws.com", "domainPrefix": "id",
            "requestId": "JKJaXmPLvHcESHA=", "routeKey": "$default", "timeEpoch": 1583817383220,
            "time": "10/Mar/2020:05:16:23 +0000",
            "http": {{
                "method": "GET", "path": "/webhooks/twitter", "protocol": "HTTP/1.1",
                "sourceIp": "199.59.148.1", "userAgent": "Twitterbot/1.0"
            }}
        }}
        }}"#
    )
}

fn rewriting_http_api(query: &str, signature: &str) -> String {
    let pairs = pairs(query);
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encode(&decode(value))));
    http_api(&pairs.collect::<Vec<_>>().join("&"), signature)
}

fn load_balancer(query: &str, signature: &str) -> String {
    let headers = headers(signature).to_lowercase().replace(&signature.to_lowercase(), signature);
    let parameters = members(&pairs(query), |value| format!("{value:?}"));
    of_load_balancer(&format!(
        r#""queryStringParameters": {{{parameters}}}, "headers": {{{headers}}}"#
    ))
}

/// A load balancer with the attribute `lambda.multi_value_headers.enabled`.
fn multi_value_load_balancer(query: &str, signature: &str) -> String {
    let parameters = members(&pairs(query), |value| format!("[{value:?}]"));
    of_load_balancer(&format!(
        r#""multiValueQueryStringParameters": {{{parameters}}},
           "multiValueHeaders": {{"x-twitter-webhooks-signature": ["{signature}"]}}"#
    ))
}

fn of_load_balancer(members: &str) -> String {
    format!(
        r#"{{
        "requestContext": {{"elb": {{"targetGroupArn":
            "arn:aws:elasticloadbalancing:region:123456789012:targetgroup/bot/6d0ecf831eec9f09"}}}},
        "httpMethod": "GET", "path": "/webhooks/twitter", {members}, "body": "",
        "isBase64Encoded": false
        }}"#
    )
}

type Event = fn(&str, &str) -> String;

const KINDS: [(&str, Event); 5] = [
    ("REST API", rest_api),
    ("HTTP API, query unchanged", http_api),
    ("HTTP API, query encoded anew", rewriting_http_api),
    ("load balancer", load_balancer),
    ("load balancer with multiple values", multi_value_load_balancer),
];

#[tokio::test(flavor = "current_thread")]
async fn every_signed_crc_request_gets_the_response() {
    let secret = Secret::new("CONSUMER-SECRET").unwrap();
    let mut random = fastrand::Rng::with_seed(12);
    let mut token = || -> String {
        let characters = b"abcXYZ019+/=+/=_.~-";
        (0..32).map(|_| char::from(*random.choice(characters).unwrap())).collect()
    };
    for (kind, event) in KINDS {
        let mut passed = 0;
        for request in 0..200 {
            let (token, nonce, encoding) = (token(), token(), ENCODINGS[request % 3]);
            let query = format!("crc_token={}&nonce={}", encoding(&token), encoding(&nonce));
            let event = event(&query, &sign(&secret, query.as_bytes()));
            let (status, body, _) = response(&event).await;
            let token = CrcToken::from_query(&format!("crc_token={token}")).unwrap();
            assert_eq!((status, body), (200, token.response(&secret)), "{kind}: {query}");
            passed += 1;
        }
        assert_eq!(passed, 200, "{kind}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_signature_of_another_secret_gets_401() {
    let secret = Secret::new("another app's").unwrap();
    for (kind, event) in KINDS {
        let query = "crc_token=a%3D&nonce=b";
        let event = event(query, &sign(&secret, query.as_bytes()));
        assert_eq!(response(&event).await.0, 401, "{kind}");
    }
}
