//! Every documented failure: the body as it was observed, and its meaning.

mod activity;
mod authentication;
mod form;
mod general;
mod oauth2;
mod replay;
mod subscription;
mod version_two;
mod webhook;

use account_activity::client::{ApiError, AuthScheme, Endpoint, Reason};

use AuthScheme::{Bearer, Consumer, Owner, RequestToken, User, UserOAuth2};
use Endpoint::*;

/// A failure.
pub(super) struct Row {
    pub(super) endpoint: Endpoint,
    pub(super) auth: AuthScheme,
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) body: String,
    pub(super) code: Option<u32>,
    pub(super) reason: Reason,
    pub(super) is_retryable: bool,
}

impl Row {
    pub(super) fn error(&self) -> ApiError {
        let mut response = http::Response::builder().status(self.status);
        if !self.content_type.is_empty() {
            response = response.header("content-type", self.content_type);
        }
        let response = response.body(self.body.clone().into()).unwrap();
        ApiError::from_response(self.endpoint, self.auth, response)
    }

    fn retryable(mut self) -> Self {
        self.is_retryable = true;
        self
    }

    fn code(mut self, code: u32) -> Self {
        self.code = Some(code);
        self
    }
}

const JSON: &str = "application/json; charset=utf-8";
const PROBLEM: &str = "application/problem+json";
const XML: &str = "application/xml;charset=utf-8";
const HTML: &str = "text/html;charset=utf-8";

fn plain(
    (endpoint, auth): (Endpoint, AuthScheme),
    status: u16,
    (content_type, body): (&'static str, &str),
    reason: Reason,
) -> Row {
    let body = body.to_owned();
    Row { endpoint, auth, status, content_type, body, code: None, reason, is_retryable: false }
}

/// The usual JSON of v1.1.
fn coded(
    call: (Endpoint, AuthScheme),
    status: u16,
    code: u32,
    message: &str,
    reason: Reason,
) -> Row {
    let message = serde_json::to_string(message).unwrap();
    let body = format!(r#"{{"errors":[{{"code":{code},"message":{message}}}]}}"#);
    plain(call, status, (JSON, &body), reason).code(code)
}

/// The JSON of v2, with a name before the message.
fn named(call: (Endpoint, AuthScheme), status: u16, message: &str, reason: Reason) -> Row {
    let message = serde_json::to_string(message).unwrap();
    let body = format!(
        r#"{{"errors":[{{"message":{message}}}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.twitter.com/2/problems/invalid-request"}}"#
    );
    plain(call, status, (JSON, &body), reason)
}

/// A problem document of v2.
fn problem(
    call: (Endpoint, AuthScheme),
    status: u16,
    slug: &str,
    more: &str,
    reason: Reason,
) -> Row {
    let body = format!(
        r#"{{"title":"A title","detail":"A detail.","type":"https://api.x.com/2/problems/{slug}","status":{status}{more}}}"#
    );
    plain(call, status, (PROBLEM, &body), reason)
}

const REGISTER: (Endpoint, AuthScheme) = (PremiumRegisterWebhook, Owner);
const SUBSCRIBE: (Endpoint, AuthScheme) = (EnterpriseSubscribe, User);
const LIST: (Endpoint, AuthScheme) = (PremiumWebhooks, Bearer);
const REPLAY: (Endpoint, AuthScheme) = (EnterpriseReplay, Bearer);
const VERIFY: (Endpoint, AuthScheme) = (OAuthVerifyCredentials, User);
const TOKEN: (Endpoint, AuthScheme) = (OAuthRequestToken, Consumer);
const V2: (Endpoint, AuthScheme) = (V2RegisterWebhook, Bearer);
const V2_SUBSCRIBE: (Endpoint, AuthScheme) = (V2Subscribe, User);
const V2_REPLAY: (Endpoint, AuthScheme) = (V2Replay, Bearer);

pub(super) fn rows() -> Vec<Row> {
    let groups = [
        webhook::rows(),
        subscription::rows(),
        authentication::rows(),
        replay::rows(),
        general::rows(),
        version_two::rows(),
        form::rows(),
        activity::rows(),
        oauth2::rows(),
    ];
    groups.into_iter().flatten().collect()
}
