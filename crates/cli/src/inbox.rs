//! `inbox`: the items of an inbox in a file of SQLite.

mod existing;
mod export;
mod show;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use account_activity::UserId;
use account_activity::receiver::stop_signal;
use account_activity_inbox::{Inbox as _, ItemId, Query, Record, Sqlite, State};
use clap::{Args, Subcommand};

use crate::escaped::Escaped;
use crate::outcome::{Interrupted, Result};
use crate::output::say;
use crate::runtime;

/// Looks into an inbox in a file of SQLite, and changes it, also while a bot uses it
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Inbox {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity inbox ls inbox.db --dead
  account-activity inbox show inbox.db 17
  account-activity inbox retry inbox.db 17
  account-activity inbox drop inbox.db 17
  account-activity inbox export inbox.db items.ndjson

Exit codes: 0 at the end, 1 if it failed or there is no such item, 2 if the arguments are wrong, 130 after a \
signal that ended an export.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists items, the oldest first
    #[command(after_help = AFTER_HELP)]
    Ls {
        /// The file of the inbox
        file: PathBuf,
        /// Lists dead letters only
        #[arg(long, conflicts_with = "pending")]
        dead: bool,
        /// Lists items that wait for their handler only
        #[arg(long)]
        pending: bool,
        /// Lists the items of this subscriber only
        #[arg(long, value_name = "USER")]
        subscriber: Option<UserId>,
        /// Lists the items after this one only
        #[arg(long, value_name = "ID")]
        after: Option<ItemId>,
        /// The number of items to list
        #[arg(long, value_name = "NUMBER", default_value_t = 100)]
        limit: usize,
    },
    /// Shows an item, its failures, and the body of its delivery
    #[command(after_help = AFTER_HELP)]
    Show(One),
    /// Makes a dead letter pending, and a pending item due now
    #[command(after_help = AFTER_HELP)]
    Retry(One),
    /// Removes an item for good, without its handler
    #[command(after_help = AFTER_HELP)]
    Drop(One),
    /// Writes all items to a new file, each a line of JSON
    #[command(after_help = AFTER_HELP)]
    Export {
        /// The file of the inbox
        file: PathBuf,
        /// The file to write, which must not exist
        out: PathBuf,
    },
}

/// One item of an inbox.
#[derive(Args, Debug)]
struct One {
    /// The file of the inbox
    file: PathBuf,
    /// The number of the item, which `ls` lists
    id: ItemId,
}

impl Inbox {
    pub(crate) fn run(self) -> Result<ExitCode> {
        runtime::single_threaded()?.block_on(self.command.run())?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Command {
    async fn run(self) -> Result<()> {
        let inbox = existing::open(self.file()).await?;
        match self {
            Self::Ls { dead, pending, subscriber, after, limit, .. } => {
                let mut query = Query::new();
                if dead || pending {
                    query = query.state(if dead { State::Dead } else { State::Pending });
                }
                if let Some(subscriber) = subscriber {
                    query = query.subscriber(subscriber);
                }
                if let Some(after) = after {
                    query = query.after(after);
                }
                list(&inbox, query, limit).await?;
            }
            Self::Show(one) => show::details(&find(&inbox, one.id).await?)?,
            Self::Retry(one) => {
                inbox.requeue(one.id).await?;
                say(format!("item {} is due now", one.id))?;
            }
            Self::Drop(one) => {
                let record = find(&inbox, one.id).await?;
                inbox.discard(one.id).await?;
                let (kind, key) = (Escaped(&record.kind), Escaped(&record.key));
                say(format!("item {} is removed: {kind} {key}", one.id))?;
            }
            Self::Export { out, .. } => {
                // Dropped before its end, it removes what it has written.
                let count = tokio::select! {
                    count = export::export(&inbox, &out) => count?,
                    () = stop_signal()? => {
                        return Err(Interrupted("interrupted before the end".to_owned()).into());
                    }
                };
                say(format!("{count} items are in {}", out.display()))?;
            }
        }
        inbox.close().await;
        Ok(())
    }

    fn file(&self) -> &Path {
        match self {
            Self::Ls { file, .. } | Self::Export { file, .. } => file,
            Self::Show(one) | Self::Retry(one) | Self::Drop(one) => &one.file,
        }
    }
}

async fn list(inbox: &Sqlite, query: Query, limit: usize) -> Result<()> {
    let stats = inbox.stats().await?;
    let records = inbox.list(&query.limit(limit.saturating_add(1))).await?;
    say(show::heading())?;
    for record in records.iter().take(limit) {
        say(show::line(record))?;
    }
    if let (true, Some(last)) = (records.len() > limit, records.iter().take(limit).last()) {
        say(format!("… and more: --after {} lists them", last.id))?;
    }
    say(format!("{} pending, {} dead", stats.pending, stats.dead))
}

async fn find(inbox: &Sqlite, id: ItemId) -> Result<Record> {
    let before = ItemId::new(id.get().saturating_sub(1));
    let records = inbox.list(&Query::new().after(before).limit(1)).await?;
    let found = records.into_iter().find(|record| record.id == id);
    found.ok_or_else(|| format!("the inbox has no item {id}; `ls` lists the items").into())
}
