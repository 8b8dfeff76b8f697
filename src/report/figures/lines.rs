//! From curves to marks: means over replicates and their bands.

use crate::report::curves::Curve;
use crate::report::figures::About;
use crate::report::figures::plot::{Mark, year_of};
use crate::world::clock::date_of;
use plotters::style::RGBColor;
use statrs::statistics::{Data, OrderStatistics, Statistics};
use std::collections::BTreeMap;

/// Weeks of a quarter of a year.
const QUARTER: u32 = 13;

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
        marks.push(Mark::Surface { colour, opacity: 0.16, points: curve.iter().map(band).collect() });
    }
    marks.push(Mark::Line { colour, width: 2.0, dashed, points: means(curve, about) });
    marks
}

/// Means of quarters of 13 weeks, replicate by replicate: weeks of a small country are mostly luck.
pub(super) fn quarters(curve: &Curve) -> Curve {
    let mut blocks: Curve = Curve::new();
    let mut counts: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for (week, values) in curve {
        let sums = blocks.entry(week / QUARTER).or_default();
        sums.resize(sums.len().max(values.len()), 0.0);
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        let count = counts.entry(week / QUARTER).or_insert((0, 0));
        *count = (count.0 + 1, count.1 + week);
    }
    let mean = |(block, values): (u32, Vec<f64>)| {
        let (n, weeks) = counts.get(&block).copied().unwrap_or((1, 0));
        (weeks / n, values.into_iter().map(|v| v / f64::from(n)).collect())
    };
    blocks.into_iter().map(mean).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_means_of_their_weeks() {
        let curve: Curve = [(3, vec![1.0, 10.0]), (7, vec![3.0, 30.0]), (15, vec![5.0, 50.0])].into();
        let expected: Curve = [(5, vec![2.0, 20.0]), (15, vec![5.0, 50.0])].into();
        assert_eq!(quarters(&curve), expected);
    }
}
