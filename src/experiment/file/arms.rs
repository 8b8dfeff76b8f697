//! The countries of an experiment: a scenario, what is laid over it in every run, and what each arm lays over that.

use super::desk::Desk;
use super::read::Over;
use crate::experiment::averages::{Window, years};
use crate::experiment::expression;
use crate::experiment::job::Arm;
use crate::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Place};
use crate::scenario::text::files::beside;
use crate::scenario::text::layers::{Kind, Layer, entry};
use crate::scenario::text::node::{Entry, Node, Table, Value};
use crate::scenario::text::read::meaning;
use crate::scenario::text::{suggest, typed};
use crate::world::clock::YEAR;
use std::path::Path;

/// The layers that all arms share.
pub(super) struct Country {
    below: Vec<Layer>,
    above: Vec<Layer>,
    windows: Vec<Window>,
    /// Measures that are kept, and groups; all where there is none.
    only: Option<(Vec<String>, Vec<String>)>,
    /// Measures in which the policies should show.
    pub(super) look_at: Vec<String>,
}

impl Country {
    /// Reads what all arms share; none where it cannot be read.
    pub(super) fn new(
        desk: &mut Desk<'_>,
        table: &Table,
        scenario: &Path,
        over: &Over,
        windows: Vec<Window>,
    ) -> Option<Self> {
        let mut below = desk.loader.chain(scenario);
        if !below.iter().any(|layer| layer.kind == Kind::Main) {
            return None;
        }
        below.extend(policies(desk, table));
        below.push(values(desk, table));
        let mut above = Vec::new();
        for text in &over.set {
            above.extend(desk.loader.set("--set", text));
        }
        if let Some(seed) = over.seed {
            above.extend(desk.loader.set("--seed", &format!("run.seed={seed}")));
        }
        Some(Self { below, above, windows, only: None, look_at: Vec::new() })
    }

    /// What an arm switches off, and what is off already.
    fn with_those_off(&self, own: &Entry) -> Entry {
        let before = self.below.iter().rev().find_map(|layer| entry(&layer.table, "structure.off"));
        match (&own.node.value, before.map(|entry| &entry.node.value)) {
            (Value::List(own_list), Some(Value::List(there))) => {
                let name = |node: &Node| match &node.value {
                    Value::Text(text) => Some(text.clone()),
                    _ => None,
                };
                let known: Vec<_> = own_list.iter().map(name).collect();
                let more = there.iter().filter(|node| !known.contains(&name(node)));
                let list = own_list.iter().chain(more).cloned().collect();
                Entry { key: own.key, node: Node { place: own.node.place, value: Value::List(list) } }
            }
            _ => own.clone(),
        }
    }

    /// Keeps only what these expressions need.
    pub(super) fn keep(&mut self, texts: Option<&[&str]>) {
        self.only = texts.map(|texts| {
            let parsed: Vec<_> = texts.iter().filter_map(|text| expression::parse(text).ok()).collect();
            let references = || parsed.iter().flat_map(|e| e.references());
            let mut measures: Vec<String> = references().map(|r| r.measure.clone()).collect();
            let kind = |group: &String| group.split(':').next().unwrap_or_default().to_string();
            let mut groups: Vec<String> = references().filter_map(|r| r.group.as_ref()).map(kind).collect();
            for list in [&mut measures, &mut groups] {
                list.sort();
                list.dedup();
            }
            (measures, groups)
        });
    }

    /// The country that these layers make of it.
    fn arm(
        &mut self,
        desk: &mut Desk<'_>,
        name: &str,
        about: &str,
        own: Vec<Layer>,
        place: Option<Place>,
    ) -> Option<Arm> {
        let policies: usize = own.iter().map(policy_count).sum();
        let mut layers = self.below.clone();
        layers.extend(own);
        layers.extend(self.above.iter().cloned());
        let before = desk.loader.faults.items().len();
        let (mut scenario, draft) = meaning(&layers, &mut desk.loader, &desk.vocabulary);
        if desk.loader.faults.items().len() > before {
            return None;
        }
        self.look_at.extend(draft.look_at);
        self.look_at.sort();
        self.look_at.dedup();
        for_means(&mut scenario);
        // An arm that says nothing of itself is what its policies say.
        let from = scenario.policies.len().saturating_sub(policies);
        let said: Vec<&str> = scenario.policies[from..].iter().map(|p| p.about.as_str()).collect();
        let about = if about.is_empty() { said.join(" ") } else { about.to_string() };
        if let Some((measures, groups)) = &self.only {
            scenario.record.measures.clone_from(measures);
            scenario.record.groups.retain(|g| groups.contains(g));
            for group in groups.iter().filter(|g| crate::scenario::GROUPS.contains(&g.as_str())) {
                if !scenario.record.groups.contains(group) {
                    scenario.record.groups.push(group.clone());
                }
            }
            scenario.record.tier = 0;
        }
        let mut windows = years(&scenario);
        let end = windows.last().map_or(0, |w| w.weeks.end);
        for window in &self.windows {
            if window.weeks.end > end {
                let fault = Diagnostic::at(place, format!("the window `{}` ends after the run", window.name));
                desk.fault(fault.help(format!("the run has {end} recorded weeks")));
            }
            if !window.weeks.start.is_multiple_of(scenario.record.every)
                || !window.weeks.end.is_multiple_of(scenario.record.every)
            {
                let fault = Diagnostic::at(place, format!("the window `{}` cuts through a record", window.name));
                desk.fault(fault.help(format!("records are {} weeks long (record.every)", scenario.record.every)));
            }
        }
        windows.extend(self.windows.iter().cloned());
        Some(Arm::new(name, about, scenario, &windows))
    }
}

