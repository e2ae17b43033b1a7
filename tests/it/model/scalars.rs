//! Instants, ids, colours and text.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use account_activity::model::{MediaKind, Point, Tweet, User};
use account_activity::{Color, Text, Timestamp, TweetId, UserId};

#[test]
fn an_instant_is_read_from_every_encoding() {
    let instant = Timestamp::from_millis(1_576_540_568_000);
    for text in [
        "Mon Dec 16 23:56:08 +0000 2019",
        "Tue Dec 17 01:56:08 +0200 2019",
        "1576540568000",
        "2019-12-16T23:56:08+00:00",
        "2019-12-16T23:56:08Z",
        "2019-12-16t23:56:08.000z",
        "2019-12-16 23:56:08 +0000",
        "2019-12-16T15:56:08-08:00",
        "2019-12-16T23:56:08.0009Z",
        "2019-12-16T23:56:08",
        "2019-12-16 23:56:08",
        "2019-12-16 23:56:08.000",
        "2019-12-16 23:56:08 UTC",
        "2019-12-16 23:56:08 GMT",
        "Mon, 16 Dec 2019 23:56:08 +0000",
        "Tue, 17 Dec 2019 01:56:08 +0200",
        "Mon, 16 Dec 2019 23:56:08 GMT",
        "16 Dec 2019 23:56:08 Z",
        "Mon Dec 16 23:56:08 UTC 2019",
        "Mon, 16 Dec 2019 23:56:08",
        "Mon Dec 16 23:56:08 2019",
        "2019-12-16 23:56:08+00",
        "2019-12-17 01:56:08.000+02",
    ] {
        assert_eq!(text.parse(), Ok(instant), "{text}");
    }
    for text in [
        "",
        "-",
        "now",
        "Mon Dec 16",
        "Mon Dez 16 23:56:08 +0000 2019",
        "Mon Feb 30 23:56:08 +0000 2019",
        "2019-13-16T23:56:08Z",
        "2019-02-29T00:00:00Z",
        "2019-12-16T24:00:00Z",
        "2019-12-16",
        "2019-12-16T23:56:08 EST",
        "Mon, 16 Dec 19 23:56:08 +0000",
        "Moon, 16 Dec 2019 23:56:08 +0000",
        "Mon, 31 Feb 2019 23:56:08 GMT",
        "2019-12-16T23:56Z",
        "2019-12-16T23:56:08+1",
        "2019-12-16T23:56:08+01:",
        "Mon Dec 16 23:56:08 +0000",
        "Mon Dec 16 23:56:08 +0000 2019 x",
        "99999999999999999999",
        "2019-12-16T23:56:08.xZ",
        "é",
        "2019-12-1é",
        "Mon Dec 16 2é:56:08 +0000 2019",
    ] {
        assert!(text.parse::<Timestamp>().is_err(), "{text}");
    }
}

#[test]
fn an_instant_that_no_calendar_has_is_its_milliseconds() {
    for millis in [i64::MIN, i64::MIN + 1, i64::MAX, 253_402_300_800_000, -62_167_219_200_001] {
        let instant = Timestamp::from_millis(millis);
        assert_eq!(instant.to_string(), millis.to_string());
        assert_eq!(millis.to_string().parse(), Ok(instant));
    }
}

/// The dates equal those of a calendar that is counted day by day.
#[test]
fn every_day_of_ten_thousand_years_has_its_date() {
    let (mut year, mut month, mut day) = (1970, 1, 1);
    for days in 0.. {
        if year == 10_000 {
            break;
        }
        let text = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
        let instant = Timestamp::from_millis(days * 86_400_000);
        assert_eq!(instant.to_string(), text);
        assert_eq!(text.parse(), Ok(instant));
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        day += 1;
        if day > length {
            (month, day) = (month + 1, 1);
        }
        if month > 12 {
            (year, month) = (year + 1, 1);
        }
    }
}

#[test]
fn an_instant_comes_back_from_every_field_it_is_written_to() {
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..20_000 {
        // No event is older than 2006, so that the size of a number tells seconds from milliseconds.
        let instant = Timestamp::from_millis(match random.u8(0..2) {
            0 => random.i64(1_142_899_200_000..253_402_300_800_000),
            _ => random.i64(1_142_899_200..2_000_000_000) * 1000,
        });
        let mut user = User::new(UserId::new(1));
        user.created_at = Some(instant);
        let json = serde_json::to_string(&user).unwrap();
        assert_eq!(
            serde_json::from_str::<User>(&json).unwrap().created_at,
            Some(instant),
            "{json}"
        );
        assert_eq!(instant.to_string().parse(), Ok(instant));
        let json = serde_json::to_string(&instant).unwrap();
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), instant);
    }
}

