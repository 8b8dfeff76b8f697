//! What a comparison shows: its tables on the screen and on disk, its document and its figures.

use super::{BY_GROUP, Compared, HEAD, Line, Runs, by_seed};
use crate::experiment::answer::{Block, Outcome, Unanswered, interval, json, shown, signed, unit};
use crate::experiment::job::Arm;
use crate::experiment::question::Comparison;
use crate::experiment::statistics::{Paired, holm};
use crate::experiment::tables::unit_of;
use crate::report::Tidy;
use crate::report::figures::dots::{Dot, DotPanel, DotRow, Dots};
use crate::report::figures::picture::Picture;
use crate::report::figures::plot::{Key, Look};
use crate::report::figures::style::colour;
use crate::report::spread::is_of_offices;
use serde_json::{Value, json};

fn ends(paired: &Paired) -> Option<(f64, f64)> {
    paired.low.zip(paired.high)
}

/// The effect in units of the spread between seeds; none where that spread is nothing but rounding.
fn effect(paired: &Paired) -> String {
    paired.effect_size.filter(|e| e.abs() < 1000.0).map_or_else(|| "—".into(), |e| format!("{e:+.1}"))
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "—".into(), |s| format!("{:.0} %", 100.0 * s))
}

pub(super) fn difference_table(
    first: &[(&str, &Line<'_>)],
    outcomes: &[(String, Paired)],
    base: &Arm,
    arm: &str,
) -> Block {
    let head = ["Measure", &base.name, arm, "Difference", "95 % interval", "Effect", "Agree", "Unit"];
    let row = |name: &str, paired: &Paired| {
        let unit = unit(name, base);
        vec![
            name.to_string(),
            shown(paired.mean_baseline),
            shown(paired.mean_arm),
            signed(paired.difference),
            interval(ends(paired)),
            effect(paired),
            percent(paired.agree),
            if unit == "1" { String::new() } else { unit },
        ]
    };
    let rows = first.iter().map(|(name, line)| row(name, &line.paired));
    let more = outcomes.iter().filter(|(text, _)| !first.iter().any(|(name, _)| name == text));
    let rows: Vec<_> = rows.chain(more.map(|(text, paired)| row(text, paired))).collect();
    Block::Table { head: head.map(str::to_string).to_vec(), rows, right: vec![1, 2, 3, 4, 5, 6] }
}

/// Groups of citizens of a country, in order.
fn groups(base: &Arm) -> Vec<String> {
    let is_people = |g: &&String| crate::scenario::GROUPS.iter().any(|kind| g.starts_with(&format!("{kind}:")));
    base.grid.names.groups.iter().filter(is_people).cloned().collect()
}

pub(super) fn group_table<'a>(base: &Arm, of: &impl Fn(&str, &str) -> Option<&'a Line<'a>>) -> Option<Block> {
    let mut head = vec!["For whom".to_string()];
    for measure in BY_GROUP {
        head.push(measure.split_once('.').map_or(measure, |(_, name)| name).replace('_', " "));
        head.push("95 % interval".into());
    }
    let cells = |line: Option<&Line<'_>>| match line {
        Some(line) => vec![signed(line.paired.difference), interval(ends(&line.paired))],
        None => vec!["—".into(), "—".into()],
    };
    let rows: Vec<Vec<String>> = groups(base)
        .into_iter()
        .filter(|g| BY_GROUP.iter().any(|m| of(m, g).is_some()))
        .map(|g| BY_GROUP.iter().fold(vec![g.clone()], |row, m| [row, cells(of(m, &g))].concat()))
        .collect();
    let right = (1..head.len()).collect();
    (!rows.is_empty()).then_some(Block::Table { head, rows, right })
}

/// By how much pairing shrank the variance.
pub(super) fn pairing<'a>(
    lines: &[&Line<'_>],
    base: &Arm,
    of: &impl Fn(&str, &str) -> Option<&'a Line<'a>>,
) -> Option<Block> {
    let (median, n) = median_ratio(lines, base)?;
    let one = of(HEAD[0], "all").and_then(|l| l.paired.variance_ratio);
    let one = one.map_or_else(String::new, |r| format!("; {}: {r:.1}", HEAD[0]));
    Some(Block::Line(format!(
        "Pairing by seed shrank the variance of differences {median:.1}-fold against unpaired runs (median of {n} national measures{one})."
    )))
}

