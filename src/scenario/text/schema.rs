//! JSON Schema (draft 2020-12) of scenario files, made from the declarations; editors read it.

use super::keys;
use super::parameters::{default_text, summary};
use super::{GROUPS, vocabulary::MeasureInfo};
use crate::mechanisms::{self, MECHANISMS};
use crate::parameter::{Declaration, Kind, Role};
use crate::policy::MAX_POLICIES;
use crate::world::indicator::MAX_INDICATORS;
use serde_json::{Map, Value, json};

const LENGTH_OF_TIME: &str = r"^\s*[0-9]+(\.[0-9]+)?\s*(week|weeks|year|years)\s*$";
const MOMENT: &str = r"^\s*-?[0-9]+(\.[0-9]+)?\s*(week|weeks|year|years)\s*$|^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// The schema of scenario and policy files; `measures` may be empty.
pub fn schema(measures: &[MeasureInfo]) -> Value {
    let registry = mechanisms::registry(&[]);
    let mut properties = Map::new();
    properties.insert("extends".into(), key("extends", json!({ "type": "string" })));
    properties.insert("name".into(), key("name", json!({ "type": "string", "pattern": r"^[\p{L}\p{N}_-]+$" })));
    properties.insert("description".into(), key("description", json!({ "type": "string" })));
    properties.insert("hierarchy".into(), hierarchy());
    properties.insert("structure".into(), structure());
    for (group, about) in registry.groups() {
        let declarations: Vec<&Declaration> = registry.declarations().iter().filter(|d| d.group == *group).collect();
        let mut table = group_schema(about, &declarations);
        if group == "run" {
            table["properties"]["start"] = key("run.start", json!({ "type": "string", "format": "date" }));
        }
        properties.insert(group.clone(), table);
    }
    let indicator = mechanisms::indicator_declarations();
    properties.insert(
        "indicators".into(),
        json!({
            "type": "object",
            "description": "One table an indicator, by its name in `structure.indicators`.",
            "additionalProperties": group_schema("One digital indicator.", &indicator.iter().collect::<Vec<_>>()),
        }),
    );
    properties.insert("policy".into(), policies(&registry, &indicator));
    properties.insert("record".into(), record(measures));
    properties.insert("look_at".into(), key("look_at", json!({ "type": "array", "items": { "type": "string" } })));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Jiama scenario",
        "description": "A scenario of Jiama, or a policy file (only description, look_at and policy).",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// The schema as the text of a file.
pub fn schema_text(measures: &[MeasureInfo]) -> String {
    format!("{:#}\n", schema(measures))
}

/// Adds what is known of a key to its schema.
fn key(path: &str, mut schema: Value) -> Value {
    if let Some(key) = keys::find(path) {
        schema["description"] = json!(format!("{} {}; default: {}.", key.sentence, key.form, key.default));
    }
    schema
}

fn object(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}

fn strings() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

fn hierarchy() -> Value {
    let tiers =
        json!({ "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 2, "uniqueItems": true });
    let fan_out =
        json!({ "type": "array", "items": { "type": "integer", "minimum": 1, "maximum": 1_000_000 }, "minItems": 1 });
    let mut table = object(
        json!({
            "tiers": key("hierarchy.tiers", tiers),
            "fan_out": key("hierarchy.fan_out", fan_out),
            "regions": key("hierarchy.regions", json!({ "type": "string" })),
        }),
        &[],
    );
    table["not"] = json!({ "required": ["fan_out", "regions"] });
    table
}

fn structure() -> Value {
    let names: Vec<&str> = MECHANISMS.iter().map(|m| m.name).collect();
    let indicators = json!({
        "type": "array",
        "items": { "type": "string", "pattern": r"^[\p{L}\p{N}_-]+$" },
        "minItems": 1,
        "maxItems": MAX_INDICATORS,
        "uniqueItems": true,
    });
    object(
        json!({
            "indicators": key("structure.indicators", indicators),
            "off": key("structure.off", json!({ "type": "array", "items": { "enum": names } })),
        }),
        &[],
    )
}

fn record(measures: &[MeasureInfo]) -> Value {
    let names: Vec<&str> = measures.iter().map(|m| m.name).collect();
    let measures = match names.is_empty() {
        true => strings(),
        false => json!({
            "type": "array",
            "items": { "anyOf": [{ "enum": names }, { "type": "string", "pattern": r"\*$" }] },
        }),
    };
    object(
        json!({
            "every": key("record.every", weeks(1)),
            "tier": key("record.tier", json!({ "type": "string" })),
            "measures": key("record.measures", measures),
            "groups": key("record.groups", json!({ "type": "array", "items": { "enum": GROUPS } })),
            "offices": key("record.offices", json!({ "type": "boolean" })),
        }),
        &[],
    )
}

fn weeks(lowest: u32) -> Value {
    json!({ "anyOf": [{ "type": "integer", "minimum": lowest }, { "type": "string", "pattern": LENGTH_OF_TIME }] })
}

fn policies(registry: &crate::parameter::Registry, indicator: &[Declaration]) -> Value {
    let moment = || json!({ "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": MOMENT }] });
    let mut set = Map::new();
    let mut patterns = Map::new();
    for declaration in registry.declarations().iter().filter(|d| d.role == Role::Lever) {
        set.insert(declaration.path(), parameter(declaration));
        for label in declaration.labels {
            set.insert(format!("{}.{label}", declaration.path()), one(declaration));
        }
    }
    for declaration in indicator.iter().filter(|d| d.role == Role::Lever) {
        let pattern = format!(r"^indicators\.[\p{{L}}\p{{N}}_-]+\.{}$", declaration.name);
        patterns.insert(pattern, parameter(declaration));
    }
    // A lever may also be written as a table in a table, as in `set.cascade.cap = 0`.
    for (group, about) in registry.groups() {
        let levers: Vec<&Declaration> =
            registry.declarations().iter().filter(|d| d.group == *group && d.role == Role::Lever).collect();
        if !levers.is_empty() {
            set.insert(group.clone(), group_schema(about, &levers));
        }
    }
    let levers: Vec<&Declaration> = indicator.iter().filter(|d| d.role == Role::Lever).collect();
    set.insert(
        "indicators".into(),
        json!({ "type": "object", "additionalProperties": group_schema("One digital indicator.", &levers) }),
    );
    let mut set = object(Value::Object(set), &[]);
    set["patternProperties"] = Value::Object(patterns);
    set["minProperties"] = json!(1);
    let regions =
        json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" }, "minItems": 1 }] });
    let scope = object(
        json!({
            "tier": key("policy.scope.tier", json!({ "type": "string" })),
            "regions": key("policy.scope.regions", regions),
        }),
        &[],
    );
    let policy = object(
        json!({
            "name": key("policy.name", json!({ "type": "string", "minLength": 1 })),
            "about": key("policy.about", json!({ "type": "string" })),
            "from": key("policy.from", moment()),
            "until": key("policy.until", moment()),
            "ramp": key("policy.ramp", weeks(0)),
            "scope": scope,
            "set": key("policy.set", set),
        }),
        &["name", "set"],
    );
    json!({
        "type": "array",
        "description": "Policies: named, dated, scoped changes of levers, laid over each other in their order.",
        "maxItems": MAX_POLICIES,
        "items": policy,
    })
}

fn group_schema(about: &str, declarations: &[&Declaration]) -> Value {
    let properties: Map<String, Value> = declarations.iter().map(|d| (d.name.to_string(), parameter(d))).collect();
    let mut table = object(Value::Object(properties), &[]);
    table["description"] = json!(about.trim());
    table
}

/// One element of a parameter.
fn one(declaration: &Declaration) -> Value {
    match declaration.kind {
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Choice(names) => json!({ "enum": names }),
        Kind::Real => json!({ "type": "number", "minimum": declaration.lowest, "maximum": declaration.highest }),
        // The bounds are whole too, and are written so.
        Kind::Whole => {
            let bounds = [declaration.lowest as i64, declaration.highest as i64];
            let number = json!({ "type": "integer", "minimum": bounds[0], "maximum": bounds[1] });
            match declaration.unit {
                "weeks" | "years" => json!({ "anyOf": [number, { "type": "string", "pattern": LENGTH_OF_TIME }] }),
                _ => number,
            }
        }
    }
}

fn parameter(declaration: &Declaration) -> Value {
    let mut schema = match declaration.labels {
        [] => one(declaration),
        labels => {
            let table: Map<String, Value> = labels.iter().map(|l| ((*l).to_string(), one(declaration))).collect();
            let n = labels.len();
            let list = json!({ "type": "array", "items": one(declaration), "minItems": n, "maxItems": n });
            json!({ "anyOf": [object(Value::Object(table), &[]), list] })
        }
    };
    schema["description"] =
        json!(format!("{}. {}; {}.", summary(declaration), declaration.role.word(), declaration.source));
    schema["default"] = match declaration.labels {
        [] => scalar(declaration, declaration.default[0]),
        _ => declaration.default.iter().map(|v| scalar(declaration, *v)).collect(),
    };
    schema
}

fn scalar(declaration: &Declaration, value: f64) -> Value {
    match declaration.kind {
        Kind::Real => json!(value),
        Kind::Whole => json!(value as i64),
        Kind::Switch => json!(value != 0.0),
        Kind::Choice(_) => json!(default_text(declaration).trim_matches('"')),
    }
}
