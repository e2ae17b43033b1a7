//! The errors that end a run, or a part of it.

use account_activity::client::xaa::{EnsureOutcome, Listed};

use super::*;

fn four() -> [Wanted; 4] {
    [post(), EventKind::ProfileUpdateBio, EventKind::ProfileUpdateUrl, EventKind::ProfileUpdateGeo]
        .map(wanted)
}

/// Lets the first creation pass, and gives the second this fate.
async fn after_one(fate: impl Fn() -> Fate + Send + 'static) -> (Scene, EnsuredSubscriptions) {
    let scene = Scene::new().await;
    let mut creates = 0;
    scene.double.fate(for_method(Method::POST, move |_| {
        creates += 1;
        if creates == 1 { Fate::Normal } else { fate() }
    }));
    let ensured = scene.ensure(&four()).await;
    (scene, ensured)
}

#[tokio::test]
async fn without_money_or_a_valid_bearer_token_the_run_ends() {
    for (title, status) in
        [("CreditsDepleted", 402), ("Unauthorized", 401), ("SpendCapReached", 403)]
    {
        let (scene, ensured) = after_one(move || problem(title, status)).await;
        assert_eq!(outcomes(&ensured), ["created", "failed", "not_attempted", "not_attempted"]);
        assert_eq!(ensured.rows[0].listed, Listed::NotChecked);
        for row in &ensured.rows[2..] {
            let EnsureOutcome::NotAttempted { because } = &row.outcome else { panic!("{row}") };
            assert_eq!(because.status().unwrap(), status);
        }
        assert_eq!(ensured.ended_by.as_ref().unwrap().status().unwrap(), status);
        assert!(!ensured.is_complete());
        assert_eq!(scene.double.methods(), "GET POST POST");

        // The cause is gone.
        scene.double.fate(|_| Fate::Normal);
        let ensured = scene.ensure(&four()).await;
        assert_eq!(outcomes(&ensured), ["kept", "created", "created", "created"]);
        assert!(ensured.is_complete(), "{ensured}");
    }
}

#[tokio::test]
async fn three_failures_of_x_in_succession_end_the_run() {
    for lost in [false, true] {
        let fate = move || if lost { Fate::ResponseLost } else { problem("Unavailable", 503) };
        let (scene, ensured) = after_one(fate).await;
        assert_eq!(outcomes(&ensured), ["created", "failed", "failed", "failed"]);
        assert!(ensured.ended_by.is_some());
        assert_eq!(scene.double.methods(), "GET POST POST POST POST");
        scene.double.fate(|_| Fate::Normal);
        assert!(scene.ensure(&four()).await.is_complete());
    }
}

/// One user's token says nothing about other users, and nothing about the app's token.
#[tokio::test]
async fn a_rejected_user_token_ends_the_rows_of_the_user() {
    let scene = Scene::new().await;
    scene.double.add(with(row("dm.read"), "tag", "aa:another"));
    scene.double.fate(|asked| {
        if asked.user == Some(ADA.id) { problem("Unauthorized", 401) } else { Fate::Normal }
    });
    let of_bob = Wanted::new(new(EventKind::DmReceived, of(&BOB))).user(BOB.token());
    let wanted = [
        wanted(EventKind::DmReceived),
        wanted(EventKind::DmSent),
        of_bob,
        wanted(post()),
        wanted(EventKind::DmRead),
    ];
    let ensured = scene.ensure(&wanted).await;
    let expected = ["failed", "not_attempted", "created", "created", "mended"];
    assert_eq!(outcomes(&ensured), expected, "{ensured}");
    assert!(ensured.ended_by.is_none());
    assert_eq!(ensured.rows[2].listed, Listed::AsWanted);
}

#[tokio::test]
async fn at_the_limit_of_subscriptions_nothing_more_is_created() {
    let scene = Scene::new().await;
    scene.double.add(with(row("profile.update.geo"), "tag", "aa:another"));
    let mut creates = 0;
    scene.double.fate(for_method(Method::POST, move |_| {
        creates += 1;
        let limit = json!({"errors": [{"message": "SubscriptionLimitExceeded: limit"}]});
        if creates == 1 { Fate::Normal } else { Fate::Rejected(400, limit) }
    }));
    let ensured = scene.ensure(&four()).await;
    assert_eq!(outcomes(&ensured), ["created", "failed", "not_attempted", "mended"]);
    assert!(ensured.ended_by.is_none());
    assert_eq!(scene.double.methods(), "GET POST POST PUT GET");
}
