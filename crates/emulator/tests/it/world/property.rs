//! Random actions, compared with the model after each one.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use account_activity::model::{User as Profile, WebhookUser};
use account_activity::{Event, EventKey, Timestamp, Tweet, UserId};
use account_activity_emulator::Performed;

use super::model::{Line, Number, Step, User};
use super::run::Run;
use super::well_formed;

impl Run {
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
        assert_eq!(lines.len(), performed.notices.len(), "each user gets one notice");
        lines
    }

    /// Checks that the event matches the step, with the counts after it.
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
            let counts = [profile.followers_count, profile.friends_count];
            let more = [profile.statuses_count, profile.favourites_count];
            self.check_user(user, profile.id, [counts, more]);
        }
    }

    fn check_profile(&self, profile: &Profile, user: User) {
        let counts = [profile.followers_count, profile.friends_count];
        let more = [profile.statuses_count, profile.favourites_count];
        self.check_user(user, profile.id, [counts, more]);
    }

    fn check_user(&self, user: User, id: UserId, counts: [[i64; 2]; 2]) {
        assert_eq!(id, self.ids[user]);
        assert_eq!(counts.as_flattened(), as_i64(self.model.counts(user)));
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
        let own = tweet.extended_entities.iter().flat_map(|entities| &entities.media);
        let own = own.map(|media| (media, text));
        let shown = tweet.media().iter().map(|media| (media, tweet.original().full_text()));
        for (media, text) in own.chain(shown) {
            assert_eq!(media.indices.unwrap().slice(text), Some(media.url.as_str()));
        }
    }
}

fn as_i64(counts: [usize; 4]) -> [i64; 4] {
    counts.map(|count| i64::try_from(count).unwrap())
}

fn run(seed: u64, steps: usize, seen: &mut BTreeMap<(u8, bool), usize>) {
    let mut run = Run::new(seed);
    let mut keys: HashSet<EventKey> = HashSet::new();
    for number in 0..steps {
        let (step, action, now) = run.step();
        let at = format!("seed {seed}, step {number}: {step:?}");
        let expected = run.model.expect(&step);
        let before = expected.is_none().then(|| run.world.clone());
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
            (Err(_), None) => assert_eq!(before, Some(run.world.clone()), "{at}"),
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
    for seed in 0..40 {
        run(seed, 120, &mut seen);
    }
    // Each kind of step was performed, and each kind that can fail failed.
    for kind in 0..=16 {
        assert!(seen.contains_key(&(kind, true)), "{kind}: {seen:?}");
        assert!(seen.contains_key(&(kind, false)) || [6, 16].contains(&kind), "{kind}: {seen:?}");
    }
}
