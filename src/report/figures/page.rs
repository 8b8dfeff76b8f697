//! The page around the panels, the same for all kinds of figures: title, legend, caption, footer, and the files.
//!
//! The PNG is drawn at twice the size and averaged down, since the bitmap backend does not smooth thick lines.

use super::letters;
use super::plot::{Key, Look};
use super::style::{self, FAMILY, GREY, INK, PAGE, SMALL, TEXT, TITLE};
use plotters::coord::Shift;
use plotters::element::BitMapElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

/// Enlargement of the bitmap before it is averaged down.
const OVERSAMPLING: u32 = 2;
/// Left and right of everything.
pub(super) const MARGIN: i32 = 24;
/// Most lines of a title and of a caption.
const TITLE_LINES: usize = 3;
const CAPTION_LINES: usize = 8;

/// What stands around the panels.
pub(super) struct Frame<'a> {
    pub(super) title: &'a str,
    pub(super) legend: &'a [Key],
    pub(super) caption: &'a [String],
    /// What is told after the caption to readers who cannot see the figure.
    pub(super) told: &'a [String],
    pub(super) footer: &'a str,
}

pub(super) type Drawn = Result<(), String>;

/// A kind of figure.
pub(super) trait Sheet {
    /// What stands around its panels.
    fn frame(&self) -> Frame<'_>;

    /// Draws the panels between two heights of the page.
    fn panels<DB: DrawingBackend>(&self, pen: &Pen<'_, DB>, heights: (i32, i32)) -> Drawn;
}

/// Writes a figure as SVG.
pub(super) fn svg(sheet: &impl Sheet, path: &Path) -> Drawn {
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, PAGE).into_drawing_area();
        Pen { root: &root, scale: 1.0 }.page(sheet)?;
        root.present().map_err(|e| e.to_string())?;
    }
    let frame = sheet.frame();
    let text = described(&text, frame.title, &[frame.caption, frame.told].concat().join(" "));
    std::fs::write(path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))
}

/// Writes a figure as PNG.
pub(super) fn png(sheet: &impl Sheet, path: &Path) -> Drawn {
    let (width, height) = (PAGE.0 * OVERSAMPLING, PAGE.1 * OVERSAMPLING);
    let mut large = vec![255; (width * height * 3) as usize];
    {
        let root = BitMapBackend::with_buffer(&mut large, (width, height)).into_drawing_area();
        Pen { root: &root, scale: f64::from(OVERSAMPLING) }.page(sheet)?;
        root.present().map_err(|e| e.to_string())?;
    }
    let small = averaged(&large, width as usize);
    let failed = |why: String| format!("cannot write {}: {why}", path.display());
    let image = BitMapElement::with_owned_buffer((0, 0), PAGE, small);
    let image = image.ok_or_else(|| failed("the picture has the wrong size".into()))?;
    let root = BitMapBackend::new(path, PAGE).into_drawing_area();
    root.draw(&image).and_then(|()| root.present()).map_err(|e| failed(e.to_string()))
}

/// An SVG with what readers who cannot see it are told.
fn described(svg: &str, title: &str, text: &str) -> String {
    let Some((head, rest)) = svg.split_once('>') else { return svg.to_string() };
    let mut told = String::new();
    for (tag, text) in [("title", title), ("desc", text)] {
        if !text.trim().is_empty() {
            told.push_str(&format!("\n<{tag}>{}</{tag}>", letters::escaped(text)));
        }
    }
    format!("{head} role=\"img\">{told}{rest}")
}

/// Averages squares of pixels; `width` is that of the large picture.
fn averaged(large: &[u8], width: usize) -> Vec<u8> {
    const N: usize = OVERSAMPLING as usize;
    let mut small = Vec::with_capacity(large.len() / (N * N));
    let mut columns = vec![0_u16; width * 3];
    for rows in large.chunks_exact(width * 3 * N) {
        columns.fill(0);
        for row in rows.chunks_exact(width * 3) {
            columns.iter_mut().zip(row).for_each(|(sum, byte)| *sum += u16::from(*byte));
        }
        for pixels in columns.as_chunks::<{ 3 * N }>().0 {
            let sum = |c: usize| pixels.iter().skip(c).step_by(3).sum::<u16>();
            small.extend([0, 1, 2].map(|c| (sum(c) / (N * N) as u16) as u8));
        }
    }
    small
}

/// How many panels stand side by side.
pub(super) fn columns(panels: usize) -> usize {
    match panels {
        0..=3 => panels.max(1),
        4 => 2,
        7 | 8 => 4,
        5..=9 => 3,
        _ => 4,
    }
}

