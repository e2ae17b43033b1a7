//! JSON with its members in order. A repeated key is an error.
//!
//! `serde_json::Value` sorts members or keeps their order, depending on a feature that any crate
//! of a build can turn on. The order of the generated fields must not depend on that.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// The number as written. The profile only uses `0`.
    Number(String),
    String(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Json {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_object(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }
}

impl Json {
    /// Returns the text of the value, indented by two spaces. Arrays of scalars are on one line.
    pub(crate) fn pretty(&self) -> String {
        let mut text = String::new();
        self.write(0, &mut text);
        text
    }

    /// Returns a name of the value for an error message: its text, if that is one line.
    pub(crate) fn brief(&self) -> String {
        match self.pretty() {
            text if !text.contains('\n') => text,
            _ if self.as_array().is_some() => "an array".to_owned(),
            _ => "an object".to_owned(),
        }
    }

    fn write(&self, indent: usize, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(&value.to_string()),
            Self::Number(number) => out.push_str(number),
            Self::String(text) => out.push_str(&quoted(text)),
            Self::Array(items) => {
                let parts = items.iter().map(|item| (String::new(), item));
                write_parts(['[', ']'], parts.collect(), indent, out);
            }
            Self::Object(members) => {
                let parts = members.iter().map(|(name, value)| (quoted(name) + ": ", value));
                write_parts(['{', '}'], parts.collect(), indent, out);
            }
        }
    }

    fn is_container(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Object(_))
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn write_parts(
    [open, close]: [char; 2],
    parts: Vec<(String, &Json)>,
    indent: usize,
    out: &mut String,
) {
    let is_flat = open == '[' && parts.iter().all(|(_, value)| !value.is_container());
    let line =
        |depth: usize| if is_flat { String::new() } else { format!("\n{}", "  ".repeat(depth)) };
    out.push(open);
    let count = parts.len();
    for (index, (name, value)) in parts.into_iter().enumerate() {
        out.push_str(&line(indent + 1));
        out.push_str(&name);
        value.write(indent + 1, out);
        if index + 1 < count {
            out.push_str(if is_flat { ", " } else { "," });
        }
    }
    if count > 0 {
        out.push_str(&line(indent));
    }
    out.push(close);
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

/// The key under which `serde_json` passes a number if its feature `arbitrary_precision` is on.
const NUMBER_TOKEN: &str = "$serde_json::private::Number";

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members: Vec<(String, Json)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == NUMBER_TOKEN {
                return Ok(Json::Number(map.next_value()?));
            }
            if members.iter().any(|(name, _)| *name == key) {
                return Err(A::Error::custom(format_args!(
                    "expected unique keys, found `{key}` twice"
                )));
            }
            members.push((key, map.next_value()?));
        }
        Ok(Json::Object(members))
    }
}
