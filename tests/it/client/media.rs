//! Files of Direct Messages: signed where they are private, only from X's hosts, and never above
//! the limits.

use std::time::Duration;

use account_activity::client::{DmMediaError, Signer, TransportErrorKind};
use http::header::AUTHORIZATION;
use tokio::io::AsyncWriteExt;
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::faults::serve;
use super::*;

const FILE: &str = "/1.1/ton/data/dm/1/2/photo.jpg";

/// A loopback base URL counts as X's private host.
#[tokio::test]
async fn a_private_file_is_signed() {
    let server = MockServer::start().await;
    let url = format!("{}{FILE}?size=large", server.uri());
    let (app, user) = (app(), user());
    let signer = Signer::new(&app).token(&user).nonce(NONCE).timestamp(1_772_370_000);
    let header = signer.authorization(&http::Method::GET, &url.parse().unwrap(), &[]);
    let photo = ResponseTemplate::new(200).set_body_raw(vec![7; 10], "image/jpeg");
    Mock::given(method("GET"))
        .and(path(FILE))
        .and(move |request: &wiremock::Request| request.headers[AUTHORIZATION] == header)
        .respond_with(photo)
        .expect(1)
        .mount(&server)
        .await;
    let mut file = client(server.uri()).fetch_dm_media(&url, &user, 10).await.unwrap();
    assert_eq!(file.content_type(), Some("image/jpeg"));
    assert_eq!(file.content_length(), Some(10));
    let mut bytes = Vec::new();
    while let Some(chunk) = file.chunk().await.unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    assert_eq!(bytes, [7; 10]);
}

/// Nothing is sent to any of them: no request, and so no signature.
#[tokio::test]
async fn other_hosts_are_refused() {
    let (base, foreign) = (MockServer::start().await, MockServer::start().await);
    for server in [&base, &foreign] {
        Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(server).await;
    }
    let client = client(base.uri());
    let foreign = format!("{}{FILE}", foreign.uri());
    for url in [
        &*foreign,
        "https://bot.example/photo.jpg",
        "http://ton.twitter.com/photo.jpg",
        "https://ton.twitter.com:8443/photo.jpg",
        "https://ton.twitter.com.bot.example/photo.jpg",
        "https://bot.example/ton.twitter.com",
        "https://ton.twitter.com@bot.example/photo.jpg",
        "https://notton.twitter.com/photo.jpg",
        "https://api.twitter.com/1.1/account/settings.json",
        "ftp://ton.twitter.com/photo.jpg",
    ] {
        let error = client.fetch_dm_media(url, &user(), 10).await.unwrap_err();
        assert!(matches!(error, DmMediaError::Host(_)), "{url}: {error:?}");
    }
    for url in ["", "photo.jpg", "/1.1/ton/data/dm/1", "https://"] {
        let error = client.fetch_dm_media(url, &user(), 10).await.unwrap_err();
        assert!(matches!(error, DmMediaError::NotAUrl), "{url}: {error:?}");
    }
    let own = format!("{}{FILE}", base.uri());
    let error = client.fetch_dm_media(&own, &user_oauth2(), 10).await.unwrap_err();
    assert!(matches!(error, DmMediaError::Scheme), "{error:?}");
}

/// The hosts of X are accepted: a dry run reaches the sending.
#[tokio::test]
async fn a_dry_run_fetches_nothing() {
    let client = builder("https://api.twitter.com").dry_run(|_| ()).build().unwrap();
    for host in ["ton.twitter.com", "ton.x.com", "pbs.twimg.com", "video.twimg.com", "TON.X.com"] {
        let url = format!("https://{host}{FILE}");
        let error = client.fetch_dm_media(&url, &user(), 10).await.unwrap_err();
        assert!(matches!(error, DmMediaError::DryRun), "{host}: {error:?}");
        let with_oauth2 = client.fetch_dm_media(&url, &user_oauth2(), 10).await.unwrap_err();
        let is_public = host.ends_with("twimg.com");
        assert_eq!(matches!(with_oauth2, DmMediaError::DryRun), is_public, "{with_oauth2:?}");
    }
}

/// A base URL on another machine does not count as one of X's hosts for files.
#[tokio::test]
async fn the_base_url_counts_on_this_machine_only() {
    let client = builder("https://proxy.example").dry_run(|_| ()).build().unwrap();
    let url = format!("https://proxy.example{FILE}");
    let error = client.fetch_dm_media(&url, &user(), 10).await.unwrap_err();
    assert!(matches!(&error, DmMediaError::Host(host) if host == "proxy.example"), "{error:?}");
}

