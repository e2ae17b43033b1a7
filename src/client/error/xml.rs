//! The two forms of XML that the OAuth endpoints send.
//!
//! `<errors><error code="415">…</error></errors>` and the older
//! `<hash><error>…</error><request>…</request></hash>`. Other XML is not read.

use std::iter::successors;

use super::code::ErrorCode;
use super::entry::{ErrorEntry, cut};

/// Returns the entries of a body. There are none if the body has neither form: a page of HTML, for
/// instance.
pub(super) fn entries(text: &str) -> impl Iterator<Item = ErrorEntry> {
    let is_known = root(text).is_some_and(|name| ["errors", "hash", "error"].contains(&name));
    let first = if is_known { Element::next(text) } else { None };
    let elements = successors(first, |element| Element::next(element.rest));
    elements.filter_map(|element| {
        let code = element.attribute("code").and_then(|code| code.trim().parse::<u32>().ok());
        ErrorEntry::new(code.map(ErrorCode::from), &unescape(cut(element.content)))
    })
}

/// Returns the name of the root element, after declaration, comments and document type.
fn root(mut text: &str) -> Option<&str> {
    loop {
        text = text.trim_start().strip_prefix('<')?;
        if let Some(comment) = text.strip_prefix("!--") {
            text = comment.split_once("-->")?.1;
        } else if text.starts_with(['?', '!']) {
            text = text.split_once('>')?.1;
        } else {
            return text.split(|next: char| !next.is_ascii_alphanumeric()).next();
        }
    }
}

/// An `error` element.
struct Element<'a> {
    attributes: &'a str,
    content: &'a str,
    rest: &'a str,
}

impl<'a> Element<'a> {
    fn next(text: &'a str) -> Option<Self> {
        let mut text = text;
        loop {
            text = text.split_once("<error")?.1;
            // Not `<errors>`.
            if text.starts_with(|next: char| next.is_whitespace() || next == '>') {
                break;
            }
        }
        let (attributes, text) = text.split_once('>')?;
        if attributes.ends_with('/') {
            return Some(Self { attributes, content: "", rest: text });
        }
        let (content, rest) = text.split_once("</error>")?;
        Some(Self { attributes, content, rest })
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        let value =
            self.attributes.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
        Some(value.strip_prefix(quote)?.split_once(quote)?.0)
    }
}

/// Replaces the references and CDATA sections of character data by their text. A reference that XML
/// does not define stays as it is.
fn unescape(mut text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    while let Some(at) = text.find(['&', '<']) {
        let (before, rest) = text.split_at(at);
        plain.push_str(before);
        if let Some((section, after)) =
            rest.strip_prefix("<![CDATA[").and_then(|rest| rest.split_once("]]>"))
        {
            plain.push_str(section);
            text = after;
        } else if let Some((character, after)) = reference(rest) {
            plain.push(character);
            text = after;
        } else {
            let mut characters = rest.chars();
            plain.extend(characters.next());
            text = characters.as_str();
        }
    }
    plain.push_str(text);
    plain
}

/// Returns the character for a reference at the start of a text, and the rest of the text.
fn reference(text: &str) -> Option<(char, &str)> {
    let (name, rest) = text.strip_prefix('&')?.split_once(';')?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number)?
        }
    };
    Some((character, rest))
}
