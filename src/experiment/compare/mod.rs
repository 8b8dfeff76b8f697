//! What differs between arms: paired by seed, with intervals, for every measure, tier, region and group.
//!
//! Every arm meets the same luck: replicate r of each runs on the same seed, and draws are addressed, so what a policy does
//! not touch is the same to the bit. Differences are taken seed by seed (Law 2015, ch. 11, common random numbers).

mod display;

use super::answer::{Answer, Block, Outcome, Unanswered, failed_line, failures, shown};
use super::job::{Arm, Record};
use super::question::{Comparison, Experiment};
use super::runner::{Runner, Stopped};
use super::statistics::{Paired, needed, sign_flip};
use super::tables;
use crate::observe::{Column, Names};
use serde_json::json;
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

/// All that was compared.
#[derive(Clone, Copy)]
struct Compared<'a> {
    arms: &'a [Arm],
    base: &'a Arm,
    baseline: usize,
    runs: &'a [Runs],
    lines: &'a [Line<'a>],
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
        display::counted(arms.len(), "arm", "arms"),
        display::counted(replicates as usize, "replicate", "replicates"),
        base.seed(0),
        display::last(base)
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
        blocks.push(display::difference_table(&first, &outcomes, base, &arms[arm].name));
        blocks.extend(display::group_table(base, &of));
        blocks.extend(display::pairing(&mine, base, &of));
        let p: Vec<f64> = first.iter().map(|(_, l)| flips(l, &runs, asked.baseline)).collect();
        documents.push(display::document(&arms[arm], &first, &p, &outcomes, base));
    }
    let mut written =
        vec![tables::runs(arms, &runs), display::differences(&lines, arms, base), tables::values(arms, &runs)];
    if !asked.outcomes.is_empty() {
        written.push(display::outcomes_table(asked, arms, &runs)?);
    }
    let compared = Compared { arms, base, baseline: asked.baseline, runs: &runs, lines: &lines };
    let footer = super::answer_footer(experiment);
    let caption = vec![format!(
        "n = {} paired by seed; dot: mean difference to {}, line: 95 % interval (Student t over seeds), faint dots: single seeds; {}.",
        display::counted(replicates as usize, "replicate", "replicates"),
        base.name,
        display::last(base)
    )];
    let figures = display::figures(&compared, &head, &caption, &footer);
    Ok(Answer {
        tables: written,
        document: json!({
            "replicates": replicates,
            "seed": base.seed(0),
            "paired_by": "seed",
            "baseline": base.name,
            "over": format!("last recorded year ({})", display::last(base)),
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
