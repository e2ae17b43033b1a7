//! New and deleted posts.

use std::collections::BTreeSet;

use account_activity::xaa::EventKind;
use account_activity::{TweetId, UserId};
use serde_json::json;

use super::notice::ActivityNotice;
use super::post::reference;
use crate::world::World;
use crate::world::timeline::{Kind, Posted};

impl World {
    /// Returns the notices of a new post: to its author, and to those whom it replies to, quotes,
    /// reposts and mentions. A post of a protected account has none, and neither has a reply to a
    /// reply or a quote of a quote for the author of that. A mention at the start of a reply, before
    /// the text that is shown, is an implicit one.
    pub(in crate::world) fn activities_of_post(&self, id: TweetId) -> Vec<ActivityNotice> {
        let Some(posted) = self.timeline.tweets.get(&id) else { return Vec::new() };
        if self.is_protected(posted.author) {
            return Vec::new();
        }
        let own = (EventKind::PostCreate, posted.author);
        let mentioned = self.explicitly_mentioned(id, posted).into_iter();
        let mentioned = mentioned.filter(|user| self.sees(*user, posted.author));
        let mentioned = mentioned.map(|user| (EventKind::PostMentionCreate, user));
        let others = self.referred_to(posted).into_iter().chain(mentioned);
        let others = others.filter(|(_, user)| *user != posted.author);
        let told = std::iter::once(own).chain(others);
        told.filter_map(|(kind, user)| self.post_notice(kind, user, id, posted)).collect()
    }

    /// Returns the notice of a deletion to the author.
    pub(in crate::world) fn activity_of_deletion(
        &self,
        id: TweetId,
        author: UserId,
    ) -> ActivityNotice {
        let payload = json!({"id": id, "author_id": author});
        ActivityNotice::of_user(EventKind::PostDelete, author, payload)
            .including(json!({"users": [self.wrapped_user(author)]}))
    }

    /// Builds a notice. X includes the post itself. With a reply, quote or repost of the user's post it
    /// can include that post too, and here it does.
    fn post_notice(
        &self,
        kind: EventKind,
        user: UserId,
        id: TweetId,
        posted: &Posted,
    ) -> Option<ActivityNotice> {
        let payload = self.post_object(id)?;
        let mut posts = vec![id];
        let mut users = vec![posted.author];
        if matches!(
            kind,
            EventKind::PostReplyCreate | EventKind::PostQuoteCreate | EventKind::PostRepostCreate
        ) {
            posts.extend(reference(posted).map(|(_, other)| other));
            users.push(user);
        }
        if let Kind::Retweet(original) = posted.kind {
            users.push(original.author);
        }
        users.extend(self.mentioned_in(id, posted));
        let includes = self.includes(&posts, &users);
        Some(ActivityNotice::of_user(kind, user, payload).including(includes))
    }

    /// Returns the author of the post that a post refers to directly, if they get notices of it.
    fn referred_to(&self, posted: &Posted) -> Option<(EventKind, UserId)> {
        let (kind, other) = match posted.kind {
            Kind::Post => return None,
            Kind::Reply(to) => (EventKind::PostReplyCreate, to),
            Kind::Quote(quoted) => (EventKind::PostQuoteCreate, quoted),
            Kind::Retweet(original) => (EventKind::PostRepostCreate, original),
        };
        let kinds = (posted.kind, self.timeline.tweets.get(&other.id)?.kind);
        let is_deeper =
            matches!(kinds, (Kind::Reply(_), Kind::Reply(_)) | (Kind::Quote(_), Kind::Quote(_)));
        let is_told = !is_deeper && self.reaches(posted.author, other.author);
        is_told.then_some((kind, other.author))
    }

    /// Returns the users whom the shown part of a post mentions. The text of a repost is not its own.
    fn explicitly_mentioned(&self, id: TweetId, posted: &Posted) -> BTreeSet<UserId> {
        if let Kind::Retweet(_) = posted.kind {
            return BTreeSet::new();
        }
        let (text, shown) = self.compose(id, posted);
        let mentions = text.entities.user_mentions.into_iter();
        let is_shown = |start: i64| start >= shown.start;
        let mentions = mentions.filter(|it| it.indices.is_some_and(|it| is_shown(it.start)));
        mentions.filter_map(|mention| mention.id).collect()
    }
}
