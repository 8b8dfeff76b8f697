//! Shares of variance: how much of the spread of an output comes from each parameter, alone and with all its
//! interactions.
//!
//! # Equations
//!
//! From 2d dimensions of scrambled Sobol' points come two points A_r and B_r a row r; AB_rj is A_r with dimension j of
//! B_r. Each row gives d + 2 runs, in this order: A, AB_1 … AB_d, B. Outputs are standardised over all runs first. With
//! V the variance of the outputs of A and B together (divided by their number):
//!
//! 1. First order: S_j = mean over r of y(B)(y(AB_j) − y(A)) / V (Saltelli et al. 2010).
//! 2. Total: T_j = mean over r of (y(A) − y(AB_j))² / 2V (Jansen 1999).
//! 3. Intervals: estimate ± 1.96 times its standard deviation over bootstrap resamples of rows (normal, not
//!    percentile).
//!
//! S_j is the share of variance that would go if parameter j were known; T_j the share that would stay if all others
//! were. T_j − S_j is what j does together with others. An estimate may lie a little below 0 or above 1. With a
//! stochastic model, noise that differs from row to row counts as interaction in every total: average over replicates,
//! or run all rows with the same seeds.
//!
//! # Units
//!
//! Points are shares of a range; indices have no unit. Take a power of two for the number of rows.
//!
//! # Sources
//!
//! Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola 2010 (Computer Physics Communications 181, 259–270); Jansen
//! 1999 (ibid. 117, 35–43); Saltelli 2002 (ibid. 145, 280–297). Rows, estimates and intervals are those of SALib's
//! `sobol` without second order.

use super::design::{DesignError, sobol_points};
use super::draws::{Draws, Purpose};
use super::statistics::{bootstrap_half_width, mean};

/// The shares of one parameter, with 95 % intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// Share of variance by this parameter alone.
    pub first: f64,
    /// Lower end of its interval.
    pub first_low: f64,
    /// Upper end of its interval.
    pub first_high: f64,
    /// Share of variance with all interactions.
    pub total: f64,
    /// Lower end of its interval.
    pub total_low: f64,
    /// Upper end of its interval.
    pub total_high: f64,
}

/// The points of n rows: n(d + 2) runs.
///
/// # Errors
/// [`DesignError::TooMany`] beyond the limits of [`sobol_points`], with 2d dimensions.
pub fn design(n: usize, d: usize, seed: u64) -> Result<Vec<Vec<f64>>, DesignError> {
    let base = sobol_points(n, 2 * d, seed)?;
    Ok(base.iter().flat_map(|row| block(&row[..d], &row[d..])).collect())
}

/// The d + 2 points of one row.
fn block(a: &[f64], b: &[f64]) -> Vec<Vec<f64>> {
    let crossed = (0..a.len()).map(|j| {
        let mut point = a.to_vec();
        point[j] = b[j];
        point
    });
    [a.to_vec()].into_iter().chain(crossed).chain([b.to_vec()]).collect()
}

/// The indices of the d parameters of a [`design`] for one output, in the order of its points. `None` where the output
/// is constant: then there is no variance to share.
///
/// # Errors
/// [`DesignError`] if outputs do not fit, one is missing, or there are fewer than two rows or resamples.
pub fn indices(values: &[f64], d: usize, resamples: usize, seed: u64) -> Result<Option<Vec<Index>>, DesignError> {
    let step = d + 2;
    if !values.len().is_multiple_of(step) {
        return Err(DesignError::Outputs { block: step, found: values.len() });
    }
    let n = values.len() / step;
    for (what, found) in [("rows", n), ("resamples", resamples)] {
        if found < 2 {
            return Err(DesignError::TooFew { what, least: 2, found });
        }
    }
    if let Some(row) = values.iter().position(|v| !v.is_finite()) {
        return Err(DesignError::Missing { row });
    }
    let standardised = standardised(values);
    let rows: Vec<&[f64]> = standardised.chunks_exact(step).collect();
    let Some(found) = estimates(&rows) else { return Ok(None) };
    let draws = Draws::new(seed, Purpose::Resample);
    // A resample that happens to have no variance says nothing and is left out.
    let again: Vec<Vec<(f64, f64)>> = (0..resamples)
        .filter_map(|i| estimates(&draws.resample(i, n).into_iter().map(|r| rows[r]).collect::<Vec<_>>()))
        .collect();
    let index = |j: usize, (first, total): (f64, f64)| {
        let half =
            |of: fn(&(f64, f64)) -> f64| bootstrap_half_width(&again.iter().map(|e| of(&e[j])).collect::<Vec<_>>());
        let (f, t) = (half(|e| e.0), half(|e| e.1));
        Index { first, first_low: first - f, first_high: first + f, total, total_low: total - t, total_high: total + t }
    };
    Ok(Some(found.into_iter().enumerate().map(|(j, pair)| index(j, pair)).collect()))
}

