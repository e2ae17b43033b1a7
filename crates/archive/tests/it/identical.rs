//! The same values give the same items, whatever holds them.

use std::path::{Path, PathBuf};

use account_activity_archive::account_activity::UserId;
use account_activity_archive::{Archive, Content, Form};

use crate::containers::{COMPRESSIONS, CONTAINERS, Compression, Container};
use crate::samples::{Folder, contents, of, payload, summaries};

/// Removes the white space between the parts of JSON.
fn compact(json: &str) -> String {
    let (mut compact, mut in_text, mut escaped) = (String::new(), false, false);
    for one in json.chars() {
        if in_text || !one.is_ascii_whitespace() {
            compact.push(one);
        }
        in_text ^= one == '"' && !escaped;
        escaped = in_text && one == '\\' && !escaped;
    }
    compact
}

/// The extensions of files with values.
const EXTENSIONS: [&str; 4] = ["json", "js", "ndjson", "jsonl"];

/// Splits a file into its values: those of its lines, the elements of its array, or the one that it is.
fn split(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let is_array = !text.starts_with('{');
    let array = text.find('[').and_then(|start| text.get(start..)).filter(|_| is_array);
    if let Some(array) = array {
        // An array that was cut is not JSON.
        let elements: Vec<&serde_json::value::RawValue> =
            serde_json::from_str(array).unwrap_or_default();
        return elements.iter().map(|element| compact(element.get())).collect();
    }
    let lines: Vec<_> = text.lines().map(compact).filter(|line| !line.is_empty()).collect();
    let is_json = |line: &String| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
    if lines.iter().all(is_json) { lines } else { vec![compact(text)] }
}

fn search(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, paths);
        } else if path
            .extension()
            .is_some_and(|extension| EXTENSIONS.iter().any(|one| extension == *one))
        {
            paths.push(path);
        }
    }
}

/// An archive of bytes with the owner of the samples.
fn owned(bytes: impl Into<Vec<u8>>) -> Archive {
    of(bytes).owner(UserId::new(12))
}

/// The values of the SDK's fixtures, and those of the corpora and forms of archives where there are any. Each is one
/// JSON object.
pub(crate) fn values() -> Vec<String> {
    let mut paths = Vec::new();
    search(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures"), &mut paths);
    if let Some(corpora) = std::env::var_os("AA_CORPUS") {
        for corpus in ["corpus", "corpus-2", "corpus-xaa", "corpus-broken", "archive-forms"] {
            let corpus = Path::new(&corpora).join(corpus);
            if corpus.is_dir() {
                search(&corpus, &mut paths);
            }
        }
    }
    paths.sort();
    let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let values: Vec<_> =
        texts.flat_map(|text| split(&text)).filter(|text| text.starts_with('{')).collect();
    assert!(values.len() >= 100, "{}", values.len());
    values
}

/// What each value gives as the one value of a source.
fn expected(values: &[String]) -> Vec<Content> {
    values.iter().flat_map(|value| contents(owned(value.as_str()).form(Form::OneValue))).collect()
}

#[test]
fn every_container_and_compression_gives_the_same_items() {
    let values = values();
    let expected = expected(&values);
    for container in CONTAINERS {
        let bytes = container.write(&values);
        for compression in COMPRESSIONS {
            // Decompression knows nothing of containers, so three of them are enough to take turns with it.
            let takes_turns =
                matches!(container, Container::Lines | Container::Array | Container::Utf16);
            if compression != Compression::None && !takes_turns {
                continue;
            }
            let found = contents(owned(compression.write(&bytes)));
            assert_eq!(found.len(), expected.len(), "{container:?} {compression:?}");
            for (found, expected) in found.iter().zip(&expected) {
                // The bytes of the row of a table are those of the row.
                if !matches!(
                    (container, found),
                    (Container::Csv | Container::Tsv, Content::Fault(_))
                ) {
                    assert_eq!(found, expected, "{container:?} {compression:?}");
                }
            }
        }
    }
}

#[test]
fn a_file_for_each_value_gives_the_same_items() {
    let values = values();
    let folder = Folder::new("values");
    for (n, value) in values.iter().enumerate() {
        let pretty = value.replacen('{', "{\n  ", 1);
        let compression = COMPRESSIONS[n % COMPRESSIONS.len()];
        folder.write(&format!("{:03}/{n:05}", n / 50), compression.write(pretty.as_bytes()));
    }
    let bodies = |contents: Vec<Content>| {
        contents
            .into_iter()
            .filter(|content| matches!(content, Content::Body(_)))
            .collect::<Vec<_>>()
    };
    let found = bodies(contents(Archive::open(folder.path()).owner(UserId::new(12))));
    let expected = bodies(expected(&values));
    assert_eq!(found.len(), expected.len());
    assert!(found == expected, "the bodies differ");
}

#[test]
fn items_without_order_are_the_same() {
    let values: Vec<_> = (0..20_000).map(payload).collect();
    let bytes = Container::Lines.write(&values);
    let archive = || of(bytes.clone()).threads(4);
    let (ordered, mut unordered): (Vec<_>, Vec<_>) =
        (archive().items().collect(), archive().unordered().items().collect());
    unordered.sort_by_key(|item| item.offset);
    assert!(ordered == unordered, "the items differ");
    assert_eq!(ordered.len(), values.len());
    let batches: Vec<_> = archive().batch(100).batches().collect();
    assert!(batches.iter().all(|batch| (1..=100).contains(&batch.len())));
    assert!(batches.concat() == ordered, "the batches differ");
}

#[test]
fn values_that_span_lines_are_read_among_others() {
    let pretty = payload(2).replace(",\"", ",\n  \"").replacen('{', "{\n", 1);
    let text = format!(
        "{}\n{pretty}\n{}{}\n[{}, {}]\n",
        payload(1),
        payload(3),
        payload(4),
        payload(5),
        payload(6)
    );
    let found = summaries(of(text));
    assert_eq!(found, ["1", "2", "3", "4", "5", "6"]);
}
