//! What comes out at points of a design.

mod figures;
#[cfg(test)]
mod figures_tests;

use super::answer::{Answer, Block, Outcome, Unanswered, failed_line, failures, interval, json, shown, unit};
use super::job::{Arm, Job, Record, identity};
use super::question::{Experiment, Factor, Sweep};
use super::runner::{Runner, Stopped};
use super::statistics::mean_interval;
use super::tables::status;
use crate::report::Tidy;
use serde_json::json;

/// The most points that are shown on a screen.
const SHOWN: usize = 40;

/// Jobs of all points and what became of them, points outside, replicates inside.
pub(super) struct Runs<'a> {
    arm: &'a Arm,
    factors: &'a [Factor],
    points: &'a [Vec<f64>],
    pub(super) replicates: u32,
    jobs: Vec<Job>,
    pub(super) records: Vec<Record>,
}

impl<'a> Runs<'a> {
    /// Runs all points with their replicates.
    pub(super) fn new(
        experiment: &'a Experiment,
        factors: &'a [Factor],
        points: &'a [Vec<f64>],
        replicates: u32,
        runner: &mut Runner<'_>,
    ) -> Result<Self, Stopped> {
        let jobs: Vec<Job> = points.iter().flat_map(|point| experiment.jobs(0, factors, point, replicates)).collect();
        let records = runner.run(&jobs)?;
        Ok(Self { arm: &experiment.arms[0], factors, points, replicates, jobs, records })
    }

    /// The replicates of each point.
    pub(super) fn by_point(&self) -> impl Iterator<Item = (&'a Vec<f64>, &[Record])> {
        self.points.iter().zip(self.records.chunks(self.replicates.max(1) as usize))
    }

    /// Mean of an outcome over the replicates of each point; NaN where one failed.
    pub(super) fn means(&self, outcome: &Outcome) -> Vec<f64> {
        let mean = |records: &[Record]| records.iter().map(|r| outcome.of(r)).sum::<f64>() / records.len() as f64;
        self.by_point().map(|(_, records)| mean(records)).collect()
    }

    /// One row a run: identity, point, factors, seed, status, outcomes.
    pub(super) fn table(&self, outcomes: &[(String, Outcome)]) -> Tidy {
        let replicates = self.replicates.max(1) as usize;
        let point = |i: usize| &self.points[i / replicates];
        let mut table = Tidy::new("runs")
            .text("run", self.jobs.iter().map(|job| identity(self.arm, job)))
            .whole("point", (0..self.jobs.len()).map(|i| (i / replicates) as u64))
            .whole("replicate", self.jobs.iter().map(|j| j.replicate.into()))
            .whole("seed", self.jobs.iter().map(|j| self.arm.seed(j.replicate)));
        for (f, factor) in self.factors.iter().enumerate() {
            table = match factor.choices.is_empty() {
                true => table.number(&factor.name, (0..self.jobs.len()).map(|i| point(i)[f])),
                false => table.text(&factor.name, (0..self.jobs.len()).map(|i| factor.show(point(i)[f]))),
            };
        }
        table = table
            .text("status", self.records.iter().map(|r| status(r).0))
            .text("reason", self.records.iter().map(|r| status(r).1));
        for (text, outcome) in outcomes {
            table = table.number(text, self.records.iter().map(|r| outcome.of(r)));
        }
        table
    }
}

/// What came out at a point: the runs that have a value, their mean and its interval.
#[derive(Debug, Clone, PartialEq)]
struct Cell {
    values: Vec<f64>,
    /// NaN where no run has a value.
    mean: f64,
    /// 95 %, Student t; none for fewer than two values.
    interval: Option<(f64, f64)>,
}

impl Cell {
    fn new(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.filter(|v| v.is_finite()).collect();
        let (mean, interval) = mean_interval(&values);
        Self { mean: if values.is_empty() { f64::NAN } else { mean }, values, interval }
    }
}

/// What came out of an expression, point by point.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    text: String,
    unit: String,
    cells: Vec<Cell>,
}

/// Expressions of an experiment with one country.
pub(super) fn outcomes(texts: &[String], arm: &Arm) -> Result<Vec<(String, Outcome)>, Unanswered> {
    texts.iter().map(|text| Ok((text.clone(), Outcome::new(text, arm)?))).collect()
}

/// Answers a sweep.
///
/// # Errors
/// [`Unanswered`].
pub fn answer(experiment: &Experiment, asked: &Sweep, runner: &mut Runner<'_>) -> Result<Answer, Unanswered> {
    let runs = Runs::new(experiment, &asked.factors, &asked.points, asked.replicates, runner)?;
    let outcomes = outcomes(&asked.outcomes, runs.arm)?;
    let reasons = failures(&runs.records);
    let mut blocks = vec![Block::Line(format!(
        "{} points ({}), replicates of each: {}, from seed {} on, the same at every point; last recorded year unless a window is named.",
        asked.points.len(),
        asked.method,
        asked.replicates,
        runs.arm.seed(0)
    ))];
    blocks.extend(failed_line(&reasons));
    let found: Vec<Found> = outcomes
        .iter()
        .map(|(text, outcome)| Found {
            text: text.clone(),
            unit: unit(text, runs.arm),
            cells: runs.by_point().map(|(_, records)| Cell::new(records.iter().map(|r| outcome.of(r)))).collect(),
        })
        .collect();
    let mut head: Vec<String> = asked.factors.iter().map(|f| f.name.clone()).collect();
    head.extend(asked.outcomes.iter().cloned());
    let (mut rows, mut points) = (Vec::new(), Vec::new());
    for (i, point) in asked.points.iter().enumerate() {
        let short = |(v, f): (&f64, &Factor)| if f.choices.is_empty() { shown(*v) } else { f.show(*v) };
        let mut row: Vec<String> = point.iter().zip(&asked.factors).map(short).collect();
        let mut entry = Vec::new();
        for outcome in &found {
            let Cell { values, mean, interval: ends } = &outcome.cells[i];
            row.push(match ends {
                Some(_) => format!("{} ({})", shown(*mean), interval(*ends)),
                None => shown(*mean),
            });
            entry.push(json!({
                "outcome": outcome.text,
                "unit": outcome.unit,
                "n": values.len(),
                "mean": json(*mean),
                "interval": ends.map(|(low, high)| [low, high]),
            }));
        }
        rows.push(row);
        let factors: serde_json::Map<_, _> = asked
            .factors
            .iter()
            .zip(point)
            .map(|(f, v)| (f.name.clone(), if f.choices.is_empty() { json(*v) } else { f.show(*v).into() }))
            .collect();
        points.push(json!({ "factors": factors, "outcomes": entry }));
    }
    let more = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    let right = (0..head.len()).collect();
    blocks.push(Block::Table { head, rows, right });
    if more > 0 {
        blocks.push(Block::Line(format!("and {more} more points in the table of runs")));
    }
    let figures = figures::figures(asked, runs.arm, &found, &super::answer_footer(experiment));
    if let Some(left) = found.len().checked_sub(figures.len()).filter(|n| *n > 0) {
        blocks.push(Block::Line(format!(
            "Figures are drawn of the first {} outcomes, not of {left} more.",
            figures.len()
        )));
    }
    let document = json!({
        "method": asked.method,
        "replicates": asked.replicates,
        "seed": runs.arm.seed(0),
        "interval": "95 %, Student t over replicates",
        "failed": reasons.len(),
        "points": points,
    });
    Ok(Answer { tables: vec![runs.table(&outcomes)], document, blocks, figures, ..Answer::default() })
}
