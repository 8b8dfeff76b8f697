//! Puts means with intervals on a page.

use super::axis::Axis;
use super::dots::{Dot, DotPanel, Dots};
use super::page::{self, Drawn, Frame, MARGIN, Pen, Sheet};
use super::style::{BAND, GREY, GRID, HEADING, INK, PAGE, SMALL, TEXT};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Height of the largest row.
const TALL: f64 = 110.0;
/// Size of the smallest label of a row.
const LEAST: f64 = 11.0;
/// Height of a line of a heading.
const LINE: i32 = 19;
/// Height of the numbers under an axis and of its unit.
const NUMBERS: i32 = 23;
const UNIT: i32 = 15;
/// Between panels, one above the other and side by side.
const BELOW: i32 = 14;
const BESIDE: i32 = 18;
/// Least width of a plot, where there is a choice, and where rows would not be readable otherwise.
const NARROW: [i32; 2] = [130, 80];
/// Most panels side by side.
const MOST: usize = 9;

impl Sheet for Dots {
    fn frame(&self) -> Frame<'_> {
        Frame {
            title: &self.title,
            legend: &self.legend,
            caption: &self.caption,
            told: &self.told,
            footer: &self.footer,
        }
    }

    fn panels<DB: DrawingBackend>(&self, pen: &Pen<'_, DB>, heights: (i32, i32)) -> Drawn {
        if self.panels.is_empty() {
            return Ok(());
        }
        let layout = pen.layout(self, heights)?;
        let mut top = heights.0;
        for (i, row) in self.panels.chunks(layout.columns).enumerate() {
            for (column, panel) in row.iter().enumerate() {
                let number = i * layout.columns + column;
                pen.dot_panel(panel, &layout, &layout.headings[number], column as i32, top)?;
            }
            top += layout.above() + layout.below() + (rows(row) as f64 * layout.pitch).round() as i32;
        }
        Ok(())
    }
}

/// Rows of the longest panel.
fn rows(panels: &[DotPanel]) -> usize {
    panels.iter().map(|p| p.rows.len()).max().unwrap_or(0).max(1)
}

/// Where everything stands.
struct Layout {
    columns: usize,
    /// Width of a plot with what is beside it, without labels.
    block: i32,
    /// Width of the labels; 0 without any.
    label: i32,
    /// Whether only the first panel of a line has labels.
    shared: bool,
    /// Height of a row.
    pitch: f64,
    /// Size of the labels.
    size: f64,
    headings: Vec<Vec<String>>,
    heading_size: f64,
    units: bool,
}

impl Layout {
    /// Height of what stands above a plot.
    fn above(&self) -> i32 {
        match self.headings.iter().map(Vec::len).max() {
            None | Some(0) => 6,
            Some(lines) => LINE * lines as i32 + 5,
        }
    }

    /// Height of what stands below a plot.
    fn below(&self) -> i32 {
        NUMBERS + if self.units { UNIT } else { 0 } + BELOW
    }

    /// Left and right end of a plot.
    fn plot(&self, column: i32) -> (i32, i32) {
        let before = if self.shared { self.label } else { self.label * (column + 1) };
        let left = MARGIN + before + column * self.block;
        (left, left + self.block - BESIDE)
    }

    /// Left end of a heading: over the plot where only the first panel has labels, else over the labels.
    fn left(&self, column: i32) -> i32 {
        let plot = self.plot(column).0;
        if self.shared { plot } else { plot - self.label }
    }
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    /// The layout with rows that are high enough, or else with the highest.
    fn layout(&self, dots: &Dots, heights: (i32, i32)) -> Result<Layout, String> {
        let most = dots.panels.iter().flat_map(|p| &p.rows).map(|r| r.dots.len()).max().unwrap_or(1).max(1);
        let wanted = (6.0 + 4.0 * most as f64).max(16.0);
        let usual = page::columns(dots.panels.len());
        let mut best = self.layout_of(dots, heights, usual)?;
        for columns in usual + 1..=dots.panels.len().min(MOST) {
            if best.pitch >= wanted {
                break;
            }
            let other = self.layout_of(dots, heights, columns)?;
            let narrow = NARROW[usize::from(best.pitch < LEAST)];
            if other.pitch > best.pitch && other.block - BESIDE >= narrow {
                best = other;
            }
        }
        Ok(best)
    }

