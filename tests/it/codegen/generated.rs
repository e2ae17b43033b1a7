//! The generated source, so that a review shows the effect of a change of a schema.

use std::fs;
use std::path::Path;

/// Returns the generated files, by their paths below `OUT_DIR`.
pub(crate) fn files() -> Vec<String> {
    let out = Path::new(env!("OUT_DIR"));
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut files = Vec::new();
    for namespace in names(&schemas).into_iter().filter(|name| schemas.join(name).is_dir()) {
        let own = names(out).into_iter().filter(|name| name.starts_with(&namespace));
        files.extend(own.filter(|name| name.ends_with(".rs")));
        // An older build may have left files of schemas that no longer exist.
        let is_current =
            |name: &String| schemas.join(&namespace).join(name.replace(".rs", ".json")).exists();
        let generated = names(&out.join(&namespace)).into_iter().filter(is_current);
        files.extend(generated.map(|name| format!("{namespace}/{name}")));
    }
    files.sort();
    files
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn the_generated_source_is_reviewed() {
    let files = files();
    assert!(files.len() > 20, "{files:?}");
    for name in files {
        let source = fs::read_to_string(Path::new(env!("OUT_DIR")).join(&name)).unwrap();
        insta::assert_snapshot!(name.replace('/', "__"), source);
    }
}
