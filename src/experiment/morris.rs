//! Screening by elementary effects: which parameters matter at all, for d + 1 runs a trajectory.
//!
//! # Equations
//!
//! With p levels 0, 1/(p−1), …, 1 and the step Δ = p/(2(p−1)):
//!
//! 1. A trajectory starts at a random point of the grid and moves each dimension once by ±Δ, in random order.
//! 2. Elementary effect of dimension j in trajectory t: e_tj = (y after − y before)/(x_j after − x_j before).
//! 3. μ = mean of e, μ* = mean of |e|, σ = standard deviation of e (n − 1), over trajectories.
//! 4. Interval of μ*: μ* ± 1.96 times its standard deviation over bootstrap resamples of whole trajectories, cut off at
//!    0.
//!
//! μ* ranks; σ large beside μ* says that the effect depends on where it is taken (interaction or curvature); |μ| < μ*
//! that it changes sign. With few trajectories the interval is too narrow.
//!
//! # Units
//!
//! Points are shares of a range, 0 and 1 included (a prior used with them needs bounds); effects are in units of the
//! output for the whole range.
//!
//! # Sources
//!
//! Morris 1991 (Technometrics 33, 161–174); Campolongo, Cariboni & Saltelli 2007 (Environmental Modelling & Software
//! 22, 1509–1518). The estimates are those of SALib's `morris.analyze` with `scaled=False`, and so is the interval but
//! for the cut at 0.

use super::design::DesignError;
use super::draws::{Draws, Purpose};
use super::statistics::{bootstrap_half_width, mean};
use statrs::statistics::Statistics;

/// What is known of one dimension.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Mean of the elementary effects.
    pub mu: f64,
    /// Mean of their absolute values.
    pub mu_star: f64,
    /// Their standard deviation.
    pub sigma: f64,
    /// Lower end of the 95 % interval of `mu_star`.
    pub mu_star_low: f64,
    /// Its upper end.
    pub mu_star_high: f64,
}

/// The points of so many trajectories, d + 1 rows each (equation 1).
///
/// # Errors
/// [`DesignError::OddLevels`] unless the levels are even and at least 2.
pub fn trajectories(count: usize, d: usize, levels: usize, seed: u64) -> Result<Vec<Vec<f64>>, DesignError> {
    if levels < 2 || !levels.is_multiple_of(2) {
        return Err(DesignError::OddLevels { levels });
    }
    let draws = Draws::new(seed, Purpose::Trajectory);
    Ok((0..count).flat_map(|t| trajectory(&draws, t, d, levels)).collect())
}

/// One trajectory on the grid.
fn trajectory(draws: &Draws, t: usize, d: usize, levels: usize) -> Vec<Vec<f64>> {
    let half = levels / 2;
    // A dimension that will go up starts in the lower half, one that will go down in the upper half.
    let up: Vec<bool> = (0..d).map(|j| draws.block(t, j)[1] & 1 == 0).collect();
    let mut at: Vec<usize> = (0..d).map(|j| draws.place(t, j, half) + if up[j] { 0 } else { half }).collect();
    let point = |at: &[usize]| at.iter().map(|&level| level as f64 / (levels - 1) as f64).collect();
    let mut rows = vec![point(&at)];
    for j in draws.shuffled(t, d, d) {
        at[j] = if up[j] { at[j] + half } else { at[j] - half };
        rows.push(point(&at));
    }
    rows
}

/// The effects of each dimension on one output (equations 2 to 4); `values` holds one output for every row of `points`.
///
/// # Errors
/// [`DesignError`] if outputs do not fit, one is missing, the points are not trajectories, or there are fewer than two
/// trajectories or resamples.
pub fn effects(
    points: &[Vec<f64>],
    values: &[f64],
    d: usize,
    resamples: usize,
    seed: u64,
) -> Result<Vec<Effect>, DesignError> {
    let block = d + 1;
    if points.len() != values.len() || !values.len().is_multiple_of(block) {
        return Err(DesignError::Outputs { block, found: values.len() });
    }
    let count = values.len() / block;
    for (what, found) in [("trajectories", count), ("resamples", resamples)] {
        if found < 2 {
            return Err(DesignError::TooFew { what, least: 2, found });
        }
    }
    if let Some(row) = values.iter().position(|v| !v.is_finite()) {
        return Err(DesignError::Missing { row });
    }
    let table: Vec<Vec<f64>> =
        (0..count).map(|t| elementary(points, values, t * block, d)).collect::<Result<_, _>>()?;
    let draws = Draws::new(seed, Purpose::Resample);
    let resampled: Vec<Vec<usize>> = (0..resamples).map(|i| draws.resample(i, count)).collect();
    Ok((0..d).map(|j| effect(&table, j, &resampled)).collect())
}

