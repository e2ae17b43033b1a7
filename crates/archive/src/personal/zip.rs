//! ZIP files: the personal archive as X delivers it, or files of any form.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::account;
use super::layout::{Layout, Role, is_account};
use crate::compression::damage;
use crate::fault::{Fault, FaultKind};
use crate::no_data;

/// Returns `true` for the first bytes of a ZIP file.
pub(crate) fn is_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// Returns the fault of a ZIP file from standard input, or from a reader.
pub(crate) fn not_seekable() -> Fault {
    let message = "a ZIP file has its directory at its end and cannot be read from a stream: save it as a file, \
                   and give its path";
    Fault::new(FaultKind::Unsupported, message)
}

/// An open ZIP file.
#[derive(Debug)]
pub(crate) struct Zip {
    archive: ZipArchive<BufReader<File>>,
    layout: Layout,
    /// The index in the directory by name.
    indices: BTreeMap<String, usize>,
    /// The compressed bytes that opened files may still have.
    left: u64,
}

impl Zip {
    /// Opens a ZIP file and reads its directory.
    pub(crate) fn open(file: File) -> Result<Self, Fault> {
        let left = file.metadata().map_or(u64::MAX, |metadata| metadata.len());
        let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| fault(&error))?;
        let names = archive.file_names().zip(archive.file_names_raw());
        let indices: BTreeMap<String, usize> = names
            .map(|(name, raw)| {
                name.map_or_else(|_| String::from_utf8_lossy(raw).into_owned(), Cow::into_owned)
            })
            .zip(0..)
            .collect();
        let names: Vec<String> = indices.keys().cloned().collect();
        let mut layout = Layout::of_names(&names).unwrap_or_else(|| of_others(names));
        if archive.has_duplicate_names() {
            let reason = "some of its files have the same name, and only the last one of each name can be read: unpack it";
            layout.entries.insert(0, (String::new(), Role::NotOpened(reason.into())));
        }
        let account = layout.entries.iter().find(|(name, _)| is_account(name));
        if let Some(index) = account.and_then(|(name, _)| indices.get(name)) {
            layout.owner = archive.by_index(*index).ok().and_then(account::owner);
        }
        Ok(Self { archive, layout, indices, left })
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Opens a file by its index in the entries of the layout.
    /// Returns its compressed length too.
    pub(crate) fn reader(&mut self, entry: usize) -> Result<(impl Read + '_, u64), Fault> {
        let index = self.layout.entries.get(entry).and_then(|(name, _)| self.indices.get(name));
        let index = index.copied().unwrap_or(usize::MAX);
        let file = self.archive.by_index(index).map_err(|error| fault(&error))?;
        let length = file.compressed_size();
        // Files that share bytes expand without a limit, however large each of them may become.
        self.left = self.left.checked_sub(length).ok_or_else(overlapping)?;
        Ok((Entry(file), length))
    }
}

/// A file of a ZIP file, with its damage told from errors of the operating system.
struct Entry<R>(R);

impl<R: Read> Read for Entry<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.raw_os_error() {
            Some(_) => error,
            None => damage(error, "ZIP").map_or_else(|error| error, Into::into),
        })
    }
}

fn overlapping() -> Fault {
    let message = "the files up to this one have more compressed bytes than the ZIP file, so some of them overlap";
    Fault::new(FaultKind::Bomb, message)
}

/// Returns the layout of a ZIP file that is not a personal archive. All of its files are read.
fn of_others(names: Vec<String>) -> Layout {
    let files = names.into_iter().filter(|name| !name.ends_with('/'));
    let entries = files.map(|name| {
        let is_system = name.starts_with("__MACOSX/") || name.ends_with(".DS_Store");
        let role = match no_data::reason(Path::new(&name)) {
            _ if is_system => Role::NotOpened("a file of macOS".into()),
            Some(reason) => Role::NotOpened(reason.into()),
            None => Role::Read,
        };
        (name, role)
    });
    Layout { owner: None, entries: entries.collect() }
}

fn fault(error: &ZipError) -> Fault {
    let (kind, advice) = match error {
        ZipError::UnsupportedArchive(_)
        | ZipError::InvalidPassword
        | ZipError::CompressionMethodNotSupported(_) => {
            (FaultKind::Unsupported, "unpack it, and read the folder")
        }
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            (FaultKind::Truncated, "the download is probably incomplete")
        }
        ZipError::Io(_) => (FaultKind::Io, "the file cannot be read"),
        _ => (FaultKind::Corrupt, "the ZIP file is damaged or incomplete: download it again"),
    };
    Fault::new(kind, format!("{error}: {advice}"))
}
