//! The payloads of `tests/fixtures`, and those of an archive beside the checkout.

use std::path::{Path, PathBuf};

use account_activity::Payload;
use serde_json::Value;

pub(crate) struct Fixture {
    /// Folder and file, such as `follow_events/follow.json`.
    pub(crate) name: String,
    /// The value as a whole payload: a bare Tweet or Direct Message in an envelope.
    pub(crate) body: String,
}

impl Fixture {
    pub(crate) fn payload(&self) -> Payload {
        let payload = Payload::from_slice(self.body.as_bytes());
        payload.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

pub(crate) fn all() -> Vec<Fixture> {
    let fixtures = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"));
    assert!(fixtures.len() >= 40, "fixtures are missing: found {}", fixtures.len());
    fixtures
}

/// One fixture by folder and file.
pub(crate) fn named(name: &str) -> Fixture {
    all().into_iter().find(|fixture| fixture.name == name).expect(name)
}

/// The payloads of an archive in the folder that `AA_CORPUS` names, or `None` where it has none.
pub(crate) fn archive(name: &str) -> Option<Vec<Fixture>> {
    let path = std::env::var_os("AA_CORPUS").map(|folder| Path::new(&folder).join(name));
    let Some(path) = path.filter(|path| path.is_dir()) else {
        skipped(&format!("AA_CORPUS names no folder that holds {name}"));
        return None;
    };
    Some(folder(&path))
}

fn folder(root: &Path) -> Vec<Fixture> {
    let mut paths = Vec::new();
    search(root, &mut paths);
    paths.sort();
    paths.iter().map(|path| fixture(root, path)).collect()
}

fn search(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
}

fn fixture(root: &Path, path: &Path) -> Fixture {
    let text = std::fs::read_to_string(path).unwrap();
    let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    let body = match name.split('/').next().unwrap() {
        "tweet-v11" => format!(r#"{{"tweet_create_events":[{text}]}}"#),
        "dm-event-v11" => format!(r#"{{"direct_message_events":[{text}]}}"#),
        _ => text,
    };
    Fixture { name, body }
}

/// Tells on the terminal that a test is skipped. `println!` of a test that passes is not shown.
pub(crate) fn skipped(reason: &str) {
    drop(std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("skipped: {reason}\n")));
}