/// The size of a number tells seconds from milliseconds, in the fields of events only.
#[test]
fn a_number_on_the_wire_is_seconds_or_milliseconds() {
    let read = |json: &str| {
        let user = format!(r#"{{"id":1,"created_at":{json}}}"#);
        serde_json::from_str::<User>(&user).map(|user| user.created_at.unwrap().as_millis())
    };
    for (json, millis) in [
        ("1528315630", 1_528_315_630_000),
        (r#""1528315630""#, 1_528_315_630_000),
        ("1528315630000", 1_528_315_630_000),
        ("1142899200", 1_142_899_200_000),
        ("1142899200000", 1_142_899_200_000),
        ("253402300799999", 253_402_300_799_999),
        (r#""Thu Jan 01 00:00:00 +0000 1970""#, 0),
    ] {
        assert_eq!(read(json).unwrap(), millis, "{json}");
    }
    for json in [
        "0",
        "-1",
        "1142899199",
        "1142899199999",
        r#""1142899199""#,
        r#""-5""#,
        "253402300800000",
        r#""Fri, 31 Dec 9999 23:59:59 -0100""#,
    ] {
        assert!(read(json).is_err(), "{json}");
    }
    let instant: Timestamp = serde_json::from_str("1528315630").unwrap();
    assert_eq!(instant, Timestamp::from_millis(1_528_315_630));
}

#[test]
fn booleans_and_numbers_are_read_as_databases_write_them() {
    let tweet = |members: &str| {
        let json = format!(r#"{{"id":1,"user":{{"id":1}},{members}}}"#);
        serde_json::from_str::<Tweet>(&json)
    };
    for (json, value) in [
        ("0", false),
        ("1", true),
        (r#""0""#, false),
        (r#""1""#, true),
        (r#""True""#, true),
        (r#""False""#, false),
    ] {
        assert_eq!(tweet(&format!(r#""favorited":{json}"#)).unwrap().favorited, value, "{json}");
    }
    for json in ["2", "-1", "0.5", r#""yes""#, r#""TrUe""#] {
        assert!(tweet(&format!(r#""favorited":{json}"#)).is_err(), "{json}");
    }
    for (json, value) in [
        (r#""1,234""#, 1_234),
        (r#""1,234,567""#, 1_234_567),
        (r#""-1_234""#, -1_234),
        (r#""12 345""#, 12_345),
        (r#""1'234""#, 1_234),
        (r#""100+""#, 100),
    ] {
        let read = tweet(&format!(r#""retweet_count":{json}"#)).unwrap().retweet_count;
        assert_eq!(read, value, "{json}");
    }
    for json in [r#""1,23""#, r#""1,2345""#, r#"",123""#, r#""1,234_567""#, r#""1.234""#, "false"] {
        assert!(tweet(&format!(r#""retweet_count":{json}"#)).is_err(), "{json}");
    }
}

#[test]
fn an_instant_moves_by_durations() {
    let instant = Timestamp::from_millis(1_000);
    assert_eq!((instant + Duration::from_micros(1_999)).as_millis(), 1_001);
    assert_eq!((instant - Duration::from_micros(1_999)).as_millis(), 999);
    let (latest, earliest) = (Timestamp::from_millis(i64::MAX), Timestamp::from_millis(i64::MIN));
    assert_eq!((instant + Duration::MAX, instant - Duration::MAX), (latest, earliest));
    assert_eq!(earliest + Duration::from_millis(u64::MAX), latest);
    let mut moved = instant;
    moved += Duration::from_secs(2);
    moved -= Duration::from_secs(5);
    assert_eq!(moved.as_millis(), -2_000);
}

#[test]
fn now_is_the_time_of_the_systems_clock() {
    let (now, system) = (Timestamp::now(), Timestamp::from(SystemTime::now()));
    let hour = Duration::from_secs(3_600);
    assert!(now > system - hour && now < system + hour, "{now} {system}");
}

#[test]
fn the_id_of_a_tweet_has_its_time() {
    for (id, time) in [
        (356_009_025_474_562, Some(1_288_919_853_823)),
        (204_697_221_847_986_177, Some(1_337_638_595_436)),
        (29_700_859_246, None),
        (20, None),
        (u64::MAX, Some(1_288_834_974_657 + (i64::MAX >> 21))),
    ] {
        let created = TweetId::new(id).created_at();
        assert_eq!(created.map(Timestamp::as_millis), time, "{id}");
    }
    for fixture in crate::fixtures::all() {
        for tweet in fixture.payload().events().iter().filter_map(|event| event.as_tweet_create()) {
            let Some(created) = tweet.id.created_at() else { continue };
            let second = created.as_millis().div_euclid(1_000);
            assert_eq!(
                tweet.created_at.map(|it| it.as_millis() / 1_000),
                Some(second),
                "{}",
                fixture.name
            );
        }
    }
}

#[test]
fn an_instant_becomes_the_systems_and_back() {
    for millis in [0, 1, -1, 1_576_540_568_600, -86_400_001] {
        let instant = Timestamp::from_millis(millis);
        assert_eq!(Timestamp::from(SystemTime::from(instant)), instant);
    }
    let fine = UNIX_EPOCH + Duration::from_nanos(1_999_999);
    assert_eq!(Timestamp::from(fine).as_millis(), 1);
    let before = UNIX_EPOCH - Duration::from_nanos(1);
    assert_eq!(Timestamp::from(before).as_millis(), -1);
    let earlier = Timestamp::from_millis(1_000);
    assert_eq!(Timestamp::from_millis(3_000).duration_since(earlier), Some(Duration::from_secs(2)));
    assert_eq!(earlier.duration_since(Timestamp::from_millis(3_000)), None);
}

#[cfg(feature = "chrono-0_4")]
#[test]
fn an_instant_becomes_chronos_and_back() {
    let instant = Timestamp::from_millis(1_576_540_568_600);
    let time = chrono::DateTime::try_from(instant).unwrap();
    assert_eq!(time.timestamp_millis(), 1_576_540_568_600);
    assert_eq!(Timestamp::from(time), instant);
    assert!(chrono::DateTime::try_from(Timestamp::from_millis(i64::MAX)).is_err());
}

#[cfg(feature = "time-0_3")]
#[test]
fn an_instant_becomes_times_and_back() {
    let instant = Timestamp::from_millis(-1_576_540_568_600);
    let time = time::OffsetDateTime::try_from(instant).unwrap();
    assert_eq!(time.unix_timestamp_nanos(), -1_576_540_568_600_000_000);
    assert_eq!(Timestamp::from(time), instant);
    assert!(time::OffsetDateTime::try_from(Timestamp::from_millis(i64::MAX)).is_err());
}

macro_rules! an_instant_becomes_jiffs_and_back {
    ($feature:literal, $jiff:ident, $name:ident) => {
        #[cfg(feature = $feature)]
        #[test]
        fn $name() {
            let instant = Timestamp::from_millis(1_576_540_568_600);
            let time = $jiff::Timestamp::try_from(instant).unwrap();
            assert_eq!(time.as_millisecond(), 1_576_540_568_600);
            assert_eq!(Timestamp::from(time), instant);
            let before = $jiff::Timestamp::new(-1, -1).unwrap();
            assert_eq!(Timestamp::from(before).as_millis(), -1_001);
            assert!($jiff::Timestamp::try_from(Timestamp::from_millis(i64::MAX)).is_err());
        }
    };
}

an_instant_becomes_jiffs_and_back!("jiff-0_2", jiff, an_instant_becomes_jiff_0_2s_and_back);
an_instant_becomes_jiffs_and_back!("jiff-1", jiff_1, an_instant_becomes_jiff_1s_and_back);

#[test]
fn ids_are_digits() {
    assert_eq!("9007199254740993".parse(), Ok(TweetId::new(9_007_199_254_740_993)));
    assert_eq!(TweetId::new(7).to_string(), "7");
    assert_eq!(serde_json::to_string(&TweetId::new(7)).unwrap(), r#""7""#);
    for text in ["", "+1", "-1", "01", "1 ", "18446744073709551616", "me", "1.0"] {
        assert!(text.parse::<TweetId>().is_err(), "{text}");
    }
}

#[test]
fn an_unknown_value_tells_its_text() {
    let kind = MediaKind::from("hologram");
    assert_eq!(kind.as_str(), "hologram");
    assert!(matches!(kind, MediaKind::Unknown(_)));
    assert_eq!(MediaKind::from("photo"), MediaKind::Photo);
    assert_eq!(format!("{kind:?}"), r#"Unknown("hologram")"#);
}

#[test]
fn text_is_like_a_string() {
    let long = "a text that is longer than what fits inline";
    for content in ["", "short", long] {
        let text = Text::from(content);
        assert_eq!(text, content);
        assert_eq!(text.len(), content.len());
        assert_eq!(text, content.to_owned());
        assert_eq!(String::from(text.clone()), content);
        assert_eq!(format!("{text} {text:?}"), format!("{content} {content:?}"));
        assert_eq!(serde_json::to_string(&text).unwrap(), format!("{content:?}"));
    }
    let map = std::collections::BTreeMap::from([(Text::from("key"), 1)]);
    assert_eq!(map["key"], 1);
}

#[test]
fn colours_know_when_they_are_not_set() {
    assert_eq!(Color::from("1DA1F2").rgb(), Some([0x1d, 0xa1, 0xf2]));
    for text in ["-1", "", "+1A1F2", "1DA1F", "1DA1F2F", "éé"] {
        assert_eq!(Color::from(text).rgb(), None, "{text}");
    }
}

#[test]
fn a_pair_is_two_or_absent() {
    let point = |json: &str| serde_json::from_str::<Point>(json);
    let two = point(r#"{"coordinates": [-122.5, "37"]}"#).unwrap();
    assert_eq!(two.coordinates, Some([-122.5, 37.0]));
    assert_eq!(point(r#"{"coordinates": []}"#).unwrap().coordinates, None);
    assert!(point(r#"{"coordinates": [1]}"#).is_err());
    assert!(point(r#"{"coordinates": [1, 2, 3]}"#).is_err());
}
