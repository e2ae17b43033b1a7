//! The kinds of activities, and the kinds of events that they are.

use std::collections::BTreeSet;

use account_activity::{ActivityKind, EventKind, xaa};

#[test]
fn each_kind_has_a_text_of_its_own() {
    let texts: BTreeSet<&str> = ActivityKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(texts.len(), ActivityKind::ALL.len());
    for kind in ActivityKind::ALL {
        assert_eq!(kind.to_string().parse(), Ok(*kind));
        let json = serde_json::to_string(kind).unwrap();
        assert_eq!(json, format!("{:?}", kind.as_str()));
        assert_eq!(serde_json::from_str::<ActivityKind>(&json).unwrap(), *kind);
        // The variant is the text in PascalCase.
        let words = kind.as_str().split('_');
        let pascal: String =
            words.map(|word| word[..1].to_uppercase() + &word[1..]).collect::<Vec<_>>().concat();
        assert_eq!(format!("{kind:?}"), pascal);
    }
    assert!("tweet_create".parse::<ActivityKind>().is_err());
    let error = "likes".parse::<ActivityKind>().unwrap_err();
    assert!(error.to_string().contains("such as `post`"), "{error}");
}

#[test]
fn each_kind_of_the_account_activity_api_has_its_own_name_but_three() {
    for kind in EventKind::ALL {
        let text = match kind.as_str() {
            "tweet_create" => "post",
            "tweet_delete" => "post_delete",
            "favorite" => "like",
            same => same,
        };
        assert_eq!(ActivityKind::from(*kind).as_str(), text);
    }
}

#[test]
fn each_kind_of_the_x_activity_api_is_an_activity() {
    let shared = |event_type: &str| match event_type {
        "post.delete" => Some("post_delete"),
        "like.create" => Some("like"),
        "follow.follow" => Some("follow"),
        "follow.unfollow" => Some("unfollow"),
        "mute.mute" => Some("mute"),
        "mute.unmute" => Some("unmute"),
        "block.block" => Some("block"),
        "block.unblock" => Some("unblock"),
        "dm.received" | "dm.sent" => Some("direct_message"),
        "dm.read" => Some("direct_message_mark_read"),
        "dm.indicate_typing" => Some("direct_message_typing"),
        "oauth.revoke" => Some("revoke"),
        _ => event_type.starts_with("post.").then_some("post"),
    };
    for kind in xaa::EventKind::ALL {
        let dotless = kind.as_str().replace('.', "_");
        let text = shared(kind.as_str()).unwrap_or(&dotless);
        assert_eq!(ActivityKind::from(kind).as_str(), text);
    }
    assert_eq!(ActivityKind::from(&"post.pin".into()), ActivityKind::Unknown);
    assert_eq!(
        ActivityKind::from(&"chat.conversation_join".into()),
        ActivityKind::ChatConversationJoin
    );
}

/// No kind is one that neither API has.
#[test]
fn each_kind_occurs() {
    let account = EventKind::ALL.iter().map(|kind| ActivityKind::from(*kind));
    let x = xaa::EventKind::ALL.iter().map(ActivityKind::from);
    let found: BTreeSet<ActivityKind> = account.chain(x).collect();
    assert_eq!(found, ActivityKind::ALL.iter().copied().collect());
}
