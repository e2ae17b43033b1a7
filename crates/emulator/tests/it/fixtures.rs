//! Payloads from the SDK's fixtures.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

/// Returns all of them as whole payloads.
pub(crate) fn all() -> Vec<String> {
    let mut paths = Vec::new();
    search(&root(), &mut paths);
    paths.sort();
    assert!(paths.len() >= 40, "fixtures are missing: found {}", paths.len());
    paths.iter().map(|path| payload(path)).collect()
}

/// Returns one by folder and file, such as `follow_events/follow.json`.
pub(crate) fn named(name: &str) -> String {
    payload(&root().join(name))
}

fn search(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            // The emulator delivers for the Account Activity API only.
            if !path.ends_with("x_activity") {
                search(&path, paths);
            }
        } else if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
}

/// Puts a bare Tweet or Direct Message into an envelope.
fn payload(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    match path.parent().and_then(Path::file_name).unwrap().to_str() {
        Some("tweet-v11") => format!(r#"{{"tweet_create_events":[{text}]}}"#),
        Some("dm-event-v11") => format!(r#"{{"direct_message_events":[{text}]}}"#),
        _ => text,
    }
}
