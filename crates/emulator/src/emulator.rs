//! The emulator while it runs.

mod builder;
mod start;

pub use builder::EmulatorBuilder;
pub use start::StartError;

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use account_activity::{AppId, Tier, UserId};
use axum::Router;
use axum::serve::Listener;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use crate::account::{
    Account, Credentials, PendingSignIn, SignedIn, StoreError, Subscription, Webhook,
};
use crate::clock::Clock;
use crate::error::EmulatorError;
use crate::fault::Faults;
use crate::outbound::{CrcRecord, DeliveryRecord};
use crate::server::{Core, Service, TlsListener, respond};
use crate::world::{Action, Performed, Who, World, WorldUser};

/// How long `shutdown` waits for requests that are being answered.
const PATIENCE: Duration = Duration::from_secs(5);

/// The whole API on a port of this machine.
///
/// It serves every endpoint of its [`Tier`] that [`Endpoint`](account_activity::client::Endpoint)
/// lists, and the endpoints of tokens and sign-in. [`perform`](Self::perform) lets users act, which
/// is delivered to each subscription that it concerns. It stops when it is dropped;
/// [`shutdown`](Self::shutdown) also waits for its end.
///
/// Plain http, and ports, are allowed in the URLs of webhooks on loopback hosts, and only there.
/// Rate limits, Replay, challenges and retries go by the [`Clock`]. The timestamps of OAuth 1.0a
/// are accepted near the clock of the machine, which clients sign by, or near the emulated one.
pub struct Emulator {
    service: Service,
    address: SocketAddr,
    base_url: String,
    tls_base_url: Option<String>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Emulator {
    /// Starts one with the defaults of [`builder`](Self::builder).
    ///
    /// # Errors
    ///
    /// [`StartError`] if there is no free port, or no Tokio runtime.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Sets one up.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::new()
    }

    fn serve(
        service: Service,
        (listener, address): (TcpListener, SocketAddr),
        tls: Option<(TlsListener, SocketAddr)>,
    ) -> Self {
        let (stop, stopped) = watch::channel(false);
        let router = Router::new().fallback(respond).with_state(service.clone());
        let mut tasks = vec![
            tokio::spawn(serve_until(listener, router.clone(), stopped.clone())),
            tokio::spawn(save_changes(Arc::clone(&service.core), stopped.clone())),
        ];
        let base_url = format!("http://{address}");
        let tls_base_url = tls.map(|(listener, address)| {
            tasks.push(tokio::spawn(serve_until(listener, router, stopped)));
            format!("https://{address}")
        });
        Self { service, address, base_url, tls_base_url, stop, tasks }
    }

    /// The port that it listens on.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Where it listens, such as `http://127.0.0.1:41234`: the base URL of a client.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where it serves https, such as `https://127.0.0.1:41235`. `None` if it does not.
    #[must_use]
    pub fn tls_base_url(&self) -> Option<&str> {
        self.tls_base_url.as_deref()
    }

