//! What is reported and what is true: attainment of each indicator, a panel an indicator.

use super::lines::{line, missing, short, years};
use super::plot::{Drawing, Key, Look, Panel, caption, footer, range};
use super::style::colour;
use super::{About, Figure};
use crate::report::curves::Curves;

const REPORTED: &str = "fabrication.attainment_reported";
const TRUE: &str = "fabrication.attainment_true";

pub(super) const FIGURE: Figure = Figure { name: "reported", measures: &[REPORTED, TRUE], draw };

fn draw(curves: &Curves, about: &About) -> Result<Drawing, String> {
    let of = |measure: &str, group: &str| curves.get(measure, curves.country(), group);
    let groups = curves.groups(REPORTED, "indicator:");
    let pairs: Vec<_> = groups.iter().filter_map(|g| Some((*g, of(REPORTED, g)?, of(TRUE, g)?))).collect();
    if pairs.is_empty() {
        let lacking = if groups.is_empty() { REPORTED } else { TRUE };
        return Err(missing(lacking, "indicator"));
    }
    let (reported, genuine) = (colour(1), colour(0));
    let marks = |said, done| {
        let mut marks = line(done, about, genuine, true);
        marks.extend(line(said, about, reported, false));
        marks
    };
    // One axis for all, so that panels can be compared.
    let every: Vec<_> = pairs.iter().flat_map(|(_, said, done)| marks(said, done)).collect();
    let ends = range(&every, true);
    let unit = curves.unit(REPORTED);
    let panels = pairs.iter().map(|(group, said, done)| Panel {
        title: short(group).into(),
        unit: unit.into(),
        range: ends,
        marks: marks(said, done),
    });
    Ok(Drawing {
        title: "Attainment of targets, reported and true".into(),
        legend: vec![
            Key { label: "reported".into(), colour: reported, look: Look::Solid },
            Key { label: "true".into(), colour: genuine, look: Look::Dashed },
        ],
        panels: panels.collect(),
        caption: vec![caption(about, true), "Attainment is what was achieved as a share of the target.".into()],
        footer: footer(about),
        years: years(pairs.iter().flat_map(|(_, a, b)| [*a, *b]), about),
    })
}
