//! Requests, as they are built and signed.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use percent_encoding::utf8_percent_encode;
use url::Url;

use super::Client;
use super::auth::Auth;
use super::bearer::BearerToken;
use super::endpoint::{AuthScheme, Endpoint};
use super::error::{Error, Refusal};
use super::oauth1::{RESERVED, Signer};

/// A call of an endpoint, before it is signed.
pub(super) struct Call<'a> {
    pub(super) endpoint: Endpoint,
    pub(super) auth: Auth<'a>,
    parameters: Vec<(&'static str, String)>,
    query: Vec<(&'static str, String)>,
    body: Body,
}

enum Body {
    Empty,
    Form(Vec<(&'static str, String)>),
    Json(Bytes),
}

impl<'a> Call<'a> {
    pub(super) const fn new(endpoint: Endpoint, auth: Auth<'a>) -> Self {
        Self { endpoint, auth, parameters: Vec::new(), query: Vec::new(), body: Body::Empty }
    }

    /// Fills a parameter of the path, such as `:webhook_id`.
    pub(super) fn parameter(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.parameters.push((name, value.to_string()));
        self
    }

    /// Adds a parameter to the query.
    pub(super) fn query(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// Adds a parameter to the form-encoded body.
    pub(super) fn form(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let mut form = match self.body {
            Body::Form(form) => form,
            Body::Empty | Body::Json(_) => Vec::new(),
        };
        form.push((name, value.to_string()));
        self.body = Body::Form(form);
        self
    }

    /// Sends a JSON body.
    pub(super) fn json(mut self, value: &serde_json::Value) -> Self {
        self.body = Body::Json(value.to_string().into());
        self
    }

    /// The path, with its parameters filled in.
    fn path(&self) -> String {
        let fill = |segment: &str| {
            let Some(name) = segment.strip_prefix(':') else { return segment.to_owned() };
            let (name, suffix) =
                name.split_once('.').map_or((name, ""), |(name, _)| (name, ".json"));
            let value = self.parameters.iter().find(|(known, _)| *known == name);
            let value = value.map_or("", |(_, value)| value.as_str());
            format!("{}{suffix}", utf8_percent_encode(value, RESERVED))
        };
        self.endpoint.path().split('/').map(fill).collect::<Vec<_>>().join("/")
    }

    pub(super) fn url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        let path = format!("{}{}", base.path().trim_end_matches('/'), self.path());
        url.set_path(&path);
        if !self.query.is_empty() {
            url.set_query(Some(&encode(&self.query)));
        }
        url
    }

    /// Whether repeating it does no harm.
    pub(super) fn is_idempotent(&self) -> bool {
        *self.endpoint.method() != Method::POST || self.endpoint == Endpoint::OAuthBearerToken
    }
}

/// `application/x-www-form-urlencoded`, with blanks as `%20`, as OAuth 1.0a signs them.
pub(super) fn encode(parameters: &[(&str, String)]) -> String {
    let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let pair = |(name, value): &(&str, String)| format!("{}={}", encode(name), encode(value));
    parameters.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// A request as it would be sent: what a [dry run](super::ClientBuilder::dry_run) shows.
///
/// `Debug` and `Display` mask whatever is secret: keys, tokens, signatures, verifiers.
pub struct PreparedRequest {
    pub(super) endpoint: Endpoint,
    pub(super) scheme: AuthScheme,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl PreparedRequest {
    /// The endpoint.
    #[must_use]
    pub const fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// The scheme of authentication.
    #[must_use]
    pub const fn auth(&self) -> AuthScheme {
        self.scheme
    }

    /// Host, path and query, without what is secret in it.
    #[must_use]
    pub fn masked_url(&self) -> String {
        let mut url = self.url.clone();
        if let Some(query) = self.url.query() {
            url.set_query(Some(&mask_parameters(query)));
        }
        url.into()
    }
}

impl fmt::Debug for PreparedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PreparedRequest({} {})", self.endpoint.method(), self.masked_url())
    }
}

/// The request line, then a line for each header and for the body.
impl fmt::Display for PreparedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.endpoint.method(), self.masked_url())?;
        for (name, value) in &self.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = if *name == AUTHORIZATION { mask_header(&value) } else { value.into() };
            write!(formatter, "\n    {name}: {value}")?;
        }
        if !self.body.is_empty() {
            let body = String::from_utf8_lossy(&self.body);
            let is_form = self.headers.get(CONTENT_TYPE).is_some_and(|it| *it == FORM);
            let body = if is_form { mask_parameters(&body) } else { body.into() };
            write!(formatter, "\n    {body}")?;
        }
        Ok(())
    }
}

const MASK: &str = "***";

