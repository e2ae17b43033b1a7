//! From the actions of users to the deliveries to webhooks.

use account_activity::{Event, EventKind, Tier};
use account_activity_emulator::{Action, App, Emulator, EmulatorError};
use http::Method;

use super::bot::Bot;
use super::raw::{Raw, encode};
use super::{started, still};

pub(super) async fn registered(raw: &Raw, environment: &str, bot: &Bot) {
    let path =
        format!("/1.1/account_activity/all/{environment}/webhooks.json?url={}", encode(&bot.url));
    let reply = raw.owner(Method::POST, &path).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

pub(super) async fn subscribed(raw: &Raw, environment: &str, user: &str) {
    let path = format!("/1.1/account_activity/all/{environment}/subscriptions.json");
    raw.user(&raw.token(user), Method::POST, &path).await.is_empty();
}

/// The subscriber and the kind of each delivery.
async fn delivered(emulator: &Emulator, bot: &Bot) -> Vec<(String, EventKind)> {
    emulator.drained().await;
    let name = |payload: &account_activity::Payload| {
        let user = payload.for_user_id().unwrap();
        emulator.world().user(user).unwrap().screen_name().to_owned()
    };
    let mut delivered: Vec<_> =
        bot.received().iter().map(|payload| (name(payload), payload.events()[0].kind())).collect();
    delivered.sort();
    delivered
}

fn of(expected: &[(&str, EventKind)]) -> Vec<(String, EventKind)> {
    expected.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect()
}

#[tokio::test]
async fn each_subscription_concerned_gets_its_own() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    emulator.perform(Action::post("ada", "nobody hears this")).await.unwrap();
    assert_eq!(delivered(&emulator, &bot).await, []);

    subscribed(&raw, "prod", "ada").await;
    let posted = emulator.perform(Action::post("ada", "hi @bob")).await.unwrap();
    let tweet = posted.tweet().unwrap();
    let post = EventKind::TweetCreate;
    assert_eq!(delivered(&emulator, &bot).await, of(&[("ada", post)]));
    subscribed(&raw, "prod", "bob").await;
    emulator.perform(Action::like("bob", tweet)).await.unwrap();
    let like = EventKind::Favorite;
    assert_eq!(delivered(&emulator, &bot).await, of(&[("ada", like), ("bob", like)]));
    emulator.perform(Action::follow("cleo", "bot")).await.unwrap();
    assert_eq!(delivered(&emulator, &bot).await, []);
    let error = emulator.perform(Action::follow("cleo", "bot")).await.unwrap_err();
    assert!(matches!(error, EmulatorError::Action(_)), "{error}");
    assert_eq!(emulator.deliveries().len(), 3);
}

#[tokio::test]
async fn each_webhook_of_a_user_gets_one() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bots = [
        Bot::start(raw.credentials().secrets()).await,
        Bot::start(raw.credentials().secrets()).await,
    ];
    for (environment, bot) in ["prod", "dev"].into_iter().zip(&bots) {
        registered(&raw, environment, bot).await;
        subscribed(&raw, environment, "ada").await;
    }
    emulator.perform(Action::direct_message("bob", "ada", "hi")).await.unwrap();
    for bot in &bots {
        assert_eq!(delivered(&emulator, bot).await, of(&[("ada", EventKind::DirectMessage)]));
    }
}

#[tokio::test]
async fn a_revocation_is_told_and_ends_everything() {
    let emulator = still(Tier::Premium)
        .app(App::new("one", "secret one"))
        .app(App::new("two", "secret two"))
        .start()
        .await
        .unwrap();
    let one = emulator.apps()[0];
    let raws: [Raw; 2] = Raw::all(&emulator);
    let bots = [
        Bot::start(raws[0].credentials().secrets()).await,
        Bot::start(raws[1].credentials().secrets()).await,
    ];
    for (raw, (environment, bot)) in raws.iter().zip(["prod", "dev"].into_iter().zip(&bots)) {
        registered(raw, environment, bot).await;
        subscribed(raw, environment, "ada").await;
    }
    let token = raws[0].token("ada");
    emulator.perform(Action::revoke("ada", one)).await.unwrap();
    emulator.drained().await;
    let received = bots[0].received();
    assert_eq!(received.len(), 1);
    let Event::Revoke(revoke) = &received[0].events()[0] else { panic!("{received:?}") };
    assert_eq!(revoke.source.user_id, emulator.world().user("ada").unwrap().id());
    assert_eq!(received[0].for_user_id(), None);
    let reply = raws[0].user(&token, Method::GET, "/1.1/account/verify_credentials.json").await;
    reply.is_error(401, 89, "Invalid or expired token.");
    assert!(emulator.credentials().token("ada").is_none());

    // The other app is not affected.
    emulator.perform(Action::post("ada", "still here")).await.unwrap();
    assert_eq!(delivered(&emulator, &bots[0]).await, []);
    assert_eq!(delivered(&emulator, &bots[1]).await, of(&[("ada", EventKind::TweetCreate)]));
    emulator.perform(Action::revoke("ada", one)).await.unwrap();
    emulator.drained().await;
    assert_eq!(bots[0].received().len(), 0);
}

#[tokio::test]
async fn deliveries_come_in_the_order_of_the_actions() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    subscribed(&raw, "prod", "ada").await;
    for number in 0..50 {
        emulator.perform(Action::post("ada", &format!("post {number}"))).await.unwrap();
    }
    emulator.drained().await;
    let records = emulator.deliveries();
    assert_eq!(records.len(), 50);
    for (number, record) in records.iter().enumerate() {
        let body = std::str::from_utf8(&record.body).unwrap();
        assert!(body.contains(&format!("\"post {number}\"")), "{number}: {body}");
    }
}
