//! The handle of a running emulator.

mod builder;
mod serving;
mod start;

pub use builder::EmulatorBuilder;
pub use serving::RequestBody;
pub use start::StartError;

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::{AppId, Tier, UserId, WebhookId};
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use axum::{Extension, Router};
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, timeout_at};

use crate::account::{
    Account, ActivitySubscription, Credentials, DailyUsage, PendingSignIn, SignedIn, StoreError,
    Subscription, Webhook,
};
use crate::clock::Clock;
use crate::error::EmulatorError;
use crate::fault::Faults;
use crate::outbound::{CrcRecord, DeliveryRecord};
use crate::server::{
    Core, End, OverHttps, RequestRecord, Reset, Service, SocketListener, StreamConnection,
    TlsListener, lock, respond,
};
use crate::world::{Action, Performed, Who, World, WorldUser};

/// The time that `shutdown` gives requests in progress to finish.
const PATIENCE: Duration = Duration::from_secs(5);

/// A running emulator of the API on a port of this machine.
///
/// It serves every endpoint of its [`Tier`] that [`Endpoint`](account_activity::client::Endpoint)
/// lists, the endpoints of tokens and sign-in, and lookups and posting as bots need them.
/// [`perform`](Self::perform) lets users act and queues deliveries to the affected subscriptions.
/// Dropping the emulator stops it; [`shutdown`](Self::shutdown) also waits until it has stopped.
///
/// Requests of web pages of other origins are refused, and so are requests for hosts that are neither
/// loopback hosts, nor the address that the emulator listens on, nor names of X, nor named by
/// [`EmulatorBuilder::allow_host`].
///
/// Webhook URLs on loopback hosts may use plain http and any port; others may not. Rate limits,
/// Replay, CRC requests and retries follow the [`Clock`]. The timestamp of an OAuth 1.0a signature
/// must be near the clock of the machine, which clients sign with, or near the emulated clock.
pub struct Emulator {
    service: Service,
    address: SocketAddr,
    base_url: String,
    tls_base_url: Option<String>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    /// The servers of webhooks.
    serving: Mutex<JoinSet<()>>,
}

