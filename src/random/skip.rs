//! How many places a skip leaps over: an exponential number over a hazard, as a whole number.
//!
//! Only the whole number counts, and nearly always a logarithm in 32 bits is good enough to know it: twice as many to the
//! vector, without a division. Where it is not, the logarithm is computed in 64 bits, so that the result is always that of
//! 64 bits.

use super::many::exponential;
use crate::wide::wide;

/// For each word, `(-ln((word + ½)/2³²) / hazard) as u32`, in 64 bits.
pub fn leaps(words: &[u32], hazard: f64, out: &mut [u32]) {
    // What is no finite number in 32 bits is never sure.
    let scale = (1.0 / hazard) as f32;
    let unsure = wide(
        words.len(),
        #[inline(always)]
        || {
            let mut unsure = 0_u32;
            for (leap, word) in out.iter_mut().zip(words) {
                let (whole, sure) = rough_leap(*word, scale);
                *leap = whole;
                unsure |= u32::from(!sure);
            }
            unsure
        },
    );
    if unsure > 0 {
        wide(
            words.len(),
            #[inline(always)]
            || {
                for (leap, word) in out.iter_mut().zip(words) {
                    *leap = (exponential(*word) / hazard) as u32;
                }
            },
        );
    }
}

/// Bounds of the error of [`rough`]: so much, and so much for each unit.
const ERROR: f32 = 5e-7;
const ERROR_OF_UNIT: f32 = 1e-6;

/// A leap, and whether the error cannot have changed it.
#[inline(always)]
fn rough_leap(word: u32, scale: f32) -> (u32, bool) {
    /// 2²³: added to a smaller number, the sum has no room but for whole numbers. Larger leaps have an error above ½.
    const WHOLE: f32 = 8_388_608.0;
    // Twice rounding adds less than 2e-7 of it.
    let leap = rough(word) * scale;
    let error = 1.2 * ERROR * scale + (ERROR_OF_UNIT + 3e-7) * leap;
    let sum = leap + WHOLE;
    let past = leap - (sum - WHOLE);
    let nearest = sum.to_bits() & 0x007f_ffff;
    (nearest.wrapping_sub(u32::from(past < 0.0)), past.abs() > error)
}

/// −ln((word + ½)/2³²) in 32 bits. Method and coefficients are those of Cephes (`logf.c`, Moshier 1992).
#[inline(always)]
fn rough(word: u32) -> f32 {
    const P: [f32; 9] = [
        7.037_683_6e-2,
        -1.151_461e-1,
        1.167_699_9e-1,
        -1.242_014_1e-1,
        1.424_932_3e-1,
        -1.666_805_8e-1,
        2.000_071_5e-1,
        -2.499_999_4e-1,
        3.333_333e-1,
    ];
    /// Bits of √½ and of 1.
    const ROOT_HALF: u32 = 0x3f35_04f3;
    const UNIT: u32 = 0x3f80_0000;
    let bits = (word as f32 + 0.5).to_bits();
    // x = 2^k·(1 + f) with 1 + f between √½ and √2.
    let k = ((bits + (UNIT - ROOT_HALF)) >> 23) as i32 - 127;
    let f = f32::from_bits(bits.wrapping_sub((k << 23) as u32)) - 1.0;
    let square = f * f;
    let mut p = P[0];
    for c in &P[1..] {
        p = p * f + c;
    }
    (32 - k) as f32 * std::f32::consts::LN_2 - (f + (p * f * square - 0.5 * square))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(words: &[u32], hazard: f64) -> Vec<u32> {
        words.iter().map(|word| (exponential(*word) / hazard) as u32).collect()
    }

    fn leapt(words: &[u32], hazard: f64) -> Vec<u32> {
        let mut out = vec![0; words.len()];
        leaps(words, hazard, &mut out);
        out
    }

    #[test]
    fn the_rough_logarithm_is_within_its_bounds() {
        // Some of all words, and all at the ends. Tried once with every word, the worst was at a ninth of the bound.
        let some = (0..u32::MAX / 997).map(|i| i * 997);
        for word in some.chain(0..100_000).chain(u32::MAX - 100_000..=u32::MAX) {
            let (rough, exact) = (f64::from(rough(word)), exponential(word));
            assert!(
                (rough - exact).abs() <= f64::from(ERROR) + f64::from(ERROR_OF_UNIT) * exact,
                "{word}: {rough} {exact}"
            );
        }
    }

    proptest! {
        #[test]
        fn leaps_are_those_of_64_bits(words in prop::collection::vec(any::<u32>(), 0..300), exponent in -12.0..6.0f64) {
            let hazard = exponent.exp();
            prop_assert_eq!(leapt(&words, hazard), exact(&words, hazard));
        }

        /// Also where the leap is nearly a whole number.
        #[test]
        fn leaps_near_whole_numbers_are_those_of_64_bits(n in 0u32..2_000, exponent in -8.0..3.0f64, off in -3i64..=3) {
            let hazard = exponent.exp();
            let near = (-f64::from(n) * hazard).exp() * 4_294_967_296.0;
            let word = (near as i64 + off).clamp(0, u32::MAX.into()) as u32;
            prop_assert_eq!(leapt(&[word], hazard), exact(&[word], hazard));
        }
    }

    #[test]
    fn leaps_of_no_hazard_and_of_any_are_those_of_64_bits() {
        let words: Vec<u32> = (0..4_000).map(|i| i * 1_073_741).collect();
        for hazard in [0.0, 1e-300, 1e-12, 1e-6, 1.0, 20.7, 1e6, f64::INFINITY] {
            assert_eq!(leapt(&words, hazard), exact(&words, hazard), "{hazard}");
        }
    }
}
