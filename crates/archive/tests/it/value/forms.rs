//! The same values give the same bodies, whatever form holds them.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use account_activity_archive::account_activity::{Body, UserId};
use account_activity_archive::{Archive, Content, Form, Item};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::quoted;
use crate::identical::values;
use crate::samples::{Folder, of};

/// A form that holds one value.
type Holder = fn(&str) -> String;

const HOLDERS: [(&str, Holder); 8] = [
    ("text", quoted),
    ("base64", |value| STANDARD.encode(value)),
    ("queue", |value| format!(r#"{{"Records":[{{"messageId":"1","body":{}}}]}}"#, quoted(value))),
    ("bus", |value| format!(r#"{{"detail-type":"t","source":"s","detail":{value}}}"#)),
    ("topic", |value| {
        format!(r#"{{"message":{{"data":"{}","messageId":"1"}}}}"#, STANDARD.encode(value))
    }),
    ("gateway", |value| {
        format!(r#"{{"body":"{}","isBase64Encoded":true}}"#, STANDARD.encode(value))
    }),
    ("document", |value| {
        format!(r#"{{"_id":{{"$oid":"5d655a015f627d0b0c1b2d5e"}},"payload":{value}}}"#)
    }),
    ("mongo", canonical),
];

/// Writes each number of a JSON text as `mongoexport --jsonFormat=canonical` does.
fn canonical(text: &str) -> String {
    let mut canonical = String::new();
    let (mut rest, mut in_text) = (text, false);
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|one: char| !matches!(one, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let is_number = !in_text && (first.is_ascii_digit() || first == '-');
        let (token, after) = match (first, length) {
            (_, length) if is_number => rest.split_at(length.unwrap_or(rest.len())),
            ('\\', _) => rest.split_at(2),
            _ => rest.split_at(first.len_utf8()),
        };
        if is_number {
            let kind =
                if token.contains(['.', 'e', 'E']) { "$numberDouble" } else { "$numberLong" };
            canonical.push_str(&format!(r#"{{"{kind}":"{token}"}}"#));
        } else {
            canonical.push_str(token);
        }
        in_text ^= first == '"';
        rest = after;
    }
    canonical
}

fn items(archive: Archive) -> Vec<Item> {
    archive.owner(UserId::new(12)).threads(1).items().collect()
}

fn bodies(archive: Archive) -> Vec<Body> {
    let body = |item: Item| match item.content {
        Content::Body(body) => Some(body),
        _ => None,
    };
    items(archive).into_iter().filter_map(body).collect()
}

/// The values that give bodies, each with its items.
static VALUES: LazyLock<Vec<(String, Vec<Item>)>> = LazyLock::new(|| {
    let with_items = |value: String| {
        let items = items(of(value.as_str()).form(Form::OneValue));
        (value, items)
    };
    let mut values: Vec<_> = values().into_iter().map(with_items).collect();
    values.retain(|(_, items)| items.iter().all(|item| item.body().is_some()));
    values
});

fn bodies_of<'a>(values: impl IntoIterator<Item = &'a (String, Vec<Item>)>) -> Vec<Body> {
    values.into_iter().flat_map(|(_, items)| items.iter().filter_map(Item::body).cloned()).collect()
}

/// Returns the bare values among values: those whose body has an envelope with `prefix` around them.
/// Extended JSON is not among them: neither responses nor archives of X have it.
fn bare(prefix: &str) -> Vec<&'static (String, Vec<Item>)> {
    let is_bare = |value: &&(String, Vec<Item>)| matches!(&*value.1, [item] if item.pointer(prefix).is_empty());
    VALUES.iter().filter(|(value, _)| !value.contains("$number")).filter(is_bare).collect()
}

fn joined(values: &[&(String, Vec<Item>)], separator: &str) -> String {
    values.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>().join(separator)
}

#[test]
fn each_value_gives_the_same_bodies_in_every_form() {
    let expected = bodies_of(&*VALUES);
    for (name, holder) in HOLDERS {
        let lines: String = VALUES.iter().map(|(value, _)| holder(value) + "\n").collect();
        let found = bodies(of(lines));
        for (found, expected) in found.iter().zip(&expected) {
            assert!(found == expected, "{name}: {found:?} instead of {expected:?}");
        }
        assert_eq!(found.len(), expected.len(), "{name}");
    }
    // The form of a source with one value is recognized too.
    for (n, value) in VALUES.iter().step_by(3).enumerate() {
        let (name, holder) = HOLDERS[n % HOLDERS.len()];
        let found = bodies(of(holder(&value.0)));
        assert!(found == bodies_of([value]), "{name}: {}", value.0);
    }
}

#[test]
fn tweets_and_messages_are_the_same_in_responses_and_archives() {
    let tweets = bare("/tweet_create_events/0");
    let messages = bare("/direct_message_events/0");
    assert!(tweets.len() >= 3 && messages.len() >= 2, "{} {}", tweets.len(), messages.len());
    let elements = joined(&tweets, "} , {\"tweet\" : ");
    for (text, expected) in [
        (
            format!(r#"{{"statuses":[{}],"search_metadata":{{"count":1}}}}"#, joined(&tweets, ",")),
            &tweets,
        ),
        (format!("window.YTD.tweets.part0 = [ {{ \"tweet\" : {elements} }} ]"), &tweets),
        (format!("Grailbird.data.tweets_2013_11 = [ {} ]", joined(&tweets, ", ")), &tweets),
        (format!(r#"{{"events":[{}],"next_cursor":"x"}}"#, joined(&messages, ",")), &messages),
    ] {
        let found = bodies(of(text.as_str()));
        let expected = bodies_of(expected.iter().copied());
        for (found, expected) in found.iter().zip(&expected) {
            assert!(found == expected, "{}: {found:?} instead of {expected:?}", &text[..40]);
        }
        assert_eq!(found.len(), expected.len(), "{}", &text[..40]);
    }
}

#[test]
fn a_zip_file_gives_the_same_bodies() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (n, (value, _)) in VALUES.iter().enumerate() {
        zip.start_file(format!("{n:05}.json"), SimpleFileOptions::default()).unwrap();
        zip.write_all(value.as_bytes()).unwrap();
    }
    let folder = Folder::new("forms-zip");
    let path = folder.write("values.zip", zip.finish().unwrap().into_inner());
    assert!(bodies(Archive::open(path)) == bodies_of(&*VALUES), "the bodies differ");
}
