//! The routes of the control API.

use http::Method;

use super::rejection::Rejection;

/// A route of the control API.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Route {
    Index,
    Credentials,
    Users,
    AddUser,
    Act,
    SignIns,
    AllowNext,
    Allow,
    Deny,
    Webhooks,
    DeleteWebhook,
    InvalidateWebhook,
    Subscriptions,
    ActivitySubscriptions,
    Requests,
    Deliveries,
    CrcRequests,
    Streams,
    DisconnectStreams,
    CloseStreams,
    ResetStreams,
    WriteToStreams,
    Usage,
    Wait,
    Reset,
    Faults,
    AddFault,
    ClearFaults,
    Outage,
    Clock,
    Advance,
}

impl Route {
    pub(super) const ALL: [Self; 31] = [
        Self::Index,
        Self::Credentials,
        Self::Users,
        Self::AddUser,
        Self::Act,
        Self::SignIns,
        Self::AllowNext,
        Self::Allow,
        Self::Deny,
        Self::Webhooks,
        Self::DeleteWebhook,
        Self::InvalidateWebhook,
        Self::Subscriptions,
        Self::ActivitySubscriptions,
        Self::Requests,
        Self::Deliveries,
        Self::CrcRequests,
        Self::Streams,
        Self::DisconnectStreams,
        Self::CloseStreams,
        Self::ResetStreams,
        Self::WriteToStreams,
        Self::Usage,
        Self::Wait,
        Self::Reset,
        Self::Faults,
        Self::AddFault,
        Self::ClearFaults,
        Self::Outage,
        Self::Clock,
        Self::Advance,
    ];

    /// Returns the method, the path, and a short description.
    fn row(self) -> (Method, &'static str, &'static str) {
        let (get, post) = (Method::GET, Method::POST);
        match self {
            Self::Index => (get, "/emulator", "lists the routes"),
            Self::Credentials => (get, "/emulator/credentials", "lists the apps with their tokens"),
            Self::Users => (get, "/emulator/users", "lists the users with their tokens"),
            Self::AddUser => (post, "/emulator/users", "adds a user"),
            Self::Act => (post, "/emulator/actions", "performs a user's action"),
            Self::SignIns => (get, "/emulator/sign-ins", "lists the pending sign-ins"),
            Self::AllowNext => (post, "/emulator/sign-ins/next", "allows the next sign-in"),
            Self::Allow => (post, "/emulator/sign-ins/:request_token/allow", "allows a sign-in"),
            Self::Deny => (post, "/emulator/sign-ins/:request_token/deny", "denies a sign-in"),
            Self::Webhooks => (get, "/emulator/webhooks", "lists the webhooks"),
            Self::DeleteWebhook => {
                (Method::DELETE, "/emulator/webhooks/:webhook_id", "deletes a webhook")
            }
            Self::InvalidateWebhook => {
                (post, "/emulator/webhooks/:webhook_id/invalidate", "makes a webhook invalid")
            }
            Self::Subscriptions => (get, "/emulator/subscriptions", "lists the subscriptions"),
            Self::ActivitySubscriptions => (
                get,
                "/emulator/activity-subscriptions",
                "lists the subscriptions of the X Activity API",
            ),
            Self::Requests => (get, "/emulator/requests", "lists the requests of the API"),
            Self::Deliveries => (get, "/emulator/deliveries", "lists the delivery attempts"),
            Self::CrcRequests => (get, "/emulator/challenges", "lists the CRC requests"),
            Self::Streams => (get, "/emulator/streams", "lists the connections of the stream"),
            Self::DisconnectStreams => {
                (post, "/emulator/streams/disconnect", "ends the connections of the stream")
            }
            Self::CloseStreams => {
                (post, "/emulator/streams/close", "ends the connections without a notice")
            }
            Self::ResetStreams => {
                (post, "/emulator/streams/reset", "resets the connections of the stream")
            }
            Self::WriteToStreams => {
                (post, "/emulator/streams/write", "writes bytes to the connections of the stream")
            }
            Self::Usage => (get, "/emulator/usage", "counts the events of each day, with prices"),
            Self::Wait => (post, "/emulator/wait", "waits until nothing is being sent"),
            Self::Reset => (post, "/emulator/reset", "returns to the state of the start"),
            Self::Faults => (get, "/emulator/faults", "lists the active faults"),
            Self::AddFault => (post, "/emulator/faults", "adds a fault"),
            Self::ClearFaults => (post, "/emulator/faults/clear", "removes all faults"),
            Self::Outage => (post, "/emulator/outage", "starts an outage"),
            Self::Clock => (get, "/emulator/clock", "returns the emulated time"),
            Self::Advance => (post, "/emulator/clock/advance", "advances the emulated time"),
        }
    }

    pub(super) fn method(self) -> Method {
        self.row().0
    }

    pub(super) fn path(self) -> &'static str {
        self.row().1
    }

    pub(super) fn about(self) -> &'static str {
        self.row().2
    }

    /// Returns the parameters that the query may have.
    pub(super) const fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Users => &["after", "limit"],
            Self::Requests | Self::Deliveries | Self::CrcRequests => &["after"],
            _ => &[],
        }
    }
}

/// Returns the route of a request and the request token or the id in its path, which is empty on
/// other paths.
pub(super) fn find<'a>(method: &Method, path: &'a str) -> Result<(Route, &'a str), Rejection> {
    let at_path = || Route::ALL.into_iter().filter_map(|it| Some((it, token(it.path(), path)?)));
    if let Some(found) = at_path().find(|(route, _)| route.method() == *method) {
        return Ok(found);
    }
    let methods: Vec<_> = at_path().map(|(route, _)| route.method().to_string()).collect();
    Err(match methods.as_slice() {
        [] => Rejection::not_found(format!(
            "there is no route {path}: GET /emulator lists the routes"
        )),
        known => {
            Rejection::method_not_allowed(format!("expected {} for {path}", known.join(" or ")))
        }
    })
}

/// Returns the segment of a path at the place of the name in a pattern.
fn token<'a>(form: &str, path: &'a str) -> Option<&'a str> {
    match form.split_once(':') {
        None => (form == path).then_some(""),
        Some((before, rest)) => {
            let (name, _) = rest.split_once('/').unwrap_or((rest, ""));
            let token = path.strip_prefix(before)?.strip_suffix(rest.strip_prefix(name)?)?;
            (!token.is_empty() && !token.contains('/')).then_some(token)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_found_by_its_own_path() {
        for route in Route::ALL {
            let path = route.path().replace(":request_token", "abc").replace(":webhook_id", "abc");
            let token = if path == route.path() { "" } else { "abc" };
            assert_eq!(find(&route.method(), &path).unwrap(), (route, token));
        }
    }

    #[test]
    fn other_paths_and_methods_are_rejected() {
        for path in ["/emulator/", "/emulator/users/", "/emulator/sign-ins//allow", "/emulator/x"] {
            assert!(find(&Method::GET, path).is_err(), "{path}");
        }
        assert!(find(&Method::DELETE, "/emulator/users").is_err());
    }
}
