//! Keys, tokens, signatures, sign-in.

use super::{ByTier, DIRECT_MESSAGES, Remedy};

pub(super) const FAILED: ByTier = ByTier {
    premium: Remedy::new(
        "Check the name of the environment, and that key, secret and token belong to its app.",
        &[
            "Check that the developer account is approved, and has an environment for the Account \
             Activity API.",
            "Check that the URL is formed properly: the base URL of the client, the path, and in it the \
             name of the environment in place of `:env_name`. The name is case sensitive. \
             `Error::path` returns the path.",
            SAME_APP,
            "Use the keys and tokens of the app that is selected for the environment.",
            OWNER,
            PERMISSION,
            SIGNATURE,
            CLOCK,
        ],
    ),
    enterprise: Remedy::new(
        "Check that key, secret and token belong to an app on the allowlist for Enterprise.",
        &[
            "Ask your account manager which apps are on it, or to add this one.",
            "If you have no keys or access tokens, your account manager provides them.",
            "Check that the URL is formed properly: the base URL of the client, the path, and in it the \
             webhook's id. `Error::path` returns the path.",
            SAME_APP,
            OWNER,
            PERMISSION,
            SIGNATURE,
            CLOCK,
        ],
    ),
    v2: Remedy::new(
        "Check that key, secret and token belong to one app, and that the app has access to v2.",
        &[
            SAME_APP,
            "Check that the app belongs to a project in the developer portal.",
            "Use the subscriber's token for subscribing, and the bearer token for webhooks, lists \
             and counts.",
            "Check that the URL is formed properly: the base URL of the client, the path, and in it the \
             webhook's id. `Error::path` returns the path.",
            PERMISSION,
            SIGNATURE,
            CLOCK,
        ],
    ),
};

const SAME_APP: &str = "Check that key, secret and token belong to one app, are complete, and were \
                        not regenerated since.";

const OWNER: &str =
    "Register webhooks with the token of the app's owner, and not with a bearer token.";

const PERMISSION: &str = "Check under “Keys and tokens” that the access token's permission is “Read, \
                          write, and direct messages”. If it is less, set it under “Permissions”, then \
                          regenerate the access token and its secret: an older token does not gain it.";

const SIGNATURE: &str = "Check that nothing between this machine and X changes the URL or the header \
                         `authorization`, and that nothing sends a request twice: each signature covers \
                         the URL, a nonce and a timestamp, and X accepts it once.";

const CLOCK: &str = "Check the clock of this machine: a signature contains the time.";

pub(super) const MISSING: Remedy = Remedy::new(
    "Find out what removes the credentials from the request: the client always sends them.",
    &[
        "Check that no proxy between this machine and X removes the header `authorization`.",
        "Check that key, secret and token are not empty and contain no line break.",
    ],
);

pub(super) const UNSUPPORTED: ByTier = ByTier {
    premium: UNSUPPORTED_HERE,
    enterprise: UNSUPPORTED_HERE,
    v2: Remedy::new(
        "Use another scheme that the endpoint accepts: `Endpoint::auth` lists them.",
        &[
            "Subscribing and checking a subscription: the subscriber's token, OAuth 1.0a first.",
            "Webhooks: the bearer token first, then OAuth 1.0a with the owner's token.",
            "Lists, counts, unsubscribing and Replay: the bearer token.",
            "The X Activity API: the bearer token; for kinds that are private, the token of the filter's \
             user.",
            "`Problem::supported_authentication` lists what X accepts, if it says so.",
        ],
    ),
};

const UNSUPPORTED_HERE: Remedy = Remedy::new(
    "Use another scheme that the endpoint accepts: `Endpoint::auth` lists them.",
    &[
        "Registering, validating and deleting webhooks: OAuth 1.0a with the owner's token.",
        "Subscribing and checking a subscription: OAuth 1.0a with the subscriber's token.",
        "Lists, counts, unsubscribing and Replay: the bearer token.",
    ],
);

pub(super) const BEARER_REQUIRED: Remedy = Remedy::new(
    "Send the app's bearer token. The client does so unless `using` selects other credentials.",
    &[],
);

pub(super) const USER_REQUIRED: Remedy = Remedy::new(
    "Use OAuth 1.0a with a user's token instead of the bearer token.",
    &["Use the owner's token for webhooks, and the subscriber's token for a subscription."],
);

pub(super) const CLOCK_OFF: Remedy = Remedy::new(
    "Set the clock of this machine, preferably by a time service (NTP).",
    &["The header `date` of any response has X's time."],
);

