//! The errors of a world.

use account_activity::{AppId, Text, TweetId, UserId};

use super::Who;

/// An error of an action that a user cannot perform. The world is unchanged.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// The world does not have the user.
    #[error("there is no user {0}: add the user first, or correct the name")]
    UnknownUser(Who),
    /// The world does not have the Tweet.
    #[error("there is no Tweet {0}: it was deleted or never posted")]
    UnknownTweet(TweetId),
    /// The world does not have the app.
    #[error("there is no app {0}: add the app first")]
    UnknownApp(AppId),
    /// The world has no app or several, and the action names none.
    #[error("there are several apps, or none: name the app")]
    UnnamedApp,
    /// Users cannot follow, block, mute or write to themselves.
    #[error("the target is the actor: name another user")]
    Oneself,
    /// The other user blocks the actor.
    #[error("user {0} blocks the actor: undo the block first")]
    BlockedBy(UserId),
    /// The actor blocks the other user.
    #[error("the actor blocks user {0}: undo the block first")]
    Blocks(UserId),
    /// The actor already follows the user.
    #[error("the actor already follows user {0}")]
    AlreadyFollowed(UserId),
    /// The actor does not follow the user.
    #[error("the actor does not follow user {0}, so there is nothing to undo")]
    NotFollowed(UserId),
    /// The actor already blocks the user.
    #[error("the actor already blocks user {0}")]
    AlreadyBlocked(UserId),
    /// The actor does not block the user.
    #[error("the actor does not block user {0}, so there is nothing to undo")]
    NotBlocked(UserId),
    /// The actor already mutes the user.
    #[error("the actor already mutes user {0}")]
    AlreadyMuted(UserId),
    /// The actor does not mute the user.
    #[error("the actor does not mute user {0}, so there is nothing to undo")]
    NotMuted(UserId),
    /// The actor already likes the Tweet.
    #[error("the actor already likes Tweet {0}")]
    AlreadyLiked(TweetId),
    /// The actor has already retweeted the Tweet.
    #[error("the actor has already retweeted Tweet {0}: delete that Retweet first")]
    AlreadyRetweeted(TweetId),
    /// Only followers see the Tweets of a protected account.
    #[error("Tweet {0} is from a protected account: follow the account first")]
    NotVisible(TweetId),
    /// Only the author of a Tweet of a protected account can retweet or quote it.
    #[error("Tweet {0} is from a protected account: only its author can retweet or quote it")]
    Protected(TweetId),
    /// Only the author can delete a Tweet.
    #[error("Tweet {0} is from another user: only its author can delete it")]
    NotTheAuthor(TweetId),
    /// A Tweet or Direct Message needs a text or a photo, and a quote a text.
    #[error("there is no content: add a text or a photo (a quote needs a text)")]
    Empty,
    /// The text is longer than the API accepts.
    #[error("expected a text of at most {limit} characters, found {length}: shorten it")]
    TooLong {
        /// The length in code points.
        length: usize,
        /// The limit.
        limit: usize,
    },
    /// A Tweet has at most four photos.
    #[error("expected at most 4 photos in a Tweet, found {0}")]
    TooManyPhotos(usize),
    /// The user accepts Direct Messages only from users whom they follow or have written to.
    #[error("user {0} accepts messages only from users whom they follow or have written to")]
    MessagesClosed(UserId),
    /// The last message between the two users does not offer this quick reply.
    #[error("the last message between the two users does not offer the quick reply {0:?}")]
    NoSuchQuickReply(Text),
    /// There is no unread message.
    #[error("there is no unread message from user {0}")]
    NothingToRead(UserId),
    /// The profile has the values already, or the action has none.
    #[error("the profile stays the same: set a part to another value")]
    SameProfile,
    /// The new screen name is invalid or taken.
    #[error(transparent)]
    ScreenName(#[from] AddUserError),
    /// A running Space or broadcast has the id.
    #[error("a Space or broadcast with the id {0:?} runs: end it first, or choose another id")]
    AlreadyLive(Text),
    /// The Space or broadcast does not run, or another user is its host.
    #[error("no such Space or broadcast of the host runs: start it first")]
    NotLive,
    /// A news story has no keyword, or an injected event has not exactly one subject.
    #[error("expected a keyword for news, and either a user or a keyword for an injected event")]
    NoSubject,
    /// The ciphertext of an encrypted message is not Base64.
    #[error("expected the ciphertext in Base64, with padding")]
    NotBase64,
}

/// An error adding a user to a world.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AddUserError {
    /// The screen name is not 1 to 15 letters (a to z), digits and underscores, or it is digits
    /// alone.
    #[error(
        "expected a screen name of 1 to 15 letters (a to z), digits and underscores, not digits \
         alone, found {0:?}"
    )]
    InvalidScreenName(String),
    /// Another user has the screen name, possibly in another case.
    #[error("the screen name {0:?} is taken")]
    ScreenNameTaken(String),
    /// Another user has the id.
    #[error("the id {0} is taken")]
    IdTaken(UserId),
}
