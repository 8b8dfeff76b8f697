//! What a name means: a parameter, group, mechanism, measure or key, by its path or by its bare name. Keys of other files
//! than scenarios are told to the glossary: this part of the program does not know them.

use super::parameters::{default_text, row_text};
use super::vocabulary::MeasureInfo;
use super::{Scenario, keys, suggest};
use crate::mechanisms::{self, MECHANISMS, Mechanism};
use crate::parameter::{Declaration, Registry};
use serde_json::{Value, json};
use std::fmt::Write;

/// Something that has a name.
#[derive(Debug, Clone)]
pub enum Entry {
    /// A parameter.
    Parameter(Declaration),
    /// A group of parameters: its name, what it is about, its parameters.
    Group(String, String, Vec<Declaration>),
    /// A mechanism.
    Mechanism(Mechanism),
    /// A measure.
    Measure(MeasureInfo),
    /// A key of scenario files.
    Key(keys::Key),
    /// A key of other files, and in which of them it may stand.
    Other(keys::Key, String),
}

/// All that can be explained.
#[derive(Debug, Clone)]
pub struct Glossary {
    registry: Registry,
    measures: &'static [MeasureInfo],
    /// What other files there are, and their keys, each with where it may stand.
    others: (&'static str, Vec<(keys::Key, String)>),
}

impl Glossary {
    /// The glossary of the standard indicators and of these measures.
    pub fn new(measures: &'static [MeasureInfo]) -> Self {
        let registry = mechanisms::registry(&mechanisms::standard_indicators());
        Self { registry, measures, others: ("", Vec::new()) }
    }

    /// The glossary with keys of other files, each with where it may stand; `files` says in the plural what they are.
    #[must_use]
    pub fn with_keys(self, files: &'static str, keys: Vec<(keys::Key, String)>) -> Self {
        Self { others: (files, keys), ..self }
    }

    /// Everything that goes by a name; empty where nothing does.
    pub fn find(&self, name: &str) -> Vec<Entry> {
        let declarations = self.registry.declarations();
        let mut found = Vec::new();
        // A name of an element (`evaluation.weights.digital`) means its row.
        let element = self.registry.find(name).map(|leaf| self.registry.declaration_of(leaf).clone());
        found.extend(self.registry.declaration(name).cloned().or(element).map(Entry::Parameter));
        found.extend(MECHANISMS.iter().find(|m| m.name == name).copied().map(Entry::Mechanism));
        if let Some((group, about)) = self.registry.groups().iter().find(|(group, _)| group == name) {
            let inside = declarations.iter().filter(|d| d.group == *group).cloned().collect();
            found.push(Entry::Group(group.clone(), about.trim().into(), inside));
        }
        if name == "indicators" {
            let about = "Digital indicators; each has a group of its own, for example `indicators.ledger`.".into();
            found.push(Entry::Group(name.into(), about, mechanisms::indicator_declarations()));
        }
        found.extend(self.measures.iter().find(|m| m.name == name).copied().map(Entry::Measure));
        found.extend(keys::find(name).copied().map(Entry::Key));
        let named = |of: &dyn Fn(&str) -> bool| -> Vec<Entry> {
            let keys = self.others.1.iter().filter(|(key, _)| of(key.path));
            keys.map(|(key, kinds)| Entry::Other(*key, kinds.clone())).collect()
        };
        let mut other = named(&|path| path == name);
        let is_whole = !(found.is_empty() && other.is_empty());
        let last = |path: &str| path.rsplit('.').next() == Some(name);
        let beginning = format!("{name}.");
        let part = |path: &str| last(path) || path.starts_with(&beginning);
        // A whole name of an experiment's key does not hide what goes by that bare name in a scenario.
        if found.is_empty() {
            let general = mechanisms::indicator_declarations();
            let all = declarations.iter().filter(|d| !d.group.starts_with("indicators.")).chain(&general);
            found.extend(all.filter(|d| d.name == name || d.path() == name).cloned().map(Entry::Parameter));
            found.extend(self.measures.iter().filter(|m| last(m.name)).copied().map(Entry::Measure));
            found.extend(keys::KEYS.iter().filter(|key| part(key.path)).copied().map(Entry::Key));
        }
        if !is_whole {
            other = named(&part);
        }
        found.extend(other);
        found
    }

