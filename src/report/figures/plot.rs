//! A figure before it is drawn: panels with lines, bands and areas, a legend, a caption. No pixels here.

use super::shape::Shape;
use crate::report::figures::About;
use jiff::civil::Date;
use plotters::style::RGBColor;

/// A whole figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it shows.
    pub title: String,
    /// What colours and dashes mean.
    pub legend: Vec<Key>,
    /// One or more panels of the same size.
    pub panels: Vec<Panel>,
    /// n, bands, definitions; one line each.
    pub caption: Vec<String>,
    /// Version and scenario.
    pub footer: String,
    /// First and last moment of the time axis, in years.
    pub years: (f64, f64),
}

/// A line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// What it stands for.
    pub label: String,
    /// Its colour.
    pub colour: RGBColor,
    /// How it looks.
    pub look: Look,
}

/// How a curve looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A line.
    Solid,
    /// A dashed line.
    Dashed,
    /// A filled area.
    Area,
    /// A dot on its interval.
    Dot,
    /// A line with marks of a shape.
    Marked(Shape),
}

/// A panel with one pair of axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What it shows.
    pub title: String,
    /// Unit of the value axis; `1` for a share, drawn in per cent.
    pub unit: String,
    /// Ends of the value axis.
    pub range: (f64, f64),
    /// What is drawn, from back to front.
    pub marks: Vec<Mark>,
}

/// Something drawn into a panel; `x` in years.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A line through `(x, y)`.
    Line {
        /// Its colour.
        colour: RGBColor,
        /// Its width in pixels.
        width: f64,
        /// Whether it is dashed.
        dashed: bool,
        /// Its points.
        points: Vec<(f64, f64)>,
    },
    /// The surface between two lines, `(x, low, high)`.
    Surface {
        /// Its colour.
        colour: RGBColor,
        /// 0 clear … 1 solid.
        opacity: f64,
        /// Its points.
        points: Vec<(f64, f64, f64)>,
    },
}

impl Mark {
    fn values(&self) -> Vec<f64> {
        match self {
            Self::Line { points, .. } => points.iter().map(|p| p.1).collect(),
            Self::Surface { points, .. } => points.iter().flat_map(|p| [p.1, p.2]).collect(),
        }
    }
}

/// Ends of a value axis that shows all marks, with a little air; from 0 on if asked, and never below 0 without need.
pub fn range(marks: &[Mark], from_zero: bool) -> (f64, f64) {
    let values: Vec<f64> = marks.iter().flat_map(Mark::values).filter(|v| v.is_finite()).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        return (0.0, 1.0);
    }
    let low = if from_zero { low.min(0.0) } else { low };
    // A flat curve stands in the middle of an axis of its own size, not in one of rounding errors.
    let least = 0.01 * high.abs().max(low.abs()).max(1e-9);
    let air = (0.08 * (high - low)).max(least);
    let bottom = if low >= 0.0 { (low - air).max(0.0) } else { low - air };
    (if from_zero && low == 0.0 { 0.0 } else { bottom }, high + air)
}

/// A date as a number of years; a quarter of a year is close to .25.
pub fn year_of(date: Date) -> f64 {
    let days = f64::from(date.days_in_year());
    f64::from(date.year()) + (f64::from(date.day_of_year()) - 1.0) / days
}

/// The line under all figures.
pub fn footer(about: &About) -> String {
    let hash: String = about.hash.chars().take(12).collect();
    format!("Jiama {} · scenario {} · {hash}", env!("CARGO_PKG_VERSION"), about.scenario)
}

/// How many of what the figure rests on, and what its bands are.
pub fn caption(about: &About, bands: bool) -> String {
    let plural = |n: u64, one: &str, many: &str| format!("{} {}", grouped(n), if n == 1 { one } else { many });
    let offices = plural(about.offices, "office", "offices");
    let citizens = plural(about.citizens, "simulated citizen", "simulated citizens");
    let replicates = plural(about.replicates.into(), "replicate", "replicates");
    let band = match (about.replicates, bands) {
        (0 | 1, _) => "no band: one replicate",
        (_, true) => "line: mean, band: 10–90 % of replicates",
        (_, false) => "mean over replicates, no band",
    };
    format!("n = {offices}, {citizens}, {replicates}; {band}.")
}

/// A whole number with thin groups of three digits.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 14_117_800].map(grouped), ["0", "999", "1,000", "14,117,800"]);
    }

    #[test]
    fn axes_hold_all_values() {
        let line = |points: &[(f64, f64)]| {
            vec![Mark::Line { colour: RGBColor(0, 0, 0), width: 2.0, dashed: false, points: points.to_vec() }]
        };
        let (low, high) = range(&line(&[(0.0, 0.6), (1.0, 0.9)]), false);
        assert!(low < 0.6 && low > 0.5 && high > 0.9);
        assert_eq!(range(&line(&[(0.0, 0.6)]), true).0, 0.0);
        let (low, high) = range(&line(&[(0.0, 0.0)]), false);
        assert!(low < high);
        assert_eq!(range(&[], true), (0.0, 1.0));
    }
}
