//! The exchange of a verifier for an access token, in the forms of X's own clients.

use http::header::AUTHORIZATION;

use super::{AuthFailure, Parameters, Signed, SignedToken, check_signature, verified};
use crate::server::core::Core;
use crate::server::request::Request;

/// The request token and the verifier of an exchange. A missing one is empty.
#[derive(Debug)]
pub(in crate::server) struct Exchange {
    pub(in crate::server) token: String,
    pub(in crate::server) verifier: String,
}

/// Returns the request token and the verifier of an exchange.
///
/// The verifier proves that the user allowed the sign-in, so X does not insist on a signature with
/// the secret of the request token. X's samples in JavaScript sign without the token and the
/// verifier and send them in the query, twitter-lite signs them without the secret, and X documents
/// the request without a signature too. A signature that is there must be valid.
pub(in crate::server) fn exchange(core: &Core, request: &Request) -> Result<Exchange, AuthFailure> {
    let is_unsigned = !request.headers.contains_key(AUTHORIZATION)
        && request.parameter("oauth_signature").is_none();
    if is_unsigned {
        let [token, verifier] =
            ["oauth_token", "oauth_verifier"].map(|name| request.parameter(name));
        let (token, verifier) = token.zip(verifier).ok_or(AuthFailure::Missing)?;
        return Ok(Exchange { token, verifier });
    }
    let in_header = Parameters::in_header(request);
    let parameters = Parameters::of(request).ok_or(AuthFailure::Missing)?;
    let Signed { token, parameters, .. } =
        verified(core, parameters, |parameters, signature, app, secret| {
            let attempts =
                [(parameters, secret), (parameters, ""), (&in_header, secret), (&in_header, "")];
            let mut checks = attempts.into_iter().map(|(covered, key)| {
                check_signature(core, request, covered, signature, (app, key))
            });
            // The reason of a refusal is that of the whole request, signed as RFC 5849 says.
            let expected = checks.next().unwrap_or(Err(AuthFailure::Missing));
            expected.or_else(|failure| checks.find_map(Result::ok).ok_or(failure))
        })?;
    let verifier = parameters.get("oauth_verifier").unwrap_or_default().to_owned();
    let token = match token {
        SignedToken::Request(token) => token,
        SignedToken::Access { .. } | SignedToken::None => String::new(),
    };
    Ok(Exchange { token, verifier })
}
