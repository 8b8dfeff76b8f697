//! Who is served and who is left out: needs resolved in time and needs excluded, by age.

use super::lines::{line, missing, quarters, short, years};
use super::plot::{Drawing, Key, Look, Panel, caption, footer, range};
use super::style::colour;
use super::{About, Figure};
use crate::report::curves::Curves;

const IN_TIME: &str = "citizens.resolved_in_time";
const EXCLUDED: &str = "citizens.excluded";

pub(super) const FIGURE: Figure = Figure { name: "citizens", measures: &[IN_TIME, EXCLUDED], draw };

fn draw(curves: &Curves, about: &About) -> Result<Drawing, String> {
    let groups = curves.groups(IN_TIME, "age:");
    if groups.is_empty() {
        return Err(missing(IN_TIME, "age"));
    }
    let of = |measure: &str, group: &str| curves.get(measure, curves.country(), group);
    let panel = |measure: &str, title: &str, from_zero: bool| {
        let of_group = |(i, group): (usize, &&str)| {
            of(measure, group).map(|c| line(&quarters(c), about, colour(i), false)).unwrap_or_default()
        };
        let marks: Vec<_> = groups.iter().enumerate().flat_map(of_group).collect();
        Panel { title: title.into(), unit: curves.unit(measure).into(), range: range(&marks, from_zero), marks }
    };
    let panels = vec![panel(IN_TIME, "Needs resolved in time", false), panel(EXCLUDED, "Needs excluded", true)];
    if panels[1].marks.is_empty() {
        return Err(missing(EXCLUDED, "age"));
    }
    let key = |(i, group): (usize, &&str)| Key { label: short(group).into(), colour: colour(i), look: Look::Solid };
    let all = groups.iter().flat_map(|g| [of(IN_TIME, g), of(EXCLUDED, g)]).flatten();
    Ok(Drawing {
        title: "Citizens by age: served in time, and left out".into(),
        legend: groups.iter().enumerate().map(key).collect(),
        panels,
        caption: vec![
            caption(about, true),
            "Shares of the needs that arose, means of quarters; excluded: given up. The left axis does not start at zero.".into(),
        ],
        footer: footer(about),
        years: years(all, about),
    })
}
