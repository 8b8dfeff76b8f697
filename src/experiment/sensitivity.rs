//! Which parameters matter: elementary effects (Morris 1991) or shares of the variance (Sobol' 2001, Saltelli et al. 2010).

use super::answer::{Answer, Block, Unanswered, failures, interval, shown, unit};
use super::design::DesignError;
use super::question::{Experiment, Factor, Screening, Sensitivity};
use super::runner::Runner;
use super::sweep::{Runs, outcomes};
use super::{morris, sobol};
use crate::report::Tidy;
use crate::report::figures::dots::{Dot, DotPanel, DotRow, Dots};
use crate::report::figures::plot::{Key, Look};
use crate::report::figures::style::colour;
use serde_json::{Value, json};

/// One number of one factor for one outcome.
struct Index {
    outcome: String,
    factor: String,
    name: &'static str,
    value: f64,
    ends: Option<(f64, f64)>,
}

/// The points of a screening, each between 0 and 1.
///
/// # Errors
/// Where the method cannot do with so many points or dimensions.
pub fn unit_points(screening: Screening, dimensions: usize, seed: u64) -> Result<Vec<Vec<f64>>, DesignError> {
    match screening {
        Screening::Morris { trajectories, levels } => morris::trajectories(trajectories, dimensions, levels, seed),
        Screening::Sobol { points } => sobol::design(points, dimensions, seed),
    }
}

/// Answers which parameters matter.
///
/// # Errors
/// [`Unanswered`]; also where a run failed, since these designs need every point.
pub fn answer(experiment: &Experiment, asked: &Sensitivity, runner: &mut Runner<'_>) -> Result<Answer, Unanswered> {
    let d = asked.factors.len();
    let refused = |error: DesignError| Unanswered::cannot(error.to_string(), "change [design]");
    let unit_points = unit_points(asked.screening, d, asked.seed).map_err(refused)?;
    let at = |row: &Vec<f64>| row.iter().zip(&asked.factors).map(|(u, f)| f.at(*u)).collect();
    let points: Vec<Vec<f64>> = unit_points.iter().map(at).collect();
    let runs = Runs::new(experiment, &asked.factors, &points, asked.replicates, runner)?;
    let arm = &experiment.arms[0];
    let outcomes = outcomes(&asked.outcomes, arm)?;
    let reasons = failures(&runs.records);
    if let Some(first) = reasons.first() {
        return Err(Unanswered::with_tables(
            vec![runs.table(&outcomes)],
            format!(
                "{} of {} runs failed, and this design needs every point; the first: {first}",
                reasons.len(),
                runs.records.len()
            ),
            "narrow the ranges to points that can be simulated",
        ));
    }
    let mut indices: Vec<Index> = Vec::new();
    let mut constant = Vec::new();
    for (text, outcome) in &outcomes {
        let values = runs.means(outcome);
        match found(asked, text, &unit_points, &values).map_err(refused)? {
            Some(found) => indices.extend(found),
            None => constant.push(text.clone()),
        }
    }
    let names: [&str; 2] = match asked.screening {
        Screening::Morris { .. } => ["mu_star", "sigma"],
        Screening::Sobol { .. } => ["first", "total"],
    };
    let mut blocks = vec![Block::Line(format!(
        "{}; {} points, replicates of each: {}, runs: {}.",
        words(asked.screening),
        points.len(),
        asked.replicates,
        runs.records.len()
    ))];
    for (text, _) in &outcomes {
        if constant.contains(text) {
            blocks.push(Block::Line(format!("\n{text} is the same at every point: no parameter of these moves it.")));
            continue;
        }
        blocks.push(Block::Line(format!("\n{text}")));
        blocks.push(table(&asked.factors, &indices, text, names));
    }
    let figures = vec![("sensitivity".to_string(), figure(experiment, asked, &indices, names, points.len()).into())];
    let rows = |of: fn(&Index) -> f64| indices.iter().map(of);
    let tidy = Tidy::new("indices")
        .text("outcome", indices.iter().map(|i| &i.outcome))
        .text("factor", indices.iter().map(|i| &i.factor))
        .text("index", indices.iter().map(|i| i.name))
        .number("value", rows(|i| i.value))
        .number("low", rows(|i| i.ends.map_or(f64::NAN, |e| e.0)))
        .number("high", rows(|i| i.ends.map_or(f64::NAN, |e| e.1)));
    let entry = |i: &Index| json!({ "outcome": i.outcome, "factor": i.factor, "index": i.name, "value": i.value, "interval": i.ends.map(|(a, b)| [a, b]) });
    let document = json!({
        "screening": asked.screening,
        "points": points.len(),
        "replicates": asked.replicates,
        "seed": arm.seed(0),
        "interval": "95 %, bootstrap",
        "constant": constant,
        "indices": indices.iter().map(entry).collect::<Vec<Value>>(),
    });
    Ok(Answer { tables: vec![runs.table(&outcomes), tidy], document, blocks, figures, ..Answer::default() })
}

