//! Activities of the Account Activity API.

use super::post::PostView;
use super::user::UserView;
use crate::event::Event;
use crate::model::Tweet;
use crate::payload::Entry;
use crate::value::id::{TweetId, UserId};

pub(super) fn post(entry: Entry<'_>) -> Option<PostView<'_>> {
    tweet(entry).map(Into::into)
}

pub(super) fn post_id(entry: Entry<'_>) -> Option<TweetId> {
    match entry.event() {
        Event::TweetDelete(delete) => Some(delete.status.id),
        _ => tweet(entry).map(|tweet| tweet.id),
    }
}

/// Returns a user from wherever the payload describes users.
pub(super) fn user(entry: Entry<'_>, id: UserId) -> Option<UserView<'_>> {
    let (source, target) = match entry.event() {
        Event::Follow(it) | Event::Unfollow(it) => (&it.source, &it.target),
        Event::Block(it) | Event::Unblock(it) => (&it.source, &it.target),
        Event::Mute(it) | Event::Unmute(it) => (&it.source, &it.target),
        Event::Favorite(like) if like.user.id == id => return Some((&like.user).into()),
        _ => {
            let of_tweet = || tweet(entry).and_then(|tweet| author(tweet, id));
            return entry.payload().user(id).map(Into::into).or_else(of_tweet);
        }
    };
    [source, target].into_iter().find(|user| user.id == id).map(Into::into)
}

/// Returns the new Tweet, or the liked one.
fn tweet(entry: Entry<'_>) -> Option<&Tweet> {
    match entry.event() {
        Event::TweetCreate(tweet) => Some(tweet),
        Event::Favorite(like) => Some(&like.favorited_status),
        _ => None,
    }
}

/// Returns the author of a Tweet, or of one that it holds.
fn author(tweet: &Tweet, id: UserId) -> Option<UserView<'_>> {
    let original = tweet.original();
    let quoted = [original.quoted_status.as_deref(), tweet.quoted_status.as_deref()];
    let mut tweets = [tweet, original].into_iter().chain(quoted.into_iter().flatten());
    tweets.find(|tweet| tweet.user.id == id).map(|tweet| (&tweet.user).into())
}
