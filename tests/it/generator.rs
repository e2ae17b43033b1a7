//! The generator, module by module: what each form of the profile becomes, and every refusal.

#[path = "../../codegen/emit.rs"]
mod emit;
#[path = "../../codegen/json.rs"]
mod json;
#[path = "../../codegen/model.rs"]
mod model;
#[path = "../../codegen/node.rs"]
mod node;
#[path = "../../codegen/refusal.rs"]
mod refusal;
#[path = "../../codegen/schema.rs"]
mod schema;

const HEAD: &str = r#""$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "a.json""#;

/// The source generated from a schema whose members follow the head, or the refusal.
fn generate(members: &str) -> Result<String, String> {
    let text = format!("{{{HEAD}, {members}}}");
    let document = schema::read("a.json", &text).map_err(|refusal| refusal.to_string())?;
    let modules = model::model(&[document]).map_err(|refusal| refusal.to_string())?;
    emit::module(&modules[0])
}

/// The same for one property of an object.
fn property(json: &str) -> Result<String, String> {
    generate(&object(&format!(r#""x": {json}"#)))
}

fn object(properties: &str) -> String {
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
    assert!(refusals.iter().all(|refusal| refusal.starts_with("schemas/a.json#")));
    insta::assert_snapshot!(refusals.join("\n"));
}

#[test]
fn the_same_schemas_give_the_same_source() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    let documents = paths.iter().map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        schema::read(name, &std::fs::read_to_string(path).unwrap()).unwrap()
    });
    let modules = model::model(&documents.collect::<Vec<_>>()).unwrap();
    let built = concat!(env!("OUT_DIR"), "/objects.rs");
    assert_eq!(emit::registry(&modules), std::fs::read_to_string(built).unwrap());
    for module in modules {
        let built = format!("{}/{}.rs", env!("OUT_DIR"), module.name);
        assert_eq!(emit::module(&module).unwrap(), std::fs::read_to_string(built).unwrap());
    }
}
