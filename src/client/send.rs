//! Sends requests, retries them and reads their responses.

use std::error::Error as _;
use std::io;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};

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

    pub(super) fn target(&self, call: &Call<'_>) -> Target {
        Target::new(call.endpoint, &call.url(&self.inner.base_url))
    }

    async fn send_until_it_ends(&self, call: Call<'_>) -> Result<Response, Error> {
        let mut attempts = Attempts::new(self);
        loop {
            let attempt = attempts.number;
            let sent = self.send_authorized(&call, is_bad_token, |it| self.attempt(it, attempt));
            let error = match sent.await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let Some(pause) = attempts.pause(self, &call, &error) else { return Err(error) };
            tracing::debug!(endpoint = %call.endpoint, attempt, ?pause, "retrying");
            self.sleep(pause).await;
        }
    }

    /// Sends the request of a call, and once more with a new bearer token if X rejected the token.
    pub(super) async fn send_authorized<T, F: Future<Output = Result<T, Error>>>(
        &self,
        call: &Call<'_>,
        is_bad_token: fn(&Error) -> bool,
        attempt: impl Fn(PreparedRequest) -> F,
    ) -> Result<T, Error> {
        let scheme = self.scheme(call)?;
        if scheme != AuthScheme::Bearer {
            return attempt(self.prepare(call, scheme, None)?).await;
        }
        let token = self.bearer().await?;
        match attempt(self.prepare(call, scheme, Some(&token))?).await {
            Err(error) if is_bad_token(&error) => {
                self.inner.bearer.forget(&token).await;
                let token = self.bearer().await?;
                attempt(self.prepare(call, scheme, Some(&token))?).await
            }
            result => result,
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
        let whole = |request| async { self.open(request).await?.whole().await };
        self.observe(request, attempt, self.inner.timeout, whole).await
    }

    /// Sends a request and returns the response once its head is there. `limit` is the time for
    /// that.
    pub(super) async fn attempt_head(
        &self,
        request: PreparedRequest,
        attempt: u32,
        limit: Duration,
    ) -> Result<Response<reqwest::Response>, Error> {
        self.observe(request, attempt, limit, |request| self.open(request)).await
    }

    /// Makes an exchange within a time limit, and reports it to the log and the observer.
    async fn observe<B, F: Future<Output = Result<Response<B>, Error>>>(
        &self,
        request: PreparedRequest,
        attempt: u32,
        limit: Duration,
        make: impl FnOnce(PreparedRequest) -> F,
    ) -> Result<Response<B>, Error> {
        let PreparedRequest { endpoint, scheme, .. } = request;
        let path = request.url.path().to_owned();
        if let Some(show) = &self.inner.hooks.dry_run {
            show(&request);
            return Err(Error::not_sent(endpoint, NotSentReason::DryRun));
        }
        let started = Instant::now();
        let result = tokio::time::timeout(limit, make(request)).await;
        let result = result.unwrap_or_else(|_| Err(Error::timeout(endpoint, "response", limit)));
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

    /// Sends a request. The body of a success is not read.
    async fn open(&self, request: PreparedRequest) -> Result<Response<reqwest::Response>, Error> {
        let secrets = request.secrets();
        let PreparedRequest { endpoint, scheme: auth, url, headers, body } = request;
        let target = Target::new(endpoint, &url);
        let mut outgoing = reqwest::Request::new(endpoint.method().clone(), url);
        *outgoing.headers_mut() = headers;
        *outgoing.body_mut() = Some(body.into());
        let failed = |error: reqwest::Error| transport_error(endpoint, error);
        let mut body = self.inner.http.execute(outgoing).await.map_err(failed)?;

        let (status, headers) = (body.status(), std::mem::take(body.headers_mut()));
        if let Some(limit) = RateLimit::from_headers(&headers) {
            self.inner.rate_limits.set(endpoint, limit);
        }
        let response = Response { target, auth, status, headers, body, secrets };
        if status.is_success() { Ok(response) } else { Err(response.into_failure().await) }
    }
}

impl Response<reqwest::Response> {
    /// Reads the body of a success.
    async fn whole(self) -> Result<Response, Error> {
        let endpoint = self.target.endpoint;
        let (head, mut body) = self.split();
        let (body, is_truncated) = read(&mut body, endpoint, endpoint.largest_response()).await?;
        if is_truncated {
            let source = "the client stopped reading at the limit";
            return Err(Error::transport(endpoint, TransportErrorKind::BodyTooLarge, source));
        }
        Ok(head.with(body))
    }

    /// Reads the beginning of the body, which explains why X rejected the request.
    async fn into_failure(self) -> Error {
        let (head, mut body) = self.split();
        match read(&mut body, head.target.endpoint, LARGEST_ERROR).await {
            Ok((body, is_truncated)) => head.failure(body, is_truncated),
            Err(error) => error,
        }
    }
}

/// Reads a body up to `most` bytes. Returns whether it has more.
pub(super) async fn read(
    body: &mut reqwest::Response,
    endpoint: Endpoint,
    most: usize,
) -> Result<(Bytes, bool), Error> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = body.chunk().await.map_err(|it| transport_error(endpoint, it))? {
        let room = most.saturating_sub(bytes.len());
        bytes.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if chunk.len() > room {
            return Ok((bytes.freeze(), true));
        }
    }
    Ok((bytes.freeze(), false))
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

pub(super) fn transport_error(endpoint: Endpoint, error: reqwest::Error) -> Error {
    let kind = kind_of(&error);
    // The URL's query may contain a token.
    Error::transport(endpoint, kind, error.without_url())
}
