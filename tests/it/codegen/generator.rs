//! The generator, module by module: the source of each form of the profile, and every error.

#[path = "../../../codegen/boxes.rs"]
mod boxes;
#[path = "../../../codegen/case.rs"]
mod case;
#[path = "../../../codegen/catalog.rs"]
pub(super) mod catalog;
#[path = "../../../codegen/codec.rs"]
mod codec;
#[path = "../../../codegen/emit.rs"]
mod emit;
#[path = "../../../codegen/emit_catalog.rs"]
pub(super) mod emit_catalog;
#[path = "../../../codegen/emit_events.rs"]
mod emit_events;
#[path = "../../../codegen/envelope.rs"]
mod envelope;
#[path = "../../../codegen/form.rs"]
mod form;
#[path = "../../../codegen/json.rs"]
mod json;
#[path = "../../../codegen/model.rs"]
mod model;
#[path = "../../../codegen/names.rs"]
pub(super) mod names;
#[path = "../../../codegen/node.rs"]
mod node;
#[path = "../../../codegen/refusal.rs"]
mod refusal;
#[path = "../../../codegen/schema.rs"]
pub(super) mod schema;

const HEAD: &str = r#""$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "a.json""#;

/// Returns the source generated from a schema whose members follow the head, or the error.
pub(super) fn generate(members: &str) -> Result<String, String> {
    let text = format!("{{{HEAD}, {members}}}");
    let document =
        schema::read("account_activity/a.json", &text).map_err(|refusal| refusal.to_string())?;
    let modules = model::model(&[document]).map_err(|refusal| refusal.to_string())?;
    emit::module(&modules[0])
}

