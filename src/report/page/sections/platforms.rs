//! Platforms: how many are alive, how many are dead, and what becomes of them.

use crate::report::page::block::Block;
use crate::report::page::context::Page;
use crate::report::page::figure::Table;
use crate::report::page::rows::Of;

/// What is drawn over time.
const DRAWN: [&str; 3] = ["platforms.live", "platforms.zombies", "platforms.zombie_share"];
/// What is tabulated.
const TABLED: [&str; 8] = [
    "platforms.live",
    "platforms.zombies",
    "platforms.zombie_share",
    "platforms.launched",
    "platforms.closed",
    "platforms.closed_on_paper",
    "platforms.quality",
    "platforms.fragmentation",
];

/// The blocks.
pub(in crate::report::page) fn blocks(page: &Page<'_>) -> Vec<Block> {
    let mut blocks: Vec<Block> =
        page.course_of("platforms", "report.platforms_title", &DRAWN, true).into_iter().collect();
    if blocks.is_empty() {
        return vec![Block::Note { text: page.text("report.platforms_missing") }];
    }
    let of = page.of();
    let mut table = Table::new(vec![page.text("report.measure")]);
    if of == Of::Differences {
        table.head.push(page.text("report.baseline"));
    }
    table.head.extend(page.heads(of, None));
    for measure in TABLED {
        let Some(key) = page.national(measure, "all") else { continue };
        let scale = page.scale(measure, "all");
        let mut row = vec![page.words.head(&page.words.label(measure), &scale)];
        if of == Of::Differences {
            let stat = page.material.cube.stat(page.material.baseline, key);
            row.push(stat.map_or_else(String::new, |s| scale.number(s.mean)));
        }
        row.extend(page.cells(of, Some(key), &scale));
        table.rows.push(row);
    }
    blocks.push(Block::Table { caption: page.table_caption(of), table });
    blocks
}
