//! How sure an answer is: paired differences, intervals, adjusted p-values, and how many replicates are needed.
//!
//! # Equations
//!
//! Values come in pairs of one seed each; d_i = arm_i − baseline_i; n pairs; variances divide by n − 1.
//!
//! 1. Interval of 95 %: d̄ ± t(n−1, 0.975) s_d/√n (Student).
//! 2. Effect size: d̄ / √((s_a² + s_b²)/2): the difference in units of the spread between seeds (Cohen 1988, d).
//! 3. Variance ratio: (s_a² + s_b²)/s_d²: so many times more replicates would be needed without pairing by seed.
//! 4. p, two-sided: the share of all 2ⁿ choices of signs with |Σ ± d_i| ≥ |Σ d_i| (Fisher 1935). Exact for up to 14
//!    pairs; beyond, (1 + hits)/(1 + 10,000) over 10,000 addressed choices (Phipson & Smyth 2010).
//! 5. Holm: p₍ᵢ₎ becomes the largest of (m − k + 1) p₍ₖ₎, k ≤ i, at most 1 (Holm 1979, Scand. J. Statistics 6, 65–70).
//! 6. Wilson: (p̂ + z²/2n ± z√(p̂(1−p̂)/n + z²/4n²))/(1 + z²/n) (Wilson 1927, JASA 22, 209–212).
//!
//! Differences are in the unit of the values; the rest has none.

use super::draws::{Draws, Purpose};
use crate::report::summary::{self, Z};
use statrs::statistics::Statistics;

/// Up to so many pairs, every choice of signs is tried.
const EXACT_PAIRS: usize = 14;
/// Choices of signs for more pairs.
const FLIPS: usize = 10_000;
/// More replicates than this are not worth asking for.
const MOST_REPLICATES: u64 = 1 << 40;

/// An arm against a baseline with the same seeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Pairs where both have a value.
    pub n: usize,
    /// Mean of the arm over these pairs; 0 without pairs, as the other two.
    pub mean_arm: f64,
    /// Mean of the baseline over these pairs.
    pub mean_baseline: f64,
    /// Mean difference, arm less baseline.
    pub difference: f64,
    /// Standard deviation of the differences; none for fewer than two pairs.
    pub sd: Option<f64>,
    /// Lower end of the 95 % interval of the difference; none for fewer than two pairs.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// Difference in units of the spread between seeds; none without a spread.
    pub effect_size: Option<f64>,
    /// Share of pairs whose difference has the sign of the mean; pairs without a difference do not, unless all are
    /// such.
    pub agree: Option<f64>,
    /// How many times pairing shrank the variance; none where the differences do not vary.
    pub variance_ratio: Option<f64>,
}

impl Paired {
    /// Compares values of the same seeds, in the same order. Pairs where one is not a number (a failed run) are left
    /// out, as is what one side has more than the other.
    pub fn new(arm: &[f64], baseline: &[f64]) -> Self {
        let (a, b): (Vec<f64>, Vec<f64>) =
            arm.iter().zip(baseline).filter(|(a, b)| a.is_finite() && b.is_finite()).unzip();
        let d: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
        let n = d.len();
        let (mean_arm, mean_baseline, difference) = (or_zero(&a), or_zero(&b), or_zero(&d));
        let variance = |x: &[f64]| (n > 1).then(|| x.iter().variance());
        let both = variance(&a).zip(variance(&b)).map(|(a, b)| a + b);
        let sd = variance(&d).map(f64::sqrt);
        let interval = summary::interval(&d);
        Self {
            n,
            mean_arm,
            mean_baseline,
            difference,
            sd,
            low: interval.map(|i| i.0),
            high: interval.map(|i| i.1),
            effect_size: both.filter(|v| *v > 0.0).map(|v| difference / (0.5 * v).sqrt()),
            agree: agree(&d, difference),
            variance_ratio: both.zip(variance(&d).filter(|v| *v > 0.0)).map(|(both, v)| both / v),
        }
    }
}

