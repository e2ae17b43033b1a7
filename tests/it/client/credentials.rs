//! Settings with which a client cannot be built.

use account_activity::client::{BuildError, Client};

use super::*;

fn build(app: AppCredentials) -> Result<Client, BuildError> {
    Client::builder(app).build()
}

#[test]
fn credentials_that_are_missing_or_dirty() {
    let with_owner = |owner| AppCredentials::new("k", "s").owner(owner);
    for empty in ["", " ", "\t\r\n"] {
        let cases = [
            (AppCredentials::new(empty, "s"), "consumer key"),
            (AppCredentials::new("k", empty), "consumer secret"),
            (with_owner(UserToken::oauth1(empty, "s")), "owner's access token"),
            (with_owner(UserToken::oauth1("t", empty)), "owner's access token secret"),
            (AppCredentials::new("k", "s").bearer_token(empty), "bearer token"),
        ];
        for (app, name) in cases {
            assert_eq!(build(app).unwrap_err(), BuildError::Empty(name));
        }
    }
    for dirty in ["x\n", " x", "x\0y", "x\ny"] {
        let cases = [
            (AppCredentials::new(dirty, "s"), "consumer key"),
            (AppCredentials::new("k", dirty), "consumer secret"),
            (with_owner(UserToken::oauth1(dirty, "s")), "owner's access token"),
            (with_owner(UserToken::oauth1("t", dirty)), "owner's access token secret"),
            (AppCredentials::new("k", "s").bearer_token(dirty), "bearer token"),
        ];
        for (app, name) in cases {
            assert_eq!(build(app).unwrap_err(), BuildError::WhiteSpace(name), "{dirty:?}");
        }
    }
    let oauth2 = build(AppCredentials::new("k", "s").owner(user_oauth2()));
    assert_eq!(oauth2.unwrap_err(), BuildError::OwnerScheme);
    assert!(builder_of(AppCredentials::new("k", "s"), "http://127.0.0.1").build().is_ok());
}

#[test]
fn base_urls() {
    for url in [
        "",
        "api.twitter.com",
        "/relative",
        "ftp://api.twitter.com",
        "https://",
        "http://[::1",
        "https://user:password@api.twitter.com",
        "https://user@api.twitter.com",
        "https://api.twitter.com?key=value",
        "https://api.twitter.com/#fragment",
    ] {
        assert_eq!(builder(url).build().unwrap_err(), BuildError::BaseUrl, "{url}");
        assert!(!format!("{:?}", builder(url)).contains("password"));
    }
    for url in ["http://api.x.com", "http://127.0.0.1:8080/prefix/", "http://[::1]:1"] {
        let client = builder(url).build().unwrap();
        assert!(format!("{client:?}").contains(url.trim_end_matches('/')), "{client:?}");
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn https_needs_tls() {
    build(app()).unwrap();
}

/// A dry run sends nothing, so it needs no TLS.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[test]
fn https_needs_tls() {
    let error = build(app()).unwrap_err();
    assert_eq!(error, BuildError::NoTls);
    assert!(error.to_string().contains("feature `rustls` or `native-tls`"), "{error}");
    Client::builder(app()).dry_run(|_| {}).build().unwrap();
}

#[test]
fn user_agents() {
    let client = builder("http://127.0.0.1").user_agent("a\nb").build();
    assert_eq!(client.unwrap_err(), BuildError::UserAgent);
}

/// Self-signed, of P-256, for `127.0.0.1`.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----
MIIBjzCCATagAwIBAgIUYMg+Db5DH9UC0NRcOoOLIdEW9dcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyNDA2MDgwN1oYDzIxMjYxMDMx
MDYwODA3WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASSuyXj6o+NdRdCe6FfR72o5LgTbbgeNteiW3wycIStKMhhKpK3ILNb
GmOMmO1XViw7n78qc0faM3447HGyt04so2QwYjAdBgNVHQ4EFgQU/VsfNLvsQJo2
X6V51rLVXLThQwwwHwYDVR0jBBgwFoAU/VsfNLvsQJo2X6V51rLVXLThQwwwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
IBjKg4HX83fbC7x0lqtgzc4QU73eJh0ow5aq9zgxEFYpAiAty58LAJWy5qrBIZM1
LbyX7/gdPd+vFxfpUk5BLYFbVQ==
-----END CERTIFICATE-----
";

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn root_certificates() {
    let build = |pem: &str| builder("http://127.0.0.1").root_certificate(pem).build();
    for bad in ["", "x", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        assert_eq!(build(bad).unwrap_err(), BuildError::Certificate, "{bad}");
    }
    build(CERTIFICATE).unwrap();
    build(&CERTIFICATE.repeat(2)).unwrap();
}

/// Credentials that suffice to build a client, but not for an endpoint.
#[test]
fn errors_of_building_name_what_to_do() {
    let error = build(AppCredentials::new("", "s")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the consumer key is empty: check that the variable that should hold it is set"
    );
}
