//! The names of Rust types and fields, and the namespaces of the types.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::codec::is_format_type;
use super::refusal::{Place, Refusal};
use super::schema::Document;

impl Document {
    /// Returns the folder of the schema file.
    pub(crate) fn namespace(&self) -> &str {
        namespace(&self.file)
    }
}

/// The folders, and the Rust modules into which their types are generated.
const NAMESPACES: [(&str, &str); 2] =
    [("account_activity", "crate::model"), ("x_activity", "crate::xaa")];

/// Returns the folder of a file.
pub(crate) fn namespace(file: &str) -> &str {
    file.split_once('/').map_or("", |(folder, _)| folder)
}

/// The Rust names of the definitions, by file and pointer.
pub(crate) type Names = BTreeMap<(String, String), String>;

/// Returns the Rust names of all definitions, and rejects those that are taken.
pub(crate) fn names(documents: &[Document]) -> Result<Names, Refusal> {
    let mut names = Names::new();
    let mut taken = BTreeSet::new();
    let mut envelopes = BTreeSet::new();
    for document in documents {
        let namespace = namespace(&document.file);
        if NAMESPACES.iter().all(|(folder, _)| *folder != namespace) {
            let place = Place { file: document.file.clone(), pointer: String::new() };
            return place.refuse(format!("expected a folder of `NAMESPACES`, found `{namespace}`"));
        }
        if document.hand_written && !envelopes.insert(namespace) {
            let place =
                Place { file: document.file.clone(), pointer: "/x-hand-written".to_owned() };
            return place.refuse(format!("expected one envelope in `{namespace}`, found another"));
        }
        for (pointer, definition) in &document.definitions {
            let name = definition.name.to_upper_camel_case();
            let place = Place { file: document.file.clone(), pointer: pointer.clone() };
            check_names([name.clone()].into_iter(), &place)?;
            if is_used(&name) || !taken.insert((namespace, name.clone())) {
                return place.refuse(format!("expected a unique type name, found `{name}`"));
            }
            names.insert((document.file.clone(), pointer.clone()), name);
        }
    }
    Ok(names)
}

/// The names, other than the types of formats, that are used by generated source or by the Rust
/// modules that include it.
const USED: &str = "\
    AsRef BTreeMap Box Clone Debug Default Eq From Hash Into Option Ord PartialEq PartialOrd \
    Result Serialize Value Vec \
    Boolean Boxed Integer Json List Map Number OneOrMany Pair Wrapped \
    Defaulted Identifying Optional OptionalTwin Repeated Required RequiredTwin \
    IdNumber IdText MillisNumber MillisText Rfc3339 TwitterDate \
    Indices Text Timestamp UnknownValue \
    Index Member Members Presence Search States Wire \
    Container Event EventKind EventMember EventObject Occurrence OfKind ReadEvents \
    UndecodedEvent UnknownEvent \
    DisplayEntity MentionKind ShortLink TextEntity Tolerant Written \
    Confidence Content Entries Entry Facts GaveUp Included Mode Part Parties Price Reader Replaces \
    Visibility \
    Difference Object Property Shape Unknown Wanted";

fn is_used(name: &str) -> bool {
    is_format_type(name) || USED.split_whitespace().any(|used| used == name)
}

/// Rejects names that are not Rust identifiers, or that occur twice in one type.
pub(crate) fn check_names(
    names: impl Iterator<Item = String>,
    place: &Place,
) -> Result<(), Refusal> {
    let mut taken = BTreeSet::new();
    for name in names {
        if syn::parse_str::<proc_macro2::Ident>(&name).is_err() {
            return place.refuse(format!("expected a Rust identifier, found `{name}`"));
        }
        if !taken.insert(name.clone()) {
            return place.refuse(format!("expected unique Rust names, found `{name}` twice"));
        }
    }
    Ok(())
}

/// Returns the Rust field of a member. `type` becomes `kind`, because it is a keyword.
pub(crate) fn field_name(key: &str) -> String {
    match key {
        "type" => "kind".to_owned(),
        _ => key.to_snake_case(),
    }
}

/// Returns the path by which the items of a file name a type.
pub(crate) fn path(name: &str, file: &str, from: &str) -> String {
    let (own, other) = (namespace(from), namespace(file));
    let module = NAMESPACES.iter().find(|(folder, _)| *folder == other && own != other);
    module.map_or_else(|| name.to_owned(), |(_, module)| format!("{module}::{name}"))
}

/// Returns the path of a type that an item of a namespace names.
pub(crate) fn qualified(namespace: &str, name: &str) -> String {
    let module = NAMESPACES.iter().find(|(folder, _)| *folder == namespace);
    match module {
        Some((_, module)) if !name.contains("::") => format!("{module}::{name}"),
        _ => name.to_owned(),
    }
}
