//! Puts a figure on paper: the same drawing as SVG and as PNG.
//!
//! The PNG is drawn at twice the size and averaged down, since the bitmap backend does not smooth thick lines.

use super::axis::Axis;
use super::plot::{Drawing, Look, Mark, Panel};
use super::style::{self, FAMILY, GREY, GRID, HEADING, INK, PAGE, SMALL, TEXT, TITLE};
use plotters::coord::Shift;
use plotters::element::BitMapElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

/// Enlargement of the bitmap before it is averaged down.
const OVERSAMPLING: u32 = 2;
const MARGIN: i32 = 24;
/// Most points of a line that are marked.
const FEW: usize = 12;

/// Writes a figure as SVG.
///
/// # Errors
/// Where the file cannot be written.
pub fn svg(drawing: &Drawing, path: &Path) -> Result<(), String> {
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, PAGE).into_drawing_area();
        Pen { root: &root, scale: 1.0 }.page(drawing)?;
        root.present().map_err(|e| e.to_string())?;
    }
    std::fs::write(path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))
}

/// Writes a figure as PNG.
///
/// # Errors
/// Where the file cannot be written.
pub fn png(drawing: &Drawing, path: &Path) -> Result<(), String> {
    let (width, height) = (PAGE.0 * OVERSAMPLING, PAGE.1 * OVERSAMPLING);
    let mut large = vec![255; (width * height * 3) as usize];
    {
        let root = BitMapBackend::with_buffer(&mut large, (width, height)).into_drawing_area();
        Pen { root: &root, scale: f64::from(OVERSAMPLING) }.page(drawing)?;
        root.present().map_err(|e| e.to_string())?;
    }
    let small = averaged(&large, width as usize);
    let failed = |why: String| format!("cannot write {}: {why}", path.display());
    let image = BitMapElement::with_owned_buffer((0, 0), PAGE, small);
    let image = image.ok_or_else(|| failed("the picture has the wrong size".into()))?;
    let root = BitMapBackend::new(path, PAGE).into_drawing_area();
    root.draw(&image).and_then(|()| root.present()).map_err(|e| failed(e.to_string()))
}

/// Averages squares of pixels; `width` is that of the large picture.
fn averaged(large: &[u8], width: usize) -> Vec<u8> {
    let n = OVERSAMPLING as usize;
    let mut small = Vec::with_capacity(large.len() / (n * n));
    for rows in large.chunks_exact(width * 3 * n) {
        for x in 0..width / n {
            for c in 0..3 {
                let pixel = |i: usize| u32::from(rows[(i / n) * width * 3 + (x * n + i % n) * 3 + c]);
                let sum: u32 = (0..n * n).map(pixel).sum();
                small.push((sum / (n * n) as u32) as u8);
            }
        }
    }
    small
}

/// A drawing area and how many of its pixels make one of the page's.
struct Pen<'a, DB: DrawingBackend> {
    root: &'a DrawingArea<DB, Shift>,
    scale: f64,
}

type Drawn = Result<(), String>;

