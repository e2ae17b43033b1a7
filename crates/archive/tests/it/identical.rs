//! The same values give the same items, whatever holds them.

use std::path::{Path, PathBuf};

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

fn search(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
}

/// The fixtures of the SDK, and the files of the corpora where there are any. Each is one JSON object.
fn values() -> Vec<String> {
    let mut paths = Vec::new();
    search(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures"), &mut paths);
    if let Some(corpora) = std::env::var_os("AA_CORPUS") {
        for corpus in ["corpus", "corpus-2", "corpus-xaa", "corpus-broken"] {
            let corpus = Path::new(&corpora).join(corpus);
            if corpus.is_dir() {
                search(&corpus, &mut paths);
            }
        }
    }
    paths.sort();
    let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let values: Vec<_> =
        texts.map(|text| compact(&text)).filter(|text| text.starts_with('{')).collect();
    assert!(values.len() >= 100, "{}", values.len());
    values
}

/// What each value gives as the one value of a source.
fn expected(values: &[String]) -> Vec<Content> {
    values.iter().flat_map(|value| contents(of(value.as_str()).form(Form::OneValue))).collect()
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
            let found = contents(of(compression.write(&bytes)));
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
    let found = bodies(contents(Archive::open(folder.path())));
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
