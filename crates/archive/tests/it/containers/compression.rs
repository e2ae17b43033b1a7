//! The compressions of sources, as writers.

use std::io::Write;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Compression {
    None,
    Gzip,
    /// Gzip with several members, and zeros at the end.
    Members,
    Zstd,
    Bzip2,
    Xz,
}

pub(crate) const COMPRESSIONS: [Compression; 6] = {
    use Compression::*;
    [None, Gzip, Members, Zstd, Bzip2, Xz]
};

impl Compression {
    pub(crate) fn write(self, bytes: &[u8]) -> Vec<u8> {
        let gzip = |bytes: &[u8]| {
            let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            writer.write_all(bytes).unwrap();
            writer.finish().unwrap()
        };
        match self {
            Self::None => bytes.to_vec(),
            Self::Gzip => gzip(bytes),
            Self::Members => {
                let (first, second) = bytes.split_at(bytes.len() / 3);
                [gzip(first), gzip(b""), gzip(second), vec![0; 700]].concat()
            }
            Self::Zstd => {
                let (first, second) = bytes.split_at(bytes.len() / 3);
                let frame = |bytes: &[u8]| {
                    let mut writer = zstd::Encoder::new(Vec::new(), 1).unwrap();
                    writer.include_checksum(true).unwrap();
                    writer.write_all(bytes).unwrap();
                    writer.finish().unwrap()
                };
                [frame(first), frame(second)].concat()
            }
            Self::Bzip2 => {
                let level = bzip2::Compression::fast();
                let mut writer = bzip2::write::BzEncoder::new(Vec::new(), level);
                writer.write_all(bytes).unwrap();
                writer.finish().unwrap()
            }
            Self::Xz => {
                let options = lzma_rust2::XzOptions::with_preset(1);
                let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
                writer.write_all(bytes).unwrap();
                writer.finish().unwrap()
            }
        }
    }
}
