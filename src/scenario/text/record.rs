//! `[record]`: what is recorded of a run.

use super::diagnostic::{Diagnostic, Diagnostics};
use super::node::Table;
use super::vocabulary::MeasureInfo;
use super::{GROUPS, Record, keys, policies, suggest, typed};

/// Lays a `[record]` table over `record`.
pub(super) fn read(
    table: &Table,
    tiers: &[String],
    measures: &[MeasureInfo],
    record: &mut Record,
    faults: &mut Diagnostics,
) {
    for (key, entry) in table {
        let node = &entry.node;
        match key.as_str() {
            "every" => record.every = policies::weeks(node, "record.every", 1, faults).unwrap_or(record.every),
            "tier" => record.tier = policies::tier(node, "record.tier", tiers, faults).unwrap_or(record.tier),
            "offices" => record.offices = typed::switch(node, "record.offices", faults).unwrap_or(record.offices),
            "measures" => {
                let names = typed::texts(node, "record.measures", faults).unwrap_or_default();
                for (name, place) in &names {
                    check_measure(name, *place, measures, faults);
                }
                record.measures = names.into_iter().map(|(name, _)| name).collect();
            }
            "groups" => {
                let names = typed::texts(node, "record.groups", faults).unwrap_or_default();
                for (name, place) in &names {
                    if !GROUPS.contains(&name.as_str()) {
                        let fault = Diagnostic::at(*place, format!("there is no group of citizens `{name}`"));
                        faults.push(fault.label("no such group").help(suggest::help(name, GROUPS)));
                    }
                }
                record.groups = names.into_iter().map(|(name, _)| name).collect();
            }
            _ => faults.push(
                Diagnostic::at(entry.key, format!("unknown key `record.{key}`"))
                    .label("not a key of `record`")
                    .help(keys::help("record", key)),
            ),
        }
    }
}

/// A fault where a name, or the beginning before `*`, belongs to no measure. Nothing is checked where no measure is known.
pub(super) fn check_measure(
    name: &str,
    place: super::diagnostic::Place,
    measures: &[MeasureInfo],
    faults: &mut Diagnostics,
) {
    let known = match name.strip_suffix('*') {
        Some(beginning) => measures.iter().any(|m| m.name.starts_with(beginning)),
        None => measures.iter().any(|m| m.name == name),
    };
    if !known && !measures.is_empty() {
        let fault = Diagnostic::at(place, format!("there is no measure `{name}`")).label("no such measure");
        faults.push(fault.help(suggest::help(name, measures.iter().map(|m| m.name))));
    }
}
