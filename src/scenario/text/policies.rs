//! `[[policy]]` entries to policies: dates to weeks, names to places, values to levers.

use super::diagnostic::{Diagnostic, Diagnostics, Place};
use super::node::{Entry, Node, Value};
use super::parameters::{Lookup, Written};
use super::{keys, suggest, time, typed};
use crate::parameter::Role;
use crate::policy::Policy;
use crate::world::hierarchy::Hierarchy;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What policies are read against.
pub(super) struct Country<'a> {
    pub(super) lookup: &'a Lookup<'a>,
    pub(super) tiers: &'a [String],
    /// The tree; none where it is at fault itself, or where nobody asks for names.
    pub(super) hierarchy: Option<&'a Hierarchy>,
    pub(super) start: Date,
    pub(super) burn_in: u32,
    /// All weeks, burn-in included.
    pub(super) weeks: u32,
}

impl Country<'_> {
    /// Reads one policy; `None` where it has a fault.
    pub(super) fn policy(&self, node: &Node, faults: &mut Diagnostics) -> Option<(Policy, Vec<Written>)> {
        let before = faults.items().len();
        let table = typed::table(node, "policy", faults)?;
        let mut policy = Policy {
            name: String::new(),
            about: String::new(),
            from: self.burn_in,
            until: None,
            ramp: 0,
            tier: None,
            regions: vec![],
            set: vec![],
        };
        let mut written = Vec::new();
        let mut until_place = None;
        for (key, entry) in table {
            let node = &entry.node;
            match key.as_str() {
                "name" => {
                    policy.name = typed::text(node, "name", faults).unwrap_or_default().to_string();
                    if policy.name.trim().is_empty() || policy.name.contains(char::is_control) {
                        faults.push(Diagnostic::at(node.place, "a policy needs a name of one line"));
                    }
                }
                "about" => {
                    policy.about = typed::text(node, "about", faults).unwrap_or_default().to_string();
                }
                "from" => policy.from = self.week(node, "from", faults).unwrap_or(self.burn_in),
                "until" => {
                    policy.until = self.week(node, "until", faults);
                    until_place = Some(node.place);
                }
                "ramp" => policy.ramp = weeks(node, "ramp", 0, faults).unwrap_or(0),
                "scope" => self.scope(node, &mut policy, faults),
                "set" => self.set(node, &mut written, faults),
                _ => faults.push(
                    Diagnostic::at(entry.key, format!("unknown key `{key}` of a policy"))
                        .label("not a key of a policy")
                        .help(keys::help("policy", key)),
                ),
            }
        }
        for required in ["name", "set"] {
            if !table.contains_key(required) {
                faults.push(
                    Diagnostic::at(node.place, format!("this policy has no `{required}`"))
                        .help(keys::find(&format!("policy.{required}")).map_or("", |key| key.sentence)),
                );
            }
        }
        if let (Some(until), Some(place)) = (policy.until, until_place)
            && until <= policy.from
        {
            let fault = Diagnostic::at(place, format!("the policy `{}` ends before it begins", policy.name));
            let from = i64::from(policy.from) - i64::from(self.burn_in);
            let label = format!("recorded week {}; it begins in {from}", i64::from(until) - i64::from(self.burn_in));
            faults.push(fault.label(label).help("`until` is the first week in which it no longer holds"));
        }
        if policy.from >= self.weeks {
            let place = table.get("from").map_or(node.place, |entry| entry.node.place);
            let fault = Diagnostic::at(place, format!("the policy `{}` begins after the run ends", policy.name));
            let label = format!("recorded week {}", i64::from(policy.from) - i64::from(self.burn_in));
            faults.push(fault.label(label).help(format!("the run has {} recorded weeks", self.weeks - self.burn_in)));
        }
        written.sort_by_key(|w| w.leaf);
        policy.set = written.iter().map(|w| (w.leaf, w.value)).collect();
        (faults.items().len() == before).then_some((policy, written))
    }

    /// A moment as a week counted from the start of the burn-in.
    fn week(&self, node: &Node, name: &str, faults: &mut Diagnostics) -> Option<u32> {
        let Some(week) = time::moment(node, self.start) else {
            faults.push(typed::mismatch(node, name, time::MOMENT).label("not understood"));
            return None;
        };
        let week = week + i64::from(self.burn_in);
        if week < 0 {
            let fault = Diagnostic::at(node.place, format!("`{name}` lies before the burn-in begins"));
            let label = format!("recorded week {}", week - i64::from(self.burn_in));
            let help = format!("the first week of the burn-in is -{}", self.burn_in);
            faults.push(
                fault.label(label).help(help).help("what holds from the beginning belongs into the scenario itself"),
            );
            return None;
        }
        u32::try_from(week).ok().or(Some(u32::MAX))
    }

    fn scope(&self, node: &Node, policy: &mut Policy, faults: &mut Diagnostics) {
        let Some(table) = typed::table(node, "scope", faults) else { return };
        for (key, Entry { key: place, node }) in table {
            match key.as_str() {
                "tier" => policy.tier = tier(node, "scope.tier", self.tiers, faults),
                "regions" => {
                    let names = typed::texts(node, "scope.regions", faults).unwrap_or_default();
                    for (name, place) in &names {
                        self.region(name, *place, faults);
                    }
                    if names.is_empty() && matches!(&node.value, Value::List(list) if list.is_empty()) {
                        let fault = Diagnostic::at(node.place, "`scope.regions` names no region");
                        faults.push(fault.help("leave it out for the whole country"));
                    }
                    policy.regions = names.into_iter().map(|(name, _)| name).collect();
                }
                _ => faults.push(
                    Diagnostic::at(*place, format!("unknown key `scope.{key}` of a policy"))
                        .help(keys::help("policy.scope", key)),
                ),
            }
        }
    }

    /// A fault where there is no unit of this name.
    fn region(&self, name: &str, place: Place, faults: &mut Diagnostics) {
        let Some(hierarchy) = self.hierarchy else { return };
        if hierarchy.find(name).is_some() {
            return;
        }
        // The names of the upper tiers are enough for a hint in a large country.
        let enough = hierarchy.of_tier.iter().rfind(|tier| tier.end <= 50_000).map_or(1, |tier| tier.end);
        let names: Vec<String> = (0..enough).map(|unit| hierarchy.name(unit)).collect();
        let near = match suggest::nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is for example `{}`", names.get(1).map_or("", String::as_str)),
        };
        let fault = Diagnostic::at(place, format!("there is no region `{name}`"));
        faults.push(fault.label("no unit of this name").help(near));
    }

    fn set(&self, node: &Node, written: &mut Vec<Written>, faults: &mut Diagnostics) {
        let Some(table) = typed::table(node, "set", faults) else { return };
        if table.is_empty() {
            faults.push(Diagnostic::at(node.place, "this policy sets nothing").label("empty"));
        }
        for (path, entry) in table {
            if let Some(key) = keys::find(path) {
                let fault = Diagnostic::at(entry.key, format!("a policy cannot set `{path}`"));
                faults.push(fault.label("not a lever").help(key.sentence));
                continue;
            }
            let mut here = Vec::new();
            let before = faults.items().len();
            self.lookup.read(path, entry.key, &entry.node, faults, &mut here);
            if here.is_empty() && faults.items().len() == before {
                faults.push(Diagnostic::at(entry.node.place, format!("`{path}` sets nothing")).label("empty"));
            }
            let mut told = BTreeSet::new();
            for w in &here {
                let declaration = self.lookup.registry.declaration_of(w.leaf);
                if declaration.role != Role::Lever && told.insert(declaration.path()) {
                    let place = if declaration.path() == *path || told.len() == 1 { entry.key } else { w.place };
                    let word = match declaration.role {
                        Role::Structure => "structural choice",
                        role => role.word(),
                    };
                    faults.push(
                        Diagnostic::at(
                            place,
                            format!("a policy cannot set `{}`: it is a {word}, not a lever", declaration.path()),
                        )
                        .label(format!("a {word}"))
                        .help(format!(
                            "a scenario sets it, in `[{}]`; policies set levers (`jiama explain` lists them)",
                            declaration.group
                        )),
                    );
                }
                if let Some(twice) = written.iter().find(|other: &&Written| other.leaf == w.leaf) {
                    let line = faults.position(twice.place).1;
                    let leaf = &self.lookup.registry.leaves()[w.leaf].path;
                    let fault = Diagnostic::at(w.place, format!("this policy sets `{leaf}` twice"));
                    faults.push(fault.label(format!("also on line {line}")));
                }
            }
            written.extend(here);
        }
    }
}

