//! Requests built by hand, signed by an independent implementation.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use account_activity::UserToken;
use account_activity_emulator::{Credentials, Emulator};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method};
use serde_json::Value;
use sha1::Sha1;

/// A response.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect(&self.body)
    }

    /// Expects an error of v1.1.
    #[track_caller]
    pub(super) fn is_error(&self, status: u16, code: u16, message: &str) {
        let json = self.json();
        let error = &json["errors"][0];
        assert_eq!((self.status, &error["code"]), (status, &Value::from(code)), "{}", self.body);
        assert_eq!(error["message"], message);
    }

    /// Expects an error of v2 with a reason.
    #[track_caller]
    pub(super) fn is_refused(&self, message: &str) {
        let json = self.json();
        assert_eq!(self.status, 400, "{}", self.body);
        assert_eq!(json["errors"][0]["message"], message);
        assert_eq!(json["title"], "Invalid Request");
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
    }

    /// Expects 204 without a body.
    #[track_caller]
    pub(super) fn is_empty(&self) {
        assert_eq!((self.status, self.body.as_str()), (204, ""));
        assert_eq!(self.header("content-type"), None);
    }
}

/// A client of one app.
#[derive(Clone)]
pub(super) struct Raw {
    base_url: String,
    credentials: Credentials,
    http: reqwest::Client,
}

/// The location of the OAuth 1.0a parameters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Place {
    Header,
    Query,
    Form,
}

/// The values that a request is signed with. Tests change them.
#[derive(Clone, Debug)]
pub(super) struct Signing {
    pub(super) consumer: (String, String),
    pub(super) token: Option<(String, String)>,
    /// The signed origin, if it differs from the real one.
    pub(super) origin: Option<String>,
    pub(super) timestamp: String,
    pub(super) nonce: String,
    pub(super) method: &'static str,
    pub(super) extra: Vec<(&'static str, String)>,
    pub(super) place: Place,
}

impl Raw {
    pub(super) fn new(emulator: &Emulator) -> Self {
        Self::of(emulator, emulator.credentials())
    }

    /// Creates a client of each app.
    pub(super) fn all<const N: usize>(emulator: &Emulator) -> [Self; N] {
        let apps = emulator.apps().into_iter();
        let clients = apps.map(|app| Self::of(emulator, emulator.credentials_of(app).unwrap()));
        clients.collect::<Vec<_>>().try_into().map_err(|_| "another number of apps").unwrap()
    }

    fn of(emulator: &Emulator, credentials: Credentials) -> Self {
        let none = reqwest::redirect::Policy::none();
        let http = reqwest::Client::builder().redirect(none).no_proxy().build().unwrap();
        Self { base_url: emulator.base_url().to_owned(), credentials, http }
    }

    pub(super) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    pub(super) fn token(&self, screen_name: &str) -> UserToken {
        self.credentials.token(screen_name).unwrap().clone()
    }

    /// Signs with a token, or with the consumer key and secret alone.
    pub(super) fn signing(&self, token: Option<&UserToken>) -> Signing {
        static NONCE: AtomicU64 = AtomicU64::new(0);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let Credentials { consumer_key, consumer_secret, .. } = &self.credentials;
        Signing {
            consumer: (consumer_key.clone(), consumer_secret.clone()),
            token: token.map(|token| {
                let (token, secret) = token.expose_oauth1().unwrap();
                (token.to_owned(), secret.to_owned())
            }),
            origin: None,
            timestamp: now.as_secs().to_string(),
            nonce: format!("nonce{}", NONCE.fetch_add(1, Ordering::Relaxed)),
            method: "HMAC-SHA1",
            extra: Vec::new(),
            place: Place::Header,
        }
    }

    /// Sends a request as the app's owner.
    pub(super) async fn owner(&self, method: Method, path: &str) -> Reply {
        let owner = self.credentials.users[0].token.clone();
        self.user(&owner, method, path).await
    }

    /// Sends a request as a user of the app.
    pub(super) async fn user(&self, token: &UserToken, method: Method, path: &str) -> Reply {
        self.signed(&self.signing(Some(token)), method, path, &[]).await
    }

    /// Sends a request with the app's bearer token.
    pub(super) async fn bearer(&self, method: Method, path: &str) -> Reply {
        let token = self.bearer_token().await;
        self.with_bearer(&token, method, path).await
    }

    pub(super) async fn with_bearer(&self, token: &str, method: Method, path: &str) -> Reply {
        let header = format!("Bearer {token}");
        send(self.request(method, path).header(AUTHORIZATION, header)).await
    }

