//! Every action, by the control API and by the Rust API: the kinds that arrive by both APIs, and the
//! form of the bodies.

mod forms;

use std::collections::BTreeSet;

use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter};
use account_activity::xaa::{EventKind, Visibility};
use account_activity::{Activity, Body, Family, Relation, Tier};
use account_activity_emulator::{App, Emulator};
use http::Method;
use serde_json::{Value, json};

use super::activity::{Webhook, client, user};
use super::raw::{Raw, send};
use super::still;
use crate::world::APP;

/// An emulator in which ada and bob are subscribed to everything.
struct Subscribed {
    emulator: Emulator,
    webhook: Webhook,
}

impl Subscribed {
    async fn new(seed: u64) -> Self {
        let app = App::new("key", "secret").with_id(APP).with_client_secret("client secret");
        let builder = still(Tier::V2Enterprise).app(app).control(true).seed(seed);
        // Photos and pictures have the same addresses in each emulator.
        let builder = builder.files_base_url("http://files.example");
        let emulator = builder.start().await.unwrap();
        let client = client(&emulator);
        let webhook = Webhook::new(&emulator, &client).await;
        let to = DeliverTo::Webhook(webhook.id);
        for name in ["ada", "bob"] {
            let token = emulator.credentials().token(name).unwrap().clone();
            client.v2().subscribe(webhook.id, &token).await.unwrap();
            for kind in EventKind::ALL.iter().filter(|kind| is_of_users(kind)) {
                let filter = SubscriptionFilter::user(user(&emulator, name));
                let new = NewSubscription::new(kind.clone(), filter, to).tag(name);
                client.xaa().subscribe(&new, Some(&token)).await.unwrap();
            }
        }
        let tea = NewSubscription::new(EventKind::NewsNew, SubscriptionFilter::keyword("tea"), to);
        client.xaa().subscribe(&tea, None).await.unwrap();
        Self { emulator, webhook }
    }

    /// Performs an action by HTTP. Returns the id of what it created.
    async fn by_http(&self, action: &Value) -> Option<String> {
        let raw = Raw::new(&self.emulator);
        let request = raw.request(Method::POST, "/emulator/actions").body(action.to_string());
        let reply = send(request).await;
        assert_eq!(reply.status, 200, "{action}: {}", reply.body);
        let reply_to_wait = send(raw.request(Method::POST, "/emulator/wait")).await;
        assert_eq!(reply_to_wait.status, 200);
        id_of(&reply.json()["created"])
    }

    async fn by_rust(&self, action: &Value) {
        let action: account_activity_emulator::Action =
            serde_json::from_value(action.clone()).unwrap();
        self.emulator.perform(action).await.unwrap();
        self.emulator.drained().await;
    }

    /// Returns what has arrived since the last call, in an order that is always the same.
    async fn arrived(&self) -> Vec<Body> {
        let deliveries = self.webhook.take(&self.emulator).await;
        let mut bodies: Vec<Body> = deliveries.iter().map(|it| it.body().clone()).collect();
        bodies.sort_by_key(|body| {
            serde_json::from_slice::<Value>(body.as_bytes()).unwrap().to_string()
        });
        bodies
    }

    /// Returns a line for an activity, such as `ada post.mention.create`.
    fn line(&self, body: &Body, activity: Activity<'_>) -> String {
        let name = |id| self.emulator.world().user(id).unwrap().screen_name().to_owned();
        let kind = match body {
            Body::XActivity(envelope) => envelope.kind().unwrap().to_string(),
            _ => activity.kind().to_string(),
        };
        // News have no subscriber, and neither has a revocation.
        match activity.subscriber().or_else(|| activity.actor()) {
            Some(user) => format!("{} {kind}", name(user)),
            None => kind,
        }
    }
}

fn is_of_users(kind: &EventKind) -> bool {
    !matches!(kind.visibility(), Some(Visibility::Enterprise | Visibility::Automatic))
}

/// Returns the id in `created`, such as `{"tweet": "20"}`.
fn id_of(created: &Value) -> Option<String> {
    let (_, id) = created.as_object()?.iter().next()?;
    Some(id.as_str()?.to_owned())
}