    /// The nearest names to one that nothing goes by.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let paths: Vec<String> = self.registry.declarations().iter().map(Declaration::path).collect();
        let names = || {
            let parameters = paths.iter().map(String::as_str);
            let groups = self.registry.groups().iter().map(|(group, _)| group.as_str());
            let keys = keys::KEYS.iter().chain(self.others.1.iter().map(|(key, _)| key)).map(|k| k.path);
            let others = MECHANISMS.iter().map(|m| m.name).chain(keys);
            parameters.chain(groups).chain(others).chain(self.measures.iter().map(|m| m.name))
        };
        let whole = suggest::nearest(name, names());
        let last = || {
            let bare = suggest::nearest(name, names().map(|n| n.rsplit('.').next().unwrap_or(n)))?;
            names().find(|n| n.rsplit('.').next() == Some(bare))
        };
        whole.or_else(last).map(String::from)
    }

    /// Everything, one entry each, in groups.
    pub fn all(&self) -> Vec<Entry> {
        let mut all: Vec<Entry> = MECHANISMS.iter().copied().map(Entry::Mechanism).collect();
        for (group, about) in self.registry.groups().iter().filter(|(group, _)| !group.starts_with("indicators.")) {
            let inside = self.registry.declarations().iter().filter(|d| d.group == *group).cloned().collect();
            all.push(Entry::Group(group.clone(), about.trim().into(), inside));
        }
        all.extend(self.find("indicators"));
        all.extend(self.measures.iter().copied().map(Entry::Measure));
        all.extend(keys::KEYS.iter().copied().map(Entry::Key));
        all.extend(self.others.1.iter().map(|(key, kinds)| Entry::Other(*key, kinds.clone())));
        all
    }

    /// Everything as text, a line each.
    pub fn list(&self) -> String {
        let mut out = String::from("Mechanisms (switch off with `structure.off`)\n");
        for m in MECHANISMS {
            let _ = writeln!(out, "  {:<30} {}", m.name, m.sentence);
        }
        for entry in self.all() {
            if let Entry::Group(name, about, inside) = entry {
                let _ = writeln!(out, "\n[{name}] {about}");
                for d in inside {
                    let _ = writeln!(
                        out,
                        "  {:<30} {} ({}, default {})",
                        d.name,
                        d.sentence,
                        d.role.word(),
                        default_text(&d)
                    );
                }
            }
        }
        if !self.measures.is_empty() {
            out.push_str("\nMeasures\n");
            for m in self.measures {
                let unit = if m.unit == "1" { String::new() } else { format!(" [{}]", m.unit) };
                let _ = writeln!(out, "  {:<30} {}{unit}", m.name, m.sentence);
            }
        }
        out.push_str("\nKeys of scenario files that are not parameters\n");
        for key in keys::KEYS {
            let _ = writeln!(out, "  {:<30} {}", key.path, key.sentence);
        }
        let (files, others) = &self.others;
        if !others.is_empty() {
            let _ = writeln!(out, "\nKeys of {files}");
        }
        for (key, _) in others {
            let _ = writeln!(out, "  {:<30} {}", key.path, key.sentence);
        }
        out.push_str("\nA policy can change levers; facts, structural choices and settings belong to the scenario.\n");
        out.push_str("`jiama explain NAME` says more.\n");
        out
    }
}

