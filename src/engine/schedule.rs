//! The order of a week as data: it is printed, timed, tested and run from the same list.

/// A column of state that steps read and write, for example `office.hours`.
pub type Column = &'static str;

/// One step: which mechanism it belongs to, what it touches and the function that does the work.
pub struct Step<F> {
    /// Name, unique in its schedule.
    pub name: &'static str,
    /// The mechanism it belongs to, or `engine`.
    pub mechanism: &'static str,
    /// What it does, in a sentence.
    pub sentence: &'static str,
    /// Columns it reads.
    pub reads: &'static [Column],
    /// Columns it writes.
    pub writes: &'static [Column],
    /// The work.
    pub run: F,
}

impl<F> std::fmt::Debug for Step<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Step").field("name", &self.name).field("mechanism", &self.mechanism).finish_non_exhaustive()
    }
}