    fn layout_of(&self, dots: &Dots, (top, bottom): (i32, i32), columns: usize) -> Result<Layout, String> {
        let labels = |panel: &DotPanel| panel.rows.iter().map(|r| r.label.clone()).collect::<Vec<_>>();
        let first = labels(&dots.panels[0]);
        let shared = columns > 1 && dots.panels.iter().all(|p| labels(p) == first);
        let width = PAGE.0 as i32 - 2 * MARGIN + BESIDE - 4;
        let mut layout = Layout {
            columns,
            block: width / columns as i32,
            label: 0,
            shared,
            pitch: TALL,
            size: TEXT,
            headings: Vec::new(),
            heading_size: HEADING,
            units: dots.panels.iter().any(|p| !p.unit_label().is_empty()),
        };
        // Labels and headings depend on the height of rows and on each other's room: twice is enough.
        for _ in 0..2 {
            layout.size = (0.85 * layout.pitch).clamp(LEAST, TEXT);
            let style = self.font(layout.size, &INK);
            let mut label = 0;
            for row in dots.panels.iter().flat_map(|p| &p.rows) {
                label = label.max(self.width(&row.label, &style)?);
            }
            let blocks = if shared { 1 } else { columns as i32 };
            let most = if shared { 3 * width / 10 } else { width / blocks * if columns > 1 { 42 } else { 36 } / 100 };
            layout.label = if label > 0 { (label + 8).min(most) } else { 0 };
            layout.block = (width - blocks * layout.label) / columns as i32;
            self.headings(dots, &mut layout)?;
            let lines = dots.panels.chunks(columns);
            let used = lines.len() as i32 * (layout.above() + layout.below()) - BELOW;
            let rows: usize = lines.map(rows).sum();
            layout.pitch = (f64::from((bottom - top - used).max(1)) / rows as f64).min(TALL);
        }
        Ok(layout)
    }

