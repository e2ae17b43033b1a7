//! OAuth 1.0a signatures (RFC 5849).

use std::num::NonZeroU64;

use http::{HeaderValue, Method, Uri};
use oauth1_request::serializer::Serializer;
use oauth1_request::serializer::auth::{Authorizer, Options};
use oauth1_request::{Credentials, HMAC_SHA1};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::credentials::{AppCredentials, UserToken};

/// The characters that RFC 5849 §3.6 percent-encodes: all but letters, digits, `-`, `.`, `_` and
/// `~`.
pub(super) const RESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Signs requests with OAuth 1.0a, for endpoints that this crate has no method for.
///
/// The signature covers the parameters of the query and of a form-encoded body, so the request must
/// be sent with exactly these parameters.
///
/// ```
/// use account_activity::client::Signer;
/// use account_activity::{AppCredentials, UserToken};
///
/// let app = AppCredentials::new("key", "secret");
/// let token = UserToken::oauth1("token", "token secret");
/// let uri = http::Uri::from_static("https://api.twitter.com/1.1/account/settings.json");
/// let header = Signer::new(&app).token(&token).authorization(&http::Method::GET, &uri, &[]);
/// assert!(header.to_str()?.starts_with("OAuth oauth_consumer_key="));
/// assert!(header.is_sensitive());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Signer<'a> {
    app: &'a AppCredentials,
    token: Option<Secrets<'a>>,
    callback: Option<&'a str>,
    verifier: Option<&'a str>,
    nonce: Option<&'a str>,
    timestamp: Option<u64>,
    version: bool,
}

/// A token and its secret.
#[derive(Clone)]
struct Secrets<'a>(&'a str, &'a str);

impl std::fmt::Debug for Signer<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Signer(redacted)")
    }
}

impl<'a> Signer<'a> {
    /// Creates a signer, which signs with the consumer key alone until a token is set.
    #[must_use]
    pub const fn new(app: &'a AppCredentials) -> Self {
        Self {
            app,
            token: None,
            callback: None,
            verifier: None,
            nonce: None,
            timestamp: None,
            version: true,
        }
    }

    /// Signs with a user's token too. An OAuth 2.0 token cannot sign and is ignored.
    #[must_use]
    pub fn token(self, token: &'a UserToken) -> Self {
        match token.expose_oauth1() {
            Some((token, secret)) => self.token_and_secret(token, secret),
            None => self,
        }
    }

    pub(super) fn token_and_secret(mut self, token: &'a str, secret: &'a str) -> Self {
        self.token = Some(Secrets(token, secret));
        self
    }

    /// Adds `oauth_callback`, for fetching a request token.
    #[must_use]
    pub const fn callback(mut self, callback: &'a str) -> Self {
        self.callback = Some(callback);
        self
    }

    /// Adds `oauth_verifier`, for fetching an access token.
    #[must_use]
    pub const fn verifier(mut self, verifier: &'a str) -> Self {
        self.verifier = Some(verifier);
        self
    }

    /// Sets the nonce, for tests. By default it is random.
    #[must_use]
    pub const fn nonce(mut self, nonce: &'a str) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// Sets the timestamp, in seconds since 1970. By default it is the current time.
    #[must_use]
    pub const fn timestamp(mut self, seconds: u64) -> Self {
        self.timestamp = Some(seconds);
        self
    }

    /// Sets whether to send `oauth_version`. By default it is sent, as X documents; RFC 5849 makes
    /// it optional.
    #[must_use]
    pub const fn version(mut self, version: bool) -> Self {
        self.version = version;
        self
    }

    /// Returns the value of the `Authorization` header for a request, from its method, its absolute
    /// URI with the query, and `form`, the parameters of its form-encoded body.
    #[must_use]
    pub fn authorization(&self, method: &Method, uri: &Uri, form: &[(&str, &str)]) -> HeaderValue {
        match Url::parse(&uri.to_string()) {
            Ok(url) => self.sign(method, &url, form),
            // A URI that is not absolute cannot be normalised.
            Err(_) => self.header(method, uri.path(), uri.query().unwrap_or_default(), form),
        }
    }

    /// Returns the header for a request to a URL, which is normalised as RFC 5849 §3.4.1.2
    /// requires.
    pub(super) fn sign(&self, method: &Method, url: &Url, form: &[(&str, &str)]) -> HeaderValue {
        let mut base = url.clone();
        base.set_query(None);
        base.set_fragment(None);
        // Neither can fail for a URL that has a host.
        let _ = base.set_username("").and_then(|()| base.set_password(None));
        self.header(method, base.as_str(), url.query().unwrap_or_default(), form)
    }

    fn header(
        &self,
        method: &Method,
        base: &str,
        query: &str,
        form: &[(&str, &str)],
    ) -> HeaderValue {
        let query = url::form_urlencoded::parse(query.as_bytes());
        let form = form.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let mut parameters: Vec<_> = query.chain(form).map(encode).collect();
        parameters.sort_unstable();

        let mut options = Options::new();
        options.callback(self.callback).verifier(self.verifier).nonce(self.nonce);
        options.timestamp(self.timestamp.and_then(NonZeroU64::new)).version(self.version);
        let serializer = Authorizer::authorization(
            method.as_str(),
            base,
            Credentials::new(&self.app.consumer_key, &self.app.consumer_secret),
            self.token.as_ref().map(|Secrets(token, secret)| Credentials::new(*token, *secret)),
            &options,
            HMAC_SHA1,
        );
        let mut header = HeaderValue::try_from(serialize(serializer, &parameters))
            .unwrap_or_else(|_| HeaderValue::from_static("OAuth"));
        header.set_sensitive(true);
        header
    }
}

/// Encodes a parameter. RFC 5849 sorts parameters by their encoded form, whose order differs from
/// that of the texts.
fn encode((name, value): (impl AsRef<str>, impl AsRef<str>)) -> (String, String) {
    let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    (encode(name.as_ref()), encode(value.as_ref()))
}

/// Passes the parameters of the request and of the protocol to the serializer in one sorted order.
fn serialize<S: Serializer>(mut serializer: S, parameters: &[(String, String)]) -> S::Output {
    type Step<S> = (&'static str, fn(&mut S));
    let protocol: [Step<S>; 8] = [
        ("oauth_callback", S::serialize_oauth_callback),
        ("oauth_consumer_key", S::serialize_oauth_consumer_key),
        ("oauth_nonce", S::serialize_oauth_nonce),
        ("oauth_signature_method", S::serialize_oauth_signature_method),
        ("oauth_timestamp", S::serialize_oauth_timestamp),
        ("oauth_token", S::serialize_oauth_token),
        ("oauth_verifier", S::serialize_oauth_verifier),
        ("oauth_version", S::serialize_oauth_version),
    ];
    let mut rest = parameters.iter().peekable();
    for (name, serialize) in protocol {
        while let Some(parameter) = rest.next_if(|(other, _)| other.as_str() < name) {
            add(&mut serializer, parameter);
        }
        serialize(&mut serializer);
    }
    rest.for_each(|parameter| add(&mut serializer, parameter));
    serializer.end()
}

/// The serializer encodes the encoded value a second time, but leaves the name to its caller.
fn add<S: Serializer>(serializer: &mut S, (name, value): &(String, String)) {
    let name = utf8_percent_encode(name, RESERVED).to_string();
    serializer.serialize_parameter_encoded(&name, value);
}
