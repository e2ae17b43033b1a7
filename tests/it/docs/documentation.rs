//! Checks of the documentation: every type names its schema, the docs of every `Option` describe
//! its absence, and the documents name existing items.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

/// Returns the generated source of each schema, by the schema's path below `schemas/`.
fn generated() -> Vec<(String, String)> {
    let files = crate::codegen::generated::files().into_iter().filter(|name| name.contains('/'));
    files
        .map(|name| {
            let path = Path::new(env!("OUT_DIR")).join(&name);
            (name.replace(".rs", ".json"), fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// Returns each line for which a predicate is true, with the doc comment above it.
fn documented(source: &str, is_item: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut docs = String::new();
    let mut items = Vec::new();
    for line in source.lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            docs.push_str(doc);
        } else if line.starts_with("#[") {
        } else {
            if is_item(line) {
                items.push((line.to_owned(), docs.clone()));
            }
            docs.clear();
        }
    }
    items
}

#[test]
fn every_generated_type_names_its_schema() {
    let mut types = 0;
    for (name, source) in generated() {
        let is_type = |line: &str| line.starts_with("pub struct") || line.starts_with("pub enum");
        for (item, docs) in documented(&source, is_type) {
            assert!(docs.contains(&format!("Schema: `schemas/{name}")), "{item}: {docs}");
            types += 1;
        }
    }
    assert!(types > 60, "{types}");
}

#[test]
fn every_optional_field_says_when_it_is_absent() {
    let mut fields = 0;
    for (name, source) in generated() {
        let is_option = |line: &str| line.starts_with("pub ") && line.contains(": Option<");
        for (item, docs) in documented(&source, is_option) {
            assert!(docs.to_lowercase().contains("absent"), "{name}: {item}: {docs}");
            fields += 1;
        }
    }
    assert!(fields > 120, "{fields}");
}

#[test]
fn the_guide_has_a_section_for_every_kind() {
    let guide = read("docs/events.md");
    for kind in account_activity::EventKind::ALL {
        let heading = format!("`{kind}`");
        let found = guide.lines().any(|line| line.starts_with('#') && line.contains(&heading));
        assert!(found, "docs/events.md has no section for {heading}");
    }
}

#[test]
fn the_guides_link_to_items_and_to_each_other() {
    for guide in [
        "events",
        "receiving",
        "credentials",
        "webhooks",
        "subscriptions",
        "x-activity",
        "migrating",
        "faq",
        "errors",
        "endpoints",
        "testing",
    ] {
        let folder = if guide == "testing" { "crates/emulator/docs" } else { "docs" };
        let text = read(&format!("{folder}/{guide}.md"));
        // The rest of the guide to errors is generated.
        let text = if guide == "errors" { text.split("\n<!--").next().unwrap() } else { &text };
        let (mut items, mut guides) = (BTreeSet::new(), BTreeSet::new());
        for line in text.lines() {
            for link in line.split("](crate::").skip(1) {
                items.insert(link.split(')').next().unwrap());
            }
            let Some((label, target)) = line.split_once("]: ") else { continue };
            let target = target.strip_prefix("crate::").unwrap_or(target);
            let target = target.strip_prefix("account_activity::").unwrap_or(target);
            if !label.starts_with('[') || target.starts_with("https://") {
                continue;
            }
            assert!(
                text.matches(&format!("{label}]")).count() > 1,
                "{folder}/{guide}.md: {label}]"
            );
            match target.strip_prefix("guide::") {
                Some(other) => guides.insert(other.split('#').next().unwrap()),
                None => items.insert(target),
            };
        }
        guides.remove(guide.replace('-', "_").as_str());
        assert!(items.len() >= 10, "{folder}/{guide}.md: {items:?}");
        assert!(guides.len() >= 2, "{folder}/{guide}.md: {guides:?}");
    }
}

#[test]
fn commands_of_the_readme_stand_in_the_alias_file() {
    let (readme, aliases) = (read("README.md"), read(".cargo/config.toml"));
    let run = "run --release -p account-activity-cli -- check";
    assert!(readme.contains(&format!("cargo {run}")));
    let quickstart = "run -p account-activity-emulator --example quickstart";
    assert!(readme.contains(&format!("cargo {quickstart}")));
    assert!(aliases.contains(&format!("quickstart = \"{quickstart}\"")));
    let rehearsal = "cargo run -p account-activity-emulator --example migrate";
    let guide = read("docs/migrating.md");
    assert!(readme.contains(rehearsal));
    assert!(guide.split("```text\n").nth(1).unwrap().starts_with(rehearsal), "the first command");
    assert!(
        readme.contains("cargo decode tests/fixtures")
            && aliases.contains(&format!("decode = \"{run}\""))
    );
    assert!(readme.contains("cargo test --workspace"));
    assert!(read(".ci/run").contains("cargo test --workspace"));
}

#[test]
fn every_dependency_has_a_reason() {
    for manifest in [
        "Cargo.toml",
        "crates/archive/Cargo.toml",
        "crates/benches/Cargo.toml",
        "crates/cli/Cargo.toml",
        "crates/conformance/Cargo.toml",
        "crates/emulator/Cargo.toml",
        "examples/actix/Cargo.toml",
        "examples/lambda/Cargo.toml",
    ] {
        let manifest = read(manifest);
        let mut above = "";
        let mut table = "";
        for line in manifest.lines() {
            if line.starts_with('[') {
                table = line;
            }
            // The reasons of the generator's dependencies are with the dependencies of build.rs.
            let repeats = manifest.matches(&format!("\n{line}\n")).count() > 1;
            // The reasons of shared dependencies are in the manifests of the members.
            let is_dependency = table.ends_with("dependencies]")
                && table != "[workspace.dependencies]"
                && line.contains('=');
            if is_dependency && !repeats {
                assert!(above.starts_with('#'), "{line} has no reason");
            }
            above = line;
        }
    }
}
