//! Compressed sources that are damaged or hostile.

use std::io::{Cursor, Read, Write};

use account_activity_archive::{Archive, FaultKind, Limits};
use fastrand::Rng;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::containers::{COMPRESSIONS, Compression, Container};
use crate::samples::{Folder, number, of, of_kind, payload, summaries};

/// Lines with something that does not become shorter.
fn lines(count: usize) -> Vec<u8> {
    let mut rng = Rng::with_seed(1);
    let mut text = || (0..200).map(|_| rng.alphanumeric()).collect::<String>();
    let mut value = |n| payload(n).replace("}]}", &format!("}}],\"text\":\"{}\"}}", text()));
    Container::Lines.write(&(0..count).map(&mut value).collect::<Vec<_>>())
}

#[test]
fn a_stream_that_is_cut_gives_what_is_before() {
    let text = lines(1500);
    for compression in COMPRESSIONS.into_iter().filter(|one| *one != Compression::None) {
        let folder = Folder::new(&format!("cut-{compression:?}"));
        let whole = compression.write(&text);
        folder.write("1", &whole[..whole.len() * 2 / 3]);
        folder.write("2", payload(77));
        let items: Vec<_> = Archive::open(folder.path()).items().collect();
        let (last, items) = items.split_last().unwrap();
        assert_eq!(number(last), Some(77), "the rest is read");
        let (fault, items) = items.split_last().unwrap();
        assert_eq!(
            fault.fault().unwrap().kind(),
            FaultKind::Truncated,
            "{compression:?} {fault:?}"
        );
        let numbers: Vec<_> = items.iter().map(|item| number(item).unwrap()).collect();
        assert_eq!(numbers, (0..items.len()).collect::<Vec<_>>(), "{compression:?}");
        let bytes = fault.fault().unwrap().bytes();
        let start = usize::try_from(fault.offset).unwrap();
        assert_eq!(&text[start..start + bytes.len()], bytes, "the part of the value that is cut");
        assert!(items.len() > 400, "{compression:?} {}", items.len());
    }
}

#[test]
fn damage_is_reported_and_the_next_source_is_read() {
    let text = lines(1500);
    for compression in COMPRESSIONS.into_iter().filter(|one| *one != Compression::None) {
        let folder = Folder::new(&format!("damage-{compression:?}"));
        let mut whole = compression.write(&text);
        let middle = whole.len() / 2;
        whole[middle..middle + 64].fill(0xA5);
        folder.write("1", whole);
        folder.write("2", payload(77));
        let items: Vec<_> = Archive::open(folder.path()).items().collect();
        assert_eq!(number(items.last().unwrap()), Some(77), "{compression:?}");
        assert_eq!(of_kind(&items, FaultKind::Corrupt).len(), 1, "{compression:?}");
    }
}

/// Gives a byte at each read, behind an interruption.
struct Bytewise(Cursor<Vec<u8>>, bool);

impl Read for Bytewise {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
        let size = buffer.len().min(1);
        self.0.read(&mut buffer[..size])
    }
}

#[test]
fn members_that_arrive_byte_by_byte_are_read() {
    let text = lines(20);
    for compression in COMPRESSIONS {
        let reader = Bytewise(Cursor::new(compression.write(&text)), false);
        let items = Archive::new().reader("bytes", reader).items();
        let numbers: Vec<_> = items.filter_map(|item| number(&item)).collect();
        assert_eq!(numbers, (0..20).collect::<Vec<_>>(), "{compression:?}");
    }
}

#[test]
fn bytes_behind_the_compressed_ones_are_reported() {
    let mut bytes = Compression::Gzip.write(&lines(3));
    bytes.extend_from_slice(b"trailing");
    assert_eq!(summaries(of(bytes)), ["0", "1", "2", "corrupt"]);
}

#[test]
fn a_bomb_is_stopped_by_ratio_and_total() {
    let text = lines(1).repeat(2000);
    let mut ratio = Limits::default();
    (ratio.max_ratio, ratio.ratio_from) = (20, 60_000);
    let mut total = Limits::default();
    total.max_total = 300_000;
    for compression in [Compression::Gzip, Compression::Zstd, Compression::Bzip2, Compression::Xz] {
        let folder = Folder::new(&format!("bomb-{compression:?}"));
        folder.write("1", compression.write(&text));
        folder.write("2", payload(77));
        for limits in [ratio, total] {
            let items: Vec<_> = Archive::open(folder.path()).limits(limits).items().collect();
            let bombs = of_kind(&items, FaultKind::Bomb);
            assert_eq!(bombs.len(), 1, "{compression:?}");
            assert!(bombs[0].offset < text.len() as u64 / 3 * 2, "{}", bombs[0].offset);
            assert_eq!(number(items.last().unwrap()), Some(77));
            assert_eq!(
                of_kind(&items, FaultKind::Json).len(),
                0,
                "what is cut is no fault of its own"
            );
        }
    }
    assert_eq!(summaries(of(Compression::Zstd.write(&text))).len(), 2000, "within the limits");
}

