//! The table of endpoints: the guide prints it, and every row has its method, its documentation and
//! its tests.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use account_activity::client::{AuthScheme, Endpoint, EndpointGroup};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// The handle and the method that call an endpoint.
pub(crate) fn method(endpoint: Endpoint) -> (&'static str, String) {
    let name = format!("{endpoint:?}");
    let (handle, name) = match endpoint {
        Endpoint::PremiumAllWebhooks => ("PremiumAccount", "Webhooks"),
        Endpoint::PremiumSubscriptionCount => ("PremiumAccount", "SubscriptionCount"),
        Endpoint::OAuthAuthorize => ("OAuth", "AuthorizeUrl"),
        Endpoint::OAuthAuthenticate => ("OAuth", "AuthenticateUrl"),
        Endpoint::XaaSubscriptions => ("xaa::Xaa", "List"),
        Endpoint::OAuth2Authorize => ("oauth2::OAuth2", "AuthorizeUrl"),
        Endpoint::OAuth2Token => ("oauth2::OAuth2", "Exchange"),
        _ => match endpoint.group() {
            EndpointGroup::Premium => ("Premium", &name["Premium".len()..]),
            EndpointGroup::Enterprise => ("Enterprise", &name["Enterprise".len()..]),
            EndpointGroup::V2 => ("V2", &name["V2".len()..]),
            EndpointGroup::XActivity => ("xaa::Xaa", &name["Xaa".len()..]),
            EndpointGroup::OAuth => ("OAuth", &name["OAuth".len()..]),
            EndpointGroup::OAuth2 => ("oauth2::OAuth2", &name["OAuth2".len()..]),
            group => panic!("{group:?}"),
        },
    };
    let mut method = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !method.is_empty() {
            method.push('_');
        }
        method.push(letter.to_ascii_lowercase());
    }
    (handle, method)
}

/// The host of the original page, also for an archived copy.
fn host(page: &str) -> &str {
    let original = match page.strip_prefix("https://web.archive.org/web/") {
        Some(copy) => copy.split_once('/').unwrap().1,
        None => page,
    };
    original.strip_prefix("https://").unwrap().split('/').next().unwrap()
}

#[test]
fn every_endpoint_has_a_page_of_x() {
    for endpoint in Endpoint::ALL {
        let page = endpoint.documentation();
        let uri: http::Uri = page.parse().unwrap();
        assert_eq!(uri.scheme_str(), Some("https"), "{endpoint}: {page}");
        assert!(uri.path().len() > 1, "{endpoint}: {page}");
        let hosts = ["docs.x.com", "developer.x.com", "developer.twitter.com"];
        assert!(hosts.contains(&host(page)), "{endpoint}: {page}");
        // X has moved or shortened its pages on v1.1.
        let archived = endpoint.path().starts_with("/1.1/account");
        assert_eq!(uri.host() == Some("web.archive.org"), archived, "{endpoint}: {page}");
    }
}

/// The guide, generated from the table.
fn guide() -> String {
    let mut text = "# Endpoints\n\n\
        The endpoints that the client calls, from the table [`Endpoint`]. A limit is the number of \
        requests in 15 minutes,\nper user if a user's token is used, otherwise per app. Where \
        there is no figure, X documents no limit. Of several\nschemes of authentication the first \
        is the default, and `using` selects another.\n\n\
        See also [credentials], [webhooks] and [errors].\n"
        .to_owned();
    for group in [
        EndpointGroup::Premium,
        EndpointGroup::Enterprise,
        EndpointGroup::V2,
        EndpointGroup::XActivity,
        EndpointGroup::OAuth,
        EndpointGroup::OAuth2,
    ] {
        let title = match group {
            EndpointGroup::Premium => "Premium",
            EndpointGroup::Enterprise => "Enterprise",
            EndpointGroup::V2 => "v2",
            EndpointGroup::XActivity => "X Activity API",
            EndpointGroup::OAuth2 => "Tokens and sign-in by OAuth 2.0",
            _ => "Tokens and sign-in",
        };
        write!(
            text,
            "\n## {title}\n\n\
             | Method | Endpoint | Authentication | Limit | Status | X's page |\n\
             |---|---|---|---|---|---|\n"
        )
        .unwrap();
        for endpoint in Endpoint::ALL.iter().filter(|endpoint| endpoint.group() == group) {
            let (handle, method) = method(*endpoint);
            let auth: Vec<_> = endpoint.auth().iter().map(ToString::to_string).collect();
            let limit =
                endpoint.rate_limit().map_or_else(|| "–".to_owned(), |limit| limit.to_string());
            let retired = if endpoint.is_deprecated() { ", retired" } else { "" };
            writeln!(
                text,
                "| [`{handle}::{method}`](crate::client::{handle}::{method}){retired} \
                 | `{endpoint}` | {} | {limit} | {} | [{}]({}) |",
                auth.join("; or "),
                endpoint.status(),
                host(endpoint.documentation()),
                endpoint.documentation()
            )
            .unwrap();
        }
    }
    text.push_str(
        "\n[`Endpoint`]: crate::client::Endpoint\n\
         [credentials]: crate::guide::credentials\n\
         [errors]: crate::guide::errors\n\
         [webhooks]: crate::guide::webhooks\n",
    );
    text
}

