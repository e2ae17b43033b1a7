//! What the body of a failed request says, in whichever form it is.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::code::ErrorCode;
use super::entry::ErrorEntry;
use super::problem::{Problem, slug};
use super::xml;
use crate::text::Text;

/// What a body says. The content type is not asked: the OAuth endpoints say `text/html` of
/// everything, and proxies answer with what they like.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) entries: Vec<ErrorEntry>,
    pub(super) problem: Option<Problem>,
}

impl Reading {
    /// Empty if the body is empty, HTML, not complete or in no form that is known.
    pub(super) fn of(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{feff}').trim();
        match text.chars().next() {
            None => Self::default(),
            Some('{') => object(text).map(Self::of_object).unwrap_or_default(),
            Some('[') => Self { entries: entries(text), problem: None },
            Some('<') => Self { entries: xml::read(text), problem: None },
            Some(_) => Self { entries: sentence(text).into_iter().collect(), problem: None },
        }
    }

    fn of_object(members: Members<'_>) -> Self {
        let errors = members.get("errors").or(members.get("error"));
        let mut entries = errors.map(|errors| entries(errors.get())).unwrap_or_default();
        // `{"error": "invalid_request", "error_description": "…"}`, as OAuth 2.0 has it.
        if let (Some(entry), Some(description)) =
            (entries.first(), text(&members, "error_description"))
        {
            let message = format!("{}: {description}", entry.message);
            entries = ErrorEntry::new(entry.code, &message).into_iter().collect();
        }
        let mut problem = problem(&members);
        if problem.is_none() {
            let errors = errors.and_then(|errors| parse::<Vec<&RawValue>>(errors.get()));
            let mut errors = errors.into_iter().flatten().filter_map(|error| object(error.get()));
            problem = errors.find_map(|error| self::problem(&error));
        }
        if entries.is_empty() && problem.is_none() {
            entries.extend(entry(&members));
        }
        Self { entries, problem }
    }
}

type Members<'a> = BTreeMap<String, &'a RawValue>;

fn parse<'a, T: serde::Deserialize<'a>>(json: &'a str) -> Option<T> {
    serde_json::from_str(json).ok()
}

fn object(json: &str) -> Option<Members<'_>> {
    parse(json)
}

/// A member that is text, or a number as text.
fn text(members: &Members<'_>, name: &str) -> Option<Text> {
    parse_owned(members.get(name)?.get())
}

fn parse_owned<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// The entries of `errors`: an array of objects or texts, or one of them.
fn entries(json: &str) -> Vec<ErrorEntry> {
    match parse::<Vec<&RawValue>>(json) {
        Some(values) => values.iter().filter_map(|value| one(value.get())).collect(),
        None => one(json).into_iter().collect(),
    }
}

fn one(json: &str) -> Option<ErrorEntry> {
    match object(json) {
        Some(members) => entry(&members),
        None => ErrorEntry::new(None, &parse_owned::<Text>(json)?),
    }
}

/// An entry: `message`, or `title` and `detail`, which then read like a message of v2.
fn entry(members: &Members<'_>) -> Option<ErrorEntry> {
    let code = text(members, "code").and_then(|code| code.trim().parse::<u32>().ok());
    let message = match (text(members, "message"), text(members, "title"), text(members, "detail"))
    {
        (Some(message), ..) => message,
        (None, Some(title), Some(detail)) => format!("{title}: {detail}").into(),
        (None, title, detail) => title.or(detail).unwrap_or_default(),
    };
    ErrorEntry::new(code.map(ErrorCode::from), &message)
}

fn problem(members: &Members<'_>) -> Option<Problem> {
    let (kind, title) = (text(members, "type"), text(members, "title"));
    if kind.is_none() && title.is_none() {
        return None;
    }
    Some(Problem {
        slug: slug(&kind.unwrap_or_default()).into(),
        title: title.unwrap_or_default(),
        detail: text(members, "detail"),
        reason: text(members, "reason"),
        required_enrollment: text(members, "required_enrollment"),
        registration_url: text(members, "registration_url"),
        client_id: text(members, "client_id"),
        period: text(members, "period"),
        scope: text(members, "scope"),
    })
}

/// Plain text, if it is a sentence: anything else could be a token.
fn sentence(text: &str) -> Option<ErrorEntry> {
    let is_sentence = text.contains(char::is_whitespace) && !text.contains('=');
    if is_sentence { ErrorEntry::new(None, text) } else { None }
}
