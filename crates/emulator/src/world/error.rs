//! What cannot be done in a world.

use account_activity::{AppId, Text, TweetId, UserId};

use super::Who;

/// Why a user cannot do something. Nothing has changed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// The world has no such user.
    #[error("there is no user {0}: add them first, or look for a typing error")]
    UnknownUser(Who),
    /// The world has no such Tweet.
    #[error("there is no Tweet {0}: it was deleted, or never posted")]
    UnknownTweet(TweetId),
    /// The world has no such app.
    #[error("there is no app {0}: add it first")]
    UnknownApp(AppId),
    /// Nobody follows, blocks, mutes or writes to themselves.
    #[error("nobody does that to themselves: name another user")]
    Oneself,
    /// The other blocks who acts.
    #[error("user {0} blocks the one who acts: let them unblock first")]
    BlockedBy(UserId),
    /// Who acts blocks the other.
    #[error("the one who acts blocks user {0}: unblock first")]
    Blocks(UserId),
    /// The user follows the other already.
    #[error("user {0} is followed already")]
    AlreadyFollowed(UserId),
    /// The user does not follow the other.
    #[error("user {0} is not followed, so there is nothing to undo")]
    NotFollowed(UserId),
    /// The user blocks the other already.
    #[error("user {0} is blocked already")]
    AlreadyBlocked(UserId),
    /// The user does not block the other.
    #[error("user {0} is not blocked, so there is nothing to undo")]
    NotBlocked(UserId),
    /// The user mutes the other already.
    #[error("user {0} is muted already")]
    AlreadyMuted(UserId),
    /// The user does not mute the other.
    #[error("user {0} is not muted, so there is nothing to undo")]
    NotMuted(UserId),
    /// The user likes the Tweet already.
    #[error("the user likes Tweet {0} already")]
    AlreadyLiked(TweetId),
    /// The user has retweeted the Tweet already.
    #[error("the user has retweeted Tweet {0} already: delete that Retweet first")]
    AlreadyRetweeted(TweetId),
    /// Only followers see the Tweets of a protected account.
    #[error("Tweet {0} is of a protected account: follow it first")]
    NotVisible(TweetId),
    /// Nobody else retweets or quotes the Tweets of a protected account.
    #[error("Tweet {0} is of a protected account: only its author can retweet or quote it")]
    Protected(TweetId),
    /// Only the author deletes a Tweet.
    #[error("Tweet {0} is somebody else's: only its author can delete it")]
    NotTheAuthor(TweetId),
    /// A Tweet or Direct Message needs a text or a photo, a quote a text.
    #[error("there is nothing in it: give it a text or a photo")]
    Empty,
    /// The text is longer than the API takes.
    #[error("the text has {length} characters, and {limit} are allowed: shorten it")]
    TooLong {
        /// How long it is, in code points.
        length: usize,
        /// How long it may be.
        limit: usize,
    },
    /// A Tweet holds up to four photos.
    #[error("a Tweet cannot hold {0} photos: four are allowed")]
    TooManyPhotos(usize),
    /// The user takes Direct Messages only from whom they follow or have written to.
    #[error("user {0} takes messages only from whom they follow or have written to")]
    MessagesClosed(UserId),
    /// The last message between the two does not offer this quick reply.
    #[error("the last message between the two offers no quick reply {0:?}")]
    NoSuchQuickReply(Text),
    /// There is no unread message.
    #[error("there is no unread message from user {0}")]
    NothingToRead(UserId),
}

/// Why a user cannot be added to a world.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AddUserError {
    /// A screen name has 1 to 15 letters (a to z), digits and underscores, and not digits alone.
    #[error("{0:?} is no screen name: 1 to 15 of a to z, digits and underscores, not digits alone")]
    InvalidScreenName(String),
    /// Another user has the screen name, perhaps in another case.
    #[error("the screen name {0:?} is taken")]
    ScreenNameTaken(String),
    /// Another user has the id.
    #[error("the id {0} is taken")]
    IdTaken(UserId),
}
