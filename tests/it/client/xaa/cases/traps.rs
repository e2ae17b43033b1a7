//! The traps of X's subscriptions.
//!
//! The server has the app and the users below, and no subscriptions. Two webhooks of v2 are registered
//! and valid. The URL of one ends in `/gone`: it fails the next CRC, which makes it invalid.

use std::time::Duration;

use account_activity::client::xaa::{
    DeliverTo, EnsureOutcome, NewSubscription, Subscribed, Subscription, SubscriptionFilter, Wanted,
};
use account_activity::client::{Client, ClientBuilder, Webhook};
use account_activity::xaa::{Direction, EventKind};
use account_activity::{AppCredentials, Clock, Timestamp, UserId, UserToken};

pub(crate) const CONSUMER_KEY: &str = "trapsCONSUMERkey0";
pub(crate) const CONSUMER_SECRET: &str = "trapsCONSUMERsecret1";

/// A user, and their OAuth 1.0a token for the app.
pub(crate) struct User {
    pub(crate) id: UserId,
    pub(crate) token: &'static str,
    pub(crate) secret: &'static str,
}

impl User {
    pub(crate) fn token(&self) -> UserToken {
        UserToken::oauth1(self.token, self.secret)
    }

    fn filter(&self) -> SubscriptionFilter {
        SubscriptionFilter::user(self.id)
    }
}

pub(crate) const ADA: User =
    User { id: UserId::new(2_244_994_945), token: "2244994945-adaTOKEN2", secret: "adaSECRET3" };
pub(crate) const BOB: User =
    User { id: UserId::new(6_253_282), token: "6253282-bobTOKEN4", secret: "bobSECRET5" };

fn builder(base_url: &str) -> ClientBuilder {
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET);
    Client::builder(app).base_url(base_url).retries(0)
}

fn client(base_url: &str) -> Client {
    builder(base_url).build().unwrap()
}

async fn webhook(client: &Client, is_gone: bool) -> Webhook {
    let webhooks = client.v2().webhooks().await.unwrap();
    webhooks.into_iter().find(|it| it.url.ends_with("/gone") == is_gone).unwrap()
}

async fn deliver_to_webhook(client: &Client) -> DeliverTo {
    DeliverTo::Webhook(webhook(client, false).await.id)
}

/// Returns the only subscription of the app.
async fn only(client: &Client) -> Subscription {
    let mut listed = client.xaa().list().await.unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    listed.remove(0)
}

/// Asking for one direction when the other one exists is a duplicate. It has to be deleted first.
pub(crate) async fn direction_is_not_part_of_the_identity(base_url: &str) {
    let client = client(base_url);
    let deliver_to = deliver_to_webhook(&client).await;
    let xaa = client.xaa();
    let likes = |user: &User, direction| {
        let filter = user.filter().direction(direction);
        NewSubscription::new(EventKind::LikeCreate, filter, deliver_to)
    };
    let inbound = likes(&ADA, Direction::Inbound);
    let Subscribed::New(created) = xaa.subscribe(&inbound, Some(&ADA.token())).await.unwrap()
    else {
        panic!("there was no subscription")
    };
    let outbound = likes(&ADA, Direction::Outbound);
    let both = NewSubscription::new(EventKind::LikeCreate, ADA.filter(), deliver_to);
    for other in [&outbound, &both] {
        let again = xaa.subscribe(other, Some(&ADA.token())).await.unwrap();
        assert_eq!(again, Subscribed::Already);
        let listed = only(&client).await;
        assert_eq!((listed.id, listed.filter.direction), (created.id, Some(Direction::Inbound)));
    }

    xaa.unsubscribe(created.id).await.unwrap();
    let again = xaa.subscribe(&outbound, Some(&ADA.token())).await.unwrap();
    assert!(matches!(again, Subscribed::New(_)));
    assert_eq!(only(&client).await.filter.direction, Some(Direction::Outbound));

    // Another user, and another kind, are no duplicates.
    let of_bob = likes(&BOB, Direction::Outbound);
    let follows = NewSubscription::new(EventKind::FollowFollow, ADA.filter(), deliver_to);
    for (new, user) in [(&of_bob, &BOB), (&follows, &ADA)] {
        let created = xaa.subscribe(new, Some(&user.token())).await.unwrap();
        assert!(matches!(created, Subscribed::New(_)), "{new:?}");
    }
    assert_eq!(xaa.list().await.unwrap().len(), 3);
}

