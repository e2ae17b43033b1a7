//! The bodies of `tests/fixtures`, and those of an archive beside the checkout.

use std::path::{Path, PathBuf};

use account_activity::Payload;
use account_activity::xaa::Envelope;
use serde_json::Value;

/// The folder of the X Activity API's deliveries. The others have payloads of the Account Activity API.
const X_ACTIVITY: &str = "x_activity/";

pub(crate) struct Fixture {
    /// Folder and file, such as `follow_events/follow.json`.
    pub(crate) name: String,
    /// The value as a whole body: a bare Tweet or Direct Message in an envelope.
    pub(crate) body: String,
}

impl Fixture {
    pub(crate) fn payload(&self) -> Payload {
        let payload = Payload::from_slice(self.body.as_bytes());
        payload.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    pub(crate) fn envelope(&self) -> Envelope {
        let envelope = Envelope::from_slice(self.body.as_bytes());
        envelope.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// The event type that the name of a delivery of the X Activity API begins with.
    pub(crate) fn event_type(&self) -> &str {
        self.name.rsplit('/').next().unwrap().split("__").next().unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The payloads of the Account Activity API.
pub(crate) fn all() -> Vec<Fixture> {
    let fixtures = where_name(|name| !name.starts_with(X_ACTIVITY));
    assert!(fixtures.len() >= 40, "fixtures are missing: found {}", fixtures.len());
    fixtures
}

/// The deliveries of the X Activity API.
pub(crate) fn x_activity() -> Vec<Fixture> {
    let fixtures = where_name(|name| name.starts_with(X_ACTIVITY));
    assert!(fixtures.len() >= 100, "fixtures are missing: found {}", fixtures.len());
    fixtures
}

fn where_name(is_wanted: fn(&str) -> bool) -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut fixtures = folder(&root);
    fixtures.retain(|fixture| is_wanted(&fixture.name));
    fixtures
}

/// One fixture by folder and file.
pub(crate) fn named(name: &str) -> Fixture {
    where_name(|_| true).into_iter().find(|fixture| fixture.name == name).expect(name)
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

/// The deliveries in an archive of the X Activity API. Names that begin with `_` are other bodies.
pub(crate) fn x_activity_archive() -> Option<Vec<Fixture>> {
    let mut archive = archive("corpus-xaa")?;
    archive.retain(|fixture| !fixture.event_type().starts_with('_'));
    Some(archive)
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
