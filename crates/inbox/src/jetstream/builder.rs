//! Opens an inbox with other settings.

use std::fmt;
use std::time::Duration;

use async_nats::{ConnectOptions, ServerAddr};
use percent_encoding::percent_decode_str;

use super::JetStream;
use super::depth::Depth;
use super::failing::{at, failed, storage};
use super::naming::Naming;
use super::notices::Notices;
use super::server::Server;
use super::setup::{self, Wanted};
use crate::{Error, Settings, StorageErrorKind};

/// How long the client waits between attempts to connect again.
const PAUSE: Duration = Duration::from_secs(1);

/// Opens an inbox in NATS JetStream with other settings.
///
/// ```no_run
/// use std::time::Duration;
///
/// use account_activity_inbox::{JetStream, Settings};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), account_activity_inbox::Error> {
/// let inbox = JetStream::builder("nats://nats-1:4222,nats://nats-2:4222,nats://nats-3:4222")
///     .user_and_password("bot", "secret")
///     .prefix("mentions")
///     .replicas(3)
///     .settings(Settings::new().pair_within(Duration::from_secs(120)))
///     .connect()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "open the inbox with `connect`"]
pub struct JetStreamBuilder {
    url: String,
    credentials: Option<Credentials>,
    prefix: String,
    partitions: u32,
    replicas: Option<usize>,
    ack_wait: Duration,
    keep_for: Duration,
    timeout: Duration,
    settings: Settings,
}

#[derive(Clone)]
enum Credentials {
    Password { user: String, password: String },
    Token(String),
}

impl Credentials {
    /// Returns the user and the password of a URL, or the token, which is a user without a password.
    fn of(address: &ServerAddr) -> Option<Self> {
        let user = unescaped(address.username()?);
        Some(match address.password() {
            Some(password) => Self::Password { user, password: unescaped(password) },
            None => Self::Token(user),
        })
    }
}

impl JetStreamBuilder {
    pub(super) fn new(url: String) -> Self {
        Self {
            url,
            credentials: None,
            prefix: "account-activity".to_owned(),
            partitions: 64,
            replicas: None,
            ack_wait: Duration::from_secs(30),
            keep_for: Duration::ZERO,
            timeout: Duration::from_secs(5),
            settings: Settings::new(),
        }
    }

    /// Sets the user and the password, in place of those in the URL.
    pub fn user_and_password(mut self, user: &str, password: &str) -> Self {
        let (user, password) = (user.to_owned(), password.to_owned());
        self.credentials = Some(Credentials::Password { user, password });
        self
    }

    /// Sets the token by which the server recognizes the program.
    pub fn token(mut self, token: &str) -> Self {
        self.credentials = Some(Credentials::Token(token.to_owned()));
        self
    }

    /// Sets the name of the stream, which is the first part of all names on the server. The default is
    /// `account-activity`. It can have letters and digits of ASCII, `-` and `_`. Inboxes with different
    /// prefixes are independent.
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    /// Sets the number of partitions of a new inbox. It is the most items that all workers handle at a time.
    /// An existing inbox keeps its number, and cannot be opened with another one. The default is 64.
    pub const fn partitions(mut self, number: u32) -> Self {
        self.partitions = number;
        self
    }

    /// Sets how many servers of a cluster keep each item: 1, 3 or 5. The default is 1 for a new inbox. An
    /// existing one keeps its number.
    pub const fn replicas(mut self, number: usize) -> Self {
        self.replicas = Some(number);
        self
    }

    /// Sets how long the server waits until it delivers an item again whose worker is silent. It is the
    /// least time of a claim. The default is 30 seconds.
    pub const fn ack_wait(mut self, time: Duration) -> Self {
        self.ack_wait = time;
        self
    }

    /// Sets how long the server keeps an item, handled or not: longer than the workers are ever away. The
    /// default is the time for which the inbox recognizes duplicates, see
    /// [`Settings::deduplicate_for`]; a shorter time has no effect.
    pub const fn keep_for(mut self, time: Duration) -> Self {
        self.keep_for = time;
        self
    }

    /// Sets how long a call waits for the server, and [`connect`](Self::connect) for each response. The default
    /// is five seconds.
    pub const fn timeout(mut self, time: Duration) -> Self {
        self.timeout = time;
        self
    }

