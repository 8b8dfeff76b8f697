//! Many runs from one scenario.

#[cfg(feature = "files")]
pub mod averages;
#[cfg(feature = "files")]
pub mod job;
#[cfg(feature = "files")]
pub mod journal;
#[cfg(feature = "files")]
pub mod runner;
mod run;

pub use run::{Outcome, Progress, RunError, replicate, run};
