//! The request itself: its address and its parameters.

use super::{ByTier, Remedy};

pub(super) const NOTHING_THERE: ByTier = ByTier {
    premium: Remedy::new(
        "Check the name of the environment: it is case sensitive, and no placeholder.",
        &[
            "It is the one on the page “Dev environments”, linked to this app.",
            "The webhook's id is one that listing the webhooks gives.",
            "The base URL of the client is that of the API.",
        ],
    ),
    enterprise: HERE,
    v2: HERE,
};

const HERE: Remedy = Remedy::new(
    "Check the webhook's id: it is one that listing the webhooks gives.",
    &["The webhook was registered by this app.", "The base URL of the client is that of the API."],
);

pub(super) const USER: Remedy =
    Remedy::new("Leave this user out: there is no account with this id any more.", &[]);

pub(super) const RESOURCE: Remedy = Remedy::new(
    "Check the ids of the request: the detail says which one is unknown.",
    &["List the webhooks and the subscriptions to see those that exist."],
);

pub(super) const PARAMETER_MISSING: Remedy = Remedy::new(
    "Send the parameter that the message names.",
    &["The client sends every one: see whether a proxy rewrites the query of the URL."],
);

pub(super) const PARAMETER_INVALID: Remedy =
    Remedy::new("Correct the parameter that the message names.", &[]);

pub(super) const NEGATIVE: Remedy =
    Remedy::new("Use the webhook's id as X gave it: ids are positive.", &[]);

pub(super) const JSON: Remedy = Remedy::new(
    "Send the content type that the body has.",
    &["The client does: see whether a proxy changes the header `content-type` or the body."],
);

pub(super) const INVALID: Remedy = Remedy::new(
    "Correct what the message says.",
    &["If it says nothing, compare the request with X's reference: the endpoint may have changed."],
);

pub(super) const REDIRECTED: Remedy = Remedy::new(
    "Set the base URL of the client to where the API is: redirects are not followed.",
    &["A redirect to a page for login comes from a proxy, not from X."],
);

pub(super) const NOT_ACCEPTABLE: Remedy =
    Remedy::new("See whether a proxy changes the headers `accept` or `accept-encoding`.", &[]);

pub(super) const RETIRED: ByTier = ByTier {
    premium: RETIRED_V1,
    enterprise: RETIRED_V1,
    v2: Remedy::new(
        "Look for the successor of the endpoint in X's reference: the Account Activity API gives \
         way to the X Activity API.",
        &[],
    ),
};

const RETIRED_V1: Remedy = Remedy::new(
    "Use another endpoint: unsubscribe by user id, or change to the endpoints of v2.",
    &[],
);

pub(super) const OTHER_API: Remedy = Remedy::new(
    "See what the code means: `ErrorCode::meaning`.",
    &["No endpoint of this client documents it: check that the base URL is that of the API."],
);

pub(super) const UNKNOWN: Remedy = Remedy::new(
    "Read the message and the body: this version does not know this failure.",
    &[
        "X's pages on errors and its developer forum may know it.",
        "Report it, so that it gets known.",
    ],
);