fn zip(text: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in [("1.ndjson", text), ("2.json", payload(77).as_bytes())] {
        zip.start_file(name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_bomb_in_a_zip_file_is_stopped_and_its_other_files_are_read() {
    let folder = Folder::new("bomb-zip");
    let path = folder.write("bomb.zip", zip(&lines(1).repeat(2000)));
    let mut limits = Limits::default();
    (limits.max_ratio, limits.ratio_from) = (20, 60_000);
    let items: Vec<_> = Archive::open(&path).limits(limits).items().collect();
    assert_eq!(of_kind(&items, FaultKind::Bomb).len(), 1);
    assert_eq!(number(items.last().unwrap()), Some(77));
    assert!(items.len() < 1500, "{}", items.len());
    let archive = Archive::open(&path);
    let progress = archive.progress();
    assert_eq!(archive.items().count(), 2001, "within the limits");
    assert_eq!(Some(progress.bytes_read()), progress.total());
}

/// A ZIP file with one file, to whose bytes all entries of the directory lead.
fn overlapping(entries: usize, text: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for n in 0..entries {
        zip.start_file(format!("{n:06}.json"), options).unwrap();
        zip.write_all(text).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let end = bytes.len() - 22;
    let (length, directory) = (number(end + 12), number(end + 16));
    let entry = length / entries;
    // The second file begins where the first one ends.
    let second = number(directory + entry + 42);
    let mut overlapping = bytes[..second].to_vec();
    for header in bytes[directory..end].chunks(entry) {
        overlapping.extend_from_slice(&header[..42]);
        overlapping.extend_from_slice(&[0; 4]);
        overlapping.extend_from_slice(&header[46..]);
    }
    overlapping.extend_from_slice(&bytes[end..end + 16]);
    overlapping.extend_from_slice(&u32::try_from(second).unwrap().to_le_bytes());
    overlapping.extend_from_slice(&bytes[end + 20..]);
    overlapping
}

#[test]
fn files_of_a_zip_file_that_overlap_are_not_read_again_and_again() {
    let folder = Folder::new("overlap-zip");
    let text = [lines(1), vec![b' '; 1 << 20]].concat();
    let path = folder.write("overlap.zip", overlapping(200, &text));
    let items: Vec<_> = Archive::open(path).items().collect();
    let read = items.iter().filter_map(number).count();
    let bombs =
        items.iter().filter(|item| item.fault().is_some_and(|it| it.kind() == FaultKind::Bomb));
    assert!(read > 0 && read < 20, "{read}");
    assert_eq!(read + bombs.count(), 200);
}

#[test]
fn a_damaged_file_of_a_zip_file_is_corrupt_and_the_others_are_read() {
    let folder = Folder::new("damage-zip");
    let mut bytes = zip(&lines(1000));
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0xA5);
    let path = folder.write("damage.zip", bytes);
    let items: Vec<_> = Archive::open(path).items().collect();
    assert_eq!(of_kind(&items, FaultKind::Corrupt).len(), 1);
    assert_eq!(of_kind(&items, FaultKind::Io).len(), 0);
    assert_eq!(number(items.last().unwrap()), Some(77));
}

/// A tar file with one file of lines.
fn tar(lines: &str) -> Vec<u8> {
    let mut header = [0; 512];
    header[..8].copy_from_slice(b"1.ndjson");
    header[124..135].copy_from_slice(format!("{:011o}", lines.len()).as_bytes());
    header[257..265].copy_from_slice(b"ustar\x0000");
    [&header[..], lines.as_bytes(), &vec![0; 2048 - lines.len() % 512]].concat()
}

#[test]
fn a_value_with_the_letters_of_a_tar_file_is_a_value() {
    let value = payload(1);
    let text = "x".repeat(257 - value.len() + 2 - 12);
    let value = value.replace("}]}", &format!("}}],\"text\":\"{text}ustar\"}}"));
    let at = value.find("ustar").unwrap();
    for shift in 0..64 {
        let source = format!("{}{value}\n", " ".repeat(shift));
        let found = Archive::new().reader("text", Cursor::new(source)).items();
        assert_eq!(found.filter_map(|item| number(&item)).count(), 1, "{at} {shift}");
    }
}

#[test]
fn a_file_in_which_others_are_packed_is_one_fault_that_names_its_form() {
    let lines = payload(1) + "\n";
    let packed = |form: Compression, name: &'static str| (form.write(lines.as_bytes()), name);
    for (file, name) in [
        (tar(&lines), "tar"),
        packed(Compression::Gzip, "gzip"),
        packed(Compression::Zstd, "zstd"),
        packed(Compression::Bzip2, "bzip2"),
        packed(Compression::Xz, "xz"),
    ] {
        let again = Compression::Gzip.write(&file);
        // Without the outer compression, only tar is not read.
        let sources = [Some(again), (name == "tar").then_some(file)];
        for source in sources.into_iter().flatten() {
            let items: Vec<_> =
                Archive::new().reader("packed", Cursor::new(source)).items().collect();
            let [item] = &items[..] else { panic!("{name}: {items:?}") };
            let fault = item.fault().unwrap();
            assert_eq!(fault.kind(), FaultKind::Unsupported, "{name}");
            assert!(fault.to_string().contains(&format!("a {name} file")), "{fault}");
        }
    }
}

#[test]
fn a_zip_file_from_a_reader_is_a_clear_fault() {
    let items: Vec<_> = of(*b"PK\x03\x04 and so on").items().collect();
    assert_eq!(of_kind(&items, FaultKind::Unsupported).len(), 1);
    assert_eq!(items.len(), 1);
}
