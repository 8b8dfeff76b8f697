//! How far a run or an experiment is: a bar on a terminal, a line now and then elsewhere, nothing when quiet.

use super::output::complain;
use crate::experiment::runner::Count;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Time between two lines where there is no terminal.
const PAUSE: Duration = Duration::from_secs(30);

/// Shows how far a run is, on standard error.
pub(crate) struct Display {
    bar: Option<ProgressBar>,
    lines: bool,
    weeks: u64,
    last: Instant,
}

impl Display {
    /// For a run of so many weeks over all replicates.
    pub(crate) fn new(weeks: u64, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (terminal && !quiet).then(|| {
            let bar = ProgressBar::with_draw_target(Some(weeks), ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} weeks, {elapsed} passed, {eta} left")
            {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, lines: !terminal && !quiet, weeks, last: Instant::now() }
    }

    /// So many weeks are done.
    pub(crate) fn show(&mut self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        } else if self.lines && self.last.elapsed() >= PAUSE {
            self.last = Instant::now();
            complain(&format!("{done} of {} weeks", self.weeks));
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Shows how far the runs of an experiment are, on standard error.
pub(crate) struct Runs {
    bar: Option<ProgressBar>,
    lines: bool,
    started: Instant,
    last: Instant,
}

impl Runs {
    /// Nothing run so far.
    pub(crate) fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (terminal && !quiet).then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(10));
            let template = "{bar:32} {pos}/{len} runs{msg}, {per_sec}, {elapsed} passed, {eta} left";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, lines: !terminal && !quiet, started: Instant::now(), last: Instant::now() }
    }

    /// So far it is.
    pub(crate) fn show(&mut self, count: Count) {
        let failed = if count.failed > 0 { format!(", {} failed", count.failed) } else { String::new() };
        if let Some(bar) = &self.bar {
            bar.set_length(count.asked as u64);
            bar.set_position(count.done as u64);
            bar.set_message(failed);
        } else if self.lines && self.last.elapsed() >= PAUSE {
            self.last = Instant::now();
            let fresh = (count.done - count.known) as f64;
            let rate = fresh / self.started.elapsed().as_secs_f64();
            let left = (count.asked - count.done) as f64 / rate.max(1e-9);
            complain(&format!(
                "{} of {} runs{failed}, {rate:.1} a second, {} left",
                count.done,
                count.asked,
                super::quantities::duration(left)
            ));
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
