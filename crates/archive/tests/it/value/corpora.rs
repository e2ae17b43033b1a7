//! Archives of payloads that were found.

use std::path::{Path, PathBuf};

use account_activity_archive::account_activity::{Body, Payload};
use account_activity_archive::{Archive, Item};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{quoted, read, told};

/// Returns the files below a folder of `AA_CORPUS`, or nothing where there is none.
fn files(name: &str) -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("AA_CORPUS").map(|folder| Path::new(&folder).join(name))
    else {
        println!("skipped: AA_CORPUS names no folder that holds {name}");
        return Vec::new();
    };
    let mut files = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn kind(path: &Path) -> &str {
    path.parent().unwrap().file_name().unwrap().to_str().unwrap()
}

fn items(path: &Path) -> Vec<Item> {
    Archive::new().path(path).items().collect()
}

#[test]
fn each_payload_and_bare_value_is_one_body() {
    for corpus in ["corpus", "corpus-2", "corpus-broken"] {
        for path in files(corpus) {
            let text = std::fs::read(&path).unwrap();
            let expected: Body = match kind(&path) {
                "tweet-v11" => Payload::from_tweet(&text, None).unwrap().into(),
                "dm-event-v11" => Payload::from_direct_message(&text).unwrap().into(),
                _ => Body::from_slice(&text).unwrap(),
            };
            let items = items(&path);
            let [item] = items.as_slice() else { panic!("{}: {items:#?}", path.display()) };
            assert_eq!(item.body(), Some(&expected), "{}: {}", path.display(), told(item));
            assert_eq!(item.body().unwrap().faults(), expected.faults(), "{}", path.display());
        }
    }
}

#[test]
fn each_delivery_of_the_x_activity_api_is_one_body() {
    for path in files("corpus-xaa") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let items = items(&path);
        let [item] = items.as_slice() else { panic!("{}: {items:#?}", path.display()) };
        let expected = Body::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        match expected {
            Body::XActivity(_) => assert_eq!(item.body(), Some(&expected), "{name}"),
            _ if name.contains("in-stream-disconnect") => assert_eq!(told(item), "notice errors"),
            _ => assert_eq!(told(item), "not-understood", "{name}"),
        }
    }
}

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

#[test]
fn each_file_gives_the_same_body_in_every_form() {
    for corpus in ["corpus", "corpus-2", "corpus-xaa", "corpus-broken"] {
        for path in files(corpus) {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.trim_start_matches('\u{feff}').trim();
            let items = items(&path);
            let Some(expected) = items.first().and_then(Item::body) else { continue };
            let quoted = quoted(text);
            let base64 = STANDARD.encode(text);
            let mut forms = vec![
                quoted.clone(),
                base64.clone(),
                format!(r#"{{"Records":[{{"messageId":"1","body":{quoted}}}]}}"#),
                format!(r#"{{"message":{{"data":"{base64}","messageId":"1"}}}}"#),
                format!(r#"{{"detail-type":"t","source":"s","detail":{text}}}"#),
                format!(r#"{{"_id":{{"$oid":"5d655a015f627d0b0c1b2d5e"}},"payload":{text}}}"#),
                canonical(text),
            ];
            if kind(&path) == "tweet-v11" {
                forms.push(format!(r#"{{"statuses":[{text}],"search_metadata":{{"count":1}}}}"#));
                forms.push(format!(r#"[{{"tweet":{text}}}]"#));
                forms.push(format!("Grailbird.data.tweets_2013_11 = [ {text} ]"));
            }
            if kind(&path) == "dm-event-v11" {
                forms.push(format!(r#"{{"events":[{text}],"next_cursor":"x"}}"#));
            }
            for form in forms {
                let items = read(form.as_str());
                let [item] = items.as_slice() else {
                    panic!("{}: {form}: {items:#?}", path.display())
                };
                assert!(item.body() == Some(expected), "{}: {form}", path.display());
            }
        }
    }
}
