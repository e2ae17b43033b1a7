//! The values of the fixtures and corpora, and what each is when it is decoded directly.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use account_activity_archive::account_activity::{Body, Payload, UserId};
use account_activity_archive::{Archive, Content, FaultKind, Form};
use serde_json::value::RawValue;

use crate::containers::json::compact;
use crate::samples::{contents, of};

/// The owner of the personal archives among the samples.
pub(crate) const OWNER: UserId = UserId::new(12);

/// A file that gives no values for other containers, because it is a table. It is read as it is.
const TABLE: &str = "columns.csv";

/// Values that are one fault in every container, by the starts of their files, and the reason.
const NOT_UNDERSTOOD: [(&[&str], &str); 2] = [
    (
        &[
            "_api.replay.create.response",
            "_api.subscription.create.request",
            "_api.subscription.create.response-chat.received",
            "_api.subscription.create.response-profile.update.bio",
            "_api.subscription.delete.response",
        ],
        "requests to the API, and responses that do not have the form of an event",
    ),
    (&["_error.4"], "errors of the API"),
];

/// Notices as streams have them, because the fixtures have none.
const NOTICES: [&str; 2] = [
    r#"{"delete":{"status":{"id":20,"id_str":"20","user_id":12},"timestamp_ms":"1470956272691"}}"#,
    r#"{"limit":{"track":22,"timestamp_ms":"1477757470194"}}"#,
];

/// A value of a file, as compact JSON.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) path: PathBuf,
    pub(crate) json: String,
    /// Whether it is a Tweet without an envelope, and in plain JSON. Neither responses nor archives of X have
    /// Extended JSON.
    pub(crate) is_tweet: bool,
    /// Whether it is such a message.
    pub(crate) is_message: bool,
}

/// Returns the files with archives: those of the SDK, and those of the corpora where there are any.
pub(crate) fn files() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")];
    match std::env::var_os("AA_CORPUS") {
        Some(corpora) => {
            let names = ["corpus", "corpus-2", "corpus-xaa", "corpus-broken", "archive-forms"];
            folders.extend(names.map(|name| Path::new(&corpora).join(name)));
        }
        None => println!("AA_CORPUS names no folder, so only the fixtures are read"),
    }
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    // These tell in prose where the others are from.
    files.retain(|file| name(file) != "SOURCES.md");
    files.sort();
    assert!(files.len() >= 100, "{}", files.len());
    files
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// The values of all files, and some notices.
pub(crate) static VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut values = Vec::new();
    for path in files().into_iter().filter(|path| name(path) != TABLE) {
        let text = std::fs::read_to_string(&path).unwrap();
        let split = split(&text);
        assert!(!split.is_empty(), "{} has no value", path.display());
        values.extend(split.into_iter().map(|json| Value::new(&path, json)));
    }
    values.extend(NOTICES.map(|json| Value::new(Path::new("notices/notice"), json.to_owned())));
    // Some files of the corpora are among the fixtures.
    let mut seen = HashSet::new();
    values.retain(|value| seen.insert((value.folder().to_owned(), value.json.clone())));
    values
});

/// Splits a file into its values: those of its lines, the elements of its array, or the one that it is.
fn split(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with('{') {
        let array = compact(&text[text.find('[').unwrap()..]);
        // The archive of 2012 has a comma behind its last Tweet.
        let array =
            array.strip_suffix(",]").map_or_else(|| array.clone(), |array| format!("{array}]"));
        let elements: Vec<&RawValue> = serde_json::from_str(&array).unwrap();
        return elements.iter().map(|element| compact(element.get())).collect();
    }
    let lines: Vec<_> = text.lines().map(compact).filter(|line| !line.is_empty()).collect();
    let is_json = |line: &String| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
    if lines.iter().all(is_json) { lines } else { vec![compact(text)] }
}

impl Value {
    fn new(path: &Path, json: String) -> Self {
        let items: Vec<_> = owned(of(json.as_str())).form(Form::OneValue).items().collect();
        let is_at = |prefix: &str| match &*items {
            [item] => {
                item.body().is_some() && item.pointer(prefix).is_empty() && !json.contains("\"$")
            }
            _ => false,
        };
        let is_tweet = is_at("/tweet_create_events/0");
        let is_message = is_at("/direct_message_events/0");
        Self { path: path.to_owned(), json, is_tweet, is_message }
    }

    /// The name of the folder, which tells the kind of the values in it.
    fn folder(&self) -> &str {
        name(self.path.parent().unwrap())
    }

    /// Returns what the value is in a source, when it is written as `text` there.
    pub(crate) fn expected(&self, text: &str) -> Vec<Content> {
        match self.direct(text) {
            Some(body) => vec![Content::Body(body)],
            None => contents(owned(of(text)).form(Form::OneValue)),
        }
    }

    /// Decodes the value without an archive. `None` for one that is of a form of its own: what each of these is,
    /// the tests of the samples tell.
    fn direct(&self, text: &str) -> Option<Body> {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
        let is_sample = self.path.components().any(|part| part.as_os_str() == "archive-forms");
        let is_tweet = |members: &BTreeMap<String, &RawValue>| {
            members.contains_key("text") || members.contains_key("full_text")
        };
        let tweet =
            |text: &str| Some(Payload::from_tweet(text.as_bytes(), Some(OWNER)).ok()?.into());
        if is_sample {
            let inner = members.get("tweet").map_or(text, |tweet| tweet.get());
            let members = serde_json::from_str(inner).ok()?;
            return (is_tweet(&members) && !inner.contains("\"$")).then(|| tweet(inner))?;
        }
        match self.folder() {
            "tweet-v11" => tweet(text),
            "dm-event-v11" => Some(Payload::from_direct_message(text.as_bytes()).ok()?.into()),
            _ => Some(Body::from_slice(text.as_bytes()).ok()?)
                .filter(|body| !matches!(body, Body::Other(_))),
        }
    }

    /// Returns `true` if the value is a fault by its nature.
    fn is_not_understood(&self) -> bool {
        let mut starts = NOT_UNDERSTOOD.iter().flat_map(|(starts, _)| *starts);
        starts.any(|start| name(&self.path).starts_with(start))
    }
}

/// Sets the owner of the personal archives among the samples. One thread is enough for short sources.
pub(crate) fn owned(archive: Archive) -> Archive {
    archive.owner(OWNER).threads(1)
}

#[test]
fn every_value_is_understood_except_those_that_are_none() {
    let mut direct = 0;
    for value in VALUES.iter() {
        direct += usize::from(value.direct(&value.json).is_some());
        let is_not_understood = match &*value.expected(&value.json) {
            [Content::Fault(fault)] => {
                assert_eq!(fault.kind(), FaultKind::NotUnderstood, "{value:?}");
                true
            }
            contents => {
                let is_value = |it: &Content| matches!(it, Content::Body(_) | Content::Notice(_));
                assert!(contents.iter().all(is_value), "{value:?} {contents:?}");
                false
            }
        };
        assert_eq!(is_not_understood, value.is_not_understood(), "{value:?}");
    }
    assert!(direct * 10 >= VALUES.len() * 8, "{direct} of {}", VALUES.len());
}
