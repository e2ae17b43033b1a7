//! The windows of rate limits, by the client's clock.

use std::time::Duration;

use super::*;

const WINDOW: Duration = Duration::from_secs(15 * 60);

fn users(count: u64) -> Vec<Wanted> {
    let filter = |id| SubscriptionFilter::user(UserId::new(1_000_000 + id));
    (0..count).map(|id| Wanted::new(new(post(), filter(id)))).collect()
}

#[tokio::test]
async fn thousands_of_rows_wait_for_their_windows() {
    let scene = Scene::new().await;
    scene.double.switch(|switches| switches.creates_per_window = 500);
    traps::thousands_wait_for_their_windows(&scene.double.uri, scene.clock.clone()).await;
    assert_eq!(scene.clock.slept(), [WINDOW; 6]);
    assert_eq!(scene.double.rows().len(), 3_400);
    let asked = scene.double.asked();
    let creates = asked.iter().filter(|asked| asked.method == Method::POST).count();
    assert_eq!(creates, 3_400 + 6, "each window rejects one request");
}

/// X names the end of the window with lists only. Then the method asks once a minute.
#[tokio::test]
async fn a_window_without_a_known_end() {
    let scene = Scene::new().await;
    scene.double.switch(|switches| {
        switches.creates_per_window = 20;
        switches.names_reset = false;
    });
    let ensured = scene.ensure(&users(50)).await;
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.clock.slept(), [Duration::from_secs(60); 30]);
}

#[tokio::test]
async fn every_request_waits() {
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let scene = Scene::new().await;
        scene.double.switch(|switches| switches.tells_directions = true);
        scene.double.add(likes("outbound"));
        scene.double.add(with(row("post.create"), "tag", "aa:another"));
        let clock = scene.clock.clone();
        scene.double.fate(for_method(method, move |_| {
            if clock.slept().is_empty() { problem("Too Many Requests", 429) } else { Fate::Normal }
        }));
        let ensured = scene.ensure(&[inbound_likes(), wanted(post())]).await;
        assert!(ensured.is_complete(), "{ensured}");
        assert_eq!(scene.clock.slept().len(), 1);
    }
}

/// The list is read page by page.
#[tokio::test]
async fn many_pages() {
    let scene = Scene::new().await;
    scene.double.switch(|switches| switches.page = 7);
    assert!(scene.ensure(&users(50)).await.is_complete());
    let again = scene.ensure(&users(50)).await;
    assert_eq!(again.to_string(), "50 wanted, 50 kept; all are as wanted");
}
