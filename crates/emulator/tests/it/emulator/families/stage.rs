//! An emulator whose users are subscribed in both APIs, to one URL.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use account_activity::client::xaa::{
    ActivityStream, DeliverTo, NewSubscription, StreamItem, SubscriptionFilter,
};
use account_activity::client::{Callback, ReplayWindow};
use account_activity::xaa::{Direction, EventKind};
use account_activity::{
    Activity, ActivityKind, Body, Client, Tier, Timestamp, UserId, UserToken, WebhookId,
};
use account_activity_emulator::{
    Account, Action, App, Clock, Emulator, EmulatorBuilder, EmulatorError, Performed,
};
use fastrand::Rng;

use super::super::activity::{Webhook, client};
use super::super::still;
use crate::world::run::Run;
use crate::world::{APP, NOW};

/// The kinds that replace those of the Account Activity API. A revocation needs no subscription.
const KINDS: [EventKind; 17] = [
    EventKind::PostCreate,
    EventKind::PostMentionCreate,
    EventKind::PostReplyCreate,
    EventKind::PostQuoteCreate,
    EventKind::PostRepostCreate,
    EventKind::PostDelete,
    EventKind::LikeCreate,
    EventKind::FollowFollow,
    EventKind::FollowUnfollow,
    EventKind::BlockBlock,
    EventKind::BlockUnblock,
    EventKind::MuteMute,
    EventKind::MuteUnmute,
    EventKind::DmReceived,
    EventKind::DmSent,
    EventKind::DmRead,
    EventKind::DmIndicateTyping,
];

/// The conditions of a run.
pub(super) struct Draw {
    pub(super) seed: u64,
    pub(super) steps: usize,
    tier: Tier,
    /// Whether a connection of the stream is open. Some subscriptions are then for it alone.
    has_stream: bool,
    /// Whether some subscriptions to follows and likes have a direction.
    has_directions: bool,
    pub(super) is_replayed: bool,
}

impl Draw {
    const PLAIN: Self = Self {
        seed: 0,
        steps: 100,
        tier: Tier::V2Enterprise,
        has_stream: false,
        has_directions: false,
        is_replayed: false,
    };

    pub(super) const ALL: [Self; 3] = [
        Self { seed: 324, is_replayed: true, ..Self::PLAIN },
        Self { seed: 325, tier: Tier::Premium, has_stream: true, ..Self::PLAIN },
        Self {
            seed: 326,
            tier: Tier::Enterprise,
            has_stream: true,
            has_directions: true,
            ..Self::PLAIN
        },
    ];
}

pub(super) struct Stage {
    emulator: Emulator,
    client: Client,
    rng: Rng,
    /// The webhook of v2, which is that of the X Activity API.
    webhook: Webhook,
    /// The webhook of the Account Activity API, at the same URL.
    of_aaa: WebhookId,
    stream: Option<ActivityStream>,
    /// The number of events that the stream has told of.
    streamed: u64,
    has_directions: bool,
    /// The direction of the subscriptions of a user to a kind, if they have one.
    directions: BTreeMap<(UserId, String), Direction>,
}

impl Stage {
    pub(super) async fn start(draw: &Draw, run: &Run) -> Self {
        let app = App::new("key", "secret").with_id(APP).with_client_secret("client secret");
        let builder = still(draw.tier).clock(Clock::manual(NOW)).seed(draw.seed).app(app);
        let builder = builder.both_sides(run.model.both_sides).stream_head_at_once(true);
        let users = run.world.users().cloned().map(Account::new);
        let emulator = users.fold(builder, EmulatorBuilder::user).start().await.unwrap();
        let client = client(&emulator);
        let webhook = Webhook::new(&emulator, &client).await;
        let of_aaa = match draw.tier {
            Tier::Premium => {
                client.premium("prod").register_webhook(&webhook.url).await.unwrap().id
            }
            Tier::Enterprise => {
                client.enterprise().register_webhook(&webhook.url).await.unwrap().id
            }
            _ => webhook.id,
        };
        let stream = draw.has_stream.then(|| client.xaa().stream());
        let mut stage = Self {
            emulator,
            client,
            rng: Rng::with_seed(draw.seed),
            of_aaa,
            webhook,
            stream,
            streamed: 0,
            has_directions: draw.has_directions,
            directions: BTreeMap::new(),
        };
        if let Some(stream) = &mut stage.stream {
            // The first item is the notice of the connection.
            assert!(matches!(stream.next().await, Some(Ok(StreamItem::Notice(_)))));
        }
        for user in &run.ids {
            let token = stage.token(*user);
            stage.subscribe(*user, &token).await;
        }
        stage
    }

    /// Returns a token of the start: that of OAuth 1.0a, or on v2 also that of OAuth 2.0.
    fn token(&mut self, user: UserId) -> UserToken {
        let credentials = self.emulator.credentials();
        let known = credentials.users.iter().find(|it| it.id == user).unwrap();
        let oauth2 = known.oauth2.clone().filter(|_| self.is_v2() && self.rng.bool());
        oauth2.unwrap_or_else(|| known.token.clone())
    }

    fn is_v2(&self) -> bool {
        self.of_aaa == self.webhook.id
    }

