//! Runs the jobs of an experiment: many small ones side by side, few large ones one after the other on all threads. What a
//! journal has already is not run again. Results come back in the order asked for, whoever finished first.

use super::job::{Arm, Job, Record, identity, simulate};
use super::journal::{Journal, JournalError};
use crate::parallel;
use crate::scenario::forecast::forecast;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// The most memory that runs side by side may take together, in bytes; with more each run gets all threads.
const SIDE_BY_SIDE: u64 = 4_000_000_000;

/// Why jobs were not all run.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// It was told to stop; what was finished is in the journal.
    #[error("stopped before the end")]
    Cancelled,
    /// Its share of the jobs is done; the others belong to other processes.
    #[error("this share of the jobs is done")]
    Share,
    /// Jobs are missing and may not be run here.
    #[error("{0} runs are missing")]
    Missing(usize),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The system gives no threads.
    #[error("{0}")]
    Threads(String),
}

/// How far an experiment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Jobs asked for so far.
    pub asked: usize,
    /// Of these, done or failed.
    pub done: usize,
    /// Of these, failed.
    pub failed: usize,
    /// Of these, taken from the journal.
    pub known: usize,
}

/// A share of the jobs: the `part`th of `parts`, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Which, from 1.
    pub part: usize,
    /// Of how many.
    pub parts: usize,
}

/// What a runner may do and whom it tells.
pub struct Limits<'a> {
    /// Threads.
    pub threads: usize,
    /// Only this share of the jobs.
    pub share: Option<Share>,
    /// Whether jobs that the journal lacks may be run.
    pub may_run: bool,
    /// Asked whether to stop.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
    /// Told how far it is.
    pub shown: &'a mut dyn FnMut(Count),
}

impl std::fmt::Debug for Limits<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").field("threads", &self.threads).field("share", &self.share).finish_non_exhaustive()
    }
}

/// Runs jobs and remembers what became of them.
#[derive(Debug)]
pub struct Runner<'a> {
    arms: &'a [Arm],
    journal: Option<Journal>,
    known: BTreeMap<String, Record>,
    /// Identities in the order in which they were first asked for.
    order: Vec<String>,
    seen: BTreeSet<String>,
    limits: Limits<'a>,
    count: Count,
}

impl<'a> Runner<'a> {
    /// A runner for the countries of an experiment; without a journal it remembers in memory only.
    pub fn new(arms: &'a [Arm], journal: Option<Journal>, limits: Limits<'a>) -> Self {
        let (known, order, seen) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
        Self { arms, journal, known, order, seen, limits, count: Count::default() }
    }

    /// A runner that knows these records already, and keeps what it runs in memory only.
    pub fn with_known(arms: &'a [Arm], known: BTreeMap<String, Record>, limits: Limits<'a>) -> Self {
        Self { known, ..Self::new(arms, None, limits) }
    }

