//! What happened, drawn at random in a neutral form and written as each family writes it, is one
//! activity.

mod draw;
mod wire;

use account_activity::xaa::Envelope;
use account_activity::{Activity, Payload, UserId};

/// The subscriber.
const ME: u64 = 1;

/// What happened.
#[derive(Debug)]
enum Happening {
    Post(Post),
    Repost {
        id: u64,
        author: u64,
        original: Post,
    },
    Delete {
        id: u64,
    },
    Like {
        id: String,
        liker: u64,
        post: Post,
        ms: i64,
    },
    /// An act of one user upon another, by its name.
    Act {
        name: &'static str,
        source: u64,
        target: u64,
    },
    Message {
        id: u64,
        sender: u64,
        recipient: u64,
        ms: i64,
        text: Written,
    },
    Revoke {
        app: u64,
        seconds: i64,
    },
}

#[derive(Clone, Debug)]
struct Post {
    id: u64,
    author: u64,
    text: Written,
    /// The post replied to, and its author.
    reply_to: Option<(u64, u64)>,
    /// The quoted post, and its author.
    quoted: Option<(u64, u64)>,
    seconds: i64,
}

/// An HTML-escaped text with its entities, in code points.
#[derive(Clone, Debug, Default)]
struct Written {
    text: String,
    /// The number of code points that a timeline does not show.
    hidden: usize,
    mentions: Vec<(usize, usize, u64)>,
    hashtags: Vec<(usize, usize, String)>,
    links: Vec<(usize, usize, String)>,
}

impl Post {
    fn names(&self, user: u64) -> bool {
        self.text.mentions.iter().any(|(_, _, mentioned)| *mentioned == user)
    }
}

impl Happening {
    /// Whether the key has no part that the X Activity API lacks.
    fn has_exact_key(&self) -> bool {
        !matches!(self, Self::Act { .. })
    }
}

/// All answers that do not depend on the family, but the key.
fn answers(activity: Activity<'_>) -> String {
    let post = activity.post().map(|post| {
        let texts = (post.text(), post.display_text(), post.expanded_text());
        let places: Vec<_> = post.display_entities().iter().map(|it| it.indices).collect();
        let mentions: Vec<_> = post.mentions().collect();
        let links: Vec<_> = post.links().map(|link| link.address()).collect();
        let hashtags: Vec<_> = post.hashtags().collect();
        let ids = (post.id(), post.reply_to_id(), post.quoted_id(), post.reposted_id());
        let kinds = (post.is_reply(), post.is_quote(), post.is_repost());
        let authors = (post.author(), post.reply_to_user(), post.created_at(), post.lang());
        format!(
            "{texts:?} {places:?} {mentions:?} {links:?} {hashtags:?} {ids:?} {kinds:?} {authors:?}"
        )
    });
    let message = activity.message().map(|message| (message.id, message.display_text()));
    let users = [1, 2, 3].map(|id| {
        let user = activity.user(UserId::new(id))?;
        Some((user.id(), user.username().map(str::to_owned)))
    });
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {} {post:?} {message:?} {:?}",
        activity.kind(),
        activity.subscriber(),
        activity.actor(),
        activity.target(),
        activity.post_id(),
        activity.relation(),
        activity.is_own(),
        activity.message().map(|_| users),
    )
}

#[test]
fn what_happened_is_one_activity_in_both_families() {
    let mut drawn = std::collections::BTreeMap::new();
    for seed in 0..4_000 {
        let mut random = fastrand::Rng::with_seed(seed);
        let happening = draw::happening(&mut random);
        let account = wire::account_activity(&happening).to_string();
        let x = wire::x_activity(&happening, &mut random).to_string();
        let payload = Payload::from_slice(account.as_bytes()).unwrap();
        let envelope = Envelope::from_slice(x.as_bytes()).unwrap();
        assert_eq!(payload.faults(), [], "{account}");
        assert_eq!(envelope.faults(), [], "{x}");
        let mut activities = payload.activities().zip(envelope.activities());
        let (one, other) = activities.next().unwrap();
        assert!(activities.next().is_none());
        assert_eq!(answers(one), answers(other), "seed {seed}\n{account}\n{x}");
        assert_eq!(one.key() == other.key(), happening.has_exact_key(), "{account}\n{x}");
        if happening.has_exact_key() && other.occurred_at().is_some() {
            assert_eq!(one.occurred_at(), other.occurred_at(), "{account}\n{x}");
        }
        *drawn.entry((one.kind().as_str(), one.relation().as_str())).or_insert(0) += 1;
    }
    // Every kind and relation is drawn often enough.
    for relation in [
        "own_tweet",
        "own_reply",
        "own_quote",
        "own_retweet",
        "retweeted",
        "quote_retweeted",
        "quoted",
        "replied_to",
        "mentioned",
    ] {
        assert!(drawn.get(&("post", relation)).is_some_and(|count| *count > 10), "{drawn:?}");
    }
    for kind in
        ["like", "follow", "unfollow", "mute", "block", "direct_message", "post_delete", "revoke"]
    {
        assert!(drawn.iter().any(|((drawn, _), count)| *drawn == kind && *count > 20), "{drawn:?}");
    }
}