    /// Sends JSON with the app's bearer token.
    pub(super) async fn post_json(&self, path: &str, json: &Value) -> Reply {
        let header = format!("Bearer {}", self.bearer_token().await);
        let request = self.request(Method::POST, path).header(AUTHORIZATION, header);
        send(request.header("content-type", "application/json").body(json.to_string())).await
    }

    pub(super) async fn bearer_token(&self) -> String {
        let reply = self.basic("/oauth2/token", "grant_type=client_credentials").await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.json()["token_type"], "bearer");
        reply.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// Sends a form with HTTP Basic.
    pub(super) async fn basic(&self, path: &str, form: &str) -> Reply {
        let Credentials { consumer_key, consumer_secret, .. } = &self.credentials;
        let credentials = format!("{}:{}", encode(consumer_key), encode(consumer_secret));
        let authorization = format!("Basic {}", STANDARD.encode(credentials));
        let request = self
            .request(Method::POST, path)
            .header(AUTHORIZATION, authorization)
            .header("content-type", "application/x-www-form-urlencoded;charset=UTF-8")
            .body(form.to_owned());
        send(request).await
    }

    pub(super) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base_url))
    }

    /// Sends a signed request, with a form unless it is empty.
    pub(super) async fn signed(
        &self,
        signing: &Signing,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
    ) -> Reply {
        send(self.signed_request(signing, method, path, form)).await
    }

    pub(super) fn signed_request(
        &self,
        signing: &Signing,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
    ) -> reqwest::RequestBuilder {
        let (path_only, query) = path.split_once('?').unwrap_or((path, ""));
        let oauth = signing.parameters();
        let form: Vec<_> = form.iter().map(|(name, value)| (encode(name), encode(value))).collect();
        let mut all: Vec<_> =
            oauth.iter().map(|(name, value)| (encode(name), encode(value))).collect();
        all.extend(query.split('&').filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        }));
        all.extend(form.iter().cloned());
        all.sort();
        let origin = signing.origin.as_ref().unwrap_or(&self.base_url);
        let uri = encode(&format!("{origin}{path_only}"));
        let base = format!("{method}&{uri}&{}", encode(&joined(&all, "&", "")));
        let mut oauth: Vec<_> =
            oauth.into_iter().map(|(name, value)| (name.to_owned(), encode(&value))).collect();
        oauth.push(("oauth_signature".to_owned(), encode(&signing.sign(&base))));

        let mut path = path.to_owned();
        let mut body = joined(&form, "&", "");
        let mut header = None;
        match signing.place {
            Place::Header => header = Some(format!("OAuth {}", joined(&oauth, ", ", "\""))),
            Place::Query => {
                path.push(if query.is_empty() { '?' } else { '&' });
                path.push_str(&joined(&oauth, "&", ""));
            }
            Place::Form => body = format!("{body}&{}", joined(&oauth, "&", "")),
        }
        let mut request = self.request(method, &path);
        if let Some(header) = header {
            request = request.header(AUTHORIZATION, header);
        }
        if !body.is_empty() {
            let media_type = "application/x-www-form-urlencoded";
            request = request.header("content-type", media_type).body(body);
        }
        request
    }
}

impl Signing {
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = vec![
            ("oauth_consumer_key", self.consumer.0.clone()),
            ("oauth_nonce", self.nonce.clone()),
            ("oauth_signature_method", self.method.to_owned()),
            ("oauth_timestamp", self.timestamp.clone()),
            ("oauth_version", "1.0".to_owned()),
        ];
        parameters.extend(self.token.as_ref().map(|(token, _)| ("oauth_token", token.clone())));
        parameters.extend(self.extra.iter().cloned());
        parameters
    }

    fn sign(&self, base: &str) -> String {
        let secret = self.token.as_ref().map_or("", |(_, secret)| secret);
        let key = format!("{}&{}", encode(&self.consumer.1), encode(secret));
        let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap().chain_update(base);
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

fn joined(pairs: &[(String, String)], separator: &str, quote: &str) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={quote}{value}{quote}"));
    pairs.collect::<Vec<_>>().join(separator)
}

pub(super) async fn send(request: reqwest::RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.text().await.unwrap(),
    }
}

/// Percent-encodes as RFC 3986 describes.
pub(super) fn encode(text: &str) -> String {
    let encoded = text.bytes().map(|byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    encoded.collect()
}