/// A length of time as whole weeks.
pub(super) fn weeks(node: &Node, name: &str, lowest: u32, faults: &mut Diagnostics) -> Option<u32> {
    let longest = 52 * 100;
    if let Value::Text(text) = &node.value {
        match time::weeks(text) {
            Some(w) if w.fract() == 0.0 && w >= f64::from(lowest) && w <= f64::from(longest) => return Some(w as u32),
            _ => {
                let form = format!("whole weeks in {lowest}..={longest}, or a time like \"26 weeks\" or \"1 year\"");
                faults.push(typed::mismatch(node, name, &form).label("not understood"));
                return None;
            }
        }
    }
    typed::whole(node, name, lowest, longest, faults)
}

/// The number of a tier by its name.
pub(super) fn tier(node: &Node, name: &str, tiers: &[String], faults: &mut Diagnostics) -> Option<usize> {
    let written = typed::text(node, name, faults)?;
    let found = tiers.iter().position(|t| t == written);
    // No tiers at all means that they are at fault themselves.
    if found.is_none() && !tiers.is_empty() {
        faults.push(
            Diagnostic::at(node.place, format!("there is no tier `{written}`"))
                .label("no such tier")
                .help(suggest::help(written, tiers.iter().map(String::as_str))),
        );
    }
    found
}

/// Where a policy is written.
pub(super) fn header(node: &Node) -> Place {
    match &node.value {
        Value::Table(table) => table.get("name").map_or(node.place, |entry| entry.node.place),
        _ => node.place,
    }
}
