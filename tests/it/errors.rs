//! Errors of the client: every documented failure, in every form in which it occurs.

mod archive;
mod body;
mod guide;
mod origin;
mod remedy;
mod rows;

use std::collections::HashSet;
use std::error::Error as _;
use std::fmt::Write;
use std::time::Duration;

use account_activity::client::{
    ApiError, AuthScheme, Endpoint, Error, ErrorCode, NotSentError, NotSentReason, Reason, Remedy,
    ResponseError, TransportError, TransportErrorKind,
};
use account_activity::xaa::EventKind;
use account_activity::{Tier, Timestamp};
use http::StatusCode;

use rows::rows;

fn error(endpoint: Endpoint, status: u16, body: impl Into<bytes::Bytes>) -> ApiError {
    let response = http::Response::builder().status(status).body(body.into()).unwrap();
    ApiError::from_response(endpoint, endpoint.auth()[0], response)
}

#[test]
fn every_documented_failure() {
    let mut glance = String::new();
    for row in rows() {
        let error = row.error();
        assert_eq!(error.reason(), &row.reason, "{}", row.body);
        assert_eq!(error.code().map(ErrorCode::number), row.code, "{}", row.body);
        assert_eq!(error.is_retryable(), row.is_retryable, "{}", row.body);
        assert_eq!((error.endpoint(), error.auth()), (row.endpoint, row.auth));
        assert_eq!(error.status().as_u16(), row.status);
        assert_eq!(error.body(), row.body.as_bytes());
        for tier in Tier::ALL {
            assert_eq!(error.remedy(tier), row.reason.remedy(tier));
            assert!(!error.remedy(tier).summary().is_empty());
        }
        let text = error.to_string();
        assert!(text.contains(&row.endpoint.to_string()) && !text.contains('\n'), "{text}");
        assert_eq!(Error::Api(Box::new(error.clone())).to_string(), text);
        writeln!(glance, "{text}\n  {} {:?}", row.reason, error.retry_after(now())).unwrap();
    }
    insta::assert_snapshot!(glance);
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_600_000_000_000)
}

#[test]
fn every_code_and_every_reason_has_a_row() {
    let rows = rows();
    let codes: HashSet<u32> = rows.iter().filter_map(|row| row.code).collect();
    for code in ErrorCode::ALL {
        assert!(codes.contains(&code.number()), "{code:?} has no row");
        assert_eq!(ErrorCode::from(code.number()), *code);
    }
    assert_eq!(codes.len(), ErrorCode::ALL.len());
    let reasons: HashSet<&Reason> = rows.iter().map(|row| &row.reason).collect();
    for reason in Reason::ALL {
        assert!(reasons.contains(reason), "{reason:?} has no row");
    }
    assert_eq!(reasons.len(), Reason::ALL.len());
    let names: HashSet<&str> = Reason::ALL.iter().map(Reason::as_str).collect();
    assert_eq!(names.len(), Reason::ALL.len());
}

/// X signs CRC requests, so a receiver with another secret rejects them, and X reports the status.
#[test]
fn the_remedies_of_a_failed_crc_mention_the_secret() {
    for reason in [Reason::CrcStatus, Reason::CrcWrongResponse, Reason::CrcFailed] {
        for tier in Tier::ALL {
            let remedy = reason.remedy(tier);
            let of_secret: Vec<_> =
                remedy.steps().iter().filter(|step| step.contains("secret")).collect();
            assert!(!of_secret.is_empty(), "{reason} for {tier:?}");
            let rejects = of_secret.iter().any(|step| step.contains("401"));
            assert!(rejects || reason == Reason::CrcWrongResponse, "{reason} for {tier:?}");
        }
    }
}

#[test]
fn codes_come_in_the_order_of_their_numbers() {
    assert!(ErrorCode::ALL.is_sorted_by_key(|code| code.number()));
    assert!(ErrorCode::ALL.iter().all(|code| code.meaning().ends_with('.')));
}

