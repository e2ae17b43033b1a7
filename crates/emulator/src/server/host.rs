//! Names of hosts.

use std::net::IpAddr;

/// The hosts of X that the emulator stands in for, for clients with a fixed host.
pub(super) const OF_X: [&str; 4] = ["api.twitter.com", "api.x.com", "twitter.com", "x.com"];

/// Returns a host without its port.
pub(super) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Returns the address that a name is, with the brackets of an IPv6 address. An IPv4 address can have
/// the form of an IPv6 one, such as `[::ffff:127.0.0.1]`.
pub(super) fn address(name: &str) -> Option<IpAddr> {
    let inner = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    inner.unwrap_or(name).parse().ok().map(|address: IpAddr| address.to_canonical())
}

/// Returns whether a name always means this machine.
pub(super) fn is_loopback(name: &str) -> bool {
    name == "localhost"
        || name.ends_with(".localhost")
        || address(name).is_some_and(|address| address.is_loopback())
}
