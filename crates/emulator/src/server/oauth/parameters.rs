//! The parameters of a request signed with OAuth 1.0a.

use percent_encoding::percent_decode_str;

use crate::server::request::{Pair, Request};

/// The parameters of the header, the query and the form, which the signature covers (RFC 5849
/// §3.4.1.3.1).
#[derive(Debug)]
pub(crate) struct Parameters(Vec<Pair>);

impl Parameters {
    /// Returns the parameters of a request, or `None` if it is not signed or cannot be parsed.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let mut all = match request.authorization("OAuth") {
            Some(header) => of_header(header)?,
            None if request.headers.contains_key(http::header::AUTHORIZATION) => return None,
            None => Vec::new(),
        };
        // X's own SDKs send the token in the header and in the query, and sign it once.
        for mut place in [request.query(), request.form()] {
            place.retain(|pair| !(is_protocol(&pair.0) && all.contains(pair)));
            all.extend(place);
        }
        let parameters = Self(all);
        // RFC 5849 §3.1: a protocol parameter must not have two values in the three places, and must
        // not occur twice in one.
        let mut names: Vec<_> = parameters.protocol().map(|(name, _)| name).collect();
        names.sort_unstable();
        let repeated = names.windows(2).any(|pair| matches!(pair, [one, other] if one == other));
        (parameters.get("oauth_signature").is_some() && !repeated).then_some(parameters)
    }

    /// Returns the parameters of the header alone. They are empty without a header.
    pub(super) fn in_header(request: &Request) -> Self {
        Self(request.authorization("OAuth").and_then(of_header).unwrap_or_default())
    }

    /// Returns a protocol parameter from any of the three places. An empty one counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut protocol = self.protocol();
        protocol.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value)
    }

    /// Returns the parameters that the signature covers.
    pub(super) fn signed(&self) -> impl Iterator<Item = &Pair> {
        self.0.iter().filter(|(name, _)| name != "oauth_signature")
    }

    fn protocol(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        pairs.filter(|(name, _)| is_protocol(name))
    }
}

fn is_protocol(name: &str) -> bool {
    name.starts_with("oauth_")
}

/// Parses an `Authorization: OAuth` header, without `realm` (RFC 5849 §3.5.1).
fn of_header(header: &str) -> Option<Vec<Pair>> {
    let mut is_quoted = false;
    let members = header.split(move |character| {
        is_quoted ^= character == '"';
        character == ',' && !is_quoted
    });
    let decode = |text: &str| percent_decode_str(text).decode_utf8().ok().map(String::from);
    members
        .map(str::trim)
        .filter(|member| !member.is_empty() && !member.starts_with("realm="))
        .map(|member| {
            let (name, value) = member.split_once('=')?;
            let value = value.strip_prefix('"')?.strip_suffix('"')?;
            Some((decode(name)?, decode(value)?))
        })
        .collect()
}
