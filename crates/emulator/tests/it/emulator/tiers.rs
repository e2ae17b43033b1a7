//! Each tier serves its group of endpoints, and rejects the others as X does.

use account_activity::Tier;
use account_activity::client::{AuthScheme, Endpoint, EndpointGroup};
use account_activity_emulator::App;
use http::Method;

use super::raw::{Raw, Reply, send};
use super::{started, still};

const fn family(tier: Tier) -> EndpointGroup {
    match tier {
        Tier::Sandbox | Tier::Premium => EndpointGroup::Premium,
        Tier::Enterprise => EndpointGroup::Enterprise,
        _ => EndpointGroup::V2,
    }
}

/// Returns whether every tier has an endpoint: those of tokens, and those of the X Activity API and its
/// webhooks.
fn is_of_all_tiers(endpoint: Endpoint) -> bool {
    let groups = [EndpointGroup::OAuth, EndpointGroup::OAuth2, EndpointGroup::XActivity];
    groups.contains(&endpoint.group()) || endpoint.path().starts_with("/2/webhooks")
}

fn path(endpoint: Endpoint) -> String {
    let path = endpoint.path().replace(":env_name", "prod");
    path.replace(":webhook_id", "1").replace(":user_id", "1").replace(":subscription_id", "1")
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
        for endpoint in Endpoint::ALL.iter().copied() {
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
        for endpoint in Endpoint::ALL.iter().copied().filter(|it| !is_of_all_tiers(*it)) {
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

#[tokio::test]
async fn the_x_activity_api_is_in_every_tier() {
    for tier in Tier::ALL {
        for (app, is_refused) in [(App::default(), false), (App::default().without_access(), true)]
        {
            let emulator = still(tier).app(app).start().await.unwrap();
            let raw = Raw::new(&emulator);
            let webhooks = Endpoint::V2Webhooks;
            let of_activity = Endpoint::ALL.iter().copied().filter(|it| {
                // A stream that opens has no end.
                it.group() == EndpointGroup::XActivity && *it != Endpoint::XaaStream
            });
            for endpoint in of_activity.chain([webhooks]) {
                let reply = raw.bearer(endpoint.method().clone(), &path(endpoint)).await;
                let is_not_enrolled = reply.json()["reason"] == "client-not-enrolled";
                assert_eq!(is_not_enrolled, is_refused, "{tier:?} {endpoint} {reply:?}");
            }
        }
    }
}