    /// Subscribes a user in both APIs.
    async fn subscribe(&mut self, user: UserId, token: &UserToken) {
        let subscribed = match self.emulator.tier() {
            Tier::Premium => self.client.premium("prod").subscribe(token).await,
            Tier::Enterprise => self.client.enterprise().subscribe(self.of_aaa, token).await,
            _ => self.client.v2().subscribe(self.of_aaa, token).await,
        };
        subscribed.unwrap();
        for kind in KINDS {
            let is_for_stream = self.stream.is_some() && self.rng.u8(..4) == 0;
            let to = match is_for_stream {
                true => DeliverTo::Stream,
                false => DeliverTo::Webhook(self.webhook.id),
            };
            let filter = match self.draw_direction(user, &kind) {
                Some(direction) => SubscriptionFilter::user(user).direction(direction),
                None => SubscriptionFilter::user(user),
            };
            let new = NewSubscription::new(kind, filter, to).tag("rehearsal");
            self.client.xaa().subscribe(&new, Some(token)).await.unwrap();
        }
    }

    fn draw_direction(&mut self, user: UserId, kind: &EventKind) -> Option<Direction> {
        let key = (user, kind.to_string());
        self.directions.remove(&key);
        let can_have_one = kind.filters().is_some_and(|filters| filters.contains(&"direction"));
        if !self.has_directions || !can_have_one {
            return None;
        }
        let drawn = [None, Some(Direction::Inbound), Some(Direction::Outbound)];
        let direction = self.rng.choice(drawn).flatten()?;
        self.directions.insert(key, direction.clone());
        Some(direction)
    }

    /// Returns whether the direction of a subscription permits an activity.
    pub(super) fn takes(&self, user: UserId, activity: Activity<'_>) -> bool {
        let kind = match activity.kind() {
            ActivityKind::Like => EventKind::LikeCreate,
            ActivityKind::Follow => EventKind::FollowFollow,
            ActivityKind::Unfollow => EventKind::FollowUnfollow,
            _ => return true,
        };
        match self.directions.get(&(user, kind.to_string())) {
            Some(Direction::Outbound) => activity.actor() == Some(user),
            Some(_) => activity.target() == Some(user),
            None => true,
        }
    }

    /// Lets emulated time pass.
    pub(super) async fn pass_until(&self, end: Timestamp) {
        let wait = end.duration_since(self.emulator.clock().now()).unwrap_or_default();
        self.emulator.advance(wait).await;
    }

    /// Performs an action, unless the user cannot.
    pub(super) async fn perform(&self, action: Action) -> Option<Performed> {
        match self.emulator.perform(action).await {
            Ok(performed) => Some(performed),
            Err(EmulatorError::Action(_)) => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// Returns what has arrived since the last call: what the webhook got, and the events that only the
    /// stream got.
    pub(super) async fn arrived(&mut self) -> Vec<Body> {
        let received = self.webhook.take(&self.emulator).await;
        let mut bodies: Vec<Body> = received.iter().map(|it| it.body().clone()).collect();
        let Some(stream) = &mut self.stream else { return bodies };
        let usage = self.emulator.usage().into_iter().flat_map(|day| day.kinds);
        let sent: u64 = usage.map(|kind| kind.deliveries).sum();
        let mut streamed = HashSet::new();
        let by_webhook = bodies.clone();
        while self.streamed < sent {
            let StreamItem::Envelope(envelope) = stream.next().await.unwrap().unwrap() else {
                panic!("the stream told of something else than an event");
            };
            self.streamed += 1;
            let body = Body::XActivity(*envelope);
            streamed.insert(body.as_bytes().to_vec());
            if !by_webhook.iter().any(|it| it.as_bytes() == body.as_bytes()) {
                bodies.push(body);
            }
        }
        // The stream has what the webhook got, too.
        let mut of_xaa = by_webhook.iter().filter(|it| matches!(it, Body::XActivity(_)));
        assert!(of_xaa.all(|body| streamed.contains(body.as_bytes())));
        bodies
    }

    /// Lets a user who has revoked the app's access sign in again, and subscribes them.
    pub(super) async fn sign_in_again(&mut self, user: UserId) {
        self.emulator.allow_next(user, "1234567").await.unwrap();
        let oauth = self.client.oauth();
        let request = oauth.request_token(Callback::Pin).await.unwrap();
        let token = oauth.access_token(&request, "1234567").await.unwrap().token;
        self.subscribe(user, &token).await;
    }

    /// Lets X send everything again.
    pub(super) async fn replayed(&mut self) -> Vec<Body> {
        let end = self.emulator.clock().now();
        self.emulator.advance(Duration::from_secs(45 * 60)).await;
        let window = ReplayWindow::covering(NOW, end).unwrap();
        self.client.v2().replay(self.webhook.id, window).await.unwrap();
        let mut again = self.arrived().await;
        let is_status = |body: &Body| {
            body.activities().any(|activity| activity.kind() == ActivityKind::ReplayJobStatus)
        };
        let count = again.len();
        again.retain(|body| !is_status(body));
        assert_eq!(again.len() + 1, count);
        again
    }
}