    /// Sets the times and the clock. The server measures the time of duplicates and of dead letters by its
    /// own clock.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Connects, and creates what the inbox needs on the server.
    ///
    /// # Errors
    ///
    /// As for [`JetStream::connect`].
    pub async fn connect(self) -> Result<JetStream, Error> {
        let place = without_secrets(&self.url);
        // Each request has the timeout. A cluster needs some time to create the consumers of an inbox.
        self.open(place.clone()).await.map_err(|error| at(&place, "connect to", error))
    }

    async fn open(self, place: String) -> Result<JetStream, Error> {
        let naming = Naming::new(&self.prefix, self.partitions).ok_or_else(|| {
            let text = "the prefix can have letters and digits of ASCII, `-` and `_`, and there is at least \
                        one partition";
            storage(StorageErrorKind::Unsupported, text)
        })?;
        let addresses = addresses(&self.url)?;
        let client = self.options(&addresses).connect(addresses).await.map_err(failed)?;
        let server = Server::new(client.clone(), self.timeout);
        let Self { settings, keep_for, ack_wait, replicas, timeout, .. } = self;
        let wanted = Wanted { settings, keep_for, ack_wait, replicas };
        let (state, pairs) = setup::buckets(&server, &naming, &wanted).await?;
        setup::layout(&state, &naming).await?;
        setup::streams(&server, &naming, &wanted).await?;
        setup::consumers(&server, &naming, &wanted).await?;
        let get = |name: String| server.context.get_stream_no_info(name);
        let stream = get(naming.stream()).await.map_err(failed)?;
        let dead = get(naming.dead_stream()).await.map_err(failed)?;
        let notices = Notices::start(client, naming.notice()).await.map_err(failed)?;
        let settings = wanted.settings;
        Ok(JetStream {
            place,
            settings,
            timeout,
            naming,
            server,
            stream,
            dead,
            state,
            pairs,
            notices,
            depth: Depth::default(),
        })
    }

    fn options(&self, addresses: &[ServerAddr]) -> ConnectOptions {
        let options = ConnectOptions::new()
            .name("account-activity-inbox")
            .connection_timeout(self.timeout)
            .request_timeout(Some(self.timeout))
            .reconnect_delay_callback(|attempt| match attempt {
                0 | 1 => Duration::ZERO,
                _ => PAUSE,
            })
            .no_echo();
        let in_url = || addresses.iter().find_map(Credentials::of);
        match self.credentials.clone().or_else(in_url) {
            None => options,
            Some(Credentials::Password { user, password }) => {
                options.user_and_password(user, password)
            }
            Some(Credentials::Token(token)) => options.token(token),
        }
    }
}

/// The credentials do not appear.
impl fmt::Debug for JetStreamBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("JetStreamBuilder")
            .field("url", &without_secrets(&self.url))
            .field("prefix", &self.prefix)
            .field("partitions", &self.partitions)
            .field("replicas", &self.replicas)
            .field("ack_wait", &self.ack_wait)
            .field("keep_for", &self.keep_for)
            .field("timeout", &self.timeout)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

fn addresses(url: &str) -> Result<Vec<ServerAddr>, Error> {
    let addresses = url.split(',').map(|url| url.trim().parse::<ServerAddr>());
    let invalid = |error| storage(StorageErrorKind::Unreachable, error);
    addresses.collect::<Result<_, _>>().map_err(invalid)
}

fn unescaped(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Returns URLs without users, passwords and tokens.
fn without_secrets(urls: &str) -> String {
    let public = |url: &str| {
        let url = url.trim();
        let (scheme, rest) = url.split_once("://").unwrap_or(("nats", url));
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        format!("{scheme}://{host}")
    };
    urls.split(',').map(public).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_urls() {
        let of = |url: &str| Credentials::of(&url.parse().unwrap());
        assert!(of("nats://host").is_none());
        assert!(matches!(of("nats://secret@host"), Some(Credentials::Token(it)) if it == "secret"));
        let Some(Credentials::Password { user, password }) = of("nats://a:b%40c@host") else {
            panic!()
        };
        assert_eq!((&*user, &*password), ("a", "b@c"));
    }

    #[test]
    fn urls_without_secrets() {
        for (url, public) in [
            ("nats://user:pass@host:4222", "nats://host:4222"),
            ("token@host", "nats://host"),
            ("tls://u:p@b@a:1, nats://u:p@b:2", "tls://a:1,nats://b:2"),
            ("localhost", "nats://localhost"),
        ] {
            assert_eq!(without_secrets(url), public);
        }
    }
}
