//! Finds the endpoint of a request in the client's table.

use account_activity::client::Endpoint;
use http::Method;
use percent_encoding::percent_decode_str;

/// The names in a path.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Names {
    pub(super) environment: String,
    pub(super) webhook: String,
    pub(super) user: String,
    pub(super) subscription: String,
}

/// Returns the endpoint with this method and path, and the names in the path.
pub(super) fn find(method: &Method, path: &str) -> Option<(Endpoint, Names)> {
    let path = without_i(path);
    let mut endpoints = Endpoint::ALL.iter().filter(|endpoint| takes(**endpoint, method));
    endpoints.find_map(|endpoint| Some((*endpoint, names(endpoint.path(), path)?)))
}

/// Returns whether an endpoint accepts a method. RFC 5849 leaves the method of token requests to
/// the server. X documents POST, but some clients use GET.
fn takes(endpoint: Endpoint, method: &Method) -> bool {
    let gives_tokens = matches!(endpoint, Endpoint::OAuthRequestToken | Endpoint::OAuthAccessToken);
    endpoint.method() == method || (gives_tokens && *method == Method::GET)
}

/// Returns whether a path is one to which an authorization page posts its form.
pub(super) fn is_sign_in_page(path: &str) -> bool {
    let path = without_i(path);
    let pages = [Endpoint::OAuthAuthorize, Endpoint::OAuthAuthenticate, Endpoint::OAuth2Authorize];
    pages.iter().any(|page| page.path() == path)
}

/// Returns the path of an authorization page of OAuth 1.0a without the `/i` that X's SDKs give it.
fn without_i(path: &str) -> &str {
    let short = path.strip_prefix("/i").filter(|short| short.starts_with("/oauth/auth"));
    short.unwrap_or(path)
}

/// Returns the names in a path that matches a pattern such as `/2/webhooks/:webhook_id`.
fn names(form: &str, path: &str) -> Option<Names> {
    let mut names = Names::default();
    for (name, value) in captures(form, path)? {
        match name {
            "env_name" => names.environment = value,
            "webhook_id" => names.webhook = value,
            "subscription_id" => names.subscription = value,
            _ => names.user = value,
        }
    }
    Some(names)
}

/// Returns the parameters in a path that matches a pattern, each with its value.
pub(super) fn captures<'a>(form: &'a str, path: &str) -> Option<Vec<(&'a str, String)>> {
    let mut captures = Vec::new();
    let (mut forms, mut segments) = (form.split('/'), path.split('/'));
    loop {
        let (form, segment) = match (forms.next(), segments.next()) {
            (Some(form), Some(segment)) => (form, segment),
            (None, None) => return Some(captures),
            _ => return None,
        };
        let Some(name) = form.strip_prefix(':') else {
            if form == segment {
                continue;
            }
            return None;
        };
        let (name, suffix) =
            name.split_once('.').map_or((name, None), |(name, suffix)| (name, Some(suffix)));
        let value = match suffix {
            Some(suffix) => segment.strip_suffix(suffix)?.strip_suffix('.')?,
            None => segment,
        };
        let value = percent_decode_str(value).decode_utf8().ok()?.into_owned();
        if value.is_empty() {
            return None;
        }
        captures.push((name, value));
    }
}
