//! A model of users and their actions, and of the notices that users get.

mod action;
mod chat;
mod composition;
mod delivery_form;
mod draft;
mod error;
mod escape;
mod files;
mod fingerprint;
mod injection;
mod live;
mod media;
mod messages;
mod news;
mod notice;
mod posting;
mod profile;
mod profile_change;
mod snowflake;
mod stage;
mod ties;
mod timeline;
mod tweet_form;
mod user;
mod who;
mod xaa;

pub use action::{Action, LiveState};
pub use draft::{Inject, Message, News, Post, Profile, Quote, Reply};
pub use error::{ActionError, AddUserError};
pub use notice::{Created, Notice, Performed};
pub use user::{DirectMessagesFrom, WorldUser};
pub use who::Who;
pub use xaa::{ActivityNotice, Subject};

pub(crate) use xaa::envelope;

pub(super) use escape::escaped;
pub(super) use snowflake::Snowflakes;

use std::collections::BTreeMap;

use account_activity::model::{App, Revoke, RevokedApp, RevokingUser, Tweet};
use account_activity::{AppId, Event, Payload, Text, Timestamp, TweetId, UserId};
use serde::{Deserialize, Serialize};

use files::FilesBaseUrl;
use messages::Messages;
use stage::Stage;
use ties::Ties;
use timeline::Timeline;
use user::is_valid_screen_name;

/// Users who follow, block and mute each other, post, and write Direct Messages.
///
/// [`perform`](Self::perform) performs one [`Action`] and returns what both APIs would deliver to
/// subscriptions: a [`Notice`] of the Account Activity API for each affected user, and the
/// [`ActivityNotice`]s of the X Activity API. It does not read a clock, do input or output, or draw
/// random numbers, so the same actions at the same times give the same payloads, ids included. serde
/// saves and loads a world as JSON.
///
/// # The Account Activity API
///
/// | Action | Users who get a notice |
/// |---|---|
/// | post, delete | the author |
/// | mention | the author; the mentioned user, with `user_has_blocked` |
/// | reply, quote, retweet, like | the actor; the author of the other Tweet |
/// | retweet of a quote | these two; the author of the quoted Tweet, unless it was deleted |
/// | follow | both |
/// | unfollow, block, unblock, mute, unmute | the actor; [as an option] the target too |
/// | Direct Message | both |
/// | typing, read | the other |
/// | revoke | the user, in a payload without `for_user_id` |
///
/// [as an option]: Self::set_both_sides
///
/// A user affected in two ways gets one notice, with `user_has_blocked` if one of them is a
/// mention. A Retweet does not affect the users whom the original merely mentions. A user gets
/// notices of another user's Tweets, Retweets and likes only if they can see them: a protected
/// actor must be followed (every follow of a protected account counts as approved), and the actor
/// must not block the user. A user who blocks the actor gets notices of mentions, with
/// `user_has_blocked` true, and no others. Mutes have no effect here.
///
/// A block in either direction prevents follows, likes, replies, quotes, Retweets and Direct
/// Messages between the two users, and it ends follows both ways. Likes and replies to a Retweet
/// apply to the original. Deleting a Tweet deletes its Retweets.
///
/// # The X Activity API
///
/// | Action | Events and their subjects |
/// |---|---|
/// | post | `post.create`: the author; `post.mention.create`: the mentioned users |
/// | reply | also `post.reply.create`: the author of the other post, unless that is a reply |
/// | quote | also `post.quote.create`: the author of the other post, unless that is a quote |
/// | retweet | `post.create`: the actor; `post.repost.create`: the author of the original |
/// | delete | `post.delete`: the author |
/// | like | `like.create`: the actor; the author of the post |
/// | follow, unfollow | `follow.follow`, `follow.unfollow`: both |
/// | mute, unmute, block, unblock | `mute.mute`, `mute.unmute`, `block.block`, `block.unblock`: the actor |
/// | Direct Message | `dm.sent`: the sender; `dm.received`: the recipient |
/// | typing, read | `dm.indicate_typing`, `dm.read`: the other |
/// | revoke | `oauth.revoke`: the app |
/// | profile | `profile.update.bio` and others, one for each changed part: the user |
/// | space, broadcast | `spaces.start`, `spaces.end`, `broadcast.start`, `broadcast.end`: the host |
/// | message in a broadcast's chat | `broadcast.chat`: the host |
/// | news | `news.new`: each keyword |
/// | encrypted message | `chat.sent`: the sender; `chat.received`: the recipient |
/// | inject | any kind: any user or keyword |
///
/// The same users can see the actor's posts and likes as above. What X says that it does not deliver
/// is not delivered here: posts of protected accounts, even to their authors; replies to replies and
/// quotes of quotes, to the author of the former reply or quote; mentions at the start of a reply, which
/// are implicit; blocks and mutes by others. X does not say whether the author of a quoted post gets
/// a repost of the quote; here they do not. The times of follows, mutes, blocks and deletions are
/// absent, and those of posts have no milliseconds.
///
/// ```
/// use account_activity_emulator::{Action, World, WorldUser};
/// use account_activity::{Relation, Timestamp};
///
/// let mut world = World::new();
/// let ada = world.add_user(WorldUser::new("ada"))?;
/// let bob = world.add_user(WorldUser::new("bob"))?;
///
/// let now = Timestamp::from_millis(1_767_225_600_000);
/// let performed = world.perform(Action::post("ada", "Tea, @bob?"), now)?;
/// let [own, mention] = performed.notices.as_slice() else { panic!("two are concerned") };
/// assert_eq!((own.user, mention.user), (ada, bob));
/// let entry = mention.payload.entries().next().expect("one event");
/// assert_eq!(entry.relation(), Relation::Mentioned);
/// assert_eq!(mention.payload.user_has_blocked(), Some(false));
///
/// // The same mention by the X Activity API.
/// let [_, activity] = performed.activities.as_slice() else { panic!("two events") };
/// let envelope = activity.envelope()?;
/// let same = envelope.activities().next().expect("one activity");
/// assert_eq!(same.relation(), Relation::Mentioned);
/// assert_eq!(same.key(), entry.key());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct World {
    users: BTreeMap<UserId, WorldUser>,
    /// The users' ids by screen name in lower case.
    screen_names: BTreeMap<Text, UserId>,
    apps: BTreeMap<AppId, App>,
    ties: Ties,
    timeline: Timeline,
    messages: Messages,
    #[serde(default)]
    stage: Stage,
    snowflakes: Snowflakes,
    /// The number of performed actions.
    #[serde(default)]
    acts: u64,
    both_sides: bool,
    #[serde(skip)]
    files_base_url: FilesBaseUrl,
}

