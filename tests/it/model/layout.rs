//! The sizes and the traits of the types.

use account_activity::{Entry, Event, EventKey, Indices, Payload, Text, Timestamp, UserId, model};

#[test]
fn events_are_two_words() {
    assert!(size_of::<Event>() <= 16, "{}", size_of::<Event>());
    assert!(size_of::<Entry<'_>>() <= 16);
    assert_eq!(size_of::<Text>(), 24);
    assert_eq!(size_of::<Option<UserId>>(), 16);
}

#[test]
fn everything_can_cross_threads() {
    fn crosses<T: Send + Sync + Unpin + 'static>() {}
    crosses::<Payload>();
    crosses::<Event>();
    crosses::<EventKey>();
    crosses::<Entry<'static>>();
    crosses::<model::Tweet>();
    crosses::<account_activity::DecodeError>();
}

#[test]
fn scalars_are_keys_of_maps() {
    fn is_key<T: Eq + Ord + std::hash::Hash + Clone + std::fmt::Debug>() {}
    is_key::<UserId>();
    is_key::<Timestamp>();
    is_key::<Text>();
    is_key::<Indices>();
    is_key::<EventKey>();
    is_key::<model::MediaKind>();
    is_key::<account_activity::FavoriteId>();
    is_key::<account_activity::EventKind>();
    is_key::<account_activity::Relation>();
}

#[test]
fn a_payload_clones_without_copying_its_bytes() {
    let payload = Payload::from_slice(br#"{"for_user_id": "1"}"#).unwrap();
    assert_eq!(payload.clone().as_bytes().as_ptr(), payload.as_bytes().as_ptr());
}
