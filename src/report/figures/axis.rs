//! Axes with their own marks: round values, per cent for shares, years or quarters for time.

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use std::ops::Range;

/// An axis: its ends, and where its marks stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    ends: (f64, f64),
    /// Marks and their labels.
    pub(super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// A value axis with about `n` marks.
    pub(super) fn values(ends: (f64, f64), n: usize, share: bool) -> Self {
        let ticks = ticks(ends, n);
        let label = |value: &f64| (*value, number(*value, &ticks, share));
        Self { ends, ticks: ticks.iter().map(label).collect() }
    }

    /// An axis with marks that are known.
    pub(super) fn marked(ends: (f64, f64), ticks: Vec<(f64, String)>) -> Self {
        Self { ends, ticks }
    }

    /// An axis of powers of ten, `ends` being exponents: marks at each so many powers, or for 0 at 1, 2 and 5 of each.
    /// Where that is hardly any, marks at round values.
    pub(super) fn powers(ends: (f64, f64), every: usize) -> Self {
        let steps: &[u32] = if every == 0 { &[1, 2, 5] } else { &[1] };
        let decades = (ends.0.floor() as i32..=ends.1.ceil() as i32).filter(|d| *d % every.max(1) as i32 == 0);
        // Read from text, since a product of powers would not be the nearest number to it.
        let mark = |d: i32, step: &u32| format!("{step}e{d}").parse::<f64>().ok();
        let all = decades.flat_map(|d| steps.iter().filter_map(move |step| mark(d, step)));
        let inside = |v: &f64| (ends.0..=ends.1).contains(&v.log10());
        let mut values: Vec<f64> = all.filter(inside).collect();
        if values.len() < 2 && every == 0 {
            values = ticks((10f64.powf(ends.0), 10f64.powf(ends.1)), 3).into_iter().filter(inside).collect();
        }
        let label = |value: &f64| match value {
            v if (1e-4..1e6).contains(v) => ((v * 1e9).round() / 1e9).to_string(),
            v => format!("{v:e}"),
        };
        Self { ends, ticks: values.iter().map(|v| (v.log10(), label(v))).collect() }
    }

    /// A time axis of so many pixels.
    pub(super) fn years(ends: (f64, f64), width: i32) -> Self {
        Self { ends, ticks: date_ticks(ends, width) }
    }

    /// How far along the axis a value stands, 0 … 1.
    pub(super) fn part(&self, value: f64) -> f64 {
        (value - self.ends.0) / (self.ends.1 - self.ends.0)
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        limit.0 + (self.part(*value) * f64::from(limit.1 - limit.0)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks.iter().map(|t| t.0).collect()
    }

    fn range(&self) -> Range<f64> {
        self.ends.0..self.ends.1
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        self.ticks.iter().find(|t| t.0 == *value).map(|t| t.1.clone()).unwrap_or_default()
    }
}

/// Round values inside a range, about `n` of them.
fn ticks(range: (f64, f64), n: usize) -> Vec<f64> {
    let raw = (range.1 - range.0) / n as f64;
    let size = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|f| f * size).into_iter().find(|s| *s >= raw).unwrap_or(raw);
    let (first, last) = ((range.0 / step).ceil() as i64, (range.1 / step).floor() as i64);
    (first..=last).map(|i| i as f64 * step).collect()
}

/// A tick as text, with the digits that its neighbours need.
fn number(value: f64, ticks: &[f64], share: bool) -> String {
    let factor = if share { 100.0 } else { 1.0 };
    let step = ticks.windows(2).map(|w| (w[1] - w[0]) * factor).fold(f64::INFINITY, f64::min);
    let value = value * factor;
    // Digits after the point that a step of so many units needs.
    let digits = |step: f64| {
        let exact = |digits: &usize| {
            let unit = 10f64.powi(*digits as i32);
            ((step * unit).round() / unit - step).abs() < 1e-6 * step
        };
        (0..7).find(|d| !step.is_finite() || exact(d))
    };
    let size = value.abs();
    let largest = ticks.iter().fold(size, |size, t| size.max(t.abs() * factor));
    let powers = digits(step / 10f64.powf(size.log10().floor())).unwrap_or(6);
    match digits(step) {
        // Powers of ten where they are short.
        Some(digits) if largest < 1e5 || (largest < 1e12 && powers > 3) => format!("{value:.digits$}"),
        _ if size == 0.0 || (step.is_finite() && size < 1e-6 * step) => "0".into(),
        _ => format!("{value:.powers$e}"),
    }
}

