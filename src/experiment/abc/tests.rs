//! Posteriors that are known in closed form, found again by rejection and sequentially.

use super::posterior::{Marginal, correlations, marginals};
use super::*;
use crate::random::{Luck, Stream};
use std::convert::Infallible;

type Runs = Result<Vec<Option<Vec<f64>>>, Infallible>;

/// Noise of run `index`: not the luck of any experiment.
fn noise(generation: u32, index: u32, n: u32) -> f64 {
    Luck::new(77).normal(Stream::Observation, generation, index, n)
}

/// The mean of a sample with a known standard error of 0.5.
fn mean_of_a_sample(generation: u32, first: u32, points: &[Vec<f64>]) -> Runs {
    Ok((first..).zip(points).map(|(i, p)| Some(vec![p[0] + 0.5 * noise(generation, i, 0)])).collect())
}

fn mean_problem(prior: Prior) -> Problem {
    Problem { priors: vec![prior], target: vec![1.2], scale: vec![0.5] }
}

const NORMAL: Prior = Prior::Normal { mean: 0.0, sd: 1.0, low: -9.0, high: 9.0 };
const UNIFORM: Prior = Prior::Uniform { low: -6.0, high: 8.0 };

/// Posterior mean and sd: precision-weighted for the normal prior, the likelihood itself for a wide uniform one.
const KNOWN: [(Prior, f64, f64); 2] = [(NORMAL, 0.96, 0.447_213_6), (UNIFORM, 1.2, 0.5)];

const REJECTION: Rejection = Rejection { points: 60_000, keep: Keep::Share(0.03), batch: 4096, seed: 5 };
const SEQUENTIAL: Sequential = Sequential {
    population: 1500,
    generations: 12,
    quantile: 0.5,
    least_acceptance: 0.005,
    goal: 0.1,
    batch: 512,
    seed: 5,
};

fn near(found: &Marginal, mean: f64, sd: f64, by: f64) {
    let off = (found.mean - mean).abs().max((found.sd - sd).abs());
    assert!(off < by * sd, "mean {} for {mean}, sd {} for {sd}", found.mean, found.sd);
}

#[test]
fn rejection_finds_the_posterior_of_a_mean() {
    for (prior, mean, sd) in KNOWN {
        let problem = mean_problem(prior);
        let sample = rejection(&problem, &REJECTION, mean_of_a_sample).unwrap();
        assert_eq!(sample.particles.len(), 1800);
        assert!(sample.particles.windows(2).all(|w| w[0].distance <= w[1].distance));
        near(&marginals(&sample.particles, &problem.priors)[0], mean, sd, 0.1);
    }
}

#[test]
fn sequential_sampling_finds_the_posterior_of_a_mean() {
    for (prior, mean, sd) in KNOWN {
        let problem = mean_problem(prior);
        let sample = sequential(&problem, &SEQUENTIAL, mean_of_a_sample).unwrap();
        let found = &marginals(&sample.particles, &problem.priors)[0];
        near(found, mean, sd, 0.1);
        let z90 = 1.644_854 * sd;
        assert!(
            (found.quantiles[0] - mean + z90).abs() < 0.3 * sd && (found.quantiles[4] - mean - z90).abs() < 0.3 * sd
        );
        assert!((found.contraction - (1.0 - sd / prior.sd())).abs() < 0.06);
        let total: f64 = sample.particles.iter().map(|p| p.weight).sum();
        assert!((total - 1.0).abs() < 1e-12);
        assert!(sample.generations.windows(2).all(|w| w[1].epsilon < w[0].epsilon));
        assert!(
            sample.generations.iter().all(|g| g.accepted == 1500 && g.effective > 500.0),
            "{:?}",
            sample.generations
        );
        let last = sample.generations.last().unwrap();
        assert!(sample.particles.iter().all(|p| p.distance <= last.epsilon));
    }
}

/// One population may be off by luck; many together show whether weights or steps are biased.
#[test]
fn sequential_sampling_is_right_on_average() {
    let cut = Prior::Normal { mean: 0.0, sd: 1.0, low: -9.0, high: 1.2 };
    // With prior N(0, 1) cut off at 1.2, the posterior N(0.96, 0.447²) is cut off there too, and proposals often miss.
    let cut_posterior = Prior::Normal { mean: 0.96, sd: 0.2_f64.sqrt(), low: -9.0, high: 1.2 };
    let known = KNOWN.into_iter().chain([(cut, cut_posterior.mean(), cut_posterior.sd())]);
    for (prior, mean, sd) in known {
        let (problem, seeds) = (mean_problem(prior), 60);
        let (mut means, mut sds) = (0.0, 0.0);
        for seed in 0..seeds {
            let luck = Luck::new(seed + 1000);
            let simulate = |generation: u32, first: u32, points: &[Vec<f64>]| -> Runs {
                let noise = |i| luck.normal(Stream::Observation, generation, i, 0);
                Ok((first..).zip(points).map(|(i, p)| Some(vec![p[0] + 0.5 * noise(i)])).collect())
            };
            let options = Sequential { population: 300, seed, ..SEQUENTIAL };
            let sample = sequential(&problem, &options, simulate).unwrap();
            let found = &marginals(&sample.particles, &problem.priors)[0];
            means += found.mean / seeds as f64;
            sds += found.sd / seeds as f64;
        }
        assert!((means - mean).abs() < 0.025 * sd && (sds - sd).abs() < 0.025 * sd, "{prior:?}: {means} {sds}");
    }
}

