//! The containers and compressions in which people keep values, as writers.

mod compression;
pub(crate) mod json;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(crate) use self::compression::{COMPRESSIONS, Compression};
use self::json::{canonical, pretty, quoted};

/// A way to keep values in one source.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Container {
    Lines,
    CrLf,
    ByteOrderMark,
    Utf16,
    Utf16WithoutMark,
    Utf16BigEndian,
    Concatenated,
    RecordSeparators,
    Array,
    ArrayOfLines,
    ArrayPerLine,
    Csv,
    Tsv,
    /// Values over several lines, one after another.
    Pretty,
    PrettyCrLf,
    PrettyArray,
    /// The event of a function behind a gateway, with the value as a text, and in Base64.
    Lambda,
    LambdaBase64,
    Sqs,
    PubSub,
    EventBridge,
    /// JSON in a text.
    Text,
    Base64,
    /// A document of a database, around the value and with its numbers.
    MongoRelaxed,
    MongoCanonical,
    /// The lines of a stream: empty ones keep it alive.
    Stream,
    /// The lines of a stream that asked for lengths, each after its length.
    Delimited,
    /// A response with Tweets.
    Statuses,
    /// A response with messages.
    Events,
    /// Files of personal archives.
    Personal,
    Grailbird,
}

/// The containers that hold values of every kind.
pub(crate) const CONTAINERS: [Container; 27] = {
    use Container::*;
    [
        Lines,
        CrLf,
        ByteOrderMark,
        Utf16,
        Utf16WithoutMark,
        Utf16BigEndian,
        Concatenated,
        RecordSeparators,
        Array,
        ArrayOfLines,
        ArrayPerLine,
        Csv,
        Tsv,
        Pretty,
        PrettyCrLf,
        PrettyArray,
        Lambda,
        LambdaBase64,
        Sqs,
        PubSub,
        EventBridge,
        Text,
        Base64,
        MongoRelaxed,
        MongoCanonical,
        Stream,
        Delimited,
    ]
};

/// The containers that hold values of one kind.
pub(crate) const OF_ONE_KIND: [Container; 4] =
    [Container::Statuses, Container::Events, Container::Personal, Container::Grailbird];

impl Container {
    /// Returns a value in the layout that its bytes have in the container.
    pub(crate) fn layout(self, value: &str) -> String {
        match self {
            Self::Pretty | Self::PrettyArray => pretty(value, "\n"),
            Self::PrettyCrLf => pretty(value, "\r\n"),
            _ => value.to_owned(),
        }
    }

    /// Returns the text of a body in the form in which those of the container can be compared: numbers that cost
    /// nothing stay in Extended JSON.
    pub(crate) fn plain(self, body: &str) -> String {
        match self {
            Self::MongoCanonical => canonical(body),
            _ => body.to_owned(),
        }
    }

    /// Returns `true` if a fault has the record of the container instead of the bytes of the value.
    pub(crate) fn is_around(self) -> bool {
        !matches!(
            self,
            Self::Lines
                | Self::CrLf
                | Self::ByteOrderMark
                | Self::Utf16
                | Self::Utf16WithoutMark
                | Self::Utf16BigEndian
                | Self::Concatenated
                | Self::RecordSeparators
                | Self::Array
                | Self::ArrayOfLines
                | Self::ArrayPerLine
                | Self::Pretty
                | Self::PrettyCrLf
                | Self::PrettyArray
                | Self::Stream
                | Self::Delimited
        )
    }

    /// Writes values, each without white space between its parts.
    pub(crate) fn write(self, values: &[String]) -> Vec<u8> {
        let each = |write: &dyn Fn(&str) -> String| -> String {
            values.iter().map(|value| write(value) + "\n").collect()
        };
        let lines = || each(&str::to_owned);
        let layouts = || values.iter().map(|value| self.layout(value)).collect::<Vec<_>>();
        let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(bytes).collect()
        };
        let rows = |write: &dyn Fn(usize, &str) -> String| -> String {
            values.iter().enumerate().map(|(n, value)| write(n, value)).collect()
        };
        match self {
            Self::Lines => lines(),
            Self::CrLf => lines().replace('\n', "\r\n"),
            Self::ByteOrderMark => format!("\u{feff}{}", lines()),
            Self::Utf16 => return utf16(&format!("\u{feff}{}", lines()), u16::to_le_bytes),
            Self::Utf16WithoutMark => return utf16(&lines(), u16::to_le_bytes),
            Self::Utf16BigEndian => {
                return utf16(&format!("\u{feff}{}", lines()), u16::to_be_bytes);
            }
            Self::Concatenated => values.concat(),
            Self::RecordSeparators => lines().replace("\n{", "\n\u{1e}{"),
            Self::Array => format!("[{}]", values.join(",")),
            Self::ArrayOfLines => format!("[\n{}\n]\n", values.join(",\n")),
            Self::ArrayPerLine => {
                values.chunks(3).map(|values| format!("[{}]\n", values.join(", "))).collect()
            }
            Self::Csv => {
                let row = |n, value: &str| format!("{n},\"{}\"\r\n", value.replace('"', "\"\""));
                format!("id,body\r\n{}", rows(&row))
            }
            Self::Tsv => format!("id\tbody\n{}", rows(&|n, value| format!("{n}\t{value}\n"))),
            Self::Pretty => layouts().join("\n") + "\n",
            Self::PrettyCrLf => layouts().join("\r\n") + "\r\n",
            Self::PrettyArray => format!("[\n{}\n]\n", layouts().join(",\n")),
            Self::Lambda => each(&|value| {
                format!(r#"{{"httpMethod":"POST","headers":{{}},"body":{}}}"#, quoted(value))
            }),
            Self::LambdaBase64 => each(&|value| {
                format!(r#"{{"body":"{}","isBase64Encoded":true}}"#, STANDARD.encode(value))
            }),
            Self::Sqs => each(&|value| {
                format!(r#"{{"Records":[{{"messageId":"1","body":{}}}]}}"#, quoted(value))
            }),
            Self::PubSub => each(&|value| {
                format!(r#"{{"message":{{"data":"{}","messageId":"1"}}}}"#, STANDARD.encode(value))
            }),
            Self::EventBridge => {
                each(&|value| format!(r#"{{"detail-type":"t","source":"s","detail":{value}}}"#))
            }
            Self::Text => each(&quoted),
            Self::Base64 => each(&|value| STANDARD.encode(value)),
            Self::MongoRelaxed => each(&|value| {
                format!(r#"{{"_id":{{"$oid":"5d655a015f627d0b0c1b2d5e"}},"payload":{value}}}"#)
            }),
            Self::MongoCanonical => each(&canonical),
            Self::Stream => each(&|value| format!("{value}\r\n\r")),
            Self::Delimited => each(&|value| format!("{}\r\n{value}\r", value.len() + 2)),
            Self::Statuses => {
                format!(r#"{{"statuses":[{}],"search_metadata":{{"count":1}}}}"#, values.join(","))
            }
            Self::Events => format!(r#"{{"events":[{}],"next_cursor":"x"}}"#, values.join(",")),
            Self::Personal => format!(
                "window.YTD.tweets.part0 = [ {{ \"tweet\" : {} }} ]",
                values.join("} , {\"tweet\" : ")
            ),
            Self::Grailbird => format!("Grailbird.data.tweets_2013_11 = [ {} ]", values.join(", ")),
        }
        .into()
    }
}