#[test]
fn remedies_differ_by_reason() {
    for tier in [Tier::Enterprise, Tier::V2Enterprise] {
        let mut seen: Vec<(Remedy, &Reason)> = Vec::new();
        for reason in Reason::ALL {
            let remedy = reason.remedy(tier);
            let same = seen.iter().find(|(other, _)| other.summary() == remedy.summary());
            assert!(same.is_none(), "{tier:?}: {reason} has the remedy of {same:?}");
            seen.push((remedy, reason));
        }
    }
}

#[test]
fn remedies_differ_by_tier_where_the_guide_does() {
    // X's error guide has different remedies for Premium and Enterprise here.
    for (reason, premium, enterprise) in [
        (Reason::NotAuthenticated, "environment", "allowlist"),
        (Reason::AccessForbidden, "environment", "account manager"),
        (Reason::AccessNotEnabled, "Dev environments", "account manager"),
        (Reason::TooManyWebhooks, "environment", "each app on the allowlist"),
        (Reason::PageNotFound, "case sensitive", "webhook's id"),
        (Reason::WebhookNotFound, "environment", "app"),
        (Reason::ReplayNotEnabled, "no Replay on this tier", "account manager"),
        (Reason::ReplayWindowTooOld, "no Replay on this tier", "five days"),
        (Reason::TooManySubscriptions, "250", "account manager"),
    ] {
        let of = |tier| reason.remedy(tier).to_string();
        assert!(of(Tier::Premium).contains(premium), "{reason}: {}", of(Tier::Premium));
        assert!(of(Tier::Enterprise).contains(enterprise), "{reason}: {}", of(Tier::Enterprise));
        assert!(!of(Tier::Enterprise).contains("environment"), "{reason}");
        assert_ne!(of(Tier::V2PayPerUse), of(Tier::Premium), "{reason}");
    }
    let window = |tier| Reason::ReplayWindowTooOld.remedy(tier).to_string();
    assert!(window(Tier::V2PayPerUse).contains("24 hours"));
    // The numbers agree with those of the tiers.
    for tier in [Tier::Sandbox, Tier::Premium, Tier::V2PayPerUse] {
        let remedy = Reason::TooManySubscriptions.remedy(tier);
        assert!(remedy.summary().contains(&format!("{} subscriptions", tier.max_subscriptions())));
    }
    for (tier, most) in
        [(Tier::V2PayPerUse, "1,500"), (Tier::V2Enterprise, "75,000"), (Tier::V2Partner, "150,000")]
    {
        let number: u32 = most.replace(',', "").parse().unwrap();
        assert_eq!(tier.max_activity_subscriptions(), Some(number));
        let remedy = Reason::TooManySubscriptions.remedy(tier).to_string();
        assert!(remedy.contains(&format!("{most} subscriptions")), "{remedy}");
    }
    for tier in [Tier::Sandbox, Tier::Premium, Tier::Enterprise] {
        assert_eq!(tier.max_activity_subscriptions(), None, "{tier:?}");
    }
    let backfill = |tier| Reason::BackfillNotEntitled.remedy(tier).to_string();
    assert!(backfill(Tier::V2PayPerUse).contains("on Enterprise only"));
    assert!(backfill(Tier::V2Partner).contains("account manager"));
}

