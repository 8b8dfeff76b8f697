//! Which points to run: full factorial, Latin hypercube, scrambled Sobol' points.
//!
//! Coordinates are shares of a parameter's range, or probabilities for the quantile function of its prior; no unit. All
//! are strictly between 0 and 1, and a pure function of the seed.
//!
//! # Equations
//!
//! 1. Latin hypercube of n points: x_ij = (π_j(i) + u_ij)/n, with a random order π_j of 0…n−1 for each dimension and u
//!    uniform. Each of the n strata of each dimension holds one point.
//! 2. Sobol' points: a (t, s)-sequence in base 2 with the direction numbers of Joe and Kuo, Owen-scrambled. Each
//!    dimension has one point in each of the n strata where n is a power of two; for other n the balance is lost, so
//!    take powers.
//!
//! # Sources
//!
//! McKay, Beckman & Conover 1979 (Technometrics 21, 239–245); Sobol' 1967; Joe & Kuo 2008 (SIAM J. Sci. Comput. 30,
//! 2635–2654); Owen 1998 (J. Complexity 14, 466–489); Burley 2020 (J. Computer Graphics Techniques 9(4), 1–20), by the
//! crate `sobol_burley`: at most 65,536 points in 256 dimensions, 23 bits a coordinate.

use super::draws::{Draws, Purpose};
use sobol_burley::{NUM_DIMENSIONS, sample};

/// Most points of a Sobol' sequence.
pub const MOST_SOBOL_POINTS: usize = 1 << 16;
/// Most dimensions of a Sobol' sequence.
pub const MOST_SOBOL_DIMENSIONS: usize = NUM_DIMENSIONS as usize;
/// Half a step between neighbouring numbers of 23 bits: puts a point in the middle of its cell, so never on 0.
const HALF_CELL: f64 = 1.0 / (1 << 24) as f64;

/// Why a design cannot be made, or its outputs cannot be analysed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DesignError {
    /// More than the method can give.
    #[error("{found} {what}: at most {most} can be had; ask for fewer, or use a Latin hypercube")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// The most.
        most: usize,
        /// How many were asked for.
        found: usize,
    },
    /// Less than the method needs.
    #[error("{found} {what}: at least {least} are needed for an estimate; ask for more")]
    TooFew {
        /// What there are too few of.
        what: &'static str,
        /// The least.
        least: usize,
        /// How many there are.
        found: usize,
    },
    /// Morris trajectories need an even number of levels.
    #[error("{levels} levels: trajectories step over half of the levels, so take an even number, such as 4")]
    OddLevels {
        /// The levels asked for.
        levels: usize,
    },
    /// The outputs do not fit the design.
    #[error("{found} outputs for a design in blocks of {block} rows: give one output for every row, in their order")]
    Outputs {
        /// Rows that belong together.
        block: usize,
        /// Outputs given.
        found: usize,
    },
    /// An output is missing; a structured design cannot do without.
    #[error("the output of row {row} is not a number: run that point again, since this design needs every row")]
    Missing {
        /// The row, from 0.
        row: usize,
    },
    /// The points are not trajectories.
    #[error(
        "row {row} does not follow from the row before by a step in one new dimension: give the points as designed"
    )]
    NotATrajectory {
        /// The row, from 0.
        row: usize,
    },
}

/// Every combination of levels, as numbers of levels from 0; the last factor changes fastest.
///
/// ```
/// # use jiama::experiment::design::factorial;
/// assert_eq!(factorial(&[2, 2]), [[0, 0], [0, 1], [1, 0], [1, 1]]);
/// ```
pub fn factorial(levels: &[usize]) -> Vec<Vec<usize>> {
    levels.iter().fold(vec![Vec::new()], |rows, &count| {
        let longer = |row: &Vec<usize>, level: usize| row.iter().copied().chain([level]).collect();
        rows.iter().flat_map(|row| (0..count).map(move |level| longer(row, level))).collect()
    })
}

/// A Latin hypercube (equation 1).
pub fn latin_hypercube(points: usize, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
    let (strata, inside) = (Draws::new(seed, Purpose::Strata), Draws::new(seed, Purpose::Inside));
    let orders: Vec<Vec<usize>> = (0..dimensions).map(|d| strata.shuffled(d, 0, points)).collect();
    let coordinate = |d: usize, i: usize| (orders[d][i] as f64 + inside.uniform(d, i)) / points as f64;
    (0..points).map(|i| (0..dimensions).map(|d| coordinate(d, i)).collect()).collect()
}

