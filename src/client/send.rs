//! Sends requests, retries them and reads their responses.

use std::error::Error as _;
use std::io;
use std::time::Instant;

use bytes::BytesMut;

use super::auth::Auth;
use super::bearer::BearerToken;
use super::call::Call;
use super::endpoint::{AuthScheme, Endpoint};
use super::error::{Error, ErrorCode, NotSentReason, TransportErrorKind};
use super::exchange::Exchange;
use super::rate_limit::RateLimit;
use super::request::PreparedRequest;
use super::response::{LARGEST_ERROR, Response};
use super::target::Target;
use super::wait::Attempts;
use super::{BoxFuture, Client};

impl Client {
    /// Sends a call and returns its response. Retries it if that is safe and may succeed.
    pub(super) async fn send(&self, call: Call<'_>) -> Result<Response, Error> {
        let target = self.target(&call);
        self.send_until_it_ends(call).await.map_err(|error| error.at(&target))
    }

    /// Returns the error for a call that X could only reject.
    pub(super) fn not_sent(&self, call: &Call<'_>, reason: NotSentReason) -> Error {
        Error::not_sent(call.endpoint, reason).at(&self.target(call))
    }

    fn target(&self, call: &Call<'_>) -> Target {
        Target::new(call.endpoint, &call.url(&self.inner.base_url))
    }

    async fn send_until_it_ends(&self, call: Call<'_>) -> Result<Response, Error> {
        let scheme = self.scheme(&call)?;
        let mut renewed = false;
        let mut attempts = Attempts::new(self);
        loop {
            let bearer = match scheme {
                AuthScheme::Bearer => Some(self.bearer().await?),
                _ => None,
            };
            let request = self.prepare(&call, scheme, bearer.as_ref())?;
            let error = match self.attempt(request, attempts.number).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            match bearer {
                Some(token) if !renewed && is_bad_token(&error) => {
                    self.inner.bearer.forget(&token).await;
                    renewed = true;
                }
                _ => {
                    let attempt = attempts.number;
                    let Some(pause) = attempts.pause(self, &call, &error) else {
                        return Err(error);
                    };
                    tracing::debug!(endpoint = %call.endpoint, attempt, ?pause, "retrying");
                    self.sleep(pause).await;
                }
            }
        }
    }

    /// Returns the bearer token. A dry run does not fetch one.
    async fn bearer(&self) -> Result<BearerToken, Error> {
        if self.inner.hooks.dry_run.is_some() {
            return Ok(BearerToken::new("none"));
        }
        self.inner.bearer.get(self.clone().fetch_bearer_token()).await
    }

    /// Boxed, because `send` calls this and this calls `send`.
    pub(super) fn fetch_bearer_token(self) -> BoxFuture<'static, Result<BearerToken, Error>> {
        Box::pin(async move {
            let call = Call::new(Endpoint::OAuthBearerToken, Auth::Basic);
            self.send(call.form("grant_type", "client_credentials")).await?.bearer_token()
        })
    }

    async fn attempt(&self, request: PreparedRequest, attempt: u32) -> Result<Response, Error> {
        let PreparedRequest { endpoint, scheme, .. } = request;
        let path = request.url.path().to_owned();
        if let Some(show) = &self.inner.hooks.dry_run {
            show(&request);
            return Err(Error::not_sent(endpoint, NotSentReason::DryRun));
        }
        let started = Instant::now();
        let timeout = self.inner.timeout;
        let result = tokio::time::timeout(timeout, self.exchange(request)).await;
        let result = result.unwrap_or_else(|_| {
            let source = format!("no complete response within {} s", timeout.as_secs());
            Err(Error::transport(endpoint, TransportErrorKind::Timeout, source))
        });
        let exchange = Exchange {
            endpoint,
            path,
            auth: scheme,
            attempt,
            status: match &result {
                Ok(response) => Some(response.status),
                Err(error) => error.status(),
            },
            elapsed: started.elapsed(),
        };
        tracing::debug!(
            endpoint = %endpoint,
            path = exchange.path,
            auth = %scheme,
            attempt,
            status = exchange.status.map(|status| status.as_u16()),
            elapsed = ?exchange.elapsed,
            "request finished"
        );
        if let Some(observe) = &self.inner.hooks.observer {
            observe(&exchange);
        }
        result
    }

    async fn exchange(&self, request: PreparedRequest) -> Result<Response, Error> {
        let secrets = request.secrets();
        let PreparedRequest { endpoint, scheme: auth, url, headers, body } = request;
        let target = Target::new(endpoint, &url);
        let mut outgoing = reqwest::Request::new(endpoint.method().clone(), url);
        *outgoing.headers_mut() = headers;
        *outgoing.body_mut() = Some(body.into());
        let failed = |error: reqwest::Error| transport_error(endpoint, error);
        let mut incoming = self.inner.http.execute(outgoing).await.map_err(failed)?;

        let (status, headers) = (incoming.status(), std::mem::take(incoming.headers_mut()));
        if let Some(limit) = RateLimit::from_headers(&headers) {
            self.inner.rate_limits.set(endpoint, limit);
        }
        let most = if status.is_success() { endpoint.largest_response() } else { LARGEST_ERROR };
        let mut body = BytesMut::new();
        let mut truncated = false;
        while let Some(chunk) = incoming.chunk().await.map_err(failed)? {
            let room = most.saturating_sub(body.len());
            truncated = chunk.len() > room;
            body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if truncated {
                break;
            }
        }
        let body = body.freeze();
        if !status.is_success() {
            let mut response = http::Response::new(secrets.redact(body));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            return Err(Error::api(&target, auth, response, truncated));
        }
        if truncated {
            let source = "the client stopped reading at the limit";
            return Err(Error::transport(endpoint, TransportErrorKind::BodyTooLarge, source));
        }
        Ok(Response { target, auth, status, headers, body, secrets })
    }
}

/// Returns whether X rejected the bearer token as invalid.
fn is_bad_token(error: &Error) -> bool {
    match error {
        Error::Api(error) => error.code() == Some(ErrorCode::InvalidToken),
        _ => false,
    }
}

/// Returns whether TLS failed. reqwest reports that like any other failure to connect. The cause
/// shows it: with rustls an error of invalid data, with OpenSSL a text with its name.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |&cause| cause.source());
    error.is_connect()
        && causes.any(|cause| match cause.downcast_ref() {
            Some(error) => is_invalid_data(error),
            None => cause.to_string().contains("SSL routines"),
        })
}

/// Checks the inner error too, because `source()` skips it.
fn is_invalid_data(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    error.kind() == io::ErrorKind::InvalidData || inner.is_some_and(is_invalid_data)
}

pub(super) fn kind_of(error: &reqwest::Error) -> TransportErrorKind {
    if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if is_tls(error) {
        TransportErrorKind::Tls
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_body() || error.is_decode() || error.is_request() {
        TransportErrorKind::Interrupted
    } else {
        TransportErrorKind::Other
    }
}

fn transport_error(endpoint: Endpoint, error: reqwest::Error) -> Error {
    let kind = kind_of(&error);
    // The URL's query may contain a token.
    Error::transport(endpoint, kind, error.without_url())
}