/// Moments to be marked on a time axis and their labels: years, or quarters on a short axis.
fn date_ticks(years: (f64, f64), width: i32) -> Vec<(f64, String)> {
    let long = years.1 - years.0;
    let room = f64::from(width - 80) / 46.0;
    let start = years.0.floor() as i64;
    let end = years.1.ceil() as i64;
    let inside = |x: f64| x >= years.0 - 1e-9 && x <= years.1 + 1e-9;
    if long * 4.0 <= room && long <= 2.5 {
        let quarter = |i: i64| {
            let label = match i.rem_euclid(4) {
                0 => i.div_euclid(4).to_string(),
                q => ["", "Apr", "Jul", "Oct"][q as usize].to_string(),
            };
            (i as f64 / 4.0, label)
        };
        return (start * 4..=end * 4).map(quarter).filter(|(x, _)| inside(*x)).collect();
    }
    let step = [1, 2, 5, 10, 20, 50].into_iter().find(|s| long / *s as f64 <= room).unwrap_or(100);
    (start..=end).filter(|y| y % step == 0).map(|y| (y as f64, y.to_string())).filter(|(x, _)| inside(*x)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_labelled() {
        let t = ticks((0.0, 0.97), 5);
        assert_eq!(t.iter().map(|v| number(*v, &t, true)).collect::<Vec<_>>(), ["0", "20", "40", "60", "80"]);
        let t = ticks((3.0, 4.1), 5);
        assert_eq!(t.iter().map(|v| number(*v, &t, false)).collect::<Vec<_>>()[0], "3.00");
        let labels = |t: &[f64]| t.iter().map(|v| number(*v, t, false)).collect::<Vec<_>>();
        assert_eq!(labels(&ticks((-1e5, 2.1e5), 7)), ["-1.0e5", "-5e4", "0", "5e4", "1.0e5", "1.5e5", "2.0e5"]);
        assert_eq!(labels(&ticks((1e6, 1e6 + 1.0), 2)), ["1000000.0", "1000000.5", "1000001.0"]);
        assert_eq!(labels(&ticks((0.0, 2.1e-8), 2)), ["0", "2e-8"]);
    }

    #[test]
    fn powers_are_marked_as_densely_as_asked() {
        let labels = |ends, every| Axis::powers(ends, every).ticks.into_iter().map(|t| t.1).collect::<Vec<_>>();
        assert_eq!(labels((-2.1, 1.1), 1), ["0.01", "0.1", "1", "10"]);
        assert_eq!(labels((-2.1, -0.9), 0), ["0.01", "0.02", "0.05", "0.1"]);
        assert_eq!(labels((-12.0, 8.0), 5), ["1e-10", "1e-5", "1", "100000"]);
        // Between two marks: round values.
        assert_eq!(labels((0.08, 0.25), 0), ["1.4", "1.6"]);
    }

    #[test]
    fn dates_fit_the_axis() {
        let labels = |years, width| date_ticks(years, width).into_iter().map(|d| d.1).collect::<Vec<_>>();
        assert_eq!(labels((2020.05, 2024.98), 380), ["2021", "2022", "2023", "2024"]);
        assert_eq!(labels((2020.0, 2020.9), 380), ["2020", "Apr", "Jul", "Oct"]);
        assert_eq!(labels((2020.0, 2049.9), 380), ["2020", "2025", "2030", "2035", "2040", "2045"]);
    }
}
