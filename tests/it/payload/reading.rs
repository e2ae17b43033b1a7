//! The strict reader, the tolerant reader and `serde_json` read the same values from JSON.

use account_activity::model::Tweet;
use account_activity::{Event, Payload};
use serde_json::Value;

use crate::fixtures;

/// Reads with the tolerant reader: the strict reader does not read a key with escapes.
pub(crate) fn tolerantly(body: &[u8]) -> Payload {
    Payload::from_bytes(with_escaped_key(body).into()).unwrap()
}

/// Adds an unknown member, whose key has escapes, in front of the members of an object.
pub(crate) fn with_escaped_key(body: &[u8]) -> Vec<u8> {
    let start = 1 + body.iter().position(|byte| *byte == b'{').unwrap();
    let comma = if body[start..].trim_ascii_start().starts_with(b"}") { "" } else { "," };
    let key = format!(r#""\u006eew":null{comma}"#);
    [&body[..start], key.as_bytes(), &body[start..]].concat()
}

/// Checks that the readers read the same Tweet as `serde_json`, and that the tolerant reader has
/// faults where `serde_json` has an error.
fn agree(members: &str) {
    let tweet = format!(r#"{{"id":1,"user":{{"id":1}},{members}}}"#);
    let body = format!(r#"{{"tweet_create_events":[{tweet}]}}"#);
    let payload = Payload::from_slice(body.as_bytes()).unwrap_or_default();
    let has_faults = payload.fault_count() > 0;
    match (serde_json::from_str::<Tweet>(&tweet), payload.events()) {
        (Ok(expected), [Event::TweetCreate(read)]) => {
            assert!(!has_faults, "{members}");
            assert_eq!(tolerantly(body.as_bytes()), payload, "{members}");
            assert_eq!(**read, expected, "{members}");
            // Text and value distinguish 0 from -0.
            assert_eq!(format!("{read:?}"), format!("{expected:?}"), "{members}");
        }
        (Err(_), [] | [Event::Undecoded(_)]) => {}
        (Err(_), [Event::TweetCreate(_)]) if has_faults => {}
        // Only the tolerant reader reads an object in place of a list.
        (Err(_), [Event::TweetCreate(_)]) if members.contains(r#""urls":{}"#) => {}
        (expected, events) => panic!("{members}: {events:?} for {expected:?}"),
    }
}

#[test]
fn strings() {
    let parts = [
        "a",
        "bcdefgh",
        "é",
        "😀",
        "\u{7f}",
        r"\/",
        r"\\",
        r#"\""#,
        r"\b\f\n\r\t",
        r"\u00e9",
        r"\u00E9",
        r"\u0000",
        r"\ud83d\ude00",
        r"\uD83D\uDE00",
        r"\u2028",
    ];
    let broken = [
        "\"",
        "\u{1}",
        "\u{1f}",
        "\n",
        r"\",
        r"\x",
        r"\u12",
        r"\u12g4",
        r"\u+123",
        r"\ud83d",
        r"\ude00",
        r"\ud83d\u0041",
        r"\ud83d\",
        r"\ud83dude00",
        r"\ude00\ud83d",
    ];
    let mut random = fastrand::Rng::with_seed(1);
    for round in 0..20_000 {
        let mut string: Vec<&str> =
            (0..random.usize(0..20)).map(|_| random.choice(parts).unwrap()).collect();
        if round % 4 == 0 {
            string.insert(random.usize(0..=string.len()), random.choice(broken).unwrap());
        }
        agree(&format!(r#""text":"{}","lang":"en""#, string.concat()));
    }
}

#[test]
fn keys() {
    for key in [r"te\u0078t", r"te\u0078", "text", "text ", "Text", "", "tex", r"\ud83d", "text\n"]
    {
        agree(&format!(r#""{key}":"a""#));
        agree(&format!(r#""source":"b","{key}":"a","lang":"en""#));
    }
    for members in
        ["\"text\" : \"a\"", "\"text\"\n:\t\"a\" ", "\"text\"\"a\"", "\"text\":\"a\",", ",", ""]
    {
        agree(members);
    }
}

#[test]
fn numbers() {
    let digits = (1..=25).flat_map(|length| ["1", "9", "0", "3"].map(|digit| digit.repeat(length)));
    // Any character at any place among digits, because the reader reads eight digits at once.
    let among = (0..8).flat_map(|place| {
        let (before, behind) = "1234567".split_at(place);
        (b' '..=b'~').map(move |byte| format!("{before}{}{behind}", char::from(byte)))
    });
    let others = [
        "-0",
        "-",
        "--1",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "1.5",
        "1e",
        "1e2",
        "1E+2",
        "1e-2",
        "1.0e0",
        "18446744073709551615",
        "18446744073709551616",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "1e400",
        "1_0",
        "0x1",
        "9007199254740993.0",
        "Infinity",
        "NaN",
        "1a",
        "1 2",
    ];
    for number in digits.chain(among).chain(others.map(str::to_owned)) {
        for key in ["favorite_count", "in_reply_to_user_id", "text", "created_at", "truncated"] {
            agree(&format!(r#""{key}":{number}"#));
            agree(&format!(r#""{key}":-{number},"lang":"en""#));
            agree(&format!(r#""{key}":"{number}""#));
        }
        let places =
            format!(r#""coordinates":{{"coordinates":[{number},-{number}],"type":"Point"}}"#);
        agree(&places);
    }
}

#[test]
fn literals_and_brackets() {
    let values = [
        "null",
        "true",
        "false",
        "nul",
        "nulls",
        "True",
        "[]",
        "{}",
        "[null]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[0,1]",
        "[0,1,2]",
        "[0]",
        "[0,1,",
        "[0,",
        "[",
        "[[0,1]]",
        "{\"urls\":[]}",
        "{\"urls\":[{}]}",
        "{\"urls\":[null]}",
        "{\"urls\":[{\"indices\":[0,1]},{\"indices\":[]}],}",
        "{\"urls\":{}}",
        "]",
        "}",
        "",
    ];
    for value in values {
        for key in ["truncated", "entities", "coordinates", "display_text_range", "new", "text"] {
            agree(&format!(r#""{key}":{value}"#));
            agree(&format!(r#""{key}": {value} , "lang": "en""#));
        }
    }
}

#[test]
fn nesting() {
    for levels in [1, 60, 120, 124, 125, 126, 127, 128, 129, 130] {
        let tweet = r#""retweeted_status":{"id":1,"user":{"id":1},"#.repeat(levels);
        agree(&format!(r#"{tweet}"text":""{}"#, "}".repeat(levels)));
        agree(&format!(r#""scopes":{}1{}"#, "[".repeat(levels), "]".repeat(levels)));
    }
}

/// Members in any order, with unknown members among them and white space between them.
#[test]
fn layouts() {
    let mut random = fastrand::Rng::with_seed(2);
    let archive = fixtures::archive("corpus").unwrap_or_default();
    for fixture in fixtures::all().into_iter().chain(archive) {
        assert_eq!(fixture.payload(), tolerantly(fixture.body.as_bytes()), "{}", fixture.name);
        for _ in 0..20 {
            let mut body = String::new();
            write_shuffled(&fixture.json(), 0, &mut random, &mut body);
            let payload = Payload::from_slice(body.as_bytes()).unwrap();
            assert_eq!(payload, tolerantly(body.as_bytes()), "{}: {body}", fixture.name);
        }
    }
}

pub(crate) fn write_shuffled(
    json: &Value,
    depth: usize,
    random: &mut fastrand::Rng,
    out: &mut String,
) {
    let blank = |random: &mut fastrand::Rng| random.choice(["", "", " ", "\n", "\t\r\n "]).unwrap();
    out.push_str(blank(random));
    match json {
        Value::Object(members) => {
            let mut members: Vec<(&str, &Value)> =
                members.iter().map(|(key, value)| (key.as_str(), value)).collect();
            let strangers = [("stranger", &Value::Null), ("i", json), ("zz", &Value::Bool(true))];
            if depth > 0 && depth < 5 && random.u8(0..4) == 0 {
                members.push(random.choice(strangers).unwrap());
            }
            if random.bool() {
                random.shuffle(&mut members);
            }
            out.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                out.push_str(&format!("{}\"{key}\"{}:", blank(random), blank(random)));
                write_shuffled(value, depth + 1, random, out);
            }
            out.push('}');
        }
        Value::Array(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                write_shuffled(element, depth + 1, random, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
    out.push_str(blank(random));
}