/// Sum known well, difference badly: the two parameters are strongly correlated.
fn sum_and_difference(generation: u32, first: u32, points: &[Vec<f64>]) -> Runs {
    let run = |(i, p): (u32, &Vec<f64>)| {
        Some(vec![p[0] + p[1] + 0.2 * noise(generation, i, 0), p[0] - p[1] + noise(generation, i, 1)])
    };
    Ok((first..).zip(points).map(run).collect())
}

#[test]
fn both_find_two_correlated_parameters() {
    let priors = vec![Prior::Uniform { low: -4.0, high: 6.0 }, Prior::Uniform { low: -6.0, high: 4.0 }];
    let problem = Problem { priors, target: vec![1.0, 2.0], scale: vec![0.2, 1.0] };
    // a = (sum + difference)/2, so both have variance (0.04 + 1)/4 and correlation (0.04 − 1)/1.04.
    let (sd, correlation) = ((1.04_f64 / 4.0).sqrt(), -0.96 / 1.04);
    let thorough = Rejection { points: 400_000, keep: Keep::Share(0.003), batch: 10_000, seed: 2 };
    let samples = [
        rejection(&problem, &thorough, sum_and_difference).unwrap(),
        sequential(&problem, &Sequential { goal: 0.25, ..SEQUENTIAL }, sum_and_difference).unwrap(),
    ];
    for sample in samples {
        let found = marginals(&sample.particles, &problem.priors);
        // Accepting a disc of root mean square ε adds ε²/2 to the variance of each scaled output.
        let epsilon = sample.generations.last().unwrap().epsilon;
        let sd = sd * (1.0 + 0.5 * epsilon * epsilon).sqrt();
        near(&found[0], 1.5, sd, 0.08);
        near(&found[1], -0.5, sd, 0.08);
        let r = correlations(&sample.particles)[0][1].unwrap();
        assert!((r - correlation).abs() < 0.03, "{r} for {correlation}");
    }
}

#[test]
fn sequential_sampling_needs_fewer_runs_than_rejection() {
    let sample = sequential(&mean_problem(UNIFORM), &SEQUENTIAL, mean_of_a_sample).unwrap();
    let runs: u32 = sample.generations.iter().map(|g| g.proposed).sum();
    let last = sample.generations.last().unwrap();
    let all = Rejection { points: runs, keep: Keep::Within(last.epsilon), ..REJECTION };
    let kept = rejection(&mean_problem(UNIFORM), &all, mean_of_a_sample).unwrap().particles.len();
    assert!(kept < 1000, "rejection keeps {kept} of {runs} runs within {}", last.epsilon);
}

#[test]
fn a_log_uniform_parameter_is_found_over_orders_of_magnitude() {
    // The logarithm has a uniform prior and normal noise: its posterior is N(ln 0.02, 0.3²).
    let prior = Prior::LogUniform { low: 1e-4, high: 1.0 };
    let problem = Problem { priors: vec![prior], target: vec![libm::log(0.02)], scale: vec![0.3] };
    let simulate = |generation: u32, first: u32, points: &[Vec<f64>]| -> Runs {
        Ok((first..).zip(points).map(|(i, p)| Some(vec![libm::log(p[0]) + 0.3 * noise(generation, i, 0)])).collect())
    };
    let sample = sequential(&problem, &SEQUENTIAL, simulate).unwrap();
    assert_eq!(sample.stopped, Stop::Goal);
    let found = &marginals(&sample.particles, &problem.priors)[0];
    assert!((libm::log(found.quantiles[2] / 0.02)).abs() < 0.04, "{found:?}");
    assert!((libm::log(found.quantiles[4] / found.quantiles[0]) - 2.0 * 1.644_854 * 0.3).abs() < 0.08, "{found:?}");
}

#[test]
fn the_result_is_that_of_the_seed_whatever_the_batches() {
    let problem = mean_problem(NORMAL);
    let small = Sequential { population: 200, ..SEQUENTIAL };
    let one = sequential(&problem, &small, mean_of_a_sample).unwrap();
    for batch in [1, 7, 100_000] {
        assert_eq!(sequential(&problem, &Sequential { batch, ..small }, mean_of_a_sample).unwrap(), one);
    }
    assert_ne!(sequential(&problem, &Sequential { seed: 6, ..small }, mean_of_a_sample).unwrap(), one);
    let once = Rejection { points: 999, ..REJECTION };
    let one = rejection(&problem, &once, mean_of_a_sample).unwrap();
    assert_eq!(rejection(&problem, &Rejection { batch: 10, ..once }, mean_of_a_sample).unwrap(), one);
    assert_ne!(rejection(&problem, &Rejection { seed: 6, ..once }, mean_of_a_sample).unwrap(), one);
}

