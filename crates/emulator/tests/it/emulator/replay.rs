//! Replay: the rules of the window, and a job.

use std::time::Duration;

use account_activity::Tier;
use account_activity::{Event, EventKind};
use account_activity_emulator::{Action, Emulator};
use http::Method;
use serde_json::json;

use super::bot::{Bot, CrcResponse};
use super::raw::{Raw, encode};
use super::{DAY, started};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Registers a webhook, subscribes Ada, lets a user follow her at midnight, and advances two hours.
async fn prepared(tier: Tier) -> (Emulator, Raw, Bot, String) {
    let emulator = started(tier).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let v2 = tier == Tier::V2Enterprise;
    let reply = if v2 {
        raw.post_json("/2/webhooks", &json!({"url": bot.url})).await
    } else {
        let path = format!("/1.1/account_activity/webhooks.json?url={}", encode(&bot.url));
        raw.owner(Method::POST, &path).await
    };
    assert_eq!(reply.status, 200, "{}", reply.body);
    let id = emulator.webhooks()[0].id;
    let path = if v2 {
        format!("/2/account_activity/webhooks/{id}/subscriptions/all")
    } else {
        format!("/1.1/account_activity/webhooks/{id}/subscriptions/all.json")
    };
    assert!(raw.user(&raw.token("ada"), Method::POST, &path).await.status < 300);
    emulator.perform(Action::follow("bob", "ada")).await.unwrap();
    emulator.drained().await;
    assert_eq!(bot.received().len(), 1);
    emulator.advance(2 * HOUR).await;
    (emulator, raw, bot, id.to_string())
}

fn path(id: &str, from: &str, to: &str) -> String {
    format!(
        "/1.1/account_activity/replay/webhooks/{id}/subscriptions/all.json?from_date={from}&to_date={to}"
    )
}

#[tokio::test]
async fn a_job_sends_again_what_was_attempted() {
    let (emulator, raw, bot, id) = prepared(Tier::Enterprise).await;
    let crc_requests = bot.crc_requests();
    let reply = raw.bearer(Method::POST, &path(&id, "202601010000", "202601010100")).await;
    assert_eq!(reply.status, 202, "{}", reply.body);
    assert_eq!(reply.json()["created_at"], "2026-01-01T02:00:00Z");
    emulator.drained().await;
    assert_eq!(bot.crc_requests(), crc_requests + 1);
    let received = bot.received();
    let kinds: Vec<_> = received.iter().map(|payload| payload.events()[0].kind()).collect();
    assert_eq!(kinds, [EventKind::Follow, EventKind::ReplayJobStatus]);
    let Event::ReplayJobStatus(status) = &received[1].events()[0] else { unreachable!() };
    assert_eq!(status.job_id.to_string(), reply.json()["job_id"].as_str().unwrap());

    // Deliveries outside of the window are not sent.
    let reply = raw.bearer(Method::POST, &path(&id, "202601010001", "202601010100")).await;
    assert_eq!(reply.status, 202);
    emulator.drained().await;
    assert_eq!(bot.received().len(), 1);
}

#[tokio::test]
async fn the_table_of_errors() {
    let (emulator, raw, bot, id) = prepared(Tier::Enterprise).await;
    let (from, to) = ("202601010000", "202601010100");
    let message = "Invalid authentication method. Please use application-only authentication.";
    raw.owner(Method::POST, &path(&id, from, to)).await.is_error(401, 32, message);
    let no_such = "Webhook does not exist or is associated with a different twitter application.";
    for (id, from, to, status, code, message) in [
        ("1", from, to, 404, 34, no_such),
        ("-1", from, to, 400, 360, "webhook_id: [-1] is not greater than or equal to 0."),
        ("x", from, to, 400, 358, "Unable to parse webhook_id parameter."),
        (&id, "", to, 400, 357, "from_date: queryParam is required."),
        (&id, from, "", 400, 357, "to_date: queryParam is required."),
        (&id, "2026-01-01", to, 400, 358, "Unable to parse from_date parameter."),
        (&id, from, "202613010000", 400, 358, "Unable to parse to_date parameter."),
        // It is two o'clock. A window must start at least 31 minutes ago and end at least ten
        // minutes ago.
        (
            &id,
            "202601010130",
            "202601010140",
            400,
            368,
            "from_date: [202601010130] is not in the past.",
        ),
        (
            &id,
            "202601010129",
            "202601010151",
            400,
            368,
            "to_date: [202601010151] is not in the past.",
        ),
        (&id, to, from, 400, 356, "from_date must be before to_date."),
        (&id, from, from, 400, 356, "from_date must be before to_date."),
        (&id, "202512270159", to, 400, 356, "from_date must be within the past 5 days."),
    ] {
        let reply = raw.bearer(Method::POST, &path(id, from, to)).await;
        reply.is_error(status, code, message);
    }
    for (from, to) in [("202601010129", "202601010150"), ("202512270200", to)] {
        let reply = raw.bearer(Method::POST, &path(&id, from, to)).await;
        assert_eq!(reply.status, 202, "{}", reply.body);
        emulator.drained().await;
    }

    bot.set_crc_response(CrcResponse::Never);
    assert_eq!(raw.bearer(Method::POST, &path(&id, from, to)).await.status, 202);
    let message = "A replay job is already in progress for this webhook.";
    raw.bearer(Method::POST, &path(&id, from, to)).await.is_error(409, 355, message);
    emulator.drained().await;
    // The webhook's CRC has failed.
    let message = "Webhook is marked invalid and requires a CRC check.";
    raw.bearer(Method::POST, &path(&id, from, to)).await.is_error(400, 214, message);
}

#[tokio::test]
async fn v2_reaches_back_a_day() {
    let (emulator, raw, bot, id) = prepared(Tier::V2Enterprise).await;
    let replay = async |id: &str, from: &str, to: &str| {
        let body = json!({"webhook_id": id, "from_date": from, "to_date": to});
        raw.post_json("/2/webhooks/replay", &body).await
    };
    // The window includes both minutes.
    let reply = replay(&id, "202601010000", "202601010000").await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.json()["data"]["created_at"], "2026-01-01T02:00:00.000Z");
    assert!(reply.json()["data"]["job_id"].is_string());
    emulator.drained().await;
    assert_eq!(bot.received().len(), 2);

    for (id, from, to, message) in [
        ("1", "202601010000", "202601010100", "WebhookIdInvalid: Webhook id is not valid"),
        (&id, "x", "202601010100", "QueryParamInvalid: from_date: [x] is not yyyymmddhhmm"),
        (
            &id,
            "202601010000",
            "202601010201",
            "QueryParamInvalid: to_date: [202601010201] is not in the past",
        ),
        (
            &id,
            "202601010001",
            "202601010000",
            "QueryParamInvalid: from_date must be before to_date",
        ),
        (
            &id,
            "202512310159",
            "202601010000",
            "QueryParamInvalid: from_date must be within the past 24 hours",
        ),
    ] {
        replay(id, from, to).await.is_refused(message);
    }
    let reply = raw.post_json("/2/webhooks/replay", &json!({"webhook_id": id})).await;
    reply.is_refused("$.from_date: is missing but it is required");
    emulator.advance(DAY).await;
    let reply = replay(&id, "202601010000", "202601010100").await;
    reply.is_refused("QueryParamInvalid: from_date must be within the past 24 hours");
}
