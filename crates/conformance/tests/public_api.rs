//! Compares the public API of each published crate with a snapshot, so that a review shows changes.
//!
//! The tests run if `AA_RUSTDOC` names the folder with rustdoc's JSON. `.ci/public-api` creates it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::path::PathBuf;

/// The version of rustdoc's JSON that the dependency `public-api` reads.
const FORMAT: u64 = 57;

#[test]
fn the_sdk_has_this_public_api() {
    assert_public_api("account-activity");
}

#[test]
fn the_emulator_has_this_public_api() {
    assert_public_api("account-activity-emulator");
}

#[test]
fn the_archive_has_this_public_api() {
    assert_public_api("account-activity-archive");
}

#[test]
fn the_inbox_has_this_public_api() {
    assert_public_api("account-activity-inbox");
}

fn assert_public_api(package: &str) {
    let Some(folder) = std::env::var_os("AA_RUSTDOC").map(PathBuf::from) else {
        return skipped("set AA_RUSTDOC to the folder with rustdoc's JSON");
    };
    let path = folder.join(format!("{}.json", package.replace('-', "_")));
    let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let format = json["format_version"].as_u64();
    if format != Some(FORMAT) {
        return skipped(&format!("expected format {FORMAT} of rustdoc's JSON, found {format:?}"));
    }
    let api = public_api::Builder::from_rustdoc_json(path)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .unwrap();
    insta::assert_snapshot!(package, api);
}

/// Tells on the terminal that a test is skipped. `println!` of a test that passes is not shown.
fn skipped(reason: &str) {
    drop(std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("skipped: {reason}\n")));
}