/// Mean; 0 of nothing.
fn or_zero(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { mean(values.iter().copied()) }
}

/// The sum of numbers divided by how many they are; not a number for none.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0_u64), |(sum, n), v| (sum + v, n + 1));
    sum / n as f64
}

fn agree(d: &[f64], difference: f64) -> Option<f64> {
    if d.is_empty() {
        return None;
    }
    let same = d.iter().filter(|d| **d * difference > 0.0).count();
    let none = d.iter().all(|d| *d == 0.0);
    Some(if none { 1.0 } else { same as f64 / d.len() as f64 })
}

/// Two-sided p of no difference (equation 4), for the differences of pairs; none without any.
pub fn sign_flip(d: &[f64]) -> Option<f64> {
    let n = d.len();
    if n == 0 {
        return None;
    }
    let observed = d.iter().sum::<f64>().abs();
    // Sums that are equal but for rounding count as equal.
    let bar = observed - 1e-12 * d.iter().map(|d| d.abs()).sum::<f64>();
    let reaches = |minus: &dyn Fn(usize) -> bool| {
        let sum: f64 = d.iter().enumerate().map(|(i, d)| if minus(i) { -d } else { *d }).sum();
        sum.abs() >= bar
    };
    Some(if n <= EXACT_PAIRS {
        // Turning all signs keeps |sum|, so the last sign may stay.
        let choices = 1_u32 << (n - 1);
        let hits = (0..choices).filter(|signs| reaches(&|i| signs >> i & 1 == 1)).count();
        hits as f64 / f64::from(choices)
    } else {
        let draws = Draws::new(0, Purpose::Flip);
        let hit = |flip: &usize| {
            let words: Vec<u32> = (0..n.div_ceil(128)).flat_map(|group| draws.block(*flip, group)).collect();
            reaches(&|i| words[i / 32] >> (i % 32) & 1 == 1)
        };
        (1 + (0..FLIPS).filter(hit).count()) as f64 / (1 + FLIPS) as f64
    })
}

/// Adjusts p-values of one family for their number (equation 5), in their order. What is not a number stays so and does
/// not count.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&i| !p[i].is_nan()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut largest = 0.0_f64;
    for (rank, &i) in order.iter().enumerate() {
        largest = largest.max((order.len() - rank) as f64 * p[i]).min(1.0);
        adjusted[i] = largest;
    }
    adjusted
}

/// Interval of 95 % of a share: so many successes of n (equation 6); 0 to 1 for none.
pub fn wilson(successes: u64, n: u64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let count = n as f64;
    let share = successes.min(n) as f64 / count;
    let (z2, below) = (Z * Z, 1.0 + Z * Z / count);
    let middle = (share + z2 / (2.0 * count)) / below;
    let half = Z * (share * (1.0 - share) / count + z2 / (4.0 * count * count)).sqrt() / below;
    // At the ends the interval reaches 0 or 1 exactly, which rounding would miss.
    (
        if successes == 0 { 0.0 } else { (middle - half).max(0.0) },
        if successes >= n { 1.0 } else { (middle + half).min(1.0) },
    )
}

/// Mean and its Student interval of 95 %; no interval for fewer than two values. All must be numbers: one that is not
/// makes the mean not a number.
pub fn mean_interval(values: &[f64]) -> (f64, Option<(f64, f64)>) {
    let interval = summary::interval(values).filter(|(low, high)| low.is_finite() && high.is_finite());
    (mean(values.iter().copied()), interval)
}

/// The smallest number of replicates in all, at least 2 and not fewer than the `done` ones, whose Student interval of
/// 95 % is not wider than `half_width` to either side if their standard deviation is `sd`. None where no number will
/// do.
pub fn needed(sd: f64, half_width: f64, done: u64) -> Option<u64> {
    let enough = |n: u64| summary::half_width(sd, n).is_some_and(|half| half <= half_width);
    if !(sd >= 0.0 && half_width > 0.0 && enough(MOST_REPLICATES)) {
        return None;
    }
    let (mut below, mut above) = (1, MOST_REPLICATES);
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        *(if enough(middle) { &mut above } else { &mut below }) = middle;
    }
    Some(above.max(done))
}

