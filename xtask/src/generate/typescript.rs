//! TypeScript types from the schemas of an OpenAPI 3.1 description.
//!
//! Only what the API uses: objects, arrays, closed lists of words, unions and references. A schema
//! that is none of these is an error, not `any`, so a type never lies by silence.

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

const HEAD: &str = "// Made from openapi.json by `cargo xtask gen`. Do not edit.\n";

/// Characters, as the web app's formatting has it.
const WIDTH_MAX: usize = 100;

/// One exported type for each schema of the description, by name.
///
/// # Errors
/// When there are no schemas, or one uses a form that is not known here.
pub(crate) fn types(description: &Value) -> Result<String> {
    let schemas = description
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .context("the description has no schemas")?;
    let mut names: Vec<&String> = schemas.keys().collect();
    names.sort();
    let mut text = HEAD.to_owned();
    for name in names {
        let schema = &schemas[name];
        text.push('\n');
        text.push_str(&comment(schema, ""));
        let body = of(schema, "").with_context(|| format!("schema {name}"))?;
        text.push_str(&line(&format!("export type {name} ="), &body, ""));
    }
    Ok(text)
}

fn of(schema: &Value, indent: &str) -> Result<String> {
    let Some(fields) = schema.as_object() else { return Ok("unknown".to_owned()) };
    if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
        return Ok(target.rsplit('/').next().unwrap_or(target).to_owned());
    }
    if let Some(value) = fields.get("const") {
        return Ok(literal(value));
    }
    if let Some(words) = fields.get("enum").and_then(Value::as_array) {
        return Ok(words.iter().map(literal).collect::<Vec<_>>().join(" | "));
    }
    for (key, between) in [("oneOf", " | "), ("anyOf", " | "), ("allOf", " & ")] {
        if let Some(parts) = fields.get(key).and_then(Value::as_array) {
            return union(parts, between, indent);
        }
    }
    match fields.get("type") {
        Some(Value::String(kind)) => plain(kind, fields, indent),
        Some(Value::Array(kinds)) => {
            let kinds = kinds.iter().filter_map(Value::as_str);
            let kinds: Result<Vec<String>> =
                kinds.map(|kind| plain(kind, fields, indent)).collect();
            Ok(kinds?.join(" | "))
        }
        None if fields.contains_key("properties") => object(fields, indent),
        None => Ok("unknown".to_owned()),
        Some(other) => bail!("the type {other} is not known here"),
    }
}

/// Several types as one. Choices between objects have a line for each, as prettier lays them out.
fn union(parts: &[Value], between: &str, indent: &str) -> Result<String> {
    let tall = between == " | " && parts.iter().any(|part| part.get("properties").is_some());
    let deeper = if tall { format!("{indent}    ") } else { indent.to_owned() };
    let parts: Result<Vec<String>> = parts.iter().map(|part| of(part, &deeper)).collect();
    if !tall {
        return Ok(parts?.join(between));
    }
    let lead = format!("\n{indent}  | ");
    Ok(lead.clone() + &parts?.join(&lead))
}

fn plain(kind: &str, fields: &Map<String, Value>, indent: &str) -> Result<String> {
    Ok(match kind {
        "string" => "string".to_owned(),
        "integer" | "number" => "number".to_owned(),
        "boolean" => "boolean".to_owned(),
        "null" => "null".to_owned(),
        "array" => match fields.get("items") {
            Some(items) => {
                let inner = of(items, indent)?;
                if inner.contains(' ') && !inner.starts_with('{') {
                    format!("({inner})[]")
                } else {
                    format!("{inner}[]")
                }
            }
            None => "unknown[]".to_owned(),
        },
        "object" => object(fields, indent)?,
        other => bail!("the type {other} is not known here"),
    })
}

