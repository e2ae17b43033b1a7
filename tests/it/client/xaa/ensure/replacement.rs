//! Another direction, for which X has no update.

use account_activity::client::xaa::{Difference, EnsureOutcome, EnsuredRow, Listed};

use super::*;

/// X takes the new direction for a duplicate, so the old subscription has to go first.
#[tokio::test]
async fn the_gap_is_reported() {
    for renews in [false, true] {
        let scene = Scene::new().await;
        scene.double.switch(|switches| switches.renews = renews);
        scene.double.add(likes("outbound"));
        // The new subscription waits for a window, so the gap has a length.
        let (mut creates, clock) = (0, scene.clock.clone());
        scene.double.fate(for_method(Method::POST, move |_| {
            creates += 1;
            let is_limited = creates == 2 && clock.slept().is_empty();
            if is_limited { problem("Too Many Requests", 429) } else { Fate::Normal }
        }));
        let ensured = scene.ensure(&[inbound_likes()]).await;
        let EnsureOutcome::Replaced { gap: Some(gap) } = &ensured.rows[0].outcome else {
            panic!("{ensured}")
        };
        assert_eq!(directions(&ensured.rows[0].deleted), [Some(Direction::Outbound)]);
        assert_eq!(gap.from, now());
        assert_eq!(gap.to.duration_since(gap.from).unwrap().as_secs(), 15 * 60);
        assert!(ensured.is_complete(), "{ensured}");
        assert_eq!(scene.double.rows(), [likes("inbound")]);
        assert_eq!(scene.double.methods(), "GET POST DELETE POST POST GET");
    }
}

/// Where X tells directions apart, the old subscription goes last.
#[tokio::test]
async fn without_a_gap() {
    let scene = Scene::new().await;
    scene.double.switch(|switches| switches.tells_directions = true);
    scene.double.add(likes("outbound"));
    let ensured = scene.ensure(&[inbound_likes()]).await;
    assert!(matches!(&ensured.rows[0].outcome, EnsureOutcome::Replaced { gap: None }), "{ensured}");
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.double.rows(), [likes("inbound")]);
    assert_eq!(scene.double.methods(), "GET POST DELETE GET");
}

/// X could respond to another direction with the subscription that exists. Deleting that one would
/// leave none.
#[tokio::test]
async fn the_old_subscription_in_the_response_is_not_a_new_one() {
    let scene = Scene::new().await;
    scene.double.add(likes("outbound"));
    let id = scene.client.xaa().list().await.unwrap()[0].id;
    let mut creates = 0;
    scene.double.fate(for_method(Method::POST, move |_| {
        creates += 1;
        let mut old = likes("outbound");
        old["subscription_id"] = id.to_string().into();
        if creates == 1 { Fate::Rejected(200, json!({"data": old})) } else { Fate::Normal }
    }));
    let ensured = scene.ensure(&[inbound_likes()]).await;
    assert_eq!(outcomes(&ensured), ["replaced"]);
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.double.rows(), [likes("inbound")]);
}

#[tokio::test]
async fn a_subscription_that_was_lost_is_reported() {
    let scene = Scene::new().await;
    scene.double.add(likes("outbound"));
    let mut creates = 0;
    scene.double.fate(for_method(Method::POST, move |_| {
        creates += 1;
        if creates == 2 { problem("Forbidden", 403) } else { Fate::Normal }
    }));
    let ensured = scene.ensure(&[inbound_likes()]).await;
    let EnsureOutcome::Failed { error } = &ensured.rows[0].outcome else { panic!("{ensured}") };
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(directions(&ensured.rows[0].deleted), [Some(Direction::Outbound)]);
    assert_eq!(ensured.rows[0].listed, Listed::Absent);

    assert!(scene.ensure(&[inbound_likes()]).await.is_complete());
    assert_eq!(scene.double.rows(), [likes("inbound")]);
}

#[tokio::test]
async fn a_subscription_that_x_does_not_delete_is_not_lost() {
    let scene = Scene::new().await;
    scene.double.add(likes("outbound"));
    scene.double.fate(for_method(Method::DELETE, |_| problem("Forbidden", 403)));
    let ensured = scene.ensure(&[inbound_likes()]).await;
    let outcome = &ensured.rows[0].outcome;
    assert!(matches!(outcome, EnsureOutcome::Failed { .. }), "{ensured}");
    assert!(ensured.rows[0].deleted.is_empty(), "{ensured}");
    let other = Listed::Differently(vec![Difference::Direction]);
    assert_eq!(ensured.rows[0].listed, other);
    assert_eq!(scene.double.rows(), [likes("outbound")]);
}

