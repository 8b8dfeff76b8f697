//! How offices differ: quantiles over them, the mean over replicates of each.

use crate::report::page::block::Block;
use crate::report::page::context::Page;
use crate::report::page::dots::{Dot, Dots, Panel, Row};
use crate::report::page::figure::Table;
use crate::report::page::rows::Of;
use crate::report::spread::{MEASURES, QUANTILES};

/// The blocks.
pub(in crate::report::page) fn blocks(page: &Page<'_>) -> Vec<Block> {
    let there: Vec<&str> =
        MEASURES.into_iter().map(|(m, _)| m).filter(|m| page.national(m, QUANTILES[2].0).is_some()).collect();
    if there.is_empty() {
        return vec![Block::Note { text: page.text("report.offices_missing") }];
    }
    let cube = &page.material.cube;
    let mut panels = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut table = Table::new(vec![page.text("report.arm"), page.text("report.measure")]);
    let head = |(_, share): (&str, f64)| page.words.fill("report.quantile", &[("q", &format!("{:.0}", 100.0 * share))]);
    table.head.extend(QUANTILES.map(head));
    for measure in &there {
        let scale = page.scale(measure, "all");
        panels.push(Panel { title: page.words.label(measure), unit: page.axis_unit(Of::Means, &scale), zero: false });
    }
    for (series, arm) in page.arms().into_iter().enumerate() {
        let name = page.words.in_legend(page.material, arm);
        let mut row = Row { label: name.clone(), heading: None, panels: Vec::new() };
        for measure in &there {
            let scale = page.scale(measure, "all");
            let at = |group: &str| Some(cube.stat(arm, page.national(measure, group)?)?.mean);
            let [Some(low), Some(lower), Some(middle), Some(upper), Some(high)] = QUANTILES.map(|(group, _)| at(group))
            else {
                row.panels.push(Vec::new());
                continue;
            };
            let shown = [low, lower, middle, upper, high].map(|v| scale.with_unit(v));
            let drawn = [low, lower, middle, upper, high].map(|v| scale.drawn(v));
            let values: [(&str, &str); 6] = [
                ("name", &name),
                ("p10", &shown[0]),
                ("p25", &shown[1]),
                ("p50", &shown[2]),
                ("p75", &shown[3]),
                ("p90", &shown[4]),
            ];
            row.panels.push(vec![Dot {
                series,
                at: drawn[2],
                interval: Some((drawn[0], drawn[4])),
                inner: Some((drawn[1], drawn[3])),
                hollow: false,
                tip: page.words.fill("report.offices_tip", &values),
            }]);
            let mut cells = vec![name.clone(), page.words.label(measure)];
            cells.extend(shown);
            table.rows.push(cells);
        }
        rows.push(row);
    }
    let offices = page.material.country.units.last().map_or_else(|| "—".to_string(), u64::to_string);
    let values = [("offices", offices), ("n", page.replicates().to_string()), ("window", page.last())];
    let dots = Dots {
        id: page.id("offices"),
        title: page.text("report.offices_title"),
        caption: page.words.fill_owned("report.caption_offices", &values),
        legend: Vec::new(),
        panels,
        rows,
        table,
    };
    let mut blocks: Vec<Block> = dots.figure().map(Block::Figure).into_iter().collect();
    blocks.extend(inequality(page));
    blocks
}

/// How unequal offices are, as a table.
fn inequality(page: &Page<'_>) -> Option<Block> {
    let of = page.of();
    let mut table = Table::new(vec![page.text("report.measure")]);
    table.head.extend(page.heads(of, None));
    for measure in [
        "citizens.gini_offices",
        "citizens.theil_offices",
        "fabrication.faking_offices",
        "score.digital_results_correlation",
    ] {
        let Some(key) = page.national(measure, "all") else { continue };
        let scale = page.scale(measure, "all");
        let mut row = vec![page.words.head(&page.words.label(measure), &scale)];
        row.extend(page.cells(of, Some(key), &scale));
        table.rows.push(row);
    }
    (!table.rows.is_empty()).then(|| Block::Table { caption: page.table_caption(of), table })
}
