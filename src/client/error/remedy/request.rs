//! The address and the parameters of a request.

use super::{ByTier, Remedy};

pub(super) const NOTHING_THERE: ByTier = ByTier {
    premium: Remedy::new(
        "Check the name of the environment: it is case sensitive, and must not be a placeholder.",
        &[
            "Check that it is on the page “Dev environments”, linked to this app.",
            "Check that the list of webhooks contains the webhook's id.",
            "Check that the base URL of the client is that of the API.",
        ],
    ),
    enterprise: HERE,
    v2: HERE,
};

const HERE: Remedy = Remedy::new(
    "Check the webhook's id: the list of webhooks must contain it.",
    &[
        "Check that this app registered the webhook.",
        "Check that the base URL of the client is that of the API.",
    ],
);

pub(super) const USER: Remedy =
    Remedy::new("Leave this user out: no account has this id any more.", &[]);

pub(super) const RESOURCE: Remedy = Remedy::new(
    "Check the ids of the request: the detail names the unknown one.",
    &["List the webhooks and the subscriptions to see which ones exist."],
);

pub(super) const PARAMETER_MISSING: Remedy = Remedy::new(
    "Send the parameter that the message names.",
    &["The client sends every parameter: check whether a proxy rewrites the query of the URL."],
);

pub(super) const PARAMETER_INVALID: Remedy =
    Remedy::new("Correct the parameter that the message names.", &[]);

pub(super) const NEGATIVE: Remedy =
    Remedy::new("Use the webhook's id as X gave it: ids are positive.", &[]);

pub(super) const JSON: Remedy = Remedy::new(
    "Send the content type of the body.",
    &["The client does so: check whether a proxy changes the header `content-type` or the body."],
);

pub(super) const INVALID: Remedy = Remedy::new(
    "Correct the fault that the message names.",
    &["If it names none, compare the request with X's reference: the endpoint may have changed."],
);

pub(super) const REDIRECTED: Remedy = Remedy::new(
    "Set the base URL of the client to the address of the API: redirects are not followed.",
    &["A redirect to a login page comes from a proxy, not from X."],
);

pub(super) const NOT_THE_API: Remedy = Remedy::new(
    "Find the server between this machine and the API that sent the response.",
    &[
        "Read the body: its title mostly names the server. The headers `server` and `location` may \
         name it too.",
        "A CDN that checks for a browser (“Just a moment…”) blocks the address of this machine or its \
         user agent: set `ClientBuilder::user_agent`, send fewer requests, or use another network.",
        "A proxy of your own: check its log and its list of allowed hosts.",
        "A login page: log in to the network, or to the proxy.",
        "Check the base URL of the client.",
        "The account and the credentials are not the cause. After a 5xx, X may have carried the \
         request out: check before you repeat it.",
    ],
);

pub(super) const NOT_ACCEPTABLE: Remedy =
    Remedy::new("Check whether a proxy changes the headers `accept` or `accept-encoding`.", &[]);

pub(super) const RETIRED: ByTier = ByTier {
    premium: RETIRED_V1,
    enterprise: RETIRED_V1,
    v2: Remedy::new(
        "Look for the successor of the endpoint in X's reference: the X Activity API replaces the \
         Account Activity API.",
        &[],
    ),
};

const RETIRED_V1: Remedy = Remedy::new(
    "Use another endpoint: unsubscribe by user id, or change to the endpoints of v2.",
    &[],
);

pub(super) const OTHER_API: Remedy = Remedy::new(
    "Look up the meaning of the code: `ErrorCode::meaning`.",
    &["No endpoint of this client documents it: check that the base URL is that of the API."],
);

pub(super) const UNKNOWN: Remedy = Remedy::new(
    "Read the message and the body: this version does not list this failure.",
    &[
        "Search X's pages on errors and its developer forum.",
        "Report the failure, so that a later version lists it.",
    ],
);
