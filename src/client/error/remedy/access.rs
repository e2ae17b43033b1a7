//! The permissions of an account, an app and a user.

use super::{ByTier, DIRECT_MESSAGES, Remedy};
use crate::tier::Tier;

pub(super) const FORBIDDEN: ByTier = ByTier {
    premium: Remedy::new(
        "Check the name of the environment, and that it is linked to this app.",
        &[
            "Check that the developer account is approved.",
            "Check that the environment exists on the page “Dev environments” under exactly this \
             name, with the same upper and lower case.",
            "Check that it is linked to the app whose credentials are sent.",
            "Check that the address is one of your product: those of Premium have `/all/` and the \
             name of the environment. `Client::premium` uses them.",
        ],
    ),
    enterprise: Remedy::new(
        "Ask your account manager whether the account has access to the Account Activity API.",
        &[
            "Check that the app is on the allowlist for Enterprise.",
            "Check that the list of webhooks contains the webhook's id.",
            "Check that the address is one of your product: those of Enterprise have neither the `/all/` \
             nor the `:env_name` of Premium. `Client::enterprise` uses them.",
        ],
    ),
    v2: Remedy::new(
        "Check in the developer portal that the app's project has access to this endpoint.",
        &[
            "Check that the list of webhooks contains the webhook's id.",
            DIRECT_MESSAGES,
            "Check that the address is one of your product: those of v2 begin with `/2/`. `Client::v2` \
             uses them.",
        ],
    ),
};

pub(super) const NOT_ENABLED: ByTier = ByTier {
    premium: Remedy::new(
        "Create an environment for the Account Activity API on the page “Dev environments”, linked \
         to this app.",
        &["Check that the developer account is approved."],
    ),
    enterprise: Remedy::new(
        "Ask your account manager to put the app on the allowlist, and tell them its app id.",
        &[],
    ),
    v2: Remedy::new("Attach the app to a project with access to v2 in the developer portal.", &[]),
};

pub(super) const LEVEL: ByTier = ByTier {
    premium: LEVEL_V1,
    enterprise: Remedy::new(
        "Use the credentials of an app on the allowlist for Enterprise.",
        &["Ask your account manager which apps are on it."],
    ),
    v2: Remedy::new(
        "Choose an access level that includes the endpoint, in the developer portal.",
        &[],
    ),
};

const LEVEL_V1: Remedy = Remedy::new(
    "Choose an access level that includes the endpoint, or change to the endpoints of v2.",
    &["New apps no longer get access to most of v1.1."],
);

pub(super) const NOT_ENROLLED: Remedy = Remedy::new(
    "Attach the app to a project in the developer portal.",
    &["The problem document has the address: `Problem::registration_url`."],
);

pub(super) const CLIENT_FORBIDDEN: Remedy = Remedy::new(
    "Read the detail of the problem: this app may not make this request.",
    &["Check that the key is that of your own app, and that the app belongs to a project with \
       access."],
);

pub(super) const ACTION: ByTier = ByTier {
    premium: Remedy::new(
        "Check in the developer portal that the app's environment is one for the Account Activity \
         API.",
        &["Replay is available on Enterprise and v2 only."],
    ),
    enterprise: Remedy::new(
        "Ask your account manager whether the app may use this endpoint.",
        &[
            "Check that the app is on the allowlist for Enterprise.",
            "If the endpoint is Replay, check that Replay is enabled.",
        ],
    ),
    v2: Remedy::new("Check in the developer portal that the app may use this endpoint.", &[]),
};

pub(super) const RESOURCE: Remedy = Remedy::new(
    "Use a token whose user and app may see the resource.",
    &["Check that this app registered the webhook.", DIRECT_MESSAGES],
);

pub(super) const APP_SUSPENDED: Remedy = Remedy::new(
    "Check the app in the developer portal: it is suspended, or its key is wrong.",
    &["Ask X's platform support to lift a suspension."],
);

pub(super) const ACCOUNT_SUSPENDED: Remedy = Remedy::new(
    "Stop acting for this user: the account is suspended.",
    &["Retry when the account is restored."],
);

pub(super) const ACCOUNT_LOCKED: Remedy =
    Remedy::new("Ask the user to log in to X and unlock the account.", &["The token stays valid."]);

pub(super) const LOGIN: Remedy =
    Remedy::new("Ask the user to log in to X and verify the login.", &[]);

pub(super) const USER_SUSPENDED: Remedy =
    Remedy::new("Leave this user out: the account is suspended.", &[]);

pub(super) const AUTOMATED: Remedy = Remedy::new(
    "Send fewer requests, and retry later.",
    &["If X stopped the request in error, contact X's platform support."],
);

/// Backfill is part of the larger contracts.
pub(super) const fn backfill(tier: Tier) -> Remedy {
    match tier {
        Tier::V2Enterprise | Tier::V2Partner => Remedy::new(
            "Leave out the backfill, or ask your account manager to include it.",
            NO_BACKFILL,
        ),
        _ => Remedy::new("Leave out the backfill: X offers it on Enterprise only.", NO_BACKFILL),
    }
}

const NO_BACKFILL: &[&str] = &[
    "The stream itself leaves it out after this failure, and connects again.",
    "The start and the end of a period need the same access.",
    "To receive the events of a gap, subscribe with a webhook and start a Replay job.",
];