#[test]
fn subscribing_and_checking_have_their_responses() {
    let exists = r#"{"errors":[{"code":355,"message":"Subscription already exists."}]}"#;
    assert!(error(Endpoint::PremiumSubscribe, 409, exists).is_already_subscribed());
    assert!(error(Endpoint::EnterpriseSubscribe, 409, "").is_already_subscribed());
    let running = r#"{"errors":[{"code":355,"message":"A replay job is already in progress for this webhook."}]}"#;
    assert!(!error(Endpoint::EnterpriseReplay, 409, running).is_already_subscribed());
    assert!(!error(Endpoint::EnterpriseReplay, 409, "").is_already_subscribed());
    assert!(!error(Endpoint::V2RegisterWebhook, 409, "").is_already_subscribed());
    assert!(!error(Endpoint::V2Subscribe, 409, "<html></html>").is_already_subscribed());
    let new_words = r#"{"errors":[{"message":"Conflicted: it is there"}]}"#;
    assert!(error(Endpoint::V2Subscribe, 409, new_words).is_already_subscribed());
    let bare = r#"{"detail":"duplicatesubscriptionfailed: exists","title":"Invalid Request"}"#;
    assert!(error(Endpoint::V2Subscribe, 400, bare).is_already_subscribed());
    let nothing = r#"{"errors":[{"code":34,"message":"Sorry, that page does not exist."}]}"#;
    let no_webhook = r#"{"errors":[{"code":34,"message":"Webhook does not exist or is associated with a different twitter application."}]}"#;
    for endpoint in [Endpoint::PremiumIsSubscribed, Endpoint::EnterpriseIsSubscribed] {
        assert!(error(endpoint, 404, nothing).is_not_subscribed());
        assert!(error(endpoint, 404, no_webhook).is_not_subscribed());
        assert!(error(endpoint, 404, "").is_not_subscribed());
        assert!(!error(endpoint, 404, "<html></html>").is_not_subscribed());
        assert!(!error(endpoint, 401, "").is_not_subscribed());
        assert!(!error(endpoint, 500, "").is_not_subscribed());
    }
    assert!(!error(Endpoint::PremiumWebhooks, 404, nothing).is_not_subscribed());
    let unsupported = r#"{"title":"Unsupported Authentication","type":"https://api.x.com/2/problems/unsupported-authentication"}"#;
    assert!(error(Endpoint::V2Webhooks, 403, unsupported).is_unsupported_auth());
    assert!(!error(Endpoint::V2Webhooks, 403, "").is_unsupported_auth());
    // If the endpoint accepts another scheme, the error names it.
    let text = error(Endpoint::V2Webhooks, 403, unsupported).to_string();
    assert!(text.ends_with("; “bearer token” was sent, try “OAuth 1.0a, app owner”)"), "{text}");
    let text = error(Endpoint::V2Replay, 403, unsupported).to_string();
    assert!(text.ends_with("; “bearer token” was sent)"), "{text}");
    // Of the schemes that X lists, the error names those that the endpoint accepts.
    let listed = r#"{"title":"Unsupported Authentication","detail":"Not here. Supported authentication types are [OAuth 2.0 User Context].","type":"https://api.x.com/2/problems/unsupported-authentication"}"#;
    let listed = error(Endpoint::XaaSubscribe, 403, listed);
    assert_eq!(listed.problem().unwrap().supported_authentication, ["OAuth 2.0 User Context"]);
    assert_eq!(listed.other_schemes().collect::<Vec<_>>(), [AuthScheme::UserOAuth2]);
    let private =
        r#"{"errors":[{"message":"OauthAccessTokenRequired: a user's token is needed"}]}"#;
    let text = error(Endpoint::XaaSubscribe, 400, private).to_string();
    let sent = "; “bearer token” was sent, try “OAuth 2.0, user” or “OAuth 1.0a, user”)";
    assert!(text.ends_with(sent), "{text}");
    let conflict = r#"{"title":"Conflict","type":"about:blank"}"#;
    assert!(error(Endpoint::V2Subscribe, 409, conflict).is_already_subscribed());
    // Only a subscription is a duplicate, and only where X rejects it for that.
    let duplicate = r#"{"errors":[{"message":"Duplicate tag"}]}"#;
    assert!(error(Endpoint::XaaSubscribe, 400, duplicate).is_already_subscribed());
    assert!(!error(Endpoint::XaaSubscribe, 500, duplicate).is_already_subscribed());
    assert!(!error(Endpoint::XaaUpdate, 400, duplicate).is_already_subscribed());
}

