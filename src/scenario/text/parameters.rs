//! Written groups to numbers: finds the declaration of each key and checks kind and bounds.

use super::diagnostic::{Diagnostic, Diagnostics, Place};
use super::node::{Node, Table, Value};
use super::typed::mismatch;
use super::{keys, suggest, time};
use crate::parameter::{Declaration, Kind, Registry};
use std::collections::BTreeMap;

/// A number written for a place in the flat list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub(crate) leaf: usize,
    pub(crate) value: f64,
    pub(crate) place: Place,
}

/// A registry with an index of its parameters.
pub(crate) struct Lookup<'a> {
    pub(crate) registry: &'a Registry,
    parameters: BTreeMap<String, (usize, usize)>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(registry: &'a Registry) -> Self {
        let mut parameters = BTreeMap::new();
        let mut leaf = 0;
        for (at, declaration) in registry.declarations().iter().enumerate() {
            parameters.insert(declaration.path(), (at, leaf));
            leaf += declaration.default.len();
        }
        Self { registry, parameters }
    }

    /// Declaration and first leaf of a parameter.
    fn parameter(&self, path: &str) -> Option<(&'a Declaration, usize)> {
        self.parameters.get(path).map(|&(at, leaf)| (&self.registry.declarations()[at], leaf))
    }

    fn is_group(&self, path: &str) -> bool {
        self.registry.groups().iter().any(|(name, _)| name == path)
    }

    fn above_group(&self, path: &str) -> bool {
        let above = format!("{path}.");
        self.registry.groups().iter().any(|(name, _)| name.starts_with(&above))
    }

    /// Reads what is written at a path: a parameter, an element of a row, or a group of them.
    pub(crate) fn read(&self, path: &str, key: Place, node: &Node, faults: &mut Diagnostics, out: &mut Vec<Written>) {
        if let Some((declaration, leaf)) = self.parameter(path) {
            if declaration.labels.is_empty() && declaration.default.len() == 1 {
                if let Some(value) = number(declaration, path, node, faults) {
                    out.push(Written { leaf, value, place: node.place });
                }
            } else {
                self.read_row(declaration, leaf, path, node, faults, out);
            }
        } else if let Some(leaf) = self.registry.find(path) {
            if let Some(value) = number(self.registry.declaration_of(leaf), path, node, faults) {
                out.push(Written { leaf, value, place: node.place });
            }
        } else if self.is_group(path) || self.above_group(path) {
            match &node.value {
                Value::Table(table) => self.read_group(path, table, faults, out),
                _ => faults.push(mismatch(node, path, "a table of parameters")),
            }
        } else {
            faults.push(self.unknown(path, key));
        }
    }

    /// Reads the keys of a group.
    pub(crate) fn read_group(&self, path: &str, table: &Table, faults: &mut Diagnostics, out: &mut Vec<Written>) {
        for (name, entry) in table {
            let inner = format!("{path}.{name}");
            if keys::find(&inner).is_none() {
                self.read(&inner, entry.key, &entry.node, faults, out);
            }
        }
    }

    fn read_row(
        &self,
        declaration: &Declaration,
        leaf: usize,
        path: &str,
        node: &Node,
        faults: &mut Diagnostics,
        out: &mut Vec<Written>,
    ) {
        let labels = declaration.labels;
        match &node.value {
            Value::List(list) if list.len() == declaration.default.len() => {
                for (element, node) in list.iter().enumerate() {
                    let name = format!("{path}.{}", labels.get(element).unwrap_or(&"?"));
                    if let Some(value) = number(declaration, &name, node, faults) {
                        out.push(Written { leaf: leaf + element, value, place: node.place });
                    }
                }
            }
            Value::List(list) => {
                let n = labels.len();
                faults.push(
                    Diagnostic::at(node.place, format!("`{path}` must have {n} numbers"))
                        .label(format!("{} numbers", list.len()))
                        .help(format!("in this order: {}; or a table of some of them", labels.join(", "))),
                );
            }
            Value::Table(table) => {
                for (label, entry) in table {
                    let name = format!("{path}.{label}");
                    match labels.iter().position(|l| l == label) {
                        Some(element) => {
                            if let Some(value) = number(declaration, &name, &entry.node, faults) {
                                out.push(Written { leaf: leaf + element, value, place: entry.node.place });
                            }
                        }
                        None => faults.push(self.unknown(&name, entry.key)),
                    }
                }
            }
            _ => {
                let expected = format!("a table of {}, or a list of {} numbers", labels.join(", "), labels.len());
                faults.push(mismatch(node, path, &expected).help(summary(declaration)));
            }
        }
    }

    /// The fault of a path that is no parameter.
    pub(crate) fn unknown(&self, path: &str, key: Place) -> Diagnostic {
        let (above, name) = path.rsplit_once('.').unwrap_or(("", path));
        if let Some((row, _)) = self.parameter(above) {
            let label = if row.labels.is_empty() { "this parameter is one number" } else { "not a part of this row" };
            return Diagnostic::at(key, format!("unknown part `{name}` of `{above}`"))
                .label(label)
                .help(suggest::help(name, row.labels.iter().copied()));
        }
        if self.is_group(above) {
            let fault = Diagnostic::at(key, format!("unknown parameter `{path}`"))
                .label(format!("not a parameter of `{above}`"));
            return fault.help(self.nearest(above, name));
        }
        if above == "indicators" {
            let groups = self.registry.groups().iter();
            let known: Vec<&str> = groups.filter_map(|(group, _)| group.strip_prefix("indicators.")).collect();
            return Diagnostic::at(key, format!("there is no indicator `{name}`"))
                .label("not in `structure.indicators`")
                .help(suggest::help(name, known));
        }
        let top = path.split('.').next().unwrap_or(path);
        let groups: Vec<&str> =
            self.registry.groups().iter().filter_map(|(group, _)| group.split('.').next()).collect();
        if groups.contains(&top) {
            return Diagnostic::at(key, format!("unknown parameter `{path}`")).help(self.nearest(top, name));
        }
        let mut tops = keys::below("");
        for group in groups {
            if !tops.contains(&group) {
                tops.push(group);
            }
        }
        let fault = Diagnostic::at(key, format!("unknown key `{path}`")).label("no such key or group");
        match self.named(name) {
            Some(help) if above.is_empty() => fault.help(help),
            _ => fault.help(suggest::help(top, tops)),
        }
    }

    fn nearest(&self, group: &str, name: &str) -> String {
        let declarations = self.registry.declarations();
        let inside = || declarations.iter().filter(|d| d.group == group);
        let names = inside().map(|d| d.name).chain(keys::below(group));
        if let Some(nearest) = suggest::nearest(name, names) {
            return match inside().find(|d| d.name == nearest) {
                Some(declaration) => format!("did you mean `{nearest}`? ({})", summary(declaration)),
                None => keys::help(group, name),
            };
        }
        self.named(name).unwrap_or_else(|| {
            let mut names: Vec<&str> = inside().map(|d| d.name).collect();
            names.extend(keys::below(group));
            format!("`{group}` has {}", suggest::one_of(names))
        })
    }

    /// Help for a name that another group has.
    fn named(&self, name: &str) -> Option<String> {
        let found = self.registry.declarations().iter().find(|d| d.name == name)?;
        Some(format!("did you mean `{}`? ({})", found.path(), summary(found)))
    }
}

