//! Faults of scenario files: each has a place, a message and help, and all of them are reported at once.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt;

/// A text that faults can point into: a file, or something given on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path of the file, or the flag (`--set`).
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// A stretch of a [`Source`], in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Number of the source in [`Diagnostics::sources`].
    pub source: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, in one line.
    pub message: String,
    /// Where; none for what is nowhere written.
    pub place: Option<Place>,
    /// Words beside the underlined text.
    pub label: String,
    /// What is allowed and what to do.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A fault at a place.
    pub fn at(place: impl Into<Option<Place>>, message: impl Into<String>) -> Self {
        Self { message: message.into(), place: place.into(), label: String::new(), help: Vec::new() }
    }

    /// Adds words beside the underlined text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a line of help; an empty one is left out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self.help.retain(|line| !line.is_empty());
        self
    }
}

/// All faults of a scenario, with the texts they point into.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    sources: Vec<Source>,
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a text and gives its number.
    pub(crate) fn add_source(&mut self, path: String, text: String) -> usize {
        self.sources.push(Source { path, text });
        self.sources.len() - 1
    }

    /// Adds a fault.
    pub(crate) fn push(&mut self, fault: Diagnostic) {
        self.items.push(fault);
    }

    /// Puts the faults in the order of files and places, each once.
    pub(crate) fn sort(&mut self) {
        self.items.sort_by_key(|fault| fault.place);
        self.items.dedup();
    }

    /// Drops the faults on lines that have a fault with the message `cause`, which explains them.
    pub(crate) fn drop_consequences(&mut self, cause: &str) {
        let line = |fault: &Diagnostic| fault.place.map(|place| (place.source, self.position(place).1));
        let causes: Vec<_> = self.items.iter().filter(|fault| fault.message == cause).map(line).collect();
        let keep: Vec<bool> =
            self.items.iter().map(|fault| fault.message == cause || !causes.contains(&line(fault))).collect();
        let mut keep = keep.into_iter();
        self.items.retain(|_| keep.next().unwrap_or(true));
    }

    /// The texts.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The faults, by file and place.
    pub fn items(&self) -> &[Diagnostic] {
        &self.items
    }

    /// Whether there is no fault.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// File, line and column (from 1, in characters) of a place.
    pub fn position(&self, place: Place) -> (&str, usize, usize) {
        let source = &self.sources[place.source];
        let before = &source.text[..whole_character(&source.text, place.start)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (&source.path, before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// All faults as text for people, with the lines they are in.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let blocks = self.items.iter().map(|fault| {
            let mut groups = Vec::new();
            let title = Level::ERROR.primary_title(&fault.message);
            groups.push(match fault.place {
                None => Group::with_title(title),
                Some(place) => {
                    let source = &self.sources[place.source];
                    let span = drawable(&source.text, place);
                    let mark = AnnotationKind::Primary.span(span);
                    let mark = if fault.label.is_empty() { mark } else { mark.label(&fault.label) };
                    title.element(Snippet::source(&source.text).path(&source.path).annotation(mark))
                }
            });
            for help in &fault.help {
                groups.push(Group::with_title(Level::HELP.secondary_title(help)));
            }
            renderer.render(&groups)
        });
        blocks.collect::<Vec<_>>().join("\n\n")
    }
}

/// The last place at or before `at` where a character begins or the text ends.
pub(super) fn whole_character(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The part of a place that can be underlined: one line, whole characters, inside the text.
fn drawable(text: &str, place: Place) -> std::ops::Range<usize> {
    let start = whole_character(text, place.start);
    let end = whole_character(text, place.end).max(start);
    let line = text[start..end].find('\n').map_or(end, |at| start + at);
    let line = if text[start..line].ends_with('\r') { line - 1 } else { line };
    start..line
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fault_shows_its_line() {
        let mut d = Diagnostics::default();
        let source = d.add_source("a.toml".into(), "[cascade]\nhedgeing = 0.5\n".into());
        let place = Place { source, start: 10, end: 18 };
        d.push(
            Diagnostic::at(place, "unknown parameter `cascade.hedgeing`")
                .label("not here")
                .help("did you mean `hedging`?"),
        );
        assert_eq!(d.position(place), ("a.toml", 2, 1));
        let expected = "error: unknown parameter `cascade.hedgeing`\n --> a.toml:2:1\n  |\n2 | hedgeing = 0.5\n  | ^^^^^^^^ not here\n  |\nhelp: did you mean `hedging`?";
        assert_eq!(d.to_string(), expected);
    }

    proptest! {
        #[test]
        fn any_place_in_any_text_can_be_shown(text in "[a\u{4e2d}\r\n\t\u{0} ]{0,20}", start in 0usize..30, length in 0usize..9) {
            let mut d = Diagnostics::default();
            let source = d.add_source("a".into(), text);
            let place = Place { source, start, end: start + length };
            d.push(Diagnostic::at(place, "x"));
            d.position(place);
            prop_assert!(d.to_string().starts_with("error: x"));
        }
    }
}