impl Entry {
    /// As text for people.
    pub fn text(&self) -> String {
        match self {
            Self::Parameter(d) => {
                let unit = if d.unit == "1" { "none (a share or a plain number)" } else { d.unit };
                let mut out = format!("{} ({})\n  {}\n", d.path(), d.role.word(), d.sentence);
                let _ = writeln!(out, "  default  {}", default_text(d));
                let _ = writeln!(out, "  allowed  {}", d.allowed());
                let _ = writeln!(out, "  unit     {unit}");
                let _ = writeln!(out, "  basis    {}: {}", d.basis().word(), d.basis().sentence());
                if !d.origin().is_empty() {
                    let _ = writeln!(out, "  source   {}", d.origin());
                }
                let owner = MECHANISMS.iter().find(|m| m.groups.iter().any(|g| *g == d.group));
                if let Some(owner) = owner {
                    let _ = writeln!(out, "  used by  {}: {}", owner.name, owner.sentence);
                }
                let _ = writeln!(out, "  set it   --set {}={}", example_path(d), d.show(d.default[0]).replace('"', ""));
                out
            }
            Self::Group(name, about, inside) => {
                let mut out = format!("[{name}] (group of parameters)\n  {about}\n");
                for d in inside {
                    let _ = writeln!(
                        out,
                        "  {:<26} {} ({}, default {})",
                        d.name,
                        d.sentence,
                        d.role.word(),
                        default_text(d)
                    );
                }
                out
            }
            Self::Mechanism(m) => format!(
                "{} (mechanism)\n  {}\n  off      {}\n  groups   {}\n  off with --set structure.off={}\n",
                m.name,
                m.sentence,
                m.when_off,
                m.groups.join(", "),
                m.name,
            ),
            Self::Measure(m) => {
                let unit = if m.unit == "1" { "none (a share or a plain number)" } else { m.unit };
                format!("{} (measure)\n  {}\n  unit     {unit}\n", m.name, m.sentence)
            }
            Self::Key(k) => key_text(k, "scenario files"),
            Self::Other(k, files) => key_text(k, files),
        }
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        match self {
            Self::Parameter(d) => parameter_json(d),
            Self::Group(name, about, inside) => json!({
                "kind": "group", "name": name, "sentence": about,
                "parameters": inside.iter().map(parameter_json).collect::<Vec<_>>(),
            }),
            Self::Mechanism(m) => json!({
                "kind": "mechanism", "name": m.name, "sentence": m.sentence, "when_off": m.when_off, "groups": m.groups,
            }),
            Self::Measure(m) => json!({ "kind": "measure", "name": m.name, "sentence": m.sentence, "unit": m.unit }),
            Self::Key(k) => key_json(k, "scenario files"),
            Self::Other(k, files) => key_json(k, files),
        }
    }
}

fn key_text(k: &keys::Key, files: &str) -> String {
    format!("{} (key of {files})\n  {}\n  form     {}\n  default  {}\n", k.path, k.sentence, k.form, k.default)
}

fn key_json(k: &keys::Key, files: &str) -> Value {
    json!({
        "kind": "key", "name": k.path, "files": files, "sentence": k.sentence, "form": k.form, "default": k.default,
    })
}

fn example_path(d: &Declaration) -> String {
    match d.labels.first() {
        Some(label) => format!("{}.{}", d.path(), label),
        None => d.path(),
    }
}

fn parameter_json(d: &Declaration) -> Value {
    json!({
        "kind": "parameter",
        "name": d.path(),
        "role": d.role.word(),
        "sentence": d.sentence,
        "default": row_text(d, &d.default),
        "allowed": d.allowed(),
        "labels": d.labels,
        "unit": d.unit,
        "basis": d.basis().word(),
        "source": d.origin(),
    })
}

/// The value of each parameter of a scenario as it would be written, by path; for manifests.
pub fn values_json(scenario: &Scenario) -> Value {
    let mut leaf = 0;
    let mut all = serde_json::Map::new();
    for d in scenario.registry.declarations() {
        let values = &scenario.values[leaf..leaf + d.default.len()];
        leaf += values.len();
        all.insert(d.path(), json!(row_text(d, values)));
    }
    Value::Object(all)
}
