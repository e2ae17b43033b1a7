//! The keys of properties, in the order in which the reader expects them.

use super::keys::{Key, Member, Spelling};
use super::shape::Property;

/// Returns the number of keys of properties.
pub(crate) const fn count(properties: &[Property]) -> usize {
    let (mut rest, mut count) = (properties, 0);
    while let Some((property, after)) = rest.split_first() {
        count += 1 + property.aliases().len();
        if property.twin().is_some() {
            count += 1;
        }
        rest = after;
    }
    count
}

/// Returns the keys of properties. The text half of a twin follows the number, and the other
/// spellings are last, because the reader expects the keys in this order.
#[allow(clippy::indexing_slicing)] // Evaluated by the compiler.
pub(crate) const fn list<const COUNT: usize>(properties: &'static [Property]) -> [Key; COUNT] {
    const FIRST: Member = Member { property: 0, spelling: Spelling::NAME };
    let mut list = [Key::new("", FIRST); COUNT];
    let (mut rest, mut member, mut count) = (properties, FIRST, 0);
    while let Some((property, after)) = rest.split_first() {
        list[count] = Key::new(property.name(), member);
        count += 1;
        if let Some(twin) = property.twin() {
            list[count] = Key::new(twin, Member { spelling: Spelling::TWIN, ..member });
            count += 1;
        }
        member.property += 1;
        rest = after;
    }
    (rest, member) = (properties, FIRST);
    while let Some((property, after)) = rest.split_first() {
        let (mut aliases, mut spelling) = (property.aliases(), Spelling::FIRST_ALIAS);
        while let Some((alias, others)) = aliases.split_first() {
            list[count] = Key::new(alias, Member { spelling, ..member });
            spelling = spelling.newer();
            count += 1;
            aliases = others;
        }
        member.property += 1;
        rest = after;
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::shape::{Presence, Shape};

    const PROPERTIES: &[Property] = &[
        Property::optional("a", Shape::Text).or(&["b", "c"]),
        Property::new("id", Some("id_str"), Presence::Optional, Shape::Id),
        Property::optional("d", Shape::Text).or(&["e"]),
    ];

    #[test]
    fn the_other_spellings_of_all_properties_are_last() {
        let keys = list::<{ count(PROPERTIES) }>(PROPERTIES);
        let (name, twin) = (Spelling::NAME, Spelling::TWIN);
        let (second, third) = (Spelling::FIRST_ALIAS, Spelling::FIRST_ALIAS.newer());
        assert_eq!(
            keys.map(|key| (key.text, key.member.property, key.member.spelling)),
            [
                ("a", 0, name),
                ("id", 1, name),
                ("id_str", 1, twin),
                ("d", 2, name),
                ("b", 0, second),
                ("c", 0, third),
                ("e", 2, second)
            ]
        );
    }
}
