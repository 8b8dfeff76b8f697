//! How far a run is: a bar on a terminal, a line now and then elsewhere, nothing when quiet.

use super::output::complain;
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
