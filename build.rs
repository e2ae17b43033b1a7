//! Generates the event types from `schemas/` into `OUT_DIR`, a file per schema.

#[path = "codegen/emit.rs"]
mod emit;
#[path = "codegen/json.rs"]
mod json;
#[path = "codegen/model.rs"]
mod model;
#[path = "codegen/node.rs"]
mod node;
#[path = "codegen/refusal.rs"]
mod refusal;
#[path = "codegen/schema.rs"]
mod schema;

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
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run this as a build script")?;
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
    write(out, "objects", &emit::registry(&modules))
}

/// The schema files, sorted: directories have no order of their own.
fn schema_files() -> Result<Vec<String>, String> {
    let mut files = Vec::new();
    for entry in fs::read_dir("schemas").map_err(|error| format!("schemas/: {error}"))? {
        let name = entry.map_err(|error| format!("schemas/: {error}"))?.file_name();
        match name.to_str() {
            Some(name) if name.ends_with(".json") => files.push(name.to_owned()),
            _ => {}
        }
    }
    files.sort();
    Ok(files)
}

fn write(out: &Path, name: &str, source: &str) -> Result<(), String> {
    let path = out.join(format!("{name}.rs"));
    fs::write(&path, source).map_err(|error| format!("{}: {error}", path.display()))
}
