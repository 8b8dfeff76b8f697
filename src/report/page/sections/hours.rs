//! Where the hours went, by activity.

use crate::report::page::block::Block;
use crate::report::page::context::Page;
use crate::report::page::dots::{Dots, Panel, Row};
use crate::report::page::figure::Table;
use crate::report::page::rows::Of;

/// What is drawn.
const MEASURE: &str = "effort.hours";
/// What stands below the activities, in the same unit.
const SUM: &str = "effort.hours_worked";

/// The blocks.
pub(in crate::report::page) fn blocks(page: &Page<'_>) -> Vec<Block> {
    let cube = &page.material.cube;
    let activities = cube.groups_of(MEASURE, "activity", page.material.last());
    let Some(first) = activities.first() else {
        return vec![Block::Note { text: page.text("report.hours_missing") }];
    };
    let scale = page.scale(MEASURE, first);
    let kinds: &[Of] = if page.compares() { &[Of::Means, Of::Differences] } else { &[Of::Means] };
    let mut table = Table::new(vec![page.text("report.activity")]);
    let mut panels = Vec::new();
    for of in kinds {
        let (title, head) = match of {
            Of::Means => ("report.hours_level", "report.hours_level"),
            Of::Differences => ("report.hours_difference", "report.difference"),
        };
        panels.push(Panel { title: page.text(title), unit: page.axis_unit(*of, &scale), zero: true });
        table.head.extend(page.heads(*of, Some(&page.words.head(&page.text(head), &scale))));
    }
    let mut rows = Vec::new();
    let keys = activities.iter().map(|a| (page.words.group(a), page.national(MEASURE, a)));
    for (label, key) in keys.chain([(page.words.label(SUM), page.national(SUM, "all"))]) {
        let mut row = Row { label: label.clone(), heading: None, panels: Vec::new() };
        let mut cells = vec![label.clone()];
        for of in kinds {
            row.panels.push(page.dots(*of, key, &scale, &label));
            cells.extend(page.cells(*of, key, &scale));
        }
        rows.push(row);
        table.rows.push(cells);
    }
    let dots = Dots {
        id: page.id("hours"),
        title: page.text("report.hours_title"),
        caption: if page.compares() { page.of_means_and_differences() } else { page.of_means() },
        legend: page.legend(true),
        panels,
        rows,
        table,
    };
    let mut blocks = vec![Block::text(page.text("report.hours_text"))];
    blocks.extend(dots.figure().map(Block::Figure));
    blocks
}
