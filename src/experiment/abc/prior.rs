//! What is believed of a parameter beforehand: a distribution with bounds.
//!
//! # Equations
//!
//! 1. Uniform on low…high: x = low + u(high − low).
//! 2. Log-uniform: x = low (high/low)^u, density 1/(x ln(high/low)).
//! 3. Normal cut off at low and high (which may be infinite): x = mean + sd Φ⁻¹(Φ(a) + u(Φ(b) − Φ(a))), with a and b
//!    the bounds in standard deviations from the mean; density φ(z)/(sd (Φ(b) − Φ(a))).
//!
//! Everything is in the unit of the parameter. Sequential sampling works on the logarithm of a log-uniform parameter.

use crate::random::{inverse_normal, normal_density, normal_distribution};

/// The prior of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Prior {
    /// All values between the bounds alike.
    Uniform {
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// All orders of magnitude between the bounds alike.
    LogUniform {
        /// Lower bound, above 0.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// Normal, cut off at the bounds.
    Normal {
        /// Mean before the cut.
        mean: f64,
        /// Standard deviation before the cut.
        sd: f64,
        /// Lower bound; may be −∞.
        low: f64,
        /// Upper bound; may be ∞.
        high: f64,
    },
}

/// Why a prior makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PriorError {
    /// The bounds are not in order, or not numbers.
    #[error("bounds {low} and {high} enclose nothing: give numbers, the lower one first")]
    Bounds {
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// A logarithm needs a positive number.
    #[error("lower bound {0}: orders of magnitude begin above 0, so give a positive number or a uniform prior")]
    NotPositive(f64),
    /// The mean or standard deviation is no use.
    #[error("mean {mean} and standard deviation {sd}: give numbers, the second above 0")]
    Moments {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// The bounds leave next to nothing of the normal distribution.
    #[error("only {mass:e} of the normal distribution lies within the bounds: move the bounds or the mean")]
    NoMass {
        /// Probability within the bounds.
        mass: f64,
    },
}

/// Least probability that the bounds of a normal prior must leave.
const LEAST_MASS: f64 = 1e-9;

impl Prior {
    /// Checks the numbers.
    ///
    /// # Errors
    /// [`PriorError`].
    pub fn check(&self) -> Result<(), PriorError> {
        let (low, high) = self.bounds();
        let finite = matches!(self, Self::Normal { .. }) || low.is_finite() && high.is_finite();
        if low.is_nan() || high.is_nan() || low >= high || !finite {
            return Err(PriorError::Bounds { low, high });
        }
        match *self {
            Self::LogUniform { low, .. } if low <= 0.0 => Err(PriorError::NotPositive(low)),
            Self::Normal { mean, sd, .. } if !(mean.is_finite() && sd.is_finite() && sd > 0.0) => {
                Err(PriorError::Moments { mean, sd })
            }
            Self::Normal { mean, sd, low, high } => {
                let mass = Cut::new(mean, sd, low, high).mass;
                if mass < LEAST_MASS { Err(PriorError::NoMass { mass }) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// Lower and upper bound.
    pub fn bounds(&self) -> (f64, f64) {
        let (Self::Uniform { low, high } | Self::LogUniform { low, high } | Self::Normal { low, high, .. }) = *self;
        (low, high)
    }

    /// The value below which a share `p` of the probability lies.
    pub fn quantile(&self, p: f64) -> f64 {
        let x = match *self {
            Self::Uniform { low, high } => low + p * (high - low),
            Self::LogUniform { low, high } => libm::exp(libm::log(low) + p * libm::log(high / low)),
            Self::Normal { mean, sd, low, high } => mean + sd * Cut::new(mean, sd, low, high).quantile(p),
        };
        let (low, high) = self.bounds();
        x.max(low).min(high)
    }

    /// Probability density; 0 outside the bounds.
    pub fn density(&self, x: f64) -> f64 {
        let jacobian = if matches!(self, Self::LogUniform { .. }) { 1.0 / x } else { 1.0 };
        let (low, high) = self.bounds();
        if (low..=high).contains(&x) { self.density_on_scale(self.on_scale(x)) * jacobian } else { 0.0 }
    }

    /// Mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Uniform { low, high } => 0.5 * (low + high),
            Self::LogUniform { low, high } => (high - low) / libm::log(high / low),
            Self::Normal { mean, sd, low, high } => mean + sd * Cut::new(mean, sd, low, high).moments().0,
        }
    }

    /// Standard deviation.
    pub fn sd(&self) -> f64 {
        match *self {
            Self::Uniform { low, high } => (high - low) / 12.0_f64.sqrt(),
            Self::LogUniform { low, high } => {
                let mean = self.mean();
                ((high * high - low * low) / (2.0 * libm::log(high / low)) - mean * mean).max(0.0).sqrt()
            }
            Self::Normal { mean, sd, low, high } => sd * Cut::new(mean, sd, low, high).moments().1,
        }
    }

    /// The value on the scale on which steps are taken: its logarithm if log-uniform.
    pub(super) fn on_scale(&self, x: f64) -> f64 {
        if matches!(self, Self::LogUniform { .. }) { libm::log(x) } else { x }
    }

    /// Standard deviation on that scale.
    pub(super) fn sd_on_scale(&self) -> f64 {
        match *self {
            Self::LogUniform { low, high } => libm::log(high / low) / 12.0_f64.sqrt(),
            _ => self.sd(),
        }
    }

    /// Back from that scale.
    pub(super) fn off_scale(&self, z: f64) -> f64 {
        match *self {
            // Rounding must not lead out of the bounds.
            Self::LogUniform { low, high } => libm::exp(z).max(low).min(high),
            _ => z,
        }
    }

    /// Density on that scale; 0 outside the bounds.
    pub(super) fn density_on_scale(&self, z: f64) -> f64 {
        let (low, high) = self.bounds();
        let (low, high) = (self.on_scale(low), self.on_scale(high));
        if !(low..=high).contains(&z) {
            return 0.0;
        }
        match *self {
            Self::Uniform { .. } | Self::LogUniform { .. } => 1.0 / (high - low),
            Self::Normal { mean, sd, low, high } => {
                normal_density((z - mean) / sd) / (sd * Cut::new(mean, sd, low, high).mass)
            }
        }
    }
}

/// A standard normal distribution between two bounds, turned so that the nearer tail is the lower one, where Φ is
/// exact.
struct Cut {
    turned: bool,
    low: f64,
    high: f64,
    below: f64,
    mass: f64,
}

impl Cut {
    fn new(mean: f64, sd: f64, low: f64, high: f64) -> Self {
        let (a, b) = ((low - mean) / sd, (high - mean) / sd);
        let turned = a > 0.0;
        let (low, high) = if turned { (-b, -a) } else { (a, b) };
        let below = normal_distribution(low);
        Self { turned, low, high, below, mass: normal_distribution(high) - below }
    }

    fn quantile(&self, p: f64) -> f64 {
        let z = inverse_normal(self.below + if self.turned { 1.0 - p } else { p } * self.mass);
        if self.turned { -z } else { z }
    }

    /// Mean and standard deviation (Johnson, Kotz & Balakrishnan 1994, section 13.10.1).
    fn moments(&self) -> (f64, f64) {
        let (at_low, at_high) = (normal_density(self.low), normal_density(self.high));
        let times = |z: f64, density: f64| if z.is_finite() { z * density } else { 0.0 };
        let mean = (at_low - at_high) / self.mass;
        let variance = 1.0 + (times(self.low, at_low) - times(self.high, at_high)) / self.mass - mean * mean;
        (if self.turned { -mean } else { mean }, variance.max(0.0).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::tests::{floats, oracle};
    use proptest::prelude::*;

    fn of(kind: &str, numbers: &[f64]) -> Prior {
        match (kind, numbers) {
            ("uniform", &[low, high]) => Prior::Uniform { low, high },
            ("log_uniform", &[low, high]) => Prior::LogUniform { low, high },
            ("normal", &[mean, sd, low, high]) => Prior::Normal { mean, sd, low, high },
            _ => panic!("{kind}"),
        }
    }

    #[test]
    fn quantiles_densities_and_moments_are_those_of_scipy() {
        for case in oracle("priors").as_array().unwrap() {
            let prior = of(case["kind"].as_str().unwrap(), &floats(&case["numbers"]));
            prior.check().unwrap();
            let close = |found: f64, expected: f64| {
                assert!((found - expected).abs() < 1e-9 * (1.0 + expected.abs()), "{prior:?}: {found} {expected}")
            };
            let (quantiles, densities) = (floats(&case["quantiles"]), floats(&case["densities"]));
            for (i, p) in floats(&case["at"]).into_iter().enumerate() {
                close(prior.quantile(p), quantiles[i]);
                close(prior.density(quantiles[i]), densities[i]);
            }
            close(prior.mean(), case["mean"].as_f64().unwrap());
            close(prior.sd(), case["sd"].as_f64().unwrap());
        }
    }

    #[test]
    fn a_normal_prior_may_have_no_bounds() {
        let prior = Prior::Normal { mean: 2.0, sd: 3.0, low: f64::NEG_INFINITY, high: f64::INFINITY };
        prior.check().unwrap();
        assert!((prior.quantile(0.975) - 2.0 - 3.0 * 1.959_963_984_540_054).abs() < 1e-9);
        assert!((prior.mean() - 2.0).abs() < 1e-12 && (prior.sd() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(
            of("uniform", &[2.0, 1.0]).check().unwrap_err().to_string(),
            "bounds 2 and 1 enclose nothing: give numbers, the lower one first"
        );
        assert!(of("uniform", &[f64::NEG_INFINITY, 1.0]).check().is_err());
        assert_eq!(of("log_uniform", &[0.0, 1.0]).check(), Err(PriorError::NotPositive(0.0)));
        assert!(matches!(of("normal", &[0.0, 0.0, 0.0, 1.0]).check(), Err(PriorError::Moments { .. })));
        assert!(matches!(of("normal", &[0.0, 1.0, 8.0, 9.0]).check(), Err(PriorError::NoMass { .. })));
    }

    fn any_prior() -> impl Strategy<Value = Prior> {
        let pair = (-5.0_f64..5.0, 0.1_f64..5.0);
        prop_oneof![
            pair.clone().prop_map(|(low, w)| Prior::Uniform { low, high: low + w }),
            (0.01_f64..5.0, 0.1_f64..5.0).prop_map(|(low, w)| Prior::LogUniform { low, high: low + w }),
            (pair, -3.0_f64..3.0, 0.2_f64..3.0)
                .prop_map(|((low, w), mean, sd)| Prior::Normal { mean, sd, low, high: low + w })
                .prop_filter("bounds leave something", |prior| prior.check().is_ok()),
        ]
    }

    proptest! {
        #[test]
        fn quantiles_rise_within_the_bounds_and_densities_are_their_slopes(prior in any_prior(), p in 0.01_f64..0.98) {
            let step = 1e-5;
            let (x, y) = (prior.quantile(p), prior.quantile(p + step));
            let (low, high) = prior.bounds();
            prop_assert!(low <= x && x < y && y <= high);
            let density = prior.density(prior.quantile(p + 0.5 * step));
            prop_assert!((density * (y - x) / step - 1.0).abs() < 1e-3, "{density} {}", (y - x) / step);
            prop_assert_eq!(prior.density(low - 1.0), 0.0);
            prop_assert!((prior.off_scale(prior.on_scale(x)) - x).abs() < 1e-12 * (1.0 + x.abs()));
        }
    }
}