/// Returns the same for one property of an object.
pub(super) fn property(json: &str) -> Result<String, String> {
    generate(&object(&format!(r#""x": {json}"#)))
}

pub(super) fn object(properties: &str) -> String {
    format!(
        r#""title": "A", "description": "An a.", "type": "object", "properties": {{{properties}}}"#
    )
}

#[test]
fn every_form_of_the_profile() {
    let source = generate(&format!(
        r##"{}, "required": ["type"], "anyOf": [{{"required": ["id"]}}, {{"required": ["id_str"]}}],
        "$defs": {{"shade": {{"description": "A shade.", "anyOf": [
            {{"const": "light", "description": "Light."}}, {{"type": "string"}}]}}}}"##,
        object(
            r##"
            "id": {"description": "An id.", "type": ["integer", "string", "null"], "format": "tweet-id"},
            "id_str": {"description": "Its twin.", "type": ["string", "integer", "null"], "format": "tweet-id"},
            "type": {"description": "A shade.", "$ref": "#/$defs/shade"},
            "flag": {"description": "A flag.", "type": ["boolean", "null"], "default": false},
            "count": {"description": "A count.", "type": ["integer", "null"], "default": 0},
            "text": {"description": "A text.", "type": ["string", "null"], "default": ""},
            "list": {"description": "A list.", "type": ["array", "null"], "default": [], "items": {"type": "string"}},
            "map": {"description": "A map.", "type": ["object", "null"], "default": {}, "additionalProperties": {"$ref": "#/$defs/shade"}},
            "pair": {"description": "Absent if unknown.", "type": ["array", "null"], "prefixItems": [{"type": "number"}, {"type": "number"}], "items": false},
            "range": {"description": "Absent if unknown.", "type": ["array", "null"], "prefixItems": [{"type": "integer"}, {"type": "integer"}], "items": false, "format": "code-point-range"},
            "date": {"description": "Absent if unknown.", "type": ["string", "integer", "null"], "format": "twitter-date"},
            "millis": {"description": "Absent if unknown.", "type": ["integer", "string", "null"], "format": "epoch-millis"},
            "color": {"description": "Absent if unknown.", "type": ["string", "integer", "null"], "format": "color"},
            "inner": {"description": "Absent if none.", "anyOf": [{"$ref": "a.json"}, {"type": "null"}]},
            "some": {"description": "Absent if none.", "anyOf": [{"$ref": "a.json"}, {"type": "array", "items": {"$ref": "a.json"}}, {"type": "null"}]},
            "free": {"description": "Absent if none."}
            "##,
        )
    ));
    insta::assert_snapshot!(source.unwrap());
}

#[test]
fn refusals_name_file_and_pointer() {
    let text = r#"{"description": "Absent if none.", "type": ["string", "null"]}"#;
    assert!(property(text).is_ok());
    let refusals = [
        generate("oops"),
        generate(&format!("{}, \"maximum\": 3", object(""))),
        generate(r#""description": "No title.", "type": "object", "properties": {}"#),
        generate(r#""title": "A", "type": "object", "properties": {}"#),
        generate(r#""title": "A", "description": "", "type": "object", "properties": {}"#),
        generate(r#""title": "A", "description": "An a.", "type": "object""#),
        generate(&format!("{}, \"required\": [\"y\"]", object(""))),
        generate(&format!("{}, \"required\": 3", object(""))),
        generate(&format!("{}, \"anyOf\": [{{\"required\": [\"x\"]}}]", object(""))),
        generate(&format!("{}, \"$id\": \"b.json\"", object(""))),
        generate(&format!(
            "{}, \"$defs\": {{\"a\": {{\"description\": \"An a.\", \"type\": \"object\", \"properties\": {{}}}}}}",
            object("")
        )),
        generate(&format!(
            "{}, \"$defs\": {{\"b/c\": {{\"description\": \"Closed.\", \"anyOf\": [{{\"const\": \"x\", \"description\": \"X.\"}}]}}}}",
            object("")
        )),
        property(r#"{"type": ["string", "null"]}"#),
        property(r#"{"description": "Never said.", "type": ["string", "null"]}"#),
        property(r#"{"description": "Absent if none.", "type": "string"}"#),
        property(
            r#"{"description": "Absent if none.", "type": ["string", "null"], "pattern": "a"}"#,
        ),
        property(
            r#"{"description": "Absent if none.", "type": ["string", "null"], "format": "email"}"#,
        ),
        property(r#"{"description": "A list.", "type": ["array", "null"], "default": []}"#),
        property(
            r#"{"description": "A list.", "type": ["array", "null"], "items": {"type": ["string", "null"]}}"#,
        ),
        property(
            r#"{"description": "A pair.", "type": ["array", "null"], "prefixItems": [{"type": "string"}], "items": false}"#,
        ),
        property(
            r#"{"description": "A pair.", "type": ["array", "null"], "prefixItems": [], "items": {}}"#,
        ),
        property(r#"{"description": "A union.", "type": ["number", "object"]}"#),
        property(r#"{"description": "One.", "type": ["integer", "null"], "default": 1}"#),
        property(
            r#"{"description": "An id.", "type": ["string", "null"], "format": "user-id", "default": ""}"#,
        ),
        property(
            r##"{"description": "Absent if none.", "anyOf": [{"$ref": "#/$defs/none"}, {"type": "null"}]}"##,
        ),
        property(
            r#"{"description": "Absent if none.", "anyOf": [{"type": "string"}, {"type": "null"}]}"#,
        ),
        property(
            r#"{"description": "Absent if none.", "type": ["object", "null"], "properties": {}}"#,
        ),
        property(r#"{"description": "Absent if none.", "type": ["object", "null"]}"#),
        property("true"),
        property(r#"{"description": "Absent if none.", "type": ["string", "null"], "format": 5}"#),
        property(
            r#"{"description": "Absent if none.", "type": ["string", "boolean", "null"], "format": "user-id"}"#,
        ),
        property(
            r#"{"description": "Some.", "type": ["array", "null"], "items": {"type": "object", "properties": {}}}"#,
        ),
        generate(&object(r#""1st": {"description": "Absent if none."}"#)),
        generate(&object(r#""fn": {"description": "Absent if none."}"#)),
        generate(&object(
            r#""type": {"description": "Absent if none."}, "kind": {"description": "Absent if none."}"#,
        )),
        generate(r#""title": "Text", "description": "Taken.", "type": "object", "properties": {}"#),
        generate(
            r#""title": "A", "description": "Taken.", "anyOf": [{"const": "unknown", "description": "Taken."}, {"type": "string"}]"#,
        ),
        generate(&format!(
            "{}, \"required\": [\"x_str\"]",
            object(
                r#""x": {"description": "Absent if none.", "type": ["integer", "null"], "format": "user-id"},
            "x_str": {"description": "Absent if none.", "type": "string", "format": "user-id"}"#
            )
        )),
    ];
    let refusals: Vec<String> = refusals.into_iter().map(Result::unwrap_err).collect();
    assert!(refusals.iter().all(|refusal| refusal.starts_with("schemas/account_activity/a.json#")));
    insta::assert_snapshot!(refusals.join("\n"));
}

/// Returns the events and the shape of an envelope with these properties, beside the object
/// `B`, whose `type` is one of two values.
fn envelope(properties: &str) -> Result<String, String> {
    envelope_in("account_activity", properties)
}

/// The same for an envelope in this folder. `B` is in `account_activity`.
fn envelope_in(folder: &str, properties: &str) -> Result<String, String> {
    let text = format!(
        r#"{{{HEAD}, "title": "Payload", "x-hand-written": true, "description": "A body.",
        "type": "object", "properties": {{{properties}}}}}"#
    );
    let other = r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "b.json",
        "title": "B", "description": "A b.", "type": "object", "required": ["type"],
        "properties": {"type": {"description": "What it is.", "$ref": "#/$defs/b_kind"}},
        "$defs": {"c": {"description": "A c.", "type": "object", "properties": {}},
        "d": {"description": "A d.", "type": "object", "properties": {}},
        "b_kind": {"description": "A kind of b.", "anyOf": [
            {"const": "on", "description": "On."}, {"const": "off", "description": "Off."},
            {"type": "string"}]}}}"##;
    let files = [
        (format!("{folder}/a.json"), text.as_str()),
        ("account_activity/b.json".to_owned(), other),
    ];
    let documents: Vec<_> = files
        .iter()
        .map(|(file, text)| schema::read(file, text))
        .collect::<Result<_, _>>()
        .map_err(|refusal| refusal.to_string())?;
    model::model(&documents).map_err(|refusal| refusal.to_string())?;
    let names = names::names(&documents).map_err(|refusal| refusal.to_string())?;
    let envelope = envelope::envelope(&documents[0], &documents, &names)
        .map_err(|refusal| refusal.to_string())?;
    Ok(emit_events::events(&envelope)? + "\n" + &emit_events::shape(&envelope))
}

#[test]
fn every_form_of_the_table_of_events() {
    let source = envelope(
        r##""b_events": {"description": "Bs.", "type": ["array", "null"], "items": {"$ref": "b.json"},
            "x-aliases": ["bs"], "x-events": [
                {"kind": "b_on", "type": "on", "description": "A b that is on."},
                {"kind": "b_off", "type": "off", "description": "A b that is off.", "aliases": ["off"]}]},
        "b_event": {"description": "A holder.", "type": ["object", "null"], "properties": {
            "one": {"description": "A c.", "anyOf": [{"$ref": "b.json#/$defs/c"}, {"type": "null"}],
                "x-events": [{"kind": "one", "description": "A c."}]}}},
        "d": {"description": "A d.", "anyOf": [{"$ref": "b.json#/$defs/d"}, {"type": "null"}],
            "x-events": [{"kind": "whole", "description": "A d."}]}"##,
    );
    insta::assert_snapshot!(source.unwrap());
}

#[test]
fn refusals_of_the_table_of_events() {
    let list = |rows: &str| {
        envelope(&format!(
            r#""b_events": {{"description": "Bs.", "type": ["array", "null"],
            "items": {{"$ref": "b.json"}}, "x-events": {rows}}}"#
        ))
    };
    let refusals = [
        list("[]"),
        list("3"),
        list(r#"[{"kind": "b", "description": ""}]"#),
        list(r#"[{"kind": "b", "description": "A b.", "since": 2}]"#),
        list(r#"[{"kind": "b", "type": "on", "description": "A b."}]"#),
        list(r#"[{"kind": "b", "description": "A b."}, {"kind": "c", "description": "A c."}]"#),
        list(
            r#"[{"kind": "b", "type": "on", "description": "A b."},
            {"kind": "b", "type": "off", "description": "A b."}]"#,
        ),
        list(r#"[{"kind": "unknown", "description": "A b."}]"#),
        list(r#"[{"kind": "self", "description": "A b."}]"#),
        envelope(
            r#""b_events": {"description": "Bs.", "type": ["array", "null"],
            "items": {"type": "string"}, "x-events": [{"kind": "b", "description": "A b."}]}"#,
        ),
        envelope(
            r##""c": {"description": "A c.", "anyOf": [{"$ref": "b.json#/$defs/c"}, {"type": "null"}],
                "x-events": [{"kind": "one", "description": "A c."}]},
            "d": {"description": "A c.", "anyOf": [{"$ref": "b.json#/$defs/c"}, {"type": "null"}],
                "x-events": [{"kind": "other", "description": "A c."}]}"##,
        ),
        property(
            r#"{"description": "Absent if none.", "type": ["string", "null"],
            "x-events": [{"kind": "b", "description": "A b."}]}"#,
        ),
        property(
            r#"{"description": "Absent if none.", "type": ["string", "null"], "x-aliases": ["x"]}"#,
        ),
        property(
            r#"{"description": "Absent if none.", "type": ["string", "null"], "x-aliases": 3}"#,
        ),
        property(
            r#"{"description": "Absent if none.", "type": ["string", "null"], "x-identity": false}"#,
        ),
        property(
            r#"{"description": "A text.", "type": "string", "default": "", "x-identity": true}"#,
        ),
        generate(&object(
            r#""id": {"description": "Absent if none.", "type": ["integer", "null"], "format": "tweet-id", "x-aliases": ["key"]},
            "id_str": {"description": "Absent if none.", "type": ["string", "null"], "format": "tweet-id"}"#,
        )),
        generate(&format!("{}, \"examples\": []", object(""))),
        generate(&format!(
            "{}, \"required\": [\"x\"]",
            object(r#""x": {"description": "An x.", "type": "string", "x-aliases": ["y"]}"#)
        )),
        envelope(
            r##""b_event": {"description": "A holder.", "type": ["object", "null"], "properties": {
            "one": {"description": "A c.", "anyOf": [{"$ref": "b.json#/$defs/c"}, {"type": "null"}],
                "x-aliases": ["first"], "x-events": [{"kind": "one", "description": "A c."}]}}}"##,
        ),
    ];
    let refusals: Vec<String> = refusals.into_iter().map(Result::unwrap_err).collect();
    insta::assert_snapshot!(refusals.join("\n"));
}

#[test]
fn other_spellings_and_samples() {
    let source = generate(&format!(
        r#"{}, "examples": [{{"old": "a", "list": [1, 2]}}]"#,
        object(
            r#""old": {"description": "Absent if none.", "type": ["string", "null"], "x-aliases": ["new", "newer"]}"#
        )
    ));
    insta::assert_snapshot!(source.unwrap());
}

/// A name is unique within its folder, and a type of another folder is named by its path.
#[test]
fn folders_are_namespaces() {
    let text = |reference: &str| {
        format!(
            r#"{{{HEAD}, "title": "A", "description": "An a.", "type": "object", "properties": {{
            "x": {{"description": "Absent if none.", "anyOf": [{{"$ref": "{reference}"}}, {{"type": "null"}}]}}}}}}"#
        )
    };
    let documents = |files: &[(&str, &str)]| -> Vec<schema::Document> {
        files.iter().map(|(file, target)| schema::read(file, &text(target)).unwrap()).collect()
    };
    let shared = "../account_activity/a.json";
    let modules = model::model(&documents(&[
        ("account_activity/a.json", "a.json"),
        ("x_activity/a.json", shared),
    ]));
    let modules = modules.unwrap();
    let own = emit::module(&modules[0]).unwrap();
    assert!(own.contains("pub x: Option<Box<A>>"), "{own}");
    // `a.json` of the other folder does not contain itself, so it needs no box.
    let other = emit::module(&modules[1]).unwrap();
    assert!(other.contains("pub x: Option<crate::model::A>"), "{other}");
    assert!(other.contains("x: Optional<crate::model::A> = \"x\";"), "{other}");
    let stranger = model::model(&documents(&[("elsewhere/a.json", "a.json")])).unwrap_err();
    assert_eq!(
        stranger.to_string(),
        "schemas/elsewhere/a.json#: expected a folder of `NAMESPACES`, found `elsewhere`"
    );
}

/// The table of events names the types of another folder by their paths, and the enumeration that
/// selects the kind too.
#[test]
fn events_of_another_folder_are_named_by_their_paths() {
    let source = envelope_in(
        "x_activity",
        r#""b_events": {"description": "Bs.", "type": ["array", "null"],
            "items": {"$ref": "../account_activity/b.json"}, "x-events": [
                {"kind": "b_on", "type": "on", "description": "A b that is on."},
                {"kind": "b_off", "type": "off", "description": "A b that is off."}]}"#,
    );
    let source = source.unwrap();
    for line in [
        "impl From<crate::model::B> for Event {",
        "crate::model::BKind::On => Event::BOn(self),",
        "crate::model::BKind::Off => Event::BOff(self),",
        "crate::model::BKind::Unknown(_) => {",
    ] {
        assert!(source.contains(line), "{line}: {source}");
    }
}

/// The generated files of an envelope are named after its folder.
#[test]
fn a_folder_has_one_envelope() {
    let document = |folder: &str, name: &str| {
        let head = HEAD.replace("a.json", &format!("{name}.json"));
        let text = format!(
            r#"{{{head}, "title": "{name}", "x-hand-written": true, "description": "A body.",
            "type": "object", "properties": {{}}}}"#
        );
        schema::read(&format!("{folder}/{name}.json"), &text).unwrap()
    };
    let first = document("account_activity", "a");
    assert!(model::model(&[first.clone(), document("x_activity", "a")]).is_ok());
    let refusal = model::model(&[first, document("account_activity", "b")]).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "schemas/account_activity/b.json#/x-hand-written: expected one envelope in \
         `account_activity`, found another"
    );
}

/// A type must not hide a name that the Rust modules with the generated source import or define.
#[test]
fn names_that_generated_source_uses_are_taken() {
    let mut used = Vec::new();
    let files = [
        "src/model.rs",
        "src/event/table.rs",
        "src/schema.rs",
        "src/schema/x_activity.rs",
        "src/xaa.rs",
    ];
    for file in files {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let source = syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap();
        for item in source.items {
            match item {
                syn::Item::Use(item) => imported(&item.tree, &mut used),
                syn::Item::Enum(item) => used.push(item.ident.to_string()),
                syn::Item::Trait(item) => used.push(item.ident.to_string()),
                syn::Item::Type(item) => used.push(item.ident.to_string()),
                _ => {}
            }
        }
    }
    // The schema of the envelope has this name. Constants have no lowercase letters.
    let is_type = |name: &str| name.starts_with(char::is_uppercase) && name != "Envelope";
    used.retain(|name| is_type(name) && name.contains(char::is_lowercase));
    used.extend(["Event", "EventKind", "EventMember", "Option", "Vec"].map(str::to_owned));
    assert!(used.len() > 50, "{used:?}");
    for name in used {
        let refusal = generate(&format!(
            "{}, \"$defs\": {{\"{name}\": {{\"description\": \"Taken.\", \"type\": \"object\", \"properties\": {{}}}}}}",
            object("")
        ));
        assert_eq!(
            refusal.unwrap_err(),
            format!(
                "schemas/account_activity/a.json#/$defs/{name}: expected a unique type name, \
                 found `{name}`"
            )
        );
    }
}

fn imported(tree: &syn::UseTree, names: &mut Vec<String>) {
    match tree {
        syn::UseTree::Path(path) => imported(&path.tree, names),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, names)),
        syn::UseTree::Name(name) => names.push(name.ident.to_string()),
        syn::UseTree::Rename(_) | syn::UseTree::Glob(_) => {}
    }
}

#[test]
fn the_same_schemas_give_the_same_source() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/account_activity");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let documents = paths.iter().map(|path| {
        let name = format!("account_activity/{}", path.file_name().unwrap().to_str().unwrap());
        schema::read(&name, &std::fs::read_to_string(path).unwrap()).unwrap()
    });
    let documents: Vec<_> = documents.collect();
    let built =
        |name: &str| std::fs::read_to_string(format!("{}/{name}.rs", env!("OUT_DIR"))).unwrap();
    let modules = model::model(&documents).unwrap();
    for module in &modules {
        assert_eq!(emit::module(module).unwrap(), built(&module.name));
    }
    let modules: Vec<&model::Module> = modules.iter().collect();
    assert_eq!(emit::namespace(&modules), built("account_activity"));
    assert_eq!(emit::registry(&modules), built("account_activity_objects"));
    let names = names::names(&documents).unwrap();
    let payload = documents.iter().find(|document| document.hand_written).unwrap();
    let envelope = envelope::envelope(payload, &documents, &names).unwrap();
    assert_eq!(
        emit_events::events(&envelope).unwrap(),
        built(&format!("{}_events", payload.namespace()))
    );
    assert_eq!(emit_events::shape(&envelope), built("account_activity_envelope"));
}