/// Half the width of the normal 95 % interval that estimates from resamples give; 0 for fewer than two.
pub(super) fn bootstrap_half_width(estimates: &[f64]) -> f64 {
    if estimates.len() < 2 { 0.0 } else { Z * estimates.iter().std_dev() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::tests::{floats, oracle};
    use proptest::prelude::*;

    fn p(arm: &[f64], baseline: &[f64]) -> Option<f64> {
        sign_flip(&arm.iter().zip(baseline).map(|(a, b)| a - b).filter(|d| d.is_finite()).collect::<Vec<_>>())
    }

    #[test]
    fn paired_differences_are_those_of_scipy() {
        for case in oracle("paired").as_array().unwrap() {
            let number = |key: &str| case[key].as_f64().unwrap();
            let (arm, baseline) = (floats(&case["arm"]), floats(&case["baseline"]));
            let found = Paired::new(&arm, &baseline);
            let flipped = p(&arm, &baseline).unwrap();
            let close = |name: &str, value: f64| {
                assert!((value - number(name)).abs() < 1e-8 * (1.0 + number(name).abs()), "{name}: {value}")
            };
            close("difference", found.difference);
            close("sd", found.sd.unwrap());
            close("low", found.low.unwrap());
            close("high", found.high.unwrap());
            match case["p_flips"].as_f64() {
                Some(p) => assert!((flipped - p).abs() < 1e-12, "{}: {flipped} {p}", found.n),
                // Many pairs, normal noise: the flips come close to Student's p.
                None => assert!((flipped - number("p_t")).abs() < 0.02, "{flipped}"),
            }
        }
    }

    #[test]
    fn pairing_shrinks_the_variance_and_effects_are_in_spreads_between_seeds() {
        let (arm, baseline) = ([2.0, 4.0, 6.0, 9.0], [1.0, 3.0, 5.0, 7.0]);
        let found = Paired::new(&arm, &baseline);
        // By hand: variances 8.916 667 and 6.666 667, of the differences 0.25, mean difference 1.25.
        assert_eq!((found.difference, found.agree), (1.25, Some(1.0)));
        assert!((found.variance_ratio.unwrap() - 15.583_333_333 / 0.25).abs() < 1e-6);
        assert!((found.effect_size.unwrap() - 1.25 / 7.791_666_667_f64.sqrt()).abs() < 1e-9);
        // All four the same way: two of sixteen choices of signs.
        assert_eq!(p(&arm, &baseline), Some(0.125));
    }

    #[test]
    fn failed_runs_leave_their_pair_out_and_few_pairs_say_little() {
        let found = Paired::new(&[1.0, f64::NAN, 3.0], &[0.5, 1.0, f64::NAN]);
        assert_eq!((found.n, found.difference, found.mean_arm), (1, 0.5, 1.0));
        assert_eq!((found.sd, found.low, found.effect_size, found.variance_ratio), (None, None, None, None));
        assert_eq!((p(&[1.0, f64::NAN, 3.0], &[0.5, 1.0, f64::NAN]), found.agree), (Some(1.0), Some(1.0)));
        let none = Paired::new(&[], &[]);
        assert_eq!((none.n, none.difference, p(&[], &[]), none.agree), (0, 0.0, None, None));
    }

    #[test]
    fn arms_that_are_the_same_agree_and_do_not_differ() {
        let found = Paired::new(&[1.0, 2.0, 4.0], &[1.0, 2.0, 4.0]);
        assert_eq!((found.difference, found.agree), (0.0, Some(1.0)));
        assert_eq!(p(&[1.0, 2.0, 4.0], &[1.0, 2.0, 4.0]), Some(1.0));
        assert_eq!((found.sd, found.low, found.high, found.variance_ratio), (Some(0.0), Some(0.0), Some(0.0), None));
        assert_eq!(Paired::new(&[1.0, 2.0], &[0.0, 2.0]).agree, Some(0.5));
        let still = Paired::new(&[2.0, 2.0], &[1.0, 1.0]);
        assert_eq!((still.effect_size, still.variance_ratio), (None, None));
    }

    #[test]
    fn wilson_and_holm_are_those_of_statsmodels() {
        for case in oracle("wilson").as_array().unwrap() {
            let (low, high) = wilson(case["successes"].as_u64().unwrap(), case["n"].as_u64().unwrap());
            let expected = floats(&case["interval"]);
            assert!((low - expected[0]).abs() < 1e-12 && (high - expected[1]).abs() < 1e-12, "{low} {high} {case}");
        }
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        let case = oracle("holm");
        for (found, expected) in holm(&floats(&case["p"])).iter().zip(floats(&case["adjusted"])) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        let with_gap = holm(&[0.01, f64::NAN, 0.04]);
        assert!(with_gap[1].is_nan() && with_gap[0] == 0.02 && with_gap[2] == 0.04);
    }

    #[test]
    fn replicates_needed_are_those_found_by_trying() {
        for case in oracle("needed").as_array().unwrap() {
            let (sd, half) = (case["sd"].as_f64().unwrap(), case["half_width"].as_f64().unwrap());
            assert_eq!(needed(sd, half, 0), case["n"].as_u64(), "{case}");
        }
        assert_eq!((needed(0.0, 0.1, 0), needed(0.0, 0.1, 5)), (Some(2), Some(5)));
        assert_eq!((needed(1.0, 0.0, 0), needed(f64::NAN, 1.0, 0), needed(1.0, 1e-12, 0)), (None, None, None));
    }

    #[test]
    fn the_mean_has_an_interval_from_two_values_on() {
        // R: t.test(c(1, 2, 3, 4))$conf.int gives 0.4457397 4.5542603
        let (middle, interval) = mean_interval(&[1.0, 2.0, 3.0, 4.0]);
        let (low, high) = interval.unwrap();
        assert!(middle == 2.5 && (low - 0.445_739_7).abs() < 1e-6 && (high - 4.554_260_3).abs() < 1e-6);
        assert_eq!(mean_interval(&[3.0]), (3.0, None));
        let (middle, interval) = mean_interval(&[3.0, f64::NAN]);
        assert!(middle.is_nan() && interval.is_none());
    }

    proptest! {
        #[test]
        fn holm_never_lowers_a_p_and_keeps_their_order(p in prop::collection::vec(0.0_f64..=1.0, 0..12)) {
            let adjusted = holm(&p);
            for i in 0..p.len() {
                prop_assert!(adjusted[i] >= p[i] && adjusted[i] <= 1.0);
                prop_assert!((0..p.len()).all(|j| p[i] > p[j] || adjusted[i] <= adjusted[j]));
            }
        }

        #[test]
        fn wilson_holds_the_share(n in 1_u64..2000, part in 0.0_f64..=1.0) {
            let successes = (part * n as f64) as u64;
            let (low, high) = wilson(successes, n);
            let share = successes as f64 / n as f64;
            prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
        }

        #[test]
        fn turning_the_comparison_turns_the_difference(
            pairs in prop::collection::vec((-9.0_f64..9.0, -9.0_f64..9.0), 2..20),
        ) {
            let (a, b): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let (one, other) = (Paired::new(&a, &b), Paired::new(&b, &a));
            prop_assert_eq!(one.difference, -other.difference);
            prop_assert_eq!((p(&a, &b), one.agree), (p(&b, &a), other.agree));
            let p = p(&a, &b).unwrap();
            prop_assert!(p > 0.0 && p <= 1.0);
        }
    }
}
