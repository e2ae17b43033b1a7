//! A row of the table of tests: how an endpoint is called, the request that is sent, and the result
//! of each response.

use std::pin::Pin;

use account_activity::UserToken;
use account_activity::client::{AuthScheme, Client, Endpoint, Error, Reason, Signer};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use url::Url;
use wiremock::{Match, Mock, Request};

use super::*;

/// A call, for which a task can be spawned: it is `Send` and `'static`.
pub(super) type Calling = Pin<Box<dyn Future<Output = Result<String, Error>> + Send>>;

pub(super) struct Row {
    pub endpoint: Endpoint,
    pub scheme: AuthScheme,
    pub path: &'static str,
    pub query: &'static str,
    pub body: Body,
    /// Makes the call. The result is the `Debug` text of the typed value.
    pub call: fn(Client) -> Calling,
    /// Status, body, result.
    pub successes: &'static [(u16, &'static str, &'static str)],
    /// The documented failures, in groups that endpoints share.
    pub failures: &'static [&'static [Failure]],
}

#[derive(Clone, Copy)]
pub(super) enum Body {
    None,
    Form(&'static str),
    Json(&'static str),
}

pub(super) enum Failure {
    /// v1.1: status, code, message.
    Coded(u16, u32, &'static str, Reason),
    /// v2: a problem with one error, whose message begins with a name.
    Named(&'static str, Reason),
    /// Anything else: status, body, code.
    Raw(u16, &'static str, Option<u32>, Reason),
}

/// The `call` of a row.
macro_rules! call {
    ($client:ident => $call:expr) => {
        |$client| Box::pin(async move { $call.await.map(|value| format!("{value:?}")) })
    };
}
pub(super) use call;

impl Failure {
    pub(super) fn status(&self) -> u16 {
        match self {
            Self::Coded(status, ..) | Self::Raw(status, ..) => *status,
            Self::Named(..) => 400,
        }
    }

    pub(super) fn body(&self) -> String {
        match self {
            Self::Coded(_, code, message, _) => {
                serde_json::json!({ "errors": [{ "code": code, "message": message }] }).to_string()
            }
            Self::Named(message, _) => serde_json::json!({
                "errors": [{ "message": message }],
                "title": "Invalid Request",
                "detail": "One or more parameters to your request was invalid.",
                "type": "https://api.twitter.com/2/problems/invalid-request",
            })
            .to_string(),
            Self::Raw(_, body, ..) => (*body).to_owned(),
        }
    }

    pub(super) fn code(&self) -> Option<u32> {
        match self {
            Self::Coded(_, code, ..) => Some(*code),
            Self::Named(..) => None,
            Self::Raw(_, _, code, _) => *code,
        }
    }

    pub(super) fn reason(&self) -> &Reason {
        match self {
            Self::Coded(.., reason) | Self::Named(_, reason) | Self::Raw(.., reason) => reason,
        }
    }
}

/// The parts of a request that are compared.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Sent {
    pub method: String,
    pub path: String,
    pub query: String,
    pub authorization: String,
    pub content_type: Option<String>,
    pub body: String,
}

impl Sent {
    fn of(request: &Request) -> Self {
        let header = |name| request.headers.get(name)?.to_str().ok().map(str::to_owned);
        Self {
            method: request.method.to_string(),
            path: request.url.path().to_owned(),
            query: request.url.query().unwrap_or_default().to_owned(),
            authorization: header(AUTHORIZATION).unwrap_or_default(),
            content_type: header(CONTENT_TYPE),
            body: String::from_utf8(request.body.clone()).unwrap(),
        }
    }
}

impl Match for Sent {
    fn matches(&self, request: &Request) -> bool {
        let sent = Self::of(request);
        if sent != *self {
            eprintln!("expected: {self:#?}\nsent: {sent:#?}");
        }
        sent == *self
    }
}

impl Row {
    /// The request that must be sent to a server.
    pub(super) fn sent(&self, base_url: &str) -> Sent {
        let (content_type, body) = match self.body {
            Body::None => (None, ""),
            Body::Form(form) => (Some("application/x-www-form-urlencoded;charset=UTF-8"), form),
            Body::Json(json) => (Some("application/json"), json),
        };
        Sent {
            method: self.endpoint.method().to_string(),
            path: self.path.to_owned(),
            query: self.query.to_owned(),
            authorization: self.authorization(base_url),
            content_type: content_type.map(str::to_owned),
            body: body.to_owned(),
        }
    }

    /// The header of the scheme. The signer has tests of its own, against published signatures.
    fn authorization(&self, base_url: &str) -> String {
        let (app, owner, user) = (app(), owner(), user());
        let request = UserToken::oauth1(REQUEST_TOKEN, REQUEST_SECRET);
        let signer = Signer::new(&app).nonce(NONCE).timestamp(1_772_370_000);
        let signer = match self.scheme {
            AuthScheme::Bearer => return format!("Bearer {BEARER}"),
            AuthScheme::UserOAuth2 => return format!("Bearer {USER_OAUTH2}"),
            // "consumerKEY0:consumerSECRET1"
            AuthScheme::Basic => {
                return "Basic Y29uc3VtZXJLRVkwOmNvbnN1bWVyU0VDUkVUMQ==".to_owned();
            }
            // "clientID11:clientSECRET12"
            AuthScheme::ClientBasic => {
                return "Basic Y2xpZW50SUQxMTpjbGllbnRTRUNSRVQxMg==".to_owned();
            }
            AuthScheme::ClientId => return String::new(),
            AuthScheme::Owner => signer.token(&owner),
            AuthScheme::User => signer.token(&user),
            AuthScheme::Consumer => signer.callback(CALLBACK),
            AuthScheme::RequestToken => signer.token(&request).verifier(VERIFIER),
            scheme => panic!("{scheme}"),
        };
        let mut url = Url::parse(&format!("{base_url}{}", self.path)).unwrap();
        url.set_query(Some(self.query).filter(|query| !query.is_empty()));
        let form = match self.body {
            Body::Form(form) => url::form_urlencoded::parse(form.as_bytes()).collect(),
            Body::None | Body::Json(_) => Vec::new(),
        };
        let form: Vec<_> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
        let header =
            signer.authorization(self.endpoint.method(), &url.as_str().parse().unwrap(), &form);
        header.to_str().unwrap().to_owned()
    }

    /// The request that the server expects.
    pub(super) fn given(&self, base_url: &str) -> wiremock::MockBuilder {
        Mock::given(self.sent(base_url))
    }

    pub(super) fn failures(&self) -> impl Iterator<Item = &'static Failure> {
        self.failures.iter().copied().flatten()
    }
}
