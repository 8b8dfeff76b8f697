//! Layers laid over each other: the meaning of every key, and the place where its last word was said.

use super::country::{self, Written};
use super::diagnostic::{Diagnostic, Diagnostics, Place};
use super::layers::{Kind, Layer, Loader, entry};
use super::node::{Node, Table, Value};
use super::parameters::Lookup;
use super::policies::{self, Country};
use super::read::{From, Origin};
use super::vocabulary::Vocabulary;
use super::{Record, Scenario, keys, record, time, typed};
use crate::mechanisms;
use crate::policy::MAX_POLICIES;
use crate::world::hierarchy::Hierarchy;
use std::collections::BTreeMap;

/// What reading has found beside the scenario itself.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// Where each path was last written.
    places: BTreeMap<String, Place>,
    /// Measures to look at.
    pub(crate) look_at: Vec<String>,
    /// Whether hierarchy and indicators are without fault, so that rules between parameters can be tried.
    pub(crate) sound: bool,
}

impl Draft {
    /// Where a path was written: the path itself, else something below it, else what it is a part of.
    pub(crate) fn place(&self, path: &str) -> Option<Place> {
        if let Some(place) = self.places.get(path) {
            return Some(*place);
        }
        let below = format!("{path}.");
        if let Some((_, place)) = self.places.range(below.clone()..).find(|(known, _)| known.starts_with(&below)) {
            return Some(*place);
        }
        let (above, _) = path.rsplit_once('.')?;
        // A group is written somewhere, but not by a line that is to blame.
        (above.starts_with("policy.")).then(|| self.place(above)).flatten()
    }

    /// The scenario that the layers mean; faults go to the loader.
    pub(crate) fn scenario(&mut self, layers: &[Layer], loader: &mut Loader<'_>, vocabulary: &Vocabulary) -> Scenario {
        let before = loader.faults.items().len();
        let mut scenario = Scenario::default();
        let lists = self.indicators(layers, &mut loader.faults);
        scenario.indicators = lists.last().cloned().unwrap_or_default();
        scenario.registry = mechanisms::registry(&scenario.indicators);
        self.keys(layers, &mut scenario, &mut loader.faults);
        self.hierarchy(layers, &mut scenario, loader);
        self.sound = loader.faults.items().len() == before;

        let mut values = BTreeMap::new();
        for (layer, list) in layers.iter().zip(&lists) {
            if layer.kind != Kind::With {
                self.parameters(layer, list, &mut values, &mut loader.faults);
            }
        }
        scenario.values = scenario.registry.defaults();
        for (path, (value, place)) in values {
            // What was said of an indicator that a later layer dropped has no place any more.
            if let Some(leaf) = scenario.registry.find(&path) {
                scenario.values[leaf] = value;
                self.places.insert(path, place);
            }
        }
        self.record(layers, &mut scenario, vocabulary, &mut loader.faults);
        self.policies(layers, &mut scenario, vocabulary, &mut loader.faults);
        scenario
    }

    /// The indicators that each layer sees: its own, or those of the layers below it; values of the command line see the
    /// last word.
    fn indicators(&mut self, layers: &[Layer], faults: &mut Diagnostics) -> Vec<Vec<String>> {
        let mut now = mechanisms::standard_indicators();
        let mut lists: Vec<Vec<String>> = Vec::new();
        for layer in layers {
            if let Some(written) = entry(&layer.table, "structure.indicators") {
                self.places.insert("structure.indicators".into(), written.node.place);
                now = country::indicators(&written.node, faults).unwrap_or(now);
            }
            lists.push(now.clone());
        }
        for (layer, list) in layers.iter().zip(&mut lists) {
            if matches!(layer.kind, Kind::Set | Kind::Arm) {
                list.clone_from(&now);
            }
        }
        // The scenario itself takes the last one.
        lists.push(now);
        lists
    }

