//! Puts lines, bands and areas over time on a page: the same drawing as SVG and as PNG.

use super::axis::Axis;
use super::page::{self, Drawn, Frame, MARGIN, Pen, Sheet};
use super::plot::{Drawing, Mark, Panel};
use super::style::{GREY, GRID, HEADING, INK, PAGE, SMALL};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

/// Most points of a line that are marked.
const FEW: usize = 12;

/// Writes a figure as SVG.
///
/// # Errors
/// Where the file cannot be written.
pub fn svg(drawing: &Drawing, path: &Path) -> Result<(), String> {
    page::svg(drawing, path)
}

/// Writes a figure as PNG.
///
/// # Errors
/// Where the file cannot be written.
pub fn png(drawing: &Drawing, path: &Path) -> Result<(), String> {
    page::png(drawing, path)
}

impl Sheet for Drawing {
    fn frame(&self) -> Frame<'_> {
        Frame { title: &self.title, legend: &self.legend, caption: &self.caption, told: &[], footer: &self.footer }
    }

    fn panels<DB: DrawingBackend>(&self, pen: &Pen<'_, DB>, (top, bottom): (i32, i32)) -> Drawn {
        let columns = page::columns(self.panels.len()) as i32;
        let rows = (self.panels.len() as i32 + columns - 1) / columns;
        for (i, panel) in self.panels.iter().enumerate() {
            let (width, height) = ((PAGE.0 as i32 - 2 * MARGIN + 16) / columns, (bottom - top) / rows);
            let (column, row) = (i as i32 % columns, i as i32 / columns);
            let corner = (MARGIN - 8 + column * width, top + row * height);
            pen.panel(panel, self.years, corner, (width - 8, height - 6))?;
        }
        Ok(())
    }
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    fn panel(&self, panel: &Panel, years: (f64, f64), corner: (i32, i32), size: (i32, i32)) -> Drawn {
        let (x, y) = corner;
        let left = Pos::new(HPos::Left, VPos::Top);
        let heading = self.bold(HEADING);
        let below = if panel.title.is_empty() { 0 } else { 22 };
        self.text(&self.cut(&panel.title, size.0 - 8, &heading)?, (x + 8, y), &heading, left)?;
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
