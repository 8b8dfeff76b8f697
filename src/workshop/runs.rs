//! The runs of all visitors: one queue, a few threads, every setting run once, and nothing that nobody waits for.
//!
//! A run is its replicates; threads take them one by one from the oldest run, so that a lone visitor has all threads and many
//! are served in the order in which they came.

use super::cache::Cache;
use super::country::Setting;
use super::kept::Replicate;
use super::simulate::{Simulate, Stage};
use crate::experiment::RunError;
use crate::parallel::{self, Locked};
use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// What runs may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunLimits {
    /// Threads that simulate.
    pub threads: usize,
    /// Runs that may wait or go on at once.
    pub queue: usize,
    /// Time of a run from the moment when a thread takes it up.
    pub time: Duration,
    /// Runs that are remembered.
    pub remembered: usize,
    /// Bytes of what is remembered.
    pub bytes: usize,
}

/// A run that is over.
#[derive(Debug)]
pub struct Done {
    /// What was run.
    pub setting: Setting,
    /// Its replicates, in order.
    pub replicates: Vec<Replicate>,
    /// Seconds from its first to its last replicate.
    pub seconds: f64,
}

/// Why a run gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// A fault of the program.
    #[error("the run crashed: {0}")]
    Crashed(String),
    /// The country cannot be simulated.
    #[error("{0}")]
    Faulty(String),
    /// It took too long.
    #[error("the run took longer than {} seconds", .0.as_secs())]
    TooLong(Duration),
    /// Too many wait already.
    #[error("{0} runs wait already")]
    Full(usize),
    /// The workshop closes.
    #[error("the workshop closes")]
    Closing,
}

type Outcome = Result<Arc<Done>, Failure>;

/// A run that is waited for.
#[derive(Debug)]
struct Run {
    setting: Setting,
    cancelled: AtomicBool,
    progress: Locked<Progress>,
    outcome: watch::Sender<Option<Outcome>>,
}

#[derive(Debug)]
struct Progress {
    /// Visitors who wait.
    waiting: usize,
    /// Replicates that threads have taken.
    taken: u32,
    /// Those that are there.
    replicates: Vec<Option<Replicate>>,
    started: Option<Instant>,
}

#[derive(Debug)]
struct State {
    queue: VecDeque<Arc<Run>>,
    in_flight: BTreeMap<String, Arc<Run>>,
    cache: Cache,
    closing: bool,
}

#[derive(Debug)]
struct Shared {
    stage: Arc<Stage>,
    limits: RunLimits,
    simulate: Simulate,
    state: Locked<State>,
    wake: Condvar,
}

/// All runs.
#[derive(Debug)]
pub struct Runs {
    shared: Arc<Shared>,
    threads: Locked<Vec<JoinHandle<()>>>,
}

/// How many runs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Runs that someone waits for.
    pub in_flight: usize,
    /// Runs that are remembered.
    pub remembered: usize,
}

/// A place in the queue. Who drops it waits no longer; a run for which nobody waits stops.
#[derive(Debug)]
pub struct Ticket {
    kind: Kind,
    /// Whether the run was there already.
    pub known: bool,
}

#[derive(Debug)]
enum Kind {
    Known(Arc<Done>),
    Waiting(Arc<Shared>, Arc<Run>),
}

impl Runs {
    /// Starts the threads.
    ///
    /// # Errors
    /// Where the system gives none.
    pub fn start(stage: Arc<Stage>, limits: RunLimits, simulate: Simulate) -> std::io::Result<Self> {
        let cache = Cache::new(limits.remembered, limits.bytes, stage.country.hash.clone());
        let state = State { queue: VecDeque::new(), in_flight: BTreeMap::new(), cache, closing: false };
        let shared = Arc::new(Shared { stage, limits, simulate, state: Locked::new(state), wake: Condvar::new() });
        let runs = Self { shared, threads: Locked::new(Vec::new()) };
        for number in 0..limits.threads.max(1) {
            let shared = runs.shared.clone();
            let work = move || {
                // Offices of a country go one after the other: the threads are for replicates.
                let _ = parallel::on_threads(1, || shared.work());
            };
            runs.threads.lock().push(std::thread::Builder::new().name(format!("run-{number}")).spawn(work)?);
        }
        Ok(runs)
    }

    /// Asks for a run: remembered, going on already, or put at the end of the queue.
    ///
    /// # Errors
    /// Where too many wait or the workshop closes.
    pub fn ask(&self, setting: Setting) -> Result<Ticket, Failure> {
        let shared = &self.shared;
        let mut state = shared.state.lock();
        if state.closing {
            return Err(Failure::Closing);
        }
        if let Some(done) = state.cache.get(&setting.hash) {
            return Ok(Ticket { kind: Kind::Known(done), known: true });
        }
        if let Some(run) = state.in_flight.get(&setting.hash) {
            run.progress.lock().waiting += 1;
            return Ok(Ticket { kind: Kind::Waiting(shared.clone(), run.clone()), known: false });
        }
        if state.in_flight.len() >= shared.limits.queue {
            return Err(Failure::Full(state.in_flight.len()));
        }
        let replicates = setting.scenario.parameters().run.replicates.max(1) as usize;
        let progress = Progress { waiting: 1, taken: 0, replicates: vec![None; replicates], started: None };
        let hash = setting.hash.clone();
        let run = Arc::new(Run {
            setting,
            cancelled: AtomicBool::new(false),
            progress: Locked::new(progress),
            outcome: watch::Sender::new(None),
        });
        state.queue.push_back(run.clone());
        state.in_flight.insert(hash, run.clone());
        shared.wake.notify_all();
        Ok(Ticket { kind: Kind::Waiting(shared.clone(), run), known: false })
    }

