//! What a weighted sample says of the parameters: where they are, how much was learned, and which cannot be told apart.
//!
//! # Equations
//!
//! With weights w that sum to 1:
//!
//! 1. Mean m = Σ w x; covariance Σ w (x − m)(y − m)/(1 − Σ w²), which for equal weights divides by n − 1.
//! 2. Quantile p: points sorted, each at half of its own weight past the weights before it; straight lines between.
//! 3. Contraction: 1 − posterior sd/prior sd; 0 if nothing was learned, 1 if the parameter is known. Below 0 the sample
//!    is wider than the prior, as bimodal ones can be.
//! 4. Effective sample size (Σw)²/Σw² (Kish 1965).
//!
//! A correlation near 1 or −1 says that the target fixes a combination of two parameters, not each. Means, standard
//! deviations and quantiles are in the unit of the parameter; the rest has none.

use super::{Particle, Prior};
use crate::experiment::draws::{Draws, Purpose};

/// The quantiles of a [`Marginal`].
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// What is known of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marginal {
    /// Weighted mean.
    pub mean: f64,
    /// Weighted standard deviation.
    pub sd: f64,
    /// Weighted quantiles at [`LEVELS`].
    pub quantiles: [f64; 5],
    /// How much narrower than the prior (equation 3).
    pub contraction: f64,
}

/// Each parameter by itself; nothing for a sample without particles.
pub fn marginals(particles: &[Particle], priors: &[Prior]) -> Vec<Marginal> {
    if particles.is_empty() {
        return Vec::new();
    }
    let (points, weights) = table(particles);
    let spread = covariance(&points, &weights);
    let marginal = |(j, prior): (usize, &Prior)| {
        let pairs: Vec<(f64, f64)> = particles.iter().map(|p| (p.point[j], p.weight)).collect();
        let sd = spread[j][j].sqrt();
        Marginal {
            mean: pairs.iter().map(|(x, w)| x * w).sum::<f64>() / weights.iter().sum::<f64>(),
            sd,
            quantiles: LEVELS.map(|p| weighted_quantile(&pairs, p)),
            contraction: 1.0 - sd / prior.sd(),
        }
    };
    priors.iter().enumerate().map(marginal).collect()
}

/// Weighted correlations of all pairs of parameters; none where one of them does not vary.
pub fn correlations(particles: &[Particle]) -> Vec<Vec<Option<f64>>> {
    let (points, weights) = table(particles);
    let spread = covariance(&points, &weights);
    let of = |i: usize, j: usize| {
        let variances = spread[i][i] * spread[j][j];
        (variances > 0.0).then(|| if i == j { 1.0 } else { (spread[i][j] / variances.sqrt()).clamp(-1.0, 1.0) })
    };
    (0..spread.len()).map(|i| (0..spread.len()).map(|j| of(i, j)).collect()).collect()
}

