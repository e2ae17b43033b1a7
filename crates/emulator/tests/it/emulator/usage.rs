//! What the events of the X Activity API would cost.

use account_activity::Tier;
use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter};
use account_activity::xaa::EventKind;
use account_activity_emulator::{Action, DailyUsage, Emulator, News};
use serde_json::{Value, json};

use super::activity::{client, subscribe};
use super::{DAY, START, still};

/// Subscribes to kinds of events of users, for the stream.
async fn subscribed(kinds: &[(EventKind, &str)]) -> Emulator {
    let emulator = still(Tier::V2Enterprise).control(true).start().await.unwrap();
    let client = client(&emulator);
    for (kind, name) in kinds {
        subscribe(&client.xaa(), &emulator, kind.clone(), name, DeliverTo::Stream).await;
    }
    emulator
}

/// A connection of the stream that nobody reads. Without one, nothing is delivered.
async fn connected(emulator: &Emulator) -> reqwest::Response {
    let token = emulator.credentials().bearer_token.unwrap();
    let url = format!("{}/2/activity/stream", emulator.base_url());
    let request = reqwest::Client::new().get(url).bearer_auth(token).send();
    let emulated = async {
        while emulator.streams().is_empty() {
            tokio::task::yield_now().await;
        }
        emulator.advance(std::time::Duration::from_secs(20)).await;
    };
    tokio::join!(request, emulated).0.unwrap()
}

fn counts(usage: &DailyUsage) -> Vec<(String, u64, u64)> {
    let counts = usage.kinds.iter().map(|it| (it.kind.to_string(), it.deliveries, it.charges));
    counts.collect()
}

fn row(kind: &str, deliveries: u64, charges: u64) -> (String, u64, u64) {
    (kind.to_owned(), deliveries, charges)
}

#[tokio::test]
async fn a_post_is_charged_once_a_day_whatever_its_kinds() {
    let emulator = subscribed(&[
        (EventKind::PostCreate, "ada"),
        (EventKind::PostMentionCreate, "bob"),
        (EventKind::PostReplyCreate, "bob"),
        (EventKind::PostDelete, "ada"),
        (EventKind::FollowFollow, "ada"),
        (EventKind::FollowFollow, "bob"),
        (EventKind::LikeCreate, "ada"),
    ])
    .await;
    let perform = async |action: Action| emulator.perform(action).await.unwrap();
    perform(Action::post("ada", "nobody listens")).await;
    assert!(emulator.usage().is_empty());
    let _connection = connected(&emulator).await;

    let bobs = perform(Action::post("bob", "Tea?")).await.tweet().unwrap();
    // Posts of two and of three kinds, one of them then gone. One follow for two subscriptions.
    let adas = perform(Action::post("ada", "Tea, @bob?")).await.tweet().unwrap();
    perform(Action::reply("ada", bobs, "Yes, @bob")).await;
    perform(Action::delete("ada", adas)).await;
    perform(Action::follow("ada", "bob")).await;
    let late = perform(Action::post("ada", "late")).await.tweet().unwrap();
    perform(Action::like("ada", late)).await;
    let [usage] = emulator.usage().try_into().unwrap();
    let first = [
        row("follow.follow", 2, 1),
        row("like.create", 1, 1),
        row("post.create", 3, 3),
        row("post.delete", 1, 0),
        row("post.mention.create", 2, 0),
        row("post.reply.create", 1, 0),
    ];
    assert_eq!(counts(&usage), first);
    assert_eq!((usage.day, usage.cost()), (START, 25..=25));
    // The list of prices does not have it.
    assert_eq!(usage.kinds[1].cost(), None);

    // The next day, X's texts disagree on the price of the same post's deletion.
    emulator.advance(DAY).await;
    perform(Action::delete("ada", late)).await;
    let [today, next] = emulator.usage().try_into().unwrap();
    assert_eq!(counts(&today), first);
    assert_eq!((next.day, next.cost()), (START + DAY, 0..=5));
    assert_eq!(counts(&next), [row("post.delete", 1, 1)]);

    let url = format!("{}/emulator/usage", emulator.base_url());
    let shown = reqwest::get(url).await.unwrap().text().await.unwrap();
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["days"][0]["cost"], json!({"min": "0.025", "max": "0.025"}));
    assert_eq!(shown["days"][0]["kinds"][1]["cost"], Value::Null);
    let expected = json!({
        "day": "2026-01-02",
        "cost": {"min": "0.000", "max": "0.005"},
        "kinds": [{
            "kind": "post.delete",
            "deliveries": 1,
            "charges": 1,
            "cost": {"min": "0.000", "max": "0.005"},
        }],
    });
    assert_eq!(shown["days"][1], expected);
    emulator.reset().await.unwrap();
    assert!(emulator.usage().is_empty());
}

#[tokio::test]
async fn a_story_of_two_keywords_is_charged_once() {
    let emulator = subscribed(&[]).await;
    let xaa = client(&emulator).xaa();
    for keyword in ["tea", "coffee"] {
        let filter = SubscriptionFilter::keyword(keyword);
        let new = NewSubscription::new(EventKind::NewsNew, filter, DeliverTo::Stream);
        xaa.subscribe(&new, None).await.unwrap();
    }
    let _connection = connected(&emulator).await;
    emulator.perform(News::new(["tea", "coffee"], "Both are out")).await.unwrap();
    let [usage] = emulator.usage().try_into().unwrap();
    assert_eq!(counts(&usage), [row("news.new", 2, 1)]);
    assert_eq!(usage.cost(), 5..=5);
}
