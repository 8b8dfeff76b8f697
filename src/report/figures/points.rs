//! Means over what is varied: a panel a factor, all with the same axis of values. No pixels here.

use super::plot::Key;
use super::scale::{self, drawable};
use super::shape::Shape;
use plotters::style::RGBColor;

/// A whole figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// What it shows.
    pub title: String,
    /// What colours and shapes mean.
    pub legend: Vec<Key>,
    /// Name of the axis of values.
    pub value: String,
    /// Its unit; `1` for a share, drawn in per cent as long as the values look like shares.
    pub unit: String,
    /// One or more panels.
    pub panels: Vec<PointPanel>,
    /// n, intervals, definitions; long lines are broken.
    pub caption: Vec<String>,
    /// What is told after the caption to readers who cannot see the figure.
    pub told: Vec<String>,
    /// Version and scenario.
    pub footer: String,
}

/// A panel: values over one factor.
#[derive(Debug, Clone, PartialEq)]
pub struct PointPanel {
    /// Name of the factor.
    pub name: String,
    /// Its unit; empty for none.
    pub unit: String,
    /// Its axis.
    pub scale: Scale,
    /// From back to front.
    pub series: Vec<Series>,
}

/// How values of a factor stand on their axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps are equal differences.
    Linear,
    /// Equal steps are equal ratios.
    Log,
    /// Names side by side; a value is the number of one, from 0.
    Names(Vec<String>),
}

/// Points that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Their colour.
    pub colour: RGBColor,
    /// Their shape.
    pub shape: Shape,
    /// Whether a line joins them in their order; it is broken where one has no mean.
    pub joined: bool,
    /// The points.
    pub spots: Vec<Spot>,
}

/// A mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Value of the factor.
    pub at: f64,
    /// Where it stands; not drawn where it is no number.
    pub mean: f64,
    /// Ends of the interval around it; left out where one is no number.
    pub interval: Option<(f64, f64)>,
}

impl Spot {
    /// Whether there is something to draw.
    pub(super) fn is_drawn(&self) -> bool {
        drawable(self.mean) && drawable(self.at)
    }

    /// The interval, if both ends can be drawn.
    pub(super) fn ends(&self) -> Option<(f64, f64)> {
        self.interval.filter(|(low, high)| drawable(*low) && drawable(*high))
    }
}

impl PointPanel {
    /// All points that are drawn.
    pub fn spots(&self) -> impl Iterator<Item = &Spot> {
        self.series.iter().flat_map(|s| &s.spots).filter(|s| s.is_drawn())
    }

    /// Where a value stands on the axis: the value itself, or its exponent.
    pub(super) fn place(&self, value: f64) -> f64 {
        if self.scale == Scale::Log { value.log10() } else { value }
    }

    /// Ends of the axis of the factor; `None` where there is nothing to draw.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        if let Scale::Names(names) = &self.scale {
            return (!names.is_empty()).then_some((-0.5, names.len() as f64 - 0.5));
        }
        scale::ends(&self.spots().map(|s| self.place(s.at)).collect::<Vec<_>>(), false)
    }

    /// Name and unit as they stand under the axis.
    pub(super) fn label(&self) -> String {
        named(&self.name, &self.unit)
    }
}

impl Points {
    /// All values that are drawn.
    fn values(&self) -> Vec<f64> {
        let spots = self.panels.iter().flat_map(PointPanel::spots);
        spots.flat_map(|s| s.ends().map_or(vec![], |(a, b)| vec![a, b]).into_iter().chain([s.mean])).collect()
    }

    /// Ends of the axis of values; `None` where there is nothing to draw.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        scale::ends(&self.values(), false)
    }

    /// Whether that axis is in per cent.
    pub(super) fn per_cent(&self) -> bool {
        scale::per_cent(&self.unit, &self.values())
    }

    /// Name and unit as they stand over that axis.
    pub(super) fn label(&self) -> String {
        named(&self.value, scale::unit_label(&self.unit, self.per_cent()))
    }
}

fn named(name: &str, unit: &str) -> String {
    if unit.is_empty() { name.into() } else { format!("{name}, {unit}") }
}
