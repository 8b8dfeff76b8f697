//! A figure of the page: its picture, its legend, what its bands are, and all its numbers as a table.

use super::svg::{Anchor, Svg, shape};
use serde::Serialize;

/// Width of all pictures in pixels; the page makes them as wide as there is room.
pub(super) const WIDTH: f64 = 760.0;

/// A figure, ready for the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Figure {
    /// Name in the page.
    pub(super) id: String,
    /// Title.
    pub(super) title: String,
    /// The picture.
    pub(super) svg: String,
    /// What is drawn, n, and what the band is.
    pub(super) caption: String,
    /// What colours and shapes stand for.
    pub(super) legend: Vec<Entry>,
    /// The same numbers as a table.
    pub(super) table: Table,
}

/// One line of a legend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    /// Class of the mark.
    pub(super) class: String,
    /// Outline of the mark.
    pub(super) shape: String,
    /// What it stands for.
    pub(super) label: String,
}

impl Entry {
    /// A series of its own colour and shape.
    pub(super) fn series(number: usize, label: String) -> Self {
        Self { class: fill(number), shape: shape(number, (8.0, 8.0), 5.0), label }
    }
}

/// A table of texts: the first column names the row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(super) struct Table {
    /// Heads of the columns.
    pub(super) head: Vec<String>,
    /// Rows.
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    /// With these heads.
    pub(super) fn new(head: Vec<String>) -> Self {
        Self { head, rows: Vec::new() }
    }

    /// What a listener is told of it: the first rows, each as a sentence.
    pub(super) fn told(&self, caption: &str) -> String {
        const MOST: usize = 12;
        let mut told = caption.to_string();
        for row in self.rows.iter().take(MOST) {
            let cells = row.iter().zip(&self.head).skip(1).filter(|(cell, _)| !cell.is_empty());
            let cells: Vec<String> = cells.map(|(cell, head)| format!("{head} {cell}")).collect();
            told.push_str(&format!(" {}: {};", row.first().map_or("", String::as_str), cells.join(", ")));
        }
        told
    }
}

/// Class of a filled mark of a series; the style sheet has eight colours.
pub(super) fn fill(series: usize) -> String {
    format!("f{}", series % 8)
}

/// Class of a line of a series.
pub(super) fn stroke(series: usize) -> String {
    format!("l{}", series % 8)
}

/// Class of a band of a series.
pub(super) fn band(series: usize) -> String {
    format!("b{}", series % 8)
}

/// A value axis: its ends in drawn units, and where it lies in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    /// Lowest and highest value.
    pub(super) ends: (f64, f64),
    /// Pixels of these.
    pub(super) pixels: (f64, f64),
}

impl Axis {
    /// An axis that holds all values with a little air, and 0 if asked.
    pub(super) fn of(values: impl IntoIterator<Item = f64>, zero: bool, pixels: (f64, f64)) -> Self {
        let mut ends = if zero { (0.0_f64, 0.0_f64) } else { (f64::INFINITY, f64::NEG_INFINITY) };
        for value in values.into_iter().filter(|v| v.is_finite() && v.abs() < 1e100) {
            ends = (ends.0.min(value), ends.1.max(value));
        }
        if ends.0 > ends.1 {
            ends = (0.0, 1.0);
        }
        let size = ends.0.abs().max(ends.1.abs());
        let width = ends.1 - ends.0;
        let air = if width > 1e-9 * size { 0.06 * width } else { (0.05 * size).max(0.5 * f64::from(size < 1e-100)) };
        // An axis that begins or ends at 0 says so.
        let low = if zero && ends.0 == 0.0 { 0.0 } else { ends.0 - air };
        let high = if zero && ends.1 == 0.0 { 0.0 } else { ends.1 + air };
        let (low, high) = if high > low { (low, high) } else { (low - 0.5, high + 0.5) };
        Self { ends: (low, high), pixels }
    }

