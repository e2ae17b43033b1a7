//! Deliveries of the X Activity API.

use account_activity::{Timestamp, WebhookId};
use bytes::Bytes;

use super::Service;
use crate::account::ActivityTarget;
use crate::outbound::Content;
use crate::random::Random;
use crate::server::core::lock;
use crate::world::{ActivityNotice, Subject, envelope};

impl Service {
    /// Sends an event to the subscriptions that get it: to the stream, and to the webhook if the
    /// subscription has one. It is charged if it is sent to the stream or to a valid
    /// webhook.
    pub(super) fn tell(&self, notice: &ActivityNotice, targets: &[ActivityTarget], now: Timestamp) {
        for target in targets {
            let body = self.body(notice, target);
            let is_streamed = self.streams.send(target.app, &body);
            if let Some(webhook) = target.webhook {
                let for_user = match notice.subject {
                    Subject::User(user) => Some(user),
                    Subject::Keyword(_) | Subject::Revocation { .. } => None,
                };
                let kind = notice.kind.clone();
                let content = Content::activity(kind, target.subscription, for_user, body);
                self.outbound.deliver(webhook, content);
            }
            if is_streamed || target.webhook.is_some_and(|it| self.is_valid(it)) {
                lock(&self.core.usage).count(notice, now);
            }
        }
    }

    fn is_valid(&self, webhook: WebhookId) -> bool {
        self.core.state().registry.webhook(webhook).is_some_and(|webhook| webhook.valid)
    }

    fn body(&self, notice: &ActivityNotice, target: &ActivityTarget) -> Bytes {
        let filter = serde_json::to_value(&target.filter).unwrap_or_default();
        let delivery = (target.subscription, &notice.event_uuid);
        let seed = Random::of(self.core.seed, delivery).number();
        // Replay keeps the bodies, and counts their bytes without spare capacity.
        envelope(notice, &filter, target.tag.as_deref(), seed).into_boxed_slice().into()
    }
}
