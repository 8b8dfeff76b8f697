//! How figures look: one font, one palette that colour-blind readers can tell apart, sizes in pixels of a 1200 by 750 page.

use plotters::style::{FontStyle, RGBColor};
use std::sync::OnceLock;

/// Width and height of the page.
pub const PAGE: (u32, u32) = (1200, 750);
/// Title.
pub const TITLE: f64 = 26.0;
/// Headings of panels.
pub const HEADING: f64 = 17.0;
/// Axis labels, legend, caption.
pub const TEXT: f64 = 15.0;
/// Footer.
pub const SMALL: f64 = 13.0;
/// Text.
pub const INK: RGBColor = RGBColor(34, 34, 34);
/// Less important text and axes.
pub const GREY: RGBColor = RGBColor(100, 100, 100);
/// Grid lines.
pub const GRID: RGBColor = RGBColor(225, 225, 225);
/// Every other row.
pub const BAND: RGBColor = RGBColor(246, 246, 246);
/// Font family. SVG readers use their own sans-serif; PNG uses the embedded DejaVu Sans.
pub const FAMILY: &str = "sans-serif";

/// Okabe & Ito 2008, "Color universal design", yellow late, since it is pale on white; then a grey and two dark tints, for
/// stacks of many layers, where neighbours differ in lightness too.
pub const PALETTE: [RGBColor; 11] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
    RGBColor(240, 228, 66),
    RGBColor(170, 170, 170),
    RGBColor(0, 0, 0),
    RGBColor(125, 190, 170),
    RGBColor(110, 45, 0),
];

/// Colour number `i`; starts again after the last.
pub fn colour(i: usize) -> RGBColor {
    PALETTE[i % PALETTE.len()]
}

/// Registers the embedded font, once.
///
/// # Errors
/// Where the embedded font cannot be read, which would be a fault of the build.
pub fn register_font() -> Result<(), String> {
    static DONE: OnceLock<bool> = OnceLock::new();
    let registered = |style, bytes| plotters::style::register_font(FAMILY, style, bytes).is_ok();
    let done = DONE.get_or_init(|| {
        registered(FontStyle::Normal, dejavu::sans::regular()) && registered(FontStyle::Bold, dejavu::sans::bold())
    });
    if *done { Ok(()) } else { Err("the embedded font cannot be read".into()) }
}
