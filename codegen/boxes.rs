//! Boxes values: fields through which a struct would contain itself, large and rare optional ones, and
//! large elements of lists.

use std::collections::{BTreeMap, BTreeSet};

use super::codec::Codec;
use super::model::{Field, Item, ItemBody, Module};
use super::names::qualified;

/// The number of members up to which optional objects are not boxed. The absence of a boxed object
/// only takes the room of a pointer.
const INLINE: usize = 6;

/// The number of members up to which the elements of a list are not boxed. A list that grows has room
/// for more elements than it needs, and the shortest object takes a hundred times its text.
const LISTED: usize = 20;

/// The same number for optional objects in a struct whose elements in lists are boxed.
const INLINE_IN_LARGE: usize = 3;

/// Boxes large optional objects, optional free-form JSON, which is rare, and large elements of lists and
/// maps.
pub(crate) fn box_large(modules: &mut [Module]) {
    let items = || modules.iter().flat_map(|module| named(module, &module.items));
    let members: BTreeMap<String, usize> = items()
        .filter_map(|(name, item)| match &item.body {
            ItemBody::Struct(fields) => Some((name, fields.len())),
            ItemBody::Enum(_) => None,
        })
        .collect();
    let listed: BTreeSet<String> = modules
        .iter_mut()
        .flat_map(fields_of)
        .filter_map(|(namespace, field)| match &field.codec {
            Codec::List(element) | Codec::Map(element) => {
                Some(qualified(&namespace, element.object()?))
            }
            _ => None,
        })
        .collect();
    let is_larger = |name: &str, most: usize| members.get(name) > Some(&most);
    for module in modules {
        let namespace = module.namespace().to_owned();
        for item in &mut module.items {
            let name = qualified(&namespace, &item.name);
            let ItemBody::Struct(fields) = &mut item.body else { continue };
            let is_listed = listed.contains(&name);
            let inline = match fields.iter().all(|field| field.presence.is_optional()) {
                // An element `{}` of a list is such a struct.
                true if is_listed => 0,
                _ if is_listed && fields.len() > LISTED => INLINE_IN_LARGE,
                _ => INLINE,
            };
            for field in fields {
                let is_optional = field.presence.is_optional();
                let is_larger = |codec: &Codec, most: usize| {
                    let object = codec.object();
                    object.is_some_and(|name| is_larger(&qualified(&namespace, name), most))
                };
                let value = match &mut field.codec {
                    Codec::List(element) | Codec::Map(element) if is_larger(element, LISTED) => {
                        element
                    }
                    Codec::List(_) | Codec::Map(_) => continue,
                    value if is_optional && (*value == Codec::Json || is_larger(value, inline)) => {
                        value
                    }
                    _ => continue,
                };
                *value = Codec::Boxed(Box::new(value.clone()));
            }
        }
    }
}

/// Boxes every field through which a struct would contain itself.
pub(crate) fn box_cycles(modules: &mut [Module]) {
    let mut held: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for module in modules.iter() {
        for (name, item) in named(module, &module.items) {
            if let ItemBody::Struct(fields) = &item.body {
                let inline = fields.iter().filter_map(|field| match &field.codec {
                    Codec::Named(name) => Some(qualified(module.namespace(), name)),
                    _ => None,
                });
                held.insert(name, inline.collect());
            }
        }
    }
    for module in modules {
        let namespace = module.namespace().to_owned();
        for item in &mut module.items {
            let owner = qualified(&namespace, &item.name);
            let ItemBody::Struct(fields) = &mut item.body else { continue };
            for field in fields {
                if let Codec::Named(name) = &field.codec
                    && reaches(&qualified(&namespace, name), &owner, &held, &mut BTreeSet::new())
                {
                    field.codec = Codec::Boxed(Box::new(field.codec.clone()));
                }
            }
        }
    }
}

/// Returns items with the paths of their types.
fn named<'a>(module: &'a Module, items: &'a [Item]) -> impl Iterator<Item = (String, &'a Item)> {
    items.iter().map(|item| (qualified(module.namespace(), &item.name), item))
}

/// Returns fields with the namespace of their struct.
fn fields_of(module: &mut Module) -> impl Iterator<Item = (String, &mut Field)> {
    let namespace = module.namespace().to_owned();
    let fields = module.items.iter_mut().flat_map(|item| match &mut item.body {
        ItemBody::Struct(fields) => fields.as_mut_slice(),
        ItemBody::Enum(_) => &mut [],
    });
    fields.map(move |field| (namespace.clone(), field))
}

fn reaches(
    from: &str,
    to: &str,
    held: &BTreeMap<String, Vec<String>>,
    seen: &mut BTreeSet<String>,
) -> bool {
    from == to
        || (seen.insert(from.to_owned())
            && held
                .get(from)
                .is_some_and(|names| names.iter().any(|name| reaches(name, to, held, seen))))
}
