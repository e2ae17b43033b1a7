//! Webhooks: their URL, their server, their CRC response, their number.

use super::{ByTier, Remedy};
use crate::tier::Tier;

pub(super) const URL_UNFIT: ByTier = ByTier {
    premium: V1_URL_UNFIT,
    enterprise: V1_URL_UNFIT,
    v2: Remedy::new(
        "Use a URL that X accepts: https, without a port, at most 200 characters.",
        URL_STEPS,
    ),
};

const V1_URL_UNFIT: Remedy = Remedy::new(
    "Use a URL that X accepts: https, without a port, on a server that responds to CRCs.",
    URL_STEPS,
);

const URL_STEPS: &[&str] = &[
    "Check that the scheme is https and the URL is well-formed.",
    "Check that the URL has no port.",
    "Check that public name servers resolve the host, and that a public authority issued the \
     certificate for this host.",
    "Check that the server responds to a CRC correctly and in time: older messages of X do not \
     name a failed CRC.",
];

pub(super) const URL_NOT_HTTPS: Remedy = Remedy::new(
    "Use a well-formed https URL.",
    &[
        "Pass the URL as it is: the client encodes it, once.",
        "For a server on your own machine, use a tunnel that has an https address.",
    ],
);

pub(super) const URL_PORT: Remedy = Remedy::new(
    "Remove the port from the URL: X connects to port 443 only.",
    &["Let a reverse proxy or a tunnel listen on port 443 and pass requests on to your server."],
);

pub(super) const URL_TAKEN: Remedy = Remedy::new(
    "Use the webhook that has this URL.",
    &[
        "List the webhooks and use the id of the one with this URL.",
        "If it is marked invalid, validate it. Delete it only if its subscriptions may be deleted \
         too.",
    ],
);

pub(super) const CERTIFICATE: Remedy = Remedy::new(
    "Serve a publicly trusted certificate for this host.",
    &[
        "Check that it is not self-signed, has not expired, and names the host of the URL.",
        "Check that the server sends the intermediate certificates too.",
        "Check that the server supports TLS 1.2 or later.",
        "A bad certificate makes a registered webhook invalid at once: validate it afterwards.",
    ],
);

pub(super) const UNREACHABLE: Remedy = Remedy::new(
    "Make the server reachable from the internet, on port 443.",
    &[
        "Check that a public name server resolves the host, and that it is not an example or an \
         internal name.",
        "Check that the server, or the tunnel to it, is running.",
        "Check that no firewall blocks X's addresses.",
    ],
);

pub(super) const STATUS: Remedy = Remedy::new(
    "Make sure that the server is running and responds to the CRC with 200.",
    &[
        "Serve GET at the path of the URL, and not only POST.",
        "Check that nothing in front of the server redirects, asks for a login, or blocks the \
         request.",
        "Check that the server has the secret of the app which registers the webhook: X signs the \
         CRC request, and a server that verifies it with another secret rejects it (401).",
        "Check the server's log for its response and the cause.",
    ],
);

pub(super) const TOO_SLOW: ByTier = ByTier {
    premium: V1_TOO_SLOW,
    enterprise: V1_TOO_SLOW,
    v2: Remedy::new("Respond to the CRC at once.", SPEED_STEPS),
};

const V1_TOO_SLOW: Remedy = Remedy::new("Respond to the CRC within three seconds.", SPEED_STEPS);

const SPEED_STEPS: &[&str] = &[
    "Compute the response from the token and the secret alone, without a database or another \
     service.",
    "Keep the server running: a server that starts with the first request often responds too late.",
    "Measure from outside: name resolution, TLS and a tunnel take a part of the time.",
];

pub(super) const WRONG_RESPONSE: Remedy = Remedy::new(
    "Respond to the CRC with the signature of its token, made with this app's consumer secret.",
    &[
        "Check that the secret is that of the app which registers the webhook, is complete, has no \
         white space around it, and was not regenerated since.",
        "Check that the body is JSON, `{\"response_token\":\"sha256=…\"}`, with the signature in \
         Base64 and not in hexadecimal.",
        "`receiver::Secrets::crc_response` creates this response.",
    ],
);

