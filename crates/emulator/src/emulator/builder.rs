//! The builder of an emulator.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use account_activity::Tier;

use crate::account::{Account, App, Limits};
use crate::clock::Clock;
use crate::fault::Faults;
use crate::outbound::RetrySchedule;
use crate::server::{CertificateAuthority, ROOM, StreamSettings};

/// Configures and starts an [`Emulator`](super::Emulator). By default it has paid Premium with two
/// environments, one app, and the users `bot` (the app's owner), `ada`, `bob` and `cleo`.
///
/// ```
/// use account_activity_emulator::{Account, App, Clock, Emulator, Limits, WorldUser};
/// use account_activity::{Tier, Timestamp};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut limits = Limits::of(Tier::Enterprise);
/// limits.subscriptions = 1;
/// let emulator = Emulator::builder()
///     .tier(Tier::Enterprise)
///     .app(App::new("consumer key", "consumer secret").with_owner("ada"))
///     .user("ada")
///     .user(Account::new(WorldUser::new("bob").with_protected(true)).without_token())
///     .limits(limits)
///     .clock(Clock::manual(Timestamp::from_millis(1_767_225_600_000)))
///     .start()
///     .await?;
/// assert_eq!(emulator.credentials().users.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use]
pub struct EmulatorBuilder {
    pub(crate) address: SocketAddr,
    pub(crate) tier: Tier,
    pub(crate) account_name: String,
    pub(crate) environments: Option<Vec<String>>,
    pub(crate) apps: Vec<App>,
    pub(crate) users: Vec<Account>,
    pub(crate) additional_users: Vec<Account>,
    pub(crate) limits: Option<Limits>,
    pub(crate) clock: Clock,
    pub(crate) seed: u64,
    pub(crate) faults: Option<Faults>,
    pub(crate) retries: Option<RetrySchedule>,
    pub(crate) crc_interval: Option<Duration>,
    pub(crate) authorities: Vec<Vec<u8>>,
    pub(crate) log_capacity: Option<usize>,
    pub(crate) replay_bytes: Option<usize>,
    pub(crate) stream: StreamSettings,
    pub(crate) both_sides: bool,
    pub(crate) file: Option<PathBuf>,
    pub(crate) files_base_url: Option<String>,
    pub(crate) control: bool,
    pub(crate) allowed_hosts: Vec<String>,
    pub(crate) tls: Option<(SocketAddr, CertificateAuthority)>,
}

