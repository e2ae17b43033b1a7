//! Lists that are written as objects.

use std::borrow::Cow;

use super::{GaveUp, Mode, Reader, Start};
use crate::wire::shape::Shape;

/// The elements of a list that is written as an object.
pub(crate) struct Listed {
    pub(crate) elements: Vec<Start>,
    /// The place after the object.
    pub(crate) end: Start,
}

impl<M: Mode> Reader<'_, M> {
    /// Finds the elements of an object that stands for a list: its keys are the indices, or it is
    /// the only element, which it is if it has a member of the element's schema.
    ///
    /// Stays before the object. Returns `None` if the object does not stand for a list.
    pub(crate) fn list_in_object(&mut self, element: &Shape) -> Result<Option<Listed>, GaveUp> {
        let start = self.start();
        let mut members: Vec<(Cow<'_, str>, Start)> = Vec::new();
        let mut has_next = self.open(b'{', b'}')?;
        while has_next {
            let key = self.key()?;
            members.push((key, self.start()));
            self.skip()?;
            has_next = self.more(b'}')?;
        }
        let end = self.start();
        self.restart(start);
        if let Some(elements) = by_index(&members) {
            return Ok(Some(Listed { elements, end }));
        }
        let is_element = match element {
            Shape::Object(object) => {
                members.iter().any(|(key, _)| object().property(key).is_some())
            }
            _ => false,
        };
        Ok(is_element.then(|| Listed { elements: vec![start], end }))
    }
}

/// Returns the values in the order of their keys, if the keys are 0, 1, 2 and so on.
fn by_index(members: &[(Cow<'_, str>, Start)]) -> Option<Vec<Start>> {
    let mut values: Vec<Option<Start>> = vec![None; members.len()];
    for (key, start) in members {
        let index: usize = key.parse().ok().filter(|index: &usize| index.to_string() == **key)?;
        *values.get_mut(index)? = Some(*start);
    }
    values.into_iter().collect()
}
