//! The secrets of an app.

use bytes::Bytes;
use hmac::Mac;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, Request, Uri};

use super::canonical_query::CanonicalQuery;
use super::crc::{CrcError, CrcToken};
use super::signature::{MismatchHint, Scheme, SignatureError, Verified, code, sign};
#[cfg(feature = "client")]
use crate::credentials::EmptySecretError;
use crate::credentials::Secret;

/// The secrets that verify requests from X: one or more, of one or both schemes.
///
/// Several secrets of one scheme are for rotation: add the new secret, change it in the developer
/// portal, then remove the old one. A request is verified if one of the secrets verifies it.
#[derive(Clone, Debug)]
pub struct Secrets {
    consumer: Vec<Secret>,
    client: Vec<Secret>,
    crc: Option<Secret>,
}

impl Secrets {
    /// Creates the secrets of an app with a consumer secret (API key secret, of OAuth 1.0a).
    ///
    /// X sends its signatures in the header `x-twitter-webhooks-signature`.
    #[must_use]
    pub fn new(consumer_secret: Secret) -> Self {
        Self { consumer: vec![consumer_secret], client: Vec::new(), crc: None }
    }

    /// Creates the secrets of an app with only an OAuth 2.0 client secret.
    ///
    /// X sends its signatures in the header `x-twitter-webhooks-signature-oauth2`.
    #[must_use]
    pub fn with_client_secret_only(client_secret: Secret) -> Self {
        Self { consumer: Vec::new(), client: vec![client_secret], crc: None }
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

    /// Sets the key of all CRC responses, instead of the one that [`crc_response`] chooses.
    ///
    /// It is needed only if X expects another key. For example, X may expect the consumer secret of
    /// an app that also has a client secret, and send it unsigned CRC requests.
    ///
    /// [`crc_response`]: Self::crc_response
    #[doc(alias = "challenge")]
    #[must_use]
    pub fn crc_secret(mut self, secret: Secret) -> Self {
        self.crc = Some(secret);
        self
    }

    /// Verifies the signature of a raw body, or of the raw query of a GET, in constant time.
    ///
    /// The message is verified if at least one secret verifies one of the signature headers. The
    /// other signature headers are then ignored.
    ///
    /// # Errors
    ///
    /// Returns an error if no secret verifies a signature header. The response to such a request is
    /// 401.
    pub fn verify(&self, headers: &HeaderMap, message: &[u8]) -> Result<Verified, SignatureError> {
        let mut failure = SignatureError::Missing;
        for scheme in Scheme::ALL {
            for value in headers.get_all(scheme.header()) {
                match self.verify_one(scheme, value, message) {
                    Ok(verified) => return Ok(verified),
                    // A wrong signature explains more than one that could not be checked.
                    Err(error) if error.weight() >= failure.weight() => failure = error,
                    Err(_) => {}
                }
            }
        }
        Err(failure)
    }

    /// Returns the JSON of the response to a CRC request with the given raw query and headers.
    ///
    /// The key of the response is the secret that verifies the signature of the request. If no
    /// signature can be checked, the key is the first client secret if there is one, else the first
    /// consumer secret. [`crc_secret`](Self::crc_secret) sets another key.
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
        let mut verified = self.verify(headers, query.as_bytes());
        let mut token = CrcToken::from_query(query).map_err(CrcError::Token);
        if matches!(verified, Err(SignatureError::Mismatch(_)))
            && let Some((canonical, by)) = self.verify_canonical(headers, query)
        {
            (token, verified) = (Ok(canonical), Ok(by));
        }
        let token = token?;
        let signer = match verified {
            Ok(verified) => self.of(verified.scheme).get(verified.secret),
            Err(SignatureError::Missing | SignatureError::Unconfigured(_)) => self
                .of(Scheme::ClientSecret)
                .first()
                .or_else(|| self.of(Scheme::ConsumerSecret).first()),
            Err(error) => return Err(CrcError::Signature(error)),
        };
        let key = self.crc.as_ref().or(signer);
        key.map(|key| token.response(key)).ok_or(CrcError::Signature(SignatureError::Missing))
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

    /// Verifies the canonical forms of a query, and returns its token.
    fn verify_canonical(&self, headers: &HeaderMap, query: &str) -> Option<(CrcToken, Verified)> {
        let query = CanonicalQuery::read(query)?;
        let mut forms = query.forms().into_iter();
        let verified = forms.find_map(|form| self.verify(headers, form.as_bytes()).ok())?;
        Some((query.into_token(), verified))
    }

    fn verify_one(
        &self,
        scheme: Scheme,
        value: &HeaderValue,
        message: &[u8],
    ) -> Result<Verified, SignatureError> {
        let secrets = self.of(scheme);
        if secrets.is_empty() {
            return Err(SignatureError::Unconfigured(scheme));
        }
        let code = code(value)?;
        let matching =
            secrets.iter().position(|secret| secret.mac(message).verify_slice(&code).is_ok());
        match matching {
            Some(secret) => Ok(Verified { scheme, secret }),
            None if message.is_empty() => {
                Err(SignatureError::Mismatch(Some(MismatchHint::EmptyBody)))
            }
            None => {
                let white_space = secrets.iter().any(Secret::has_white_space_around);
                let hint = white_space.then_some(MismatchHint::WhiteSpaceAroundSecret);
                Err(SignatureError::Mismatch(hint))
            }
        }
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
