//! Catalogs of events, repeated numbers, wrapped values and required spellings.

use super::generator::{catalog, emit_catalog, generate, names, object, property, schema};

/// Returns the source of a catalog with these rows.
fn rows(rows: &str) -> Result<String, String> {
    let head = r#""$schema": "https://json-schema.org/draft/2020-12/schema""#;
    let text = format!(
        r#"{{{head}, "$id": "e.json", "title": "E", "x-hand-written": true, "description": "A body.",
        "type": "object", "properties": {{"data": {{"description": "The event.",
            "type": ["object", "null"], "properties": {{
                "payload": {{"description": "The content.", "x-events": [{rows}]}}}}}}}}}}"#
    );
    let content = format!(
        r#"{{{head}, "$id": "a.json", "title": "A", "description": "An a.", "type": "object",
        "properties": {{}}}}"#
    );
    let read =
        |file: &str, text: &str| schema::read(file, text).map_err(|refusal| refusal.to_string());
    let documents = [read("x_activity/a.json", &content)?, read("x_activity/e.json", &text)?];
    let names = names::names(&documents).map_err(|refusal| refusal.to_string())?;
    let catalog = catalog::catalog(&documents[1], &names).map_err(|refusal| refusal.to_string())?;
    emit_catalog::catalog(&catalog.unwrap())
}

#[test]
fn every_form_of_a_catalog() {
    let source = rows(
        r#"{"kind": "a.begin", "$ref": "a.json", "description": "An a begins.", "aliases": ["start"],
            "spellings": ["a_begin"], "confidence": "captured", "visibility": "public",
            "filters": ["user_id"], "scope": "a.read", "price": [0, 5], "replaces": ["follow"],
            "lost": "The time."},
        {"kind": "a.end", "$ref": "a.json", "description": "An a ends.", "confidence": "guessed"}"#,
    );
    insta::assert_snapshot!(source.unwrap());
}

#[test]
fn refusals_of_a_catalog() {
    let row = |members: &str| {
        rows(&format!(r#"{{"kind": "a", "$ref": "a.json", "description": "An a."{members}}}"#))
    };
    assert!(row(r#", "confidence": "captured""#).is_ok());
    let refusals = [
        row(""),
        row(r#", "confidence": "sure""#),
        row(r#", "confidence": "captured", "visibility": "secret""#),
        row(r#", "confidence": "captured", "filters": "user_id""#),
        row(r#", "confidence": "captured", "price": [1]"#),
        row(r#", "confidence": "captured", "price": [1, -2]"#),
        row(r#", "confidence": "captured", "price": [2, 1]"#),
        row(r#", "confidence": "captured", "spellings": ["b", "a"]"#),
        row(r#", "confidence": "captured", "cost": 1"#),
        rows(
            r#"{"kind": "a", "$ref": "a.json", "description": "An a.", "confidence": "captured"},
            {"kind": "A", "$ref": "a.json", "description": "An a.", "confidence": "captured"}"#,
        ),
        rows(r#"{"kind": "a", "$ref": "b.json", "description": "A b.", "confidence": "captured"}"#),
    ];
    let errors: Vec<String> = refusals.into_iter().map(Result::unwrap_err).collect();
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn forms_of_the_newer_api() {
    let source = generate(&format!(
        r#"{}, "anyOf": [{{"required": ["new"]}}, {{"required": ["newer"]}}]"#,
        object(
            r#"
            "new": {"description": "An id.", "type": ["string", "integer"], "format": "tweet-id", "x-aliases": ["newer"]},
            "count": {"description": "Absent if none.", "type": ["integer", "string", "null"], "x-twin": true, "x-aliases": ["number"]},
            "at": {"description": "Absent if none.", "type": ["integer", "string", "null"], "format": "epoch-millis", "x-twin": true},
            "one": {"description": "Absent if none.", "anyOf": [{"$ref": "a.json"},
                {"type": "object", "properties": {"data": {"$ref": "a.json"}}, "required": ["data"]}, {"type": "null"}]},
            "all": {"description": "Absent if none.", "type": ["array", "null"], "items": {"anyOf": [{"$ref": "a.json"},
                {"type": "object", "properties": {"data": {"$ref": "a.json"}}, "required": ["data"]}]}}
            "#,
        )
    ));
    insta::assert_snapshot!(source.unwrap());
    let refusals = [
        property(
            r#"{"description": "Absent if none.", "type": ["string", "null"], "x-twin": true}"#,
        ),
        property(
            r#"{"description": "One.", "type": ["integer", "null"], "default": 0, "x-twin": true}"#,
        ),
        property(
            r#"{"description": "Absent if none.", "anyOf": [{"$ref": "a.json"},
            {"type": "object", "properties": {"data": {"$ref": "a.json"}}, "required": []}]}"#,
        ),
    ];
    let errors: Vec<String> = refusals.into_iter().map(Result::unwrap_err).collect();
    insta::assert_snapshot!("refusals_of_the_forms_of_the_newer_api", errors.join("\n"));
}
