//! Each tier serves its group of endpoints, and rejects the others as X does.

use account_activity::Tier;
use account_activity::client::{AuthScheme, Endpoint, EndpointGroup};
use http::Method;

use super::raw::{Raw, Reply, send};
use super::started;

const fn family(tier: Tier) -> EndpointGroup {
    match tier {
        Tier::Sandbox | Tier::Premium => EndpointGroup::Premium,
        Tier::Enterprise => EndpointGroup::Enterprise,
        _ => EndpointGroup::V2,
    }
}

/// The endpoints of the Account Activity API and of tokens.
fn emulated() -> impl Iterator<Item = Endpoint> {
    Endpoint::ALL.iter().copied().filter(|it| it.group() != EndpointGroup::XActivity)
}

fn path(endpoint: Endpoint) -> String {
    let path = endpoint.path().replace(":env_name", "prod");
    path.replace(":webhook_id", "1").replace(":user_id", "1")
}

/// Sends a request with a kind of credentials that the endpoint accepts.
async fn call(raw: &Raw, endpoint: Endpoint) -> Reply {
    let (method, path) = (endpoint.method().clone(), path(endpoint));
    match endpoint.auth()[0] {
        AuthScheme::Owner => raw.owner(method, &path).await,
        AuthScheme::User => raw.user(&raw.token("ada"), method, &path).await,
        _ => raw.bearer(method, &path).await,
    }
}

#[tokio::test]
async fn no_endpoint_is_missing() {
    for tier in Tier::ALL {
        let emulator = started(tier).await;
        let raw = Raw::new(&emulator);
        for endpoint in emulated() {
            let reply = send(raw.request(endpoint.method().clone(), &path(endpoint))).await;
            assert!([400, 401, 403].contains(&reply.status), "{endpoint}: {reply:?}");
        }
        for path in [
            "/",
            "/1.1/account_activity/all/count.json",
            "/1.1/account_activity/all//webhooks.json",
            "/1.1/account_activity/all/prod/webhooks.json/",
            "/1.1/account_activity/all/prod/webhooks",
            "/1.1/account_activity/webhooks",
        ] {
            let reply = send(raw.request(Method::GET, path)).await;
            reply.is_error(404, 34, "Sorry, that page does not exist.");
        }
        let reply = send(raw.request(Method::GET, "/2/unknown")).await;
        assert_eq!((reply.status, &reply.json()["title"]), (404, &"Not Found".into()));
    }
}

#[tokio::test]
async fn a_tier_has_access_to_its_family_alone() {
    for tier in Tier::ALL {
        let emulator = started(tier).await;
        let raw = Raw::new(&emulator);
        let of_all_tiers = [EndpointGroup::OAuth, EndpointGroup::OAuth2];
        for endpoint in emulated().filter(|it| !of_all_tiers.contains(&it.group())) {
            let reply = call(&raw, endpoint).await;
            let json: serde_json::Value = serde_json::from_str(&reply.body).unwrap_or_default();
            let code = json["errors"][0]["code"].as_u64();
            let is_refused = match (endpoint, endpoint.group()) {
                (Endpoint::EnterpriseWebhooks, _) => (reply.status, code) == (403, Some(99)),
                (Endpoint::EnterpriseSubscriptionCount | Endpoint::EnterpriseSubscriptions, _) => {
                    (reply.status, code) == (401, Some(32))
                }
                (_, EndpointGroup::V2) => json["reason"] == "client-not-enrolled",
                _ => (reply.status, code) == (403, Some(200)),
            };
            // This endpoint has the same error for a webhook that does not exist.
            let is_other =
                family(tier) != endpoint.group() || endpoint == Endpoint::EnterpriseSubscriptions;
            assert_eq!(is_refused, is_other, "{tier:?} {endpoint} {reply:?}");
        }
    }
}
