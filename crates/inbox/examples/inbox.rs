//! Looks into an inbox in a file of SQLite, and changes it, also while a bot uses it.
//!
//! ```text
//! cargo run -p account-activity-inbox --example inbox -- bot-inbox.db ls --dead
//! ```

#[path = "inbox/arguments.rs"]
mod arguments;
#[path = "inbox/export.rs"]
mod export;
#[path = "shared/program.rs"]
mod program;
#[path = "inbox/show.rs"]
mod show;

use std::process::ExitCode;

use account_activity_inbox::{Error, Inbox, ItemId, Query, Record, Sqlite};
use arguments::{Arguments, Command, USAGE};
use program::{Result, say};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    program::start(USAGE, Arguments::parse, run).await
}

async fn run(Arguments { file, command }: Arguments) -> Result<()> {
    // `open` creates a file that does not exist.
    if !file.exists() {
        return Err(format!("{} does not exist", file.display()).into());
    }
    let inbox = Sqlite::open(file).await?;
    match command {
        Command::List(query) => list(&inbox, query).await?,
        Command::Show(id) => show::details(&find(&inbox, id).await?),
        Command::Retry(id) => {
            inbox.requeue(id).await?;
            say(format!("item {id} is due now"));
        }
        Command::Drop(id) => {
            let record = find(&inbox, id).await?;
            inbox.discard(id).await?;
            say(format!("item {id} is removed: {} {}", record.kind, record.key));
        }
        Command::Export(out) => {
            let count = export::export(&inbox, &out).await?;
            say(format!("{count} items are in {}", out.display()));
        }
    }
    inbox.close().await;
    Ok(())
}

async fn list(inbox: &Sqlite, query: Query) -> Result<()> {
    let stats = inbox.stats().await?;
    say(show::heading());
    for record in inbox.list(&query).await? {
        say(show::line(&record));
    }
    say(format!("{} pending, {} dead", stats.pending, stats.dead));
    Ok(())
}

async fn find(inbox: &Sqlite, id: ItemId) -> Result<Record> {
    let before = ItemId::new(id.get().saturating_sub(1));
    let records = inbox.list(&Query::new().after(before).limit(1)).await?;
    let found = records.into_iter().find(|record| record.id == id);
    found.ok_or_else(|| format!("the inbox has no item {id}; `ls` lists the items").into())
}

/// Returns all items, page by page.
async fn page(inbox: &Sqlite, after: ItemId) -> std::result::Result<Vec<Record>, Error> {
    inbox.list(&Query::new().after(after)).await
}
