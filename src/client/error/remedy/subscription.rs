//! Subscriptions.

use super::{ByTier, DIRECT_MESSAGES, Remedy};
use crate::tier::Tier;

pub(super) const EXISTS: Remedy = Remedy::new(
    "The subscription exists: with the Account Activity API, nothing is left to do.",
    &[
        "The X Activity API has one subscription for each kind of event of a user or keyword, whatever its \
       direction: list the subscriptions, and compare the direction, the webhook and the tag.",
    ],
);

pub(super) const ABSENT: ByTier = ByTier {
    premium: Remedy::new(
        "Subscribe the user, if this is intended.",
        &[
            ENDED,
            "Check the name of the environment, which is case sensitive: X responds to a wrong \
             name in the same way.",
        ],
    ),
    enterprise: ABSENT_HERE,
    v2: ABSENT_HERE,
};

const ABSENT_HERE: Remedy = Remedy::new("Subscribe the user, if this is intended.", &[ENDED]);

const ENDED: &str = "A subscription ends when the user revokes the app's access, and when the \
                     webhook is deleted.";

/// The limit is each tier's own.
pub(super) const fn too_many(tier: Tier) -> Remedy {
    let steps: &[&str] = &[COUNT];
    match tier {
        Tier::Sandbox => Remedy::new(
            "Unsubscribe a user, or change to paid Premium: the sandbox has 15 subscriptions.",
            steps,
        ),
        Tier::Premium => Remedy::new(
            "Unsubscribe a user, or apply for Enterprise: paid Premium has 250 subscriptions.",
            steps,
        ),
        Tier::Enterprise => Remedy::new(ASK, steps),
        Tier::V2PayPerUse => Remedy::new(
            "Unsubscribe a user, or apply for Enterprise: pay-per-use has 3 subscriptions.",
            &[COUNT, "The X Activity API has 1,500 subscriptions on pay-per-use.", EACH_KIND],
        ),
        Tier::V2Enterprise => Remedy::new(
            ASK,
            &[COUNT, "The X Activity API has 75,000 subscriptions on Enterprise.", EACH_KIND],
        ),
        Tier::V2Partner => Remedy::new(
            ASK,
            &[COUNT, "The X Activity API has 150,000 subscriptions for partners.", EACH_KIND],
        ),
    }
}

const ASK: &str = "Unsubscribe a user, or ask your account manager for more subscriptions.";

const COUNT: &str = "Compare the list with the count, which includes the limit.";

const EACH_KIND: &str = "There, each kind of event of each user is one subscription: delete the kinds \
                         that you do not need, `Xaa::unsubscribe_all`.";

pub(super) const NOT_PERMITTED: ByTier = ByTier {
    premium: Remedy::new(
        "Use a token that the user gave to the app of this environment, with Direct Messages.",
        &[
            OWN_APP,
            DIRECT_MESSAGES,
            "Check that the environment is linked to this app. To change the link, delete the \
             environment and create another.",
        ],
    ),
    enterprise: NOT_PERMITTED_HERE,
    v2: NOT_PERMITTED_HERE,
};

const NOT_PERMITTED_HERE: Remedy = Remedy::new(
    "Use a token that the user gave to the app of this webhook, with Direct Messages.",
    &[OWN_APP, DIRECT_MESSAGES, "Check that this app registered the webhook."],
);

const OWN_APP: &str = "Check that the user signed in with this app: the client must have the key \
                       and secret of the same app.";

pub(super) const HIDDEN: ByTier = ByTier {
    premium: HIDDEN_HERE,
    enterprise: Remedy::new(
        "Use the bearer token of the app that registered the webhook.",
        &[
            "Check that the app is on the allowlist for Enterprise: ask your account manager, who \
             can add it.",
            "Check that the list of webhooks contains the webhook's id.",
        ],
    ),
    v2: HIDDEN_HERE,
};

const HIDDEN_HERE: Remedy =
    Remedy::new("Use the bearer token of the app that registered the webhook.", &[]);

pub(super) const OWNER_CLOSED: Remedy = Remedy::new(
    "Allow Direct Messages from anyone in the privacy settings of the account.",
    &["This failure concerns welcome messages and not webhooks, which share the code."],
);

pub(super) const FILTER: Remedy = Remedy::new(
    "Give the filter exactly one user or keyword.",
    &[
        "`EventKind::filters` returns the members that the filter of a kind can have.",
        "Set a direction for follows and likes only.",
    ],
);
