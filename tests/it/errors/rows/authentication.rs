//! Authentication, permission and access.

use account_activity::client::Reason;

use super::*;

pub(super) fn rows() -> Vec<Row> {
    let write = "Application cannot perform write actions.";
    let contact = "Application cannot perform write actions. Contact Twitter Platform Operations through https://help.twitter.com/forms/platform.";
    vec![
        coded(REGISTER, 401, 32, "Could not authenticate you.", Reason::NotAuthenticated),
        plain((PremiumSubscribe, User), 401, ("", ""), Reason::NotAuthenticated),
        coded(REGISTER, 403, 261, write, Reason::WriteNotPermitted),
        coded(SUBSCRIBE, 403, 261, contact, Reason::WriteNotPermitted),
        coded(
            (PremiumRegisterWebhook, Bearer),
            403,
            261,
            "Your App cannot perform write actions.",
            Reason::AppOnlyCannotWrite,
        ),
        coded(LIST, 403, 200, "Forbidden.", Reason::AccessForbidden),
        coded(
            (EnterpriseWebhooks, Bearer),
            403,
            99,
            "You don’t have access to this resource.",
            Reason::AccessNotEnabled,
        ),
        plain(
            (OAuthBearerToken, AuthScheme::Basic),
            403,
            (
                JSON,
                r#"{"errors":[{"code":99,"label":"authenticity_token_error","message":"Unable to verify your credentials"}]}"#,
            ),
            Reason::CredentialsWrong,
        )
        .code(99),
        plain(
            LIST,
            401,
            (JSON, r#"{"errors":[{"message":"Invalid or expired token","code":89}]}"#),
            Reason::BearerTokenInvalid,
        )
        .code(89),
        coded(
            (PremiumSubscribe, User),
            403,
            89,
            "Invalid or expired token.",
            Reason::UserTokenInvalid,
        ),
        plain(
            (PremiumSubscribe, Bearer),
            403,
            (
                JSON,
                r#"{"errors":[{"message":"Your credentials do not allow access to this resource","code":220}]}"#,
            ),
            Reason::UserContextRequired,
        )
        .code(220),
        coded(
            SUBSCRIBE,
            403,
            220,
            "Your credentials do not allow access to this resource.",
            Reason::CredentialsNotAllowed,
        ),
        coded(REGISTER, 400, 215, "Bad Authentication data.", Reason::AuthenticationMissing),
        coded(REGISTER, 401, 135, "Timestamp out of bounds.", Reason::ClockOff),
        coded(VERIFY, 401, 135, "Could not authenticate you.", Reason::ClockOff),
        coded(VERIFY, 401, 32, "Timestamp out of bounds.", Reason::ClockOff),
        coded(
            VERIFY,
            403,
            93,
            "This application is not allowed to access or delete your direct messages.",
            Reason::DirectMessagesNotPermitted,
        ),
        coded(VERIFY, 403, 92, "SSL is required", Reason::TlsRequired),
        coded(
            VERIFY,
            403,
            64,
            "Your account is suspended and is not permitted to access this feature.",
            Reason::AccountSuspended,
        ),
        coded(
            VERIFY,
            403,
            326,
            "To protect our users from spam and other malicious activity, this account is temporarily locked. Please log in to https://twitter.com to unlock your account.",
            Reason::AccountLocked,
        ),
        coded(VERIFY, 401, 231, "User must verify login", Reason::LoginUnverified),
        coded(
            VERIFY,
            403,
            226,
            "This request looks like it might be automated. To protect our users from spam and other malicious activity, we can't complete this action right now.",
            Reason::LooksAutomated,
        ),
        coded(
            LIST,
            403,
            453,
            "You currently have access to a subset of Twitter API v2 endpoints and limited v1.1 endpoints (e.g. media post, oauth) only. If you need access to this endpoint, you may need a different access level. You can learn more here: https://developer.twitter.com/en/portal/product",
            Reason::AccessLevel,
        ),
        coded(
            LIST,
            403,
            453,
            "You currently have Essential access which includes access to Twitter API v2 endpoints only.",
            Reason::AccessLevel,
        ),
        coded(
            LIST,
            403,
            87,
            "Client is not permitted to perform this action.",
            Reason::ActionNotPermitted,
        ),
        coded(LIST, 403, 37, "Not authorized to use this endpoint", Reason::ActionNotPermitted),
        coded(
            (OAuthRequestToken, Consumer),
            403,
            415,
            "Callback URL not approved for this client App. Approved callback URLs can be adjusted in your App's settings.",
            Reason::CallbackNotApproved,
        ),
        coded(TOKEN, 401, 416, "Invalid / suspended application", Reason::AppSuspended),
    ]
}
