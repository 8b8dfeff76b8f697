//! The cascade as a picture of the tiers: targets grow on their way down to the citizens.

use crate::report::page::block::Block;
use crate::report::page::context::Page;
use crate::report::page::cube::Stat;
use crate::report::page::figure::{Figure, Table, WIDTH, fill};
use crate::report::page::svg::{Anchor, Svg, fit};
use crate::report::page::words::{Scale, number};

/// What grows.
const MEASURE: &str = "cascade.target";
/// The most arms in the picture.
const ARMS: usize = 5;
/// The most squares that stand for units.
const SQUARES: u64 = 24;
/// Left end of the bars, and their longest.
const BARS: (f64, f64) = (250.0, 400.0);

/// Target of a tier over that of the highest one, by replicate: of one indicator, or the mean over several.
fn ratios(page: &Page<'_>, arm: usize, place: u16, indicators: &[String]) -> Option<Stat> {
    let cube = &page.material.cube;
    let one = |indicator: &String| -> Option<Vec<f64>> {
        let at = |place| cube.find_in(MEASURE, place, indicator, page.material.last());
        let (mine, top) = (cube.values(arm, at(place)?), cube.values(arm, at(0)?));
        // A target of nothing does not grow.
        top.iter().all(|t| t.abs() > 1e-12).then(|| mine.iter().zip(top).map(|(m, t)| m / t).collect())
    };
    let all: Vec<Vec<f64>> = indicators.iter().filter_map(one).collect();
    let n = all.iter().map(Vec::len).max()?;
    let mean = |r: usize| {
        let values: Vec<f64> = all.iter().filter_map(|v| v.get(r).copied()).collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    Stat::of(&(0..n).map(mean).collect::<Vec<_>>())
}

/// The blocks.
pub(in crate::report::page) fn blocks(page: &Page<'_>) -> Vec<Block> {
    let cube = &page.material.cube;
    let indicators = cube.groups_of(MEASURE, "indicator", page.material.last());
    let tiers: Vec<(usize, u16, &String)> = page
        .material
        .country
        .tiers
        .iter()
        .enumerate()
        .filter_map(|(i, name)| Some((i, cube.tier(name)?, name)))
        .filter(|(_, place, _)| ratios(page, page.material.baseline, *place, &indicators).is_some())
        .collect();
    if tiers.len() < 2 {
        return vec![Block::Note { text: page.text("report.cascade_missing") }];
    }
    vec![Block::text(page.text("report.cascade_text")), Block::Figure(picture(page, &indicators, &tiers))]
}

fn picture(page: &Page<'_>, indicators: &[String], tiers: &[(usize, u16, &String)]) -> Figure {
    let words = page.words;
    let arms: Vec<usize> = page.arms().into_iter().take(ARMS).collect();
    let grid: Vec<Vec<Option<Stat>>> =
        tiers.iter().map(|(_, place, _)| arms.iter().map(|a| ratios(page, *a, *place, indicators)).collect()).collect();
    let largest = grid.iter().flatten().flatten().map(|s| s.interval.map_or(s.mean, |i| i.1)).fold(1.0, f64::max);
    let per = BARS.1 / largest;
    let tall = 22.0 + 15.0 * arms.len() as f64;
    let mut svg = Svg::new();
    let mut y = 10.0;
    for (t, (i, _, name)) in tiers.iter().enumerate() {
        let label = words.tier(name);
        svg.text((0.0, y + 15.0), Anchor::Start, "panel", &fit(&label, 200.0));
        if let Some(n) = page.material.country.units.get(*i) {
            svg.text(
                (0.0, y + 32.0),
                Anchor::Start,
                "unit",
                &words.fill(if *n == 1 { "report.unit_one" } else { "report.units" }, &[("n", &n.to_string())]),
            );
            for square in 0..(*n).min(SQUARES) {
                svg.rect((8.5 * square as f64, y + 39.0), (6.0, 6.0), "unitmark", "");
            }
        }
        for (series, stat) in grid[t].iter().enumerate() {
            let Some(stat) = stat else { continue };
            let top = y + 4.0 + 15.0 * series as f64;
            let arm = words.in_legend(page.material, arms[series]);
            let ratio = page.words.fill("report.times", &[("ratio", &number(stat.mean))]);
            let tip = format!("{label}, {arm}: {ratio}");
            svg.rect((BARS.0, top), (per * stat.mean, 12.0), &fill(series), &tip);
            let mut end = per * stat.mean;
            if let Some((low, high)) = stat.interval {
                svg.line((BARS.0 + per * low, top + 6.0), (BARS.0 + per * high, top + 6.0), "whisker");
                end = end.max(per * high);
            }
            svg.text((BARS.0 + end + 8.0, top + 10.5), Anchor::Start, "value", &ratio);
        }
        let size = tall.max(54.0);
        if t + 1 < tiers.len() {
            let x = BARS.0 - 22.0;
            svg.line((x, y + 8.0), (x, y + size + 4.0), "arrow");
            svg.path(&[(x - 4.0, y + size - 2.0), (x, y + size + 5.0), (x + 4.0, y + size - 2.0)], false, "arrow");
        }
        y += size + 8.0;
    }
    svg.line((0.0, y - 2.0), (WIDTH - 8.0, y - 2.0), "axis");
    svg.text((0.0, y + 18.0), Anchor::Start, "panel", &page.text("report.citizens"));
    let mut foot = y + 18.0;
    for (series, arm) in arms.iter().enumerate() {
        let of = |measure: &str| {
            let stat = page.material.cube.stat(*arm, page.national(measure, "all")?)?;
            Some(format!("{} {}", words.label(measure), page.scale(measure, "all").with_unit(stat.mean)))
        };
        let parts: Vec<String> =
            ["citizens.resolved_in_time", "citizens.excluded"].into_iter().filter_map(of).collect();
        svg.mark(series, (BARS.0 + 4.0, foot - 4.5), &fill(series), "");
        let line = parts.join(&page.text("report.list_comma"));
        svg.text((BARS.0 + 16.0, foot), Anchor::Start, "value", &fit(&line, WIDTH - BARS.0 - 24.0));
        foot += 17.0;
    }
    let mut head = vec![page.text("report.indicator"), page.text("report.arm")];
    head.extend(tiers.iter().map(|(_, _, name)| words.tier(name)));
    let mut table = Table::new(head);
    let all: Vec<(String, Vec<String>)> = std::iter::once((page.text("report.all_indicators"), indicators.to_vec()))
        .chain(indicators.iter().map(|i| (words.group(i), vec![i.clone()])))
        .collect();
    for (label, which) in all {
        for arm in &arms {
            let mut row = vec![label.clone(), words.in_legend(page.material, *arm)];
            row.extend(tiers.iter().map(|(_, place, _)| {
                let stat = ratios(page, *arm, *place, &which);
                stat.map_or_else(String::new, |s| {
                    let scale = Scale::plain();
                    words.fill("report.times", &[("ratio", &words.stat(&scale, &s))])
                })
            }));
            if row.iter().skip(2).any(|cell| !cell.is_empty()) {
                table.rows.push(row);
            }
        }
    }
    let values = [("n", page.replicates().to_string()), ("window", page.last())];
    let mut caption = words.fill_owned("report.caption_cascade", &values);
    if page.material.arms.len() > ARMS {
        let n = (page.material.arms.len() - ARMS).to_string();
        caption.push_str(&words.fill("report.caption_left_out", &[("n", &n)]));
    }
    let (id, title) = (page.id("cascade"), page.text("report.cascade_title"));
    let told = table.told(&caption);
    let svg = svg.finish(&id, (WIDTH, foot + 4.0), &title, &told);
    let mut legend = page.legend(true);
    legend.truncate(ARMS);
    Figure { id, title, svg, caption, legend, table }
}