/// The elementary effects of the trajectory that begins at row `first`, by dimension.
fn elementary(points: &[Vec<f64>], values: &[f64], first: usize, d: usize) -> Result<Vec<f64>, DesignError> {
    let mut found: Vec<Option<f64>> = vec![None; d];
    for row in first + 1..=first + d {
        let (before, after) = (&points[row - 1], &points[row]);
        let moved: Vec<usize> = (0..d.min(before.len()).min(after.len())).filter(|&j| before[j] != after[j]).collect();
        match moved[..] {
            [j] if found[j].is_none() && after.len() == d => {
                found[j] = Some((values[row] - values[row - 1]) / (after[j] - before[j]));
            }
            _ => return Err(DesignError::NotATrajectory { row }),
        }
    }
    Ok(found.into_iter().flatten().collect())
}

fn effect(table: &[Vec<f64>], j: usize, resampled: &[Vec<usize>]) -> Effect {
    let effects: Vec<f64> = table.iter().map(|row| row[j]).collect();
    let absolute: Vec<f64> = effects.iter().map(|e| e.abs()).collect();
    let again: Vec<f64> = resampled.iter().map(|rows| mean(rows.iter().map(|&t| absolute[t]))).collect();
    let (mu_star, half) = (mean(absolute.iter().copied()), bootstrap_half_width(&again));
    Effect {
        mu: mean(effects.iter().copied()),
        mu_star,
        sigma: effects.iter().std_dev(),
        mu_star_low: (mu_star - half).max(0.0),
        mu_star_high: mu_star + half,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::tests::{floats, oracle};
    use proptest::prelude::*;

    #[test]
    fn effects_are_those_of_salib() {
        let salib = oracle("morris");
        let top = salib["levels"].as_f64().unwrap() - 1.0;
        let rows = salib["grid"].as_array().unwrap();
        let points: Vec<Vec<f64>> = rows.iter().map(|row| floats(row).iter().map(|x| x / top).collect()).collect();
        let found = effects(&points, &floats(&salib["values"]), 3, 5000, 1).unwrap();
        let [mu, mu_star, sigma, conf] = ["mu", "mu_star", "sigma", "mu_star_conf"].map(|key| floats(&salib[key]));
        for (j, e) in found.iter().enumerate() {
            let off = (e.mu - mu[j]).abs().max((e.mu_star - mu_star[j]).abs()).max((e.sigma - sigma[j]).abs());
            assert!(off < 1e-9, "{j}: {off}");
            // The interval rests on other resamples.
            let half = e.mu_star_high - e.mu_star;
            assert!((half - conf[j]).abs() <= 0.05 * conf[j] + 1e-9, "{j}: {half} {}", conf[j]);
        }
    }

    #[test]
    fn faults_are_named() {
        let points = trajectories(2, 2, 4, 1).unwrap();
        let values = [1.0; 6];
        assert_eq!(trajectories(2, 2, 5, 1), Err(DesignError::OddLevels { levels: 5 }));
        assert_eq!(effects(&points, &values[..5], 2, 9, 1), Err(DesignError::Outputs { block: 3, found: 5 }));
        let missing = [1.0, 1.0, 1.0, f64::NAN, 1.0, 1.0];
        assert_eq!(effects(&points, &missing, 2, 9, 1), Err(DesignError::Missing { row: 3 }));
        let mut other = points.clone();
        other[1] = other[0].clone();
        assert_eq!(effects(&other, &values, 2, 9, 1), Err(DesignError::NotATrajectory { row: 1 }));
        assert!(matches!(effects(&points[..3], &values[..3], 2, 9, 1), Err(DesignError::TooFew { found: 1, .. })));
    }

    proptest! {
        #[test]
        fn trajectories_move_each_dimension_once_by_the_step(
            count in 1_usize..6, d in 1_usize..8, half in 1_usize..5, seed: u64,
        ) {
            let levels = 2 * half;
            let points = trajectories(count, d, levels, seed).unwrap();
            prop_assert_eq!(points.len(), count * (d + 1));
            let step = levels as f64 / (2.0 * (levels as f64 - 1.0));
            for rows in points.chunks(d + 1) {
                let mut moves = vec![0; d];
                for pair in rows.windows(2) {
                    let moved: Vec<usize> = (0..d).filter(|&j| pair[0][j] != pair[1][j]).collect();
                    prop_assert_eq!(moved.len(), 1);
                    moves[moved[0]] += 1;
                    prop_assert!(((pair[0][moved[0]] - pair[1][moved[0]]).abs() - step).abs() < 1e-12);
                }
                prop_assert!(moves.iter().all(|m| *m == 1));
                prop_assert!(rows.iter().flatten().all(|x| (0.0..=1.0).contains(x)));
            }
        }

        #[test]
        fn a_straight_line_has_its_slopes_for_effects(slopes in prop::collection::vec(-5.0_f64..5.0, 1..6), seed: u64) {
            let points = trajectories(4, slopes.len(), 4, seed).unwrap();
            let values: Vec<f64> = points.iter().map(|p| p.iter().zip(&slopes).map(|(x, b)| x * b).sum()).collect();
            for (e, b) in effects(&points, &values, slopes.len(), 20, seed).unwrap().iter().zip(&slopes) {
                prop_assert!((e.mu - b).abs() < 1e-9 && (e.mu_star - b.abs()).abs() < 1e-9 && e.sigma < 1e-9);
                prop_assert!(e.mu_star_low <= e.mu_star && e.mu_star <= e.mu_star_high);
            }
        }
    }
}