/// For another direction, the subscription is deleted before the new one can exist. The report names it
/// and the time in between.
pub(crate) async fn another_direction_has_a_gap(base_url: &str) {
    let client = client(base_url);
    let deliver_to = deliver_to_webhook(&client).await;
    let wanted = |direction| {
        let filter = ADA.filter().direction(direction);
        let likes = NewSubscription::new(EventKind::LikeCreate, filter, deliver_to);
        [Wanted::new(likes).user(ADA.token())]
    };
    let first = client.xaa().ensure_subscriptions(&wanted(Direction::Outbound)).await.unwrap();
    assert!(first.is_complete(), "{first}");
    let old = only(&client).await;

    let second = client.xaa().ensure_subscriptions(&wanted(Direction::Inbound)).await.unwrap();
    assert!(second.is_complete(), "{second}");
    let EnsureOutcome::Replaced { gap: Some(gap) } = &second.rows[0].outcome else {
        panic!("{second}")
    };
    assert!(gap.from <= gap.to, "{gap}");
    assert_eq!(second.rows[0].deleted.iter().map(|it| it.id).collect::<Vec<_>>(), [old.id]);
    let new = only(&client).await;
    assert_eq!(new.filter.direction, Some(Direction::Inbound));
    assert_ne!(new.id, old.id);
}

/// X's texts disagree on the same subscription again: it is a duplicate, or its expiry moves. In both
/// cases there is still one.
pub(crate) async fn a_duplicate_exists(base_url: &str) {
    let client = client(base_url);
    let deliver_to = deliver_to_webhook(&client).await;
    let new = NewSubscription::new(EventKind::PostCreate, ADA.filter(), deliver_to).tag("posts");
    let Subscribed::New(created) = client.xaa().subscribe(&new, None).await.unwrap() else {
        panic!("there was no subscription")
    };
    match client.xaa().subscribe(&new, None).await.unwrap() {
        Subscribed::New(again) => assert_eq!(again.id, created.id),
        again => assert_eq!(again, Subscribed::Already),
    }
    let listed = only(&client).await;
    assert_eq!((listed.id, listed.kind), (created.id, EventKind::PostCreate));
    assert_eq!(listed.filter.user_id, Some(ADA.id));
    assert_eq!(listed.tag.as_deref(), Some("posts"));
    assert_eq!(listed.expires_at, None);
}

/// A subscription without an expiry is permanent, and one that is created again without it becomes so.
pub(crate) async fn creating_again_moves_the_expiry(base_url: &str) {
    let client = client(base_url);
    let deliver_to = deliver_to_webhook(&client).await;
    let new = NewSubscription::new(EventKind::PostCreate, ADA.filter(), deliver_to);
    let year_2100 = Timestamp::from_millis(4_102_444_800_000);
    client.xaa().subscribe(&new.clone().expires_at(year_2100), None).await.unwrap();
    assert_eq!(only(&client).await.expires_at, Some(year_2100));
    let again = client.xaa().subscribe(&new, None).await.unwrap();
    let left = if again == Subscribed::Already { Some(year_2100) } else { None };
    assert_eq!(only(&client).await.expires_at, left);
}

/// An update with the tag alone resets the delivery to the stream. So webhook and tag are sent together.
pub(crate) async fn an_update_without_the_webhook_removes_it(base_url: &str) {
    let client = client(base_url);
    let deliver_to = deliver_to_webhook(&client).await;
    let new = NewSubscription::new(EventKind::PostCreate, ADA.filter(), deliver_to).tag("posts");
    client.xaa().subscribe(&new, None).await.unwrap();
    let listed = only(&client).await;
    assert_eq!(listed.webhook_id, deliver_to.webhook_id());

    client.xaa().update(listed.id, deliver_to, Some("all posts")).await.unwrap();
    let both = only(&client).await;
    assert_eq!((both.webhook_id, both.tag.as_deref()), (listed.webhook_id, Some("all posts")));

    client.xaa().update(listed.id, DeliverTo::Stream, Some("streamed")).await.unwrap();
    let streamed = only(&client).await;
    assert_eq!((streamed.webhook_id, streamed.tag.as_deref()), (None, Some("streamed")));

    client.xaa().update(listed.id, deliver_to, Some("posts")).await.unwrap();
    assert_eq!(only(&client).await.webhook_id, listed.webhook_id);
}

/// X rejects a direction for mutes and blocks, and accepts it for follows and likes.
pub(crate) async fn a_direction_is_for_follows_and_likes(base_url: &str) {
    let client = client(base_url);
    let deliver_to = deliver_to_webhook(&client).await;
    let subscribe = async |kind: EventKind| {
        let filter = ADA.filter().direction(Direction::Outbound);
        let new = NewSubscription::new(kind, filter, deliver_to);
        client.xaa().subscribe(&new, Some(&ADA.token())).await
    };
    for kind in [EventKind::MuteMute, EventKind::BlockBlock] {
        let error = subscribe(kind).await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(400), "{error}");
    }
    for kind in [EventKind::FollowFollow, EventKind::LikeCreate] {
        assert!(matches!(subscribe(kind).await.unwrap(), Subscribed::New(_)));
    }
    assert_eq!(client.xaa().list().await.unwrap().len(), 2);
}

/// A subscription without a webhook is for the stream alone.
pub(crate) async fn without_a_webhook_there_is_the_stream_alone(base_url: &str) {
    let client = client(base_url);
    let new = NewSubscription::new(EventKind::PostCreate, ADA.filter(), DeliverTo::Stream);
    client.xaa().subscribe(&new, None).await.unwrap();
    assert_eq!(only(&client).await.webhook_id, None);
}

