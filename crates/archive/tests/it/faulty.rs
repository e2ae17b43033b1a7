//! Faults of whole sources among others: each is reported once at its place, and nothing else is lost.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::PathBuf;

use account_activity_archive::{Archive, FaultKind, Item, Limits};
use fastrand::Rng;

use crate::containers::Compression;
use crate::samples::{Folder, number, payload};

/// What is wrong with a source. Damaged streams are not among it: what they decompress to before the damage is found
/// can be anything.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Wrong {
    Nothing,
    /// A compressed stream that is cut in the middle.
    Cut(Compression),
    Bomb(Compression),
    LongLine,
    Nuls,
    /// A folder with a link to itself.
    Loop,
    /// A file to which a value is added while it is read.
    Grows,
    /// A reader that may not be read.
    Permission,
    /// A file that may not be read, where there is a user who may not.
    Mode,
    Missing,
    Empty,
    Binary,
}

const WRONG: [Wrong; 20] = {
    use Compression::*;
    use Wrong::*;
    [
        Nothing,
        Nothing,
        Cut(Gzip),
        Cut(Members),
        Cut(Zstd),
        Cut(Bzip2),
        Cut(Xz),
        Bomb(Gzip),
        Bomb(Zstd),
        Bomb(Bzip2),
        Bomb(Xz),
        LongLine,
        Nuls,
        Loop,
        Grows,
        Permission,
        Mode,
        Missing,
        Empty,
        Binary,
    ]
};

impl Wrong {
    fn kind(self) -> Option<FaultKind> {
        Some(match self {
            Self::Nothing => return None,
            Self::Cut(_) => FaultKind::Truncated,
            Self::Bomb(_) => FaultKind::Bomb,
            Self::LongLine => FaultKind::TooLong,
            Self::Nuls => FaultKind::Json,
            Self::Loop => FaultKind::Loop,
            Self::Grows => FaultKind::Changed,
            Self::Permission | Self::Mode => FaultKind::Permission,
            Self::Missing => FaultKind::NotFound,
            Self::Empty => FaultKind::Empty,
            Self::Binary => FaultKind::NotUnderstood,
        })
    }

    /// Returns `true` if the source ends with the fault, at a place that compression decides.
    fn is_end(self) -> bool {
        matches!(self, Self::Cut(_) | Self::Bomb(_))
    }
}

struct Denied;

impl Read for Denied {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::PermissionDenied.into())
    }
}

/// A source, and what it must give.
struct Source {
    wrong: Wrong,
    path: PathBuf,
    /// The decompressed text.
    text: Vec<u8>,
    /// The fault, before the value that begins there.
    fault_at: Option<u64>,
}

/// Lines with numbers from `first`, which do not become much shorter when they are compressed.
fn lines(first: usize, count: usize, rng: &mut Rng) -> String {
    let mut noise = || (0..200).map(|_| rng.alphanumeric()).collect::<String>();
    (first..first + count)
        .map(|n| payload(n).replace("}]}", &format!("}}],\"text\":\"{}\"}}\n", noise())))
        .collect()
}

impl Source {
    fn new(wrong: Wrong, folder: &Folder, index: usize, rng: &mut Rng) -> Self {
        let first = index * 100_000;
        let name = format!("{index:03}");
        let count = rng.usize(1..300);
        let before = lines(first, count, rng);
        let (mut text, mut fault_at) = (before.clone().into_bytes(), None);
        let path = match wrong {
            Wrong::Nothing | Wrong::Permission => folder.write(&name, &text),
            Wrong::Missing => folder.path().join(&name),
            Wrong::Cut(compression) => {
                text = lines(first, 900, rng).into();
                let bytes = compression.write(&text);
                folder.write(&name, &bytes[..bytes.len() * rng.usize(40..95) / 100])
            }
            Wrong::Bomb(compression) => {
                text = lines(first, 1, rng).repeat(2000).into();
                folder.write(&name, compression.write(&text))
            }
            Wrong::LongLine | Wrong::Nuls => {
                fault_at = Some(text.len() as u64);
                text.extend(match wrong {
                    Wrong::Nuls => vec![0; rng.usize(1..500_000)],
                    _ => {
                        format!("{{\"text\":\"{}\"}}\n", "x".repeat(rng.usize(100_000..2_000_000)))
                            .into()
                    }
                });
                text.extend(lines(first + count, 3, rng).bytes());
                folder.write(&name, &text)
            }
            #[cfg(unix)]
            Wrong::Loop => {
                folder.write(&format!("{name}/1.ndjson"), &text);
                std::os::unix::fs::symlink(".", folder.path().join(&name).join("2")).unwrap();
                folder.path().join(&name)
            }
            Wrong::Grows => {
                text = lines(first, 9000, rng).into();
                fault_at = Some(text.len() as u64);
                folder.write(&name, &text)
            }
            #[cfg(unix)]
            Wrong::Mode => {
                use std::os::unix::fs::PermissionsExt;
                let path = folder.write(&name, &text);
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
                path
            }
            Wrong::Binary => {
                text = b"\x89PNG\r\n\x1a\n binary".into();
                folder.write(&name, &text)
            }
            _ => folder.write(&name, ""),
        };
        if !wrong.is_end() && wrong.kind().is_some() {
            fault_at = fault_at.or(Some(0));
        }
        Self { wrong, path, text, fault_at }
    }

