//! Rejects requests of web pages: any page in a browser can send requests to this machine.

use http::header::{HeaderValue, ORIGIN};

use super::core::Core;
use super::host;
use super::request::Request;

/// Rejects requests of pages of other sites, which browsers mark with `Origin`, and requests for a
/// host that a page could be served under, as after DNS rebinding. Returns the reason. The form of a
/// sign-in has the origin of the requested host.
pub(super) fn check(core: &Core, request: &Request) -> Result<(), String> {
    let Some(host) = request.host() else {
        return Err("the header `host` is missing".to_owned());
    };
    if !is_own(core, host::without_port(&host)) {
        return Err(format!(
            "the host {host:?} is neither this machine's, nor the address that the emulator listens \
             on, nor one of X's: start the emulator with --allow-host {}",
            host::without_port(&host)
        ));
    }
    match request.headers.get_all(ORIGIN).iter().find(|origin| !is_of_host(origin, &host)) {
        Some(origin) => Err(format!(
            "the request comes from a page of another origin, {origin:?}: web pages cannot use the \
             emulator"
        )),
        None => Ok(()),
    }
}

/// Returns whether a name means this emulator, and no page of another site has it.
fn is_own(core: &Core, name: &str) -> bool {
    host::is_loopback(name)
        || host::OF_X.contains(&name)
        || host::address(name).is_some_and(|address| core.addresses.contains(&address))
        || core.allowed_hosts.iter().any(|allowed| allowed == name)
}

fn is_of_host(origin: &HeaderValue, host: &str) -> bool {
    let origin = origin.to_str().unwrap_or_default().to_ascii_lowercase();
    origin
        .split_once("://")
        .is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && rest == host)
}
