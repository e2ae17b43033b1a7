//! The steps of the move.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use account_activity::activity::PostView;
use account_activity::client::WebhookUrl;
use account_activity::{ActivityKind, Client, Tier, Timestamp, TweetId, UserId, WebhookId};
use account_activity_emulator::{Action, App, Clock, Emulator, Performed, Subject, WorldUser};

use super::bot::{Arrival, Bot};
use super::consent::sign_in;
use super::known::Known;
use super::report::{self, say};
use super::tally::{Expected, Tally};
use super::{Result, script, wanted};

/// 2026-12-01, a month before X ends the Account Activity API.
const START: Timestamp = Timestamp::from_millis(1_796_083_200_000);

/// A user of the bot.
struct User {
    id: UserId,
    name: &'static str,
    /// Whether the user is subscribed in the Account Activity API, and in the X Activity API.
    subscribed: [bool; 2],
}

pub(crate) struct Rehearsal {
    emulator: Emulator,
    bot: Bot,
    users: Vec<User>,
    replies: HashSet<TweetId>,
    tally: Tally,
}

/// Rehearses the move. Returns the events that were handled twice, or lost without a known reason.
pub(crate) async fn run() -> Result<Vec<String>> {
    say(
        "A rehearsal of the move from the Account Activity API (AAA) to the X Activity API (XAA).\n",
    );
    let mut rehearsal = Rehearsal::start().await?;
    let client = Client::builder(rehearsal.emulator.credentials().app())
        .base_url(rehearsal.emulator.base_url())
        .clock(rehearsal.emulator.clock().clone())
        .build()?;

    let webhook = rehearsal.subscribe_as_before(&client).await?;
    script::act(&mut rehearsal).await?;
    let mut total = rehearsal.take_tally();
    say(report::of_phase("now", &total));

    rehearsal.subscribe_anew(&client, webhook).await?;
    script::act(&mut rehearsal).await?;
    let shadow = rehearsal.take_tally();
    say("Both APIs deliver to the same webhook. The users act:\n");
    say(report::of_rows(&shadow));
    total.add(shadow);

    say("\nThe users leave AAA one by one. Each time, all of them act:\n");
    for index in 0..rehearsal.users.len() {
        let name = rehearsal.leave(&client, webhook, index).await?;
        script::act(&mut rehearsal).await?;
        let left = rehearsal.take_tally();
        say(report::of_phase(&format!("without @{name}"), &left));
        total.add(left);
    }

    say(format!("\nIn sum:\n\n{}", report::of_summary(&total, &rehearsal.emulator.usage())));
    rehearsal.emulator.shutdown().await?;
    Ok(total.problems)
}

impl Rehearsal {
    /// Starts an emulator with three users of the bot, one of them protected, and with Dana.
    async fn start() -> Result<Self> {
        let emulator = Emulator::builder()
            .tier(Tier::V2PayPerUse)
            .clock(Clock::manual(START))
            // X's newer pages say that the Account Activity API tells users that they are blocked.
            .both_sides(true)
            .app(App::default().with_client_secret("the app's client secret"))
            .user("ada")
            .user("bob")
            .user(WorldUser::new("cleo").with_protected(true))
            .user("dana")
            .start()
            .await?;
        let (credentials, names) = (emulator.credentials(), ["ada", "bob", "cleo"]);
        let user = |name| {
            let user = credentials.user(name)?;
            Some(User { id: user.id, name, subscribed: [false; 2] })
        };
        let users = names.into_iter().map(user).collect::<Option<Vec<_>>>();
        let users = users.ok_or("the app has the tokens of its users")?;
        let bot = Bot::new(emulator.clock().clone());
        let (replies, tally) = (HashSet::new(), Tally::default());
        Ok(Self { emulator, bot, users, replies, tally })
    }

