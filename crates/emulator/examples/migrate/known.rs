//! The reasons for which only one of the APIs delivers an event.

use std::collections::HashSet;
use std::fmt;

use account_activity::activity::{EntityView, PostView, UserView};
use account_activity::{Activity, ActivityKind, Family, Relation, TweetId, UserId};

/// Why an API does not deliver an event.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Known {
    Protected,
    DeepReply,
    DeepQuote,
    RepostOfQuote,
    ImplicitMention,
    ByOthers,
    NewKind,
}

impl Known {
    /// Returns the reason why the X Activity API does not deliver an event of the Account Activity API.
    /// `replies` are the known posts that are replies.
    pub(crate) fn of(activity: Activity<'_>, replies: &HashSet<TweetId>) -> Option<Self> {
        match activity.kind() {
            ActivityKind::Post => Self::of_post(activity, replies),
            ActivityKind::Mute
            | ActivityKind::Unmute
            | ActivityKind::Block
            | ActivityKind::Unblock => {
                (activity.relation() == Relation::Of).then_some(Self::ByOthers)
            }
            _ => None,
        }
    }

    fn of_post(activity: Activity<'_>, replies: &HashSet<TweetId>) -> Option<Self> {
        let post = activity.post()?;
        if post.author_view().and_then(UserView::is_protected) == Some(true) {
            return Some(Self::Protected);
        }
        // A mention in the text is delivered as such.
        let is_mentioned = !post.is_repost() && shows_mention(post, activity.subscriber()?);
        let known = match activity.relation() {
            Relation::RepliedTo => {
                post.reply_to_id().filter(|to| replies.contains(to)).map(|_| Self::DeepReply)
            }
            Relation::Quoted => {
                post.quoted().filter(|quoted| quoted.is_quote()).map(|_| Self::DeepQuote)
            }
            Relation::QuoteRetweeted => Some(Self::RepostOfQuote),
            Relation::Mentioned => Some(Self::ImplicitMention),
            _ => None,
        };
        known.filter(|_| !is_mentioned)
    }

    /// Returns the API that does not deliver the event.
    pub(crate) const fn family(self) -> Family {
        match self {
            Self::NewKind => Family::AccountActivity,
            _ => Family::XActivity,
        }
    }
}

/// Returns whether the text that is shown mentions a user. Those before it are of the thread.
fn shows_mention(post: PostView<'_>, user: UserId) -> bool {
    post.display_entities().iter().any(|placed| match placed.entity {
        EntityView::Mention(mention) => mention.id == Some(user),
        _ => false,
    })
}

impl fmt::Display for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Protected => "protected account",
            Self::DeepReply => "reply to a reply",
            Self::DeepQuote => "quote of a quote",
            Self::RepostOfQuote => "repost of a quote",
            Self::ImplicitMention => "inherited mention",
            Self::ByOthers => "act against the user",
            Self::NewKind => "new kind",
        })
    }
}