impl Emulator {
    /// Starts an emulator with the defaults of [`builder`](Self::builder).
    ///
    /// # Errors
    ///
    /// [`StartError`] if no port is free, or outside of a Tokio runtime.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Returns a builder for an emulator.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::new()
    }

    fn run(
        service: Service,
        (listener, address): (TcpListener, SocketAddr),
        tls: Option<(TlsListener, SocketAddr)>,
    ) -> Self {
        let (stop, stopped) = watch::channel(false);
        let router = Router::new().fallback(respond).with_state(service.clone());
        let mut tasks = vec![
            tokio::spawn(serve_until(
                SocketListener::new(listener),
                router.clone(),
                stopped.clone(),
            )),
            tokio::spawn(save_changes(Arc::clone(&service.core), stopped.clone())),
        ];
        let base_url = format!("http://{address}");
        let tls_base_url = tls.map(|(listener, address)| {
            let router = router.layer(Extension(OverHttps));
            tasks.push(tokio::spawn(serve_until(listener, router, stopped)));
            format!("https://{address}")
        });
        let serving = Mutex::default();
        Self { service, address, base_url, tls_base_url, stop, tasks, serving }
    }

    /// Returns the port that the emulator listens on.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns the base URL for clients, such as `http://127.0.0.1:41234`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the base URL of the https listener, such as `https://127.0.0.1:41235`, or `None`
    /// without [`EmulatorBuilder::tls`].
    #[must_use]
    pub fn tls_base_url(&self) -> Option<&str> {
        self.tls_base_url.as_deref()
    }

    /// Returns the tier of the account.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.service.core.tier
    }

    /// Returns the clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.service.core.clock
    }

    /// Advances the emulated time by a duration, and waits for everything that falls due in it.
    pub async fn advance(&self, duration: Duration) {
        self.clock().advance(duration).await;
    }

    /// Returns the faults that are produced. Changes to them take effect at once.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        self.service.outbound.faults()
    }

    /// Returns the ids of the apps, in the order in which they were added.
    #[must_use]
    pub fn apps(&self) -> Vec<AppId> {
        self.service.core.apps.iter().map(|app| app.id).collect()
    }

    /// Returns the credentials of the first app and of its users.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials::of(&self.service.core.state(), &self.service.core.apps.first)
    }

    /// Returns the credentials of an app and of its users, or `None` if there is no such app.
    #[must_use]
    pub fn credentials_of(&self, app: AppId) -> Option<Credentials> {
        self.service.core.app(app).map(|app| Credentials::of(&self.service.core.state(), app))
    }

    /// Returns a copy of the current world.
    #[must_use]
    pub fn world(&self) -> World {
        self.service.core.state().world.clone()
    }

    /// Returns the users, in the order in which they were added.
    #[must_use]
    pub fn users(&self) -> Vec<WorldUser> {
        self.service.core.state().users().cloned().collect()
    }

    /// Adds a user.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::User`] if the screen name is invalid, or the name or the id is taken;
    /// [`EmulatorError::Store`] if the user was added, but the state could not be saved.
    pub async fn add_user(&self, user: impl Into<Account>) -> Result<UserId, EmulatorError> {
        self.service.add_user(&user.into()).await
    }

    /// Performs a user's action and queues deliveries to the affected subscriptions. Waits for room
    /// in the queue, but not for the deliveries: use [`drained`](Self::drained) for that.
    ///
    /// [`Action::Revoke`] also revokes the tokens that the app has for the user and ends the user's
    /// subscriptions, with a delivery for each. Without a subscription nothing is delivered.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::Action`] if the user cannot perform the action; [`EmulatorError::Store`] if
    /// the action was performed, but the state could not be saved.
    pub async fn perform(&self, action: impl Into<Action>) -> Result<Performed, EmulatorError> {
        self.service.perform(action.into()).await
    }

    /// Returns the pending sign-ins of OAuth 1.0a, with their PINs, and those of OAuth 2.0.
    #[must_use]
    pub fn sign_ins(&self) -> Vec<PendingSignIn> {
        self.service.core.state().pending_sign_ins(self.service.core.now())
    }

    /// Allows an app's sign-in, as the user would on the authorization page. A sign-in by OAuth 2.0
    /// is pending once the browser has opened that page.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`], [`EmulatorError::UnknownSignIn`]; [`EmulatorError::Store`]
    /// if the sign-in was allowed, but the state could not be saved.
    pub async fn allow(
        &self,
        request_token: &str,
        user: impl Into<Who>,
    ) -> Result<SignedIn, EmulatorError> {
        self.service.allow(request_token, user.into()).await
    }

    /// Allows the next sign-in at once, as this user and with this PIN, whichever app begins it. For
    /// programs that must know the PIN beforehand, and for those without a browser: the authorization
    /// page of OAuth 2.0, which needs no PIN, then redirects with a code at once. Each further call
    /// applies to one more sign-in, in order.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`], [`EmulatorError::InvalidPin`]; [`EmulatorError::Store`] if
    /// the call took effect, but the state could not be saved.
    pub async fn allow_next(&self, user: impl Into<Who>, pin: &str) -> Result<(), EmulatorError> {
        self.service.allow_next(user.into(), pin).await
    }

    /// Denies a sign-in, as the user would with "Cancel". Returns the callback URL with `denied`, or
    /// with the `error` of OAuth 2.0; or `None` if the app waits for a PIN.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownSignIn`]; [`EmulatorError::Store`] if the sign-in was denied, but
    /// the state could not be saved.
    pub async fn deny(&self, request_token: &str) -> Result<Option<String>, EmulatorError> {
        self.service.deny(request_token).await
    }

    /// Returns the webhooks of all apps, by id.
    #[must_use]
    pub fn webhooks(&self) -> Vec<Webhook> {
        self.service.core.state().registry.webhooks().cloned().collect()
    }

    /// Returns the subscriptions of all webhooks, by webhook and user.
    #[must_use]
    pub fn subscriptions(&self) -> Vec<Subscription> {
        self.service.core.state().registry.subscriptions().collect()
    }

    /// Returns the subscriptions of the X Activity API of all apps that have not expired, by id.
    #[must_use]
    pub fn activity_subscriptions(&self) -> Vec<ActivitySubscription> {
        let core = &self.service.core;
        core.state().activity.all(core.now()).cloned().collect()
    }

    /// Deletes a webhook and its subscriptions, without a request of the API.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownWebhook`]; [`EmulatorError::Store`] if the webhook was deleted, but
    /// the state could not be saved.
    pub async fn delete_webhook(&self, webhook: WebhookId) -> Result<(), EmulatorError> {
        self.service.delete_webhook(webhook).await
    }

    /// Makes a webhook invalid, as X does after a failed CRC, until it passes one.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownWebhook`]; [`EmulatorError::Store`] if the webhook is invalid, but
    /// the state could not be saved.
    pub async fn invalidate_webhook(&self, webhook: WebhookId) -> Result<(), EmulatorError> {
        self.service.invalidate_webhook(webhook).await
    }

    /// Returns to the state in which the emulator started: users, Tweets, tokens, webhooks,
    /// subscriptions and faults. Ends all deliveries, and drops the records, the bodies for Replay
    /// and the counts of rate limits. Ids and the time go on.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::Store`] if the state could not be saved.
    pub async fn reset(&self) -> Result<(), EmulatorError> {
        self.service.reset().await
    }

    /// Returns the records of the requests of the API, oldest first, with the reasons of refusals:
    /// the newest 1,000, or the number set by [`EmulatorBuilder::log_capacity`].
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.service.core.requests.all()
    }

    /// Returns the records of deliveries and their attempts, oldest first: the newest 1,000, or the
    /// number set by [`EmulatorBuilder::log_capacity`].
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryRecord> {
        self.service.outbound.deliveries()
    }

    /// Returns the latest record of each delivery that has not been delivered: it failed, was not
    /// sent, or waits for a retry. [`DeliveryRecord::response`] is the response of a receiver that
    /// failed.
    ///
    /// ```
    /// # use account_activity_emulator::{Action, Emulator};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.perform(Action::post("ada", "nobody is subscribed")).await?;
    /// emulator.drained().await;
    /// assert!(emulator.undelivered().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn undelivered(&self) -> Vec<DeliveryRecord> {
        self.service.outbound.undelivered()
    }

    /// Returns the records of CRC requests and their results, oldest first. The same limit applies.
    #[must_use]
    pub fn crc_requests(&self) -> Vec<CrcRecord> {
        self.service.outbound.crc_requests()
    }

    /// Returns the open connections of the stream of the X Activity API, in the order in which they
    /// were opened.
    #[must_use]
    pub fn streams(&self) -> Vec<StreamConnection> {
        self.service.streams.connections()
    }

    /// Ends every connection of the stream with X's notice, as X does when it restarts a server.
    /// Returns their number.
    pub fn disconnect_streams(&self) -> usize {
        self.service.streams.end(None, End::Notice)
    }

    /// Ends every connection of the stream in order, without a notice, as X does when a token expires
    /// or it replaces a server. Returns their number.
    pub fn close_streams(&self) -> usize {
        self.service.streams.end(None, End::InOrder)
    }

    /// Resets every connection of the stream: the client gets a TCP RST. What it has not received by
    /// then is lost. Returns their number.
    pub fn reset_streams(&self) -> usize {
        self.service.streams.end(None, End::Reset)
    }

    /// Writes bytes to every connection of the stream, as they are: lines other than events, parts of
    /// lines, notices of X. They do not count as events, and faults do not affect them. Returns the
    /// number of connections.
    ///
    /// A connection that a fault has silenced does not get them. One that reads too slowly ends, as
    /// with events.
    pub fn write_to_streams(&self, bytes: impl Into<Bytes>) -> usize {
        self.service.streams.write(&bytes.into())
    }

    /// Returns the events that the X Activity API has delivered on each UTC day, and what they would
    /// cost. A restart or a [`reset`](Self::reset) begins anew.
    #[must_use]
    pub fn usage(&self) -> Vec<DailyUsage> {
        lock(&self.service.core.usage).days()
    }

    /// Waits until nothing is queued, being sent or being replayed. Work that waits for emulated
    /// time, such as a retry, does not count.
    pub async fn drained(&self) {
        self.service.outbound.drained().await;
    }

    /// Returns how many retries and delayed deliveries wait for emulated time.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.service.outbound.waiting()
    }

    /// Stops the emulator: finishes requests in progress within five seconds, ends all deliveries,
    /// and saves the state.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the state cannot be saved.
    pub async fn shutdown(mut self) -> Result<(), StoreError> {
        self.stop.send_replace(true);
        self.service.streams.close();
        let patience = Instant::now() + PATIENCE;
        for mut task in std::mem::take(&mut self.tasks) {
            if timeout_at(patience, &mut task).await.is_err() {
                task.abort();
            }
        }
        let mut serving = std::mem::take(&mut *lock(&self.serving));
        let _ = timeout_at(patience, async { while serving.join_next().await.is_some() {} }).await;
        self.service.core.save().await
    }
}

impl Drop for Emulator {
    /// Ends the connections of the stream, saves the state and unlocks its file. The tasks end because
    /// the sender `stop` is dropped.
    fn drop(&mut self) {
        self.service.streams.close();
        if let Err(error) = self.service.core.close() {
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

async fn serve_until<L>(listener: L, router: Router, stopped: watch::Receiver<bool>)
where
    L: Listener,
    L::Addr: fmt::Debug,
    for<'a> Reset: Connected<IncomingStream<'a, L>>,
{
    let service = router.into_make_service_with_connect_info::<Reset>();
    let served = axum::serve(listener, service).with_graceful_shutdown(ended(stopped)).await;
    if let Err(error) = served {
        tracing::error!(%error, "the emulator's server has ended");
    }
}

/// Completes when the emulator stops or is dropped.
async fn ended(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Saves changes that happen outside of requests: webhooks that become invalid or valid again.
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
