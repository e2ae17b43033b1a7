//! The rows of tokens and sign-in.

use account_activity::client::{AuthScheme, BearerToken, Callback, Endpoint, Reason};

use super::row::{Body, Failure, Failure::*, Row, call};
use super::shapes::*;
use super::*;

/// With a label, and without a final period.
const UNVERIFIED: &[Failure] = &[Raw(
    403,
    r#"{"errors":[{"code":99,"label":"authenticity_token_error","message":"Unable to verify your credentials"}]}"#,
    Some(99),
    Reason::CredentialsWrong,
)];

pub(super) const ROWS: &[Row] = &[
    Row {
        endpoint: Endpoint::OAuthBearerToken,
        scheme: AuthScheme::Basic,
        path: "/oauth2/token",
        query: "",
        body: Body::Form("grant_type=client_credentials"),
        call: call!(client => client.oauth().bearer_token()),
        successes: &[
            (
                200,
                r#"{"token_type":"bearer","access_token":"AAAA%2FAAA%3DAAAAAAAA"}"#,
                "BearerToken(redacted)",
            ),
            (200, r#"{"access_token":"AAAA","token_type":"Bearer"}"#, "BearerToken(redacted)"),
        ],
        failures: &[UNVERIFIED],
    },
    Row {
        endpoint: Endpoint::OAuthInvalidateBearerToken,
        scheme: AuthScheme::Owner,
        path: "/oauth2/invalidate_token",
        query: "access_token=bearerTOKEN7%2Fx%3D",
        body: Body::None,
        call: call!(client => client.oauth().invalidate_bearer_token(&BearerToken::new(BEARER))),
        successes: &[(200, r#"{"access_token":"bearerTOKEN7%2Fx%3D"}"#, "()"), (204, "", "()")],
        failures: &[UNVERIFIED, OAUTH1],
    },
    Row {
        endpoint: Endpoint::OAuthRequestToken,
        scheme: AuthScheme::Consumer,
        path: "/oauth/request_token",
        query: "",
        body: Body::None,
        call: call!(client => client.oauth().request_token(Callback::Url(CALLBACK))),
        successes: &[(
            200,
            "oauth_token=NPcudxy0yU5T3tBzho7iCotZ3cnetKwcTIRlX0iwRl0&oauth_token_secret=veNRnAWe6inFuo8o2u8SLLZLjolYDmDP7SzL0YfYI&oauth_callback_confirmed=true",
            "RequestToken(redacted)",
        )],
        failures: &[
            CANNOT_AUTHENTICATE,
            &[
                Raw(
                    403,
                    "<?xml version='1.0' encoding='UTF-8'?><errors><error code=\"415\">Callback URL not approved for this client application. Approved callback URLs can be adjusted in your application settings</error></errors>",
                    Some(415),
                    Reason::CallbackNotApproved,
                ),
                Raw(
                    401,
                    "<?xml version='1.0' encoding='UTF-8'?><errors><error code=\"417\">Desktop applications only support the oauth_callback value 'oob'</error></errors>",
                    Some(417),
                    Reason::CallbackMustBeOob,
                ),
                Raw(
                    401,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><hash><error>Desktop applications only support the oauth_callback value 'oob'</error><request>/oauth/request_token</request></hash>",
                    None,
                    Reason::CallbackMustBeOob,
                ),
                Coded(401, 416, "Invalid / suspended application", Reason::AppSuspended),
            ],
        ],
    },
    Row {
        endpoint: Endpoint::OAuthAccessToken,
        scheme: AuthScheme::RequestToken,
        path: "/oauth/access_token",
        query: "",
        body: Body::None,
        call: call!(client => client.oauth().access_token(&request_token(), VERIFIER)),
        successes: &[(
            200,
            "oauth_token=6253282-eWudHldSbIaelX7swmsiHImEL4KinwaGloHANdrY&oauth_token_secret=2EEfA6BG5ly3sR3XjE0IBSnlQu4ZrUzPiYTmrkVU&user_id=6253282&screen_name=twitterapi",
            r#"AccessToken { token: UserToken(OAuth1, redacted), user_id: UserId(6253282), screen_name: "twitterapi" }"#,
        )],
        failures: &[
            CANNOT_AUTHENTICATE,
            &[Raw(
                401,
                "Error processing your OAuth request: Invalid oauth_verifier parameter",
                None,
                Reason::VerifierInvalid,
            )],
        ],
    },
    Row {
        endpoint: Endpoint::OAuthInvalidateUserToken,
        scheme: AuthScheme::User,
        path: "/1.1/oauth/invalidate_token.json",
        query: "",
        body: Body::None,
        call: call!(client => client.oauth().invalidate_user_token(&user())),
        successes: &[(200, r#"{"access_token":"userTOKEN4"}"#, "()"), (204, "", "()")],
        failures: &[OAUTH1],
    },
    Row {
        endpoint: Endpoint::OAuthVerifyCredentials,
        scheme: AuthScheme::User,
        path: "/1.1/account/verify_credentials.json",
        query: "skip_status=true",
        body: Body::None,
        call: |client| {
            Box::pin(async move {
                let verified = client.oauth().verify_credentials(&user()).await?;
                Ok(format!("{} {}", verified.user.id, verified.user.screen_name))
            })
        },
        successes: &[(
            200,
            r#"{"id":6253282,"id_str":"6253282","name":"Twitter API","screen_name":"twitterapi"}"#,
            "6253282 twitterapi",
        )],
        failures: &[OAUTH1],
    },
];
