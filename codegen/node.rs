//! A schema object that is read keyword by keyword.

use super::json::Json;
use super::refusal::{Place, Refusal};

/// A schema object. Each keyword that is read is removed, so that the remaining ones can be
/// rejected.
pub(crate) struct Node<'a> {
    members: Vec<(&'a str, &'a Json)>,
    pub(crate) place: Place,
}

impl<'a> Node<'a> {
    pub(crate) fn new(json: &'a Json, place: &Place) -> Result<Self, Refusal> {
        match json.as_object() {
            Some(members) => Ok(Self {
                members: members.iter().map(|(name, value)| (name.as_str(), value)).collect(),
                place: place.clone(),
            }),
            None => place.refuse(format!("expected a schema object, found {}", json.brief())),
        }
    }

    pub(crate) fn has(&self, keyword: &str) -> bool {
        self.members.iter().any(|(name, _)| *name == keyword)
    }

    pub(crate) fn take(&mut self, keyword: &str) -> Option<&'a Json> {
        let index = self.members.iter().position(|(name, _)| *name == keyword)?;
        Some(self.members.remove(index).1)
    }

    pub(crate) fn text(&mut self, keyword: &str) -> Result<&'a str, Refusal> {
        match self.take(keyword) {
            Some(Json::String(text)) if !text.trim().is_empty() => Ok(text),
            Some(found) => {
                let found = found.brief();
                self.place.at(keyword).refuse(format!("expected a non-empty string, found {found}"))
            }
            None => self.place.refuse(format!("expected the keyword `{keyword}`, found none")),
        }
    }

    /// Takes a keyword for which the profile allows only one value.
    pub(crate) fn fixed(&mut self, keyword: &str, value: &Json) -> Result<(), Refusal> {
        match self.take(keyword) {
            Some(found) if found == value => Ok(()),
            Some(found) => {
                let (value, found) = (value.brief(), found.brief());
                self.place.at(keyword).refuse(format!("expected {value}, found {found}"))
            }
            None => self.place.refuse(format!("expected the keyword `{keyword}`, found none")),
        }
    }

    pub(crate) fn finish(self) -> Result<(), Refusal> {
        match self.members.first() {
            Some((keyword, _)) => self.place.at(keyword).refuse(format!(
                "expected a keyword that the profile allows here, found `{keyword}`"
            )),
            None => Ok(()),
        }
    }
}

/// Reads an array of strings.
pub(crate) fn strings(json: &Json, place: &Place) -> Result<Vec<String>, Refusal> {
    let texts = json.as_array().map(|items| {
        items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
    });
    match texts.flatten() {
        Some(texts) => Ok(texts),
        None => place.refuse(format!("expected an array of strings, found {}", json.brief())),
    }
}
