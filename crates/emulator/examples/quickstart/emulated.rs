//! Runs against an emulator in this process.

use std::future::pending;
use std::time::Instant;

use account_activity::Client;
use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter};
use account_activity::client::{Callback, WebhookUrl};
use account_activity::receiver::Server;
use account_activity::xaa::EventKind;
use account_activity_emulator::{Action, Emulator, SignedIn};

use super::line::say;
use super::{PATH, Result, explain, observe, receiver, subscribe};

pub(crate) async fn run() -> Result<()> {
    let started = Instant::now();
    let emulator = Emulator::start().await?;
    let credentials = emulator.credentials();
    let base_url = emulator.base_url();
    say(format!("An emulator of both APIs is running at {base_url}.\n"));

    let app = credentials.app();
    let client = Client::builder(app).base_url(emulator.base_url()).observer(observe).build()?;
    let server = Server::bind(("127.0.0.1", 0)).await?;
    let url: WebhookUrl = format!("http://{}{PATH}", server.local_addr()).parse()?;
    let service = receiver(credentials.secrets());
    tokio::spawn(server.serve_until(service.clone(), pending()));

    // Ada signs in: she authorizes the app and enters the PIN that the page shows.
    let oauth = client.oauth();
    let request = oauth.request_token(Callback::Pin).await?;
    let SignedIn::Pin(pin) = emulator.allow(request.token(), "ada").await? else {
        return Err("the sign-in ended without a PIN".into());
    };
    let ada = oauth.access_token(&request, &pin).await?;

    subscribe(&client.premium("prod"), &url, &service, &ada.token).await?;
    // The X Activity API posts to a webhook of v2, which can have the same URL.
    let webhook = client.v2().register_webhook(&url).await?.id;
    let filter = SubscriptionFilter::user(ada.user_id);
    let deliver_to = DeliverTo::Webhook(webhook);
    let mentions = NewSubscription::new(EventKind::PostMentionCreate, filter, deliver_to);
    client.xaa().subscribe(&mentions, Some(&ada.token)).await?;

    say(
        "\n@ada is the subscriber. She, @bob and @cleo perform every kind of action. The X Activity API",
    );
    say("delivers mentions of her too, and that she revokes the app's access:\n");
    act(&emulator).await?;

    say("\nEach error has a remedy. This request names the environment Prod, not prod:\n");
    if let Err(error) = client.premium("Prod").webhooks().await {
        explain(&error, emulator.tier());
    }
    service.shutdown().await;
    let stats = service.stats();
    emulator.shutdown().await?;
    let seconds = started.elapsed().as_secs_f64();
    say(format!(
        "\n{} deliveries of the Account Activity API and {} of the X Activity API, signed and verified, in {seconds:.1} s.",
        stats.account_activity, stats.x_activity,
    ));
    Ok(())
}

/// Performs every kind of action. The events of each are printed before the next.
async fn act(emulator: &Emulator) -> Result<()> {
    let perform = async |action| -> Result<_> {
        let performed = emulator.perform(action).await?;
        emulator.drained().await;
        Ok(performed)
    };
    let tweet = perform(Action::post("ada", "Hello, world")).await?;
    let tweet = tweet.tweet().ok_or("a post makes a Tweet")?;
    perform(Action::like("bob", tweet)).await?;
    perform(Action::reply("bob", tweet, "Welcome!")).await?;
    perform(Action::quote("cleo", tweet, "See who is here")).await?;
    perform(Action::retweet("bob", tweet)).await?;
    perform(Action::post("cleo", "Have you met @ada?")).await?;
    perform(Action::delete("ada", tweet)).await?;
    perform(Action::follow("bob", "ada")).await?;
    perform(Action::follow("ada", "cleo")).await?;
    perform(Action::unfollow("ada", "cleo")).await?;
    perform(Action::mute("ada", "cleo")).await?;
    perform(Action::unmute("ada", "cleo")).await?;
    perform(Action::block("ada", "cleo")).await?;
    perform(Action::unblock("ada", "cleo")).await?;
    perform(Action::typing("bob", "ada")).await?;
    perform(Action::direct_message("bob", "ada", "Coffee?")).await?;
    perform(Action::direct_message("ada", "bob", "At four.")).await?;
    perform(Action::read("bob", "ada")).await?;
    perform(Action::revoke("ada", emulator.credentials().app_id)).await?;
    Ok(())
}