/// An action, and who is told what: by the Account Activity API and by the X Activity API. `$post` and
/// `$broadcast` are ids of what earlier actions created.
struct Row(&'static str, &'static [&'static str], &'static [&'static str]);

const ROWS: &[Row] = &[
    Row(
        r#"{"action": "follow", "user": "ada", "target": "bob"}"#,
        &["ada follow", "bob follow"],
        &["ada follow.follow", "bob follow.follow"],
    ),
    Row(
        r#"{"action": "unfollow", "user": "ada", "target": "bob"}"#,
        &["ada unfollow"],
        &["ada follow.unfollow", "bob follow.unfollow"],
    ),
    Row(r#"{"action": "mute", "user": "ada", "target": "bob"}"#, &["ada mute"], &["ada mute.mute"]),
    Row(
        r#"{"action": "unmute", "user": "ada", "target": "bob"}"#,
        &["ada unmute"],
        &["ada mute.unmute"],
    ),
    Row(
        r#"{"action": "block", "user": "ada", "target": "bob"}"#,
        &["ada block"],
        &["ada block.block"],
    ),
    Row(
        r#"{"action": "unblock", "user": "ada", "target": "bob"}"#,
        &["ada unblock"],
        &["ada block.unblock"],
    ),
    Row(
        r#"{"action": "post", "user": "ada", "text": "Tea & cake / \u00fc, @bob?", "photos": 1}"#,
        &["ada post", "bob post"],
        &["ada post.create", "bob post.mention.create"],
    ),
    Row(
        r#"{"action": "reply", "user": "bob", "to": "$post", "text": "Yes"}"#,
        &["ada post", "bob post"],
        &["ada post.reply.create", "bob post.create"],
    ),
    Row(
        r#"{"action": "quote", "user": "bob", "tweet": "$post", "text": "Look"}"#,
        &["ada post", "bob post"],
        &["ada post.quote.create", "bob post.create"],
    ),
    Row(
        r#"{"action": "retweet", "user": "bob", "tweet": "$post"}"#,
        &["ada post", "bob post"],
        &["ada post.repost.create", "bob post.create"],
    ),
    Row(
        r#"{"action": "like", "user": "bob", "tweet": "$post"}"#,
        &["ada like", "bob like"],
        &["ada like.create", "bob like.create"],
    ),
    Row(
        r#"{"action": "delete", "user": "ada", "tweet": "$post"}"#,
        &["ada post_delete"],
        &["ada post.delete"],
    ),
    Row(
        r#"{"action": "typing", "user": "bob", "to": "ada"}"#,
        &["ada direct_message_typing"],
        &["ada dm.indicate_typing"],
    ),
    Row(
        r#"{"action": "direct_message", "user": "bob", "to": "ada", "text": "Tea, @ada?"}"#,
        &["ada direct_message", "bob direct_message"],
        &["ada dm.received", "bob dm.sent"],
    ),
    Row(
        r#"{"action": "read", "user": "ada", "from": "bob"}"#,
        &["bob direct_message_mark_read"],
        &["bob dm.read"],
    ),
    Row(
        r#"{"action": "profile", "user": "ada", "bio": "Tea", "name": "Ada L.", "handle": "ada",
            "picture": "https://pics.example/a.png", "banner": "https://pics.example/b",
            "location": "Pier", "url": "https://ada.example"}"#,
        &[],
        &[
            "ada profile.update.banner_picture",
            "ada profile.update.bio",
            "ada profile.update.geo",
            "ada profile.update.profile_picture",
            "ada profile.update.screenname",
            "ada profile.update.url",
        ],
    ),
    Row(
        r#"{"action": "profile", "user": "ada", "handle": "countess"}"#,
        &[],
        &["countess profile.update.handle"],
    ),
    Row(
        r#"{"action": "profile", "user": "countess", "handle": "ada"}"#,
        &[],
        &["ada profile.update.handle"],
    ),
    Row(r#"{"action": "space", "user": "ada", "state": "start"}"#, &[], &["ada spaces.start"]),
    Row(r#"{"action": "space", "user": "ada", "state": "end"}"#, &[], &["ada spaces.end"]),
    Row(
        r#"{"action": "broadcast", "user": "ada", "state": "start", "title": "Harbour"}"#,
        &[],
        &["ada broadcast.start"],
    ),
    Row(
        r#"{"action": "broadcast_chat", "user": "bob", "broadcast": "$broadcast", "text": "hi"}"#,
        &[],
        &["ada broadcast.chat"],
    ),
    Row(r#"{"action": "broadcast", "user": "ada", "state": "end"}"#, &[], &["ada broadcast.end"]),
    Row(
        r#"{"action": "news", "keywords": ["tea", "cake"], "headline": "Tea is hot"}"#,
        &[],
        &["news.new"],
    ),
    Row(
        r#"{"action": "chat", "user": "ada", "to": "bob", "ciphertext": "c2VhbGVk"}"#,
        &[],
        &["ada chat.sent", "bob chat.received"],
    ),
];

const REVOKE: Row =
    Row(r#"{"action": "revoke", "user": "bob"}"#, &["bob revoke"], &["bob oauth.revoke"]);

/// The starts of the kinds whose events do not tell the time.
const WITHOUT_TIME: &[&str] = &[
    "post.delete",
    "follow.",
    "mute.",
    "block.",
    "profile.",
    "spaces.",
    "broadcast.chat",
    "news.",
];

#[tokio::test]
async fn every_action_is_told_by_both_apis() {
    let (first, second) = (Subscribed::new(1).await, Subscribed::new(2).await);
    let (mut post, mut broadcast) = (String::new(), String::new());
    let mut kinds = BTreeSet::new();
    let mut is_in_other_order = false;
    for Row(action, by_old, by_new) in ROWS.iter().chain([&REVOKE]) {
        if *action == REVOKE.0 {
            inject_others([&first, &second], &mut kinds).await;
        }
        let action = action.replace("$post", &post).replace("$broadcast", &broadcast);
        let action: Value = serde_json::from_str(&action).unwrap();
        let created = first.by_http(&action).await;
        match (&action["action"], created) {
            (name, Some(id)) if name == "post" => post = id,
            (name, Some(id)) if name == "broadcast" => broadcast = id,
            _ => {}
        }
        let arrived = first.arrived().await;
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for body in &arrived {
            assert!(body.faults().is_empty(), "{body:?}");
            let activity = body.activities().next().unwrap();
            let line = first.line(body, activity);
            if let Body::XActivity(envelope) = body {
                forms::check(body.as_bytes());
                let kind = envelope.kind().unwrap().to_string();
                let has_no_time = WITHOUT_TIME.iter().any(|start| kind.starts_with(start));
                assert_eq!(activity.occurred_at().is_none(), has_no_time, "{kind}");
                kinds.insert(kind);
                new.push(line);
            } else {
                assert!(activity.occurred_at().is_some(), "{line}");
                old.push(line);
            }
            let is_news = action["action"] == "news";
            assert_eq!(activity.relation() == Relation::Unrelated, is_news, "{body:?}");
            assert!(
                is_news || activity.family() != Family::XActivity || activity.actor().is_some()
            );
        }
        old.sort();
        new.sort();
        assert_eq!((old, new), (texts(by_old), texts(by_new)), "{action}");

        // The Rust API does the same, and another seed changes the order of members alone.
        second.by_rust(&action).await;
        let same = second.arrived().await;
        let json = |body: &Body| serde_json::from_slice::<Value>(body.as_bytes()).unwrap();
        assert!(arrived.iter().map(json).eq(same.iter().map(json)), "{action}");
        is_in_other_order |= arrived.iter().zip(&same).any(|(a, b)| a.as_bytes() != b.as_bytes());
    }
    assert!(is_in_other_order);
    assert_eq!(kinds.len(), EventKind::ALL.len());
    for record in first.emulator.deliveries() {
        let names = ["x-twitter-webhooks-signature", "x-twitter-webhooks-signature-oauth2"];
        assert!(names.iter().all(|name| record.headers.iter().any(|it| it == name)), "{record:?}");
        assert_eq!(record.status, Some(200), "{record:?}");
    }
}

#[test]
fn the_guide_lists_every_action() {
    let guide = include_str!("../../../docs/testing.md");
    let (_, table) = guide.split_once("| Action | Fields |\n|---|---|\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with("| `"));
    let listed: BTreeSet<_> = rows.map(|row| row.split('`').nth(1).unwrap().to_owned()).collect();
    let performed = ROWS.iter().chain([&REVOKE]).map(|Row(action, ..)| {
        let action: Value = serde_json::from_str(action).unwrap();
        action["action"].as_str().unwrap().to_owned()
    });
    let injected = ["inject".to_owned()];
    assert_eq!(listed, performed.chain(injected).collect());
}

fn texts(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// Injects events of the kinds that no action has, which arrive as they are.
async fn inject_others([first, second]: [&Subscribed; 2], kinds: &mut BTreeSet<String>) {
    let others = EventKind::ALL.iter().filter(|kind| is_of_users(kind));
    for kind in others.filter(|kind| !kinds.contains(kind.as_str())).collect::<Vec<_>>() {
        let payload = json!({"id": "7", "anything": [1, null]});
        let action = json!({"action": "inject", "kind": kind, "user": "bob", "payload": payload});
        assert_eq!(first.by_http(&action).await, None);
        let [body] = first.arrived().await.try_into().unwrap();
        let body: Value = serde_json::from_slice(body.as_bytes()).unwrap();
        let data = &body["data"];
        assert_eq!((&data["event_type"], &data["payload"]), (&json!(kind), &payload));
        kinds.insert(kind.to_string());
        second.by_rust(&action).await;
        assert_eq!(second.arrived().await.len(), 1);
    }
}
