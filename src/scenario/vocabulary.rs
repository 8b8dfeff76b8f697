//! What the model tells the reader beyond its parameters: measures, and rules between parameters.

use super::{Scenario, checks};

/// What is known of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeasureInfo {
    /// Name, for example `citizens.resolved_in_time`.
    pub name: &'static str,
    /// Unit; `1` for a share.
    pub unit: &'static str,
    /// One sentence that says what it is.
    pub sentence: &'static str,
}

/// A rule between parameters that a scenario breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Path of what is at fault: a parameter, a row, a group, a key, `policy.0` or `policy.0.cascade.cap`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// What the model tells the reader.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary {
    /// All measures; empty where they are not known, and then names of measures are not checked.
    pub measures: &'static [MeasureInfo],
    /// Finds the rules between parameters that a scenario breaks.
    pub faults: fn(&Scenario) -> Vec<Fault>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self { measures: &[], faults: checks::faults }
    }
}