/// An earlier run can have left the old subscription behind.
#[tokio::test]
async fn what_is_deleted_beside_a_kept_subscription_is_reported() {
    let scene = Scene::new().await;
    scene.double.switch(|switches| switches.tells_directions = true);
    scene.double.add(likes("inbound"));
    scene.double.add(likes("outbound"));
    let ensured = scene.ensure(&[inbound_likes()]).await;
    let [row] = &ensured.rows[..] else { panic!("{ensured}") };
    assert!(matches!(row.outcome, EnsureOutcome::Replaced { gap: None }), "{row}");
    let [old] = &row.deleted[..] else { panic!("{row}") };
    assert_eq!(old.filter.direction, Some(Direction::Outbound));
    assert!(row.to_string().contains(&format!("; deleted {}", old.id)), "{row}");
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.double.rows(), [likes("inbound")]);
}

/// The second of two deletions fails, so what the first one deleted has no successor.
#[tokio::test]
async fn each_deleted_subscription_is_named() {
    let scene = Scene::new().await;
    scene.double.add(likes("outbound"));
    scene.double.add(row("like.create"));
    let mut deletes = 0;
    scene.double.fate(for_method(Method::DELETE, move |_| {
        deletes += 1;
        if deletes == 2 { problem("Forbidden", 403) } else { Fate::Normal }
    }));
    let ensured = scene.ensure(&[inbound_likes()]).await;
    assert!(matches!(ensured.rows[0].outcome, EnsureOutcome::Failed { .. }), "{ensured}");
    assert_eq!(directions(&ensured.rows[0].deleted), [Some(Direction::Outbound)]);
    assert_eq!(scene.double.rows(), [row("like.create")]);

    scene.double.add(likes("outbound"));
    let ensured = scene.ensure(&[inbound_likes()]).await;
    assert!(matches!(ensured.rows[0].outcome, EnsureOutcome::Replaced { gap: Some(_) }));
    assert_eq!(directions(&ensured.rows[0].deleted), [None, Some(Direction::Outbound)]);
    assert_eq!(scene.double.rows(), [likes("inbound")]);
}

fn qualified(post: &str) -> Wanted {
    let filter = of(&ADA).qualifier("post_id", post);
    Wanted::new(new(EventKind::LikeCreate, filter)).user(ADA.token())
}

/// X does not document whether qualifiers are part of the identity.
#[tokio::test]
async fn other_qualifiers_are_replaced_only_if_x_rejects_a_duplicate() {
    for (tells_qualifiers, outcome, left) in [(true, "created", 2), (false, "replaced", 1)] {
        let scene = Scene::new().await;
        scene.double.switch(|switches| switches.tells_qualifiers = tells_qualifiers);
        assert_eq!(outcomes(&scene.ensure(&[qualified("20")]).await), ["created"]);
        assert_eq!(outcomes(&scene.ensure(&[qualified("20")]).await), ["kept"]);
        let ensured = scene.ensure(&[qualified("21")]).await;
        assert_eq!(outcomes(&ensured), [outcome]);
        assert!(ensured.is_complete(), "{ensured}");
        assert_eq!(ensured.rows[0].deleted.len(), 2 - left);
        assert_eq!(scene.double.rows().len(), left);

        // What exists is kept, and nothing beside it is deleted.
        scene.double.methods();
        let again = scene.ensure(&[qualified("21")]).await;
        assert!(again.rows.iter().all(EnsuredRow::is_as_wanted), "{again}");
        assert_eq!(scene.double.methods(), "GET");
        assert_eq!(scene.double.rows().len(), left);
    }
}

/// Replacing the subscription in each run would make a gap each time.
#[tokio::test]
async fn qualifiers_that_the_list_does_not_show_are_not_compared() {
    let scene = Scene::new().await;
    scene.double.switch(|switches| switches.hides_qualifiers = true);
    for outcome in ["created", "kept"] {
        let ensured = scene.ensure(&[qualified("20")]).await;
        assert_eq!(outcomes(&ensured), [outcome]);
        assert!(ensured.is_complete(), "{ensured}");
    }
    assert_eq!(scene.double.methods(), "GET POST GET GET");
}
