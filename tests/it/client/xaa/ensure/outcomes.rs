//! What is done for a row, and what is left alone.

use account_activity::Timestamp;
use account_activity::client::NotSentReason;
use account_activity::client::xaa::{Difference, EnsureOutcome, Listed};

use super::*;

#[tokio::test]
async fn only_what_is_missing_is_created() {
    let scene = Scene::new().await;
    scene.double.add(row("post.create"));
    let wanted =
        [wanted(post()), wanted(EventKind::DmReceived), wanted(EventKind::ProfileUpdateBio)];
    let ensured = scene.ensure(&wanted).await;
    assert_eq!(outcomes(&ensured), ["kept", "created", "created"], "{ensured}");
    assert!(ensured.is_complete(), "{ensured}");
    let expected = [row("dm.received"), row("post.create"), row("profile.update.bio")];
    assert_eq!(scene.double.rows(), expected);
    assert_eq!(scene.double.methods(), "GET POST POST GET");

    let again = scene.ensure(&wanted).await;
    assert_eq!(outcomes(&again), ["kept", "kept", "kept"]);
    assert_eq!(again.to_string(), "3 wanted, 3 kept; all are as wanted");
    assert_eq!(scene.double.methods(), "GET");
}

/// The kinds that only the user can subscribe to are requested with the user's token.
#[tokio::test]
async fn each_kind_has_its_credentials() {
    let scene = Scene::new().await;
    let ensured = scene.ensure(&[wanted(post()), wanted(EventKind::DmReceived)]).await;
    assert!(ensured.is_complete(), "{ensured}");
    let creates = scene.double.asked().into_iter().filter(|asked| asked.method == Method::POST);
    assert_eq!(creates.map(|asked| asked.user).collect::<Vec<_>>(), [None, Some(ADA.id)]);
}

#[tokio::test]
async fn a_wrong_webhook_or_tag_is_mended_by_an_update_of_both() {
    let wrong = [
        with(row("post.create"), "webhook_id", OTHER_WEBHOOK.to_string()),
        without(row("post.create"), "webhook_id"),
        with(row("post.create"), "tag", "aa:another"),
    ];
    for wrong in wrong {
        let scene = Scene::new().await;
        scene.double.add(wrong.clone());
        let ensured = scene.ensure(&[wanted(post())]).await;
        let EnsureOutcome::Mended { before } = &ensured.rows[0].outcome else {
            panic!("{ensured}")
        };
        assert_eq!(before.tag.as_deref(), wrong["tag"].as_str());
        assert!(ensured.is_complete(), "{ensured}");
        let update = scene.double.asked().swap_remove(1);
        let both = json!({"tag": "aa:mirror", "webhook_id": WEBHOOK.to_string()});
        assert_eq!((update.method, update.body), (Method::PUT, both));
        assert_eq!(scene.double.rows(), [row("post.create")]);
        assert_eq!(scene.double.methods(), "GET PUT GET");
    }
}

/// X's reset to the stream is an update with the tag alone.
#[tokio::test]
async fn a_webhook_is_removed_for_the_stream() {
    let scene = Scene::new().await;
    scene.double.add(row("post.create"));
    let streamed = NewSubscription::new(post(), of(&ADA), DeliverTo::Stream).tag("mirror");
    let ensured = scene.ensure(&[Wanted::new(streamed)]).await;
    assert_eq!(outcomes(&ensured), ["mended"]);
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.double.rows(), [without(row("post.create"), "webhook_id")]);
}

/// The list of X can lack the webhook. Then nothing shows where the events go.
#[tokio::test]
async fn a_webhook_that_the_list_does_not_show_is_reported() {
    let scene = Scene::new().await;
    scene.double.switch(|switches| switches.hides_webhooks = true);
    for outcome in ["created", "mended"] {
        let ensured = scene.ensure(&[wanted(post())]).await;
        assert_eq!(outcomes(&ensured), [outcome]);
        let hidden = Listed::Differently(vec![Difference::WebhookNotShown]);
        assert_eq!(ensured.rows[0].listed, hidden);
        assert!(!ensured.is_complete());
    }
    assert_eq!(scene.double.methods(), "GET POST GET GET PUT GET");
    assert_eq!(scene.double.rows(), [row("post.create")]);
}

#[tokio::test]
async fn what_nobody_wants_stays() {
    let scene = Scene::new().await;
    let rows = [
        with(row("post.create"), "tag", "tenant"),
        row("profile.update.bio"),
        without(row("profile.update.url"), "tag"),
    ];
    rows.iter().cloned().for_each(|row| scene.double.add(row));
    let ensured = scene.ensure(&[]).await;
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.double.rows(), rows);
    assert_eq!(scene.double.methods(), "GET");
}

