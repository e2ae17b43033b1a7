//! Rejects requests of web pages: any page in a browser can send requests to this machine.

use super::rejection::Rejection;
use crate::server::host;
use crate::server::request::Request;

/// Rejects requests of pages of other sites, which browsers mark with `Origin` or `Sec-Fetch-Site`,
/// and requests for a foreign host name, as after DNS rebinding. A URL entered in a browser is
/// accepted.
pub(super) fn check(request: &Request, allowed_hosts: &[String]) -> Result<(), Rejection> {
    let is_of_page = request.headers.contains_key("origin")
        || request.header("sec-fetch-site").is_some_and(|site| site != "none");
    if is_of_page {
        return Err(Rejection::forbidden("web pages cannot use the control API"));
    }
    match request.host() {
        Some(host)
            if is_own(&host) || allowed_hosts.iter().any(|it| it == host::without_port(&host)) =>
        {
            Ok(())
        }
        Some(host) => Err(Rejection::forbidden(format!(
            "the host {host:?} could be a web page: use an IP address or a name without dots, or \
             start the emulator with --allow-host"
        ))),
        None => Err(Rejection::bad_request("the header `host` is missing")),
    }
}

/// Returns whether a web page cannot be served under a host: an IP address, a name without dots
/// (names of containers, but not public names, have none), or a name of loopback or of X.
fn is_own(host: &str) -> bool {
    let name = host::without_port(host);
    host::address(name).is_some()
        || !name.contains('.')
        || host::is_loopback(name)
        || host::OF_X.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_and_its_network_are_own() {
        for own in [
            "127.0.0.1:8787",
            "10.0.0.7",
            "[::1]:8787",
            "localhost:8787",
            "emulator:8787",
            "bot.localhost",
            "api.twitter.com",
            "api.x.com:8443",
            "x.com",
        ] {
            assert!(is_own(own), "{own}");
        }
        for foreign in
            ["evil.example", "evil.example:8787", "127.0.0.1.example", "api.x.com.evil.example"]
        {
            assert!(!is_own(foreign), "{foreign}");
        }
    }
}