/// Values less their mean, in standard deviations; zeros where they are all alike.
fn standardised(values: &[f64]) -> Vec<f64> {
    let middle = mean(values.iter().copied());
    let sd = mean(values.iter().map(|v| (v - middle) * (v - middle))).sqrt();
    // Rounding alone may leave a spread of a few units in the last place.
    let alike = sd <= 8.0 * f64::EPSILON * middle.abs();
    values.iter().map(|v| if alike { 0.0 } else { (v - middle) / sd }).collect()
}

/// First-order and total index of each dimension (equations 1 and 2); none without variance.
fn estimates(rows: &[&[f64]]) -> Option<Vec<(f64, f64)>> {
    let last = rows.first()?.len() - 1;
    let ends = || rows.iter().flat_map(|row| [row[0], row[last]]);
    let middle = mean(ends());
    let variance = mean(ends().map(|y| (y - middle) * (y - middle)));
    if variance <= f64::EPSILON {
        return None;
    }
    let index = |j: usize| {
        let first = mean(rows.iter().map(|row| row[last] * (row[j] - row[0])));
        let total = 0.5 * mean(rows.iter().map(|row| (row[0] - row[j]) * (row[0] - row[j])));
        (first / variance, total / variance)
    };
    Some((1..last).map(index).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::tests::{floats, oracle};
    use proptest::prelude::*;
    use std::f64::consts::PI;

    /// Ishigami & Homma 1990 on shares of −π…π, with a = 7 and b = 0.1.
    fn ishigami(point: &[f64]) -> f64 {
        let [x, y, z] = [0, 1, 2].map(|j| PI * (2.0 * point[j] - 1.0));
        x.sin() + 7.0 * y.sin().powi(2) + 0.1 * z.powi(4) * x.sin()
    }

    const FIRST: [f64; 3] = [0.3139, 0.4424, 0.0];
    const TOTAL: [f64; 3] = [0.5576, 0.4424, 0.2437];

    /// A slice of the model: `tests/fixtures/make_model_slice.py`.
    #[test]
    fn a_slice_of_the_model_has_the_indices_that_salib_gives() {
        let text = include_str!("../../tests/fixtures/model_slice.json");
        let document: serde_json::Value = serde_json::from_str(text).unwrap();
        let salib = &document["outcomes"]["citizens.resolved_in_time"];
        let found = indices(&floats(&salib["values"]), 5, 200, 1).unwrap().unwrap();
        let of = |key: &str| floats(&salib[key]);
        for (i, index) in found.iter().enumerate() {
            let off = [index.first - of("S1")[i], index.total - of("ST")[i]];
            assert!(off[0].abs() < 1e-9 && off[1].abs() < 1e-9, "{i}: {off:?}");
            let (first, total) =
                ((index.first_high - index.first_low) / 2.0, (index.total_high - index.total_low) / 2.0);
            assert!((first / of("S1_conf")[i] - 1.0).abs() < 0.3 && (total / of("ST_conf")[i] - 1.0).abs() < 0.3);
        }
    }

    #[test]
    fn indices_are_those_of_salib() {
        let salib = oracle("sobol");
        let found = indices(&floats(&salib["values"]), 3, 2000, 1).unwrap().unwrap();
        let [s1, s1_conf, st, st_conf] = ["S1", "S1_conf", "ST", "ST_conf"].map(|key| floats(&salib[key]));
        for (j, index) in found.iter().enumerate() {
            let off = (index.first - s1[j]).abs().max((index.total - st[j]).abs());
            assert!(off < 1e-9, "{j}: {off}");
            // The intervals rest on other resamples.
            for (half, conf) in
                [(index.first_high - index.first, s1_conf[j]), (index.total_high - index.total, st_conf[j])]
            {
                assert!((half - conf).abs() < 0.08 * conf, "{j}: {half} {conf}");
            }
        }
    }

    #[test]
    fn rows_are_in_the_order_of_salib() {
        let salib: Vec<Vec<f64>> = oracle("sobol")["first_rows"].as_array().unwrap().iter().map(floats).collect();
        assert_eq!(block(&salib[0], &salib[4]), salib);
        let points = design(4, 3, 9).unwrap();
        assert_eq!(points.len(), 4 * 5);
        assert!(points.chunks(5).all(|rows| block(&rows[0], &rows[4]) == rows));
    }

    #[test]
    fn our_points_find_the_known_indices_of_ishigami() {
        let salib = oracle("sobol");
        let (s1_conf, st_conf) = (floats(&salib["S1_conf"]), floats(&salib["ST_conf"]));
        for seed in 0..10 {
            let values: Vec<f64> = design(256, 3, seed).unwrap().iter().map(|p| ishigami(p)).collect();
            let found = indices(&values, 3, 100, seed).unwrap().unwrap();
            for (j, index) in found.iter().enumerate() {
                assert!((index.first - FIRST[j]).abs() < s1_conf[j], "seed {seed}, S{j}: {index:?}");
                assert!((index.total - TOTAL[j]).abs() < st_conf[j], "seed {seed}, T{j}: {index:?}");
            }
        }
    }

    #[test]
    fn more_points_come_closer() {
        let values: Vec<f64> = design(8192, 3, 1).unwrap().iter().map(|p| ishigami(p)).collect();
        let found = indices(&values, 3, 50, 1).unwrap().unwrap();
        for (j, index) in found.iter().enumerate() {
            assert!((index.first - FIRST[j]).abs() < 0.01 && (index.total - TOTAL[j]).abs() < 0.01, "{j}: {index:?}");
        }
    }

    #[test]
    fn a_constant_has_no_shares_and_faults_are_named() {
        assert_eq!(indices(&[0.1 + 0.2; 20], 3, 10, 1), Ok(None));
        assert_eq!(indices(&[0.0; 20], 3, 10, 1), Ok(None));
        assert_eq!(indices(&[1.0; 21], 3, 10, 1), Err(DesignError::Outputs { block: 5, found: 21 }));
        let mut values = vec![1.0; 20];
        values[7] = f64::INFINITY;
        assert_eq!(indices(&values, 3, 10, 1), Err(DesignError::Missing { row: 7 }));
        assert!(matches!(indices(&[1.0; 5], 3, 10, 1), Err(DesignError::TooFew { what: "rows", .. })));
        assert!(matches!(indices(&[1.0; 20], 3, 1, 1), Err(DesignError::TooFew { what: "resamples", .. })));
    }

    proptest! {
        #[test]
        fn scale_and_place_of_the_output_do_not_matter(factor in 0.01_f64..100.0, shift in -1e3_f64..1e3, seed: u64) {
            let values: Vec<f64> = design(16, 3, seed).unwrap().iter().map(|p| ishigami(p)).collect();
            let moved: Vec<f64> = values.iter().map(|y| factor * y + shift).collect();
            let (a, b) = (indices(&values, 3, 5, 1).unwrap().unwrap(), indices(&moved, 3, 5, 1).unwrap().unwrap());
            for (a, b) in a.iter().zip(&b) {
                prop_assert!((a.first - b.first).abs() < 1e-6 && (a.total_high - b.total_high).abs() < 1e-6);
            }
        }
    }
}
