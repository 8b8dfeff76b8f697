//! Reads drawings back, for tests: what stands where, and that nothing runs off the page or into something else.

use super::style::{FAMILY, PAGE, register_font};
use plotters::style::IntoFont;

/// A text of an SVG: left, top, right, bottom, what it says.
pub(super) type Letters = (f64, f64, f64, f64, String);

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

/// Checks that all coordinates are numbers on the page and gives back the texts.
pub(super) fn read(name: &str, svg: &str) -> Vec<Letters> {
    register_font().unwrap();
    let (width, height) = (f64::from(PAGE.0), f64::from(PAGE.1));
    let mut letters = Vec::new();
    for part in svg.split('<').skip(2) {
        let (tag, text) = part.split_once('>').unwrap();
        let number = |n: &str| attribute(tag, n).map(|v| v.parse::<f64>().unwrap());
        for (name_x, name_y) in [("x", "y"), ("cx", "cy"), ("x1", "y1"), ("x2", "y2")] {
            if let (Some(x), Some(y)) = (number(name_x), number(name_y)) {
                assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{name}: {tag}");
            }
        }
        for point in attribute(tag, "points").unwrap_or_default().split_whitespace() {
            let (x, y) = point.split_once(',').unwrap();
            let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
            assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{name}: {tag}");
        }
        if !tag.starts_with("text") {
            continue;
        }
        let text = unescaped(text.trim());
        let (x, y, size) = (number("x").unwrap(), number("y").unwrap(), number("font-size").unwrap());
        let style = if attribute(tag, "font-weight").is_some() { "bold" } else { "normal" };
        let font = (FAMILY, size * 1.24, plotters::style::FontStyle::from(style)).into_font();
        let long = f64::from(font.box_size(&text).unwrap().0);
        let left = match attribute(tag, "text-anchor").unwrap() {
            "start" => x,
            "middle" => x - long / 2.0,
            _ => x - long,
        };
        let top = match attribute(tag, "dy").unwrap() {
            "0.76em" => y,
            "0.5ex" => y - 0.5 * size,
            _ => y - size,
        };
        assert!(left >= 0.0 && left + long <= width && top >= 0.0 && top + size <= height, "{name}: {text}");
        letters.push((left, top, left + long, top + size, text));
    }
    letters
}

/// Checks that no text stands on another.
pub(super) fn apart(name: &str, letters: &[Letters]) {
    for (i, a) in letters.iter().enumerate() {
        for b in &letters[..i] {
            let apart = a.0 + 1.0 > b.2 || b.0 + 1.0 > a.2 || a.1 + 2.0 > b.3 || b.1 + 2.0 > a.3;
            assert!(apart, "{name}: {a:?} and {b:?} overlap");
        }
    }
}
