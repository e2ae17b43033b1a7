//! Requests of web pages: of other origins, and for hosts that a page could have.

use account_activity::Tier;
use account_activity_emulator::Emulator;
use http::Method;

use super::raw::{Raw, Reply, send};
use super::still;

const VERIFY: &str = "/1.1/account/verify_credentials.json";

/// The paths of the API, of the sign-in, of photos, and of the control API.
const PATHS: [&str; 6] =
    [VERIFY, "/oauth/authorize", "/oauth2/token", "/media/x.jpg", "/2/users/me", "/emulator/users"];

async fn with(emulator: &Emulator, path: &str, headers: &[(&str, &str)]) -> Reply {
    let request = Raw::new(emulator).request(Method::POST, path);
    send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

fn is_refused(reply: &Reply, reason: &str) -> bool {
    reply.status == 403 && reply.body.contains(reason)
}

#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let emulator = still(Tier::Premium).control(true).start().await.unwrap();
    let port = emulator.port();
    for path in PATHS {
        for origin in [
            "null",
            "",
            &format!("http://127.0.0.1:{port}/"),
            &format!("http://127.0.0.1.:{port}"),
            &format!("http://[::1]:{port}"),
            "https://evil.example",
            "http://127.0.0.1",
            "http://127.0.0.1:1",
            &format!("http://localhost:{port}"),
            &format!("file://127.0.0.1:{port}"),
            &format!("http://127.0.0.1:{port}.evil.example"),
        ] {
            let reply = with(&emulator, path, &[("origin", origin)]).await;
            assert!(is_refused(&reply, "another origin"), "{path} {origin}: {}", reply.body);
        }
    }
    // A second one does not hide behind the emulator's own.
    let own = emulator.base_url();
    let headers = [("origin", own), ("origin", "https://evil.example")];
    let request = Raw::new(&emulator).request(Method::POST, VERIFY);
    let request = headers.iter().fold(request, |it, (name, value)| it.header(*name, *value));
    assert!(is_refused(&send(request).await, "another origin"));
    // The reason is recorded.
    let record = emulator.requests().pop().unwrap();
    assert_eq!(record.status, 403);
    assert!(record.reason.unwrap().contains("https://evil.example"));
}

#[tokio::test]
async fn the_form_of_a_sign_in_is_of_the_own_origin() {
    let emulator = still(Tier::Premium).control(true).allow_host("emulator");
    let emulator = emulator.start().await.unwrap();
    let port = emulator.port();
    for (host, origin) in [
        (format!("[::1]:{port}"), format!("http://[::1]:{port}")),
        (format!("LocalHost:{port}"), format!("HTTP://localhost:{port}")),
        (format!("emulator:{port}"), format!("http://emulator:{port}")),
        (format!("127.0.0.1:{port}"), format!("http://127.0.0.1:{port}")),
        (format!("localhost:{port}"), format!("http://localhost:{port}")),
        // Behind a proxy with TLS.
        ("api.x.com".to_owned(), "https://api.x.com".to_owned()),
    ] {
        let headers = [("host", host.as_str()), ("origin", origin.as_str())];
        let page = with(&emulator, "/oauth/authorize", &headers).await;
        assert!(page.body.contains("The request token for this page is invalid"), "{}", page.body);
        // No page can use the control API.
        assert_eq!(with(&emulator, "/emulator/users", &headers).await.status, 403);
    }
}

#[tokio::test]
async fn hosts_are_those_of_this_machine_of_x_or_allowed() {
    let emulator = still(Tier::Premium).control(true).allow_host("Emulator.internal");
    let emulator = emulator.allow_host("10.0.0.7").start().await.unwrap();
    for path in PATHS {
        for host in [
            "evil.example",
            "evil.example:8787",
            "127.0.0.1.example",
            "api.x.com.evil.example",
            "10.0.0.8",
            "169.254.169.254",
            "emulator:8787",
            "internal",
            "localhost.",
            "localhost:8787:8787",
            "localhost@evil.example",
            "evil.example@localhost",
            "[::ffff:10.0.0.8]:8787",
            "[::2]:8787",
        ] {
            let reply = with(&emulator, path, &[("host", host)]).await;
            assert!(is_refused(&reply, "--allow-host"), "{path} {host}: {}", reply.body);
        }
        for host in [
            "127.0.0.1:8787",
            "127.9.9.9",
            "[::1]:8787",
            "[::1]",
            "[::ffff:7f00:1]:8787",
            "LOCALHOST:8787",
            "bot.localhost",
            "api.twitter.com",
            "api.x.com:8443",
            "x.com",
            "emulator.internal:8787",
            "10.0.0.7:80",
        ] {
            let reply = with(&emulator, path, &[("host", host)]).await;
            assert!(!is_refused(&reply, "--allow-host"), "{path} {host}: {}", reply.body);
        }
    }
}

/// The address that `--address` names is the emulator's own.
#[tokio::test]
async fn the_address_that_it_listens_on_is_its_host() {
    let address = ([0, 0, 0, 0], 0).into();
    let emulator = still(Tier::Premium).address(address).start().await.unwrap();
    let own = format!("0.0.0.0:{}", emulator.port());
    let base_url = format!("http://127.0.0.1:{}", emulator.port());
    let get = async |host: &str| {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        send(client.get(format!("{base_url}{VERIFY}")).header("host", host)).await.status
    };
    assert_eq!((get(&own).await, get("0.0.0.1").await), (400, 403));
}
