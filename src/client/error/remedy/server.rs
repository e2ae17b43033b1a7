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
            "The X Activity API has 500 requests per window for each operation, and 450 connections of \
             the stream.",
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
        "Do not retry before: every request fails, and the stream does not connect.",
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
    &[
        "X sometimes responds with 503 to the deletion of one subscription of the X Activity API. \
         `Xaa::unsubscribe` then tries the request of `Xaa::unsubscribe_all`.",
        "If the failure persists, see X's status page.",
    ],
);

pub(super) const CONNECTIONS: Remedy = Remedy::new(
    "Close another connection of the stream, or wait until X has noticed that it is closed.",
    &[
        "An app has two connections. Leave one free, so that a new process can connect before the \
         old one ends.",
        "X's endpoint `DELETE /2/connections/all` closes all connections of the app.",
        "Wait longer each time, from a minute.",
    ],
);

pub(super) const SPEND_CAP: Remedy = Remedy::new(
    "Raise the spending limit in the developer console, or wait for the next billing cycle.",
    &[
        "Do not retry before: every request fails.",
        "`Problem::reset_date` has the day on which the next cycle begins, if X sent it.",
    ],
);
