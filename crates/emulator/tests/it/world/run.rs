//! A world and its model, and random steps for both.

use account_activity::model::{App, QuickReplyOption};
use account_activity::{Timestamp, TweetId, UserId};
use account_activity_emulator::{
    Action, DirectMessagesFrom, Message, Performed, Quote, Reply, World, WorldUser,
};
use fastrand::Rng;

use super::model::{Model, Number, Person, Step, User};
use super::{APP, NOW};

const NAMES: [&str; 6] = ["ada", "bob", "cleo", "Dan_the_Man", "e", "f_1234567890123"];

/// A world, its model, and the world's ids in the order of the model's numbers.
pub(crate) struct Run {
    rng: Rng,
    pub(crate) world: World,
    pub(crate) model: Model,
    pub(crate) ids: Vec<UserId>,
    pub(crate) tweets: Vec<TweetId>,
    now: i64,
}

impl Run {
    pub(crate) fn new(seed: u64) -> Self {
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

    /// Returns a step, mostly one that can be performed, and its action.
    pub(crate) fn step(&mut self) -> (Step, Action, Timestamp) {
        // The time changes, so that keys that contain it differ.
        self.now += self.rng.i64(1..5_000);
        let rng = &mut self.rng;
        let user = |rng: &mut Rng| rng.usize(..NAMES.len());
        let (a, b) = (user(rng), user(rng));
        let tweet = rng.usize(..self.tweets.len().max(1));
        let quotes: Vec<Number> = self.model.quotes();
        let quote = rng.choice(&quotes).copied().unwrap_or(tweet);
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
            15..=16 => Step::Retweet(a, tweet),
            17 => Step::Retweet(a, quote),
            18..=19 => Step::Like(a, tweet),
            20 => Step::Delete(self.model.author_of(tweet).unwrap_or(a), tweet),
            21 => {
                // Deletes the quoted Tweet.
                let tweet = self.model.quoted(quote).unwrap_or(tweet);
                Step::Delete(self.model.author_of(tweet).unwrap_or(a), tweet)
            }
            22 => Step::Message { user: a, to: b, offers: rng.bool(), chooses: false },
            23 => self.respond(a, b),
            24 => Step::Typing(a, b),
            25 => Step::Read(a, b),
            _ => Step::Revoke(a),
        };
        let action = self.action(&step);
        (step, action, Timestamp::from_millis(self.now))
    }

    /// Returns a step that refers to the last one: the end of a tie, a reply to a reply, a quote or
    /// Retweet of a quote.
    pub(crate) fn sequel(&mut self, last: &Step) -> Option<(Step, Action, Timestamp)> {
        let (user, tweet) = (self.rng.usize(..NAMES.len()), self.tweets.len().checked_sub(1));
        let step = match *last {
            Step::Follow(a, b) if self.rng.u8(..4) == 0 => Step::Unfollow(a, b),
            Step::Block(a, b) => Step::Unblock(a, b),
            Step::Mute(a, b) => Step::Unmute(a, b),
            Step::Reply { .. } => Step::Reply { user, to: tweet?, mentions: Vec::new() },
            Step::Quote { .. } if self.rng.bool() => Step::Retweet(user, tweet?),
            Step::Quote { .. } => Step::Quote { user, tweet: tweet?, mentions: Vec::new() },
            _ => return None,
        };
        self.now += self.rng.i64(1..5_000);
        let action = self.action(&step);
        Some((step, action, Timestamp::from_millis(self.now)))
    }

    /// Responds to a message, by a quick reply or by reading it.
    fn respond(&mut self, a: User, b: User) -> Step {
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

    /// Records a performed step.
    pub(crate) fn record(&mut self, step: Step, performed: &Performed) {
        self.tweets.extend(performed.tweet());
        self.model.log.push(step);
    }
}

/// Returns a text that mentions exactly these users.
fn text(rng: &mut Rng, mentions: &[User]) -> String {
    let mut words = vec!["Fish & <chips>"; rng.usize(..3)];
    if rng.u8(..4) == 0 {
        // Long enough to be cut before or within the mentions.
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