/// A drawing area and how many of its pixels make one of the page's.
pub(super) struct Pen<'a, DB: DrawingBackend> {
    pub(super) root: &'a DrawingArea<DB, Shift>,
    scale: f64,
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    /// Pixels of the page as those of the drawing area.
    pub(super) fn px(&self, pixels: f64) -> i32 {
        (pixels * self.scale).round() as i32
    }

    /// A point of the page as one of the drawing area.
    pub(super) fn at(&self, x: f64, y: f64) -> (i32, i32) {
        (self.px(x), self.px(y))
    }

    fn bitmap(&self) -> bool {
        self.scale > 1.0
    }

    pub(super) fn font(&self, size: f64, colour: &'static RGBColor) -> TextStyle<'static> {
        TextStyle::from((FAMILY, size * self.scale).into_font()).color(colour)
    }

    pub(super) fn bold(&self, size: f64) -> TextStyle<'static> {
        TextStyle::from((FAMILY, size * self.scale, FontStyle::Bold).into_font()).color(&INK)
    }

    pub(super) fn text(&self, text: &str, at: (i32, i32), style: &TextStyle<'_>, anchor: Pos) -> Drawn {
        if text.is_empty() {
            return Ok(());
        }
        let at = self.at(at.0.into(), at.1.into());
        let style = style.clone().pos(anchor);
        let text = letters::plain(text);
        // The bitmap backend leaves out the bearings of letters: J runs into the next one. A hair space keeps them apart.
        let text = if self.bitmap() { text.replace('J', "J\u{200a}") } else { text };
        self.root.draw(&Text::new(text, at, style)).map_err(|e| e.to_string())
    }

    /// Text whose small letters have their middle at a height.
    pub(super) fn beside(&self, text: &str, at: (i32, i32), style: &TextStyle<'_>, side: HPos) -> Drawn {
        // The backends do not agree on the middle of a text.
        let lower = if self.bitmap() { (0.2 * style.font.get_size() / self.scale).round() as i32 } else { 0 };
        self.text(text, (at.0, at.1 + lower), style, Pos::new(side, VPos::Center))
    }

    /// Width of a text in pixels of the page.
    pub(super) fn width(&self, text: &str, style: &TextStyle<'_>) -> Result<i32, String> {
        let (width, _) = self.root.estimate_text_size(text, style).map_err(|e| e.to_string())?;
        Ok((f64::from(width) / self.scale).ceil() as i32)
    }

    /// A text cut to a width.
    pub(super) fn cut(&self, text: &str, room: i32, style: &TextStyle<'_>) -> Result<String, String> {
        letters::cut(text, &|part| Ok(self.width(part, style)? <= room))
    }

    /// A text broken into at most `most` lines of a width.
    pub(super) fn lines(
        &self,
        text: &str,
        room: i32,
        most: usize,
        style: &TextStyle<'_>,
    ) -> Result<Vec<String>, String> {
        letters::lines(text, most, &|part| Ok(self.width(part, style)? <= room))
    }

    /// A line in the drawing area, ends in pixels of the page.
    pub(super) fn stroke(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor, width: f64) -> Drawn {
        let ends = [self.at(from.0, from.1), self.at(to.0, to.1)];
        if ends[0] == ends[1] {
            return Ok(());
        }
        let style = colour.stroke_width(self.px(width).max(1).unsigned_abs());
        self.root.draw(&PathElement::new(ends, style)).map_err(|e| e.to_string())
    }

    /// A filled area with corners.
    pub(super) fn area(&self, corners: &[(f64, f64)], colour: RGBAColor) -> Drawn {
        let corners: Vec<_> = corners.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.root.draw(&Polygon::new(corners, colour.filled())).map_err(|e| e.to_string())
    }

    /// A filled circle.
    pub(super) fn circle(&self, at: (f64, f64), radius: f64, colour: RGBAColor) -> Drawn {
        let circle = Circle::new(self.at(at.0, at.1), self.px(radius).max(1), colour.filled());
        self.root.draw(&circle).map_err(|e| e.to_string())
    }

    /// A filled rectangle.
    pub(super) fn surface(&self, corners: [(f64, f64); 2], colour: RGBAColor) -> Drawn {
        let corners = corners.map(|(x, y)| self.at(x, y));
        self.root.draw(&Rectangle::new(corners, colour.filled())).map_err(|e| e.to_string())
    }

    fn page(&self, sheet: &impl Sheet) -> Drawn {
        style::register_font()?;
        self.root.fill(&WHITE).map_err(|e| e.to_string())?;
        let frame = sheet.frame();
        let (width, height) = (PAGE.0 as i32, PAGE.1 as i32);
        let room = width - 2 * MARGIN;
        let left = Pos::new(HPos::Left, VPos::Top);
        let top = self.title(frame.title, room)?;
        let top = self.legend(frame.legend, top)? + 12;

        let (size, step, lines) = self.caption(frame.caption, room)?;
        let style = self.font(size, &GREY);
        let bottom = height - 22 - step * lines.len() as i32;
        for (i, line) in lines.iter().enumerate() {
            self.text(line, (MARGIN, bottom + step * i as i32), &style, left)?;
        }
        let small = self.font(SMALL, &GREY);
        let footer = self.cut(frame.footer, room, &small)?;
        self.text(&footer, (width - MARGIN, height - 10), &small, Pos::new(HPos::Right, VPos::Bottom))?;
        sheet.panels(self, (top, bottom - 10))
    }

    /// Draws the title, smaller or in lines where it is long, and gives back where it ends.
    fn title(&self, title: &str, room: i32) -> Result<i32, String> {
        let left = Pos::new(HPos::Left, VPos::Top);
        for size in [TITLE, 0.85 * TITLE] {
            let style = self.bold(size);
            if self.width(title, &style)? <= room {
                self.text(title, (MARGIN, 16), &style, left)?;
                return Ok(56);
            }
        }
        let style = self.bold(0.75 * TITLE);
        let lines = self.lines(title, room, TITLE_LINES, &style)?;
        for (i, line) in lines.iter().enumerate() {
            self.text(line, (MARGIN, 16 + 25 * i as i32), &style, left)?;
        }
        Ok(31 + 25 * lines.len() as i32)
    }

    /// Size, distance and text of the lines of the caption.
    fn caption(&self, caption: &[String], room: i32) -> Result<(f64, i32, Vec<String>), String> {
        let broken = |size: f64| -> Result<Vec<String>, String> {
            let style = self.font(size, &GREY);
            let mut lines = Vec::new();
            for line in caption {
                lines.extend(self.lines(line, room, CAPTION_LINES, &style)?);
            }
            Ok(lines)
        };
        let lines = broken(TEXT)?;
        if lines.len() <= caption.len().clamp(4, CAPTION_LINES) {
            return Ok((TEXT, 22, lines));
        }
        let mut lines = broken(SMALL)?;
        if lines.len() > CAPTION_LINES {
            lines.truncate(CAPTION_LINES);
            if let Some(last) = lines.last_mut() {
                *last = self.cut(&format!("{last} …"), room, &self.font(SMALL, &GREY))?;
            }
        }
        Ok((SMALL, 18, lines))
    }

    /// Draws the legend in as many rows as it needs and gives back where it ends.
    fn legend(&self, legend: &[Key], top: i32) -> Result<i32, String> {
        if legend.is_empty() {
            return Ok(top);
        }
        let font = self.font(TEXT, &INK);
        let end = PAGE.0 as i32 - MARGIN;
        let (mut x, mut y) = (MARGIN, top);
        for key in legend {
            // Two of the longest stand in a row.
            let label = self.cut(&key.label, (end - MARGIN - 26) / 2 - 34, &font)?;
            let length = 34 + self.width(&label, &font)?;
            if x > MARGIN && x + length > end {
                (x, y) = (MARGIN, y + 24);
            }
            let at = |dx: i32, dy: i32| (f64::from(x + dx), f64::from(y + dy));
            match key.look {
                Look::Solid => self.stroke(at(0, 9), at(26, 9), key.colour, 2.5)?,
                Look::Dashed => {
                    [0, 10, 20].into_iter().try_for_each(|dx| self.stroke(at(dx, 9), at(dx + 6, 9), key.colour, 2.5))?
                }
                Look::Area => self.surface([at(4, 1), at(22, 17)], key.colour.mix(0.85))?,
                Look::Dot => {
                    self.stroke(at(0, 9), at(26, 9), key.colour, 3.0)?;
                    self.circle(at(13, 9), 5.0, key.colour.mix(1.0))?;
                }
                Look::Marked(shape) => {
                    self.stroke(at(0, 9), at(26, 9), key.colour, 2.0)?;
                    self.shape(shape, at(13, 9), 5.0, key.colour.mix(1.0))?;
                }
            }
            self.beside(&label, (x + 34, y + 9), &font, HPos::Left)?;
            x += length + 26;
        }
        Ok(y + 24)
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

    #[test]
    fn pictures_are_told() {
        let told = described("<svg width=\"1\">\n<g/></svg>", "a < b", "c & d");
        assert_eq!(told, "<svg width=\"1\" role=\"img\">\n<title>a &lt; b</title>\n<desc>c &amp; d</desc>\n<g/></svg>");
        assert_eq!(described("<svg>\n</svg>", "a", ""), "<svg role=\"img\">\n<title>a</title>\n</svg>");
    }
}