/// Effective sample size of weights; 0 without any.
pub fn effective_size(weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// Which particles to run again for a posterior-predictive check: `count` of their places, drawn by weight with one
/// random number for all (systematic resampling, Kitagawa 1996), so each comes up as often as its weight says, give or
/// take one.
pub fn draws(particles: &[Particle], count: usize, seed: u64) -> Vec<usize> {
    let total: f64 = particles.iter().map(|p| p.weight).sum();
    let start = Draws::new(seed, Purpose::Posterior).uniform(0, 0);
    let (mut place, mut sum) = (0, particles.first().map_or(0.0, |p| p.weight));
    let mut drawn = Vec::with_capacity(count);
    if particles.is_empty() {
        return drawn;
    }
    for i in 0..count {
        let at = (i as f64 + start) / count as f64 * total;
        while sum < at && place + 1 < particles.len() {
            place += 1;
            sum += particles[place].weight;
        }
        drawn.push(place);
    }
    drawn
}

/// Points and weights of particles.
fn table(particles: &[Particle]) -> (Vec<Vec<f64>>, Vec<f64>) {
    particles.iter().map(|p| (p.point.clone(), p.weight)).unzip()
}

/// Weighted covariances of the columns of points (equation 1); 0 for a single particle.
pub(super) fn covariance(points: &[Vec<f64>], weights: &[f64]) -> Vec<Vec<f64>> {
    let d = points.first().map_or(0, Vec::len);
    let total: f64 = weights.iter().sum();
    let share = |k: usize| weights[k] / total;
    let means: Vec<f64> = (0..d).map(|j| points.iter().enumerate().map(|(k, p)| share(k) * p[j]).sum()).collect();
    let left = 1.0 - (0..points.len()).map(|k| share(k) * share(k)).sum::<f64>();
    let of = |i: usize, j: usize| {
        let sum: f64 = points.iter().enumerate().map(|(k, p)| share(k) * (p[i] - means[i]) * (p[j] - means[j])).sum();
        if left > 1e-12 { sum / left } else { 0.0 }
    };
    (0..d).map(|i| (0..d).map(|j| of(i, j)).collect()).collect()
}

/// Quantile of values with weights (equation 2); not a number for none.
pub(super) fn weighted_quantile(pairs: &[(f64, f64)], p: f64) -> f64 {
    let mut sorted = pairs.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let target = p * sorted.iter().map(|(_, w)| w).sum::<f64>();
    let (mut before, mut last): (f64, Option<(f64, f64)>) = (0.0, None);
    for (x, w) in sorted {
        let here = before + 0.5 * w;
        if here >= target {
            return match last {
                // Rounding must not carry a quantile past the value that ends its stretch.
                Some((x_last, there)) if here > there => {
                    (x_last + (x - x_last) * (target - there) / (here - there)).clamp(x_last, x)
                }
                _ => x,
            };
        }
        (before, last) = (before + w, Some((x, here)));
    }
    last.map_or(f64::NAN, |(x, _)| x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn particle(point: &[f64], weight: f64) -> Particle {
        Particle { index: 0, point: point.to_vec(), weight, distance: 0.0, outputs: Vec::new() }
    }

    #[test]
    fn equal_weights_give_the_usual_statistics() {
        let particles: Vec<Particle> =
            [[1.0, 8.0], [2.0, 6.0], [3.0, 4.5], [6.0, 1.0]].iter().map(|p| particle(p, 0.25)).collect();
        let priors = [Prior::Uniform { low: 0.0, high: 12.0 }, Prior::Uniform { low: 0.0, high: 12.0 }];
        let m = &marginals(&particles, &priors)[0];
        // numpy 2.4.6: std(ddof=1) of [1, 2, 3, 6] is 2.160247, quantile(method="hazen") 1, 1.5, 2.5, 4.5, 6.
        assert!((m.mean - 3.0).abs() < 1e-12 && (m.sd - 2.160_247).abs() < 1e-6);
        assert_eq!(m.quantiles, [1.0, 1.5, 2.5, 4.5, 6.0]);
        assert!((m.contraction - (1.0 - 2.160_247 / 3.464_102)).abs() < 1e-6);
        // numpy: corrcoef([1, 2, 3, 6], [8, 6, 4.5, 1]) is -0.9922990.
        let r = correlations(&particles);
        assert!((r[0][1].unwrap() + 0.992_299_0).abs() < 1e-6, "{r:?}");
        assert_eq!((r[0][0], r[0][1]), (Some(1.0), r[1][0]));
    }

    #[test]
    fn few_particles_say_little_but_nothing_wrong() {
        assert!(marginals(&[], &[Prior::Uniform { low: 0.0, high: 1.0 }]).is_empty());
        assert!(correlations(&[]).is_empty() && draws(&[], 3, 1).is_empty());
        let one = [particle(&[0.5], 1.0)];
        let m = &marginals(&one, &[Prior::Uniform { low: 0.0, high: 1.0 }])[0];
        assert_eq!((m.mean, m.sd, m.quantiles, m.contraction), (0.5, 0.0, [0.5; 5], 1.0));
        assert_eq!(correlations(&one), [[None]]);
        assert_eq!(effective_size([0.5, 0.5, 0.0].into_iter()), 2.0);
    }

    proptest! {
        #[test]
        fn a_weight_counts_like_so_many_particles(values in prop::collection::vec((0.0_f64..9.0, 1_usize..5), 2..12)) {
            let n: usize = values.iter().map(|v| v.1).sum();
            let weighted: Vec<(f64, f64)> = values.iter().map(|(x, k)| (*x, *k as f64 / n as f64)).collect();
            let particles: Vec<Particle> = weighted.iter().map(|(x, w)| particle(&[*x], *w)).collect();
            // A multiple of n draws brings each particle up in exact proportion.
            let mut times = vec![0_usize; particles.len()];
            draws(&particles, 10 * n, 1).iter().for_each(|i| times[*i] += 1);
            prop_assert!(times.iter().zip(&values).all(|(t, (_, k))| t.abs_diff(10 * k) <= 1));
            let mut before = f64::NEG_INFINITY;
            for p in LEVELS {
                let q = weighted_quantile(&weighted, p);
                prop_assert!(q >= before);
                before = q;
            }
        }
    }
}
