//! Who gains and who loses: by age, education, residence, device, and by region.

use crate::report::page::block::Block;
use crate::report::page::context::Page;
use crate::report::page::dots::{Dots, Panel, Row};
use crate::report::page::figure::Table;
use crate::report::page::rows::Of;

/// What is drawn.
const MEASURES: [&str; 2] = ["citizens.resolved_in_time", "citizens.excluded"];
/// Kinds of groups, in order.
const KINDS: [&str; 4] = ["age", "education", "residence", "device"];
/// The most regions that are drawn.
const REGIONS: usize = 40;

/// The blocks.
pub(in crate::report::page) fn blocks(page: &Page<'_>) -> Vec<Block> {
    let of = page.of();
    let cube = &page.material.cube;
    let there: Vec<&str> = MEASURES.into_iter().filter(|m| page.national(m, "all").is_some()).collect();
    if there.is_empty() {
        return Vec::new();
    }
    let mut rows: Vec<(String, Option<String>, u16, String)> = vec![(page.words.group("all"), None, 0, "all".into())];
    let mut missing = Vec::new();
    for kind in KINDS {
        let groups = cube.groups_of(there[0], kind, page.material.last());
        if groups.is_empty() && kind != "device" {
            missing.push(page.words.label(&format!("kind:{kind}")));
        }
        for (i, group) in groups.into_iter().enumerate() {
            let heading = (i == 0).then(|| page.words.label(&format!("kind:{kind}")));
            rows.push((page.words.group(&group), heading, 0, group));
        }
    }
    let title = if of == Of::Differences { "report.who_title" } else { "report.who_title_run" };
    let mut blocks = Vec::new();
    blocks.extend(figure(page, of, &there, "who", &page.text(title), &rows).map(Block::Figure));
    if !missing.is_empty() {
        let kinds = missing.join(&page.text("report.list_comma"));
        blocks.push(Block::Note { text: page.words.fill("report.who_missing", &[("kinds", &kinds)]) });
    }
    let mut regions: Vec<(String, Option<String>, u16, String)> =
        vec![(page.words.group("all"), None, 0, "all".into())];
    let mut tier = "";
    for (place, (of_tier, name)) in cube.places().iter().enumerate().skip(1).filter(|(_, p)| p.1 != "all") {
        let heading = (of_tier != tier).then(|| page.words.tier(of_tier));
        tier = of_tier;
        regions.push((name.clone(), heading, place as u16, "all".into()));
    }
    if regions.len() > 1 {
        let all = regions.len() - 1;
        regions.truncate(REGIONS + 1);
        let title = if of == Of::Differences { "report.regions_title" } else { "report.regions_title_run" };
        blocks.extend(figure(page, of, &there, "regions", &page.text(title), &regions).map(Block::Figure));
        if all > REGIONS {
            let values = [("n", REGIONS.to_string()), ("all", all.to_string())];
            blocks.push(Block::Note { text: page.words.fill_owned("report.regions_more", &values) });
        }
    } else {
        blocks.push(Block::Note { text: page.text("report.regions_missing") });
    }
    blocks
}

fn figure(
    page: &Page<'_>,
    of: Of,
    measures: &[&str],
    id: &str,
    title: &str,
    rows: &[(String, Option<String>, u16, String)],
) -> Option<crate::report::page::figure::Figure> {
    let mut table = Table::new(vec![page.text("report.group")]);
    let mut panels = Vec::new();
    for measure in measures {
        let (label, scale) = (page.words.label(measure), page.scale(measure, "all"));
        table.head.extend(page.heads(of, Some(&page.words.head(&label, &scale))));
        panels.push(Panel { title: label, unit: page.axis_unit(of, &scale), zero: of == Of::Differences });
    }
    let mut drawn = Vec::new();
    for (label, heading, place, group) in rows {
        let mut row = Row { label: label.clone(), heading: heading.clone(), panels: Vec::new() };
        let mut cells = vec![label.clone()];
        for measure in measures {
            let key = page.material.cube.find_in(measure, *place, group, page.material.last());
            let scale = page.scale(measure, "all");
            row.panels.push(page.dots(of, key, &scale, label));
            cells.extend(page.cells(of, key, &scale));
        }
        drawn.push(row);
        table.rows.push(cells);
    }
    let dots = Dots {
        id: page.id(id),
        title: title.into(),
        caption: page.caption(of),
        legend: page.legend(of == Of::Means),
        panels,
        rows: drawn,
        table,
    };
    dots.figure()
}
