//! Servers that do not respond, respond late, break off, or send too much.

use std::time::{Duration, Instant};

use account_activity::client::{
    ClientBuilder, Endpoint, Error, ErrorCode, Reason, Subscribed, TransportErrorKind,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

/// A server that reads the head of each request, then passes the connection to a function.
pub(super) async fn serve<F>(respond: impl Fn(TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                match stream.read_u8().await {
                    Ok(byte) => head.push(byte),
                    Err(_) => break,
                }
            }
            tokio::spawn(respond(stream));
        }
    });
    format!("http://{address}")
}

/// A server that sends these bytes on each connection, then closes it.
async fn serve_bytes(response: &'static str) -> String {
    serve(move |mut stream| async move {
        let _ = stream.write_all(response.as_bytes()).await;
        let _ = stream.shutdown().await;
    })
    .await
}

/// A text, followed by spaces up to this length.
fn padded(text: &str, length: usize) -> String {
    format!("{text}{}", " ".repeat(length - text.len()))
}

fn kind(error: &Error) -> Option<TransportErrorKind> {
    match error {
        Error::Transport(error) => Some(error.kind()),
        _ => None,
    }
}

/// Every endpoint and the slow servers at the same time, because no timeout is shorter than twelve
/// seconds.
#[tokio::test]
async fn what_does_not_end_in_time_is_a_timeout() {
    const TIMEOUT: Duration = ClientBuilder::MIN_TIMEOUT;
    let mut calls = JoinSet::new();
    let mut spawn = |base_url: String, row: &'static Row| {
        let clients = Clients::build(|app| builder_of(app, &*base_url).timeout(Duration::ZERO));
        calls.spawn(async move { (row, (row.call)(clients.of(row)).await) });
    };

    let server = MockServer::start().await;
    for row in rows() {
        let late = ResponseTemplate::new(200).set_delay(TIMEOUT * 3);
        row.given(&server.uri()).respond_with(late).expect(1).mount(&server).await;
        spawn(server.uri(), row);
    }
    let row = rows().find(|row| row.endpoint == Endpoint::PremiumWebhooks).unwrap();
    let silent = serve(|stream| async move {
        sleep(TIMEOUT * 3).await;
        drop(stream);
    });
    spawn(silent.await, row);
    let slow = serve(|mut stream| async move {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n";
        let _ = stream.write_all(head.as_bytes()).await;
        while stream.write_u8(b' ').await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    });
    spawn(slow.await, row);

    let started = Instant::now();
    while let Some(ended) = calls.join_next().await {
        let (row, result) = ended.unwrap();
        let error = result.expect_err(&row.endpoint.to_string());
        assert!(error.is_timeout() && error.is_retryable(), "{}: {error:?}", row.endpoint);
        assert_eq!((error.endpoint(), error.status()), (row.endpoint, None));
        assert!(error.to_string().starts_with(&row.endpoint.to_string()), "{error}");
    }
    assert!(started.elapsed() >= TIMEOUT, "{:?}", started.elapsed());
}

/// An address at which nobody listens. The bound socket keeps its port from others.
pub(super) fn nobody() -> (tokio::net::TcpSocket, String) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (socket, url)
}

