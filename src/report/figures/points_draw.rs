//! Puts means over what is varied on a page.

use super::axis::Axis;
use super::page::{self, Drawn, Frame, MARGIN, Pen, Sheet};
use super::points::{PointPanel, Points, Scale, Series, Spot};
use super::style::{GREY, GRID, INK, PAGE, SMALL, TEXT};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Height of the name over the axis of values.
const NAME: i32 = 26;
/// Height of the numbers under a plot, and of the name of the factor.
const NUMBERS: i32 = 25;
const FACTOR: i32 = 18;
/// Between panels, one above the other and side by side.
const BELOW: i32 = 16;
const BESIDE: i32 = 24;
/// Height of a plot for each mark of its axis of values.
const STEP: i32 = 40;
/// Between the labels of two marks.
const APART: i32 = 12;
/// Most values of a factor that are all marked.
const MARKED: usize = 10;
/// Radius of a mark, and the most marks of a line or cloud that are drawn that large.
const RADIUS: f64 = 5.0;
const LARGE: f64 = 60.0;
/// Distance of lines that share a place, so that their intervals do not hide each other.
const ASIDE: f64 = 8.0;

impl Sheet for Points {
    fn frame(&self) -> Frame<'_> {
        Frame {
            title: &self.title,
            legend: &self.legend,
            caption: &self.caption,
            told: &self.told,
            footer: &self.footer,
        }
    }

    fn panels<DB: DrawingBackend>(&self, pen: &Pen<'_, DB>, (top, bottom): (i32, i32)) -> Drawn {
        let columns = page::columns(self.panels.len());
        let rows = self.panels.len().div_ceil(columns).max(1) as i32;
        let height = (bottom - top + BELOW) / rows - NAME - NUMBERS - FACTOR - BELOW;
        let numbers = pen.font(SMALL, &INK);
        let values = self.range().map(|range| {
            let axis = Axis::values(range, (height / STEP).clamp(3, 7) as usize, self.per_cent());
            let ticks = axis.ticks.iter().map(|(v, label)| (*v, label.replace('-', "−"))).collect();
            Axis::marked(range, ticks)
        });
        let labels = values.iter().flat_map(|axis| &axis.ticks);
        let room = labels.map(|(_, label)| pen.width(label, &numbers)).collect::<Result<Vec<_>, _>>()?;
        let left = MARGIN + room.into_iter().max().unwrap_or(0) + 10;
        let block = (PAGE.0 as i32 - MARGIN - left + BESIDE) / columns as i32;
        for (i, panel) in self.panels.iter().enumerate() {
            let (column, row) = ((i % columns) as i32, (i / columns) as i32);
            let above = top + row * (NAME + height + NUMBERS + FACTOR + BELOW);
            let x0 = left + column * block;
            if column == 0 {
                let style = pen.font(TEXT, &INK);
                let name = pen.cut(&self.label(), PAGE.0 as i32 - 2 * MARGIN, &style)?;
                pen.text(&name, (MARGIN, above), &style, Pos::new(HPos::Left, VPos::Top))?;
            }
            let plot = Plot { x: (x0, x0 + block - BESIDE), y: (above + NAME, above + NAME + height) };
            pen.point_panel(panel, values.as_ref(), &plot, column == 0)?;
        }
        Ok(())
    }
}

/// Left, right, top and bottom of a plot.
struct Plot {
    x: (i32, i32),
    y: (i32, i32),
}

impl Plot {
    fn width(&self) -> i32 {
        self.x.1 - self.x.0
    }

