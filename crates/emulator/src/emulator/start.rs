//! Starts an emulator from its configuration.

mod environments;

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use account_activity::model;
use account_activity::receiver::Secrets;
use account_activity::{AppId, EmptySecretError, Secret, Tier, UserId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::Emulator;
use super::builder::EmulatorBuilder;
use crate::account::{Account, App, Apps, Journal, Limits, Registered, State, Store, StoreError};
use crate::fault::Faults;
use crate::outbound::{Log, Outbound, OutboundError, REPLAY_BYTES};
use crate::random::Random;
use crate::server::{CertificateError, Core, Service, Storage, Streams, TlsListener};
use crate::world::{AddUserError, Who, WorldUser};

/// An error starting an emulator.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The emulator cannot listen on the address.
    #[error("cannot listen on {address}: choose a free port that does not require root privileges")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The cause.
        source: io::Error,
    },
    /// The state cannot be loaded or saved.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The client that sends deliveries cannot be built.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// The certificate for https cannot be created.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A user cannot be added.
    #[error(transparent)]
    User(#[from] AddUserError),
    /// An app's secret is empty.
    #[error(transparent)]
    Secret(#[from] EmptySecretError),
    /// The file has no user and none was added, so the apps have no owner.
    #[error("there is no user: add one to own the apps")]
    NoUser,
    /// Two apps have the same id, consumer key or client id.
    #[error("two apps have the id {0}, its consumer key or its client id: give each app its own")]
    RepeatedApp(AppId),
    /// An app's owner is not one of the users.
    #[error("the owner {0} of an app is not among the users: add the user")]
    UnknownOwner(Who),
    /// Two environments have the same name.
    #[error("two environments have the name {0:?}: an environment belongs to one app")]
    RepeatedEnvironment(String),
    /// An environment's name cannot be a part of a path.
    #[error(
        "expected a name such as \"prod\" for an environment, found {0:?}: it is a part of the paths \
         of the API, so it must not be empty, `.` or `..`, or contain a slash, a backslash, a blank \
         or a control character"
    )]
    InvalidEnvironment(String),
    /// There are more environments than the limit on webhooks.
    #[error("expected at most {limit} environments (the limit on webhooks), found {environments}")]
    TooManyEnvironments {
        /// The number of environments.
        environments: usize,
        /// The limit.
        limit: u32,
    },
}

/// The id of the first app if it does not set one; further apps count up from it.
const FIRST_APP: u64 = 31_415_926;

/// The number of records of requests of the API, as of deliveries.
const LOG_CAPACITY: usize = 1_000;

impl EmulatorBuilder {
    /// Starts the emulator.
    ///
    /// # Errors
    ///
    /// [`StartError`] if the emulator cannot listen on the port or read the file, or if apps, users
    /// and environments contradict each other.
    pub async fn start(self) -> Result<Emulator, StartError> {
        start(self).await
    }
}