    /// The tier of the account.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.service.core.tier
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.service.core.clock
    }

    /// Lets so much emulated time pass, with all that falls due in it.
    pub async fn advance(&self, duration: Duration) {
        self.clock().advance(duration).await;
    }

    /// The faults that are produced, to change them.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        self.service.outbound.faults()
    }

    /// The ids of the apps, in the order in which they were added.
    #[must_use]
    pub fn apps(&self) -> Vec<AppId> {
        self.service.core.apps.iter().map(|app| app.id).collect()
    }

    /// The credentials of the first app and of its users.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials::of(&self.service.core.state(), &self.service.core.apps.first)
    }

    /// The credentials of an app and of its users. `None` if there is no such app.
    #[must_use]
    pub fn credentials_of(&self, app: AppId) -> Option<Credentials> {
        self.service.core.app(app).map(|app| Credentials::of(&self.service.core.state(), app))
    }

    /// The world as it is now.
    #[must_use]
    pub fn world(&self) -> World {
        self.service.core.state().world.clone()
    }

    /// The users, in the order in which they were added.
    #[must_use]
    pub fn users(&self) -> Vec<WorldUser> {
        self.service.core.state().users().cloned().collect()
    }

    /// Adds a user.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::User`] if the screen name is none, or the name or the id is taken;
    /// [`EmulatorError::Store`] if it is done, but not saved.
    pub async fn add_user(&self, user: impl Into<Account>) -> Result<UserId, EmulatorError> {
        self.service.add_user(&user.into()).await
    }

    /// Lets a user do something, and delivers it to each subscription that it concerns. Waits for
    /// room in the queue, but not for the deliveries: [`drained`](Self::drained) does.
    ///
    /// [`Action::Revoke`] also revokes the user's tokens that the app has and ends their
    /// subscriptions, each with a delivery; without a subscription nothing is delivered.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::Action`] if it cannot be done; [`EmulatorError::Store`] if it is done, but
    /// not saved.
    pub async fn perform(&self, action: impl Into<Action>) -> Result<Performed, EmulatorError> {
        self.service.perform(action.into()).await
    }

    /// The sign-ins that have begun and not ended, with their PINs.
    #[must_use]
    pub fn sign_ins(&self) -> Vec<PendingSignIn> {
        self.service.core.state().sign_ins.pending()
    }

    /// Lets an app in, as a user would who presses the button on the page of the sign-in.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`], [`EmulatorError::UnknownSignIn`]; [`EmulatorError::Store`]
    /// if it is done, but not saved.
    pub async fn allow(
        &self,
        request_token: &str,
        user: impl Into<Who>,
    ) -> Result<SignedIn, EmulatorError> {
        self.service.allow(request_token, user.into()).await
    }

    /// Lets in whichever app asks for the next request token, at once, as this user and with this
    /// PIN, for programs that must know it beforehand. Called again, it is for the one after.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`], [`EmulatorError::InvalidPin`]; [`EmulatorError::Store`] if
    /// it is done, but not saved.
    pub async fn allow_next(&self, user: impl Into<Who>, pin: &str) -> Result<(), EmulatorError> {
        self.service.allow_next(user.into(), pin).await
    }

    /// Ends a sign-in as a user would who presses "Cancel". Gives the address of the callback with
    /// `denied`, or `None` if the app waits for a PIN.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownSignIn`]; [`EmulatorError::Store`] if it is done, but not saved.
    pub async fn deny(&self, request_token: &str) -> Result<Option<String>, EmulatorError> {
        self.service.deny(request_token).await
    }

    /// The webhooks of all apps, by id.
    #[must_use]
    pub fn webhooks(&self) -> Vec<Webhook> {
        self.service.core.state().registry.webhooks().cloned().collect()
    }

    /// The subscriptions of all webhooks, by webhook and user.
    #[must_use]
    pub fn subscriptions(&self) -> Vec<Subscription> {
        self.service.core.state().registry.subscriptions().collect()
    }

    /// What was delivered, or attempted, oldest first: the newest 1,000, or as many as
    /// [`EmulatorBuilder::log_capacity`] says.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryRecord> {
        self.service.outbound.deliveries()
    }

    /// The challenges and what came of them, oldest first, as many as of deliveries.
    #[must_use]
    pub fn crc_requests(&self) -> Vec<CrcRecord> {
        self.service.outbound.crc_requests()
    }

    /// Waits until nothing is queued, being sent or replayed. What waits for emulated time, such as
    /// a retry, does not count.
    pub async fn drained(&self) {
        self.service.outbound.drained().await;
    }

    /// How many retries and delays wait for emulated time.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.service.outbound.waiting()
    }

    /// Stops: finishes the requests that are being answered, for five seconds at most, ends all
    /// deliveries, and saves the state.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the state cannot be saved.
    pub async fn shutdown(mut self) -> Result<(), StoreError> {
        self.stop.send_replace(true);
        let patience = Instant::now() + PATIENCE;
        for mut task in std::mem::take(&mut self.tasks) {
            if timeout_at(patience, &mut task).await.is_err() {
                task.abort();
            }
        }
        self.service.core.save().await
    }
}

impl Drop for Emulator {
    /// The tasks end with `stop`.
    fn drop(&mut self) {
        if let Err(error) = self.service.core.write() {
            tracing::error!(error = &error as &dyn std::error::Error, "cannot save the state");
        }
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Emulator")
            .field("base_url", &self.base_url)
            .field("tier", &self.tier())
            .finish_non_exhaustive()
    }
}

/// Answers whoever comes.
async fn serve_until<L>(listener: L, router: Router, stopped: watch::Receiver<bool>)
where
    L: Listener,
    L::Addr: fmt::Debug,
{
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(ended(stopped)).await {
        tracing::error!(%error, "the emulator's server has ended");
    }
}

/// Until the emulator stops, or is gone.
async fn ended(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Saves what changes outside of requests: webhooks that become invalid, or valid again.
async fn save_changes(core: Arc<Core>, stopped: watch::Receiver<bool>) {
    let save = async {
        loop {
            core.changed.notified().await;
            if let Err(error) = core.save().await {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot save the state");
            }
        }
    };
    tokio::select! {
        () = save => {}
        () = ended(stopped) => {}
    }
}
