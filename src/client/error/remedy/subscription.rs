//! Subscriptions.

use super::{ByTier, DIRECT_MESSAGES, Remedy};
use crate::tier::Tier;

pub(super) const EXISTS: Remedy = Remedy::new("Nothing: the user is subscribed.", &[]);

pub(super) const ABSENT: ByTier = ByTier {
    premium: Remedy::new(
        "Subscribe the user, if they should be.",
        &[
            ENDED,
            "The name of the environment is right, which is case sensitive: a wrong one is answered \
             in the same way.",
        ],
    ),
    enterprise: ABSENT_HERE,
    v2: ABSENT_HERE,
};

const ABSENT_HERE: Remedy = Remedy::new("Subscribe the user, if they should be.", &[ENDED]);

const ENDED: &str = "A subscription ends when the user revokes the app's access, and when the \
                     webhook is deleted.";

/// The limit is each tier's own.
pub(super) const fn too_many(tier: Tier) -> Remedy {
    let steps: &[&str] = &["List the subscriptions, and count them: the count has the limit too."];
    match tier {
        Tier::Sandbox => Remedy::new(
            "Unsubscribe somebody, or change to paid Premium: the sandbox has 15 subscriptions.",
            steps,
        ),
        Tier::Premium => Remedy::new(
            "Unsubscribe somebody, or apply for Enterprise: paid Premium has 250 subscriptions.",
            steps,
        ),
        Tier::Enterprise | Tier::V2Enterprise => Remedy::new(
            "Unsubscribe somebody, or ask your account manager for more subscriptions.",
            steps,
        ),
        Tier::V2PayPerUse => Remedy::new(
            "Unsubscribe somebody, or apply for Enterprise: pay-per-use has 3 subscriptions.",
            steps,
        ),
    }
}

pub(super) const NOT_PERMITTED: ByTier = ByTier {
    premium: Remedy::new(
        "Use a token that the user gave to the app of this environment, with Direct Messages.",
        &[
            OWN_APP,
            DIRECT_MESSAGES,
            "The environment is linked to this app: to change that, delete the environment and \
             create another.",
        ],
    ),
    enterprise: NOT_PERMITTED_HERE,
    v2: NOT_PERMITTED_HERE,
};

const NOT_PERMITTED_HERE: Remedy = Remedy::new(
    "Use a token that the user gave to the app of this webhook, with Direct Messages.",
    &[OWN_APP, DIRECT_MESSAGES, "The webhook was registered by this app."],
);

const OWN_APP: &str =
    "The user signed in with this app: key and secret of the client are those of the same app.";

pub(super) const HIDDEN: ByTier = ByTier {
    premium: HIDDEN_HERE,
    enterprise: Remedy::new(
        "Ask with the bearer token of the app that registered the webhook.",
        &[
            "The app is on the allowlist for Enterprise: your account manager can tell, and add it.",
            "The webhook's id is one that listing the webhooks gives.",
        ],
    ),
    v2: HIDDEN_HERE,
};

const HIDDEN_HERE: Remedy =
    Remedy::new("Ask with the bearer token of the app that registered the webhook.", &[]);

pub(super) const OWNER_CLOSED: Remedy = Remedy::new(
    "Let the account accept Direct Messages from anyone, in its privacy settings.",
    &["This is about welcome messages and not about webhooks, which share the code."],
);
