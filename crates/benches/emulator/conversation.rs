//! An emulator in which one user writes to another, who is subscribed.
//!
//! A world keeps no Direct Message but the last one, so the memory of the world does not grow.

use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter};
use account_activity::xaa::{Envelope, EventKind};
use account_activity::{Activity, Client};
use account_activity_emulator::{Action, Emulator};

pub(crate) struct Conversation {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
}

impl Conversation {
    pub(crate) async fn start() -> Self {
        let emulator = Emulator::builder().stream_head_at_once(true).start();
        let emulator = emulator.await.expect("the emulator starts");
        let app = emulator.credentials().app();
        let client = Client::builder(app).base_url(emulator.base_url()).build();
        Self { emulator, client: client.expect("the settings are right") }
    }

    /// Subscribes to the messages that ada receives.
    pub(crate) async fn subscribe(&self, deliver_to: DeliverTo) {
        let credentials = self.emulator.credentials();
        let ada = credentials.user("ada").expect("ada is there");
        let filter = SubscriptionFilter::user(ada.id);
        let new = NewSubscription::new(EventKind::DmReceived, filter, deliver_to);
        self.client.xaa().subscribe(&new, Some(&ada.token)).await.expect("ada is subscribed");
    }

    /// Lets bob write a message with a number.
    pub(crate) async fn write(&self, number: u64) {
        let action = Action::direct_message("bob", "ada", &number.to_string());
        self.emulator.perform(action).await.expect("bob writes");
    }
}

/// Returns the number in the message of an event.
pub(crate) fn number(envelope: &Envelope) -> u64 {
    let message = envelope.activities().next().and_then(Activity::message);
    message.and_then(|message| message.text().parse().ok()).expect("each event has a number")
}
