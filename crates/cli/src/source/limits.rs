//! The limits against hostile and damaged archives.

use account_activity_archive::Limits;
use clap::Args;

/// The limits that are replaced.
#[derive(Args, Debug)]
#[command(next_help_heading = "Limits")]
pub(super) struct LimitFlags {
    /// The longest value, line or row. A longer one is a failure [default: 16777216]
    #[arg(long, value_name = "BYTES")]
    max_value: Option<u64>,
    /// How many times as many bytes a compressed file may expand to, beyond the first GiB [default: 1000]
    #[arg(long, value_name = "NUMBER")]
    max_ratio: Option<u64>,
    /// The bytes that a compressed file may expand to [default: 1099511627776]
    #[arg(long, value_name = "BYTES")]
    max_total: Option<u64>,
}

impl LimitFlags {
    pub(super) fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        limits.max_value = self.max_value.unwrap_or(limits.max_value);
        limits.max_ratio = self.max_ratio.unwrap_or(limits.max_ratio);
        limits.max_total = self.max_total.unwrap_or(limits.max_total);
        limits
    }
}