    /// How many runs there are.
    pub fn counts(&self) -> Counts {
        let state = self.shared.state.lock();
        Counts { in_flight: state.in_flight.len(), remembered: state.cache.len() }
    }

    /// Stops all runs and waits for the threads.
    pub fn close(&self) {
        let left: Vec<Arc<Run>> = {
            let mut state = self.shared.state.lock();
            state.closing = true;
            state.queue.clear();
            std::mem::take(&mut state.in_flight).into_values().collect()
        };
        for run in left {
            run.cancelled.store(true, Ordering::Relaxed);
            run.outcome.send_replace(Some(Err(Failure::Closing)));
        }
        self.shared.wake.notify_all();
        for thread in self.threads.lock().drain(..) {
            // A thread that has panicked outside of a run has nothing left to say.
            let _ = thread.join();
        }
    }
}

impl Drop for Runs {
    fn drop(&mut self) {
        self.close();
    }
}

impl Ticket {
    /// Waits for the run.
    ///
    /// # Errors
    /// Where it gave nothing.
    pub async fn wait(self) -> Outcome {
        match &self.kind {
            Kind::Known(done) => Ok(done.clone()),
            Kind::Waiting(_, run) => {
                let mut seen = run.outcome.subscribe();
                let outcome = seen.wait_for(Option::is_some).await.map_err(|_| Failure::Closing)?;
                outcome.clone().unwrap_or(Err(Failure::Closing))
            }
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let Kind::Waiting(shared, run) = &self.kind else { return };
        let mut state = shared.state.lock();
        let nobody = {
            let mut progress = run.progress.lock();
            progress.waiting -= 1;
            progress.waiting == 0
        };
        if nobody && run.outcome.borrow().is_none() {
            run.cancelled.store(true, Ordering::Relaxed);
            state.forget(run);
        }
    }
}

impl State {
    /// Takes a run out of the queue and out of what goes on.
    fn forget(&mut self, run: &Arc<Run>) {
        self.queue.retain(|other| !Arc::ptr_eq(other, run));
        if self.in_flight.get(&run.setting.hash).is_some_and(|other| Arc::ptr_eq(other, run)) {
            self.in_flight.remove(&run.setting.hash);
        }
    }
}

impl Shared {
    /// Takes replicates from the oldest run until the workshop closes.
    fn work(&self) {
        while let Some((run, number, started)) = self.next() {
            let deadline = started + self.limits.time;
            let late = || Instant::now() >= deadline;
            let cancelled = || run.cancelled.load(Ordering::Relaxed) || late();
            let simulated =
                catch_unwind(AssertUnwindSafe(|| (self.simulate)(&self.stage, &run.setting, number, &cancelled)));
            match simulated {
                Ok(Ok(replicate)) => self.keep(&run, number, replicate, started),
                Ok(Err(RunError::Cancelled)) if run.cancelled.load(Ordering::Relaxed) => {}
                Ok(Err(RunError::Cancelled)) => self.end(&run, Err(Failure::TooLong(self.limits.time))),
                Ok(Err(error)) => self.end(&run, Err(Failure::Faulty(error.to_string()))),
                Err(panic) => {
                    let text = panic.downcast_ref::<String>().map(String::as_str);
                    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason was given");
                    self.end(&run, Err(Failure::Crashed(text.to_string())));
                }
            }
        }
    }

    /// The next replicate to run; none when the workshop closes.
    fn next(&self) -> Option<(Arc<Run>, u32, Instant)> {
        let mut state = self.state.lock();
        loop {
            if state.closing {
                return None;
            }
            if let Some(run) = state.queue.front().cloned() {
                let mut progress = run.progress.lock();
                let number = progress.taken;
                progress.taken += 1;
                if progress.taken as usize >= progress.replicates.len() {
                    state.queue.pop_front();
                }
                let started = *progress.started.get_or_insert_with(Instant::now);
                drop(progress);
                return Some((run, number, started));
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Keeps a replicate, and ends the run with the last one.
    fn keep(&self, run: &Arc<Run>, number: u32, replicate: Replicate, started: Instant) {
        let replicates: Option<Vec<Replicate>> = {
            let mut progress = run.progress.lock();
            progress.replicates[number as usize] = Some(replicate);
            match progress.replicates.iter().all(Option::is_some) {
                true => std::mem::take(&mut progress.replicates).into_iter().collect(),
                false => None,
            }
        };
        if let Some(replicates) = replicates {
            let seconds = started.elapsed().as_secs_f64();
            self.end(run, Ok(Arc::new(Done { setting: run.setting.clone(), replicates, seconds })));
        }
    }

    /// Ends a run, well or badly.
    fn end(&self, run: &Arc<Run>, outcome: Outcome) {
        let mut state = self.state.lock();
        run.cancelled.store(true, Ordering::Relaxed);
        state.forget(run);
        if run.outcome.borrow().is_none() {
            if let Ok(done) = &outcome {
                state.cache.add(done.clone());
            }
            run.outcome.send_replace(Some(outcome));
        }
    }
}

impl Done {
    /// Bytes that it takes, about.
    pub fn bytes(&self) -> usize {
        let scenario = 16 * self.setting.scenario.values.len() + 100_000;
        scenario + self.replicates.iter().map(Replicate::bytes).sum::<usize>()
    }
}
