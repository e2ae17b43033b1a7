//! Limits, and failures of X's own.

use super::{ByTier, Remedy};

pub(super) const RATE_LIMITED: ByTier = ByTier {
    premium: LIMITED_V1,
    enterprise: LIMITED_V1,
    v2: Remedy::new(
        "Wait for the next window of 15 minutes: `retry_after` says how long.",
        &[
            "Ask less often: keep what lists and counts gave, and let webhooks tell what changes.",
            "The limits are the app's, over all its processes.",
        ],
    ),
};

const LIMITED_V1: Remedy = Remedy::new(
    "Wait for the next window of 15 minutes: `retry_after` says how long, if X did.",
    &[
        "Webhooks and counts have 15 requests a window, lists 50, subscriptions 500, Replay 5.",
        "Ask less often: keep what lists and counts gave, and let webhooks tell what changes.",
    ],
);

pub(super) const USAGE: Remedy = Remedy::new(
    "Wait for the next period, or raise the cap in the developer portal.",
    &["`Problem::period` says which period, `Problem::scope` whose usage it is."],
);

pub(super) const INTERNAL: Remedy = Remedy::new(
    "Try again later, waiting longer each time.",
    &["If it stays, see X's status page."],
);

pub(super) const INTERNAL_OR_UNREACHABLE: Remedy = Remedy::new(
    "Check that the host of the webhook's URL is a real, public one; then try again later.",
    &[
        "An example, internal or misspelt host is answered like this.",
        "If the host is right, it is X's failure: see X's status page.",
    ],
);

pub(super) const OVER_CAPACITY: Remedy = Remedy::new("Try again in some minutes.", &[]);

pub(super) const UNAVAILABLE: Remedy = Remedy::new(
    "Try again, waiting longer each time.",
    &["A page of HTML may come from a proxy of your own: see its log."],
);