    /// Headings in one line, in a smaller one or in two.
    fn headings(&self, dots: &Dots, layout: &mut Layout) -> Drawn {
        let room = layout.block - BESIDE / 2 + if layout.shared { 0 } else { layout.label };
        let longest = |size: f64| -> Result<i32, String> {
            let style = self.bold(size);
            dots.panels.iter().try_fold(0, |longest, p| Ok(self.width(&p.title, &style)?.max(longest)))
        };
        layout.heading_size = HEADING;
        if longest(HEADING)? > room {
            layout.heading_size = TEXT;
        }
        let style = self.bold(layout.heading_size);
        let broken = |panel: &DotPanel| match panel.title.as_str() {
            "" => Ok(Vec::new()),
            title => self.lines(title, room, 2, &style),
        };
        layout.headings = dots.panels.iter().map(broken).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn dot_panel(&self, panel: &DotPanel, layout: &Layout, heading: &[String], column: i32, top: i32) -> Drawn {
        let style = self.bold(layout.heading_size);
        // One line stands on the plot, not two above it.
        let first = top + layout.above() - 5 - LINE * heading.len() as i32;
        for (i, line) in heading.iter().enumerate() {
            let at = (layout.left(column), first + LINE * i as i32);
            self.text(line, at, &style, Pos::new(HPos::Left, VPos::Top))?;
        }
        let (left, right) = layout.plot(column);
        let (x0, x1) = (f64::from(left), f64::from(right));
        let y0 = f64::from(top + layout.above());
        let height = panel.rows.len().max(1) as f64 * layout.pitch;
        for i in (0..panel.rows.len()).step_by(2) {
            let y = y0 + i as f64 * layout.pitch;
            self.surface([(x0, y), (x1, y + layout.pitch)], BAND.mix(1.0))?;
        }
        let axis = match panel.range() {
            Some(range) => Some(self.value_axis(range, right - left, panel.per_cent())?),
            None => None,
        };
        if let Some(axis) = &axis {
            self.under(axis, panel.zero, (x0, x1), (y0, y0 + height))?;
            let at = ((left + right) / 2, (y0 + height) as i32 + NUMBERS);
            let unit = self.cut(panel.unit_label(), layout.block, &self.font(SMALL, &GREY))?;
            self.text(&unit, at, &self.font(SMALL, &GREY), Pos::new(HPos::Center, VPos::Top))?;
        }
        self.stroke((x0, y0 + height), (x1, y0 + height), GREY, 1.0)?;

        let style = self.font(layout.size, &INK);
        // Beside the line at zero, not on it.
        let zero = axis.as_ref().filter(|_| panel.zero).map(|a| a.part(0.0) * (x1 - x0)).filter(|x| *x < 32.0);
        let aside = left + 8 + zero.unwrap_or_default() as i32;
        let nothing = |y: f64| self.beside("—", (aside, y.round() as i32), &self.font(layout.size, &GREY), HPos::Left);
        if panel.rows.is_empty() {
            nothing(y0 + height / 2.0)?;
        }
        for (i, row) in panel.rows.iter().enumerate() {
            let y = y0 + (i as f64 + 0.5) * layout.pitch;
            if column == 0 || !layout.shared {
                let label = self.cut(&row.label, layout.label - 8, &style)?;
                self.beside(&label, (left - 8, y.round() as i32), &style, HPos::Right)?;
            }
            match &axis {
                Some(axis) if row.dots.iter().any(Dot::is_drawn) => {
                    self.dots(&row.dots, axis, (x0, x1), y, layout.pitch)?;
                }
                _ => nothing(y)?,
            }
        }
        Ok(())
    }

    /// The axis with the most marks whose labels do not run into each other.
    pub(super) fn value_axis(&self, range: (f64, f64), width: i32, share: bool) -> Result<Axis, String> {
        let style = self.font(SMALL, &INK);
        let mut coarsest = Axis::values(range, 3, share);
        for n in (2..=8).rev() {
            let axis = Axis::values(range, n, share);
            if axis.ticks.len() < 2 {
                break;
            }
            let longest =
                axis.ticks.iter().try_fold(0, |longest, t| self.width(&t.1, &style).map(|width| width.max(longest)))?;
            let step = (axis.part(axis.ticks[1].0) - axis.part(axis.ticks[0].0)) * f64::from(width);
            coarsest = axis;
            if f64::from(longest + 14) <= step {
                break;
            }
        }
        Ok(coarsest)
    }

    /// What lies under the dots: grid, zero, numbers.
    fn under(&self, axis: &Axis, zero: bool, (x0, x1): (f64, f64), (y0, y1): (f64, f64)) -> Drawn {
        let style = self.font(SMALL, &INK);
        let x = |value: f64| x0 + axis.part(value) * (x1 - x0);
        let mut end = 0;
        for (value, label) in &axis.ticks {
            let x = x(*value);
            self.stroke((x, y0), (x, y1), GRID, 1.0)?;
            self.stroke((x, y1), (x, y1 + 4.0), GREY, 1.0)?;
            let label = label.replace('-', "−");
            let half = self.width(&label, &style)? / 2 + 1;
            // Labels keep to their plot, or they would run into those of the next.
            let inside = x.max(x0 - 6.0 + f64::from(half)).min(x1 + 6.0 - f64::from(half));
            let x = if axis.ticks.len() > 2 { x } else { inside };
            if x as i32 - half > end && (x - inside).abs() < 1.0 {
                let anchor = Pos::new(HPos::Center, VPos::Top);
                self.text(&label, (x as i32, y1 as i32 + 8), &style, anchor)?;
                end = x as i32 + half;
            }
        }
        if zero {
            self.stroke((x(0.0), y0), (x(0.0), y1), GREY, 1.5)?;
        }
        Ok(())
    }

    /// The dots of a row around a height.
    fn dots(&self, dots: &[Dot], axis: &Axis, (x0, x1): (f64, f64), middle: f64, pitch: f64) -> Drawn {
        let slot = (0.86 * pitch / dots.len() as f64).min(22.0);
        let x = |value: f64| x0 + axis.part(value) * (x1 - x0);
        let height = |i: usize| middle + (i as f64 - (dots.len() as f64 - 1.0) / 2.0) * slot;
        for (i, dot) in dots.iter().enumerate().filter(|(_, d)| d.is_drawn()) {
            for (number, value) in dot.points().enumerate() {
                // Seeds are spread evenly over the height, so that equal ones can be told apart.
                let aside = ((number as f64 + 0.5) * 0.618_034).fract() - 0.5;
                self.circle(
                    (x(value), height(i) + 0.8 * slot * aside),
                    (0.14 * slot).clamp(1.0, 2.0),
                    dot.colour.mix(0.3),
                )?;
            }
        }
        for (i, dot) in dots.iter().enumerate().filter(|(_, d)| d.is_drawn()) {
            if let Some((low, high)) = dot.ends() {
                self.stroke((x(low), height(i)), (x(high), height(i)), dot.colour, (0.22 * slot).clamp(1.0, 3.0))?;
            }
            self.circle((x(dot.mean), height(i)), (0.36 * slot).clamp(2.0, 5.5), dot.colour.mix(1.0))?;
        }
        Ok(())
    }
}
