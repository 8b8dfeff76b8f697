//! Rows of marks with intervals: who gains and loses, hours, regions, offices, reported beside true, what matters.

use super::figure::{Axis, Entry, Figure, Table, WIDTH, fill, stroke};
use super::svg::{Anchor, LINE, Svg, fit, lines, width};

/// A mark with its interval.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dot {
    /// Which colour and shape.
    pub(super) series: usize,
    /// Where it stands, as drawn.
    pub(super) at: f64,
    /// The interval, as drawn.
    pub(super) interval: Option<(f64, f64)>,
    /// A narrower one, drawn thicker.
    pub(super) inner: Option<(f64, f64)>,
    /// Whether only the outline is drawn.
    pub(super) hollow: bool,
    /// What a pointer is told.
    pub(super) tip: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Its label.
    pub(super) label: String,
    /// Whether a gap with a heading comes before it.
    pub(super) heading: Option<String>,
    /// For each panel, its marks.
    pub(super) panels: Vec<Vec<Dot>>,
}

/// A column of panels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Panel {
    /// What is drawn.
    pub(super) title: String,
    /// What its axis counts in.
    pub(super) unit: String,
    /// Whether the axis holds 0.
    pub(super) zero: bool,
}

/// Panels side by side that share their rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dots {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) caption: String,
    pub(super) legend: Vec<Entry>,
    pub(super) panels: Vec<Panel>,
    pub(super) rows: Vec<Row>,
    pub(super) table: Table,
}

impl Dots {
    /// The figure; none where there is nothing to draw.
    pub(super) fn figure(self) -> Option<Figure> {
        let drawn = self.rows.iter().any(|r| r.panels.iter().any(|dots| !dots.is_empty()));
        if !drawn || self.panels.is_empty() {
            return None;
        }
        let mut svg = Svg::new();
        let widest = self.rows.iter().map(|r| width(&r.label)).fold(0.0, f64::max);
        let left = (widest + 14.0).clamp(60.0, 230.0);
        let gap = 26.0;
        let each = (WIDTH - left - gap * (self.panels.len() - 1) as f64 - 12.0) / self.panels.len() as f64;
        let titles: Vec<Vec<String>> = self.panels.iter().map(|p| lines(&p.title, each, 2)).collect();
        let top = 8.0 + LINE * titles.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let deepest = |row: &Row| {
            let several = |dots: &Vec<Dot>| {
                let mut series: Vec<usize> = dots.iter().map(|d| d.series).collect();
                series.dedup();
                series.len()
            };
            row.panels.iter().map(several).max().unwrap_or(1).max(1)
        };
        let height = |row: &Row| (10.0 + 11.0 * deepest(row) as f64).max(22.0);
        let head = |row: &Row| if row.heading.is_some() { 24.0 } else { 0.0 };
        let bottom = top + self.rows.iter().map(|r| height(r) + head(r)).sum::<f64>();
        // Stripes lie below the grid.
        let mut y = top;
        for (r, row) in self.rows.iter().enumerate() {
            y += head(row);
            if r % 2 == 1 {
                svg.rect((left - 4.0, y), (WIDTH - left - 4.0, height(row)), "stripe", "");
            }
            y += height(row);
        }
        let mut axes = Vec::new();
        for (p, panel) in self.panels.iter().enumerate() {
            let from = left + (each + gap) * p as f64;
            let all = self.rows.iter().flat_map(|r| r.panels.get(p).into_iter().flatten());
            let all = all.flat_map(|d| {
                let (low, high) = d.interval.unwrap_or((d.at, d.at));
                [d.at, low, high]
            });
            let axis = Axis::of(all, panel.zero, (from, from + each));
            axis.below(&mut svg, top, bottom, if each < 260.0 { 3 } else { 5 });
            for (i, line) in titles[p].iter().enumerate() {
                svg.text((from, 14.0 + LINE * i as f64), Anchor::Start, "panel", line);
            }
            svg.text((from + each / 2.0, bottom + 33.0), Anchor::Middle, "unit", &fit(&panel.unit, each));
            axes.push(axis);
        }
        let mut y = top;
        for row in &self.rows {
            if let Some(heading) = &row.heading {
                svg.text((0.0, y + 16.0), Anchor::Start, "heading", heading);
                y += head(row);
            }
            let size = height(row);
            svg.text((left - 8.0, y + size / 2.0 + 4.5), Anchor::End, "label", &fit(&row.label, left - 8.0));
            let n = deepest(row);
            for (axis, dots) in axes.iter().zip(&row.panels) {
                let mut seen: Vec<usize> = Vec::new();
                for dot in dots {
                    if !seen.contains(&dot.series) {
                        seen.push(dot.series);
                    }
                    let place = seen.iter().position(|s| *s == dot.series).unwrap_or(0);
                    let at = y + size / 2.0 + 11.0 * (place as f64 - (n - 1) as f64 / 2.0);
                    draw(&mut svg, axis, dot, at);
                }
            }
            y += size;
        }
        let told = self.table.told(&self.caption);
        let picture = svg.finish(&self.id, (WIDTH, bottom + 42.0), &self.title, &told);
        let Self { id, title, caption, legend, table, .. } = self;
        Some(Figure { id, title, svg: picture, caption, legend, table })
    }
}

fn draw(svg: &mut Svg, axis: &Axis, dot: &Dot, y: f64) {
    for (ends, class) in [(dot.interval, "interval"), (dot.inner, "inner")] {
        if let Some((low, high)) = ends {
            let class = format!("{class} {}", stroke(dot.series));
            svg.line((axis.at(low), y), (axis.at(high), y), &class);
        }
    }
    let class = match dot.hollow {
        true => format!("hollow {}", stroke(dot.series)),
        false => fill(dot.series),
    };
    svg.mark(dot.series, (axis.at(dot.at), y), &class, &dot.tip);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dots(rows: Vec<Row>) -> Dots {
        Dots {
            id: "d".into(),
            title: "Who".into(),
            caption: "n = 2.".into(),
            legend: Vec::new(),
            panels: vec![Panel { title: "Share".into(), unit: "%".into(), zero: true }],
            rows,
            table: Table::default(),
        }
    }

    #[test]
    fn a_row_has_a_mark_and_an_interval_for_each_series() {
        let dot = |series| Dot {
            series,
            at: 1.0,
            interval: Some((0.5, 1.5)),
            inner: None,
            hollow: false,
            tip: format!("<{series}>"),
        };
        let row = Row { label: "Old".into(), heading: Some("Age".into()), panels: vec![vec![dot(0), dot(1)]] };
        let figure = dots(vec![row]).figure().unwrap();
        assert_eq!(figure.svg.matches("class=\"interval").count(), 2);
        assert!(figure.svg.contains("<title>&lt;1&gt;</title>") && figure.svg.contains(">Age</text>"));
    }

    #[test]
    fn nothing_makes_no_figure() {
        assert!(dots(Vec::new()).figure().is_none());
        let empty = Row { label: "x".into(), heading: None, panels: vec![Vec::new()] };
        assert!(dots(vec![empty]).figure().is_none());
    }
}
