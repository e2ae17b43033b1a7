//! The answers of [`PostView`](super::PostView) that `Tweet` does not have itself.

use crate::activity::entity::{self, LinkView, PlacedEntity};
use crate::model::{Entities, Tweet};
use crate::value::id::TweetId;
use crate::value::text::unescape;

pub(super) fn text(tweet: &Tweet) -> String {
    unescape(tweet.shown().full_text())
}

/// Returns the entities of the text that is shown.
pub(super) fn entities(tweet: &Tweet) -> Option<&Entities> {
    let shown = tweet.shown();
    shown.full_entities().or(shown.entities.as_ref())
}

pub(super) fn display_entities(tweet: &Tweet) -> Vec<PlacedEntity<'_>> {
    let entities = tweet.display_entities().into_iter();
    entities.map(|it| PlacedEntity { indices: it.indices, entity: it.entity.into() }).collect()
}

pub(super) fn links(tweet: &Tweet) -> impl Iterator<Item = LinkView<'_>> {
    entity::links(entities(tweet), tweet.media())
}

/// Returns the id of the post replied to. Some clients copy the reply of the original into a Retweet.
pub(super) fn reply_to_id(tweet: &Tweet) -> Option<TweetId> {
    tweet.in_reply_to_status_id.filter(|_| tweet.retweeted_status.is_none())
}

pub(super) fn is_quote(tweet: &Tweet) -> bool {
    tweet.retweeted_status.is_none() && (tweet.is_quote_status || quoted_id(tweet).is_some())
}

pub(super) fn quoted_id(tweet: &Tweet) -> Option<TweetId> {
    let quoted = tweet.quoted_status.as_ref().map(|quoted| quoted.id);
    tweet.quoted_status_id.or(quoted).filter(|_| tweet.retweeted_status.is_none())
}

/// Returns the quoted Tweet. A Retweet of a quote can repeat the one of the original.
pub(super) fn quoted(tweet: &Tweet) -> Option<&Tweet> {
    tweet.quoted_status.as_deref().filter(|_| tweet.retweeted_status.is_none())
}
