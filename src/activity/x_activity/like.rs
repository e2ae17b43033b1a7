//! The parties of a like. The payload does not name the user who liked the post.

use std::collections::BTreeSet;

use super::XActivity;
use crate::activity::post::XPost;
use crate::value::id::UserId;
use crate::xaa::{Direction, Event, Like};

impl<'a> XActivity<'a> {
    /// Returns the user who liked the post, if the event tells.
    ///
    /// If the subscriber liked the post, the filter names the user. Otherwise the event includes the
    /// user, besides users that the post itself accounts for: its author and those it mentions. Objects
    /// that several events share do not tell whose user each is.
    pub(super) fn liker(self, like: &Like) -> Option<UserId> {
        let subscriber = self.subscriber()?;
        if !self.is_inbound(like)? {
            return Some(subscriber);
        }
        let included = self.entry.included().filter(|included| !included.is_shared())?;
        let users = included.users().map(|user| user.id);
        let known = [Some(subscriber), self.liked_author(like)];
        let others: BTreeSet<UserId> =
            users.clone().filter(|id| !known.contains(&Some(*id))).collect();
        match others.len() {
            // The subscriber likes an own post: the event includes nobody else.
            0 => users.clone().find(|id| *id == subscriber),
            1 => others.first().copied(),
            _ => {
                let named: BTreeSet<_> =
                    self.liked().into_iter().flat_map(XPost::named_users).collect();
                let mut rest = others.iter().filter(|id| !named.contains(id));
                rest.next().filter(|_| rest.next().is_none()).copied()
            }
        }
    }

    /// Returns the author of the liked post.
    pub(super) fn liked_author(self, like: &Like) -> Option<UserId> {
        let author = || self.liked().and_then(XPost::author);
        let inbound = || self.subscriber().filter(|_| self.direction() == Some(Direction::Inbound));
        like.liked_tweet_author_id.or_else(author).or_else(inbound)
    }

    /// Returns the liked post, if the event includes it.
    pub(super) fn liked(self) -> Option<XPost<'a>> {
        let Event::LikeCreate(like) = self.event() else { return None };
        let included = self.entry.included()?;
        Some(XPost::new(included.post(like.liked_tweet_id)?, Some(included)))
    }

    /// Returns `true` if a post of the subscriber was liked, and `false` if the subscriber liked one.
    /// `None` if the event does not tell.
    fn is_inbound(self, like: &Like) -> Option<bool> {
        match self.direction() {
            Some(Direction::Inbound) => Some(true),
            Some(Direction::Outbound) => Some(false),
            _ => Some(self.liked_author(like)? == self.subscriber()?),
        }
    }

    /// Returns the direction that the filter or one of its qualifiers names.
    fn direction(self) -> Option<Direction> {
        let filter = self.entry.filter()?;
        let qualifier =
            || filter.qualifiers.as_ref()?.get("direction").map(|it| it.as_str().into());
        filter.direction.clone().or_else(qualifier)
    }
}