#[test]
fn when_to_try_again() {
    let with = |status: u16, headers: &[(&str, &str)], body: &'static str| {
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let response = response.body(body.into()).unwrap();
        Error::Api(Box::new(ApiError::from_response(
            Endpoint::PremiumWebhooks,
            AuthScheme::Bearer,
            response,
        )))
    };
    let window = [
        ("x-rate-limit-limit", "15"),
        ("x-rate-limit-remaining", "0"),
        ("x-rate-limit-reset", "1600000060"),
    ];
    let limited = with(429, &window, "");
    assert_eq!(limited.retry_after(now()), Some(Duration::from_secs(60)));
    assert_eq!(limited.as_api().unwrap().rate_limit().unwrap().limit, Some(15));
    let later = Timestamp::from_millis(1_700_000_000_000);
    assert_eq!(limited.retry_after(later), Some(Duration::ZERO));
    // A rejection has the end of the window too, but waiting does not help.
    assert_eq!(with(403, &window, "").retry_after(now()), None);
    assert_eq!(
        with(503, &[("retry-after", "7")], "").retry_after(now()),
        Some(Duration::from_secs(7))
    );
    let both = [window[2], ("retry-after", "7")];
    assert_eq!(with(429, &both, "").retry_after(now()), Some(Duration::from_secs(7)));
    assert_eq!(
        with(429, &[("retry-after", "soon"), ("x-rate-limit-reset", "no")], "").retry_after(now()),
        None
    );
    let day = |remaining| {
        [
            window[0],
            ("x-rate-limit-remaining", "9"),
            window[2],
            ("x-app-limit-24hour-limit", "1000"),
            ("x-app-limit-24hour-remaining", remaining),
            ("x-app-limit-24hour-reset", "1600007200"),
            ("x-user-limit-24hour-limit", "25"),
            ("x-user-limit-24hour-remaining", "0"),
            ("x-user-limit-24hour-reset", "1600003600"),
        ]
    };
    // Of the windows that are used up, the one that ends last counts.
    let limited = with(429, &day("7"), "");
    assert_eq!(limited.retry_after(now()), Some(Duration::from_secs(3600)));
    let limit = limited.as_api().unwrap().rate_limit().unwrap();
    assert_eq!((limit.limit, limit.remaining), (Some(15), Some(9)));
    assert_eq!(limit.app_day.unwrap().remaining, Some(7));
    assert_eq!(limit.used_up(), limit.user_day);
    let limited = with(429, &day("0"), "");
    assert_eq!(limited.retry_after(now()), Some(Duration::from_secs(7200)));
    // Of windows without a number of requests left, the one that ends first counts.
    let reset = [window[2], ("x-app-limit-24hour-reset", "1600007200")];
    assert_eq!(with(429, &reset, "").retry_after(now()), Some(Duration::from_secs(60)));
    // Windows that have requests left are not used up.
    let left = ("x-rate-limit-remaining", "9");
    let only = [left, window[2], reset[1]];
    assert_eq!(with(429, &only, "").retry_after(now()), Some(Duration::from_secs(7200)));
    assert_eq!(with(429, &only[2..], "").retry_after(now()), Some(Duration::from_secs(7200)));
    assert_eq!(with(429, &only[..2], "").retry_after(now()), Some(Duration::from_secs(60)));
    assert!(with(429, &[], "").is_retryable());
    let capped = r#"{"title":"Usage capped","type":"https://api.x.com/2/problems/usage-capped"}"#;
    assert!(!with(429, &[], capped).is_retryable());
}

