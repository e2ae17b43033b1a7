//! Redacts the secrets of a request wherever it is shown.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use percent_encoding::percent_decode_str;

use crate::value::text::decode;

const REDACTED: &str = "***";

/// Parameters of a query or a form that hold a token or another secret.
const SECRET: [&str; 8] = [
    "access_token",
    "client_secret",
    "code",
    "code_verifier",
    "oauth_token",
    "oauth_verifier",
    "refresh_token",
    "token",
];

/// Parameters of OAuth 1.0a that are not secret.
const PUBLIC: [&str; 5] =
    ["oauth_signature_method", "oauth_timestamp", "oauth_version", "oauth_nonce", "oauth_callback"];

/// Redacts the values of parameters that hold a token.
pub(super) fn parameters(text: &str) -> String {
    let redact = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if SECRET.contains(&name) => format!("{name}={REDACTED}"),
        _ => pair.to_owned(),
    };
    text.split('&').map(redact).collect::<Vec<_>>().join("&")
}

/// Redacts the values of an `Authorization` header, except those that are not secret.
pub(super) fn header(text: &str) -> String {
    let Some(parameters) = text.strip_prefix("OAuth ") else {
        let scheme = text.split(' ').next().unwrap_or_default();
        return format!("{scheme} {REDACTED}");
    };
    let redact = |parameter: &str| match parameter.split_once('=') {
        Some((name, _)) if !PUBLIC.contains(&name) => format!("{name}=\"{REDACTED}\""),
        _ => parameter.to_owned(),
    };
    let parameters: Vec<_> = parameters.split(',').map(|it| redact(it.trim())).collect();
    format!("OAuth {}", parameters.join(", "))
}

/// The secrets of a request, which its response may repeat.
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// Collects the secrets of a request with this query, these headers and this body.
    pub(super) fn of(query: &str, headers: &HeaderMap, body: &[u8]) -> Self {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let body = std::str::from_utf8(body).unwrap_or_default();
        let sent = [query, body].into_iter();
        let sent = sent.flat_map(|text| text.split('&')).filter_map(|pair| pair.split_once('='));
        let mut found: Vec<String> = sent
            .filter(|(name, _)| SECRET.contains(name))
            .map(|(_, value)| value.to_owned())
            .collect();
        match header.and_then(|header| header.split_once(' ')) {
            Some(("OAuth", parameters)) => {
                let parameters = parameters.split(',').filter_map(|it| it.trim().split_once('='));
                let secret = parameters.filter(|(name, _)| !PUBLIC.contains(name));
                found.extend(secret.map(|(_, value)| value.trim_matches('"').to_owned()));
            }
            Some(("Basic", pair)) => {
                let decoded = STANDARD.decode(pair).unwrap_or_default();
                let decoded = String::from_utf8_lossy(&decoded);
                found.extend(decoded.split(':').map(str::to_owned));
                found.push(pair.to_owned());
            }
            Some((_, token)) => found.push(token.to_owned()),
            None => {}
        }
        let decode = |text: &String| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let decoded: Vec<_> = found.iter().map(decode).collect();
        found.extend(decoded);
        found.retain(|text| is_telling(text));
        // The longest first, because another secret may be a part of it.
        found.sort_unstable_by_key(|text| std::cmp::Reverse(text.len()));
        Self(found)
    }

    /// Redacts the secrets in a body.
    pub(super) fn redact(&self, body: Bytes) -> Bytes {
        let text = String::from_utf8_lossy(&body);
        let (mut shown, mut rest, mut is_changed) = (String::new(), text.as_ref(), false);
        while let Some(next) = rest.chars().next() {
            if let Some(after) = self.0.iter().find_map(|secret| after(rest, secret)) {
                shown.push_str(REDACTED);
                (rest, is_changed) = (after, true);
            } else {
                shown.push(next);
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
            }
        }
        if is_changed { shown.into() } else { body }
    }
}

/// Returns what follows a secret at the start of a text. Each character can be an escape of JSON or a reference
/// of XML, because errors show the texts without these.
fn after<'a>(text: &'a str, secret: &str) -> Option<&'a str> {
    secret.chars().try_fold(text, |rest, wanted| {
        let plain = || rest.strip_prefix(wanted);
        let escaped = || escape(rest).filter(|(found, _)| *found == wanted).map(|(_, after)| after);
        plain().or_else(escaped)
    })
}

/// Returns the character of an escape at the start of a text, and what follows.
fn escape(text: &str) -> Option<(char, &str)> {
    if let Some(reference) = text.strip_prefix('&') {
        return decode(reference);
    }
    let escaped = text.strip_prefix('\\')?;
    let Some(digits) = escaped.strip_prefix('u') else {
        let next = escaped.chars().next()?;
        return Some((next, escaped.get(next.len_utf8()..)?));
    };
    let (digits, after) = digits.split_at_checked(4)?;
    Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, after))
}

/// Returns whether a text can be a real token, which has digits or capitals. Redacting a plain
/// word, such as the tokens of tests, would also change messages that do not repeat it.
fn is_telling(text: &str) -> bool {
    text.len() >= 6 && text.contains(|next: char| next.is_ascii_digit() || next.is_uppercase())
}
