//! A small writer of SVG for the page.
//!
//! The figures of the page carry no colours of their own: every mark has a class, and the style sheet of the page says what a
//! class looks like in the light, in the dark and on paper. That is why they are not drawn by the library that draws the
//! files in `figures/`, which writes colours and fonts into every element. Marks have a `<title>`, so that a browser shows
//! their number where nothing else runs.

use std::fmt::Write;

/// Pixels of a line of text.
pub(super) const LINE: f64 = 17.0;

/// A picture that is being written.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Svg {
    body: String,
}

/// Where a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// A text that may stand in markup.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no other control characters.
            c if c.is_control() && c != '\n' && c != '\t' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// About how wide a text is, in pixels.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|c| if c >= '\u{2e80}' { 13.0 } else { 6.9 }).sum()
}

/// A text that fits into so many pixels, with an ellipsis where something is left out.
pub(super) fn fit(text: &str, pixels: f64) -> String {
    if width(text) <= pixels {
        return text.into();
    }
    let mut out = String::new();
    for c in text.chars() {
        if width(&out) + 13.0 > pixels {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

/// A text in lines of at most so many pixels, broken between words, or anywhere in scripts without spaces.
pub(super) fn lines(text: &str, pixels: f64, most: usize) -> Vec<String> {
    let mut all: Vec<String> = vec![String::new()];
    let mut words: Vec<String> = Vec::new();
    for c in text.chars() {
        match words.last_mut() {
            Some(word)
                if c < '\u{2e80}' && c != ' ' && word.chars().last().is_some_and(|l| l < '\u{2e80}' && l != ' ') =>
            {
                word.push(c);
            }
            _ => words.push(c.to_string()),
        }
    }
    for word in words {
        let last = all.len() - 1;
        if !all[last].is_empty() && width(&all[last]) + width(&word) > pixels && word != " " {
            all.push(word);
        } else {
            all[last].push_str(&word);
        }
    }
    let more = all.len() > most;
    all.truncate(most.max(1));
    if let Some(last) = all.last_mut() {
        *last = if more { fit(&format!("{last}………"), pixels) } else { fit(last, pixels) };
    }
    all.iter().map(|line| line.trim().to_string()).collect()
}

impl Svg {
    /// Empty.
    pub(super) fn new() -> Self {
        Self::default()
    }

    // Writing to a String cannot fail; so the results of `write!` are dropped below.

    /// A straight line.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let _ = write!(
            self.body,
            "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
            from.0, from.1, to.0, to.1
        );
    }

    /// A rectangle; `tip` is what a pointer is told, empty for nothing.
    pub(super) fn rect(&mut self, at: (f64, f64), size: (f64, f64), class: &str, tip: &str) {
        let _ = write!(
            self.body,
            "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"",
            at.0,
            at.1,
            size.0.max(0.0),
            size.1.max(0.0)
        );
        self.close("rect", tip);
    }

    /// A path through points; `closed` for an area.
    pub(super) fn path(&mut self, points: &[(f64, f64)], closed: bool, class: &str) {
        if points.is_empty() {
            return;
        }
        let _ = write!(self.body, "<path class=\"{class}\" d=\"");
        for (i, (x, y)) in points.iter().enumerate() {
            let _ = write!(self.body, "{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
        }
        let _ = write!(self.body, "{}\"/>", if closed { "Z" } else { "" });
    }

    /// A mark whose shape, like its colour, tells series apart.
    pub(super) fn mark(&mut self, series: usize, at: (f64, f64), class: &str, tip: &str) {
        let _ = write!(self.body, "<path class=\"{class}\" d=\"{}\"", shape(series, at, 4.6));
        self.close("path", tip);
    }

    /// A text.
    pub(super) fn text(&mut self, at: (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            self.body,
            "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
            at.0,
            at.1,
            escape(text)
        );
    }

    fn close(&mut self, element: &str, tip: &str) {
        let _ = match tip {
            "" => write!(self.body, "/>"),
            tip => write!(self.body, "><title>{}</title></{element}>", escape(tip)),
        };
    }

    /// The whole picture, with a name and a description for those who do not see it.
    pub(super) fn finish(self, id: &str, size: (f64, f64), title: &str, description: &str) -> String {
        format!(
            "<svg role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {:.0} {:.0}\" style=\"max-width:{:.0}px\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{}</svg>",
            size.0,
            size.1,
            size.0,
            escape(title),
            escape(description),
            self.body
        )
    }
}

/// Corners of the marks that are not circles, for a radius of 1: square, triangle, diamond, triangle on its tip, cross, hourglass,
/// lying cross.
const OUTLINES: [&[(f64, f64)]; 7] = [
    &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    &[(0.0, -1.15), (1.15, 0.92), (-1.15, 0.92)],
    &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
    &[(0.0, 1.15), (1.15, -0.92), (-1.15, -0.92)],
    &[
        (-0.4, -1.2),
        (0.4, -1.2),
        (0.4, -0.4),
        (1.2, -0.4),
        (1.2, 0.4),
        (0.4, 0.4),
        (0.4, 1.2),
        (-0.4, 1.2),
        (-0.4, 0.4),
        (-1.2, 0.4),
        (-1.2, -0.4),
        (-0.4, -0.4),
    ],
    &[(-1.05, -1.1), (1.05, -1.1), (-1.05, 1.1), (1.05, 1.1)],
    &[
        (-1.1, -0.6),
        (-0.6, -1.1),
        (0.0, -0.5),
        (0.6, -1.1),
        (1.1, -0.6),
        (0.5, 0.0),
        (1.1, 0.6),
        (0.6, 1.1),
        (0.0, 0.5),
        (-0.6, 1.1),
        (-1.1, 0.6),
        (-0.5, 0.0),
    ],
];

/// The outline of a mark: a circle for the first series, and another shape for each of the seven that follow.
pub(super) fn shape(series: usize, (x, y): (f64, f64), r: f64) -> String {
    match series % (OUTLINES.len() + 1) {
        0 => {
            format!("M{:.1} {y:.1}a{r:.1} {r:.1} 0 1 0 {:.1} 0a{r:.1} {r:.1} 0 1 0 {:.1} 0Z", x - r, 2.0 * r, -2.0 * r)
        }
        n => {
            let corners = OUTLINES[n - 1].iter().map(|(dx, dy)| format!("{:.1} {:.1}", x + r * dx, y + r * dy));
            format!("M{}Z", corners.collect::<Vec<_>>().join("L"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_texts_is_escaped() {
        let mut svg = Svg::new();
        svg.text((1.0, 2.0), Anchor::Start, "t", "<script>&\"");
        svg.mark(0, (1.0, 1.0), "m", "<b>\u{1}");
        let out = svg.finish("f", (10.0, 10.0), "<i>", "a & b");
        assert!(!out.contains("<script>") && !out.contains("<b>") && !out.contains("<i>"), "{out}");
        assert!(out.contains("&lt;script&gt;&amp;&quot;") && out.contains("<title id=\"f-t\">&lt;i&gt;</title>"));
    }

    #[test]
    fn eight_series_have_eight_shapes() {
        let mut shapes: Vec<String> = (0..8).map(|n| shape(n, (0.0, 0.0), 10.0)).collect();
        assert_eq!(shape(8, (0.0, 0.0), 10.0), shapes[0]);
        shapes.sort();
        shapes.dedup();
        assert_eq!(shapes.len(), 8);
    }

    #[test]
    fn texts_are_broken_between_words_and_within_chinese() {
        assert_eq!(lines("one two three", 60.0, 3), ["one two", "three"]);
        assert_eq!(lines("层层加码层层加码", 60.0, 4), ["层层加码", "层层加码"]);
        assert_eq!(lines("one two three", 60.0, 1).len(), 1);
        assert!(lines("one two three", 60.0, 1)[0].ends_with('…'));
        assert!(fit("a long text that does not fit", 60.0).ends_with('…'));
    }
}