/// Settles what is recorded for means over years: whole records in every year, and no table of offices.
pub(crate) fn for_means(scenario: &mut Scenario) {
    scenario.record.offices = false;
    let every = scenario.record.every;
    scenario.record.every = (1..=every.min(YEAR)).rev().find(|n| YEAR.is_multiple_of(*n)).unwrap_or(1);
}

/// Policies that a layer has.
fn policy_count(layer: &Layer) -> usize {
    match layer.table.get("policy").map(|entry| &entry.node.value) {
        Some(Value::List(list)) => list.len(),
        _ => 0,
    }
}

/// The arm of an experiment without arms.
pub(super) fn one_arm(desk: &mut Desk<'_>, country: &mut Country) -> Option<Vec<Arm>> {
    Some(vec![country.arm(desk, "base", "", Vec::new(), None)?])
}

/// The arms of a file; none if one of them is at fault.
pub(super) fn arms(desk: &mut Desk<'_>, table: &Table, country: &mut Country) -> Option<Vec<Arm>> {
    let mut found: Vec<Option<Arm>> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (table, place) in desk.tables(table, "arm") {
        desk.check_keys("arm", table, &["name"], place);
        let Some(name) = desk.text(table, "name") else { continue };
        let about = desk.text(table, "about").unwrap_or_default();
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
            desk.fault(Diagnostic::at(place, "the name of an arm has only letters, digits, - and _"));
        }
        if names.contains(&name) {
            desk.fault(Diagnostic::at(place, format!("there are two arms `{name}`")));
        }
        names.push(name.clone());
        let mut own = policies(desk, table);
        let mut values = values(desk, table);
        if let Some(run) = values.table.remove("run") {
            let fault = Diagnostic::at(run.key, "an arm cannot set the run: seed and length are those of all arms");
            desk.fault(fault.label("not in an arm").help("write it into [set] at the top"));
        }
        if let Some(off) = table.get("off") {
            let off = country.with_those_off(off);
            within(&mut values.table, "structure", &off, |structure| {
                structure.insert("off".into(), off.clone());
            });
        }
        if let Some(policy) = table.get("policy") {
            values.table.insert("policy".into(), policy.clone());
        }
        own.push(values);
        found.push(country.arm(desk, &name, &about, own, Some(place)));
    }
    found.into_iter().collect()
}

/// The policy files that a table names.
fn policies(desk: &mut Desk<'_>, table: &Table) -> Vec<Layer> {
    let names = desk.texts(table, "with");
    let path = desk.path.clone();
    names.iter().filter_map(|(name, _)| desk.loader.with(&beside(&path, name))).collect()
}

/// What a table sets, as a layer.
fn values(desk: &mut Desk<'_>, table: &Table) -> Layer {
    let mut layer = Layer { source: desk.source, kind: Kind::Arm, path: desk.path.clone(), table: Table::new() };
    let Some(entry) = table.get("set") else { return layer };
    let Some(set) = typed::table(&entry.node, "set", &mut desk.loader.faults) else { return layer };
    for (key, entry) in set {
        let top = key.split('.').next().unwrap_or(key);
        let forbidden = ["extends", "name", "description", "policy", "look_at", "record"];
        if forbidden.contains(&top) {
            let fault = Diagnostic::at(entry.key, format!("an experiment cannot set `{key}`"));
            desk.fault(fault.label("not a value of the country").help(match top {
                "policy" => "policies have a key of their own: `with`, or `policy` in an arm".to_string(),
                "record" => "what is recorded follows from what is asked".to_string(),
                _ => suggest::help(top, ["a parameter", "hierarchy", "structure"]),
            }));
            continue;
        }
        insert(&mut layer.table, key, entry);
    }
    layer
}

/// Lays `a.b.c` into tables inside each other.
fn insert(table: &mut Table, path: &str, entry: &Entry) {
    match path.split_once('.') {
        None => {
            table.insert(path.into(), entry.clone());
        }
        Some((group, rest)) => within(table, group, entry, |inner| insert(inner, rest, entry)),
    }
}

/// Changes the table of this name, made where there is none.
fn within(table: &mut Table, name: &str, like: &Entry, change: impl FnOnce(&mut Table)) {
    let mut inner = match table.remove(name) {
        Some(Entry { node: Node { value: Value::Table(inner), .. }, .. }) => inner,
        _ => Table::new(),
    };
    change(&mut inner);
    let node = Node { place: like.node.place, value: Value::Table(inner) };
    table.insert(name.into(), Entry { key: like.key, node });
}