async fn start(mut builder: EmulatorBuilder) -> Result<Emulator, StartError> {
    let tier = builder.tier;
    let limits = builder.limits.unwrap_or_else(|| Limits::of(tier));
    let seed = builder.seed;
    let store = builder.file.take().map(Store::open).transpose()?;
    let loaded = store.as_ref().map(Store::load).transpose()?.flatten();
    let mut state = loaded.unwrap_or_else(|| State::new(seed));
    state.world.set_both_sides(builder.both_sides);
    if builder.users.is_empty() && state.users.is_empty() {
        builder.users.extend(["bot", "ada", "bob", "cleo"].map(Account::from));
    }
    let apps = apps(&mut builder, &limits, &state)?;
    for app in apps.iter() {
        let mut named = model::App::new(app.id);
        named.name = app.name.as_str().into();
        state.world.add_app(named);
    }
    let known: BTreeSet<_> = state.users.iter().copied().collect();
    for account in &builder.users {
        if known.contains(&account.user.id()) {
            state.give_tokens(account, &apps, seed);
        } else {
            state.add_user(account, &apps, seed)?;
        }
    }
    for account in &builder.additional_users {
        if state.world.user(account.user.id()).is_some() {
            state.give_tokens(account, &apps, seed);
        } else if state.world.user(account.user.screen_name()).is_none() {
            state.add_user(account, &apps, seed)?;
        }
    }
    for app in apps.iter() {
        if let Some(token) = &app.bearer_token {
            state.tokens.set_bearer(app.id, token.clone());
        }
        state.bearer_of(app.id);
    }
    drop_foreign_webhooks(&mut state, &apps, tier);
    let ids: Vec<_> = apps.iter().map(|app| app.id).collect();
    state.activity.retain_apps(&ids);

    let (listener, address) = listen(builder.address).await?;
    let files_base_url = builder.files_base_url.unwrap_or_else(|| format!("http://{address}"));
    state.world.set_files_base_url(files_base_url.trim_end_matches('/'));
    let tls = match builder.tls {
        Some((address, authority)) => {
            let (listener, address) = listen(address).await?;
            Some((TlsListener::new(listener, &authority)?, address))
        }
        None => None,
    };
    let faults = builder.faults.unwrap_or_else(|| Faults::new(seed));
    let addresses = std::iter::once(address).chain(tls.as_ref().map(|(_, address)| *address));
    let addresses = addresses.map(|address| address.ip()).collect();
    let initial = state.clone();
    if store.is_some() {
        state.journal = Journal::Whole;
    }
    let core = Arc::new(Core {
        tier,
        account_name: builder.account_name,
        limits,
        apps,
        seed,
        control: builder.control,
        addresses,
        allowed_hosts: builder.allowed_hosts,
        clock: builder.clock.clone(),
        retries: builder.retries,
        crc_interval: builder.crc_interval,
        nonces: Mutex::default(),
        rate_limits: Mutex::default(),
        usage: Mutex::default(),
        initial,
        initial_faults: faults.rules(),
        state: Mutex::new(state),
        requests: Log::new(builder.log_capacity.unwrap_or(LOG_CAPACITY)),
        store: store.map(Mutex::new),
        changed: Notify::new(),
    });
    core.save().await?;
    let mut outbound = Outbound::builder(builder.clock).seed(seed).faults(faults);
    for authority in &builder.authorities {
        outbound = outbound.trust_ca_pem(authority)?;
    }
    if let Some(records) = builder.log_capacity {
        outbound = outbound.log_capacity(records);
    }
    let stored_bytes = builder.replay_bytes.unwrap_or(REPLAY_BYTES);
    outbound = outbound.replay_bytes(stored_bytes);
    let outbound = outbound.build(Arc::downgrade(&core))?;
    let reach = core.tier.replay_window().filter(|_| core.is_enterprise());
    let storage = reach.map(|reach| Storage { reach, room: stored_bytes });
    let (clock, faults) = (core.clock.clone(), outbound.faults().clone());
    let streams = Streams::new(clock, faults, builder.stream, storage);
    let service = Service::new(core, outbound, streams);
    service.watch_webhooks();
    Ok(Emulator::run(service, (listener, address), tls))
}

/// Drops the webhooks of the file, and their subscriptions, whose environment is gone or belongs to
/// another app now, as X does when an environment is deleted. Their apps could not reach them.
fn drop_foreign_webhooks(state: &mut State, apps: &Apps, tier: Tier) {
    let has_environments = matches!(tier, Tier::Sandbox | Tier::Premium);
    if !has_environments && tier != Tier::Enterprise {
        state.registry.move_to_v2();
    }
    let gone = state.registry.retain(|webhook| {
        apps.iter().filter(|app| app.id == webhook.app).any(|app| match &webhook.environment {
            Some(environment) => app.environments.contains(environment),
            None => webhook.is_v2 || !has_environments,
        })
    });
    for webhook in gone {
        state.activity.forget_webhook(webhook.id);
        tracing::warn!(
            webhook = %webhook.id,
            environment = webhook.environment,
            app = %webhook.app,
            url = webhook.url,
            "dropped a stored webhook: its environment is gone or belongs to another app"
        );
    }
}

/// Listens on an address and returns the bound one, since port 0 selects any free port.
async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let error = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(error)?;
    let address = listener.local_addr().map_err(error)?;
    Ok((listener, address))
}

