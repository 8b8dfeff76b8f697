//! Addressed draws: a draw is a pure function of (seed, stream, week, agent, n).
//!
//! Nothing here has a state, so threads, call order, chunks, recording or a new mechanism change nobody's luck, and two
//! policies on one seed meet the same citizens with the same needs in the same weeks.
//!
//! The generator is Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011), pinned by the known answers of its authors: the seed
//! is its key, the address its counter. One block gives four words of 32 bits.

mod distribution;
mod logit;
mod many;
mod philox;
mod skip;

pub use distribution::{inverse_normal, logistic, normal_density, normal_distribution, skill_quantiles};
pub use logit::{COEFFICIENT_MOST, LOGIT_ONE, LogisticTable};
pub use many::{Blocks, exponential, exponentials};
pub use philox::philox4x32;
pub use skip::leaps;

/// The streams of luck: one a kind of decision. Numbers are part of the results: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Stream {
    /// Development of regions and offices, sizes of offices.
    Places = 1,
    /// Facts of citizens.
    People = 2,
    /// Traits of the first leaders and of newcomers.
    Leaders = 3,
    /// Needs that arise.
    Needs = 4,
    /// Channel, refusal, guide and success of an attempt.
    Attempts = 5,
    /// Rounding of an office's capacity.
    Capacity = 6,
    /// Rounding of satisfaction, expectation and skill when a case ends; bounces.
    Outcomes = 7,
    /// Contacts among citizens of one office.
    Neighbours = 8,
    /// Training and devices handed out.
    Support = 9,
    /// Quality of new platforms; breaches and their victims.
    Platforms = 10,
    /// Noise of observed results and satisfaction.
    Observation = 11,
    /// Who is audited, found and dismissed.
    Audits = 12,
    /// Who copies whom, and mutations.
    Imitation = 13,
    /// Promotion by lot.
    Careers = 14,
    /// Who fakes in the next period.
    Fabrication = 15,
    /// Adoption from outside and by persuasion.
    Adoption = 16,
    /// Points, proposals and resamples of experiments.
    Experiment = 17,
}

impl Stream {
    /// All streams, in the order of their numbers.
    pub const ALL: [Self; 17] = [
        Self::Places,
        Self::People,
        Self::Leaders,
        Self::Needs,
        Self::Attempts,
        Self::Capacity,
        Self::Outcomes,
        Self::Neighbours,
        Self::Support,
        Self::Platforms,
        Self::Observation,
        Self::Audits,
        Self::Imitation,
        Self::Careers,
        Self::Fabrication,
        Self::Adoption,
        Self::Experiment,
    ];
}

/// The luck of one replicate: every draw it will ever need, by address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Luck {
    key: [u32; 2],
}

impl Luck {
    /// The luck that belongs to a seed.
    pub fn new(seed: u64) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32] }
    }

    /// Four words for (stream, week, agent, n).
    #[inline]
    pub fn block(&self, stream: Stream, week: u32, agent: u32, n: u32) -> [u32; 4] {
        philox4x32([n, agent, week, stream as u32], self.key)
    }

    /// A uniform number strictly between 0 and 1.
    pub fn uniform(&self, stream: Stream, week: u32, agent: u32, n: u32) -> f64 {
        open_unit(self.block(stream, week, agent, n)[0])
    }

    /// A standard normal number.
    pub fn normal(&self, stream: Stream, week: u32, agent: u32, n: u32) -> f64 {
        inverse_normal(self.uniform(stream, week, agent, n))
    }
}

/// A word as a number strictly between 0 and 1.
#[inline]
pub fn open_unit(word: u32) -> f64 {
    (f64::from(word) + 0.5) / 4_294_967_296.0
}

/// The threshold `t` such that a random word is below `t` with probability `p`, as a 33-bit number (p = 1 is certain).
#[inline]
pub fn threshold(p: f64) -> u64 {
    (p.clamp(0.0, 1.0) * 4_294_967_296.0 + 0.5) as u64
}

/// Whether an event with this [`threshold`] happens.
#[inline]
pub fn happens(word: u32, threshold: u64) -> bool {
    u64::from(word) < threshold
}

/// A place among `n`, from a random word; 0 where there is none.
#[inline]
pub fn place_among(n: usize, word: u32) -> usize {
    ((n as u64 * u64::from(word)) >> 32) as usize
}

/// A number rounded down or up at random, so that the mean is kept.
#[inline]
pub fn round_at_random(value: f64, word: u32) -> u64 {
    let floor = libm::floor(value);
    floor as u64 + u64::from(open_unit(word) < value - floor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_at_random_keeps_the_mean() {
        let luck = Luck::new(7);
        let sum: u64 = (0..20_000).map(|n| round_at_random(2.3, luck.block(Stream::Capacity, 0, 0, n)[0])).sum();
        assert!((sum as f64 / 20_000.0 - 2.3).abs() < 0.015, "{sum}");
    }

    #[test]
    fn thresholds_cover_never_and_always() {
        assert!(!happens(0, threshold(0.0)));
        assert!(happens(u32::MAX, threshold(1.0)));
    }

    #[test]
    fn an_address_is_a_draw_and_its_neighbours_are_others() {
        let luck = Luck::new(1);
        let here = luck.block(Stream::Needs, 3, 5, 7);
        assert_eq!(here, Luck::new(1).block(Stream::Needs, 3, 5, 7));
        for other in [
            luck.block(Stream::Attempts, 3, 5, 7),
            luck.block(Stream::Needs, 4, 5, 7),
            luck.block(Stream::Needs, 3, 6, 7),
            luck.block(Stream::Needs, 3, 5, 8),
            Luck::new(2).block(Stream::Needs, 3, 5, 7),
        ] {
            assert_ne!(here, other);
        }
    }
}
