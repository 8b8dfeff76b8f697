//! JSON Schema (draft 2020-12) of experiment files, and the table of their keys, made from the one list of keys.

use super::keys::{KEYS, KINDS, Key};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// Keys that hold a list of tables.
const LISTS: [&str; 4] = ["arm", "check", "factor", "target"];

/// The schema.
pub fn schema() -> Value {
    let mut properties = Map::new();
    for key in KEYS.iter().filter(|key| !key.path.contains('.')) {
        properties.insert(key.path.into(), described(key));
    }
    for group in LISTS.into_iter().chain(["design"]) {
        let of_group = KEYS.iter().filter_map(|key| Some((key, key.path.strip_prefix(group)?.strip_prefix('.')?)));
        let inner: Map<String, Value> = of_group.map(|(key, name)| (name.to_string(), described(key))).collect();
        let table = json!({ "type": "object", "additionalProperties": false, "properties": inner });
        let value = if group == "design" { table } else { json!({ "type": "array", "items": table }) };
        properties.insert(group.into(), value);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Jiama experiment",
        "description": "An experiment of Jiama: what is asked of which countries.",
        "type": "object",
        "additionalProperties": false,
        "required": ["kind", "scenario"],
        "properties": properties,
    })
}

/// The schema as the text of a file.
pub fn schema_text() -> String {
    format!("{:#}\n", schema())
}

fn described(key: &Key) -> Value {
    let mut value = shape(key.path);
    value["description"] = json!(format!("{} {}; default: {}.", key.sentence, key.form, key.default));
    value
}

/// What may be written for a key, as far as a schema can say it.
fn shape(path: &str) -> Value {
    let strings = || json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] });
    match path {
        "kind" => json!({ "enum": KINDS }),
        "with" | "arm.with" | "arm.off" | "outcomes" | "figure" | "factor.parameter" => strings(),
        "set" | "arm.set" | "windows" => json!({ "type": "object" }),
        "replicates"
        | "number"
        | "design.points"
        | "design.trajectories"
        | "design.levels"
        | "design.resamples"
        | "design.particles"
        | "design.generations"
        | "design.predictive"
        | "design.seed" => {
            json!({ "type": "integer", "minimum": 0 })
        }
        "design.keep" | "design.quantile" | "target.published" | "target.tolerance" => json!({ "type": "number" }),
        "check.null" | "target.fit" => json!({ "type": "boolean" }),
        "arm.policy" => json!({ "type": "array", "items": { "type": "object" } }),
        "factor.values" => json!({ "type": "array", "minItems": 1 }),
        "factor.range" | "factor.normal" => json!({ "type": "array", "minItems": 2, "maxItems": 2 }),
        "factor.scale" => json!({ "enum": ["linear", "log"] }),
        _ => json!({ "type": "string" }),
    }
}

/// The table of all keys, as a page.
pub fn keys_markdown() -> String {
    let mut out = String::from(
        "# Keys of experiment files\n\nMade from the list in the source (`src/experiment/file/keys.rs`); do not edit. What experiments are and how to run them \
         stands in [`experiments.md`](experiments.md).\n\n| key | in | what may be written | default | what it is |\n|---|---|---|---|---|\n",
    );
    for key in KEYS {
        let kinds = if key.kinds.is_empty() { "all".to_string() } else { key.kinds.join(", ") };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| `{}` | {kinds} | {} | {} | {} |", key.path, key.form, key.default, key.sentence);
    }
    out
}
