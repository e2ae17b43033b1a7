//! The memory of a process.

use std::fs;

/// The memory of a process in bytes.
pub(crate) struct Memory {
    pub(crate) resident: u64,
    /// The highest value of `resident` so far.
    pub(crate) peak: u64,
}

impl Memory {
    /// Returns the memory of a process, or `None` on a system without `/proc`.
    pub(crate) fn of(process: u32) -> Option<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
            Some(kilobytes << 10)
        };
        Some(Self { resident: bytes("VmRSS:")?, peak: bytes("VmHWM:")? })
    }
}
