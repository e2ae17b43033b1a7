//! The rules of the world, implemented again in a slow and independent way: every question is
//! decided by a search of the log of steps. Users and Tweets are numbers, in the order of their
//! creation.

use std::collections::BTreeSet;

use account_activity::{EventKind, Relation};

pub(crate) type User = usize;
pub(crate) type Number = usize;

#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) protected: bool,
    /// Accepts Direct Messages only from users whom the user follows or has written to.
    pub(super) closed: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    Follow(User, User),
    Unfollow(User, User),
    Block(User, User),
    Unblock(User, User),
    Mute(User, User),
    Unmute(User, User),
    Post { user: User, mentions: Vec<User> },
    Reply { user: User, to: Number, mentions: Vec<User> },
    Quote { user: User, tweet: Number, mentions: Vec<User> },
    Retweet(User, Number),
    Like(User, Number),
    Delete(User, Number),
    Message { user: User, to: User, offers: bool, chooses: bool },
    Typing(User, User),
    Read(User, User),
    Revoke(User),
}

/// A notice: the user, the kind of event, the relation, and `user_has_blocked`.
pub(super) type Line = (User, EventKind, Relation, Option<bool>);

pub(crate) struct Model {
    pub(super) people: Vec<Person>,
    pub(crate) both_sides: bool,
    pub(super) log: Vec<Step>,
}

impl Model {
    pub(super) fn all(&self) -> std::ops::Range<User> {
        0..self.people.len()
    }

    /// Returns the decision of the latest step that makes one, or false.
    fn latest(&self, says: impl Fn(&Step) -> Option<bool>) -> bool {
        self.log.iter().rev().find_map(says).unwrap_or(false)
    }

    pub(super) fn follows(&self, a: User, b: User) -> bool {
        self.latest(|step| match *step {
            Step::Follow(x, y) if (x, y) == (a, b) => Some(true),
            Step::Unfollow(x, y) if (x, y) == (a, b) => Some(false),
            Step::Block(x, y) if (x, y) == (a, b) || (y, x) == (a, b) => Some(false),
            _ => None,
        })
    }

    fn blocks(&self, a: User, b: User) -> bool {
        self.latest(|step| match *step {
            Step::Block(x, y) if (x, y) == (a, b) => Some(true),
            Step::Unblock(x, y) if (x, y) == (a, b) => Some(false),
            _ => None,
        })
    }

    fn mutes(&self, a: User, b: User) -> bool {
        self.latest(|step| match *step {
            Step::Mute(x, y) if (x, y) == (a, b) => Some(true),
            Step::Unmute(x, y) if (x, y) == (a, b) => Some(false),
            _ => None,
        })
    }

    fn at_peace(&self, a: User, b: User) -> bool {
        !self.blocks(a, b) && !self.blocks(b, a)
    }

    fn can_see(&self, viewer: User, author: User) -> bool {
        let hidden = self.people[author].protected && !self.follows(viewer, author);
        viewer == author || !(hidden || self.blocks(author, viewer))
    }

    /// Returns the steps that created Tweets.
    fn tweets(&self) -> Vec<&Step> {
        let is_tweet = |step: &&Step| {
            matches!(
                step,
                Step::Post { .. } | Step::Reply { .. } | Step::Quote { .. } | Step::Retweet(..)
            )
        };
        self.log.iter().filter(is_tweet).collect()
    }

    fn tweet_count(&self) -> usize {
        self.tweets().len()
    }

    pub(super) fn quotes(&self) -> Vec<Number> {
        (0..self.tweet_count()).filter(|tweet| self.quoted(*tweet).is_some()).collect()
    }

    pub(super) fn author_of(&self, tweet: Number) -> Option<User> {
        (tweet < self.tweet_count()).then(|| self.author(tweet))
    }

