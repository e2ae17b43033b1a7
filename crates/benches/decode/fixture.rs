//! The fixtures of the repository without white space, like real deliveries.

use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::minified::minified;

/// The folder of the deliveries of the X Activity API.
const X_ACTIVITY: &str = "x_activity";

/// The suffix of folders that contain bare Tweets and messages instead of deliveries.
const BARE: &str = "-v11";

/// Returns the deliveries of the Account Activity API.
pub(crate) fn account_activity() -> Vec<Bytes> {
    read(|folder| folder != X_ACTIVITY && !folder.ends_with(BARE))
}

/// Returns the deliveries of the X Activity API. Their members are in no stable order, like those of real deliveries.
pub(crate) fn x_activity() -> Vec<Bytes> {
    read(|folder| folder == X_ACTIVITY)
}

/// Returns the bare Tweets.
pub(crate) fn tweets() -> Vec<Bytes> {
    read(|folder| folder == "tweet-v11")
}

/// Reads the fixtures in some folders, in the order of their paths.
fn read(has: impl Fn(&str) -> bool) -> Vec<Bytes> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let folders = entries(&root).into_iter().filter(|folder| has(&name(folder)));
    let files = folders.flat_map(|folder| entries(&folder));
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.map(|path| minified(&path).into()).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry of a folder can be read").path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
