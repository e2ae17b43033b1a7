//! What users do by API, and the deliveries that it yields.

use account_activity::{EventKind, Tier, TweetId};
use account_activity_emulator::{Action, Emulator};
use http::Method;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};

use super::bot::Bot;
use super::delivery::{registered, subscribed};
use super::raw::{Raw, Reply, send};
use super::started;

/// A user's client.
struct User<'a> {
    raw: &'a Raw,
    name: &'static str,
}

impl User<'_> {
    /// Sends a form to v1.1.
    async fn form(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let signing = self.raw.signing(Some(&self.raw.token(self.name)));
        self.raw.signed(&signing, Method::POST, &format!("/1.1/{path}.json"), form).await
    }

    /// Sends JSON, which the signature does not cover.
    async fn json(&self, method: Method, path: &str, json: &Value) -> Reply {
        let signing = self.raw.signing(Some(&self.raw.token(self.name)));
        let signed = self.raw.signed_request(&signing, method.clone(), path, &[]).build().unwrap();
        let request = self.raw.request(method, path);
        let request = request.header(AUTHORIZATION, signed.headers()[AUTHORIZATION].clone());
        let request = request.header("content-type", "application/json");
        send(request.body(json.to_string())).await
    }
}

fn id(emulator: &Emulator, name: &str) -> String {
    emulator.world().user(name).unwrap().id().to_string()
}