#[tokio::test]
async fn connections_that_break() {
    let (_socket, nobody) = nobody();
    let in_the_midst = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[{\"id\":";
    let in_a_chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\n[{\"id\":";
    let cases = [
        (nobody, TransportErrorKind::Connect),
        (serve_bytes("").await, TransportErrorKind::Interrupted),
        (serve_bytes("HTTP/1.1 200").await, TransportErrorKind::Interrupted),
        (serve_bytes(in_the_midst).await, TransportErrorKind::Interrupted),
        (serve_bytes(in_a_chunk).await, TransportErrorKind::Interrupted),
        (serve_bytes("SSH-2.0-OpenSSH_9.9\r\n").await, TransportErrorKind::Interrupted),
    ];
    for (base_url, expected) in cases {
        let error = client(&base_url).enterprise().webhooks().await.unwrap_err();
        assert_eq!(kind(&error), Some(expected), "{base_url}: {error:?}");
        assert_eq!(error.endpoint(), Endpoint::EnterpriseWebhooks);
        assert!(error.is_retryable());
        let source = std::error::Error::source(&error).expect("the cause").to_string();
        assert!(!error.to_string().contains(&source), "{error} / {source}");
        assert!(!format!("{error:?}").contains("/1.1/account_activity/webhooks.json?"));
    }
}

/// Not a fault of the network, so a retry does not help.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn tls_that_fails() {
    let server = MockServer::start().await;
    let error = client(server.uri().replace("http:", "https:")).enterprise().webhooks().await;
    let error = error.unwrap_err();
    assert_eq!(kind(&error), Some(TransportErrorKind::Tls), "{error:?}");
    assert!(!error.is_retryable());
}

/// RFC 9110 allows no body with 204, but X's documents print `{ }`.
#[tokio::test]
async fn no_content_with_content() {
    let response = "HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\n{ }";
    let client = client(serve_bytes(response).await);
    let premium = client.premium("prod");
    assert_eq!(premium.subscribe(&user()).await.unwrap(), Subscribed::New);
    assert!(premium.is_subscribed(&user()).await.unwrap());
    premium.delete_webhook(WEBHOOK).await.unwrap();
}

#[tokio::test]
async fn a_long_error_is_cut() {
    let server = MockServer::start().await;
    let long = format!(
        r#"{{"errors":[{{"code":88,"message":"{}"}}]}}"#,
        "no end ".repeat((10 << 20) / "no end ".len())
    );
    let response = ResponseTemplate::new(500).set_body_raw(long, "application/json");
    Mock::given(any()).respond_with(response).expect(1).mount(&server).await;
    let error = client(server.uri()).enterprise().webhooks().await.unwrap_err();
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!(error.reason(), &Reason::InternalError);
    assert!(error.is_truncated() && error.is_retryable());
    assert_eq!(error.body().len(), 64 << 10);
    assert!(error.to_string().len() < 1_000 && format!("{error:?}").len() < 1_000, "{error}");

    // A body within the limit is read.
    server.reset().await;
    let fits = padded(r#"{"errors":[{"code":131,"message":"x"}]}"#, 64 << 10);
    let response = ResponseTemplate::new(500).set_body_raw(fits, "application/json");
    Mock::given(any()).respond_with(response).expect(1).mount(&server).await;
    let error = client(server.uri()).enterprise().webhooks().await.unwrap_err();
    let error = error.as_api().unwrap();
    assert_eq!(error.code(), Some(ErrorCode::InternalError));
    assert!(!error.is_truncated());
}

/// The limit is exact, with and without a length, and the rest of the response is not waited for.
#[tokio::test]
async fn a_long_success_is_refused() {
    let endless = serve(|mut stream| async move {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let _ = stream.write_all(head.as_bytes()).await;
        let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
        while stream.write_all(chunk.as_bytes()).await.is_ok() {}
    })
    .await;
    let refused = |error: Error, endpoint: Endpoint| {
        assert_eq!(kind(&error), Some(TransportErrorKind::BodyTooLarge), "{endpoint}: {error}");
        assert_eq!(error.endpoint(), endpoint);
        let limit = format!("the limit of the endpoint, {} bytes", endpoint.largest_response());
        assert!(error.to_string().contains(&limit), "{error}");
        assert!(!error.is_retryable());
    };
    let server = MockServer::start().await;
    let (to_endless, to_server) = (Clients::new(&endless), Clients::new(&server.uri()));
    // The stream has no end. Its lines have a limit.
    for row in rows().filter(|row| row.endpoint != Endpoint::XaaStream) {
        let endpoint = row.endpoint;
        refused((row.call)(to_endless.of(row)).await.unwrap_err(), endpoint);
        for excess in [0, 1] {
            server.reset().await;
            let body = padded(row.successes[0].1, endpoint.largest_response() + excess);
            let response = ResponseTemplate::new(200).set_body_string(body);
            Mock::given(any()).respond_with(response).expect(1).mount(&server).await;
            match (row.call)(to_server.of(row)).await {
                Err(error) if excess == 1 => refused(error, endpoint),
                Err(error) => assert!(matches!(error, Error::Response(_)), "{endpoint}: {error}"),
                Ok(_) => assert_eq!(excess, 0, "{endpoint}"),
            }
        }
    }
}

/// A response costs a small multiple of its bytes, whatever it contains. A `Value` of this one takes
/// a hundred times its bytes.
#[test]
fn a_response_of_many_small_parts_takes_little_memory() {
    use tokio::runtime::Builder;
    let servers = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let server = servers.block_on(MockServer::start());
    let clients = Clients::new(&server.uri());
    // A line of the stream is decoded as a delivery is, which has bounds of its own.
    for row in rows().filter(|row| row.endpoint != Endpoint::XaaStream) {
        let length = row.endpoint.largest_response().min(1 << 20);
        for (start, end) in [("[", "]"), ("{\"data\":[", "]}"), ("{\"errors\":[", "]}")] {
            let part = r#"{"":0},"#;
            let parts = part.repeat((length - start.len() - end.len() - 1) / part.len());
            let body = format!("{start}{}{end}", parts.trim_end_matches(','));
            let response = ResponseTemplate::new(200).set_body_string(body);
            servers.block_on(async {
                server.reset().await;
                Mock::given(any()).respond_with(response).mount(&server).await;
            });
            let memory = allocation_counter::measure(|| {
                let _ = runtime.block_on((row.call)(clients.of(row)));
            });
            let most = u64::try_from(4 * length + (1 << 20)).unwrap();
            assert!(memory.bytes_max < most, "{}: {memory:?}", row.endpoint);
        }
    }
}
