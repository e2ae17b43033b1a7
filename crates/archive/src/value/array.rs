//! Arrays of values.

use bytes::Bytes;

use super::{Interpreter, Outcome, misunderstood, nested, syntax_fault};
use crate::object;

impl Interpreter<'_> {
    /// Interprets each element of an array. Elements that are not understood are faults, if another one is
    /// understood.
    pub(super) fn array(
        &mut self,
        text: &str,
        bytes: &Bytes,
        pointer: &str,
        level: usize,
    ) -> Outcome {
        let (elements, is_whole) = object::elements(text);
        if elements.is_empty() && is_whole && level == 0 {
            self.skipped("values", 0);
            return Outcome::Understood;
        }
        let mut understood = false;
        // The faults, each with its place among the items.
        let mut faults = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            let place = format!("{pointer}/{index}");
            let element = bytes.slice_ref(element.as_bytes());
            let fault = match self.value(&element, &place, level + 1) {
                Outcome::Understood => {
                    understood = true;
                    continue;
                }
                Outcome::Nothing => misunderstood().at(place).with_bytes(element),
                Outcome::Broken(fault) => nested(fault, &place),
            };
            faults.push((self.items.len(), fault));
        }
        match (understood, is_whole) {
            (false, true) => return Outcome::Nothing,
            (false, false) => return Outcome::Broken(syntax_fault(bytes)),
            (true, false) => faults.push((self.items.len(), nested(syntax_fault(bytes), pointer))),
            (true, true) => {}
        }
        // The last one first, so that the places of the others stay right.
        for (at, fault) in faults.into_iter().rev() {
            let item = self.fault_item(fault);
            self.items.insert(at, item);
        }
        Outcome::Understood
    }
}
