//! The crate's dependencies, which its dependents compile too.

use std::collections::BTreeSet;
use std::process::Command;

/// Returns the crates that a build without default features compiles.
fn crates() -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package",
            "account-activity",
            "--no-default-features",
            "--prefix",
            "none",
        ])
        .args(["--edges", "normal,build", "--format", "{p}", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some(format!("{} {}", words.next()?, words.next()?))
        })
        .collect()
}

#[test]
fn the_event_model_compiles_few_crates() {
    // The limit includes one crate for the build script.
    let crates = crates();
    assert!(crates.len() < 22, "{} crates: {crates:#?}", crates.len());
}

#[test]
fn the_event_model_brings_no_http_stack_date_crate_or_regex_engine() {
    const HEAVY: [&str; 12] = [
        "reqwest",
        "hyper",
        "http",
        "tokio",
        "rustls",
        "axum",
        "chrono",
        "time",
        "jiff",
        "regex",
        "regress",
        "regex-automata",
    ];
    let crates = crates();
    for name in crates.iter().filter_map(|line| line.split(' ').next()) {
        assert!(!HEAVY.contains(&name), "{name}");
    }
}