    /// Where a part of the way along both axes is.
    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let along = |(from, to): (i32, i32), part: f64| f64::from(from) + part * f64::from(to - from);
        (along(self.x, x), along((self.y.1, self.y.0), y))
    }
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    fn point_panel(&self, panel: &PointPanel, values: Option<&Axis>, plot: &Plot, numbered: bool) -> Drawn {
        let numbers = self.font(SMALL, &INK);
        for (value, label) in values.iter().flat_map(|axis| values_of(axis)) {
            let (left, y) = plot.at(0.0, value);
            let (right, _) = plot.at(1.0, value);
            self.stroke((left, y), (right, y), GRID, 1.0)?;
            if numbered {
                self.stroke((left - 4.0, y), (left, y), GREY, 1.0)?;
                self.beside(label, (plot.x.0 - 8, y.round() as i32), &numbers, HPos::Right)?;
            }
        }
        self.stroke(plot.at(0.0, 0.0), plot.at(1.0, 0.0), GREY, 1.0)?;
        self.stroke(plot.at(0.0, 0.0), plot.at(0.0, 1.0), GREY, 1.0)?;
        let middle = (plot.x.0 + plot.x.1) / 2;
        let name = self.font(TEXT, &INK);
        let label = self.cut(&panel.label(), plot.width() + BESIDE - 8, &name)?;
        // A name that is wider than its plot stays on the page.
        let half = self.width(&label, &name)? / 2 + 1;
        let at = middle.clamp(MARGIN + half, (PAGE.0 as i32 - half).max(MARGIN + half));
        self.text(&label, (at, plot.y.1 + NUMBERS), &name, Pos::new(HPos::Center, VPos::Top))?;
        match (values, panel.range()) {
            (Some(values), Some(range)) if panel.spots().next().is_some() => {
                let factor = self.factor_axis(panel, range, plot.width())?;
                self.marks_under(&factor, plot)?;
                self.series(panel, &factor, values, plot)
            }
            _ => self.beside("—", (middle, (plot.y.0 + plot.y.1) / 2), &self.font(TEXT, &GREY), HPos::Center),
        }
    }

    /// The axis of a factor: marks at its values where they are few and their labels have room, else at round values.
    fn factor_axis(&self, panel: &PointPanel, range: (f64, f64), width: i32) -> Result<Axis, String> {
        let style = self.font(SMALL, &INK);
        if let Scale::Names(names) = &panel.scale {
            let room = width / names.len().max(1) as i32 - 6;
            let cut = |(i, name): (usize, &String)| Ok((i as f64, self.cut(name, room, &style)?));
            return Ok(Axis::marked(range, names.iter().enumerate().map(cut).collect::<Result<_, String>>()?));
        }
        let mut values: Vec<f64> = panel.spots().map(|s| s.at).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        if values.len() <= MARKED {
            let axis = Axis::marked(range, values.iter().map(|v| (panel.place(*v), v.to_string())).collect());
            if self.fits(&axis, width)? {
                return Ok(axis);
            }
        }
        if panel.scale == Scale::Log {
            for every in [0, 1, 2, 5, 10] {
                let axis = Axis::powers(range, every);
                if self.fits(&axis, width)? {
                    return Ok(axis);
                }
            }
            return Ok(Axis::powers(range, 50));
        }
        self.value_axis(range, width, false)
    }

    /// Whether the labels of an axis of so many pixels do not run into each other.
    fn fits(&self, axis: &Axis, width: i32) -> Result<bool, String> {
        let style = self.font(SMALL, &INK);
        let mut end = None;
        for (value, label) in &axis.ticks {
            let half = f64::from(self.width(label, &style)?) / 2.0;
            let x = axis.part(*value) * f64::from(width);
            if end.is_some_and(|end| x - half < end) {
                return Ok(false);
            }
            end = Some(x + half + f64::from(APART));
        }
        Ok(true)
    }

    /// Marks and numbers under a plot; a number without room is left out.
    fn marks_under(&self, factor: &Axis, plot: &Plot) -> Drawn {
        let style = self.font(SMALL, &INK);
        let mut end = 0;
        for (value, label) in values_of(factor) {
            let (x, y) = plot.at(value, 0.0);
            self.stroke((x, y), (x, y + 4.0), GREY, 1.0)?;
            let label = label.replace('-', "−");
            let half = self.width(&label, &style)? / 2 + 1;
            // Labels keep to their plot, or they would run into those of the next.
            let x = (x.round() as i32).min(plot.x.1 + BESIDE / 2 - half).max(plot.x.0 - BESIDE / 2 + half);
            if x - half > end {
                self.text(&label, (x, y as i32 + 8), &style, Pos::new(HPos::Center, VPos::Top))?;
                end = x + half;
            }
        }
        Ok(())
    }

    /// Lines first, then intervals, then marks.
    fn series(&self, panel: &PointPanel, factor: &Axis, values: &Axis, plot: &Plot) -> Drawn {
        let n = panel.series.len();
        let all = panel.spots().count().max(1) as f64;
        // Marks of a cloud are small where they are many, and clear, so that those on each other are seen.
        let is_cloud = panel.series.iter().all(|s| !s.joined);
        let crowd = if is_cloud { all } else { all / n as f64 };
        let radius = (RADIUS * (LARGE / crowd).sqrt()).clamp(2.0, RADIUS);
        let opacity = if is_cloud { 0.6 } else { 1.0 };
        let step = if n > 1 { ASIDE.min(0.6 * narrowest(panel, factor, plot) / n as f64) } else { 0.0 };
        // Equal choices of a cloud are spread evenly, so that they can be told apart.
        let spread = match &panel.scale {
            Scale::Names(names) if all > names.len() as f64 => 0.5 * f64::from(plot.width()) / names.len() as f64,
            _ => 0.0,
        };
        let at = |number: usize, order: usize, spot: &Spot, value: f64| {
            let (x, y) = plot.at(factor.part(panel.place(spot.at)), values.part(value));
            let aside = ((order as f64 + 0.5) * 0.618_034).fract() - 0.5;
            (x + (number as f64 - (n as f64 - 1.0) / 2.0) * step + spread * aside, y)
        };
        for (number, series) in panel.series.iter().enumerate().filter(|(_, s)| s.joined) {
            for (order, two) in series.spots.windows(2).enumerate() {
                if let [a, b] = two
                    && a.is_drawn()
                    && b.is_drawn()
                {
                    self.stroke(at(number, order, a, a.mean), at(number, order + 1, b, b.mean), series.colour, 2.0)?;
                }
            }
        }
        let every = || {
            let of = |(number, series)| drawn(series).map(move |(order, spot)| (number, series, order, spot));
            panel.series.iter().enumerate().flat_map(of)
        };
        for (number, series, order, spot) in every() {
            if let Some((low, high)) = spot.ends() {
                self.stroke(at(number, order, spot, low), at(number, order, spot, high), series.colour, 2.0)?;
            }
        }
        for (number, series, order, spot) in every() {
            self.shape(series.shape, at(number, order, spot, spot.mean), radius, series.colour.mix(opacity))?;
        }
        Ok(())
    }
}

/// Marks of an axis: how far along they stand, and their labels.
fn values_of(axis: &Axis) -> impl Iterator<Item = (f64, &str)> {
    axis.ticks.iter().map(|(value, label)| (axis.part(*value), label.as_str()))
}

/// Points of a series that are drawn, with their numbers.
fn drawn(series: &Series) -> impl Iterator<Item = (usize, &Spot)> {
    series.spots.iter().enumerate().filter(|(_, s)| s.is_drawn())
}

/// The least distance of two values of the factor, in pixels.
fn narrowest(panel: &PointPanel, factor: &Axis, plot: &Plot) -> f64 {
    let mut places: Vec<f64> = panel.spots().map(|s| factor.part(panel.place(s.at))).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let gaps = places.windows(2).map(|w| w[1] - w[0]);
    gaps.fold(1.0, f64::min) * f64::from(plot.width())
}
