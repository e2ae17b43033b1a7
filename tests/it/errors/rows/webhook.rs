//! Webhooks and their CRC.

use account_activity::client::Reason;

use super::*;

pub(super) fn rows() -> Vec<Row> {
    let unfit = "Webhook URL does not meet the requirements.";
    let with = |rest: &str| format!("{unfit} {rest}");
    let securing = "https://developer.twitter.com/en/docs/accounts-and-users/subscribe-account-activity/guides/securing-webhooks";
    vec![
        coded(REGISTER, 400, 214, unfit, Reason::WebhookUrlUnfit),
        coded(
            REGISTER,
            400,
            214,
            &with("Please consult: https://dev.twitter.com/webhooks/securing"),
            Reason::WebhookUrlUnfit,
        ),
        coded(
            REGISTER,
            400,
            214,
            &with(&format!("Please consult: {securing}")),
            Reason::WebhookUrlUnfit,
        ),
        coded(
            REGISTER,
            400,
            214,
            &with("Port other than 443 is not allowed."),
            Reason::WebhookUrlPort,
        ),
        coded(REGISTER, 400, 214, &with("Please use HTTPS."), Reason::WebhookUrlNotHttps),
        coded(
            REGISTER,
            400,
            214,
            &with("Please, check your SSL Configuration."),
            Reason::WebhookCertificate,
        ),
        coded(
            REGISTER,
            400,
            214,
            &with("Invalid CRC token or json response format."),
            Reason::CrcWrongResponse,
        ),
        coded(
            (EnterpriseValidateWebhook, Owner),
            403,
            214,
            "High latency on CRC GET request. Your webhook should respond in less than 3 seconds.",
            Reason::CrcTooSlow,
        ),
        coded(
            (PremiumValidateWebhook, Owner),
            400,
            214,
            "Non-200 response code during CRC GET request (i.e. 404, 500, etc).",
            Reason::CrcStatus,
        ),
        coded(
            REGISTER,
            400,
            214,
            "Unable to connect during CRC GET request.",
            Reason::CrcUnreachable,
        ),
        coded(
            (EnterpriseRegisterWebhook, Owner),
            403,
            214,
            "Too many resources already created.",
            Reason::TooManyWebhooks,
        ),
        coded(
            REPLAY,
            400,
            214,
            "Webhook is marked invalid and requires a CRC check.",
            Reason::WebhookInvalid,
        ),
        coded(
            (PremiumSubscribe, User),
            403,
            214,
            "Owner must allow dms from anyone.",
            Reason::OwnerMustAllowDirectMessages,
        ),
        coded(REGISTER, 400, 214, "Something else about webhooks.", Reason::WebhookRefused),
        coded(REGISTER, 500, 131, "Internal error", Reason::InternalErrorOrUnreachable).retryable(),
        coded(REGISTER, 400, 357, "url: queryParam is required", Reason::ParameterMissing),
        coded(REGISTER, 400, 369, "Invalid JSON Syntax", Reason::JsonInvalid),
    ]
}
