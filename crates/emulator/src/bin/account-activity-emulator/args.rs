//! The command line.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use account_activity_emulator::Account;
use account_activity_emulator::outbound::RetrySchedule;

use crate::config::{Config, tier_named};

/// The requested operation.
pub(crate) enum Invocation {
    Run(Box<Config>),
    Tell(String),
}

const USAGE: &str = "\
usage: account-activity-emulator [--config FILE] [FLAG]…

  --config FILE        reads a TOML file, which flags override
  --tier TIER          sandbox, premium (default), enterprise, v2-pay-per-use, v2-enterprise
                       or v2-partner
  --address IP         listens on this address: 127.0.0.1 by default
  --port N             listens on this port: 8787 by default; 0 for any free port
  --environment NAME   adds a Premium environment, replacing those of the file; may be repeated
  --user NAME          adds a user by screen name, beside those of the file, or beside bot, ada, bob
                       and cleo; may be repeated
  --callback URL       approves a callback URL of sign-ins for each app; may be repeated
  --seed N             derives keys, tokens and random decisions from N: 0 by default
  --file PATH          stores the state in a file, and starts from its content; one emulator at a time
  --files-base-url URL the base URL of photos, such as http://emulator:8787, for receivers on other
                       machines: by default that of --address and --port
  --clock CLOCK        real (default), a factor such as 60, or an instant for a manual clock
  --retries SCHEDULE   none, five_minutes, four_hours, or seconds such as 1,2,5
  --rate-limits on|off whether requests above X's rate limits are rejected: on by default
  --both-sides         notifies the target too of unfollows, blocks and mutes
  --trust-ca FILE      trusts the authorities in a PEM file for webhooks; may be repeated
  --tls                serves https too, as x.com, twitter.com, their api. hosts and localhost
  --tls-port N         serves https on this port: 8443 by default; 0 for any free port
  --ca-file PATH       writes the certificate to trust here: emulator-ca.pem by default; never
                       replaces the certificate of another authority
  --ca-key-file PATH   stores its private key here and reuses it in the next run
  --allow-host NAME    allows webhooks on http and any port of a host of a private network, such as
                       bot in http://bot:3000, and requests to the emulator by this name; may be
                       repeated
  --no-control         does not serve the control API under /emulator
  --quiet              writes no log
  --help, --version

Exit codes: 0 after Ctrl-C or SIGTERM, 1 if it cannot start or save its state, 2 if the arguments or
the configuration file are wrong.

The manual is
https://docs.rs/account-activity-emulator/latest/account_activity_emulator/guide/testing/
";

/// The flags with a value that may be repeated.
const REPEATABLE: [&str; 5] =
    ["--environment", "--user", "--callback", "--trust-ca", "--allow-host"];

impl Invocation {
    /// Parses the command line and reads the configuration file.
    pub(crate) fn parse(words: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let words = words.map(|word| word.into_string().map_err(|word| misuse(not_utf8(&word))));
        let words = words.collect::<Result<Vec<_>, _>>()?;
        let asks = |flag| words.iter().any(|word| word == flag);
        if asks("--help") {
            return Ok(Self::Tell(USAGE.to_owned()));
        }
        if asks("--version") {
            let version = env!("CARGO_PKG_VERSION");
            return Ok(Self::Tell(format!("account-activity-emulator {version}\n")));
        }
        // The file is read first, wherever it is named, because flags override it.
        let file = words.iter().skip_while(|word| *word != "--config").nth(1);
        let mut config =
            file.map_or_else(|| Ok(Config::default()), |it| Config::read(Path::new(it)))?;
        let mut flags =
            Flags { words: words.into_iter(), given: BTreeSet::new(), has_environments: false };
        while let Some(flag) = flags.words.next() {
            flags.apply(&flag, &mut config).map_err(misuse)?;
        }
        Ok(Self::Run(Box::new(config)))
    }
}

