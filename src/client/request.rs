//! Builds and signs requests.

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
use super::call::{Body, Call, encode};
use super::endpoint::{AuthScheme, Endpoint};
use super::environment::EnvironmentName;
use super::error::{Error, NotSentReason};
use super::oauth1::{RESERVED, Signer};
use super::redact::{self, Secrets};

/// A request as it would be sent, for a [dry run](super::ClientBuilder::dry_run).
///
/// `Debug` and `Display` redact every secret: keys, tokens, signatures, verifiers.
pub struct PreparedRequest {
    pub(super) endpoint: Endpoint,
    pub(super) scheme: AuthScheme,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl PreparedRequest {
    /// Returns the endpoint.
    #[must_use]
    pub const fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// Returns the scheme of authentication.
    #[must_use]
    pub const fn auth(&self) -> AuthScheme {
        self.scheme
    }

    /// Returns the URL (host, path and query) with its secrets redacted.
    #[must_use]
    pub fn redacted_url(&self) -> String {
        let mut url = self.url.clone();
        if let Some(query) = self.url.query() {
            url.set_query(Some(&redact::parameters(query)));
        }
        url.into()
    }

    /// Returns the secrets of the request, to redact them in its response.
    pub(super) fn secrets(&self) -> Secrets {
        Secrets::of(self.url.query().unwrap_or_default(), &self.headers, &self.body)
    }
}

impl fmt::Debug for PreparedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PreparedRequest({} {})", self.endpoint.method(), self.redacted_url())
    }
}

/// Writes the request line, then one line for each header and one for the body.
impl fmt::Display for PreparedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.endpoint.method(), self.redacted_url())?;
        for (name, value) in &self.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = if *name == AUTHORIZATION { redact::header(&value) } else { value.into() };
            write!(formatter, "\n    {name}: {value}")?;
        }
        if !self.body.is_empty() {
            let body = String::from_utf8_lossy(&self.body);
            let is_form = self.headers.get(CONTENT_TYPE).is_some_and(|it| *it == FORM);
            let body = if is_form { redact::parameters(&body) } else { body.into() };
            write!(formatter, "\n    {body}")?;
        }
        Ok(())
    }
}

const FORM: HeaderValue =
    HeaderValue::from_static("application/x-www-form-urlencoded;charset=UTF-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl Client {
    /// Checks the environment's name and returns the scheme of authentication for a call.
    pub(super) fn scheme(&self, call: &Call<'_>) -> Result<AuthScheme, Error> {
        let name = call.parameters.iter().find(|(name, _)| *name == "env_name");
        if name.is_some_and(|(_, name)| !EnvironmentName::from(name.as_str()).is_usable()) {
            return Err(Error::not_sent(call.endpoint, NotSentReason::EnvironmentName));
        }
        call.auth.scheme(call.endpoint, &self.inner.app)
    }

    /// Builds and signs the request of a call.
    pub(super) fn prepare(
        &self,
        call: &Call<'_>,
        scheme: AuthScheme,
        bearer: Option<&BearerToken>,
    ) -> Result<PreparedRequest, Error> {
        let url = call.url(&self.inner.base_url);
        let authorization = self.authorization(call, &url, bearer).map_err(|credential| {
            Error::not_sent(call.endpoint, NotSentReason::UnsendableCredential { credential })
        })?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, */*;q=0.5"));
        if let Some(authorization) = authorization {
            headers.insert(AUTHORIZATION, authorization);
        }
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

    /// Returns the header, or `None` for a scheme without one. The error is the name of the credential
    /// that a header cannot contain.
    fn authorization(
        &self,
        call: &Call<'_>,
        url: &Url,
        bearer: Option<&BearerToken>,
    ) -> Result<Option<HeaderValue>, &'static str> {
        let app = &self.inner.app;
        let signer = Signer::new(app);
        let signer = match (call.auth, bearer) {
            (_, Some(token)) => return bearer_header(token.expose(), "bearer token").map(Some),
            (Auth::User(token), None) => match token.expose_oauth2() {
                Some(token) => return bearer_header(token, "user's token").map(Some),
                None => signer.token(token),
            },
            (Auth::App(_), None) => match &app.owner {
                Some(owner) => signer.token(owner),
                None => signer,
            },
            (Auth::Consumer { callback }, None) => signer.callback(callback),
            (Auth::RequestToken { token, secret, verifier }, None) => {
                signer.token_and_secret(token, secret).verifier(verifier)
            }
            (Auth::Basic, None) => {
                return basic_header(&app.consumer_key, &app.consumer_secret).map(Some);
            }
            (Auth::ClientForm, None) => return Ok(None),
            (Auth::Client, None) => {
                let (Some(id), Some(secret)) = (&app.client_id, &app.client_secret) else {
                    return Ok(None);
                };
                return basic_header(id, secret).map(Some);
            }
        };
        let form = match &call.body {
            Body::Form(form) => form.iter().map(|(name, value)| (*name, value.as_str())).collect(),
            Body::Empty | Body::Json(_) => Vec::new(),
        };
        Ok(Some(self.sign(signer, call.endpoint.method(), url, &form)))
    }

    /// Signs with the time of the client's clock.
    pub(super) fn sign(
        &self,
        signer: Signer<'_>,
        method: &Method,
        url: &Url,
        form: &[(&str, &str)],
    ) -> HeaderValue {
        let seconds = u64::try_from(self.now().as_millis() / 1000).unwrap_or_default();
        let signer = signer.timestamp(seconds);
        match self.inner.hooks.nonce.as_ref().map(|nonce| nonce()) {
            Some(nonce) => signer.nonce(&nonce).sign(method, url, form),
            None => signer.sign(method, url, form),
        }
    }
}

fn bearer_header(token: &str, credential: &'static str) -> Result<HeaderValue, &'static str> {
    sensitive(&format!("Bearer {token}")).filter(|_| !token.is_empty()).ok_or(credential)
}

/// Percent-encodes both parts, so that neither can contain the colon between them.
fn basic_header(key: &str, secret: &str) -> Result<HeaderValue, &'static str> {
    let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let pair = STANDARD.encode(format!("{}:{}", encode(key), encode(secret)));
    sensitive(&format!("Basic {pair}")).ok_or("key of HTTP Basic")
}

/// Returns a header whose `Debug` does not show it, or `None` if the value contains a character
/// that a header cannot contain.
fn sensitive(value: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::try_from(value).ok()?;
    header.set_sensitive(true);
    Some(header)
}
