//! Time by step. The simulation has no clock of its own: whoever runs it may lend one, and results never depend on it.

use std::sync::atomic::{AtomicU64, Ordering};

/// A clock that counts nanoseconds from any fixed moment.
pub type Clock = fn() -> u64;

/// Nanoseconds spent in each step, summed over all threads.
#[derive(Debug)]
pub struct Stopwatch {
    clock: Option<Clock>,
    spent: Vec<AtomicU64>,
}

impl Stopwatch {
    /// A stopwatch for this many steps; without a clock it stays at 0.
    pub fn new(steps: usize, clock: Option<Clock>) -> Self {
        Self { clock, spent: (0..steps).map(|_| AtomicU64::new(0)).collect() }
    }

    /// One with the same clock that has measured nothing.
    pub fn anew(&self) -> Self {
        Self::new(self.spent.len(), self.clock)
    }

    /// Now, or 0 without a clock.
    #[inline]
    pub fn now(&self) -> u64 {
        self.clock.map_or(0, |clock| clock())
    }

    /// Whether time is taken.
    pub fn runs(&self) -> bool {
        self.clock.is_some()
    }

    /// Adds time to a step.
    pub fn add(&self, step: usize, nanoseconds: u64) {
        self.spent[step].fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// Nanoseconds spent in each step so far.
    pub fn spent(&self) -> Vec<u64> {
        self.spent.iter().map(|s| s.load(Ordering::Relaxed)).collect()
    }
}
