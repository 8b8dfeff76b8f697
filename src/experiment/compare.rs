//! What differs between arms: paired by seed, with intervals, for every measure, tier, region and group.
//!
//! Every arm meets the same luck: replicate r of each runs on the same seed, and draws are addressed, so what a policy does
//! not touch is the same to the bit. Differences are taken seed by seed (Law 2015, ch. 11, common random numbers).

use super::answer::{Answer, Block, Outcome, Unanswered, failed_line, failures, interval, json, shown, signed, unit};
use super::job::{Arm, Record};
use super::question::{Comparison, Experiment};
use super::runner::{Runner, Stopped};
use super::statistics::{Paired, holm, needed, sign_flip};
use crate::observe::{Column, Names};
use crate::report::Tidy;
use crate::report::figures::dots::{Dot, DotPanel, DotRow, Dots};
use crate::report::figures::plot::{Key, Look};
use crate::report::figures::style::colour;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is shown first, beside what the policies ask to look at.
const HEAD: [&str; 10] = [
    "citizens.resolved_in_time",
    "citizens.excluded",
    "citizens.satisfaction",
    "effort.trace_share",
    "effort.burnout",
    "demands.overload",
    "fabrication.faked_share",
    "fabrication.gap",
    "platforms.zombie_share",
    "citizens.hours_per_resolved",
];
/// What is shown by group of citizens.
const BY_GROUP: [&str; 2] = ["citizens.resolved_in_time", "citizens.excluded"];
/// Least replicates before an interval is believed.
const LEAST: u32 = 5;

/// Records of an arm, one a replicate.
type Runs = Vec<Record>;

/// One compared number.
struct Line<'a> {
    arm: usize,
    /// Place in the baseline's grid, and in the arm's own.
    at: usize,
    own: usize,
    column: &'a Column,
    window: &'a str,
    paired: Paired,
}