/// The list has the subscriptions of every program of the app. Those of others are not changed, and
/// untagged ones are taken over on request.
pub(crate) async fn the_list_is_shared(base_url: &str) {
    let client = client(base_url);
    let deliver_to = deliver_to_webhook(&client).await;
    let new = |kind: EventKind| NewSubscription::new(kind, ADA.filter(), DeliverTo::Stream);
    let foreign = [
        new(EventKind::PostCreate).tag("another program"),
        new(EventKind::ProfileUpdateBio),
        new(EventKind::ProfileUpdateUrl),
    ];
    for new in &foreign {
        client.xaa().subscribe(new, None).await.unwrap();
    }
    let before = client.xaa().list().await.unwrap();
    assert_eq!(before.len(), 3);

    let wanted = |kind| Wanted::new(NewSubscription::new(kind, ADA.filter(), deliver_to));
    let post = wanted(EventKind::PostCreate).adopt_untagged();
    let (bio, url) = (wanted(EventKind::ProfileUpdateBio), wanted(EventKind::ProfileUpdateUrl));
    let wanted = [post, bio, url.adopt_untagged()];
    let ensured = client.xaa().ensure_subscriptions(&wanted).await.unwrap();
    let [post, bio, url] = &ensured.rows[..] else { panic!("{ensured}") };
    assert!(matches!(post.outcome, EnsureOutcome::Held { .. }), "{post}");
    assert!(matches!(bio.outcome, EnsureOutcome::Held { .. }), "{bio}");
    assert!(matches!(url.outcome, EnsureOutcome::Adopted { .. }), "{url}");
    assert!(url.is_as_wanted(), "{url}");

    let after = client.xaa().list().await.unwrap();
    let same = |it: &&Subscription| it.kind != EventKind::ProfileUpdateUrl;
    let unchanged: Vec<_> = before.iter().filter(same).collect();
    assert_eq!(after.iter().filter(same).collect::<Vec<_>>(), unchanged);
    let adopted = after.iter().find(|it| it.kind == EventKind::ProfileUpdateUrl).unwrap();
    assert_eq!(adopted.webhook_id, deliver_to.webhook_id());
    assert!(before.iter().any(|it| it.id == adopted.id));
}

/// The subscriptions of a user's token end with the token, without a notice. Those of others stay.
pub(crate) async fn revoking_removes_subscriptions(base_url: &str) {
    let client = client(base_url);
    let deliver_to = deliver_to_webhook(&client).await;
    for user in [&ADA, &BOB] {
        let new = NewSubscription::new(EventKind::DmReceived, user.filter(), deliver_to);
        client.xaa().subscribe(&new, Some(&user.token())).await.unwrap();
    }
    assert_eq!(client.xaa().list().await.unwrap().len(), 2);
    client.oauth().invalidate_user_token(&ADA.token()).await.unwrap();
    assert_eq!(only(&client).await.filter.user_id, Some(BOB.id));
}

/// The subscriptions of a webhook that becomes invalid stay, although X delivers nothing.
pub(crate) async fn an_invalid_webhook_keeps_its_subscriptions(base_url: &str) {
    let client = client(base_url);
    let gone = webhook(&client, true).await;
    let deliver_to = DeliverTo::Webhook(gone.id);
    let new = NewSubscription::new(EventKind::PostCreate, ADA.filter(), deliver_to);
    client.xaa().subscribe(&new, None).await.unwrap();

    // The response may be an error, or show nothing but the attempt.
    let _ = client.v2().validate_webhook(gone.id).await;
    assert!(!webhook(&client, true).await.valid);
    assert_eq!(only(&client).await.webhook_id, Some(gone.id));
}

/// 500 subscriptions can be created in 15 minutes: 3,400 take seven windows, of which six are waited
/// out. Client and server share the clock, which shows a whole second and moves when the client waits.
pub(crate) async fn thousands_wait_for_their_windows(
    base_url: &str,
    clock: impl Clock + Clone + 'static,
) {
    const WINDOW: Duration = Duration::from_secs(15 * 60);
    let client = builder(base_url).clock(clock.clone()).build().unwrap();
    let deliver_to = deliver_to_webhook(&client).await;
    let wanted = |id: u64| {
        let filter = SubscriptionFilter::user(UserId::new(1_000_000 + id));
        Wanted::new(NewSubscription::new(EventKind::PostCreate, filter, deliver_to))
    };
    let wanted: Vec<_> = (0..3_400).map(wanted).collect();
    let start = clock.now();
    let ensured = client.xaa().ensure_subscriptions(&wanted).await.unwrap();
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(ensured.to_string(), "3400 wanted, 3400 created; all are as wanted");
    assert_eq!(clock.now().duration_since(start), Some(6 * WINDOW));
    assert_eq!(client.xaa().list().await.unwrap().len(), 3_400);
}
