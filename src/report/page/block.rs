//! What a page is made of: sections with blocks, as the template reads them.

use super::figure::{Figure, Table};
use serde::Serialize;

/// A section of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Section {
    /// Name in the page.
    pub(super) id: String,
    /// Heading.
    pub(super) heading: String,
    /// What it holds; a section without blocks is not shown.
    pub(super) blocks: Vec<Block>,
}

/// A block of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum Block {
    /// A paragraph.
    Text {
        /// The text.
        text: String,
    },
    /// A paragraph that warns.
    Note {
        /// The text.
        text: String,
    },
    /// The question, and the answer in sentences.
    Answer {
        /// The question.
        question: String,
        /// The sentences.
        sentences: Vec<String>,
    },
    /// The words of a user's own file, in whatever language they are.
    Source {
        /// Where they are from.
        label: String,
        /// The words, line by line.
        lines: Vec<String>,
    },
    /// An arm and what distinguishes it.
    Arm {
        /// Its label.
        name: String,
        /// Its sentence.
        about: String,
        /// Whether the sentence is in the words of a user's own file.
        own: bool,
        /// What it changes, one line each.
        changes: Vec<String>,
    },
    /// Points.
    List {
        /// One line each.
        items: Vec<String>,
    },
    /// A figure.
    Figure(Figure),
    /// A table that stands open.
    Table {
        /// What it says.
        caption: String,
        /// The table.
        table: Table,
    },
    /// Something to type.
    Code {
        /// What it does.
        label: String,
        /// What is typed.
        text: String,
    },
    /// The figure in which the reader chooses.
    Explorer {
        /// Name in the page.
        id: String,
        /// Its numbers, as JSON that may stand in a script.
        data: String,
        /// What it shows.
        caption: String,
    },
}

impl Block {
    /// A paragraph.
    pub(super) fn text(text: String) -> Self {
        Self::Text { text }
    }
}
