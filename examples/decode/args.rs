//! The command line.

use std::path::PathBuf;

use crate::input::Kind;

pub(crate) struct Args {
    pub(crate) round_trip: bool,
    pub(crate) json: bool,
    pub(crate) kind: Option<Kind>,
    pub(crate) paths: Vec<PathBuf>,
}

pub(crate) const USAGE: &str = "\
usage: decode [--round-trip] [--json] [--as payload|tweet|direct-message] PATH…

  --round-trip   also serializes every payload, decodes it again, and reports differences
  --json         prints the report as JSON
  --as KIND      reads the values as payloads, bare Tweets or bare Direct Message events
  --help

Exit codes: 0 if everything was decoded, 1 if anything failed, 2 if the arguments are wrong.";

impl Args {
    /// Returns `None` if the arguments ask for help.
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut args = Self { round_trip: false, json: false, kind: None, paths: Vec::new() };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--round-trip" => args.round_trip = true,
                "--json" => args.json = true,
                "--help" => return Ok(None),
                "--as" => {
                    args.kind = Some(words.next().as_deref().and_then(Kind::named).ok_or(USAGE)?);
                }
                flag if flag.starts_with('-') => {
                    return Err(format!("unknown flag {flag}\n{USAGE}"));
                }
                path => args.paths.push(path.into()),
            }
        }
        if args.paths.is_empty() { Err(USAGE.to_owned()) } else { Ok(Some(args)) }
    }
}
