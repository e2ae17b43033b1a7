//! Follows, blocks and mutes.

use std::collections::BTreeSet;

use account_activity::model::{Block, BlockKind, Follow, FollowKind, Mute, MuteKind, WebhookUser};
use account_activity::xaa::EventKind;
use account_activity::{Event, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::{ActionError, Pair, Performed, World};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Ties {
    follows: BTreeSet<Pair>,
    blocks: BTreeSet<Pair>,
    mutes: BTreeSet<Pair>,
}

impl World {
    pub(super) fn follows(&self, user: UserId, target: UserId) -> bool {
        self.ties.follows.contains(&(user, target))
    }

    pub(super) fn blocks(&self, user: UserId, target: UserId) -> bool {
        self.ties.blocks.contains(&(user, target))
    }

    /// Returns an error if there is a block in either direction.
    pub(super) fn unblocked(&self, user: UserId, other: UserId) -> Result<(), ActionError> {
        if self.blocks(other, user) {
            Err(ActionError::BlockedBy(other))
        } else if self.blocks(user, other) {
            Err(ActionError::Blocks(other))
        } else {
            Ok(())
        }
    }

    /// Returns whether a user can see another user's Tweets, Retweets and likes.
    pub(super) fn sees(&self, viewer: UserId, author: UserId) -> bool {
        let is_hidden = self.is_protected(author) && !self.follows(viewer, author);
        viewer == author || !(is_hidden || self.blocks(author, viewer))
    }

    /// Returns whether a user gets notices of another user's actions on their Tweets. Mentions go
    /// further: a user who blocks the author gets notices of them too.
    pub(super) fn reaches(&self, actor: UserId, other: UserId) -> bool {
        self.sees(other, actor) && !self.blocks(other, actor)
    }

    pub(super) fn follow(&mut self, pair: Pair, now: Timestamp) -> Result<Performed, ActionError> {
        let (user, target) = pair;
        self.unblocked(user, target)?;
        if !self.ties.follows.insert(pair) {
            return Err(ActionError::AlreadyFollowed(target));
        }
        self.recount(user, |user| user.following += 1);
        self.recount(target, |target| target.followers += 1);
        let follow = self.follow_form(FollowKind::Follow, pair, now);
        let performed = Performed::of(None).notify_all([user, target], follow);
        Ok(performed.tell(self.activities_of_follow(EventKind::FollowFollow, pair)))
    }

    pub(super) fn unfollow(
        &mut self,
        pair: Pair,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        if !self.end_follow(pair) {
            return Err(ActionError::NotFollowed(pair.1));
        }
        let performed = self.mostly_own(pair, self.follow_form(FollowKind::Unfollow, pair, now));
        Ok(performed.tell(self.activities_of_follow(EventKind::FollowUnfollow, pair)))
    }

    pub(super) fn block(&mut self, pair: Pair, now: Timestamp) -> Result<Performed, ActionError> {
        let (user, target) = pair;
        if !self.ties.blocks.insert(pair) {
            return Err(ActionError::AlreadyBlocked(target));
        }
        self.end_follow(pair);
        self.end_follow((target, user));
        let performed = self.mostly_own(pair, self.block_form(BlockKind::Block, pair, now));
        Ok(performed.tell([self.activity_of_tie(EventKind::BlockBlock, pair)]))
    }

    pub(super) fn unblock(&mut self, pair: Pair, now: Timestamp) -> Result<Performed, ActionError> {
        if !self.ties.blocks.remove(&pair) {
            return Err(ActionError::NotBlocked(pair.1));
        }
        let performed = self.mostly_own(pair, self.block_form(BlockKind::Unblock, pair, now));
        Ok(performed.tell([self.activity_of_tie(EventKind::BlockUnblock, pair)]))
    }

    pub(super) fn mute(&mut self, pair: Pair, now: Timestamp) -> Result<Performed, ActionError> {
        if !self.ties.mutes.insert(pair) {
            return Err(ActionError::AlreadyMuted(pair.1));
        }
        let performed = self.mostly_own(pair, self.mute_form(MuteKind::Mute, pair, now));
        Ok(performed.tell([self.activity_of_tie(EventKind::MuteMute, pair)]))
    }

    pub(super) fn unmute(&mut self, pair: Pair, now: Timestamp) -> Result<Performed, ActionError> {
        if !self.ties.mutes.remove(&pair) {
            return Err(ActionError::NotMuted(pair.1));
        }
        let performed = self.mostly_own(pair, self.mute_form(MuteKind::Unmute, pair, now));
        Ok(performed.tell([self.activity_of_tie(EventKind::MuteUnmute, pair)]))
    }

    /// Ends a follow and returns whether it existed.
    fn end_follow(&mut self, pair: Pair) -> bool {
        let ended = self.ties.follows.remove(&pair);
        if ended {
            self.recount(pair.0, |user| user.following -= 1);
            self.recount(pair.1, |target| target.followers -= 1);
        }
        ended
    }

    /// Creates the notices of an event that the target gets only as an option.
    fn mostly_own(&self, (user, target): Pair, event: impl Into<Event>) -> Performed {
        let target = self.both_sides.then_some(target);
        Performed::of(None).notify_all([user].into_iter().chain(target), event)
    }

    fn follow_form(&self, kind: FollowKind, pair: Pair, now: Timestamp) -> Follow {
        let (source, target) = self.pair_form(pair);
        let mut follow = Follow::new(kind, source, target);
        follow.created_timestamp = Some(now);
        follow
    }

    fn block_form(&self, kind: BlockKind, pair: Pair, now: Timestamp) -> Block {
        let (source, target) = self.pair_form(pair);
        let mut block = Block::new(kind, source, target);
        block.created_timestamp = Some(now);
        block
    }

    fn mute_form(&self, kind: MuteKind, pair: Pair, now: Timestamp) -> Mute {
        let (source, target) = self.pair_form(pair);
        let mut mute = Mute::new(kind, source, target);
        mute.created_timestamp = Some(now);
        mute
    }

    fn pair_form(&self, (user, target): Pair) -> (WebhookUser, WebhookUser) {
        (self.webhook_user_form(user), self.webhook_user_form(target))
    }
}
