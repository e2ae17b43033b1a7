//! Challenge-response checks (CRC), requested and periodic.

use std::sync::Arc;
use std::time::Duration;

use account_activity::receiver::{Scheme, Secrets};
use account_activity::{Timestamp, WebhookId};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use serde::Deserialize;
use url::Url;

use super::failure::Failure;
use super::record::{CrcRecord, millis};
use super::sender::Sender;
use super::target::Target;
use crate::clock::later;

/// The time between a failed CRC and the next CRC request on v2.
const REPEATED_AFTER: Duration = Duration::from_secs(30 * 60);

/// With an interval of zero, the task would send CRC requests without a pause.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);

impl Sender {
    /// Sends a CRC request to a webhook and returns the time at which it passed.
    pub(super) async fn run_crc(&self, target: &Target) -> Result<Timestamp, Failure> {
        let _hold = self.clock.hold();
        let is_slow = self.faults.slow_crc();
        let at = self.clock.now();
        let token = self.random_token();
        let url = crc_url(&target.url, &token, &self.random_token());
        let query = url.query().unwrap_or_default().to_owned();
        let headers = signed(&target.secrets, &query);
        let response =
            self.transport.send(Method::GET, url, headers, None, target.response_deadline).await;
        let result = if is_slow {
            Err(Failure::Slow)
        } else {
            match &response.failure {
                Some(failure) => Err(failure.clone()),
                None => passed(&response.body, &token, &target.secrets),
            }
        };
        let record = self.crc_requests.push(|number| CrcRecord {
            number,
            at,
            webhook: target.webhook,
            query,
            failure: result.as_ref().err().cloned(),
            status: response.status,
            response: response.text(),
            latency_ms: millis(response.latency),
        });
        self.tell(|webhooks| webhooks.crc_attempted(&record));
        result.map(|()| self.clock.now())
    }

    /// Runs a CRC of a registered webhook that was not requested through the API. A failure may
    /// invalidate the webhook.
    pub(super) async fn check(&self, target: &Target) -> Result<(), Failure> {
        let webhook = target.webhook;
        match self.run_crc(target).await {
            Ok(at) => {
                self.with(webhook, |state| state.validated = Some(at));
                self.tell(|webhooks| webhooks.validated(webhook, at));
                Ok(())
            }
            Err(failure) => {
                let validated = self.with(webhook, |state| state.validated);
                let now = self.clock.now();
                let unvalidated_for = validated.and_then(|validated| now.duration_since(validated));
                let unvalidated_for = unvalidated_for.unwrap_or_default();
                if failure.invalidates_on_crc(target.tier, unvalidated_for) {
                    self.invalidate(webhook, &failure);
                }
                Err(failure)
            }
        }
    }

    pub(super) fn watch(self: &Arc<Self>, webhook: WebhookId, validated_at: Timestamp) {
        let Some(target) = self.target(webhook) else { return };
        let watch = self.with(webhook, |state| {
            state.validated = Some(validated_at);
            state.watch += 1;
            state.watch
        });
        let mut wait = Box::pin(self.clock.sleep_until(due(validated_at, &target)));
        let sender = Arc::clone(self);
        self.tasks.spawn(async move {
            loop {
                let hold = wait.await;
                let Some(next) = sender.periodic_check(webhook, watch).await else { return };
                // The next wait is registered before the hold is released, so that no `advance`
                // skips it.
                wait = Box::pin(sender.clock.sleep_until(next));
                drop(hold);
            }
        });
    }

    /// Sends a CRC request to a webhook if it is due. Returns the time of the next check, or `None`
    /// if there is none.
    async fn periodic_check(&self, webhook: WebhookId, watch: u64) -> Option<Timestamp> {
        let target = self.target(webhook)?;
        let next = || {
            let validated =
                self.with(webhook, |state| state.validated.filter(|_| state.watch == watch))?;
            Some(due(validated, &target))
        };
        let next_due = next()?;
        if self.clock.now() < next_due {
            // A Replay job made the webhook pass in the meantime.
            return Some(next_due);
        }
        match self.check(&target).await {
            Ok(()) => next(),
            // The next check finds out whether the webhook is still valid.
            Err(_) => Some(later(self.clock.now(), REPEATED_AFTER)),
        }
    }

    /// Creates a token like X's: the Base64 of hexadecimal digits, which needs no escaping in a
    /// query.
    fn random_token(&self) -> String {
        STANDARD.encode(self.random_hex(36))
    }
}

/// Returns the time at which the next periodic CRC request is due.
fn due(validated: Timestamp, target: &Target) -> Timestamp {
    later(validated, target.crc_interval.max(SHORTEST_INTERVAL))
}

fn crc_url(url: &Url, token: &str, nonce: &str) -> Url {
    let mut url = url.clone();
    url.query_pairs_mut().append_pair("crc_token", token).append_pair("nonce", nonce);
    url
}

/// Returns the signature headers of a raw query.
fn signed(secrets: &Secrets, query: &str) -> HeaderMap {
    let request = secrets.signed_request(Uri::default(), query.to_owned());
    let mut headers = request.into_parts().0.headers;
    headers.remove(CONTENT_TYPE);
    headers
}

#[derive(Deserialize)]
struct CrcResponse<'a> {
    #[serde(borrow)]
    response_token: std::borrow::Cow<'a, str>,
}

/// Checks that a response contains the signature of the token with one of the app's secrets. X does
/// not document which secret an app with two must use.
fn passed(body: &[u8], token: &str, secrets: &Secrets) -> Result<(), Failure> {
    let response: CrcResponse<'_> =
        serde_json::from_slice(body).map_err(|_| Failure::WrongToken)?;
    let signature =
        HeaderValue::from_str(&response.response_token).map_err(|_| Failure::WrongToken)?;
    let verifies = |scheme: Scheme| {
        let header = HeaderName::from_static(scheme.header());
        let headers = HeaderMap::from_iter([(header, signature.clone())]);
        secrets.verify(&headers, token.as_bytes()).is_ok()
    };
    let passes = [Scheme::ConsumerSecret, Scheme::ClientSecret].into_iter().any(verifies);
    if passes { Ok(()) } else { Err(Failure::WrongToken) }
}