/// Masks the values of parameters that hold a token.
fn mask_parameters(text: &str) -> String {
    let mask = |pair: &str| match pair.split_once('=') {
        Some((name @ ("access_token" | "oauth_token" | "oauth_verifier"), _)) => {
            format!("{name}={MASK}")
        }
        _ => pair.to_owned(),
    };
    text.split('&').map(mask).collect::<Vec<_>>().join("&")
}

/// Masks the values of an `Authorization` header, but for those that are the same for everybody.
fn mask_header(text: &str) -> String {
    let Some(parameters) = text.strip_prefix("OAuth ") else {
        let scheme = text.split(' ').next().unwrap_or_default();
        return format!("{scheme} {MASK}");
    };
    let mask = |parameter: &str| match parameter.split_once('=') {
        Some((
            "oauth_signature_method"
            | "oauth_timestamp"
            | "oauth_version"
            | "oauth_nonce"
            | "oauth_callback",
            _,
        ))
        | None => parameter.to_owned(),
        Some((name, _)) => format!("{name}=\"{MASK}\""),
    };
    let parameters: Vec<_> = parameters.split(',').map(|it| mask(it.trim())).collect();
    format!("OAuth {}", parameters.join(", "))
}

const FORM: HeaderValue =
    HeaderValue::from_static("application/x-www-form-urlencoded;charset=UTF-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl Client {
    /// The scheme to make a call with.
    pub(super) fn scheme(&self, call: &Call<'_>) -> Result<AuthScheme, Error> {
        let name = call.parameters.iter().find(|(name, _)| *name == "env_name");
        if name.is_some_and(|(_, name)| !super::EnvironmentName::from(name.as_str()).is_usable()) {
            return Err(Error::refused(call.endpoint, Refusal::EnvironmentName));
        }
        call.auth.scheme(call.endpoint, self.inner.app.owner.as_ref())
    }

    /// Builds and signs the request of a call.
    pub(super) fn prepare(
        &self,
        call: &Call<'_>,
        scheme: AuthScheme,
        bearer: Option<&BearerToken>,
    ) -> Result<PreparedRequest, Error> {
        let url = call.url(&self.inner.base_url);
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, */*;q=0.5"));
        headers.insert(AUTHORIZATION, self.authorization(call, &url, bearer)?);
        let body = match &call.body {
            Body::Empty => Bytes::new(),
            Body::Form(form) => {
                headers.insert(CONTENT_TYPE, FORM);
                encode(form).into()
            }
            Body::Json(json) => {
                headers.insert(CONTENT_TYPE, JSON);
                json.clone()
            }
        };
        Ok(PreparedRequest { endpoint: call.endpoint, scheme, url, headers, body })
    }

    fn authorization(
        &self,
        call: &Call<'_>,
        url: &Url,
        bearer: Option<&BearerToken>,
    ) -> Result<HeaderValue, Error> {
        let sensitive = |credential, value: &str| {
            let mut header = HeaderValue::try_from(value).map_err(|_| {
                Error::refused(call.endpoint, Refusal::UnsendableCredential { credential })
            })?;
            header.set_sensitive(true);
            Ok(header)
        };
        let app = &self.inner.app;
        let signer = Signer::new(app);
        let signer = match (call.auth, bearer) {
            (_, Some(token)) => {
                return sensitive("bearer token", &format!("Bearer {}", token.expose()));
            }
            (Auth::User(token), None) => match token.expose_oauth2() {
                Some(token) => return sensitive("user token", &format!("Bearer {token}")),
                None => signer.token(token),
            },
            (Auth::App(_), None) => match &app.owner {
                Some(owner) => signer.token(owner),
                None => signer,
            },
            (Auth::Consumer { callback }, None) => signer.callback(callback),
            (Auth::RequestToken { token, verifier }, None) => {
                signer.token_and_secret(token.token(), token.secret()).verifier(verifier)
            }
            (Auth::Basic, None) => {
                let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
                let (key, secret) = (encode(&app.consumer_key), encode(&app.consumer_secret));
                let pair = STANDARD.encode(format!("{key}:{secret}"));
                return sensitive("consumer key", &format!("Basic {pair}"));
            }
        };
        let nonce = self.inner.hooks.nonce.as_ref().map(|nonce| nonce());
        let signer = match &nonce {
            Some(nonce) => signer.nonce(nonce),
            None => signer,
        };
        let seconds = u64::try_from(self.now().as_millis() / 1000).unwrap_or_default();
        let form = match &call.body {
            Body::Form(form) => form.iter().map(|(name, value)| (*name, value.as_str())).collect(),
            Body::Empty | Body::Json(_) => Vec::new(),
        };
        Ok(signer.timestamp(seconds).authorization(call.endpoint.method(), url, &form))
    }
}
