//! The secrets of an app.

use bytes::Bytes;
use hmac::Mac;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, Request, Uri};

use super::crc::{CrcError, CrcToken};
use super::signature::{MismatchHint, Scheme, SignatureError, Verified, code, sign};
use crate::credentials::Secret;

/// The secrets by which requests of X are verified: one or several, of one or both schemes.
///
/// Several of one scheme are for rotation: add the new one, change it in the developer portal,
/// remove the old one. A request is genuine if one of them verifies it.
#[derive(Clone, Debug)]
pub struct Secrets {
    consumer: Vec<Secret>,
    client: Vec<Secret>,
    crc: Option<Secret>,
}

impl Secrets {
    /// Those of an app with a consumer secret (API key secret), which signs by OAuth 1.0a's header.
    #[must_use]
    pub fn new(consumer_secret: Secret) -> Self {
        Self { consumer: vec![consumer_secret], client: Vec::new(), crc: None }
    }

    /// Those of an app with an OAuth 2.0 client secret only.
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

    /// Answers every challenge with this secret, whichever one [`crc_response`] would choose.
    ///
    /// Only needed where X expects another: say, the consumer secret of an app whose challenges
    /// come unsigned although it has a client secret.
    ///
    /// [`crc_response`]: Self::crc_response
    #[doc(alias = "challenge")]
    #[must_use]
    pub fn crc_secret(mut self, secret: Secret) -> Self {
        self.crc = Some(secret);
        self
    }

    /// Verifies the signature of a raw body (of a GET: of its raw query), in constant time.
    ///
    /// It is genuine if at least one secret verifies one of the signature headers; a header of a
    /// scheme that no secret is known for does not matter then.
    ///
    /// # Errors
    ///
    /// [`SignatureError`]: answer 401.
    pub fn verify(&self, headers: &HeaderMap, message: &[u8]) -> Result<Verified, SignatureError> {
        let mut failure = SignatureError::Missing;
        for scheme in Scheme::ALL {
            for value in headers.get_all(scheme.header()) {
                match self.verify_one(scheme, value, message) {
                    Ok(verified) => return Ok(verified),
                    // A wrong signature tells more than one that nothing could check.
                    Err(error) if error.weight() >= failure.weight() => failure = error,
                    Err(_) => {}
                }
            }
        }
        Err(failure)
    }

    /// Answers a challenge-response check: a GET with a raw query and headers.
    ///
    /// The key is the one that verifies the signature of the request itself, which is over the raw
    /// query. Without a signature it is the first client secret if there is one, else the first
    /// consumer secret. [`crc_secret`](Self::crc_secret) chooses another.
    ///
    /// ```
    /// use account_activity::receiver::{Secret, Secrets};
    ///
    /// let secrets = Secrets::new(Secret::new("consumer secret")?);
    /// let answer = secrets.crc_response("crc_token=foo&nonce=bar", &http::HeaderMap::new())?;
    /// assert!(answer.starts_with(r#"{"response_token":"sha256="#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CrcError`] says which status to answer.
    #[doc(alias = "CRC")]
    #[doc(alias = "challenge")]
    #[doc(alias = "crc_token")]
    pub fn crc_response(&self, query: &str, headers: &HeaderMap) -> Result<String, CrcError> {
        let token = CrcToken::from_query(query).map_err(CrcError::Token)?;
        let signer = match self.verify(headers, query.as_bytes()) {
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

    /// Builds a delivery as X would send it, signed with the first secret of each scheme: for the
    /// tests of a bot.
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

    /// The secrets of a scheme, in the order in which they were added.
    fn of(&self, scheme: Scheme) -> &[Secret] {
        match scheme {
            Scheme::ConsumerSecret => &self.consumer,
            Scheme::ClientSecret => &self.client,
        }
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

/// Those of an app with a consumer secret, as [`Secrets::new`] makes them.
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
