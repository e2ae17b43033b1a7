//! The forms of the archives that are read.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::minified::minified;

/// A form, and how deliveries are written in it.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    kind: Kind,
}

enum Kind {
    /// A delivery between two texts, in one file with a start and an end.
    Text {
        start: &'static str,
        before: &'static str,
        after: &'static str,
        between: &'static str,
        end: &'static str,
    },
    Csv,
    /// Lines, compressed in parts that are put one after another.
    Compressed(fn(&[u8]) -> Vec<u8>),
    /// A file for each delivery.
    Folder,
}

const fn text(name: &'static str, [start, before, after, between, end]: [&'static str; 5]) -> Form {
    Form { name, kind: Kind::Text { start, before, after, between, end } }
}

pub(crate) const ALL: [Form; 11] = [
    text("lines", ["", "", "\n", "", ""]),
    text("concatenated", ["", "", "", "", ""]),
    text("array", ["[", "", "", ",", "]"]),
    text("pretty-array", ["[\n", "  ", "", ",\n", "\n]\n"]),
    text("grailbird", ["Grailbird.data.tweets_2013_11 = [\n", "  ", "", ",\n", "\n]"]),
    Form { name: "csv", kind: Kind::Csv },
    Form { name: "gzip", kind: Kind::Compressed(gzip) },
    Form { name: "zstd", kind: Kind::Compressed(zstd) },
    Form { name: "bzip2", kind: Kind::Compressed(bzip2) },
    Form { name: "xz", kind: Kind::Compressed(xz) },
    Form { name: "folder", kind: Kind::Folder },
];

impl Form {
    /// Writes deliveries until the text has `size` bytes. Returns its size, and the number of deliveries.
    pub(crate) fn write(&self, path: &Path, size: usize) -> (usize, usize) {
        let folders: &[&str] = match self.name {
            "grailbird" => &["tweet-v11"],
            _ => &[
                "tweet_create_events",
                "favorite_events",
                "direct_message_events",
                "follow_events",
            ],
        };
        let deliveries = fixtures(folders);
        let round: usize = deliveries.iter().map(Vec::len).sum();
        match &self.kind {
            Kind::Folder => {
                // As many files as people have, and no more than fit.
                let files = (size / 25_000).min(20_000);
                let mut total = 0;
                for n in 0..files {
                    let folder = path.join(format!("{:03}", n / 100));
                    fs::create_dir_all(&folder).expect("the temporary folder is writable");
                    let delivery = &deliveries[n % deliveries.len()];
                    total += delivery.len();
                    fs::write(folder.join(format!("{n:06}.json")), delivery)
                        .expect("it is writable");
                }
                (total, files)
            }
            Kind::Compressed(compress) => {
                let part_size = 8_000_000;
                let repeats = part_size / round + 1;
                let part: Vec<u8> = (0..repeats)
                    .flat_map(|_| deliveries.iter())
                    .flat_map(|one| [one, "\n".as_bytes()].concat())
                    .collect();
                let (compressed, times) = (compress(&part), size / part.len() + 1);
                let mut file = BufWriter::new(File::create(path).expect("it is writable"));
                for _ in 0..times {
                    file.write_all(&compressed).expect("there is room");
                }
                file.flush().expect("there is room");
                (part.len() * times, repeats * deliveries.len() * times)
            }
            kind => {
                let mut file = BufWriter::new(File::create(path).expect("it is writable"));
                let (mut total, mut count) = (0, 0);
                let mut write = |text: &[u8]| {
                    total += text.len();
                    file.write_all(text).expect("there is room");
                    total
                };
                let (start, end) = match kind {
                    Kind::Text { start, end, .. } => (*start, *end),
                    _ => ("id,body\n", ""),
                };
                let mut written = write(start.as_bytes());
                while written < size {
                    for delivery in &deliveries {
                        if let Kind::Text { before, after, between, .. } = kind {
                            write(if count == 0 { "" } else { between }.as_bytes());
                            write(before.as_bytes());
                            write(delivery);
                            written = write(after.as_bytes());
                        } else {
                            let text = String::from_utf8_lossy(delivery).replace('"', "\"\"");
                            written = write(format!("{count},\"{text}\"\n").as_bytes());
                        }
                        count += 1;
                    }
                }
                write(end.as_bytes());
                file.flush().expect("there is room");
                (total, count)
            }
        }
    }
}

/// Returns the fixtures in some folders.
fn fixtures(folders: &[&str]) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let files = folders.iter().flat_map(|folder| {
        let entries = fs::read_dir(root.join(folder)).expect("the fixtures are there");
        entries.map(|entry| entry.expect("a file").path())
    });
    let mut paths: Vec<PathBuf> = files.collect();
    paths.sort();
    paths.iter().map(|path| minified(path)).collect()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(text).expect("memory is writable");
    writer.finish().expect("memory is writable")
}

fn zstd(text: &[u8]) -> Vec<u8> {
    zstd::encode_all(text, 3).expect("memory is writable")
}

fn bzip2(text: &[u8]) -> Vec<u8> {
    let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    writer.write_all(text).expect("memory is writable");
    writer.finish().expect("memory is writable")
}

fn xz(text: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(6);
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).expect("memory is writable");
    writer.write_all(text).expect("memory is writable");
    writer.finish().expect("memory is writable")
}
