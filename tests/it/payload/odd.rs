//! Fixtures with odd values at random places, from fixed seeds: the promises about faults hold for
//! every one.

use std::collections::{BTreeMap, BTreeSet};

use account_activity::{Payload, schema};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::reading;
use crate::fixtures;

const BODIES: usize = 1_000;

/// Values as storage, other languages and mistakes write them. `\ud83d` stands alone in them.
const ODD: [&str; 51] = [
    "null",
    "true",
    "false",
    "-1",
    "1.5",
    "-0.0",
    "1.2e18",
    "1e400",
    "18446744073709551616",
    "1142899199",
    "1528315630",
    "1528315630000",
    "253402300800000",
    r#""""#,
    r#"" ""#,
    r#"",""#,
    r#""odd""#,
    r#""-5""#,
    r#""1,234""#,
    r#""GR, HK""#,
    r#""True""#,
    r#""1528315630""#,
    r#""Wed, 02 Sep 2009 10:19:59 +0000""#,
    r#""2013-11-28 13:37:46 UTC""#,
    r#""Fri, 31 Dec 9999 23:59:59 -1200""#,
    r#""\ud83d""#,
    r#""odd \ud83d odd \ud83d""#,
    "[]",
    "[null]",
    "[[1]]",
    "[[]]",
    "[[[]]]",
    r#"[""]"#,
    "[7]",
    "[1,2]",
    r#"[1,"x"]"#,
    "[{}]",
    r#"["\ud83d"]"#,
    "[1e400]",
    "{}",
    r#"{"0":7}"#,
    r#"{"0":null}"#,
    r#"{"1":"b","0":"a"}"#,
    r#"{"0":{},"1":{}}"#,
    r#"{"0":1,"0":2}"#,
    r#"{"$numberLong":"5"}"#,
    r#"{"\ud83d":1}"#,
    r#"{"\ud83d":"\ud83d"}"#,
    r#"{"a":[],"a":{},"a":"\ud83d","b":1e400}"#,
    r#"{"id":{},"id_str":[],"text":{},"w":{},"indices":[1]}"#,
    r#"{"user":{"id":1,"followers_count":[]},"id":7,"user":{"id":"me"}}"#,
];

/// Returns `true` for a number beyond 64 bits, if the feature `arbitrary_precision` of `serde_json` is
/// on: its values then have digits that no typed number has.
fn is_beyond(odd: &str) -> bool {
    let is_arbitrary = serde_json::from_str::<Value>("1e400").is_ok();
    is_arbitrary && ["1e400", "18446744073709551616"].iter().any(|number| odd.contains(number))
}

/// A value that a half of a twin must not have, because the twin would then be two ids.
fn is_id(json: &str) -> bool {
    let number = json.trim_matches('"').parse();
    number.is_ok_and(|number: f64| (0.0..18_446_744_073_709_551_616.0).contains(&number))
}

/// Adds up to three odd values to a body: in place of a value, or as another value of its key.
fn odd_body(whole: &Value, random: &mut fastrand::Rng) -> String {
    let mut json = whole.clone();
    for _ in 0..random.usize(1..=3) {
        add_odd(&mut json, random);
    }
    // The placeholders are texts, which no fixture has.
    let mut body = json.to_string();
    for (index, odd) in ODD.iter().enumerate() {
        let odd = if is_beyond(odd) { &"1.5" } else { odd };
        body = body.replace(&format!("\"odd value {index}\""), odd);
    }
    body.replace("!again ", "").replace("~again ", "")
}