#[test]
fn the_guide_prints_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/endpoints.md");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, guide()).unwrap();
    }
    assert!(
        read("docs/endpoints.md") == guide(),
        "docs/endpoints.md differs from the table: regenerate it with INSTA_UPDATE=always"
    );
}

#[test]
fn there_are_as_many_as_the_references_have() {
    let count = |group| Endpoint::ALL.iter().filter(|endpoint| endpoint.group() == group).count();
    assert_eq!(count(EndpointGroup::Premium), 11);
    assert_eq!(count(EndpointGroup::Enterprise), 10 + 1);
    assert_eq!(count(EndpointGroup::V2), 10);
    assert_eq!(count(EndpointGroup::XActivity), 6);
    assert_eq!(count(EndpointGroup::OAuth), 8);
    assert_eq!(count(EndpointGroup::OAuth2), 3);
    let mut rows: Vec<_> = Endpoint::ALL.iter().map(ToString::to_string).collect();
    rows.sort();
    rows.dedup();
    assert_eq!(rows.len(), Endpoint::ALL.len());
}

/// The documentation of the method, read from its source.
fn documentation(endpoint: Endpoint) -> String {
    let (handle, method) = method(endpoint);
    let file = match handle {
        "PremiumAccount" | "Premium" => "premium",
        "Enterprise" => "enterprise",
        "V2" => "v2",
        "xaa::Xaa" => "xaa",
        "oauth2::OAuth2" => "oauth2",
        _ => "oauth",
    };
    let source = read(&format!("src/client/{file}.rs"));
    let source = match handle {
        "PremiumAccount" => source.split("impl PremiumAccount").nth(1).unwrap(),
        "Premium" => source.split("impl PremiumAccount").next().unwrap(),
        _ => &source,
    };
    let item = [format!("pub async fn {method}("), format!("pub fn {method}(")];
    let at = item.iter().find_map(|item| source.find(item.as_str()));
    let at = at.unwrap_or_else(|| panic!("{endpoint}: {handle} has no {method}"));
    let lines = source[..at].lines().rev().skip(1);
    let lines =
        lines.map(str::trim).take_while(|line| line.starts_with("///") || line.starts_with("#["));
    let mut lines: Vec<_> = lines.filter_map(|line| line.strip_prefix("///")).collect();
    lines.reverse();
    lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_endpoint_has_a_documented_method() {
    for endpoint in Endpoint::ALL {
        let documentation = documentation(*endpoint);
        assert!(documentation.contains(&format!("`{endpoint}`")), "{endpoint}: {documentation}");
        if endpoint.auth() == [AuthScheme::Browser] {
            continue;
        }
        assert!(documentation.contains("# Errors"), "{endpoint}: {documentation}");
        let scheme = match endpoint.auth()[0] {
            AuthScheme::Owner => "OAuth 1.0a of the app's owner",
            AuthScheme::User => "of the user",
            AuthScheme::Bearer => "bearer token",
            AuthScheme::Basic => "HTTP Basic",
            AuthScheme::ClientBasic => "HTTP Basic with client id and client secret",
            AuthScheme::Consumer => "consumer key alone",
            AuthScheme::RequestToken => "request token",
            scheme => panic!("{scheme}"),
        };
        assert!(documentation.contains(scheme), "{endpoint}: {documentation}");
        let limit = endpoint.rate_limit().map_or_else(
            || "No rate limit is documented".to_owned(),
            |limit| format!("{limit} requests in 15 minutes"),
        );
        assert!(documentation.contains(&limit), "{endpoint}: {documentation}");
    }
}
