//! The activities of both APIs: which are the same, and why the X Activity API does not deliver one.

use std::collections::{BTreeMap, BTreeSet};

use account_activity::activity::EntityView;
use account_activity::{Activity, ActivityKind, EventKey, Relation, Timestamp, UserId};

use super::run::Run;

/// Why the X Activity API does not deliver an activity.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Lost {
    /// The post is of a protected account.
    Protected,
    /// The mention is one of those at the start of a reply.
    ImplicitMention,
    /// The reply is to a reply.
    ReplyToReply,
    /// The quote is of a quote.
    QuoteOfQuote,
    /// Another user blocks or mutes the subscriber.
    ByOthers,
    /// The repost is of a quote of the subscriber's post. X does not say whether it delivers this.
    RepostOfQuote,
    /// The subscription is to events in the other direction.
    OtherDirection,
}

/// What a user's subscription was told of.
pub(crate) type Told<'a> = (UserId, Activity<'a>);

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) same: BTreeMap<ActivityKind, usize>,
    pub(crate) lost: BTreeMap<Lost, usize>,
    /// The posts that a subscriber got as more than one kind.
    pub(crate) several_kinds: usize,
    /// The unfollows that the followed user learns of, which the Account Activity API does not tell.
    pub(crate) gained: usize,
}

