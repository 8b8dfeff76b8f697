//! The answer of a run on one screen: what happened in the last year, reported beside true, and where the files are.

use crate::report::figures::plot::grouped;
use crate::report::{Summary, SummaryEntry};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle, presets};
use std::path::Path;

/// Measures that are shown, if they were recorded.
const FIRST: [&str; 14] = [
    "citizens.resolved_in_time",
    "citizens.excluded",
    "citizens.satisfaction",
    "citizens.waiting_time",
    "citizens.trips",
    "citizens.exclusion_ratio_age",
    "effort.hours_worked",
    "effort.trace_share",
    "demands.overload",
    "effort.overtime",
    "effort.burnout",
    "platforms.live",
    "platforms.zombies",
    "fabrication.faked_share",
];
/// No frame, a line under the head.
const STYLE: TableStyle = presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));
/// Rows of the first table: with the second they fill a screen.
const ROWS: usize = 14;

/// The whole text.
pub(crate) fn text(summary: &Summary, folder: &Path, seconds: f64) -> String {
    let mut out = headline(summary);
    let replicates = match summary.replicates {
        1 => "1 replicate".to_string(),
        n => format!("{} replicates", grouped(n.into())),
    };
    out.push_str(&format!(
        "Scenario {}, {replicates}, seed {}, {} recorded weeks; means over the last year.\n\n",
        summary.scenario, summary.seed, summary.weeks
    ));
    out.push_str(&measures(summary));
    out.push_str(&reported(summary));
    out.push_str(&format!("Results in {} after {seconds:.1} s.\n", folder.display()));
    out
}

/// The answer in one sentence, as far as its measures were recorded.
fn headline(summary: &Summary) -> String {
    let value = |measure| summary.find(measure, "all").map(|e| percent(e.mean()));
    let parts = [
        value("citizens.resolved_in_time").map(|v| format!("{v} of needs were resolved in time")),
        value("citizens.excluded").map(|v| format!("{v} were excluded")),
        value("effort.trace_share").map(|v| format!("{v} of working time went into traces")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("{}.\n", parts.join("; ")) }
}

fn measures(summary: &Summary) -> String {
    let country = summary.measures.first().map_or("", |e| e.tier.as_str());
    let all = || summary.measures.iter().filter(|e| e.group == "all" && e.tier == country);
    let first = FIRST.iter().filter_map(|name| all().find(|e| e.measure == *name));
    let rest = all().filter(|e| !FIRST.contains(&e.measure.as_str()));
    let entries: Vec<&SummaryEntry> = first.chain(rest).collect();

    let intervals = summary.replicates > 1;
    let mut table = empty(&["Measure", "Mean", "95 % interval", "Unit"][..]);
    if !intervals {
        table = empty(&["Measure", "Mean", "Unit"]);
    }
    for entry in entries.iter().take(ROWS) {
        let mut row = vec![entry.measure.clone(), shown(entry.mean(), &entry.unit)];
        if intervals {
            let ends = |(low, high)| format!("{} … {}", shown(low, &entry.unit), shown(high, &entry.unit));
            row.push(entry.interval().map_or_else(|| "—".into(), ends));
        }
        // Shares and plain numbers have no unit.
        row.push(if entry.unit == "1" { String::new() } else { entry.unit.clone() });
        table.add_row(row);
    }
    align_right(&mut table, if intervals { &[1, 2] } else { &[1] });
    let more = entries.len().saturating_sub(ROWS);
    let more = if more == 0 { String::new() } else { format!("and {more} more in summary.json\n") };
    if entries.is_empty() { String::new() } else { format!("{}\n{more}\n", table.trim_fmt()) }
}

/// What each indicator says and what is behind it.
fn reported(summary: &Summary) -> String {
    let mut table = empty(&["Attainment of targets", "Reported", "True", "Gap"]);
    for said in summary.measures.iter().filter(|e| e.measure == "fabrication.attainment_reported") {
        let Some(done) = summary.find("fabrication.attainment_true", &said.group) else { continue };
        let name = said.group.split_once(':').map_or(said.group.as_str(), |(_, name)| name);
        let (said, done) = (said.mean(), done.mean());
        table.add_row([name.into(), percent(said), percent(done), format!("{:+.1} points", 100.0 * (said - done))]);
    }
    align_right(&mut table, &[1, 2, 3]);
    if table.is_empty() { String::new() } else { format!("{}\n\n", table.trim_fmt()) }
}

/// A table with a head and no frame.
pub(crate) fn empty(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Disabled).set_header(head);
    table
}

/// Numbers stand under each other.
pub(crate) fn align_right(table: &mut Table, columns: &[usize]) {
    for &column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// A value with the digits that are worth reading.
fn shown(value: f64, unit: &str) -> String {
    if unit == "1" {
        // No zeros with a sign.
        let value = if value.abs() < 5e-5 { 0.0 } else { value };
        return if value.abs() < 0.1 && value != 0.0 { format!("{value:.4}") } else { format!("{value:.3}") };
    }
    match value.abs() {
        v if (1e4..1e15).contains(&v) => {
            let sign = if value < 0.0 { "-" } else { "" };
            format!("{sign}{}", grouped(v.round() as u64))
        }
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 0.01 || v == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.1e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(measure: &str, unit: &str, group: &str, values: &[f64]) -> SummaryEntry {
        let (measure, unit, group) = (measure.into(), unit.into(), group.into());
        SummaryEntry { measure, unit, tier: "country".into(), group, values: values.to_vec() }
    }

    fn summary(replicates: u32, measures: Vec<SummaryEntry>) -> Summary {
        Summary { scenario: "demo".into(), hash: "ab12".into(), seed: 7, replicates, weeks: 260, measures }
    }

    #[test]
    fn the_answer_comes_first_and_reported_stands_beside_true() {
        let text = text(
            &summary(
                3,
                vec![
                    entry("audit.audits", "1/year", "all", &[12000.0, 12100.0, 12200.0]),
                    entry("citizens.resolved_in_time", "1", "all", &[0.80, 0.82, 0.84]),
                    entry("fabrication.attainment_reported", "1", "indicator:ledger", &[0.97]),
                    entry("fabrication.attainment_true", "1", "indicator:ledger", &[0.61]),
                ],
            ),
            Path::new("output/demo-ab12"),
            1.25,
        );
        assert!(text.starts_with("82.0 % of needs were resolved in time.\n"), "{text}");
        assert!(text.find("citizens.resolved_in_time") < text.find("audit.audits"), "{text}");
        assert!(text.contains("0.770 … 0.870") && text.contains("12,100"), "{text}");
        assert!(text.contains("ledger") && text.contains("+36.0 points"), "{text}");
        assert!(text.ends_with("Results in output/demo-ab12 after 1.2 s.\n"), "{text}");
    }

    #[test]
    fn one_replicate_has_no_interval_and_a_screen_has_an_end() {
        let many = (0..30).map(|i| entry(&format!("m.{i}"), "h", "all", &[f64::from(i)])).collect();
        let text = text(&summary(1, many), Path::new("x"), 0.0);
        assert!(!text.contains("interval") && text.contains("and 16 more"), "{text}");
        assert!(text.lines().count() <= 40, "{text}");
    }
}