    /// The countries.
    pub fn arms(&self) -> &'a [Arm] {
        self.arms
    }

    /// How far it is.
    pub fn count(&self) -> Count {
        self.count
    }

    fn find(&self, id: &str) -> Option<&Record> {
        self.known.get(id).or_else(|| self.journal.as_ref()?.find(id))
    }

    fn keep(&mut self, id: String, record: Record) -> Result<(), JournalError> {
        self.count.done += 1;
        self.count.failed += usize::from(record.values().is_none());
        (self.limits.shown)(self.count);
        match &mut self.journal {
            Some(journal) => journal.add(id, record),
            None => {
                self.known.insert(id, record);
                Ok(())
            }
        }
    }

    /// What became of these jobs, in their order.
    ///
    /// # Errors
    /// [`Stopped`], where some were not run.
    pub fn run(&mut self, jobs: &[Job]) -> Result<Vec<Record>, Stopped> {
        let ids: Vec<String> = jobs.iter().map(|job| identity(&self.arms[job.arm], job)).collect();
        let mut wanted: Vec<(String, &Job)> = Vec::new();
        for (id, job) in ids.iter().zip(jobs) {
            if self.seen.insert(id.clone()) {
                self.order.push(id.clone());
                self.count.asked += 1;
                match self.find(id) {
                    Some(record) => {
                        self.count.failed += usize::from(record.values().is_none());
                        self.count.done += 1;
                        self.count.known += 1;
                    }
                    None => wanted.push((id.clone(), job)),
                }
            }
        }
        (self.limits.shown)(self.count);
        if let Some(share) = self.limits.share {
            let mine: BTreeSet<&String> = ids.iter().skip(share.part - 1).step_by(share.parts).collect();
            wanted.retain(|(id, _)| mine.contains(id));
        }
        if !self.limits.may_run && !wanted.is_empty() {
            return Err(Stopped::Missing(wanted.len()));
        }
        if !wanted.is_empty() {
            self.run_wanted(&wanted)?;
        }
        let records: Option<Vec<Record>> = ids.iter().map(|id| self.find(id).cloned()).collect();
        // Only another process's share can be missing now.
        records.ok_or(Stopped::Share)
    }

    fn run_wanted(&mut self, wanted: &[(String, &Job)]) -> Result<(), Stopped> {
        let (arms, threads, cancelled) = (self.arms, self.limits.threads.max(1), self.limits.cancelled);
        let bytes = wanted.iter().map(|(_, job)| job.arm).collect::<BTreeSet<_>>();
        let bytes = bytes.into_iter().map(|arm| forecast(&arms[arm].scenario, 1).bytes).max().unwrap_or(0);
        let aside = if bytes.saturating_mul(threads as u64) > SIDE_BY_SIDE { 1 } else { threads.min(wanted.len()) };
        let within = (threads / aside).max(1);
        let next = AtomicUsize::new(0);
        let (finished, results) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..aside {
                let (finished, next) = (finished.clone(), &next);
                scope.spawn(move || {
                    let work = || {
                        while let Some((id, job)) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                            if cancelled() {
                                break;
                            }
                            let Some(record) = simulate(&arms[job.arm], job, &|| cancelled()) else { break };
                            if finished.send(Ok((id.clone(), record))).is_err() {
                                break;
                            }
                        }
                    };
                    if let Err(why) = parallel::on_threads(within, work) {
                        // Whoever listens has gone only if there was a failure before.
                        let _ = finished.send(Err(Stopped::Threads(why)));
                    }
                });
            }
            drop(finished);
            // An error drops the receiver, and the threads end after the job they are at.
            for result in results {
                let (id, record) = result?;
                self.keep(id, record)?;
            }
            Ok::<(), Stopped>(())
        })?;
        if cancelled() { Err(Stopped::Cancelled) } else { Ok(()) }
    }

    /// Ends the experiment: the journal gets the order in which jobs were asked for.
    ///
    /// # Errors
    /// Where the journal cannot be written.
    pub fn settle(self) -> Result<(), JournalError> {
        match self.journal {
            Some(journal) => journal.settle(&self.order),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::averages::years;
    use crate::scenario::Scenario;
    use std::sync::atomic::AtomicBool;

    fn arms() -> Vec<Arm> {
        let mut scenario = Scenario::default();
        for (path, value) in [("population.citizens_per_office", 40.0), ("run.burn_in", 4.0), ("run.years", 1.0)] {
            assert!(scenario.set(path, value));
        }
        let windows = years(&scenario);
        vec![Arm::new("a", "", scenario, &windows)]
    }

    fn jobs(n: u32) -> Vec<Job> {
        (0..n).map(|replicate| Job { arm: 0, set: Vec::new(), replicate }).collect()
    }

    fn limits<'a>(
        threads: usize,
        cancelled: &'a (dyn Fn() -> bool + Sync),
        shown: &'a mut dyn FnMut(Count),
    ) -> Limits<'a> {
        Limits { threads, share: None, may_run: true, cancelled, shown }
    }

    fn bits(records: &[Record]) -> Vec<Vec<u64>> {
        records.iter().map(|r| r.values().unwrap().iter().map(|v| v.to_bits()).collect()).collect()
    }

    #[test]
    fn neither_threads_nor_order_change_a_record() {
        let (arms, jobs) = (arms(), jobs(7));
        let on = |threads, jobs: &[Job]| {
            let mut shown = |_| {};
            bits(&Runner::new(&arms, None, limits(threads, &|| false, &mut shown)).run(jobs).unwrap())
        };
        let expected = on(1, &jobs);
        assert_eq!(on(3, &jobs), expected);
        let backwards: Vec<Job> = jobs.iter().rev().cloned().collect();
        assert_eq!(on(2, &backwards), expected.iter().rev().cloned().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_known_is_not_run_again_and_shares_join() {
        let (arms, jobs) = (arms(), jobs(5));
        let folder = tempfile::tempdir().unwrap();
        let mut shown = |_| {};
        let mut whole = Runner::new(&arms, None, limits(2, &|| false, &mut shown));
        let expected = bits(&whole.run(&jobs).unwrap());

        for part in 1..=3 {
            let journal = Journal::open(folder.path(), "x").unwrap();
            let mut last = Count::default();
            let mut shown = |count| last = count;
            let share = Some(Share { part, parts: 3 });
            let mut runner = Runner::new(&arms, Some(journal), Limits { share, ..limits(1, &|| false, &mut shown) });
            let result = runner.run(&jobs);
            if part < 3 {
                assert!(matches!(result, Err(Stopped::Share)));
            } else {
                assert_eq!(bits(&result.unwrap()), expected);
            }
            drop(runner);
            assert_eq!(last.known + [2, 2, 1][part - 1], last.done);
        }
        let mut shown = |_| {};
        let journal = Journal::open(folder.path(), "x").unwrap();
        let reading = Limits { may_run: false, ..limits(1, &|| false, &mut shown) };
        let mut runner = Runner::new(&arms, Some(journal), reading);
        assert_eq!(bits(&runner.run(&jobs).unwrap()), expected);
        let more = self::jobs(6);
        assert!(matches!(runner.run(&more), Err(Stopped::Missing(1))));
    }

    #[test]
    fn a_stop_keeps_what_was_finished() {
        let (arms, jobs) = (arms(), jobs(20));
        let folder = tempfile::tempdir().unwrap();
        let stop = AtomicBool::new(false);
        let cancelled = || stop.load(Ordering::Relaxed);
        let mut shown = |count: Count| {
            if count.done == 3 {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let journal = Journal::open(folder.path(), "x").unwrap();
        let mut runner = Runner::new(&arms, Some(journal), limits(1, &cancelled, &mut shown));
        assert!(matches!(runner.run(&jobs), Err(Stopped::Cancelled)));
        let done = runner.count().done;
        assert!((3..20).contains(&done), "{done}");
        drop(runner);
        assert_eq!(Journal::peek(folder.path(), "x").unwrap().len(), done);
    }
}
