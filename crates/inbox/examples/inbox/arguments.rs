//! The arguments.

use std::path::PathBuf;

use account_activity_inbox::account_activity::UserId;
use account_activity_inbox::{ItemId, Query, State};

use super::Result;

pub(crate) const USAGE: &str = "\
usage: inbox FILE ls [--dead | --pending] [--subscriber USER] [--after ID] [--limit NUMBER]
       inbox FILE show ID
       inbox FILE retry ID
       inbox FILE drop ID
       inbox FILE export OUT

  ls      lists items, 100 at most unless --limit says otherwise
  show    shows an item, its failures, and the body of its delivery
  retry   makes a dead letter pending, and a pending item due now
  drop    removes an item for good, without its handler
  export  writes all items to a new file, each a line of JSON

A bot may use FILE meanwhile.

Exit codes: 0 at the end, 1 if it failed or there is no such item, 2 if the arguments are wrong.";

pub(crate) struct Arguments {
    pub(crate) file: PathBuf,
    pub(crate) command: Command,
}

pub(crate) enum Command {
    List(Query),
    Show(ItemId),
    Retry(ItemId),
    Drop(ItemId),
    Export(PathBuf),
}

impl Arguments {
    /// Returns `None` if help is wanted.
    pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Option<Self>> {
        let words: Vec<String> = words.into_iter().collect();
        if words.iter().any(|word| word == "--help") {
            return Ok(None);
        }
        let mut words = words.into_iter();
        let file = words.next().ok_or("FILE is missing")?;
        let name = words.next().ok_or("the command is missing")?;
        let command = match &*name {
            "ls" => Command::List(query(&mut words)?),
            "show" => Command::Show(id(&mut words)?),
            "retry" => Command::Retry(id(&mut words)?),
            "drop" => Command::Drop(id(&mut words)?),
            "export" => Command::Export(words.next().ok_or("OUT is missing")?.into()),
            _ => return Err(format!("unknown command {name}").into()),
        };
        match words.next() {
            Some(word) => Err(format!("unknown argument {word}").into()),
            None => Ok(Some(Self { file: file.into(), command })),
        }
    }
}

fn id(words: &mut impl Iterator<Item = String>) -> Result<ItemId> {
    let word = words.next().ok_or("ID is missing")?;
    word.parse().map_err(|_| format!("{word} is not the number of an item").into())
}

fn query(words: &mut impl Iterator<Item = String>) -> Result<Query> {
    let mut query = Query::new();
    while let Some(flag) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{flag} needs a value"));
        let wrong = |error: &dyn std::fmt::Display| format!("{flag}: {error}");
        query = match &*flag {
            "--dead" => query.state(State::Dead),
            "--pending" => query.state(State::Pending),
            "--subscriber" => {
                query.subscriber(value()?.parse::<UserId>().map_err(|error| wrong(&error))?)
            }
            "--after" => query.after(value()?.parse().map_err(|error| wrong(&error))?),
            "--limit" => query.limit(value()?.parse().map_err(|error| wrong(&error))?),
            _ => return Err(format!("unknown argument {flag}").into()),
        };
    }
    Ok(query)
}
