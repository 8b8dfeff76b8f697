//! Curves over time or over a value: small panels, a line with its band for each series.

use super::figure::{Axis, Entry, Figure, Table, WIDTH, band, fill, stroke};
use super::svg::{Anchor, LINE, Svg, fit, lines};

/// A point of a curve, as drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
    /// The band at this point.
    pub(super) band: Option<(f64, f64)>,
    /// What a pointer is told; empty for nothing.
    pub(super) tip: String,
}

/// One curve.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve {
    pub(super) series: usize,
    pub(super) points: Vec<Point>,
    /// Whether its points are joined.
    pub(super) joined: bool,
    /// Whether its line is broken, as that of what is reported.
    pub(super) dashed: bool,
}

/// One panel.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Panel {
    pub(super) title: String,
    pub(super) unit: String,
    pub(super) zero: bool,
    pub(super) curves: Vec<Curve>,
}

/// Panels in a grid, with one axis of x for all.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curves {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) caption: String,
    pub(super) legend: Vec<Entry>,
    pub(super) panels: Vec<Panel>,
    /// What x is.
    pub(super) x: String,
    /// Marks of x where they are known, as years or names; round values otherwise.
    pub(super) ticks: Option<Vec<(f64, String)>>,
    /// Where a policy begins, as drawn.
    pub(super) begins: Option<f64>,
    pub(super) table: Table,
}

impl Curves {
    /// The figure; none where there is nothing to draw.
    pub(super) fn figure(mut self) -> Option<Figure> {
        self.panels.retain(|p| p.curves.iter().any(|c| !c.points.is_empty()));
        let count = self.panels.len();
        if count == 0 {
            return None;
        }
        let columns = count.min(if count == 4 { 2 } else { 3 });
        let gap = 62.0;
        let each = (WIDTH - 50.0 - gap * (columns - 1) as f64 - 8.0) / columns as f64;
        let tall = if columns == 1 { 240.0 } else { 150.0 };
        let titles: Vec<Vec<String>> = self.panels.iter().map(|p| lines(&p.title, each + 36.0, 2)).collect();
        let head = 12.0 + LINE * (titles.iter().map(Vec::len).max().unwrap_or(1) + 1) as f64;
        let block = head + tall + 44.0;
        let all = self.panels.iter().flat_map(|p| p.curves.iter().flat_map(|c| c.points.iter().map(|p| p.x)));
        let xs: Vec<f64> = all.collect();
        let mut svg = Svg::new();
        for (p, panel) in self.panels.iter().enumerate() {
            let left = 50.0 + (each + gap) * (p % columns) as f64;
            let top = block * (p / columns) as f64 + head;
            for (i, line) in titles[p].iter().enumerate() {
                svg.text((left - 44.0, top - head + 16.0 + LINE * i as f64), Anchor::Start, "panel", line);
            }
            svg.text((left - 44.0, top - 8.0), Anchor::Start, "unit", &fit(&panel.unit, each + 40.0));
            let x = Axis::of(xs.iter().copied(), false, (left, left + each));
            let values = panel.curves.iter().flat_map(|c| &c.points).flat_map(|p| {
                let (low, high) = p.band.unwrap_or((p.y, p.y));
                [p.y, low, high]
            });
            let y = Axis::of(values, panel.zero, (top + tall, top));
            y.beside(&mut svg, left, left + each, 4);
            self.along(&mut svg, &x, top + tall, each);
            if let Some(begins) = self.begins.filter(|at| (x.ends.0..=x.ends.1).contains(at)) {
                let at = x.at(begins);
                svg.line((at, top), (at, top + tall), "begins");
            }
            for curve in &panel.curves {
                draw(&mut svg, curve, &x, &y);
            }
        }
        let rows = count.div_ceil(columns);
        let told = self.table.told(&self.caption);
        let picture = svg.finish(&self.id, (WIDTH, block * rows as f64), &self.title, &told);
        let Self { id, title, caption, legend, table, .. } = self;
        Some(Figure { id, title, svg: picture, caption, legend, table })
    }

    /// The axis of x below a panel.
    fn along(&self, svg: &mut Svg, x: &Axis, bottom: f64, each: f64) {
        let ticks = match &self.ticks {
            Some(ticks) => ticks.clone(),
            None => x.ticks(4),
        };
        let room = (each / 44.0).max(1.0) as usize;
        let every = ticks.len().div_ceil(room).max(1);
        for (value, label) in ticks.iter().step_by(every) {
            svg.line((x.at(*value), bottom), (x.at(*value), bottom + 4.0), "axis");
            svg.text((x.at(*value), bottom + 17.0), Anchor::Middle, "tick", &fit(label, each / 2.0));
        }
        svg.line((x.pixels.0, bottom), (x.pixels.1, bottom), "axis");
        svg.text((x.pixels.0 + each / 2.0, bottom + 33.0), Anchor::Middle, "unit", &fit(&self.x, each));
    }
}

fn draw(svg: &mut Svg, curve: &Curve, x: &Axis, y: &Axis) {
    let at = |p: &Point, value: f64| (x.at(p.x), y.at(value));
    let broken = if curve.dashed { " dashed" } else { "" };
    if curve.joined && curve.points.len() > 1 {
        let with: Vec<(&Point, (f64, f64))> = curve.points.iter().filter_map(|p| Some((p, p.band?))).collect();
        if with.len() == curve.points.len() {
            let upper = with.iter().map(|(p, b)| at(p, b.1));
            let lower = with.iter().rev().map(|(p, b)| at(p, b.0));
            svg.path(&upper.chain(lower).collect::<Vec<_>>(), true, &band(curve.series));
        }
        let line: Vec<(f64, f64)> = curve.points.iter().map(|p| at(p, p.y)).collect();
        svg.path(&line, false, &format!("curve {}{broken}", stroke(curve.series)));
    } else {
        for (p, ends) in curve.points.iter().filter_map(|p| Some((p, p.band?))) {
            svg.line(at(p, ends.0), at(p, ends.1), &format!("interval {}", stroke(curve.series)));
        }
    }
    for point in &curve.points {
        if !point.tip.is_empty() {
            let class = match curve.dashed {
                true => format!("hollow {}", stroke(curve.series)),
                false => fill(curve.series),
            };
            svg.mark(curve.series, at(point, point.y), &class, &point.tip);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curves(panels: Vec<Panel>) -> Curves {
        Curves {
            id: "c".into(),
            title: "Over time".into(),
            caption: "n = 1.".into(),
            legend: Vec::new(),
            panels,
            x: "Year".into(),
            ticks: None,
            begins: Some(2.0),
            table: Table::default(),
        }
    }

    #[test]
    fn a_curve_has_a_line_a_band_and_its_marks() {
        let point = |x: f64| Point { x, y: x, band: Some((x - 0.1, x + 0.1)), tip: format!("{x}") };
        let curve = Curve { series: 1, points: vec![point(1.0), point(2.0)], joined: true, dashed: true };
        let panel = Panel { title: "t".into(), unit: "%".into(), zero: false, curves: vec![curve] };
        let figure = curves(vec![panel]).figure().unwrap();
        assert!(figure.svg.contains("class=\"b1\"") && figure.svg.contains("curve l1 dashed"), "{}", figure.svg);
        assert_eq!(figure.svg.matches("hollow l1").count(), 2);
        assert_eq!(figure.svg.matches("class=\"begins\"").count(), 1);
    }

    #[test]
    fn nothing_makes_no_figure() {
        assert!(curves(Vec::new()).figure().is_none());
    }
}