impl Tally {
    /// Checks that the X Activity API told of an action what the Account Activity API told, except the
    /// lost activities. `takes` decides by the direction of an activity whether the subscriptions of a
    /// user take it.
    pub(crate) fn compare(
        &mut self,
        run: &Run,
        old: &[Told<'_>],
        new: &[Told<'_>],
        takes: impl Fn(UserId, Activity<'_>) -> bool,
    ) {
        for (user, old) in old {
            let own = new.iter().filter(|(subject, _)| subject == user);
            let new: Vec<Activity<'_>> = own.map(|(_, activity)| *activity).collect();
            let other_direction = || (!takes(*user, *old)).then_some(Lost::OtherDirection);
            if let Some(lost) = run.lost(*old, *user).or_else(other_direction) {
                assert!(new.is_empty(), "{lost:?}: {new:?}");
                *self.lost.entry(lost).or_default() += 1;
            } else {
                assert!(!new.is_empty(), "{old:?}");
                new.iter().for_each(|new| assert_same(*old, *new));
                *self.same.entry(old.kind()).or_default() += 1;
                let keys: BTreeSet<EventKey> = new.iter().map(|it| it.key()).collect();
                assert_eq!(keys.len(), 1, "{keys:?}");
                let is_post = old.kind() == ActivityKind::Post;
                self.several_kinds += usize::from(is_post && new.len() > 1);
            }
        }
        // Whatever is left has no counterpart.
        let is_extra = |subject: &UserId| old.iter().all(|(user, _)| user != subject);
        let extra: Vec<_> = new.iter().filter(|(subject, _)| is_extra(subject)).collect();
        if let [first, more @ ..] = &extra[..] {
            let (_, activity) = first;
            assert!(more.is_empty(), "{extra:?}");
            assert_eq!(activity.kind(), ActivityKind::Unfollow);
            assert_eq!(activity.relation(), Relation::Of);
            self.gained += 1;
        }
    }
}

impl Run {
    fn is_protected(&self, user: UserId) -> bool {
        self.world.user(user).unwrap().is_protected()
    }

    /// Decides from the Account Activity API's activity whether the other API delivers it.
    fn lost(&self, activity: Activity<'_>, subscriber: UserId) -> Option<Lost> {
        let actor = activity.actor().unwrap();
        match activity.kind() {
            ActivityKind::Post if self.is_protected(actor) => Some(Lost::Protected),
            ActivityKind::Post if actor == subscriber => None,
            ActivityKind::Post => self.lost_post(activity, subscriber),
            ActivityKind::Block
            | ActivityKind::Unblock
            | ActivityKind::Mute
            | ActivityKind::Unmute => (actor != subscriber).then_some(Lost::ByOthers),
            _ => None,
        }
    }

    fn lost_post(&self, activity: Activity<'_>, subscriber: UserId) -> Option<Lost> {
        let post = activity.post().unwrap();
        let number = |id| self.tweets.iter().position(|tweet| *tweet == id).unwrap();
        let is_shown = post.display_entities().iter().any(|placed| match placed.entity {
            EntityView::Mention(mention) => mention.id == Some(subscriber),
            _ => false,
        });
        let lost = match activity.relation() {
            Relation::Retweeted => None,
            Relation::QuoteRetweeted => Some(Lost::RepostOfQuote),
            Relation::RepliedTo => {
                let to = number(post.reply_to_id().unwrap());
                self.model.is_reply(to).then_some(Lost::ReplyToReply)
            }
            Relation::Quoted => {
                let quoted = number(post.quoted_id().unwrap());
                self.model.quoted(quoted).map(|_| Lost::QuoteOfQuote)
            }
            Relation::Mentioned => Some(Lost::ImplicitMention),
            other => panic!("{other:?}"),
        };
        lost.filter(|lost| *lost == Lost::RepostOfQuote || !is_shown)
    }
}

#[track_caller]
fn assert_same(old: Activity<'_>, new: Activity<'_>) {
    assert_eq!(new.kind(), old.kind());
    assert_eq!(new.subscriber(), old.subscriber());
    assert_eq!(new.actor(), old.actor());
    assert_eq!(new.target(), old.target());
    assert_eq!(new.post_id(), old.post_id());
    assert_eq!(new.is_own(), old.is_own());
    let message = |activity: Activity<'_>| {
        activity.message().map(|message| (message.id, message.text().to_owned()))
    };
    assert_eq!(message(new), message(old));
    if let (Some(old), Some(new)) = (old.post(), new.post()) {
        assert_eq!((new.id(), new.author()), (old.id(), old.author()));
        assert_eq!(new.reply_to_id(), old.reply_to_id());
        assert_eq!(new.quoted_id(), old.quoted_id());
        assert_eq!(new.reposted_id(), old.reposted_id());
        assert_eq!(new.url(), old.url());
        // The text of a repost is whole in one API and cut in the other.
        if !old.is_repost() {
            assert_eq!(new.text(), old.text());
            // Nothing tells where the link to the quoted post begins in a note.
            let is_long_quote = old.is_quote() && old.text().chars().count() > 280;
            assert_eq!(new.display_text() == old.display_text(), !is_long_quote);
            assert_eq!(new.expanded_text(), old.expanded_text());
            assert!(new.mentions().map(|it| it.id).eq(old.mentions().map(|it| it.id)));
            assert!(new.hashtags().eq(old.hashtags()));
            assert_eq!(new.media().count(), old.media().count());
        }
    } else {
        assert!(old.post().is_none() && new.post().is_none(), "{old:?} {new:?}");
    }
    assert_eq!(new.occurred_at(), time_that_is_left(old));
    // The key of a tie has its time, which the X Activity API does not tell.
    if !is_tie(old.kind()) {
        assert_eq!(new.key(), old.key());
    }
    // A quote that mentions the user is also delivered as a mention, without the quoted post.
    if old.relation() != Relation::Quoted {
        assert_eq!(new.relation(), old.relation());
    }
}

fn is_tie(kind: ActivityKind) -> bool {
    matches!(
        kind,
        ActivityKind::Follow
            | ActivityKind::Unfollow
            | ActivityKind::Block
            | ActivityKind::Unblock
            | ActivityKind::Mute
            | ActivityKind::Unmute
    )
}

/// Returns the time that the X Activity API tells: none for ties and deletions, and the second for
/// posts.
fn time_that_is_left(old: Activity<'_>) -> Option<Timestamp> {
    let at = old.occurred_at().unwrap();
    match old.kind() {
        ActivityKind::PostDelete => None,
        kind if is_tie(kind) => None,
        ActivityKind::Post => {
            Some(Timestamp::from_millis(at.as_millis() - at.as_millis().rem_euclid(1000)))
        }
        _ => Some(at),
    }
}
