//! Each promise of `SECURITY.md` names what holds it, and that exists.

use std::fs;
use std::path::Path;

const SOURCES: [&str; 10] = [
    "src",
    "tests",
    "crates/archive/src",
    "crates/archive/tests",
    "crates/emulator/src",
    "crates/emulator/tests",
    "crates/cli/src",
    "crates/cli/tests",
    "crates/inbox/src",
    "crates/inbox/tests",
];

#[test]
fn each_promise_names_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let security = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let (_, promised) = security.split_once("## What is promised").unwrap();
    let rows = fs::read_to_string(root.join("crates/benches/load/row.rs")).unwrap();
    let mut code = String::new();
    SOURCES.iter().for_each(|folder| read(&root.join(folder), &mut code));
    let promises: Vec<&str> = promised.split("\n- ").skip(1).collect();
    assert!(promises.len() > 10, "{promises:#?}");
    for promise in promises {
        let is_by_kills = promise.contains("The kill program holds it");
        let mut held = usize::from(is_by_kills);
        for name in list(promise, "Test") {
            assert!(code.contains(&format!("fn {name}()")), "no test {name}");
            held += 1;
        }
        for name in list(promise, "Row") {
            assert!(rows.contains(&format!("name: {name:?}")), "no row {name:?}");
            held += 1;
        }
        assert!(held > 0, "expected a test or a row: {promise}");
    }
}

/// Returns the names in backticks of the sentence that begins with a word, in singular or plural.
fn list<'a>(promise: &'a str, word: &str) -> Vec<&'a str> {
    let starts = [format!("{word}: "), format!("{word}s: ")];
    let Some((_, list)) = starts.iter().find_map(|start| promise.split_once(start)) else {
        return Vec::new();
    };
    let sentence = list.split("`.").next().unwrap_or_default();
    sentence.split('`').skip(1).step_by(2).collect()
}

fn read(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, code);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            *code += &fs::read_to_string(path).unwrap();
        }
    }
}
