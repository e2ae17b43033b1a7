//! Webhooks: their URL, their server, their answer to a challenge, their number.

use super::{ByTier, Remedy};
use crate::tier::Tier;

pub(super) const URL_UNFIT: ByTier = ByTier {
    premium: V1_URL_UNFIT,
    enterprise: V1_URL_UNFIT,
    v2: Remedy::new(
        "Give the webhook a URL that X accepts: https, without a port, at most 200 characters.",
        URL_STEPS,
    ),
};

const V1_URL_UNFIT: Remedy = Remedy::new(
    "Give the webhook a URL that X accepts: https, without a port, on a server that answers \
     challenges.",
    URL_STEPS,
);

const URL_STEPS: &[&str] = &[
    "The scheme is https, and the URL is well-formed.",
    "No port is written in it.",
    "Its host is known to public name servers, and its certificate is issued for this host by a \
     public authority.",
    "The server answers a challenge right and in time: older messages say no more than this when \
     it does not.",
];

pub(super) const URL_NOT_HTTPS: Remedy = Remedy::new(
    "Use a well-formed https URL.",
    &[
        "Pass it as it is: the client encodes it, once.",
        "For a server on your own machine, use a tunnel that has an https address.",
    ],
);

pub(super) const URL_PORT: Remedy = Remedy::new(
    "Leave the port out of the URL: X calls port 443 only.",
    &["Let a reverse proxy or a tunnel listen on 443 and pass requests on to your server."],
);

pub(super) const URL_TAKEN: Remedy = Remedy::new(
    "Use the webhook that has this URL.",
    &[
        "List the webhooks and take the id of the one with this URL.",
        "Validate it, if it is marked invalid. Delete it only if its subscriptions may go too.",
    ],
);

pub(super) const CERTIFICATE: Remedy = Remedy::new(
    "Serve a certificate that everybody trusts, for this host.",
    &[
        "It is not self-signed, has not expired, and names the host of the URL.",
        "The server sends the intermediate certificates too.",
        "The server speaks TLS 1.2 or later.",
        "A bad certificate makes a registered webhook invalid at once: validate it afterwards.",
    ],
);

pub(super) const UNREACHABLE: Remedy = Remedy::new(
    "Make the server reachable from the internet, on port 443.",
    &[
        "The host resolves with a public name server, and is not an example or an internal name.",
        "The server, or the tunnel to it, is running.",
        "No firewall keeps out X's addresses.",
    ],
);

pub(super) const STATUS: Remedy = Remedy::new(
    "Make sure that the server is running and answers the challenge with 200.",
    &[
        "GET is served at the path of the URL, and not only POST.",
        "Nothing before it redirects, asks for a login, or blocks the request.",
        "The server's log shows what it answered, and why.",
    ],
);

pub(super) const TOO_SLOW: ByTier = ByTier {
    premium: V1_TOO_SLOW,
    enterprise: V1_TOO_SLOW,
    v2: Remedy::new("Answer the challenge at once.", SPEED_STEPS),
};

const V1_TOO_SLOW: Remedy = Remedy::new("Answer the challenge within three seconds.", SPEED_STEPS);

const SPEED_STEPS: &[&str] = &[
    "Answer from the token and the secret alone: no database, no other service.",
    "Keep the server warm: one that starts with the first request is often too late.",
    "Measure from outside: name resolution, TLS and a tunnel take their part of the time.",
];

pub(super) const WRONG_RESPONSE: Remedy = Remedy::new(
    "Answer the challenge with the signature of its token, made with this app's consumer secret.",
    &[
        "The secret is that of the app which registers the webhook, complete, without white space \
         around it, and not one that was regenerated since.",
        "The body is JSON, `{\"response_token\":\"sha256=…\"}`, the signature in Base64 and not in \
         hexadecimal.",
        "`receiver::Secrets::crc_response` makes it so.",
    ],
);

pub(super) const CRC_FAILED: Remedy = Remedy::new(
    "Put right what the message says of the webhook's answer to the challenge.",
    &[
        "The server is reachable on port 443, with a public certificate, without a redirect.",
        "It answers GET with 200, at once.",
        "The answer is signed with this app's secret: `receiver::Secrets::crc_response`.",
    ],
);

/// The limit is each tier's own.
pub(super) const fn too_many(tier: Tier) -> Remedy {
    match tier {
        Tier::Sandbox => Remedy::new(
            "Delete the webhook that there is: the sandbox has one.",
            &[
                "List the webhooks of every environment to find it.",
                "To keep it where it is, validate it instead of registering it again.",
                "Paid Premium has two environments, with a webhook each.",
            ],
        ),
        Tier::Premium => Remedy::new(
            "Delete the webhook of this environment, or use another environment: each has one.",
            &[
                "List the webhooks of every environment to see which are in use.",
                "To keep one where it is, validate it instead of registering it again.",
                "Paid Premium has two environments. For more, apply for Enterprise.",
            ],
        ),
        Tier::Enterprise => Remedy::new(
            "Find a webhook that is not needed any more, and delete it.",
            &[
                "The limit is the account's, over all its apps: list the webhooks with the \
                 credentials of each app on the allowlist.",
                "For more webhooks, ask your account manager.",
            ],
        ),
        Tier::V2PayPerUse => Remedy::new(
            "Delete the webhook that there is: pay-per-use has one, over all apps of the account.",
            &[
                "If it has the URL that you want already, validate it instead.",
                "For more webhooks, apply for Enterprise.",
            ],
        ),
        Tier::V2Enterprise => Remedy::new(
            "Find a webhook that is not needed any more, and delete it.",
            &[
                "The limit is the account's, over all its apps: list the webhooks of each app.",
                "If one has the URL that you want already, validate it instead.",
                "For more webhooks, ask your account manager.",
            ],
        ),
    }
}

pub(super) const INVALID: Remedy = Remedy::new(
    "Validate the webhook, then try again.",
    &[
        "Repair first what made it invalid: a wrong answer to a challenge, a bad certificate, a \
         redirect, gzip that was announced and not sent, or sent and not announced.",
        "Validating runs a challenge; passing it makes the webhook valid again.",
    ],
);

pub(super) const MISSING: ByTier = ByTier {
    premium: Remedy::new(
        "Register the webhook of the environment, then subscribe.",
        &["The name of the environment is right: it is case sensitive."],
    ),
    enterprise: MISSING_HERE,
    v2: MISSING_HERE,
};

const MISSING_HERE: Remedy =
    Remedy::new("Register the webhook, then subscribe with the id that it got.", &[]);

pub(super) const NOT_FOUND: ByTier = ByTier {
    premium: Remedy::new(
        "Use the id of the webhook that the environment has now.",
        &[
            "List the webhooks of the environment: the id may have changed since.",
            "The environment belongs to this app, and its name is right, which is case sensitive.",
        ],
    ),
    enterprise: Remedy::new(
        "Use the id of a webhook that this app has now.",
        &[
            "List the webhooks: the id may have changed since.",
            "List them with the credentials of each app on the allowlist: only the app that \
             registered a webhook can use it.",
        ],
    ),
    v2: Remedy::new(
        "Use the id of a webhook that this app has now.",
        &[
            "List the webhooks: the id may have changed since.",
            "Only the app that registered a webhook can use it.",
        ],
    ),
};

pub(super) const REFUSED: Remedy = Remedy::new(
    "Read the message: it concerns the webhook's URL, its certificate, or its answer to the \
     challenge.",
    URL_STEPS,
);
