//! A server whose responses the tests choose, right or wrong.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::receiver::Secrets;
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;
use url::Url;

#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

pub(super) enum Response {
    Bytes(Vec<u8>),
    /// No response.
    Hang,
    /// The end of the connection, without a response.
    Close,
    /// 200, once the gate is open.
    Gate(watch::Receiver<bool>),
}

pub(super) struct Receiver {
    pub(super) url: Url,
    requests: Arc<Requests>,
    server: AbortHandle,
}

#[derive(Default)]
struct Requests {
    count: AtomicU64,
    /// `None` if the requests are only counted.
    kept: Option<Mutex<Vec<Request>>>,
}

impl Requests {
    fn push(&self, request: Request) {
        if let Some(kept) = &self.kept {
            kept.lock().unwrap().push(request);
        }
        self.count.fetch_add(1, Ordering::SeqCst);
    }
}

type Handler = dyn Fn(&Request) -> Response + Send + Sync;

impl Receiver {
    pub(super) async fn start(
        respond: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Self {
        Self::start_with(None, respond).await
    }

    /// Starts a server that only counts the requests.
    pub(super) async fn forgetting(
        respond: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Self {
        Self::listen(None, respond, Requests::default()).await
    }

    pub(super) async fn start_with(
        tls: Option<TlsAcceptor>,
        respond: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Self {
        let kept = Some(Mutex::default());
        Self::listen(tls, respond, Requests { kept, ..Requests::default() }).await
    }

    async fn listen(
        tls: Option<TlsAcceptor>,
        respond: impl Fn(&Request) -> Response + Send + Sync + 'static,
        requests: Requests,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let address = listener.local_addr().unwrap();
        let url = format!("{scheme}://{address}/webhook").parse().unwrap();
        let requests = Arc::new(requests);
        let server = tokio::spawn(accept(listener, tls, Arc::new(respond), Arc::clone(&requests)));
        Self { url, requests, server: server.abort_handle() }
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        let kept = self.requests.kept.as_ref().map(|kept| kept.lock().unwrap().clone());
        kept.unwrap_or_default()
    }

    pub(super) fn count(&self) -> u64 {
        self.requests.count.load(Ordering::SeqCst)
    }

    /// Returns the received bodies, in the order of their arrival.
    pub(super) fn bodies(&self) -> Vec<String> {
        let posts = self.requests().into_iter().filter(|request| request.method == "POST");
        posts.map(|request| String::from_utf8_lossy(&request.body).into_owned()).collect()
    }

    /// Waits, in real time, until this many requests have arrived.
    pub(super) async fn received(&self, count: u64) {
        for _ in 0..6_000 {
            if self.count() >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{} of {count} requests arrived", self.count());
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn accept(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    respond: Arc<Handler>,
    requests: Arc<Requests>,
) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (tls, respond, requests) = (tls.clone(), Arc::clone(&respond), Arc::clone(&requests));
        tokio::spawn(async move {
            match tls {
                None => serve(stream, &*respond, &requests).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        serve(stream, &*respond, &requests).await;
                    }
                }
            }
        });
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    respond: &Handler,
    requests: &Requests,
) {
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await {
        let response = respond(&request);
        requests.push(request);
        let bytes = match response {
            Response::Bytes(bytes) => bytes,
            Response::Close => return,
            Response::Hang => {
                let _ = stream.read(&mut [0]).await;
                return;
            }
            Response::Gate(mut gate) => {
                gate.wait_for(|open| *open).await.unwrap();
                status_bytes(200)
            }
        };
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// Reads the next request of a connection; `None` at its end.
async fn read(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer[..end].to_vec()).unwrap();
    buffer.drain(..end + 4);
    let mut lines = head.lines();
    let mut words = lines.next().unwrap().split(' ');
    let method = words.next().unwrap().to_owned();
    let target = words.next().unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: HeaderMap = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
        .collect();
    let length = headers.get("content-length").map_or("0", |it: &HeaderValue| it.to_str().unwrap());
    let length = length.parse().unwrap();
    while buffer.len() < length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let body = buffer.drain(..length).collect();
    Some(Request { method, path: path.to_owned(), query: query.to_owned(), headers, body })
}

pub(super) fn response(status: u16, headers: &str, body: &[u8]) -> Response {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n");
    Response::Bytes([head.as_bytes(), body].concat())
}

fn status_bytes(status: u16) -> Vec<u8> {
    format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").into_bytes()
}

pub(super) fn status(status: u16) -> Response {
    Response::Bytes(status_bytes(status))
}

/// The right response of a receiver: the token to CRC requests, 200 to deliveries.
pub(super) fn right(secrets: &Secrets, request: &Request) -> Response {
    if request.method == "GET" {
        let token = secrets.crc_response(&request.query, &request.headers).unwrap();
        response(200, "content-type: application/json\r\n", token.as_bytes())
    } else {
        status(200)
    }
}
