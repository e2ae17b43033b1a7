//! The catalog of an envelope whose member `event_type` tells the kind of its event: the rows of
//! `x-events` that name a schema each.

use std::collections::BTreeSet;

use super::case::Case;
use super::codec::{Codec, codec};
use super::form::{Kind, reference};
use super::json::Json;
use super::names::Names;
use super::node::{Node, strings};
use super::refusal::{Place, Refusal};
use super::schema::{Body, Document, Property};

/// The kinds of events of an envelope.
#[derive(Clone, Debug)]
pub(crate) struct Catalog {
    /// The schema of the envelope.
    pub(crate) source: String,
    pub(crate) kinds: Vec<CatalogKind>,
}

/// A kind of event, and the type of its content.
#[derive(Clone, Debug)]
pub(crate) struct CatalogKind {
    pub(crate) text: String,
    pub(crate) description: String,
    pub(crate) words: Vec<String>,
    pub(crate) model: String,
    pub(crate) facts: Facts,
}

/// What a row says about a kind beside its name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Facts {
    /// The content of the event: a reference to its schema.
    pub(crate) content: Kind,
    /// Other texts of the kind, which are read and never written.
    pub(crate) spellings: Vec<String>,
    pub(crate) confidence: String,
    pub(crate) visibility: Option<String>,
    pub(crate) filters: Option<Vec<String>>,
    pub(crate) scope: Option<String>,
    /// The least and the greatest price, in thousandths of a dollar.
    pub(crate) price: Option<[String; 2]>,
    /// Kinds of the other family.
    pub(crate) replaces: Vec<String>,
    pub(crate) lost: Option<String>,
}

const CONFIDENCES: [&str; 3] = ["captured", "documented", "guessed"];
const VISIBILITIES: [&str; 5] = ["public", "private", "mixed", "enterprise", "automatic"];

/// Reads the facts of a row. A row without `$ref` has none.
pub(crate) fn facts(node: &mut Node<'_>) -> Result<Option<Facts>, Refusal> {
    let place = node.place.clone();
    let Some(target) = node.take("$ref") else { return Ok(None) };
    let content = reference(target, &place)?;
    let list = |node: &mut Node<'_>, keyword: &str| match node.take(keyword) {
        Some(json) => strings(json, &place.at(keyword)).map(Some),
        None => Ok(None),
    };
    let word = |node: &mut Node<'_>, keyword: &str, words: &[&str]| {
        if !node.has(keyword) {
            return Ok(None);
        }
        let text = node.text(keyword)?.to_owned();
        if words.is_empty() || words.contains(&text.as_str()) {
            return Ok(Some(text));
        }
        place.at(keyword).refuse(format!("expected one of {words:?}, found `{text}`"))
    };
    Ok(Some(Facts {
        content,
        spellings: list(node, "spellings")?.unwrap_or_default(),
        confidence: match word(node, "confidence", &CONFIDENCES)? {
            Some(confidence) => confidence,
            None => return place.refuse("expected the keyword `confidence`, found none"),
        },
        visibility: word(node, "visibility", &VISIBILITIES)?,
        filters: list(node, "filters")?,
        scope: word(node, "scope", &[])?,
        price: match node.take("price") {
            Some(json) => Some(price(json, &place.at("price"))?),
            None => None,
        },
        replaces: list(node, "replaces")?.unwrap_or_default(),
        lost: word(node, "lost", &[])?,
    }))
}

/// Reads `[least, greatest]`.
fn price(json: &Json, place: &Place) -> Result<[String; 2], Refusal> {
    match json.as_array() {
        Some([Json::Number(least), Json::Number(greatest)])
            if least.parse::<u32>().is_ok_and(|least| {
                greatest.parse::<u32>().is_ok_and(|greatest| least <= greatest)
            }) =>
        {
            Ok([least.clone(), greatest.clone()])
        }
        _ => place.refuse(format!(
            "expected the least and the greatest price as whole numbers, found {}",
            json.brief()
        )),
    }
}

/// Builds the catalog of an envelope, if it has one.
pub(crate) fn catalog(document: &Document, names: &Names) -> Result<Option<Catalog>, Refusal> {
    let mut properties = Vec::new();
    if let Some((_, definition)) = document.definitions.first()
        && let Body::Object { properties: all, .. } = &definition.body
    {
        flatten(all, &mut properties);
    }
    let rows = properties.iter().flat_map(|property| &property.events);
    let mut kinds = Vec::new();
    let mut texts = BTreeSet::new();
    let mut taken = BTreeSet::from(["Unknown".to_owned(), "Undecoded".to_owned()]);
    for row in rows {
        let Some(facts) = &row.facts else { continue };
        let variant = row.kind.to_upper_camel_case();
        if syn::parse_str::<proc_macro2::Ident>(&variant).is_err() || !taken.insert(variant) {
            let message = format!("expected a unique Rust identifier, found `{}`", row.kind);
            return row.place.at("kind").refuse(message);
        }
        for text in [&row.kind].into_iter().chain(&facts.spellings) {
            if !texts.insert(text) {
                let message = format!("expected unique texts of kinds, found `{text}` twice");
                return row.place.at("spellings").refuse(message);
            }
        }
        let Codec::Named(model) = codec(&facts.content, &row.place, names)? else {
            return row.place.refuse("expected a reference to the schema of the event");
        };
        kinds.push(CatalogKind {
            text: row.kind.clone(),
            description: row.description.clone(),
            words: row.aliases.clone(),
            model,
            facts: facts.clone(),
        });
    }
    let source = format!("schemas/{}", document.file);
    Ok((!kinds.is_empty()).then_some(Catalog { source, kinds }))
}

/// Collects properties with those of the objects described in place.
fn flatten<'a>(properties: &'a [Property], all: &mut Vec<&'a Property>) {
    for property in properties {
        all.push(property);
        if let Kind::Inline(inner) = &property.kind {
            flatten(inner, all);
        }
    }
}
