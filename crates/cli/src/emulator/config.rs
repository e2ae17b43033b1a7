//! The configuration: the settings of the emulator's builder, as TOML.

use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use account_activity::Tier;
use account_activity_emulator::outbound::RetrySchedule;
use account_activity_emulator::{
    Account, App, Clock, Emulator, EmulatorBuilder, FaultRule, Faults, Limits,
};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::authority;
use super::clock_setting::ClockSetting;
use crate::input::cannot_read;
use crate::tier;

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Config {
    #[serde(deserialize_with = "tier")]
    pub(super) tier: Tier,
    pub(super) address: IpAddr,
    pub(super) port: u16,
    pub(super) account_name: Option<String>,
    pub(super) environments: Option<Vec<String>>,
    pub(super) seed: u64,
    pub(super) file: Option<PathBuf>,
    pub(super) files_base_url: Option<String>,
    pub(super) clock: ClockSetting,
    pub(super) retries: Option<RetrySchedule>,
    /// The interval in seconds.
    #[serde(rename = "challenge_interval")]
    pub(super) crc_interval: Option<u64>,
    pub(super) log_capacity: Option<usize>,
    pub(super) replay_bytes: Option<usize>,
    pub(super) stream_bytes: Option<usize>,
    pub(super) stream_head_at_once: bool,
    pub(super) both_sides: bool,
    pub(super) trust_ca: Vec<PathBuf>,
    pub(super) control: bool,
    pub(super) allow_hosts: Vec<String>,
    pub(super) quiet: bool,
    pub(super) limits: Option<LimitSettings>,
    pub(super) tls: Option<Tls>,
    pub(super) apps: Vec<App>,
    pub(super) users: Vec<Account>,
    pub(super) faults: Vec<FaultRule>,
    /// The users of the command line.
    #[serde(skip)]
    pub(super) additional_users: Vec<Account>,
    /// The callback URLs of the command line.
    #[serde(skip)]
    pub(super) callbacks: Vec<String>,
}

/// The settings that replace limits of the tier.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitSettings {
    webhooks: Option<u32>,
    subscriptions: Option<u32>,
    activity_subscriptions: Option<u32>,
    pub(super) rate_limits: Option<bool>,
}

/// The settings of https.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Tls {
    pub(super) port: u16,
    pub(super) ca_file: PathBuf,
    pub(super) ca_key_file: Option<PathBuf>,
}

impl Default for Tls {
    fn default() -> Self {
        Self { port: 8443, ca_file: "emulator-ca.pem".into(), ca_key_file: None }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            tier: Tier::Premium,
            address: Ipv4Addr::LOCALHOST.into(),
            port: 8787,
            account_name: None,
            environments: None,
            seed: 0,
            file: None,
            files_base_url: None,
            clock: ClockSetting::Real,
            retries: None,
            crc_interval: None,
            log_capacity: None,
            replay_bytes: None,
            stream_bytes: None,
            stream_head_at_once: false,
            both_sides: false,
            trust_ca: Vec::new(),
            control: true,
            allow_hosts: Vec::new(),
            quiet: false,
            limits: None,
            tls: None,
            apps: Vec::new(),
            users: Vec::new(),
            faults: Vec::new(),
            additional_users: Vec::new(),
            callbacks: Vec::new(),
        }
    }
}

impl Config {
    /// Reads a file. Paths in it are relative to its folder.
    pub(super) fn read(file: &Path) -> Result<Self, String> {
        let name = file.display();
        let text = fs::read_to_string(file).map_err(|error| cannot_read(file, &error))?;
        let mut config: Self = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
        let folder = file.parent().unwrap_or_else(|| Path::new(""));
        let tls = config.tls.iter_mut();
        let paths =
            tls.flat_map(|tls| std::iter::once(&mut tls.ca_file).chain(&mut tls.ca_key_file));
        for path in paths.chain(&mut config.file).chain(&mut config.trust_ca) {
            *path = folder.join(&*path);
        }
        Ok(config)
    }

    /// Returns the configured builder. Writes the files of the certificate authority.
    pub(super) fn builder(mut self, clock: Clock) -> Result<EmulatorBuilder, String> {
        let mut builder = Emulator::builder()
            .tier(self.tier)
            .address((self.address, self.port).into())
            .limits(LimitSettings::limits(self.limits, self.tier))
            .clock(clock)
            .seed(self.seed)
            .both_sides(self.both_sides)
            .stream_head_at_once(self.stream_head_at_once)
            .control(self.control);
        if let Some(name) = self.account_name {
            builder = builder.account_name(name);
        }
        if let Some(names) = self.environments {
            builder = builder.environments(names);
        }
        if let Some(retries) = self.retries {
            builder = builder.retries(retries);
        }
        if let Some(seconds) = self.crc_interval {
            builder = builder.crc_interval(Duration::from_secs(seconds));
        }
        if let Some(records) = self.log_capacity {
            builder = builder.log_capacity(records);
        }
        if let Some(bytes) = self.replay_bytes {
            builder = builder.replay_bytes(bytes);
        }
        if let Some(bytes) = self.stream_bytes {
            builder = builder.stream_bytes(bytes);
        }
        if let Some(file) = self.file {
            builder = builder.file(file);
        }
        if let Some(base_url) = self.files_base_url {
            builder = builder.files_base_url(base_url);
        }
        if self.apps.is_empty() {
            self.apps.push(App::default());
        }
        let approved = |app| self.callbacks.iter().fold(app, App::with_callback);
        builder = self.apps.into_iter().map(approved).fold(builder, EmulatorBuilder::app);
        builder = self.users.into_iter().fold(builder, EmulatorBuilder::user);
        let additional = self.additional_users.into_iter();
        builder = additional.fold(builder, EmulatorBuilder::additional_user);
        builder = self.allow_hosts.into_iter().fold(builder, EmulatorBuilder::allow_host);
        let faults = Faults::new(self.seed);
        self.faults.into_iter().for_each(|rule| faults.add(rule));
        builder = builder.faults(faults);
        for file in &self.trust_ca {
            let pem = fs::read(file).map_err(|error| cannot_read(file, &error))?;
            builder = builder.trust_ca_pem(pem);
        }
        if let Some(tls) = &self.tls {
            let authority = authority::prepare(&tls.ca_file, tls.ca_key_file.as_deref())?;
            builder = builder.tls((self.address, tls.port).into(), authority);
        }
        Ok(builder)
    }
}

impl LimitSettings {
    fn limits(settings: Option<Self>, tier: Tier) -> Limits {
        let mut limits = Limits::of(tier);
        if let Some(settings) = settings {
            limits.webhooks = settings.webhooks.unwrap_or(limits.webhooks);
            limits.subscriptions = settings.subscriptions.unwrap_or(limits.subscriptions);
            limits.activity_subscriptions =
                settings.activity_subscriptions.unwrap_or(limits.activity_subscriptions);
            limits.rate_limits = settings.rate_limits.unwrap_or(limits.rate_limits);
        }
        limits
    }
}

fn tier<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tier, D::Error> {
    tier::named(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}
