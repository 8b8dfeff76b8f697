//! Which values of facts fit published figures: approximate Bayesian computation, with what the figures can tell and what
//! the fitted model then says, also of figures that were not fitted.

use super::abc::posterior::{correlations, draws, marginals};
use super::abc::{
    AbcError, Generation, Keep, Prior, Problem, Rejection, Sample, Sequential, Stop, rejection, sequential,
};
use super::answer::{Answer, Block, Outcome, Unanswered, interval, json, shown};
use super::job::{Job, Record};
use super::question::{Calibration, Experiment, Factor, Fitting, Target};
use super::runner::{Runner, Stopped};
use crate::report::Tidy;
use crate::report::figures::dots::{Dot, DotPanel, DotRow, Dots};
use crate::report::figures::plot::{Key, Look};
use crate::report::figures::style::colour;
use serde_json::{Value, json};

/// Points of a batch; part of what is run, so that it does not depend on threads.
const BATCH: u32 = 32;
/// A pair of factors whose correlation is beyond this is not told apart by the figures.
const TIED: f64 = 0.7;

fn prior(factor: &Factor) -> Prior {
    let [low, high] = factor.range;
    match (factor.normal, factor.log) {
        (Some([mean, sd]), _) => Prior::Normal { mean, sd, low, high },
        (None, true) => Prior::LogUniform { low, high },
        // Every whole number has the same share.
        (None, false) if factor.whole => Prior::Uniform { low: low - 0.5, high: high + 0.5 },
        (None, false) => Prior::Uniform { low, high },
    }
}

/// A point as parameters take it.
fn settled(factors: &[Factor], point: &[f64]) -> Vec<f64> {
    let whole = |v: f64, f: &Factor| libm::round(v).clamp(f.range[0], f.range[1]);
    point.iter().zip(factors).map(|(v, f)| if f.whole { whole(*v, f) } else { *v }).collect()
}

/// Answers which values fit.
///
/// # Errors
/// [`Unanswered`].
pub fn answer(experiment: &Experiment, asked: &Calibration, runner: &mut Runner<'_>) -> Result<Answer, Unanswered> {
    let arm = &experiment.arms[0];
    let outcomes: Vec<Outcome> = asked.targets.iter().map(|t| Outcome::new(&t.value, arm)).collect::<Result<_, _>>()?;
    let fitted: Vec<usize> = (0..asked.targets.len()).filter(|t| asked.targets[*t].fit).collect();
    let problem = Problem {
        priors: asked.factors.iter().map(prior).collect(),
        target: fitted.iter().map(|t| asked.targets[*t].published).collect(),
        scale: fitted.iter().map(|t| asked.targets[*t].tolerance).collect(),
    };
    let means = |records: &[Record], which: &[usize]| -> Vec<f64> {
        let mean = |t: &usize| records.iter().map(|r| outcomes[*t].of(r)).sum::<f64>() / records.len() as f64;
        which.iter().map(mean).collect()
    };
    // Every proposal has luck of its own, or the model would be fitted to the luck of one seed. Batches come in a fixed order.
    let mut luck = 0;
    let simulate = |_: u32, _: u32, points: &[Vec<f64>]| -> Result<Vec<Option<Vec<f64>>>, Stopped> {
        let mut jobs: Vec<Job> = Vec::new();
        for point in points {
            let own = experiment.jobs(0, &asked.factors, &settled(&asked.factors, point), asked.replicates);
            jobs.extend(own.into_iter().map(|job| Job { replicate: luck + job.replicate, ..job }));
            luck += asked.replicates;
        }
        let records = runner.run(&jobs)?;
        let given = |records: &[Record]| Some(means(records, &fitted)).filter(|m| m.iter().all(|v| v.is_finite()));
        Ok(records.chunks(asked.replicates.max(1) as usize).map(given).collect())
    };
    let sample = match asked.fitting {
        Fitting::Rejection { draws, keep } => {
            let options = Rejection { points: draws as u32, keep: Keep::Share(keep), batch: BATCH, seed: asked.seed };
            rejection(&problem, &options, simulate)
        }
        Fitting::Smc { particles, generations, quantile } => {
            let options = Sequential {
                population: particles as u32,
                generations: generations as u32,
                quantile,
                batch: BATCH,
                seed: asked.seed,
                ..Sequential::default()
            };
            sequential(&problem, &options, simulate)
        }
    };
    let sample = sample.map_err(|error| match error {
        AbcError::Simulation(stopped) => Unanswered::Stopped(stopped),
        other => Unanswered::cannot(other.to_string(), "change [design] or the priors"),
    })?;

    // The model at draws of the posterior, with luck that was not fitted to.
    let chosen = draws(&sample.particles, asked.predictive, asked.seed);
    let jobs: Vec<Job> = chosen
        .iter()
        .enumerate()
        .flat_map(|(i, p)| {
            let point = settled(&asked.factors, &sample.particles[*p].point);
            let one = experiment.jobs(0, &asked.factors, &point, 1);
            one.into_iter().map(move |job| Job { replicate: luck + i as u32, ..job })
        })
        .collect();
    let records = runner.run(&jobs)?;
    let predicted: Vec<Vec<f64>> = outcomes.iter().map(|o| records.iter().map(|r| o.of(r)).collect()).collect();
    Ok(report(experiment, asked, &problem, &sample, &predicted))
}