impl EmulatorBuilder {
    pub(crate) fn new() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            tier: Tier::Premium,
            account_name: "emulator".to_owned(),
            environments: None,
            apps: Vec::new(),
            users: Vec::new(),
            additional_users: Vec::new(),
            limits: None,
            clock: Clock::real(),
            seed: 0,
            faults: None,
            retries: None,
            crc_interval: None,
            authorities: Vec::new(),
            log_capacity: None,
            replay_bytes: None,
            stream: StreamSettings { head_at_once: false, room: ROOM },
            both_sides: false,
            file: None,
            files_base_url: None,
            control: false,
            allowed_hosts: Vec::new(),
            tls: None,
        }
    }

    /// Sets the address to listen on: by default any free port of 127.0.0.1.
    pub const fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the tier of the account, which determines the endpoints: by default paid Premium.
    pub const fn tier(mut self, tier: Tier) -> Self {
        self.tier = tier;
        self
    }

    /// Sets the name of the account, which the subscription-count endpoints return.
    pub fn account_name(mut self, name: impl Into<String>) -> Self {
        self.account_name = name.into();
        self
    }

    /// Sets the environments of Premium: by default `prod` and `dev`, and `prod` in the sandbox.
    /// The first belongs to the first app; each further one to the next app, or to the first app if
    /// each app has one. [`App::with_environment`] overrides this. A name is a segment of paths: it
    /// must not be empty, `.` or `..`, or contain a slash, a backslash, a blank or a control character.
    pub fn environments(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.environments = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Adds an app. Without apps there is one, whose key and secret are derived from the seed.
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    /// Adds a user, by screen name or with details, instead of the default ones. Users of the file
    /// come first.
    pub fn user(mut self, user: impl Into<Account>) -> Self {
        self.users.push(user.into());
        self
    }

    /// Adds a user beside the others: those of [`user`](Self::user), of the file, or the default
    /// ones. A screen name that one of them has is not added again.
    pub fn additional_user(mut self, user: impl Into<Account>) -> Self {
        self.additional_users.push(user.into());
        self
    }

    /// Sets the limits: by default those of the tier.
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = Some(limits);
        self
    }

    /// Sets the clock: by default the real one.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the seed of everything random: by default 0, so that keys and tokens are the same in
    /// every run.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the faults to produce: by default an empty set with the seed of the emulator.
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = Some(faults);
        self
    }

    /// Sets when failed deliveries are retried: by default the tier's schedule.
    pub fn retries(mut self, retries: RetrySchedule) -> Self {
        self.retries = Some(retries);
        self
    }

    /// Sets the time between a passed CRC and the next one: by default 24 hours.
    pub const fn crc_interval(mut self, interval: Duration) -> Self {
        self.crc_interval = Some(interval);
        self
    }

    /// Trusts certificate authorities (PEM) in addition to those of the platform, for https
    /// webhooks with a private authority. May be called several times.
    pub fn trust_ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.authorities.push(pem.into());
        self
    }

    /// Sets how many deliveries, CRC requests, and requests of the API are recorded: by default the
    /// newest 1,000 of each.
    pub const fn log_capacity(mut self, records: usize) -> Self {
        self.log_capacity = Some(records);
        self
    }

    /// Sets how many bytes are kept for Replay for each webhook, and for the stored events of the stream
    /// for each app: by default 16 MiB.
    pub const fn replay_bytes(mut self, bytes: usize) -> Self {
        self.replay_bytes = Some(bytes);
        self
    }

    /// Sets whether the head of the response of the stream is sent at once. By default it is sent with
    /// the first line, as X does: with an event, or with the first blank line after 20 seconds.
    pub const fn stream_head_at_once(mut self, at_once: bool) -> Self {
        self.stream.head_at_once = at_once;
        self
    }

    /// Sets how many bytes wait on each connection of the stream for a client that reads slowly: by
    /// default 1 MiB. A client for which more would wait is disconnected, after what waits and a
    /// notice.
    pub const fn stream_bytes(mut self, bytes: usize) -> Self {
        self.stream.room = bytes;
        self
    }

    /// Sets whether the target of unfollows, blocks, unblocks, mutes and unmutes is notified too.
    /// By default only the actor is.
    pub const fn both_sides(mut self, both_sides: bool) -> Self {
        self.both_sides = both_sides;
        self
    }

    /// Keeps webhooks, subscriptions, tokens and the world in a file, and starts from its content.
    /// Each change is appended, so its cost does not depend on the size of the state, and a killed
    /// process loses no change that was acknowledged. One emulator uses a file at a time, and locks
    /// another file beside it, whose name ends in `.lock`. Only the owner can read the file, because
    /// it contains tokens. By default nothing is kept. Records, bodies for Replay, and rate limits are
    /// never kept.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Sets whether the control API is served under `/emulator`. It lets other processes act as
    /// users, allow sign-ins, and read deliveries, like this handle. By default it is not served.
    /// Every program that can reach the port can use it; requests that a web page makes are
    /// rejected.
    pub const fn control(mut self, control: bool) -> Self {
        self.control = control;
        self
    }

    /// Allows a host name of a private network, such as `bot` in Docker Compose: webhooks on it may
    /// use plain http and any port, as on this machine, and the emulator can be reached by it.
    /// May be called several times.
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.allowed_hosts.push(name.into().to_ascii_lowercase());
        self
    }

    /// Sets the base URL of the addresses of photos, such as `http://emulator:8787`: by default
    /// [`Emulator::base_url`](super::Emulator::base_url). Receivers on other machines need one that
    /// they can reach.
    pub fn files_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.files_base_url = Some(base_url.into());
        self
    }

    /// Serves https too, at its own address, as `api.twitter.com`, `api.x.com`, `twitter.com`,
    /// `x.com` and `localhost`: for clients with a fixed host whose name is resolved to this address.
    pub fn tls(mut self, address: SocketAddr, authority: CertificateAuthority) -> Self {
        self.tls = Some((address, authority));
        self
    }
}
