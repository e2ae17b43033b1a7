//! The emulator's world: the users who get a notice of each action, and the form of the payloads.

mod activities;
mod activity_forms;
pub(crate) mod comparison;
mod delivery_table;
mod direct_messages;
mod families;
mod forms;
pub(crate) mod model;
mod property;
mod refusals;
pub(crate) mod run;
mod saved;
mod texts;

use account_activity::model::App;
use account_activity::xaa::Envelope;
use account_activity::{
    ActivityKind, AppId, Event, EventKind, Payload, Relation, Timestamp, TweetId, schema,
};
use account_activity_emulator::{Action, ActivityNotice, Performed, World, WorldUser};
use serde_json::Value;

/// 2023-05-04T11:00:41.440Z.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_683_198_041_440);

pub(crate) const APP: AppId = AppId::new(31_415_926);

/// A world in which Ada, Bob and Cleo are public and Paul is protected.
fn world() -> World {
    let mut world = World::new();
    for name in ["ada", "bob", "cleo"] {
        world.add_user(WorldUser::new(name)).unwrap();
    }
    world.add_user(WorldUser::new("paul").with_protected(true)).unwrap();
    let mut app = App::new(APP);
    app.name = "Harbour Ferry Timetable".into();
    app.url = "https://ferry.example.org".into();
    world.add_app(app);
    world
}

#[track_caller]
fn done(world: &mut World, action: impl Into<Action>) -> Performed {
    world.perform(action, NOW).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn tweet(world: &mut World, action: impl Into<Action>) -> TweetId {
    done(world, action).tweet().unwrap()
}

type Heard = (String, EventKind, Relation, Option<bool>);

/// Returns for each notice the user, the kind of event, the relation, and `user_has_blocked`.
#[track_caller]
fn heard(world: &World, performed: &Performed) -> Vec<Heard> {
    let notices = performed.notices.iter().map(|notice| {
        let entry = well_formed(&notice.payload).entries().next().unwrap();
        let is_revoke = entry.kind() == EventKind::Revoke;
        let subscriber = (!is_revoke).then_some(notice.user);
        assert_eq!(notice.payload.for_user_id(), subscriber);
        let name = world.user(notice.user).unwrap().screen_name().to_owned();
        (name, entry.kind(), entry.relation(), notice.payload.user_has_blocked())
    });
    notices.collect()
}

/// Checks what is true of every payload of a world.
#[track_caller]
fn well_formed(payload: &Payload) -> &Payload {
    let body = std::str::from_utf8(payload.as_bytes()).unwrap();
    assert_eq!(payload.events().len(), 1, "{body}");
    assert!(payload.faults().is_empty(), "{body}");
    let json: Value = serde_json::from_str(body).unwrap();
    assert_eq!(schema::unknown(schema::payload(), &json), [], "{body}");
    assert_eq!(payload.differences(), [], "{body}");
    let again = Payload::from_slice(payload.as_bytes()).unwrap();
    assert_eq!(again, *payload, "{body}");
    for (entry, again) in payload.entries().zip(again.entries()) {
        assert_ne!(entry.relation(), Relation::Unrelated, "{body}");
        assert_eq!(entry.key(), again.key());
        assert!(!matches!(entry.event(), Event::Unknown(_) | Event::Undecoded(_)), "{body}");
    }
    payload
}

/// Checks what is true of every event of the X Activity API that is not injected, and decodes it.
#[track_caller]
fn well_formed_activity(notice: &ActivityNotice) -> Envelope {
    let envelope = notice.envelope().unwrap();
    let body = std::str::from_utf8(envelope.as_bytes()).unwrap();
    assert_eq!(envelope.events().len(), 1, "{body}");
    assert_eq!(envelope.kind().as_ref(), Some(&notice.kind), "{body}");
    assert!(envelope.faults().is_empty(), "{:?} {body}", envelope.faults());
    assert_eq!(envelope.unknown(), [], "{body}");
    assert_eq!(envelope.differences(), [], "{body}");
    for activity in envelope.activities() {
        let is_decoded =
            !matches!(activity.kind(), ActivityKind::Unknown | ActivityKind::Undecoded);
        assert!(is_decoded, "{body}");
        let is_news = activity.kind() == ActivityKind::NewsNew;
        assert_eq!(activity.relation() == Relation::Unrelated, is_news, "{body}");
        assert_eq!(activity.actor().is_none(), is_news, "{body}");
    }
    envelope
}

fn json(payload: &Payload) -> Value {
    serde_json::from_slice(payload.as_bytes()).unwrap()
}

fn created(performed: &Performed) -> account_activity::Tweet {
    match &performed.notices[0].payload.events()[0] {
        Event::TweetCreate(tweet) => (**tweet).clone(),
        other => panic!("{other:?}"),
    }
}
