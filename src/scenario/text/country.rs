//! `[hierarchy]` and `[structure]`: tiers, the tree, indicators, mechanisms that are off.

use super::diagnostic::{Diagnostic, Diagnostics, Place};
use super::layers::Loader;
use super::node::{Node, Value};
use super::{files, regions, suggest, typed};
use crate::mechanisms::MECHANISMS;
use crate::world::hierarchy::Shape;
use crate::world::indicator::MAX_INDICATORS;
use std::collections::BTreeSet;

/// The most jurisdictions that a scenario may have.
pub(super) const MAX_UNITS: u64 = 10_000_000;

/// The tree as written.
#[derive(Debug, Clone)]
pub(super) enum Written {
    /// Fan-outs.
    FanOut(Node),
    /// A region table, and the file that names it.
    Regions(Node, std::path::PathBuf),
}

/// Names of the tiers.
pub(super) fn tiers(node: &Node, faults: &mut Diagnostics) -> Option<Vec<String>> {
    let names = typed::texts(node, "hierarchy.tiers", faults)?;
    let before = faults.items().len();
    if names.len() < 2 {
        let fault = Diagnostic::at(node.place, "`hierarchy.tiers` must have at least two tiers");
        faults.push(
            fault.label(format!("{} here", names.len())).help("the first is the centre, the last are the offices"),
        );
    }
    unique(&names, "tier", faults);
    for (name, place) in &names {
        if name.trim() != name || name.is_empty() || name.contains(|c: char| c.is_control() || c == '/') {
            faults.push(Diagnostic::at(*place, "the name of a tier must be a text without `/` and spaces around it"));
        }
    }
    (faults.items().len() == before).then(|| names.into_iter().map(|(name, _)| name).collect())
}

fn unique(names: &[(String, Place)], what: &str, faults: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for (name, place) in names {
        if !seen.insert(name) {
            faults.push(Diagnostic::at(*place, format!("the {what} `{name}` is there twice")).label("a second time"));
        }
    }
}

/// The tree; `None` where it has a fault.
pub(super) fn shape(
    tiers: &[String],
    tiers_place: Option<Place>,
    written: &Written,
    loader: &mut Loader<'_>,
) -> Option<Shape> {
    let (shape, place) = match written {
        Written::FanOut(node) => (Shape::FanOut(fan_out(node, tiers, tiers_place, &mut loader.faults)?), node.place),
        Written::Regions(node, file) => {
            let path = typed::text(node, "hierarchy.regions", &mut loader.faults)?;
            let below = tiers.get(2..).unwrap_or_default();
            for tier in below {
                if regions::COLUMNS.iter().any(|(name, _)| name == tier) {
                    let message = format!("a tier cannot be called `{tier}`: region tables have a column of this name");
                    loader.faults.push(Diagnostic::at(tiers_place, message));
                    return None;
                }
            }
            let source = loader.read(&files::beside(file, path), Some(node.place))?;
            (Shape::Regions(regions::read(source, below, &mut loader.faults)?), node.place)
        }
    };
    let (units, _) = super::forecast::count(&shape);
    if units > MAX_UNITS {
        let fault = Diagnostic::at(place, format!("the hierarchy has {units} jurisdictions"));
        loader.faults.push(fault.label(format!("at most {MAX_UNITS}")));
        return None;
    }
    Some(shape)
}

fn fan_out(node: &Node, tiers: &[String], tiers_place: Option<Place>, faults: &mut Diagnostics) -> Option<Vec<u32>> {
    let Value::List(list) = &node.value else {
        faults.push(typed::mismatch(node, "hierarchy.fan_out", "a list of whole numbers, like [4, 5]"));
        return None;
    };
    let read: Vec<Option<u32>> =
        list.iter().map(|n| typed::whole(n, "hierarchy.fan_out", 1, 1_000_000, faults)).collect();
    let fan: Vec<u32> = read.into_iter().collect::<Option<_>>()?;
    if fan.len() + 1 != tiers.len() {
        let wanted = tiers.len().saturating_sub(1);
        let fault = Diagnostic::at(
            node.place,
            format!("`hierarchy.fan_out` must have {wanted} {}", if wanted == 1 { "number" } else { "numbers" }),
        );
        let line = tiers_place.map(|place| faults.position(place));
        let line = line.map(|(path, line, _)| format!(" ({path}:{line})")).unwrap_or_default();
        let help = format!("one fewer than the {} tiers{line}: {}", tiers.len(), tiers.join(", "));
        faults.push(fault.label(format!("{} here", fan.len())).help(help));
        return None;
    }
    Some(fan)
}

/// Names of the indicators.
pub(super) fn indicators(node: &Node, faults: &mut Diagnostics) -> Option<Vec<String>> {
    let names = typed::texts(node, "structure.indicators", faults)?;
    let before = faults.items().len();
    if names.is_empty() || names.len() > MAX_INDICATORS {
        let fault = Diagnostic::at(node.place, format!("a scenario has 1 to {MAX_INDICATORS} indicators"));
        faults.push(fault.label(format!("{} here", names.len())));
    }
    unique(&names, "indicator", faults);
    for (name, place) in &names {
        if !is_name(name) {
            let fault = Diagnostic::at(*place, format!("`{name}` cannot be the name of an indicator"));
            faults.push(fault.label("only letters, digits, - and _"));
        }
    }
    (faults.items().len() == before).then(|| names.into_iter().map(|(name, _)| name).collect())
}

/// Whether a text is a short name: letters, digits, `-` and `_`.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// Names of mechanisms that are off.
pub(super) fn off(node: &Node, faults: &mut Diagnostics) -> Option<Vec<String>> {
    let names = typed::texts(node, "structure.off", faults)?;
    let mut off: Vec<String> = Vec::new();
    for (name, place) in names {
        if !MECHANISMS.iter().any(|m| m.name == name) {
            let fault = Diagnostic::at(place, format!("there is no mechanism `{name}`")).label("no such mechanism");
            faults.push(fault.help(suggest::help(&name, MECHANISMS.iter().map(|m| m.name))));
        } else if !off.contains(&name) {
            off.push(name);
        }
    }
    Some(off)
}
