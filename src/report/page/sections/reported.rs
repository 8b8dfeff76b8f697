//! What was reported against what was true.

use crate::report::page::block::Block;
use crate::report::page::context::Page;
use crate::report::page::cube::Key;
use crate::report::page::dots::{Dot, Dots, Panel, Row};
use crate::report::page::figure::{Entry, Table};
use crate::report::page::rows::Of;
use crate::report::page::svg::shape;

/// What is reported, and what is true.
const ATTAINMENT: [&str; 2] = ["fabrication.attainment_reported", "fabrication.attainment_true"];
/// Of the offices' results and of satisfaction: as superiors are told, and as they are.
const SCORES: [[&str; 2]; 2] =
    [["score.results_reported", "citizens.resolved_in_time"], ["score.satisfaction_reported", "citizens.satisfaction"]];

/// The blocks.
pub(in crate::report::page) fn blocks(page: &Page<'_>) -> Vec<Block> {
    let cube = &page.material.cube;
    let indicators = cube.groups_of(ATTAINMENT[0], "indicator", page.material.last());
    let offices = page.material.country.tiers.last().and_then(|t| cube.tier(t)).unwrap_or(0);
    let mut pairs: Vec<(String, [Option<Key>; 2])> =
        indicators.iter().map(|i| (page.words.group(i), ATTAINMENT.map(|m| page.national(m, i)))).collect();
    for [reported, real] in SCORES {
        let reported_at = cube.find_in(reported, offices, "all", page.material.last());
        pairs.push((page.words.label(real), [reported_at, page.national(real, "all")]));
    }
    pairs.retain(|(_, keys)| keys.iter().all(Option::is_some));
    if pairs.is_empty() {
        return vec![Block::Note { text: page.text("report.reported_missing") }];
    }
    let scale = page.scale(ATTAINMENT[0], "all");
    let words = [page.text("report.reported"), page.text("report.true")];
    let mut table = Table::new(vec![page.text("report.what")]);
    for word in &words {
        table.head.extend(page.heads(Of::Means, Some(&page.words.head(word, &scale))));
    }
    let mut rows = Vec::new();
    for (label, keys) in pairs {
        let [reported, real] = [0, 1].map(|i| {
            let what = format!("{label}{}{}", page.text("report.list_comma"), words[i]);
            page.dots(Of::Means, keys[i], &scale, &what)
        });
        let mut dots: Vec<Dot> = Vec::new();
        for dot in real {
            let theirs = reported.iter().find(|r| r.series == dot.series);
            let link = theirs.map(|r| (r.at.min(dot.at), r.at.max(dot.at)));
            dots.push(Dot { inner: link, interval: None, ..dot });
            dots.extend(theirs.map(|r| Dot { hollow: true, interval: None, ..r.clone() }));
        }
        let mut cells = vec![label.clone()];
        for key in keys {
            cells.extend(page.cells(Of::Means, key, &scale));
        }
        rows.push(Row { label, heading: None, panels: vec![dots] });
        table.rows.push(cells);
    }
    let mut legend = page.legend(true);
    for (class, word) in [("hollow ink", &words[0]), ("ink", &words[1])] {
        legend.push(Entry { class: class.into(), shape: shape(0, (8.0, 8.0), 5.0), label: word.clone() });
    }
    let panel =
        Panel { title: page.text("report.reported_panel"), unit: page.axis_unit(Of::Means, &scale), zero: false };
    let (n, window) = (page.replicates().to_string(), page.last());
    let dots = Dots {
        id: page.id("reported"),
        title: page.text("report.reported_title"),
        caption: page.words.fill("report.caption_reported", &[("n", &n), ("window", &window)]),
        legend,
        panels: vec![panel],
        rows,
        table,
    };
    let mut blocks = vec![Block::text(page.text("report.reported_text"))];
    blocks.extend(dots.figure().map(Block::Figure));
    blocks.extend(page.course_of("gap", "report.gap_title", &["fabrication.gap", "fabrication.faked_share"], true));
    blocks
}
