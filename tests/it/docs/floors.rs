//! The floors of each crate: a part names lower parts only, and siblings do not form a circle.
//!
//! A part is a file with its folder. A child may name its parent, and a parent re-exports its
//! children. Every other name counts: in `use` lines, in paths that begin with `crate`, `super` or
//! `$crate`, and in the bodies of macros. A name that a parent re-exports counts as the child that
//! defines it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Module = Vec<String>;

/// A crate's modules, each with its code.
struct Crate {
    code: BTreeMap<Module, Vec<String>>,
}

impl Crate {
    /// Reads the crate below a folder with a `src/lib.rs` or a `src/main.rs`.
    fn read(folder: &str) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("src");
        let mut code = BTreeMap::new();
        read_modules(&source, &mut Vec::new(), &mut code);
        let root = fs::read_to_string(source.join("lib.rs"));
        let root = root.or_else(|_| fs::read_to_string(source.join("main.rs"))).unwrap();
        code.insert(Vec::new(), tokens(&root));
        Self { code }
    }

    /// Returns the module of a path, with its re-exports resolved.
    fn resolve(&self, path: &[String]) -> Module {
        let mut module: Module = Vec::new();
        for (index, segment) in path.iter().enumerate() {
            let child = [module.as_slice(), std::slice::from_ref(segment)].concat();
            if self.code.contains_key(&child) {
                module = child;
                continue;
            }
            return match self.re_export(&module, segment) {
                Some(target) => self.resolve(&[target.as_slice(), &path[index + 1..]].concat()),
                None => module,
            };
        }
        module
    }

    /// Returns the absolute path of a name that a module re-exports from one of its children.
    fn re_export(&self, module: &Module, name: &str) -> Option<Module> {
        let uses = uses(&self.code[module]);
        let paths = uses.into_iter().filter(|path| path.last().is_some_and(|last| last == name));
        let mut children = paths.filter_map(|path| self.absolute(module, &path));
        children.find(|path| path.len() > module.len() + 1 && path.starts_with(module))
    }

    /// Returns the absolute form of a path in a module. `None` if the path is in another crate.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Module> {
        let mut base = module.clone();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => (base, rest) = (Vec::new(), &rest[1..]),
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|segment| segment == "super") {
                    base.pop()?;
                    rest = &rest[1..];
                }
            }
            first => {
                base.push(first.to_owned());
                self.code.get(&base)?;
                rest = &rest[1..];
            }
        }
        base.extend_from_slice(rest);
        Some(base)
    }

    /// Returns pairs of siblings of which the first names the second, by their parent.
    fn edges(&self) -> BTreeMap<Module, BTreeSet<(String, String)>> {
        let mut edges: BTreeMap<Module, BTreeSet<(String, String)>> = BTreeMap::new();
        for (module, code) in &self.code {
            for path in uses(code).into_iter().chain(inline_paths(code)) {
                let Some(path) = self.absolute(module, &path) else { continue };
                let target = self.resolve(&path);
                let common = module.iter().zip(&target).take_while(|(one, other)| one == other);
                let common = common.count();
                if let (Some(from), Some(to)) = (module.get(common), target.get(common)) {
                    let parent = module[..common].to_vec();
                    edges.entry(parent).or_default().insert((from.clone(), to.clone()));
                }
            }
        }
        edges
    }

    fn circles(&self) -> Vec<String> {
        let edges = self.edges();
        let circles = edges.iter().flat_map(|(parent, edges)| {
            let from: BTreeSet<&String> = edges.iter().map(|(from, _)| from).collect();
            let on_circle = from.into_iter().filter(|part| reaches(part, part, edges));
            let names: Vec<&str> = on_circle.map(String::as_str).collect();
            (!names.is_empty()).then(|| format!("{}: {}", parent.join("::"), names.join(", ")))
        });
        circles.collect()
    }

    /// Returns the pairs of parts of which the first names the second although it is not lower.
    fn upward(&self, floors: &[&str]) -> Vec<String> {
        let floor = |part: &str| {
            let floor = floors.iter().position(|floor| *floor == part);
            floor.unwrap_or_else(|| panic!("`{part}` has no floor"))
        };
        let edges = self.edges().remove(&Vec::new()).unwrap_or_default();
        let upward = edges.into_iter().filter(|(from, to)| floor(to) >= floor(from));
        upward.map(|(from, to)| format!("{from} names {to}")).collect()
    }
}

fn reaches(from: &str, to: &str, edges: &BTreeSet<(String, String)>) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(part) = next.pop() {
        for (_, named) in edges.iter().filter(|(from, _)| from == part) {
            if named == to {
                return true;
            }
            if seen.insert(named) {
                next.push(named);
            }
        }
    }
    false
}

fn read_modules(folder: &Path, module: &mut Module, code: &mut BTreeMap<Module, Vec<String>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        module.push(name.clone());
        if path.is_dir() && name != "bin" {
            read_modules(&path, module, code);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !["lib", "main"].contains(&name.as_str())
        {
            code.insert(module.clone(), tokens(&fs::read_to_string(&path).unwrap()));
        }
        module.pop();
    }
}

/// Returns the tokens of a file without comments, literals and unit tests.
fn tokens(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or(source);
    let tokens: proc_macro2::TokenStream = source.parse().unwrap();
    let mut flat = Vec::new();
    flatten(tokens, &mut flat);
    flat
}