fn words(screening: Screening) -> String {
    match screening {
        Screening::Morris { trajectories, levels } => {
            format!(
                "Elementary effects (Morris), {trajectories} trajectories on {levels} levels, in units of the outcome over the whole range of a factor"
            )
        }
        Screening::Sobol { points } => format!("Sobol' indices, N = {points}; shares of the variance over the ranges"),
    }
}

/// The numbers of all factors for one outcome; none where it never changes.
fn found(
    asked: &Sensitivity,
    text: &str,
    points: &[Vec<f64>],
    values: &[f64],
) -> Result<Option<Vec<Index>>, DesignError> {
    let d = asked.factors.len();
    let index = |f: usize, name, value, ends| {
        let (outcome, factor) = (text.to_string(), asked.factors[f].name.clone());
        Index { outcome, factor, name, value, ends }
    };
    Ok(match asked.screening {
        Screening::Morris { .. } => {
            // A whole-number factor moves by whole steps: an effect is for the step that was taken.
            let taken = |(u, f): (&f64, &Factor)| match f.whole {
                true => (f.at(*u) - f.range[0]) / (f.range[1] - f.range[0]),
                false => *u,
            };
            let taken: Vec<Vec<f64>> =
                points.iter().map(|p| p.iter().zip(&asked.factors).map(taken).collect()).collect();
            let effects = morris::effects(&taken, values, d, asked.resamples, asked.seed)?;
            let of = |(f, e): (usize, &morris::Effect)| {
                let ends = Some((e.mu_star_low, e.mu_star_high));
                [index(f, "mu_star", e.mu_star, ends), index(f, "sigma", e.sigma, None), index(f, "mu", e.mu, None)]
            };
            Some(effects.iter().enumerate().flat_map(of).collect())
        }
        Screening::Sobol { .. } => sobol::indices(values, d, asked.resamples, asked.seed)?.map(|indices| {
            let of = |(f, i): (usize, &sobol::Index)| {
                let first = index(f, "first", i.first, Some((i.first_low, i.first_high)));
                [first, index(f, "total", i.total, Some((i.total_low, i.total_high)))]
            };
            indices.iter().enumerate().flat_map(of).collect()
        }),
    })
}

fn find<'a>(indices: &'a [Index], outcome: &str, factor: &str, name: &str) -> Option<&'a Index> {
    indices.iter().find(|i| i.outcome == outcome && i.factor == factor && i.name == name)
}

fn table(factors: &[Factor], indices: &[Index], outcome: &str, names: [&str; 2]) -> Block {
    let head = ["Factor", names[0], "95 % interval", names[1], "95 % interval"].map(str::to_string).to_vec();
    let of = |factor: &Factor, name: &str| find(indices, outcome, &factor.name, name);
    let mut sorted: Vec<&Factor> = factors.iter().collect();
    let key = |factor: &Factor| of(factor, names[usize::from(names[0] == "first")]).map_or(0.0, |i| i.value);
    sorted.sort_by(|a, b| key(b).total_cmp(&key(a)));
    let row = |factor: &&Factor| {
        let mut row = vec![factor.name.clone()];
        for name in names {
            let index = of(factor, name);
            row.push(index.map_or_else(|| "—".into(), |i| shown(i.value)));
            row.push(interval(index.and_then(|i| i.ends)));
        }
        row
    };
    Block::Table { head, rows: sorted.iter().map(row).collect(), right: vec![1, 2, 3, 4] }
}

fn figure(experiment: &Experiment, asked: &Sensitivity, indices: &[Index], names: [&str; 2], points: usize) -> Dots {
    let panel = |text: &String| DotPanel {
        title: text.clone(),
        unit: match asked.screening {
            Screening::Morris { .. } => unit(text, &experiment.arms[0]),
            Screening::Sobol { .. } => "share of variance".into(),
        },
        zero: true,
        rows: asked
            .factors
            .iter()
            .map(|factor| DotRow {
                label: factor.name.clone(),
                dots: names
                    .iter()
                    .enumerate()
                    .filter_map(|(i, name)| {
                        let index = find(indices, text, &factor.name, name)?;
                        Some(Dot { colour: colour(i), mean: index.value, interval: index.ends, seeds: Vec::new() })
                    })
                    .collect(),
            })
            .collect(),
    };
    let labels = match asked.screening {
        Screening::Morris { .. } => ["mean absolute effect μ*", "spread of effects σ"],
        Screening::Sobol { .. } => ["first order: alone", "total: with interactions"],
    };
    let key = |(i, label): (usize, &&str)| Key { label: (*label).into(), colour: colour(i), look: Look::Dot };
    Dots {
        title: format!("Which parameters matter: {}", experiment.name),
        legend: labels.iter().enumerate().map(key).collect(),
        panels: asked.outcomes.iter().map(panel).collect(),
        caption: vec![format!(
            "n = {points} points, replicates of each: {}; line: 95 % interval (bootstrap).",
            asked.replicates
        )],
        told: Vec::new(),
        footer: super::answer_footer(experiment),
    }
}
