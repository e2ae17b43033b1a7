//! The containers and compressions in which people keep values, as writers.

use std::io::Write;

/// A way to keep values in one source.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Container {
    Lines,
    CrLf,
    ByteOrderMark,
    Utf16,
    Utf16WithoutMark,
    Concatenated,
    RecordSeparators,
    Array,
    ArrayOfLines,
    ArrayPerLine,
    Csv,
    Tsv,
}

pub(crate) const CONTAINERS: [Container; 12] = {
    use Container::*;
    [
        Lines,
        CrLf,
        ByteOrderMark,
        Utf16,
        Utf16WithoutMark,
        Concatenated,
        RecordSeparators,
        Array,
        ArrayOfLines,
        ArrayPerLine,
        Csv,
        Tsv,
    ]
};

impl Container {
    /// Writes values, each without white space between its parts.
    pub(crate) fn write(self, values: &[String]) -> Vec<u8> {
        let lines = || values.iter().map(|value| format!("{value}\n")).collect::<String>();
        let utf16 =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        match self {
            Self::Lines => lines().into(),
            Self::CrLf => lines().replace('\n', "\r\n").into(),
            Self::ByteOrderMark => format!("\u{feff}{}", lines()).into(),
            Self::Utf16 => utf16(&format!("\u{feff}{}", lines())),
            Self::Utf16WithoutMark => utf16(&lines()),
            Self::Concatenated => values.concat().into(),
            Self::RecordSeparators => lines().replace("\n{", "\n\u{1e}{").into(),
            Self::Array => format!("[{}]", values.join(",")).into(),
            Self::ArrayOfLines => format!("[\n{}\n]\n", values.join(",\n")).into(),
            Self::ArrayPerLine => values
                .chunks(3)
                .map(|values| format!("[{}]\n", values.join(", ")))
                .collect::<String>()
                .into(),
            Self::Csv => {
                let row = |(n, value): (usize, &String)| {
                    format!("{n},\"{}\"\r\n", value.replace('"', "\"\""))
                };
                let rows = values.iter().enumerate().map(row).collect::<String>();
                format!("id,body\r\n{rows}").into()
            }
            Self::Tsv => {
                let row = |(n, value): (usize, &String)| format!("{n}\t{value}\n");
                let rows = values.iter().enumerate().map(row).collect::<String>();
                format!("id\tbody\n{rows}").into()
            }
        }
    }
}

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
