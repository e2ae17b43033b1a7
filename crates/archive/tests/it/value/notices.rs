//! Notices of streams.

use account_activity_archive::Notice;

use super::{PAYLOAD, all_told, notice, one};

#[test]
fn notices_are_typed() {
    let item = one(
        r#"{"delete":{"status":{"id":345577028076060672,"id_str":"345577028076060672","user_id":12},"timestamp_ms":"1470956272691"}}"#,
    );
    let Notice::Delete { tweet_id, user_id, timestamp, .. } = notice(&item) else { panic!() };
    assert_eq!((tweet_id.get(), user_id.get()), (345_577_028_076_060_672, 12));
    assert_eq!(timestamp.unwrap().as_millis(), 1_470_956_272_691);

    let item = one(r#"{"limit":{"track":22,"timestamp_ms":"1477757470194"}}"#);
    assert!(matches!(notice(&item), Notice::Limit { track: 22, timestamp: Some(_), .. }));

    let item =
        one(r#"{"status_withheld":{"id":5,"user_id":12,"withheld_in_countries":["DE","AR"]}}"#);
    let Notice::StatusWithheld { countries, timestamp, .. } = notice(&item) else { panic!() };
    assert_eq!((countries.as_slice(), timestamp), (&["DE".into(), "AR".into()][..], &None));

    let item = one(r#"{"user_withheld":{"id":12,"withheld_in_countries":["XX"]}}"#);
    assert!(matches!(notice(&item), Notice::UserWithheld { user_id, .. } if user_id.get() == 12));

    let item = one(
        r#"{"scrub_geo":{"user_id":12,"user_id_str":"12","up_to_status_id":23,"up_to_status_id_str":"23"}}"#,
    );
    assert!(
        matches!(notice(&item), Notice::ScrubGeo { up_to_tweet_id, .. } if up_to_tweet_id.get() == 23)
    );

    let item = one(r#"{"disconnect":{"code":4,"stream_name":"","reason":"admin"}}"#);
    assert!(
        matches!(notice(&item), Notice::Disconnect { code: 4, reason, .. } if reason == "admin")
    );

    let item = one(r#"{"warning":{"code":"FALLING_BEHIND","message":"slow","percent_full":60}}"#);
    assert!(matches!(notice(&item), Notice::Warning { percent_full: Some(60), .. }));

    let item = one(r#"{"delete":{"direct_message":{"id":7,"user_id":12}}}"#);
    assert!(
        matches!(notice(&item), Notice::DeleteDirectMessage { message_id, .. } if message_id.get() == 7)
    );

    let item = one(
        r#"{"errors":[{"title":"operational-disconnect","detail":"d","type":"https://api.x.com/2/problems/operational-disconnect"}]}"#,
    );
    assert!(
        matches!(notice(&item), Notice::Problem { title, .. } if title == "operational-disconnect")
    );
}

#[test]
fn a_notice_that_cannot_be_read_is_a_fault() {
    for text in [r#"{"delete":{"status":{"id":"x"}}}"#, r#"{"limit":{}}"#] {
        let told = all_told(text);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("not-understood /"), "{told:?}");
    }
    // Another object with such a member can be a wrapper.
    let wrapper = format!(r#"{{"warning":{{"payload":{PAYLOAD}}},"a":1}}"#);
    assert_eq!(all_told(wrapper), ["tweet_delete"]);
    assert_eq!(all_told(r#"{"errors":[{"code":32,"message":"m"}]}"#), ["not-understood"]);
}