pub(super) const CRC_FAILED: Remedy = Remedy::new(
    "Correct the fault of the CRC response that the message names.",
    &[
        "Check that the server is reachable on port 443, with a public certificate, without a \
         redirect.",
        "Check that it responds to GET with 200, at once. With a wrong secret, it rejects X's signed \
         request with 401.",
        "Check that the response is signed with this app's secret: \
         `receiver::Secrets::crc_response`.",
    ],
);

/// The limit is each tier's own.
pub(super) const fn too_many(tier: Tier) -> Remedy {
    match tier {
        Tier::Sandbox => Remedy::new(
            "Delete the existing webhook: the sandbox has one.",
            &[
                "List the webhooks of every environment to find it.",
                "To keep it, validate it instead of registering it again.",
                "Paid Premium has two environments, with a webhook each.",
            ],
        ),
        Tier::Premium => Remedy::new(
            "Delete the webhook of this environment, or use another environment: each has one.",
            &[
                "List the webhooks of every environment to see which are in use.",
                "To keep one, validate it instead of registering it again.",
                "Paid Premium has two environments. For more, apply for Enterprise.",
            ],
        ),
        Tier::Enterprise => Remedy::new(
            "Delete a webhook that is no longer needed.",
            &[
                "The limit is the account's, over all its apps: list the webhooks with the \
                 credentials of each app on the allowlist.",
                "For more webhooks, ask your account manager.",
            ],
        ),
        Tier::V2PayPerUse => Remedy::new(
            "Delete the existing webhook: pay-per-use has one, over all apps of the account.",
            &[
                "If it already has the URL that you want, validate it instead.",
                "For more webhooks, apply for Enterprise.",
            ],
        ),
        Tier::V2Enterprise | Tier::V2Partner => Remedy::new(
            "Delete a webhook that is no longer needed.",
            &[
                "The limit is the account's, over all its apps: list the webhooks of each app.",
                "If one already has the URL that you want, validate it instead.",
                "For more webhooks, ask your account manager.",
            ],
        ),
    }
}

pub(super) const INVALID: Remedy = Remedy::new(
    "Validate the webhook, then try again.",
    &[
        "First repair what made it invalid: a wrong CRC response, a bad certificate, a redirect, \
         gzip that was announced and not sent, or sent and not announced.",
        "Validating runs a CRC. A webhook that passes it becomes valid again.",
    ],
);

pub(super) const MISSING: ByTier = ByTier {
    premium: Remedy::new(
        "Register the webhook of the environment, then subscribe.",
        &["Check the name of the environment: it is case sensitive."],
    ),
    enterprise: MISSING_HERE,
    v2: MISSING_HERE,
};

const MISSING_HERE: Remedy = Remedy::new("Register the webhook, then subscribe with its id.", &[]);

pub(super) const NOT_FOUND: ByTier = ByTier {
    premium: Remedy::new(
        "Use the id of the webhook that the environment has now.",
        &[
            "List the webhooks of the environment: the id may have changed.",
            "Check that the environment belongs to this app, and check its name, which is case \
             sensitive.",
        ],
    ),
    enterprise: Remedy::new(
        "Use the id of a webhook that this app has now.",
        &[
            "List the webhooks: the id may have changed.",
            "List them with the credentials of each app on the allowlist: only the app that \
             registered a webhook can use it.",
        ],
    ),
    v2: Remedy::new(
        "Use the id of a webhook that this app has now.",
        &[
            "List the webhooks: the id may have changed.",
            "Only the app that registered a webhook can use it.",
        ],
    ),
};

pub(super) const REFUSED: Remedy = Remedy::new(
    "Read the message: it concerns the webhook's URL, its certificate or its CRC response.",
    URL_STEPS,
);
