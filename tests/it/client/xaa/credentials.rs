//! The credentials of a subscription follow from the visibility of its kind.

use account_activity::client::{Error, NotSentReason};
use account_activity::xaa::Visibility;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

/// Returns the credentials that were sent: the header, or the scheme of a signature.
async fn subscribe(kind: EventKind, user: Option<&UserToken>) -> String {
    let server = MockServer::start().await;
    let created = concat!(r#"{"data":{"subscription":"#, posts_json!(), "}}");
    let response = ResponseTemplate::new(200).set_body_string(created);
    Mock::given(any()).respond_with(response).mount(&server).await;
    client(server.uri()).xaa().subscribe(&of_kind(kind), user).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    let header = requests[0].headers["authorization"].to_str().unwrap();
    if header.starts_with("OAuth ") { "OAuth".to_owned() } else { header.to_owned() }
}

/// The kinds with a visibility, and one that this version does not know.
fn kinds(visibility: Option<Visibility>) -> Vec<EventKind> {
    let known = EventKind::ALL.iter().cloned();
    let kinds: Vec<_> = known
        .chain([EventKind::from("list.add")])
        .filter(|it| it.visibility() == visibility)
        .collect();
    assert!(!kinds.is_empty(), "{visibility:?}");
    kinds
}

#[tokio::test]
async fn the_app_subscribes_to_what_is_public_even_if_there_is_a_user() {
    let app = format!("Bearer {BEARER}");
    for visibility in [Visibility::Public, Visibility::Enterprise, Visibility::Automatic] {
        for kind in kinds(Some(visibility)).into_iter().take(2) {
            assert_eq!(subscribe(kind.clone(), None).await, app, "{kind}");
            assert_eq!(subscribe(kind.clone(), Some(&user())).await, app, "{kind}");
        }
    }
}

#[tokio::test]
async fn the_user_subscribes_to_what_is_mixed_or_unknown_if_there_is_one() {
    for visibility in [Some(Visibility::Mixed), None] {
        for kind in kinds(visibility) {
            let app = subscribe(kind.clone(), None).await;
            assert_eq!(app, format!("Bearer {BEARER}"), "{kind}");
            let user = subscribe(kind.clone(), Some(&user_oauth2())).await;
            assert_eq!(user, format!("Bearer {USER_OAUTH2}"), "{kind}");
        }
    }
}

#[tokio::test]
async fn the_user_alone_subscribes_to_what_is_private() {
    let private = EventKind::MuteMute;
    let oauth2 = subscribe(private.clone(), Some(&user_oauth2())).await;
    assert_eq!(oauth2, format!("Bearer {USER_OAUTH2}"));
    assert_eq!(subscribe(private, Some(&user())).await, "OAuth");

    let (_socket, nobody) = faults::nobody();
    let xaa = client(nobody).xaa();
    for kind in kinds(Some(Visibility::Private)) {
        let Err(Error::NotSent(error)) = xaa.subscribe(&of_kind(kind.clone()), None).await else {
            panic!("{kind} was sent")
        };
        let scope = kind.scope();
        assert_eq!(error.endpoint(), Endpoint::XaaSubscribe);
        assert_eq!(error.reason(), &NotSentReason::UserTokenMissing { kind: kind.clone(), scope });
        let text = error.to_string();
        assert!(text.contains(&format!("`{kind}`")), "{text}");
        assert!(text.contains(&format!("`{}`", scope.unwrap())), "{text}");
    }
}
