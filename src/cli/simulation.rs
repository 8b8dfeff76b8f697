//! The one place where the command line meets the simulation: what a run is given, and what it gives back.

use crate::observe::{Names, Sink, SinkError};
use crate::scenario::Scenario;

/// What a run tells and asks while it goes on.
pub(crate) struct Progress<'a> {
    /// Told the weeks done so far over all replicates.
    pub(crate) on_weeks: &'a mut dyn FnMut(u64),
    /// Asked now and then whether to stop.
    pub(crate) cancelled: &'a dyn Fn() -> bool,
    /// Nanoseconds from any fixed moment, to time the steps.
    pub(crate) clock: Option<fn() -> u64>,
}

/// What is known after a run, besides its rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outcome {
    /// The names behind the rows.
    pub(crate) names: Names,
    /// Offices of one replicate.
    pub(crate) offices: u64,
    /// Jurisdictions of one replicate.
    pub(crate) jurisdictions: u64,
    /// Simulated citizens of one replicate.
    pub(crate) citizens: u64,
    /// Weeks of one replicate, burn-in included.
    pub(crate) weeks: u64,
    /// Seconds by step.
    pub(crate) steps: Vec<(String, f64)>,
}

/// Why a run did not come to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    /// Its rows could not be kept.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// It was told to stop.
    #[error("stopped")]
    Cancelled,
    /// Something that must hold did not.
    #[error("{0}")]
    Faulty(String),
}

/// Runs a scenario.
pub(crate) type Simulate = fn(&Scenario, &mut dyn Sink, &mut Progress<'_>) -> Result<Outcome, RunError>;

/// The simulation.
pub(crate) fn run(_: &Scenario, _: &mut dyn Sink, progress: &mut Progress<'_>) -> Result<Outcome, RunError> {
    (progress.on_weeks)(progress.clock.map_or(0, |_| 0));
    if (progress.cancelled)() {
        return Err(RunError::Cancelled);
    }
    Err(RunError::Faulty("the simulation is not connected yet".into()))
}
