//! What the parts of an experiment file are read with: the loader with its faults, and what all parts ask of a table.

use super::keys;
use crate::experiment::expression;
use crate::experiment::job::Arm;
use crate::scenario::Vocabulary;
use crate::scenario::text::diagnostic::{Diagnostic, Place};
use crate::scenario::text::layers::Loader;
use crate::scenario::text::node::{Node, Table, Value};
use crate::scenario::text::{suggest, typed};
use std::path::PathBuf;

/// What the parts of a file are read with.
pub(super) struct Desk<'a> {
    pub(super) loader: Loader<'a>,
    pub(super) vocabulary: Vocabulary,
    pub(super) path: PathBuf,
    pub(super) source: usize,
    pub(super) kind: &'static str,
}

impl Desk<'_> {
    pub(super) fn fault(&mut self, fault: Diagnostic) {
        self.loader.faults.push(fault);
    }

    /// The fault of a key that is not one of these.
    fn unknown(&mut self, above: &str, key: &str, place: Place) {
        let full = if above.is_empty() { key.to_string() } else { format!("{above}.{key}") };
        let allowed = keys::below(above, self.kind);
        let fault = match keys::find(&full) {
            Some(known) => Diagnostic::at(place, format!("`{full}` has no place in a {}", self.kind))
                .label(format!("a key of {}", known.kinds.join(", "))),
            None => Diagnostic::at(place, format!("unknown key `{full}`")).label("no such key"),
        };
        self.fault(fault.help(suggest::help(key, allowed)));
    }

    /// Complains of keys that do not belong, and of those that are missing.
    pub(super) fn check_keys(&mut self, above: &str, table: &Table, required: &[&str], place: Place) {
        let allowed = keys::below(above, self.kind);
        for (key, entry) in table {
            if !allowed.contains(&key.as_str()) {
                self.unknown(above, key, entry.key);
            }
        }
        for &key in required {
            if !table.contains_key(key) {
                let full = if above.is_empty() { key.to_string() } else { format!("{above}.{key}") };
                let known = keys::find(&full).map_or(String::new(), |k| format!("{} {}", k.sentence, k.form));
                let what = if above.is_empty() { "this file" } else { above };
                self.fault(Diagnostic::at(place, format!("{what} has no `{key}`")).help(known));
            }
        }
    }

    pub(super) fn text(&mut self, table: &Table, key: &str) -> Option<String> {
        let entry = table.get(key)?;
        typed::text(&entry.node, key, &mut self.loader.faults).map(str::to_string)
    }

    pub(super) fn texts(&mut self, table: &Table, key: &str) -> Vec<(String, Place)> {
        let Some(entry) = table.get(key) else { return Vec::new() };
        typed::texts(&entry.node, key, &mut self.loader.faults).unwrap_or_default()
    }

    pub(super) fn whole(&mut self, table: &Table, key: &str, lowest: u32, highest: u32) -> Option<u32> {
        typed::whole(&table.get(key)?.node, key, lowest, highest, &mut self.loader.faults)
    }

    /// A number within bounds.
    pub(super) fn number(&mut self, table: &Table, key: &str, lowest: f64, highest: f64) -> Option<f64> {
        let node = &table.get(key)?.node;
        match node.value {
            Value::Number(n) if n >= lowest && n <= highest => Some(n),
            Value::Number(n) => {
                let fault = Diagnostic::at(node.place, format!("`{key}` must be a number in {lowest}..={highest}"));
                self.fault(fault.label(format!("not {n}")));
                None
            }
            _ => {
                self.fault(typed::mismatch(node, key, &format!("a number in {lowest}..={highest}")));
                None
            }
        }
    }

    /// Tables of a list `[[…]]`.
    pub(super) fn tables<'t>(&mut self, table: &'t Table, key: &str) -> Vec<(&'t Table, Place)> {
        let Some(entry) = table.get(key) else { return Vec::new() };
        let Value::List(list) = &entry.node.value else {
            self.fault(typed::mismatch(&entry.node, key, &format!("written with two brackets: [[{key}]]")));
            return Vec::new();
        };
        let tables = list.iter().filter_map(|node| {
            let inner = typed::table(node, key, &mut self.loader.faults)?;
            Some((inner, header(node)))
        });
        tables.collect()
    }

    /// Complains of an expression that cannot be read.
    pub(super) fn syntax(&mut self, text: &str, place: Place) -> Option<expression::Expression> {
        // The text stands in quotes.
        let inside = |at: &std::ops::Range<usize>| Place {
            start: place.start + 1 + at.start,
            end: place.start + 1 + at.end.max(at.start + 1),
            ..place
        };
        match expression::parse(text) {
            Ok(parsed) => Some(parsed),
            Err(fault) => {
                self.fault(Diagnostic::at(inside(&fault.at), fault.message).label("here").help(fault.help));
                None
            }
        }
    }

    /// An expression at a place in the file, checked against the countries. `armed` says whether it names arms.
    pub(super) fn expression(&mut self, text: &str, place: Place, arms: &[Arm], armed: bool) {
        let Some(parsed) = self.syntax(text, place) else { return };
        if parsed.references().next().is_none() {
            self.fault(Diagnostic::at(place, "this names no measure").help("jiama explain lists all measures"));
        }
        for reference in parsed.references() {
            let found: Vec<&Arm> = match &reference.arm {
                Some(_) if !armed => {
                    let fault = Diagnostic::at(place, format!("`{reference}` names an arm"));
                    self.fault(fault.help("this value is computed for every arm: leave the arm and its colon out"));
                    continue;
                }
                Some(name) => arms.iter().filter(|a| a.name == *name).collect(),
                None if armed => {
                    let fault = Diagnostic::at(place, format!("`{reference}` names no arm"));
                    self.fault(fault.help(format!("write ARM:{reference}")));
                    continue;
                }
                None => arms.iter().collect(),
            };
            if found.is_empty() {
                let names = arms.iter().map(|a| a.name.as_str());
                let name = reference.arm.as_deref().unwrap_or_default();
                self.fault(Diagnostic::at(place, format!("there is no arm `{name}`")).help(suggest::help(name, names)));
            }
            for arm in found {
                if let Err((message, help)) = locate(arm, reference) {
                    self.fault(Diagnostic::at(place, message).help(help));
                    break;
                }
            }
        }
    }
}

