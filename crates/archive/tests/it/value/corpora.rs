//! Archives of payloads that were found.

use std::path::{Path, PathBuf};

use account_activity_archive::account_activity::{Body, Payload};
use account_activity_archive::{Archive, Item};

use super::told;

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
