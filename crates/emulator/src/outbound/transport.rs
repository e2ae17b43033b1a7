//! Sends requests to receivers and classifies the responses.

use std::error::Error;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use bytes::Bytes;
use flate2::read::GzDecoder;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, Method};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, Request};
use tokio_rustls::rustls;
use url::Url;

use super::error::OutboundError;
use super::failure::Failure;

/// The number of bytes of a response that are read.
const LONGEST_RESPONSE: usize = 64 * 1024;

/// X does not document this. It is short enough to distinguish a host that drops packets from a
/// slow response.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The number of bytes of a body that are recorded.
const RECORDED: usize = 1024;

#[derive(Clone, Debug)]
pub(super) struct Transport(Client);

/// The result of a request.
pub(super) struct Response {
    pub(super) status: Option<u16>,
    pub(super) latency: Duration,
    /// The start of the body, decompressed. Empty if it was not read.
    pub(super) body: Vec<u8>,
    /// `None` if the status was 200.
    pub(super) failure: Option<Failure>,
}

impl Response {
    /// Returns the part of the body that is recorded.
    pub(super) fn text(&self) -> Option<String> {
        let start = self.body.get(..RECORDED).unwrap_or(&self.body);
        (!start.is_empty()).then(|| String::from_utf8_lossy(start).into_owned())
    }
}

impl Transport {
    /// Creates a client that trusts the platform's certificates, if any, and the given ones.
    pub(super) fn new(authorities: &[Certificate]) -> Result<Self, OutboundError> {
        let extra = authorities.to_vec();
        // `tls_certs_merge` fails on a machine without certificates, and on macOS if certificates
        // are added.
        client(|builder| builder.tls_certs_merge(extra.clone()))
            .or_else(|_| client(|builder| builder.tls_certs_only(extra.clone())))
            .map(Self)
            .map_err(|error| OutboundError::Transport(innermost(&error)))
    }

    /// Sends a request and classifies the response. The deadline covers the whole exchange.
    pub(super) async fn send(
        &self,
        method: Method,
        url: Url,
        headers: HeaderMap,
        body: Option<Bytes>,
        deadline: Duration,
    ) -> Response {
        let mut request = Request::new(method, url);
        *request.headers_mut() = headers;
        *request.body_mut() = body.map(Into::into);
        *request.timeout_mut() = Some(deadline);
        let started = Instant::now();
        let (status, body, failure) = match self.0.execute(request).await {
            Ok(response) => {
                let status = response.status().as_u16();
                let mut body = Vec::new();
                let failure = judge(response, &mut body).await.err();
                (Some(status), body, failure)
            }
            Err(error) => (None, Vec::new(), Some(failure(error))),
        };
        Response { status, latency: started.elapsed(), body, failure }
    }
}

fn client(certificates: impl FnOnce(ClientBuilder) -> ClientBuilder) -> reqwest::Result<Client> {
    certificates(Client::builder())
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .no_proxy()
        .http1_only()
        .tls_backend_rustls()
        .build()
}

/// Reads a response into `body` and classifies it.
async fn judge(mut response: reqwest::Response, body: &mut Vec<u8>) -> Result<(), Failure> {
    let status = response.status();
    if !(status.is_success() || status.is_client_error() || status.is_server_error()) {
        return Err(Failure::Redirect(status.as_u16()));
    }
    let says_gzip =
        response.headers().get_all(CONTENT_ENCODING).iter().any(|value| {
            value.to_str().is_ok_and(|value| value.to_ascii_lowercase().contains("gzip"))
        });
    // The body is read to its end, so that the connection can be reused.
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_RESPONSE {
            break;
        }
    }
    if says_gzip != body.starts_with(&GZIP_MAGIC) {
        return Err(Failure::GzipMismatch);
    }
    if says_gzip {
        *body = decompressed(body).ok_or(Failure::GzipMismatch)?;
    }
    if status == 200 { Ok(()) } else { Err(Failure::Status(status.as_u16())) }
}

/// Decompresses the start of a gzip body, or returns `None` if it is not one. A body that was cut
/// while it was read ends early.
fn decompressed(body: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let limit = u64::try_from(LONGEST_RESPONSE).unwrap_or(u64::MAX);
    match GzDecoder::new(body).take(limit).read_to_end(&mut content) {
        Ok(_) => Some(content),
        Err(_) => (body.len() > LONGEST_RESPONSE).then_some(content),
    }
}

fn failure(error: reqwest::Error) -> Failure {
    // The error's own text contains the URL, whose query may be a secret.
    let error = error.without_url();
    if sources(&error).any(is_tls) {
        Failure::Tls(innermost(&error))
    } else if error.is_connect() {
        Failure::Connect(innermost(&error))
    } else if error.is_timeout() {
        Failure::Slow
    } else {
        Failure::Interrupted(innermost(&error))
    }
}

fn is_tls(error: &(dyn Error + 'static)) -> bool {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => is_tls(inner),
        None => error.is::<rustls::Error>(),
    }
}

fn sources<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (**error).source())
}

/// Returns the text of the innermost cause, which is the most specific.
fn innermost(error: &(dyn Error + 'static)) -> String {
    sources(error).last().unwrap_or(error).to_string()
}
