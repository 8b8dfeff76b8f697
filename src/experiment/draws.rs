//! The luck of experiments: a draw is a pure function of (seed, purpose, generation, item, n), on a stream that no run
//! uses.
//!
//! So the same seed gives the same points, proposals and resamples for any number of threads and in any order, and an
//! experiment with the seed of a run shares no draw with it.

use crate::random::{Luck, Stream, inverse_normal, place_among};

/// What a draw is for. Numbers are part of the results: never reuse one.
#[derive(Debug, Clone, Copy)]
#[repr(u32)]
pub(crate) enum Purpose {
    /// Scramble of the Sobol' points (item 0, n 0).
    Sobol = 0,
    /// Order of the strata of a Latin hypercube (item: dimension; n: place in the order).
    Strata = 1,
    /// Place inside a stratum (item: dimension; n: point).
    Inside = 2,
    /// Morris trajectories (item: trajectory; n: base level, direction and place in the order of the dimensions).
    Trajectory = 3,
    /// Rows of a resample (item: resample; n: place).
    Resample = 4,
    /// Signs of a permutation test (item: flip; n: pairs in groups of 128).
    Flip = 5,
    /// Points from the prior (item: proposal; n: parameter).
    Prior = 6,
    /// Ancestors and steps of proposals (generation; item: proposal; n: attempt and parameter).
    Proposal = 7,
    /// Draws from a posterior (item 0, n 0).
    Posterior = 8,
}

/// The draws of one purpose and generation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draws {
    luck: Luck,
    week: u32,
}

impl Draws {
    pub(crate) fn new(seed: u64, purpose: Purpose) -> Self {
        Self::of_generation(seed, purpose, 0)
    }

    pub(crate) fn of_generation(seed: u64, purpose: Purpose, generation: u32) -> Self {
        Self { luck: Luck::new(seed), week: purpose as u32 + (generation << 8) }
    }

    /// Four words.
    pub(crate) fn block(&self, item: usize, n: usize) -> [u32; 4] {
        self.luck.block(Stream::Experiment, self.week, item as u32, n as u32)
    }

    /// A uniform number of 52 bits, strictly between 0 and 1.
    pub(crate) fn uniform(&self, item: usize, n: usize) -> f64 {
        let [high, low, ..] = self.block(item, n);
        let bits = (u64::from(high >> 6) << 26) | u64::from(low >> 6);
        (bits as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// A standard normal number.
    pub(crate) fn normal(&self, item: usize, n: usize) -> f64 {
        inverse_normal(self.uniform(item, n))
    }

    /// A place among `count`; 0 where there is none.
    pub(crate) fn place(&self, item: usize, n: usize, count: usize) -> usize {
        place_among(count, self.block(item, n)[0])
    }

    /// The numbers from 0 to `count` in random order (Fisher and Yates; n runs from `first` on).
    pub(crate) fn shuffled(&self, item: usize, first: usize, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, self.place(item, first + last, last + 1));
        }
        order
    }

    /// `count` places among `count`, with repeats: one resample of a bootstrap.
    pub(crate) fn resample(&self, item: usize, count: usize) -> Vec<usize> {
        (0..count).map(|n| self.place(item, n, count)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniform_numbers_have_their_mean_and_variance() {
        let draws = Draws::new(3, Purpose::Prior);
        let u: Vec<f64> = (0..20_000).map(|i| draws.uniform(i, 0)).collect();
        let mean = u.iter().sum::<f64>() / 20_000.0;
        let variance = u.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20_000.0;
        assert!((mean - 0.5).abs() < 0.006 && (variance - 1.0 / 12.0).abs() < 0.002, "{mean} {variance}");
        assert!(u.iter().all(|x| *x > 0.0 && *x < 1.0));
    }

    #[test]
    fn a_shuffle_keeps_every_number_and_differs_by_item_and_generation() {
        let order = |generation, item| Draws::of_generation(1, Purpose::Strata, generation).shuffled(item, 0, 50);
        let mut sorted = order(0, 0);
        assert_ne!(sorted, order(0, 1));
        assert_ne!(sorted, order(1, 0));
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
    }
}