/// Completes the apps and checks that environments, ids and consumer keys are unique.
fn apps(builder: &mut EmulatorBuilder, limits: &Limits, state: &State) -> Result<Apps, StartError> {
    let mut configured = std::mem::take(&mut builder.apps).into_iter();
    let mut first = configured.next().unwrap_or_default();
    let mut others: Vec<_> = configured.collect();
    if std::iter::once(&first).chain(&others).all(|app| app.environments.is_empty()) {
        for (nth, name) in environments::names(builder).into_iter().enumerate() {
            let app = nth.checked_sub(1).and_then(|nth| others.get_mut(nth));
            app.unwrap_or(&mut first).environments.push(name);
        }
    }
    let first = complete(builder, state, first, 0)?;
    let mut apps = Apps { first, others: Vec::new() };
    for (app, nth) in others.into_iter().zip(1..) {
        let app = complete(builder, state, app, nth)?;
        let is_same = |it: &Registered| {
            it.id == app.id || it.consumer_key == app.consumer_key || it.client_id == app.client_id
        };
        if apps.iter().any(is_same) {
            return Err(StartError::RepeatedApp(app.id));
        }
        apps.others.push(app);
    }
    environments::check(&apps, limits)?;
    Ok(apps)
}

/// Fills in what the configuration left open. `nth` is the number of the app, from 0.
fn complete(
    builder: &EmulatorBuilder,
    state: &State,
    mut app: App,
    nth: u64,
) -> Result<Registered, StartError> {
    let keys = app.keys.take();
    let (consumer_key, consumer_secret) = keys.unwrap_or_else(|| keys_of(builder.seed, nth));
    let kind = if app.client_secret.is_some() { "ci" } else { "na" };
    let mut secrets = Secrets::new(Secret::new(&consumer_secret)?);
    if let Some(secret) = &app.client_secret {
        secrets = secrets.and_client_secret(Secret::new(secret)?);
    }
    Ok(Registered {
        owner: owner(builder, state, &app)?,
        id: app.id.unwrap_or_else(|| (FIRST_APP + nth).into()),
        name: app.name,
        consumer_key,
        consumer_secret,
        client_id: app.client_id.unwrap_or_else(|| client_id_of(builder.seed, nth, kind)),
        client_secret: app.client_secret,
        bearer_token: app.bearer_token,
        secrets,
        permission: app.permission,
        callbacks: app.callbacks,
        environments: app.environments,
        has_access: app.has_access,
    })
}

/// Derives the consumer key and secret of an app that has none.
fn keys_of(seed: u64, nth: u64) -> (String, String) {
    let mut random = match nth {
        0 => Random::of(seed, "app"),
        _ => Random::of(seed, ("app", nth)),
    };
    (random.text(25), random.text(50))
}

/// Derives the client id of an app that has none. Like X's, it is a text in Base64 that ends with the
/// kind of client: `ci` (confidential) or `na` (native, that is public).
fn client_id_of(seed: u64, nth: u64, kind: &str) -> String {
    let unique = Random::of(seed, ("client", nth)).text(20);
    URL_SAFE_NO_PAD.encode(format!("{unique}:1:{kind}"))
}

/// Returns the owner of an app: a user of the configuration or of the file.
fn owner(builder: &EmulatorBuilder, state: &State, app: &App) -> Result<UserId, StartError> {
    let Some(owner) = &app.owner else {
        let first = builder.users.first().map(|account| account.user.id());
        let first = first.or_else(|| state.users.first().copied());
        return first.ok_or(StartError::NoUser);
    };
    let is_owner = |user: &WorldUser| match owner {
        Who::Id(id) => user.id() == *id,
        Who::ScreenName(name) => user.screen_name().eq_ignore_ascii_case(name),
    };
    let configured = builder.users.iter().chain(&builder.additional_users).map(|it| &it.user);
    let owned = configured.chain(state.world.users()).find(|user| is_owner(user));
    owned.map(WorldUser::id).ok_or_else(|| StartError::UnknownOwner(owner.clone()))
}