    /// Registers the bot's webhook and subscribes the users in the Account Activity API.
    async fn subscribe_as_before(&mut self, client: &Client) -> Result<WebhookId> {
        let credentials = self.emulator.credentials();
        let url: WebhookUrl = self.emulator.serve(self.bot.service(credentials.secrets())).await?;
        let webhook = client.v2().register_webhook(&url).await?.id;
        for user in &mut self.users {
            let token = credentials.token(user.name).ok_or("the user has a token")?;
            client.v2().subscribe(webhook, token).await?;
            user.subscribed[0] = true;
        }
        say("@ada, @bob and @cleo are subscribed in AAA. They and @dana act:\n");
        Ok(webhook)
    }

    /// Lets the users sign in by OAuth 2.0, and subscribes them in the X Activity API, to the webhook
    /// that the Account Activity API uses.
    async fn subscribe_anew(&mut self, client: &Client, webhook: WebhookId) -> Result<()> {
        let kinds = wanted::kinds();
        let scopes = wanted::scopes(&kinds);
        say(format!("\nEach user consents to {}.", scopes.join(" ")));
        let mut rows = Vec::new();
        for user in &mut self.users {
            let token = sign_in(&self.emulator, &client.oauth2(), user.name, &scopes).await?;
            rows.extend(wanted::wanted(&kinds, webhook, user.id, &token));
            user.subscribed[1] = true;
        }
        let ensured = client.xaa().ensure_subscriptions(&rows).await?;
        say(format!("Subscriptions in XAA: {ensured}."));
        match ensured.is_complete() {
            true => Ok(()),
            false => Err("some subscriptions are not as wanted".into()),
        }
    }

    /// Ends a user's subscription in the Account Activity API.
    async fn leave(
        &mut self,
        client: &Client,
        webhook: WebhookId,
        index: usize,
    ) -> Result<&'static str> {
        let user = self.users.get_mut(index).ok_or("there is such a user")?;
        client.v2().unsubscribe(webhook, user.id).await?;
        user.subscribed[0] = false;
        Ok(user.name)
    }

    /// Performs an action that makes a post.
    pub(crate) async fn post(&mut self, action: Action) -> Result<TweetId> {
        Ok(self.perform(action).await?.tweet().ok_or("the action makes a post")?)
    }

    /// Performs an action, waits for the deliveries, and compares what came with what happened. Then a
    /// minute passes.
    pub(crate) async fn perform(&mut self, action: Action) -> Result<Performed> {
        let performed = self.emulator.perform(action).await?;
        self.emulator.drained().await;
        self.compare(&performed);
        self.emulator.advance(Duration::from_secs(60)).await;
        Ok(performed)
    }

    fn compare(&mut self, performed: &Performed) {
        let happened = self.happened(performed);
        let mut arrivals = self.bot.take();
        for ((subscriber, kind), known) in happened {
            let is_of = |it: &Arrival| (it.subscriber, it.kind) == (Some(subscriber), kind);
            let of_event: Vec<_> = arrivals.extract_if(.., |it| is_of(it)).collect();
            let Some(user) = self.users.iter().find(|user| user.id == subscriber) else { continue };
            let expected = Expected { kind, known, subscribed: user.subscribed };
            self.tally.count(&format!("{kind} of @{}", user.name), expected, &of_event);
        }
        let unexpected = arrivals.iter().map(|it| format!("unexpected: {it:?}"));
        self.tally.problems.extend(unexpected);
    }

    /// Returns the events of each user, with the reason for which one API does not deliver it.
    fn happened(
        &mut self,
        performed: &Performed,
    ) -> BTreeMap<(UserId, ActivityKind), Option<Known>> {
        let mut happened = BTreeMap::new();
        for notice in &performed.notices {
            for activity in notice.payload.activities() {
                let reply = activity.post().filter(|post| post.is_reply());
                self.replies.extend(reply.map(PostView::id));
                let known = Known::of(activity, &self.replies);
                happened.insert((notice.user, activity.kind()), known);
            }
        }
        for notice in &performed.activities {
            let Subject::User(user) = notice.subject else { continue };
            let is_new = notice.kind.replaces().is_none();
            let known = is_new.then_some(Known::NewKind);
            happened.entry((user, ActivityKind::from(&notice.kind))).or_insert(known);
        }
        happened
    }

    fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }
}