/// Owen-scrambled Sobol' points (equation 2).
///
/// # Errors
/// [`DesignError::TooMany`] beyond [`MOST_SOBOL_POINTS`] or [`MOST_SOBOL_DIMENSIONS`].
pub fn sobol_points(points: usize, dimensions: usize, seed: u64) -> Result<Vec<Vec<f64>>, DesignError> {
    let limit = |what, most, found| if found > most { Err(DesignError::TooMany { what, most, found }) } else { Ok(()) };
    limit("Sobol' points", MOST_SOBOL_POINTS, points)?;
    limit("dimensions of Sobol' points", MOST_SOBOL_DIMENSIONS, dimensions)?;
    let scramble = Draws::new(seed, Purpose::Sobol).block(0, 0)[0];
    let coordinate = |i: usize, d: usize| f64::from(sample(i as u32, d as u32, scramble)) + HALF_CELL;
    Ok((0..points).map(|i| (0..dimensions).map(|d| coordinate(i, d)).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Points by stratum of one dimension.
    fn counts(points: &[Vec<f64>], dimension: usize, strata: usize) -> Vec<usize> {
        let mut counts = vec![0; strata];
        points.iter().for_each(|p| counts[(p[dimension] * strata as f64) as usize] += 1);
        counts
    }

    /// Centred L2 discrepancy, squared (Hickernell 1998, Mathematics of Computation 67, 299–322).
    fn discrepancy(points: &[Vec<f64>]) -> f64 {
        let n = points.len() as f64;
        let off = |x: f64| (x - 0.5).abs();
        let d = points[0].len() as i32;
        let one: f64 =
            points.iter().map(|p| p.iter().map(|&x| 1.0 + 0.5 * off(x) - 0.5 * off(x).powi(2)).product::<f64>()).sum();
        let pair = |p: &[f64], q: &[f64]| -> f64 {
            p.iter().zip(q).map(|(&x, &y)| 1.0 + 0.5 * (off(x) + off(y) - (x - y).abs())).product()
        };
        let two: f64 = points.iter().map(|p| points.iter().map(|q| pair(p, q)).sum::<f64>()).sum();
        (13.0_f64 / 12.0).powi(d) - 2.0 / n * one + two / (n * n)
    }

    #[test]
    fn the_last_factor_changes_fastest() {
        let rows = factorial(&[2, 3]);
        assert_eq!(rows, [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
        assert_eq!(factorial(&[]), [Vec::<usize>::new()]);
        assert!(factorial(&[2, 0]).is_empty());
    }

    #[test]
    fn sobol_points_are_balanced_in_every_dimension_and_in_boxes_of_two() {
        for seed in 0..5 {
            let points = sobol_points(256, 40, seed).unwrap();
            assert!((0..40).all(|d| counts(&points, d, 256).iter().all(|c| *c == 1)), "seed {seed}");
            // The first two dimensions are a (0, 2)-sequence: one point in each box of every shape of area 1/256.
            for bits in 0..=8 {
                let (wide, high) = (f64::from(1 << bits), f64::from(1 << (8 - bits)));
                let mut boxes = vec![0; 256];
                points.iter().for_each(|p| boxes[(p[0] * wide) as usize * high as usize + (p[1] * high) as usize] += 1);
                assert!(boxes.iter().all(|c| *c == 1), "seed {seed}, 2^{bits} columns");
            }
        }
    }

    #[test]
    fn designs_are_more_even_than_chance() {
        let draws = Draws::new(1, Purpose::Prior);
        let random: Vec<Vec<f64>> = (0..256).map(|i| (0..4).map(|d| draws.uniform(i, d)).collect()).collect();
        let (chance, latin) = (discrepancy(&random), discrepancy(&latin_hypercube(256, 4, 1)));
        let sobol = discrepancy(&sobol_points(256, 4, 1).unwrap());
        assert!(latin < 0.5 * chance && sobol < 0.1 * chance, "{chance} {latin} {sobol}");
    }

    #[test]
    fn sobol_points_have_limits() {
        assert!(sobol_points(MOST_SOBOL_POINTS, 1, 0).is_ok());
        let error = sobol_points(MOST_SOBOL_POINTS + 1, 1, 0).unwrap_err();
        assert!(error.to_string().starts_with("65537 Sobol' points: at most 65536"), "{error}");
        assert!(matches!(sobol_points(1, 257, 0), Err(DesignError::TooMany { most: 256, found: 257, .. })));
    }

    proptest! {
        #[test]
        fn each_stratum_of_a_hypercube_is_hit_once(points in 1_usize..60, dimensions in 1_usize..6, seed: u64) {
            let design = latin_hypercube(points, dimensions, seed);
            prop_assert_eq!(design.len(), points);
            for d in 0..dimensions {
                prop_assert!(counts(&design, d, points).iter().all(|c| *c == 1));
            }
            prop_assert_eq!(&design, &latin_hypercube(points, dimensions, seed));
            prop_assert!(points < 3 || design != latin_hypercube(points, dimensions, seed.wrapping_add(1)));
        }

        #[test]
        fn coordinates_are_strictly_inside(points in 1_usize..300, dimensions in 1_usize..20, seed: u64) {
            let all = [latin_hypercube(points, dimensions, seed), sobol_points(points, dimensions, seed).unwrap()];
            prop_assert!(all.iter().flatten().flatten().all(|x| *x > 0.0 && *x < 1.0));
        }

        #[test]
        fn a_factorial_has_every_combination_once_in_order(levels in prop::collection::vec(1_usize..4, 0..5)) {
            let rows = factorial(&levels);
            prop_assert_eq!(rows.len(), levels.iter().product::<usize>());
            prop_assert!(rows.windows(2).all(|w| w[0] < w[1]));
            prop_assert!(rows.iter().all(|r| r.iter().zip(&levels).all(|(l, n)| l < n)));
        }
    }
}
