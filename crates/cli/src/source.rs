//! The arguments of commands that read archives.

mod limits;

use std::path::PathBuf;

use account_activity::UserId;
use account_activity_archive::{Archive, Cancel, Form, Values};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use self::limits::LimitFlags;
use crate::input;
use crate::interrupt;
use crate::outcome::Result;
use crate::progress::{Progress, Style};

/// The sources of a command, and the settings of reading them.
#[derive(Args, Debug)]
pub(crate) struct Sources {
    /// Files, folders and patterns such as 2024/*.ndjson.gz, or - for standard input. Compression and form
    /// are recognized by content
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The form of all files, instead of recognizing that of each
    #[arg(long, value_parser = forms())]
    form: Option<Form>,
    /// The kind of bare values, instead of recognizing that of each
    #[arg(long, value_name = "KIND", value_parser = kinds_of_values())]
    values: Option<Values>,
    /// The author of Tweets without one: of a personal archive that has no account.js
    #[arg(long, value_name = "USER")]
    owner: Option<UserId>,
    /// The threads that decode [default: one for each core]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// How progress is shown on standard error
    #[arg(long, value_enum, value_name = "STYLE", default_value_t = Style::Auto)]
    progress: Style,
    #[command(flatten)]
    limits: LimitFlags,
}

fn forms() -> impl TypedValueParser<Value = Form> {
    PossibleValuesParser::new(Form::all().map(Form::as_str)).try_map(|name| name.parse::<Form>())
}

fn kinds_of_values() -> impl TypedValueParser<Value = Values> {
    PossibleValuesParser::new(Values::all().map(Values::as_str))
        .try_map(|name| name.parse::<Values>())
}

/// An archive that is ready to be read.
pub(crate) struct Opened {
    pub(crate) archive: Archive,
    pub(crate) progress: Progress,
    /// Cancelled by Ctrl-C.
    pub(crate) cancel: Cancel,
}

impl Sources {
    /// Opens the archive. Ctrl-C cancels its reading from now on.
    pub(crate) fn open(self, has_terminal_for_bar: bool) -> Result<Opened> {
        let cancel = interrupt::cancel_on_ctrl_c()?;
        let mut archive = self.paths.into_iter().fold(Archive::new(), |archive, path| {
            if path.as_os_str() == input::STDIN { archive.stdin() } else { archive.path(path) }
        });
        if let Some(form) = self.form {
            archive = archive.form(form);
        }
        if let Some(values) = self.values {
            archive = archive.values(values);
        }
        if let Some(owner) = self.owner {
            archive = archive.owner(owner);
        }
        if let Some(threads) = self.threads {
            archive = archive.threads(usize::from(threads));
        }
        archive = archive.limits(self.limits.limits()).cancel_with(cancel.clone());
        let progress = Progress::new(archive.progress(), self.progress, has_terminal_for_bar);
        Ok(Opened { archive, progress, cancel })
    }
}