/// Answers a comparison.
///
/// # Errors
/// [`Unanswered`].
pub fn answer(experiment: &Experiment, asked: &Comparison, runner: &mut Runner<'_>) -> Result<Answer, Unanswered> {
    let arms = &experiment.arms;
    let Some(base) = arms.get(asked.baseline) else {
        return Err(Unanswered::cannot("there is no baseline", "name one of the arms"));
    };
    let (runs, stopped) = run(experiment, asked, runner)?;
    let replicates = runs.first().map_or(0, Vec::len) as u32;
    let others: Vec<usize> = (0..arms.len()).filter(|a| *a != asked.baseline).collect();
    let lines: Vec<Line<'_>> =
        others.iter().flat_map(|&arm| compared(&arms[arm], arm, base, &runs[arm], &runs[asked.baseline])).collect();

    let head = head(asked, base);
    let reasons = failures(runs.iter().flatten());
    let mut blocks = vec![Block::Line(format!(
        "{}, {} from seed {} on, paired by seed; means over the last recorded year ({}).",
        counted(arms.len(), "arm", "arms"),
        counted(replicates as usize, "replicate", "replicates"),
        base.seed(0),
        last(base)
    ))];
    blocks.extend(stopped.map(Block::Line));
    blocks.extend(failed_line(&reasons));
    let mut documents = Vec::new();
    for &arm in &others {
        let mine: Vec<&Line<'_>> = lines.iter().filter(|l| l.arm == arm).collect();
        let of = |measure: &str, group: &str| {
            let at = base.grid.find(measure, group, None, "last")?;
            mine.iter().find(|l| l.at == at).copied()
        };
        let first: Vec<(&str, &Line<'_>)> = head.iter().filter_map(|m| Some((m.as_str(), of(m, "all")?))).collect();
        let outcomes = tabulated(asked, arms, arm, &runs)?;
        blocks.push(Block::Line(format!(
            "\n{} against {}{}",
            arms[arm].name,
            base.name,
            if arms[arm].about.is_empty() { String::new() } else { format!(": {}", arms[arm].about) }
        )));
        blocks.push(difference_table(&first, &outcomes, base, &arms[arm].name));
        blocks.extend(group_table(base, &of));
        blocks.extend(pairing(&mine, &of));
        let p: Vec<f64> = first.iter().map(|(_, l)| flips(l, &runs, asked.baseline)).collect();
        documents.push(document(&arms[arm], &first, &p, &outcomes, base));
    }
    let mut tables =
        vec![super::tables::runs(arms, &runs), differences(&lines, arms, base), super::tables::values(arms, &runs)];
    if !asked.outcomes.is_empty() {
        tables.push(outcomes_table(asked, arms, &runs)?);
    }
    let footer = super::answer_footer(experiment);
    let caption = vec![format!(
        "n = {} paired by seed; dot: mean difference to {}, line: 95 % interval (Student t over seeds), faint dots: single seeds; {}.",
        counted(replicates as usize, "replicate", "replicates"),
        base.name,
        last(base)
    )];
    let figures = figures(&lines, arms, base, &head, &runs, asked.baseline, &caption, &footer);
    Ok(Answer {
        tables,
        document: json!({
            "replicates": replicates,
            "seed": base.seed(0),
            "paired_by": "seed",
            "baseline": base.name,
            "over": format!("last recorded year ({})", last(base)),
            "interval": "95 %, Student t over paired differences",
            "failed": reasons.len(),
            "arms": documents,
        }),
        blocks,
        figures,
        pages: Vec::new(),
        unmet: false,
    })
}

/// All runs, arm by arm, and a sentence on why there were no more.
fn run(
    experiment: &Experiment,
    asked: &Comparison,
    runner: &mut Runner<'_>,
) -> Result<(Vec<Runs>, Option<String>), Unanswered> {
    let all = |runner: &mut Runner<'_>, replicates: u32| -> Result<Vec<Runs>, Stopped> {
        let jobs: Vec<_> =
            (0..experiment.arms.len()).flat_map(|arm| experiment.jobs(arm, &[], &[], replicates)).collect();
        let mut records = runner.run(&jobs)?.into_iter();
        Ok((0..experiment.arms.len()).map(|_| records.by_ref().take(replicates as usize).collect()).collect())
    };
    let Some(until) = &asked.until else { return Ok((all(runner, asked.replicates)?, None)) };
    let most = until.at_most.max(asked.replicates).max(LEAST);
    let mut replicates = asked.replicates.max(LEAST);
    loop {
        let runs = all(runner, replicates)?;
        // The arm whose difference is least sure decides.
        let mut widest: f64 = 0.0;
        let mut wanted = u64::from(replicates);
        for (arm, records) in runs.iter().enumerate().filter(|(arm, _)| *arm != asked.baseline) {
            let outcome = |arm: usize| Outcome::new(&until.outcome, &experiment.arms[arm]);
            let (mine, theirs) = (outcome(arm)?, outcome(asked.baseline)?);
            let values = |outcome: &Outcome, records: &Runs| records.iter().map(|r| outcome.of(r)).collect::<Vec<_>>();
            let paired = Paired::new(&values(&mine, records), &values(&theirs, &runs[asked.baseline]));
            let (Some(low), Some(high), Some(sd)) = (paired.low, paired.high, paired.sd) else {
                return Err(Unanswered::cannot(
                    format!("`{}` has no value in at least two runs of every arm", until.outcome),
                    "choose another measure with --measure",
                ));
            };
            widest = widest.max((high - low) / 2.0);
            wanted = wanted.max(needed(sd, until.half_width, paired.n as u64).unwrap_or(u64::from(most)));
        }
        let said = format!(
            "The interval of {} is ± {} after {replicates} replicates; asked for: ± {}.",
            until.outcome,
            shown(widest),
            shown(until.half_width)
        );
        if widest <= until.half_width {
            return Ok((runs, Some(said)));
        }
        if replicates >= most {
            return Ok((runs, Some(format!("{said} It is not narrow enough; --at-most allows no more."))));
        }
        // At least a tenth more, at most twice as many: the spread is known only roughly.
        let least = replicates + (replicates / 10).max(1);
        replicates = u32::try_from(wanted).unwrap_or(most).clamp(least, replicates.saturating_mul(2)).min(most);
    }
}

/// All numbers that an arm and the baseline have both, by their names.
fn compared<'a>(arm: &Arm, number: usize, base: &'a Arm, runs: &Runs, base_runs: &Runs) -> Vec<Line<'a>> {
    let key = |names: &Names, column: &Column| {
        let place = &names.places[column.place as usize];
        let group = names.groups[usize::from(column.group)].clone();
        // The whole country is the whole country, whatever its first tier is called.
        let tier = if column.place == 0 { String::new() } else { place.tier.clone() };
        (tier, place.region.clone(), group, names.measures[usize::from(column.measure)].name)
    };
    let theirs: BTreeMap<_, usize> =
        arm.grid.columns.iter().enumerate().map(|(i, c)| (key(&arm.grid.names, c), i)).collect();
    let value = |record: &Record, at: usize| record.values().map_or(f64::NAN, |v| v[at]);
    let mut lines = Vec::new();
    for (w, window) in base.grid.windows.iter().enumerate() {
        let Some(their_window) = arm.grid.windows.iter().position(|x| x.name == window.name) else { continue };
        for (c, column) in base.grid.columns.iter().enumerate() {
            let Some(&their) = theirs.get(&key(&base.grid.names, column)) else { continue };
            let at = w * base.grid.columns.len() + c;
            let their_at = their_window * arm.grid.columns.len() + their;
            let a: Vec<f64> = runs.iter().map(|r| value(r, their_at)).collect();
            let b: Vec<f64> = base_runs.iter().map(|r| value(r, at)).collect();
            let paired = Paired::new(&a, &b);
            if paired.n > 0 {
                lines.push(Line { arm: number, at, own: their_at, column, window: &window.name, paired });
            }
        }
    }
    lines
}

