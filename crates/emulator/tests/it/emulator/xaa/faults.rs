//! What X does at times, on request.

use account_activity::Tier;
use account_activity_emulator::{Fault, FaultRule};
use http::Method;
use serde_json::{Value, json};

use super::super::raw::Raw;
use super::super::started;
use super::{PATH, as_app, id_in, listed, of_user, subscribed, with_webhook};

#[tokio::test]
async fn an_account_without_credits() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let body = of_user(&raw, "post.create", "ada");
    for (fault, expected) in [
        (
            Fault::CreditsDepleted,
            json!({
                "title": "Payment Required",
                "detail": "credits depleted",
                "type": "https://api.x.com/2/problems/credits-depleted",
            }),
        ),
        (
            Fault::NoCredits,
            json!({
                "title": "CreditsDepleted",
                "detail": "Your enrolled account does not have any credits",
                "type": "https://api.twitter.com/2/problems/credits",
            }),
        ),
    ] {
        emulator.faults().add(FaultRule::next(fault, 2));
        for (method, body) in [(Method::POST, &body), (Method::GET, &Value::Null)] {
            // Requests of other parts of the API do not count.
            assert_eq!(raw.bearer(Method::GET, "/2/webhooks").await.status, 200);
            let reply = as_app(&raw, method, PATH, body).await;
            assert_eq!((reply.status, reply.json()), (402, expected.clone()));
        }
        assert!(listed(&raw).await.is_empty() && emulator.faults().rules().is_empty());
    }
}

#[tokio::test]
async fn one_cannot_be_deleted_but_several_can() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let id = subscribed(&raw, &of_user(&raw, "post.create", "ada")).await;
    emulator.faults().add(FaultRule::always(Fault::DeleteUnavailable));
    let reply = raw.bearer(Method::DELETE, &format!("{PATH}/{id}")).await;
    assert_eq!((reply.status, &reply.json()["title"]), (503, &json!("Service Unavailable")));
    assert_eq!(listed(&raw).await.len(), 1);
    assert_eq!(raw.bearer(Method::DELETE, &format!("{PATH}?ids={id}")).await.status, 200);
    assert!(listed(&raw).await.is_empty());
}

#[tokio::test]
async fn responses_without_the_webhook() {
    let (emulator, raw, _bot, webhook) = with_webhook(Tier::V2PayPerUse).await;
    let rule: FaultRule =
        serde_json::from_str(r#"{"fault": "hidden_webhook", "next": 3}"#).unwrap();
    emulator.faults().add(rule);
    // A subscription without a webhook does not count.
    let without = subscribed(&raw, &of_user(&raw, "profile.update.bio", "ada")).await;
    let create = async |name: &str| {
        let mut body = of_user(&raw, "post.create", name);
        body["webhook_id"] = webhook.clone().into();
        as_app(&raw, Method::POST, PATH, &body).await
    };
    let (ada, bob) = (create("ada").await, create("bob").await);
    for created in [&ada, &bob] {
        assert_eq!(created.json()["data"]["subscription"].get("webhook_id"), None);
    }
    // Each other one that a response shows counts.
    let rows = listed(&raw).await;
    assert_eq!((rows[1].get("webhook_id"), &rows[2]["webhook_id"]), (None, &json!(webhook)));
    assert_eq!(
        (&rows[0]["subscription_id"], &rows[1]["subscription_id"]),
        (&json!(without), &json!(id_in(&ada)))
    );
    assert_eq!(listed(&raw).await[1]["webhook_id"], webhook);
}
