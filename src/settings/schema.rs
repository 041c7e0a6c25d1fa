//! The settings as a JSON Schema, for editors and for tools that look at a file before it is used.

use serde_json::{Map, Value as Json, json};

use super::SECTIONS;
use super::key::{Key, Kind, Section};
use super::value::{Value, from_text};

/// The JSON Schema (2020-12) of the file.
pub fn schema() -> Json {
    let mut root = Map::new();
    for section in SECTIONS {
        put(
            &mut root,
            &section.name.split('.').collect::<Vec<_>>(),
            of_section(section),
        );
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of yike serve",
        "type": "object",
        "additionalProperties": false,
        "properties": root,
    })
}

/// Puts a section in its place; one whose name has several parts stands within the first of them.
fn put(properties: &mut Map<String, Json>, path: &[&str], schema: Json) {
    match path {
        [] => {}
        [last] => {
            properties.insert((*last).to_owned(), schema);
        }
        [first, rest @ ..] => {
            let outer = properties
                .entry((*first).to_owned())
                .or_insert_with(|| json!({ "type": "object", "additionalProperties": false, "properties": {} }));
            if let Some(Json::Object(inner)) = outer.get_mut("properties") {
                put(inner, rest, schema);
            }
        }
    }
}

fn of_section(section: &Section) -> Json {
    let mut properties = Map::new();
    for key in section.keys {
        if key.kind == Kind::Secret {
            let named =
                |what: &str| json!({ "type": "string", "minLength": 1, "description": format!("{} {what}", key.what) });
            properties.insert(format!("{}_file", key.name), named("The file that holds it."));
            properties.insert(format!("{}_env", key.name), named("The variable that holds it."));
        } else {
            properties.insert(key.name.to_owned(), of_key(key));
        }
    }
    let one = json!({
        "type": "object",
        "description": section.what,
        "additionalProperties": false,
        "properties": properties,
    });
    if section.repeated {
        json!({ "type": "array", "items": one })
    } else {
        one
    }
}

fn of_key(key: &Key) -> Json {
    let mut schema = match key.kind {
        Kind::Text | Kind::Path | Kind::Secret => json!({ "type": "string", "minLength": 1 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Number { least, most } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Address => {
            json!({ "type": "string", "pattern": "^(\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-fA-F:.]+\\]):\\d{1,5}$" })
        }
        Kind::Url => json!({ "type": "string", "pattern": "^https?://[^@/?#]+([/?#]|$)" }),
        Kind::OneOf(words) => json!({ "enum": words }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
    };
    schema["description"] = key.what.into();
    if let Some(value) = key.default.and_then(|text| from_text(key.kind, text)) {
        schema["default"] = json_of(&value);
    }
    if let Some(value) = from_text(key.kind, key.example) {
        schema["examples"] = json!([json_of(&value)]);
    }
    schema
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Flag(flag) => (*flag).into(),
        Value::Number(number) => (*number).into(),
        Value::Address(address) => address.to_string().into(),
        Value::Texts(texts) => texts.clone().into(),
        Value::Secret(_) => Json::Null,
    }
}
