//! The measured deliveries: the large ones among the fixtures of the repository.

use std::fs;
use std::path::{Path, PathBuf};

use account_activity::xaa::Envelope;
use account_activity::{Event, Payload};

use crate::derived::DerivedPayload;
use crate::minified::minified;

/// The smallest body. Smaller ones measure the call more than the decode.
const SMALLEST: usize = 4000;

/// The same for the X Activity API, whose deliveries are smaller.
const SMALLEST_ENVELOPE: usize = 2000;

/// The suffix of directories that contain bare Tweets and messages instead of deliveries.
const BARE: &str = "-v11";

/// The directory of the X Activity API's deliveries.
const X_ACTIVITY: &str = "x_activity";

/// Returns the bodies of all fixtures that are large enough and that every contender decodes. They
/// have no white space, like real deliveries.
pub(crate) fn all() -> Vec<Vec<u8>> {
    let bodies: Vec<Vec<u8>> = paths(&fixtures())
        .iter()
        .filter(|path| !path.parent().is_some_and(|folder| folder.ends_with(X_ACTIVITY)))
        .map(|path| (path, minified(path)))
        .filter(|(path, body)| body.len() >= SMALLEST && is_comparable(path, body))
        .map(|(_, body)| body)
        .collect();
    assert!(
        !bodies.is_empty(),
        "expected a delivery of at least {SMALLEST} bytes in tests/fixtures"
    );
    bodies
}

/// Returns the bodies of all deliveries of the X Activity API that are large enough. Their members
/// are in no stable order, like those of real deliveries.
pub(crate) fn x_activity() -> Vec<Vec<u8>> {
    let bodies = paths(&fixtures().join(X_ACTIVITY)).into_iter().map(|path| minified(&path));
    let bodies: Vec<Vec<u8>> = bodies.filter(|body| body.len() >= SMALLEST_ENVELOPE).collect();
    assert!(bodies.len() >= 50, "deliveries are missing: found {}", bodies.len());
    for body in &bodies {
        let envelope = Envelope::from_slice(body).expect("fixtures decode");
        assert!(envelope.faults().is_empty(), "{:?}", envelope.faults());
    }
    bodies
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

fn paths(directory: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    find(directory, &mut paths);
    paths.sort();
    paths
}

fn find(directory: &Path, paths: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(directory)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", directory.display()));
    for entry in entries {
        let path = entry.expect("an entry of a directory can be read").path();
        if path.is_dir() {
            if !path.to_string_lossy().ends_with(BARE) {
                find(&path, paths);
            }
        } else if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
}

/// Returns whether the typed and the derived decode read the same events. Prints a line for a
/// fixture that is left out.
fn is_comparable(path: &Path, body: &[u8]) -> bool {
    let name = path.file_name().unwrap_or_default().display();
    let payload = Payload::from_slice(body).unwrap_or_else(|error| panic!("{name}: {error}"));
    let events = payload.events();
    for event in events {
        assert!(!matches!(event, Event::Undecoded(_)), "{name}: {event:?}");
    }
    match serde_json::from_slice::<DerivedPayload>(body) {
        Ok(derived) => {
            assert_eq!(derived.event_count(), events.len(), "{name}: other events");
            assert_eq!(derived.tweet_ids(), tweet_ids(events), "{name}: other Tweets");
            true
        }
        Err(error) => {
            println!("left out: {name}: the derived structs cannot decode it: {error}");
            false
        }
    }
}

fn tweet_ids(events: &[Event]) -> Vec<u64> {
    let created = events.iter().filter_map(|event| match event {
        Event::TweetCreate(tweet) => Some(tweet.id.get()),
        _ => None,
    });
    let liked = events.iter().filter_map(|event| match event {
        Event::Favorite(favorite) => Some(favorite.favorited_status.id.get()),
        _ => None,
    });
    created.chain(liked).collect()
}
