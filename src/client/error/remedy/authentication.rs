//! Who asks: keys, tokens, signatures, sign-in.

use super::{ByTier, DIRECT_MESSAGES, Remedy};

pub(super) const FAILED: ByTier = ByTier {
    premium: Remedy::new(
        "Check that key, secret and token belong to the app of the environment, and its name.",
        &[
            "The developer account is approved, and has an environment for the Account Activity API.",
            "The name of the environment is right: it is case sensitive.",
            SAME_APP,
            OWNER,
            DIRECT_MESSAGES,
            CLOCK,
        ],
    ),
    enterprise: Remedy::new(
        "Check that key, secret and token belong to an app on the allowlist for Enterprise.",
        &[
            "Your account manager can tell which apps are on it, and add this one.",
            SAME_APP,
            OWNER,
            DIRECT_MESSAGES,
            CLOCK,
        ],
    ),
    v2: Remedy::new(
        "Check that key, secret and token belong to one app, which has access to v2.",
        &[
            SAME_APP,
            "The app belongs to a project in the developer portal.",
            "Subscribing takes the subscriber's token; webhooks, lists and counts the bearer token.",
            DIRECT_MESSAGES,
            CLOCK,
        ],
    ),
};

const SAME_APP: &str = "Key, secret and token are those of one app, complete, and none was \
                        regenerated since.";

const OWNER: &str =
    "Webhooks are registered with the token of the app's owner, and not with a bearer token.";

const CLOCK: &str = "The clock of this machine is right: a signature holds the time.";

pub(super) const MISSING: Remedy = Remedy::new(
    "See what keeps the credentials from arriving: the client always sends them.",
    &[
        "No proxy between here and X takes the header `authorization` out.",
        "Key, secret and token are not empty, and hold no line break.",
    ],
);

pub(super) const UNSUPPORTED: ByTier = ByTier {
    premium: UNSUPPORTED_HERE,
    enterprise: UNSUPPORTED_HERE,
    v2: Remedy::new(
        "Use another of the schemes that the endpoint takes: `Endpoint::auth` lists them.",
        &[
            "Subscribing and checking a subscription: the subscriber's token, OAuth 1.0a first.",
            "Webhooks: the bearer token first, then OAuth 1.0a with the owner's token.",
            "Lists, counts, unsubscribing and Replay: the bearer token.",
        ],
    ),
};

const UNSUPPORTED_HERE: Remedy = Remedy::new(
    "Use another of the schemes that the endpoint takes: `Endpoint::auth` lists them.",
    &[
        "Registering, validating and deleting webhooks: OAuth 1.0a with the owner's token.",
        "Subscribing and checking a subscription: OAuth 1.0a with the subscriber's token.",
        "Lists, counts, unsubscribing and Replay: the bearer token.",
    ],
);

pub(super) const BEARER_REQUIRED: Remedy =
    Remedy::new("Send the app's bearer token, which the client does unless told otherwise.", &[]);

pub(super) const USER_REQUIRED: Remedy = Remedy::new(
    "Use OAuth 1.0a with a user's token instead of the bearer token.",
    &["Of the app's owner for webhooks, of the subscriber for their subscription."],
);

pub(super) const CLOCK_OFF: Remedy = Remedy::new(
    "Set the clock of this machine, best by a time service (NTP).",
    &["The header `date` of any answer tells X's time."],
);

pub(super) const BEARER_INVALID: Remedy = Remedy::new(
    "Get a new bearer token: the client does so by itself, once.",
    &[
        "If it was given to the client, take it out, so that the client gets its own.",
        "Key and secret are those that the developer portal shows now.",
        "Nothing else invalidates the token: an app has one at a time.",
    ],
);

pub(super) const USER_INVALID: Remedy = Remedy::new(
    "Have the user sign in again, and store the new token.",
    &[
        "The user may have revoked the app's access: their subscription has ended then too.",
        "The app owner's token may have been regenerated in the developer portal.",
        "Token and secret belong together, and to the app of the client.",
        "A request token is good for one sign-in, and for some minutes.",
    ],
);

pub(super) const CREDENTIALS_WRONG: Remedy = Remedy::new(
    "Check the app's key and secret against those in the developer portal.",
    &[
        "They are complete, without white space around them, and not interchanged.",
        "They were not regenerated since, and the app is not suspended.",
        "The bearer token is fetched once and kept: asking for it too often is refused like this.",
    ],
);

pub(super) const NOT_ALLOWED: Remedy = Remedy::new(
    "Use a token that may do this.",
    &["`Endpoint::auth` lists the schemes that the endpoint takes.", DIRECT_MESSAGES],
);

pub(super) const TLS: Remedy = Remedy::new(
    "Call the API by https, with TLS 1.2 or later.",
    &["The base URL of the client begins with https."],
);

pub(super) const APP_ONLY_CANNOT_WRITE: Remedy = Remedy::new(
    "Use OAuth 1.0a with the token of the app's owner: a bearer token cannot register a webhook.",
    &["The token's permission is “Read, write, and direct messages”."],
);

pub(super) const WRITE_NOT_PERMITTED: Remedy = Remedy::new(
    "Set the app's permission to “Read, write, and direct messages”, and regenerate the token.",
    REGENERATE,
);

pub(super) const DIRECT_MESSAGES_MISSING: Remedy = Remedy::new(
    "Set the app's permission to “Read, write, and direct messages”, and have the user sign in \
     again.",
    REGENERATE,
);

const REGENERATE: &[&str] = &[
    "The app's page shows the permission of each token under “Keys and tokens”.",
    "Change it under “Permissions”, then regenerate the owner's token and secret.",
    "Subscribers sign in again: a token keeps the permission with which it was made.",
];

pub(super) const CALLBACK_NOT_APPROVED: Remedy = Remedy::new(
    "Add the callback URL to the app's settings, exactly as it is sent.",
    &["Scheme, host, port, path and a final slash are all compared."],
);

pub(super) const CALLBACK_MUST_BE_OOB: Remedy = Remedy::new(
    "Set a callback URL in the app's settings, or sign in by PIN (callback `oob`).",
    &[],
);

pub(super) const VERIFIER: Remedy = Remedy::new(
    "Begin the sign-in anew: a verifier or PIN is good once, with its own request token.",
    &["The PIN was typed completely.", "The request token is that of the same sign-in."],
);