/// X rejects a second subscription, so no request is sent for it.
#[tokio::test]
async fn a_foreign_subscription_is_reported_and_stays() {
    let foreign = [
        with(row("like.create"), "tag", "tenant:mirror"),
        without(row("like.create"), "tag"),
        without(likes("outbound"), "tag"),
    ];
    for foreign in foreign {
        let scene = Scene::new().await;
        scene.double.add(foreign.clone());
        let wanted = inbound_likes().adopt_untagged();
        let ensured = scene.ensure(&[wanted]).await;
        let EnsureOutcome::Held { by } = &ensured.rows[0].outcome else { panic!("{ensured}") };
        assert_eq!(by.tag.as_deref(), foreign["tag"].as_str());
        assert!(!ensured.is_complete());
        assert_eq!(scene.double.rows(), [foreign]);
        assert_eq!(scene.double.methods(), "GET");
    }
}

#[tokio::test]
async fn an_untagged_subscription_is_taken_over_on_request() {
    let scene = Scene::new().await;
    let untagged = without(without(likes("inbound"), "tag"), "webhook_id");
    scene.double.add(untagged.clone());
    let ensured = scene.ensure(&[inbound_likes()]).await;
    assert_eq!(outcomes(&ensured), ["held"]);
    assert_eq!(scene.double.rows(), [untagged]);

    let ensured = scene.ensure(&[inbound_likes().adopt_untagged()]).await;
    assert_eq!(outcomes(&ensured), ["adopted"]);
    assert!(ensured.is_complete(), "{ensured}");
    assert_eq!(scene.double.rows(), [likes("inbound")]);
}

/// Another prefix is another program.
#[tokio::test]
async fn the_prefix_tells_own_subscriptions() {
    let scene = Scene::new().await;
    scene.double.add(row("post.create"));
    let xaa = scene.client.xaa().tag_prefix("staging/");
    let wanted = [wanted(post()), wanted(EventKind::ProfileUpdateBio)];
    let ensured = xaa.ensure_subscriptions(&wanted).await.unwrap();
    assert_eq!(outcomes(&ensured), ["held", "created"]);
    let created = with(row("profile.update.bio"), "tag", "staging/mirror");
    assert_eq!(scene.double.rows(), [row("post.create"), created]);
}

/// Without a prefix, a subscription without a tag could not be told from those of other programs.
#[tokio::test]
async fn an_empty_prefix_stands_for_the_default() {
    let scene = Scene::new().await;
    scene.double.add(with(row("profile.update.bio"), "tag", "tenant"));
    let webhook = DeliverTo::Webhook(WebhookId::new(WEBHOOK));
    let untagged = [post(), EventKind::ProfileUpdateBio]
        .map(|kind| Wanted::new(NewSubscription::new(kind, of(&ADA), webhook)));
    let xaa = scene.client.xaa().tag_prefix("");
    for outcome in ["created", "kept"] {
        let ensured = xaa.ensure_subscriptions(&untagged).await.unwrap();
        assert_eq!(outcomes(&ensured), [outcome, "held"]);
    }
    assert!(scene.double.rows().contains(&with(row("post.create"), "tag", "aa:")));
}

#[tokio::test]
async fn a_tag_has_its_prefix_once() {
    let scene = Scene::new().await;
    let tagged = |kind, tag: &str| Wanted::new(new(kind, of(&ADA)).tag(tag));
    let untagged = NewSubscription::new(
        EventKind::ProfileUpdateUrl,
        of(&ADA),
        DeliverTo::Webhook(WebhookId::new(WEBHOOK)),
    );
    let wanted = [
        tagged(post(), "aa:mirror"),
        tagged(EventKind::ProfileUpdateBio, "mirror"),
        Wanted::new(untagged),
    ];
    assert!(scene.ensure(&wanted).await.is_complete());
    let bare = with(row("profile.update.url"), "tag", "aa:");
    let expected = [row("post.create"), row("profile.update.bio")];
    let rows = scene.double.rows();
    assert!(rows.contains(&bare) && expected.iter().all(|row| rows.contains(row)), "{rows:?}");
}

#[tokio::test]
async fn repeated_and_conflicting_rows() {
    let scene = Scene::new().await;
    scene.double.add(likes("outbound"));
    let all_likes = wanted(EventKind::LikeCreate);
    let wanted = [inbound_likes(), wanted(post()), all_likes, wanted(post())];
    let ensured = scene.ensure(&wanted).await;
    let found: Vec<_> = ensured.rows.iter().map(|row| &row.outcome).collect();
    assert!(matches!(found[0], EnsureOutcome::Conflicting { with: 2 }), "{ensured}");
    assert!(matches!(found[1], EnsureOutcome::Created), "{ensured}");
    assert!(matches!(found[2], EnsureOutcome::Conflicting { with: 0 }), "{ensured}");
    assert!(matches!(found[3], EnsureOutcome::Repeated { first: 1 }), "{ensured}");
    assert!(ensured.rows[3].is_as_wanted() && !ensured.rows[0].is_as_wanted());
    assert_eq!(scene.double.rows(), [likes("outbound"), row("post.create")]);
}

