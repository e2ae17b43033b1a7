//! A schema object, taken apart keyword by keyword.

use super::json::Json;
use super::refusal::{Place, Refusal};

/// A schema object whose members are taken out one by one, so that what is left is refused.
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
            None => place.refuse("a schema is a JSON object in this profile"),
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
        match self.take(keyword).map(|value| value.as_str()) {
            Some(Some(text)) if !text.trim().is_empty() => Ok(text),
            Some(_) => self.place.at(keyword).refuse("must be a text that is not empty"),
            None => self.place.refuse(format!("the keyword `{keyword}` is missing")),
        }
    }

    /// Takes a keyword whose value the profile fixes.
    pub(crate) fn fixed(&mut self, keyword: &str, value: &Json) -> Result<(), Refusal> {
        match self.take(keyword) {
            Some(found) if found == value => Ok(()),
            Some(_) => self.place.at(keyword).refuse(format!("must be {value:?}")),
            None => self.place.refuse(format!("the keyword `{keyword}` is missing")),
        }
    }

    pub(crate) fn finish(self) -> Result<(), Refusal> {
        match self.members.first() {
            Some((keyword, _)) => self
                .place
                .at(keyword)
                .refuse(format!("the keyword `{keyword}` is outside the profile here")),
            None => Ok(()),
        }
    }
}