    pub(super) fn author(&self, tweet: Number) -> User {
        match self.tweets()[tweet] {
            Step::Post { user, .. }
            | Step::Reply { user, .. }
            | Step::Quote { user, .. }
            | Step::Retweet(user, _) => *user,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn original(&self, tweet: Number) -> Number {
        match self.tweets()[tweet] {
            Step::Retweet(_, of) => self.original(*of),
            _ => tweet,
        }
    }

    pub(super) fn quoted(&self, tweet: Number) -> Option<Number> {
        match self.tweets().get(tweet)? {
            Step::Quote { tweet, .. } => Some(self.original(*tweet)),
            _ => None,
        }
    }

    pub(super) fn is_reply(&self, tweet: Number) -> bool {
        matches!(self.tweets().get(tweet), Some(Step::Reply { .. }))
    }

    fn is_there(&self, tweet: Number) -> bool {
        let is_deleted =
            |tweet| self.log.iter().any(|step| matches!(step, Step::Delete(_, t) if *t == tweet));
        tweet < self.tweet_count() && !is_deleted(tweet) && !is_deleted(self.original(tweet))
    }

    fn likes(&self, user: User, tweet: Number) -> bool {
        self.log.iter().any(
            |step| matches!(step, Step::Like(u, t) if *u == user && self.original(*t) == tweet),
        )
    }

    fn there(&self) -> impl Iterator<Item = Number> {
        (0..self.tweet_count()).filter(|tweet| self.is_there(*tweet))
    }

    /// Returns a user's numbers of followers, followed users, Tweets and likes.
    pub(super) fn counts(&self, user: User) -> [usize; 4] {
        [
            self.all().filter(|other| self.follows(*other, user)).count(),
            self.all().filter(|other| self.follows(user, *other)).count(),
            self.there().filter(|tweet| self.author(*tweet) == user).count(),
            self.there().filter(|tweet| self.likes(user, *tweet)).count(),
        ]
    }

    /// Returns a Tweet's numbers of replies, quotes, Retweets and likes.
    pub(super) fn tweet_counts(&self, tweet: Number) -> [usize; 4] {
        let count = |is: &dyn Fn(&Step) -> bool| {
            self.there().filter(|number| is(self.tweets()[*number])).count()
        };
        [
            count(&|step| matches!(step, Step::Reply { to, .. } if self.original(*to) == tweet)),
            count(
                &|step| matches!(step, Step::Quote { tweet: t, .. } if self.original(*t) == tweet),
            ),
            count(&|step| matches!(step, Step::Retweet(_, t) if self.original(*t) == tweet)),
            self.all().filter(|user| self.likes(*user, tweet)).count(),
        ]
    }

    fn has_written(&self, a: User, b: User) -> bool {
        self.log
            .iter()
            .any(|step| matches!(step, Step::Message { user, to, .. } if (*user, *to) == (a, b)))
    }

    fn may_write(&self, a: User, b: User) -> bool {
        let is_open = !self.people[b].closed || self.follows(b, a) || self.has_written(b, a);
        a != b && self.at_peace(a, b) && is_open
    }

    /// Returns whether the last message between the two users is to `user` and offers quick
    /// replies.
    fn is_offered(&self, user: User, from: User) -> bool {
        self.latest(|step| match *step {
            Step::Message { user: x, to: y, offers, .. } if (x, y) == (from, user) => Some(offers),
            Step::Message { user: x, to: y, .. } if (x, y) == (user, from) => Some(false),
            _ => None,
        })
    }

    fn has_unread(&self, user: User, from: User) -> bool {
        self.latest(|step| match *step {
            Step::Message { user: x, to: y, .. } if (x, y) == (from, user) => Some(true),
            Step::Read(x, y) if (x, y) == (user, from) => Some(false),
            _ => None,
        })
    }

    /// Returns whether a user can act on a Tweet.
    fn can_touch(&self, user: User, tweet: Number) -> bool {
        self.is_there(tweet) && {
            let author = self.author(self.original(tweet));
            self.at_peace(user, author) && self.can_see(user, author)
        }
    }

    fn can_share(&self, user: User, tweet: Number) -> bool {
        self.can_touch(user, tweet) && {
            let author = self.author(self.original(tweet));
            !self.people[author].protected || author == user
        }
    }

    /// Returns the notices of a step, or `None` if the user cannot perform it.
    pub(super) fn expect(&self, step: &Step) -> Option<BTreeSet<Line>> {
        let can_be_done = match *step {
            Step::Follow(a, b) => a != b && self.at_peace(a, b) && !self.follows(a, b),
            Step::Unfollow(a, b) => self.follows(a, b),
            Step::Block(a, b) => a != b && !self.blocks(a, b),
            Step::Unblock(a, b) => self.blocks(a, b),
            Step::Mute(a, b) => a != b && !self.mutes(a, b),
            Step::Unmute(a, b) => self.mutes(a, b),
            Step::Post { .. } | Step::Revoke(_) => true,
            Step::Reply { user, to, .. } => self.can_touch(user, to),
            Step::Quote { user, tweet, .. } => self.can_share(user, tweet),
            Step::Retweet(user, tweet) => {
                self.can_share(user, tweet) && {
                    let again = |step: &Step| {
                        matches!(step, Step::Retweet(_, t)
                            if self.original(*t) == self.original(tweet))
                    };
                    !self
                        .there()
                        .any(|number| self.author(number) == user && again(self.tweets()[number]))
                }
            }
            Step::Like(user, tweet) => {
                self.can_touch(user, tweet) && !self.likes(user, self.original(tweet))
            }
            Step::Delete(user, tweet) => self.is_there(tweet) && self.author(tweet) == user,
            Step::Message { user, to, chooses, .. } => {
                self.may_write(user, to) && (!chooses || self.is_offered(user, to))
            }
            Step::Typing(user, to) => self.may_write(user, to),
            Step::Read(user, from) => {
                user != from && self.at_peace(user, from) && self.has_unread(user, from)
            }
        };
        can_be_done.then(|| self.lines(step))
    }

    fn lines(&self, step: &Step) -> BTreeSet<Line> {
        let by_of = |kind, by, of, both: bool| {
            let mut lines = BTreeSet::from([(by, kind, Relation::By, None)]);
            if both {
                lines.insert((of, kind, Relation::Of, None));
            }
            lines
        };
        match *step {
            Step::Follow(a, b) => by_of(EventKind::Follow, a, b, true),
            Step::Unfollow(a, b) => by_of(EventKind::Unfollow, a, b, self.both_sides),
            Step::Block(a, b) => by_of(EventKind::Block, a, b, self.both_sides),
            Step::Unblock(a, b) => by_of(EventKind::Unblock, a, b, self.both_sides),
            Step::Mute(a, b) => by_of(EventKind::Mute, a, b, self.both_sides),
            Step::Unmute(a, b) => by_of(EventKind::Unmute, a, b, self.both_sides),
            Step::Post { user, ref mentions } => {
                self.tweet_lines(user, Relation::OwnTweet, None, mentions)
            }
            Step::Reply { user, to, ref mentions } => {
                let to = self.author(self.original(to));
                let mut mentions = mentions.clone();
                // A mention of the other author is added to the text.
                mentions.push(to);
                let other = Some((to, Relation::RepliedTo));
                self.tweet_lines(user, Relation::OwnReply, other, &mentions)
            }
            Step::Quote { user, tweet, ref mentions } => {
                let other = Some((self.author(self.original(tweet)), Relation::Quoted));
                self.tweet_lines(user, Relation::OwnQuote, other, mentions)
            }
            Step::Retweet(user, tweet) => {
                let original = self.original(tweet);
                let author = self.author(original);
                let kind = EventKind::TweetCreate;
                let mut lines = BTreeSet::from([(user, kind, Relation::OwnRetweet, None)]);
                if author != user && self.can_see(author, user) {
                    lines.insert((author, kind, Relation::Retweeted, None));
                }
                let quoted = self.quoted(original).filter(|quoted| self.is_there(*quoted));
                if let Some(third) = quoted.map(|quoted| self.author(quoted)) {
                    let is_third = third != user && third != author;
                    let is_told = [user, author]
                        .into_iter()
                        .all(|other| self.can_see(third, other) && !self.blocks(third, other));
                    if is_third && is_told {
                        lines.insert((third, kind, Relation::QuoteRetweeted, None));
                    }
                }
                lines
            }
            Step::Like(user, tweet) => {
                let author = self.author(self.original(tweet));
                let is_told = author != user && self.can_see(author, user);
                by_of(EventKind::Favorite, user, author, is_told)
            }
            Step::Delete(user, _) => {
                BTreeSet::from([(user, EventKind::TweetDelete, Relation::By, None)])
            }
            Step::Message { user, to, .. } => BTreeSet::from([
                (user, EventKind::DirectMessage, Relation::Sent, None),
                (to, EventKind::DirectMessage, Relation::Received, None),
            ]),
            Step::Typing(_, to) => {
                BTreeSet::from([(to, EventKind::DirectMessageTyping, Relation::Received, None)])
            }
            Step::Read(_, from) => {
                BTreeSet::from([(from, EventKind::DirectMessageMarkRead, Relation::Received, None)])
            }
            Step::Revoke(user) => BTreeSet::from([(user, EventKind::Revoke, Relation::By, None)]),
        }
    }

    /// Returns the notices of a Tweet that is not a Retweet: to its author, another author, the
    /// mentioned users.
    fn tweet_lines(
        &self,
        user: User,
        own: Relation,
        other: Option<(User, Relation)>,
        mentions: &[User],
    ) -> BTreeSet<Line> {
        let mut lines = BTreeSet::from([(user, EventKind::TweetCreate, own, None)]);
        for reader in self.all().filter(|reader| *reader != user) {
            let relation = match other {
                Some((author, relation)) if author == reader => Some(relation),
                _ => mentions.contains(&reader).then_some(Relation::Mentioned),
            };
            if let Some(relation) = relation.filter(|_| self.can_see(reader, user)) {
                let flag = mentions.contains(&reader).then(|| self.blocks(reader, user));
                lines.insert((reader, EventKind::TweetCreate, relation, flag));
            }
        }
        lines
    }
}