/// The actor and the target.
type Pair = (UserId, UserId);

impl World {
    /// Creates a world without users.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether the target of unfollows, blocks, unblocks, mutes and unmutes gets a notice of the
    /// Account Activity API too. Recent documentation of that API lists these events in both
    /// directions, older documentation only for the actor.
    pub fn set_both_sides(&mut self, both_sides: bool) {
        self.both_sides = both_sides;
    }

    /// Continues the ids of another world, so that no id is used twice.
    pub(super) fn continue_ids(&mut self, other: &Self) {
        self.snowflakes = other.snowflakes.clone();
        self.acts = other.acts;
    }

    /// Adds a user.
    ///
    /// # Errors
    ///
    /// [`AddUserError`] if the screen name is invalid, or the name or the id is taken.
    pub fn add_user(&mut self, user: WorldUser) -> Result<UserId, AddUserError> {
        let id = user.id();
        self.check_screen_name(user.screen_name(), None)?;
        if self.users.contains_key(&id) {
            return Err(AddUserError::IdTaken(id));
        }
        self.screen_names.insert(user.screen_name().to_ascii_lowercase().into(), id);
        self.users.insert(id, user);
        Ok(id)
    }

    /// Checks that a screen name is valid and that nobody but its new owner has it.
    fn check_screen_name(&self, name: &str, owner: Option<UserId>) -> Result<(), AddUserError> {
        if !is_valid_screen_name(name) {
            Err(AddUserError::InvalidScreenName(name.to_owned()))
        } else if self.named(name).is_some_and(|user| Some(user) != owner) {
            Err(AddUserError::ScreenNameTaken(name.to_owned()))
        } else {
            Ok(())
        }
    }

    /// Adds an app, which users can then send Direct Messages from and revoke. Replaces an app with
    /// the same id.
    pub fn add_app(&mut self, app: App) {
        self.apps.insert(app.id, app);
    }

    /// Returns a user, by screen name or id.
    #[must_use]
    pub fn user(&self, who: impl Into<Who>) -> Option<&WorldUser> {
        self.find(&who.into()).ok().and_then(|id| self.users.get(&id))
    }

    /// Returns all users, by id.
    #[must_use]
    pub fn users(&self) -> impl ExactSizeIterator<Item = &WorldUser> {
        self.users.values()
    }

    /// Returns the current form of a Tweet, or `None` if it does not exist or was deleted.
    #[must_use]
    pub fn tweet(&self, id: TweetId) -> Option<Tweet> {
        self.tweet_form(id)
    }

    /// Returns whether a user could now send another a Direct Message.
    #[must_use]
    pub fn can_dm(&self, from: impl Into<Who>, to: impl Into<Who>) -> bool {
        let pair = self.pair(&from.into(), &to.into());
        pair.and_then(|(from, to)| self.may_write(from, to)).is_ok()
    }

