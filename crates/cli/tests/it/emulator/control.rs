//! The control API.

use serde_json::{Value, json};

use super::webhook::webhook;
use super::{Program, http};
use crate::program::Folder;

/// The payloads in the response to an action are the bytes that are sent, with the same nulls.
#[tokio::test]
async fn an_action_tells_what_is_sent() {
    let folder = Folder::new("action");
    let program = Program::start(&folder, &[]);
    let post = json!({"action": "post", "user": "ada", "text": "hi @bob"});
    let (status, performed) = program.post("/actions", &post).await;
    assert_eq!(status, 200, "{performed}");
    let notices = performed["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 2, "{notices:?}");
    let tweet = &notices[0]["payload"]["tweet_create_events"][0];
    assert_eq!(tweet["id_str"], performed["created"]["tweet"]);
    assert_eq!(tweet.get("contributors"), Some(&Value::Null), "{tweet}");
    let activities = performed["activities"].as_array().unwrap();
    assert_eq!(activities.len(), 2, "{activities:?}");
    assert_eq!(activities[0]["kind"], "post.create");
    assert_eq!(activities[1]["kind"], "post.mention.create");
    for activity in activities {
        assert_eq!(activity["event_uuid"], performed["created"]["tweet"]);
        assert_eq!(activity["payload"]["text"], "hi @bob");
        assert_eq!(activity["includes"]["tweets"][0], activity["payload"]);
    }
    assert_eq!(activities[1]["subject"], json!({"user": notices[1]["user"]}));
}

#[tokio::test]
async fn the_control_api_refuses_what_it_does_not_know_and_web_pages() {
    let folder = Folder::new("refusals");
    let program = Program::start(&folder, &["--clock", "2026-01-01T00:00:00Z"]);
    for (path, body, status, told) in [
        ("/actions", json!({"action": "post", "user": "ada", "txt": "x"}), 400, "`txt`"),
        ("/actions", json!({"action": "post", "user": "zed", "text": "x"}), 404, "@zed"),
        ("/users", json!({"screen_name": "ada"}), 409, "taken"),
        ("/users", json!({"screen_name": "no name"}), 400, "screen name"),
        ("/users", json!({"screen_name": "x", "colour": 1}), 400, "`colour`"),
        ("/faults", json!({"fault": "flood"}), 400, "`flood`"),
        ("/sign-ins/next", json!({"user": "ada", "pin": "abc"}), 400, "PIN"),
        ("/sign-ins/none/allow", json!({"user": "ada"}), 404, "pending"),
        ("/clock/advance", json!({"seconds": u64::MAX}), 400, "ten years"),
        ("/clock", json!({}), 405, "expected GET"),
        ("/nothing", json!({}), 404, "GET /emulator"),
        ("/users?x=1", json!({}), 400, "`x`"),
    ] {
        let (received, rejection) = program.post(path, &body).await;
        assert_eq!(received, status, "{path}: {rejection}");
        assert!(rejection["error"].as_str().unwrap().contains(told), "{path}: {rejection}");
    }
    let url = format!("{}/emulator/users", program.base_url);
    for (name, value) in
        [("origin", "http://127.0.0.1"), ("sec-fetch-site", "cross-site"), ("host", "evil.example")]
    {
        let (status, _) = program.request(http().get(&url).header(name, value)).await;
        assert_eq!(status, 403, "{name}");
    }
    let (status, clock) = program.post("/clock/advance", &json!({"seconds": 3600})).await;
    assert_eq!((status, &clock["now"]), (200, &json!("2026-01-01T01:00:00Z")));
    let (_, faults) = program.post("/outage", &json!({"seconds": 60})).await;
    assert_eq!(faults["outage_until"], "2026-01-01T01:01:00Z");
    // The outage affects the API of X, not the control API.
    let (_, faults) = program.post("/faults/clear", &json!({})).await;
    assert_eq!(faults, json!({"faults": [], "outage_until": null}));
}

#[tokio::test]
async fn webhooks_are_changed_and_everything_is_reset_by_the_control_api() {
    let folder = Folder::new("reset");
    let program = Program::start(&folder, &[]);
    let app = program.get("/credentials").await["apps"][0].clone();
    let (client, secret) = program.owner().await;
    let premium = client.premium("prod");
    let url = webhook(secret).await.parse().unwrap();

    let id = premium.register_webhook(&url).await.unwrap().id;
    let (status, body) = program.post(&format!("/webhooks/{id}/invalidate"), &json!({})).await;
    assert_eq!((status, &body["webhooks"][0]["valid"]), (200, &json!(false)));
    premium.validate_webhook(id).await.unwrap();
    let delete = || http().delete(format!("{}/emulator/webhooks/{id}", program.base_url));
    assert_eq!(program.request(delete()).await, (200, json!({"webhooks": []})));
    let (status, body) = program.request(delete()).await;
    assert_eq!((status, body["error"].as_str().unwrap().contains("no webhook")), (404, true));
    let (status, _) = program.post("/webhooks/x/invalidate", &json!({})).await;
    assert_eq!(status, 400);

    premium.register_webhook(&url).await.unwrap();
    let (status, _) = program.post("/users", &json!("dora")).await;
    assert_eq!(status, 201);
    // The only app is the default.
    let revoke = json!({"action": "revoke", "user": "cleo"});
    let (status, body) = program.post("/actions", &revoke).await;
    assert_eq!(status, 200, "{body}");
    let users = program.get("/credentials").await["apps"][0]["users"].as_array().unwrap().len();
    assert_eq!(users, 4);
    let requests = program.get("/requests?after=1").await;
    assert!(requests["requests"].as_array().unwrap().iter().all(|it| it["reason"].is_null()));

    let (status, index) = program.post("/reset", &json!({})).await;
    assert_eq!((status, &index["tier"]), (200, &json!("premium")));
    assert_eq!(program.get("/credentials").await["apps"][0], app);
    assert_eq!(program.get("/webhooks").await, json!({"webhooks": []}));
    assert_eq!(program.get("/requests").await, json!({"requests": []}));
    premium.register_webhook(&url).await.unwrap();
}

/// With several apps, `revoke` names one.
#[tokio::test]
async fn a_revocation_names_one_of_several_apps() {
    let folder = Folder::new("apps");
    std::fs::write(folder.0.join("apps.toml"), "[[apps]]\n[[apps]]\n").unwrap();
    let program = Program::start(&folder, &["--config", "apps.toml"]);
    let mut revoke = json!({"action": "revoke", "user": "ada"});
    let (status, body) = program.post("/actions", &revoke).await;
    assert_eq!((status, body["error"].as_str().unwrap().contains("name the app")), (400, true));
    revoke["app"] = program.get("/credentials").await["apps"][1]["id"].clone();
    assert_eq!(program.post("/actions", &revoke).await.0, 200);
}
