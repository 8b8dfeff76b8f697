//! How quotas grow on their way down: target of each tier over time, a panel an indicator.

use super::lines::{line, missing, short, years};
use super::plot::{Drawing, Key, Look, Panel, caption, footer, range};
use super::style::colour;
use super::{About, Figure};
use crate::report::curves::Curves;

const TARGET: &str = "cascade.target";

pub(super) const FIGURE: Figure = Figure { name: "targets", measures: &[TARGET], draw };

fn draw(curves: &Curves, about: &About) -> Result<Drawing, String> {
    let tiers = curves.tiers(TARGET);
    let groups = curves.groups(TARGET, "indicator:");
    if tiers.is_empty() || groups.is_empty() {
        return Err(missing(TARGET, "indicator"));
    }
    let panel = |group: &&str| {
        let of_tier = |(i, tier): (usize, &&str)| {
            curves.get(TARGET, tier, group).map(|c| line(c, about, colour(i), false)).unwrap_or_default()
        };
        let marks: Vec<_> = tiers.iter().enumerate().flat_map(of_tier).collect();
        Panel { title: short(group).into(), unit: curves.group_unit(group).into(), range: range(&marks, false), marks }
    };
    let panels: Vec<_> = groups.iter().map(panel).collect();
    let key = |(i, tier): (usize, &&str)| Key { label: (*tier).into(), colour: colour(i), look: Look::Solid };
    let all = tiers.iter().flat_map(|t| groups.iter().filter_map(|g| curves.get(TARGET, t, g)));
    Ok(Drawing {
        title: "Targets by tier".into(),
        legend: tiers.iter().enumerate().map(key).collect(),
        panels,
        caption: vec![
            caption(about, true),
            "Mean over the units of a tier, set at each contest. Axes do not start at zero and differ between panels."
                .into(),
        ],
        footer: footer(about),
        years: years(all, about),
    })
}