/// Differences seed by seed of a line.
fn by_seed(line: &Line<'_>, runs: &[Runs], baseline: usize) -> Vec<f64> {
    let value = |record: &Record, at: usize| record.values().and_then(|v| v.get(at)).copied().unwrap_or(f64::NAN);
    let pairs = runs[line.arm].iter().zip(&runs[baseline]);
    pairs.map(|(a, b)| value(a, line.own) - value(b, line.at)).filter(|d| d.is_finite()).collect()
}

fn flips(line: &Line<'_>, runs: &[Runs], baseline: usize) -> f64 {
    sign_flip(&by_seed(line, runs, baseline)).unwrap_or(f64::NAN)
}

fn head(asked: &Comparison, base: &Arm) -> Vec<String> {
    let mut head: Vec<String> = Vec::new();
    for measure in HEAD.iter().map(|m| (*m).to_string()).chain(asked.look_at.iter().cloned()) {
        if !head.contains(&measure) && base.grid.find(&measure, "all", None, "last").is_some() {
            head.push(measure);
        }
    }
    head
}

/// The outcomes of an arm against the baseline.
fn tabulated(asked: &Comparison, arms: &[Arm], arm: usize, runs: &[Runs]) -> Result<Vec<(String, Paired)>, Unanswered> {
    let of = |text: &str, arm: usize| -> Result<Vec<f64>, Unanswered> {
        let outcome = Outcome::new(text, &arms[arm])?;
        Ok(runs[arm].iter().map(|r| outcome.of(r)).collect())
    };
    let paired = |text: &String| Ok((text.clone(), Paired::new(&of(text, arm)?, &of(text, asked.baseline)?)));
    asked.outcomes.iter().map(paired).collect()
}

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

fn difference_table(first: &[(&str, &Line<'_>)], outcomes: &[(String, Paired)], base: &Arm, arm: &str) -> Block {
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

fn group_table<'a>(base: &Arm, of: &impl Fn(&str, &str) -> Option<&'a Line<'a>>) -> Option<Block> {
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
fn pairing<'a>(lines: &[&Line<'_>], of: &impl Fn(&str, &str) -> Option<&'a Line<'a>>) -> Option<Block> {
    let (median, n) = median_ratio(lines)?;
    let one = of(HEAD[0], "all").and_then(|l| l.paired.variance_ratio);
    let one = one.map_or_else(String::new, |r| format!("; {}: {r:.1}", HEAD[0]));
    Some(Block::Line(format!(
        "Pairing by seed shrank the variance of differences {median:.1}-fold against unpaired runs (median of {n} national measures{one})."
    )))
}

/// Median of the variance ratios of national numbers of the last year, and of how many.
fn median_ratio(lines: &[&Line<'_>]) -> Option<(f64, usize)> {
    let is_year = |w: &&str| w.strip_prefix("year").is_some_and(|n| n.parse::<u32>().is_ok());
    let window = lines.iter().map(|l| l.window).rfind(is_year)?;
    let national = lines.iter().filter(|l| l.column.place == 0 && l.window == window);
    let mut ratios: Vec<f64> = national.filter_map(|l| l.paired.variance_ratio).collect();
    ratios.sort_by(f64::total_cmp);
    let n = ratios.len();
    let middle = (ratios.get(n.checked_sub(1)? / 2)? + ratios.get(n / 2)?) / 2.0;
    Some((middle, n))
}

fn document(arm: &Arm, first: &[(&str, &Line<'_>)], p: &[f64], outcomes: &[(String, Paired)], base: &Arm) -> Value {
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
fn differences(lines: &[Line<'_>], arms: &[Arm], base: &Arm) -> Tidy {
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
        .text("unit", lines.iter().map(|l| super::tables::unit_of(names, l.column)))
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
fn outcomes_table(asked: &Comparison, arms: &[Arm], runs: &[Runs]) -> Result<Tidy, Unanswered> {
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

#[allow(clippy::too_many_arguments, reason = "all of it is read once, here")]
fn figures(
    lines: &[Line<'_>],
    arms: &[Arm],
    base: &Arm,
    head: &[String],
    runs: &[Runs],
    baseline: usize,
    caption: &[String],
    footer: &str,
) -> Vec<(String, Dots)> {
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
        footer: footer.into(),
    };
    let mut figures = vec![("differences".to_string(), differences)];
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
        figures
            .push(("groups".into(), Dots { title, legend, panels, caption: caption.to_vec(), footer: footer.into() }));
    }
    figures
}

fn last(base: &Arm) -> String {
    let at = base.grid.window("last").and_then(|w| base.grid.windows.get(w));
    at.map_or_else(String::new, |w| w.name.clone())
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