    /// Performs a user's action.
    ///
    /// Ids contain the time, and increase even if `now` does not.
    ///
    /// # Errors
    ///
    /// [`ActionError`] if the user cannot perform the action; the world is then unchanged.
    pub fn perform(
        &mut self,
        action: impl Into<Action>,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let mut performed = self.act(action.into(), now)?;
        self.acts += 1;
        for activity in &mut performed.activities {
            activity.identify(self.acts);
        }
        Ok(performed)
    }

    fn act(&mut self, action: Action, now: Timestamp) -> Result<Performed, ActionError> {
        match action {
            Action::Follow { user, target } => self.follow(self.pair(&user, &target)?, now),
            Action::Unfollow { user, target } => self.unfollow(self.pair(&user, &target)?, now),
            Action::Block { user, target } => self.block(self.pair(&user, &target)?, now),
            Action::Unblock { user, target } => self.unblock(self.pair(&user, &target)?, now),
            Action::Mute { user, target } => self.mute(self.pair(&user, &target)?, now),
            Action::Unmute { user, target } => self.unmute(self.pair(&user, &target)?, now),
            Action::Post(post) => self.post(&post, now),
            Action::Reply(reply) => self.reply(&reply, now),
            Action::Quote(quote) => self.quote(&quote, now),
            Action::Retweet { user, tweet } => self.retweet(self.find(&user)?, tweet, now),
            Action::Like { user, tweet } => self.like(self.find(&user)?, tweet, now),
            Action::Delete { user, tweet } => self.delete(self.find(&user)?, tweet, now),
            Action::DirectMessage(message) => self.send(message, now),
            Action::Typing { user, to } => self.typing(self.pair(&user, &to)?, now),
            Action::Read { user, from } => self.read(self.pair(&user, &from)?, now),
            Action::Revoke { user, app } => self.revoke(self.find(&user)?, app, now),
            Action::Profile(change) => self.change_profile(&change),
            Action::Space { user, state, id } => self.space(self.find(&user)?, state, id, now),
            Action::Broadcast { user, state, title, id } => {
                self.broadcast(self.find(&user)?, state, (title, id), now)
            }
            Action::BroadcastChat { user, broadcast, text } => {
                self.broadcast_chat(self.find(&user)?, &broadcast, &text, now)
            }
            Action::News(news) => self.news(&news, now),
            Action::Chat { user, to, ciphertext } => {
                self.chat(self.pair(&user, &to)?, ciphertext.as_ref(), now)
            }
            Action::Inject(inject) => self.inject(inject),
        }
    }

    /// The world does not record which apps a user has authorized, so this is not checked.
    fn revoke(
        &self,
        user: UserId,
        app: Option<AppId>,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let app = self.app(app)?;
        let mut target = RevokedApp::new();
        target.app_id = Some(app);
        let mut revoke = Revoke::new(RevokingUser::new(user));
        revoke.date_time = Some(snowflake::to_second(now));
        revoke.target = Some(target);
        let payload = Payload::from_events(None, [Event::from(revoke)]);
        let activity = ActivityNotice::of_revocation(app, user, now);
        Ok(Performed::of(None).notify(user, &payload).tell([activity]))
    }

    /// Returns an app, or the only one.
    fn app(&self, app: Option<AppId>) -> Result<AppId, ActionError> {
        match (app, self.apps.keys().collect::<Vec<_>>().as_slice()) {
            (Some(app), _) if self.apps.contains_key(&app) => Ok(app),
            (Some(app), _) => Err(ActionError::UnknownApp(app)),
            (None, [only]) => Ok(**only),
            (None, _) => Err(ActionError::UnnamedApp),
        }
    }

    fn find(&self, who: &Who) -> Result<UserId, ActionError> {
        let found = match who {
            Who::Id(id) => self.users.contains_key(id).then_some(*id),
            Who::ScreenName(name) => self.named(name),
        };
        found.ok_or_else(|| ActionError::UnknownUser(who.clone()))
    }

    fn named(&self, screen_name: &str) -> Option<UserId> {
        self.screen_names.get(screen_name.to_ascii_lowercase().as_str()).copied()
    }

    fn pair(&self, user: &Who, other: &Who) -> Result<Pair, ActionError> {
        let (user, other) = (self.find(user)?, self.find(other)?);
        if user == other { Err(ActionError::Oneself) } else { Ok((user, other)) }
    }

    fn is_protected(&self, user: UserId) -> bool {
        self.users.get(&user).is_some_and(WorldUser::is_protected)
    }

    fn recount(&mut self, user: UserId, change: impl FnOnce(&mut WorldUser)) {
        self.users.get_mut(&user).map(change).unwrap_or_default();
    }
}