/// What is known of a parameter, in one line.
pub fn summary(declaration: &Declaration) -> String {
    let sentence = declaration.sentence.trim_end_matches('.');
    let unit = match declaration.unit {
        "1" => String::new(),
        unit => format!(" {unit}"),
    };
    format!("{sentence}; {}{unit}; default {}", declaration.allowed(), default_text(declaration))
}

/// The default as it would be written.
pub fn default_text(declaration: &Declaration) -> String {
    row_text(declaration, &declaration.default)
}

/// Values of a parameter as they would be written: a number, or a table of a row.
pub fn row_text(declaration: &Declaration, values: &[f64]) -> String {
    if declaration.labels.is_empty() {
        return values.first().map(|v| declaration.show(*v)).unwrap_or_default();
    }
    let parts = declaration.labels.iter().zip(values);
    let parts: Vec<String> = parts.map(|(label, v)| format!("{} = {}", bare(label), declaration.show(*v))).collect();
    format!("{{ {} }}", parts.join(", "))
}

/// A key as TOML wants it: in quotes where needed.
pub fn bare(key: &str) -> String {
    let simple = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if simple { key.to_string() } else { super::write::quoted(key) }
}

/// One number of a parameter, as stored.
fn number(declaration: &Declaration, name: &str, node: &Node, faults: &mut Diagnostics) -> Option<f64> {
    let known = || summary(declaration);
    let value = match (declaration.kind, &node.value) {
        (Kind::Real | Kind::Whole, Value::Number(n)) => *n,
        (Kind::Real | Kind::Whole, Value::Text(text)) => match (time::weeks(text), declaration.unit) {
            (Some(weeks), "weeks") => weeks,
            (Some(weeks), "years") => weeks / f64::from(crate::world::clock::YEAR),
            _ if matches!(declaration.unit, "weeks" | "years") => {
                let form = "a number, or a time like \"26 weeks\" or \"1 year\"";
                faults.push(mismatch(node, name, form).label("not understood").help(known()));
                return None;
            }
            _ => {
                faults.push(mismatch(node, name, &declaration.allowed()).help(known()));
                return None;
            }
        },
        (Kind::Switch, Value::Switch(on)) => f64::from(u8::from(*on)),
        (Kind::Choice(names), Value::Text(text)) => match names.iter().position(|n| n == text) {
            Some(at) => at as f64,
            None => {
                let fault = Diagnostic::at(node.place, format!("`{name}` cannot be \"{text}\""));
                let nearest = suggest::nearest(text, names.iter().copied());
                let nearest = nearest.map(|n| format!("did you mean \"{n}\"?")).unwrap_or_default();
                faults.push(fault.label(format!("allowed: {}", declaration.allowed())).help(nearest).help(known()));
                return None;
            }
        },
        _ => {
            faults.push(mismatch(node, name, &declaration.allowed()).help(known()));
            return None;
        }
    };
    let label = if !value.is_finite() {
        "not a finite number".to_string()
    } else if matches!(declaration.kind, Kind::Real | Kind::Whole) && value < declaration.lowest {
        format!("below {}", declaration.lowest)
    } else if matches!(declaration.kind, Kind::Real | Kind::Whole) && value > declaration.highest {
        format!("above {}", declaration.highest)
    } else if !declaration.admits(value) {
        "not a whole number".to_string()
    } else {
        return Some(value);
    };
    faults.push(
        Diagnostic::at(node.place, format!("`{name}` must be {}", declaration.allowed())).label(label).help(known()),
    );
    None
}
