//! Distributions as functions of a uniform number. All transcendental functions are `libm`'s, so the bits do not depend on
//! the processor or the system's library.

/// The standard logistic function 1/(1 + e^-x).
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Density of the standard normal distribution.
pub fn normal_density(x: f64) -> f64 {
    const ROOT_TWO_PI: f64 = 2.506_628_274_631_000_5;
    libm::exp(-0.5 * x * x) / ROOT_TWO_PI
}

/// Distribution function of the standard normal distribution.
pub fn normal_distribution(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// Quantile of the standard normal distribution: Wichura's algorithm AS 241 (PPND16), Applied Statistics 37 (1988),
/// 477–484; relative accuracy about 1e-16.
pub fn inverse_normal(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_ABOVE, r) / polynomial(&CENTRE_BELOW, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = libm::sqrt(-libm::log(tail));
    let x = if r <= 5.0 {
        polynomial(&TAIL_ABOVE, r - 1.6) / polynomial(&TAIL_BELOW, r - 1.6)
    } else {
        polynomial(&FAR_ABOVE, r - 5.0) / polynomial(&FAR_BELOW, r - 5.0)
    };
    if q < 0.0 { -x } else { x }
}

fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

const CENTRE_ABOVE: [f64; 8] = [
    3.387_132_872_796_366_5,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const CENTRE_BELOW: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_854e3,
];
const TAIL_ABOVE: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const TAIL_BELOW: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_ABOVE: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BELOW: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

/// Quantiles of a Beta(precision·mean, precision·(1 − mean)) distribution on 256 levels: entry `i` is the probability that
/// the level is at most `i`, as a threshold for a random word. Midpoint rule on 16 points a level; exact enough because
/// the levels are the resolution of the model.
pub fn skill_quantiles(mean: f64, precision: f64) -> Vec<u32> {
    const POINTS: usize = 16;
    let (a, b) = (precision * mean, precision * (1.0 - mean));
    let density = |x: f64| libm::exp((a - 1.0) * libm::log(x) + (b - 1.0) * libm::log(1.0 - x));
    let mut sum = 0.0;
    let cumulated: Vec<f64> = (0..256 * POINTS)
        .map(|i| {
            sum += density((i as f64 + 0.5) / (256 * POINTS) as f64);
            sum
        })
        .collect();
    (0..256)
        .map(|level| {
            let p = cumulated[(level + 1) * POINTS - 1] / sum;
            (p * 4_294_967_295.0) as u32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn the_inverse_normal_agrees_with_statrs() {
        let normal = Normal::new(0.0, 1.0).unwrap();
        for p in [1e-9, 1e-4, 0.01, 0.2, 0.5, 0.8, 0.999, 1.0 - 1e-8] {
            assert!((inverse_normal(p) - normal.inverse_cdf(p)).abs() < 1e-6, "{p}");
            assert!((normal_distribution(inverse_normal(p)) - p).abs() < 1e-14, "{p}");
        }
    }

    #[test]
    fn skill_has_the_mean_and_the_spread_of_its_beta_distribution() {
        for (mean, precision) in [(0.8, 8.0), (0.24, 8.0), (0.5, 20.0)] {
            let q = skill_quantiles(mean, precision);
            let mut before = 0.0;
            let (mut first, mut second) = (0.0, 0.0);
            for (level, &c) in q.iter().enumerate() {
                let p = f64::from(c) / 4_294_967_295.0 - before;
                before += p;
                let x = (level as f64 + 0.5) / 256.0;
                first += p * x;
                second += p * x * x;
            }
            let variance = mean * (1.0 - mean) / (precision + 1.0);
            assert!((first - mean).abs() < 2e-3, "{mean}: {first}");
            assert!((second - first * first - variance).abs() < 1e-3);
        }
    }
}
