//! Each documented shape: the fixture decodes to the expected typed value.

use account_activity::model::{
    AttachmentKind, BlockKind, FilterLevel, FollowKind, MediaKind, MuteKind, QuickReplyKind,
    ReplayJobState, Tweet, VerifiedKind,
};
use account_activity::{Entry, Event, Payload, Relation, Timestamp, UserId};

use crate::fixtures;

fn payload(name: &str) -> Payload {
    fixtures::named(name).payload()
}

/// Checks the only entry of a fixture.
fn entry(name: &str, check: impl FnOnce(Entry<'_>)) {
    let payload = payload(name);
    let mut entries = payload.entries();
    check(entries.next().unwrap());
    assert_eq!(entries.len(), 0, "{name}");
}

fn tweet(name: &str, check: impl FnOnce(&Tweet)) {
    entry(name, |entry| match entry.event() {
        Event::TweetCreate(tweet) => check(tweet),
        other => panic!("{name}: {other:?}"),
    });
}

/// Every entry of every fixture on a line, so that a review sees the effect of a change on each.
#[test]
fn every_fixture_at_a_glance() {
    let mut lines = String::new();
    for fixture in fixtures::all() {
        let payload = fixture.payload();
        lines.push_str(&format!("{}\n", fixture.name));
        for entry in payload.entries() {
            let time = entry.occurred_at().map(|time| time.to_string()).unwrap_or_default();
            let text = match entry.event() {
                Event::TweetCreate(tweet) => tweet.expanded_text(),
                Event::DirectMessage(message) => message.expanded_text(),
                _ => String::new(),
            };
            lines.push_str(&format!(
                "  {} {:?} {time} {:?}\n",
                entry.key(),
                entry.relation(),
                text.chars().take(70).collect::<String>(),
            ));
        }
    }
    insta::assert_snapshot!(lines);
}

/// The complete typed value of one fixture per kind.
#[test]
fn every_kind_in_full() {
    for name in [
        "tweet_create_events/quote",
        "tweet_delete_events/delete",
        "favorite_events/favorite",
        "follow_events/follow",
        "follow_events/unfollow",
        "block_events/block",
        "mute_events/unmute",
        "direct_message_events/photo",
        "direct_message_events/from_app",
        "direct_message_indicate_typing_events/typing",
        "direct_message_mark_read_events/mark_read",
        "user_event/revoke",
        "replay_job_status/incomplete",
    ] {
        let payload = payload(&format!("{name}.json"));
        let value = (payload.for_user_id(), payload.events(), payload.users(), payload.apps());
        insta::assert_snapshot!(name.replace('/', "_"), format!("{value:#?}"));
    }
}

#[test]
fn a_mention_tells_whether_its_author_is_blocked() {
    assert_eq!(payload("tweet_create_events/mention.json").user_has_blocked(), Some(false));
    let documented = payload("tweet_create_events/mention_block_string.json");
    assert_eq!(documented.user_has_blocked(), Some(false));
    let older = payload("tweet_create_events/mention_is_blocked_by.json");
    assert_eq!(older.is_blocked_by(), Some(true));
    assert_eq!(payload("tweet_create_events/own_tweet.json").user_has_blocked(), None);
    let replayed = payload("tweet_create_events/replayed.json");
    assert_eq!(replayed.meta().unwrap().replay, Some(true));
}

#[test]
fn emoji_before_entities_shift_nothing() {
    tweet("tweet_create_events/emoji.json", |tweet| {
        let entities = tweet.full_entities().unwrap();
        let slice = |indices: &Option<account_activity::Indices>| {
            indices.unwrap().slice(tweet.full_text()).unwrap().to_owned()
        };
        assert_eq!(slice(&entities.user_mentions[0].indices), "@HarbourFerry");
        assert_eq!(slice(&entities.hashtags[0].indices), "#夏至");
        assert_eq!(slice(&entities.symbols[0].indices), "$FERRY");
        assert_eq!(slice(&entities.urls[0].indices), "https://t.co/BsEQ9sf33S");
        assert_eq!(
            tweet.expanded_text(),
            "🌅⛴️👩🏽\u{200d}✈️ 夏至の朝 & صباح الخير @HarbourFerry #夏至 $FERRY \
             https://tides.example.net/solstice 🦭"
        );
    });
}

#[test]
fn every_index_of_every_fixture_covers_its_entity() {
    let mut covered = 0;
    for fixture in fixtures::all() {
        for event in fixture.payload().events() {
            let Event::TweetCreate(tweet) = event else { continue };
            let entities = tweet.full_entities().into_iter().flat_map(|entities| &entities.urls);
            for link in entities {
                let slice = link.indices.and_then(|indices| indices.slice(tweet.full_text()));
                assert_eq!(slice, Some(link.url.as_str()), "{}", fixture.name);
                covered += 1;
            }
        }
    }
    assert!(covered > 10, "{covered}");
}

#[test]
fn a_long_tweet_is_whole() {
    tweet("tweet_create_events/long.json", |tweet| {
        assert!(tweet.truncated);
        assert!(tweet.text.contains('…') && !tweet.full_text().contains('…'));
        assert!(tweet.full_text().ends_with("#WinterTimetable"));
        assert!(tweet.expanded_text().contains("https://ferry.example.org/timetable/winter"));
        assert!(tweet.display_text().starts_with("Winter timetable from Monday & what changes"));
    });
    tweet("tweet_create_events/long_photos.json", |tweet| assert_eq!(tweet.media().len(), 4));
}

#[test]
fn a_like_has_its_own_time() {
    entry("favorite_events/favorite.json", |entry| {
        let Event::Favorite(like) = entry.event() else { panic!() };
        assert_eq!(entry.occurred_at(), Some(Timestamp::from_millis(1_615_717_812_804)));
        assert_ne!(entry.occurred_at(), like.favorited_status.created_at);
        assert_eq!(entry.target(), Some(like.favorited_status.user.id));
        assert_eq!(like.id.as_ref().unwrap().as_str(), "da17489f93a27e7906c362ecfd6424cf");
        assert_eq!(entry.actor(), Some(UserId::new(1_284_092_817_733_558_272)));
        assert_eq!(entry.relation(), Relation::Of);
        assert_eq!(like.user.name, "港のユキ");
        assert_eq!(like.favorited_status.filter_level, Some(FilterLevel::Low));
    });
    entry("favorite_events/by_subscriber.json", |entry| assert!(entry.is_own()));
}

#[test]
fn every_event_has_its_content_under_its_own_name_only() {
    use account_activity::EventKind;

    for fixture in fixtures::all() {
        for event in fixture.payload().events() {
            let contents = [
                (EventKind::TweetCreate, event.as_tweet_create().is_some()),
                (EventKind::TweetDelete, event.as_tweet_delete().is_some()),
                (EventKind::Favorite, event.as_favorite().is_some()),
                (EventKind::Follow, event.as_follow().is_some()),
                (EventKind::Unfollow, event.as_unfollow().is_some()),
                (EventKind::Block, event.as_block().is_some()),
                (EventKind::Unblock, event.as_unblock().is_some()),
                (EventKind::Mute, event.as_mute().is_some()),
                (EventKind::Unmute, event.as_unmute().is_some()),
                (EventKind::DirectMessage, event.as_direct_message().is_some()),
                (EventKind::DirectMessageTyping, event.as_direct_message_typing().is_some()),
                (EventKind::DirectMessageMarkRead, event.as_direct_message_mark_read().is_some()),
                (EventKind::Revoke, event.as_revoke().is_some()),
                (EventKind::ReplayJobStatus, event.as_replay_job_status().is_some()),
                (EventKind::Unknown, event.as_unknown().is_some()),
                (EventKind::Undecoded, event.as_undecoded().is_some()),
            ];
            for (kind, has_content) in contents {
                assert_eq!(has_content, kind == event.kind(), "{}: {kind}", fixture.name);
            }
        }
    }
}

#[test]
fn both_directions_arrive_under_one_key() {
    entry("follow_events/follow.json", |entry| {
        let Event::Follow(follow) = entry.event() else { panic!() };
        assert_eq!((&follow.kind, entry.relation()), (&FollowKind::Follow, Relation::Of));
        assert_eq!(follow.target.id, UserId::new(3_805_104_374));
        assert_eq!(follow.source.profile_link_color.as_ref().unwrap().rgb(), None);
    });
    entry("follow_events/unfollow.json", |entry| {
        assert!(matches!(entry.event(), Event::Unfollow(it) if it.kind == FollowKind::Unfollow));
    });
    entry("block_events/unblock.json", |entry| {
        assert!(matches!(entry.event(), Event::Unblock(it) if it.kind == BlockKind::Unblock));
        assert_eq!(entry.relation(), Relation::By);
    });
    entry("mute_events/mute.json", |entry| {
        assert!(matches!(entry.event(), Event::Mute(it) if it.kind == MuteKind::Mute));
    });
}

#[test]
fn a_direct_message_knows_its_parties_and_app() {
    entry("direct_message_events/quick_reply_response.json", |entry| {
        let Event::DirectMessage(message) = entry.event() else { panic!() };
        assert_eq!(message.text(), "Adult");
        assert_eq!(entry.relation(), Relation::Received);
        assert_eq!(entry.sender().unwrap().screen_name, "TidalNotes");
        assert_eq!(entry.recipient().unwrap().screen_name, "HarbourFerry");
        assert!(entry.app().is_none());
        let data = message.message_create.message_data.as_ref().unwrap();
        let response = data.quick_reply_response.as_ref().unwrap();
        assert_eq!(response.kind, Some(QuickReplyKind::Options));
        assert_eq!(response.metadata.as_deref(), Some("ticket_adult"));
    });
    entry("direct_message_events/from_app.json", |entry| {
        assert!(entry.is_own() && entry.app().is_some());
    });
    entry("direct_message_events/attachment_array.json", |entry| {
        let Event::DirectMessage(message) = entry.event() else { panic!() };
        let data = message.message_create.message_data.as_ref().unwrap();
        let attachment = data.attachment.as_ref().unwrap();
        assert_eq!(attachment.kind, Some(AttachmentKind::Media));
        assert_eq!(attachment.media.as_ref().unwrap().len(), 2);
    });
    entry("direct_message_events/without_for_user_id.json", |entry| {
        assert_eq!(entry.payload().for_user_id(), None);
        assert_eq!(entry.relation(), Relation::Unrelated);
    });
}

/// In some stored payloads the keys of `users` differ from the ids of the users.
#[test]
fn a_party_is_found_by_the_id_inside_too() {
    let body = fixtures::named("direct_message_events/text.json").body;
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    let sender = payload.entries().next().unwrap().sender().unwrap().id;
    let moved = body.replace(&format!("\"{sender}\": {{"), "\"77\": {");
    assert_ne!(moved, body);
    let payload = Payload::from_slice(moved.as_bytes()).unwrap();
    assert_eq!(payload.entries().next().unwrap().sender().unwrap().id, sender);
}

#[test]
fn edits_media_and_states_are_typed() {
    tweet("tweet_create_events/edited.json", |tweet| {
        let history = tweet.edit_history.as_ref().unwrap();
        assert_eq!(history.edit_tweet_ids.len(), 3);
        assert_eq!(history.edit_tweet_ids.last(), Some(&tweet.id));
        assert!(tweet.edit_controls.as_ref().unwrap().editable_until_ms.is_some());
        assert_eq!(tweet.user.verified_type, Some(VerifiedKind::Business));
    });
    tweet("tweet_create_events/gif.json", |tweet| {
        let [gif] = tweet.media() else { panic!() };
        assert_eq!(gif.kind, Some(MediaKind::AnimatedGif));
        let video = gif.video_info.as_ref().unwrap();
        assert_eq!((video.duration_millis, video.variants[0].bitrate), (None, Some(0)));
    });
    tweet("tweet-v11/old_rest.json", |tweet| assert_eq!(tweet.retweet_count, 100));
    entry("replay_job_status/incomplete.json", |entry| {
        let Event::ReplayJobStatus(status) = entry.event() else { panic!() };
        assert_eq!(status.job_state, ReplayJobState::Incomplete);
        assert_eq!((entry.occurred_at(), entry.actor()), (None, None));
    });
}

#[test]
fn several_entries_are_several_events() {
    assert_eq!(payload("tweet_create_events/two.json").events().len(), 2);
    assert_eq!(payload("direct_message_mark_read_events/empty.json").events().len(), 0);
}

#[test]
fn an_event_by_itself_has_an_envelope_of_its_own() {
    for fixture in fixtures::all() {
        for event in fixture.payload().events() {
            let json = serde_json::to_value(event).unwrap();
            assert_eq!(serde_json::from_value::<Event>(json).unwrap(), *event, "{}", fixture.name);
        }
    }
    let two = r#"{"tweet_delete_events": [], "favorite_events": []}"#;
    assert!(serde_json::from_str::<Event>(two).is_err());
}
