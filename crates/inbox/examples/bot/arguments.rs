//! The arguments.

use std::path::PathBuf;

use super::Result;

pub(crate) const USAGE: &str = "\
usage: bot [FILE] [--emulator URL] [--port PORT]

  FILE        the inbox, bot-inbox.db by default
  --emulator  a running `account-activity emulator`; without it, one starts in this process
  --port      the port of the webhook, 8090 by default

Exit codes: 0 after Ctrl-C or SIGTERM, 1 if it failed, 2 if the arguments are wrong.";

pub(crate) struct Arguments {
    pub(crate) file: PathBuf,
    pub(crate) emulator: Option<String>,
    pub(crate) port: u16,
}

impl Arguments {
    /// Returns `None` if help is wanted.
    pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Option<Self>> {
        let (mut file, mut emulator, mut port) = (None, None, 8090);
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match &*word {
                "--help" => return Ok(None),
                "--emulator" => emulator = Some(value()?),
                "--port" => {
                    let number = value()?.parse();
                    port = number.map_err(|_| "--port: expected a port number")?;
                }
                _ if word.starts_with('-') || file.is_some() => {
                    return Err(format!("unknown argument {word}").into());
                }
                _ => file = Some(PathBuf::from(word)),
            }
        }
        let file = file.unwrap_or_else(|| "bot-inbox.db".into());
        Ok(Some(Self { file, emulator, port }))
    }
}
