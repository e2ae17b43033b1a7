//! The secrets of an app.

#[cfg(test)]
mod tests;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, Request, Uri};

use super::canonical_query::CanonicalQuery;
use super::crc::{CrcError, CrcSecret, CrcToken};
use super::signature::{Scheme, SignatureError, SignatureHeader, Verified, sign};
#[cfg(feature = "client")]
use crate::credentials::EmptySecretError;
use crate::credentials::Secret;

/// The secrets that verify requests from X: one or more, of one or both schemes.
///
/// Several secrets of one scheme are for rotation: add the new secret, change it in the developer
/// portal, then remove the old one. For each scheme, one of the secrets must verify the request.
#[derive(Clone, Debug)]
pub struct Secrets {
    consumer: Vec<Secret>,
    client: Vec<Secret>,
    crc: CrcSecret,
}

/// The response to a CRC request.
pub(super) struct Crc {
    /// The JSON of the body.
    pub(super) response: String,
    /// Whether X has signed the request.
    pub(super) is_verified: bool,
}

impl Secrets {
    /// Creates the secrets of an app with a consumer secret (API key secret, of OAuth 1.0a).
    ///
    /// X sends its signatures in the header `x-twitter-webhooks-signature`.
    #[must_use]
    pub fn new(consumer_secret: Secret) -> Self {
        Self { consumer: vec![consumer_secret], client: Vec::new(), crc: CrcSecret::Auto }
    }

    /// Creates the secrets of an app with only an OAuth 2.0 client secret.
    ///
    /// X sends its signatures in the header `x-twitter-webhooks-signature-oauth2`.
    #[must_use]
    pub fn with_client_secret_only(client_secret: Secret) -> Self {
        Self { consumer: Vec::new(), client: vec![client_secret], crc: CrcSecret::Auto }
    }

    /// Adds a consumer secret.
    #[must_use]
    pub fn and_consumer_secret(mut self, secret: Secret) -> Self {
        self.consumer.push(secret);
        self
    }

    /// Adds an OAuth 2.0 client secret.
    #[must_use]
    pub fn and_client_secret(mut self, secret: Secret) -> Self {
        self.client.push(secret);
        self
    }

    /// Sets which secret is the key of CRC responses. The default is [`CrcSecret::Auto`].
    ///
    /// ```
    /// use account_activity::receiver::{CrcSecret, Secret, Secrets};
    ///
    /// let secrets = Secrets::new(Secret::new("consumer secret")?)
    ///     .and_client_secret(Secret::new("client secret")?)
    ///     .crc_secret(CrcSecret::Consumer);
    /// # Ok::<(), account_activity::EmptySecretError>(())
    /// ```
    #[doc(alias = "challenge")]
    #[must_use]
    pub fn crc_secret(mut self, secret: impl Into<CrcSecret>) -> Self {
        self.crc = secret.into();
        self
    }

    /// Verifies the signature of a raw body, or of the raw query of a GET, in constant time.
    ///
    /// The message is verified if the request has at least one signature header for which a secret
    /// is configured, and one secret of its scheme verifies each of these headers. A header whose
    /// scheme has no secret is ignored. If a header has two values, one of them must match. Each
    /// secret costs one pass over the message, whatever the headers.
    ///
    /// # Errors
    ///
    /// Returns an error if the message is not verified, if a header has more than two values, or if
    /// a value does not have the form of a signature. The response to such a request is 401.
    pub fn verify(&self, headers: &HeaderMap, message: &[u8]) -> Result<Verified, SignatureError> {
        self.verify_headers(&self.signature_headers(headers)?, message)
    }

    /// Reads the signature headers whose scheme has a secret: at least one.
    pub(super) fn signature_headers(
        &self,
        headers: &HeaderMap,
    ) -> Result<Vec<SignatureHeader>, SignatureError> {
        let mut found = Vec::new();
        let mut nothing = SignatureError::Missing;
        for scheme in Scheme::ALL {
            if !self.of(scheme).is_empty() {
                found.extend(SignatureHeader::read(scheme, headers)?);
            } else if headers.contains_key(scheme.header()) {
                nothing = SignatureError::Unconfigured(scheme);
            }
        }
        if found.is_empty() { Err(nothing) } else { Ok(found) }
    }

    /// Verifies all headers, and returns the secret of the first.
    pub(super) fn verify_headers(
        &self,
        headers: &[SignatureHeader],
        message: &[u8],
    ) -> Result<Verified, SignatureError> {
        let verified = self.verify_each(headers, message)?;
        verified.first().copied().ok_or(SignatureError::Missing)
    }

    /// Verifies all headers, and returns the secret of each.
    fn verify_each(
        &self,
        headers: &[SignatureHeader],
        message: &[u8],
    ) -> Result<Vec<Verified>, SignatureError> {
        headers.iter().map(|header| header.verify(self.of(header.scheme), message)).collect()
    }

