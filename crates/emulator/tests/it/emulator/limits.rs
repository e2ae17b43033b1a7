//! Rate limits, and limits on webhooks with concurrent requests.

use std::time::Duration;

use account_activity::Tier;
use account_activity_emulator::{Clock, Emulator, Fault, FaultRule};
use http::Method;

use super::bot::Bot;
use super::raw::{Raw, encode};
use super::{START, started};

const WEBHOOKS: &str = "/1.1/account_activity/all/prod/webhooks.json";

#[tokio::test]
async fn fifteen_requests_in_fifteen_minutes() {
    let emulator = Emulator::builder().clock(Clock::manual(START)).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let reset = (START.as_millis() / 1000 + 900).to_string();
    for left in (0..15).rev() {
        let reply = raw.bearer(Method::GET, WEBHOOKS).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("x-rate-limit-limit"), Some("15"));
        assert_eq!(reply.header("x-rate-limit-remaining"), Some(left.to_string().as_str()));
        assert_eq!(reply.header("x-rate-limit-reset"), Some(reset.as_str()));
    }
    let reply = raw.bearer(Method::GET, WEBHOOKS).await;
    reply.is_error(429, 88, "Rate limit exceeded.");
    assert_eq!(reply.header("x-rate-limit-remaining"), Some("0"));
    assert_eq!(reply.header("x-rate-limit-reset"), Some(reset.as_str()));
    // Other paths and other callers are counted separately, also in rejected requests.
    let all = "/1.1/account_activity/all/webhooks.json";
    assert_eq!(raw.bearer(Method::GET, all).await.header("x-rate-limit-remaining"), Some("14"));
    let reply = raw.owner(Method::GET, "/1.1/account_activity/all/Prod/webhooks.json").await;
    reply.is_error(403, 200, "Forbidden.");
    assert_eq!(reply.header("x-rate-limit-remaining"), Some("14"));
    // Requests other than GET are counted, but their responses have no headers.
    for _ in 0..15 {
        let reply = raw.owner(Method::POST, WEBHOOKS).await;
        assert_eq!((reply.status, reply.header("x-rate-limit-limit")), (400, None));
    }
    let reply = raw.owner(Method::POST, WEBHOOKS).await;
    reply.is_error(429, 88, "Rate limit exceeded.");
    assert_eq!(reply.header("x-rate-limit-limit"), Some("15"));

    emulator.advance(Duration::from_secs(899)).await;
    assert_eq!(raw.bearer(Method::GET, WEBHOOKS).await.status, 429);
    emulator.advance(Duration::from_secs(1)).await;
    assert_eq!(raw.bearer(Method::GET, WEBHOOKS).await.status, 200);
}

#[tokio::test]
async fn of_registrations_at_once_as_many_win_as_there_is_room() {
    let emulator = started(Tier::Enterprise).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let path = format!("/1.1/account_activity/webhooks.json?url={}", encode(&bot.url));
    let attempts: Vec<_> = (0..8)
        .map(|_| {
            let (raw, path) = (raw.clone(), path.clone());
            tokio::spawn(async move { raw.owner(Method::POST, &path).await })
        })
        .collect();
    let mut registered = 0;
    for attempt in attempts {
        let reply = attempt.await.unwrap();
        if reply.status == 200 {
            registered += 1;
        } else {
            reply.is_error(400, 214, "Too many resources already created.");
        }
    }
    assert_eq!((registered, emulator.webhooks().len()), (3, 3));
}

#[tokio::test]
async fn of_two_registrations_in_an_environment_one_wins() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let path = format!("{WEBHOOKS}?url={}", encode(&bot.url));
    let (one, other) = tokio::join!(raw.owner(Method::POST, &path), raw.owner(Method::POST, &path));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!((statuses, emulator.webhooks().len()), ([200, 400], 1));
}

#[tokio::test]
async fn a_failed_registration_leaves_its_place_free() {
    let emulator = started(Tier::Sandbox).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let path = format!("{WEBHOOKS}?url={}", encode(&bot.url));
    bot.set_crc_response(super::bot::CrcResponse::Never);
    // The client disconnects before the CRC fails.
    let request = raw.owner(Method::POST, &path);
    assert!(tokio::time::timeout(Duration::from_millis(300), request).await.is_err());
    bot.set_crc_response(super::bot::CrcResponse::WrongToken);
    let mut attempts = 0;
    loop {
        let reply = raw.owner(Method::POST, &path).await;
        assert_eq!(reply.status, 400);
        if !reply.body.contains("Too many resources") {
            break;
        }
        attempts += 1;
        assert!(attempts < 100, "the place is still taken");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bot.set_crc_response(super::bot::CrcResponse::Right);
    assert_eq!(raw.owner(Method::POST, &path).await.status, 200);
}

#[tokio::test]
async fn the_api_fails_on_request() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let token = raw.bearer_token().await;
    emulator.faults().add(FaultRule::next(Fault::RateLimited, 1));
    let reply = raw.with_bearer(&token, Method::GET, WEBHOOKS).await;
    assert_eq!((reply.status, reply.json()["errors"][0]["code"].as_u64()), (429, Some(88)));
    assert_eq!(raw.with_bearer(&token, Method::GET, WEBHOOKS).await.status, 200);
}