fn flatten(tokens: proc_macro2::TokenStream, flat: &mut Vec<String>) {
    use proc_macro2::{Delimiter, TokenTree};
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                flat.push(open.to_owned());
                flatten(group.stream(), flat);
                flat.push(close.to_owned());
            }
            TokenTree::Ident(ident) => flat.push(ident.to_string()),
            TokenTree::Punct(punct) => flat.push(punct.as_char().to_string()),
            TokenTree::Literal(_) => flat.push("\"\"".to_owned()),
        }
    }
}

/// Returns the paths of all `use` lines, with groups expanded.
fn uses(code: &[String]) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in code.iter().enumerate().filter(|(_, token)| *token == "use") {
        let end = code[at..].iter().position(|token| token == ";").unwrap() + at;
        take_apart(&code[at + 1..end], &[], &mut paths);
    }
    paths
}

fn take_apart(tree: &[String], before: &[String], paths: &mut Vec<Vec<String>>) {
    let mut path = before.to_vec();
    let mut at = 0;
    while let Some(token) = tree.get(at) {
        match token.as_str() {
            "{" => {
                let end = closing(tree, at);
                for branch in branches(&tree[at + 1..end]) {
                    take_apart(branch, &path, paths);
                }
                return;
            }
            // Other modules use the name after `as`.
            "as" => {
                path.pop();
            }
            ":" | "$" => {}
            _ => path.push(token.clone()),
        }
        at += 1;
    }
    if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
        path.pop();
    }
    paths.push(path);
}

fn closing(tree: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tree.iter().enumerate().skip(open) {
        match token.as_str() {
            "{" => depth += 1,
            "}" if depth == 1 => return at,
            "}" => depth -= 1,
            _ => {}
        }
    }
    tree.len()
}

fn branches(tree: &[String]) -> Vec<&[String]> {
    let mut branches = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, token) in tree.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => {
                branches.push(&tree[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    branches.push(&tree[start..]);
    branches.retain(|branch| !branch.is_empty());
    branches
}

/// Returns the paths within code that begin with `crate`, `$crate`, `super` or `self`.
fn inline_paths(code: &[String]) -> Vec<Vec<String>> {
    let is_start = |token: &String| ["crate", "super"].contains(&token.as_str());
    let mut paths = Vec::new();
    for (start, _) in code.iter().enumerate().filter(|(_, token)| is_start(token)) {
        let mut path = vec![code[start].clone()];
        let mut at = start + 1;
        while code.get(at).is_some_and(|token| token == ":")
            && code.get(at + 1).is_some_and(|token| token == ":")
            && code.get(at + 2).is_some_and(|token| token.starts_with(|c: char| c.is_alphabetic()))
        {
            path.push(code[at + 2].clone());
            at += 3;
        }
        if path.len() > 1 {
            paths.push(path);
        }
    }
    paths
}

#[test]
fn the_sdk_has_floors() {
    let sdk = Crate::read(".");
    let floors = [
        "wire",
        "value",
        "model",
        "event",
        "payload",
        "xaa",
        "activity",
        "schema",
        "tier",
        "credentials",
        "clock",
        "receiver",
        "client",
        "guide",
    ];
    assert_eq!(sdk.upward(&floors), [""; 0]);
    assert_eq!(sdk.circles(), [""; 0]);
    // The test is void if it finds no names in the code.
    let edges = &sdk.edges()[&Vec::new()];
    assert!(edges.contains(&("value".to_owned(), "wire".to_owned())), "{edges:?}");
    assert!(edges.len() > 15, "{edges:?}");
}

#[test]
fn the_emulator_has_floors() {
    let emulator = Crate::read("crates/emulator");
    let floors = [
        "random", "clock", "world", "fault", "account", "outbound", "error", "server", "emulator",
        "guide",
    ];
    assert_eq!(emulator.upward(&floors), [""; 0]);
    assert_eq!(emulator.circles(), [""; 0]);
}

#[test]
fn the_inbox_has_floors() {
    let inbox = Crate::read("crates/inbox");
    let floors = [
        "settings",
        "changes",
        "record",
        "claim",
        "error",
        "lease",
        "mark",
        "stats",
        "append",
        "arrival",
        "item",
        "pairing",
        "inbox",
        "memory",
        "sqlite",
        "jetstream",
        "worker",
        "guide",
    ];
    assert_eq!(inbox.upward(&floors), [""; 0]);
    assert_eq!(inbox.circles(), [""; 0]);
}

#[test]
fn the_archive_has_floors() {
    let archive = Crate::read("crates/archive");
    let floors = [
        "fault",
        "form",
        "limits",
        "notice",
        "object",
        "no_data",
        "progress",
        "item",
        "stop",
        "spare",
        "encoding",
        "compression",
        "personal",
        "position",
        "selection",
        "record",
        "text",
        "value",
        "cut",
        "work",
        "frame",
        "search",
        "jobs",
        "pool",
        "source",
        "cancel",
        "reading",
        "measuring",
        "results",
        "mapped",
        "items",
        "archive",
        "guide",
    ];
    assert_eq!(archive.upward(&floors), [""; 0]);
    assert_eq!(archive.circles(), [""; 0]);
}

#[test]
fn the_program_has_floors() {
    let program = Crate::read("crates/cli");
    let floors = [
        "escaped",
        "outcome",
        "output",
        "input",
        "runtime",
        "secret",
        "tier",
        "interrupt",
        "no_data",
        "progress",
        "source",
        "finding",
        "webhook",
        "sample",
        "cat",
        "check",
        "completions",
        "crc",
        "deliver",
        "emulator",
        "inbox",
        "man",
        "sign",
        "verify",
        "program",
    ];
    assert_eq!(program.upward(&floors), [""; 0]);
    assert_eq!(program.circles(), [""; 0]);
}
