//! A server over TCP whose connections follow scripts.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval};

use super::cases::stream::{EACH_SECOND, SECONDS, event, large_event};

/// What a server does with a connection, once it has read the head of the request.
#[derive(Clone)]
pub(super) enum Step {
    /// Sends the head of a stream.
    Head,
    /// Sends text of the stream at once.
    Send(String),
    /// Sends bytes that are not text.
    Raw(&'static [u8]),
    /// Sends each byte by itself.
    Bytewise(String),
    /// Sends a text so often.
    Repeat(String, usize),
    /// Sends events from the first number until before the second.
    Events(usize, usize),
    /// Offers large events at their rate, by Tokio's timer.
    Offer,
    /// Ends the stream in order.
    End,
    /// Closes the connection within the stream.
    Break,
    /// Resets the connection.
    Reset,
    /// Sends a whole response: the status and the headers, and a body.
    Respond(String, String),
    /// Waits by Tokio's timer.
    Wait(Duration),
    /// Waits until the client closes the connection.
    Stall,
}

pub(super) use Step::*;

/// A line with an event.
pub(super) fn line(number: usize) -> Step {
    Send(event(number) + "\r\n")
}

pub(super) fn status(head: &str, body: &str) -> Vec<Step> {
    vec![Respond(head.to_owned(), body.to_owned())]
}

/// A connection that sends an event and stays open.
pub(super) fn good(number: usize) -> Vec<Step> {
    vec![Head, line(number), Stall]
}

#[derive(Default)]
struct Shared {
    requests: Mutex<Vec<String>>,
    written: AtomicUsize,
    closed: AtomicUsize,
    close: Notify,
}

pub(super) struct Server {
    pub(super) base_url: String,
    shared: Arc<Shared>,
}

impl Server {
    /// Starts a server. The first connection follows the first script, and so on. Connections after
    /// the last script are closed. Requests for a bearer token have no script.
    pub(super) async fn start(scripts: impl IntoIterator<Item = Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::<Shared>::default();
        let mut scripts: Vec<_> = scripts.into_iter().collect();
        scripts.reverse();
        let (server, scripts) = (Arc::clone(&shared), Arc::new(Mutex::new(scripts)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (shared, scripts) = (Arc::clone(&server), Arc::clone(&scripts));
                tokio::spawn(serve(stream, shared, scripts));
            }
        });
        Self { base_url, shared }
    }

    /// Returns the request lines of the connections to the stream.
    pub(super) fn requests(&self) -> Vec<String> {
        let heads = self.heads().into_iter().filter(|head| head.starts_with("GET "));
        heads.map(|head| head.lines().next().unwrap().to_owned()).collect()
    }

    /// Returns the heads of all requests.
    pub(super) fn heads(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Returns the number of bytes that connections have taken.
    pub(super) fn written(&self) -> usize {
        self.shared.written.load(Ordering::SeqCst)
    }

    /// Waits until the client has closed so many connections that stalled.
    pub(super) async fn wait_until_closed(&self, connections: usize) {
        while self.shared.closed.load(Ordering::SeqCst) < connections {
            let closed = self.shared.close.notified();
            if self.shared.closed.load(Ordering::SeqCst) < connections {
                closed.await;
            }
        }
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>, scripts: Arc<Mutex<Vec<Vec<Step>>>>) {
    let Some(head) = read_head(&mut stream).await else { return };
    let is_token = head.starts_with("POST /oauth2/token ");
    shared.requests.lock().unwrap().push(head);
    let token = || status("200 OK", r#"{"token_type":"bearer","access_token":"renewedTOKEN9"}"#);
    let script = if is_token { Some(token()) } else { scripts.lock().unwrap().pop() };
    for step in script.unwrap_or_default() {
        // The client may close the connection at any time.
        if perform(&mut stream, step, &shared).await.is_err() {
            break;
        }
    }
}

/// Reads the head of a request, and its body.
async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.ok()?;
    Some(head)
}

async fn perform(stream: &mut TcpStream, step: Step, shared: &Shared) -> std::io::Result<()> {
    match step {
        Head => {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
                        transfer-encoding: chunked\r\n\r\n";
            stream.write_all(head.as_bytes()).await?;
        }
        Send(text) => send(stream, text.as_bytes(), shared).await?,
        Raw(bytes) => send(stream, bytes, shared).await?,
        Bytewise(text) => {
            for byte in text.bytes() {
                send(stream, &[byte], shared).await?;
            }
        }
        Repeat(text, times) => {
            for _ in 0..times {
                send(stream, text.as_bytes(), shared).await?;
            }
        }
        Events(from, until) => {
            for number in from..until {
                send(stream, (event(number) + "\r\n").as_bytes(), shared).await?;
            }
        }
        Offer => {
            let mut tenths = interval(Duration::from_millis(100));
            tenths.set_missed_tick_behavior(MissedTickBehavior::Burst);
            for number in 0..SECONDS * EACH_SECOND {
                if number % (EACH_SECOND / 10) == 0 {
                    tenths.tick().await;
                }
                send(stream, (large_event(number) + "\r\n").as_bytes(), shared).await?;
            }
        }
        End => {
            stream.write_all(b"0\r\n\r\n").await?;
            stream.shutdown().await?;
        }
        Break => stream.shutdown().await?,
        Reset => {
            #[allow(deprecated)] // Its successor is newer than the oldest tokio that is supported.
            stream.set_linger(Some(Duration::ZERO))?;
        }
        Respond(head, body) => {
            let length = body.len();
            let response = format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\n\r\n{body}");
            stream.write_all(response.as_bytes()).await?;
            stream.shutdown().await?;
        }
        Wait(time) => tokio::time::sleep(time).await,
        Stall => {
            let mut rest = [0; 1024];
            while stream.read(&mut rest).await.is_ok_and(|length| length > 0) {}
            shared.closed.fetch_add(1, Ordering::SeqCst);
            shared.close.notify_waiters();
        }
    }
    Ok(())
}

/// Sends a part of the body.
async fn send(stream: &mut TcpStream, part: &[u8], shared: &Shared) -> std::io::Result<()> {
    let mut chunk = format!("{:x}\r\n", part.len()).into_bytes();
    chunk.extend_from_slice(part);
    chunk.extend_from_slice(b"\r\n");
    stream.write_all(&chunk).await?;
    shared.written.fetch_add(part.len(), Ordering::SeqCst);
    Ok(())
}
