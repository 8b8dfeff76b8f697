//! Means with intervals, one row each, side by side in panels: what differs between arms, groups or factors. No pixels here.

use super::page;
use super::plot::Key;
use super::scale::{self, drawable};
use plotters::style::RGBColor;
use std::path::Path;

/// A whole figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Dots {
    /// What it shows.
    pub title: String,
    /// What colours mean.
    pub legend: Vec<Key>,
    /// One or more panels with axes of their own.
    pub panels: Vec<DotPanel>,
    /// n, intervals, definitions; long lines are broken.
    pub caption: Vec<String>,
    /// What is told after the caption to readers who cannot see the figure.
    pub told: Vec<String>,
    /// Version and scenario.
    pub footer: String,
}

/// A panel with one value axis.
#[derive(Debug, Clone, PartialEq)]
pub struct DotPanel {
    /// What it shows.
    pub title: String,
    /// Unit of the value axis; `1` for a share, drawn in per cent as long as the values look like shares.
    pub unit: String,
    /// Whether 0 is always on the axis, with a line.
    pub zero: bool,
    /// From top to bottom.
    pub rows: Vec<DotRow>,
}

/// A row of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct DotRow {
    /// Its name.
    pub label: String,
    /// Drawn one under the other. One whose mean is no number is not drawn and keeps its place.
    pub dots: Vec<Dot>,
}

/// A mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// Its colour.
    pub colour: RGBColor,
    /// Where it stands.
    pub mean: f64,
    /// Ends of the interval around it; left out where one is no number.
    pub interval: Option<(f64, f64)>,
    /// What the mean is made of, drawn faintly.
    pub seeds: Vec<f64>,
}

/// Writes a figure as SVG.
///
/// # Errors
/// Where the file cannot be written.
pub fn svg(dots: &Dots, path: &Path) -> Result<(), String> {
    page::svg(dots, path)
}

/// Writes a figure as PNG.
///
/// # Errors
/// Where the file cannot be written.
pub fn png(dots: &Dots, path: &Path) -> Result<(), String> {
    page::png(dots, path)
}

impl Dot {
    /// Whether there is something to draw.
    pub(super) fn is_drawn(&self) -> bool {
        drawable(self.mean)
    }

    /// The interval, if both ends can be drawn.
    pub(super) fn ends(&self) -> Option<(f64, f64)> {
        self.interval.filter(|(low, high)| drawable(*low) && drawable(*high))
    }

    /// The seeds that can be drawn.
    pub(super) fn points(&self) -> impl Iterator<Item = f64> + '_ {
        self.seeds.iter().copied().filter(|v| drawable(*v))
    }
}

impl DotPanel {
    /// All values that are drawn.
    fn values(&self) -> Vec<f64> {
        let dots = self.rows.iter().flat_map(|r| &r.dots).filter(|d| d.is_drawn());
        dots.flat_map(|d| d.ends().map_or(vec![], |(a, b)| vec![a, b]).into_iter().chain([d.mean]).chain(d.points()))
            .collect()
    }

    /// Ends of the value axis, with a little air; `None` where there is nothing to draw.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        scale::ends(&self.values(), self.zero)
    }

    /// Whether the axis is in per cent.
    pub(super) fn per_cent(&self) -> bool {
        scale::per_cent(&self.unit, &self.values())
    }

    /// Unit as it stands under the axis.
    pub(super) fn unit_label(&self) -> &str {
        match self.per_cent() {
            true if self.zero => "percentage points",
            per_cent => scale::unit_label(&self.unit, per_cent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(zero: bool, dots: &[(f64, Option<(f64, f64)>)]) -> DotPanel {
        let dot = |(mean, interval): &(f64, _)| Dot {
            colour: RGBColor(0, 0, 0),
            mean: *mean,
            interval: *interval,
            seeds: vec![],
        };
        let rows = dots.iter().map(|d| DotRow { label: String::new(), dots: vec![dot(d)] }).collect();
        DotPanel { title: String::new(), unit: "1".into(), zero, rows }
    }

    #[test]
    fn axes_hold_what_is_drawn() {
        let (low, high) = panel(true, &[(0.5, Some((0.4, 0.7)))]).range().unwrap();
        assert!(low < 0.0 && low > -0.1 && high > 0.7 && high < 0.8);
        let (low, high) = panel(false, &[(0.5, Some((0.4, f64::NAN)))]).range().unwrap();
        assert!(low < 0.5 && low > 0.4 && high > 0.5);
        for value in [0.0, 1e-300, 3.0, -1e99] {
            for zero in [true, false] {
                let (low, high) = panel(zero, &[(value, None)]).range().unwrap();
                assert!(low < value && value < high && (high - low).is_finite());
            }
        }
        assert_eq!(panel(true, &[(f64::NAN, Some((0.0, 1.0))), (f64::INFINITY, None)]).range(), None);
        assert_eq!(panel(true, &[]).range(), None);
    }

    #[test]
    fn large_shares_are_not_per_cent() {
        assert_eq!(panel(true, &[(0.5, None), (-1.2, None)]).unit_label(), "percentage points");
        assert_eq!(panel(true, &[(0.5, None), (2.5, None)]).unit_label(), "1 = 100 %");
    }
}