/// Place of a reference among the numbers of an arm.
///
/// # Errors
/// What is wrong with it, and what to do.
pub fn locate(arm: &Arm, reference: &expression::Reference) -> Result<usize, (String, String)> {
    let grid = &arm.grid;
    let (measure, group) = (reference.measure.as_str(), reference.group.as_deref().unwrap_or("all"));
    let window = reference.window.as_deref().unwrap_or("last");
    if let Some(at) = grid.find(measure, group, reference.tier.as_deref(), window) {
        return Ok(at);
    }
    let names = &grid.names;
    if !names.measures.iter().any(|m| m.name == measure) {
        let help = suggest::help(measure, names.measures.iter().map(|m| m.name));
        return Err((format!("there is no measure `{measure}`"), help));
    }
    if !names.groups.iter().any(|g| g == group) {
        let help = suggest::help(group, names.groups.iter().map(String::as_str));
        return Err((format!("there is no group `{group}`"), help));
    }
    if grid.window(window).is_none() {
        let windows = grid.windows.iter().map(|w| w.name.as_str()).chain(["first", "last"]);
        return Err((format!("there is no window `{window}`"), suggest::help(window, windows)));
    }
    if let Some(tier) = &reference.tier
        && !names.places.iter().any(|p| p.tier == *tier)
    {
        let mut tiers: Vec<&str> = names.places.iter().map(|p| p.tier.as_str()).collect();
        tiers.dedup();
        return Err((format!("there is no tier `{tier}`"), suggest::help(tier, tiers)));
    }
    let groups: Vec<&str> = (0..names.groups.len())
        .filter(|g| {
            let is = |c: &&crate::observe::Column| usize::from(c.group) == *g;
            grid.columns.iter().filter(is).any(|c| names.measures[usize::from(c.measure)].name == measure)
        })
        .map(|g| names.groups[g].as_str())
        .collect();
    let help = match groups.contains(&group) {
        true => "only measures of units at a contest are kept for a whole tier: leave /TIER out".into(),
        false => format!("`{measure}` is measured for {}", suggest::one_of(groups)),
    };
    Err((format!("`{reference}` is not measured"), help))
}

/// Where a table of a list begins, as far as the reader knows: at its name, or else where it stands.
fn header(node: &Node) -> Place {
    match &node.value {
        Value::Table(table) => ["name", "says", "parameter"]
            .iter()
            .find_map(|key| table.get(*key))
            .map_or(node.place, |entry| entry.node.place),
        _ => node.place,
    }
}

/// A text and its place; none where there is none, or something else.
pub(super) fn text_place(table: &Table, key: &str) -> Option<(String, Place)> {
    let node = &table.get(key)?.node;
    match &node.value {
        Value::Text(text) => Some((text.clone(), node.place)),
        _ => None,
    }
}
