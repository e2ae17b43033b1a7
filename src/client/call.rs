//! Calls: an endpoint, its credentials and its parameters, before they are signed.

use std::fmt;

use bytes::Bytes;
use http::Method;
use percent_encoding::utf8_percent_encode;
use url::Url;

use super::auth::Auth;
use super::endpoint::Endpoint;
use super::oauth1::RESERVED;

/// An endpoint with credentials and parameters, before it is signed.
pub(super) struct Call<'a> {
    pub(super) endpoint: Endpoint,
    pub(super) auth: Auth<'a>,
    pub(super) parameters: Vec<(&'static str, String)>,
    query: Vec<(&'static str, String)>,
    pub(super) body: Body,
}

pub(super) enum Body {
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

    /// Sets a JSON body.
    pub(super) fn json(mut self, value: &serde_json::Value) -> Self {
        self.body = Body::Json(value.to_string().into());
        self
    }

    /// Returns the path with its parameters filled in.
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

    /// Returns whether the request is safe to repeat.
    pub(super) fn is_idempotent(&self) -> bool {
        *self.endpoint.method() != Method::POST || self.endpoint == Endpoint::OAuthBearerToken
    }
}

/// Encodes as `application/x-www-form-urlencoded`, with spaces as `%20`, as OAuth 1.0a signs them.
pub(super) fn encode(parameters: &[(&str, String)]) -> String {
    let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let pair = |(name, value): &(&str, String)| format!("{}={}", encode(name), encode(value));
    parameters.iter().map(pair).collect::<Vec<_>>().join("&")
}
