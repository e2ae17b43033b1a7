//! Two processes that run at once.

use std::sync::Arc;

use tokio::sync::Barrier;

use super::*;

/// Both see the same list before either changes anything.
#[tokio::test]
async fn both_end_well() {
    for (renews, tells_directions) in [(false, false), (true, false), (false, true)] {
        let scene = Scene::new().await;
        scene.double.switch(|switches| {
            switches.renews = renews;
            switches.tells_directions = tells_directions;
        });
        scene.double.add(likes("outbound"));
        scene.double.add(with(row("profile.update.bio"), "tag", "aa:another"));
        let (barrier, mut lists) = (Arc::new(Barrier::new(2)), 0);
        scene.double.fate(for_method(Method::GET, move |_| {
            lists += 1;
            if lists <= 2 { Fate::Meeting(barrier.clone()) } else { Fate::Normal }
        }));
        let wanted = [
            wanted(post()),
            inbound_likes(),
            wanted(EventKind::ProfileUpdateBio),
            wanted(EventKind::DmSent),
        ];
        let (one, other) = tokio::join!(scene.ensure(&wanted), scene.ensure(&wanted));
        for ensured in [one, other] {
            let lines: Vec<_> = ensured.rows.iter().map(ToString::to_string).collect();
            assert!(ensured.is_complete(), "{renews}, {tells_directions}: {lines:#?}");
        }
        let expected =
            [row("dm.sent"), likes("inbound"), row("post.create"), row("profile.update.bio")];
        let mut rows = scene.double.rows();
        rows.sort_by_key(|row| row["event_type"].to_string());
        assert_eq!(rows, expected);
    }
}
