//! Reads the body of a failed response, in any of its forms.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::code::ErrorCode;
use super::entry::{ErrorEntry, cut};
use super::problem::{Problem, slug, supported_authentication};
use super::xml;
use crate::value::text::Text;

/// The failures that a body names. The content type is ignored: the OAuth endpoints send
/// `text/html` for everything, and proxies send any type.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) entries: Vec<ErrorEntry>,
    pub(super) problem: Option<Problem>,
}

impl Reading {
    /// Reads a body. The result is empty if the body is empty, HTML, incomplete or of an unknown
    /// form.
    pub(super) fn of(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{feff}').trim();
        match text.chars().next() {
            None => Self::default(),
            Some('{') => object(text).as_ref().map(Self::of_object).unwrap_or_default(),
            Some('[') => {
                let items = list(text).into_iter();
                Self {
                    entries: items.filter_map(|item| entry(item.get())).collect(),
                    problem: None,
                }
            }
            Some('<') => {
                Self { entries: xml::entries(text).take(MOST_ENTRIES).collect(), problem: None }
            }
            Some(_) => Self { entries: sentence(text).into_iter().collect(), problem: None },
        }
    }

    fn of_object(members: &Members<'_>) -> Self {
        let of_oauth2 = of_oauth2(members);
        let error = members.get("error").filter(|_| of_oauth2.is_none());
        let errors = members.get("errors").or(error);
        let errors = errors.map(|errors| list(errors.get())).unwrap_or_default();
        let named = errors.iter().filter_map(|error| entry(error.get()));
        let mut entries: Vec<_> = of_oauth2.into_iter().chain(named).collect();
        let mut inner = errors.iter().filter_map(|error| object(error.get()));
        let problem = problem(members).or_else(|| inner.find_map(|error| problem(&error)));
        if entries.is_empty() && problem.is_none() {
            entries.extend(entry_of(members));
        }
        Self { entries, problem }
    }
}

/// A response of X has one entry, seldom a few.
const MOST_ENTRIES: usize = 100;

type Members<'a> = BTreeMap<String, &'a RawValue>;

fn parse<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    serde_json::from_str(json).ok()
}

fn object(json: &str) -> Option<Members<'_>> {
    parse(json)
}

/// Returns a member that is text, or a number as text.
fn text(members: &Members<'_>, name: &str) -> Option<Text> {
    let text: Text = parse(members.get(name)?.get())?;
    Some(cut(&text).into())
}

/// Returns the items of an array, or any other value as the only item.
fn list(json: &str) -> Vec<&RawValue> {
    let mut items = parse(json).unwrap_or_else(|| parse(json).into_iter().collect::<Vec<_>>());
    items.truncate(MOST_ENTRIES);
    items
}

fn entry(json: &str) -> Option<ErrorEntry> {
    match object(json) {
        Some(members) => entry_of(&members),
        None => ErrorEntry::new(None, &parse::<Text>(json)?),
    }
}

/// Returns the entry of the form of OAuth 2.0 (RFC 6749, section 5.2), to which X may add `errors`.
fn of_oauth2(members: &Members<'_>) -> Option<ErrorEntry> {
    let (error, description) = (text(members, "error")?, text(members, "error_description")?);
    ErrorEntry::new(None, &format!("{error}: {description}"))
}

/// Returns an entry with `message`, or with `title` and `detail` in the form of a message of v2.
fn entry_of(members: &Members<'_>) -> Option<ErrorEntry> {
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
    let detail = text(members, "detail");
    Some(Problem {
        slug: slug(&kind.unwrap_or_default()).into(),
        title: title.unwrap_or_default(),
        supported_authentication: supported_authentication(detail.as_deref().unwrap_or_default()),
        detail,
        reason: text(members, "reason"),
        required_enrollment: text(members, "required_enrollment"),
        registration_url: text(members, "registration_url"),
        client_id: text(members, "client_id"),
        period: text(members, "period"),
        scope: text(members, "scope"),
        reset_date: text(members, "reset_date"),
        connection_issue: text(members, "connection_issue"),
        disconnect_type: text(members, "disconnect_type"),
    })
}

/// Returns plain text as an entry if it is a sentence. Anything else could be a token.
fn sentence(text: &str) -> Option<ErrorEntry> {
    let is_sentence = text.contains(char::is_whitespace) && !text.contains('=');
    if is_sentence { ErrorEntry::new(None, text) } else { None }
}
