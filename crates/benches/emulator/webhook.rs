//! Deliveries to a webhook, as fast as the receiver takes them.

use std::future::pending;
use std::sync::Arc;
use std::time::Instant;

use account_activity::client::WebhookUrl;
use account_activity::client::xaa::DeliverTo;
use account_activity::receiver::{Delivery, HandlerError, Receiver, ReceiverService, Server};

use crate::Run;
use crate::conversation::{Conversation, number};
use crate::memory::Memory;
use crate::outcome::Outcome;
use crate::seen::Seen;

const PATH: &str = "/webhook";

pub(crate) async fn run(extent: Run) -> Outcome {
    let events = extent.warm_up_deliveries + extent.deliveries;
    let conversation = Conversation::start().await;
    let emulator = &conversation.emulator;
    let seen = Arc::new(Seen::new(events));

    let receiver = Receiver::at(PATH, emulator.credentials().secrets());
    let service = ReceiverService::with_state(receiver, Arc::clone(&seen), receive);
    let server = Server::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}{PATH}", server.local_addr());
    let url: WebhookUrl = url.parse().expect("it is the URL of a webhook");
    tokio::spawn(server.serve_until(service, pending()));
    let webhook = conversation.client.v2().register_webhook(&url).await;
    let webhook = webhook.expect("the webhook is registered").id;
    conversation.subscribe(DeliverTo::Webhook(webhook)).await;

    let start = Instant::now();
    for number in 0..extent.warm_up_deliveries {
        conversation.write(number).await;
    }
    emulator.drained().await;
    let before = Memory::of(std::process::id());
    for number in extent.warm_up_deliveries..events {
        conversation.write(number).await;
    }
    emulator.drained().await;
    Outcome::new(events, &seen, start.elapsed(), before)
}

async fn receive(seen: Arc<Seen>, delivery: Delivery) -> Result<(), HandlerError> {
    let envelope = delivery.envelope().ok_or("expected an event of the X Activity API")?;
    seen.add(number(envelope), envelope.as_bytes().len());
    Ok(())
}
