//! Runs every replicate of a scenario and hands its rows to a sink.

use crate::engine::Clock;
use crate::model::{Faulty, Simulation};
use crate::observe::{Complete, Names, Recorder, Sink, SinkError};
use crate::parallel;
use crate::policy::Policy;
use crate::scenario::Scenario;
use crate::world::clock::YEAR;

/// Citizen-weeks between two looks at whether to stop: about half a second of work.
const CITIZEN_WEEKS_AT_A_TIME: usize = 200_000_000;
/// The fewest weeks between two looks: each stretch takes all citizens through the cache once, so that the largest countries
/// would wait for memory if they were asked every week. With 1.4 billion citizens a stop is heeded within half a minute.
const LEAST_WEEKS: usize = 13;

/// How a run reports back while it goes on. Nothing of it changes a result.
pub struct Progress<'a> {
    /// Told the number of weeks done, over all replicates.
    pub on_weeks: &'a mut dyn FnMut(u64),
    /// Asked whether to stop.
    pub cancelled: &'a dyn Fn() -> bool,
    /// A clock to time the steps by, if wanted.
    pub clock: Option<Clock>,
}

impl std::fmt::Debug for Progress<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Progress").finish_non_exhaustive()
    }
}

/// What is known of a run when it is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The names behind the rows.
    pub names: Names,
    /// Offices.
    pub offices: u64,
    /// Jurisdictions.
    pub jurisdictions: u64,
    /// Simulated citizens of one replicate.
    pub citizens: u64,
    /// Weeks of one replicate, burn-in included.
    pub weeks: u64,
    /// Seconds by step, summed over threads and replicates; zeros without a clock.
    pub steps: Vec<(String, f64)>,
}

/// Why a run did not end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The scenario cannot be simulated, or something that must always hold did not.
    #[error(transparent)]
    Faulty(#[from] Faulty),
    /// The results could not be kept.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// It was told to stop.
    #[error("stopped before the end")]
    Cancelled,
}

/// Runs all replicates, one after the other; each uses all threads.
///
/// # Errors
/// [`RunError`].
pub fn run(scenario: &Scenario, sink: &mut dyn Sink, progress: &mut Progress<'_>) -> Result<Outcome, RunError> {
    let mut outcome: Option<Outcome> = None;
    let mut weeks_before = 0;
    for number in 0..scenario.parameters().run.replicates.max(1) {
        let mut later = |weeks| (progress.on_weeks)(weeks_before + weeks);
        let mut shifted = Progress { on_weeks: &mut later, cancelled: progress.cancelled, clock: progress.clock };
        let one = replicate(scenario, number, sink, &mut shifted)?;
        weeks_before += one.weeks;
        match &mut outcome {
            None => outcome = Some(one),
            Some(all) => all.steps.iter_mut().zip(&one.steps).for_each(|(sum, (_, seconds))| sum.1 += seconds),
        }
    }
    outcome.ok_or_else(|| RunError::Faulty(Faulty("no replicate was asked for".into())))
}

/// Runs one replicate, on all threads.
///
/// # Errors
/// [`RunError`].
pub fn replicate(
    scenario: &Scenario,
    number: u32,
    sink: &mut dyn Sink,
    progress: &mut Progress<'_>,
) -> Result<Outcome, RunError> {
    let mut replication = Replication::new(scenario, number, progress.clock)?;
    replication.go_on(u32::MAX, sink, progress, None)?;
    replication.outcome()
}

/// Shown the country after every recorded week. The rows are the same whether someone looks or not.
pub type Look<'a> = &'a mut dyn FnMut(&Simulation);

/// A replicate on its way: a country and what records it.
#[derive(Debug)]
pub struct Replication {
    simulation: Simulation,
    recorder: Recorder,
    burn_in: u32,
    patience: u32,
}

impl Replication {
    /// Before the first week.
    ///
    /// # Errors
    /// [`RunError`].
    pub fn new(scenario: &Scenario, number: u32, clock: Option<Clock>) -> Result<Self, RunError> {
        let simulation = Simulation::with_clock(scenario, number, clock)?;
        let recorder = Recorder::new(scenario, simulation.world(), number);
        let citizens = simulation.world().citizens.len().max(1);
        let patience = (CITIZEN_WEEKS_AT_A_TIME / citizens).clamp(LEAST_WEEKS, YEAR as usize) as u32;
        Ok(Self { simulation, recorder, burn_in: scenario.parameters().run.burn_in, patience })
    }

    /// The same replicate under other policies, as [`Simulation::under`]: the rows that follow are those of a run under them
    /// from the start.
    pub fn under(&self, policies: &[Policy]) -> Option<Self> {
        let simulation = self.simulation.under(policies)?;
        Some(Self { simulation, recorder: self.recorder.clone(), ..*self })
    }

    /// Goes on until a week, counted from the start of the burn-in, or until the end.
    ///
    /// # Errors
    /// [`RunError`].
    pub fn go_on(
        &mut self,
        until: u32,
        sink: &mut dyn Sink,
        progress: &mut Progress<'_>,
        mut look: Option<Look<'_>>,
    ) -> Result<(), RunError> {
        let (simulation, recorder) = (&mut self.simulation, &self.recorder);
        let mut complete = Complete::default();
        while !simulation.done() && simulation.week() < until {
            if (progress.cancelled)() {
                recorder.write(complete, sink)?;
                return Err(RunError::Cancelled);
            }
            let most = if look.is_some() && simulation.week() >= self.burn_in { 1 } else { self.patience };
            let weeks = recorder.most_weeks(simulation.week()).min(most).min(until - simulation.week());
            // What the weeks before have left is written by one thread while the others go on.
            let (_, written) =
                parallel::both(|| simulation.advance(weeks, recorder), || recorder.write(complete, sink));
            written?;
            complete = recorder.take(simulation.world(), simulation.contest_closed());
            (progress.on_weeks)(u64::from(simulation.week()));
            if let Some(look) = look.as_mut().filter(|_| simulation.week() > self.burn_in) {
                look(simulation);
            }
        }
        Ok(recorder.write(complete, sink)?)
    }

    /// What is known of it when it is over.
    ///
    /// # Errors
    /// Where the books do not balance: a fault of the program.
    pub fn outcome(&self) -> Result<Outcome, RunError> {
        let simulation = &self.simulation;
        simulation.audit_books()?;
        let world = simulation.world();
        Ok(Outcome {
            names: self.recorder.names().clone(),
            offices: world.offices.len() as u64,
            jurisdictions: world.jurisdictions.len() as u64,
            citizens: world.citizens.len() as u64,
            weeks: u64::from(world.week),
            steps: simulation.time_by_step().into_iter().map(|(name, seconds)| (name.to_string(), seconds)).collect(),
        })
    }
}
