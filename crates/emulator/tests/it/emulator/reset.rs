//! The return to the state of the start, and changes to webhooks without a request of the API.

use account_activity::{Tier, WebhookId};
use account_activity_emulator::{Action, EmulatorError, Fault, FaultRule, Faults};
use http::Method;

use super::bot::{Bot, CrcResponse};
use super::delivery::{registered, subscribed};
use super::raw::Raw;
use super::{DAY, started, still};

#[tokio::test]
async fn a_reset_returns_to_the_start_and_repeats_no_id() {
    let faults = Faults::new(0);
    faults.add(FaultRule::next(Fault::RateLimited, 1));
    let emulator = still(Tier::Premium).faults(faults).start().await.unwrap();
    let (world, rules) = (emulator.world(), emulator.faults().rules());
    let raw = Raw::new(&emulator);
    // The rule of the start affects one request.
    assert_eq!(raw.owner(Method::GET, "/1.1/account/verify_credentials.json").await.status, 429);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    subscribed(&raw, "prod", "ada").await;
    let first = emulator.perform(Action::post("ada", "before")).await.unwrap().tweet().unwrap();
    emulator.add_user("dora").await.unwrap();
    emulator.drained().await;
    let bearer = emulator.credentials().bearer_token;
    assert_eq!((bot.received().len(), bot.crc_requests()), (1, 1));

    emulator.reset().await.unwrap();
    assert_eq!((emulator.webhooks(), emulator.subscriptions()), (vec![], vec![]));
    assert_eq!(emulator.users().len(), world.users().len());
    assert_eq!(emulator.world().tweet(first), None);
    assert_eq!(emulator.faults().rules(), rules);
    assert_eq!(emulator.credentials().bearer_token, bearer);
    assert!(emulator.deliveries().is_empty() && emulator.requests().is_empty());
    assert!(emulator.crc_requests().is_empty());
    // The webhook that is gone gets no CRC requests.
    emulator.advance(2 * DAY).await;
    assert_eq!(bot.crc_requests(), 1);

    assert_eq!(raw.owner(Method::GET, "/1.1/account/verify_credentials.json").await.status, 429);
    registered(&raw, "prod", &bot).await;
    subscribed(&raw, "prod", "ada").await;
    let second = emulator.perform(Action::post("ada", "after")).await.unwrap().tweet().unwrap();
    assert!(second > first);
    emulator.drained().await;
    assert_eq!(bot.received().len(), 1);
}

#[tokio::test]
async fn a_webhook_is_deleted_or_made_invalid_on_request() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    subscribed(&raw, "prod", "ada").await;
    let id = emulator.webhooks()[0].id;
    emulator.invalidate_webhook(id).await.unwrap();
    assert!(!emulator.webhooks()[0].valid);
    emulator.perform(Action::post("ada", "lost")).await.unwrap();
    emulator.drained().await;
    assert_eq!((bot.received().len(), emulator.undelivered().len()), (0, 1));
    let path = format!("/1.1/account_activity/all/prod/webhooks/{id}.json");
    raw.owner(Method::PUT, &path).await.is_empty();
    emulator.perform(Action::post("ada", "received")).await.unwrap();
    emulator.drained().await;
    assert_eq!(bot.received().len(), 1);

    emulator.delete_webhook(id).await.unwrap();
    assert_eq!((emulator.webhooks(), emulator.subscriptions()), (vec![], vec![]));
    for error in [emulator.delete_webhook(id).await, emulator.invalidate_webhook(id).await] {
        assert!(matches!(error, Err(EmulatorError::UnknownWebhook(it)) if it == id));
    }
    let unknown = emulator.delete_webhook(WebhookId::new(1)).await.unwrap_err();
    assert!(unknown.to_string().contains("no webhook 1"), "{unknown}");
    bot.set_crc_response(CrcResponse::Right);
}
