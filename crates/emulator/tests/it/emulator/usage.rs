//! What the events of the X Activity API would cost.

use std::ops::RangeInclusive;

use account_activity::Tier;
use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter};
use account_activity::xaa::EventKind;
use account_activity_emulator::{Action, DailyUsage, Emulator, Fault, FaultRule, Inject, News};
use serde_json::{Value, json};

use super::activity::{Webhook, client, subscribe};
use super::{DAY, START, in_time, still};

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
    let request = crate::emulator::http().get(url).bearer_auth(token).send();
    let before = emulator.streams().len();
    let emulated = async {
        in_time(async {
            while emulator.streams().len() == before {
                tokio::task::yield_now().await;
            }
        })
        .await;
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
    // The list of prices does not have likes.
    assert_eq!((usage.day, usage.cost()), (START, 25..=26));
    assert!(usage.kinds[0].is_listed() && !usage.kinds[1].is_listed());
    assert_eq!(usage.kinds[1].cost(), 0..=1);

    // The next day, X's texts disagree on the price of the same post's deletion.
    emulator.advance(DAY).await;
    perform(Action::delete("ada", late)).await;
    let [today, next] = emulator.usage().try_into().unwrap();
    assert_eq!(counts(&today), first);
    assert_eq!((next.day, next.cost()), (START + DAY, 0..=5));
    assert_eq!(counts(&next), [row("post.delete", 1, 1)]);

    let url = format!("{}/emulator/usage", emulator.base_url());
    let shown = crate::emulator::http().get(url).send().await.unwrap().text().await.unwrap();
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["days"][0]["cost"], json!({"min": "0.025", "max": "0.026"}));
    let like = json!({
        "kind": "like.create",
        "deliveries": 1,
        "charges": 1,
        "listed": false,
        "cost": {"min": "0.000", "max": "0.001"},
    });
    assert_eq!(shown["days"][0]["kinds"][1], like);
    let expected = json!({
        "day": "2026-01-02",
        "cost": {"min": "0.000", "max": "0.005"},
        "kinds": [{
            "kind": "post.delete",
            "deliveries": 1,
            "charges": 1,
            "listed": true,
            "cost": {"min": "0.000", "max": "0.005"},
        }],
    });
    assert_eq!(shown["days"][1], expected);
    emulator.reset().await.unwrap();
    assert!(emulator.usage().is_empty());
}

#[tokio::test]
async fn half_an_event_is_not_charged() {
    let emulator = subscribed(&[(EventKind::PostCreate, "ada")]).await;
    let _connections = [connected(&emulator).await, connected(&emulator).await];
    let post = async || emulator.perform(Action::post("ada", "Tea?")).await.unwrap();
    emulator.faults().add(FaultRule::next(Fault::StreamHalfLineStall, 1));
    // One of two connections gets the whole event.
    post().await;
    emulator.faults().add(FaultRule::next(Fault::StreamHalfLine, 1));
    post().await;
    let [usage] = emulator.usage().try_into().unwrap();
    assert_eq!(counts(&usage), [row("post.create", 1, 1)]);
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

/// The prices of all kinds, in thousandths of a US dollar: those of X's list, and for other kinds the
/// range that is possible.
const PRICES: &[(RangeInclusive<u64>, &[&str])] = &[
    (
        5..=5,
        &[
            "post.create",
            "post.mention.create",
            "post.reply.create",
            "post.quote.create",
            "post.repost.create",
            "profile.update.bio",
            "profile.update.profile_picture",
            "profile.update.banner_picture",
            "profile.update.screenname",
            "profile.update.handle",
            "profile.update.geo",
            "profile.update.url",
            "profile.update.verified_badge",
            "profile.update.affiliate_badge",
            "spaces.start",
            "spaces.end",
            "news.new",
        ],
    ),
    (0..=5, &["post.delete"]),
    (10..=10, &["follow.follow", "follow.unfollow", "dm.received", "chat.received"]),
    (0..=0, &["dm.sent", "dm.read", "dm.indicate_typing", "chat.sent", "chat.conversation.join"]),
    (1..=1, &["mute.mute", "mute.unmute", "block.block", "block.unblock"]),
    (0..=1, &["like.create"]),
    (
        0..=10,
        &[
            "subscriptions.subscribe",
            "subscriptions.unsubscribe",
            "broadcast.start",
            "broadcast.end",
            "broadcast.chat",
            "broadcast.chat.remove",
            "chat.conversation.member_added",
            "chat.conversation.member_removed",
            "chat.conversation.admin_added",
            "chat.conversation.admin_removed",
            "chat.update.group_name",
            "chat.update.restrictions",
            "oauth.revoke",
        ],
    ),
];

#[tokio::test]
async fn every_kind_has_its_price() {
    let emulator = still(Tier::V2Enterprise).start().await.unwrap();
    let client = client(&emulator);
    let webhook = Webhook::new(&emulator, &client).await;
    let to = DeliverTo::Webhook(webhook.id);
    let news = NewSubscription::new(EventKind::NewsNew, SubscriptionFilter::keyword("tea"), to);
    client.xaa().subscribe(&news, None).await.unwrap();
    let mut least_and_greatest = (0, 0);
    let kinds = PRICES.iter().flat_map(|(price, kinds)| kinds.iter().map(move |it| (price, *it)));
    let kinds: Vec<_> = kinds.collect();
    assert_eq!(kinds.len(), EventKind::ALL.len());
    for (price, name) in kinds {
        let kind = EventKind::from(name);
        let inject = |id: &str| match &kind {
            EventKind::NewsNew => Inject::for_keyword(kind.clone(), "tea", json!({"id": id})),
            kind => Inject::for_user(kind.clone(), "ada", json!({"id": format!("{name} {id}")})),
        };
        if !matches!(kind, EventKind::NewsNew | EventKind::OauthRevoke) {
            subscribe(&client.xaa(), &emulator, kind.clone(), "ada", to).await;
        }
        for id in ["1", "2"] {
            emulator.perform(inject(id)).await.unwrap();
        }
        let [usage] = emulator.usage().try_into().unwrap();
        let row = usage.kinds.iter().find(|it| it.kind == kind).unwrap();
        assert_eq!((row.deliveries, row.charges), (2, 2), "{name}");
        assert_eq!(row.cost(), 2 * price.start()..=2 * price.end(), "{name}");
        least_and_greatest.0 += 2 * price.start();
        least_and_greatest.1 += 2 * price.end();
        assert_eq!(usage.cost(), least_and_greatest.0..=least_and_greatest.1, "{name}");
    }
}

#[tokio::test]
async fn what_is_sent_nowhere_is_not_charged() {
    let emulator = still(Tier::V2Enterprise).start().await.unwrap();
    let client = client(&emulator);
    let webhook = Webhook::new(&emulator, &client).await;
    let to = DeliverTo::Webhook(webhook.id);
    subscribe(&client.xaa(), &emulator, EventKind::PostCreate, "ada", to).await;
    emulator.invalidate_webhook(webhook.id).await.unwrap();
    emulator.perform(Action::post("ada", "nobody listens")).await.unwrap();
    assert!(emulator.usage().is_empty());
    client.v2().validate_webhook(webhook.id).await.unwrap();
    // Two posts without ids are two.
    for _ in 0..2 {
        let post = Inject::for_user(EventKind::PostCreate, "ada", json!({"text": "Tea?"}));
        emulator.perform(post).await.unwrap();
    }
    let [usage] = emulator.usage().try_into().unwrap();
    assert_eq!(counts(&usage), [row("post.create", 2, 2)]);
}
