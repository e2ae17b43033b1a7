//! Whether a response came from the API or from a server in between.

use http::header::{CONTENT_TYPE, LOCATION, SERVER};
use http::{HeaderMap, StatusCode};
use url::Url;

use crate::client::endpoint::EndpointGroup;
use crate::client::target::Target;

/// A response whose body names no failure that X is known to send.
pub(super) struct Unread<'a> {
    pub(super) target: &'a Target,
    pub(super) status: StatusCode,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
    /// Whether the body has entries, in X's XML for instance.
    pub(super) has_entries: bool,
}

impl Unread<'_> {
    /// Returns whether a server in between sent the response: a CDN, a proxy, or the login page of
    /// a network.
    ///
    /// X has pages of its own. They have its server's name or its title.
    pub(super) fn is_foreign(&self) -> bool {
        let text = String::from_utf8_lossy(self.body);
        let text = text.trim_start_matches('\u{feff}').trim();
        // Cloudflare names its challenges with this header.
        if self.headers.contains_key("cf-mitigated") || is_error_of_cdn(text) {
            return true;
        }
        match self.status.as_u16() {
            // A proxy and a network ask for a login with these.
            407 | 511 => true,
            300..=399 if self.headers.contains_key(LOCATION) => self.leads_elsewhere(),
            _ if is_markup(text) => !self.has_entries && !self.is_of_x(text),
            // Neither JSON nor XML. X sends plain text from the OAuth endpoints, and while it fails.
            400..=499 if is_text(text) && self.has_text_type() => {
                self.target.endpoint.group() != EndpointGroup::OAuth
            }
            500..=599 if is_text(text) => self.has_foreign_server(),
            // X explains each 403.
            403 if text.is_empty() => self.has_foreign_server(),
            _ => text.starts_with('{') && !has_member_of_x(text) && self.has_foreign_server(),
        }
    }

    /// Returns whether a redirect leads to a host that is neither X's nor the one that was called.
    fn leads_elsewhere(&self) -> bool {
        let location = self.headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let Some(url) = location.and_then(|location| Url::parse(location).ok()) else {
            return false;
        };
        let host = url.host_str().unwrap_or_default();
        let is_of_x = ["x.com", "twitter.com"].iter().any(|domain| {
            host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
        !is_of_x && self.target.host() != Some(host)
    }

    fn is_of_x(&self, page: &str) -> bool {
        self.server().is_some_and(|server| server.starts_with(EDGE_OF_X)) || has_title_of_x(page)
    }

    /// Returns whether the content type is text or absent, as that of plain text is.
    fn has_text_type(&self) -> bool {
        let value = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        value.is_none_or(|value| value.trim_start().to_ascii_lowercase().starts_with("text/"))
    }

    fn has_foreign_server(&self) -> bool {
        self.server().is_some_and(|server| !is_name_of_x(&server))
    }

    fn server(&self) -> Option<String> {
        let server = self.headers.get(SERVER)?.to_str().ok()?;
        Some(server.trim().to_ascii_lowercase())
    }
}

/// The beginning of the names of X's edge servers, such as `tsa_o`.
const EDGE_OF_X: &str = "tsa_";

/// Returns whether a name in `server` occurs in X's own responses, which pass through Cloudflare.
fn is_name_of_x(server: &str) -> bool {
    server.starts_with(EDGE_OF_X) || server.contains("cloudflare")
}

/// Returns whether a body is Cloudflare's for programs: `error code: 1020` or `error code: 522`, or
/// a problem document.
fn is_error_of_cdn(text: &str) -> bool {
    let code = text.strip_prefix("error code: ");
    code.is_some_and(|code| code.parse::<u16>().is_ok()) || text.contains("\"cloudflare_error\"")
}

/// Returns whether a body is a page of HTML or other markup.
pub(super) fn is_markup(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start().chars();
    rest.next() == Some('<')
        && rest.next().is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '!' | '?'))
}

/// Returns whether JSON has a member that each failure of X has. Gateways write
/// `{"message":"Forbidden"}`.
fn has_member_of_x(json: &str) -> bool {
    ["\"errors\"", "\"error\"", "\"code\"", "\"title\"", "\"detail\"", "\"type\""]
        .iter()
        .any(|member| json.contains(member))
}

/// Returns whether a body is plain text of one or more words, and not JSON or markup.
fn is_text(text: &str) -> bool {
    text.contains(char::is_alphabetic)
        && !text.starts_with(['{', '[', '<', '"'])
        && !matches!(text, "true" | "false" | "null")
}

/// Returns whether the title of a page is X's, such as `Twitter / Over capacity`.
fn has_title_of_x(page: &str) -> bool {
    let title = page.split_once("<title>").and_then(|(_, rest)| rest.split_once('<'));
    let first = title.and_then(|(title, _)| title.split_once('/'));
    first.is_some_and(|(name, _)| matches!(name.trim(), "Twitter" | "X"))
}