fn add_odd(json: &mut Value, random: &mut fastrand::Rng) {
    match json {
        Value::Object(members) if !members.is_empty() => {
            let keys: Vec<String> = members.keys().cloned().collect();
            let key = random.choice(&keys).unwrap();
            let inner = members.get_mut(key).unwrap();
            if inner.is_object() && random.u8(0..8) > 0 || inner.is_array() && random.u8(0..8) > 0 {
                return add_odd(inner, random);
            }
            let index = random.usize(0..ODD.len());
            if is_half(key, members) && is_id(ODD[index]) {
                return;
            }
            let key = match random.u8(0..8) {
                // Each value of a repeated event key has events, so a pointer has several values.
                _ if key.contains("_event") => key.clone(),
                0 => format!("!again {key}"),
                1 => format!("~again {key}"),
                _ => key.clone(),
            };
            members.insert(key, format!("odd value {index}").into());
        }
        Value::Array(elements) if !elements.is_empty() => {
            let at = random.usize(0..elements.len());
            if random.u8(0..6) > 0 {
                add_odd(&mut elements[at], random);
            } else {
                elements[at] = format!("odd value {}", random.usize(0..ODD.len())).into();
            }
        }
        _ => {}
    }
}

fn is_half(key: &str, members: &Map<String, Value>) -> bool {
    key.ends_with("_str") || members.contains_key(&format!("{key}_str"))
}

/// The JSON at a pointer, in a text without halves of surrogate pairs. Of a repeated key, the last
/// value.
fn at<'a>(json: &'a str, pointer: &str) -> &'a str {
    pointer.split('/').skip(1).fold(json, |json, segment| {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        if json.starts_with('[') {
            let elements: Vec<&RawValue> = serde_json::from_str(json).unwrap();
            return elements[segment.parse::<usize>().unwrap()].get();
        }
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap();
        members[&segment].get()
    })
}

/// Checks what holds for every payload. Returns the number of faults.
fn check(body: &str) -> usize {
    let payload =
        Payload::from_slice(body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {body}"));
    let again = reading::tolerantly(body.as_bytes());
    assert_eq!((&again, again.fault_count()), (&payload, payload.fault_count()), "{body}");
    assert_eq!(payload.differences(), [], "{body}");
    let written = serde_json::to_string(&payload).unwrap();
    assert_eq!(Payload::from_slice(written.as_bytes()).unwrap(), payload, "{body}");

    let whole = body.replace(r"\ud83d", r"\ufffd");
    let faults = payload.faults();
    assert_eq!(faults.len(), payload.fault_count(), "{faults:?}: {body}");
    let offset = |json: &str| json.as_ptr().addr() - payload.as_bytes().as_ptr().addr();
    assert!(faults.is_sorted_by_key(|fault| offset(fault.json())), "{faults:?}: {body}");
    let pointers: BTreeSet<&str> = faults.iter().map(account_activity::Fault::pointer).collect();
    assert_eq!(pointers.len(), faults.len(), "{faults:?}: {body}");
    // Half a surrogate pair can be in a key, and in an earlier value of a repeated key.
    for fault in faults.iter().filter(|fault| !fault.message().contains("surrogate")) {
        let json = fault.json().replace(r"\ud83d", r"\ufffd");
        assert_eq!(json, at(&whole, fault.pointer()), "{fault:?}: {body}");
    }
    // A `Value` has neither repeated keys nor numbers beyond its range.
    if let Ok(value) = serde_json::from_str::<Value>(&whole)
        && value.to_string().len() == whole.len()
    {
        let sorted = |mut unknown: Vec<schema::Unknown>| {
            unknown.sort();
            unknown
        };
        let expected = sorted(schema::unknown(schema::payload(), &value));
        assert_eq!(sorted(payload.unknown()), expected, "{body}");
    }
    faults.len()
}

#[test]
fn the_promises_hold_for_odd_values_everywhere() {
    let fixtures: Vec<Value> = fixtures::all().iter().map(fixtures::Fixture::json).collect();
    let threads: Vec<_> = (0..4)
        .map(|part| {
            let fixtures = fixtures.clone();
            std::thread::spawn(move || {
                (BODIES / 4 * part..BODIES / 4 * (part + 1)).fold(0, |faults, seed| {
                    let mut random = fastrand::Rng::with_seed(seed as u64);
                    let whole = random.choice(&fixtures).unwrap();
                    faults + check(&odd_body(whole, &mut random))
                })
            })
        })
        .collect();
    let faults: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert!(faults > BODIES / 4, "{faults}");
}
