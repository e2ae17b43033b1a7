//! Random actions, compared with the model after each.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use account_activity::emulator::{
    Action, DirectMessagesFrom, Message, Performed, Quote, Reply, World, WorldUser,
};
use account_activity::model::{App, QuickReplyOption, User as Profile, WebhookUser};
use account_activity::{Event, EventKey, Timestamp, Tweet, TweetId, UserId};
use fastrand::Rng;

use super::model::{Line, Model, Number, Person, Step, User};
use super::{APP, NOW, well_formed};

const NAMES: [&str; 6] = ["ada", "bob", "cleo", "Dan_the_Man", "e", "f_1234567890123"];

/// A world, the model of it, and what the one calls what the other counts.
pub(super) struct Run {
    rng: Rng,
    pub(super) world: World,
    pub(super) model: Model,
    ids: Vec<UserId>,
    tweets: Vec<TweetId>,
    now: i64,
}

impl Run {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let mut world = World::new();
        let both_sides = rng.bool();
        world.set_both_sides(both_sides);
        world.add_app(App::new(APP));
        let mut people = Vec::new();
        let mut ids = Vec::new();
        for name in NAMES {
            let person = Person { protected: rng.u8(..4) == 0, closed: rng.u8(..3) == 0 };
            let messages_from = match person.closed {
                true => DirectMessagesFrom::Followed,
                false => DirectMessagesFrom::Everyone,
            };
            let user = WorldUser::new(name)
                .with_protected(person.protected)
                .with_direct_messages_from(messages_from);
            ids.push(world.add_user(user).unwrap());
            people.push(person);
        }
        let model = Model { people, both_sides, log: Vec::new() };
        Self { rng, world, model, ids, tweets: Vec::new(), now: NOW.as_millis() }
    }

    /// A step, mostly one that can be done, and the action that it is.
    pub(super) fn step(&mut self) -> (Step, Action, Timestamp) {
        // So that keys by time differ.
        self.now += self.rng.i64(1..5_000);
        let rng = &mut self.rng;
        let user = |rng: &mut Rng| rng.usize(..NAMES.len());
        let (a, b) = (user(rng), user(rng));
        let tweet = rng.usize(..self.tweets.len().max(1));
        let mentions: Vec<User> = (0..rng.usize(..3)).map(|_| user(rng)).collect();
        let step = match rng.u8(..27) {
            0..=2 => Step::Follow(a, b),
            3 => Step::Unfollow(a, b),
            4 => Step::Block(a, b),
            5..=6 => Step::Unblock(a, b),
            7 => Step::Mute(a, b),
            8 => Step::Unmute(a, b),
            9..=10 => Step::Post { user: a, mentions },
            11..=12 => Step::Reply { user: a, to: tweet, mentions },
            13..=14 => Step::Quote { user: a, tweet, mentions },
            15..=17 => Step::Retweet(a, tweet),
            18..=19 => Step::Like(a, tweet),
            20 => {
                Step::Delete(self.tweets.get(tweet).map_or(a, |_| self.model.author(tweet)), tweet)
            }
            21 => Step::Delete(a, tweet),
            22 => Step::Message { user: a, to: b, offers: rng.bool(), chooses: false },
            23 => self.answer(a, b),
            24 => Step::Typing(a, b),
            25 => Step::Read(a, b),
            _ => Step::Revoke(a),
        };
        let action = self.action(&step);
        (step, action, Timestamp::from_millis(self.now))
    }

    /// An answer to some message, by a quick reply or by reading it.
    fn answer(&mut self, a: User, b: User) -> Step {
        let messages = self.model.log.iter().rev().filter_map(|step| match *step {
            Step::Message { user, to, .. } => Some((to, user)),
            _ => None,
        });
        let recent: Vec<(User, User)> = messages.take(4).collect();
        let (user, to) = self.rng.choice(&recent).copied().unwrap_or((a, b));
        if self.rng.bool() {
            Step::Read(user, to)
        } else {
            Step::Message { user, to, offers: self.rng.bool(), chooses: true }
        }
    }

    fn action(&mut self, step: &Step) -> Action {
        let who = |user: User| self.ids[user];
        let nowhere = TweetId::new(1);
        let tweet = |number: Number| self.tweets.get(number).copied().unwrap_or(nowhere);
        match *step {
            Step::Follow(a, b) => Action::follow(who(a), who(b)),
            Step::Unfollow(a, b) => Action::unfollow(who(a), who(b)),
            Step::Block(a, b) => Action::block(who(a), who(b)),
            Step::Unblock(a, b) => Action::unblock(who(a), who(b)),
            Step::Mute(a, b) => Action::mute(who(a), NAMES[b]),
            Step::Unmute(a, b) => Action::unmute(NAMES[a], who(b)),
            Step::Post { user, ref mentions } => {
                Action::post(NAMES[user], &text(&mut self.rng, mentions))
            }
            Step::Reply { user, to, ref mentions } => {
                let text = text(&mut self.rng, mentions);
                Reply::new(who(user), tweet(to), &text).with_photos(self.rng.usize(..2)).into()
            }
            Step::Quote { user, tweet: quoted, ref mentions } => {
                let text = text(&mut self.rng, mentions);
                Quote::new(who(user), tweet(quoted), &text).with_photos(self.rng.usize(..2)).into()
            }
            Step::Retweet(user, of) => Action::retweet(who(user), tweet(of)),
            Step::Like(user, of) => Action::like(who(user), tweet(of)),
            Step::Delete(user, of) => Action::delete(who(user), tweet(of)),
            Step::Message { user, to, offers, chooses } => {
                let mut message = Message::new(who(user), who(to), if chooses { "" } else { "Hi" });
                if offers {
                    let mut option = QuickReplyOption::new();
                    option.label = "Yes".into();
                    message = message.with_quick_reply([option]);
                }
                if chooses {
                    message = message.choosing("Yes");
                }
                if self.rng.bool() {
                    message = message.from_app(APP);
                }
                message.into()
            }
            Step::Typing(a, b) => Action::typing(who(a), who(b)),
            Step::Read(a, b) => Action::read(who(a), who(b)),
            Step::Revoke(user) => Action::revoke(who(user), APP),
        }
    }

    /// Takes note of what was done.
    pub(super) fn record(&mut self, step: Step, performed: &Performed) {
        self.tweets.extend(performed.tweet());
        self.model.log.push(step);
    }

    fn number(&self, id: UserId) -> User {
        self.ids.iter().position(|other| *other == id).unwrap()
    }

    fn lines(&self, performed: &Performed) -> BTreeSet<Line> {
        let mut lines = BTreeSet::new();
        for notice in &performed.notices {
            let entry = well_formed(&notice.payload).entries().next().unwrap();
            let subscriber = notice.payload.for_user_id();
            let is_revoke = matches!(entry.event(), Event::Revoke(_));
            assert_eq!(subscriber, (!is_revoke).then_some(notice.user));
            let blocked = notice.payload.user_has_blocked();
            lines.insert((self.number(notice.user), entry.kind(), entry.relation(), blocked));
        }
        assert_eq!(lines.len(), performed.notices.len(), "nobody hears twice");
        lines
    }

    /// Whether the event tells of the step, with the counts as they are after it.
    fn check_event(&self, step: &Step, event: &Event, now: Timestamp, is_own: bool) {
        match (step, event) {
            (
                Step::Follow(a, b) | Step::Unfollow(a, b),
                Event::Follow(follow) | Event::Unfollow(follow),
            ) => self.check_pair([*a, *b], [&follow.source, &follow.target]),
            (
                Step::Block(a, b) | Step::Unblock(a, b),
                Event::Block(block) | Event::Unblock(block),
            ) => {
                self.check_pair([*a, *b], [&block.source, &block.target]);
            }
            (Step::Mute(a, b) | Step::Unmute(a, b), Event::Mute(mute) | Event::Unmute(mute)) => {
                self.check_pair([*a, *b], [&mute.source, &mute.target]);
            }
            (Step::Post { .. }, Event::TweetCreate(tweet)) => {
                assert!(tweet.in_reply_to_status_id.is_none() && !tweet.is_quote_status);
                self.check_tweet(tweet, self.tweets.len() - 1);
            }
            (Step::Reply { to, .. }, Event::TweetCreate(tweet)) => {
                let to = self.model.original(*to);
                assert_eq!(tweet.in_reply_to_status_id, Some(self.tweets[to]));
                assert_eq!(tweet.in_reply_to_user_id, Some(self.ids[self.model.author(to)]));
                self.check_tweet(tweet, self.tweets.len() - 1);
            }
            (Step::Quote { tweet: quoted, .. }, Event::TweetCreate(tweet)) => {
                let quoted = self.model.original(*quoted);
                assert_eq!(tweet.quoted_status_id, Some(self.tweets[quoted]));
                self.check_tweet(tweet, self.tweets.len() - 1);
                self.check_tweet(tweet.quoted_status.as_ref().unwrap(), quoted);
            }
            (Step::Retweet(_, of), Event::TweetCreate(tweet)) => {
                self.check_tweet(tweet, self.tweets.len() - 1);
                let original = self.model.original(*of);
                self.check_tweet(tweet.retweeted_status.as_ref().unwrap(), original);
            }
            (Step::Like(user, of), Event::Favorite(favorite)) => {
                self.check_profile(&favorite.user, *user);
                self.check_tweet(&favorite.favorited_status, self.model.original(*of));
            }
            (Step::Delete(user, tweet), Event::TweetDelete(delete)) => {
                assert_eq!(delete.status.id, self.tweets[*tweet]);
                assert_eq!(delete.status.user_id, self.ids[*user]);
            }
            (Step::Message { user, to, offers, chooses }, Event::DirectMessage(message)) => {
                assert_eq!(message.sender_id(), self.ids[*user]);
                assert_eq!(message.recipient_id(), self.ids[*to]);
                assert_eq!(message.text(), if *chooses { "Yes" } else { "Hi" });
                let data = message.message_create.message_data.as_ref().unwrap();
                assert_eq!(data.quick_reply.is_some(), *offers);
                assert_eq!(data.quick_reply_response.is_some(), *chooses);
                assert!(is_own || message.message_create.source_app_id.is_none());
            }
            (Step::Typing(..), Event::DirectMessageTyping(_))
            | (Step::Read(..), Event::DirectMessageMarkRead(_))
            | (Step::Revoke(_), Event::Revoke(_)) => {}
            other => panic!("{other:?}"),
        }
        let at = event.occurred_at().unwrap().as_millis();
        let lost = if matches!(event, Event::Revoke(_)) { now.as_millis() % 1000 } else { 0 };
        assert_eq!(at, now.as_millis() - lost);
    }

    fn check_pair(&self, users: [User; 2], profiles: [&WebhookUser; 2]) {
        for (user, profile) in users.into_iter().zip(profiles) {
            assert_eq!(profile.id, self.ids[user]);
            let counts = [
                profile.followers_count,
                profile.friends_count,
                profile.statuses_count,
                profile.favourites_count,
            ];
            assert_eq!(counts, as_i64(self.model.counts(user)));
        }
    }

    fn check_profile(&self, profile: &Profile, user: User) {
        assert_eq!(profile.id, self.ids[user]);
        let counts = [
            profile.followers_count,
            profile.friends_count,
            profile.statuses_count,
            profile.favourites_count,
        ];
        assert_eq!(counts, as_i64(self.model.counts(user)));
    }

    fn check_tweet(&self, tweet: &Tweet, number: Number) {
        assert_eq!(tweet.id, self.tweets[number]);
        self.check_profile(&tweet.user, self.model.author(number));
        let counts =
            [tweet.reply_count, tweet.quote_count, tweet.retweet_count, tweet.favorite_count];
        assert_eq!(counts, as_i64(self.model.tweet_counts(number)));
        let (text, entities) = (tweet.full_text(), tweet.full_entities().unwrap());
        for mention in &entities.user_mentions {
            let shown = mention.indices.unwrap().slice(text).unwrap();
            assert_eq!(shown, format!("@{}", mention.screen_name));
        }
        for url in &entities.urls {
            assert_eq!(url.indices.unwrap().slice(text), Some(url.url.as_str()));
        }
        for media in tweet.media() {
            let text = if tweet.retweeted_status.is_some() { &tweet.text } else { text };
            assert_eq!(media.indices.unwrap().slice(text), Some(media.url.as_str()));
        }
    }
}

