//! From curves to marks: means over replicates and their bands.

use crate::report::curves::Curve;
use crate::report::figures::About;
use crate::report::figures::plot::{Mark, year_of};
use crate::world::clock::date_of;
use plotters::style::RGBColor;
use statrs::statistics::{Data, OrderStatistics, Statistics};

/// Week of a row to years.
pub(super) fn year(about: &About, week: u32) -> f64 {
    year_of(date_of(about.start, week as i32))
}

/// Mean over replicates, week by week.
pub(super) fn means(curve: &Curve, about: &About) -> Vec<(f64, f64)> {
    curve.iter().map(|(week, values)| (year(about, *week), values.iter().mean())).collect()
}

/// The line of a curve and, with several replicates, the band behind it.
pub(super) fn line(curve: &Curve, about: &About, colour: RGBColor, dashed: bool) -> Vec<Mark> {
    let mut marks = Vec::new();
    if about.replicates > 1 {
        let band = |(week, values): (&u32, &Vec<f64>)| {
            let mut values = Data::new(values.clone());
            (year(about, *week), values.quantile(0.1), values.quantile(0.9))
        };
        marks.push(Mark::Surface { colour, opacity: 0.2, points: curve.iter().map(band).collect() });
    }
    marks.push(Mark::Line { colour, width: 2.0, dashed, points: means(curve, about) });
    marks
}

/// The time axis: from the start of the run to the end of the last recorded week.
pub(super) fn years<'a>(curves: impl Iterator<Item = &'a Curve>, about: &About) -> (f64, f64) {
    let last = curves.filter_map(|c| c.keys().next_back().copied()).max().unwrap_or(0);
    (year(about, 0), year(about, last + 1))
}

/// The words for what is missing.
pub(super) fn missing(measure: &str, by: &str) -> String {
    format!("{measure} was not recorded by {by}")
}

/// A name without the kind of group before the colon.
pub(super) fn short(group: &str) -> &str {
    group.split_once(':').map_or(group, |(_, name)| name)
}
