//! Runs that end at any of their requests, and the run after them.

use std::sync::Arc;

use tokio::sync::Notify;

use super::*;

/// A scene in which every kind of change is needed.
async fn scene(tells_directions: bool) -> Scene {
    let scene = Scene::new().await;
    scene.double.switch(|switches| switches.tells_directions = tells_directions);
    scene.double.add(likes("outbound"));
    scene.double.add(with(row("profile.update.bio"), "webhook_id", OTHER_WEBHOOK.to_string()));
    scene.double.add(without(row("profile.update.url"), "tag"));
    scene.double.add(with(row("profile.update.geo"), "tag", "tenant"));
    scene.double.add(row("mute.mute"));
    scene
}

fn all() -> [Wanted; 5] {
    [
        wanted(post()),
        inbound_likes(),
        wanted(EventKind::ProfileUpdateBio),
        wanted(EventKind::ProfileUpdateUrl).adopt_untagged(),
        wanted(EventKind::DmReceived),
    ]
}

#[tokio::test]
async fn a_second_run_finishes() {
    for tells_directions in [false, true] {
        let whole = scene(tells_directions).await;
        assert!(whole.ensure(&all()).await.is_complete());
        let (expected, requests) = (whole.double.rows(), whole.double.asked().len());
        assert_eq!(expected.len(), 7);

        for (last, acts) in (1..=requests).flat_map(|last| [(last, false), (last, true)]) {
            let scene = scene(tells_directions).await;
            let reached = Arc::new(Notify::new());
            let (notify, mut asked) = (reached.clone(), 0);
            scene.double.fate(move |_| {
                asked += 1;
                if asked < last {
                    return Fate::Normal;
                }
                notify.notify_one();
                if acts { Fate::Stalled } else { Fate::StalledBefore }
            });
            let wanted = all();
            tokio::select! {
                ensured = scene.ensure(&wanted) => panic!("{last}: {ensured}"),
                () = reached.notified() => {}
            }
            scene.double.fate(|_| Fate::Normal);
            let ensured = scene.ensure(&wanted).await;
            assert!(ensured.is_complete(), "{last}, {acts}: {ensured}");
            assert_eq!(scene.double.rows(), expected, "{last}, {acts}");
        }
    }
}

/// The future can be spawned.
#[tokio::test]
async fn the_future_is_send() {
    let scene = Scene::new().await;
    let client = scene.client.clone();
    let run = async move { client.xaa().ensure_subscriptions(&all()).await };
    assert!(tokio::spawn(run).await.unwrap().unwrap().is_complete());
}
