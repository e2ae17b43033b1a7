//! Random actions in both APIs: which activities are the same, and which are lost.

use std::collections::{BTreeMap, BTreeSet};

use account_activity::activity::EntityView;
use account_activity::xaa::{Envelope, EventKind};
use account_activity::{Activity, ActivityKind, EventKey, Relation, Timestamp, UserId};
use account_activity_emulator::{ActivityNotice, Performed, Subject};

use super::run::Run;
use super::well_formed_activity;

/// Why the X Activity API does not deliver an activity.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Lost {
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
}

#[derive(Default)]
struct Tally {
    same: BTreeMap<ActivityKind, usize>,
    lost: BTreeMap<Lost, usize>,
    /// The posts that a subscriber got as more than one kind.
    several_kinds: usize,
    /// The unfollows that the followed user learns of, which the Account Activity API does not tell.
    gained: usize,
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

/// Checks that the X Activity API delivers the same activities as the Account Activity API, except
/// the lost ones.
fn compare(run: &Run, performed: &Performed, tally: &mut Tally) {
    let decode = |notice: &ActivityNotice| (subject(notice), well_formed_activity(notice));
    let envelopes: Vec<(UserId, Envelope)> = performed.activities.iter().map(decode).collect();
    let mut matched = 0;
    for notice in &performed.notices {
        let old = notice.payload.activities().next().unwrap();
        let own = envelopes.iter().filter(|(subject, _)| *subject == notice.user);
        let new: Vec<Activity<'_>> = own.flat_map(|(_, envelope)| envelope.activities()).collect();
        matched += new.len();
        if let Some(lost) = run.lost(old, notice.user) {
            assert!(new.is_empty(), "{lost:?}: {new:?}");
            *tally.lost.entry(lost).or_default() += 1;
        } else {
            assert!(!new.is_empty(), "{old:?}");
            new.iter().for_each(|new| assert_same(old, *new));
            *tally.same.entry(old.kind()).or_default() += 1;
            let keys: BTreeSet<EventKey> = new.iter().map(|it| it.key()).collect();
            assert_eq!(keys.len(), 1, "{keys:?}");
            let is_post = old.kind() == ActivityKind::Post;
            tally.several_kinds += usize::from(is_post && new.len() > 1);
        }
    }
    // Whatever is left has no counterpart.
    if matched < envelopes.len() {
        let (_, extra) = &envelopes[1];
        let activity = extra.activities().next().unwrap();
        assert_eq!((envelopes.len() - matched, envelopes.len()), (1, 2));
        assert_eq!(extra.kind(), Some(EventKind::FollowUnfollow));
        assert_eq!(activity.relation(), Relation::Of);
        tally.gained += 1;
    }
}

fn subject(notice: &ActivityNotice) -> UserId {
    match &notice.subject {
        Subject::User(user) | Subject::Revocation { user, .. } => *user,
        other => panic!("{other:?}"),
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

#[test]
fn both_apis_tell_the_same_except_what_is_lost() {
    let mut tally = Tally::default();
    for seed in 200..240 {
        let mut run = Run::new(seed);
        for number in 0..120 {
            let (step, action, now) = run.step();
            let Ok(performed) = run.world.perform(action, now) else { continue };
            let at = format!("seed {seed}, step {number}: {step:?}");
            run.record(step, &performed);
            let compared = std::panic::AssertUnwindSafe(|| compare(&run, &performed, &mut tally));
            let result = std::panic::catch_unwind(compared);
            assert!(result.is_ok(), "{at}");
        }
    }
    let kinds = [
        ActivityKind::Post,
        ActivityKind::PostDelete,
        ActivityKind::Like,
        ActivityKind::Follow,
        ActivityKind::Unfollow,
        ActivityKind::Block,
        ActivityKind::Unblock,
        ActivityKind::Mute,
        ActivityKind::Unmute,
        ActivityKind::DirectMessage,
        ActivityKind::DirectMessageTyping,
        ActivityKind::DirectMessageMarkRead,
        ActivityKind::Revoke,
    ];
    assert!(tally.same.keys().copied().eq(kinds), "{:?}", tally.same);
    assert!(tally.same.values().sum::<usize>() >= 2_500, "{:?}", tally.same);
    assert!(tally.same.values().all(|count| *count >= 10), "{:?}", tally.same);
    let lost = [
        Lost::Protected,
        Lost::ImplicitMention,
        Lost::ReplyToReply,
        Lost::QuoteOfQuote,
        Lost::ByOthers,
        Lost::RepostOfQuote,
    ];
    assert!(tally.lost.keys().copied().eq(lost), "{:?}", tally.lost);
    assert!(tally.several_kinds >= 10, "{}", tally.several_kinds);
    assert!(tally.gained >= 10, "{}", tally.gained);
}
