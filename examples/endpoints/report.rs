//! Prints the requests and the status of their responses.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use account_activity::Tier;
use account_activity::client::{
    AuthScheme, Endpoint, EndpointGroup, Error, Exchange, NotSentReason, PreparedRequest,
};

use crate::escaped::Escaped;

#[derive(Default)]
pub(crate) struct Report {
    last: Last,
    walked: BTreeSet<Endpoint>,
    calls: usize,
    failed: Vec<String>,
}

/// The last request of the client.
#[derive(Clone, Default)]
struct Last(Arc<Mutex<Option<Sent>>>);

struct Sent {
    endpoint: Endpoint,
    auth: AuthScheme,
    status: Option<String>,
    /// The whole request, in a dry run.
    request: Option<String>,
}

impl Last {
    fn put(&self, sent: Sent) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(sent);
    }

    /// Returns the last request if it was for this endpoint: it may have been for a bearer token.
    fn take(&self, endpoint: Endpoint) -> Option<Sent> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        last.filter(|sent| sent.endpoint == endpoint)
    }
}

impl Report {
    pub(crate) fn observer(&self) -> impl Fn(&Exchange) + Send + Sync + use<> {
        let last = self.last.clone();
        move |exchange| {
            last.put(Sent {
                endpoint: exchange.endpoint,
                auth: exchange.auth,
                status: exchange.status.map(|status| status.as_u16().to_string()),
                request: None,
            });
        }
    }

    pub(crate) fn dry_run(&self) -> impl Fn(&PreparedRequest) + Send + Sync + use<> {
        let last = self.last.clone();
        move |request| {
            last.put(Sent {
                endpoint: request.endpoint(),
                auth: request.auth(),
                status: None,
                request: Some(request.to_string()),
            });
        }
    }

    /// Prints a line for a call and, if it failed, the error and its remedy.
    pub(crate) fn line(&mut self, endpoint: Endpoint, error: Option<&Error>) {
        let sent = self.last.take(endpoint);
        let auth = sent.as_ref().map(|sent| sent.auth).or_else(|| endpoint.auth().first().copied());
        let status = sent.as_ref().and_then(|sent| sent.status.as_deref());
        let status = status.unwrap_or_else(|| match error {
            Some(Error::Transport(error)) if error.endpoint() == endpoint => "no response",
            _ => "not sent",
        });
        let line = self.print(endpoint, auth, status);
        if let Some(request) = sent.and_then(|sent| sent.request) {
            say(&indented(&request));
        }
        if let Some(error) = error.filter(|error| !is_dry_run(error)) {
            say(&indented(&explanation(error)));
            self.failed.push(line);
        }
    }

    /// Prints a line for an address that a browser must open.
    pub(crate) fn browser(&mut self, endpoint: Endpoint, url: &impl fmt::Display) {
        self.print(endpoint, endpoint.auth().first().copied(), "not fetched");
        say(&indented(url));
    }

    fn print(&mut self, endpoint: Endpoint, auth: Option<AuthScheme>, status: &str) -> String {
        self.calls += 1;
        self.walked.insert(endpoint);
        let (method, path) = (endpoint.method().as_str(), endpoint.path());
        let auth = auth.map_or_else(String::new, |auth| auth.to_string());
        let line = format!("{method:<6} {path:<77} {auth:<30} {status}");
        say(&line);
        line
    }

    /// Prints the summary. Returns whether all calls succeeded.
    pub(crate) fn end(&self) -> bool {
        let (endpoints, failed) = (self.walked.len(), self.failed.len());
        say(&format!("\n{endpoints} endpoints, {} calls, {failed} failed", self.calls));
        self.failed.iter().for_each(|line| say(line));
        failed == 0
    }
}

/// Prints a text. Errors (`| head`) are ignored, so that the program still deletes what it has
/// created.
pub(crate) fn say(text: &str) {
    drop(writeln!(io::stdout(), "{text}"));
}

fn is_dry_run(error: &Error) -> bool {
    matches!(error, Error::NotSent(error) if *error.reason() == NotSentReason::DryRun)
}

/// Returns the error, its causes and its remedy.
fn explanation(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    format!("{text}\n{}", error.remedy(tier(error.endpoint())))
}

/// Returns the tier of an endpoint, for remedies that differ by tier.
fn tier(endpoint: Endpoint) -> Tier {
    match endpoint.group() {
        EndpointGroup::Enterprise => Tier::Enterprise,
        EndpointGroup::V2 | EndpointGroup::XActivity | EndpointGroup::OAuth2 => Tier::V2PayPerUse,
        _ => Tier::Premium,
    }
}

fn indented(text: &impl fmt::Display) -> String {
    // Errors repeat what the server says.
    let lines = text.to_string();
    let lines = lines.lines().map(|line| format!("    {}", Escaped(line)));
    lines.collect::<Vec<_>>().join("\n")
}