#[tokio::test]
async fn everything_done_by_api_is_delivered() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    subscribed(&raw, "prod", "ada").await;
    let (ada, bob) = (User { raw: &raw, name: "ada" }, User { raw: &raw, name: "bob" });
    let [adas, bobs] = ["ada", "bob"].map(|name| id(&emulator, name));
    let received = async || {
        emulator.drained().await;
        let payloads = bot.received();
        let entries = payloads.iter().flat_map(account_activity::Payload::entries);
        entries.map(|entry| (entry.kind(), entry.is_own())).collect::<Vec<_>>()
    };

    // v1.1
    let tweet = ada.form("statuses/update", &[("status", "Tea & #cake")]).await;
    assert_eq!(tweet.status, 200, "{}", tweet.body);
    let tweet = tweet.json();
    assert_eq!(
        (&tweet["text"], &tweet["user"]["id_str"]),
        (&json!("Tea &amp; #cake"), &json!(adas))
    );
    assert_eq!(tweet["in_reply_to_status_id"], Value::Null);
    let tweet = tweet["id_str"].as_str().unwrap();
    assert_eq!(received().await, [(EventKind::TweetCreate, true)]);

    let to = ("in_reply_to_status_id", tweet);
    let automatic = ("auto_populate_reply_metadata", "true");
    for (text, options, shown, is_reply) in [
        ("Yes", vec![to], "Yes", false),
        ("Yes @Ada!", vec![to], "Yes @Ada!", true),
        ("Yes", vec![to, automatic], "@ada Yes", true),
    ] {
        let reply =
            bob.form("statuses/update", &[&[("status", text)], &options[..]].concat()).await;
        let reply = reply.json();
        let replied = reply["in_reply_to_status_id_str"].as_str();
        assert_eq!((reply["text"].as_str(), replied), (Some(shown), is_reply.then_some(tweet)));
        assert_eq!(received().await.len(), usize::from(is_reply), "{text}");
    }
    let url = format!("https://twitter.com/ada/status/{tweet}?s=20");
    let quote = [("status", "So true"), ("attachment_url", url.as_str())];
    assert_eq!(bob.form("statuses/update", &quote).await.json()["quoted_status_id_str"], tweet);
    let liked = bob.form("favorites/create", &[("id", tweet)]).await.json();
    assert_eq!((&liked["id_str"], &liked["favorite_count"]), (&json!(tweet), &json!(1)));
    let retweet = bob.form(&format!("statuses/retweet/{tweet}"), &[]).await.json();
    assert_eq!(retweet["retweeted_status"]["id_str"], tweet);
    for action in ["create", "create", "destroy", "destroy"] {
        let path = format!("friendships/{action}");
        let target = bob.form(&path, &[("screen_name", "ada")]).await;
        assert_eq!((target.status, &target.json()["screen_name"]), (200, &json!("ada")));
    }
    let message = json!({"event": {"type": "message_create", "message_create": {
        "target": {"recipient_id": adas},
        "message_data": {"text": "Hi", "quick_reply": {"type": "options", "options": [
            {"label": "Hello", "metadata": "h"},
        ]}},
    }}});
    let path = "/1.1/direct_messages/events/new.json";
    let sent = bob.json(Method::POST, path, &message).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let sent = &sent.json()["event"]["message_create"];
    assert_eq!((&sent["sender_id"], &sent["target"]["recipient_id"]), (&json!(bobs), &json!(adas)));
    assert_eq!(sent["source_app_id"], raw.credentials().app_id.to_string());
    let kinds: Vec<_> = received().await.into_iter().map(|(kind, _)| kind).collect();
    let expected = [
        EventKind::TweetCreate,
        EventKind::Favorite,
        EventKind::TweetCreate,
        EventKind::Follow,
        EventKind::DirectMessage,
    ];
    assert_eq!(kinds, expected);
    let deleted = ada.form(&format!("statuses/destroy/{tweet}"), &[]).await.json();
    assert_eq!(deleted["id_str"], tweet);
    assert_eq!(received().await, [(EventKind::TweetDelete, true)]);

    // v2
    let post = ada.json(Method::POST, "/2/tweets", &json!({"text": "More tea"})).await;
    assert_eq!(post.status, 201, "{}", post.body);
    let tweet = post.json()["data"]["id"].as_str().unwrap().to_owned();
    let data = json!({"id": tweet, "text": "More tea", "edit_history_tweet_ids": [tweet]});
    assert_eq!(post.json(), json!({ "data": data }));
    let reply = json!({"text": "Yes", "reply": {"in_reply_to_tweet_id": tweet}});
    let reply = bob.json(Method::POST, "/2/tweets", &reply).await.json();
    assert_eq!(reply["data"]["text"], "@ada Yes");
    let quote = json!({"text": "So true", "quote_tweet_id": tweet});
    assert_eq!(bob.json(Method::POST, "/2/tweets", &quote).await.status, 201);
    let subject = json!({ "tweet_id": tweet });
    for _ in 0..2 {
        let liked = bob.json(Method::POST, &format!("/2/users/{bobs}/likes"), &subject).await;
        assert_eq!((liked.status, liked.json()), (200, json!({"data": {"liked": true}})));
    }
    let retweeted = bob.json(Method::POST, &format!("/2/users/{bobs}/retweets"), &subject).await;
    assert_eq!(retweeted.json()["data"]["retweeted"], true);
    let target = json!({ "target_user_id": adas });
    let followed = bob.json(Method::POST, &format!("/2/users/{bobs}/following"), &target).await;
    assert_eq!(followed.json(), json!({"data": {"following": true, "pending_follow": false}}));
    let path = format!("/2/users/{bobs}/following/{adas}");
    let unfollowed = bob.json(Method::DELETE, &path, &json!({})).await;
    assert_eq!(unfollowed.json(), json!({"data": {"following": false}}));
    let path = format!("/2/dm_conversations/with/{adas}/messages");
    let sent = bob.json(Method::POST, &path, &json!({"text": "Hi"})).await;
    assert_eq!(sent.status, 201, "{}", sent.body);
    let [low, high] = if adas.parse::<u64>().unwrap() < bobs.parse().unwrap() {
        [&adas, &bobs]
    } else {
        [&bobs, &adas]
    };
    assert_eq!(sent.json()["data"]["dm_conversation_id"], format!("{low}-{high}"));
    let deleted = ada.json(Method::DELETE, &format!("/2/tweets/{tweet}"), &json!({})).await;
    assert_eq!(deleted.json(), json!({"data": {"deleted": true}}));
    let kinds: Vec<_> = received().await.into_iter().map(|(kind, _)| kind).collect();
    let post = EventKind::TweetCreate;
    let expected = [&[post, post], &expected[..], &[EventKind::TweetDelete]].concat();
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn what_a_user_cannot_do_has_the_errors_of_x() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let (ada, bob) = (User { raw: &raw, name: "ada" }, User { raw: &raw, name: "bob" });
    let [adas, bobs, cleos] = ["ada", "bob", "cleo"].map(|name| id(&emulator, name));
    let post = async |name: &'static str| -> TweetId {
        emulator.perform(Action::post(name, "Tea")).await.unwrap().tweet().unwrap()
    };
    let (tweet, blocked) = (post("ada").await.to_string(), post("cleo").await.to_string());
    emulator.perform(Action::block("cleo", "bob")).await.unwrap();
    let liked = bob.form("favorites/create", &[("id", &tweet)]).await;
    assert_eq!(liked.status, 200);
    assert_eq!(bob.form(&format!("statuses/retweet/{tweet}"), &[]).await.status, 200);

    let long = "a".repeat(25_001);
    for (path, form, status, code, message) in [
        ("favorites/create", ("id", &*tweet), 403, 139, "You have already favorited this status."),
        ("favorites/create", ("id", "7"), 404, 144, "No status found with that ID."),
        (
            "favorites/create",
            ("id", &*blocked),
            403,
            136,
            "You have been blocked from the author of this tweet.",
        ),
        ("statuses/update", ("x", "y"), 403, 170, "Missing required parameter: status."),
        ("statuses/update", ("status", &*long), 403, 186, "Tweet needs to be a bit shorter."),
        ("statuses/update", ("media_ids", "7"), 400, 324, "The validation of media ids failed."),
        ("friendships/create", ("screen_name", "bob"), 403, 158, "You can't follow yourself."),
        ("friendships/create", ("user_id", "7"), 404, 108, "Cannot find specified user."),
        (
            "friendships/create",
            ("screen_name", "cleo"),
            403,
            162,
            "You have been blocked from following this account at the request of the user.",
        ),
    ] {
        bob.form(path, &[form]).await.is_error(status, code, message);
    }
    let message = "You may not delete another user's status.";
    bob.form(&format!("statuses/destroy/{tweet}"), &[]).await.is_error(403, 183, message);
    let message = "You have already retweeted this Tweet.";
    bob.form(&format!("statuses/retweet/{tweet}"), &[]).await.is_error(403, 327, message);
    let message = "You attempted to reply to a Tweet that is deleted or not visible to you.";
    let form = [("status", "Hi"), ("in_reply_to_status_id", "7")];
    bob.form("statuses/update", &form).await.is_error(403, 385, message);
    let path = "/1.1/direct_messages/events/new.json";
    let to = |user: &str, text: &str| {
        json!({"event": {"type": "message_create", "message_create": {
            "target": {"recipient_id": user}, "message_data": {"text": text},
        }}})
    };
    for (body, status, code, message) in [
        (to(&cleos, "Hi"), 403, 349, "You cannot send messages to this user."),
        (to("7", "Hi"), 404, 108, "Cannot find specified user."),
        (to(&adas, ""), 400, 214, "Bad request."),
        (json!({}), 400, 214, "Bad request."),
    ] {
        bob.json(Method::POST, path, &body).await.is_error(status, code, message);
    }
    let mut photo = to(&adas, "Hi");
    photo["event"]["message_create"]["message_data"]["attachment"] = json!({"type": "media"});
    let message = "The validation of media ids failed.";
    bob.json(Method::POST, path, &photo).await.is_error(400, 324, message);
    let mut number = to(&adas, "Hi");
    number["event"]["message_create"]["target"]["recipient_id"] =
        adas.parse::<u64>().unwrap().into();
    assert_eq!(bob.json(Method::POST, path, &number).await.status, 200);

    // v2
    let forbidden = |detail: &str| json!({"title": "Forbidden", "detail": detail, "type": "about:blank", "status": 403});
    let to = |id: &str| json!({"text": "Hi", "reply": {"in_reply_to_tweet_id": id}});
    let (likes, own) = (format!("/2/users/{bobs}/likes"), format!("/2/users/{bobs}/retweets"));
    let message = format!("/2/dm_conversations/with/{cleos}/messages");
    for (path, body, detail) in [
        (
            "/2/tweets",
            to("7"),
            "You attempted to reply to a Tweet that is deleted or not visible to you.",
        ),
        (
            &own,
            json!({ "tweet_id": tweet }),
            "You cannot retweet a Tweet that you have already retweeted.",
        ),
        (&likes, json!({ "tweet_id": blocked }), "You are not permitted to perform this action."),
        (
            &message,
            json!({"text": "Hi"}),
            "You do not have permission to DM one or more participants.",
        ),
    ] {
        let reply = bob.json(Method::POST, path, &body).await;
        assert_eq!((reply.status, reply.json()), (403, forbidden(detail)), "{path}");
    }
    let path = format!("/2/tweets/{tweet}");
    assert_eq!(bob.json(Method::DELETE, &path, &json!({})).await.status, 403);
    assert_eq!(bob.json(Method::DELETE, "/2/tweets/7", &json!({})).await.status, 404);
    for (path, body, message) in [
        ("/2/tweets", json!({}), "$.text: is missing but it is required"),
        ("/2/tweets", to("x"), "$.reply.in_reply_to_tweet_id: [\"x\"] is not a valid Tweet ID"),
        ("/2/tweets", json!({"media": {"media_ids": ["7"]}}), "Your media IDs are invalid."),
        (&likes, json!({}), "$.tweet_id: is missing but it is required"),
        (&message, json!({"text": "Hi", "attachments": []}), "Your media IDs are invalid."),
    ] {
        bob.json(Method::POST, path, &body).await.is_refused(message);
    }
    ada.json(Method::POST, &likes, &json!({ "tweet_id": tweet })).await.is_refused(&format!(
        "The `id` query parameter value [{bobs}] must be the same as the authenticating user [{adas}]"
    ));
}

#[tokio::test]
async fn a_reply_names_the_tweet_that_it_replies_to() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let tweet = emulator.perform(Action::post("ada", "Tea")).await.unwrap().tweet().unwrap();
    let bob = User { raw: &raw, name: "bob" };
    let body = json!({"text": "Yes", "reply": {"in_reply_to_tweet_id": tweet.to_string()}});
    let reply = bob.json(Method::POST, "/2/tweets", &body).await.json();
    let reply: TweetId = reply["data"]["id"].as_str().unwrap().parse().unwrap();
    let reply = emulator.world().tweet(reply).unwrap();
    assert_eq!(reply.in_reply_to_status_id, Some(tweet));
}
