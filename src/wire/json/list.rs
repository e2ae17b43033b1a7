//! Lists that are written as objects.

use std::collections::BTreeMap;

use super::member::Member;
use super::{GaveUp, Mode, Reader, Start};
use crate::wire::shape::Shape;

/// The elements of a list that is written as an object.
pub(crate) struct Listed {
    pub(crate) elements: Vec<Start>,
    /// The place after the object.
    pub(crate) end: Start,
}

impl<M: Mode> Reader<'_, M> {
    /// Returns `true` if the next value is an object whose first key is an index.
    pub(crate) fn has_indices(&mut self) -> bool {
        let start = self.start();
        let has_indices = self.take(b'{')
            && self.take(b'"')
            && self.rest().and_then(<[u8]>::first).is_some_and(u8::is_ascii_digit);
        self.restart(start);
        has_indices
    }

    /// Finds the elements of an object that stands for a list: its keys are the indices, or it is
    /// the only element, which it is if it has a member of the element's schema.
    ///
    /// Stays before the object. Returns `None` if the object does not stand for a list.
    pub(crate) fn list_in_object(&mut self, element: &Shape) -> Result<Option<Listed>, GaveUp> {
        let start = self.start();
        let members = self.find_members()?;
        let end = self.start();
        self.restart(start);
        if let Some(elements) = by_index(&members) {
            return Ok(Some(Listed { elements, end }));
        }
        let is_element = element.object().is_some_and(|object| {
            members.iter().any(|member| {
                object.property(&member.key).is_some() || is_wrapper(*element, &member.key)
            })
        });
        Ok(is_element.then(|| Listed { elements: vec![start], end }))
    }
}

/// Returns `true` if a key holds the value of a wrapped element.
fn is_wrapper(element: Shape, key: &str) -> bool {
    matches!(element, Shape::Wrapped(_)) && key == "data"
}

/// Returns the values in the order of their keys, if the keys are 0, 1, 2 and so on.
fn by_index(members: &[Member<'_>]) -> Option<Vec<Start>> {
    let mut values = BTreeMap::new();
    for Member { key, start, .. } in members {
        let index: usize = key.parse().ok().filter(|index: &usize| index.to_string() == **key)?;
        values.insert(index, *start);
    }
    values.keys().copied().eq(0..values.len()).then(|| values.into_values().collect())
}
