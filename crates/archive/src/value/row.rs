//! Rows of CSV and TSV.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;

use super::bare;
use super::instant;
use super::python;
use super::repair;
use super::wrapper;
use super::{Interpreter, Outcome, nested};
use crate::form::Values;
use crate::object::{Object, is_json, pointer_part, quoted};
use crate::record::Columns;

/// The columns whose cells are texts, even if they look like numbers.
const TEXTS: [&str; 14] = [
    "text",
    "full_text",
    "source",
    "lang",
    "created_at",
    "screen_name",
    "username",
    "name",
    "description",
    "location",
    "url",
    "in_reply_to_screen_name",
    "filter_level",
    "timestamp_ms",
];

/// The starts of columns that tables of Tweets and Posts have. Their texts are those of people.
const OF_POSTS: [&str; 5] = ["user", "author", "entities", "screen_name", "public_metrics"];

/// The columns of ids. A table with one has Tweets or other records, and its prose is that of people.
const IDS: [&str; 4] = ["id", "id_str", "tweet_id", "status_id"];

/// Names that tables use for members of Tweets.
const ALIASES: [(&str, &str); 4] =
    [("tweet_id", "id"), ("status_id", "id"), ("timestamp", "created_at"), ("tweet", "text")];

impl Interpreter<'_> {
    /// Interprets a row: the values in its cells, or else the Tweet or Post whose members the cells are.
    pub(super) fn row(&mut self, columns: &Columns, cells: &[Bytes]) -> Outcome {
        let mut texts: Vec<(Cow<'_, str>, Bytes)> = Vec::with_capacity(cells.len());
        for (index, cell) in cells.iter().enumerate() {
            let name = columns.names.get(index).map(|name| Cow::Borrowed(&**name));
            let name = name.unwrap_or_else(|| index.to_string().into());
            let text = match std::str::from_utf8(cell) {
                Ok(_) => cell.clone(),
                Err(_) => self.repaired_cell(&name, cell),
            };
            texts.push((name, text));
        }
        let members = || {
            let text = |text| std::str::from_utf8(text).unwrap_or_default();
            texts.iter().map(move |(name, cell)| (&**name, text(cell)))
        };
        self.received_at = self.received_at.or_else(|| instant::of_cells(members(), false));
        self.is_bare = false;
        let mut broken = None;
        let mut understood = false;
        let has = |condition: fn(&str) -> bool| texts.iter().any(|(name, _)| condition(name));
        let is_post = has(|name| OF_POSTS.iter().any(|start| name.starts_with(start)));
        let is_record =
            has(|name| IDS.contains(&name)) && self.context.values != Some(Values::Payloads);
        let is_prose = |name: &str| {
            (is_post && TEXTS.contains(&name)) || (is_record && wrapper::PROSE.contains(&name))
        };
        for (name, text) in texts.iter().filter(|(name, _)| !is_prose(name)) {
            let place = format!("/{}", pointer_part(name));
            match self.text(text, &place, 1) {
                Outcome::Understood => understood = true,
                Outcome::Nothing => {}
                Outcome::Broken(fault) => broken = broken.or(Some(nested(fault, &place))),
            }
        }
        if !understood && matches!(self.flat(members()), Outcome::Understood) {
            return Outcome::Understood;
        }
        match broken {
            Some(fault) if understood => self.fault(fault),
            Some(fault) => return Outcome::Broken(fault),
            None if !understood => return Outcome::Nothing,
            None => {}
        }
        Outcome::Understood
    }

    /// Interprets a row whose cells are members. Of its times, only a column that says so is that of a receipt.
    fn flat<'a>(&mut self, members: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Outcome {
        let json = Tree::of(members.clone()).to_json();
        let named = self.context.values.filter(|values| *values != Values::Payloads);
        if named.is_none() && Object::read(&json).as_ref().and_then(bare::kind).is_none() {
            return Outcome::Nothing;
        }
        self.received_at = instant::of_cells(members, true);
        match named {
            Some(values) => self.forced_object(values, &json.into(), ""),
            None => self.value(&json.into(), "", 1),
        }
    }

    fn repaired_cell(&mut self, name: &str, cell: &Bytes) -> Bytes {
        let (repaired, fault) = repair::repaired(cell);
        let fault = fault.at(format!("/{}", pointer_part(name)));
        self.fault(fault.with_bytes(self.record.clone()));
        repaired
    }
}

/// The members of an object, from columns with names such as `user.id`.
#[derive(Default)]
struct Tree<'a> {
    keys: Vec<&'a str>,
    nodes: BTreeMap<&'a str, Node<'a>>,
}

enum Node<'a> {
    Json(String),
    Tree(Tree<'a>),
}

impl<'a> Tree<'a> {
    fn of(members: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut tree = Self::default();
        let mut aliased = Vec::new();
        for (name, text) in members.filter(|(name, text)| !name.is_empty() && !is_empty(text)) {
            match ALIASES.iter().find(|(alias, _)| *alias == name) {
                Some((_, member)) => aliased.push((*member, text)),
                None => tree.add(name, text),
            }
        }
        for (name, text) in aliased {
            if !tree.nodes.contains_key(name) {
                tree.add(name, text);
            }
        }
        tree
    }

    fn add(&mut self, name: &'a str, text: &'a str) {
        let (key, rest) =
            name.split_once('.').map_or((name, None), |(key, rest)| (key, Some(rest)));
        if !self.nodes.contains_key(key) {
            self.keys.push(key);
        }
        match rest {
            None => {
                self.nodes.insert(key, Node::Json(json(key, text)));
            }
            Some(rest) => {
                let node = self.nodes.entry(key).or_insert_with(|| Node::Tree(Tree::default()));
                if let Node::Tree(tree) = node {
                    tree.add(rest, text);
                }
            }
        }
    }

    fn to_json(&self) -> String {
        let members = self.keys.iter().filter_map(|key| {
            let json = match self.nodes.get(key)? {
                Node::Json(json) => json.clone(),
                Node::Tree(tree) => tree.to_json(),
            };
            Some(format!("{}:{json}", quoted(key)))
        });
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }
}

/// Returns `true` for a cell without a value, as databases and pandas write it.
fn is_empty(text: &str) -> bool {
    matches!(text.trim(), "" | "\\N" | "NULL" | "null" | "None" | "nan" | "NaN")
}

/// Returns the JSON of a cell.
fn json(key: &str, text: &str) -> String {
    let trimmed = text.trim();
    if TEXTS.contains(&key)
        || key.ends_with("_str")
        || key.ends_with("_id") && trimmed.contains('.')
    {
        return quoted(text);
    }
    match trimmed {
        "True" | "TRUE" => "true".to_owned(),
        "False" | "FALSE" => "false".to_owned(),
        _ if is_json(trimmed) => trimmed.to_owned(),
        _ => python::to_json(trimmed).unwrap_or_else(|| quoted(text)),
    }
}