#[tokio::test]
async fn responses_that_are_not_a_file() {
    let server = MockServer::start().await;
    let url = format!("{}{FILE}", server.uri());
    for status in [204, 206, 302, 401, 403, 404, 500] {
        server.reset().await;
        let response = ResponseTemplate::new(status).insert_header("location", "/elsewhere");
        Mock::given(any()).respond_with(response).expect(1).mount(&server).await;
        let error = client(server.uri()).fetch_dm_media(&url, &user(), 10).await.unwrap_err();
        let DmMediaError::Status(found) = error else { panic!("{error:?}") };
        assert_eq!(found.as_u16(), status);
    }
}

#[tokio::test]
async fn a_file_of_a_known_length_that_is_too_large() {
    let server = MockServer::start().await;
    let file = ResponseTemplate::new(200).set_body_bytes(vec![7; 11]);
    Mock::given(any()).respond_with(file).expect(1).mount(&server).await;
    let url = format!("{}{FILE}", server.uri());
    let error = client(server.uri()).fetch_dm_media(&url, &user(), 10).await.unwrap_err();
    assert!(matches!(error, DmMediaError::TooLarge(10)), "{error:?}");
}

/// Without a length, the excess shows while the file is read. The error has the limit.
#[tokio::test]
async fn a_file_that_grows_too_large() {
    let base_url = serve(|mut stream| async move {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let _ = stream.write_all(head.as_bytes()).await;
        while stream.write_all(b"4\r\nabcd\r\n").await.is_ok() {}
    })
    .await;
    let url = format!("{base_url}{FILE}");
    let mut file = client(&*base_url).fetch_dm_media(&url, &user(), 10).await.unwrap();
    assert_eq!(file.content_length(), None);
    let mut received = 0;
    let error = loop {
        match file.chunk().await {
            Ok(chunk) => received += chunk.unwrap().len(),
            Err(error) => break error,
        }
    };
    assert!(received <= 10);
    assert!(matches!(error, DmMediaError::TooLarge(10)), "{error:?}");
    // The failure is permanent: the rest is not returned as the file.
    assert!(matches!(file.chunk().await, Err(DmMediaError::TooLarge(10))));
}

#[tokio::test]
async fn a_file_that_breaks_off() {
    let base_url = serve(|mut stream| async move {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabcd";
        let _ = stream.write_all(head.as_bytes()).await;
    })
    .await;
    let url = format!("{base_url}{FILE}");
    let mut file = client(&*base_url).fetch_dm_media(&url, &user(), 10).await.unwrap();
    let error = loop {
        match file.chunk().await {
            Ok(chunk) => assert!(chunk.is_some(), "the end came too early"),
            Err(error) => break error,
        }
    };
    let interrupted = DmMediaError::Transport(TransportErrorKind::Interrupted);
    assert_eq!(error.to_string(), interrupted.to_string());
}

/// A server that always has another byte, and the client's default limit of the whole download.
#[tokio::test]
async fn a_file_that_never_ends() {
    let base_url = serve(|mut stream| async move {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let _ = stream.write_all(head.as_bytes()).await;
        while stream.write_all(b"1\r\na\r\n").await.is_ok() {}
    })
    .await;
    let url = format!("{base_url}{FILE}");
    let mut file = client(&*base_url).fetch_dm_media(&url, &user(), u64::MAX).await.unwrap();
    assert!(file.chunk().await.unwrap().is_some());
    let limit = Duration::from_secs(600);
    tokio::time::pause();
    tokio::time::advance(limit).await;
    for _ in 0..2 {
        let error = file.chunk().await.unwrap_err();
        assert!(matches!(error, DmMediaError::TooSlow(it) if it == limit), "{error:?}");
        assert!(error.to_string().contains("dm_media_timeout"), "{error}");
    }
}

/// The shorter of the two limits applies: that of a chunk, and what is left of the whole.
#[tokio::test]
async fn a_file_that_stalls() {
    let base_url = serve(|mut stream| async move {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n";
        let _ = stream.write_all(head.as_bytes()).await;
        std::future::pending::<()>().await;
    })
    .await;
    let url = format!("{base_url}{FILE}");
    for (whole, is_too_slow) in [(20, true), (40, false)] {
        let whole = Duration::from_secs(whole);
        let client = builder(&*base_url).dm_media_timeout(whole).build().unwrap();
        let mut file = client.fetch_dm_media(&url, &user(), 10).await.unwrap();
        tokio::time::pause();
        let started = tokio::time::Instant::now();
        let error = file.chunk().await.unwrap_err();
        let waited = started.elapsed();
        tokio::time::resume();
        let step = Duration::from_secs(30);
        assert!(waited <= whole.min(step) + Duration::from_secs(1), "{waited:?}");
        match error {
            DmMediaError::TooSlow(limit) => assert!(is_too_slow && limit == whole),
            DmMediaError::Transport(TransportErrorKind::Timeout) => assert!(!is_too_slow),
            error => panic!("{error:?}"),
        }
    }
}