struct Flags<W> {
    words: W,
    /// The flags that were given and may not be repeated, since only one of their values would count.
    given: BTreeSet<String>,
    /// Whether a flag has replaced the environments of the file.
    has_environments: bool,
}

impl<W: Iterator<Item = String>> Flags<W> {
    fn apply(&mut self, flag: &str, config: &mut Config) -> Result<(), String> {
        match flag {
            "--config" => drop(self.value(flag)?),
            "--tier" => config.tier = tier_named(&self.value(flag)?)?,
            "--address" => config.address = self.parsed(flag)?,
            "--port" => config.port = self.parsed(flag)?,
            "--environment" => {
                let name = self.value(flag)?;
                if !std::mem::replace(&mut self.has_environments, true) {
                    config.environments = None;
                }
                config.environments.get_or_insert_default().push(name);
            }
            "--user" => {
                let name = self.value(flag)?;
                let name = name.strip_prefix('@').unwrap_or(&name);
                config.additional_users.push(Account::from(name));
            }
            "--callback" => config.callbacks.push(self.value(flag)?),
            "--seed" => config.seed = self.parsed(flag)?,
            "--file" => config.file = Some(self.path(flag)?),
            "--files-base-url" => config.files_base_url = Some(self.value(flag)?),
            "--clock" => config.clock = self.parsed(flag)?,
            "--retries" => config.retries = Some(schedule(&self.value(flag)?)?),
            "--rate-limits" => {
                let rate_limits = switch(flag, &self.value(flag)?)?;
                config.limits.get_or_insert_default().rate_limits = Some(rate_limits);
            }
            "--allow-host" => config.allow_hosts.push(self.value(flag)?),
            "--both-sides" => config.both_sides = true,
            "--trust-ca" => config.trust_ca.push(self.path(flag)?),
            "--tls" => drop(config.tls.get_or_insert_default()),
            "--tls-port" => config.tls.get_or_insert_default().port = self.parsed(flag)?,
            "--ca-file" => config.tls.get_or_insert_default().ca_file = self.path(flag)?,
            "--ca-key-file" => {
                config.tls.get_or_insert_default().ca_key_file = Some(self.path(flag)?);
            }
            "--no-control" => config.control = false,
            "--quiet" => config.quiet = true,
            _ => return Err(format!("unknown argument {flag}")),
        }
        Ok(())
    }

    fn value(&mut self, flag: &str) -> Result<String, String> {
        if !REPEATABLE.contains(&flag) && !self.given.insert(flag.to_owned()) {
            return Err(format!("{flag} is given twice: give one value"));
        }
        self.words.next().ok_or_else(|| format!("{flag} needs a value"))
    }

    fn path(&mut self, flag: &str) -> Result<PathBuf, String> {
        self.value(flag).map(PathBuf::from)
    }

    fn parsed<T: FromStr<Err: fmt::Display>>(&mut self, flag: &str) -> Result<T, String> {
        let value = self.value(flag)?;
        value.parse().map_err(|error| format!("{flag} {value}: {error}"))
    }
}

fn schedule(text: &str) -> Result<RetrySchedule, String> {
    match text {
        "none" => Ok(RetrySchedule::none()),
        "five_minutes" => Ok(RetrySchedule::five_minutes()),
        "four_hours" => Ok(RetrySchedule::four_hours()),
        _ => {
            let waits: Result<Vec<u64>, _> = text.split(',').map(str::parse).collect();
            let waits = waits.map_err(|_| {
                format!(
                    "--retries: expected none, five_minutes, four_hours or seconds, found {text:?}"
                )
            })?;
            Ok(RetrySchedule::after(waits.into_iter().map(Duration::from_secs)))
        }
    }
}

fn switch(flag: &str, text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("{flag}: expected on or off, found {text:?}")),
    }
}

fn not_utf8(word: &OsString) -> String {
    format!("expected an argument in UTF-8, found {word:?}")
}

fn misuse(message: impl fmt::Display) -> String {
    format!("{message}\n\n{USAGE}")
}