    fn is_of(&self, item: &Item) -> bool {
        std::path::Path::new(&*item.source).starts_with(&self.path)
    }

    /// Asserts that items are those of the source.
    fn check(&self, items: &[&Item], place: &str) {
        let place = format!("{place}: {:?}", self.wrong);
        let kind = self.wrong.kind();
        let faults: Vec<_> = items.iter().filter_map(|item| Some((item, item.fault()?))).collect();
        let kinds: Vec<_> = faults.iter().map(|(_, fault)| fault.kind()).collect();
        assert_eq!(kinds, kind.into_iter().collect::<Vec<_>>(), "{place}");
        let end = faults.first().filter(|_| self.wrong.is_end()).map(|(item, _)| item.offset);
        if let (Some(end), Some((_, fault))) = (end, faults.first()) {
            let end = usize::try_from(end).unwrap();
            assert!(
                end == 0 || self.text[end - 1] == b'\n',
                "{place}: it is at the start of a value"
            );
            let bytes = fault.bytes();
            assert_eq!(&self.text[end..end + bytes.len()], bytes, "{place}");
        } else if let (Some(at), [(item, _)]) = (self.fault_at, &*faults) {
            let line = 1 + self.text[..usize::try_from(at).unwrap()]
                .iter()
                .filter(|it| **it == b'\n')
                .count();
            assert_eq!((item.offset, item.line), (at, line as u64), "{place}");
        }
        let is_read =
            !matches!(self.wrong, Wrong::Permission | Wrong::Mode | Wrong::Binary | Wrong::Missing);
        let end = end.map_or(self.text.len(), |end| usize::try_from(end).unwrap());
        let text = if is_read && self.wrong != Wrong::Empty { &self.text[..end] } else { b"" };
        // A value can follow NUL bytes on their line.
        let values = text.split(|byte| *byte == b'\n').map(|line| {
            let nuls = line.iter().take_while(|byte| **byte == 0).count();
            &line[nuls..]
        });
        let is_value = |line: &&[u8]| line.ends_with(b"\"}") && line.len() < 1000;
        let offset = |line: &[u8]| (line.as_ptr().addr() - text.as_ptr().addr()) as u64;
        let offsets = values.filter(is_value).map(offset);
        let found = items.iter().filter(|item| item.body().is_some());
        assert!(found.clone().map(|item| item.offset).eq(offsets), "{place}: every value once");
        let numbers: Vec<_> = found.filter_map(|item| number(item)).collect();
        assert!(numbers.is_sorted(), "{place}: in order");
    }
}

fn check(seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let folder = Folder::new(&format!("faulty-{seed}"));
    let mut wrong = WRONG;
    rng.shuffle(&mut wrong);
    let sources: Vec<_> =
        (0..).zip(wrong).map(|(n, wrong)| Source::new(wrong, &folder, n, &mut rng)).collect();
    let is_denied =
        |source: &Source| source.wrong != Wrong::Mode || std::fs::File::open(&source.path).is_err();
    let sources: Vec<_> = sources.into_iter().filter(is_denied).collect();
    let mut limits = Limits::default();
    (limits.max_value, limits.max_ratio, limits.ratio_from) = (64 << 10, 20, 60_000);
    let archive = || {
        sources.iter().fold(
            Archive::new().limits(limits).threads(2),
            |archive, source| match source.wrong {
                Wrong::Permission => archive.reader(source.path.to_string_lossy(), Denied),
                _ => archive.path(&source.path),
            },
        )
    };
    let mut items = Vec::new();
    let mut grows = sources.iter().find(|source| source.wrong == Wrong::Grows);
    for item in archive().items() {
        // Reading is ahead by less than the length of this file.
        if let Some(source) = grows.take_if(|source| source.is_of(&item)) {
            let mut file = OpenOptions::new().append(true).open(&source.path).unwrap();
            writeln!(file, "{}", payload(7)).unwrap();
        }
        items.push(item);
    }
    let place = format!("seed {seed}");
    let mut rest = &*items;
    for source in &sources {
        let count = rest.iter().take_while(|item| source.is_of(item)).count();
        let (of_source, others) = rest.split_at(count);
        source.check(&of_source.iter().collect::<Vec<_>>(), &place);
        rest = others;
    }
    assert!(rest.is_empty(), "{place}: {:?}", rest.first());
    // The file grows no more, so the rest behind it is compared.
    let grown = sources.iter().find(|source| source.wrong == Wrong::Grows).unwrap();
    let behind = items.iter().rposition(|item| grown.is_of(item)).unwrap() + 1;
    if behind < items.len() {
        let from = rng.usize(behind..items.len());
        let found: Vec<_> = archive().start_at(items[from].position()).items().collect();
        assert!(found == items[from..], "{place} from {from}");
    }
}

#[test]
fn faults_of_sources_are_reported_once_and_the_rest_is_read() {
    for seed in 0..4 {
        check(seed);
    }
}