fn as_i64(counts: [usize; 4]) -> [i64; 4] {
    counts.map(|count| i64::try_from(count).unwrap())
}

/// A text that mentions these users and nobody else.
fn text(rng: &mut Rng, mentions: &[User]) -> String {
    let mut words = vec!["Fish & <chips>"; rng.usize(..3)];
    if rng.u8(..4) == 0 {
        // Long enough to be cut before the mentions, or within them.
        words.extend(vec!["and so on"; rng.usize(10..30)]);
    }
    words.extend(rng.choice(["mail@ada.example", "@nobody_here", "https://x.example/@ada", "🍵"]));
    let mut text = words.join(" ");
    for user in mentions {
        let name = match rng.u8(..3) {
            0 => NAMES[*user].to_uppercase(),
            _ => NAMES[*user].to_owned(),
        };
        let mention = format!("@{name}{}", rng.choice(["", ",", "!", "’s", ":"]).unwrap());
        text = match rng.bool() {
            true => format!("{text} {mention}"),
            false => format!("{mention} {text}"),
        };
    }
    text
}

fn run(seed: u64, steps: usize, seen: &mut BTreeMap<(u8, bool), usize>) {
    let mut run = Run::new(seed);
    let mut keys: HashSet<EventKey> = HashSet::new();
    for number in 0..steps {
        let (step, action, now) = run.step();
        let at = format!("seed {seed}, step {number}: {step:?}");
        let expected = run.model.expect(&step);
        let before = run.world.clone();
        let performed = run.world.perform(action, now);
        *seen.entry((kind(&step), performed.is_ok())).or_default() += 1;
        match (performed, expected) {
            (Ok(performed), Some(expected)) => {
                assert_eq!(run.lines(&performed), expected, "{at}");
                run.record(step.clone(), &performed);
                for notice in &performed.notices {
                    let entry = notice.payload.entries().next().unwrap();
                    assert!(keys.insert(entry.key()), "{at}: {}", entry.key());
                    run.check_event(&step, entry.event(), now, entry.is_own());
                }
            }
            (Err(_), None) => assert_eq!(run.world, before, "{at}"),
            (Ok(performed), None) => panic!("{at}: {performed:?}"),
            (Err(error), Some(_)) => panic!("{at}: {error}"),
        }
    }
}

fn kind(step: &Step) -> u8 {
    match step {
        Step::Follow(..) => 0,
        Step::Unfollow(..) => 1,
        Step::Block(..) => 2,
        Step::Unblock(..) => 3,
        Step::Mute(..) => 4,
        Step::Unmute(..) => 5,
        Step::Post { .. } => 6,
        Step::Reply { .. } => 7,
        Step::Quote { .. } => 8,
        Step::Retweet(..) => 9,
        Step::Like(..) => 10,
        Step::Delete(..) => 11,
        Step::Message { chooses: false, .. } => 12,
        Step::Message { chooses: true, .. } => 13,
        Step::Typing(..) => 14,
        Step::Read(..) => 15,
        Step::Revoke(_) => 16,
    }
}

#[test]
fn random_actions_reach_whom_the_model_says() {
    let mut seen = BTreeMap::new();
    for seed in 0..24 {
        run(seed, 160, &mut seen);
    }
    // Each step was done, and each that can be refused was.
    for kind in 0..=16 {
        assert!(seen.contains_key(&(kind, true)), "{kind}: {seen:?}");
        assert!(seen.contains_key(&(kind, false)) || [6, 16].contains(&kind), "{kind}: {seen:?}");
    }
}
