//! The command line.

use std::path::PathBuf;

use crate::input::Kind;

pub(crate) struct Args {
    pub(crate) round_trip: bool,
    pub(crate) json: bool,
    pub(crate) kind: Option<Kind>,
    pub(crate) paths: Vec<PathBuf>,
}

const USAGE: &str =
    "usage: decode [--round-trip] [--json] [--as payload|tweet|direct-message] PATH…";

impl Args {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Self { round_trip: false, json: false, kind: None, paths: Vec::new() };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--round-trip" => args.round_trip = true,
                "--json" => args.json = true,
                "--as" => {
                    args.kind = Some(words.next().as_deref().and_then(Kind::named).ok_or(USAGE)?);
                }
                flag if flag.starts_with('-') => {
                    return Err(format!("unknown flag {flag}\n{USAGE}"));
                }
                path => args.paths.push(path.into()),
            }
        }
        if args.paths.is_empty() { Err(USAGE.to_owned()) } else { Ok(args) }
    }
}
