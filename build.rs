//! Generates the event types from `schemas/` into `OUT_DIR`, one file for each schema.

#[path = "codegen/boxes.rs"]
mod boxes;
#[path = "codegen/case.rs"]
mod case;
#[path = "codegen/catalog.rs"]
mod catalog;
#[path = "codegen/codec.rs"]
mod codec;
#[path = "codegen/emit.rs"]
mod emit;
#[path = "codegen/emit_catalog.rs"]
mod emit_catalog;
#[path = "codegen/emit_events.rs"]
mod emit_events;
#[path = "codegen/envelope.rs"]
mod envelope;
#[path = "codegen/form.rs"]
mod form;
#[path = "codegen/json.rs"]
mod json;
#[path = "codegen/model.rs"]
mod model;
#[path = "codegen/names.rs"]
mod names;
#[path = "codegen/node.rs"]
mod node;
#[path = "codegen/refusal.rs"]
mod refusal;
#[path = "codegen/schema.rs"]
mod schema;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=schemas");
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), String> {
    let out =
        env::var_os("OUT_DIR").ok_or("expected OUT_DIR, found none; run this as a build script")?;
    let out = Path::new(&out);
    let mut documents = Vec::new();
    for file in schema_files()? {
        let path = Path::new("schemas").join(&file);
        let text = fs::read_to_string(&path).map_err(|error| format!("schemas/{file}: {error}"))?;
        documents.push(schema::read(&file, &text).map_err(|refusal| refusal.to_string())?);
    }
    let modules = model::model(&documents).map_err(|refusal| refusal.to_string())?;
    for module in &modules {
        write(out, &module.name, &emit::module(module)?)?;
    }
    let mut namespaces: BTreeMap<&str, Vec<&model::Module>> = BTreeMap::new();
    for module in &modules {
        namespaces.entry(module.namespace()).or_default().push(module);
    }
    for (namespace, modules) in namespaces {
        write(out, namespace, &emit::namespace(&modules))?;
        write(out, &format!("{namespace}_objects"), &emit::registry(&modules))?;
    }
    let names = names::names(&documents).map_err(|refusal| refusal.to_string())?;
    for document in documents.iter().filter(|document| document.hand_written) {
        let envelope = envelope::envelope(document, &documents, &names);
        let envelope = envelope.map_err(|refusal| refusal.to_string())?;
        let namespace = document.namespace();
        let catalog = catalog::catalog(document, &names).map_err(|refusal| refusal.to_string())?;
        let events = match &catalog {
            Some(catalog) => emit_catalog::catalog(catalog)?,
            None => emit_events::events(&envelope)?,
        };
        write(out, &format!("{namespace}_events"), &events)?;
        write(out, &format!("{namespace}_envelope"), &emit_events::shape(&envelope))?;
    }
    Ok(())
}

/// Returns the schema files with their folders, such as `account_activity/tweet.json`. They are
/// sorted, because directories have no order.
fn schema_files() -> Result<Vec<String>, String> {
    let mut files = Vec::new();
    for folder in
        file_names("schemas")?.iter().filter(|name| Path::new("schemas").join(name).is_dir())
    {
        let names = file_names(&format!("schemas/{folder}"))?.into_iter();
        files.extend(
            names.filter(|name| name.ends_with(".json")).map(|name| format!("{folder}/{name}")),
        );
    }
    files.sort();
    Ok(files)
}

/// Returns those names in a folder that are Unicode.
fn file_names(folder: &str) -> Result<Vec<String>, String> {
    let at = |error: std::io::Error| format!("{folder}/: {error}");
    let entries = fs::read_dir(folder).map_err(at)?;
    let names = entries.map(|entry| Ok(entry.map_err(at)?.file_name().into_string().ok()));
    names.filter_map(Result::transpose).collect()
}

fn write(out: &Path, name: &str, source: &str) -> Result<(), String> {
    let path = out.join(format!("{name}.rs"));
    let folder = path.parent().unwrap_or(out);
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    fs::write(&path, source).map_err(|error| format!("{}: {error}", path.display()))
}