/// Mean and 5 to 95 % of predicted values.
fn band(values: &[f64]) -> (f64, Option<(f64, f64)>) {
    let mut known: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    let n = known.len();
    if n == 0 {
        return (f64::NAN, None);
    }
    let at = |share: f64| known[((share * (n - 1) as f64).round() as usize).min(n - 1)];
    (known.iter().sum::<f64>() / n as f64, Some((at(0.05), at(0.95))))
}

fn report(
    experiment: &Experiment,
    asked: &Calibration,
    problem: &Problem,
    sample: &Sample,
    predicted: &[Vec<f64>],
) -> Answer {
    let posterior = marginals(&sample.particles, &problem.priors);
    let pairs = correlations(&sample.particles);
    let mut blocks = vec![Block::Line(said(asked, sample))];
    let head = ["Fact", "Prior", "Posterior mean", "5 … 95 %", "Contraction"].map(str::to_string).to_vec();
    let row = |(factor, m): (&Factor, &super::abc::posterior::Marginal)| {
        let prior = match factor.normal {
            Some([mean, sd]) => format!("N({mean}, {sd})"),
            None => format!("{} … {}{}", factor.range[0], factor.range[1], if factor.log { " (log)" } else { "" }),
        };
        let ends = interval(Some((m.quantiles[0], m.quantiles[4])));
        vec![factor.name.clone(), prior, shown(m.mean), ends, shown(m.contraction)]
    };
    let rows = asked.factors.iter().zip(&posterior).map(row).collect();
    blocks.push(Block::Table { head, rows, right: vec![1, 2, 3, 4] });
    blocks.push(Block::Line(tied(&asked.factors, &pairs)));
    for (fit, title) in [(true, "Figures that were fitted"), (false, "Figures that were only checked afterwards")] {
        let which: Vec<(&Target, &Vec<f64>)> =
            asked.targets.iter().zip(predicted).filter(|(t, _)| t.fit == fit).collect();
        if !which.is_empty() {
            let head = [title, "Published", "Model", "5 … 95 %", "Within"].map(str::to_string).to_vec();
            let row = |(target, values): &(&Target, &Vec<f64>)| {
                let (mean, ends) = band(values);
                let within = ends.is_some_and(|(low, high)| (low..=high).contains(&target.published));
                let within = if within { "yes" } else { "no" };
                vec![target.name.clone(), shown(target.published), shown(mean), interval(ends), within.into()]
            };
            blocks.push(Block::Table { head, rows: which.iter().map(row).collect(), right: vec![1, 2, 3] });
        }
    }
    let document = document(asked, sample, &posterior, &pairs, predicted);
    let figures = vec![("predictive".to_string(), figure(experiment, asked, predicted).into())];
    Answer { tables: tables(asked, sample, predicted), document, blocks, figures, ..Answer::default() }
}

fn said(asked: &Calibration, sample: &Sample) -> String {
    let runs: u32 = sample.generations.iter().map(|g| g.proposed).sum();
    let failed: u32 = sample.generations.iter().map(|g| g.failed).sum();
    let last = sample.generations.iter().rev().find(|g| g.effective > 0.0).or(sample.generations.last());
    let epsilon = last.map_or(f64::NAN, |g| g.epsilon);
    let how = match asked.fitting {
        Fitting::Rejection { .. } => "Rejection".to_string(),
        Fitting::Smc { .. } => format!("Sequential Monte Carlo, {} generations", sample.generations.len()),
    };
    let why = match sample.stopped {
        Stop::Generations => "",
        Stop::Acceptance => "; it ended because too few proposals were accepted",
        Stop::Goal => "; it ended at its goal",
        Stop::Settled => "; it ended because no smaller distance was in sight",
    };
    format!(
        "{how}: {} particles from {runs} points ({failed} failed; replicates of each: {}), largest distance {} tolerances{why}.",
        sample.particles.len(),
        asked.replicates,
        shown(epsilon)
    )
}

