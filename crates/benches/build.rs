//! Generates plain structs with serde's derive from the crate's own schemas, like those that a
//! program would define without this crate. The typed decode is compared with them.

// The generator's emitter uses members of these modules that plain structs do not need.
#[allow(dead_code)]
#[path = "../../codegen/boxes.rs"]
mod boxes;
#[allow(dead_code)]
#[path = "../../codegen/case.rs"]
mod case;
#[allow(dead_code)]
#[path = "../../codegen/catalog.rs"]
mod catalog;
#[allow(dead_code)]
#[path = "../../codegen/codec.rs"]
mod codec;
#[allow(dead_code)]
#[path = "../../codegen/form.rs"]
mod form;
#[allow(dead_code)]
#[path = "../../codegen/json.rs"]
mod json;
#[allow(dead_code)]
#[path = "../../codegen/model.rs"]
mod model;
#[allow(dead_code)]
#[path = "../../codegen/names.rs"]
mod names;
#[allow(dead_code)]
#[path = "../../codegen/node.rs"]
mod node;
#[allow(dead_code)]
#[path = "../../codegen/refusal.rs"]
mod refusal;
#[allow(dead_code)]
#[path = "../../codegen/schema.rs"]
mod schema;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use codec::Codec;
use model::{Field, Item, ItemBody, Presence};
use schema::Document;

const SCHEMAS: &str = "../../schemas/account_activity";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={SCHEMAS}");
    println!("cargo::rerun-if-changed=../../codegen");
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), String> {
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run this as a build script")?;
    let modules = model::model(&documents()?).map_err(|refusal| refusal.to_string())?;
    let items: Vec<Item> = modules.into_iter().flat_map(|module| module.items).collect();
    let structs = items.iter().filter_map(|item| match &item.body {
        ItemBody::Struct(fields) => Some(structure(&item.name, fields, &items)),
        ItemBody::Enum(_) => None,
    });
    let path = Path::new(&out).join("derived.rs");
    fs::write(&path, structs.collect::<String>())
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn documents() -> Result<Vec<Document>, String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(SCHEMAS).map_err(|error| format!("{SCHEMAS}: {error}"))? {
        let path = entry.map_err(|error| format!("{SCHEMAS}: {error}"))?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    files.iter().map(|path| document(path)).collect()
}

fn document(path: &Path) -> Result<Document, String> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    schema::read(&format!("account_activity/{name}"), &text).map_err(|refusal| refusal.to_string())
}

fn structure(name: &str, fields: &[Field], items: &[Item]) -> String {
    let mut source = format!("#[derive(Deserialize)]\npub(crate) struct {name} {{\n");
    for field in fields {
        let (kind, member) = (value(&field.codec, items), &field.name);
        // Some twins have only the number. The derived struct reads the form of deliveries.
        let kind = if field.twin.is_some() { "u64".to_owned() } else { kind };
        let kind = match field.presence {
            Presence::Required => kind,
            Presence::Optional
            | Presence::Identifying
            | Presence::Repeated
            | Presence::Defaulted => format!("Option<{kind}>"),
        };
        source.push_str(&line(member, &field.key, &kind));
        if let Some(twin) = &field.twin {
            source.push_str(&line(&format!("{member}_str"), twin, "Option<CompactString>"));
        }
    }
    source.push_str("}\n\n");
    source
}

fn line(member: &str, key: &str, kind: &str) -> String {
    format!("    #[serde(rename = {key:?})]\n    pub(crate) {member}: {kind},\n")
}

/// Returns the plain type for a codec, in the form of deliveries.
fn value(codec: &Codec, items: &[Item]) -> String {
    let inner = |codec: &Codec| value(codec, items);
    match codec {
        Codec::Named(name) if name == "Indices" => "[u32; 2]".to_owned(),
        Codec::Named(name) if is_struct(name, items) => name.clone(),
        Codec::Boolean => "bool".to_owned(),
        Codec::Integer | Codec::Coded { codec: "MillisNumber", .. } => "i64".to_owned(),
        Codec::Number => "f64".to_owned(),
        Codec::Json => "Value".to_owned(),
        Codec::Coded { codec: "IdNumber", .. } => "u64".to_owned(),
        Codec::Coded { codec: "TwitterDate", .. } => "Date".to_owned(),
        Codec::Named(_) | Codec::Coded { .. } => "CompactString".to_owned(),
        Codec::Boxed(codec) => format!("Box<{}>", inner(codec)),
        Codec::Wrapped(codec) => inner(codec),
        Codec::OneOrMany(codec) => format!("OneOrMany<{}>", inner(codec)),
        Codec::List(codec) => format!("Vec<{}>", inner(codec)),
        Codec::Pair(codec) => format!("[{}; 2]", inner(codec)),
        Codec::Map(codec) => format!("BTreeMap<CompactString, {}>", inner(codec)),
    }
}

fn is_struct(name: &str, items: &[Item]) -> bool {
    items.iter().any(|item| item.name == name && matches!(item.body, ItemBody::Struct(_)))
}