fn object(fields: &Map<String, Value>, indent: &str) -> Result<String> {
    let Some(properties) = fields.get("properties").and_then(Value::as_object) else {
        return Ok(match fields.get("additionalProperties") {
            Some(values @ Value::Object(_)) => format!("Record<string, {}>", of(values, indent)?),
            _ => "Record<string, unknown>".to_owned(),
        });
    };
    let required: Vec<&str> = fields
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let deeper = format!("{indent}  ");
    let mut text = "{\n".to_owned();
    for (name, schema) in properties {
        let mark = if required.contains(&name.as_str()) { "" } else { "?" };
        text.push_str(&comment(schema, &deeper));
        let head = format!("{deeper}{}{mark}:", key(name));
        text.push_str(&line(&head, &of(schema, &deeper)?, &deeper));
    }
    write!(text, "{indent}}}")?;
    Ok(text)
}

/// `head body;`; a choice that is too wide has one choice on each line, as prettier lays it out.
fn line(head: &str, body: &str, indent: &str) -> String {
    if body.starts_with('\n') {
        return format!("{head}{body};\n");
    }
    let whole = format!("{head} {body};\n");
    if whole.chars().count() <= WIDTH_MAX + 1 || body.contains('{') || !body.contains(" | ") {
        return whole;
    }
    let choices: Vec<String> =
        body.split(" | ").map(|choice| format!("\n{indent}  | {choice}")).collect();
    format!("{head}{};\n", choices.concat())
}

/// A name that is no identifier is quoted.
fn key(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if plain { name.to_owned() } else { literal(&Value::String(name.to_owned())) }
}

fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        other => other.to_string(),
    }
}

fn comment(schema: &Value, indent: &str) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let text = text.lines().map(str::trim).collect::<Vec<_>>().join(" ").replace("*/", "");
    if text.is_empty() { String::new() } else { format!("{indent}/** {} */\n", text.trim()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn types_say_what_the_schemas_say() {
        let description = json!({"components": {"schemas": {
            "Money": {"type": "object", "description": "An amount.",
                "required": ["amount"],
                "properties": {"amount": {"type": "integer"},
                    "currency": {"type": ["string", "null"]}}},
            "State": {"type": "string", "enum": ["granted", "never"]},
            "Row": {"type": "object", "required": ["spent", "state", "more"], "properties": {
                "spent": {"type": "array", "items": {"$ref": "#/components/schemas/Money"}},
                "state": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/State"}]},
                "more": {"type": "object", "additionalProperties": {"type": "number"}},
                "odd-name": {}}}
        }}});
        let expected = "\n/** An amount. */\nexport type Money = {\n  amount: number;\n  \
            currency?: string | null;\n};\n\nexport type Row = {\n  spent: Money[];\n  \
            state: null | State;\n  more: Record<string, number>;\n  'odd-name'?: unknown;\n};\n\n\
            export type State = 'granted' | 'never';\n";
        let text = types(&description).expect("known forms").replace(HEAD, "");
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&text), sorted(expected));
    }

    #[test]
    fn a_wide_choice_has_a_line_for_each() {
        let words: Vec<String> = (0..20).map(|n| format!("word_{n}")).collect();
        let description = json!({"components": {"schemas": {"A": {"enum": words}}}});
        let text = types(&description).expect("a known form");
        assert!(text.contains("export type A =\n  | 'word_0'\n  | 'word_1'"), "{text}");
    }

    #[test]
    fn a_choice_between_objects_has_a_line_for_each() {
        let op = |word: &str| json!({"type": "string", "enum": [word]});
        let description = json!({"components": {"schemas": {"Tree": {"oneOf": [
            {"type": "object", "required": ["op", "of"], "properties": {"op": op("not"),
                "of": {"$ref": "#/components/schemas/Tree"}}},
            {"type": "string"},
        ]}}}});
        let text = types(&description).expect("known forms");
        let lines = [
            "export type Tree =",
            "  | {",
            "      op: 'not';",
            "      of: Tree;",
            "    }",
            "  | string;",
        ];
        assert!(lines.iter().all(|line| text.lines().any(|one| one == *line)), "{text}");
    }

    #[test]
    fn an_unknown_form_is_an_error() {
        let description = json!({"components": {"schemas": {"A": {"type": "file"}}}});
        assert!(types(&description).is_err());
        assert!(types(&json!({})).is_err());
    }
}
