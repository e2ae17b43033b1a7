//! The flags of the emulator.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use account_activity::Tier;
use account_activity_emulator::Account;
use account_activity_emulator::outbound::RetrySchedule;
use clap::builder::ArgAction;
use clap::{Args, ValueEnum};

use super::clock_setting::ClockSetting;
use super::config::Config;
use crate::tier;

/// Emulates the Account Activity API and the X Activity API on this machine
///
/// The first line of the output is `listening on` and the base URL. Then come the credentials, which are made
/// up and derived from the seed. Standard error has a line for each request, CRC request and delivery.
#[derive(Args, Debug)]
#[command(version, after_help = AFTER_HELP)]
pub(crate) struct Flags {
    /// Reads a TOML file, which flags override
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The tier [default: premium]
    #[arg(long, value_parser = tier::parser())]
    tier: Option<Tier>,
    /// Listens on this address [default: 127.0.0.1]
    #[arg(long, value_name = "IP")]
    address: Option<IpAddr>,
    /// Listens on this port; 0 is any free port [default: 8787]
    #[arg(long)]
    port: Option<u16>,
    /// Adds a Premium environment, replacing those of the file; may be repeated
    #[arg(long, value_name = "NAME")]
    environment: Vec<String>,
    /// Adds a user by screen name, beside those of the file, or beside bot, ada, bob and cleo; may be
    /// repeated
    #[arg(long, value_name = "NAME")]
    user: Vec<String>,
    /// Approves a callback URL of sign-ins for each app; may be repeated
    #[arg(long, value_name = "URL")]
    callback: Vec<String>,
    /// Derives keys, tokens and random decisions from this number [default: 0]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Stores the state in a file, and starts from its content; one emulator at a time
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
    /// The base URL of photos, such as http://emulator:8787, for receivers on other machines [default: that
    /// of --address and --port]
    #[arg(long, value_name = "URL")]
    files_base_url: Option<String>,
    /// `real`, a factor such as 60, or an instant for a manual clock [default: real]
    #[arg(long, allow_hyphen_values = true)]
    clock: Option<ClockSetting>,
    /// `none`, `five_minutes`, `four_hours`, or seconds such as 1,2,5
    #[arg(long, value_name = "SCHEDULE", value_parser = schedule)]
    retries: Option<RetrySchedule>,
    /// Whether requests above X's rate limits are rejected [default: on]
    #[arg(long)]
    rate_limits: Option<Switch>,
    /// Notifies the target too of unfollows, blocks and mutes
    #[arg(long, overrides_with = "both_sides")]
    both_sides: bool,
    /// Trusts the authorities in a PEM file for webhooks; may be repeated
    #[arg(long, value_name = "FILE")]
    trust_ca: Vec<PathBuf>,
    /// Serves https too, as x.com, twitter.com, their api. hosts and localhost
    #[arg(long, overrides_with = "tls")]
    tls: bool,
    /// Serves https on this port; 0 is any free port [default: 8443]
    #[arg(long, value_name = "PORT")]
    tls_port: Option<u16>,
    /// Writes the certificate to trust here; never replaces the certificate of another authority [default:
    /// emulator-ca.pem]
    #[arg(long, value_name = "PATH")]
    ca_file: Option<PathBuf>,
    /// Stores its private key here and reuses it in the next run
    #[arg(long, value_name = "PATH")]
    ca_key_file: Option<PathBuf>,
    /// Allows webhooks on http and any port of a host of a private network, such as bot in http://bot:3000,
    /// and requests to the emulator by this name; may be repeated
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Does not serve the control API under /emulator
    #[arg(long = "no-control", action = ArgAction::SetFalse, overrides_with = "control")]
    control: bool,
    /// Writes no log
    #[arg(long, overrides_with = "quiet")]
    quiet: bool,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity emulator
  account-activity emulator --tier v2-pay-per-use --file state.json
  account-activity emulator --address 0.0.0.0 \\
    --allow-host bot --allow-host emulator
  account-activity emulator --clock 60 --rate-limits off

Exit codes: 0 after Ctrl-C or SIGTERM, 1 if it cannot start or save its state, 2 if the arguments or the \
configuration file are wrong.

The manual is https://docs.rs/crate/account-activity-cli/latest/source/docs/emulator.md";

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Switch {
    On,
    Off,
}

impl Flags {
    /// Returns the settings of the file with those of the flags.
    pub(super) fn config(self) -> Result<Config, String> {
        let mut config =
            self.config.as_deref().map_or_else(|| Ok(Config::default()), Config::read)?;
        config.tier = self.tier.unwrap_or(config.tier);
        config.address = self.address.unwrap_or(config.address);
        config.port = self.port.unwrap_or(config.port);
        if !self.environment.is_empty() {
            config.environments = Some(self.environment);
        }
        let names = self.user.iter().map(|name| name.strip_prefix('@').unwrap_or(name));
        config.additional_users.extend(names.map(Account::from));
        config.callbacks.extend(self.callback);
        config.seed = self.seed.unwrap_or(config.seed);
        config.file = self.file.or(config.file);
        config.files_base_url = self.files_base_url.or(config.files_base_url);
        config.clock = self.clock.unwrap_or(config.clock);
        config.retries = self.retries.or(config.retries);
        if let Some(switch) = self.rate_limits {
            config.limits.get_or_insert_default().rate_limits = Some(switch == Switch::On);
        }
        config.allow_hosts.extend(self.allow_host);
        config.both_sides |= self.both_sides;
        config.trust_ca.extend(self.trust_ca);
        let has_tls_settings =
            self.tls_port.is_some() || self.ca_file.is_some() || self.ca_key_file.is_some();
        if self.tls || has_tls_settings {
            let tls = config.tls.get_or_insert_default();
            tls.port = self.tls_port.unwrap_or(tls.port);
            tls.ca_key_file = self.ca_key_file.or_else(|| tls.ca_key_file.take());
            if let Some(file) = self.ca_file {
                tls.ca_file = file;
            }
        }
        config.control &= self.control;
        config.quiet |= self.quiet;
        Ok(config)
    }
}

fn schedule(text: &str) -> Result<RetrySchedule, String> {
    match text {
        "none" => Ok(RetrySchedule::none()),
        "five_minutes" => Ok(RetrySchedule::five_minutes()),
        "four_hours" => Ok(RetrySchedule::four_hours()),
        _ => {
            let waits: Result<Vec<u64>, _> = text.split(',').map(str::parse).collect();
            let waits = waits
                .map_err(|_| "expected none, five_minutes, four_hours or seconds".to_owned())?;
            Ok(RetrySchedule::after(waits.into_iter().map(Duration::from_secs)))
        }
    }
}
