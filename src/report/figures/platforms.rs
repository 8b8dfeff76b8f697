//! Platforms that live and platforms that only exist: both an office.

use super::lines::{line, missing, years};
use super::plot::{Drawing, Key, Look, Panel, caption, footer, range};
use super::style::colour;
use super::{About, Figure};
use crate::report::curves::Curves;

const LIVE: &str = "platforms.live";
const ZOMBIES: &str = "platforms.zombies";

pub(super) const FIGURE: Figure = Figure { name: "platforms", measures: &[LIVE, ZOMBIES], draw };

fn draw(curves: &Curves, about: &About) -> Result<Drawing, String> {
    let of = |measure| curves.get(measure, curves.country(), "all").ok_or_else(|| missing(measure, "country"));
    let (live, zombies) = (of(LIVE)?, of(ZOMBIES)?);
    let mut marks = line(live, about, colour(0), false);
    marks.extend(line(zombies, about, colour(1), true));
    Ok(Drawing {
        title: "Platforms an office: live ones and zombies".into(),
        legend: vec![
            Key { label: "live".into(), colour: colour(0), look: Look::Solid },
            Key { label: "zombies".into(), colour: colour(1), look: Look::Dashed },
        ],
        panels: vec![Panel { title: String::new(), unit: curves.unit(LIVE).into(), range: range(&marks, true), marks }],
        caption: vec![caption(about, true), "A zombie is a dead platform that is still there.".into()],
        footer: footer(about),
        years: years([live, zombies].into_iter(), about),
    })
}
