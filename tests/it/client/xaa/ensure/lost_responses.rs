//! Requests whose outcome only the list shows.

use account_activity::client::xaa::{EnsureOutcome, Listed};

use super::*;

/// Applies a fate to the first request of a method.
fn once(
    method: Method,
    fate: impl Fn() -> Fate + Send + 'static,
) -> impl FnMut(&Asked) -> Fate + Send {
    let mut is_first = true;
    for_method(method, move |_| if std::mem::take(&mut is_first) { fate() } else { Fate::Normal })
}

#[tokio::test]
async fn a_lost_response_to_a_creation() {
    let scene = Scene::new().await;
    scene.double.fate(once(Method::POST, || Fate::ResponseLost));
    let ensured = scene.ensure(&[wanted(post())]).await;
    assert_eq!(outcomes(&ensured), ["created"]);
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.double.methods(), "GET POST GET");
    assert_eq!(scene.double.rows(), [row("post.create")]);
}

#[tokio::test]
async fn a_creation_that_x_did_not_carry_out() {
    let scene = Scene::new().await;
    scene.double.fate(once(Method::POST, || problem("Service Unavailable", 503)));
    let ensured = scene.ensure(&[wanted(post())]).await;
    assert_eq!(outcomes(&ensured), ["created"]);
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.double.methods(), "GET POST GET POST GET");
}

#[tokio::test]
async fn a_response_that_cannot_be_read() {
    let scene = Scene::new().await;
    scene.double.fate(for_method(Method::POST, |_| Fate::Rejected(200, json!({"data": {}}))));
    let ensured = scene.ensure(&[wanted(post())]).await;
    assert!(matches!(ensured.rows[0].outcome, EnsureOutcome::Failed { .. }), "{ensured}");
    assert_eq!(ensured.rows[0].listed, Listed::Absent);
    assert!(ensured.ended_by.is_none());
}

#[tokio::test]
async fn a_lost_response_to_an_update() {
    let scene = Scene::new().await;
    scene.double.add(with(row("post.create"), "tag", "aa:another"));
    scene.double.fate(once(Method::PUT, || Fate::ResponseLost));
    let ensured = scene.ensure(&[wanted(post())]).await;
    assert_eq!(outcomes(&ensured), ["mended"]);
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.double.methods(), "GET PUT GET");
}

/// Of a replacement with the old subscription deleted first: each of its requests.
#[tokio::test]
async fn a_lost_response_within_a_replacement() {
    for lost in 1..=3 {
        let scene = Scene::new().await;
        scene.double.add(likes("outbound"));
        let mut changes = 0;
        scene.double.fate(move |asked| {
            changes += u32::from(asked.method != Method::GET);
            let is_lost = asked.method != Method::GET && changes == lost;
            if is_lost { Fate::ResponseLost } else { Fate::Normal }
        });
        let ensured = scene.ensure(&[inbound_likes()]).await;
        assert!(
            matches!(ensured.rows[0].outcome, EnsureOutcome::Replaced { gap: Some(_), .. }),
            "{lost}: {ensured}"
        );
        assert_eq!(directions(&ensured.rows[0].deleted), [Some(Direction::Outbound)], "{lost}");
        assert!(ensured.is_complete(), "{ensured}");
        assert_eq!(scene.double.rows(), [likes("inbound")]);
    }
}

/// Another process deletes the subscription between the list and the update.
#[tokio::test]
async fn an_update_of_what_is_gone() {
    let scene = Scene::new().await;
    scene.double.add(with(row("post.create"), "tag", "aa:another"));
    scene.double.fate(once(Method::PUT, || Fate::GoneBefore));
    let ensured = scene.ensure(&[wanted(post())]).await;
    assert_eq!(outcomes(&ensured), ["created"]);
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.double.methods(), "GET PUT GET POST GET");
    assert_eq!(scene.double.rows(), [row("post.create")]);
}

/// A deletion that X did not carry out is not reported as one.
#[tokio::test]
async fn a_deletion_that_x_did_not_carry_out() {
    let scene = Scene::new().await;
    scene.double.add(likes("outbound"));
    let mut creates = 0;
    scene.double.fate(move |asked| {
        creates += u32::from(asked.method == Method::POST);
        match asked.method {
            Method::DELETE => problem("Internal Server Error", 500),
            Method::POST if creates == 2 => problem("Forbidden", 403),
            _ => Fate::Normal,
        }
    });
    let ensured = scene.ensure(&[inbound_likes()]).await;
    assert!(matches!(ensured.rows[0].outcome, EnsureOutcome::Failed { .. }), "{ensured}");
    assert!(ensured.rows[0].deleted.is_empty(), "{ensured}");
    assert_eq!(scene.double.rows(), [likes("outbound")]);
}

#[tokio::test]
async fn a_duplicate_that_is_not_listed() {
    let scene = Scene::new().await;
    scene.double.fate(for_method(Method::POST, |_| {
        Fate::Rejected(400, json!({"errors": [{"message": "DuplicateSubscriptionFailed: exists"}]}))
    }));
    let ensured = scene.ensure(&[wanted(post())]).await;
    assert_eq!(outcomes(&ensured), ["unlisted"]);
    assert_eq!(ensured.rows[0].listed, Listed::Absent);
    assert!(!ensured.is_complete() && ensured.ended_by.is_none());
}