#[test]
fn failed_runs_are_rejected_and_counted() {
    // Nothing above 1 can be simulated, and what lies below −3 gives no number: a prior cut off there.
    let partly = |generation: u32, first: u32, points: &[Vec<f64>]| -> Runs {
        let mut runs = mean_of_a_sample(generation, first, points)?;
        for (run, p) in runs.iter_mut().zip(points) {
            if p[0] > 1.0 {
                *run = None;
            } else if p[0] < -3.0 {
                *run = Some(vec![f64::NAN]);
            }
        }
        Ok(runs)
    };
    let problem = mean_problem(UNIFORM);
    // N(1.2, 0.5²) cut off above 1: mean and sd of the lower part.
    let cut = Prior::Normal { mean: 1.2, sd: 0.5, low: -9.0, high: 1.0 };
    let thorough = Rejection { points: 200_000, keep: Keep::Share(0.005), ..REJECTION };
    let samples = [rejection(&problem, &thorough, partly).unwrap(), sequential(&problem, &SEQUENTIAL, partly).unwrap()];
    for sample in samples {
        assert!(sample.particles.iter().all(|p| p.point[0] <= 1.0 && p.point[0] >= -3.0));
        assert!(sample.generations[0].failed > sample.generations[0].proposed / 2);
        near(&marginals(&sample.particles, &problem.priors)[0], cut.mean(), cut.sd(), 0.1);
    }
    let never = |_: u32, _: u32, points: &[Vec<f64>]| -> Runs { Ok(vec![None; points.len()]) };
    assert!(matches!(rejection(&problem, &REJECTION, never), Err(AbcError::TooFew { succeeded: 0, .. })));
    assert!(matches!(
        sequential(&problem, &SEQUENTIAL, never),
        Err(AbcError::TooFew { succeeded: 0, proposed: 300_000, needed: 1500 })
    ));
}

#[test]
fn it_says_why_it_stopped() {
    let problem = mean_problem(UNIFORM);
    let of = |options: Sequential| sequential(&problem, &options, mean_of_a_sample).unwrap();
    let small = Sequential { population: 100, goal: 0.0, ..SEQUENTIAL };
    let by_number = of(Sequential { generations: 2, ..small });
    assert_eq!((by_number.stopped, by_number.generations.len()), (Stop::Generations, 2));
    let by_goal = of(Sequential { goal: 2.0, ..small });
    assert_eq!((by_goal.stopped, by_goal.generations.last().unwrap().epsilon), (Stop::Goal, 2.0));
    let given_up = of(Sequential { least_acceptance: 0.3, generations: 50, ..small });
    let [.., before, last] = given_up.generations[..] else { panic!("{given_up:?}") };
    assert_eq!(given_up.stopped, Stop::Acceptance);
    assert!(last.accepted < 100 && last.acceptance() < 0.3 && last.effective == 0.0 && before.accepted == 100);
    assert!(given_up.particles.iter().all(|p| p.distance <= before.epsilon));
    // An output that is always the same cannot come nearer.
    let flat = |_: u32, _: u32, points: &[Vec<f64>]| -> Runs { Ok(vec![Some(vec![1.0]); points.len()]) };
    assert_eq!(sequential(&problem, &small, flat).unwrap().stopped, Stop::Settled);
}

#[test]
fn faults_are_named() {
    let problem = mean_problem(UNIFORM);
    let fault = |problem: &Problem, options: Sequential| {
        sequential(problem, &options, mean_of_a_sample).unwrap_err().to_string()
    };
    assert_eq!(
        fault(&problem, Sequential { quantile: 1.0, ..SEQUENTIAL }),
        "quantile of distances is 1, but it must be between 0 and 1"
    );
    let upside_down = mean_problem(Prior::Uniform { low: 1.0, high: 0.0 });
    assert!(fault(&upside_down, SEQUENTIAL).starts_with("prior of parameter 0 (counted from 0): bounds 1 and 0"));
    let no_scale = Problem { scale: vec![0.0], ..problem.clone() };
    assert_eq!(fault(&no_scale, SEQUENTIAL), "scale is 0, but it must be a number above 0");
    let short = |_: u32, _: u32, points: &[Vec<f64>]| -> Runs { Ok(vec![None; points.len() - 1]) };
    assert!(matches!(rejection(&problem, &REJECTION, short), Err(AbcError::Shape { what: "runs", .. })));
    let stopped = |_: u32, _: u32, _: &[Vec<f64>]| Err("told to stop");
    assert_eq!(rejection(&problem, &REJECTION, stopped).unwrap_err(), AbcError::Simulation("told to stop"));
}

#[test]
fn the_distance_is_a_root_mean_square_in_scales() {
    assert_eq!(distance(&[1.0, 5.0], &[4.0, 1.0], &[1.0, 1.0]), 12.5_f64.sqrt());
    assert_eq!(distance(&[1.0, 5.0], &[4.0, 1.0], &[3.0, 4.0]), 1.0);
    assert!(distance(&[f64::NAN], &[0.0], &[1.0]).is_nan() && distance(&[], &[], &[]).is_infinite());
}