    /// Returns the JSON of the response to a CRC request with the given raw query and headers.
    ///
    /// The key of the response is the secret that [`CrcSecret::Auto`] describes, unless
    /// [`crc_secret`](Self::crc_secret) sets another one.
    ///
    /// The signature covers the query as X sent it. Gateways such as those of AWS Lambda parse a
    /// query and write it anew. If the raw query does not match, and it has exactly one `crc_token`
    /// and one `nonce`, both parameters are also tried alone, in either order, with `+`, `/` and
    /// `=` as they are, as `%XX` and as `%xx`.
    ///
    /// ```
    /// use account_activity::receiver::{Secret, Secrets};
    ///
    /// let secrets = Secrets::new(Secret::new("consumer secret")?);
    /// let response = secrets.crc_response("crc_token=foo&nonce=bar", &http::HeaderMap::new())?;
    /// assert!(response.starts_with(r#"{"response_token":"sha256="#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the token or the signature is invalid. The variants of [`CrcError`] name
    /// the status of the response.
    #[doc(alias("CRC", "challenge", "crc_token"))]
    pub fn crc_response(&self, query: &str, headers: &HeaderMap) -> Result<String, CrcError> {
        self.crc(query, headers).map(|crc| crc.response)
    }

    pub(super) fn crc(&self, query: &str, headers: &HeaderMap) -> Result<Crc, CrcError> {
        let mut token = CrcToken::from_query(query).map_err(CrcError::Token);
        let verified = match self.verify_query(query, headers) {
            Ok((canonical, verified)) => {
                token = canonical.map_or(token, Ok);
                verified
            }
            Err(SignatureError::Missing | SignatureError::Unconfigured(_)) => Vec::new(),
            Err(error) => return Err(token.err().unwrap_or(CrcError::Signature(error))),
        };
        let token = token?;
        let key = self.crc_key(&verified).ok_or(CrcError::Signature(SignatureError::Missing))?;
        Ok(Crc { response: token.response(key), is_verified: !verified.is_empty() })
    }

    /// Returns the key of the response to a CRC request that some secrets have verified.
    fn crc_key(&self, verified: &[Verified]) -> Option<&Secret> {
        let of = |scheme| {
            let by = verified.iter().find(|verified| verified.scheme == scheme);
            self.of(scheme).get(by.map_or(0, |verified| verified.secret))
        };
        let auto = || match verified.first() {
            Some(verified) => of(verified.scheme),
            None => Scheme::ALL.into_iter().find_map(of),
        };
        match &self.crc {
            CrcSecret::Auto => auto(),
            CrcSecret::Consumer => of(Scheme::ConsumerSecret).or_else(auto),
            CrcSecret::Client => of(Scheme::ClientSecret).or_else(auto),
            CrcSecret::Fixed(secret) => Some(secret),
        }
    }

    /// Builds a delivery as X would send it, signed with the first secret of each scheme.
    ///
    /// It is for tests of a bot.
    ///
    /// ```
    /// use account_activity::receiver::{Secret, Secrets};
    ///
    /// let secrets = Secrets::new(Secret::new("test")?);
    /// let request = secrets.signed_request("/webhooks/twitter".parse()?, r#"{"users": {}}"#);
    /// assert!(secrets.verify(request.headers(), request.body()).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn signed_request(&self, uri: Uri, body: impl Into<Bytes>) -> Request<Bytes> {
        let mut request = Request::new(body.into());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        for scheme in Scheme::ALL {
            let signature = self.of(scheme).first().map(|secret| sign(secret, request.body()));
            if let Some(Ok(value)) = signature.map(HeaderValue::try_from) {
                request.headers_mut().insert(scheme.header(), value);
            }
        }
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request
    }

    /// Returns the secrets of a scheme in the order in which they were added.
    fn of(&self, scheme: Scheme) -> &[Secret] {
        match scheme {
            Scheme::ConsumerSecret => &self.consumer,
            Scheme::ClientSecret => &self.client,
        }
    }

    /// Verifies a query, and returns the secret of each header. If only a canonical form of the query
    /// verifies, also returns the token of that.
    fn verify_query(
        &self,
        query: &str,
        headers: &HeaderMap,
    ) -> Result<(Option<CrcToken>, Vec<Verified>), SignatureError> {
        let headers = self.signature_headers(headers)?;
        let error = match self.verify_each(&headers, query.as_bytes()) {
            Ok(verified) => return Ok((None, verified)),
            Err(error) => error,
        };
        let query = CanonicalQuery::read(query).ok_or(error)?;
        let mut forms = query.forms().into_iter();
        let verified = forms.find_map(|form| self.verify_each(&headers, form.as_bytes()).ok());
        Ok((Some(query.into_token()), verified.ok_or(error)?))
    }
}

#[cfg(feature = "client")]
impl crate::credentials::AppCredentials {
    /// Returns the secrets with which the receiver verifies the requests of X: the consumer secret,
    /// and the client secret if there is one.
    ///
    /// ```
    /// use account_activity::AppCredentials;
    /// use account_activity::receiver::Receiver;
    ///
    /// let receiver = Receiver::new(AppCredentials::new("key", "secret").secrets()?);
    /// # Ok::<(), account_activity::receiver::EmptySecretError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`EmptySecretError`] if a secret is empty.
    pub fn secrets(&self) -> Result<Secrets, EmptySecretError> {
        let secrets = Secrets::new(Secret::new(&self.consumer_secret)?);
        Ok(match &self.client_secret {
            Some(client_secret) => secrets.and_client_secret(Secret::new(client_secret)?),
            None => secrets,
        })
    }
}

/// Creates the secrets of an app with a consumer secret, as [`Secrets::new`] does.
///
/// ```
/// use account_activity::receiver::{Receiver, Secret};
///
/// let receiver = Receiver::new(Secret::new("consumer secret")?);
/// # Ok::<(), account_activity::receiver::EmptySecretError>(())
/// ```
impl From<Secret> for Secrets {
    fn from(consumer_secret: Secret) -> Self {
        Self::new(consumer_secret)
    }
}
