//! What an account, an app and a user may do.

use super::{ByTier, DIRECT_MESSAGES, Remedy};

pub(super) const FORBIDDEN: ByTier = ByTier {
    premium: Remedy::new(
        "Check the name of the environment, and that it is linked to this app.",
        &[
            "The developer account is approved.",
            "The environment exists on the page “Dev environments”, under this very name, upper \
             and lower case included.",
            "It is linked to the app whose credentials are sent.",
        ],
    ),
    enterprise: Remedy::new(
        "Ask your account manager whether the account has access to the Account Activity API.",
        &[
            "The app is on the allowlist for Enterprise.",
            "The webhook's id is one that listing the webhooks gives.",
        ],
    ),
    v2: Remedy::new(
        "Check in the developer portal that the app's project has access to this endpoint.",
        &["The webhook's id is one that listing the webhooks gives.", DIRECT_MESSAGES],
    ),
};

pub(super) const NOT_ENABLED: ByTier = ByTier {
    premium: Remedy::new(
        "Create an environment for the Account Activity API on the page “Dev environments”, linked \
         to this app.",
        &["The developer account is approved."],
    ),
    enterprise: Remedy::new(
        "Ask your account manager to put the app on the allowlist; tell them its app id.",
        &[],
    ),
    v2: Remedy::new("Attach the app to a project with access to v2 in the developer portal.", &[]),
};

pub(super) const LEVEL: ByTier = ByTier {
    premium: LEVEL_V1,
    enterprise: Remedy::new(
        "Use the credentials of an app on the allowlist for Enterprise.",
        &["Your account manager can tell which apps are on it."],
    ),
    v2: Remedy::new(
        "Choose an access level that includes the endpoint, in the developer portal.",
        &[],
    ),
};

const LEVEL_V1: Remedy = Remedy::new(
    "Choose an access level that includes the endpoint, or change to the endpoints of v2.",
    &["New apps get no access to most of v1.1 any more."],
);

pub(super) const NOT_ENROLLED: Remedy = Remedy::new(
    "Attach the app to a project in the developer portal.",
    &["The problem document says where: `Problem::registration_url`."],
);

pub(super) const CLIENT_FORBIDDEN: Remedy = Remedy::new(
    "Read the detail of the problem: this app may not make this request.",
    &["The key is that of your own app, and the app belongs to a project with access."],
);

pub(super) const ACTION: ByTier = ByTier {
    premium: Remedy::new(
        "Check in the developer portal that the app's environment is one for the Account Activity \
         API.",
        &["Replay is for Enterprise and v2 only."],
    ),
    enterprise: Remedy::new(
        "Ask your account manager whether the app may use this endpoint.",
        &["The app is on the allowlist for Enterprise.", "Replay is enabled, if this is Replay."],
    ),
    v2: Remedy::new("Check in the developer portal that the app may use this endpoint.", &[]),
};

pub(super) const RESOURCE: Remedy = Remedy::new(
    "Use the token of a user, and of an app, who may see it.",
    &["The webhook was registered by this app.", DIRECT_MESSAGES],
);

pub(super) const APP_SUSPENDED: Remedy = Remedy::new(
    "Look at the app in the developer portal: it is suspended, or its key is wrong.",
    &["X's platform support can be asked to lift a suspension."],
);

pub(super) const ACCOUNT_SUSPENDED: Remedy = Remedy::new(
    "Stop acting for this user: their account is suspended.",
    &["Try again when they have their account back."],
);

pub(super) const ACCOUNT_LOCKED: Remedy = Remedy::new(
    "Ask the user to log in to X and unlock their account.",
    &["The token stays good."],
);

pub(super) const LOGIN: Remedy = Remedy::new("Ask the user to log in to X and verify it.", &[]);

pub(super) const USER_SUSPENDED: Remedy =
    Remedy::new("Leave this user out: their account is suspended.", &[]);

pub(super) const AUTOMATED: Remedy = Remedy::new(
    "Slow down, and try again later.",
    &["If it was stopped in error, tell X's platform support."],
);