#[test]
fn each_kind_names_its_endpoint_and_its_remedy() {
    let reasons = [
        NotSentReason::OwnerTokenMissing,
        NotSentReason::ClientIdMissing,
        NotSentReason::UserTokenMissing { kind: EventKind::LikeCreate, scope: Some("like.read") },
        NotSentReason::SchemeNotAccepted { given: AuthScheme::Bearer },
        NotSentReason::EnvironmentName,
        NotSentReason::WebhookUrlTooLong { length: 201, limit: 200 },
        NotSentReason::UnsendableCredential { credential: "bearer token" },
        NotSentReason::DryRun,
    ];
    let kinds = [
        TransportErrorKind::Timeout,
        TransportErrorKind::Connect,
        TransportErrorKind::Tls,
        TransportErrorKind::Interrupted,
        TransportErrorKind::BodyTooLarge,
        TransportErrorKind::Other,
    ];
    let endpoint = Endpoint::V2RegisterWebhook;
    let mut errors: Vec<Error> = Vec::new();
    errors.extend(reasons.map(|reason| Error::NotSent(NotSentError::new(endpoint, reason))));
    errors.extend(kinds.map(|kind| {
        Error::Transport(TransportError::new(endpoint, kind, "the cause, in its own words"))
    }));
    let body = "{\"data\":{}}".into();
    errors.push(Error::Response(Box::new(ResponseError::new(
        endpoint,
        StatusCode::OK,
        body,
        "a webhook",
    ))));
    errors.push(Error::Api(Box::new(error(endpoint, 403, ""))));
    let mut glance = String::new();
    for error in &errors {
        assert_eq!(error.endpoint(), endpoint);
        let text = error.to_string();
        assert!(text.starts_with("POST /2/webhooks") && !text.contains('\n'), "{text}");
        assert!(!text.ends_with('.') && !text.contains("in its own words"), "{text}");
        let remedy = error.remedy(Tier::V2PayPerUse);
        write!(glance, "{text}\n{remedy}\nretryable: {}\n\n", error.is_retryable()).unwrap();
    }
    insta::assert_snapshot!(glance);
    assert!(errors[8].is_timeout() && !errors[9].is_timeout());
    assert_eq!(errors[8].source().unwrap().to_string(), "the cause, in its own words");
    let statuses: Vec<_> = errors.iter().filter_map(Error::status).collect();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::FORBIDDEN]);
    assert_eq!(errors.iter().filter(|error| error.as_api().is_some()).count(), 1);
}

#[test]
fn debug_shows_what_the_body_said_and_not_the_body() {
    let body =
        r#"{"errors":[{"code":32,"message":"Could not authenticate you."}],"token":"hunter2"}"#;
    let response = http::Response::builder()
        .status(401)
        .header("x-rate-limit-reset", "1600000060")
        .body(body.into())
        .unwrap();
    let error = ApiError::from_response(Endpoint::V2Webhooks, AuthScheme::Bearer, response);
    insta::assert_debug_snapshot!(error);
}

#[test]
fn no_token_gets_into_an_error() {
    let secret = "hunter2";
    let token = format!(r#"{{"token_type":"mac","access_token":"{secret}"}}"#);
    let form = format!("oauth_token=1&oauth_token_secret={secret}");
    for (endpoint, body) in [
        (Endpoint::OAuthBearerToken, &token),
        (Endpoint::OAuthInvalidateBearerToken, &token),
        (Endpoint::OAuthInvalidateUserToken, &token),
        (Endpoint::OAuth2Token, &token),
        (Endpoint::OAuth2Revoke, &token),
        (Endpoint::OAuthRequestToken, &form),
        (Endpoint::OAuthAccessToken, &form),
    ] {
        let unexpected =
            ResponseError::new(endpoint, StatusCode::OK, body.clone().into(), "a bearer token");
        assert!(unexpected.body().is_empty());
        let unexpected = Error::Response(Box::new(unexpected));
        let refused = Error::Api(Box::new(error(endpoint, 403, body.clone())));
        for error in [unexpected, refused] {
            let text = format!("{error} {error:?} {error:#?}");
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn errors_cross_threads_and_are_small() {
    fn crosses<T: std::error::Error + Send + Sync + Clone + 'static>() {}
    crosses::<Error>();
    crosses::<ApiError>();
    crosses::<TransportError>();
    crosses::<NotSentError>();
    assert!(size_of::<Error>() <= 48, "{}", size_of::<Error>());
}

#[test]
fn error_types_are_derived() {
    fn check(folder: &std::path::Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                check(&path);
                continue;
            }
            let code = std::fs::read_to_string(&path).unwrap();
            // serde's error of the JSON reader has no text.
            let by_hand = code.lines().filter(|line| {
                line.starts_with("impl") && line.contains("Error for ") && !line.contains("GaveUp")
            });
            assert_eq!(by_hand.count(), 0, "{}", path.display());
        }
    }
    check(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/client")));
}
