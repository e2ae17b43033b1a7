//! The generated source, so that a review shows the Rust that a schema change makes.

use std::fs;
use std::path::Path;

#[test]
fn the_generated_source_is_reviewed() {
    let mut names: Vec<String> = fs::read_dir(env!("OUT_DIR"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            // An older build may have left files of schemas that are gone.
            let schema = name.replace(".rs", ".json");
            Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(schema).exists()
                || name == "objects.rs"
        })
        .collect();
    names.sort();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        let source = fs::read_to_string(Path::new(env!("OUT_DIR")).join(&name)).unwrap();
        insta::assert_snapshot!(name, source);
    }
}
