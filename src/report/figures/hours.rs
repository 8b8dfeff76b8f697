//! Where working time goes: hours a staff-week by activity, stacked.

use super::lines::{means, missing, short, years};
use super::plot::{Drawing, Key, Look, Mark, Panel, caption, footer, range};
use super::style::colour;
use super::{About, Figure};
use crate::report::curves::Curves;
use plotters::style::WHITE;

const HOURS: &str = "effort.hours";

pub(super) const FIGURE: Figure = Figure { name: "hours", measures: &[HOURS], draw };

fn draw(curves: &Curves, about: &About) -> Result<Drawing, String> {
    let groups = curves.groups(HOURS, "activity:");
    let of = |group: &str| curves.get(HOURS, curves.country(), group);
    let named: Vec<_> = groups.iter().filter_map(|g| Some((*g, of(g)?))).collect();
    let Some((_, first)) = named.first() else { return Err(missing(HOURS, "activity")) };

    let mut below: Vec<(f64, f64)> = means(first, about).into_iter().map(|(x, _)| (x, 0.0)).collect();
    let mut marks = Vec::new();
    let (mut legend, mut idle) = (Vec::new(), Vec::new());
    for (group, curve) in &named {
        let i = legend.len();
        let above = means(curve, about);
        if above.iter().all(|(_, hours)| *hours == 0.0) {
            idle.push(short(group));
            continue;
        }
        // Activities are recorded in the same weeks; a week that one lacks would tear the stack, so it ends there.
        let points: Vec<_> = below.iter().zip(&above).map(|(b, a)| (b.0, b.1, b.1 + a.1)).collect();
        below = points.iter().map(|p| (p.0, p.2)).collect();
        marks.push(Mark::Surface { colour: colour(i), opacity: 0.85, points });
        marks.push(Mark::Line { colour: WHITE, width: 1.0, dashed: false, points: below.clone() });
        legend.push(Key { label: short(group).into(), colour: colour(i), look: Look::Area });
    }
    let mut order = "Stacked from below in the order of the legend; mean over staff.".to_string();
    if !idle.is_empty() {
        order.push_str(&format!(" No hours at all: {}.", idle.join(", ")));
    }
    let unit = curves.unit(HOURS).to_string();
    Ok(Drawing {
        title: "Hours a staff-week by activity".into(),
        legend,
        panels: vec![Panel { title: String::new(), unit, range: range(&marks, true), marks }],
        caption: vec![caption(about, false), order],
        footer: footer(about),
        years: years(named.iter().map(|(_, c)| *c), about),
    })
}
