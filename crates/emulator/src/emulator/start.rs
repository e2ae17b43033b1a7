//! From a configuration to a running emulator.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use account_activity::model;
use account_activity::receiver::Secrets;
use account_activity::{AppId, EmptySecretError, Secret, Tier, UserId};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::Emulator;
use super::builder::EmulatorBuilder;
use crate::account::{Account, App, Apps, Limits, Registered, State, Store, StoreError};
use crate::fault::Faults;
use crate::outbound::{Outbound, OutboundError};
use crate::random::Random;
use crate::server::{CertificateError, Core, Service, TlsListener, Versioned};
use crate::world::{AddUserError, Who, WorldUser};

/// Why an emulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: does another program, or may only root?")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The state cannot be loaded or saved.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing can be sent.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// There is no certificate for https.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A user cannot be added.
    #[error(transparent)]
    User(#[from] AddUserError),
    /// An app's secret is empty.
    #[error(transparent)]
    Secret(#[from] EmptySecretError),
    /// The file has no user, and none was added: who would own the apps?
    #[error("there is no user: add one, who owns the apps")]
    NoUser,
    /// Two apps have the same id or consumer key.
    #[error("two apps have the id {0} or its consumer key: give them different ones")]
    RepeatedApp(AppId),
    /// An app's owner is none of the users.
    #[error("the owner {0} of an app is none of the users: add them")]
    UnknownOwner(Who),
    /// Two environments have the same name.
    #[error("there are two environments {0:?}: each belongs to one app")]
    RepeatedEnvironment(String),
    /// There are more environments than the tier has.
    #[error("there are {environments} environments, and the limit is {limit} webhooks")]
    TooManyEnvironments {
        /// How many there are.
        environments: usize,
        /// How many there can be.
        limit: u32,
    },
}

/// The id of the first app, unless it has another; the next ones count on.
const FIRST_APP: u64 = 31_415_926;

impl EmulatorBuilder {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// [`StartError`] if the port cannot be had, the file not read, or apps, users and environments
    /// contradict each other.
    pub async fn start(self) -> Result<Emulator, StartError> {
        start(self).await
    }
}

async fn start(mut builder: EmulatorBuilder) -> Result<Emulator, StartError> {
    let tier = builder.tier;
    let limits = builder.limits.unwrap_or_else(|| Limits::of(tier));
    let seed = builder.seed;
    let store = builder.file.take().map(Store::new);
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
    let known = state.users.clone();
    for account in &builder.users {
        if known.contains(&account.user.id()) {
            state.give_tokens(account, &apps, seed);
        } else {
            state.add_user(account, &apps, seed)?;
        }
    }

    let (listener, address) = listen(builder.address).await?;
    let tls = match builder.tls {
        Some((address, authority)) => {
            let (listener, address) = listen(address).await?;
            Some((TlsListener::new(listener, &authority)?, address))
        }
        None => None,
    };
    let restored: Vec<_> = state.registry.webhooks().filter(|it| it.valid).cloned().collect();
    let core = Arc::new(Core {
        tier,
        account_name: builder.account_name,
        limits,
        apps,
        seed,
        control: builder.control,
        clock: builder.clock.clone(),
        retries: builder.retries,
        crc_interval: builder.crc_interval,
        nonces: Mutex::default(),
        rate_limits: Mutex::default(),
        state: Mutex::new(Versioned { revision: 1, state }),
        store,
        saved: Mutex::new(0),
        changed: Notify::new(),
    });
    core.save().await?;
    let mut outbound = Outbound::builder(builder.clock)
        .seed(seed)
        .faults(builder.faults.unwrap_or_else(|| Faults::new(seed)));
    for authority in &builder.authorities {
        outbound = outbound.trust_ca_pem(authority)?;
    }
    if let Some(records) = builder.log_capacity {
        outbound = outbound.log_capacity(records);
    }
    if let Some(bytes) = builder.replay_bytes {
        outbound = outbound.replay_bytes(bytes);
    }
    let outbound = outbound.build(Arc::downgrade(&core))?;
    for webhook in restored {
        outbound.watch(webhook.id, webhook.validated_at);
    }
    Ok(Emulator::serve(Service::new(core, outbound), (listener, address), tls))
}

/// Listens, and says where, as the port may have been left open.
async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let error = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(error)?;
    let address = listener.local_addr().map_err(error)?;
    Ok((listener, address))
}

