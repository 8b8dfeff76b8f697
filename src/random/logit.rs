//! The logistic curve as a table of whole numbers, so that a citizen's step needs no floating point.
//!
//! A logit is held in fixed point, [`LOGIT_ONE`] to the unit. An office turns its coefficients into such numbers once a
//! week; a citizen adds them up, looks up the threshold and compares it with a random word.

use super::{logistic, threshold};

/// One unit of a logit in fixed point.
pub const LOGIT_ONE: i32 = 128;
const REACH: i32 = 12;
const HALF: i32 = REACH * LOGIT_ONE;

/// Places of the table: a power of two, so that no place is outside.
const PLACES: usize = 4096;

/// Thresholds of the logistic curve for logits from -12 to 12.
#[derive(Debug, Clone)]
pub struct LogisticTable {
    thresholds: Box<[u32; PLACES]>,
}

impl LogisticTable {
    /// Computes the table.
    pub fn new() -> Self {
        let mut thresholds = Box::new([0; PLACES]);
        for (x, place) in (-HALF..=HALF).zip(thresholds.iter_mut()) {
            *place = threshold(logistic(f64::from(x) / f64::from(LOGIT_ONE))).min(u64::from(u32::MAX)) as u32;
        }
        Self { thresholds }
    }

    /// The number that a random word must be below for an event of this logit (in fixed point).
    #[inline(always)]
    pub fn threshold(&self, logit: i32) -> u32 {
        self.thresholds[(logit.clamp(-HALF, HALF) + HALF) as usize % PLACES]
    }

    /// Whether an event of this logit (in fixed point) happens with this random word.
    #[inline]
    pub fn happens(&self, logit: i32, word: u32) -> bool {
        word < self.threshold(logit)
    }

    /// A logit in fixed point.
    pub fn fixed(logit: f64) -> i32 {
        libm::round(logit.clamp(-1e4, 1e4) * f64::from(LOGIT_ONE)) as i32
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