/// Median of the variance ratios of national numbers of the last year, and of how many.
fn median_ratio(lines: &[&Line<'_>], base: &Arm) -> Option<(f64, usize)> {
    let is_year = |w: &&str| w.strip_prefix("year").is_some_and(|n| n.parse::<u32>().is_ok());
    let window = lines.iter().map(|l| l.window).rfind(is_year)?;
    let of_offices = |l: &&&Line<'_>| is_of_offices(&base.grid.names.groups[usize::from(l.column.group)]);
    let national = lines.iter().filter(|l| l.column.place == 0 && l.window == window && !of_offices(l));
    let mut ratios: Vec<f64> = national.filter_map(|l| l.paired.variance_ratio).collect();
    ratios.sort_by(f64::total_cmp);
    let n = ratios.len();
    let middle = (ratios.get(n.checked_sub(1)? / 2)? + ratios.get(n / 2)?) / 2.0;
    Some((middle, n))
}

pub(super) fn document(
    arm: &Arm,
    first: &[(&str, &Line<'_>)],
    p: &[f64],
    outcomes: &[(String, Paired)],
    base: &Arm,
) -> Value {
    let adjusted = holm(p);
    let entry = |name: &str, paired: &Paired| {
        json!({
            "measure": name,
            "unit": unit(name, base),
            "n": paired.n,
            "baseline": json(paired.mean_baseline),
            "arm": json(paired.mean_arm),
            "difference": json(paired.difference),
            "interval": ends(paired).map(|(low, high)| [low, high]),
            "effect_size": paired.effect_size,
            "agree": paired.agree,
            "variance_ratio": paired.variance_ratio,
        })
    };
    let measures: Vec<Value> = first
        .iter()
        .zip(p.iter().zip(adjusted))
        .map(|((name, line), (p, adjusted))| {
            let mut entry = entry(name, &line.paired);
            entry["p"] = json(*p);
            entry["p_holm"] = json(adjusted);
            entry
        })
        .collect();
    json!({
        "name": arm.name,
        "about": arm.about,
        "differences": measures,
        "outcomes": outcomes.iter().map(|(text, paired)| entry(text, paired)).collect::<Vec<_>>(),
    })
}

/// `differences`: every number of every arm against the baseline.
pub(super) fn differences(lines: &[Line<'_>], arms: &[Arm], base: &Arm) -> Tidy {
    let names = &base.grid.names;
    let place = |l: &Line<'_>| &names.places[l.column.place as usize];
    let number = |of: fn(&Paired) -> Option<f64>| lines.iter().map(move |l| of(&l.paired).unwrap_or(f64::NAN));
    Tidy::new("differences")
        .text("arm", lines.iter().map(|l| &arms[l.arm].name))
        .text("baseline", lines.iter().map(|_| &base.name))
        .text("tier", lines.iter().map(|l| &place(l).tier))
        .text("region", lines.iter().map(|l| &place(l).region))
        .text("group", lines.iter().map(|l| &names.groups[usize::from(l.column.group)]))
        .text("measure", lines.iter().map(|l| names.measures[usize::from(l.column.measure)].name))
        .text("unit", lines.iter().map(|l| unit_of(names, l.column)))
        .text("window", lines.iter().map(|l| l.window))
        .whole("n", lines.iter().map(|l| l.paired.n as u64))
        .number("mean_baseline", lines.iter().map(|l| l.paired.mean_baseline))
        .number("mean_arm", lines.iter().map(|l| l.paired.mean_arm))
        .number("difference", lines.iter().map(|l| l.paired.difference))
        .number("sd", number(|p| p.sd))
        .number("low", number(|p| p.low))
        .number("high", number(|p| p.high))
        .number("effect_size", number(|p| p.effect_size))
        .number("agree", number(|p| p.agree))
        .number("variance_ratio", number(|p| p.variance_ratio))
}

/// `outcomes`: the values asked for, run by run.
pub(super) fn outcomes_table(asked: &Comparison, arms: &[Arm], runs: &[Runs]) -> Result<Tidy, Unanswered> {
    let mut rows: Vec<(&str, u32, &str, f64)> = Vec::new();
    for (arm, records) in arms.iter().zip(runs) {
        for text in &asked.outcomes {
            let outcome = Outcome::new(text, arm)?;
            rows.extend(
                records.iter().enumerate().map(|(r, x)| (arm.name.as_str(), r as u32, text.as_str(), outcome.of(x))),
            );
        }
    }
    Ok(Tidy::new("outcomes")
        .text("arm", rows.iter().map(|r| r.0))
        .whole("replicate", rows.iter().map(|r| r.1.into()))
        .text("outcome", rows.iter().map(|r| r.2))
        .number("value", rows.iter().map(|r| r.3)))
}

/// What differs by measure, and for whom.
pub(super) fn figures(
    compared: &Compared<'_>,
    head: &[String],
    caption: &[String],
    footer: &str,
) -> Vec<(String, Picture)> {
    let Compared { arms, base, baseline, runs, lines } = *compared;
    let others: Vec<usize> = (0..arms.len()).filter(|a| *a != baseline).collect();
    let legend: Vec<Key> = others
        .iter()
        .enumerate()
        .map(|(i, &a)| Key { label: arms[a].name.clone(), colour: colour(i), look: Look::Dot })
        .collect();
    let find = |arm: usize, measure: &str, group: &str| {
        let at = base.grid.find(measure, group, None, "last")?;
        lines.iter().find(|l| l.arm == arm && l.at == at)
    };
    let dot = |i: usize, line: &Line<'_>, seeds: bool| Dot {
        colour: colour(i),
        mean: line.paired.difference,
        interval: ends(&line.paired),
        seeds: if seeds { by_seed(line, runs, baseline) } else { Vec::new() },
    };
    let panels = head.iter().take(9).map(|measure| DotPanel {
        title: measure.clone(),
        unit: unit(measure, base),
        zero: true,
        rows: others
            .iter()
            .enumerate()
            .map(|(i, &arm)| DotRow {
                label: arms[arm].name.clone(),
                dots: find(arm, measure, "all")
                    .map(|l| dot(0, l, true))
                    .into_iter()
                    .map(|d| Dot { colour: colour(i), ..d })
                    .collect(),
            })
            .collect(),
    });
    let differences = Dots {
        title: format!("What differs from {}", base.name),
        legend: Vec::new(),
        panels: panels.collect(),
        caption: caption.to_vec(),
        told: Vec::new(),
        footer: footer.into(),
    };
    let mut figures = vec![("differences".to_string(), differences.into())];
    let by_group = |measure: &&str| DotPanel {
        title: (*measure).to_string(),
        unit: unit(measure, base),
        zero: true,
        rows: groups(base)
            .into_iter()
            .map(|group| DotRow {
                dots: others
                    .iter()
                    .enumerate()
                    .filter_map(|(i, &arm)| Some(dot(i, find(arm, measure, &group)?, false)))
                    .collect(),
                label: group,
            })
            .filter(|row| !row.dots.is_empty())
            .collect(),
    };
    let panels: Vec<DotPanel> = BY_GROUP.iter().map(by_group).filter(|p| !p.rows.is_empty()).collect();
    if !panels.is_empty() {
        let title = format!("Who gains and who loses against {}", base.name);
        let groups = Dots { title, legend, panels, caption: caption.to_vec(), told: Vec::new(), footer: footer.into() };
        figures.push(("groups".into(), groups.into()));
    }
    figures
}

pub(super) fn last(base: &Arm) -> String {
    let at = base.grid.window("last").and_then(|w| base.grid.windows.get(w));
    at.map_or_else(String::new, |w| w.name.clone())
}

pub(super) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