/// The expiry is moved by creating the subscription again, which makes it permanent if it is left out.
#[tokio::test]
async fn the_expiry_moves() {
    let hour = |hours: i64| Timestamp::from_millis(now().as_millis() + hours * 3_600_000);
    let expiring = |hours| with(row("post.create"), "expires_at", hour(hours).to_string());
    let cases = [
        (Some(1), Some(2), "renewed", expiring(2)),
        (Some(1), None, "renewed", row("post.create")),
        (None, Some(2), "renewed", expiring(2)),
        (Some(3), Some(2), "kept", expiring(3)),
    ];
    for (listed, wanted, outcome, left) in cases {
        let scene = Scene::new().await;
        scene.double.switch(|switches| switches.renews = true);
        scene.double.add(listed.map_or_else(|| row("post.create"), expiring));
        let subscription = new(post(), of(&ADA));
        let subscription = match wanted {
            Some(hours) => subscription.expires_at(hour(hours)),
            None => subscription,
        };
        let ensured = scene.ensure(&[Wanted::new(subscription)]).await;
        assert_eq!(outcomes(&ensured), [outcome]);
        assert!(ensured.is_complete(), "{ensured}");
        assert_eq!(scene.double.rows(), [left]);
    }
}

/// If X takes the same subscription for a duplicate, the report says that its expiry is another.
#[tokio::test]
async fn an_expiry_that_cannot_be_moved_is_reported() {
    let scene = Scene::new().await;
    let expiring = with(row("post.create"), "expires_at", "2026-03-02T00:00:00Z");
    scene.double.add(expiring.clone());
    let ensured = scene.ensure(&[wanted(post())]).await;
    assert_eq!(outcomes(&ensured), ["kept"]);
    assert_eq!(ensured.rows[0].listed, Listed::Differently(vec![Difference::ExpiresAt]));
    assert_eq!(scene.double.rows(), [expiring]);
}

#[tokio::test]
async fn rows_that_fail_do_not_stop_others() {
    let scene = Scene::new().await;
    scene.double.fate(for_method(Method::POST, |asked| match asked.body["event_type"].as_str() {
        Some("mute.mute") => problem("Forbidden", 403),
        Some("block.block") => {
            Fate::Rejected(400, json!({"errors": [{"message": "FilterInvalid: no"}]}))
        }
        _ => Fate::Normal,
    }));
    let wanted = [
        wanted(EventKind::MuteMute),
        wanted(EventKind::BlockBlock),
        Wanted::new(new(EventKind::DmSent, of(&ADA))),
        wanted(post()),
    ];
    let ensured = scene.ensure(&wanted).await;
    assert_eq!(outcomes(&ensured), ["failed", "failed", "failed", "created"]);
    assert!(ensured.ended_by.is_none() && !ensured.is_complete());
    let error = |index: usize| match &ensured.rows[index].outcome {
        EnsureOutcome::Failed { error } => error,
        other => panic!("{other}"),
    };
    assert_eq!(error(0).status().unwrap(), 403);
    assert_eq!(error(1).status().unwrap(), 400);
    let account_activity::client::Error::NotSent(missing) = error(2) else { panic!("{ensured}") };
    assert!(matches!(missing.reason(), NotSentReason::UserTokenMissing { .. }));
    assert_eq!(ensured.problems().map(|row| row.index).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(scene.double.rows(), [row("post.create")]);
}

#[tokio::test]
async fn the_first_list_fails() {
    let scene = Scene::new().await;
    scene.double.fate(|_| problem("Forbidden", 403));
    let error = scene.client.xaa().ensure_subscriptions(&[wanted(post())]).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 403);
}

#[tokio::test]
async fn the_last_list_fails() {
    let scene = Scene::new().await;
    scene.double.add(row("profile.update.bio"));
    let mut lists = 0;
    scene.double.fate(for_method(Method::GET, move |_| {
        lists += 1;
        if lists == 1 { Fate::Normal } else { problem("Forbidden", 403) }
    }));
    let ensured = scene.ensure(&[wanted(post()), wanted(EventKind::ProfileUpdateBio)]).await;
    assert_eq!(outcomes(&ensured), ["created", "kept"]);
    assert_eq!(ensured.rows[0].listed, Listed::NotChecked);
    assert_eq!(ensured.rows[1].listed, Listed::AsWanted);
    assert_eq!(ensured.ended_by.as_ref().unwrap().status().unwrap(), 403);
    assert!(!ensured.is_complete());
}

/// The lines for logs.
#[tokio::test]
async fn lines_without_secrets() {
    let scene = Scene::new().await;
    scene.double.add(with(row("post.create"), "tag", "tenant"));
    scene.double.add(likes("outbound"));
    scene.double.fate(|asked| {
        let is_muted = asked.body["event_type"] == "mute.mute";
        if is_muted { problem("Forbidden", 403) } else { Fate::Normal }
    });
    let wanted =
        [wanted(post()), inbound_likes(), wanted(EventKind::MuteMute), wanted(EventKind::DmSent)];
    let ensured = scene.ensure(&wanted).await;
    let lines: Vec<_> = ensured.rows.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(format!("{ensured}\n{}", lines.join("\n")));
    let debug = format!("{ensured:?} {wanted:?}");
    for secret in [ADA.token, ADA.secret, CONSUMER_KEY, CONSUMER_SECRET, BEARER] {
        assert!(!lines.concat().contains(secret) && !debug.contains(secret), "{secret}");
    }
}
