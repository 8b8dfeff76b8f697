//! The logistic curve as a table of whole numbers, so that a citizen's step needs no floating point.
//!
//! A logit is held in fixed point, [`LOGIT_ONE`] to the unit. An office turns its coefficients into such numbers once a
//! week; a citizen adds them up, looks up the threshold and compares it with a random word.

use super::{logistic, threshold};

/// One unit of a logit in fixed point.
pub const LOGIT_ONE: i32 = 128;
/// Beyond this the curve is taken to be flat.
const REACH: i32 = 12;
/// The most that a coefficient of a logit may be.
pub const COEFFICIENT_MOST: f64 = 20.0;
/// No constant is taken to be larger: with two coefficients against it the curve is flat all the same.
const MOST: f64 = 3.0 * COEFFICIENT_MOST;

/// Places of the table, for logits from -128 to 128: so many that no sum of coefficients has to be looked at before.
const PLACES: usize = 1 << 15;
const ZERO: i32 = PLACES as i32 / 2;

/// Thresholds of the logistic curve.
#[derive(Debug, Clone)]
pub struct LogisticTable {
    thresholds: Box<[u32; PLACES]>,
}

impl LogisticTable {
    /// Computes the table.
    pub fn new() -> Self {
        let at = |x: i32| threshold(logistic(f64::from(x) / f64::from(LOGIT_ONE))).min(u64::from(u32::MAX)) as u32;
        let half = REACH * LOGIT_ONE;
        let mut thresholds = Box::new([at(-half); PLACES]);
        let (curve, above) = thresholds[(ZERO - half) as usize..].split_at_mut(2 * half as usize);
        curve.iter_mut().zip(-half..).for_each(|(place, x)| *place = at(x));
        above.fill(at(half));
        Self { thresholds }
    }

    /// The number that a random word must be below for an event of this logit: a sum of coefficients in fixed point, of which
    /// all but one are at most [`COEFFICIENT_MOST`].
    #[inline(always)]
    pub fn threshold(&self, logit: i32) -> u32 {
        debug_assert!((-ZERO..ZERO).contains(&logit), "{logit} is beyond the table");
        self.thresholds[(logit + ZERO) as usize % PLACES]
    }

    /// Whether an event of this logit (in fixed point) happens with this random word.
    #[inline]
    pub fn happens(&self, logit: i32, word: u32) -> bool {
        word < self.threshold(logit)
    }

    /// A coefficient of a logit in fixed point.
    pub fn fixed(logit: f64) -> i32 {
        libm::round(logit.clamp(-MOST, MOST) * f64::from(LOGIT_ONE)) as i32
    }
}

impl Default for LogisticTable {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Luck, Stream};

    #[test]
    fn the_table_is_flat_beyond_its_reach_and_holds_every_sum_of_coefficients() {
        let table = LogisticTable::new();
        let flat = |sign: f64| table.threshold(LogisticTable::fixed(sign * 12.0));
        for sign in [-1.0, 1.0] {
            for coefficients in [[20.0, -2.0, -6.0], [1e6, -20.0, -20.0], [1e6, 20.0, 20.0], [0.0, 0.0, 13.0]] {
                let logit = coefficients.iter().map(|c| LogisticTable::fixed(sign * c)).sum();
                assert_eq!(table.threshold(logit), flat(sign), "{sign} {coefficients:?}");
            }
        }
        let just_within = LogisticTable::fixed(12.0) - 1;
        assert!(flat(-1.0) < table.threshold(-just_within) && table.threshold(just_within) < flat(1.0));
    }

    #[test]
    fn the_table_is_the_logistic_curve() {
        let table = LogisticTable::new();
        let luck = Luck::new(3);
        for logit in [-3.0, -0.5, 0.0, 1.2, 4.0] {
            let n = 40_000;
            let hits = (0..n)
                .filter(|&i| table.happens(LogisticTable::fixed(logit), luck.block(Stream::Attempts, 0, i, 0)[0]))
                .count();
            let p = logistic(logit);
            let error = (hits as f64 / f64::from(n) - p).abs();
            assert!(error < 4.0 * (p * (1.0 - p) / f64::from(n)).sqrt() + 1e-3, "{logit}: {error}");
        }
    }
}