impl<DB: DrawingBackend> Pen<'_, DB> {
    fn px(&self, pixels: f64) -> i32 {
        (pixels * self.scale).round() as i32
    }

    fn bitmap(&self) -> bool {
        self.scale > 1.0
    }

    fn font(&self, size: f64, colour: &'static RGBColor) -> TextStyle<'static> {
        TextStyle::from((FAMILY, size * self.scale).into_font()).color(colour)
    }

    fn text(&self, text: &str, at: (i32, i32), style: &TextStyle<'_>, anchor: Pos) -> Drawn {
        let at = (self.px(at.0.into()), self.px(at.1.into()));
        let style = style.clone().pos(anchor);
        // The bitmap backend leaves out the bearings of letters: J runs into the next one. A hair space keeps them apart.
        let text = if self.bitmap() { text.replace('J', "J\u{200a}") } else { text.to_string() };
        self.root.draw(&Text::new(text, at, style)).map_err(|e| e.to_string())
    }

    /// Width of a text in pixels of the page.
    fn width(&self, text: &str, style: &TextStyle<'_>) -> Result<i32, String> {
        let (width, _) = self.root.estimate_text_size(text, style).map_err(|e| e.to_string())?;
        Ok((f64::from(width) / self.scale).ceil() as i32)
    }

    fn page(&self, drawing: &Drawing) -> Drawn {
        style::register_font()?;
        self.root.fill(&WHITE).map_err(|e| e.to_string())?;
        let (width, height) = (PAGE.0 as i32, PAGE.1 as i32);
        let (left, right) = (Pos::new(HPos::Left, VPos::Top), Pos::new(HPos::Right, VPos::Bottom));
        let title = TextStyle::from((FAMILY, TITLE * self.scale, FontStyle::Bold).into_font()).color(&INK);
        self.text(&drawing.title, (MARGIN, 16), &title, left)?;
        let top = self.legend(drawing, 56)? + 12;

        let caption = self.font(TEXT, &GREY);
        let bottom = height - 22 - 22 * drawing.caption.len() as i32;
        for (i, line) in drawing.caption.iter().enumerate() {
            self.text(line, (MARGIN, bottom + 22 * i as i32), &caption, left)?;
        }
        self.text(&drawing.footer, (width - MARGIN, height - 10), &self.font(SMALL, &GREY), right)?;
        self.panels(drawing, (top, bottom - 10))
    }

    /// Draws the legend in as many rows as it needs and gives back where it ends.
    fn legend(&self, drawing: &Drawing, top: i32) -> Result<i32, String> {
        let font = self.font(TEXT, &INK);
        let (mut x, mut y) = (MARGIN, top);
        for key in &drawing.legend {
            let length = 34 + self.width(&key.label, &font)?;
            if x > MARGIN && x + length > PAGE.0 as i32 - MARGIN {
                (x, y) = (MARGIN, y + 24);
            }
            let stroke = key.colour.stroke_width(self.px(2.5).unsigned_abs());
            let at = |dx: i32, dy: i32| (self.px((x + dx).into()), self.px((y + dy).into()));
            let drawn = match key.look {
                Look::Solid => self.root.draw(&PathElement::new(vec![at(0, 9), at(26, 9)], stroke)),
                Look::Dashed => [0, 10, 20]
                    .into_iter()
                    .try_for_each(|dx| self.root.draw(&PathElement::new(vec![at(dx, 9), at(dx + 6, 9)], stroke))),
                Look::Area => self.root.draw(&Rectangle::new([at(4, 1), at(22, 17)], key.colour.mix(0.85).filled())),
            };
            drawn.map_err(|e| e.to_string())?;
            // The backends do not agree on the middle of a text.
            let middle = if self.bitmap() { 12 } else { 9 };
            self.text(&key.label, (x + 34, y + middle), &font, Pos::new(HPos::Left, VPos::Center))?;
            x += length + 26;
        }
        Ok(y + 24)
    }

    fn panels(&self, drawing: &Drawing, (top, bottom): (i32, i32)) -> Drawn {
        let n = drawing.panels.len().max(1) as i32;
        let columns = match n {
            1..=3 => n,
            4 => 2,
            5..=9 => 3,
            _ => 4,
        };
        let columns = if n == 7 || n == 8 { 4 } else { columns };
        let rows = (n + columns - 1) / columns;
        let (width, height) = ((PAGE.0 as i32 - 2 * MARGIN + 16) / columns, (bottom - top) / rows);
        for (i, panel) in drawing.panels.iter().enumerate() {
            let (column, row) = (i as i32 % columns, i as i32 / columns);
            let corner = (MARGIN - 8 + column * width, top + row * height);
            self.panel(panel, drawing.years, corner, (width - 8, height - 6))?;
        }
        Ok(())
    }

    fn panel(&self, panel: &Panel, years: (f64, f64), corner: (i32, i32), size: (i32, i32)) -> Drawn {
        let (x, y) = corner;
        let left = Pos::new(HPos::Left, VPos::Top);
        let heading = TextStyle::from((FAMILY, HEADING * self.scale, FontStyle::Bold).into_font()).color(&INK);
        let below = if panel.title.is_empty() { 0 } else { 22 };
        self.text(&panel.title, (x + 8, y), &heading, left)?;
        let unit = if panel.unit == "1" { "%" } else { &panel.unit };
        self.text(unit, (x + 8, y + below), &self.font(SMALL, &GREY), left)?;

        let pixels = |v: i32| self.px(v.into());
        let area = self
            .root
            .clone()
            .shrink((pixels(x), pixels(y + below + 16)), (pixels(size.0), pixels(size.1 - below - 16)));
        let values = Axis::values(panel.range, if size.1 > 300 { 7 } else { 5 }, panel.unit == "1");
        let dates = Axis::years(years, size.0);
        let (x_labels, y_labels) = (dates.ticks.len() + 1, values.ticks.len() + 1);
        let mut chart = ChartBuilder::on(&area)
            .margin_top(self.px(8.0))
            .margin_right(self.px(22.0))
            .set_label_area_size(LabelAreaPosition::Left, self.px(58.0))
            .set_label_area_size(LabelAreaPosition::Bottom, self.px(26.0))
            .build_cartesian_2d(dates, values)
            .map_err(|e| e.to_string())?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .bold_line_style(GRID.stroke_width(self.px(1.0).unsigned_abs()))
            .light_line_style(TRANSPARENT)
            .axis_style(GREY.stroke_width(self.px(1.0).unsigned_abs()))
            .set_all_tick_mark_size(self.px(4.0))
            .label_style(self.font(SMALL, &INK))
            .x_labels(x_labels)
            .y_labels(y_labels)
            .draw()
            .map_err(|e| e.to_string())?;
        // Bands first, or they would dull the lines of others.
        let (surfaces, lines): (Vec<_>, Vec<_>) = panel.marks.iter().partition(|m| matches!(m, Mark::Surface { .. }));
        for mark in surfaces.into_iter().chain(lines) {
            let drawn = match mark {
                Mark::Surface { colour, opacity, points } => {
                    let up = points.iter().map(|p| (p.0, p.2));
                    let back = points.iter().rev().map(|p| (p.0, p.1));
                    let outline: Vec<_> = up.chain(back).collect();
                    chart.draw_series(std::iter::once(Polygon::new(outline, colour.mix(*opacity).filled()))).map(drop)
                }
                Mark::Line { colour, width, dashed: false, points } => {
                    let stroke = colour.stroke_width(self.px(*width).unsigned_abs());
                    // A few points far apart are shown as what they are; a single one would not be seen at all.
                    let few = if points.len() <= FEW { self.px(3.5).unsigned_abs() } else { 0 };
                    let series = LineSeries::new(points.iter().copied(), stroke.filled()).point_size(few);
                    chart.draw_series(series).map(drop)
                }
                Mark::Line { colour, width, dashed: true, points } => {
                    let stroke = colour.stroke_width(self.px(*width).unsigned_abs());
                    let (dash, gap) = (self.px(7.0), self.px(5.0));
                    chart.draw_series(DashedLineSeries::new(points.iter().copied(), dash, gap, stroke)).map(drop)
                }
            };
            drawn.map_err(|e| e.to_string())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_averaged() {
        let large = [0, 0, 0, 100, 100, 100, 200, 200, 200, 100, 100, 100];
        assert_eq!(averaged(&large, 2), [100, 100, 100]);
    }
}
