//! Limits, and failures of X.

use super::{ByTier, Remedy};

pub(super) const RATE_LIMITED: ByTier = ByTier {
    premium: LIMITED_V1,
    enterprise: LIMITED_V1,
    v2: Remedy::new(
        "Wait for the next window of 15 minutes: `retry_after` returns the time.",
        &[
            "Send fewer requests: keep the results of lists and counts, and learn of changes from \
             webhooks.",
            "The limits apply to the app, over all its processes.",
        ],
    ),
};

const LIMITED_V1: Remedy = Remedy::new(
    "Wait for the next window of 15 minutes: `retry_after` returns the time, if X sent it.",
    &[
        "Webhooks and counts have 15 requests per window, lists 50, subscriptions 500, Replay 5.",
        "Send fewer requests: keep the results of lists and counts, and learn of changes from \
         webhooks.",
    ],
);

pub(super) const USAGE: Remedy = Remedy::new(
    "Wait for the next period, or raise the cap in the developer portal.",
    &["`Problem::period` has the period, `Problem::scope` the scope of the usage."],
);

pub(super) const CREDITS: Remedy = Remedy::new(
    "Buy credits in the developer console, then send the request again.",
    &[
        "Check that the credits belong to the account that owns the app.",
        "Check the spending limit of the account, and recharge automatically if you need it.",
    ],
);

pub(super) const INTERNAL: Remedy = Remedy::new(
    "Retry later, and wait longer each time.",
    &["If the failure persists, see X's status page."],
);

pub(super) const INTERNAL_OR_UNREACHABLE: Remedy = Remedy::new(
    "Check that the host of the webhook's URL is a real, public one; then retry later.",
    &[
        "X responds in this way if the host is an example, internal or misspelt.",
        "If the host is right, X has failed: see X's status page.",
    ],
);

pub(super) const OVER_CAPACITY: Remedy = Remedy::new("Retry in some minutes.", &[]);

pub(super) const UNAVAILABLE: Remedy = Remedy::new(
    "Retry, and wait longer each time.",
    &["If the failure persists, see X's status page."],
);

pub(super) const CONNECTIONS: Remedy = Remedy::new(
    "Close another connection of the stream, or wait until X has noticed that it is closed.",
    &["An account has two connections."],
);

pub(super) const SPEND_CAP: Remedy = Remedy::new(
    "Raise the spending limit in the developer portal, or wait for the next billing cycle.",
    &[],
);
