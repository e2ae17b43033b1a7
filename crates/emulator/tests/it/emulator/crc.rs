//! Periodic CRC requests.

use std::time::Duration;

use account_activity::Tier;
use account_activity_emulator::Action;
use http::Method;

use super::bot::{Bot, CrcResponse};
use super::delivery::{registered, subscribed};
use super::raw::Raw;
use super::{DAY, started, still};

#[tokio::test]
async fn once_a_day_and_a_failure_ends_deliveries_until_one_passes() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    subscribed(&raw, "prod", "ada").await;
    assert_eq!(bot.crc_requests(), 1);
    emulator.advance(DAY - Duration::from_secs(1)).await;
    assert_eq!(bot.crc_requests(), 1);
    emulator.advance(Duration::from_secs(1)).await;
    assert_eq!(bot.crc_requests(), 2);
    let validated = emulator.webhooks()[0].validated_at;
    assert_eq!(validated, emulator.clock().now());

    bot.set_crc_response(CrcResponse::Status(500));
    emulator.advance(DAY).await;
    assert_eq!((bot.crc_requests(), emulator.webhooks()[0].valid), (3, false));
    assert_eq!(emulator.webhooks()[0].validated_at, validated);
    emulator.perform(Action::post("ada", "lost")).await.unwrap();
    emulator.drained().await;
    assert_eq!(bot.received().len(), 0);
    emulator.advance(2 * DAY).await;
    assert_eq!(bot.crc_requests(), 3);

    bot.set_crc_response(CrcResponse::Right);
    let id = emulator.webhooks()[0].id;
    let path = format!("/1.1/account_activity/all/prod/webhooks/{id}.json");
    raw.owner(Method::PUT, &path).await.is_empty();
    emulator.perform(Action::post("ada", "heard")).await.unwrap();
    emulator.drained().await;
    assert_eq!(bot.received().len(), 1);
    emulator.advance(DAY).await;
    assert_eq!(bot.crc_requests(), 5);
}

#[tokio::test]
async fn as_often_as_configured() {
    let hour = Duration::from_secs(60 * 60);
    let emulator = still(Tier::Premium).crc_interval(hour).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    emulator.advance(5 * hour).await;
    assert_eq!(bot.crc_requests(), 6);
}

#[tokio::test]
async fn a_deleted_webhook_gets_no_crc_request() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    let id = emulator.webhooks()[0].id;
    let path = format!("/1.1/account_activity/all/prod/webhooks/{id}.json");
    raw.owner(Method::DELETE, &path).await.is_empty();
    emulator.advance(3 * DAY).await;
    assert_eq!(bot.crc_requests(), 1);
}
