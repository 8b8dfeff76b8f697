//! Many runs: replicates of one scenario, and experiments that ask what differs, what matters, what fits and what shows.
//!
//! An [`Experiment`](question::Experiment) is read from a [`file`](mod@file) or made from scenarios, becomes a list of jobs
//! ([`job`]), which a [`runner`] runs and a [`journal`] remembers, and then an [`Answer`](answer::Answer): tables, a document,
//! figures and what is worth reading first.

#[cfg(feature = "files")]
pub mod abc;
#[cfg(feature = "files")]
pub mod answer;
#[cfg(feature = "files")]
pub mod averages;
#[cfg(feature = "files")]
pub mod calibrate;
#[cfg(feature = "files")]
pub mod check;
#[cfg(feature = "files")]
pub mod compare;
#[cfg(feature = "files")]
pub mod design;
#[cfg(feature = "files")]
mod draws;
#[cfg(feature = "files")]
pub mod expression;
#[cfg(feature = "files")]
pub mod file;
#[cfg(feature = "files")]
pub mod job;
#[cfg(feature = "files")]
pub mod journal;
#[cfg(feature = "files")]
pub mod morris;
#[cfg(feature = "files")]
pub mod question;
mod run;
#[cfg(feature = "files")]
pub mod runner;
#[cfg(feature = "files")]
pub mod sensitivity;
#[cfg(feature = "files")]
pub mod sobol;
#[cfg(feature = "files")]
mod spread;
#[cfg(feature = "files")]
pub mod statistics;
#[cfg(feature = "files")]
pub mod sweep;
#[cfg(feature = "files")]
mod tables;
#[cfg(all(test, feature = "files"))]
mod tests;
#[cfg(feature = "files")]
pub mod validate;

pub use run::{Look, Outcome, Progress, Replication, RunError, replicate, run};

/// The line under the figures of an experiment.
#[cfg(feature = "files")]
fn answer_footer(experiment: &question::Experiment) -> String {
    let hash = experiment.hash().unwrap_or_default();
    let hash: String = hash.chars().take(12).collect();
    format!("Jiama {} · {} · {hash}", env!("CARGO_PKG_VERSION"), experiment.name)
}

/// Answers what an experiment asks.
///
/// # Errors
/// [`answer::Unanswered`].
#[cfg(feature = "files")]
pub fn answer(
    experiment: &question::Experiment,
    runner: &mut runner::Runner<'_>,
) -> Result<answer::Answer, answer::Unanswered> {
    use question::Question;
    match &experiment.question {
        Question::Comparison(asked) => compare::answer(experiment, asked, runner),
        Question::Sweep(asked) => sweep::answer(experiment, asked, runner),
        Question::Sensitivity(asked) => sensitivity::answer(experiment, asked, runner),
        Question::Calibration(asked) => calibrate::answer(experiment, asked, runner),
        Question::Validation(asked) => validate::answer(experiment, asked, runner),
    }
}