    /// Keys of the top of the file, `run.start` and `[structure]`.
    fn keys(&mut self, layers: &[Layer], scenario: &mut Scenario, faults: &mut Diagnostics) {
        for layer in layers {
            let own = matches!(layer.kind, Kind::Main | Kind::Set | Kind::Arm);
            for (key, entry) in &layer.table {
                let node = &entry.node;
                match (key.as_str(), layer.kind) {
                    ("description", _) => {
                        let text = typed::text(node, "description", faults);
                        if let (Some(text), true) = (text, own) {
                            scenario.description = text.to_string();
                            self.places.insert(key.clone(), node.place);
                        }
                    }
                    ("policy", _) => {}
                    ("look_at", Kind::With) => {}
                    ("look_at", _) => faults.push(
                        Diagnostic::at(entry.key, "`look_at` belongs into a policy file")
                            .label("not a key of a scenario")
                            .help("a policy file is laid over a scenario: `jiama check SCENARIO --with FILE`"),
                    ),
                    (_, Kind::With) => faults.push(
                        Diagnostic::at(entry.key, format!("a policy file cannot say `{key}`"))
                            .label("only `description`, `look_at` and `[[policy]]`")
                            .help("write it into a scenario that `extends` another, or use `--set`"),
                    ),
                    ("name", _) => {
                        if let Some(name) = typed::text(node, "name", faults) {
                            if !country::is_name(name) {
                                let fault = Diagnostic::at(node.place, "`name` must be a short name for a folder");
                                faults.push(
                                    fault.label("only letters, digits, - and _").help("`description` takes any text"),
                                );
                            } else if own {
                                scenario.name = name.to_string();
                                self.places.insert(key.clone(), node.place);
                            }
                        }
                    }
                    ("structure", _) => self.structure(node, scenario, faults),
                    ("run", _) => {
                        if let Value::Table(table) = &node.value
                            && let Some(start) = table.get("start")
                        {
                            match time::date(&start.node) {
                                Some(date) => scenario.start = date,
                                None => {
                                    faults.push(typed::mismatch(&start.node, "run.start", "a date, like 2020-01-01"))
                                }
                            }
                            self.places.insert("run.start".into(), start.node.place);
                        }
                    }
                    _ => {}
                }
            }
        }
        if !self.places.contains_key("name")
            && let Some(main) = layers.iter().find(|layer| layer.kind == Kind::Main)
        {
            let stem = main.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            let name: String = stem.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }).collect();
            scenario.name = if name.chars().any(char::is_alphanumeric) { name } else { "scenario".into() };
        }
    }

    fn structure(&mut self, node: &Node, scenario: &mut Scenario, faults: &mut Diagnostics) {
        let Some(table) = typed::table(node, "structure", faults) else { return };
        for (key, entry) in table {
            match key.as_str() {
                // Read before, because the parameters depend on it.
                "indicators" => {}
                "off" => {
                    scenario.off = country::off(&entry.node, faults).unwrap_or_default();
                    self.places.insert("structure.off".into(), entry.node.place);
                }
                _ => unknown("structure", key, entry.key, faults),
            }
        }
    }

    fn hierarchy(&mut self, layers: &[Layer], scenario: &mut Scenario, loader: &mut Loader<'_>) {
        let mut tree: Option<Written> = None;
        let before = loader.faults.items().len();
        for layer in layers.iter().filter(|layer| layer.kind != Kind::With) {
            let Some(written) = layer.table.get("hierarchy") else { continue };
            let Some(table) = typed::table(&written.node, "hierarchy", &mut loader.faults) else { continue };
            for (key, entry) in table {
                let node = &entry.node;
                match key.as_str() {
                    "tiers" => {
                        scenario.tiers = country::tiers(node, &mut loader.faults).unwrap_or_default();
                    }
                    "fan_out" => {
                        self.places.remove("hierarchy.regions");
                        tree = Some(Written::FanOut(node.clone()));
                    }
                    "regions" if table.contains_key("fan_out") => loader.faults.push(
                        Diagnostic::at(entry.key, "a hierarchy has either `fan_out` or `regions`")
                            .label("`fan_out` is there too"),
                    ),
                    "regions" => {
                        self.places.remove("hierarchy.fan_out");
                        tree = Some(Written::Regions(node.clone(), layer.path.clone()));
                    }
                    _ => {
                        unknown("hierarchy", key, entry.key, &mut loader.faults);
                        continue;
                    }
                }
                self.places.insert(format!("hierarchy.{key}"), node.place);
            }
        }
        if loader.faults.items().len() > before {
            return;
        }
        let tiers_place = self.places.get("hierarchy.tiers").copied();
        match tree {
            Some(tree) => {
                if let Some(shape) = country::shape(&scenario.tiers, tiers_place, &tree, loader) {
                    scenario.shape = shape;
                }
            }
            None if scenario.tiers.len() != 3 => loader.faults.push(
                Diagnostic::at(tiers_place, "the hierarchy has `tiers`, but neither `fan_out` nor `regions`").help(
                    format!(
                        "`fan_out` has one number fewer than there are tiers: {}",
                        scenario.tiers.len().saturating_sub(1)
                    ),
                ),
            ),
            None => {}
        }
    }

    /// Numbers that a layer writes, by path.
    fn parameters(
        &mut self,
        layer: &Layer,
        indicators: &[String],
        values: &mut BTreeMap<String, (f64, Place)>,
        faults: &mut Diagnostics,
    ) {
        let registry = mechanisms::registry(indicators);
        let lookup = Lookup::new(&registry);
        let special = ["extends", "name", "description", "hierarchy", "structure", "record", "policy", "look_at"];
        let mut written = Vec::new();
        for (key, entry) in layer.table.iter().filter(|(key, _)| !special.contains(&key.as_str())) {
            lookup.read(key, entry.key, &entry.node, faults, &mut written);
        }
        for w in written {
            values.insert(registry.leaves()[w.leaf].path.clone(), (w.value, w.place));
        }
    }

    fn record(&mut self, layers: &[Layer], scenario: &mut Scenario, vocabulary: &Vocabulary, faults: &mut Diagnostics) {
        let mut found = Record::default();
        for layer in layers.iter().filter(|layer| layer.kind != Kind::With) {
            let Some(written) = layer.table.get("record") else { continue };
            let Some(table) = typed::table(&written.node, "record", faults) else { continue };
            record::read(table, &scenario.tiers, vocabulary.measures, &mut found, faults);
            self.places.extend(table.iter().map(|(key, entry)| (format!("record.{key}"), entry.node.place)));
        }
        scenario.record = found;
    }

    fn policies(
        &mut self,
        layers: &[Layer],
        scenario: &mut Scenario,
        vocabulary: &Vocabulary,
        faults: &mut Diagnostics,
    ) {
        let nodes = policy_nodes(layers, faults);
        let scoped = nodes.iter().any(|node| match &node.value {
            Value::Table(table) => entry(table, "scope.regions").is_some(),
            _ => false,
        });
        let hierarchy = (scoped && self.sound).then(|| Hierarchy::new(&scenario.tiers, &scenario.shape));
        let run = scenario.parameters().run;
        let lookup = Lookup::new(&scenario.registry);
        let country = Country {
            lookup: &lookup,
            tiers: &scenario.tiers,
            hierarchy: hierarchy.as_ref(),
            start: scenario.start,
            burn_in: run.burn_in,
            weeks: run.weeks(),
        };
        let mut found = Vec::new();
        for (i, node) in nodes.iter().enumerate() {
            if i == MAX_POLICIES {
                let fault = Diagnostic::at(policies::header(node), format!("more than {MAX_POLICIES} policies"));
                faults.push(fault.label(format!("the {}th of {}", i + 1, nodes.len())));
            }
            if let Some((policy, written)) = country.policy(node, faults) {
                let at = format!("policy.{}", found.len());
                for w in written {
                    self.places.insert(format!("{at}.{}", scenario.registry.leaves()[w.leaf].path), w.place);
                }
                self.places.insert(at, policies::header(node));
                found.push(policy);
            }
        }
        scenario.policies = found;
        for layer in layers.iter().filter(|layer| layer.kind == Kind::With) {
            let Some(written) = layer.table.get("look_at") else { continue };
            for (name, place) in typed::texts(&written.node, "look_at", faults).unwrap_or_default() {
                record::check_measure(&name, place, vocabulary.measures, faults);
                self.look_at.push(name);
            }
        }
    }

    /// Where each value of a scenario without faults came from.
    pub(crate) fn origins(&self, scenario: &Scenario, layers: &[Layer], faults: &Diagnostics) -> Vec<Origin> {
        let from = |place: Place| {
            let set = layers.iter().any(|layer| layer.source == place.source && layer.kind == Kind::Set);
            let (path, line, _) = faults.position(place);
            match set {
                true => From::Set(format!("{path} {}", faults.sources()[place.source].text)),
                false => From::File { path: path.to_string(), line },
            }
        };
        let of = |path: &str| self.places.get(path).map_or(From::Default, |place| from(*place));
        let leaves = scenario.registry.leaves().iter();
        let mut origins: Vec<Origin> =
            leaves.map(|leaf| Origin { path: leaf.path.clone(), from: of(&leaf.path) }).collect();
        let keys = self.places.iter().filter(|(path, _)| scenario.registry.find(path).is_none());
        origins.extend(keys.map(|(path, place)| Origin { path: path.clone(), from: from(*place) }));
        origins
    }
}

fn unknown(above: &str, key: &str, place: Place, faults: &mut Diagnostics) {
    faults.push(
        Diagnostic::at(place, format!("unknown key `{above}.{key}`"))
            .label(format!("not a key of `{above}`"))
            .help(keys::help(above, key)),
    );
}

/// All `[[policy]]` entries, bases first, policy files last.
fn policy_nodes<'a>(layers: &'a [Layer], faults: &mut Diagnostics) -> Vec<&'a Node> {
    let mut nodes = Vec::new();
    for Layer { kind, table, source, .. } in layers {
        let written: Option<&Node> = (table as &Table).get("policy").map(|entry| &entry.node);
        match written.map(|node| (node, &node.value)) {
            _ if *kind == Kind::Set => {}
            Some((_, Value::List(list))) => nodes.extend(list),
            Some((node, _)) => {
                faults.push(typed::mismatch(node, "policy", "written with two brackets: [[policy]]"));
            }
            None if *kind == Kind::With => {
                let place = Place { source: *source, start: 0, end: 0 };
                faults.push(Diagnostic::at(place, "this policy file has no `[[policy]]`"));
            }
            None => {}
        }
    }
    nodes
}
