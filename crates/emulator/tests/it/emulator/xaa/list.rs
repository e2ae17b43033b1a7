//! The list of subscriptions.

use account_activity::Tier;
use account_activity_emulator::App;
use http::Method;
use serde_json::Value;

use super::super::raw::{Raw, Reply};
use super::super::{started, still};
use super::{PATH, as_app, as_user, of_user, subscribed, user};

/// Returns the ids in a page.
fn ids(page: &Reply) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.body);
    let json = page.json();
    let rows = json["data"].as_array().unwrap();
    assert_eq!(json["meta"]["result_count"], rows.len());
    rows.iter().map(|row| row["subscription_id"].as_str().unwrap().to_owned()).collect()
}

fn next(page: &Reply) -> Option<String> {
    Some(page.json()["meta"].get("next_token")?.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let mut all = Vec::new();
    for kind in ["post.create", "post.delete", "profile.update.bio", "profile.update.url"] {
        for name in ["ada", "bob"] {
            all.push(subscribed(&raw, &of_user(&raw, kind, name)).await);
        }
    }
    let get = async |query: &str| raw.bearer(Method::GET, &format!("{PATH}{query}")).await;
    let whole = get("").await;
    assert_eq!((ids(&whole), next(&whole)), (all.clone(), None));
    let exact = get("?max_results=8").await;
    assert_eq!((ids(&exact), next(&exact)), (all.clone(), None));

    let first = get("?max_results=3").await;
    let token = next(&first).unwrap();
    assert_eq!(ids(&first), all[..3]);
    let is_digit = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'v').contains(&digit);
    assert!(token.len() >= 16 && token.bytes().all(is_digit), "{token}");
    // Deleting what was listed does not shift the pages.
    for id in &all[..3] {
        raw.bearer(Method::DELETE, &format!("{PATH}/{id}")).await;
    }
    let second = get(&format!("?max_results=3&pagination_token={token}")).await;
    assert_eq!(ids(&second), all[3..6]);
    let last = get(&format!("?max_results=3&pagination_token={}", next(&second).unwrap())).await;
    assert_eq!((ids(&last), next(&last)), (all[6..].to_vec(), None));

    let of_bob = get(&format!("?user_id={}&max_results=1", user(&raw, "bob"))).await;
    assert_eq!(ids(&of_bob), all[3..4]);
    assert!(next(&of_bob).is_some());
    assert!(ids(&get("?user_id=7").await).is_empty());

    for (name, value, problem) in [
        ("max_results", "0", "is not between 1 and 1000"),
        ("max_results", "1001", "is not between 1 and 1000"),
        ("max_results", "ten", "is not between 1 and 1000"),
        ("pagination_token", "abc", "is not valid"),
        ("pagination_token", "7140dhdhdhdhdhdhz", "is not valid"),
        ("user_id", "ada", "is not valid"),
    ] {
        let message = format!("The `{name}` query parameter value [{value}] {problem}");
        get(&format!("?{name}={value}")).await.is_refused(&message);
    }
}

#[tokio::test]
async fn a_user_sees_what_they_authorized_and_an_app_its_own() {
    let builder = still(Tier::V2PayPerUse).app(App::new("one", "1")).app(App::new("two", "2"));
    let emulator = builder.start().await.unwrap();
    let [one, two] = Raw::all(&emulator);
    let of_ada = of_user(&one, "post.create", "ada");
    let by_app = subscribed(&one, &of_ada).await;
    let likes = of_user(&one, "like.create", "ada");
    let by_ada = as_user(&one, &one.token("ada"), Method::POST, PATH, &likes).await;
    assert_eq!(by_ada.json()["meta"]["total_subscriptions"], 2);
    let by_ada = super::id_in(&by_ada);
    // Another app has the same subscription.
    let elsewhere = subscribed(&two, &of_ada).await;

    let all = as_app(&one, Method::GET, PATH, &Value::Null).await;
    assert_eq!(ids(&all), [by_app, by_ada.clone()]);
    assert_eq!(
        ids(&one.user(&one.token("ada"), Method::GET, PATH).await),
        std::slice::from_ref(&by_ada)
    );
    assert!(ids(&one.user(&one.token("bob"), Method::GET, PATH).await).is_empty());
    assert_eq!(ids(&two.bearer(Method::GET, PATH).await), [elsewhere]);
    // It cannot change or delete those of the other.
    let path = format!("{PATH}/{by_ada}");
    assert_eq!(two.bearer(Method::DELETE, &path).await.status, 404);
    let body = serde_json::json!({"tag": "mine"});
    assert_eq!(as_app(&two, Method::PUT, &path, &body).await.status, 404);
    assert_eq!(emulator.activity_subscriptions().len(), 3);
}
