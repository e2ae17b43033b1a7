//! A bot that answers mentions and Direct Messages, and loses none when it is killed.
//!
//! ```text
//! cargo run -p account-activity-inbox --example bot
//! ```
//!
//! starts an emulator of the API in this process, in which users act, and keeps the inbox in
//! `bot-inbox.db`. The emulator ends with the process. To kill the bot and start it again, run the
//! emulator as a program of its own:
//!
//! ```text
//! account-activity emulator --port 8787
//! cargo run -p account-activity-inbox --example bot -- bot-inbox.db --emulator http://127.0.0.1:8787
//! curl http://127.0.0.1:8787/emulator/actions -d '{"action": "post", "user": "ada", "text": "Tea, @bot?"}'
//! ```
//!
//! An answer that was sent just before the kill can be sent again, because the bot could not record it.

#[path = "bot/account.rs"]
mod account;
#[path = "bot/answer.rs"]
mod answer;
#[path = "bot/arguments.rs"]
mod arguments;
#[path = "bot/program.rs"]
mod program;
#[path = "bot/users.rs"]
mod users;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use account::Account;
use account_activity_inbox::account_activity::Client;
use account_activity_inbox::account_activity::client::WebhookUrl;
use account_activity_inbox::account_activity::receiver::{Receiver, ReceiverService, Server};
use account_activity_inbox::{Inbox, Sqlite, Worker};
use answer::{Bot, answer};
use arguments::{Arguments, USAGE};
use program::{Result, say};

const PATH: &str = "/webhooks/twitter";

#[tokio::main]
async fn main() -> ExitCode {
    program::start(USAGE, Arguments::parse, run).await
}

async fn run(arguments: Arguments) -> Result<()> {
    if let Some(base_url) = &arguments.emulator {
        return receive(Account::of_program(base_url).await?, &arguments).await;
    }
    let emulator = Arc::new(users::emulator().await?);
    let acting = tokio::spawn(users::act(Arc::clone(&emulator)));
    let result = receive(Account::of_emulator(&emulator)?, &arguments).await;
    acting.abort();
    result
}

/// Receives and answers until Ctrl-C or SIGTERM.
async fn receive(account: Account, arguments: &Arguments) -> Result<()> {
    let inbox: Arc<dyn Inbox> = Arc::new(Sqlite::open(&arguments.file).await?);
    let server = Server::bind(("127.0.0.1", arguments.port)).await?;
    let url: WebhookUrl = format!("http://{}{PATH}", server.local_addr()).parse()?;
    let receiver = Receiver::at(PATH, account.secrets.clone());
    let service = ReceiverService::new(receiver, Arc::clone(&inbox));
    let mut serving = tokio::spawn(server.serve(service));

    let client = Client::builder(account.app.clone()).base_url(&account.base_url).build()?;
    let env = client.premium("prod");
    env.ensure_webhook(&url).await?;
    env.subscribe(&account.user).await?;
    say(format!("receiving at {url}, with {} in the inbox", inbox.stats().await?.pending));

    // Another process can go on with what this one had claimed after the time of a claim.
    let worker = Worker::with_state(inbox, Arc::new(Bot::new(account)), answer);
    let worker = worker.claim_for(Duration::from_secs(5));
    let mut served = None;
    worker.run(async { served = Some((&mut serving).await) }).await;
    say(format!("{} handled", worker.stats().handled));
    if let Some(served) = served {
        served??;
    }
    Ok(())
}