    /// Pixel of a value; what lies outside stands at the end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let part = ((value - self.ends.0) / (self.ends.1 - self.ends.0)).clamp(0.0, 1.0);
        self.pixels.0 + part * (self.pixels.1 - self.pixels.0)
    }

    /// Round values with their labels, about `n` of them and at least two.
    pub(super) fn ticks(&self, n: usize) -> Vec<(f64, String)> {
        (n..n + 6).map(|n| self.about(n)).find(|ticks| ticks.len() > 1).unwrap_or_default()
    }

    fn about(&self, n: usize) -> Vec<(f64, String)> {
        let raw = (self.ends.1 - self.ends.0) / n.max(1) as f64;
        let size = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|f| f * size).into_iter().find(|s| *s >= raw).unwrap_or(raw);
        let digits = (0..9_usize).find(|d| {
            let unit = 10f64.powi(*d as i32);
            ((step * unit).round() / unit - step).abs() < 1e-6 * step
        });
        let label = |value: f64| match digits {
            Some(digits) if value.abs() < 1e6 => format!("{value:.digits$}").replace('-', "\u{2212}"),
            _ => format!("{value:.1e}").replace('-', "\u{2212}"),
        };
        let (first, last) = ((self.ends.0 / step).ceil() as i64, (self.ends.1 / step).floor() as i64);
        (first..=last.min(first + 50))
            .map(|i| i as f64 * step)
            .map(|v| (v, if v == 0.0 { "0".to_string() } else { label(v) }))
            .collect()
    }

    /// Draws grid lines and labels of a horizontal axis below a panel.
    pub(super) fn below(&self, svg: &mut Svg, top: f64, bottom: f64, n: usize) {
        for (value, label) in self.ticks(n) {
            let x = self.at(value);
            svg.line((x, top), (x, bottom), if value == 0.0 { "zero" } else { "grid" });
            svg.text((x, bottom + 15.0), Anchor::Middle, "tick", &label);
        }
        svg.line((self.pixels.0, bottom), (self.pixels.1, bottom), "axis");
    }

    /// Draws grid lines and labels of a vertical axis left of a panel.
    pub(super) fn beside(&self, svg: &mut Svg, left: f64, right: f64, n: usize) {
        for (value, label) in self.ticks(n) {
            let y = self.at(value);
            svg.line((left, y), (right, y), if value == 0.0 { "zero" } else { "grid" });
            svg.text((left - 6.0, y + 4.0), Anchor::End, "tick", &label);
        }
        svg.line((left, self.pixels.0), (left, self.pixels.1), "axis");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_hold_their_values_and_have_round_marks() {
        let axis = Axis::of([0.2, 1.9], true, (0.0, 100.0));
        assert_eq!(axis.ends.0, 0.0);
        assert!(axis.ends.1 > 1.9 && axis.at(0.0) == 0.0 && axis.at(99.0) == 100.0);
        let labels: Vec<String> = axis.ticks(4).into_iter().map(|t| t.1).collect();
        assert_eq!(labels, ["0", "1", "2"]);
        let below = Axis::of([-0.5, -0.1], true, (0.0, 100.0));
        assert!(below.ticks(5).iter().any(|t| t.1 == "−0.2"), "{:?}", below.ticks(5));
        // Nothing, one value, and values that are no numbers.
        for values in [vec![], vec![3.0], vec![f64::NAN, f64::INFINITY], vec![0.0, 0.0]] {
            let axis = Axis::of(values, false, (0.0, 100.0));
            assert!(axis.ends.1 > axis.ends.0 && axis.ticks(4).len() < 20);
        }
    }

    #[test]
    fn a_table_is_told_row_by_row() {
        let mut table = Table::new(["Group", "Now", "Then"].map(String::from).to_vec());
        table.rows.push(["Old", "1", ""].map(String::from).to_vec());
        assert_eq!(table.told("n = 3."), "n = 3. Old: Now 1;");
    }
}
