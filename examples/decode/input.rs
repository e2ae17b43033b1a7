//! Files and the JSON values in them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

/// The kind of the values in a file.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Payload,
    Tweet,
    DirectMessage,
}

impl Kind {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "payload" => Some(Self::Payload),
            "tweet" => Some(Self::Tweet),
            "direct-message" => Some(Self::DirectMessage),
            _ => None,
        }
    }

    /// Returns the kind that the folders of a path imply.
    pub(crate) fn of(path: &Path) -> Self {
        let folders = path.parent().into_iter().flat_map(Path::components);
        let kinds = folders.rev().filter_map(|folder| match folder.as_os_str().to_str() {
            Some("tweet-v11") => Some(Self::Tweet),
            Some("dm-event-v11") => Some(Self::DirectMessage),
            _ => None,
        });
        kinds.into_iter().next().unwrap_or(Self::Payload)
    }

    /// Returns a value as a payload, and the pointer of the value in the payload.
    pub(crate) fn envelope<'a>(self, json: &'a [u8]) -> (Cow<'a, [u8]>, &'static str) {
        let (key, pointer) = match self {
            Self::Payload => return (json.into(), ""),
            Self::Tweet => ("tweet_create_events", "/tweet_create_events/0"),
            Self::DirectMessage => ("direct_message_events", "/direct_message_events/0"),
        };
        let open = format!("{{\"{key}\":[");
        ([open.as_bytes(), json, b"]}"].concat().into(), pointer)
    }
}

/// Returns the files of paths, and of folders among them, in the order of their names.
pub(crate) fn files(paths: &[PathBuf], failures: &mut Vec<String>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            search(path, &mut files, failures);
        } else {
            files.push(path.clone());
        }
    }
    files
}

fn search(folder: &Path, files: &mut Vec<PathBuf>, failures: &mut Vec<String>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return failures.push(format!("{}:1: : {error}", folder.display())),
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        // Links to folders are not followed, because they may form a circle.
        if path.is_dir() && !path.is_symlink() {
            search(&path, files, failures);
        } else if path.is_file() && matches!(extension(&path), Some("json" | "jsonl" | "ndjson")) {
            files.push(path);
        }
    }
}

/// A JSON value in a file, and its first line.
pub(crate) struct Document<'a> {
    pub(crate) json: &'a [u8],
    pub(crate) line: usize,
}

/// Returns the values of a file: the elements of an array, one value, or one value per line.
pub(crate) fn documents<'a>(path: &Path, bytes: &'a [u8]) -> Vec<Document<'a>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document = |json: &RawValue| {
        let start = json.get().as_ptr().addr() - bytes.as_ptr().addr();
        let line = 1 + lines(bytes, start);
        Document { json: bytes.get(start..start + json.get().len()).unwrap_or_default(), line }
    };
    if let Ok(values) = serde_json::from_slice::<Vec<&RawValue>>(bytes) {
        return values.into_iter().map(document).collect();
    }
    if let Ok(value) = serde_json::from_slice::<&RawValue>(bytes) {
        return vec![document(value)];
    }
    let mut by_line = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if !line.trim_ascii().is_empty() {
            by_line.push(Document { json: line.trim_ascii(), line: index + 1 });
        }
    }
    // If no line is an object by itself, the file is one malformed value.
    let is_object = |document: &Document<'_>| {
        serde_json::from_slice::<&RawValue>(document.json)
            .is_ok_and(|value| value.get().starts_with('{'))
    };
    if extension(path) != Some("json") || by_line.iter().any(is_object) {
        by_line
    } else {
        vec![Document { json: bytes, line: 1 }]
    }
}

fn extension(path: &Path) -> Option<&str> {
    path.extension().and_then(|extension| extension.to_str())
}

/// Returns the number of lines that end before an offset.
pub(crate) fn lines(bytes: &[u8], offset: usize) -> usize {
    bytes.iter().take(offset).filter(|byte| **byte == b'\n').count()
}