/// Which pairs of facts the figures cannot tell apart.
fn tied(factors: &[Factor], pairs: &[Vec<Option<f64>>]) -> String {
    let mut found = Vec::new();
    for i in 0..factors.len() {
        for j in i + 1..factors.len() {
            if let Some(r) = pairs[i][j].filter(|r| r.abs() > TIED) {
                found.push(format!("{} and {} (r = {r:.2})", factors[i].name, factors[j].name));
            }
        }
    }
    match found.is_empty() {
        true => format!("No pair of facts is correlated beyond {TIED} in the posterior."),
        false => format!("The figures do not tell apart: {}.", found.join("; ")),
    }
}

fn document(
    asked: &Calibration,
    sample: &Sample,
    posterior: &[super::abc::posterior::Marginal],
    pairs: &[Vec<Option<f64>>],
    predicted: &[Vec<f64>],
) -> Value {
    let fact = |(factor, m): (&Factor, &super::abc::posterior::Marginal)| {
        json!({
            "name": factor.name,
            "parameters": factor.parameters,
            "prior": factor.range,
            "mean": json(m.mean),
            "sd": json(m.sd),
            "quantiles": { "5": json(m.quantiles[0]), "25": json(m.quantiles[1]), "50": json(m.quantiles[2]), "75": json(m.quantiles[3]), "95": json(m.quantiles[4]) },
            "contraction": json(m.contraction),
        })
    };
    let target = |(target, values): (&Target, &Vec<f64>)| {
        let (mean, ends) = band(values);
        json!({
            "name": target.name,
            "value": target.value,
            "fit": target.fit,
            "published": target.published,
            "tolerance": target.tolerance,
            "source": target.source,
            "model": json(mean),
            "interval": ends.map(|(low, high)| [low, high]),
        })
    };
    let generation = |g: &Generation| json!({ "epsilon": json(g.epsilon), "proposed": g.proposed, "accepted": g.accepted, "failed": g.failed, "effective": json(g.effective) });
    json!({
        "fitting": asked.fitting,
        "replicates": asked.replicates,
        "particles": sample.particles.len(),
        "generations": sample.generations.iter().map(generation).collect::<Vec<_>>(),
        "interval": "5 to 95 % of the posterior-predictive draws",
        "facts": asked.factors.iter().zip(posterior).map(fact).collect::<Vec<_>>(),
        "correlations": pairs,
        "figures": asked.targets.iter().zip(predicted).map(target).collect::<Vec<_>>(),
    })
}

fn tables(asked: &Calibration, sample: &Sample, predicted: &[Vec<f64>]) -> Vec<Tidy> {
    let particles = &sample.particles;
    let mut posterior = Tidy::new("posterior")
        .whole("particle", particles.iter().map(|p| p.index.into()))
        .number("weight", particles.iter().map(|p| p.weight))
        .number("distance", particles.iter().map(|p| p.distance));
    for (f, factor) in asked.factors.iter().enumerate() {
        let value = particles.iter().map(|p| settled(&asked.factors, &p.point)[f]);
        posterior = posterior.number(&factor.name, value);
    }
    let rows: Vec<(&Target, usize, f64)> = asked
        .targets
        .iter()
        .zip(predicted)
        .flat_map(|(t, values)| values.iter().enumerate().map(move |(i, v)| (t, i, *v)))
        .collect();
    let predictive = Tidy::new("predictive")
        .text("figure", rows.iter().map(|r| &r.0.name))
        .switch("fit", rows.iter().map(|r| r.0.fit))
        .whole("draw", rows.iter().map(|r| r.1 as u64))
        .number("published", rows.iter().map(|r| r.0.published))
        .number("value", rows.iter().map(|r| r.2));
    vec![posterior, predictive]
}

fn figure(experiment: &Experiment, asked: &Calibration, predicted: &[Vec<f64>]) -> Dots {
    let row = |(target, values): (&Target, &Vec<f64>)| {
        // In tolerances from the published figure, so that all stand on one axis.
        let scaled: Vec<f64> = values.iter().map(|v| (v - target.published) / target.tolerance).collect();
        let (mean, interval) = band(&scaled);
        let dot = Dot { colour: colour(usize::from(!target.fit)), mean, interval, seeds: scaled };
        DotRow { label: target.name.clone(), dots: vec![dot] }
    };
    let key = |label: &str, i: usize| Key { label: label.into(), colour: colour(i), look: Look::Dot };
    Dots {
        title: format!("What the fitted model says: {}", experiment.name),
        legend: vec![key("fitted", 0), key("only checked", 1)],
        panels: vec![DotPanel {
            title: "Model less published figure".into(),
            unit: "tolerances".into(),
            zero: true,
            rows: asked.targets.iter().zip(predicted).map(row).collect(),
        }],
        caption: vec![format!(
            "n = {} draws of the posterior, each on a seed that was not fitted to; dot: mean, line: 5 to 95 %, faint dots: single draws.",
            asked.predictive
        )],
        told: Vec::new(),
        footer: super::answer_footer(experiment),
    }
}