pub(super) const BEARER_INVALID: Remedy = Remedy::new(
    "Fetch a new bearer token. The client does so once by itself.",
    &[
        "If you set the token in the client, remove it, so that the client fetches its own.",
        "Check that key and secret are those that the developer portal shows now.",
        "Check that no other program invalidates the token: an app has one at a time.",
    ],
);

pub(super) const USER_INVALID: Remedy = Remedy::new(
    "Have the user sign in again, and store the new token.",
    &[
        "The user may have revoked the app's access, which also ends the subscription.",
        "The app owner's token may have been regenerated in the developer portal.",
        "Check that token and secret belong together, and to the app of the client.",
        "A request token is valid for one sign-in, and for some minutes.",
    ],
);

pub(super) const CREDENTIALS_WRONG: Remedy = Remedy::new(
    "Check the app's key and secret against those in the developer portal.",
    &[
        "Check that they are complete, without white space around them, and not interchanged.",
        "Check that they were not regenerated since, and that the app is not suspended.",
        "OAuth 2.0 has a client id and a client secret of its own: `AppCredentials::oauth2`. X rejects a \
         confidential client without its secret and a public client with one in the same way.",
        "Fetch the bearer token once and keep it, as the client does: X also rejects too frequent \
         requests for it with this error.",
    ],
);

pub(super) const NOT_ALLOWED: Remedy = Remedy::new(
    "Use a token that permits this request.",
    &["`Endpoint::auth` lists the schemes that the endpoint accepts.", DIRECT_MESSAGES],
);

pub(super) const TLS: Remedy = Remedy::new(
    "Use https, with TLS 1.2 or later.",
    &["Check that the base URL of the client begins with https."],
);

pub(super) const APP_ONLY_CANNOT_WRITE: Remedy = Remedy::new(
    "Use OAuth 1.0a with the token of the app's owner: a bearer token cannot register a webhook.",
    &["Check that the token's permission is “Read, write, and direct messages”."],
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

pub(super) const OAUTH1_PERMISSIONS: Remedy = Remedy::new(
    "Set up user authentication for the app with OAuth 1.0a and the permission “Read, write, and \
     direct messages”, then regenerate the token.",
    REGENERATE,
);

const REGENERATE: &[&str] = &[
    "The app's page shows the permission of each token under “Keys and tokens”.",
    "Change it under “Permissions”, then regenerate the owner's token and secret.",
    "Have subscribers sign in again: a token keeps the permission with which it was created.",
];

pub(super) const CALLBACK_NOT_APPROVED: Remedy = Remedy::new(
    "Add the callback URL to the app's settings, exactly as it is sent.",
    &["X compares scheme, host, port, path and a final slash."],
);

pub(super) const CALLBACK_MUST_BE_OOB: Remedy = Remedy::new(
    "Set a callback URL in the app's settings, or sign in by PIN (callback `oob`).",
    &[],
);

pub(super) const VERIFIER: Remedy = Remedy::new(
    "Start the sign-in again: a verifier or PIN works once, with its own request token.",
    &[
        "Check that the PIN was typed completely.",
        "Check that the request token is the one of this sign-in.",
    ],
);

pub(super) const USER_TOKEN_REQUIRED: Remedy = Remedy::new(
    "Subscribe with the token of the filter's user.",
    &[
        "`EventKind::visibility` tells which kinds are private.",
        "Ask the user for the scope of the kind, which `EventKind::scope` returns.",
    ],
);

pub(super) const SCOPE: Remedy = Remedy::new(
    "Have the user sign in again, with the scope that the request needs.",
    &[
        "`EventKind::scope` returns the scope of each kind.",
        "A token keeps the scopes with which it was created.",
        "If the user has also signed in by OAuth 1.0a, X applies the permission of that token instead: \
         it must be “Read, write, and direct messages”.",
        "If the token has the scope, check in the developer portal that the app has access to the \
         endpoint: X rejects both in the same way.",
    ],
);

pub(super) const GRANT: Remedy = Remedy::new(
    "Have the user sign in again, unless there is a newer refresh token.",
    &[
        "A refresh token works once: each refresh returns the next one. Check that every process of the \
         app reads and stores it in one place.",
        "A code works once, and for half a minute.",
        "Check that the redirect URI and the verifier are those of the authorize URL.",
        "The user may have revoked the app's access.",
    ],
);