/// The apps, complete: each environment is one's, and so is each id and consumer key.
fn apps(builder: &mut EmulatorBuilder, limits: &Limits, state: &State) -> Result<Apps, StartError> {
    let mut configured = std::mem::take(&mut builder.apps).into_iter();
    let mut first = configured.next().unwrap_or_else(|| {
        let mut random = Random::of(builder.seed, "app");
        App::new(random.text(25), random.text(50))
    });
    let mut others: Vec<_> = configured.collect();
    if std::iter::once(&first).chain(&others).all(|app| app.environments.is_empty()) {
        for (nth, name) in environments(builder).into_iter().enumerate() {
            let app = nth.checked_sub(1).and_then(|nth| others.get_mut(nth));
            app.unwrap_or(&mut first).environments.push(name);
        }
    }
    let mut apps = Apps { first: complete(builder, state, first, FIRST_APP)?, others: Vec::new() };
    for (app, id) in others.into_iter().zip(FIRST_APP + 1..) {
        let app = complete(builder, state, app, id)?;
        if apps.iter().any(|it| it.id == app.id || it.consumer_key == app.consumer_key) {
            return Err(StartError::RepeatedApp(app.id));
        }
        apps.others.push(app);
    }
    check_environments(&apps, limits)?;
    Ok(apps)
}

/// The environments of which no app says that they are its own.
fn environments(builder: &mut EmulatorBuilder) -> Vec<String> {
    let default: &[&str] = match builder.tier {
        Tier::Sandbox => &["prod"],
        Tier::Premium => &["prod", "dev"],
        _ => &[],
    };
    let names = builder.environments.take();
    names.unwrap_or_else(|| default.iter().map(|name| (*name).to_owned()).collect())
}

fn check_environments(apps: &Apps, limits: &Limits) -> Result<(), StartError> {
    let mut names: Vec<_> = apps.iter().flat_map(|app| &app.environments).collect();
    names.sort_unstable();
    let repeated = names.windows(2).find(|pair| matches!(pair, [one, other] if one == other));
    if let Some([name, ..]) = repeated {
        return Err(StartError::RepeatedEnvironment((*name).clone()));
    }
    if names.len() > usize::try_from(limits.webhooks).unwrap_or(usize::MAX) {
        let (environments, limit) = (names.len(), limits.webhooks);
        return Err(StartError::TooManyEnvironments { environments, limit });
    }
    Ok(())
}

/// An app with all that was left open; `id` is its id unless it has another.
fn complete(
    builder: &EmulatorBuilder,
    state: &State,
    app: App,
    id: u64,
) -> Result<Registered, StartError> {
    let mut secrets = Secrets::new(Secret::new(&app.consumer_secret)?);
    if let Some(secret) = &app.client_secret {
        secrets = secrets.and_client_secret(Secret::new(secret)?);
    }
    Ok(Registered {
        owner: owner(builder, state, &app)?,
        id: app.id.unwrap_or_else(|| id.into()),
        name: app.name,
        consumer_key: app.consumer_key,
        consumer_secret: app.consumer_secret,
        client_secret: app.client_secret,
        secrets,
        permission: app.permission,
        callbacks: app.callbacks,
        environments: app.environments,
        has_access: app.has_access,
    })
}

/// Whose an app is: a user of the configuration, or of the file.
fn owner(builder: &EmulatorBuilder, state: &State, app: &App) -> Result<UserId, StartError> {
    let Some(owner) = &app.owner else {
        let first = builder.users.first().map(|account| account.user.id());
        return first.or_else(|| state.users.first().copied()).ok_or(StartError::NoUser);
    };
    let is_owner = |user: &WorldUser| match owner {
        Who::Id(id) => user.id() == *id,
        Who::ScreenName(name) => user.screen_name().eq_ignore_ascii_case(name),
    };
    let configured = builder.users.iter().map(|account| &account.user);
    let owned = configured.chain(state.world.users()).find(|user| is_owner(user));
    owned.map(WorldUser::id).ok_or_else(|| StartError::UnknownOwner(owner.clone()))
}
